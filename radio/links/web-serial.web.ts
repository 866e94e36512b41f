// A radio on a USB cable of the phone or laptop that shows the page (Web Serial: Chromium browsers).
// The person chooses the port in the browser's own window; the page never sees the others.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ByteStream, LinkProblem, StreamHandlers, StreamOpener } from './byte-stream.ts';

const BAUD = 115_200;
const REOPEN_MS_MAX = 5_000;

/** The part of Web Serial that we use; TypeScript's DOM library does not describe it. */
export type WebSerialPort = {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
};
type WebSerial = { requestPort(): Promise<WebSerialPort> };

const webSerial = (): WebSerial | undefined => (navigator as { serial?: WebSerial }).serial;

const UNSUPPORTED: LinkProblem = {
  kind: 'unsupported',
  words: 'This browser cannot use USB radios. Use Chrome or Edge on a computer, Bluetooth, or the gateway.',
};

export function problemOf(thrown: unknown): LinkProblem {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (name === 'NotFoundError')
    return { kind: 'no-such-port', words: 'No radio was chosen. Plug it in and choose it in the list.' };
  if (name === 'SecurityError')
    return {
      kind: 'no-permission',
      words: 'The page may not use radios. Open it over https, or from the gateway itself.',
    };
  if (name === 'InvalidStateError' || name === 'NetworkError') {
    return {
      kind: 'busy',
      words: 'The port could not be opened. Another program or another page may be using it: close that one.',
    };
  }
  return { kind: 'failed', words: `The port could not be opened: ${message}` };
}

/** Asks the person for a port. Must be called from a tap. */
export async function requestSerialRadio(): Promise<Result<StreamOpener, LinkProblem>> {
  const serial = webSerial();
  if (!serial) return err(UNSUPPORTED);
  try {
    return ok(webSerialOpener(await serial.requestPort()));
  } catch (thrown) {
    return err(problemOf(thrown));
  }
}

async function openPort(port: WebSerialPort, handlers: StreamHandlers): Promise<Result<ByteStream, LinkProblem>> {
  try {
    await port.open({ baudRate: BAUD });
  } catch (thrown) {
    return err(problemOf(thrown));
  }
  const reader = port.readable?.getReader();
  const writer = port.writable?.getWriter();
  if (!reader || !writer)
    return err({
      kind: 'failed',
      words: 'The port opened but carries nothing. Unplug the radio and plug it in again.',
    });
  let isEnded = false;
  const release = async (): Promise<void> => {
    try {
      reader.releaseLock();
      await writer.close();
      writer.releaseLock();
      await port.close();
    } catch {
      // Pulled out: there is nothing left to release.
    }
  };
  const end = (why: string): void => {
    if (isEnded) return;
    isEnded = true;
    void release();
    handlers.onClose(why);
  };
  const readAll = async (): Promise<void> => {
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (isEnded) return;
        if (done) break;
        handlers.onBytes(value);
      }
    } catch {
      // The end of the loop tells it.
    }
    end('the radio was unplugged or switched off');
  };
  void readAll();
  return ok({
    write: (bytes) => {
      if (!isEnded) writer.write(bytes).catch(() => end('the radio was unplugged or switched off'));
    },
    close: () => {
      if (isEnded) return;
      isEnded = true;
      void reader
        .cancel()
        .catch(() => {})
        .then(release);
    },
  });
}

export const webSerialOpener = (port: WebSerialPort): StreamOpener => ({
  address: 'web-serial:',
  link: 'stream',
  reopenMsMax: REOPEN_MS_MAX,
  open: (handlers) => openPort(port, handlers),
});
