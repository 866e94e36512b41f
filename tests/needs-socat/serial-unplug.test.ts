// A session over a real pseudo-terminal pair: the cable is pulled in the middle of a frame and put back.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, createReadStream, writeSync, closeSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMeshtasticLink } from '#radio/links/open-link.node.ts';
import { serialOpener } from '#radio/links/serial.node.ts';
import type { LinkEvent } from '#radio/links/meshtastic-link.ts';
import { until } from '../contracts/radio-link-contract.ts';
import { createFakeRadio, fromRadio } from '../radio/fake-radio.ts';
import { like } from '../radio/like.ts';

let folder: string;
let cable: ChildProcess | undefined;
const ours = (): string => join(folder, 'ours');
const radios = (): string => join(folder, 'radio');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folkmoot-pty-'));
});
afterEach(async () => {
  await unplug();
  rmSync(folder, { recursive: true });
});

/** Plugs the cable in: two pseudo-terminals, and our fake radio reading and answering on the far one. */
async function plugIn(radio = createFakeRadio()): Promise<(bytes: Uint8Array) => void> {
  cable = spawn('socat', [`pty,raw,echo=0,link=${ours()}`, `pty,raw,echo=0,link=${radios()}`], { stdio: 'ignore' });
  await until(() => existsSync(ours()) && existsSync(radios()), 'socat has made the pair');
  const fd = openSync(radios(), 'r+');
  const say = (bytes: Uint8Array): void => void writeSync(fd, bytes);
  const reader = createReadStream('', { fd, autoClose: false });
  reader.on('data', (bytes) => {
    for (const reply of radio.answer(bytes as Buffer)) say(reply);
  });
  reader.on('error', () => closeSync(fd)); // the cable is gone
  return say;
}

async function unplug(): Promise<void> {
  if (!cable || cable.exitCode !== null || cable.signalCode !== null) return;
  cable.kill();
  await once(cable, 'exit');
}

test('unplugged in mid-frame and plugged in again, nothing leaks, nothing is lost without a word', async () => {
  const say = await plugIn();
  const events: LinkEvent[] = [];
  const opened = openMeshtasticLink({ address: `serial:${ours()}` });
  if (!opened.ok) throw new Error(opened.error.words);
  const link = opened.value;
  link.listen((event) => events.push(event));
  const count = (kind: LinkEvent['kind']): number => events.filter((event) => event.kind === kind).length;
  await until(() => count('ready') === 1, 'the radio is ready');

  const frame = fromRadio({ packet: { from: 3, decoded: { portnum: 256, payload: new Uint8Array(200) } } });
  say(Buffer.from('INFO  | booted\r\n'));
  say(frame);
  say(frame.subarray(0, 90));
  await until(() => count('received') === 1, 'the whole frame is received');
  await unplug();
  await until(() => count('lost') === 1, 'the loss is told');
  await until(() => count('not-opened') > 0, 'the missing port is told');
  expect(events.find(({ kind }) => kind === 'not-opened')).toMatchObject({ problem: { kind: 'no-such-port' } });
  const ref = link.send(Uint8Array.of(1), { hopLimit: 3 });

  const sayAgain = await plugIn();
  await until(() => count('ready') === 2, 'the radio is ready again');
  sayAgain(frame);
  await until(() => count('received') === 2, 'the first frame after the gap is whole');
  await until(
    () => events.some((event) => event.kind === 'ended' && event.ref === ref && event.outcome.kind === 'sent'),
    'what waited has gone out',
  );
  link.close();
}, 30_000);

test('a second program on the same port is told that the port is taken', async () => {
  await plugIn();
  const handlers = { onBytes: () => {}, onClose: () => {} };
  const first = await serialOpener(ours()).open(handlers);
  const second = await serialOpener(ours()).open(handlers);
  expect(second).toMatchObject({
    ok: false,
    error: { kind: 'busy', words: like.stringContaining('Another program') },
  });
  if (first.ok) first.value.close();
});
