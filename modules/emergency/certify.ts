// Which warnings carry a certificate, and which class of the air each record of ours may use (README §3.5, §3.11).
//
// A certificate here is an emergency power that was adopted in calm: who started it may warn so often on the
// reserved air. Warnings of a drawn group will be a second way, once groups are drawn; there is none yet.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import { adoptedPowers, runsAt, supportOf } from './powers.ts';
import { alertType, sosChangeType, sosType, takingType, type Alert, type Sos } from './records.ts';
import { WAITS_MS } from './sos.ts';
import { type EmergencyState, type Said } from './state.ts';

type Timeless = Omit<Surroundings, 'nowMs'>;
type Urgency = 0 | 1 | 2 | 3;

/** Where no reserve may be spent. */
const ROUTINE: Urgency = 2;
const NEXT_TO_RESERVE: Urgency = 1;
/** Answers and updates of one person in five minutes that may use the reserve: a rescue needs a handful. */
const ANSWERS_ON_RESERVE = 6;
const STEPS_MAX = 64;

export type Certificate = {
  readonly by: 'emergency power';
  readonly matter: RecordId;
  readonly start: RecordId;
};

/** The certificate of a warning as this device sees it: by when it first held the warning, not by what time it is now. */
export function certificateOf(state: EmergencyState, alert: Said<Alert>, around: Timeless): Certificate | undefined {
  if (alert.body.what.drill) return undefined;
  const author = alert.record.member;
  const starts = [...state.powers.values()].filter(
    (start) => start.body.step === 'start' && supportOf(state, [start], around).members.includes(author),
  );
  const heldMs = around.heldSinceMs(alert.id);
  if (starts.length === 0 || heldMs === undefined) return undefined;
  for (const adopted of adoptedPowers(around)) {
    if (adopted.terms.scope !== 'warn') continue;
    const start = starts.find(
      (one) => one.body.about === adopted.matter && runsAt(state, one, adopted, heldMs, around),
    );
    if (!start) continue;
    const startedMs = around.heldSinceMs(start.id) ?? 0;
    if (warningsBefore(state, alert, startedMs, around) < adopted.terms.quantity)
      return { by: 'emergency power', matter: adopted.matter, start: start.id };
  }
  return undefined;
}

/** Real warnings of the same author since the start, before this one. A cancel is none: calling off is always possible. */
function warningsBefore(state: EmergencyState, alert: Said<Alert>, startedMs: number, around: Timeless): number {
  if (alert.body.act.step === 'cancel') return 0;
  return [...state.alerts.values()].filter(
    ({ id, record, body }) =>
      record.member === alert.record.member &&
      (record.seq < alert.record.seq || (record.seq === alert.record.seq && id < alert.id)) &&
      !body.what.drill &&
      body.act.step !== 'cancel' &&
      (around.heldSinceMs(id) ?? 0) >= startedMs,
  ).length;
}

/** The call that a change or a taking belongs to, as far as the way to it is held. */
function callOf(state: EmergencyState, about: RecordId): Said<Sos> | undefined {
  let at = about;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const sos = state.sos.get(at);
    if (sos) return sos;
    const answer = state.answers.get(at);
    if (!answer) return undefined;
    at = answer.body.about;
  }
  return undefined;
}

/** Calls and answers of this person that were held here in the five minutes before this one. */
function before(state: EmergencyState, { id, record }: Heard, around: Timeless): readonly RecordId[] {
  const heldMs = around.heldSinceMs(id) ?? 0;
  const all = state.callsOf.get(record.member) ?? [];
  const seqOf = (other: RecordId): number =>
    (state.sos.get(other) ?? state.answers.get(other))?.record.seq ?? state.takenBack.get(other)!.seq;
  return all.filter((other) => {
    const seq = seqOf(other);
    const otherMs = around.heldSinceMs(other) ?? 0;
    if (other === id || heldMs - otherMs >= WAITS_MS.fullSosEvery) return false;
    return otherMs < heldMs || (otherMs === heldMs && (seq < record.seq || (seq === record.seq && other < id)));
  });
}

type Heard = { readonly id: RecordId; readonly record: Record; readonly body: unknown };

/**
 * The class of a record where its type's does not fit. A drill never spends the reserve, nor what hangs on it. One
 * caller has one full call and a handful of answers on the reserve in five minutes; the others are not dropped, they
 * go with the class after it. A warning with a certificate joins the calls.
 */
export function urgencyOf(state: EmergencyState, heard: Heard, around: Timeless): Urgency | undefined {
  const { id, record, body } = heard;
  switch (record.type) {
    case sosType.type:
      if ((body as Sos).call.drill) return ROUTINE;
      return before(state, heard, around).some(
        (other) => state.sos.get(other)?.body.call.drill === false || state.takenBack.get(other)?.is === 'call',
      )
        ? NEXT_TO_RESERVE
        : undefined;
    case sosChangeType.type:
    case takingType.type: {
      const call = callOf(state, (body as { about: RecordId }).about);
      if (call?.body.call.drill) return ROUTINE;
      return before(state, heard, around).filter(
        (other) => state.answers.has(other) || state.takenBack.get(other)?.is === 'answer',
      ).length >= ANSWERS_ON_RESERVE
        ? NEXT_TO_RESERVE
        : undefined;
    }
    case alertType.type: {
      const alert = body as Alert;
      if (alert.what.drill) return ROUTINE;
      return certificateOf(state, { id, record, body: alert }, around) ? 0 : undefined;
    }
    default:
      return undefined;
  }
}
