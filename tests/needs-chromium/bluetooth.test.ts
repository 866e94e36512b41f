// Two phones, two radios over Bluetooth, and no gateway anywhere: the browser's own Bluetooth, the
// radio's own protocol, and the simulated air between them.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { BluezError, Operation } from '../support/fake-bluez/fake-bluez.ts';
import { openRadioStreet, type RadioPhone, type RadioStreet } from './bluetooth.ts';
import { faults, fillMyself, open, overflowPx } from './browser.ts';

let street: RadioStreet;
let ana: RadioPhone;
let ben: RadioPhone;

beforeAll(async () => {
  street = await openRadioStreet(2);
  ana = await street.phone();
  ben = await street.phone({ width: 320 });
}, 180_000);

afterAll(() => street.stop());

const radioOf = (at: number) => street.radios[at]!;
const isAt = (page: Page, at: string): Promise<void> => page.locator(`[data-radio="${at}"]`).waitFor();
/** The desk at this; where it failed, the test says in its words why. */
const desk = async (page: Page, at: string, timeout = 60_000): Promise<void> => {
  await page.locator(`[data-desk="${at}"], [data-desk="failed"]`).waitFor({ timeout });
  expect(await page.locator('[data-desk="failed"] .refused').allInnerTexts()).toEqual([]);
  await page.locator(`[data-desk="${at}"]`).waitFor();
};
const connect = (page: Page): Promise<void> => page.getByRole('button', { name: 'Connect by Bluetooth' }).click();
const toRadio = async (page: Page): Promise<void> => {
  await open(page, 'Air');
  await page.getByRole('button', { name: /^(Connect a radio|Look at the radio)$/ }).click();
};

describe('a phone with a radio of its own', () => {
  it('finds no radio where none is chosen, and says what to do', async () => {
    await ana.page.goto(street.url);
    await ana.page.getByRole('button', { name: 'Create a community' }).click();
    await ana.page.getByLabel('Name of the community').fill('River Street');
    await fillMyself(ana.page, 'Ana', 12);
    await ana.page.getByRole('button', { name: 'Create it' }).click();
    await toRadio(ana.page);
    ana.choose(undefined);
    await connect(ana.page);
    await ana.page
      .locator('[data-wrong]')
      .getByText(/No radio was chosen\. Switch its Bluetooth on/)
      .waitFor();
  });

  // What BlueZ answers, and what a person is told. The page tries again by itself, and then gets in.
  it.each<readonly [Operation, BluezError, RegExp]>([
    ['connect', 'Failed', /does not answer over Bluetooth\. Come closer/],
    ['notify', 'NotAuthorized', /Pair it first/],
    ['write', 'NotPaired', /Pair it first/],
    ['read', 'NotPermitted', /Pair it first/],
  ])(
    'is told in plain words when the radio answers a %s with %s, and gets in at the next try',
    async (operation, error, words) => {
      ana.choose(radioOf(0).name);
      radioOf(0).failNext(operation, error);
      await connect(ana.page);
      await ana.page.getByText(words).first().waitFor();
      await isAt(ana.page, 'ready');
      await ana.page.getByRole('button', { name: 'Let the radio go' }).click();
      await ana.page.getByRole('button', { name: 'Connect by Bluetooth' }).waitFor();
      await expect.poll(() => radioOf(0).isConnected()).toBe(false);
    },
  );

  it('connects, and shows how the radio is set', async () => {
    await connect(ana.page);
    await isAt(ana.page, 'ready');
    await ana.page.getByText(`!${radioOf(0).nodeNum.toString(16)}`).waitFor();
    for (const value of ['US', 'SHORT_FAST', 'CLIENT'])
      expect(await ana.page.getByText(value, { exact: true }).count()).toBeGreaterThan(0);
    expect(await ana.page.getByText('open to all').count()).toBe(1);
    expect(await ana.page.getByText(/Receiving only while this screen is on/).count()).toBe(1);
    expect(radioOf(0).notifications()).toBeGreaterThan(0);
    await open(ana.page, 'Now');
    await ana.page.getByText('This phone has a radio of its own.').waitFor();
  });

  it('reaches another phone through the air alone: who joins there learns who founded here', async () => {
    await open(ana.page, 'People');
    await ana.page.getByRole('button', { name: 'Show the invitation' }).click();
    await ben.page.goto(await ana.page.getByRole('textbox', { name: 'Text to hand over' }).inputValue());
    await fillMyself(ben.page, 'Ben', 7);
    await ben.page.getByRole('button', { name: 'Join', exact: true }).click();
    await ben.page.getByText('Waiting for the community’s first record').waitFor();
    await toRadio(ben.page);
    ben.choose(radioOf(1).name);
    await connect(ben.page);
    await isAt(ben.page, 'ready');
    await ben.page.getByText('River Street').first().waitFor({ timeout: 100_000 });
    expect(Number(await ben.page.locator('[data-heard]').innerText())).toBeGreaterThan(0);
    expect(Math.max(...radioOf(0).writes)).toBeGreaterThan(185); // more than the smallest packets of Bluetooth carry
  });

  it('survives a dropped connection: it is back by itself, and what was said meanwhile arrives', async () => {
    radioOf(1).drop();
    await isAt(ben.page, 'lost');
    await toRadio(ana.page);
    await ana.page.getByRole('button', { name: 'SOS' }).click();
    await ana.page.getByRole('button', { name: 'Hold for help' }).focus();
    await ana.page.keyboard.press('Enter');
    await ana.page.getByRole('button', { name: 'Yes, call for help' }).click();
    await ana.page.getByRole('button', { name: 'Send it now' }).click();
    await isAt(ben.page, 'ready');
    await open(ben.page, 'Now');
    await ben.page.getByRole('article', { name: 'Help: Ana, house 12' }).waitFor({ timeout: 100_000 });
  });

  it('lets no second tab steal its packets', async () => {
    const { page: second, choose } = await ana.secondTab();
    choose(radioOf(0).name);
    await second.goto(street.url);
    await second.getByRole('button', { name: 'Use it here' }).click();
    await toRadio(second);
    // The first tab lets the radio go when it notices that it gave up the node.
    await expect.poll(() => radioOf(0).isConnected(), { timeout: 30_000 }).toBe(false);
    await connect(second);
    await isAt(second, 'ready');
    await second.close();
    await expect.poll(() => radioOf(0).isConnected(), { timeout: 30_000 }).toBe(false);
    await ana.page.getByRole('button', { name: 'Use it here' }).click();
    await toRadio(ana.page);
  });

  it('says that another tab has a radio, and gets in when that tab is closed', async () => {
    const { page: other } = await ana.secondTab();
    await other.goto(street.url);
    // As long as that tab would hold a radio: nobody has to be quick for this test to be true.
    await other.evaluate(
      () =>
        new Promise<void>((held) => {
          void navigator.locks.request('folkmoot-radio', () => {
            held();
            return new Promise(() => {});
          });
        }),
    );
    await connect(ana.page);
    await ana.page
      .locator('[data-wrong]')
      .getByText(/Another tab of this browser is connected to a radio/)
      .waitFor();
    await other.close();
    // The browser takes a closed tab's locks away when it gets to it.
    const isFree = (): Promise<boolean> =>
      ana.page.evaluate(async () => {
        const { held } = await navigator.locks.query();
        return !held!.some(({ name }) => name === 'folkmoot-radio');
      });
    await expect.poll(isFree, { timeout: 30_000 }).toBe(true);
    await connect(ana.page);
    await isAt(ana.page, 'ready');
  });
});

describe('setting the radio up from the phone', () => {
  it('shows the differences before anything is written', async () => {
    const writes = radioOf(0).writes.length;
    await ana.page.getByRole('radio', { name: /^A home or a pocket/ }).check();
    await ana.page.getByLabel('Name of the radio').fill('Ana 12');
    await ana.page.getByRole('button', { name: 'Show what would change' }).click();
    await desk(ana.page, 'planned');
    const list = ana.page.locator('[data-differences]');
    expect(await list.innerText()).toMatch(/Speed \(preset\)\s+SHORT_FAST → MEDIUM_FAST/);
    expect(await list.innerText()).toMatch(/Channel 1: name\s+\(no name\) → Folkmoot/);
    expect(radioOf(0).writes.length - writes).toBeLessThan(3); // the question for the owner, perhaps a heartbeat
    expect(await faults(ana.page)).toEqual([]);
    expect(await overflowPx(ana.page)).toBe(0);
  });

  it('writes them, and checks after the restart that all of them took', async () => {
    await ana.page.getByRole('button', { name: 'Write it to the radio' }).click();
    await desk(ana.page, 'done', 110_000);
    await ana.page.getByText('Folkmoot').first().waitFor();
    expect(await ana.page.getByText('private key').count()).toBe(1);
    expect(await ana.page.getByText('Ana 12 (').count()).toBe(1);
    await ana.page.getByRole('button', { name: 'Back' }).click();
  });

  it('finds nothing to write the second time', async () => {
    await ana.page.getByRole('button', { name: 'Show what would change' }).click();
    await ana.page.getByText('The radio is set like this already.').waitFor();
    await ana.page.getByRole('button', { name: 'Back' }).click();
  });

  it('sets the radio back as it was', async () => {
    await ana.page.getByRole('button', { name: 'Set it back as it was' }).click();
    await desk(ana.page, 'planned');
    await ana.page.getByRole('button', { name: 'Write it to the radio' }).click();
    await desk(ana.page, 'done', 110_000);
    await ana.page.getByText('SHORT_FAST', { exact: true }).first().waitFor();
    expect(await ana.page.getByText('private key').count()).toBe(0);
  });

  it('never scrolls sideways, names every control, and threw no error', async () => {
    for (const { page } of [ana, ben]) {
      await toRadio(page);
      expect(await overflowPx(page)).toBe(0);
      expect(await faults(page)).toEqual([]);
    }
    expect(street.errors).toEqual([]);
  });
});
