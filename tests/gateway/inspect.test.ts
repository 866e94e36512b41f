import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { sealFrame } from '#protocol/wire/frame.ts';
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
