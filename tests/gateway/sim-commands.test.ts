// The commands of `folkmoot sim` as processes: what they print for programs, how they end, and what they say to files
// that are none of theirs.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folkmoot } from './commands.ts';
import { LITTLE_LANE } from './little-lane.ts';

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

const LANE = { ...LITTLE_LANE, hours: 0.1 };
const PLACES = {
  format: 'folkmoot world 1',
  name: 'two roofs',
  hours: 0.05,
  radios: [
    { name: 'a', x: 0, y: 0 },
    { name: 'b', x: 500, y: 0 },
  ],
  people: [
    { name: 'p', household: 1, holds: 'a' },
    { name: 'q', household: 2, holds: 'b' },
  ],
  script: [],
};
beforeAll(() => {
  writeFileSync(at('lane.world.json'), JSON.stringify(LANE));
  writeFileSync(at('places.world.json'), JSON.stringify(PLACES));
});
const sim = (...words: readonly string[]) => folkmoot(['sim', ...words]);

describe('every command of sim', () => {
  it('is listed with what it is for, and tells its options and exit codes', async () => {
    const all = (await sim('--help')).out;
    const names = ['run', 'serve', 'campaign', 'replay', 'shrink', 'from-log', 'report', 'plan'];
    for (const name of names) expect(all).toMatch(new RegExp(`^  ${name} `, 'm'));
    const helps = await Promise.all(['serve', 'from-log'].map((name) => sim(name, '--help')));
    for (const { code, out } of helps) expect([code, out]).toEqual([0, expect.stringContaining('Exit codes: 0')]);
  }, 60_000);

  it.each<[string, readonly string[], number, RegExp]>([
    ['a file that is not there', ['run', 'nowhere.json'], 65, /nowhere\.json: There is no such file/],
    ['a recording that is none', ['from-log', at('lane.world.json'), '--invitation', 'fm1x'], 64, /--invitation: /],
    ['a port that is none', ['serve', at('lane.world.json'), '--port', '70000'], 64, /whole number from 0 to 65000/],
    [
      'a radio that nobody has',
      ['serve', at('lane.world.json'), '--beside', 'x'],
      64,
      /no radio of this world .*roof 1/s,
    ],
    ['a person that nobody is', ['serve', at('lane.world.json'), '--as', 'Zoe'], 64, /nobody in this world .*house 1/s],
    ['a plan without places', ['plan', at('lane.world.json')], 65, /gives links and not places/],
    ['a save without an hour', ['run', at('lane.world.json'), '--save', at('s')], 64, /--save and --at go together/],
    ['a world where a save is asked for', ['run', at('lane.world.json'), '--resume'], 65, /is no saved world/],
    ['a trace to nowhere', ['run', at('lane.world.json'), '--trace', at('no/where')], 73, /cannot be written/],
  ])(
    'says in words what is wrong with %s',
    async (_what, words, exitCode, said) => {
      const { code, err } = await sim(...words);
      expect(err).toMatch(said);
      expect(code).toBe(exitCode);
    },
    30_000,
  );
});

describe('a world', () => {
  it('is run, traced and reported; saved half-way, it resumes to the very same end', async () => {
    const [whole, half] = await Promise.all([
      sim('run', at('lane.world.json'), '--json', '--trace', at('t.ndjson'), '--report', at('t.html')),
      sim('run', at('lane.world.json'), '--json', '--save', at('half.json'), '--at', '0.041'),
    ]);
    expect([whole.code, half.code, whole.err, half.err]).toEqual([0, 0, '', '']);
    const end = whole.json() as { readonly traceDigest: string; readonly hours: number };
    expect(end).toMatchObject({ world: 'Little lane', hours: 0.1, failures: [] });
    expect(readFileSync(at('t.html'), 'utf8')).toContain(end.traceDigest);

    const saved = readFileSync(at('half.json'), 'utf8');
    writeFileSync(at('other.json'), saved.replace(/"traceDigest":"[0-9a-f]{4}/, '"traceDigest":"beef'));
    const [resumed, elsewhere] = await Promise.all([
      sim('run', at('half.json'), '--resume', '--json'),
      sim('run', at('other.json'), '--resume'),
    ]);
    expect(resumed.json()).toMatchObject({ traceDigest: end.traceDigest });
    expect(resumed.out).not.toContain('governance.propose: done'); // told by the first half
    expect(elsewhere.err).toMatch(/played again to hour 0\.041, this world stands elsewhere/);
    expect(elsewhere.code).toBe(65);
  }, 60_000);

  it('has its pictures written, as SVG anywhere and as PNG where a Chromium is', async () => {
    await sim('run', at('places.world.json'), '--trace', at('p.ndjson'));
    const [svg, png] = await Promise.all([
      sim('report', at('p.ndjson'), '--out', at('p.html'), '--svg', at('svg')),
      folkmoot(['sim', 'report', at('p.ndjson'), '--out', at('q.html'), '--png', at('png')], {
        env: { CHROMIUM: at('no-such-browser') },
      }),
    ]);
    expect(svg.code).toBe(0);
    for (const name of ['completeness', 'airtime', 'queue', 'states', 'who', 'map'])
      expect(readFileSync(at(`svg/${name}.svg`), 'utf8')).toMatch(/^<svg xmlns[^]*<\/svg>\n$/);
    expect(png.err).toMatch(/there is no such file[^]*Use --svg/);
    expect(png.code).toBe(68);
  }, 60_000);

  it('is planned: who is lost with which radio, and where one more would stand', async () => {
    const { code, json } = await sim('plan', at('places.world.json'), '--grid', '2', '--json');
    expect(code).toBe(0);
    expect(json()).toMatchObject({ quorum: expect.any(Number) as number, losses: [{}, {}] });
  }, 60_000);

  it('that breaks nothing passes its replay, and shrink leaves it as it is', async () => {
    const [replay, shrink] = await Promise.all([
      sim('replay', at('places.world.json'), '--json'),
      sim('shrink', at('places.world.json'), '--out', at('small.json')),
    ]);
    expect(replay.json()).toMatchObject({ passed: true, broken: null });
    expect([replay.code, shrink.code]).toEqual([0, 0]);
    expect(shrink.err).toContain('breaks nothing');
    expect(existsSync(at('small.json'))).toBe(false);
  }, 60_000);

  it('is not served on a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { readonly port: number };
    const { code, err } = await sim('serve', at('places.world.json'), '--port', String(port));
    server.close();
    expect(err).toMatch(/is in use already\.\n.*--port \(0 takes any that are free\)/);
    expect(code).toBe(69);
  }, 60_000);
});

describe('a campaign', () => {
  it('of one seed ends with its sums for programs', async () => {
    const words = ['campaign', '--seeds', '1', '--workers', '1', '--out', at('campaign'), '--json'];
    const first = await sim(...words);
    expect(first.json()).toMatchObject({ seeds: 1, passed: 1, failed: 0 });
    expect(first.code).toBe(0);
  }, 120_000);
});
