// What is no world, and what is no trace: through the command line, in words and with the right exit code.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { folkmoot } from './commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-worlds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LEAST = {
  format: 'folkmoot world 1',
  name: 'least',
  hours: 0.1,
  radios: [{ name: 'r', x: 0, y: 0 }],
  people: [{ name: 'p', household: 1, holds: 'r' }],
  script: [],
};

describe('folkmoot sim', () => {
  it.each<[string, string, RegExp]>([
    ['words that it does not know', JSON.stringify({ ...LEAST, lenght: 3 }), /lenght: this word is not known here/],
    [
      'a billion nodes',
      JSON.stringify({ ...LEAST, radios: [{ name: 'r #', count: 1_000_000_000, x: 0, y: 0 }] }),
      /radios\.0\.count: at most 2000 of them/,
    ],
    [
      'no node and an impossible link',
      JSON.stringify({ ...LEAST, radios: [], links: [{ between: ['r', 'r'], lossDb: -1 }] }),
      /links\.0\.lossDb: at least 0 decibels[^]*radios: at least one radio|radios: at least one radio[^]*lossDb: at least 0/,
    ],
    ['half a file', JSON.stringify(LEAST).slice(0, 60), /A world file is JSON/],
  ])('refuses %s with 65, and says where', async (_what, input, words) => {
    const { code, err } = await folkmoot(['sim', 'run', '-'], { input });
    expect(err).toMatch(words);
    expect(err).toContain('sim/worlds/README.md');
    expect(code).toBe(65);
  });

  it('refuses a town that no memory holds', async () => {
    const town = {
      ...LEAST,
      founding: 'settled',
      radios: [{ name: 'r #', count: 2000, x: 0, y: 0 }],
      people: [{ name: 'p #', count: 1000, household: 1, at: 'r 1' }],
    };
    const { code, err } = await folkmoot(['sim', 'run', '-'], { input: JSON.stringify(town) });
    expect(err).toMatch(/1000 people with 1000 phones and 2000 sites[^]*are 3000000: at most 250000/);
    expect(code).toBe(65);
  });

  it('reads no more of a file than a world may be', async () => {
    const large = join(folder, 'large.world.json');
    writeFileSync(large, '');
    truncateSync(large, 2 ** 33); // 8 GiB of nothing, which takes no room on the disk
    const { code, err } = await folkmoot(['sim', 'run', large]);
    expect(err).toMatch(/more than 32 MiB, which is more than a world file/);
    expect(code).toBe(65);
    const piped = await folkmoot(['sim', 'run', '-'], { input: ' '.repeat(33 * 2 ** 20) });
    expect(piped.err).toMatch(/more than 32 MiB/);
    expect(piped.code).toBe(65);
  });

  it('ends with 1 where a world does not keep what it promises, and says what it measured', async () => {
    const broken = { ...LEAST, expect: [{ number: 'Silence.', measure: 'states', is: 7 }] };
    const { code, out } = await folkmoot(['sim', 'run', '-', '--json'], { input: JSON.stringify(broken) });
    expect(out).toMatch(/NOT KEPT +Silence\. 1 \(promised: 7\)/);
    expect(code).toBe(1);
  });

  it('names the line at which a trace was cut off', async () => {
    const trace = join(folder, 'trace.jsonl');
    writeFileSync(trace, '{"e":"world","format":"folkmoot trace 1","name":"x"}\n{"e":"sam');
    const { code, err } = await folkmoot(['sim', 'report', trace, '--out', join(folder, 'page.html')]);
    expect(err).toMatch(/line 2 cannot be read: was the trace cut off/);
    expect(code).toBe(65);
  });
});
