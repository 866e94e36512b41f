// What a ballot's number means under each way of deciding (README §1.2, §3.1).
//
// Numbers 0, 1 and 2 mean the same everywhere; from 3 on the method gives them their meaning. An
// option is what can be bound; with consent the matter itself is the only one.

export const METHODS = ['consent', 'majority', 'approval', 'ranked'] as const;
export type Method = (typeof METHODS)[number];

export const BALLOT = { giveUp: 0, aside: 1, block: 2, choice: 3 } as const;

export type MethodRule = {
  /** For people. */
  readonly means: string;
  readonly optionsMin: number;
  readonly optionsMax: number;
  /** Ballot numbers from 3 on that mean something, for so many options. */
  readonly choiceCount: (optionCount: number) => number;
  /** Options that choice number `choice` (from 0) speaks for, best first; all equal unless ranked. */
  readonly optionsOf: (choice: number, optionCount: number) => readonly number[];
  /** Do blocks and stand-asides count? */
  readonly blocks: boolean;
  /** How the option in the lead is found: by all who name it, or by what is left of each ranking. */
  readonly lead: 'most' | 'runoff';
};

const PREFERENCES_MAX = 3;
const RANKED_OPTIONS_MAX = 6;

/** Rankings of one to three of the options, shorter ones first, each in order of option numbers. */
function allRankings(optionCount: number): readonly (readonly number[])[] {
  let longest: (readonly number[])[] = [[]];
  const all: (readonly number[])[] = [];
  for (let length = 1; length <= Math.min(PREFERENCES_MAX, optionCount); length++) {
    longest = longest.flatMap((ranking) =>
      Array.from({ length: optionCount }, (_, option) => option)
        .filter((option) => !ranking.includes(option))
        .map((option) => [...ranking, option]),
    );
    all.push(...longest);
  }
  return all;
}

/** By number of options: asked for with every ballot that is read. */
const RANKINGS = Array.from({ length: 1 + RANKED_OPTIONS_MAX }, (_, optionCount) => allRankings(optionCount));
const rankings = (optionCount: number): readonly (readonly number[])[] => RANKINGS[optionCount] ?? [];

const bitsOf = (mask: number, optionCount: number): readonly number[] =>
  Array.from({ length: optionCount }, (_, option) => option).filter((option) => (mask >> option) & 1);

export const METHOD_RULES: Readonly<Record<Method, MethodRule>> = {
  consent: {
    means: 'nobody blocks, few stand aside, a quorum consents',
    optionsMin: 0,
    optionsMax: 0,
    choiceCount: () => 1,
    optionsOf: () => [0],
    blocks: true,
    lead: 'most',
  },
  majority: {
    means: 'each picks one option; one that a quorum picks is decided',
    optionsMin: 1,
    optionsMax: 7,
    choiceCount: (optionCount) => optionCount,
    optionsOf: (choice) => [choice],
    blocks: false,
    lead: 'most',
  },
  approval: {
    means: 'each names every option that is good enough; the one most named leads',
    optionsMin: 2,
    optionsMax: 7,
    choiceCount: (optionCount) => 2 ** optionCount - 1,
    optionsOf: (choice, optionCount) => bitsOf(choice + 1, optionCount),
    blocks: false,
    lead: 'most',
  },
  ranked: {
    means: 'each ranks up to three options; the weakest goes out until one leads',
    optionsMin: 2,
    optionsMax: RANKED_OPTIONS_MAX,
    choiceCount: (optionCount) => rankings(optionCount).length,
    optionsOf: (choice, optionCount) => rankings(optionCount)[choice] ?? [],
    blocks: false,
    lead: 'runoff',
  },
};

/** The options a ballot speaks for, best first; none for giving up, standing aside and blocking. */
export function optionsOfBallot(method: Method, value: number, optionCount: number): readonly number[] {
  const rule = METHOD_RULES[method];
  const choice = value - BALLOT.choice;
  return choice >= 0 && choice < rule.choiceCount(optionCount) ? rule.optionsOf(choice, optionCount) : [];
}

/** The number of a ballot that speaks for these options, best first; undefined where the method has no such ballot. */
export function ballotFor(method: Method, options: readonly number[], optionCount: number): number | undefined {
  const rule = METHOD_RULES[method];
  const wanted = method === 'approval' ? [...options].sort((a, b) => a - b).join() : options.join();
  for (let choice = 0; choice < rule.choiceCount(optionCount); choice++) {
    if (rule.optionsOf(choice, optionCount).join() === wanted) return BALLOT.choice + choice;
  }
  return undefined;
}

/** How many ballot numbers mean something for so many options: 3, and the choices of the method. */
export const ballotCount = (method: Method, optionCount: number): number =>
  BALLOT.choice + METHOD_RULES[method].choiceCount(optionCount);

/** How many options can be bound. */
export const bindableCount = (method: Method, optionCount: number): number => (method === 'consent' ? 1 : optionCount);

/**
 * How many stand behind each option: all who name it, or, in a runoff, those whose best remaining
 * option it is once the weaker ones are out. Of equally weak ones the higher number goes first.
 */
export function supportOf(method: Method, ballots: readonly number[], optionCount: number): readonly number[] {
  const count = bindableCount(method, optionCount);
  const named = ballots.map((value) => optionsOfBallot(method, value, optionCount));
  const tallied = (remaining: ReadonlySet<number>): number[] => {
    const sums = new Array<number>(count).fill(0);
    for (const options of named) {
      const left = options.filter((option) => remaining.has(option));
      for (const option of METHOD_RULES[method].lead === 'runoff' ? left.slice(0, 1) : left) sums[option]!++;
    }
    return sums;
  };
  const remaining = new Set(Array.from({ length: count }, (_, option) => option));
  let sums = tallied(remaining);
  if (METHOD_RULES[method].lead === 'most') return sums;
  for (; remaining.size > 2; sums = tallied(remaining)) {
    const weakest = [...remaining].sort((a, b) => sums[a]! - sums[b]! || b - a)[0]!;
    remaining.delete(weakest);
  }
  return sums;
}
