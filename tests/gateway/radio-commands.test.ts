// The radio commands as a person runs them: whole processes, on virtual radios over TCP.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { radioChannelKey } from '#protocol/node/radio-channel.ts';
import { channelLink, readInvite } from '#gateway/cli/radio-key.ts';
import { serveVirtualRadios, type VirtualRadios } from '#gateway/embedded/virtual-radios.ts';

const TOP = new URL('../..', import.meta.url).pathname;
const RECORDINGS = join(TOP, 'tests/recordings/firmware-2.7.26');
const MINUTE_MS = 60_000;

type Run = { readonly code: number; readonly out: string; readonly err: string };
/** No terminal: whoever has to be asked gets a clear refusal instead. */
function folkmoot(...words: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', join(TOP, 'gateway/cli/main.ts'), ...words];
    const child = execFile(process.execPath, args, { cwd: TOP, maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
    child.stdin?.end();
  });
}

let served: VirtualRadios;
let folder: string;
const address = (at: number): string => `tcp:127.0.0.1:${served.radios[at]!.port}`;
const lora = (at: number) => served.hosts[at]!.memory().config.lora;
const channel = (at: number) => served.hosts[at]!.memory().channels[1]!.settings;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'folkmoot-radio-'));
  served = await serveVirtualRadios({ count: 2, portBase: 0, region: 'US', preset: 'LONG_FAST' });
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

describe('folkmoot radio', () => {
  it(
    'info tells what a radio is, and no key',
    async () => {
      const { code, out } = await folkmoot('radio', 'info', '--radio', address(0), '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ node: '!f01c0001', region: 'US', preset: 'LONG_FAST', transmits: true });
      expect(out).not.toContain('psk');
    },
    MINUTE_MS,
  );

  it(
    'provision shows another region, and writes nothing until that is agreed by name',
    async () => {
      const words = ['radio', 'provision', '--profile', 'household', '--region', 'EU_868', '--radio', address(0)];
      const asked = await folkmoot(...words);
      expect([asked.code, asked.err]).toEqual([64, expect.stringContaining('nobody to ask')]);
      const refused = await folkmoot(...words, '--yes');
      expect(refused.code).toBe(64);
      expect(refused.err).toContain('lora.region: US -> EU_868');
      expect(refused.err).toContain('Another region is another frequency and another law');
      expect(lora(0).region).toBe(1);

      const save = join(folder, 'before.settings');
      const agreed = ['--yes', '--agree', 'lora.region', '--save', save, '--name', 'Mill Hill 3', '--json'];
      const done = await folkmoot(...words, ...agreed);
      expect([done.code, done.err.includes('settings are as wanted')]).toEqual([0, true]);
      expect(JSON.parse(done.out)).toMatchObject({ ok: true, written: true, saved: save });
      expect(lora(0)).toMatchObject({ region: 3, modemPreset: 4 });
      expect(channel(0)).toMatchObject({ name: 'Folkmoot' });
      expect(channel(0)?.psk).toHaveLength(32);
      const again = await folkmoot(...words, '--yes', '--name', 'Mill Hill 3');
      expect([again.code, again.err.includes('Nothing differs')]).toEqual([0, true]);

      const other = await folkmoot('radio', 'restore', save, '--radio', address(1), '--yes');
      expect([other.code, other.err.includes('another radio')]).toEqual([76, true]);
      const over = await folkmoot('radio', 'restore', save, '--radio', address(0), '--yes', '--save', save);
      expect([over.code, over.err.includes('is there already')]).toEqual([73, true]);
      const back = await folkmoot('radio', 'restore', save, '--radio', address(0), '--yes', '--save', `${save}.2`);
      expect([back.code, lora(0).region, channel(0)?.name]).toEqual([0, 1, '']);
    },
    3 * MINUTE_MS,
  );

  it(
    "channel takes the community's key from an invitation, and prints a link that gives the same key",
    async () => {
      const community = 'cd'.repeat(32);
      const text = encodeInvitation({ community, frameSecret: new Uint8Array(32), epoch: 0, day: 9 });
      const save = join(folder, 'channel.settings');
      const words = ['radio', 'channel', '--radio', address(1)];
      const none = await folkmoot(...words, '--link');
      expect([none.code, none.err.includes('no channel "Folkmoot"')]).toEqual([76, true]);
      const taken = await folkmoot(...words, '--from-invite', text, '--yes', '--save', save);
      expect(taken.code).toBe(0);
      expect(channel(1)?.psk).toEqual(radioChannelKey(community));
      const { out } = await folkmoot(...words, '--link');
      expect(readInvite(out)).toEqual({ ok: true, value: { name: 'Folkmoot', key: radioChannelKey(community) } });
      const wrong = await folkmoot(...words, '--from-invite', 'hello');
      expect([wrong.code, wrong.err.includes('has no part that begins with')]).toEqual([1, true]);
    },
    2 * MINUTE_MS,
  );

  it.each(['garbage-cut-reconnect', 'unicast-refused', 'future-fields'])(
    'replay --json prints exactly the entries of %s, one a line',
    async (name) => {
      const { code, out, err } = await folkmoot('radio', 'replay', join(RECORDINGS, `${name}.jsonl`), '--json');
      const expected = JSON.parse(readFileSync(join(RECORDINGS, `${name}.expected.json`), 'utf8')) as {
        readonly connections: readonly { readonly from: readonly unknown[] }[];
      };
      const lines = out.trimEnd().split('\n');
      expect(code).toBe(0);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
        expected.connections.flatMap(({ from }) => from),
      );
      expect(err).toContain('connection 1:');
    },
    MINUTE_MS,
  );

  it(
    'says what is wrong with a file, an address, a port',
    async () => {
      const cases: readonly (readonly [readonly string[], number, string])[] = [
        [['radio', 'replay', join(TOP, 'README.md')], 65, 'line 1'],
        [['radio', 'restore', join(TOP, 'README.md')], 65, 'holds no settings'],
        [['radio', 'info', '--radio', 'ttyUSB0'], 64, 'is no radio address'],
        [['radio', 'info', '--radio', 'serial:/dev/nothing-here'], 68, 'There is no port'],
        [['radio', 'info', '--radio', 'tcp:127.0.0.1:1'], 68, 'Nothing listens'],
        [['radio', 'virtual', '--port', String(served.radios[0]!.port)], 69, 'in use already'],
        [['radio', 'provision', '--profile', 'castle', '--radio', address(1)], 64, 'no profile "castle"'],
      ];
      for (const [words, code, says] of cases) {
        const run = await folkmoot(...words);
        expect([words.join(' '), run.code]).toEqual([words.join(' '), code]);
        expect(run.err).toContain(says);
      }
    },
    2 * MINUTE_MS,
  );

  it(
    'the doctor looks at the radio, too: well here, a GPS there',
    async () => {
      const well = await folkmoot('doctor', '--data', folder, '--radio', address(1), '--json');
      const { findings } = JSON.parse(well.out) as { findings: readonly { name: string; found: string }[] };
      expect([well.code, findings.filter(({ name }) => name === 'radio').map(({ found }) => found)]).toEqual([
        0,
        expect.arrayContaining([expect.stringContaining('!f01c0002'), 'Nothing is wrong with the radio.']),
      ]);
      const gps = createServer((socket) => {
        const timer = setInterval(() => socket.write('$GPGGA,123519,4807.038,N,01131.000,E,1,08\r\n'), 200);
        socket.on('close', () => clearInterval(timer)).on('error', () => undefined);
      });
      await new Promise<void>((resolve) => gps.listen(0, '127.0.0.1', resolve));
      const { port } = gps.address() as { port: number };
      const ill = await folkmoot('doctor', '--data', folder, '--radio', `tcp:127.0.0.1:${port}`);
      gps.close();
      expect(ill.out).toContain('not as a Meshtastic radio: perhaps a modem, a GPS receiver');
    },
    2 * MINUTE_MS,
  );
});

describe('a channel link', () => {
  it('is read back, with add=true at either end, and refused when it holds no private key', () => {
    const psk = new Uint8Array(32).fill(3);
    const link = channelLink({ name: 'Valley', psk });
    expect(readInvite(link)).toEqual({ ok: true, value: { name: 'Valley', key: psk } });
    expect(readInvite(`${link.replace('?add=true', '')}?add=true`)).toMatchObject({ ok: true });
    expect(readInvite('https://meshtastic.org/e/#CgMSAQESBggBQANIAQ')).toMatchObject({ ok: false });
    expect(readInvite('https://meshtastic.org/e/#!!!')).toMatchObject({ ok: false });
  });
});
