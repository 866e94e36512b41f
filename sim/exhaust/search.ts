// Every order in which a bounded number of frames may come, be lost or come twice, at two to four production nodes.
//
// Depth first over worlds (moves.ts). A world is known by the history of each node since its last start, what is
// on its way, what may still go wrong and the time (automaton.ts says why that is enough): worlds of one name are
// one, so orders that make no difference to anybody are walked once. Where two seats are alike, worlds that
// differ by exchanging them are one, too.
//
// At every world the invariants of the rules are asked; at every end all links are good again, and within hours all
// must hold the same, mean the same, and keep what is asked in calm. A world that does not come to that is a dead end.

import { assert } from '#protocol/bytes/result.ts';
import { violations } from '../invariants/table.ts';
import type { Surveyed } from '../invariants/surveyed.ts';
import { createAutomaton, type Automaton, type Exchange, type Local } from './automaton.ts';
import { comesTogether } from './endings.ts';
import type { FramesCase } from './frames-case.ts';
import { rulesOf, type FewNodes, type Move } from './moves.ts';
import { surveyed } from './surveyed.ts';

export type Finding = { readonly what: 'violation' | 'dead end'; readonly story: readonly string[] };

export type Exhausted = {
  readonly case: string;
  readonly nodes: number;
  /** Worlds that differ for somebody. */
  readonly states: number;
  /** Moves between them. */
  readonly moves: number;
  /** Worlds in which nothing more was left to choose, played to their end. */
  readonly ends: number;
  /** Steps of single nodes that were played; without the automata each move would be one or more. */
  readonly played: number;
  readonly violations: number;
  readonly deadEnds: number;
  /** The longest that all needed to come together once the links were good, minutes. */
  readonly healMinutesMost: number;
  readonly exhausted: boolean;
  /** The first of each kind. */
  readonly findings: readonly Finding[];
};

export type Limits = {
  readonly statesMax: number;
  /** Asked before every world: true ends the search, which then says that it is not exhausted. */
  readonly isOver?: () => boolean;
  readonly stopAtFirst?: true;
  readonly progress?: (states: number, waiting: number) => void;
};

const PROGRESS_EVERY = 1000;
const MINUTE_MS = 60_000;
const SAME: Exchange = (seat) => seat;

export function exhaust(one: FramesCase, limits: Limits): Exhausted {
  const exchanges = exchangesOf(one);
  let count = 0;
  const automata = automataOf(one, exchanges, () => ++count);
  const rules = rulesOf(one, automata);
  const keyOf = (world: FewNodes): string => exchanges.map((exchange, i) => keyUnder(world, exchange, i)).sort()[0]!;

  type Way = { readonly from: string; readonly move: Move } | undefined;
  const ways = new Map<string, Way>();
  const waiting: { readonly key: string; readonly world: FewNodes }[] = [];
  const storyTo = (key: string): string[] => {
    const story: string[] = [];
    for (let way = ways.get(key); way; way = ways.get(way.from)) story.unshift(rules.words(way.move));
    return story;
  };
  const findings: Finding[] = [];
  const found = { violation: 0, 'dead end': 0 };
  const report = (what: Finding['what'], key: string, words: readonly string[]): void => {
    found[what]++;
    if (!findings.some((finding) => finding.what === what)) findings.push({ what, story: [...storyTo(key), ...words] });
  };

  const meanings = new Map<string, string>();
  /** The same records and voices mean the same, whoever holds them and however they came. */
  const misread = (locals: readonly Local[]): string[] =>
    locals.flatMap(({ frontier, state }, seat) => {
      const known = meanings.get(frontier);
      if (known === undefined) meanings.set(frontier, state);
      return known === undefined || known === state
        ? []
        : [`${one.seats[seat]!.name} reads from what it holds (${frontier}) what another does not`];
    });
  const asked = new Set<string>();
  const brokenIn = (world: FewNodes): readonly string[] => {
    const who = `${world.locals.map(({ id }) => id).join()} ${world.nowMs}`;
    if (asked.has(who)) return [];
    asked.add(who);
    return [...misread(world.locals), ...violations(surveyOf(one, automata, world), false)];
  };

  const ended = new Set<string>();
  const disks = new Set<string>();
  let healMsMost = 0;
  const end = (key: string, world: FewNodes): void => {
    const who = `${world.locals.map(({ id }) => id).join()} ${world.nowMs}`;
    if (ended.has(who)) return;
    ended.add(who);
    const lives = world.locals.map((local, seat) => automata[seat]!.living(local));
    const { afterMs, broken } = comesTogether(one, lives, world, disks);
    if (afterMs === undefined) report('dead end', key, broken);
    else if (broken.length > 0) report('violation', key, broken);
    healMsMost = Math.max(healMsMost, afterMs ?? 0);
  };

  let states = 0;
  let moves = 0;
  let exhausted = true;
  const enter = (world: FewNodes, way: Way): void => {
    const key = keyOf(world);
    if (ways.has(key)) return;
    ways.set(key, way);
    waiting.push({ key, world });
  };
  enter(rules.start, undefined);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (states >= limits.statesMax || limits.isOver?.() || (limits.stopAtFirst && findings.length > 0)) {
      exhausted = false;
      break;
    }
    const { key, world } = next;
    states++;
    if (states % PROGRESS_EVERY === 0) limits.progress?.(states, waiting.length);
    const broken = brokenIn(world);
    if (broken.length > 0) report('violation', key, broken);
    const choices = rules.moves(world);
    if (choices.length === 0)
      guarded(
        () => end(key, world),
        (why) => report('violation', key, [why]),
      );
    for (const move of choices) {
      moves++;
      const wrong: string[] = [];
      guarded(
        () =>
          enter(
            rules.after(world, move, (what) => wrong.push(what)),
            { from: key, move },
          ),
        (why) => wrong.push(why),
      );
      if (wrong.length > 0) report('violation', key, [rules.words(move), ...wrong]);
    }
  }
  return {
    case: one.name,
    nodes: one.seats.length,
    states,
    moves,
    ends: ended.size,
    played: [...new Set(automata)].reduce((sum, { played }) => sum + played(), 0),
    violations: found.violation,
    deadEnds: found['dead end'],
    healMinutesMost: Math.ceil(healMsMost / MINUTE_MS),
    exhausted,
    findings,
  };
}

/** A node that throws has broken a promise of its own: that is a finding, and the search goes on. */
function guarded(call: () => void, broken: (why: string) => void): void {
  try {
    call();
  } catch (error) {
    broken(error instanceof Error ? error.message : String(error));
  }
}

function exchangesOf({ alike, cut, seats }: FramesCase): readonly Exchange[] {
  if (!alike) return [SAME];
  const [one, other] = alike;
  assert(seats[one]!.device === seats[other]!.device, 'who is alike has one kind of device');
  assert(seats[one]!.tasks.length + seats[other]!.tasks.length === 0, 'who is alike has nothing to do');
  assert(cut === undefined || cut.includes(one) === cut.includes(other), 'who is alike is cut off together');
  return [SAME, (seat) => (seat === one ? other : seat === other ? one : seat)];
}

/** Seats that are alike are one automaton: what one of them learnt to do, the other need not play. */
function automataOf(one: FramesCase, exchanges: readonly Exchange[], ids: () => number): readonly Automaton[] {
  const automata: Automaton[] = [];
  one.seats.forEach(({ device }, seat) => {
    const twin = one.seats.findIndex((other) => other.device === device);
    automata.push(twin < seat ? automata[twin]! : createAutomaton(device, exchanges, ids));
  });
  return automata;
}

/** Every exchange here is its own way back. */
function keyUnder(world: FewNodes, exchange: Exchange, i: number): string {
  const { locals, onTheWay, done, cut, left, nowMs } = world;
  const stands = locals.map((_, place) => locals[exchange(place)]!.names[i]!);
  const ways = onTheWay.map(({ from, to, hex, again }) => `${exchange(from)}>${exchange(to)} ${hex} ${again}`).sort();
  return [
    stands.join(),
    ways.join(),
    done.join(),
    cut,
    `${left.copies},${left.losses},${left.doubles},${left.waits},${left.crashes}`,
    nowMs,
  ].join('|');
}

const surveyOf = (one: FramesCase, automata: readonly Automaton[], world: FewNodes): Surveyed =>
  surveyed(
    one,
    world.locals.map((local, seat) => automata[seat]!.at(local)),
    world.nowMs,
  );
