/**
 * Serves a virtual radio on a pseudo-terminal, so that a serial client finds it under a path like
 * /tmp/radio. Node has no way to open one itself: Debian's socat does it, as a child process.
 *
 * A serial line knows no connection: the radio sees one client from the moment the line is there, and
 * a new want_config starts over. `unplug` takes the path away in mid-byte, as pulling the cable does.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plug, RadioHost } from './host.ts';

export type PtyRadio = {
  readonly path: string;
  plugged(): boolean;
  unplug(): Promise<void>;
  /** Resolves when the path is there again. */
  replug(): Promise<void>;
  close(): Promise<void>;
};

const APPEARS_MS_MAX = 3_000;
const RELINK_MS = 200;
const POLL_MS = 10;

async function untilThere(path: string, child: ChildProcess): Promise<void> {
  for (let waitedMs = 0; waitedMs < APPEARS_MS_MAX; waitedMs += POLL_MS) {
    if (existsSync(path)) return;
    if (child.exitCode !== null) break;
    await sleep(POLL_MS);
  }
  throw new Error(
    `the pseudo-terminal ${path} did not appear: is socat installed (on Debian: apt install socat), may this user write there?`,
  );
}

/** Rejects when socat is missing or the path cannot be made. */
export async function serveRadioOnPty(host: RadioHost, path: string): Promise<PtyRadio> {
  let child: ChildProcess | undefined;
  let wantsLine = true;

  const plugIn = async (): Promise<void> => {
    rmSync(path, { force: true });
    const line = spawn('socat', ['-b', '1024', `pty,raw,echo=0,link=${path}`, '-'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child = line;
    let plug: Plug | undefined;
    const join = (): void => {
      plug = host.plugIn({
        onBytes: (bytes) => {
          if (line.stdin.writable) line.stdin.write(bytes);
        },
        onClosed: () => {
          plug = undefined; // the line stays; the next bytes are a new client
        },
      });
    };
    line.stdin.on('error', () => undefined); // the line ended; 'exit' tells
    line.stdout.on('data', (bytes: Buffer) => {
      if (!plug) join();
      plug?.write(new Uint8Array(bytes));
    });
    line.on('error', () => undefined); // not installed: untilThere explains
    line.on('exit', () => {
      plug?.pullOut();
      if (child !== line) return;
      child = undefined;
      // socat ends when a client closes the line; a real port is still there afterwards.
      if (wantsLine) setTimeout(() => void (wantsLine && !child && plugIn()), RELINK_MS).unref();
    });
    await untilThere(path, line);
  };
  const unplug = async (): Promise<void> => {
    wantsLine = false;
    const line = child;
    child = undefined;
    if (line && line.exitCode === null) {
      const gone = new Promise((resolve) => line.once('exit', resolve));
      line.kill();
      await gone;
    }
    rmSync(path, { force: true });
  };

  await plugIn();
  return {
    path,
    plugged: () => child !== undefined,
    unplug,
    async replug() {
      wantsLine = true;
      await plugIn();
    },
    close: unplug,
  };
}
