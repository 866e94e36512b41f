// The seams of this folder: how bytes reach a radio (a stream), how a stream comes to be (an opener),
// and where time comes from. Everything above these is pure and runs in a page as well as in a gateway.

import type { Result } from '#protocol/bytes/result.ts';

/** An open way to a radio. Writing to one that has ended is harmless: the bytes are gone, as on a dead line. */
export type ByteStream = {
  write(bytes: Uint8Array): void;
  /** Ends it. `onClose` is not called for an end of our own making. */
  close(): void;
};

export type StreamHandlers = {
  onBytes(bytes: Uint8Array): void;
  /** At most once, when the other side or the line ended it. `why` is for people. */
  onClose(why: string): void;
};

export type LinkProblemKind =
  | 'bad-address'
  | 'no-such-port'
  | 'no-permission'
  | 'busy'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'unsupported'
  | 'failed';

/** Why a stream could not be opened: what, where, and what to do. */
export type LinkProblem = { readonly kind: LinkProblemKind; readonly words: string };

export type StreamOpener = {
  /** For people and logs: `tcp:192.168.4.1:4403`, `serial:/dev/ttyUSB0`. */
  readonly address: string;
  /** `stream`: frames on bytes. `messages`: each write and each onBytes is one whole message (Bluetooth). */
  readonly link: 'stream' | 'messages';
  /** The longest wait before opening is tried again. */
  readonly reopenMsMax: number;
  open(handlers: StreamHandlers): Promise<Result<ByteStream, LinkProblem>>;
};

export type Clock = {
  nowMs(): number;
  /** Calls back once after `ms`; the answer cancels it. */
  after(ms: number, callback: () => void): () => void;
};
