// Text from bytes of others: never refused, never cut inside; what is no UTF-8 shows as U+FFFD.

import protobuf from 'protobufjs/light.js';

export const fromUtf8 = (bytes: Uint8Array): string => protobuf.util.utf8.read(bytes, 0, bytes.length);
