// Finds frames in a byte stream: 0x94 0xC3, a length of 0 to 512 (big-endian), then one protobuf.
//
// A serial line carries more than frames: boot messages, log text, the stumps of frames that a reboot
// cut off, whole streams of a device that is no radio. So a frame counts as one only when its content
// decodes. When it does not, its header was an accident or its end is missing, and the search goes on
// one byte behind that header, inside it: the next good frame may already have begun there. Nothing is
// thrown away before it has been searched, so garbage never costs a good frame.
//
// Memory: at most one unfinished frame (516 bytes) is held, whatever comes in.

import { EMPTY } from '#protocol/bytes/bytes.ts';
import { assert, type Malformed, type Result } from '#protocol/bytes/result.ts';
import type { DecodeOptions } from './codec.ts';

export const FRAME_START_1 = 0x94;
export const FRAME_START_2 = 0xc3;
export const FRAME_HEADER_BYTES = 4;
/** The firmware's own buffer; a longer length is no frame. */
export const FRAME_CONTENT_BYTES_MAX = 512;
/** A radio that sleeps wakes on these; a radio that is awake skips them. */
export const WAKE_BYTES = new Uint8Array(32).fill(FRAME_START_2);
/** How much of what stood outside frames is kept, so that a person can be told what is speaking there. */
const OUTSIDE_TAIL_BYTES = 256;

export type Frame<T> =
  | { readonly kind: 'frame'; readonly message: T; readonly contentBytes: number }
  /** A header that fits, with content that does not decode. Reported for people; nothing depends on it. */
  | { readonly kind: 'undecodable'; readonly content: Uint8Array; readonly error: Malformed };

export type DecodeContent<T> = (content: Uint8Array, options?: DecodeOptions) => Result<T, Malformed>;

export type Framer<T> = {
  /** The frames that these bytes complete, in the order of the stream, however it is cut into chunks. */
  push(chunk: Uint8Array): readonly Frame<T>[];
  /**
   * Searches inside the unfinished frame, for a line that has gone quiet in the middle of one: what
   * seemed a header may have been garbage in front of good frames. Delivers those; otherwise keeps waiting.
   */
  settle(): readonly Frame<T>[];
  /** Forgets the unfinished frame (the connection is gone). Says how many bytes it had. */
  reset(): number;
  /** Bytes of the unfinished frame. */
  heldBytes(): number;
  /** Bytes outside all frames so far, and the last of them. */
  outsideBytes(): number;
  outsideTail(): Uint8Array;
};

/** One frame around one encoded message, ready for the wire. */
export function frameOf(content: Uint8Array): Uint8Array {
  assert(
    content.length <= FRAME_CONTENT_BYTES_MAX,
    `a frame holds ${FRAME_CONTENT_BYTES_MAX} bytes, not ${content.length}`,
  );
  const frame = new Uint8Array(FRAME_HEADER_BYTES + content.length);
  frame.set([FRAME_START_1, FRAME_START_2, content.length >> 8, content.length & 0xff]);
  frame.set(content, FRAME_HEADER_BYTES);
  return frame;
}

/** What stands at `at`: no frame, not enough bytes to tell, or a header with this content length. */
type Look =
  { readonly kind: 'none' } | { readonly kind: 'wait' } | { readonly kind: 'header'; readonly contentBytes: number };
const NONE: Look = { kind: 'none' };
const WAIT: Look = { kind: 'wait' };

function lookAt(bytes: Uint8Array, at: number, end: number): Look {
  if (bytes[at] !== FRAME_START_1) return NONE;
  if (at + 1 >= end) return WAIT;
  if (bytes[at + 1] !== FRAME_START_2) return NONE;
  if (at + 2 >= end) return WAIT;
  if (bytes[at + 2]! > FRAME_CONTENT_BYTES_MAX >> 8) return NONE;
  if (at + 3 >= end) return WAIT;
  const contentBytes = (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return contentBytes > FRAME_CONTENT_BYTES_MAX ? NONE : { kind: 'header', contentBytes };
}

function holdsHeader(content: Uint8Array): boolean {
  for (let at = content.indexOf(FRAME_START_1); at >= 0; at = content.indexOf(FRAME_START_1, at + 1)) {
    if (lookAt(content, at, content.length).kind !== 'none') return true;
  }
  return false;
}

/**
 * Strict first. Text that is no UTF-8 is forgiven (old firmware cuts names inside a character) only when
 * nothing inside looks like another frame: then the content is whole, and only its text is not.
 */
function decodeForgiving<T>(decode: DecodeContent<T>, content: Uint8Array): Result<T, Malformed> {
  const strict = decode(content);
  if (strict.ok || holdsHeader(content)) return strict;
  const lenient = decode(content, { text: 'lenient' });
  return lenient.ok ? lenient : strict;
}

export function createFramer<T>(decode: DecodeContent<T>): Framer<T> {
  let held: Uint8Array = EMPTY;
  let outsideBytes = 0;
  let outsideTail: Uint8Array = EMPTY;

  const noteOutside = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    outsideBytes += bytes.length;
    const kept = Math.min(outsideTail.length, Math.max(0, OUTSIDE_TAIL_BYTES - bytes.length));
    const tail = new Uint8Array(kept + Math.min(bytes.length, OUTSIDE_TAIL_BYTES));
    tail.set(outsideTail.subarray(outsideTail.length - kept));
    tail.set(bytes.subarray(-OUTSIDE_TAIL_BYTES), kept);
    outsideTail = tail;
  };

  /** Takes frames from `bytes` up to the first unfinished one; says where that begins. */
  const take = (bytes: Uint8Array, found: Frame<T>[]): number => {
    let at = 0;
    let outsideFrom = 0;
    while (at < bytes.length) {
      const look = lookAt(bytes, at, bytes.length);
      if (look.kind === 'none') {
        const next = bytes.indexOf(FRAME_START_1, at + 1);
        at = next < 0 ? bytes.length : next;
        continue;
      }
      if (look.kind === 'wait') break;
      const contentFrom = at + FRAME_HEADER_BYTES;
      const contentTo = contentFrom + look.contentBytes;
      if (contentTo > bytes.length) break;
      const content = bytes.subarray(contentFrom, contentTo);
      const message = decodeForgiving(decode, content);
      if (!message.ok) {
        found.push({ kind: 'undecodable', content: new Uint8Array(content), error: message.error });
        at += 1;
        continue;
      }
      noteOutside(bytes.subarray(outsideFrom, at));
      found.push({ kind: 'frame', message: message.value, contentBytes: content.length });
      at = contentTo;
      outsideFrom = contentTo;
    }
    noteOutside(bytes.subarray(outsideFrom, at));
    return at;
  };

  return {
    push(chunk) {
      const found: Frame<T>[] = [];
      const bytes = held.length === 0 ? chunk : append(held, chunk);
      const from = take(bytes, found);
      held = from === bytes.length ? EMPTY : new Uint8Array(bytes.subarray(from));
      return found;
    },
    settle() {
      for (let at = held.indexOf(FRAME_START_1, 1); at >= 0; at = held.indexOf(FRAME_START_1, at + 1)) {
        const inside = createFramer(decode);
        const found = inside.push(held.subarray(at)).filter((each) => each.kind === 'frame' && each.contentBytes > 0);
        if (found.length === 0) continue;
        noteOutside(held.subarray(0, at));
        noteOutside(inside.outsideTail());
        held = new Uint8Array(held.subarray(held.length - inside.heldBytes()));
        return found;
      }
      return [];
    },
    reset() {
      const lost = held.length;
      held = EMPTY;
      return lost;
    },
    heldBytes: () => held.length,
    outsideBytes: () => outsideBytes,
    outsideTail: () => outsideTail,
  };
}

function append(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
