import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { boxKeys, pairOf } from '#protocol/crypto/box.ts';
import { sealFrame } from '#protocol/wire/frame.ts';
import { sealPrivate } from '#protocol/wire/private.ts';
import { explainPlaintext } from '#gateway/cli/explain.ts';
import { inspect } from '#gateway/cli/inspect.ts';
import { standIn } from '#gateway/cli/stand-in.ts';
import { makeSpecimens, type Specimens } from '../../bench/specimens.ts';

const MAIN = ['--import', 'tsx', 'gateway/cli/main.ts', 'inspect'];
const run = (args: readonly string[], input?: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [...MAIN, ...args], { encoding: 'utf8', ...(input !== undefined && { input }) });

let made: Specimens;
const folder = mkdtempSync(join(tmpdir(), 'folkmoot-inspect-'));
beforeAll(() => {
  made = makeSpecimens();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a map of a specimen runs over: the roster of page 1, or the founder alone for the page itself. */
const rosterSize = (name: string): number => (name.startsWith('confirm') || name.startsWith('ready') ? 1 : 7);
const valuesOn = (name: string): number | undefined =>
  name.endsWith('consent')
    ? name.startsWith('ballot')
      ? 4
      : name.startsWith('bind')
        ? 2
        : 4
    : name.endsWith('ranked')
      ? 18
      : undefined;

describe('the inspector', () => {
  test('explains each byte of every honest thing once, in order, with a section', () => {
    for (const { name, kind, plaintext } of made.specimens) {
      const values = valuesOn(name);
      const options = {
        community: made.community,
        rosterSize: rosterSize(name),
        ...(values !== undefined && { values }),
      };
      const { lines, fault } = explainPlaintext(kind, plaintext, standIn(options));
      expect({ name, fault }).toEqual({ name, fault: null });
      let at = 0;
      for (const line of lines) {
        expect({ name, field: line.field, offset: line.offset }).toEqual({ name, field: line.field, offset: at });
        expect(line.section).toMatch(/§/);
        at += line.length;
      }
      expect({ name, at }).toEqual({ name, at: plaintext.length });
    }
  });

  test('finds something wrong in every honest thing that is cut short, and names the byte', () => {
    for (const { name, kind, plaintext } of made.specimens.filter(({ kind }) => kind !== 'sync')) {
      const options = { community: made.community, rosterSize: rosterSize(name) };
      const { fault } = explainPlaintext(kind, plaintext.slice(0, plaintext.length - 1), standIn(options));
      expect({ name, fault }).not.toEqual({ name, fault: null });
      expect(fault!.atByte).toBeLessThanOrEqual(plaintext.length);
    }
  });
});

describe('a frame that no frame key seals', () => {
  test('is explained byte by byte, if it is in clear', () => {
    const clear = made.unsealed.filter(({ kind }) => kind !== 'private');
    expect(clear.map(({ kind }) => kind)).toEqual(['rekey', 'emergency']);
    for (const { name, frame } of clear) {
      const { lines, fault } = inspect(frame, { epoch: 0, day: 0 });
      expect({ name, fault }).toEqual({ name, fault: null });
      let at = 0;
      for (const { offset, length } of lines) {
        expect({ name, offset }).toEqual({ name, offset: at });
        at += length;
      }
      expect({ name, at }).toEqual({ name, at: frame.length });
      expect(inspect(frame.slice(0, -1), { epoch: 0, day: 0 }).fault).not.toBeNull();
      const ofEpoch7 = Uint8Array.from(frame, (byte, i) => (i === 0 ? byte | 7 : byte));
      expect(inspect(ofEpoch7, { epoch: 0, day: 0 }).fault).not.toBeNull();
    }
  });
});

describe('a private frame', () => {
  const pair = (own: number, other: number) => {
    const [one, two] = [made.people[own]!, made.people[other]!];
    const keys = boxKeys(two.secret, made.community).key;
    const bytes = [toHex(one.secret), one.id, toHex(keys), two.id].join('');
    return Uint8Array.from(bytes.match(/../g)!, (hex) => Number.parseInt(hex, 16));
  };
  const at = { epoch: 0, day: 0 };

  test('is explained to both of the pair, byte by byte, with the number of the message', () => {
    const { community } = made;
    for (const { name, frame } of made.unsealed.filter(({ kind }) => kind === 'private'))
      for (const keys of [pair(1, 2), pair(2, 1)]) {
        const { lines, fault } = inspect(frame, { ...at, community, pair: keys });
        expect({ name, fault }).toEqual({ name, fault: null });
        let offset = 0;
        for (const line of lines) {
          expect({ name, field: line.field, offset: line.offset }).toEqual({ name, field: line.field, offset });
          offset += line.length;
        }
        expect(offset).toBe(frame.length);
        const of = name.includes('three later') ? 4 : 1;
        expect(lines.find(({ field }) => field === 'tag')!.words).toContain(`message ${of} `);
      }
    const short = made.unsealed.find(({ name }) => name === 'private')!.frame;
    const { lines } = inspect(short, { ...at, community, pair: pair(2, 1) });
    expect(lines.find(({ field }) => field === 'text')!.words).toBe('"the key lies under the flower pot"');
  });

  test('stays shut without keys, to a third, and with a changed byte, and says why', () => {
    const { community } = made;
    const { frame } = made.unsealed.find(({ name }) => name === 'private')!;
    expect(inspect(frame, at).fault!.why).toContain('--pair');
    expect(inspect(frame, { ...at, pair: pair(1, 2) }).fault!.why).toContain('--community');
    expect(inspect(frame, { ...at, community, pair: pair(3, 2) }).fault!.why).toContain('this pair did not seal it');
    expect(inspect(frame, { ...at, community, pair: pair(1, 2), counter: 2 }).fault).not.toBeNull();
    const damaged = Uint8Array.from(frame, (byte, i) => (i === 30 ? byte ^ 1 : byte));
    expect(inspect(damaged, { ...at, community, pair: pair(1, 2) }).fault).not.toBeNull();
  });

  test('that is sealed rightly and padded wrongly is told apart, with the byte', () => {
    const { community, people } = made;
    const [one, two] = [people[1]!, people[2]!];
    const box = (secret: Uint8Array) => boxKeys(secret, community);
    const keys = pairOf(
      community,
      { id: one.id, secret: box(one.secret).secret },
      { id: two.id, key: box(two.secret).key },
    )!;
    const plaintext = Uint8Array.from({ length: 53 }, (_, i) => [0, 0x41, 0x42][i] ?? 0);
    const frame = sealPrivate(keys, plaintext, { epoch: 0, day: 0, counter: 1 });
    expect(inspect(frame, { ...at, community, pair: pair(2, 1) }).fault).toMatchObject({
      field: 'padding',
      atByte: 13,
    });
  });
});

describe('a call in clear', () => {
  test('to another community is told apart where the own one is given', () => {
    const { frame } = made.unsealed.find(({ kind }) => kind === 'emergency')!;
    const at = { epoch: 0, day: 0 };
    expect(inspect(frame, { ...at, community: made.community }).fault).toBeNull();
    const other = Uint8Array.from(made.community, (byte, i) => (i === 3 ? byte ^ 1 : byte));
    expect(inspect(frame, { ...at, community: other }).fault).toMatchObject({ field: 'community', atByte: 1 });
  });
});

describe('a proof of a fork', () => {
  const order = 'two different records, the lesser first';
  const proof = (name: string): Uint8Array => made.specimens.find((one) => one.name === name)!.plaintext;
  const why = (plaintext: Uint8Array) =>
    explainPlaintext('extension', plaintext, standIn({ community: made.community })).fault?.why;

  test('of two records of one minute that hold names is not called out of order by whoever does not know the names', () => {
    expect(why(proof('fork of two transfers of one minute'))).toBeUndefined();
  });

  test('is called out of order where no name decides it, or where both are the same', () => {
    const limits = proof('fork of two limits');
    // sort 1, author 1, number 1, type 1, then two times of 2 bytes each.
    const swapped = Uint8Array.from(limits);
    swapped.set(limits.slice(6, 8), 4);
    swapped.set(limits.slice(4, 6), 6);
    expect(why(swapped)).toBe(order);
    const transfers = proof('fork of two transfers of one minute');
    const body = (transfers.length - 48 - 8 - 1) / 2;
    const twice = Uint8Array.from(transfers);
    twice.set(transfers.slice(9, 9 + body), 9 + body);
    expect(why(twice)).toBe(order);
  });
});

describe('folkmoot inspect', () => {
  const sos = () => made.specimens.find(({ name }) => name === 'sos')!;
  const secret = () => ['--secret', toHex(made.secrets.frameSecret), '--community', made.secrets.community];

  test('reads a frame from the line, from a file and from standard input, and says it in words', () => {
    const hex = toHex(sealFrame(made.ring, 'single', sos().plaintext));
    const onLine = run([hex, ...secret()]);
    expect(onLine).toMatchObject({ status: 0, stderr: '' });
    expect(onLine.stdout).toContain('second floor, stairs have fallen');
    expect(onLine.stdout).toContain('member 5');
    const file = join(folder, 'frame.bin');
    writeFileSync(file, Buffer.from(hex, 'hex'));
    expect(run([file, ...secret()]).stdout).toBe(onLine.stdout);
    expect(run(['-', ...secret()], `${hex.slice(0, 20)}\n${hex.slice(20)}\n`).stdout).toBe(onLine.stdout);
  });

  test('of a bad one answers 1, with the byte, the field and the reason', () => {
    const bad = Uint8Array.from(sos().plaintext);
    bad.set([0x80, 0], 2); // the record's number, with a needless zero digit
    const answer = run([toHex(bad), '--plaintext', 'single', '--json']);
    expect(answer.status).toBe(1);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      ok: false,
      fault: { field: 'seq', atByte: 2, why: 'a number with needless zero digits' },
    });
    const damaged = sealFrame(made.ring, 'single', sos().plaintext);
    damaged[40]! ^= 1;
    const refused = run([toHex(damaged), ...secret()]);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('BAD at byte 1, field "tag"');
  });

  test('that is asked wrongly answers 2', () => {
    expect(run([]).status).toBe(2);
    expect(run(['no such file']).status).toBe(2);
    expect(run(['00', '--secret', '12']).status).toBe(2);
    expect(run(['00', '--plaintext', 'poem']).status).toBe(2);
  });

  test('is among the commands', () => {
    expect(execFileSync(process.execPath, [...MAIN.slice(0, 3), '--help'], { encoding: 'utf8' })).toContain('inspect');
  });
});
