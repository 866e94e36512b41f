// The contract of radio/links, held by the loopback, TCP, and the serial port (over serialport's own mock).

import { createServer, type Server, type Socket } from 'node:net';
import { SerialPortMock } from 'serialport';
import type { ByteStream } from '#radio/links/byte-stream.ts';
import { createLoopback } from '#radio/links/loopback.ts';
import { processClock } from '#radio/links/open-link.node.ts';
import { serialOpener, type PortLike } from '#radio/links/serial.node.ts';
import { tcpOpener } from '#radio/links/tcp.node.ts';
import { describeRadioLink, until, type FarEnd, type Setup } from './radio-link-contract.ts';

function loopback(): Setup {
  const server = createLoopback(processClock);
  return {
    opener: server.opener,
    present(answer = () => []) {
      const pieces: Uint8Array[] = [];
      let client: ByteStream | undefined;
      server.serve((stream) => {
        client = stream;
        return {
          onBytes: (bytes) => {
            pieces.push(bytes);
            for (const reply of answer(bytes)) stream.write(reply);
          },
          onClose: () => {},
        };
      });
      return {
        received: () => Buffer.concat(pieces),
        write: (bytes) => client?.write(bytes),
        hangUp: () => client?.close(),
      };
    },
    absent: () => {
      server.serve(undefined);
    },
    tearDown: () => {
      server.serve(undefined);
    },
  };
}

async function tcp(): Promise<Setup> {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise<void>((done) => (server ? server.close(() => done()) : done()));
    server = undefined;
  };
  const start = (port: number, onSocket: (socket: Socket) => void): Promise<number> =>
    new Promise((done) => {
      server = createServer(onSocket).listen(port, '127.0.0.1', () =>
        done((server!.address() as { port: number }).port),
      );
    });
  const port = await start(0, () => {});
  await stop();
  return {
    opener: tcpOpener('127.0.0.1', port),
    async present(answer = () => []) {
      await stop();
      const pieces: Uint8Array[] = [];
      await start(port, (socket) => {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('data', (bytes) => {
          pieces.push(bytes);
          for (const reply of answer(bytes)) socket.write(reply);
        });
      });
      const last = (): Socket | undefined => [...sockets].at(-1);
      return {
        received: () => Buffer.concat(pieces),
        async write(bytes) {
          await until(() => last() !== undefined, 'a client has connected');
          last()!.write(bytes);
        },
        async hangUp() {
          await until(() => last() !== undefined, 'a client has connected');
          last()!.end();
        },
      };
    },
    absent: stop,
    tearDown: stop,
  };
}

let portNumber = 0;
function serial(): Setup {
  const path = `/dev/mock${++portNumber}`;
  const { binding } = SerialPortMock;
  let port: InstanceType<typeof SerialPortMock> | undefined;
  let answer: (bytes: Uint8Array) => readonly Uint8Array[] = () => [];
  let pieces: Uint8Array[] = [];
  const opener = serialOpener(path, {
    create: (options) => {
      port = new SerialPortMock(options);
      const { write } = port;
      // The mock keeps what is written to itself; a radio on the other side would read it here.
      port.write = ((bytes: Uint8Array, done: () => void) => {
        pieces.push(new Uint8Array(bytes));
        const result = write.call(port, bytes, done as never);
        for (const reply of answer(bytes)) port?.port?.emitData(Buffer.from(reply));
        return result;
      }) as never;
      return port as unknown as PortLike;
    },
  });
  const far: FarEnd = {
    received: () => Buffer.concat(pieces),
    write: (bytes) => port?.port?.emitData(Buffer.from(bytes)),
    // As the binding reports a pulled cable.
    hangUp: () => port?.port && port.close(() => {}, Object.assign(new Error('gone'), { disconnected: true })),
  };
  return {
    opener,
    present(answerWith = () => []) {
      pieces = [];
      answer = answerWith;
      binding.createPort(path);
      return far;
    },
    absent: () => {
      binding.reset();
    },
    tearDown: async () => {
      if (port?.isOpen) await new Promise<void>((done) => port!.close(() => done()));
    },
  };
}

describeRadioLink('loopback', loopback, 'refused');
describeRadioLink('TCP', tcp, 'refused');
describeRadioLink('serial port', serial, 'no-such-port');
