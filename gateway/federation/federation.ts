// Other gateways over IP: dials those that were named, answers those that are trusted, one link each.
//
// When two dial each other at once, the connection dialled by the smaller fingerprint stays; both sides
// decide alike without a word. A newer connection from the same dialler replaces an older one, which must
// have died unnoticed. Dialling goes on for ever, each wait longer than the last, with jitter, so that a
// valley whose power comes back does not knock all at once.

import { randomInt } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { WebSocket } from 'ws';
import type { LinkPort } from '#protocol/node/ports.ts';
import { CLOSE } from '../lan/phone-port.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { fingerprintOf } from './handshake.ts';
import { answer, greet, peerPort, UnknownGateway, type Greeted } from './peer-link.ts';
import { parsePeer, readTrusted, type Peer } from './trust.ts';

const RETRY_MS_MIN = 1000;
const RETRY_MS_MAX = 60_000;
/** A connection that lasted this long was a good one: the next wait is short again. */
const GOOD_MS = 30_000;
const MESSAGE_BYTES_MAX = 1024;
/** Strangers that are named to the owner; more are only refused. */
const STRANGERS_MAX = 100;

export type FederationOptions = {
  /** Ed25519 secret of this gateway. */
  readonly secretKey: Uint8Array;
  /** As on the command line: `ws://host:port#fingerprint`. */
  readonly peers: readonly string[];
  readonly trustFile: string;
  readonly nowMs: () => number;
  readonly attach: (port: LinkPort) => void;
  readonly say: (line: string) => void;
};

export type PeerState = {
  readonly fingerprint: string;
  readonly url: string | null;
  readonly isUp: boolean;
  readonly why: string;
};

export type Federation = {
  readonly fingerprint: string;
  /** Takes a socket that knocked at our server. */
  accept(socket: WebSocket, address: string): void;
  /** Begins to dial. */
  start(): void;
  peers(): readonly PeerState[];
  close(): void;
};

type Live = { readonly port: LinkPort; readonly dialler: string };

export function createFederation(options: FederationOptions): Federation {
  const { secretKey, trustFile, nowMs, attach, say } = options;
  const own = fingerprintOf(ed25519.getPublicKey(secretKey));
  const named = options.peers.map((text): Peer => {
    const peer = parsePeer(text);
    if (peer.ok) return peer.value;
    throw new Sentence(
      EXIT.usage,
      peer.error,
      'Write --peer ws://HOST:PORT#FINGERPRINT; a gateway prints its fingerprint when it starts.',
    );
  });
  const live = new Map<string, Live>();
  const words = new Map<string, string>();
  const strangers = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const sockets = new Set<WebSocket>();
  let isClosed = false;

  const isTrusted = (fingerprint: string): boolean =>
    fingerprint !== own &&
    (named.some((peer) => peer.fingerprint === fingerprint) || readTrusted(trustFile).has(fingerprint));

  /** Joins a proven connection to the node, unless a better one is there. */
  const join = (greeted: Greeted, dialler: string, ended: (why: string) => void): void => {
    const { fingerprint, socket } = greeted;
    const before = live.get(fingerprint);
    if (before && before.dialler < dialler) {
      socket.close(CLOSE.policy, 'already connected');
      return ended('already connected');
    }
    const port = peerPort(greeted, (why) => {
      if (live.get(fingerprint)?.port === port) {
        live.delete(fingerprint);
        if (!isClosed) say(`Gateway ${fingerprint} is out of reach: ${why}`);
      }
      words.set(fingerprint, why);
      ended(why);
    });
    live.set(fingerprint, { port, dialler });
    if (!before) say(`Gateway ${fingerprint} is connected.`);
    // The driver closes the link that this one replaces.
    attach(port);
  };

  const accept = (socket: WebSocket, address: string): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    answer(socket, secretKey, isTrusted).then(
      (greeted) => join(greeted, greeted.fingerprint, () => undefined),
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        socket.close(CLOSE.policy, why.slice(0, 100));
        if (!(error instanceof UnknownGateway) || strangers.has(error.fingerprint) || strangers.size >= STRANGERS_MAX)
          return;
        strangers.add(error.fingerprint);
        say(
          `An unknown gateway knocked from ${address}. To let it in, add this line to ${trustFile}:\n  ${error.fingerprint}`,
        );
      },
    );
  };

  const later = (waitMs: number, call: () => void): void => {
    if (isClosed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      call();
    }, waitMs);
    timers.add(timer);
  };

  const dial = (peer: Peer, waitMs: number): void => {
    const again = (why: string, lastedMs: number): void => {
      if (words.get(peer.fingerprint) !== why && !live.has(peer.fingerprint))
        say(`Gateway ${peer.fingerprint}: ${why}. Trying again.`);
      words.set(peer.fingerprint, why);
      const nextMs = lastedMs > GOOD_MS ? RETRY_MS_MIN : Math.min(RETRY_MS_MAX, waitMs * 2);
      later(nextMs / 2 + randomInt(nextMs), () => dial(peer, nextMs));
    };
    // The other side dialled us meanwhile: look again now and then.
    if (live.has(peer.fingerprint)) return later(RETRY_MS_MAX / 2, () => dial(peer, RETRY_MS_MIN));
    const startedMs = nowMs();
    const socket = new WebSocket(peer.url, {
      maxPayload: MESSAGE_BYTES_MAX,
      perMessageDeflate: false,
      handshakeTimeout: 10_000,
    });
    sockets.add(socket);
    let failure = 'nobody answers there';
    let isOver = false;
    const over = (why: string): void => {
      if (isOver) return;
      isOver = true;
      sockets.delete(socket);
      again(why, nowMs() - startedMs);
    };
    socket.on('error', (error) => {
      failure = error.message;
      socket.terminate();
    });
    socket.on('close', (_code, reason) => over(reason.toString() || failure));
    socket.on('open', () => {
      failure = 'the connection ended';
      greet(socket, secretKey, peer.fingerprint).then(
        (greeted) => join(greeted, own, over),
        (error: unknown) => {
          failure = error instanceof Error ? error.message : String(error);
          socket.terminate();
        },
      );
    });
  };

  return {
    fingerprint: own,
    accept,
    start() {
      for (const peer of named) dial(peer, RETRY_MS_MIN / 2);
    },
    peers: () =>
      [...new Set([...named.map(({ fingerprint }) => fingerprint), ...live.keys()])].map((fingerprint) => ({
        fingerprint,
        url: named.find((peer) => peer.fingerprint === fingerprint)?.url ?? null,
        isUp: live.has(fingerprint),
        why: live.has(fingerprint) ? '' : (words.get(fingerprint) ?? 'not yet connected'),
      })),
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.terminate();
    },
  };
}
