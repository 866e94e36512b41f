import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeSync,
  encodeHello,
  encodeSummary,
  type LogLine,
  type SubjectLine,
  type Summary,
} from '#protocol/sync/summary.ts';
import { AHEAD_MAX } from '#protocol/log/record-store.ts';
import { PLAINTEXT_BYTES_MAX } from '#protocol/wire/limits.ts';
import { prng } from '#protocol/bytes/prng.ts';

const held = fc
  .record({
    head: fc.integer({ min: 1, max: 5000 }),
    holes: fc.uniqueArray(fc.integer({ min: 1, max: AHEAD_MAX - 1 }), { maxLength: 6 }),
  })
  .map(({ head, holes }) => ({
    head,
    holes: holes
      .map((back) => head - back)
      .filter((seq) => seq > 0)
      .sort((a, b) => a - b),
  }));

const logs = fc
  .uniqueArray(fc.tuple(fc.nat(900), fc.nat(3), held), {
    selector: ([author, log]) => `${author}/${log}`,
    maxLength: 150,
  })
  .map((drawn) =>
    drawn
      .map(([author, log, rest]): LogLine => ({ author, log, ...rest }))
      .sort((a, b) => (a.author as number) - (b.author as number) || a.log - b.log),
  );

const newcomers = fc
  .uniqueArray(fc.tuple(fc.uint8Array({ minLength: 8, maxLength: 8 }), held), {
    selector: ([prefix]) => prefix.join(),
    maxLength: 12,
  })
  .map((drawn) =>
    drawn
      .map(([prefix, rest]): LogLine => ({
        author: [...prefix].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
        log: 0,
        ...rest,
      }))
      .sort((a, b) => (a.author < b.author ? -1 : 1)),
  );

const subjects = fc
  .uniqueArray(
    fc.record({
      author: fc.nat(900),
      log: fc.nat(2),
      seq: fc.integer({ min: 1, max: 4000 }),
      kind: fc.nat(15),
      voices: fc.nat(2000),
      mark: fc.nat(65_535),
    }),
    {
      selector: ({ author, log, seq, kind }) => `${author}/${log}/${seq}/${kind}`,
      maxLength: 40,
    },
  )
  .map((drawn): SubjectLine[] =>
    drawn.sort((a, b) => a.author - b.author || a.log - b.log || a.seq - b.seq || a.kind - b.kind),
  );

const parts = (frames: readonly Uint8Array[]): Summary[] =>
  frames.map((frame) => {
    const read = decodeSync(frame);
    if (!read.ok || read.value.kind !== 'summary') throw new Error('a summary reads back as a summary');
    return read.value;
  });

describe('a summary', () => {
  test('reads back whole from frames that all fit, whatever is held', () => {
    fc.assert(
      fc.property(logs, newcomers, subjects, (l, n, s) => {
        const frames = encodeSummary({ founded: true, logs: l, newcomers: n, subjects: s });
        for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(PLAINTEXT_BYTES_MAX);
        const read = parts(frames);
        expect(read.flatMap((part) => part.logs)).toEqual(l);
        expect(read.flatMap((part) => part.newcomers)).toEqual(n);
        expect(read.flatMap((part) => part.subjects)).toEqual(s);
      }),
      { numRuns: 150 },
    );
  });

  test('in several parts leaves no author out of all ranges and names none in two', () => {
    fc.assert(
      fc.property(logs, subjects, (l, s) => {
        const read = parts(encodeSummary({ founded: true, logs: l, newcomers: [], subjects: s }));
        for (const author of [0, 1, 450, 900, 4093]) {
          const covering = read.filter(({ numbers }) => numbers && author >= numbers.from && author < numbers.to);
          expect(covering).toHaveLength(1);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('of two hundred members is one frame', () => {
    const chance = prng('two hundred');
    const l = Array.from({ length: 200 }, (_, author): LogLine => ({
      author,
      log: 0,
      head: 1 + chance.below(6),
      holes: [],
    }));
    expect(encodeSummary({ founded: true, logs: l, newcomers: [], subjects: [] })).toHaveLength(1);
  });

  test('of nothing at all says so', () => {
    expect(parts(encodeSummary({ founded: false, logs: [], newcomers: [], subjects: [] }))).toMatchObject([
      { founded: false, logs: [] },
    ]);
  });
});

test('a hello reads back', () => {
  const hello = { kind: 'hello' as const, digest: Uint8Array.of(1, 2, 3, 4, 5, 6), records: 70_000 };
  expect(decodeSync(encodeHello(hello))).toEqual({ ok: true, value: hello });
});

test('no bytes make a reader work long, or throw', () => {
  const chance = prng('hostile sync');
  const valid = encodeSummary({
    founded: true,
    logs: [{ author: 3, log: 0, head: 9, holes: [4] }],
    newcomers: [],
    subjects: [],
  })[0]!;
  for (let i = 0; i < 3000; i++) {
    const mutant = Uint8Array.from({ length: 4 + chance.below(40) }, (_, at) =>
      chance.below(3) > 0 ? (valid[at] ?? 0xff) : chance.below(256),
    );
    const read = decodeSync(mutant);
    if (read.ok && read.value.kind === 'summary') expect(read.value.logs.length).toBeLessThan(4096);
  }
});
