/**
 * Serves a virtual radio on a TCP port, as a Meshtastic radio on a network does (port 4403).
 * While the radio restarts the port is closed, so a client sees its connection end and then refusals.
 */

import { createServer, type Server, type Socket } from 'node:net';
import type { RadioHost } from './host.ts';

export const MESHTASTIC_TCP_PORT = 4403;

export type TcpRadioServer = {
  readonly port: number;
  close(): Promise<void>;
};

export type TcpRadioOptions = {
  /** 0 lets the system choose. */
  readonly port?: number;
  /** This machine only, unless told otherwise: a virtual radio asks nobody who they are. */
  readonly address?: string;
};

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

function serveClient(host: RadioHost, socket: Socket): void {
  const plug = host.plugIn({
    onBytes: (bytes) => void socket.write(bytes),
    onClosed: () => void socket.end(),
  });
  if (!plug) {
    socket.destroy();
    return;
  }
  socket.setNoDelay(true);
  socket.on('data', (bytes) => plug.write(new Uint8Array(bytes)));
  socket.on('close', () => plug.pullOut());
  socket.on('error', () => socket.destroy()); // the world erred; 'close' follows
}

/** Rejects with the system's error (EADDRINUSE, EACCES) when the port cannot be had. */
export async function serveRadioOnTcp(host: RadioHost, options: TcpRadioOptions = {}): Promise<TcpRadioServer> {
  const address = options.address ?? '127.0.0.1';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveClient(host, socket);
  });
  const port = await listen(server, options.port ?? MESHTASTIC_TCP_PORT, address);
  let isOver = false;
  host.onPower((isUp) => {
    if (isOver) return;
    if (!isUp) server.close();
    // The port was ours a moment ago; should someone have taken it, the radio stays unreachable and says so.
    else if (!server.listening) server.listen(port, address);
  });
  return {
    port,
    close() {
      isOver = true;
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => (server.listening ? server.close(() => resolve()) : resolve()));
    },
  };
}
