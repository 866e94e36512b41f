// A radio on a USB cable: 115200 baud, 8N1. Ports are opened for us alone, so that a second program is
// told, and looked for again every few seconds when the cable is pulled.

import { SerialPort } from 'serialport';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ByteStream, LinkProblem, StreamHandlers, StreamOpener } from './byte-stream.ts';
import { listPorts, whereIs, type ListPorts, type UsbPort } from './usb-ports.node.ts';

const BAUD = 115_200;
/** Looking for a port costs nothing, and a person who has just plugged it in again is waiting. */
const REOPEN_MS_MAX = 5_000;

/** The part of serialport that we use; tests hand in the package's own mock. */
export type PortLike = Pick<
  SerialPort,
  'open' | 'write' | 'close' | 'set' | 'on' | 'once' | 'removeAllListeners' | 'isOpen' | 'drain'
>;
export type CreatePort = (options: { path: string; baudRate: number; autoOpen: false; lock: true }) => PortLike;

type Row = { readonly says: RegExp; readonly problem: (path: string) => LinkProblem };
const PROBLEMS: readonly Row[] = [
  {
    says: /No such file|cannot find|File not found|does not exist|Port does not/i,
    problem: (path) => ({
      kind: 'no-such-port',
      words: `There is no port ${path}. Is the radio plugged in, with a cable that carries data? (folkmoot radio list shows the ports.)`,
    }),
  },
  {
    says: /Permission denied|EACCES|Access denied/i,
    problem: (path) => ({
      kind: 'no-permission',
      words: `You may not use ${path}. Join the group that may: sudo usermod -aG dialout $USER, then log out and in again.`,
    }),
  },
  {
    says: /lock port|temporarily unavailable|busy|in use|EBUSY/i,
    problem: (path) => ({
      kind: 'busy',
      words: `Another program uses ${path} (a serial monitor, the Meshtastic command line, a second gateway). Close it: two cannot share a radio.`,
    }),
  },
  {
    says: /Inappropriate ioctl|ENOTTY|not a character|Is a directory|Invalid argument/i,
    problem: (path) => ({
      kind: 'no-such-port',
      words: `${path} is no serial port. (folkmoot radio list shows the ports.)`,
    }),
  },
];

function problemOf(error: Error, path: string): LinkProblem {
  const row = PROBLEMS.find(({ says }) => says.test(error.message));
  return row ? row.problem(path) : { kind: 'failed', words: `${path}: ${error.message}` };
}

function streamOf(port: PortLike, quiet: () => void): ByteStream {
  return {
    write: (bytes) => {
      // An error here is followed by `close`, which tells it; without a listener it would end the process.
      if (port.isOpen) port.write(Buffer.from(bytes), () => {});
    },
    close: () => {
      quiet();
      if (port.isOpen) port.drain(() => (port.isOpen ? port.close(() => {}) : undefined)); // a last `disconnect` goes out
    },
  };
}

function openSerial(
  path: string,
  create: CreatePort,
  handlers: StreamHandlers,
): Promise<Result<ByteStream, LinkProblem>> {
  return new Promise((resolve) => {
    let port: PortLike;
    try {
      port = create({ path, baudRate: BAUD, autoOpen: false, lock: true });
    } catch (thrown) {
      resolve(err(problemOf(thrown instanceof Error ? thrown : new Error(String(thrown)), path)));
      return;
    }
    let isEnded = false;
    const end = (why: string): void => {
      if (isEnded) return;
      isEnded = true;
      handlers.onClose(why);
    };
    port.on('error', (error: Error) => {
      if (port.isOpen) port.close(() => {});
      end(error.message);
    });
    port.open((error) => {
      if (error) {
        isEnded = true;
        resolve(err(problemOf(error, path)));
        return;
      }
      // Boards with USB of their own send only while DTR is up. Pseudo-terminals know no such lines (ENOTTY).
      port.set({ dtr: true, rts: true }, () => {});
      port.on('data', (bytes: Uint8Array) => {
        if (!isEnded) handlers.onBytes(bytes);
      });
      port.once('close', () => end('the radio was unplugged or switched off'));
      resolve(ok(streamOf(port, () => (isEnded = true))));
    });
  });
}

/** Ports get their names in the order of plugging in: what stood at a path may come back at another. */
async function portsNow(list: ListPorts): Promise<readonly UsbPort[]> {
  try {
    return await list();
  } catch {
    return []; // then the path is all there is to go by
  }
}

export type SerialOptions = { readonly create?: CreatePort; readonly list?: ListPorts };

/**
 * Opens `path`; after the first time, the same USB device wherever it is plugged in then. A path that is a link
 * of the system's own (/dev/serial/by-id/...) finds the device by itself.
 */
export function serialOpener(
  path: string,
  { create = (options) => new SerialPort(options), list = listPorts }: SerialOptions = {},
): StreamOpener {
  let known: UsbPort | undefined;
  return {
    address: `serial:${path}`,
    link: 'stream',
    reopenMsMax: REOPEN_MS_MAX,
    async open(handlers) {
      const where = known ? whereIs(known, await portsNow(list)) : path;
      if (where === undefined) return err(PROBLEMS[0]!.problem(path));
      const opened = await openSerial(where, create, handlers);
      if (opened.ok && !known) known = (await portsNow(list)).find((port) => port.path === path && port.vendorId);
      else if (opened.ok && known) known = { ...known, path: where };
      return opened;
    },
  };
}

/** USB chips that Meshtastic boards carry. Vendor alone where a vendor makes only such boards. */
const RADIO_CHIPS: readonly { readonly vendorId: string; readonly productId?: string; readonly label: string }[] = [
  { vendorId: '303a', label: 'Espressif board (ESP32-S3, C3, C6)' },
  { vendorId: '239a', label: 'nRF52840 board (RAK4631, T-Echo, T114)' },
  { vendorId: '2886', label: 'Seeed board (T1000-E, Wio, XIAO)' },
  { vendorId: '2e8a', label: 'RP2040 board' },
  { vendorId: '10c4', productId: 'ea60', label: 'CP2102 cable chip (Heltec, T-Beam)' },
  { vendorId: '1a86', productId: '55d4', label: 'CH9102 cable chip (T-Beam, T-LoRa)' },
  { vendorId: '1a86', productId: '55d3', label: 'CH343 cable chip' },
  { vendorId: '1a86', productId: '7523', label: 'CH340 cable chip' },
];

export type FoundPort = {
  readonly address: string;
  readonly path: string;
  /** What the USB chip suggests; undefined: probably no radio. */
  readonly label: string | undefined;
  readonly serialNumber: string | undefined;
};

/** The serial ports of this computer, likely radios first. Never more than a person can read. */
export async function listSerialPorts(list: ListPorts = listPorts): Promise<readonly FoundPort[]> {
  const found = (await list()).map(({ path, vendorId, productId, serialNumber }) => ({
    address: `serial:${path}`,
    path,
    label: RADIO_CHIPS.find((chip) => chip.vendorId === vendorId && (!chip.productId || chip.productId === productId))
      ?.label,
    serialNumber,
  }));
  return found
    .sort((a, b) => Number(b.label !== undefined) - Number(a.label !== undefined) || a.path.localeCompare(b.path))
    .slice(0, 64);
}
