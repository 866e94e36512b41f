// The numbers that a world file promises: measured as the world goes, held against what was said.

import type { Promised, PromiseOf, WorldFile } from './format.ts';
import { answerOf, same } from './answers.ts';
import { carriedFrames, carriedHours, certificateBytesOn } from './carried.ts';
import type { Play } from './stage.ts';

/** A promise after the world was played: what was measured, what was said, and whether it is kept. */
export type Kept = {
  readonly number: string;
  readonly measured: unknown;
  readonly promised: string;
  readonly ok: boolean;
};

/** Where nothing else is said: a minute for an answer, five for whole states. */
const EVERY_S = { becomesAfterS: 60, oneStateAfterS: 300 } as const;
/** Stands for seconds that did not end while the world was played. */
export const NEVER = 'never';

type Waiting = PromiseOf<'becomesAfterS'> | PromiseOf<'oneStateAfterS'>;
const isWaiting = (one: Promised): one is Waiting =>
  one.measure === 'becomesAfterS' || one.measure === 'oneStateAfterS';

/** Sets up what must be looked at on the way; the answer gives all numbers when the world is over. */
export function watchNumbers(file: WorldFile, play: Play): () => readonly Kept[] {
  const promises = file.expect ?? [];
  const cameTrueAt = new Map<Promised, number>();
  /** One value, or one for each who was asked. */
  const measured = new Map<Promised, readonly unknown[]>();
  const { world } = play;
  const startHour = world.hours();

  for (const promise of promises.filter(isWaiting)) {
    const lastHour = promise.hour ?? file.hours;
    const pending = new Set(whoOf(promise, play));
    const stepHours = (promise.everyS ?? EVERY_S[promise.measure]) / 3600;
    const look = (): void => {
      if (play.hour() > lastHour) return;
      if (sinceOf(promise, play) !== undefined && isTrue(promise, pending, play)) {
        cameTrueAt.set(promise, play.hour());
        return;
      }
      world.at(world.hours() + stepHours, look);
    };
    world.at(startHour + stepHours, look);
  }
  const measure = (promise: Promised): void => {
    const how = MEASURES[promise.measure as keyof typeof MEASURES] as (
      one: Promised,
      play: Play,
      trueAt: number | undefined,
    ) => unknown;
    const values = promise.measure === 'ask' ? answersTo(promise, play) : [how(promise, play, cameTrueAt.get(promise))];
    measured.set(promise, values);
  };
  for (const promise of promises) {
    if (promise.hour !== undefined && promise.hour < file.hours)
      world.at(startHour + promise.hour, () => measure(promise));
  }
  return () =>
    promises.map((promise) => {
      if (!measured.has(promise)) measure(promise);
      return keptOf(
        promise,
        measured.get(promise)!,
        promise.is === undefined ? undefined : play.value(promise.is, undefined),
      );
    });
}

type Bounds = { readonly number: string; readonly atMost?: number | undefined; readonly atLeast?: number | undefined };

/** Each of the values must be as it was promised; `is`, if it must be that. */
export const keptOf = (bounds: Bounds, values: readonly unknown[], is: unknown): Kept => ({
  number: bounds.number,
  measured: values.every((one) => same(one, values[0])) ? values[0] : values,
  promised: promiseText(bounds, is),
  ok: values.every((one) => keeps(bounds, one, is)),
});

const answersTo = (promise: PromiseOf<'ask'>, play: Play): readonly unknown[] =>
  play.named(promise.who ?? play.file.people[0]!.name).map((name) => answerOf(promise, name, play));

const sinceOf = (promise: { readonly since?: string | undefined }, play: Play): number | undefined =>
  promise.since === undefined ? 0 : play.momentOf(promise.since);

const whoOf = (promise: Waiting, play: Play): readonly string[] =>
  play.named((promise.measure === 'becomesAfterS' ? promise.who : promise.by) ?? 'everyone');

/** Who has been found to answer so is not asked again. */
function isTrue(promise: Waiting, pending: Set<string>, play: Play): boolean {
  if (promise.measure === 'oneStateAfterS') return statesOf([...pending], play) === 1;
  const wanted = play.value(promise.becomes, undefined);
  for (const name of pending) {
    if (!same(answerOf(promise, name, play), wanted)) return false;
    pending.delete(name);
  }
  return true;
}

const statesOf = (names: readonly string[], play: Play): number =>
  new Set(names.map((name) => play.hostOf(name).node.stateHash())).size;

const seconds = (fromHour: number | undefined, toHour: number | undefined): number | typeof NEVER =>
  fromHour === undefined || toHour === undefined ? NEVER : Math.round((toHour - fromHour) * 3600);

const namesBy = ({ by }: { readonly by?: string | string[] | undefined }, play: Play): readonly string[] =>
  play.named(by ?? 'everyone').map((name) => play.hostOf(name).name);

/** How many of so many are at least that share. */
const shareOf = ({ share = 1 }: { readonly share?: number | undefined }, count: number): number =>
  Math.ceil(share * count - 1e-9);

const MEASURES: {
  readonly [M in Exclude<Promised['measure'], 'ask'>]: (
    promise: PromiseOf<M>,
    play: Play,
    trueAt: number | undefined,
  ) => unknown;
} = {
  answers(promise, play) {
    const names = play.named(promise.who ?? 'everyone');
    return new Set(names.map((name) => JSON.stringify(answerOf(promise, name, play)))).size;
  },
  becomesAfterS: (promise, play, trueAt) => seconds(sinceOf(promise, play), trueAt),
  oneStateAfterS: (promise, play, trueAt) => seconds(sinceOf(promise, play), trueAt),
  heldAfterS(promise, play) {
    const names = namesBy(promise, play);
    const since = play.heldSince(promise.record);
    const hours = names.flatMap((name) => since.get(name) ?? []).sort((a, b) => a - b);
    const from = promise.since === undefined ? play.momentOf(promise.record) : sinceOf(promise, play);
    const last = Math.max(1, shareOf(promise, names.length));
    const at = hours[last - 1];
    return seconds(from, at === undefined || from === undefined ? undefined : Math.max(at, from));
  },
  answeredAfterS(promise, play) {
    const wanted = new Set([promise.records].flat());
    const meant = [...play.labels()].filter(([label]) => wanted.has(label) || wanted.has(label.split('/')[0]!));
    const took = meant.flatMap(([label, id]) => {
      const at = play.answeredAt.get(id);
      return at === undefined ? [] : [seconds(play.momentOf(label), at) as number];
    });
    return took.sort((a, b) => a - b)[Math.max(1, shareOf(promise, meant.length)) - 1] ?? NEVER;
  },
  heldBy(promise, play) {
    const since = play.heldSince(promise.record);
    return namesBy(promise, play).filter((name) => since.has(name)).length;
  },
  carriedInFrames: (promise, play) => carriedFrames(promise, play).length,
  carriedInHours: carriedHours,
  certificateBytes: (promise, play) =>
    Math.max(
      ...play.named(promise.who ?? 'everyone').map((name) => certificateBytesOn(play.hostOf(name), promise, play)),
    ),
  states: (promise, play) => statesOf(play.named(promise.by ?? 'everyone'), play),
  frames(promise, play) {
    const from = sinceOf(promise, play) ?? Infinity;
    const until = from + (promise.forHours ?? Infinity);
    return play.ownFrames.filter(
      ({ hour, urgency }) =>
        hour >= from && hour <= until && (promise.urgency === undefined || urgency === promise.urgency),
    ).length;
  },
  airtimeS: (_promise, play) => Math.round(10 * play.airtimeS()) / 10,
  airPercent: (_promise, play) => Math.round((1000 * play.airtimeS()) / (play.hour() * 3600)) / 10,
  emptied: (promise, play) => play.batteries.emptied(promise.radios),
  batteryPercent: (promise, play) => play.batteries.percentOf(promise.radio),
  metres(promise, play) {
    const [one, other] = [play.motion.spotOf(promise.radio), play.motion.spotOf(promise.from)];
    if (!one || !other) return undefined;
    const [dx, dy] = [one.x - other.x, one.y - other.y];
    return Math.round(Math.sqrt(dx * dx + dy * dy));
  },
};

function keeps({ atMost, atLeast }: Bounds, value: unknown, is: unknown): boolean {
  if (is !== undefined && !same(value, is)) return false;
  if (atMost === undefined && atLeast === undefined) return true;
  return typeof value === 'number' && value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
}

const promiseText = ({ atMost, atLeast }: Bounds, is: unknown): string =>
  [
    ...(is === undefined ? [] : [shortened(JSON.stringify(is))]),
    ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
  ].join(', ');

export const shownValue = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value);
  return shortened(text);
};
const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 117)}...` : text);
