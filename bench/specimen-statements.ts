// One statement of every kind, alone and in maps, as rows (specimens.ts signs and says them). A new kind joins by one row.

/** What members say, by the name of the record they say it of: [who, value, revision] each. */
export type SaidRow = {
  readonly kind: number;
  readonly of: string;
  readonly said: readonly (readonly [who: number, value: number, revision: number])[];
  /** How often each voice is counted; 1 where none is given. */
  readonly times?: readonly number[];
  /** Signed by member 2 before the key was replaced. */
  readonly older?: true;
};

/** Said in this order. */
export const SAID: readonly SaidRow[] = [
  { kind: 1, of: 'consent', said: [[0, 3, 0]] },
  { kind: 1, of: 'consent', said: [[1, 1, 2]] },
  {
    kind: 1,
    of: 'consent',
    said: [
      [0, 3, 0],
      [2, 3, 0],
      [3, 1, 0],
      [4, 2, 0],
      [6, 3, 0],
    ],
  },
  {
    kind: 1,
    of: 'consent',
    said: [
      [1, 1, 2],
      [5, 3, 1],
      [6, 3, 0],
    ],
  },
  {
    kind: 1,
    of: 'consent',
    said: [
      [0, 3, 0],
      [5, 0, 0],
      [6, 3, 0],
    ],
    times: [2, 1, 3],
  },
  { kind: 1, of: 'ranked', said: [[2, 17, 0]], older: true },
  {
    kind: 1,
    of: 'ranked',
    said: [
      [0, 4, 0],
      [3, 12, 0],
      [6, 17, 0],
    ],
  },
  {
    kind: 2,
    of: 'consent',
    said: [
      [0, 1, 0],
      [1, 1, 0],
      [3, 1, 0],
      [5, 0, 0],
    ],
  },
  {
    kind: 3,
    of: 'consent',
    said: [
      [0, 0, 0],
      [3, 2, 1],
      [4, 1, 0],
    ],
  },
  {
    kind: 5,
    of: 'sos',
    said: [
      [0, 0, 0],
      [6, 1, 1],
    ],
  },
  {
    kind: 5,
    of: 'power',
    said: [
      [0, 1, 0],
      [2, 1, 1],
      [3, 0, 0],
    ],
  },
  {
    kind: 6,
    of: 'alert',
    said: [
      [0, 0, 0],
      [1, 2, 0],
      [2, 1, 0],
      [4, 0, 0],
    ],
  },
  { kind: 7, of: 'page 1', said: [[0, 0, 3]] },
];
