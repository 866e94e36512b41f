// A D-Bus message bus with one service on it, over a Unix socket: as much of a bus as a browser asks of one.
//
// It says the SASL greeting, answers org.freedesktop.DBus, hands calls for the one service to its handler,
// and sends that service's signals to everybody. Who calls anything else is told that it is unknown.

import { createServer, type Socket } from 'node:net';
import { decodeMessage, encodeMessage, type Message } from './message.ts';
import type { Value } from './marshal.ts';

export type Call = {
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly Value[];
};
export type Answer =
  | { readonly ok: true; readonly signature: string; readonly body: readonly Value[] }
  | { readonly ok: false; readonly error: string; readonly words: string };
export type Signal = Call & { readonly signature: string };

export type Bus = {
  /** For DBUS_SYSTEM_BUS_ADDRESS. */
  readonly address: string;
  signal(signal: Signal): void;
  close(): Promise<void>;
};

export type Service = { readonly name: string; readonly handle: (call: Call) => Promise<Answer> };

const BUS_NAME = 'org.freedesktop.DBus';
/** The service's own address on the bus. */
const OWNER = ':1.0';
const GUID = '0123456789abcdef0123456789abcdef';
const LINE_BYTES_MAX = 4096;

export const done = (signature = '', ...body: readonly Value[]): Answer => ({ ok: true, signature, body });
export const refused = (error: string, words = error): Answer => ({ ok: false, error, words });

/** The bus itself, by method. */
const BUS_METHODS: Readonly<Record<string, (name: Value | undefined, call: BusCall) => Answer>> = {
  Hello: (_name, { caller }) => done('s', caller),
  AddMatch: () => done(),
  RemoveMatch: () => done(),
  RequestName: () => done('u', 1),
  NameHasOwner: (name, { service }) => done('b', name === service),
  GetNameOwner: (name, { service }) =>
    name === service ? done('s', OWNER) : refused(`${BUS_NAME}.Error.NameHasNoOwner`),
  StartServiceByName: (name, { service }) =>
    name === service ? done('u', 2) : refused(`${BUS_NAME}.Error.ServiceUnknown`),
};
type BusCall = { readonly caller: string; readonly service: string };

export async function serveBus(socketPath: string, service: Service): Promise<Bus> {
  const clients = new Map<Socket, string>();
  let nextClient = 1;
  let nextSerial = 1;

  const send = (socket: Socket, message: Omit<Message, 'serial'>): void => {
    if (socket.writable) socket.write(encodeMessage({ ...message, serial: nextSerial++ }));
  };

  const answerTo = (message: Message, caller: string): Answer | Promise<Answer> => {
    const { destination = '', path = '', interface: name = '', member = '', body } = message;
    if (destination === BUS_NAME) {
      const method = BUS_METHODS[member];
      return method
        ? method(body[0], { caller, service: service.name })
        : refused(`${BUS_NAME}.Error.UnknownMethod`, `The bus has no method ${member}.`);
    }
    if (destination !== service.name && destination !== OWNER) return refused(`${BUS_NAME}.Error.ServiceUnknown`);
    return service.handle({ path, interface: name, member, body });
  };

  const handle = async (socket: Socket, caller: string, message: Message): Promise<void> => {
    if (message.kind !== 'call') return;
    const answer = await answerTo(message, caller);
    if (message.noReply) return;
    const sender = message.destination === BUS_NAME ? BUS_NAME : OWNER;
    const reply = { replySerial: message.serial, destination: caller, sender };
    send(
      socket,
      answer.ok
        ? { kind: 'return', ...reply, signature: answer.signature, body: answer.body }
        : { kind: 'error', ...reply, errorName: answer.error, signature: 's', body: [answer.words] },
    );
  };

  const server = createServer((socket) => {
    const caller = `:1.${nextClient++}`;
    let held: Uint8Array = new Uint8Array(0);
    let isGreeted = false;
    const read = (): void => {
      if (!isGreeted) isGreeted = greet();
      while (isGreeted) {
        const next = decodeMessage(held);
        if (!next) return;
        held = held.slice(next.length);
        void handle(socket, caller, next.message);
      }
    };
    const greet = (): boolean => {
      for (;;) {
        const end = held.indexOf(10);
        if (end < 0) {
          if (held.length > LINE_BYTES_MAX) socket.destroy();
          return false;
        }
        // The very first byte is a zero.
        const line = Buffer.from(held.subarray(0, end)).toString('latin1').replaceAll('\0', '').trim();
        held = held.slice(end + 1);
        if (line === 'BEGIN') {
          clients.set(socket, caller);
          return true;
        }
        socket.write(line.startsWith('AUTH EXTERNAL') ? `OK ${GUID}\r\n` : 'ERROR\r\n');
      }
    };
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      try {
        read();
      } catch {
        socket.destroy(); // it does not speak D-Bus
      }
    });
    socket.on('close', () => clients.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    address: `unix:path=${socketPath}`,
    signal(signal) {
      for (const socket of clients.keys()) send(socket, { kind: 'signal', sender: OWNER, ...signal });
    },
    close() {
      for (const socket of clients.keys()) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
