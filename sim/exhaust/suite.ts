// What is searched for a number of nodes, and how much of it.
//
// Small cases find most errors of order; what is searched is printed with every result (scopeOf).

import { casesOf } from './cases.ts';
import type { Bounds, FramesCase } from './frames-case.ts';
import type { Ground } from './ground.ts';
import { exhaust, type Exhausted, type Finding, type Limits } from './search.ts';

/** Sizes of the cases above. */
export const NODES_MIN = 2;
export const NODES_MAX = 4;

/** How much is searched unless somebody asks for more: what a test plays with every change. */
export const SMALL: Bounds = { copies: 2, losses: 1, doubles: 1, waits: 0, crashes: 0, cuts: 0 };

export type Totals = Omit<Exhausted, 'case' | 'nodes' | 'findings'> & {
  readonly cases: number;
  readonly findings: readonly (Finding & { readonly case: string; readonly nodes: number })[];
};

/** The first frame goes its own way to everybody. */
export const withAFrame = (bounds: Bounds, nodes: number): Bounds => ({
  ...bounds,
  copies: Math.max(bounds.copies, nodes - 1),
});

export function exhaustAll(
  ground: Ground,
  nodeCounts: readonly number[],
  bounds: Bounds,
  limits: Limits,
  told: (one: Exhausted) => void = () => undefined,
  isWanted: (one: FramesCase) => boolean = () => true,
): Totals {
  const all = nodeCounts
    .flatMap((nodes) => casesOf(ground, nodes, withAFrame(bounds, nodes)))
    .filter(isWanted)
    .map((one) => {
      const searched = exhaust(one, limits);
      told(searched);
      return searched;
    });
  const sum = (of: (one: Exhausted) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    cases: all.length,
    states: sum(({ states }) => states),
    moves: sum(({ moves }) => moves),
    ends: sum(({ ends }) => ends),
    played: sum(({ played }) => played),
    violations: sum(({ violations }) => violations),
    deadEnds: sum(({ deadEnds }) => deadEnds),
    healMinutesMost: Math.max(0, ...all.map(({ healMinutesMost }) => healMinutesMost)),
    exhausted: all.every(({ exhausted }) => exhausted),
    findings: all.flatMap(({ findings, case: name, nodes }) =>
      findings.map((finding) => ({ ...finding, case: name, nodes })),
    ),
  };
}

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The bounds of the search, in words that a reader can hold us to. */
export const scopeOf = ({ copies, losses, doubles, waits, crashes, cuts }: Bounds): readonly string[] => [
  `of what is said, the first ${copies} copies (one for each who could hear; at least all of the first frame) come in any order; ${losses} may be lost, ${doubles} may come twice, and ${waits} times somebody speaks before they came; all later ones arrive at once`,
  `${times(crashes, 'power failure')}, at any moment, of any one node; a disk keeps what it confirmed`,
  `every person acts at any of these moments, in one order each; ${cuts > 0 ? 'one cut, at any moment, and its end, at any later one' : 'no cut'}`,
  'production nodes with all modules, real keys and signatures; wide links and a radio on LongFast whose frames reach all in its reach or are lost: no collisions, no relays of the firmware, nobody collects ballots',
  'time goes on from one frame to the next; chance (backoffs, turns) is that of one seed a node',
  'at every state the invariants of sim/invariants, and that equal holdings mean the same; at every end the links are good, and all hold and mean the same within six hours',
];
