// Opens a link by address, with this process's clock and entropy. The way in for the gateway.

import { randomBytes } from 'node:crypto';
import { ok, type Result } from '#protocol/bytes/result.ts';
import { parseAddress, type Address } from './address.ts';
import type { Clock, LinkProblem, StreamOpener } from './byte-stream.ts';
import { createMeshtasticLink, type LinkOptions, type MeshtasticLink } from './meshtastic-link.ts';
import { recordingOpener, type RecordedChunk } from './recording.ts';
import { serialOpener } from './serial.node.ts';
import { tcpOpener } from './tcp.node.ts';

/** Never runs backwards, so that a corrected system clock does not stall or rush a session. */
export const processClock: Clock = {
  nowMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

export const processEntropy = (): number => randomBytes(4).readUInt32LE();

export const openerOf = (address: Address): StreamOpener =>
  address.kind === 'tcp' ? tcpOpener(address.host, address.port) : serialOpener(address.path);

/**
 * A link to the radio at `tcp:HOST[:PORT]` or `serial:PORT`. A wrong address is refused at once; a radio
 * that is not there yet is waited for, and `not-opened` events say why. `expiresAtMs` of its packets is
 * on the clock given, or `processClock`. `record` is told of all that passes, keys of the radio included.
 */
export function openMeshtasticLink(
  options: { readonly address: string; readonly record?: (chunk: RecordedChunk) => void } & Omit<
    LinkOptions,
    'opener' | 'clock' | 'entropy'
  > &
    Partial<Pick<LinkOptions, 'clock' | 'entropy'>>,
): Result<MeshtasticLink, LinkProblem> {
  const { address: text, record, ...rest } = options;
  const address = parseAddress(text);
  if (!address.ok) return address;
  const plain = openerOf(address.value);
  const opener = record ? recordingOpener(plain, processClock, record) : plain;
  return ok(createMeshtasticLink({ clock: processClock, entropy: processEntropy, ...rest, opener }));
}
