// What the emergency module keeps: every record once, who answers which, and what was said of each.
//
// Nothing here depends on order or on the time: whether an SOS is open, who took it first and who is
// missing is derived when asked (story.ts, sos.ts, roll-call.ts, alert.ts, supply.ts).

import { concat, fromHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import type { Voice } from '#protocol/wire/statement.ts';
import {
  alertType,
  checkInType,
  needOrOfferType,
  rollCallKind,
  shownKind,
  sosChangeType,
  sosType,
  takingType,
  type Alert,
  type CheckIn,
  type NeedOrOffer,
  type Sos,
  type SosChange,
  type Taking,
} from './records.ts';
import { powerType, powerUseType, type Power, type PowerUse } from './power-records.ts';

export type Said<B> = { readonly id: RecordId; readonly record: Record; readonly body: B };

/** What may answer an SOS. */
export type Answer = Said<SosChange> | Said<Taking>;
export const isTaking = (answer: Answer): answer is Said<Taking> => answer.record.type === takingType.type;
export const isChange = (answer: Answer): answer is Said<SosChange> => answer.record.type === sosChangeType.type;

/** Values that one member gave one subject: by revision, the set of values as bits (two are a contradiction). */
type Votes = Map<MemberId, Map<number, number>>;

export type EmergencyState = {
  readonly sos: Map<RecordId, Said<Sos>>;
  readonly answers: Map<RecordId, Answer>;
  /** Answers by the record that they name. */
  readonly answersTo: Map<RecordId, RecordId[]>;
  readonly checkIns: Map<RecordId, Said<CheckIn>>;
  readonly alerts: Map<RecordId, Said<Alert>>;
  readonly supplies: Map<RecordId, Said<NeedOrOffer>>;
  readonly powers: Map<RecordId, Said<Power>>;
  /** Renewals and halts by the start that they name. */
  readonly powersOn: Map<RecordId, RecordId[]>;
  readonly uses: Map<RecordId, Said<PowerUse>>;
  /** Calls and answers by who said them: what one origin costs others is counted. */
  readonly callsOf: Map<MemberId, RecordId[]>;
  /** Calls and answers that were erased: they still count in `callsOf`, or erasing would buy more of the reserve. */
  readonly takenBack: Map<RecordId, { readonly seq: number; readonly is: 'call' | 'drill' | 'answer' }>;
  /** By statement kind, then by record. */
  readonly voices: ReadonlyMap<number, Map<RecordId, Votes>>;
  /** Rises with every fact: what was derived before may have changed. */
  version: number;
  /** Minutes since 2020 at which the community was founded; undefined before its genesis came. */
  foundedAt: number | undefined;
};

export const emptyState = (): EmergencyState => ({
  sos: new Map(),
  answers: new Map(),
  answersTo: new Map(),
  checkIns: new Map(),
  alerts: new Map(),
  supplies: new Map(),
  powers: new Map(),
  powersOn: new Map(),
  uses: new Map(),
  callsOf: new Map(),
  takenBack: new Map(),
  voices: new Map([
    [shownKind.kind, new Map()],
    [rollCallKind.kind, new Map()],
  ]),
  version: 0,
  foundedAt: undefined,
});

export function foldFact(state: EmergencyState, fact: Fact): void {
  state.version++;
  if (fact.kind === 'genesis') state.foundedAt = fact.genesis.foundedAt;
  if (fact.kind === 'record') foldRecord(state, fact);
  if (fact.kind === 'statement') foldVoice(state, fact.subject.kind, fact.subject.record, fact.voice);
}

function foldRecord(state: EmergencyState, said: Said<unknown>): void {
  const { id, record, body } = said;
  switch (record.type) {
    case sosType.type:
      if (!state.sos.has(id)) listed(state.callsOf, record.member, id);
      state.sos.set(id, { id, record, body: body as Sos });
      return;
    case sosChangeType.type:
    case takingType.type:
      return foldAnswer(state, { id, record, body: body as SosChange & Taking });
    case checkInType.type:
      state.checkIns.set(id, { id, record, body: body as CheckIn });
      return;
    case alertType.type:
      state.alerts.set(id, { id, record, body: body as Alert });
      return;
    case needOrOfferType.type:
      state.supplies.set(id, { id, record, body: body as NeedOrOffer });
      return;
    case powerType.type: {
      const power = body as Power;
      if (power.step !== 'start' && !state.powers.has(id)) listed(state.powersOn, power.about, id);
      state.powers.set(id, { id, record, body: power });
      return;
    }
    case powerUseType.type:
      state.uses.set(id, { id, record, body: body as PowerUse });
      return;
  }
}

/** The records that may be erased, by type: where each is kept. */
const FORGOTTEN: Readonly<{ [type: number]: (state: EmergencyState, said: Said<never>) => void }> = {
  [sosType.type]: (state, { id, record }) => {
    const is = state.sos.get(id)?.body.call.drill ? 'drill' : 'call';
    if (state.sos.delete(id)) state.takenBack.set(id, { seq: record.seq, is });
  },
  [sosChangeType.type]: forgetAnswer,
  [takingType.type]: forgetAnswer,
  [checkInType.type]: (state, { id }) => void state.checkIns.delete(id),
  [needOrOfferType.type]: (state, { id }) => void state.supplies.delete(id),
};

/** As if the record had never come, nor what was said of it. */
export function forgetRecord(state: EmergencyState, said: Said<unknown>): void {
  state.version++;
  for (const subjects of state.voices.values()) subjects.delete(said.id);
  FORGOTTEN[said.record.type]?.(state, said as Said<never>);
}

function forgetAnswer(state: EmergencyState, { id, record }: Said<never>): void {
  const answer = state.answers.get(id);
  if (!answer) return;
  state.answers.delete(id);
  unlisted(state.answersTo, answer.body.about, id);
  state.takenBack.set(id, { seq: record.seq, is: 'answer' });
}

function unlisted<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const left = lists.get(key)?.filter((one) => one !== value) ?? [];
  if (left.length > 0) lists.set(key, left);
  else lists.delete(key);
}

function foldAnswer(state: EmergencyState, answer: Answer): void {
  if (state.answers.has(answer.id)) return;
  state.answers.set(answer.id, answer);
  listed(state.answersTo, answer.body.about, answer.id);
  listed(state.callsOf, answer.record.member, answer.id);
}

function listed<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key);
  if (known) known.push(value);
  else lists.set(key, [value]);
}

function foldVoice(state: EmergencyState, kind: number, subject: RecordId, voice: Voice): void {
  const subjects = state.voices.get(kind);
  if (!subjects) return;
  const votes: Votes = subjects.get(subject) ?? new Map<MemberId, Map<number, number>>();
  const revisions = votes.get(voice.member) ?? new Map<number, number>();
  revisions.set(voice.revision, (revisions.get(voice.revision) ?? 0) | (1 << voice.value));
  votes.set(voice.member, revisions);
  subjects.set(subject, votes);
}

/**
 * What each member last said of a subject. Where somebody said two things under one revision, the one
 * named first in `preferred` is taken: the one that does less harm if it is wrong.
 */
export function lastSaid(
  state: EmergencyState,
  kind: number,
  subject: RecordId,
  preferred: readonly number[],
): ReadonlyMap<MemberId, { readonly value: number; readonly revision: number }> {
  const last = new Map<MemberId, { value: number; revision: number }>();
  for (const [member, revisions] of state.voices.get(kind)?.get(subject) ?? []) {
    const revision = Math.max(...revisions.keys());
    const bits = revisions.get(revision)!;
    const value = preferred.find((candidate) => bits & (1 << candidate));
    if (value !== undefined) last.set(member, { value, revision });
  }
  return last;
}

/** The number of the checkpoint whose members are asked about a record of ours; undefined where nothing may be said of it. */
export function rosterNumberOf(state: EmergencyState, record: RecordId): number | undefined {
  const { sos, alerts, powers, uses } = state;
  return (sos.get(record) ?? alerts.get(record) ?? powers.get(record) ?? uses.get(record))?.body.roster;
}

/**
 * Who stands behind a power, a halt or a draw besides its author. An honest phone says "shown" first and "I see it
 * myself" after; the second is never taken back, so a later revision tells as much as the value.
 */
export function standBehind(state: EmergencyState, record: RecordId): readonly MemberId[] {
  const said = lastSaid(state, shownKind.kind, record, [1, 0]);
  return [...said].filter(([, { value, revision }]) => value === 1 || revision > 0).map(([member]) => member);
}

const hexBytes = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  assert(bytes.ok, 'an id is hex');
  return bytes.value;
};

/** Ids of all records, then all voices, each sorted: equal facts, equal bytes. */
export function canonicalBytes(state: EmergencyState): Uint8Array {
  const { sos, answers, checkIns, alerts, supplies, powers, uses } = state;
  const ids = [sos, answers, checkIns, alerts, supplies, powers, uses].flatMap((records) => [...records.keys()]).sort();
  const voices: string[] = [];
  for (const [kind, subjects] of state.voices)
    for (const [subject, votes] of subjects)
      for (const [member, revisions] of votes)
        for (const [revision, bits] of essentialOf(revisions))
          voices.push(subject + member + byteHex(kind, revision, bits));
  return concat(...ids.map(hexBytes), Uint8Array.of(0), ...voices.sort().map(hexBytes));
}

/** Only what counts: an answer that was changed since may never have come here, unless it proves a contradiction. */
function essentialOf(revisions: ReadonlyMap<number, number>): [number, number][] {
  const latest = Math.max(...revisions.keys());
  return [...revisions].filter(([revision, bits]) => revision === latest || (bits & (bits - 1)) !== 0);
}

const byteHex = (...bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
