// The contract of radio/links, held by the page's links over stand-ins for the browser's objects.

import { frameOf } from '#radio/meshtastic/framing.ts';
import {
  FROM_NUM,
  FROM_RADIO,
  TO_RADIO,
  webBluetoothOpener,
  type BluetoothRadio,
  type Characteristic,
} from '#radio/links/web-bluetooth.web.ts';
import { webSerialOpener, type WebSerialPort } from '#radio/links/web-serial.web.ts';
import { describeRadioLink, type Setup } from './radio-link-contract.ts';

const named = (name: string): Error => Object.assign(new Error(`stand-in: ${name}`), { name });

/** A serial port as a browser hands it out, with the cable's other end in our hands. */
function webSerial(): Setup {
  let isThere = true;
  let pieces: Uint8Array[] = [];
  let answer: (bytes: Uint8Array) => readonly Uint8Array[] = () => [];
  let out: ReadableStreamDefaultController<Uint8Array> | undefined;
  const port: { -readonly [K in keyof WebSerialPort]: WebSerialPort[K] } = {
    readable: null,
    writable: null,
    open() {
      if (!isThere) return Promise.reject(named('NetworkError'));
      port.readable = new ReadableStream({
        start: (controller) => {
          out = controller;
        },
      });
      port.writable = new WritableStream({
        write: (bytes) => {
          pieces.push(new Uint8Array(bytes));
          for (const reply of answer(bytes)) out?.enqueue(reply);
        },
      });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return {
    opener: webSerialOpener(port),
    present(answerWith = () => []) {
      isThere = true;
      pieces = [];
      answer = answerWith;
      return {
        received: () => Buffer.concat(pieces),
        write: (bytes) => out?.enqueue(new Uint8Array(bytes)),
        hangUp: () => out?.error(named('NetworkError')),
      };
    },
    absent: () => {
      isThere = false;
    },
    tearDown: () => {},
  };
}

/** Takes the stream header off where there is one: Bluetooth carries bare messages. */
const bare = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0x94 && bytes[1] === 0xc3 && bytes.length === 4 + ((bytes[2]! << 8) | bytes[3]!)
    ? bytes.subarray(4)
    : bytes;

/** A radio as a browser shows it over Bluetooth; two operations at once are an error, as on real ones. */
function webBluetooth(): Setup {
  let isThere = true;
  let isBusy = false;
  let pieces: Uint8Array[] = [];
  let waiting: Uint8Array[] = [];
  let answer: (bytes: Uint8Array) => readonly Uint8Array[] = () => [];
  const alone = async <T>(operation: () => T): Promise<T> => {
    if (isBusy) throw named('NetworkError');
    isBusy = true;
    await Promise.resolve();
    isBusy = false;
    return operation();
  };
  const characteristic = (part: Partial<Characteristic>): Characteristic =>
    Object.assign(new EventTarget(), {
      readValue: () => Promise.reject(named('NotSupportedError')),
      writeValueWithResponse: () => Promise.reject(named('NotSupportedError')),
      startNotifications: () => Promise.reject(named('NotSupportedError')),
      ...part,
    });
  const fromNum = characteristic({ startNotifications: () => alone(() => undefined) });
  const offer = (bytes: Uint8Array): void => {
    waiting.push(bare(bytes));
    fromNum.dispatchEvent(new Event('characteristicvaluechanged'));
  };
  const all: Readonly<Record<string, Characteristic>> = {
    [FROM_NUM]: fromNum,
    [FROM_RADIO]: characteristic({
      readValue: () => alone(() => new DataView(new Uint8Array(waiting.shift() ?? []).buffer)),
    }),
    [TO_RADIO]: characteristic({
      writeValueWithResponse: (bytes) =>
        alone(() => {
          pieces.push(new Uint8Array(bytes));
          for (const reply of answer(frameOf(bytes))) offer(reply);
        }),
    }),
  };
  const server = {
    connected: false,
    getPrimaryService: () => Promise.resolve({ getCharacteristic: (uuid: string) => Promise.resolve(all[uuid]!) }),
    disconnect: () => {
      if (!server.connected) return;
      server.connected = false;
      radio.dispatchEvent(new Event('gattserverdisconnected'));
    },
  };
  const gatt = {
    connect: () => {
      if (!isThere) return Promise.reject(named('NetworkError'));
      server.connected = true;
      return Promise.resolve(server);
    },
  };
  const radio: BluetoothRadio = Object.assign(new EventTarget(), { name: 'Hill_0001', gatt });
  return {
    opener: webBluetoothOpener(radio),
    present(answerWith = () => []) {
      isThere = true;
      pieces = [];
      waiting = [];
      answer = answerWith;
      return { received: () => Buffer.concat(pieces), write: offer, hangUp: () => server.disconnect() };
    },
    absent: () => {
      isThere = false;
    },
    tearDown: () => {},
  };
}

describeRadioLink('Web Serial', webSerial, 'busy');
describeRadioLink('Web Bluetooth', webBluetooth, 'unreachable');
