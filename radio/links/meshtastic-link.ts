// Joins a stream, a session and a clock into a link that the gateway and the page use: opened once, it
// stays: unplugged, restarted or thrown out, it comes back by itself and says so.

import { FOLKMOOT_PORT } from '../meshtastic/portnum.ts';
import { createSession, type SessionView } from '../meshtastic/session.ts';
import { BROADCAST, type Outgoing, type SessionAction, type SessionEvent } from '../meshtastic/session-types.ts';
import type { SendLimits } from '../meshtastic/send-queue.ts';
import type { ByteStream, Clock, LinkProblem, StreamOpener } from './byte-stream.ts';

export type LinkEvent =
  | Exclude<SessionAction, { kind: 'write' | 'close' | 'reopen' }>
  | { readonly kind: 'opening'; readonly address: string }
  | { readonly kind: 'not-opened'; readonly problem: LinkProblem; readonly retryInMs: number };

export type SendOptions = {
  readonly hopLimit: number;
  /** Index or name of the radio's channel; the link's own when absent. */
  readonly channel?: number | string;
  readonly priority?: number;
  readonly wantAck?: boolean;
  /** A node number; everyone when absent. */
  readonly to?: number;
  readonly portnum?: number;
  readonly wantResponse?: boolean;
  readonly expiresAtMs?: number;
};

export type MeshtasticLink = {
  readonly address: string;
  /** Takes a payload; the answer is its `ref` in the `ended` and `acked` events, which come later. */
  send(payload: Uint8Array, options: SendOptions): number;
  /** Calls for every event from now on; the answer ends that. */
  listen(listener: (event: LinkEvent) => void): () => void;
  view(): SessionView;
  /** Ends the link for good. Packets that wait end as refused ('closing'). */
  close(): void;
};

export type LinkOptions = {
  readonly opener: StreamOpener;
  readonly clock: Clock;
  /** A fresh random 32-bit number each time. */
  readonly entropy: () => number;
  /** Where packets go that name no channel: index or name. 0 is the primary channel. */
  readonly channel?: number | string;
  readonly limits?: SendLimits;
};

/** These ask a radio for only a part of its settings; 0 asks for nothing. */
const SPECIAL_NONCES: ReadonlySet<number> = new Set([0, 69420, 69421]);
/** 0 leaves a packet's id to the radio. */
const NO_IDS: ReadonlySet<number> = new Set([0]);

/** Starts at once; events before the first `listen` are lost, so listen in the same turn. */
export function createMeshtasticLink({ opener, clock, entropy, channel = 0, limits }: LinkOptions): MeshtasticLink {
  const fresh = (taken: ReadonlySet<number>): number => {
    for (;;) {
      const number = entropy() >>> 0;
      if (!taken.has(number)) return number;
    }
  };
  const session = createSession({
    link: opener.link,
    freshId: () => fresh(NO_IDS),
    reopenMsMax: opener.reopenMsMax,
    ...(limits ? { limits } : {}),
  });
  const listeners = new Set<(event: LinkEvent) => void>();
  let stream: ByteStream | undefined;
  let attempt = 0; // of opening: bytes and ends of an earlier one are no news
  let isOver = false;
  let lastRef = 0;
  let cancelTick = (): void => {};
  let cancelReopen = (): void => {};

  const emit = (event: LinkEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const dropStream = (): void => {
    attempt += 1;
    stream?.close();
    stream = undefined;
  };

  const perform = (action: SessionAction): void => {
    switch (action.kind) {
      case 'write':
        return stream?.write(action.bytes);
      case 'close':
        return dropStream();
      case 'reopen':
        cancelReopen();
        cancelReopen = clock.after(Math.max(0, action.atMs - clock.nowMs()), () => void open());
        return;
      default:
        return emit(action);
    }
  };

  const tell = (event: SessionEvent): readonly SessionAction[] => {
    const actions = session.handle(event, clock.nowMs());
    for (const action of actions) perform(action);
    cancelTick();
    const wakeAtMs = session.wakeAtMs(clock.nowMs());
    cancelTick =
      wakeAtMs === undefined
        ? () => {}
        : clock.after(Math.max(1, wakeAtMs - clock.nowMs()), () => void tell({ kind: 'tick' }));
    return actions;
  };

  const heard = (bytes: Uint8Array): SessionEvent =>
    opener.link === 'stream' ? { kind: 'bytes', bytes } : { kind: 'content', content: bytes };

  const opened = (made: ByteStream, early: readonly Uint8Array[]): void => {
    stream = made;
    tell({ kind: 'opened', nonce: fresh(SPECIAL_NONCES) });
    for (const bytes of early) tell(heard(bytes));
  };

  const notOpened = (problem: LinkProblem): void => {
    const actions = tell({ kind: 'closed', why: problem.words });
    const reopen = actions.find((action) => action.kind === 'reopen');
    emit({ kind: 'not-opened', problem, retryInMs: reopen ? reopen.atMs - clock.nowMs() : 0 });
  };

  const open = async (): Promise<void> => {
    const mine = ++attempt;
    const isCurrent = (): boolean => mine === attempt && !isOver;
    const early: Uint8Array[] = []; // a stream may speak before its opening has been awaited
    let endedEarly: string | undefined;
    let isOpen = false;
    emit({ kind: 'opening', address: opener.address });
    const result = await opener.open({
      onBytes: (bytes) => {
        if (!isCurrent()) return;
        if (!isOpen) early.push(bytes);
        else tell(heard(bytes));
      },
      onClose: (why) => {
        if (!isCurrent()) return;
        if (!isOpen) {
          endedEarly = why;
          return;
        }
        stream = undefined;
        attempt += 1;
        tell({ kind: 'closed', why });
      },
    });
    if (!isCurrent()) {
      if (result.ok) result.value.close();
      return;
    }
    if (!result.ok) return notOpened(result.error);
    if (endedEarly !== undefined) return notOpened({ kind: 'failed', words: endedEarly });
    isOpen = true;
    opened(result.value, early);
  };

  // After the caller's turn, so that it can listen first.
  cancelReopen = clock.after(0, () => void open());

  return {
    address: opener.address,
    send(payload, { hopLimit, channel: ownChannel = channel, to = BROADCAST, portnum = FOLKMOOT_PORT, ...rest }) {
      const packet: Outgoing = { ref: ++lastRef, payload, hopLimit, channel: ownChannel, to, portnum, ...rest };
      // After the caller's turn as well: its `ref` is known before its `ended` can come.
      clock.after(0, () => void tell({ kind: 'submit', packet }));
      return packet.ref;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    view: () => session.view(),
    close() {
      if (isOver) return;
      tell({ kind: 'quit' });
      isOver = true;
      dropStream();
      cancelTick();
      cancelReopen();
    },
  };
}
