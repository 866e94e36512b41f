// What a member's folder gives to a gateway and takes from it, over the link that phones use.
//
// "Given" is never guessed: the gateway's own summary must show that it holds what we hold. A link opens
// with a summary, so after the exchange has come to rest we knock once more and compare.

import { WebSocket } from 'ws';
import { phonePort } from '../lan/phone-port.ts';
import { Sentence, systemCode } from '../sentence.ts';
import type { LinkPort } from '#protocol/node/ports.ts';
import { MEMBER_EXIT } from './exit.ts';
import type { Me } from './me.ts';

const LINK_ID = 'gateway';
const PORT = 8440;
/** Nothing said and nothing checked for this long: the exchange has come to rest. */
const REST_MS = 300;
const LOOK_EVERY_MS = 25;
/** Between two knocks, so that a gateway that lets us go at once is not stormed. */
const BREATH_MS = 100;
const breathe = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type Exchanged =
  | { readonly reached: false; readonly why: string }
  /** `given`: the gateway holds all that we hold. `caughtUp`: we hold all that it holds. */
  | { readonly reached: true; readonly given: boolean; readonly caughtUp: boolean };

/** `ws://host:port/link` of what a person types: an address of the page, a host, a host with a port. */
export function linkUrl(text: string): string {
  const spelled = /^[a-z]+:\/\//i.test(text) ? text : `ws://${text}`;
  let url: URL;
  try {
    url = new URL(spelled.replace(/^http/i, 'ws'));
  } catch {
    throw wrongAddress(text);
  }
  if (!['ws:', 'wss:'].includes(url.protocol) || url.hostname === '' || url.username !== '') throw wrongAddress(text);
  const isBare = url.port === '' && url.protocol === 'ws:' && !/^(ws|http):\/\/[^/]*:80(\/|$)/i.test(spelled);
  return `${url.protocol}//${url.hostname}:${url.port || (isBare ? PORT : url.protocol === 'wss:' ? 443 : 80)}/link`;
}

const wrongAddress = (text: string): Sentence =>
  new Sentence(
    MEMBER_EXIT.usage,
    `"${text}" is no address of a gateway.`,
    'Write it like ws://192.168.1.5:8440 or hill.local.',
  );

/** Gives and takes until both hold the same, or until `waitMs` have passed. */
export async function exchange(me: Me, url: string, waitMs: number): Promise<Exchanged> {
  const untilMs = me.nowMs() + waitMs;
  let last: Exchanged = { reached: false, why: 'there was no time to knock' };
  while (me.nowMs() < untilMs) {
    last = await knock(me, url, untilMs);
    if (!last.reached || (last.given && last.caughtUp)) return last;
    await breathe(BREATH_MS);
  }
  return last;
}

/** Stays at a gateway, so that what is passed on at once and kept nowhere comes here; why it ended, if too soon. */
export async function stay(me: Me, url: string, waitMs: number, isEnough: () => boolean): Promise<string | undefined> {
  const untilMs = me.nowMs() + waitMs;
  const watched = await plugIn(me, url, waitMs);
  if (typeof watched === 'string') return watched;
  while (me.nowMs() < untilMs && !watched.isDown() && !isEnough()) await breathe(BREATH_MS);
  me.driver.detach(LINK_ID, 'listened long enough');
  return watched.isDown();
}

/** Says something while the gateway is there, for what is sent at once or never; why not, where it was not. */
export async function whileThere<T>(
  me: Me,
  url: string,
  waitMs: number,
  say: () => Promise<T>,
): Promise<{ readonly said: T } | { readonly why: string }> {
  const untilMs = me.nowMs() + waitMs;
  const watched = await plugIn(me, url, waitMs);
  if (typeof watched === 'string') return { why: watched };
  await comeToRest(me, watched, untilMs);
  const hasHeard = (me.node.compared(LINK_ID)?.summaries ?? 0) > 0;
  const why = watched.isDown() ?? (hasHeard ? undefined : NOT_OURS);
  const said = why === undefined ? await say() : undefined;
  if (said !== undefined) await comeToRest(me, watched, untilMs);
  me.driver.detach(LINK_ID, 'enough for now');
  return said === undefined ? { why: why ?? NOT_OURS } : { said };
}

const NOT_OURS = 'it says nothing that this community would say';

type Watch = ReturnType<typeof watch>;

const plugIn = (me: Me, url: string, waitMs: number): Promise<Watch | string> =>
  connect(url, waitMs, (socket) => {
    const port = watch(phonePort(LINK_ID, socket, me.nowMs), me.nowMs);
    me.driver.attach(port.port);
    return port;
  });

/** Until the gateway has spoken, nothing is on its way and nothing is checked any more; or time is up. */
async function comeToRest(me: Me, watched: Watch, untilMs: number): Promise<void> {
  while (me.nowMs() < untilMs && !watched.isDown()) {
    await breathe(LOOK_EVERY_MS);
    const restedMs = me.nowMs() - Math.max(watched.busyAtMs(), me.busyAtMs());
    const hasHeard = (me.node.compared(LINK_ID)?.summaries ?? 0) > 0;
    if (hasHeard && restedMs > REST_MS && me.node.queue(LINK_ID, me.nowMs()).length === 0) return;
  }
}

async function knock(me: Me, url: string, untilMs: number): Promise<Exchanged> {
  const watched = await plugIn(me, url, untilMs - me.nowMs());
  if (typeof watched === 'string') return { reached: false, why: watched };
  await comeToRest(me, watched, untilMs);
  const compared = me.node.compared(LINK_ID);
  me.driver.detach(LINK_ID, 'enough for now');
  if (compared === undefined || compared.summaries === 0) return { reached: false, why: watched.isDown() ?? NOT_OURS };
  return { reached: true, given: !compared.peerLacked, caughtUp: !compared.weLacked };
}

/**
 * What `use` makes of the open socket, or why there is none. It is used within the event itself: the
 * gateway's first frame may have come with its answer, and would be lost on a listener that comes later.
 */
function connect<T>(url: string, waitMs: number, use: (socket: WebSocket) => T): Promise<T | string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { handshakeTimeout: Math.max(1, waitMs), perMessageDeflate: false });
    socket.on('error', (error) => resolve(whyNot(error)));
    socket.once('open', () => resolve(use(socket)));
  });
}

function whyNot(error: Error): string {
  const code = systemCode(error);
  if (code === 'ECONNREFUSED') return 'nothing answers at that port';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'that name is not known in this network';
  if (/response: 503/.test(error.message)) return 'that gateway serves no community yet';
  if (/response: \d+/.test(error.message)) return `what answers there is no gateway of ours (${error.message})`;
  return error.message;
}

/** The port, and when anything last went through it. */
function watch(port: LinkPort, nowMs: () => number) {
  let busyAtMs = nowMs();
  let down: string | undefined;
  const busy = (): void => void (busyAtMs = nowMs());
  const watched: LinkPort = {
    ...port,
    start: (listener) =>
      port.start({
        ...listener,
        frame(frame, heard) {
          busy();
          listener.frame(frame, heard);
        },
        down(why) {
          down = why;
          listener.down(why);
        },
      }),
    send(frame, sending, told) {
      busy();
      port.send(frame, sending, told);
    },
  };
  return { port: watched, busyAtMs: () => busyAtMs, isDown: () => down };
}
