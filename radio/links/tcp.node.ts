// A radio on the network: Wi-Fi and Ethernet boards and the Linux build listen on TCP port 4403.

import { connect, type Socket } from 'node:net';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ByteStream, LinkProblem, LinkProblemKind, StreamHandlers, StreamOpener } from './byte-stream.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** For a last `disconnect` to get out. */
const LAST_WORDS_MS = 1_000;
const REOPEN_MS_MAX = 60_000;

type Row = { readonly kind: LinkProblemKind; readonly words: (where: string) => string };
const PROBLEMS: Readonly<Record<string, Row>> = {
  ECONNREFUSED: {
    kind: 'refused',
    words: (where) =>
      `Nothing listens at ${where}. Is it a radio, is its network switched on (network.wifi_enabled), is the port right?`,
  },
  ENOTFOUND: {
    kind: 'unreachable',
    words: (where) => `There is no host by the name in ${where}. Check the spelling, or use its number.`,
  },
  EAI_AGAIN: {
    kind: 'unreachable',
    words: (where) => `The name in ${where} cannot be looked up now. Is the network up? Try its number.`,
  },
  EHOSTUNREACH: {
    kind: 'unreachable',
    words: (where) => `${where} cannot be reached. Is the radio on, and in the same network?`,
  },
  ENETUNREACH: {
    kind: 'unreachable',
    words: (where) => `There is no way to ${where}. Is this computer in the radio's network?`,
  },
  EHOSTDOWN: { kind: 'unreachable', words: (where) => `${where} does not answer. Is the radio switched on?` },
  ETIMEDOUT: {
    kind: 'timeout',
    words: (where) => `${where} did not answer in time. Is the radio on, and near enough to its access point?`,
  },
};

function problemOf(error: NodeJS.ErrnoException, where: string): LinkProblem {
  const row = PROBLEMS[error.code ?? ''];
  return row ? { kind: row.kind, words: row.words(where) } : { kind: 'failed', words: `${where}: ${error.message}` };
}

function streamOf(socket: Socket): ByteStream {
  return {
    write: (bytes) => {
      if (socket.writable) socket.write(bytes);
    },
    close: () => {
      socket.removeAllListeners('data');
      socket.removeAllListeners('close');
      socket.end(); // lets a last `disconnect` out
      // By the clock, not by silence: a device that never stops talking would keep the socket open for ever.
      const timer = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
      socket.once('close', () => clearTimeout(timer));
      socket.resume();
    },
  };
}

function openTcp(host: string, port: number, handlers: StreamHandlers): Promise<Result<ByteStream, LinkProblem>> {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let why = 'the radio ended the connection';
    socket.setNoDelay(true);
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => {
      resolve(err({ kind: 'timeout', words: PROBLEMS['ETIMEDOUT']!.words(where) }));
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      why = error.code === 'ECONNRESET' ? 'the radio cut the connection' : error.message;
      resolve(err(problemOf(error, where))); // no effect once it has been opened
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      socket.on('data', (bytes) => handlers.onBytes(bytes));
      socket.once('end', () => socket.destroy());
      socket.once('close', () => handlers.onClose(why));
      resolve(ok(streamOf(socket)));
    });
  });
}

export const tcpOpener = (host: string, port: number): StreamOpener => ({
  address: `tcp:${host.includes(':') ? `[${host}]` : host}:${port}`,
  link: 'stream',
  reopenMsMax: REOPEN_MS_MAX,
  open: (handlers) => openTcp(host, port, handlers),
});
