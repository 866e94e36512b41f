/**
 * Serves a virtual radio on a TCP port, as a Meshtastic radio on a network does (port 4403).
 * While the radio restarts the port is closed, so a client sees its connection end and then refusals.
 */

import { createServer, type Server, type Socket } from 'node:net';
import { RADIO_TCP_PORT } from '../links/address.ts';
import type { RadioHost } from './host.ts';

export type TcpRadioServer = {
  readonly port: number;
  close(): Promise<void>;
};

export type TcpRadioOptions = {
  /** 0 lets the system choose. */
  readonly port?: number;
  /** This machine only, unless told otherwise: a virtual radio asks nobody who they are. */
  readonly address?: string;
  /** Told of every chunk that passes, and of both ends of every connection, numbered from 1: for recordings. */
  readonly tap?: (conn: number, passed: Passed) => void;
};

export type Passed =
  | { readonly dir: 'from' | 'to'; readonly bytes: Uint8Array }
  | { readonly dir: 'from' | 'to'; readonly event: 'open' | 'close'; readonly by?: 'client' | 'node' };

/** One client is served, and the one that it put out may not have gone yet; who knocks beyond these is let in by nobody. */
const CONNECTIONS_MAX = 8;
/** A client that leaves more than this unread is let go; a whole handshake is under 16 kB. */
const UNREAD_BYTES_MAX = 256 * 1024;
/** A client that writes faster is read more slowly: a LoRa packet is 240 bytes, and a radio sends one a second at best. */
const READ_BYTES_PER_S = 256 * 1024;

const LISTEN_AGAIN_MS = 1_000;

function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.removeListener('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound ? bound.port : port);
    });
  });
}

function serveClient(host: RadioHost, socket: Socket, tap: (passed: Passed) => void): void {
  let endedByNode = false;
  const plug = host.plugIn({
    onBytes(bytes) {
      tap({ dir: 'from', bytes });
      socket.write(bytes);
      if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
    },
    onClosed() {
      endedByNode = true;
      socket.end();
    },
  });
  if (!plug) {
    socket.destroy();
    return;
  }
  tap({ dir: 'to', event: 'open' });
  socket.setNoDelay(true);
  socket.on('data', (bytes) => {
    tap({ dir: 'to', bytes });
    plug.write(new Uint8Array(bytes));
    const restMs = (1000 * bytes.length) / READ_BYTES_PER_S;
    if (restMs < 1) return;
    socket.pause();
    setTimeout(() => socket.resume(), restMs).unref();
  });
  socket.on('close', () => {
    tap(endedByNode ? { dir: 'from', event: 'close', by: 'node' } : { dir: 'to', event: 'close', by: 'client' });
    plug.pullOut();
  });
  socket.on('error', () => socket.destroy()); // the world erred; 'close' follows
}

/** Rejects with the system's error (EADDRINUSE, EACCES) when the port cannot be had. */
export async function serveRadioOnTcp(host: RadioHost, options: TcpRadioOptions = {}): Promise<TcpRadioServer> {
  const address = options.address ?? '127.0.0.1';
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const conn = ++connections;
    serveClient(host, socket, (passed) => options.tap?.(conn, passed));
  });
  server.maxConnections = CONNECTIONS_MAX;
  const port = await listen(server, options.port ?? RADIO_TCP_PORT, address);
  let isOver = false;
  const listenAgain = (): void => {
    if (!isOver && host.isUp() && !server.listening) server.listen(port, address);
  };
  // The port was ours a moment ago; whoever took it while the radio restarted may let it go.
  server.on('error', () => setTimeout(listenAgain, LISTEN_AGAIN_MS).unref());
  host.onPower((isUp) => {
    if (isUp) listenAgain();
    else if (!isOver) server.close();
  });
  return {
    port,
    async close() {
      isOver = true;
      const gone = [...sockets].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
      for (const socket of sockets) socket.destroy();
      await Promise.all(gone);
      await new Promise<void>((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
    },
  };
}
