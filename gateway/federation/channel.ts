// The encrypted channel between two gateways: ChaCha20-Poly1305, one key and one counter a direction.
//
// A WebSocket keeps order, so the counter is never sent: a message that is lost, repeated or out of order
// does not open, and the channel ends. Inside, one byte says what follows; kinds that this version does
// not know (custody receipts to come) are skipped, so that an older gateway stays a good peer.

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concat } from '#protocol/bytes/bytes.ts';
import { FRAME_BYTES_MAX } from '#protocol/wire/limits.ts';
import type { Session } from './handshake.ts';

const KIND = { frame: 0 } as const;
/** Far below the 2^64 of the nonce, and above what a link carries in a century. */
const MESSAGES_MAX = 2 ** 40;

export type Heard =
  { readonly kind: 'frame'; readonly frame: Uint8Array } | { readonly kind: 'unknown' } | { readonly kind: 'broken' };

export type Channel = {
  sealFrame(frame: Uint8Array): Uint8Array;
  /** After `broken` nothing more may be read. */
  open(message: Uint8Array): Heard;
};

const nonceOf = (counter: number): Uint8Array => {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(counter));
  return nonce;
};

export function createChannel({ sendKey, receiveKey }: Session): Channel {
  let sent = 0;
  let received = 0;
  let isBroken = false;
  return {
    sealFrame(frame) {
      if (sent >= MESSAGES_MAX) throw new Error('this channel has carried all it may');
      return chacha20poly1305(sendKey, nonceOf(sent++)).encrypt(concat(Uint8Array.of(KIND.frame), frame));
    },
    open(message) {
      if (isBroken || received >= MESSAGES_MAX) return { kind: 'broken' };
      try {
        const plain = chacha20poly1305(receiveKey, nonceOf(received)).decrypt(message);
        received++;
        const frame = plain.slice(1);
        return plain[0] === KIND.frame && frame.length > 0 && frame.length <= FRAME_BYTES_MAX
          ? { kind: 'frame', frame }
          : { kind: 'unknown' };
      } catch {
        isBroken = true;
        return { kind: 'broken' };
      }
    },
  };
}
