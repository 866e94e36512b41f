// A phone's WebSocket as a link of the node: each binary message is one sealed frame.
//
// A phone that sends faster than its allowance is read more slowly, one that takes nothing for a while
// is let go with a reason, one that is silent is asked whether it lives.

import type { WebSocket } from 'ws';
import type { LinkProfile } from '#protocol/node/event.ts';
import type { LinkPort } from '#protocol/node/ports.ts';
import { FRAME_BYTES_MAX } from '#protocol/wire/limits.ts';

export const PAIR_PROFILE: LinkProfile = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 };

/** Bytes that may wait for a phone: about 500 frames. */
const WAITING_BYTES_MAX = 128 * 1024;
/** A phone that has been full for this long is not coming back soon. */
const FULL_MS_MAX = 30_000;
const PING_EVERY_MS = 25_000;
/** Frames that a phone may send at once, and then each second. */
const FRAMES_BURST = 2000;
const FRAMES_PER_S = 200;
const REST_MS = 250;

/** WebSocket close codes: RFC 6455 §7.4.1, and 1013 "try again later" of the IANA registry. */
export const CLOSE = { policy: 1008, away: 1001, later: 1013, unsupported: 1003 } as const;

export function phonePort(id: string, socket: WebSocket, nowMs: () => number): LinkPort {
  let fullSinceMs: number | undefined;
  let allowance = FRAMES_BURST;
  let refilledMs = nowMs();
  let isAlive = true;
  let timers: NodeJS.Timeout[] = [];

  /** True while the phone keeps to its allowance; otherwise reading rests a moment. */
  const spend = (): void => {
    const now = nowMs();
    allowance = Math.min(FRAMES_BURST, allowance + ((now - refilledMs) * FRAMES_PER_S) / 1000) - 1;
    refilledMs = now;
    if (allowance >= 0 || socket.isPaused) return;
    socket.pause();
    timers.push(setTimeout(() => socket.resume(), REST_MS));
    timers = timers.slice(-8);
  };

  return {
    id,
    profile: PAIR_PROFILE,
    start(listener) {
      socket.on('message', (content: Buffer, isBinary) => {
        if (!isBinary || content.length === 0 || content.length > FRAME_BYTES_MAX) {
          return socket.close(CLOSE.unsupported, 'one sealed frame in each binary message');
        }
        spend();
        listener.frame(Uint8Array.from(content));
      });
      socket.on('pong', () => (isAlive = true));
      socket.on('close', (_code, reason) => {
        for (const timer of timers) clearTimeout(timer);
        clearInterval(ping);
        listener.down(reason.toString() || 'the connection ended');
      });
      const ping = setInterval(() => {
        if (!isAlive) return socket.terminate();
        isAlive = false;
        socket.ping();
      }, PING_EVERY_MS);
      ping.unref();
      if (socket.readyState !== socket.OPEN) listener.down('the connection ended');
    },
    send(frame, _sending, told) {
      if (socket.readyState !== socket.OPEN) return told('refused', 'the connection is closing');
      if (socket.bufferedAmount > WAITING_BYTES_MAX) {
        fullSinceMs ??= nowMs();
        if (nowMs() - fullSinceMs > FULL_MS_MAX) socket.close(CLOSE.later, 'too slow: come back when there is time');
        return told('refused', 'the phone takes nothing more at the moment');
      }
      fullSinceMs = undefined;
      socket.send(frame, { binary: true });
      told('sent');
    },
    close: () => socket.close(CLOSE.away, 'the gateway closed the link'),
  };
}
