// A radio that is plugged in again is the same radio, whatever name its port has then.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listSerialPorts, serialOpener, type PortLike } from '#radio/links/serial.node.ts';
import { linuxPorts, whereIs, type UsbPort } from '#radio/links/usb-ports.node.ts';

const radio = (path: string, serialNumber = 'a1'): UsbPort => ({
  path,
  vendorId: '10c4',
  productId: 'ea60',
  serialNumber,
});
const HANDLERS = { onBytes: () => {}, onClose: () => {} };

test('ports are read from the system with the USB device behind them; consoles are left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-sys-'));
  const usb = join(folder, 'devices/usb1/1-2');
  mkdirSync(join(usb, '1-2:1.0/ttyUSB0'), { recursive: true });
  for (const [name, text] of Object.entries({ idVendor: '10C4\n', idProduct: 'ea60\n', serial: 'A1\n' }))
    writeFileSync(join(usb, name), text);
  for (const name of ['ttyUSB0', 'ttyAMA0', 'ttyS0', 'tty1'])
    mkdirSync(join(folder, 'class', name), { recursive: true });
  mkdirSync(join(folder, 'devices/platform/uart'), { recursive: true });
  symlinkSync(join(usb, '1-2:1.0/ttyUSB0'), join(folder, 'class/ttyUSB0/device'));
  symlinkSync(join(folder, 'devices/platform/uart'), join(folder, 'class/ttyAMA0/device'));
  symlinkSync(join(folder, 'devices/platform/uart'), join(folder, 'class/ttyS0/device'));
  const ports = linuxPorts(join(folder, 'class'));
  expect(ports.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual([
    { path: '/dev/ttyAMA0' },
    radio('/dev/ttyUSB0'),
  ]);
  const listed = await listSerialPorts(() => Promise.resolve(ports));
  expect(listed[0]?.address).toBe('serial:/dev/ttyUSB0');
  expect(listed[0]?.label).toContain('CP2102');
  rmSync(folder, { recursive: true });
});

test('a device is found again under another name, not confused with its twin, and waited for while away', () => {
  const was = radio('/dev/ttyUSB0');
  expect(whereIs(was, [radio('/dev/ttyUSB0'), radio('/dev/ttyUSB1')])).toBe('/dev/ttyUSB0');
  expect(whereIs(was, [radio('/dev/ttyUSB0', 'b2'), radio('/dev/ttyUSB1')])).toBe('/dev/ttyUSB1');
  expect(whereIs(was, [radio('/dev/ttyUSB1'), radio('/dev/ttyUSB2')])).toBeUndefined();
  expect(whereIs(was, [radio('/dev/ttyUSB0', 'b2')])).toBeUndefined();
});

test('pulled out as ttyUSB0 and plugged in as ttyUSB1, while another device took its name, it is opened again', async () => {
  let ports = [radio('/dev/ttyUSB0')];
  const openedPaths: string[] = [];
  const opener = serialOpener('/dev/ttyUSB0', {
    list: () => Promise.resolve(ports),
    create: ({ path }) => {
      openedPaths.push(path);
      const port = {
        isOpen: true,
        open: (done: (error: null) => void) => done(null),
        on: () => port,
        once: () => port,
      };
      return { ...port, set: () => {}, write: () => true, close: () => {}, drain: () => {} } as unknown as PortLike;
    },
  });
  expect((await opener.open(HANDLERS)).ok).toBe(true);
  ports = [radio('/dev/ttyUSB0', 'gps')];
  expect(await opener.open(HANDLERS)).toMatchObject({ ok: false, error: { kind: 'no-such-port' } });
  ports = [radio('/dev/ttyUSB0', 'gps'), radio('/dev/ttyUSB1')];
  expect((await opener.open(HANDLERS)).ok).toBe(true);
  ports = [radio('/dev/ttyUSB2'), radio('/dev/ttyUSB1', 'gps')];
  expect((await opener.open(HANDLERS)).ok).toBe(true);
  expect(openedPaths).toEqual(['/dev/ttyUSB0', '/dev/ttyUSB1', '/dev/ttyUSB2']);
});
