// A WebSocket to another gateway, from the first greeting to a link of the node.

import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { LinkPort } from '#protocol/node/ports.ts';
import { CLOSE, PAIR_PROFILE } from '../lan/phone-port.ts';
import { createChannel } from './channel.ts';
import { fingerprintOf, initiate, respond, type Session } from './handshake.ts';

const HANDSHAKE_MS = 10_000;
const PING_EVERY_MS = 20_000;
/** Bytes that may wait for a peer: about 4000 frames. */
const WAITING_BYTES_MAX = 1024 * 1024;

export type Greeted = { readonly fingerprint: string; readonly session: Session; readonly socket: WebSocket };

/** Random bytes; a test gives its own. */
const fresh = (): Uint8Array => new Uint8Array(randomBytes(32));

/** The next binary message, or why there is none. */
function next(socket: WebSocket): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      socket.off('message', onMessage).off('close', onClose);
    };
    const onMessage = (content: Buffer, isBinary: boolean): void => {
      stop();
      if (isBinary) resolve(Uint8Array.from(content));
      else reject(new Error('it sent text where bytes belong'));
    };
    const onClose = (_code: number, reason: Buffer): void => {
      stop();
      reject(new Error(reason.toString() || 'the connection ended'));
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error('it did not answer in time'));
    }, HANDSHAKE_MS);
    socket.on('message', onMessage).on('close', onClose);
  });
}

/** Dials: the socket is open. Rejects with words for people. */
export async function greet(socket: WebSocket, secretKey: Uint8Array, fingerprint: string): Promise<Greeted> {
  const handshake = initiate(secretKey, fresh());
  socket.send(handshake.hello);
  const done = handshake.finish(await next(socket), (peerKey) => fingerprintOf(peerKey) === fingerprint);
  if (!done.ok) throw new Error(`it is not the gateway that was named: ${done.error.why}`);
  socket.send(done.value.closing);
  return { fingerprint, session: done.value.session, socket };
}

/** Answers: `isTrusted` decides by fingerprint. */
export async function answer(
  socket: WebSocket,
  secretKey: Uint8Array,
  isTrusted: (fingerprint: string) => boolean,
): Promise<Greeted> {
  const handshake = respond(secretKey, fresh(), await next(socket));
  if (!handshake.ok) throw new Error(handshake.error.why);
  socket.send(handshake.value.answer);
  const session = handshake.value.finish(await next(socket));
  if (!session.ok) throw new Error(session.error.why);
  const fingerprint = fingerprintOf(session.value.peerKey);
  if (!isTrusted(fingerprint)) throw new UnknownGateway(fingerprint);
  return { fingerprint, session: session.value, socket };
}

export class UnknownGateway extends Error {
  readonly fingerprint: string;
  constructor(fingerprint: string) {
    super('this gateway is not known here');
    this.fingerprint = fingerprint;
  }
}

/** The link, once both are proven. `over` is called once, when the connection has ended. */
export function peerPort({ fingerprint, session, socket }: Greeted, over: (why: string) => void): LinkPort {
  const channel = createChannel(session);
  const early: Uint8Array[] = [];
  let hear = (message: Uint8Array): void => void early.push(message);
  let isAlive = true;
  let endedWhy: string | undefined;
  let down = (_why: string): void => undefined;

  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_EVERY_MS);
  ping.unref();
  socket.on('pong', () => (isAlive = true));
  socket.on('message', (content: Buffer, isBinary) => {
    if (isBinary) hear(Uint8Array.from(content));
    else socket.close(CLOSE.unsupported, 'bytes only');
  });
  socket.on('close', (_code, reason) => {
    clearInterval(ping);
    endedWhy = reason.toString() || 'the connection ended';
    down(endedWhy);
    over(endedWhy);
  });

  return {
    id: `peer/${fingerprint}`,
    profile: PAIR_PROFILE,
    start(listener) {
      hear = (message) => {
        const heard = channel.open(message);
        if (heard.kind === 'frame') listener.frame(heard.frame);
        if (heard.kind === 'broken') socket.close(CLOSE.policy, 'a message that does not open');
      };
      for (const message of early.splice(0)) hear(message);
      down = listener.down;
      if (endedWhy !== undefined) down(endedWhy);
    },
    send(frame, _sending, told) {
      if (socket.readyState !== socket.OPEN) return told('refused', 'the connection is closing');
      if (socket.bufferedAmount > WAITING_BYTES_MAX)
        return told('refused', 'the other gateway takes nothing more at the moment');
      socket.send(channel.sealFrame(frame));
      told('sent');
    },
    close: () => socket.close(CLOSE.away, 'closed by the other gateway'),
  };
}
