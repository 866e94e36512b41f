/**
 * A virtual radio in its case: the machine of device.ts, joined to an ether, a clock and whoever plugs in.
 *
 * `plugIn` is the one socket, with bytes both ways: the TCP server and the pseudo-terminal put a real
 * carrier behind it; used directly it is the loopback stream of an embedded neighbourhood. Pure: clock
 * and timers come from outside, so the simulator may drive it on virtual time.
 */

import { assert } from '#protocol/bytes/result.ts';
import type { Ether } from './air.ts';
import { joinChunks, type ClientFraming } from './client-port.ts';
import { createVirtualRadio, type DeviceAction, type DeviceEvent, type VirtualRadioOptions } from './device.ts';
import type { RadioMemory } from './memory.ts';

export type HostClock = {
  readonly nowMs: () => number;
  /** Calls `wake` once at (or soon after) this time; the returned function calls it off. */
  readonly wakeAt: (atMs: number, wake: () => void) => () => void;
};

/** What a client offers the radio. */
export type ClientEnd = {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** The radio has hung up (another client came, a restart, silence). */
  readonly onClosed: () => void;
  /** `messages`: each call of onBytes is one protobuf without header, as over Bluetooth. */
  readonly framing?: ClientFraming;
};

/** What the radio offers a client. */
export type Plug = {
  readonly write: (bytes: Uint8Array) => void;
  readonly pullOut: () => void;
};

export type RadioHost = {
  readonly nodeNum: number;
  /** Undefined while the radio is down, or its Bluetooth for a client that comes that way. */
  plugIn(end: ClientEnd): Plug | undefined;
  switchOn(): void;
  switchOff(): void;
  isUp(): boolean;
  memory(): RadioMemory;
  /** Told of every change of `isUp`, so that a carrier can refuse clients meanwhile. */
  onPower(listener: (isUp: boolean) => void): void;
};

export type RadioHostOptions = Omit<VirtualRadioOptions, 'air'> & {
  readonly ether: Ether;
  readonly clock: HostClock;
  readonly onSave?: (memory: RadioMemory) => void;
};

export function createRadioHost(options: RadioHostOptions): RadioHost {
  const { ether, clock, onSave, ...rest } = options;
  const { nodeNum } = options.memory;
  const ends = new Map<number, ClientEnd>();
  const powerListeners: ((isUp: boolean) => void)[] = [];
  let nextClient = 1;
  let callOff: (() => void) | undefined;

  const air = ether.attach(nodeNum, {
    onAir: (event, nowUs) => perform(radio.handle({ kind: 'air', event }, nowUs / 1000)),
    mayRelay: (packet) => radio.mayRelay(packet),
  });
  const radio = createVirtualRadio({ ...rest, air });

  const tell = (event: DeviceEvent): void => perform(radio.handle(event, clock.nowMs()));
  const perform = (actions: readonly DeviceAction[]): void => {
    for (const action of actions) PERFORM[action.kind](action as never);
  };

  const PERFORM: { readonly [K in DeviceAction['kind']]: (action: Extract<DeviceAction, { kind: K }>) => void } = {
    'to-client': ({ client, chunks }) => {
      const end = ends.get(client);
      if (end?.framing === 'messages') for (const chunk of chunks) end.onBytes(chunk);
      else end?.onBytes(joinChunks(chunks));
    },
    'close-client': ({ client }) => {
      const end = ends.get(client);
      ends.delete(client);
      end?.onClosed();
    },
    save: ({ memory }) => onSave?.(memory),
    wake: ({ atMs }) => {
      callOff?.();
      callOff = clock.wakeAt(atMs, () => tell({ kind: 'woke' }));
    },
    down: () => {
      for (const listener of powerListeners) listener(false);
    },
    up: () => {
      for (const listener of powerListeners) listener(true);
    },
  };

  return {
    nodeNum,
    plugIn(end) {
      const { framing = 'stream' } = end;
      const client = nextClient++;
      ends.set(client, end);
      tell({ kind: 'client-connected', client, framing });
      // Asked afterwards: that word may have brought the radio up to a time at which it went down.
      if (!radio.isThereFor(framing)) {
        ends.delete(client);
        return undefined;
      }
      return {
        write(bytes) {
          assert(bytes instanceof Uint8Array, 'a client writes bytes');
          if (ends.has(client)) tell({ kind: 'client-bytes', client, bytes });
        },
        pullOut() {
          if (ends.delete(client)) tell({ kind: 'client-gone', client });
        },
      };
    },
    switchOn: () => tell({ kind: 'power-on' }),
    switchOff() {
      tell({ kind: 'power-off' });
      callOff?.();
    },
    isUp: radio.isUp,
    memory: radio.memory,
    onPower: (listener) => void powerListeners.push(listener),
  };
}
