// Every SOS as a screen shows it: open or taken, by whom, how far it has been carried (README §3).
//
// Everything is derived from the records, from the time and from when this device first held each
// record. Three acknowledgements are never confused: `shownTo` (on a phone), `takers` (a named
// person), and "heard by a radio", which only the node's delivery tells and which is not here.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import { remembered } from './remembered.ts';
import { SEVERITIES, shownKind, type Severity, type Sos, type SosKind, type Taking } from './records.ts';
import { isChange, isTaking, lastSaid, type Answer, type EmergencyState, type Said } from './state.ts';
import { storyOf, type Story } from './story.ts';
import type { Position } from './whereabouts.ts';

/** Waits of the rules, as a charter may name them; in ms of this device's own clock. */
export const WAITS_MS = {
  everyone: 3 * 60_000,
  gateways: 10 * 60_000,
  silenceReopens: 20 * 60_000,
  fullSosEvery: 5 * 60_000,
} as const;

/** Whom an SOS calls now. `nobody`: somebody is on it, or it is over. */
export type Reach = 'nearest' | 'everyone' | 'neighbour communities' | 'nobody';

/**
 * `taken, calling again`: not a word for 20 minutes, or somebody called again after it was taken.
 * `said to be over`: by whoever helped; `over`: by the caller, or by two helpers of two households.
 */
export type SosStatus = 'open' | 'taken' | 'taken, calling again' | 'said to be over' | 'over';

export type Taker = {
  readonly member: MemberId;
  readonly record: RecordId;
  /** 0 is unknown. */
  readonly etaMinutes: number;
  /** Who was asked to take over, and has not yet. */
  readonly handingTo: MemberId | undefined;
  /** False where somebody called again since, or where the key is not believed: then it is open to others. */
  readonly answersCall: boolean;
  /** False where the key was called lost, or its owner is out: nobody may be kept waiting by its word. */
  readonly believed: boolean;
};

export type SosView = {
  /** The first of the card; later ones of one caller within five minutes are in `merged`. */
  readonly id: RecordId;
  readonly merged: readonly RecordId[];
  /** A drill is shown as one everywhere, and stays one whatever is said to it. */
  readonly drill: boolean;
  readonly caller: MemberId;
  /** A guest's words carry a signature, but nobody knows whose. */
  readonly callerIsGuest: boolean;
  readonly kind: SosKind;
  readonly severity: Severity;
  readonly cannotMove: boolean;
  readonly people: number;
  readonly position: Position | null;
  /** The caller's words, oldest first. */
  readonly words: readonly string[];
  /** What others reported; it never replaces what the caller said. */
  readonly reports: readonly Answer[];
  readonly status: SosStatus;
  /** All who are on it, in the common order, keys that are not believed last; the first is "taken by". Two sides of a split may each have one. */
  readonly takers: readonly Taker[];
  readonly reach: Reach;
  readonly shownTo: readonly MemberId[];
  readonly seenBy: readonly MemberId[];
  readonly heldSinceMs: number;
  /** When `status` or `reach` change next by time alone; undefined if they do not. */
  readonly changesAtMs: number | undefined;
};

const heldMs = (around: Surroundings, id: RecordId): number => around.heldSinceMs(id) ?? 0;

/** All cards: real before drills, calling before quiet, graver first. The same list again while nothing has changed. */
export const sosCards = remembered(
  (state: EmergencyState, around: Surroundings): readonly SosView[] => computeCards(state, around),
  ({ changesAtMs }) => changesAtMs,
);

function computeCards(state: EmergencyState, around: Surroundings): readonly SosView[] {
  const rank = (view: SosView): number =>
    (view.drill ? 100 : 0) + (view.reach === 'nobody' ? 50 : 0) + (view.status === 'over' ? 20 : 0);
  return groups(state, around)
    .map((group) => cardOf(state, group, around))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
        a.heldSinceMs - b.heldSinceMs ||
        (a.id < b.id ? -1 : 1),
    );
}

/** The card on which an SOS stands, first of its card or merged into it. */
export const sosCard = (state: EmergencyState, id: RecordId, around: Surroundings): SosView | undefined =>
  state.sos.has(id) ? sosCards(state, around).find((card) => card.id === id || card.merged.includes(id)) : undefined;

/**
 * Of one caller, one full SOS per five minutes: what comes sooner is shown on the same card, never
 * lost. A real one is never put on the card of a drill.
 */
function groups(state: EmergencyState, around: Surroundings): readonly (readonly Story[])[] {
  const found: Story[][] = [];
  const latest = new Map<string, { group: Story[]; sinceMs: number }>();
  const sorted = [...state.sos.values()].sort(
    (a, b) => heldMs(around, a.id) - heldMs(around, b.id) || a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1),
  );
  for (const sos of sorted) {
    const origin = `${sos.record.member}${sos.body.call.drill ? ' drill' : ''}`;
    const sinceMs = heldMs(around, sos.id);
    const open = latest.get(origin);
    if (open && sinceMs - open.sinceMs < WAITS_MS.fullSosEvery) {
      open.group.push(storyOf(state, sos));
      continue;
    }
    const group = [storyOf(state, sos)];
    latest.set(origin, { group, sinceMs });
    found.push(group);
  }
  return found;
}

function cardOf(state: EmergencyState, stories: readonly Story[], around: Surroundings): SosView {
  const head = stories[0]!.sos;
  const outcomes = stories.map((story) => outcomeOf(story, around));
  const all = [
    ...new Map(outcomes.flatMap((outcome) => outcome.takers.map((taker) => [taker.member, taker]))).values(),
  ];
  const takers = [...all.filter(({ believed }) => believed), ...all.filter(({ believed }) => !believed)];
  const course = courseOf(stories, outcomes, takers, around);
  const shown = stories.map(({ sos }) => lastSaid(state, shownKind.kind, sos.id, [0, 1]));
  const members = (test: (value: number) => boolean): readonly MemberId[] =>
    [
      ...new Set(shown.flatMap((said) => [...said].filter(([, { value }]) => test(value)).map(([member]) => member))),
    ].sort();
  return {
    id: head.id,
    merged: stories.slice(1).map(({ sos }) => sos.id),
    drill: head.body.call.drill,
    caller: head.record.member,
    callerIsGuest: head.record.guestKey !== undefined,
    ...situationOf(stories),
    ...course,
    takers,
    shownTo: members(() => true),
    seenBy: members((value) => value === 1),
    heldSinceMs: heldMs(around, head.id),
  };
}

/** What the caller says now. Of several SOS the gravest counts, and the last known place. */
function situationOf(
  stories: readonly Story[],
): Pick<SosView, 'kind' | 'severity' | 'cannotMove' | 'people' | 'position' | 'words' | 'reports'> {
  const caller = stories[0]!.sos.record.member;
  const current = stories.map(({ sos, answers }) => {
    let now = { ...sos.body.call, ...sos.body.where };
    for (const answer of answers) {
      if (!isChange(answer) || answer.record.member !== caller) continue;
      const { change, where } = answer.body;
      if (change.what === 'cancel') continue;
      now = {
        ...now,
        severity: change.severity,
        cannotMove: change.cannotMove,
        people: where.people || now.people,
        position: where.position ?? now.position,
      };
    }
    return now;
  });
  const answers = stories.flatMap((story) => story.answers);
  const own = answers.filter(({ record }) => record.member === caller);
  const gravest = current.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))[0]!;
  return {
    kind: gravest.kind,
    severity: gravest.severity,
    cannotMove: current.some(({ cannotMove }) => cannotMove),
    people: Math.max(...current.map(({ people }) => people)),
    position: current.findLast(({ position }) => position !== null)?.position ?? null,
    words: [...stories.map(({ sos }) => sos.body.text), ...own.map(({ body }) => body.text)].filter(
      (text) => text !== '',
    ),
    reports: answers.filter((answer) => isChange(answer) && answer.record.member !== caller),
  };
}

type Outcome = { readonly cancelled: boolean; readonly takers: readonly Taker[]; readonly done: readonly MemberId[] };

/** A key that was called lost, or is out, keeps no helper away and ends no call: its takings answer nothing, on sight. */
const isBelieved = ({ record }: Said<Taking>, { directory }: Surroundings): boolean =>
  directory.isSuspended?.(record) !== true && directory.isOutside?.(record) !== true;

/** Reads a story from its first answer to its last: who is on it, who says that it is over. */
function outcomeOf({ sos, answers }: Story, around: Surroundings): Outcome {
  const takers = new Map<MemberId, Taker>();
  const done = new Set<MemberId>();
  let cancelled = false;
  for (const answer of answers) {
    const by = answer.record.member;
    if (isTaking(answer)) {
      const believed = isBelieved(answer, around);
      takeStep(takers, answer, believed);
      if (answer.body.step === 'done' && by !== sos.record.member && believed) done.add(by);
      if (answer.body.step === 'take') done.delete(by);
    } else if (answer.body.change.what === 'reopen') {
      cancelled = false;
      done.clear();
      for (const [member, taker] of takers) takers.set(member, { ...taker, answersCall: false });
    } else if (answer.body.change.what === 'cancel' && by === sos.record.member) cancelled = true;
  }
  return { cancelled, takers: [...takers.values()], done: [...done] };
}

/** Who hands over stays on it until the other takes it: nobody is made a helper by another's record. */
function takeStep(takers: Map<MemberId, Taker>, { id, record, body }: Said<Taking>, believed: boolean): void {
  const { member } = record;
  const former = takers.get(member);
  switch (body.step) {
    case 'take':
      takers.set(member, {
        member,
        record: former?.record ?? id,
        etaMinutes: body.etaMinutes,
        handingTo: undefined,
        answersCall: believed,
        believed,
      });
      if (!believed) return;
      for (const [other, { handingTo }] of takers) if (handingTo === member && other !== member) takers.delete(other);
      return;
    case 'hand-over':
      if (!former || body.to === null || body.to === member) return;
      if (takers.get(body.to)?.answersCall) takers.delete(member);
      else takers.set(member, { ...former, handingTo: body.to });
      return;
    case 'release':
    case 'done':
      takers.delete(member);
  }
}

/** Of two known households? An unknown household is nobody's second. */
function twoHouseholds(members: readonly MemberId[], around: Surroundings): boolean {
  const households = members.map((member) => around.directory.person(member)?.household ?? 0);
  return new Set(households.filter((household) => household !== 0)).size >= 2;
}

type Course = Pick<SosView, 'status' | 'reach' | 'changesAtMs'>;

function courseOf(
  stories: readonly Story[],
  outcomes: readonly Outcome[],
  takers: readonly Taker[],
  around: Surroundings,
): Course {
  const open = stories.filter((_, i) => !outcomes[i]!.cancelled);
  const done = [...new Set(outcomes.flatMap((outcome) => (outcome.cancelled ? [] : outcome.done)))];
  if (open.length === 0 || twoHouseholds(done, around))
    return { status: 'over', reach: 'nobody', changesAtMs: undefined };
  const helpers = takers.filter(({ believed }) => believed);
  const answered = helpers.some(({ answersCall }) => answersCall);
  if (!answered && done.length === 0) {
    const call = lastCall(open, around);
    const status = helpers.length > 0 ? 'taken, calling again' : 'open';
    return { status, ...reachOf(around.nowMs, call.sinceMs, call.again) };
  }
  const lastWordMs = lastWord(stories, [...helpers.map(({ member }) => member), ...done], around);
  const reopensMs = lastWordMs + WAITS_MS.silenceReopens;
  const status = helpers.length > 0 ? 'taken' : 'said to be over';
  if (around.nowMs < reopensMs) return { status, reach: 'nobody', changesAtMs: reopensMs };
  const call = reachOf(around.nowMs, reopensMs, true);
  return { status: helpers.length > 0 ? 'taken, calling again' : 'open', ...call };
}

/** Since when it calls, and whether it called before: then the nearest alone are not enough. */
function lastCall(open: readonly Story[], around: Surroundings): { sinceMs: number; again: boolean } {
  const again = open.flatMap((story) =>
    story.answers.filter(
      (answer) =>
        (isChange(answer) && answer.body.change.what === 'reopen') ||
        (isTaking(answer) && answer.body.step === 'release'),
    ),
  );
  const firstMs = Math.min(...open.map(({ sos }) => heldMs(around, sos.id)));
  if (again.length === 0) return { sinceMs: firstMs, again: false };
  return { sinceMs: Math.max(...again.map(({ id }) => heldMs(around, id))), again: true };
}

/** When this device last heard the caller or anybody who is on it. */
function lastWord(stories: readonly Story[], helpers: readonly MemberId[], around: Surroundings): number {
  const caller = stories[0]!.sos.record.member;
  const spoken: readonly (Answer | Said<Sos>)[] = stories.flatMap(({ sos, answers }) => [sos, ...answers]);
  const times = spoken
    .filter(({ record }) => record.member === caller || helpers.includes(record.member))
    .map(({ id }) => heldMs(around, id));
  return Math.max(...times);
}

/** Nearest, after three minutes everyone, after ten neighbours. A second call starts with everyone. */
function reachOf(nowMs: number, sinceMs: number, again: boolean): Pick<Course, 'reach' | 'changesAtMs'> {
  const everyoneAtMs = sinceMs + WAITS_MS.everyone;
  const gatewaysAtMs = sinceMs + WAITS_MS.gateways;
  if (nowMs >= gatewaysAtMs) return { reach: 'neighbour communities', changesAtMs: undefined };
  if (nowMs >= everyoneAtMs || again) return { reach: 'everyone', changesAtMs: gatewaysAtMs };
  return { reach: 'nearest', changesAtMs: everyoneAtMs };
}
