// A line inside one process: what one end writes, the other reads, after a turn of the clock, in order.
// For tests, for the virtual radio in the page's playground, and as the plainest example of a link.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ByteStream, Clock, LinkProblem, StreamHandlers, StreamOpener } from './byte-stream.ts';

export type LoopbackServer = {
  /** The way in for one client at a time; a new client throws the old one out, as a radio does. */
  readonly opener: StreamOpener;
  /** Who answers clients: called for each, with a stream back to it. Undefined: nobody is there. */
  serve(accept: ((client: ByteStream) => StreamHandlers) | undefined): void;
};

type End = { handlers: StreamHandlers | undefined; isOpen: boolean };

/** One direction's writer: hands a copy over after a turn, unless the line has ended by then. */
const writer =
  (clock: Clock, own: End, other: End) =>
  (bytes: Uint8Array): void => {
    if (!own.isOpen) return;
    const copy = new Uint8Array(bytes);
    clock.after(0, () => {
      if (other.isOpen) other.handlers?.onBytes(copy);
    });
  };

const closer = (clock: Clock, own: End, other: End, why: string) => (): void => {
  if (!own.isOpen) return;
  own.isOpen = false;
  clock.after(0, () => {
    if (!other.isOpen) return;
    other.isOpen = false;
    other.handlers?.onClose(why);
  });
};

export function createLoopback(clock: Clock, link: 'stream' | 'messages' = 'stream'): LoopbackServer {
  let accept: ((client: ByteStream) => StreamHandlers) | undefined;
  let throwOut = (): void => {};

  const open = (handlers: StreamHandlers): Promise<Result<ByteStream, LinkProblem>> => {
    if (!accept)
      return Promise.resolve(err({ kind: 'refused', words: 'Nobody answers at the other end of this line.' }));
    throwOut();
    const near: End = { handlers, isOpen: true };
    const far: End = { handlers: undefined, isOpen: true };
    throwOut = closer(clock, far, near, 'another client has connected');
    far.handlers = accept({
      write: writer(clock, far, near),
      close: closer(clock, far, near, 'the other end was closed'),
    });
    return Promise.resolve(
      ok({ write: writer(clock, near, far), close: closer(clock, near, far, 'the client closed') }),
    );
  };

  return {
    opener: { address: 'loopback:', link, reopenMsMax: 1_000, open },
    serve(next) {
      accept = next;
    },
  };
}
