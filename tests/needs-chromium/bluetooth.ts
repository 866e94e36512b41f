// A phone's browser with its own Web Bluetooth, virtual radios in its reach, and the page without any gateway.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { serveVirtualRadios } from '../../gateway/embedded/virtual-radios.ts';
import { preparePage } from '../../gateway/lan/page.ts';
import { startFakeBluez, type NearbyRadio } from '../support/fake-bluez/fake-bluez.ts';

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
  '--enable-features=WebBluetooth', // on Linux it is off without this
];
const STEP_TIMEOUT_MS = 30_000;

export type RadioStreet = {
  readonly url: string;
  readonly radios: readonly (NearbyRadio & { readonly nodeNum: number; restart(): void })[];
  readonly errors: readonly string[];
  phone(options?: { readonly width?: number; readonly height?: number }): Promise<RadioPhone>;
  stop(): Promise<void>;
};

export type RadioPhone = {
  readonly page: Page;
  /** What the person does with the browser's list of radios from now on. */
  choose(name: string | undefined): void;
  /** Another tab of the same browser. */
  secondTab(): Promise<RadioPhone>;
};

/** `count` virtual radios that hear each other, each with a Bluetooth antenna. */
export async function openRadioStreet(count: number): Promise<RadioStreet> {
  // The test runner's own NODE_ENV would build a page for developers.
  process.env['NODE_ENV'] = 'production';
  const files = await preparePage(() => {});
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const file = files.get(path === '/' ? '/index.html' : path);
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.bytes);
  });
  // No gateway answers the page's socket here: what arrives, came by air.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bluez = await startFakeBluez();
  const served = await serveVirtualRadios({ count, portBase: 0, preset: 'SHORT_FAST', region: 'US' });
  const radios = served.hosts.map((host) => ({
    ...bluez.place(host.memory().owner.longName, (end) =>
      host.plugIn({
        framing: 'messages',
        onBytes: (bytes) => end.onMessage(bytes),
        onClosed: () => end.onClosed(),
      }),
    ),
    nodeNum: host.nodeNum,
    restart() {
      host.switchOff();
      host.switchOn();
    },
  }));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: FLAGS,
    env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: bluez.address },
  });
  const errors: string[] = [];

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    radios,
    errors,
    async phone({ width = 360, height = 740 } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', hasTouch: true });
      const tab = async (): Promise<RadioPhone> => {
        const page = await context.newPage();
        page.setDefaultTimeout(STEP_TIMEOUT_MS);
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) => {
          if (/Content Security Policy/.test(message.text())) errors.push(message.text());
        });
        return { page, choose: await chooser(await context.newCDPSession(page)), secondTab: tab };
      };
      return tab();
    },
    async stop() {
      await browser.close();
      await bluez.stop();
      await served.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The browser's list of devices, as the person's finger: picks a name when it appears, or closes the list. */
async function chooser(session: CDPSession): Promise<RadioPhone['choose']> {
  let wanted: string | undefined;
  const answered = new Set<string>();
  session.on('DeviceAccess.deviceRequestPrompted', ({ id, devices }) => {
    const device = devices.find(({ name }) => name === wanted);
    // The event repeats while devices are found; a second answer to one prompt would end the browser.
    if (answered.has(id) || (wanted !== undefined && !device)) return;
    answered.add(id);
    void (device
      ? session.send('DeviceAccess.selectPrompt', { id, deviceId: device.id })
      : session.send('DeviceAccess.cancelPrompt', { id }));
  });
  await session.send('DeviceAccess.enable');
  return (name) => {
    wanted = name;
  };
}
