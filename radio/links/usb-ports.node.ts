// The serial ports of this computer and the USB devices behind them.
//
// On Linux read from sysfs: the serial package asks udevadm, which small systems and containers lack.
// Elsewhere the package is asked.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `vendorId` and `productId` are four hex digits, as USB writes them. */
export type UsbPort = {
  readonly path: string;
  readonly vendorId?: string;
  readonly productId?: string;
  readonly serialNumber?: string;
};
export type ListPorts = () => Promise<readonly UsbPort[]>;

/** From a port up to its USB device there are two or three folders. */
const LEVELS_MAX = 6;
/** A port on a board's pins, such as a Raspberry Pi's: no USB, but a radio may be soldered to it. */
const PIN_PORT = /^tty(?:AMA|mxc|THS)\d+$/;

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim().toLowerCase();
  } catch {
    return undefined;
  }
};

function usbDeviceOf(folder: string): string | undefined {
  let at = folder;
  for (let level = 0; level < LEVELS_MAX; level++, at = dirname(at)) {
    if (textOf(join(at, 'idVendor')) !== undefined) return at;
  }
  return undefined;
}

/** `sys` and `dev` are other folders in tests. */
export function linuxPorts(sys = '/sys/class/tty', dev = '/dev'): readonly UsbPort[] {
  return readdirSync(sys).flatMap((name): UsbPort[] => {
    let device: string;
    try {
      device = realpathSync(join(sys, name, 'device'));
    } catch {
      return []; // a console or a pseudo-terminal: no device behind it
    }
    const path = `${dev}/${name}`;
    const usb = usbDeviceOf(device);
    if (usb === undefined) return PIN_PORT.test(name) ? [{ path }] : [];
    const [vendorId, productId] = [textOf(join(usb, 'idVendor')), textOf(join(usb, 'idProduct'))];
    const serialNumber = textOf(join(usb, 'serial'));
    return [
      {
        path,
        ...(vendorId === undefined ? {} : { vendorId }),
        ...(productId === undefined ? {} : { productId }),
        ...(serialNumber === undefined ? {} : { serialNumber }),
      },
    ];
  });
}

export const listPorts: ListPorts = async () => {
  if (process.platform === 'linux') return linuxPorts();
  const { SerialPort } = await import('serialport');
  return (await SerialPort.list()).map(({ path, vendorId, productId, serialNumber }) => ({
    path,
    ...(vendorId === undefined ? {} : { vendorId: vendorId.toLowerCase() }),
    ...(productId === undefined ? {} : { productId: productId.toLowerCase() }),
    ...(serialNumber === undefined ? {} : { serialNumber: serialNumber.toLowerCase() }),
  }));
};

const isSameDevice = (a: UsbPort, b: UsbPort): boolean =>
  a.vendorId !== undefined &&
  a.vendorId === b.vendorId &&
  a.productId === b.productId &&
  a.serialNumber === b.serialNumber;

/**
 * Where the device that was at `path` is now: the same path if it is still there (or nobody can tell), another
 * one after it was plugged in again under another name, and undefined while it is away or not the only one of
 * its kind without a number of its own.
 */
export function whereIs(was: UsbPort, ports: readonly UsbPort[]): string | undefined {
  const same = ports.filter((port) => isSameDevice(port, was));
  if (same.some(({ path }) => path === was.path)) return was.path;
  return same.length === 1 ? same[0]!.path : undefined;
}
