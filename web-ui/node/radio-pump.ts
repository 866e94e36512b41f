// A pump of bytes between the window and the node's worker.
//
// Web Bluetooth exists in the window only, and the node lives in a worker. The window opens the radio and
// serves it on a MessagePort; the worker sees an opener like any other. Each opening has a number, so that
// a late word about an earlier connection is never taken for one about the present.

import { ok, err, type Result } from '#protocol/bytes/result.ts';
import type { ByteStream, LinkProblem, StreamHandlers, StreamOpener } from '#radio/links/byte-stream.ts';

/** What the worker must know of a radio before it is opened. */
export type RadioAbout = Pick<StreamOpener, 'address' | 'link' | 'reopenMsMax'>;

type ToWindow =
  | { readonly say: 'open' | 'close'; readonly turn: number }
  | { readonly say: 'write'; readonly turn: number; readonly bytes: Uint8Array }
  /** The worker wants no more of this radio. */
  | { readonly say: 'over' };
type ToWorker =
  | { readonly say: 'opened'; readonly turn: number }
  | { readonly say: 'not-opened'; readonly turn: number; readonly problem: LinkProblem }
  | { readonly say: 'bytes'; readonly turn: number; readonly bytes: Uint8Array }
  | { readonly say: 'closed'; readonly turn: number; readonly why: string };

/** The part of a MessagePort that is used: a page's and Node's are alike in it. */
export type PumpPort = {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
};

/** The window's end: opens what the worker asks to have opened. `over` is called when it is let go. */
export function servePump(port: PumpPort, opener: StreamOpener, over: () => void): void {
  let stream: ByteStream | undefined;
  let turn = 0;
  const post = (message: ToWorker): void => port.postMessage(message);
  const drop = (): void => {
    stream?.close();
    stream = undefined;
  };

  const open = async (mine: number): Promise<void> => {
    drop();
    turn = mine;
    const result = await opener.open({
      onBytes: (bytes) => post({ say: 'bytes', turn: mine, bytes }),
      onClose: (why) => post({ say: 'closed', turn: mine, why }),
    });
    if (!result.ok) return post({ say: 'not-opened', turn: mine, problem: result.error });
    if (turn !== mine) return result.value.close();
    stream = result.value;
    post({ say: 'opened', turn: mine });
  };

  port.onmessage = ({ data }: MessageEvent<ToWindow>) => {
    switch (data.say) {
      case 'open':
        return void open(data.turn);
      case 'write':
        return data.turn === turn ? stream?.write(data.bytes) : undefined;
      case 'close':
        if (data.turn !== turn) return;
        turn = 0;
        return drop();
      case 'over':
        turn = 0;
        drop();
        port.close();
        return over();
    }
  };
}

export type Pump = { readonly opener: StreamOpener; over(): void };

/** The worker's end. */
export function takePump(port: PumpPort, about: RadioAbout): Pump {
  /** Until `opened` has been called, an end is its answer and no news for the handlers. */
  type Turn = { handlers: StreamHandlers; opened?: ((result: Result<ByteStream, LinkProblem>) => void) | undefined };
  const turns = new Map<number, Turn>();
  let last = 0;
  const post = (message: ToWindow): void => port.postMessage(message);

  const streamOf = (turn: number): ByteStream => ({
    write: (bytes) => {
      if (turns.has(turn)) post({ say: 'write', turn, bytes });
    },
    close: () => {
      if (turns.delete(turn)) post({ say: 'close', turn });
    },
  });

  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    const turn = turns.get(data.turn);
    if (!turn) return;
    const { opened } = turn;
    switch (data.say) {
      case 'opened':
        turn.opened = undefined;
        return opened?.(ok(streamOf(data.turn)));
      case 'not-opened':
        turns.delete(data.turn);
        return opened?.(err(data.problem));
      case 'bytes':
        return turn.handlers.onBytes(data.bytes);
      case 'closed':
        turns.delete(data.turn);
        // Whoever waits for an opening that ended on its way must hear of it, or waits for ever.
        return opened ? opened(err({ kind: 'failed', words: data.why })) : turn.handlers.onClose(data.why);
    }
  };

  return {
    opener: {
      ...about,
      open: (handlers) =>
        new Promise((opened) => {
          const turn = ++last;
          turns.set(turn, { handlers, opened });
          post({ say: 'open', turn });
        }),
    },
    over() {
      turns.clear();
      post({ say: 'over' });
      port.close();
    },
  };
}
