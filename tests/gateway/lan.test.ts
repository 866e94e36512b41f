import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import * as v from 'valibot';
import { control } from '#gateway/lan/control.ts';
import { isOurHost, isOurOrigin } from '#gateway/lan/guard.ts';
import { startLan, type LanServer } from '#gateway/lan/server.ts';
import type { LinkPort } from '#protocol/node/ports.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
let server: LanServer;
let ports: LinkPort[];
let heard: Uint8Array[];
let downs: string[];
let hasCommunity: boolean;

beforeEach(async () => {
  // Sockets of the last test may still be ending: each test listens with lists of its own.
  const [itsPorts, itsHeard, itsDowns]: [LinkPort[], Uint8Array[], string[]] = [[], [], []];
  [ports, heard, downs, hasCommunity] = [itsPorts, itsHeard, itsDowns, true];
  const attach = (port: LinkPort): void => {
    itsPorts.push(port);
    port.start({
      frame: (frame) => itsHeard.push(frame),
      channelUse: () => undefined,
      down: (why) => itsDowns.push(why),
    });
  };
  server = await startLan({
    host: '127.0.0.1',
    port: 0,
    page: new Map([
      ['/index.html', { bytes: new TextEncoder().encode('<p>'), type: 'text/html', etag: '"1"', isFixed: false }],
    ]),
    nowMs: () => Date.now(),
    info: () => ({ software: 'folkmoot' }),
    attachPhone: () => (hasCommunity ? attach : undefined),
    acceptPeer: undefined,
    controlToken: TOKEN,
    control: { double: control('POST', v.strictObject({ n: v.number() }), ({ n }) => ({ ok: true, n: 2 * n })) },
  });
});
afterEach(() => server.close());

type Answer = { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly body: string };

/** A request with every header as given; fetch would not let a test lie about its host. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

function knock(options: { path?: string; headers?: Record<string, string> } = {}): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${options.path ?? '/link'}`, {
      headers: options.headers ?? {},
    });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
    socket.on('error', () => undefined);
  });
}
const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.once('close', (code) => resolve(code)));
const opened = async (): Promise<WebSocket> => {
  const socket = await knock();
  if (typeof socket === 'number') throw new Error(`refused: ${socket}`);
  return socket;
};

describe('the server on the LAN', () => {
  it('serves the page with a policy that runs no script of others and stands in no frame of others', async () => {
    const { status, headers, body } = await ask('/');
    expect([status, body]).toEqual([200, '<p>']);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect((await ask('/', { 'if-none-match': '"1"' })).status).toBe(304);
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/../../x',
    '//etc/passwd',
    '/nothing',
  ])('finds nothing at %s', async (path) => expect((await ask(path)).status).toBe(404));

  it('answers only to names that no stranger can register', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', 'local', '']) {
      expect(isOurHost(host)).toBe(false);
    }
    for (const host of ['localhost:8440', '192.168.4.1', '[::1]:8440', 'gateway.local', 'GATEWAY.local.:80']) {
      expect(isOurHost(host)).toBe(true);
    }
    expect((await ask('/api/info', { host: 'evil.example' })).status).toBe(421);
    expect(await knock({ headers: { host: 'evil.example' } })).toBe(421);
  });

  it('opens links to its own page and to programs, not to pages of others', async () => {
    expect(isOurOrigin('http://hill.local:8440', 'hill.local:8440')).toBe(true);
    expect(isOurOrigin('http://hill.local', 'hill.local:8440')).toBe(false);
    expect(isOurOrigin('null', 'hill.local')).toBe(false);
    expect(await knock({ headers: { origin: 'https://evil.example' } })).toBe(403);
    const own = await knock({ headers: { origin: `http://127.0.0.1:${server.port}` } });
    expect(own).toBeInstanceOf(WebSocket);
  });

  it('has no way to other paths, nor to a federation or a community that is not there', async () => {
    expect(await knock({ path: '/elsewhere' })).toBe(404);
    expect(await knock({ path: '/constructor' })).toBe(404);
    expect(await knock({ path: '/federation' })).toBe(503);
    hasCommunity = false;
    expect(await knock()).toBe(503);
  });
});

describe("a phone's link", () => {
  it('carries frames both ways, one in each message', async () => {
    const socket = await opened();
    const got = new Promise<Uint8Array>((resolve) =>
      socket.once('message', (content: Buffer) => resolve(Uint8Array.from(content))),
    );
    socket.send(Uint8Array.of(1, 2, 3));
    await expect.poll(() => heard).toEqual([Uint8Array.of(1, 2, 3)]);
    const told: string[] = [];
    ports[0]!.send(Uint8Array.of(9), { hopLimit: 0, urgency: 2, expiresAtMs: Infinity }, (outcome) =>
      told.push(outcome),
    );
    expect(await got).toEqual(Uint8Array.of(9));
    expect(told).toEqual(['sent']);
  });

  it('ends at text, at nothing, and at more than a frame', async () => {
    for (const [message, code] of [
      ['text', 1003],
      [new Uint8Array(0), 1003],
      [new Uint8Array(232), 1009],
    ] as const) {
      const socket = await opened();
      socket.send(message);
      expect(await closed(socket)).toBe(code);
    }
    expect(heard).toEqual([]);
    await expect.poll(() => downs.length).toBe(3);
  });

  it('is one of at most 32 from one address', async () => {
    const sockets = await Promise.all(Array.from({ length: 32 }, opened));
    expect(await knock()).toBe(429);
    const gone = closed(sockets[0]!);
    sockets[0]!.terminate();
    await gone;
    await expect.poll(async () => (await knock()) instanceof WebSocket).toBe(true);
  });

  it('is not queued for without end when the phone takes nothing', async () => {
    const socket = await opened();
    socket.pause();
    let [refused, sent] = [0, 0];
    const frame = new Uint8Array(231);
    // The system's own buffers fill first; then ours has its end.
    for (let i = 0; i < 200_000 && refused === 0; i++) {
      ports[0]!.send(frame, { hopLimit: 0, urgency: 3, expiresAtMs: Infinity }, (outcome) =>
        outcome === 'sent' ? sent++ : refused++,
      );
      if (i % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(refused).toBe(1);
    expect(sent).toBeGreaterThan(100);
    socket.terminate();
  });
});

describe("the owner's control", () => {
  const bearer = { authorization: `Bearer ${TOKEN}` };

  it('does what the table says for the token, and nothing without it', async () => {
    expect(await ask('/api/control/double', bearer, 'POST', '{"n":21}')).toMatchObject({
      status: 200,
      body: '{"ok":true,"n":42}',
    });
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${TOKEN.replace('0', '1')}`,
      `Basic ${TOKEN}`,
      `Bearer ${TOKEN}0`,
    ]) {
      expect((await ask('/api/control/double', { authorization }, 'POST', '{"n":21}')).status).toBe(401);
    }
  });

  it('refuses what its line does not take, in words', async () => {
    for (const body of ['', '{', '[]', '{"n":"x"}', '{"n":1,"m":2}']) {
      const answer = await ask('/api/control/double', bearer, 'POST', body);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, remedy: 'See gateway/README.md.' });
    }
    expect((await ask('/api/control/double', bearer, 'GET')).status).toBe(404);
    expect((await ask('/api/control/toString', bearer, 'POST', '')).status).toBe(404);
    expect((await ask('/api/control/double', bearer, 'POST', `{"n":1,"m":"${'x'.repeat(20_000)}"}`)).status).toBe(413);
  });

  it('rations wrong tokens', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await ask('/api/control/double', { authorization: 'Bearer 00' }, 'POST')).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.at(-1)).toBe(429);
    expect((await ask('/api/control/double', bearer, 'POST', '{"n":1}')).status).toBe(429);
  });
});
