// A small radio for session tests, in virtual time: handshake, a queue of 16, statuses that may be lost,
// late or stray, refusals by table. The true virtual radio is radio/virtual; this one misbehaves on demand.

import { createFramer, frameOf } from '#radio/meshtastic/framing.ts';
import { FromRadio, ToRadio, type MeshPacket } from '#radio/meshtastic/messages.ts';
import type { FreshId } from '#radio/meshtastic/send-queue.ts';
import type { Session } from '#radio/meshtastic/session.ts';
import type { Outgoing, SessionAction, SessionEvent } from '#radio/meshtastic/session-types.ts';
import type { Draft } from '#radio/meshtastic/codec.ts';

export const ME = 0xa0000001;
export const YOU = 0xa0000002;

export type Behaviour = {
  /** What to answer to the nth packet: a `res`, or silence. */
  readonly res?: (nth: number) => number | 'silence';
  readonly answersHeartbeats?: boolean;
  readonly firmwareVersion?: string;
  readonly region?: number;
  readonly silentHandshake?: boolean;
};

export type FakeRadio = {
  readonly taken: MeshPacket[];
  readonly said: ToRadio[];
  free: number;
  /** What the radio says to bytes of the client. */
  answer(bytes: Uint8Array): Uint8Array[];
};

/** Packet ids as a test can foresee them: 1000, 1001, ... */
export function countedIds(): FreshId {
  let next = 1000;
  return () => next++;
}

export const fromRadio = (draft: Draft<FromRadio>): Uint8Array => frameOf(FromRadio.encode(draft));

export function createFakeRadio(behaviour: Behaviour = {}): FakeRadio {
  const framer = createFramer<ToRadio>(ToRadio.decode);
  const radio: FakeRadio = {
    taken: [],
    said: [],
    free: 16,
    answer(bytes) {
      return framer.push(bytes).flatMap((frame) => {
        if (frame.kind !== 'frame') return [];
        radio.said.push(frame.message);
        return reply(frame.message);
      });
    },
  };
  const status = (res: number, meshPacketId: number): Uint8Array =>
    fromRadio({ queueStatus: { res, free: radio.free, maxlen: 16, meshPacketId } });
  const handshake = (nonce: number): Uint8Array[] => [
    fromRadio({ myInfo: { myNodeNum: ME } }),
    fromRadio({ metadata: { firmwareVersion: behaviour.firmwareVersion ?? '2.7.26.54e0d8d' } }),
    fromRadio({ config: { lora: { region: behaviour.region ?? 1, txEnabled: true } } }),
    fromRadio({ configCompleteId: nonce }),
  ];
  const reply = (message: ToRadio): Uint8Array[] => {
    if (message.wantConfigId !== undefined) return behaviour.silentHandshake ? [] : handshake(message.wantConfigId);
    if (message.heartbeat) return behaviour.answersHeartbeats === false ? [] : [status(0, 0)];
    if (!message.packet) return [];
    radio.taken.push(message.packet);
    const res = behaviour.res?.(radio.taken.length) ?? 0;
    if (res === 'silence') return [];
    if (res === 0) radio.free = Math.max(0, radio.free - 1);
    return [status(res, message.packet.id)];
  };
  return radio;
}

/** Session and radio joined by a line without delay, under a clock of our own. */
export function createBench(session: Session, radio: FakeRadio) {
  let nowMs = 0;
  const log: SessionAction[] = [];
  const act = (event: SessionEvent): void => {
    const actions = session.handle(event, nowMs);
    log.push(...actions);
    for (const action of actions) {
      if (action.kind !== 'write') continue;
      for (const bytes of radio.answer(action.bytes)) act({ kind: 'bytes', bytes });
    }
  };
  return {
    log,
    act,
    nowMs: () => nowMs,
    /** Lets time pass, ticking whenever the session asks for it. */
    pass(ms: number): void {
      const untilMs = nowMs + ms;
      for (;;) {
        const wakeAtMs = session.wakeAtMs(nowMs);
        if (wakeAtMs === undefined || wakeAtMs > untilMs) break;
        nowMs = Math.max(wakeAtMs, nowMs + 1);
        if (nowMs > untilMs) break;
        act({ kind: 'tick' });
      }
      nowMs = untilMs;
    },
    of: <K extends SessionAction['kind']>(kind: K): Extract<SessionAction, { kind: K }>[] =>
      log.filter((action): action is Extract<SessionAction, { kind: K }> => action.kind === kind),
  };
}

let ref = 0;
export const outgoing = (change: Partial<Outgoing> = {}): Outgoing => ({
  ref: ++ref,
  payload: Uint8Array.of(1, 2, 3),
  portnum: 256,
  to: 0xffff_ffff,
  channel: 0,
  hopLimit: 3,
  ...change,
});
