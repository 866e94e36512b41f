// Real gateway processes, and a phone of the product's own code that reaches them over a real WebSocket.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createClock } from '#gateway/clock.ts';
import { nodeOptions } from '#gateway/node-options.ts';
import { createMemoryStore } from '#gateway/store/memory-store.ts';
import { phonePort } from '#gateway/lan/phone-port.ts';
import { publicKey, secretKeyFromSeed, sign, verify } from '#protocol/crypto/bls.ts';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { createDriver, type Driver } from '#protocol/node/drive.ts';
import { genesisRow } from '#protocol/node/archive.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { FolkmootNode, Secrets } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { communityHexOf, encodeGenesis, genesisMessage } from '#protocol/wire/genesis.ts';
import { modules } from '#modules/index.ts';

export type Process = {
  readonly child: ChildProcess;
  readonly lines: () => string;
  /** Waits for text that matches; the first group of the match. Rejects if the process ends before. */
  until(pattern: RegExp): Promise<string>;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

const running = new Set<Process>();
const folders: string[] = [];

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-gateway-'));
  folders.push(folder);
  return folder;
}

/** For afterEach: nothing is left behind. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...running].map((one) => one.kill('SIGKILL')));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** `within`: words before the command, such as those that enter a network namespace. */
type Started = { readonly command?: string; readonly within?: readonly string[] };

/** `folkmoot gateway` on a port of the system's choice, without the page. */
export function startGatewayProcess(
  args: readonly string[],
  { command = 'gateway', within = [] }: Started = {},
): Process {
  const all = ['--import', 'tsx', 'gateway/cli/main.ts', command, '--no-page', '--host', '127.0.0.1', ...args];
  const [program, ...words] = [...within, process.execPath, ...all];
  const child = spawn(program!, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    for (const watch of watchers) watch();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stderr })),
  );
  const started: Process = {
    child,
    lines: () => out,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = (): void => {
          const found = pattern.exec(out);
          if (!found) return;
          watchers.delete(watch);
          resolve(found[1] ?? found[0]);
        };
        watchers.add(watch);
        watch();
        void ended.then(() => reject(new Error(`it ended before ${pattern}: ${out}\n${stderr}`)));
      }),
    async kill(signal) {
      child.kill(signal);
      await ended;
      running.delete(started);
    },
  };
  running.add(started);
  return started;
}

export const portOf = async (gateway: Process): Promise<number> =>
  Number(await gateway.until(/http:\/\/127\.0\.0\.1:(\d+)/));
export const tokenOf = (gateway: Process): Promise<string> => gateway.until(/#control=([0-9a-f]{32})/);
export const fingerprintOf = (gateway: Process): Promise<string> =>
  gateway.until(/Fingerprint for other gateways: ([0-9a-f]{32})/);

/** A community of one, founded by a key from this seed, and the invitation to it. */
export function hamlet(seed: string): {
  readonly secrets: Secrets;
  readonly invitation: string;
  readonly genesis: Uint8Array;
} {
  const signingKey = secretKeyFromSeed(toUtf8(`founder of ${seed}`.padEnd(32)));
  const genesis = { foundedAt: 1_000_000, founderKey: publicKey(signingKey), name: seed };
  const signature = sign(genesisMessage(genesis), signingKey, 'possession');
  const frameSecret = Uint8Array.from({ length: 32 }, (_, i) => i);
  const secrets = { community: communityHexOf(genesis), frameSecret, epoch: 0, day: 0, signingKey, log: 0 };
  return { secrets, invitation: encodeInvitation(secrets), genesis: encodeGenesis({ genesis, signature }) };
}

export type Phone = {
  readonly node: FolkmootNode;
  readonly driver: Driver;
  connect(port: number, host?: string): Promise<void>;
  disconnect(): void;
};

/** A phone with this key, and what it held before. Without that it learns of the community from its peers. */
export async function phone(secrets: Secrets, before?: Uint8Array | readonly Stored[]): Promise<Phone> {
  const clock = createClock();
  const store = createMemoryStore();
  for (const row of before instanceof Uint8Array ? [genesisRow(before)] : (before ?? [])) await store.append(row);
  const node = createNode({ ...nodeOptions(modules, secrets), seed: secrets.community }, clock.nowMs());
  const driver = createDriver(node, {
    store,
    clock,
    verifier: { verify: async (claim) => verify(claim) },
    report: (told) => {
      if (told.kind === 'broken') throw told.error;
    },
  });
  await driver.start();
  let socket: WebSocket | undefined;
  return {
    node,
    driver,
    connect: (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        const opening = new WebSocket(`ws://${host}:${port}/link`);
        socket = opening;
        opening.on('error', reject);
        opening.on('open', () => {
          driver.attach(phonePort('gateway', opening, clock.nowMs));
          resolve();
        });
      }),
    disconnect: () => socket?.terminate(),
  };
}

/** Waits until something is so; the test's own limit ends a wait in vain. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
