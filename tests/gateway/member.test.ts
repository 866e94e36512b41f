// A member at the command line: real processes, real folders, a real gateway between them.

import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { folkmoot, inFolder, type Said } from './commands.ts';
import { cleanUp, freshFolder, portOf, startGatewayProcess } from './processes.ts';

const silent: Server[] = [];
const waiting: Socket[] = [];
/** Each command is a process; on a busy machine each takes its time. */
const PATIENT = { timeout: 300_000 };

afterEach(async () => {
  for (const socket of waiting.splice(0)) socket.destroy();
  for (const server of silent.splice(0)) server.close();
  await cleanUp();
});

const found = (folder: string, ...more: string[]): Promise<Said> =>
  folkmoot(['member', 'found', 'Two Hills', '--name', 'Ana', '--house', '3', '--folder', folder, '--json', ...more]);

type Shown = { standing: string; joinRequest: string; records: number; stateHash: string; mustCatchUp: boolean };

const sos = ['emergency', 'sos', '--kind', 'medical', '--text', 'a broken leg', '--drill'];

/** Somebody at that address who takes the call and says nothing. */
async function silentPort(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    waiting.push(socket);
  });
  silent.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

describe('a member at the command line', PATIENT, () => {
  it('founds a community, lets another in, and both hold the same through a gateway', async () => {
    const [hers, his] = [freshFolder(), freshFolder()];
    expect((await found(hers, '--no-passphrase')).code).toBe(0);
    const [ana, ben] = [inFolder(hers), inFolder(his)];
    const { invitation } = (await ana('member', 'invite')).json() as { invitation: string };
    const gateway = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const address = `ws://127.0.0.1:${await portOf(gateway)}`;

    const [joined] = await Promise.all([
      ben('member', 'join', invitation, '--name', 'Ben', '--house', '4', '--no-passphrase'),
      ana('member', 'sync', '--gateway', address),
    ]);
    const { joinRequest } = joined.json() as Shown;
    expect((await ana('member', 'admit', joinRequest, '--gateway', address)).json()).toMatchObject({ given: true });
    await ben('member', 'sync', '--gateway', address);
    const [a, b] = [(await ana('member', 'show')).json() as Shown, (await ben('member', 'show')).json() as Shown];
    expect(b).toMatchObject({ standing: 'newcomer', joinRequest: null, records: a.records, stateHash: a.stateHash });
  });

  it('keeps what it says while no gateway answers, says so by exit code 4, and gives it later', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const kept = await folkmoot([...sos, '--folder', folder, '--json', '--gateway', '127.0.0.1:1', '--wait', '2']);
    expect(kept.code).toBe(4);
    expect(kept.json()).toMatchObject({ ok: true, given: false, records: [expect.stringMatching(/^[0-9a-f]{64}$/)] });

    const ana = inFolder(folder);
    const { invitation } = (await ana('member', 'invite')).json() as { invitation: string };
    const gateway = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const given = await ana('member', 'sync', '--gateway', `127.0.0.1:${await portOf(gateway)}`);
    expect(given.json()).toMatchObject({ reached: true, given: true });
  });

  it('calls for help at once, also where the address answers with silence', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const said = await folkmoot([
      ...sos,
      '--folder',
      folder,
      '--gateway',
      `127.0.0.1:${await silentPort()}`,
      '--wait',
      '1',
    ]);
    expect(said.code).toBe(4);
    expect(said.out).toMatch(/^Done: Call for help\. Its name: [0-9a-f]{8}\n$/);
    expect(said.err).toContain('Kept here');
  });
});

describe('keys and private words of a member', PATIENT, () => {
  it('a key is replaced, a second device speaks, a private message reaches one person, and all verify', async () => {
    const [hers, second, his] = [freshFolder(), freshFolder(), freshFolder()];
    expect((await found(hers, '--no-passphrase')).code).toBe(0);
    const [ana, laptop, ben] = [inFolder(hers), inFolder(second), inFolder(his)];
    const { invitation } = (await ana('member', 'invite')).json() as { invitation: string };
    const gateway = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const address = `ws://127.0.0.1:${await portOf(gateway)}`;
    const { joinRequest } = (
      await ben('member', 'join', invitation, '--name', 'Ben', '--house', '4', '--no-passphrase')
    ).json() as Shown;
    await ana('member', 'admit', joinRequest, '--gateway', address);

    const before = (await ana('member', 'key')).json() as { words: string[] };
    const rotated = (await ana('member', 'rotate', '--gateway', address)).json();
    expect(rotated).toMatchObject({ ok: true, keyVersion: 1, reachable: true, given: true });
    const after = (await ana('member', 'key')).json() as { words: string[] };
    expect(after.words).not.toEqual(before.words);

    const { member } = (await ana('member', 'show')).json() as { member: string };
    const made = (
      await laptop('member', 'device-new', invitation, '--of', member, '--label', 'laptop', '--no-passphrase')
    ).json() as { deviceRequest: string };
    const bent = await folkmoot([
      'member',
      'device-add',
      `${made.deviceRequest.slice(0, -9)}AAAAAAAAA`,
      '--folder',
      hers,
    ]);
    expect(bent.code).not.toBe(0);
    await ana('member', 'device-add', made.deviceRequest, '--gateway', address);
    await laptop('member', 'sync', '--gateway', address);
    await laptop(...sos, '--gateway', address);
    expect((await laptop('roster', 'devices')).json()).toMatchObject({
      shown: {
        member,
        devices: [
          { device: 0, keyVersion: 1, believed: true, isThis: false },
          { device: 1, label: 'laptop', keyVersion: 0, believed: true, isThis: true },
        ],
      },
    });
    const barred = await folkmoot(['economy', 'pay', '--payee', 'Ben', '--amount', '1', '--folder', second, '--json']);
    expect(barred.json()).toMatchObject({ ok: false, rule: 'account-device-only' });

    await ben('member', 'sync', '--gateway', address);
    const listening = ben('member', 'listen', '--gateway', address, '--wait', '60', '--count', '1');
    // It is kept by nobody, so it is written until somebody listens.
    let heard = false;
    const ended = listening.finally(() => (heard = true));
    while (!heard) {
      const written = (await ana('member', 'write', 'Ben', 'only for you', '--gateway', address)).json();
      expect(written).toMatchObject({ ok: true, given: true });
    }
    expect((await ended).json()).toMatchObject({ letters: [{ from: member, name: 'Ana', text: 'only for you' }] });

    await ana('roster', 'revoke', '--log', '1', '--gateway', address);
    expect((await ana('roster', 'devices')).json()).toMatchObject({ shown: { devices: [{}, { believed: false }] } });
    await ben('member', 'sync', '--gateway', address);
    const [a, b] = [(await ana('member', 'show')).json() as Shown, (await ben('member', 'show')).json() as Shown];
    expect(b).toMatchObject({ records: a.records, stateHash: a.stateHash });
  });

  it('a key that was kept and not said yet is dropped again, and one that was said is taken', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const file = join(folder, 'me.key');
    const ana = inFolder(folder);
    const { words } = (await ana('member', 'key')).json() as { words: string[] };
    // As after a power cut between keeping the next key and saying it.
    const kept = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...kept, nextKey: '11'.repeat(32) }));
    expect((await ana('member', 'key')).json()).toMatchObject({ words });
    expect(readFileSync(file, 'utf8')).not.toContain('nextKey');
    expect((await ana('roster', 'absent', '--state', 'away')).json()).toMatchObject({ ok: true });
  });
});

describe('files of a member', PATIENT, () => {
  it('are a warning for stations, the same read back, and everything about oneself; none is written over', async () => {
    const [folder, desk] = [freshFolder(), freshFolder()];
    await found(folder, '--no-passphrase');
    const ana = inFolder(folder);
    const warning = [
      '--kind',
      'fire',
      '--severity',
      'urgent',
      '--advice',
      'leave-now',
      '--hours',
      '3',
      '--text',
      'the mill',
    ];
    const { records } = (await ana('emergency', 'alert', ...warning)).json() as { records: readonly string[] };
    const [cap, all] = [join(desk, 'warning.xml'), join(desk, 'me.json')];
    await ana('emergency', 'cap-export', records[0]!.slice(0, 8), '--out', cap);
    const read = (await ana('emergency', 'cap-import', cap)).json();
    expect(read).toMatchObject({ said: false, args: { kind: 'fire', severity: 'urgent', advice: 'leave-now' } });
    expect((await ana('emergency', 'cap-import', cap, '--say')).json()).toMatchObject({
      records: [expect.any(String)],
    });
    await ana('member', 'export', all);
    const everything = JSON.parse(readFileSync(all, 'utf8')) as { writtenByMe: readonly { kind: string }[] };
    expect(everything.writtenByMe.map(({ kind }) => kind)).toEqual(['profile', 'alert', 'alert']);
    const again = await folkmoot(['member', 'export', all, '--folder', folder]);
    expect(again).toMatchObject({ code: 73, err: expect.stringContaining('is there already') as string });
  });
});

describe('what a member takes back', PATIENT, () => {
  it('is listed, gone from the disk and from one’s own export, and refused in words where it stays', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const ana = inFolder(folder);
    const secret = 'behind the red door';
    await ana('emergency', 'check-in', '--condition', 'safe', '--text', secret);
    type Listed = { readonly own: readonly { record: string; kind: string; words: string; now: boolean }[] };
    const listed = (await ana('member', 'erase')).json() as Listed;
    expect(listed.own).toMatchObject([{ kind: 'check-in', words: secret, now: true }]);
    const filesWith = (): number =>
      readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(secret)).length;
    expect(filesWith()).toBeGreaterThan(0);
    expect((await ana('member', 'erase', listed.own[0]!.record)).json()).toMatchObject({ ok: true });
    expect(filesWith()).toBe(0);
    await ana('member', 'export', join(folder, 'all.json'));
    const { writtenByMe } = JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) as {
      readonly writtenByMe: readonly { record: string; kind: string; takenBack: boolean }[];
    };
    expect(writtenByMe.map(({ kind, takenBack }) => [kind, takenBack])).toEqual([
      ['profile', false],
      ['check-in', true],
      ['erasing word', false],
    ]);
    const profile = await folkmoot(['member', 'erase', writtenByMe[0]!.record, '--folder', folder, '--json']);
    expect(profile).toMatchObject({ code: 3, out: expect.stringContaining('"rule":"erase-lasting"') as string });
  });
});

describe('the folder of a member', PATIENT, () => {
  it('keeps the key under a passphrase, which is needed and must be the right one', async () => {
    const folder = freshFolder();
    const env = { FOLKMOOT_PASSPHRASE: 'four words apart' };
    const args = ['member', 'found', 'Hill', '--name', 'Ana', '--house', '3', '--folder', folder];
    expect((await folkmoot(args, { env: { FOLKMOOT_PASSPHRASE: 'short' } })).code).toBe(77);
    expect((await folkmoot(args, { env })).code).toBe(0);
    expect(readFileSync(join(folder, 'me.key')).subarray(0, 4).toString()).toBe('fmv1');
    const show = ['member', 'show', '--folder', folder];
    const without = await folkmoot(show);
    const wrong = await folkmoot(show, { env: { FOLKMOOT_PASSPHRASE: 'four words together' } });
    const right = await folkmoot(show, { env });
    expect(without).toMatchObject({ code: 77, err: expect.stringContaining('there is nobody to ask') as string });
    expect(wrong).toMatchObject({ code: 77, err: expect.stringContaining('does not open') as string });
    expect(right.out).toContain('You: Ana of house 3');
  });

  it('is used by one command at a time; a second one says who has it, and changes nothing', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const port = await silentPort();
    const first = folkmoot(['member', 'sync', '--folder', folder, '--gateway', `127.0.0.1:${port}`, '--wait', '100']);
    await new Promise((resolve) => silent[0]!.once('connection', resolve));
    const second = await folkmoot([...sos, '--folder', folder]);
    expect(second).toMatchObject({ code: 69, out: '' });
    expect(second.err).toMatch(/Another command \(process \d+\) is using the folder/);
    for (const socket of waiting.splice(0)) socket.destroy();
    expect((await first).code).toBe(4);
  });

  it('that is an older copy, or was made from the words of a key, writes only after its log was fetched', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const ana = inFolder(folder);
    const copies = readdirSync(folder).filter((name) => name.startsWith('node.sqlite') && !name.endsWith('.mark'));
    const backup = freshFolder();
    for (const name of copies) copyFileSync(join(folder, name), join(backup, name));
    const { invitation } = (await ana('member', 'invite')).json() as { invitation: string };
    const { words } = (await ana('member', 'key')).json() as { words: readonly string[] };
    const gateway = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const address = `127.0.0.1:${await portOf(gateway)}`;
    await ana(...sos, '--gateway', address);
    const before = (await ana('member', 'show')).json() as Shown;

    for (const name of copies) rmSync(join(folder, name));
    for (const name of copies) copyFileSync(join(backup, name), join(folder, name));
    const elsewhere = freshFolder();
    const restore = ['member', 'restore', invitation, '--folder', elsewhere, '--no-passphrase', '--json'];
    const misspelt = await folkmoot(restore, { input: words.with(4, 'babab').join(' ') });
    expect(misspelt).toMatchObject({ code: 2, out: expect.stringMatching(/Word 5, \\?"babab/) as string });
    expect((await folkmoot(restore, { input: words.join(' ').toUpperCase() })).code).toBe(0);

    for (const place of [folder, elsewhere]) {
      const refused = await folkmoot([...sos, '--folder', place, '--json']);
      expect(refused).toMatchObject({ code: 3 });
      expect(refused.json()).toMatchObject({ ok: false, rule: 'log-caught-up' });
      const fetched = await inFolder(place)('member', 'sync', '--gateway', address);
      expect(fetched.json()).toMatchObject({ given: true, records: before.records });
    }
    await ana('emergency', 'call', '--kind', 'fire', '--drill', '--gateway', address);
    expect((await ana('member', 'show')).json() as Shown).toMatchObject({
      records: before.records + 1,
      mustCatchUp: false,
    });
  });

  it('that holds a key is not given a second one', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const before = readFileSync(join(folder, 'me.key'));
    expect(await found(folder, '--no-passphrase')).toMatchObject({ code: 2 });
    expect(readFileSync(join(folder, 'me.key'))).toEqual(before);
  });
});

describe('bad input to a member’s command', PATIENT, () => {
  it('ends with 2 or 3 and says what to write instead, before or after the folder is opened', async () => {
    const folder = freshFolder();
    await found(folder, '--no-passphrase');
    const ana = ['--folder', folder];
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['emergency', 'call', ...ana], 2, /required option '--kind <word>'/],
      [['emergency', 'call', '--kind', 'boredom', ...ana], 2, /"boredom" is none of the words[^]*medical, fire/],
      [['economy', 'pay', '--payee', 'Ana', '--amount', '12', ...ana], 3, /refused \(not-to-oneself\)/],
      [['member', 'sync', '--gateway', 'http://', ...ana], 2, /is no address of a gateway/],
      [['member', 'admit', 'fj1rubbish', ...ana], 3, /refused \(join-request-reads\)/],
      [['verify', join(folder, 'nothing'), '--community', 'a'.repeat(64)], 2, /cannot be read \(ENOENT\)/],
      [['verify', 'package.json', '--community', 'a'.repeat(64)], 1, /not proven/],
      [['verify', 'package.json', '--community', 'a'.repeat(16)], 2, /whole id is needed/],
      [['emergency', 'cap-import', 'package.json', ...ana], 3, /refused \(cap-file\): Line 1/],
      [['member', 'dance'], 2, /unknown command|too many arguments/],
      [['member', 'show', '--folder', join(folder, 'nowhere')], 77, /There is no member in/],
    ];
    for (const [words, code, sentence] of cases) {
      const said = await folkmoot(words);
      expect(said, words.join(' ')).toMatchObject({ code, out: '' });
      expect(said.err).toMatch(sentence);
    }
  });
});
