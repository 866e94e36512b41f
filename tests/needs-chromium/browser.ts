// A real browser, a real gateway process with the page, and a phone in somebody's hand.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
const STEP_TIMEOUT_MS = 60_000;

export type Gateway = {
  /** With the owner's token in the fragment. */
  readonly ownerUrl: string;
  readonly url: string;
  stop(): Promise<void>;
};

/** `folkmoot gateway` on a free port of this machine. */
export async function startGateway(args: readonly string[]): Promise<Gateway> {
  const data = mkdtempSync(join(tmpdir(), 'folkmoot-page-'));
  const all = [
    '--import',
    'tsx',
    'gateway/cli/main.ts',
    'gateway',
    '--data',
    data,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
  ];
  const child = spawn(process.execPath, [...all, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The test runner's own NODE_ENV would make the gateway build a page for developers.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ownerUrl = await addressOf(child);
  return {
    ownerUrl,
    url: new URL('/', ownerUrl).href,
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /(http:\/\/\S+#control=\S+)/.exec(said)?.[1];
      // All of its last lines, so that an address is never read half.
      if (found !== undefined && said.includes('Running')) resolve(found);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('close', (code) => reject(new Error(`the gateway ended with ${String(code)}: ${said}`)));
  });
}

export type Phones = {
  /** A phone of its own: nothing is shared with another but the gateway. */
  phone(options?: { readonly width?: number; readonly locale?: string }): Promise<Page>;
  /** Errors that any page threw. */
  readonly errors: readonly string[];
  stop(): Promise<void>;
};

export async function startPhones(): Promise<Phones> {
  const browser: Browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
  const contexts: BrowserContext[] = [];
  const errors: string[] = [];
  return {
    errors,
    async phone({ width = 360, locale = 'en-GB' } = {}) {
      const context = await browser.newContext({ viewport: { width, height: 740 }, locale, hasTouch: true });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(STEP_TIMEOUT_MS);
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) errors.push(message.text());
      });
      return page;
    },
    async stop() {
      for (const context of contexts) await context.close();
      await browser.close();
    },
  };
}

/** Goes to a screen by its button. */
export const open = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name, exact: true }).click();

export async function fillMyself(page: Page, name: string, house: number): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('House number').fill(String(house));
}

/** Widest thing on the page beyond the window, in CSS pixels: 0 where nobody has to scroll sideways. */
export const overflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What a screen reader could not name, and what a finger could not hit: one line for each. */
export const faults = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const seen = (element: Element): boolean => element.getClientRects().length > 0;
    const labelOf = (element: HTMLElement): string => {
      const by = element.getAttribute('aria-labelledby');
      const labels = 'labels' in element ? [...((element as HTMLInputElement).labels ?? [])] : [];
      return [
        element.getAttribute('aria-label') ?? '',
        by === null ? '' : (document.getElementById(by)?.textContent ?? ''),
        ...labels.map((label) => label.textContent ?? ''),
        element instanceof HTMLButtonElement || element instanceof HTMLAnchorElement ? (element.textContent ?? '') : '',
      ]
        .join('')
        .trim();
    };
    for (const element of document.querySelectorAll<HTMLElement>('button, input, textarea, select, a[href], summary')) {
      if (!seen(element)) continue;
      const what = element.outerHTML.slice(0, 90);
      if (element.tagName !== 'SUMMARY' && labelOf(element) === '') found.push(`no name: ${what}`);
      const target = element.closest('label.choice') ?? element;
      const { height } = target.getBoundingClientRect();
      if (!target.matches('a') && height < 47.5) found.push(`${Math.round(height)} px high: ${what}`);
    }
    for (const image of document.querySelectorAll('svg')) {
      const isNamed = image.getAttribute('aria-label') !== null || image.getAttribute('aria-hidden') === 'true';
      if (seen(image) && !isNamed) found.push(`picture without words: ${image.outerHTML.slice(0, 60)}`);
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) found.push(`the id ${id} stands twice`);
    for (const role of ['main', 'nav', 'header']) {
      if (document.querySelectorAll(role).length !== 1) found.push(`not exactly one <${role}>`);
    }
    if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one first heading');
    return found;
  });
