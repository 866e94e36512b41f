// Two phones in real browsers and a real gateway between them: found, let in, decide, pay, call for help.

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

const SCREENS = ['Now', 'People', 'Decide', 'Trade', 'Air'] as const;

/** A radio that nobody answers for: then the gateway waits for the community that its owner founds. */
const NO_RADIO = ['--radio', 'tcp:127.0.0.1:9'];

let gateway: Gateway;
let phones: Phones;
let ana: Page;
let ben: Page;

beforeAll(async () => {
  [gateway, phones] = await Promise.all([startGateway(NO_RADIO), startPhones()]);
  ana = await phones.phone();
  ben = await phones.phone({ width: 320 });
}, 180_000);

afterAll(async () => {
  await phones.stop();
  await gateway.stop();
});

describe('two neighbours with phones at one gateway', () => {
  it('found a community on one phone, and the gateway carries it', async () => {
    await ana.goto(gateway.ownerUrl);
    await ana.getByRole('button', { name: 'Create a community' }).click();
    await ana.getByLabel('Name of the community').fill('River Street');
    await fillMyself(ana, 'Ana', 12);
    await ana.getByRole('button', { name: 'Create it' }).click();
    await ana.getByText('Gateway in reach').first().waitFor();
    expect(ana.url()).not.toContain('control');
  });

  it('let the other in, by a link one way and a code the other', async () => {
    await open(ana, 'People');
    await ana.getByRole('button', { name: 'Show the invitation' }).click();
    const link = await ana.getByRole('textbox', { name: 'Text to hand over' }).inputValue();
    await ben.goto(link);
    expect(ben.url()).not.toContain('join');
    await fillMyself(ben, 'Ben', 7);
    await ben.getByRole('button', { name: 'Join', exact: true }).click();
    await open(ben, 'People');
    const request = await ben.getByRole('textbox', { name: 'Text to hand over' }).first().inputValue();
    await ana.getByLabel('Text from the other phone').fill(request);
    await ana.getByRole('button', { name: 'Let them in' }).click();
    await ana.getByRole('button', { name: 'Propose the next page' }).click();
    for (const page of [ana, ben]) await page.getByRole('heading', { name: '2 members' }).waitFor();
    expect(await ben.getByText('Ben (you)').count()).toBe(1);
  });

  it('propose and vote, after the screen has said that votes are seen by all for ever', async () => {
    await open(ana, 'Decide');
    await ana.getByRole('button', { name: 'Propose something' }).click();
    await ana.getByLabel('What should be decided').fill('Share the well');
    await ana.getByRole('button', { name: 'Propose it' }).click();
    await open(ben, 'Now');
    await ben.getByRole('button', { name: 'Go and vote' }).click();
    const card = ben.getByRole('article', { name: 'Share the well' });
    await card.getByText('You have not voted.').waitFor();
    expect(await card.getByText(/see who votes how, for ever/).count()).toBe(1);
    await card.getByRole('radio', { name: /^Consent/ }).check();
    expect(await card.getByText('You have not voted.').count()).toBe(1);
    await card.getByRole('button', { name: 'Send my vote: Consent' }).click();
    await card.getByText('You have voted: Consent.').waitFor();
    await ana.getByText('1 of 2 have voted').waitFor();
    expect(await ana.getByText('Open: nothing is decided yet.').count()).toBe(1);
  });

  it('block only with a reason, which the other then reads', async () => {
    const card = ben.getByRole('article', { name: 'Share the well' });
    await card.getByText('Change my vote').click();
    await card.getByRole('radio', { name: /^Block/ }).check();
    const send = card.getByRole('button', { name: 'Send my vote: Block' });
    expect(await send.isDisabled()).toBe(true);
    await card.getByLabel('Your reason').fill('The well is dry in August');
    await send.click();
    await ana.getByText('The well is dry in August').waitFor();
  });

  it('are told why they cannot bind yet, and what would help', async () => {
    const card = ana.getByRole('article', { name: 'Share the well' });
    await card.getByText('You cannot bind yet. Why?').click();
    expect(await card.locator('[data-rule="period-over"]').innerText()).toMatch(/24 h are left/);
  });

  it('pay: the amount is final when the other phone accepts it, and all balances sum to zero', async () => {
    await open(ben, 'Trade');
    await ben.getByLabel('Person').selectOption({ label: 'Ana, house 12' });
    await ben.getByLabel('Amount').fill('3,50');
    await ben.getByLabel('What for').fill('bread');
    await ben.getByRole('button', { name: 'Pay 3.50 to Ana, house 12' }).click();
    await ben.locator('[data-status="paid"]').waitFor();
    expect(await ben.locator('[data-balance]').innerText()).toBe('-3.50');
    await open(ana, 'Trade');
    await ana.locator('[data-balance]').getByText('3.50', { exact: true }).waitFor();
    for (const page of [ana, ben]) expect(await page.locator('[data-sum]').innerText()).toBe('0.00');
  });

  it('are refused in words when they give more than they may between two pages', async () => {
    await ben.getByLabel('Amount').fill('50');
    await ben.getByRole('button', { name: /^Pay 50.00/ }).click();
    const refused = ben.getByRole('alert').filter({ hasText: 'Not done.' });
    await refused.waitFor();
    expect(await refused.innerText()).toMatch(/What helps:/);
  });

  it('give hours in the time bank, in an account of their own', async () => {
    await open(ben, 'Trade');
    await ben.getByRole('radio', { name: 'Hours (time bank)' }).check();
    expect(await ben.locator('[data-balance]').innerText()).toBe('0.00');
    await ben.getByLabel('Person').selectOption({ label: 'Ana, house 12' });
    await ben.getByLabel('Hours', { exact: true }).fill('1,5');
    await ben.getByRole('button', { name: 'Pay 1.50 to Ana, house 12' }).click();
    await ben.locator('[data-status="paid"]').waitFor();
    expect(await ben.locator('[data-balance]').innerText()).toBe('-1.50');
    await ben.getByRole('radio', { name: 'Credits' }).check();
    expect(await ben.locator('[data-balance]').innerText()).toBe('-3.50');
  });

  it('divide a stock by keyboard, draw on the own share, and the other signs: two signatures, and all can see it', async () => {
    await open(ana, 'Trade');
    await ana.getByRole('button', { name: 'Stocks and budgets' }).click();
    const divide = ana.locator('[data-deed="economy/divide"]');
    await divide.locator('summary').focus();
    await ana.keyboard.press('Enter');
    await divide.getByLabel('What it is', { exact: true }).selectOption('my stock');
    await divide.getByLabel('what it is called').fill('Firewood');
    await divide.getByLabel('what it is counted in').fill('kg');
    await divide.locator('button[type="submit"]').click();
    await divide.getByText('This is missing: Who holds a share').waitFor();
    await divide.getByLabel('who holds a share, 1').selectOption({ label: 'Ana (you), house 12' });
    await divide.getByLabel('how much each of them holds, in the same order, 1').fill('80');
    await divide.locator('button[type="submit"]').focus();
    await ana.keyboard.press('Enter');
    await ana.getByRole('article', { name: 'Firewood' }).getByText('80.00 kg left of 80.00').waitFor();
    const draw = ana.locator('[data-deed="economy/draw"]');
    await draw.locator('summary').click();
    await draw.getByLabel('from which stock or budget').selectOption({ label: 'Firewood' });
    await draw.getByLabel('who receives it').selectOption({ label: 'Ben, house 7' });
    await draw.getByLabel('how much').fill('90');
    await draw.locator('button[type="submit"]').click();
    await draw.getByText('What helps:').waitFor();
    await draw.getByLabel('how much').fill('12,5');
    await draw.locator('button[type="submit"]').click();
    await open(ben, 'Now');
    await ben.getByText('Ana: Firewood 12.50').waitFor();
    await ben.getByRole('button', { name: 'Look at it' }).click();
    await ben.getByRole('button', { name: 'Sign it' }).click();
    await ana.getByRole('article', { name: 'Firewood' }).getByText('67.50 kg left of 80.00').waitFor();
  });

  it('see whose key is believed, and are told what an emergency power would be', async () => {
    await open(ben, 'People');
    await ben.getByRole('button', { name: 'Keys and guardians' }).click();
    await ben.getByText('Every key is believed, and nobody is away.').waitFor();
    const away = ben.locator('[data-deed="roster/absent"]');
    await away.locator('summary').click();
    await away.getByLabel('Away or back').selectOption('away');
    await away.locator('button[type="submit"]').click();
    await ben.getByText('Away: nobody waits for an answer.').waitFor();
    await away.getByLabel('Away or back').selectOption('back');
    await away.locator('button[type="submit"]').click();
    await ben.getByText('Every key is believed, and nobody is away.').waitFor();
    await open(ben, 'Now');
    await ben.getByRole('button', { name: 'Emergency powers' }).click();
    await ben.getByText(/None was adopted/).waitFor();
    await open(ben, 'Now');
  });

  it('call for help by keyboard: a question, a countdown to take it back, then sent, shown, taken by name', async () => {
    await ben.getByRole('button', { name: 'SOS' }).click();
    await ben.getByRole('radio', { name: 'Medical' }).check();
    await ben.getByRole('button', { name: 'Hold for help' }).focus();
    await ben.keyboard.press('Enter');
    await ben.getByRole('button', { name: 'Yes, call for help' }).waitFor();
    await ben.keyboard.press('Enter');
    await ben.getByText('Your call goes out in').waitFor();
    expect(await ben.evaluate(() => document.activeElement?.textContent)).toBe('Take it back');
    await ben.getByRole('button', { name: 'Send it now' }).click();
    await open(ana, 'Now');
    await ana.getByRole('article', { name: 'Medical: Ben, house 7' }).waitFor();
    await ben.locator('[data-step="shown"]').getByText('Shown to 1 of 1').waitFor();
    expect(await ben.locator('[data-step="taken"]').count()).toBe(0);
    await ana.getByRole('button', { name: 'I take it' }).click();
    await ben.locator('[data-step="taken"]').getByText('Taken by Ana').waitFor();
    await ben.getByRole('button', { name: 'I am safe now' }).click();
    await ana.getByText('Nobody is calling for help.').waitFor();
  });

  it('call by holding with a trembling finger, and a short press sends nothing', async () => {
    const button = ben.getByRole('button', { name: 'Hold for help' });
    await button.scrollIntoViewIfNeeded();
    const box = (await button.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await ben.mouse.move(x, y);
    await ben.mouse.down();
    await ben.getByText('Keep holding: 2').waitFor();
    await ben.mouse.up();
    await ben.getByRole('button', { name: 'Cancel' }).click();
    // A real touch that wanders 40 px: a browser would take it for a scroll, were the button naive.
    const touch = await ben.context().newCDPSession(ben);
    const at = (dy: number) => [{ x, y: y + dy }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
    for (let dy = 0; dy <= 40; dy += 4) {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(dy) });
    }
    await ben.getByText('Your call goes out in').waitFor();
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await ben.getByRole('button', { name: 'Take it back' }).click();
    await button.waitFor();
    expect(await ana.getByText('Nobody is calling for help.').count()).toBe(1);
  });

  it('find everything again after the page was reloaded, and the same state on both phones', async () => {
    const hashOf = async (page: Page): Promise<string> => {
      await page.getByRole('button', { name: 'This phone', exact: true }).click();
      return page.locator('[data-hash]').innerText();
    };
    const before = await hashOf(ben);
    await ben.reload();
    await ben.getByText('Ben').first().waitFor();
    expect(await hashOf(ben)).toBe(before);
    await expect.poll(() => hashOf(ana), { timeout: 30_000 }).toBe(before);
  });

  it('never scroll sideways at 320 px, in any language, and every control has a name and 48 px', async () => {
    // What the other rooms refuse in English is read in the language of the page.
    const languages = { en: /: 24 h are left\./, es: /: quedan 24 h\./, de: /: noch 24 h\./ };
    for (const [language, left] of Object.entries(languages)) {
      await ben
        .getByRole('button', { name: /phone|teléfono|Telefon/ })
        .first()
        .click();
      await ben.locator('select[name="language"]').selectOption(language);
      await expect.poll(() => ben.evaluate(() => document.documentElement.lang)).toBe(language);
      const found: Record<string, unknown> = { phone: [await overflowPx(ben), await faults(ben)] };
      for (const [i, name] of SCREENS.entries()) {
        await ben.locator('nav button').nth(i).click();
        await ben.locator('h1').waitFor({ state: 'attached' });
        for (const summary of await ben.locator('main summary').all()) await summary.click();
        found[name] = [await overflowPx(ben), await faults(ben)];
        if (name === 'Decide') expect(await ben.locator('[data-rule="period-over"]').textContent()).toMatch(left);
      }
      for (const screen of ['shares', 'powers', 'keys']) {
        await ben.evaluate((name) => void (location.hash = `#/${name}`), screen);
        await ben.locator('main h1').waitFor();
        for (const summary of await ben.locator('main summary').all()) await summary.click();
        found[screen] = [await overflowPx(ben), await faults(ben)];
      }
      await ben.getByRole('button', { name: /SOS/ }).first().click();
      found['sos'] = [await overflowPx(ben), await faults(ben)];
      for (const [screen, result] of Object.entries(found))
        expect({ language, screen, result }).toEqual({ language, screen, result: [0, []] });
    }
  });

  it('open only one writer: a second tab waits until it is told to take over', async () => {
    const second = await ben.context().newPage();
    await second.goto(gateway.url);
    const here = second.getByRole('button', { name: /Use it here|Usarla aquí|Hier benutzen/ });
    await here.click();
    await second.locator('nav').waitFor();
    await ben.getByRole('button', { name: /Use it here|Usarla aquí|Hier benutzen/ }).waitFor();
    await second.close();
  });

  it('broke no promise of the page: no error, and nothing that its policy forbids', () => {
    expect(phones.errors).toEqual([]);
  });
});
