// What each radio has sent, heard and lost since the start: counts, and microseconds on the air.
//
// One table for all nodes. What every reception adds to stands first, in one cache line of the node's row.

export const STAT = {
  rxGood: 0,
  rxUs: 1,
  rxDuplicates: 2,
  rxCollided: 3,
  rxWeak: 4,
  rxLost: 5,
  relaysCancelled: 6,
  txFrames: 7,
  txUs: 8,
  txRelays: 9,
  queueRefused: 10,
  queueEvicted: 11,
  dutyRefused: 12,
  queueDepthMax: 13,
} as const;

export type RadioStats = { readonly [name in keyof typeof STAT]: number };

const STRIDE = 16;
const NAMES = Object.keys(STAT) as (keyof typeof STAT)[];

export type StatsTable = {
  add(node: number, stat: number, by: number): void;
  atLeast(node: number, stat: number, value: number): void;
  of(node: number): RadioStats;
};

export function statsTable(nodes: number): StatsTable {
  const cells = new Float64Array(nodes * STRIDE);
  return {
    add: (node, stat, by) => {
      const at = node * STRIDE + stat;
      cells[at] = cells[at]! + by;
    },
    atLeast: (node, stat, value) => {
      const at = node * STRIDE + stat;
      if (cells[at]! < value) cells[at] = value;
    },
    of: (node) => Object.fromEntries(NAMES.map((name) => [name, cells[node * STRIDE + STAT[name]]!])) as RadioStats,
  };
}
