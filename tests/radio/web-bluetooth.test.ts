// A radio over Bluetooth from a page, when the browser or the radio does not answer: every opening has an end, in
// words, and no end of an earlier connection falls on a later one.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { webBluetoothOpener, type BluetoothRadio, type Characteristic } from '#radio/links/web-bluetooth.web.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A step of the browser that is answered when the test says so. */
type Step = { readonly promise: Promise<unknown>; readonly answer: () => void };
function step(): Step {
  let answer = (): void => {};
  const promise = new Promise<undefined>((resolve) => {
    answer = () => resolve(undefined);
  });
  return { promise, answer };
}
const settled = () => vi.advanceTimersByTimeAsync(0);

function standIn() {
  const steps = { connect: step(), startNotifications: step(), read: step() };
  const did: string[] = [];
  const characteristic: Characteristic = Object.assign(new EventTarget(), {
    readValue: async () => {
      await steps.read.promise;
      return new DataView(new ArrayBuffer(0));
    },
    writeValueWithResponse: (bytes: Uint8Array) => Promise.resolve(void did.push(`wrote ${bytes.length}`)),
    startNotifications: () => steps.startNotifications.promise,
  });
  const server = {
    connected: false,
    getPrimaryService: () => Promise.resolve({ getCharacteristic: () => Promise.resolve(characteristic) }),
    disconnect: () => {
      did.push('disconnected');
      server.connected = false;
      radio.dispatchEvent(new Event('gattserverdisconnected'));
    },
  };
  const connect = async () => {
    did.push('asked');
    await steps.connect.promise;
    server.connected = true;
    did.push('connected');
    return server;
  };
  const radio: BluetoothRadio = Object.assign(new EventTarget(), { name: 'Hill', gatt: { connect } });
  const ends: string[] = [];
  const open = () => webBluetoothOpener(radio).open({ onBytes: () => {}, onClose: (why) => void ends.push(why) });
  return { steps, server, did, ends, open };
}

test('a connection that the browser never makes is given up after half a minute, and tried again in turn', async () => {
  const { steps, did, open } = standIn();
  const first = open();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await first).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  const second = open();
  await settled();
  expect(did).toEqual(['asked']); // the browser is still at the first
  steps.startNotifications.answer();
  steps.connect.answer();
  expect((await second).ok).toBe(true);
  expect(did).toEqual(['asked', 'connected', 'disconnected', 'asked', 'connected']);
});

test('a radio that stops answering on the way is left, so that the next try finds it free', async () => {
  const { steps, did, open } = standIn();
  steps.connect.answer();
  const first = open();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await first).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  expect(did).toEqual(['asked', 'connected', 'disconnected']);
});

test('a radio that goes away while it is opened is told as not opened, and as nothing else', async () => {
  const { steps, server, ends, open } = standIn();
  steps.connect.answer();
  const opening = open();
  await settled();
  server.disconnect();
  steps.startNotifications.answer();
  expect(await opening).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  expect(ends).toEqual([]);
});

test('let go while an operation hangs, it is disconnected all the same, and before it is opened again', async () => {
  const { steps, did, ends, open } = standIn();
  steps.connect.answer();
  steps.startNotifications.answer();
  const opened = await open();
  if (!opened.ok) throw new Error(opened.error.words);
  opened.value.write(Uint8Array.of(1, 2)); // and then it reads, for ever
  await settled();
  opened.value.close();
  const again = open();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(did).toEqual(['asked', 'connected', 'wrote 2']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await again).ok).toBe(true);
  expect(did.slice(3)).toEqual(['disconnected', 'asked', 'connected']);
  expect(ends).toEqual([]);
});
