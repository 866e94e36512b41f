/**
 * A fake BlueZ: a Bluetooth adapter and Meshtastic radios near it, so that a browser's own Web Bluetooth
 * runs against virtual radios, without hardware and without root.
 *
 * Start the browser with DBUS_SYSTEM_BUS_ADDRESS set to `address`. What Chromium needs of BlueZ beyond its
 * documentation was found by trying: on Connect, first say Connected, then add the objects of the service,
 * then say ServicesResolved, and only then reply; descriptor 2902 must exist for notifications; a
 * notification is PropertiesChanged of Value while Notifying is true.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FROM_NUM, FROM_RADIO, RADIO_SERVICE, TO_RADIO } from '#radio/links/web-bluetooth.web.ts';
import { done, refused, serveBus, type Answer, type Bus, type Call } from './bus.ts';
import { variant } from './marshal.ts';
import { createObjectTree, type Properties } from './objects.ts';

const ADAPTER = '/org/bluez/hci0';
const DEVICE_1 = 'org.bluez.Device1';
const CHARACTERISTIC_1 = 'org.bluez.GattCharacteristic1';
const NOTIFY_DESCRIPTOR = '00002902-0000-1000-8000-00805f9b34fb';
/** The longest value of a characteristic (Bluetooth Core, Vol 3, Part F, 3.2.9). */
const VALUE_BYTES_MAX = 512;

/** One client's way to a radio: what Bluetooth makes of it is this file's business. */
export type RadioSocket = { write(bytes: Uint8Array): void; pullOut(): void };
export type PluggedIn = { onMessage(bytes: Uint8Array): void; onClosed(): void };
/** Undefined while the radio is off. */
export type PlugIn = (end: PluggedIn) => RadioSocket | undefined;

export type Operation = 'connect' | 'read' | 'write' | 'notify';
/** The last part of a BlueZ error name: `org.bluez.Error.Failed`. */
export type BluezError =
  'Failed' | 'AuthenticationFailed' | 'InProgress' | 'NotReady' | 'NotPermitted' | 'NotAuthorized' | 'NotPaired';

export type NearbyRadio = {
  readonly name: string;
  isConnected(): boolean;
  /** The next operation of this kind fails with this error. */
  failNext(operation: Operation, error: BluezError): void;
  /** Out of reach: the connection ends by itself. */
  drop(): void;
  /** Sizes of what was written, in bytes. */
  readonly writes: readonly number[];
  notifications(): number;
};

export type FakeBluez = {
  /** For DBUS_SYSTEM_BUS_ADDRESS. */
  readonly address: string;
  place(name: string, plugIn: PlugIn): NearbyRadio;
  stop(): Promise<void>;
};

const bool = (value: boolean) => variant('b', value);
const text = (value: string) => variant('s', value);
const path = (value: string) => variant('o', value);
const texts = (...values: string[]) => variant('as', values);

const ADAPTER_PROPERTIES: Properties = {
  Address: text('00:11:22:33:44:55'),
  AddressType: text('public'),
  Name: text('folkmoot-test'),
  Alias: text('folkmoot-test'),
  Class: variant('u', 0),
  Powered: bool(true),
  Discoverable: bool(false),
  DiscoverableTimeout: variant('u', 0),
  Pairable: bool(true),
  PairableTimeout: variant('u', 0),
  Discovering: bool(false),
  UUIDs: texts(),
  Modalias: text('usb:v1D6Bp0246d0537'),
  Roles: texts('central'),
};

const deviceProperties = (address: string, name: string): Properties => ({
  Address: text(address),
  AddressType: text('random'),
  Name: text(name),
  Alias: text(name),
  Class: variant('u', 0),
  Paired: bool(false),
  Bonded: bool(false),
  Trusted: bool(false),
  Blocked: bool(false),
  LegacyPairing: bool(false),
  Connected: bool(false),
  ServicesResolved: bool(false),
  UUIDs: texts(RADIO_SERVICE),
  Adapter: path(ADAPTER),
  RSSI: variant('n', -50),
});

/** What the service consists of, in the order in which BlueZ numbers it. */
const CHARACTERISTICS = [
  { part: 'char1', uuid: TO_RADIO, flags: ['write'] },
  { part: 'char2', uuid: FROM_RADIO, flags: ['read'] },
  { part: 'char3', uuid: FROM_NUM, flags: ['read', 'notify'] },
] as const;
const [TO, FROM, NUM] = CHARACTERISTICS;

type Handler = (call: Call) => Answer | Promise<Answer>;
type Placed = { readonly radio: NearbyRadio; readonly handlers: Readonly<Record<string, Handler>>; show(): void };

export async function startFakeBluez(): Promise<FakeBluez> {
  const folder = mkdtempSync(join(tmpdir(), 'folkmoot-bluez-'));
  const placed = new Map<string, Placed>();
  const bus: Bus = await serveBus(join(folder, 'bus'), { name: 'org.bluez', handle });
  const tree = createObjectTree((signal) => bus.signal(signal));
  tree.add('/org/bluez', { 'org.bluez.AgentManager1': {}, 'org.bluez.ProfileManager1': {} });
  tree.add(ADAPTER, { 'org.bluez.Adapter1': ADAPTER_PROPERTIES });

  const ADAPTER_METHODS: Readonly<Record<string, Handler>> = {
    'org.bluez.Adapter1.StartDiscovery': () => {
      tree.change(ADAPTER, 'org.bluez.Adapter1', { Discovering: bool(true) });
      // A radio is heard a moment after one begins to listen.
      setTimeout(() => {
        for (const { show } of placed.values()) show();
      }, 100);
      return done();
    },
    'org.bluez.Adapter1.StopDiscovery': () => {
      tree.change(ADAPTER, 'org.bluez.Adapter1', { Discovering: bool(false) });
      return done();
    },
  };

  async function handle(call: Call): Promise<Answer> {
    const own = tree.answer(call) ?? ADAPTER_METHODS[`${call.interface}.${call.member}`]?.(call);
    if (own) return own;
    const [devicePath] = [...placed.keys()].filter((each) => call.path === each || call.path.startsWith(`${each}/`));
    if (devicePath === undefined) return done(); // agents, profiles, filters: nothing of ours depends on them
    const part = call.path === devicePath ? '' : call.path.slice(call.path.lastIndexOf('/') + 1);
    const handler = placed.get(devicePath)!.handlers[`${part}.${call.member}`];
    return handler ? handler(call) : refused('org.bluez.Error.NotSupported');
  }

  function place(name: string, plugIn: PlugIn): NearbyRadio {
    const octets = ['C0', 'FF', 'EE', '00', '00', (placed.size + 1).toString(16).padStart(2, '0')];
    const at = `${ADAPTER}/dev_${octets.join('_')}`;
    const service = `${at}/service1`;
    const of = (part: string): string => `${service}/${part}`;
    const failures = new Map<Operation, BluezError>();
    const writes: number[] = [];
    let waiting: Uint8Array[] = [];
    let socket: RadioSocket | undefined;
    let count = 0;
    let notified = 0;
    let isNotifying = false;
    let willTell = false;

    const failing = (operation: Operation): Answer | undefined => {
      const error = failures.get(operation);
      failures.delete(operation);
      return error === undefined ? undefined : refused(`org.bluez.Error.${error}`);
    };
    const countBytes = (): Uint8Array => {
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setUint32(0, count, true);
      return bytes;
    };

    /** The firmware tells that something waits, not how much: what comes together is told once. */
    const tellSoon = (): void => {
      if (willTell) return;
      willTell = true;
      setImmediate(() => {
        willTell = false;
        count += 1;
        if (!isNotifying) return;
        notified += 1;
        tree.change(of(NUM.part), CHARACTERISTIC_1, { Value: variant('ay', countBytes()) });
      });
    };

    const addService = (): void => {
      tree.add(service, {
        'org.bluez.GattService1': {
          UUID: text(RADIO_SERVICE),
          Device: path(at),
          Primary: bool(true),
          Includes: variant('ao', []),
        },
      });
      for (const { part, uuid, flags } of CHARACTERISTICS) {
        tree.add(of(part), {
          [CHARACTERISTIC_1]: {
            UUID: text(uuid),
            Service: path(service),
            Value: variant('ay', new Uint8Array(0)),
            Notifying: bool(false),
            Flags: texts(...flags),
          },
        });
      }
      tree.add(`${of(NUM.part)}/desc1`, {
        'org.bluez.GattDescriptor1': {
          UUID: text(NOTIFY_DESCRIPTOR),
          Characteristic: path(of(NUM.part)),
          Value: variant('ay', new Uint8Array(0)),
        },
      });
    };

    const disconnect = (): void => {
      const plugged = socket;
      socket = undefined;
      isNotifying = false;
      waiting = [];
      plugged?.pullOut();
      if (tree.get(at, DEVICE_1, 'Connected') !== true) return;
      tree.change(at, DEVICE_1, { ServicesResolved: bool(false) });
      tree.remove(service);
      tree.change(at, DEVICE_1, { Connected: bool(false) });
    };

    const connect = (): Answer => {
      const failed = failing('connect');
      if (failed) return failed;
      if (socket) return done();
      socket = plugIn({
        onMessage: (bytes) => {
          waiting.push(bytes);
          tellSoon();
        },
        onClosed: disconnect,
      });
      if (!socket) return refused('org.bluez.Error.Failed');
      tree.change(at, DEVICE_1, { Connected: bool(true) });
      addService();
      tree.change(at, DEVICE_1, { ServicesResolved: bool(true) });
      return done();
    };

    const write = ({ body }: Call): Answer => {
      const failed = failing('write');
      if (failed) return failed;
      const bytes = body[0] as Uint8Array;
      if (bytes.length > VALUE_BYTES_MAX) return refused('org.bluez.Error.InvalidValueLength');
      writes.push(bytes.length);
      socket?.write(bytes);
      return done();
    };

    const setNotifying = (next: boolean): Answer => {
      isNotifying = next;
      tree.change(of(NUM.part), CHARACTERISTIC_1, { Notifying: bool(next) });
      return done();
    };

    const handlers: Readonly<Record<string, Handler>> = {
      '.Connect': connect,
      '.Disconnect': () => {
        disconnect();
        return done();
      },
      [`${TO.part}.WriteValue`]: write,
      [`${FROM.part}.ReadValue`]: () => failing('read') ?? done('ay', waiting.shift() ?? new Uint8Array(0)),
      [`${NUM.part}.ReadValue`]: () => failing('read') ?? done('ay', countBytes()),
      [`${NUM.part}.StartNotify`]: () => failing('notify') ?? setNotifying(true),
      [`${NUM.part}.StopNotify`]: () => setNotifying(false),
      'desc1.ReadValue': () => done('ay', Uint8Array.of(isNotifying ? 1 : 0, 0)),
      'desc1.WriteValue': () => done(),
    };

    const radio: NearbyRadio = {
      name,
      isConnected: () => socket !== undefined,
      failNext: (operation, error) => void failures.set(operation, error),
      drop: disconnect,
      writes,
      notifications: () => notified,
    };
    const show = (): void => {
      if (!tree.has(at)) return tree.add(at, { [DEVICE_1]: deviceProperties(octets.join(':'), name) });
      // A radio that is known already is news again when it is heard: by its strength.
      tree.change(at, DEVICE_1, { RSSI: variant('n', -50) });
    };
    placed.set(at, { radio, handlers, show });
    return radio;
  }

  return {
    address: bus.address,
    place,
    async stop() {
      for (const { radio } of placed.values()) radio.drop();
      await bus.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
