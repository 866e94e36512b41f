// One sync message of every sort (protocol/README.md §8.2), about nothing that anybody holds.

import { sign } from '#protocol/crypto/bls.ts';
import { encodeMarks } from '#protocol/sync/marks.ts';
import { encodeCoded, encodePlan, encodeWant, sheafName } from '#protocol/sync/sheaf-messages.ts';
import { encodeHello, encodeSummary } from '#protocol/sync/summary.ts';
import { digest, pairOf } from './specimen-people.ts';

/** What another node may hold. */
const plan = (): Uint8Array =>
  encodePlan({
    page: 1,
    signature: sign(digest('a sum'), pairOf('person 0').secret),
    lines: [
      { author: 0, log: 0, seq: 3, symbols: 4, check: 0xa7 },
      { author: 0, log: 0, seq: 4, symbols: 6, check: 0 },
      { author: 0, log: 2, seq: 1, symbols: 1, check: 255 },
      { author: 5, log: 0, seq: 300, symbols: 32, check: 17 },
      { author: 4093, log: 257, seq: 2_097_151, symbols: 2, check: 1 },
    ],
  })!;

export const SYNC = (): readonly (readonly [name: string, plaintext: Uint8Array])[] => [
  ['plan', plan()],
  [
    'coded',
    encodeCoded({ sheaf: sheafName(plan()), number: 4095, toCome: 2, symbols: digest('two symbols').slice(0, 16) }),
  ],
  [
    'want',
    encodeWant([
      { sheaf: sheafName(plan()), symbols: 45 },
      { sheaf: sheafName(digest('another plan')), symbols: 0 },
    ]),
  ],
  [
    'marks',
    encodeMarks({ salt: digest('salt').slice(0, 4), places: 1000, from: 31, to: 34, marks: ['00ff', '1234', 'abcd'] }),
  ],
  ['hello', encodeHello({ kind: 'hello', digest: digest('held').slice(0, 6), records: 300 })],
  [
    'hello of one who collects',
    encodeHello({ kind: 'hello', digest: digest('held').slice(0, 6), records: 300, collects: true }),
  ],
  ['summary of nothing', encodeSummary({ founded: false, logs: [], newcomers: [], subjects: [] })[0]!],
  [
    'summary',
    encodeSummary({
      founded: true,
      logs: [
        { author: 0, log: 0, head: 8, holes: [] },
        { author: 1, log: 0, head: 2, holes: [1] },
        { author: 1, log: 1, head: 1, holes: [] },
        { author: 6, log: 0, head: 300, holes: [120, 121, 299] },
        { author: 4093, log: 257, head: 2_097_151, holes: [] },
      ],
      newcomers: [
        { author: '00112233445566ff', log: 0, head: 1, holes: [] },
        { author: 'f0e0d0c0b0a09080', log: 2, head: 9, holes: [8] },
      ],
      subjects: [
        { author: 3, log: 0, seq: 2, kind: 1, voices: 6, mark: 0xbeef },
        { author: 3, log: 0, seq: 2, kind: 2, voices: 70, mark: 1 },
      ],
    })[0]!,
  ],
];
