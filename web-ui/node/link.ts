// The way to the gateway: a WebSocket on which each binary message is one sealed frame.
//
// The gateway is a peer like any other: it sees sealed frames and may delay them, nothing more. The
// link comes back by itself, each try a little later than the last, up to a limit, because a gateway
// that restarts must not be met by every phone at once.

import type { LinkProfile } from '#protocol/node/event.ts';
import type { LinkPort } from '#protocol/node/ports.ts';

export const LINK_ID = 'gateway';
const FRAME_BYTES_MAX = 231;
const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 30_000;

/** A wide link: airtime costs nothing here, the gateway's radio pays it. */
const PROFILE: LinkProfile = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 };

export type LinkState =
  { readonly at: 'trying'; readonly sinceMs: number } | { readonly at: 'up' | 'down'; readonly sinceMs: number };

export type GatewayLink = {
  readonly state: () => LinkState;
  readonly lastFrameMs: () => number | undefined;
  stop(): void;
};

export type LinkHost = {
  readonly attach: (port: LinkPort) => void;
  readonly changed: () => void;
  readonly nowMs: () => number;
};

export function keepLink(url: string, host: LinkHost): GatewayLink {
  let state: LinkState = { at: 'trying', sinceMs: host.nowMs() };
  let lastFrameMs: number | undefined;
  let socket: WebSocket | undefined;
  let retryMs = RETRY_FIRST_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const become = (at: LinkState['at']): void => {
    if (state.at !== at) state = { at, sinceMs: host.nowMs() };
    host.changed();
  };

  const connect = (): void => {
    const opening = new WebSocket(url);
    socket = opening;
    opening.binaryType = 'arraybuffer';
    opening.onopen = () => {
      retryMs = RETRY_FIRST_MS;
      host.attach(portOf(opening, (atMs) => (lastFrameMs = atMs), host.nowMs));
      become('up');
    };
    opening.onclose = () => {
      if (stopped) return;
      become('down');
      timer = setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
      retryMs = Math.min(RETRY_MAX_MS, retryMs * 2);
    };
  };

  connect();
  return {
    state: () => state,
    lastFrameMs: () => lastFrameMs,
    stop() {
      stopped = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

function portOf(socket: WebSocket, heard: (atMs: number) => void, nowMs: () => number): LinkPort {
  return {
    id: LINK_ID,
    profile: PROFILE,
    start(listener) {
      socket.onmessage = (event: MessageEvent<unknown>) => {
        if (!(event.data instanceof ArrayBuffer) || event.data.byteLength > FRAME_BYTES_MAX) return;
        heard(nowMs());
        listener.frame(new Uint8Array(event.data));
      };
      socket.addEventListener('close', () => listener.down('the gateway is out of reach'));
    },
    send(frame, _sending, told) {
      if (socket.readyState !== WebSocket.OPEN) return told('refused', 'the gateway is out of reach');
      socket.send(frame as Uint8Array<ArrayBuffer>);
      told('sent');
    },
    close: () => socket.close(),
  };
}
