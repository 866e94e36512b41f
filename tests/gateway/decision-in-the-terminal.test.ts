// One decision from the proposal to the wall, told in the terminal: real commands, real gateways, a cut in the middle.
//
// The community begins in this process, with the code of the commands; the story itself is processes only.

import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exchange, linkUrl } from '#gateway/member/gateway-link.ts';
import { moveIn, openMe, type Me } from '#gateway/member/me.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Act } from '#protocol/node/module.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { found, join as ask } from '#modules/roster/founding.ts';
import { readJoinRequest } from '#modules/roster/joining.ts';
import { folkmoot, inFolder } from './commands.ts';
import { cleanUp, fingerprintOf, freshFolder, portOf, startGatewayProcess, type Process } from './processes.ts';
import { scanned } from './scanned.ts';

afterEach(cleanUp);

const HOUR_MS = 3_600_000;
const WAIT_MS = 60_000;
const entropy = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

function must<T>(result: { ok: true; value: T } | { ok: false; error: { why: string } }): T {
  if (!result.ok) throw new Error(result.error.why);
  return result.value;
}

async function act(me: Me, what: Act): Promise<void> {
  const acted = await me.act(what);
  if (!acted.ok) throw new Error(acted.refusal.why);
}

type Folders = readonly [string, string, string, string];

/** Four people of four houses become members at one gateway; answers their folders. */
async function community(address: (invitation: string) => Promise<string>): Promise<Folders> {
  const folders: Folders = [freshFolder(), freshFolder(), freshFolder(), freshFolder()];
  const founding = must(found('Two Hills', { name: 'Ana', household: 1 }, entropy, Date.now()));
  const ana = await moveIn(folders[0], founding.device, undefined, [founding.first]);
  await act(ana, founding.then);
  const invitation = encodeInvitation(founding.device.secrets);
  const url = linkUrl(await address(invitation));
  const all = [ana];
  for (const [i, name] of ['Ben', 'Cy', 'Dee'].entries()) {
    const device = must(ask(invitation, { name, household: i + 2 }, entropy));
    all.push(await moveIn(folders[i + 1]!, device, undefined));
    await act(ana, { module: 'roster', name: 'admit', args: must(readJoinRequest(device.joinRequest)) });
  }
  await act(ana, { module: 'roster', name: 'checkpoint', args: {} });
  for (const me of [ana, ...all.slice(1), ana])
    expect(await exchange(me, url, WAIT_MS)).toEqual({ reached: true, given: true, caughtUp: true });
  for (const me of all) await me.close();
  return folders;
}

async function holds(folder: string, record: RecordId): Promise<boolean> {
  const me = await openMe(folder);
  const held = me.node.records.get(record) !== undefined;
  await me.close();
  return held;
}

/** What a command does, in this process: takes the news, says something, gives it. The clock is ahead. */
async function briefly(folder: string, address: string, laterMs: number, what?: Act): Promise<void> {
  const now = Date.now;
  const ahead = vi.spyOn(Date, 'now').mockImplementation(() => now() + laterMs);
  const me = await openMe(folder);
  ahead.mockRestore();
  const giveAndTake = async (): Promise<void> =>
    expect(await exchange(me, linkUrl(address), WAIT_MS)).toMatchObject({ reached: true, given: true });
  await giveAndTake();
  if (what) await act(me, what).then(giveAndTake);
  await me.close();
}

describe('a decision in the terminal', () => {
  it('is proposed on one hill, spoken on while the hills are parted, bound after the heal, and proven to a stranger', async () => {
    const [eastData, westData] = [freshFolder(), freshFolder()];
    let invited = '';
    let east: Process | undefined;
    const [ana, ben, cy, dee] = await community(async (invitation) => {
      invited = invitation;
      east = startGatewayProcess(['--data', eastData, '--port', '0', '--invitation', invitation]);
      return `127.0.0.1:${await portOf(east)}`;
    });
    const eastern = `127.0.0.1:${await portOf(east!)}`;
    const peer = `ws://${eastern}#${await fingerprintOf(east!)}`;
    const startWest = async (...more: string[]): Promise<[Process, string]> => {
      const west = startGatewayProcess(['--data', westData, '--port', '0', '--invitation', invited, ...more]);
      return [west, `127.0.0.1:${await portOf(west)}`];
    };
    let [west, western] = await startWest('--peer', peer);
    writeFileSync(join(eastData, 'peers.txt'), `${await fingerprintOf(west)}  the gateway on the western hill\n`);
    await east!.until(/Gateway [0-9a-f]{32} is connected/);

    // Ana proposes on the eastern hill, and Cy and Dee hear of it on the western one.
    const title = 'Open the school as a shelter';
    const proposed = await inFolder(ana)(
      ...['governance', 'propose', '--title', title, '--text', 'Stove and blankets from the hall.'],
      ...['--kind', 'ordinary', '--method', 'consent', '--period-hours', '1', '--gateway', eastern],
    );
    const [proposal] = (proposed.json() as { records: readonly RecordId[] }).records;
    const name = proposal!.slice(0, 8);
    for (const folder of [cy, dee]) while (!(await holds(folder, proposal!))) await briefly(folder, western, 0);

    // The hills are parted. Both sides say what they think; neither can decide.
    await west.kill('SIGTERM');
    [west, western] = await startWest();
    const cast: Act = { module: 'governance', name: 'cast', args: { proposal, says: 'for' } };
    const saysFor = ['governance', 'cast', '--proposal', name, '--says', 'for'];
    await Promise.all([
      inFolder(ana)(...saysFor, '--gateway', eastern).then(() => briefly(ben, eastern, 0, cast)),
      inFolder(cy)(...saysFor, '--gateway', western).then(() => briefly(dee, western, 0, cast)),
    ]);
    const [laterMs, bindsIt] = [2 * HOUR_MS, ['governance', 'bind', '--proposal', name, '--choice', 'yes']];
    const alone = await folkmoot([...bindsIt, '--folder', ana, '--json', '--gateway', eastern], { laterMs });
    expect(alone).toMatchObject({ code: 3 });
    expect(alone.json()).toMatchObject({ ok: false, rule: 'bind-needs-quorum' });

    // The heal: each device fetches what the other hill said, and says that the period is over.
    await west.kill('SIGTERM');
    [west, western] = await startWest('--peer', peer);
    await west.until(/Gateway [0-9a-f]{32} is connected/);
    const places = [
      [ana, eastern],
      [cy, western],
      [ben, eastern],
      [dee, western],
    ] as const;
    for (let round = 0; round < 2; round++) for (const [folder, where] of places) await briefly(folder, where, laterMs);
    await inFolder(cy, { laterMs })(...bindsIt, '--gateway', western);
    const bind: Act = { module: 'governance', name: 'bind', args: { proposal, choice: 'yes' } };
    await briefly(ben, eastern, laterMs, bind);
    await inFolder(ana, { laterMs })(...bindsIt, '--gateway', eastern);

    // The proof: a file, codes, a page for the wall. On both hills the same decision.
    const desk = freshFolder();
    const [file, code, page] = ['decision.proof', 'decision.svg', 'decision.html'].map((one) => join(desk, one));
    const files = ['--out', file!, '--qr', code!, '--print', page!];
    const written = await inFolder(ana, { laterMs })('governance', 'certificate', name, ...files);
    expect(written.json()).toMatchObject({ ok: true, proposal, outcome: 'passed' });
    expect(readFileSync(page!, 'utf8')).toContain(title);

    // A stranger's machine, which knows the community's id and nothing else.
    const stranger = { env: { HOME: freshFolder() } };
    const svgs = (written.json() as { files: readonly string[] }).files.filter((one) => one.endsWith('.svg'));
    const texts = svgs.map((one) => scanned(readFileSync(one, 'utf8'))).reverse();
    const [fromFile, fromPaper] = await Promise.all([
      folkmoot(['verify', file!, '--community', invited, '--json'], stranger),
      folkmoot(['verify', '-', '--community', invited], { ...stranger, input: texts.join('\n') }),
    ]);
    expect(fromFile.json()).toMatchObject({
      ok: true,
      proposal,
      outcome: 'passed',
      members: 4,
      community: 'Two Hills',
    });
    expect(fromPaper).toMatchObject({ code: 0, err: '' });
    expect(fromPaper.out).toContain(`Proven: Two Hills decided on "${title}" (${name}): PASSED, for good.`);

    const forged = readFileSync(file!);
    forged[forged.length - 60]! ^= 1;
    writeFileSync(join(desk, 'forged.proof'), forged);
    const notProven = await folkmoot(['verify', join(desk, 'forged.proof'), '--community', invited], stranger);
    expect(notProven).toMatchObject({ code: 1, out: '', err: expect.stringContaining('not proven') as string });
  }, 300_000);
});
