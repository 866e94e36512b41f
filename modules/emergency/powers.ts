// Emergency powers: which were adopted, which run, who started and who halted them, what is drawn (README §3.10).
//
// Everything is derived from records, from what governance shows as passed and from elapsed time, which may
// only end things. Nothing here extends a power: in doubt it has run out.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import type { DecidedMatters, Decision } from '#protocol/tally/matters.ts';
import { HOUR_MS, since } from './moments.ts';
import type { Power } from './power-records.ts';
import {
  NAMED_DIGITS,
  POWER_OPENING,
  readPowerTerms,
  REVIEW_OPENING,
  REVOKED_OPENING,
  type PowerTerms,
} from './power-terms.ts';
import { standBehind, type EmergencyState, type Said } from './state.ts';

export const START_MEMBERS = 5;
export const START_HOUSEHOLDS = 3;
export const HALT_MEMBERS = 3;
export const HALT_HOUSEHOLDS = 2;
/** A late block pauses what is not yet carried out. */
const PAUSE_MS = 48 * HOUR_MS;
/** Then what is left of the effects stops, and repair is owed. */
const REVIEW_MS = 14 * 24 * HOUR_MS;
/** What is easily undone is no ground for power over others. */
const KINDS_THAT_ADOPT: readonly string[] = ['serious', 'irreversible', 'charter'];

type Timeless = Omit<Surroundings, 'nowMs'>;

export type Adopted = {
  readonly matter: RecordId;
  readonly terms: PowerTerms;
  readonly lateBlocks: readonly RecordId[];
  /** Another matter that passed has taken it back. */
  readonly revoked: boolean;
};

/** People behind a record of a power: its author and whoever joined, if they are members now. */
export type Support = {
  readonly members: readonly MemberId[];
  /** Known households among them; unknown ones do not count. */
  readonly households: number;
};

export type StartStatus = 'waits for others' | 'running' | 'ended' | 'halted';

export type StartView = Support & {
  readonly id: RecordId;
  readonly author: MemberId;
  readonly reason: string;
  readonly status: StartStatus;
  /** Renewals that count, by people who had started or renewed it before nobody else. */
  readonly renewals: number;
  /** Renewals that still wait for others. */
  readonly renewalsOffered: readonly (Support & { readonly id: RecordId; readonly author: MemberId })[];
  /** On this device; undefined where it does not run. */
  readonly endsAtMs: number | undefined;
  /** `open`: it ended, and the assembly has not looked at it yet; `not ratified`: nor in fourteen days. */
  readonly review: 'none yet' | 'open' | 'ratified' | 'not ratified';
};

export type ShareView = {
  readonly member: MemberId | undefined;
  readonly number: number;
  readonly amount: number;
  readonly drawn: number;
  /** Draws that nobody of another household has witnessed. */
  readonly unwitnessed: number;
  /** Said to be drawn beyond the share: no draw, but a question to the holder. */
  readonly refused: number;
};

export type PowerView = {
  readonly matter: RecordId;
  readonly terms: PowerTerms;
  /** `ready`: adopted and not started. `spent`: it has run, or was halted, and must be adopted anew. */
  readonly status: 'ready' | 'waits for others' | 'running' | 'paused' | 'halted' | 'spent' | 'taken back';
  readonly starts: readonly StartView[];
  readonly haltedBy: Support;
  readonly shares: readonly ShareView[];
  readonly changesAtMs: number | undefined;
};

const decided = (opening: string, around: Timeless): readonly Decision[] =>
  (around.state('governance') as DecidedMatters | undefined)?.decided(opening, around.directory) ?? [];

/** The list of powers that was adopted in calm, in order of matter. */
export function adoptedPowers(around: Timeless): readonly Adopted[] {
  const passed = decided(POWER_OPENING, around).filter(
    ({ kind, method }) => method === 'consent' && KINDS_THAT_ADOPT.includes(kind),
  );
  if (passed.length === 0) return [];
  const revoked = new Set(decided(REVOKED_OPENING, around).map(({ text }) => named(text, REVOKED_OPENING)));
  return passed.flatMap(({ matter, text, lateBlocks }) => {
    const terms = readPowerTerms(text);
    if (!terms.ok) return [];
    return [{ matter, terms: terms.value, lateBlocks, revoked: revoked.has(matter.slice(0, NAMED_DIGITS)) }];
  });
}

const named = (text: string, opening: string): string => text.slice(opening.length, opening.length + NAMED_DIGITS);

/** The author and all who stand behind it, if they are members; with their households. */
export function supportOf(
  state: EmergencyState,
  records: readonly Said<Power>[],
  { directory }: Pick<Timeless, 'directory'>,
): Support {
  const all = records.flatMap(({ id, record }) => [record.member, ...standBehind(state, id)]);
  const people = [...new Set(all)].sort().flatMap((member) => directory.person(member) ?? []);
  const members = people.filter(({ standing }) => standing === 'member');
  const households = new Set(members.map(({ household }) => household).filter((household) => household > 0));
  return { members: members.map(({ id }) => id), households: households.size };
}

const isStarted = ({ members, households }: Support): boolean =>
  members.length >= START_MEMBERS && households >= START_HOUSEHOLDS;
const isHalted = ({ members, households }: Support): boolean =>
  members.length >= HALT_MEMBERS && households >= HALT_HOUSEHOLDS;

const startsOf = (state: EmergencyState, matter: RecordId): readonly Said<Power>[] =>
  [...state.powers.values()]
    .filter(({ body }) => body.step === 'start' && body.about === matter)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

const stepsOn = (state: EmergencyState, start: RecordId, step: 'renew' | 'halt'): readonly Said<Power>[] =>
  (state.powersOn.get(start) ?? [])
    .map((id) => state.powers.get(id)!)
    .filter(({ body }) => body.step === step)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** A halt of one start halts the power: a new start may not go around it. */
const haltOf = (state: EmergencyState, starts: readonly Said<Power>[], around: Timeless): Support =>
  supportOf(
    state,
    starts.flatMap(({ id }) => stepsOn(state, id, 'halt')),
    around,
  );

/** Renewals that count: enough people behind each, each by another author, no more than were adopted. */
function renewalsOf(
  state: EmergencyState,
  start: Said<Power>,
  terms: PowerTerms,
  around: Timeless,
): readonly Said<Power>[] {
  const authors = new Set([start.record.member]);
  const counted: Said<Power>[] = [];
  for (const renewal of stepsOn(state, start.id, 'renew')) {
    if (counted.length >= terms.renewals || authors.has(renewal.record.member)) continue;
    if (!isStarted(supportOf(state, [renewal], around))) continue;
    authors.add(renewal.record.member);
    counted.push(renewal);
  }
  return counted;
}

/**
 * From when to when a start counts on this device, as it stands at a moment; undefined where it does not. All
 * starts of one power together run no longer than one with all its renewals: to start again is no way to extend.
 */
function spanOf(
  state: EmergencyState,
  start: Said<Power>,
  { matter, terms }: Adopted,
  atMs: number,
  around: Timeless,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const fromMs = since(state, start, atMs, around);
  if (fromMs === undefined || !isStarted(supportOf(state, [start], around))) return undefined;
  const hours = [start, ...renewalsOf(state, start, terms, around)].reduce(
    (sum, { body }) => sum + Math.min(body.hours, terms.hours),
    0,
  );
  const first = startsOf(state, matter)
    .filter((other) => isStarted(supportOf(state, [other], around)))
    .map((other) => Math.min(around.heldSinceMs(other.id) ?? Infinity, since(state, other, atMs, around) ?? Infinity));
  const lastMs = Math.min(...first) + terms.hours * (1 + terms.renewals) * HOUR_MS;
  return { fromMs, toMs: Math.min(fromMs + hours * HOUR_MS, lastMs) };
}

const pausedUntilMs = ({ lateBlocks }: Adopted, around: Timeless): number =>
  Math.max(0, ...lateBlocks.map((id) => (around.heldSinceMs(id) ?? 0) + PAUSE_MS));

/** Does this start run at a moment on this device? */
export function runsAt(
  state: EmergencyState,
  start: Said<Power>,
  adopted: Adopted,
  atMs: number,
  around: Timeless,
): boolean {
  if (adopted.revoked || isHalted(haltOf(state, startsOf(state, adopted.matter), around))) return false;
  const span = spanOf(state, start, adopted, atMs, around);
  return span !== undefined && atMs < span.toMs;
}

export function powerViews(state: EmergencyState, around: Surroundings): readonly PowerView[] {
  return adoptedPowers(around).map((adopted) => powerView(state, adopted, around));
}

function powerView(state: EmergencyState, adopted: Adopted, around: Surroundings): PowerView {
  const { matter, terms } = adopted;
  const records = startsOf(state, matter);
  const haltedBy = haltOf(state, records, around);
  const starts = records.map((start) => startView(state, start, adopted, isHalted(haltedBy), around));
  const has = (status: StartStatus): boolean => starts.some((start) => start.status === status);
  const pausedMs = pausedUntilMs(adopted, around);
  const ends = starts.flatMap(({ endsAtMs }) => endsAtMs ?? []);
  return {
    matter,
    terms,
    status: adopted.revoked
      ? 'taken back'
      : isHalted(haltedBy)
        ? 'halted'
        : has('running')
          ? 'running'
          : has('ended')
            ? 'spent'
            : pausedMs > around.nowMs
              ? 'paused'
              : has('waits for others')
                ? 'waits for others'
                : 'ready',
    starts,
    haltedBy,
    shares: sharesOf(state, records, terms, around),
    changesAtMs: ends.length > 0 ? Math.min(...ends) : pausedMs > around.nowMs ? pausedMs : undefined,
  };
}

function startView(
  state: EmergencyState,
  start: Said<Power>,
  adopted: Adopted,
  halted: boolean,
  around: Surroundings,
): StartView {
  const support = supportOf(state, [start], around);
  const counted = renewalsOf(state, start, adopted.terms, around);
  const span = spanOf(state, start, adopted, around.nowMs, around);
  const runs = span !== undefined && around.nowMs < span.toMs && !halted && !adopted.revoked;
  const status = !isStarted(support) ? 'waits for others' : halted ? 'halted' : runs ? 'running' : 'ended';
  return {
    ...support,
    id: start.id,
    author: start.record.member,
    reason: start.body.text,
    status,
    renewals: counted.length,
    renewalsOffered: stepsOn(state, start.id, 'renew')
      .filter((renewal) => !counted.includes(renewal))
      .map((renewal) => ({ ...supportOf(state, [renewal], around), id: renewal.id, author: renewal.record.member })),
    endsAtMs: runs ? span.toMs : undefined,
    review: status === 'ended' || status === 'halted' ? reviewOf(start, span?.toMs, around) : 'none yet',
  };
}

/** Opened by the end itself; closed by a matter that passed and names the start. */
function reviewOf({ id }: Said<Power>, endedMs: number | undefined, around: Surroundings): StartView['review'] {
  const name = id.slice(0, NAMED_DIGITS);
  if (decided(REVIEW_OPENING, around).some(({ text }) => named(text, REVIEW_OPENING) === name)) return 'ratified';
  const sinceMs = Math.min(endedMs ?? Infinity, around.nowMs);
  return around.nowMs - Math.max(sinceMs, around.heldSinceMs(id) ?? 0) >= REVIEW_MS ? 'not ratified' : 'open';
}

/** Draws in the order of the holder's own log: what goes beyond the share is none. */
function sharesOf(
  state: EmergencyState,
  starts: readonly Said<Power>[],
  terms: PowerTerms,
  around: Timeless,
): readonly ShareView[] {
  const ids = new Set(starts.map(({ id }) => id));
  const uses = [...state.uses.values()].filter(({ body }) => ids.has(body.start));
  return terms.shares.map(({ number, amount }) => {
    const member = around.directory.memberAt(number);
    const own = uses
      .filter(({ record }) => record.member === member && record.log === 0)
      .sort((a, b) => a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1));
    let [drawn, unwitnessed, refused] = [0, 0, 0];
    for (const use of own) {
      if (drawn + use.body.amount > amount) {
        refused += use.body.amount;
        continue;
      }
      drawn += use.body.amount;
      if (!isWitnessed(state, use, around)) unwitnessed += use.body.amount;
    }
    return { member, number, amount, drawn, unwitnessed, refused };
  });
}

/** By somebody of another known household. */
function isWitnessed(state: EmergencyState, { id, record }: Said<unknown>, { directory }: Timeless): boolean {
  const home = directory.person(record.member)?.household ?? 0;
  return standBehind(state, id).some((member) => {
    const household = directory.person(member)?.household ?? 0;
    return household > 0 && household !== home;
  });
}
