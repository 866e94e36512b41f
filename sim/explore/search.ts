// The search through everything that few members can say and hear, in every order (sim/README.md §explore).
//
// What is explored: a state is what each member has said. At each step some honest member's device holds
// any set of what was said by then (its own words among them), and says what the production code offers
// there. Liars have said everything that the case lets them say, from the beginning; every device holds
// any part of it.
//
// Why that covers every delivery, cut and heal: facts only accumulate and no message carries another, so a
// run is fixed by what each device held when it spoke. Any delivery can be put off until just before its
// receiver speaks, and is then one of the sets tried here. A device may here hold less than at its
// last word (only its own words stay), so more is possible than in truth: what is never found here cannot
// happen there. Members of one class are exchangeable; states that differ by such an exchange are one.

import { assert } from '#protocol/bytes/result.ts';

/** A set of words or papers as bits. */
export type Mask = number;

/** What one device holds, or an onlooker without a voice. */
export type View = {
  /** Whose device; undefined for an onlooker. */
  readonly self: number | undefined;
  /** By member: which of their words are held. */
  readonly heard: readonly Mask[];
  /** Which records of the case are held. */
  readonly papers: Mask;
};

/** Words that are judged from the same facts: nothing but these can change whether they are offered. */
export type Group = { readonly words: Mask; readonly own: Mask; readonly others: Mask; readonly papers: Mask };

export interface Case {
  readonly name: string;
  readonly memberCount: number;
  /** By member; equal numbers are exchangeable. Liars have classes of their own. */
  readonly classOf: readonly number[];
  readonly liars: ReadonlySet<number>;
  /** What each may say, in plain words, such as "binds A". */
  readonly words: readonly string[];
  readonly papers: readonly string[];
  readonly groups: readonly Group[];
  /** Papers that a device which says this word must hold. */
  needs(word: number): Mask;
  /** What honest members may have said before anything is bound: ballots, in every combination. */
  readonly before: readonly Mask[];
  /** Is this combination of words in the scope? For example: one block at most. */
  inScope(said: readonly Mask[]): boolean;
  /** Words that the production code offers on a device that holds this. */
  offered(view: View): Mask;
  /** What is final to whoever holds this, as bits: see `finals`. */
  verdicts(view: View): Mask;
  readonly verdictReads: { readonly words: Mask; readonly papers: Mask };
  readonly finals: readonly string[];
  /** Finals that contradict each other. */
  readonly contrary: readonly (readonly [Mask, Mask])[];
  /** Broken promises of honest members, or of the code, in what was said or what is offered; nothing if none. */
  broken(said: readonly Mask[]): string | undefined;
  /** Where all are honest and hold everything: can the matter still be brought to an end? Undefined where not asked. */
  endsFrom?(said: readonly Mask[]): boolean;
}

export type Finding = { readonly what: 'two truths' | 'violation' | 'dead end'; readonly story: readonly string[] };

export type Explored = {
  readonly case: string;
  readonly states: number;
  /** Devices that the production code was asked about. */
  readonly devices: number;
  readonly violations: number;
  readonly twoTruths: number;
  readonly deadEnds: number;
  readonly exhausted: boolean;
  /** The first of each, with the fewest words said. */
  readonly findings: readonly Finding[];
};

const bitsOf = (mask: Mask): number[] => {
  const bits: number[] = [];
  for (let bit = 0; mask >>> bit; bit++) if ((mask >>> bit) & 1) bits.push(bit);
  return bits;
};

const wordCount = (said: readonly Mask[]): number => said.reduce((sum, mask) => sum + bitsOf(mask).length, 0);

export type Limits = {
  /** States after which the search gives up, and says so. */
  readonly statesMax: number;
  /** Asked before every state: true ends the search, which then says that it is not exhausted. */
  readonly isOver?: () => boolean;
  /** Stop as soon as this was found. */
  readonly stopAt?: Finding['what'];
  readonly progress?: (states: number, waiting: number) => void;
};

const PROGRESS_EVERY = 20_000;

export function explore(one: Case, limits: Limits): Explored {
  const { memberCount, classOf, liars } = one;
  const all = Array.from({ length: memberCount }, (_, i) => i);
  const everyPaper = 2 ** one.papers.length - 1;
  const everyWord = 2 ** one.words.length - 1;
  assert(one.words.length <= 24 && one.papers.length <= 8, 'a case fits its masks');

  /** Members in an order in which exchangeable ones that said the same stand alike. */
  const order = (said: readonly Mask[]): number[] =>
    [...all].sort((a, b) => classOf[a]! - classOf[b]! || said[a]! - said[b]!);
  /** Places of the classes are fixed, so that a sorted list is a state again. */
  const places = [...all].sort((a, b) => classOf[a]! - classOf[b]! || a - b);
  const canonical = (said: readonly Mask[]): Mask[] => {
    const sorted = order(said);
    const put = new Array<Mask>(memberCount);
    places.forEach((place, i) => (put[place] = said[sorted[i]!]!));
    return put;
  };

  // ── What any device may hold ──────────────────────────────────────────────────────────────────

  let devices = 0;
  const asked = new Map<string, Mask>();
  const offeredAt = (view: View): Mask => {
    const key = `${view.self}|${view.heard.join()}|${view.papers}`;
    const known = asked.get(key);
    if (known !== undefined) return known;
    devices++;
    const found = one.offered(view);
    asked.set(key, found);
    return found;
  };

  const keep = (heard: readonly Mask[], self: number | undefined, own: Mask, others: Mask): Mask[] =>
    heard.map((mask, i) => mask & (i === self ? own : others));

  /** The same view with the members other than `self` in canonical order. */
  const canonicalView = (heard: readonly Mask[], self: number): Mask[] => {
    const marked = heard.map((mask, i) => (i === self ? mask + 2 ** 25 : mask));
    const sorted = canonical(marked);
    return sorted;
  };

  /** Everything one less: each heard word or paper that is not the device's own is left out once. */
  function* less(
    heard: readonly Mask[],
    papers: Mask,
    self: number | undefined,
    ownPapers: Mask,
  ): Generator<[Mask[], Mask]> {
    for (const i of all) {
      if (i === self) continue;
      for (const bit of bitsOf(heard[i]!)) {
        const fewer = [...heard];
        fewer[i] = heard[i]! & ~(1 << bit);
        yield [fewer, papers];
      }
    }
    for (const bit of bitsOf(papers & ~ownPapers)) yield [[...heard], papers & ~(1 << bit)];
  }

  const papersOf = (own: Mask): Mask => bitsOf(own).reduce((sum, word) => sum | one.needs(word), 0);

  const unions = new Map<string, Mask>();
  /** What is offered on a device that holds this or any part of it, of one group's words. */
  const enabled = (
    group: Group,
    at: number,
    self: number,
    heard: readonly Mask[],
    papers: Mask,
    wanted: Mask,
  ): Mask => {
    // The marked mask of `self` keeps its place in the order, so equal keys are equal questions.
    const sorted = canonicalView(heard, self);
    const key = `${at}|${classOf[self]}|${sorted.join()}|${papers}`;
    const known = unions.get(key);
    if (known !== undefined) return known;
    const place = sorted.findIndex((mask) => mask >= 2 ** 25);
    const view: Mask[] = sorted.map((mask, i) => (i === place ? mask - 2 ** 25 : mask));
    const own = view[place]!;
    let found = offeredAt({ self: place, heard: view, papers }) & group.words;
    const ownPapers = papersOf(own) & group.papers;
    if ((found & wanted) !== wanted) {
      for (const [fewer, fewerPapers] of less(view, papers, place, ownPapers)) {
        found |= enabled(group, at, place, fewer, fewerPapers, wanted);
        if ((found & wanted) === wanted) break;
      }
    }
    unions.set(key, found);
    return found;
  };

  const nextWords = (said: readonly Mask[], member: number): Mask => {
    let words = 0;
    one.groups.forEach((group, at) => {
      const heard = keep(said, member, group.own, group.others);
      const wanted = group.words & ~said[member]!;
      if (wanted === 0) return;
      // Only a word not said yet is of interest; what is wanted depends on the own words alone, which are in the key.
      words |= enabled(group, at, member, heard, everyPaper & group.papers, group.words & ~heard[member]!);
    });
    return words & ~said[member]!;
  };

  const seen = new Map<string, Mask>();
  const finalsOf = (heard: readonly Mask[], papers: Mask): Mask => {
    const sorted = canonical(heard);
    const key = `${sorted.join()}|${papers}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    devices++;
    let found = one.verdicts({ self: undefined, heard: sorted, papers });
    for (const [fewer, fewerPapers] of less(sorted, papers, undefined, 0)) found |= finalsOf(fewer, fewerPapers);
    seen.set(key, found);
    return found;
  };

  const withLiars = (said: readonly Mask[]): Mask[] => said.map((mask, i) => (liars.has(i) ? everyWord : mask));

  // ── The states, those with the fewest words first ──────────────────────────────────────────────

  type Way = { readonly from: string; readonly member: number; readonly word: number } | undefined;
  const ways = new Map<string, Way>();
  const byCount: string[][] = [];
  const enter = (said: readonly Mask[], way: Way): void => {
    const state = canonical(said);
    const key = state.join();
    if (ways.has(key)) return;
    ways.set(key, way);
    (byCount[wordCount(state)] ??= []).push(key);
  };
  for (const start of combinations(one)) enter(withLiars(start), undefined);

  const findings: Finding[] = [];
  const found = { violations: 0, twoTruths: 0, deadEnds: 0 };
  const report = (what: Finding['what'], story: () => string[]): void => {
    if (!findings.some((finding) => finding.what === what)) findings.push({ what, story: story() });
  };
  let states = 0;
  let exhausted = true;

  outer: for (let count = 0; count < byCount.length; count++) {
    for (const key of byCount[count] ?? []) {
      if (states >= limits.statesMax || limits.isOver?.()) {
        exhausted = false;
        break outer;
      }
      states++;
      if (states % PROGRESS_EVERY === 0) limits.progress?.(states, ways.size - states);
      const said = key.split(',').map(Number);
      const finals = finalsOf(keep(said, undefined, 0, one.verdictReads.words), one.verdictReads.papers);
      for (const [left, right] of one.contrary) {
        if (!(finals & left) || !(finals & right)) continue;
        found.twoTruths++;
        report('two truths', () => [...storyTo(key), ...[left, right].map((final) => witness(said, final))]);
        break;
      }
      const broken = one.broken(said);
      if (broken !== undefined) {
        found.violations++;
        report('violation', () => [...storyTo(key), broken]);
      }
      if (limits.stopAt && findings.some(({ what }) => what === limits.stopAt)) {
        exhausted = false;
        break outer;
      }
      for (const member of all) {
        if (liars.has(member)) continue;
        if (all.some((other) => other < member && classOf[other] === classOf[member] && said[other] === said[member]))
          continue;
        for (const word of bitsOf(nextWords(said, member))) {
          const next = [...said];
          next[member] = said[member]! | (1 << word);
          if (one.inScope(next)) enter(next, { from: key, member, word });
        }
      }
    }
  }

  if (one.endsFrom && exhausted && liars.size === 0) findDeadEnds(one.endsFrom);
  return { case: one.name, states, devices, ...found, exhausted, findings };

  // ── Dead ends ─────────────────────────────────────────────────────────────────────────────────

  /**
   * From the states with the most words to those with the fewest: where somebody who holds everything is
   * offered a word that leads to a good state, the state is good. Only the others are played to their end.
   */
  function findDeadEnds(endsFrom: (said: readonly Mask[]) => boolean): void {
    const good = new Set<string>();
    for (const keys of [...byCount].reverse()) {
      for (const key of keys ?? []) {
        const said = key.split(',').map(Number);
        if (all.some((member) => leadsToGood(said, member, good)) || endsFrom(said)) {
          good.add(key);
          continue;
        }
        found.deadEnds++;
        report('dead end', () => [
          ...storyTo(key),
          'all are connected and honest and hold everything, and nothing more can be done',
        ]);
      }
    }
  }

  function leadsToGood(said: readonly Mask[], member: number, good: ReadonlySet<string>): boolean {
    return one.groups.some((group) => {
      const heard = canonicalView(keep(said, member, group.own, group.others), member);
      const place = heard.findIndex((mask) => mask >= 2 ** 25);
      const view = heard.map((mask, i) => (i === place ? mask - 2 ** 25 : mask));
      const offers = offeredAt({ self: place, heard: view, papers: everyPaper & group.papers }) & group.words;
      return bitsOf(offers & ~said[member]!).some((word) => {
        const next = [...said];
        next[member] = said[member]! | (1 << word);
        return good.has(canonical(next).join());
      });
    });
  }

  // ── In words ──────────────────────────────────────────────────────────────────────────────────

  function named(member: number): string {
    return liars.has(member) ? `member ${member + 1} (a liar)` : `member ${member + 1}`;
  }

  /** Tells the way to a state; members keep their names although states are sorted. */
  function storyTo(key: string): string[] {
    const steps: { key: string; way: Way }[] = [];
    for (let at: string | undefined = key; at !== undefined;) {
      const way: Way = ways.get(at);
      steps.unshift({ key: at, way });
      at = way?.from;
    }
    const lines: string[] = [];
    let labels = [...all];
    for (const { key: to, way } of steps) {
      if (!way) {
        to.split(',').forEach((mask, i) => {
          const words = bitsOf(Number(mask)).map((word) => one.words[word]!);
          if (liars.has(i)) lines.push(`${named(i)} says to some this and to others that, all they may`);
          else if (words.length > 0) lines.push(`${named(i)} ${words.join(', ')}`);
        });
        continue;
      }
      lines.push(`${named(labels[way.member]!)} ${one.words[way.word]!}`);
      const said = way.from.split(',').map(Number);
      said[way.member] = said[way.member]! | (1 << way.word);
      const sorted = order(said);
      const put = [...labels];
      places.forEach((place, i) => (put[place] = labels[sorted[i]!]!));
      labels = put;
    }
    return lines;
  }

  /** The least that shows a final result. */
  function witness(said: readonly Mask[], final: Mask): string {
    let heard = keep(said, undefined, 0, one.verdictReads.words);
    let papers = one.verdictReads.papers;
    for (let shrunk = true; shrunk;) {
      shrunk = false;
      for (const [fewer, fewerPapers] of less(heard, papers, undefined, 0)) {
        if (!(finalsOf(fewer, fewerPapers) & final)) continue;
        [heard, papers, shrunk] = [fewer, fewerPapers, true];
        break;
      }
    }
    const shown = bitsOf(final & one.verdicts({ self: undefined, heard, papers })).map((bit) => one.finals[bit]!);
    const words = heard.reduce((sum, mask) => sum + bitsOf(mask).length, 0);
    return `whoever holds ${words} of these words reads: ${shown.join(', ')}`;
  }
}

/** Every combination of what may have been said before, members of one class exchanged. */
function* combinations(one: Case): Generator<Mask[]> {
  const { memberCount, classOf, liars, before } = one;
  const said = new Array<Mask>(memberCount).fill(0);
  function* fill(member: number): Generator<Mask[]> {
    if (member === memberCount) {
      if (one.inScope(said)) yield [...said];
      return;
    }
    if (liars.has(member)) {
      yield* fill(member + 1);
      return;
    }
    // Within a class in ascending order: the other orders are the same combination.
    const former = [...Array(member).keys()].reverse().find((other) => classOf[other] === classOf[member]);
    for (const mask of before) {
      if (former !== undefined && before.indexOf(mask) < before.indexOf(said[former]!)) continue;
      said[member] = mask;
      yield* fill(member + 1);
    }
    said[member] = 0;
  }
  yield* fill(0);
}
