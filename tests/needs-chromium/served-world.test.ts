// A page in a running world (`folkmoot sim serve`): a real browser, behind a real gateway process whose radio is a
// virtual one beside a roof of the world, reached over TCP. Its people are on the page, and what is written on the page
// is in all of them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { inFolder } from '../gateway/commands.ts';
import { littleLaneFile, PROPOSED, simServe, type ServedProcess } from '../gateway/little-lane.ts';
import { fillMyself, open, startGateway, startPhones, type Gateway, type Phones } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'folkmoot-served-'));
let world: ServedProcess;
let gateway: Gateway;
let phones: Phones;
let eve: Page;

beforeAll(async () => {
  const lane = [littleLaneFile(folder), '--as', 'house 4', '--members', folder, '--beside', 'roof 2', '--port', '0'];
  [world, phones] = await Promise.all([simServe([...lane, '--speed', '8']), startPhones()]);
  const { radios, invitation } = world.ready;
  gateway = await startGateway(['--radio', radios[0]!.address, '--invitation', invitation]);
  eve = await phones.phone();
}, 180_000);

afterAll(async () => {
  await phones.stop();
  await gateway.stop();
  world.signal('SIGKILL');
  rmSync(folder, { recursive: true });
});

const hashOf = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'This phone', exact: true }).click();
  return page.locator('[data-hash]').innerText();
};
/** Whether everybody in the world holds what the page holds, and nothing else. */
const isOneWithWorld = async (): Promise<boolean> => {
  const states = (await world.state()).nodes.filter(({ off }) => off === undefined).map(({ stateHash }) => stateHash);
  return new Set([...states, await hashOf(eve)]).size === 1;
};
const withinMs = { timeout: 60_000, interval: 500 };

describe('a page behind a gateway in a running world', () => {
  it('shows its people, the call of one and what another proposed, told by the air', async () => {
    await eve.goto(`${gateway.ownerUrl}&join=${world.ready.invitation}`);
    await fillMyself(eve, 'Eve', 9);
    await eve.getByRole('button', { name: 'Join', exact: true }).click();
    await eve
      .getByRole('article', { name: /house 3/ })
      .getByText('fell')
      .waitFor();
    await open(eve, 'People');
    await eve.getByRole('heading', { name: '4 members' }).waitFor();
    await open(eve, 'Decide');
    await eve.getByRole('article', { name: PROPOSED }).waitFor();
  });

  it('is vouched for by a member of the world, who stands at a command line behind the same gateway', async () => {
    await open(eve, 'People');
    const request = await eve.getByRole('textbox', { name: 'Text to hand over' }).first().inputValue();
    const at = ['--gateway', new URL(gateway.url).host];
    const me = inFolder(world.ready.members['house 4']!);
    await me('member', 'sync', ...at);
    await me('member', 'admit', request, ...at);
    await eve
      .locator('[data-newcomer]')
      .filter({ hasText: 'Eve (you), house 9' })
      .getByText(/house 4/)
      .waitFor();
  });

  it('calls for help, and everybody in the world has it, by the air', async () => {
    await expect.poll(isOneWithWorld, withinMs).toBe(true);
    const before = (await world.state()).nodes[0]!.records;
    await open(eve, 'Now');
    await eve.getByRole('button', { name: 'SOS' }).click();
    await eve.getByLabel('In your words').fill('smoke in the attic');
    await eve.getByRole('button', { name: 'Hold for help' }).focus();
    await eve.keyboard.press('Enter');
    await eve.getByRole('button', { name: 'Yes, call for help' }).click();
    await eve.getByRole('button', { name: 'Send it now' }).click();
    await eve.locator('[data-sos]').getByText('smoke in the attic').waitFor();
    await expect.poll(isOneWithWorld, withinMs).toBe(true);
    expect((await world.state()).nodes[0]!.records).toBeGreaterThan(before);
    expect(phones.errors).toEqual([]);
  });
});
