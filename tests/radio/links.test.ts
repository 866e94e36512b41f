// Addresses as people write them, and what they are told when something is wrong.

import { describe, expect, test } from 'vitest';
import { createServer } from 'node:net';
import { parseAddress } from '#radio/links/address.ts';
import { openMeshtasticLink } from '#radio/links/open-link.node.ts';
import { serialOpener, type PortLike } from '#radio/links/serial.node.ts';
import { tcpOpener } from '#radio/links/tcp.node.ts';
import { like } from './like.ts';

const HANDLERS = { onBytes: () => {}, onClose: () => {} };

describe('an address', () => {
  test.each([
    ['tcp:192.168.4.1', { kind: 'tcp', host: '192.168.4.1', port: 4403 }],
    ['tcp:radio.local:4404', { kind: 'tcp', host: 'radio.local', port: 4404 }],
    ['tcp:[fe80::1%wlan0]:4403', { kind: 'tcp', host: 'fe80::1%wlan0', port: 4403 }],
    ['tcp:fe80::1', { kind: 'tcp', host: 'fe80::1', port: 4403 }],
    [' serial:/dev/ttyUSB0 ', { kind: 'serial', path: '/dev/ttyUSB0' }],
    ['serial:COM3', { kind: 'serial', path: 'COM3' }],
    ['serial:/dev/serial/by-id/usb-RAK:1', { kind: 'serial', path: '/dev/serial/by-id/usb-RAK:1' }],
  ])('%s is understood', (text, address) => {
    expect(parseAddress(text)).toEqual({ ok: true, value: address });
  });

  test.each([
    '',
    'tcp:',
    'tcp::4403',
    'tcp:host:0',
    'tcp:host:70000',
    'tcp:a b',
    'serial:',
    '/dev/ttyUSB0',
    'usb:1',
    'tcp:host:port',
  ])('%j is refused with an example', (text) => {
    expect(parseAddress(text)).toMatchObject({
      ok: false,
      error: { kind: 'bad-address', words: like.stringMatching(/tcp:|serial:|4403/) },
    });
    expect(openMeshtasticLink({ address: text }).ok).toBe(false);
  });
});

describe('a serial port that cannot be opened', () => {
  const failing = (message: string): PortLike =>
    ({
      open: (done: (error: Error) => void) => done(new Error(message)),
      on: () => {},
      once: () => {},
      isOpen: false,
    }) as unknown as PortLike;

  test.each([
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'no-such-port', /plugged in/],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'no-permission', /usermod -aG dialout/],
    ['Error Resource temporarily unavailable Cannot lock port', 'busy', /Another program/],
    ['Opening COM3: Access denied', 'no-permission', /COM3|ttyUSB0/],
    ['Error: Inappropriate ioctl for device, cannot open /dev/null', 'no-such-port', /no serial port/],
    ['something new', 'failed', /something new/],
  ])('for %j is told as %s', async (message, kind, words) => {
    const result = await serialOpener('/dev/ttyUSB0', { create: () => failing(message) }).open(HANDLERS);
    expect(result).toMatchObject({ ok: false, error: { kind, words: like.stringMatching(words) } });
  });

  test('really absent is told in words', async () => {
    const result = await serialOpener('/dev/folkmoot-has-no-such-port').open(HANDLERS);
    expect(result).toMatchObject({ ok: false, error: { kind: 'no-such-port' } });
  });
});

test('a name that nobody has is told as such', async () => {
  const result = await tcpOpener('no-such-radio.invalid', 4403).open(HANDLERS);
  expect(result).toMatchObject({
    ok: false,
    error: { kind: 'unreachable', words: like.stringContaining('no-such-radio.invalid') },
  });
});

test('a radio that speaks at once loses no byte to the opening', async () => {
  const server = createServer((socket) => socket.end(Buffer.from('hello')));
  const port = await new Promise<number>((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
  );
  const heard: Uint8Array[] = [];
  const ended = new Promise<string>(
    (done) => void tcpOpener('127.0.0.1', port).open({ onBytes: (bytes) => heard.push(bytes), onClose: done }),
  );
  expect(await ended).toBe('the radio ended the connection');
  expect(Buffer.concat(heard).toString()).toBe('hello');
  server.close();
});
