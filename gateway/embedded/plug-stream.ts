// A virtual radio's socket as a byte stream of a radio link: what TCP is for the gateway's own radio, for
// neighbours in the same process. Bytes pass in a later turn each way, as they would over a wire, so that
// neither side is called from within its own call.

import { err, ok } from '#protocol/bytes/result.ts';
import type { StreamOpener } from '#radio/links/byte-stream.ts';
import type { RadioHost } from '#radio/virtual/host.ts';

const REOPEN_MS_MAX = 5000;

export function plugOpener(host: RadioHost): StreamOpener {
  return {
    address: `virtual:${host.nodeNum.toString(16)}`,
    link: 'stream',
    reopenMsMax: REOPEN_MS_MAX,
    open: async ({ onBytes, onClose }) => {
      const plug = host.plugIn({
        onBytes: (bytes) => void setImmediate(onBytes, bytes),
        onClosed: () => void setImmediate(onClose, 'the radio hung up'),
      });
      if (!plug) return err({ kind: 'refused', words: 'The virtual radio is switched off.' });
      return ok({ write: (bytes) => void setImmediate(plug.write, bytes), close: plug.pullOut });
    },
  };
}
