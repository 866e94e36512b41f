// A radio over Bluetooth from the page (Web Bluetooth: Chromium browsers, Android among them).
//
// The radio's service has three characteristics: toRadio is written, fromRadio is read until it is empty,
// fromNum notifies that something waits. Messages go without the four bytes of the stream header. The
// platform allows one operation at a time, so all of them stand in one line.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ByteStream, LinkProblem, StreamHandlers, StreamOpener } from './byte-stream.ts';

export const RADIO_SERVICE = '6ba1b218-15a8-461f-9fa8-5dcae273eafd';
export const TO_RADIO = 'f75c76d2-129e-4dad-a1dd-7866124401e7';
export const FROM_RADIO = '2c55e69e-4993-11ed-b878-0242ac120002';
export const FROM_NUM = 'ed9da18c-a800-4f66-a670-aa7547e34453';
const REOPEN_MS_MAX = 30_000;
/** Android gives up after 30 s by itself; other systems may leave a connection hanging for ever. */
const OPEN_WAIT_MS = 30_000;
/** For what is still to be written when we let a radio go. */
const LAST_WORDS_MS = 2_000;
/** One drain never reads more: a radio that always has something is not let hold the line for ever. */
const DRAIN_MAX = 512;

/** The part of Web Bluetooth that we use; TypeScript's DOM library does not describe it. */
export type Characteristic = EventTarget & {
  readValue(): Promise<DataView>;
  writeValueWithResponse(bytes: Uint8Array): Promise<void>;
  startNotifications(): Promise<unknown>;
};
type Service = { getCharacteristic(uuid: string): Promise<Characteristic> };
type Server = { readonly connected: boolean; getPrimaryService(uuid: string): Promise<Service>; disconnect(): void };
export type BluetoothRadio = EventTarget & {
  readonly name?: string;
  readonly gatt?: { connect(): Promise<Server> };
};
type Bluetooth = { requestDevice(options: { filters: { services: string[] }[] }): Promise<BluetoothRadio> };

const UNSUPPORTED: LinkProblem = {
  kind: 'unsupported',
  words: 'This browser cannot use Bluetooth radios. Use Chrome on Android or on a computer, or the gateway.',
};

const NOT_LET_IN: LinkProblem = {
  kind: 'no-permission',
  words: 'The radio did not let us in. Pair it first with the code on its screen (123456 if it has none).',
};

const NO_ANSWER: LinkProblem = {
  kind: 'timeout',
  words: 'The radio did not answer over Bluetooth in time. Come closer, or switch it off and on.',
};
const OUT_OF_REACH = 'the radio went out of reach or was switched off';

function problemOf(thrown: unknown): LinkProblem {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (name === 'NotFoundError')
    return { kind: 'no-such-port', words: 'No radio was chosen. Switch its Bluetooth on and choose it in the list.' };
  if (name === 'SecurityError' || name === 'NotAllowedError') return NOT_LET_IN;
  if (name === 'NetworkError') {
    return {
      kind: 'unreachable',
      words: 'The radio does not answer over Bluetooth. Come closer; disconnect other phones from it: it serves one.',
    };
  }
  return { kind: 'failed', words: `Bluetooth failed: ${message}` };
}

/** Asks the person for a radio. Must be called from a tap. */
export async function requestBluetoothRadio(): Promise<Result<StreamOpener, LinkProblem>> {
  const { bluetooth } = navigator as { bluetooth?: Bluetooth };
  if (!bluetooth) return err(UNSUPPORTED);
  try {
    return ok(webBluetoothOpener(await bluetooth.requestDevice({ filters: [{ services: [RADIO_SERVICE] }] })));
  } catch (thrown) {
    return err(problemOf(thrown));
  }
}

/** Operations one after another; a failed one does not stop the next. */
function createLine(): (operation: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (operation) => {
    const next = last.then(operation);
    last = next.catch(() => {});
    return next;
  };
}

/** Radios that we are letting go, or were too slow to open: who comes next would be thrown out by the end of it. */
const leaving = new WeakMap<BluetoothRadio, Promise<void>>();

const after = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

/** One opening of a radio at a time, and each has an end. */
async function openInTurn(radio: BluetoothRadio, handlers: StreamHandlers): Promise<Result<ByteStream, LinkProblem>> {
  const tooLate = new AbortController();
  const opening = (leaving.get(radio) ?? Promise.resolve()).then(() => openRadio(radio, handlers, tooLate.signal));
  leaving.set(
    radio,
    opening.then(() => {}),
  );
  const timer = setTimeout(() => tooLate.abort(), OPEN_WAIT_MS);
  const late = new Promise<Result<ByteStream, LinkProblem>>((resolve) => {
    tooLate.signal.addEventListener('abort', () => resolve(err(NO_ANSWER)));
  });
  const result = await Promise.race([opening, late]);
  clearTimeout(timer);
  return result;
}

async function openRadio(
  radio: BluetoothRadio,
  handlers: StreamHandlers,
  tooLate: AbortSignal,
): Promise<Result<ByteStream, LinkProblem>> {
  const inLine = createLine();
  let isOpen = false;
  let isEnded = false;
  let leave = (): void => {};
  let isConnected = (): boolean => false;
  let hasRead = false;
  /** A missing pairing has many names; what they share is a connection that stands and gives nothing. */
  const why = (thrown: unknown): LinkProblem => (isConnected() && !hasRead ? NOT_LET_IN : problemOf(thrown));
  try {
    if (tooLate.aborted) return err(NO_ANSWER);
    const server = await radio.gatt?.connect();
    if (!server) return err(UNSUPPORTED);
    leave = () => server.disconnect();
    isConnected = () => server.connected;
    tooLate.addEventListener('abort', () => leave()); // which ends what is under way
    if (tooLate.aborted) throw new Error(NO_ANSWER.words);
    const service = await server.getPrimaryService(RADIO_SERVICE);
    const toRadio = await service.getCharacteristic(TO_RADIO);
    const fromRadio = await service.getCharacteristic(FROM_RADIO);
    const fromNum = await service.getCharacteristic(FROM_NUM);

    const forget = (): void => {
      isEnded = true;
      radio.removeEventListener('gattserverdisconnected', onDisconnected);
      fromNum.removeEventListener('characteristicvaluechanged', drain);
    };
    const end = (why: string): void => {
      if (isEnded) return;
      forget();
      if (server.connected) server.disconnect();
      // Before that, the end is the answer to the opening.
      if (isOpen) handlers.onClose(why);
    };
    const readAll = async (): Promise<void> => {
      for (let read = 0; read < DRAIN_MAX && !isEnded; read++) {
        const value = await fromRadio.readValue();
        hasRead = true;
        if (value.byteLength === 0 || isEnded) return;
        handlers.onBytes(new Uint8Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength)));
      }
    };
    const failed = (thrown: unknown): void => end(why(thrown).words);
    const drain = (): void => void inLine(readAll).catch(failed);
    const onDisconnected = (): void => end(OUT_OF_REACH);

    leave = () => {
      forget();
      server.disconnect();
    };
    radio.addEventListener('gattserverdisconnected', onDisconnected);
    fromNum.addEventListener('characteristicvaluechanged', drain);
    await fromNum.startNotifications();
    if (isEnded) return err({ kind: 'unreachable', words: OUT_OF_REACH }); // meanwhile
    isOpen = true;
    return ok({
      write: (bytes) => {
        if (isEnded) return;
        inLine(() => toRadio.writeValueWithResponse(bytes)).catch(failed);
        drain(); // the first answers come before the first notification
      },
      close: () => {
        if (isEnded) return;
        forget();
        const lastWords = inLine(() => Promise.resolve());
        const gone = Promise.race([lastWords, after(LAST_WORDS_MS)]).then(() => {
          if (server.connected) server.disconnect();
        });
        leaving.set(radio, gone);
      },
    });
  } catch (thrown) {
    const problem = why(thrown);
    leave(); // half open is worse than closed: the next try would find its own leftovers
    return err(problem);
  }
}

export const webBluetoothOpener = (radio: BluetoothRadio): StreamOpener => ({
  address: `bluetooth:${radio.name ?? 'radio'}`,
  link: 'messages',
  reopenMsMax: REOPEN_MS_MAX,
  open: (handlers) => openInTurn(radio, handlers),
});
