// The owner's page of a gateway without a radio: a simulated neighbourhood that can be joined, cut and healed.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import {
  faults,
  fillMyself,
  open,
  overflowPx,
  startGateway,
  startPhones,
  type Gateway,
  type Phones,
} from './browser.ts';

let gateway: Gateway;
let phones: Phones;
let zoe: Page;

beforeAll(async () => {
  [gateway, phones] = await Promise.all([startGateway([]), startPhones()]);
  zoe = await phones.phone();
}, 180_000);

afterAll(async () => {
  await phones.stop();
  await gateway.stop();
});

describe('the owner of a gateway with a simulated neighbourhood', () => {
  it('joins by the printed address: the invitation is filled in, and leaves the address bar', async () => {
    await zoe.goto(gateway.ownerUrl);
    await fillMyself(zoe, 'Zoe', 9);
    await zoe.getByRole('button', { name: 'Join', exact: true }).click();
    await zoe.getByText('Valley').first().waitFor();
    expect(zoe.url()).toBe(gateway.url);
  });

  it('is vouched for by a simulated neighbour, who came by over the air', async () => {
    await open(zoe, 'People');
    const card = zoe.locator('[data-newcomer]').filter({ hasText: 'Zoe (you), house 9' });
    await card.getByText(/Vouched for by: .*House 1/).waitFor({ timeout: 100_000 });
    expect(await zoe.getByRole('heading', { name: '6 members' }).count()).toBe(1);
  });

  it('cuts the mesh, calls for help on this side, is answered by a neighbour with a name, and heals it', async () => {
    await open(zoe, 'Air');
    await zoe.getByRole('button', { name: 'Cut the mesh' }).click();
    await zoe.locator('[data-cut="true"]').waitFor();
    expect(await zoe.getByRole('heading', { name: /^Side:/ }).count()).toBe(2);
    await zoe.getByRole('button', { name: 'SOS' }).click();
    await zoe.getByRole('button', { name: 'Hold for help' }).focus();
    await zoe.keyboard.press('Enter');
    await zoe.getByRole('button', { name: 'Yes, call for help' }).click();
    await zoe.getByRole('button', { name: 'Send it now' }).click();
    await zoe
      .locator('[data-sos] [data-step="taken"]')
      .getByText(/Taken by House [123]/)
      .waitFor({ timeout: 110_000 });
    await open(zoe, 'Air');
    await zoe.getByRole('button', { name: 'Heal the mesh' }).click();
    await zoe.locator('[data-cut="false"]').waitFor();
    expect(Number(await zoe.locator('[data-frames]').innerText())).toBeGreaterThan(0);
  });

  it('reads the same screens on a wide window, in the dark and in red, without faults', async () => {
    const shots = mkdtempSync(join(tmpdir(), 'folkmoot-shots-'));
    for (const [width, theme] of [
      [360, 'light'],
      [1280, 'dark'],
      [1280, 'red'],
    ] as const) {
      await zoe.setViewportSize({ width, height: 800 });
      await zoe.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
      for (const name of ['Now', 'People', 'Decide', 'Trade', 'Air']) {
        await open(zoe, name);
        await zoe.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' });
        await zoe.screenshot({ path: join(shots, `${width}-${theme}-${name}.png`) });
        expect({ width, name, px: await overflowPx(zoe), faults: await faults(zoe) }).toEqual({
          width,
          name,
          px: 0,
          faults: [],
        });
      }
    }
  });

  it('opens the page again with the gateway gone: what was kept is there', async () => {
    await expect
      .poll(() => zoe.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), {
        timeout: 30_000,
      })
      .toBe('activated');
    await zoe.context().setOffline(true);
    await zoe.reload();
    await zoe.getByText('No gateway: what you do waits here').first().waitFor();
    await open(zoe, 'People');
    await zoe.getByRole('heading', { name: /^[67] members$/ }).waitFor();
    await zoe.context().setOffline(false);
    expect(phones.errors).toEqual([]);
  });
});
