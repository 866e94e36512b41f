// The gateway's server on the LAN: the page, who we are, phones' links, other gateways, the owner's control.
//
// Everything that needs no trust is open to whoever is on the Wi-Fi: the page and a link that carries
// sealed frames. Nothing here hands out a key. The owner's control takes a token, always.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { WebSocketServer, type WebSocket } from 'ws';
import type { LinkPort } from '#protocol/node/ports.ts';
import { FRAME_BYTES_MAX } from '#protocol/wire/limits.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { mountControl, type ControlActions } from './control.ts';
import { mountGuests, type GuestAccess } from './guests.ts';
import { isOurHost, isOurOrigin, SECURITY_HEADERS } from './guard.ts';
import type { Page } from './page.ts';
import { CLOSE, phonePort } from './phone-port.ts';

const SOCKETS_MAX = 400;
const SOCKETS_PER_ADDRESS_MAX = 32;
/** Largest message of a federation channel: a sealed frame with room to grow. */
const PEER_MESSAGE_BYTES_MAX = 1024;

export type LanOptions = {
  readonly host: string;
  readonly port: number;
  readonly page: Page;
  readonly nowMs: () => number;
  /** What anyone may know. */
  readonly info: () => Readonly<Record<string, unknown>>;
  /** Takes a phone's link; undefined while there is no community to serve. */
  readonly attachPhone: () => ((port: LinkPort) => void) | undefined;
  /** Another gateway knocks; its first message has not been read. Undefined: no federation here. */
  readonly acceptPeer: ((socket: WebSocket, address: string) => void) | undefined;
  readonly controlToken: string;
  readonly control: ControlActions;
  readonly guests?: GuestAccess;
};

export type LanServer = { readonly port: number; close(): Promise<void> };

export async function startLan(options: LanOptions): Promise<LanServer> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
    return isOurHost(context.req.header('host'))
      ? next()
      : context.text('This gateway is not known by that name.', 421);
  });
  app.get('/api/info', (context) => context.json(options.info(), 200, { 'cache-control': 'no-store' }));
  mountControl(app, options.controlToken, options.control, options.nowMs);
  if (options.guests) mountGuests(app, options.guests, options.nowMs);
  app.get('*', (context) => {
    const file = options.page.get(context.req.path === '/' ? '/index.html' : context.req.path);
    if (file === undefined) return context.text('There is nothing here.', 404);
    const headers = {
      etag: file.etag,
      'cache-control': file.isFixed ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
    return context.body(Uint8Array.from(file.bytes), 200, { ...headers, 'content-type': file.type });
  });

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxHeadersCount = 64;
  const sockets = serveSockets(server, options);
  const port = await listen(server, options.host, options.port);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients()) socket.close(CLOSE.away, 'the gateway is going down');
        server.close(() => resolve());
        server.closeAllConnections();
        setTimeout(() => sockets.clients().forEach((socket) => socket.terminate()), 1000).unref();
      }),
  };
}

type Way = {
  readonly ready: () => boolean;
  readonly bytesMax: number;
  readonly take: (socket: WebSocket, address: string) => void;
};

function serveSockets(server: Server, options: LanOptions) {
  const perAddress = new Map<string, number>();
  const open = new Set<WebSocket>();
  let phones = 0;
  const ways: Readonly<Record<string, Way>> = {
    '/link': {
      ready: () => options.attachPhone() !== undefined,
      bytesMax: FRAME_BYTES_MAX,
      take: (socket) => options.attachPhone()?.(phonePort(`phone/${++phones}`, socket, options.nowMs)),
    },
    '/federation': {
      ready: () => options.acceptPeer !== undefined,
      bytesMax: PEER_MESSAGE_BYTES_MAX,
      take: (socket, address) => options.acceptPeer?.(socket, address),
    },
  };
  const servers = new Map(
    Object.entries(ways).map(([path, { bytesMax }]) => [
      path,
      new WebSocketServer({ noServer: true, maxPayload: bytesMax, perMessageDeflate: false, clientTracking: false }),
    ]),
  );

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const { host, origin } = request.headers;
    const path = (request.url ?? '').split('?')[0]!;
    const way = Object.hasOwn(ways, path) ? ways[path] : undefined;
    const address = request.socket.remoteAddress ?? '';
    const count = perAddress.get(address) ?? 0;
    if (!isOurHost(host)) return refuse(socket, '421 Misdirected Request');
    if (way === undefined) return refuse(socket, '404 Not Found');
    if (!isOurOrigin(origin, host)) return refuse(socket, '403 Forbidden');
    if (!way.ready()) return refuse(socket, '503 Service Unavailable');
    if (open.size >= SOCKETS_MAX || count >= SOCKETS_PER_ADDRESS_MAX) return refuse(socket, '429 Too Many Requests');
    servers.get(path)!.handleUpgrade(request, socket, head, (accepted) => {
      open.add(accepted);
      perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
      accepted.on('error', () => accepted.terminate());
      accepted.on('close', () => {
        open.delete(accepted);
        const left = (perAddress.get(address) ?? 1) - 1;
        if (left > 0) perAddress.set(address, left);
        else perAddress.delete(address);
      });
      way.take(accepted, address);
    });
  });
  return { clients: (): readonly WebSocket[] => [...open] };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, host, port)));
    server.listen(port, host, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : port);
    });
  });
}

function cannotListen(error: Error, host: string, port: number): Error {
  const code = systemCode(error);
  const where = `port ${port} of ${host}`;
  if (code === 'EADDRINUSE') {
    return new Sentence(
      EXIT.busy,
      `Another program already uses ${where}.`,
      'Stop it, or choose another port with --port NUMBER (0 takes any that is free).',
    );
  }
  if (code === 'EACCES') {
    return new Sentence(EXIT.busy, `This user may not use ${where}.`, 'Choose a port above 1023 with --port NUMBER.');
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Sentence(
      EXIT.usage,
      `This machine has no address ${host}.`,
      'Leave out --host to serve all its addresses.',
    );
  }
  return error;
}
