// One client session with one radio, as a pure machine: events and the time in, actions out.
//
//   closed --opened--> asking --config complete--> ready --closed--> closed --reopen--> ...
//
// It asks for the radio's settings, learns them, keeps packets in a short line, gives them to the radio
// one at a time, tells the true end of each (never a silent loss), and says in plain words what is wrong.
// Measured behaviour it relies on: docs of the recordings, and the notes in send-queue.ts.

import { assert, never } from '#protocol/bytes/result.ts';
import { createAckLedger } from './ack-ledger.ts';
import { createFramer, frameOf, WAKE_BYTES, type Frame } from './framing.ts';
import { airOf, receivedOf, textMessageOf, userOf, verdictOf } from './incoming.ts';
import { FromRadio, LogRecordLevel, ToRadio, type ClientNotification, type MeshPacket } from './messages.ts';
import { dutyCycleWaitMs } from './queue-status.ts';
import {
  capabilitiesOf,
  channelIndexOf,
  EMPTY_RADIO,
  learn,
  learnUser,
  regionIsUnset,
  transmitIsOff,
  type RadioState,
} from './radio-state.ts';
import { createSendQueue, SEND_LIMITS, type FreshId, type SendLimits } from './send-queue.ts';
import type {
  Capabilities,
  NoticeKind,
  Outgoing,
  Phase,
  Received,
  SessionAction,
  SessionEvent,
} from './session-types.ts';
import { explainSilence } from './silence.ts';

export type SessionOptions = {
  /** `stream`: frames on a byte stream (serial, TCP). `messages`: the link keeps them apart (Bluetooth). */
  readonly link: 'stream' | 'messages';
  readonly freshId: FreshId;
  readonly limits?: SendLimits;
  /** The longest wait before the link is tried again. A plugged-in cable costs nothing to look for; a network does. */
  readonly reopenMsMax?: number;
};

export type Session = {
  handle(event: SessionEvent, nowMs: number): readonly SessionAction[];
  /** When `tick` is due, if nothing else happens before. */
  wakeAtMs(nowMs: number): number | undefined;
  view(): SessionView;
};

export type SessionView = {
  readonly phase: Phase;
  readonly radio: RadioState;
  readonly capabilities: Capabilities;
  readonly queue: { readonly waiting: number; readonly inFlight: number; readonly free: number | undefined };
  /** Packets heard that nobody here can decrypt: other people's. */
  readonly foreignPackets: number;
};

/** Without a message for this long, an unfinished handshake is asked for again; a large one over Bluetooth is slow. */
const ANSWER_WAIT_MS = 5_000;
const ASKS_MAX = 3;
/** Well below the 15 minutes after which the radio drops a silent client, and soon enough to notice a dead one. */
const HEARTBEAT_EVERY_MS = 60_000;
const HEARTBEAT_WAIT_MS = 10_000;
/** A line that is quiet for this long in the middle of a frame had no frame there. */
const QUIET_MS = 2_000;
const REOPEN_MS_MIN = 1_000;
const REOPEN_MS_MAX = 60_000;
/** A session that lasted this long was a good one: the next wait is short again. */
const GOOD_SESSION_MS = 30_000;
/** Sessions ended by the other side soon after they began: somebody else keeps taking the radio. */
const TAKEN_AWAY_TIMES = 3;
const NOTES_MAX_CHARACTERS = 200;

const WORDS = {
  'another-client':
    'Another program uses this radio at the same time (a phone app, the Meshtastic command line, a second gateway). Close it: a radio serves one client.',
  'firmware-too-old':
    'The radio runs firmware older than 2.5. It will work in part at best: update it (https://flasher.meshtastic.org).',
  'region-unset':
    'The region is not set, so the radio does not transmit. Set it: folkmoot radio provision --profile household --region NAME.',
  'transmit-off': 'Transmitting is switched off in the radio (lora.tx_enabled). Switch it on.',
  rebooted: 'The radio restarted.',
  'stopped-answering': 'The radio stopped answering. Connecting again.',
} as const satisfies Partial<Record<NoticeKind, string>>;

export function createSession({
  link,
  freshId,
  limits = SEND_LIMITS,
  reopenMsMax = REOPEN_MS_MAX,
}: SessionOptions): Session {
  const acks = createAckLedger();
  const framer = createFramer<FromRadio>(FromRadio.decode);
  let actions: SessionAction[] = [];
  let phase: Phase = 'closed';
  let radio: RadioState = EMPTY_RADIO;
  const queue = createSendQueue(limits, (name) => channelIndexOf(radio, name), freshId);
  let nonce = 0;
  let asks = 0;
  let framesSeen = false;
  let heardAtMs = 0; // the last message of the radio
  let bytesAtMs = 0; // the last byte of the line
  let readyAtMs: number | undefined;
  let heartbeatAtMs = 0;
  let heartbeatUnansweredSinceMs: number | undefined;
  let heartbeatsAnswered = false;
  let reopenWaitMs = REOPEN_MS_MIN;
  let takenAway = 0;
  let foreignPackets = 0;
  const told = new Set<NoticeKind>(); // each of these is said once in a session's life

  const notice = (kind: NoticeKind, words: string): void => {
    actions.push({ kind: 'notice', notice: { kind, words } });
  };
  const noticeOnce = (kind: keyof typeof WORDS): void => {
    if (told.has(kind)) return;
    told.add(kind);
    notice(kind, WORDS[kind]);
  };
  const write = (content: Uint8Array): void => {
    actions.push({ kind: 'write', bytes: link === 'stream' ? frameOf(content) : content });
  };
  const myNodeNum = (): number => radio.myInfo?.myNodeNum ?? 0;

  const ask = (nowMs: number): void => {
    asks += 1;
    heardAtMs = nowMs;
    if (link === 'stream') actions.push({ kind: 'write', bytes: WAKE_BYTES });
    write(ToRadio.encode({ wantConfigId: nonce }));
  };

  const open = (freshNonce: number, nowMs: number): void => {
    assert(phase === 'closed', 'a session is opened once at a time');
    assert(freshNonce > 0 && freshNonce <= 0xffff_ffff, 'a nonce is a positive 32-bit number');
    assert(freshNonce !== 69420 && freshNonce !== 69421, 'these nonces ask for only a part of the settings');
    phase = 'asking';
    nonce = freshNonce;
    asks = 0;
    framesSeen = false;
    radio = EMPTY_RADIO;
    framer.reset();
    heartbeatUnansweredSinceMs = undefined;
    heartbeatsAnswered = false;
    ask(nowMs);
  };

  const completed = (completedNonce: number, nowMs: number): void => {
    if (completedNonce !== nonce) return noticeOnce('another-client');
    if (phase !== 'asking') return;
    phase = 'ready';
    readyAtMs = nowMs;
    heartbeatAtMs = nowMs;
    const firmwareVersion = radio.metadata?.firmwareVersion ?? '';
    actions.push({ kind: 'ready', myNodeNum: myNodeNum(), firmwareVersion });
    if (capabilitiesOf(firmwareVersion).tooOld) noticeOnce('firmware-too-old');
    if (regionIsUnset(radio)) noticeOnce('region-unset');
    if (transmitIsOff(radio)) noticeOnce('transmit-off');
    queue.setOpen(true);
  };

  const closed = (why: string, nowMs: number): void => {
    if (phase === 'over') return;
    const wasGood = readyAtMs !== undefined && nowMs - readyAtMs >= GOOD_SESSION_MS;
    takenAway = readyAtMs === undefined || wasGood ? 0 : takenAway + 1;
    if (takenAway >= TAKEN_AWAY_TIMES) notice('another-client', WORDS['another-client']);
    if (wasGood) reopenWaitMs = REOPEN_MS_MIN;
    if (phase !== 'closed') actions.push({ kind: 'lost', why });
    phase = 'closed';
    readyAtMs = undefined;
    framer.reset();
    queue.setOpen(false);
    // A part of the nonce spreads two programs that fight for one radio.
    actions.push({ kind: 'reopen', atMs: nowMs + reopenWaitMs + (nonce % 250) });
    reopenWaitMs = Math.min(reopenMsMax, reopenWaitMs * 2);
  };

  /** We end the connection ourselves; the link's own `closed` that follows finds it closed. */
  const giveUp = (why: string, nowMs: number): void => {
    actions.push({ kind: 'close', why });
    closed(why, nowMs);
  };

  const rebooted = (nowMs: number): void => {
    notice('rebooted', WORDS.rebooted);
    queue.setOpen(false, 'rebooted');
    phase = 'asking';
    readyAtMs = undefined;
    radio = EMPTY_RADIO;
    asks = 0;
    ask(nowMs);
  };

  const notified = (notification: ClientNotification, nowMs: number): void => {
    const waitMs = dutyCycleWaitMs(notification.message);
    if (waitMs !== undefined) {
      queue.onExplanation(notification.replyId ?? 0, { waitMs }, nowMs);
      return notice('air-closed', notification.message);
    }
    if (notification.level >= LogRecordLevel.WARNING)
      notice('radio-says', notification.message.slice(0, NOTES_MAX_CHARACTERS));
  };

  const judged = (received: Received, nowMs: number): void => {
    const verdict = verdictOf(received);
    if (!verdict) return;
    queue.onExplanation(verdict.requestId, { errorReason: verdict.errorReason }, nowMs);
    const acked = acks.judge(verdict, received.from, myNodeNum());
    if (acked) actions.push({ kind: 'acked', ...acked, errorReason: verdict.errorReason });
  };

  const heardPacket = (packet: MeshPacket, nowMs: number): void => {
    const received = receivedOf(packet);
    if (!received) {
      foreignPackets += 1;
      return;
    }
    actions.push({ kind: 'received', packet: received });
    judged(received, nowMs);
    const message = textMessageOf(received, myNodeNum());
    if (message) actions.push({ kind: 'text-message', message });
    const air = airOf(received, myNodeNum());
    if (air) actions.push({ kind: 'air', air });
    const user = userOf(received);
    if (user) {
      const hops = received.hopsAway === undefined ? {} : { hopsAway: received.hopsAway };
      radio = learnUser(radio, received.from, user, { ...hops, snrDb: received.rxSnrDb, lastHeardS: received.rxTimeS });
    }
  };

  const heard = (message: FromRadio, nowMs: number): void => {
    // An echo of our own words decodes as a message without a content: no sign of a radio.
    framesSeen ||= FromRadio.variantOf(message, 'payload_variant') !== undefined;
    heardAtMs = nowMs;
    heartbeatUnansweredSinceMs = undefined;
    radio = learn(radio, message);
    if (message.packet) heardPacket(message.packet, nowMs);
    if (message.configCompleteId !== undefined) completed(message.configCompleteId, nowMs);
    if (message.clientNotification) notified(message.clientNotification, nowMs);
    if (message.rebooted) rebooted(nowMs);
    if (message.queueStatus && phase === 'ready') {
      if (queue.onStatus(message.queueStatus, nowMs)) heartbeatsAnswered = true;
      flushQueue(nowMs); // at once: an ack for this packet may be the next message
    }
  };

  const heardFrames = (frames: readonly Frame<FromRadio>[], nowMs: number): void => {
    for (const frame of frames) {
      if (phase === 'closed' || phase === 'over') return; // given up on an earlier one
      if (frame.kind === 'frame') heard(frame.message, nowMs);
    }
  };

  const heardContent = (content: Uint8Array, nowMs: number): void => {
    const strict = FromRadio.decode(content);
    const message = strict.ok ? strict : FromRadio.decode(content, { text: 'lenient' });
    if (message.ok) heard(message.value, nowMs);
  };

  const askAgain = (nowMs: number): void => {
    if (phase !== 'asking' || heardAtMs + ANSWER_WAIT_MS > nowMs) return;
    if (asks < ASKS_MAX) return ask(nowMs);
    const explained = explainSilence(framer.outsideTail(), framesSeen);
    notice(explained.kind, explained.words);
    giveUp(explained.words, nowMs);
  };

  const keepAlive = (nowMs: number): void => {
    if (phase !== 'ready') return;
    if (heartbeatUnansweredSinceMs !== undefined && heartbeatUnansweredSinceMs + HEARTBEAT_WAIT_MS <= nowMs) {
      heartbeatUnansweredSinceMs = undefined;
      if (heartbeatsAnswered) return stopped(nowMs);
    }
    if (heartbeatAtMs + HEARTBEAT_EVERY_MS > nowMs) return;
    heartbeatAtMs = nowMs;
    heartbeatUnansweredSinceMs = nowMs;
    write(ToRadio.encode({ heartbeat: {} }));
  };

  const stopped = (nowMs: number): void => {
    notice('stopped-answering', WORDS['stopped-answering']);
    giveUp('the radio stopped answering', nowMs);
  };

  const settleQuietLine = (nowMs: number): void => {
    if (framer.heldBytes() === 0 || bytesAtMs + QUIET_MS > nowMs) return;
    bytesAtMs = nowMs;
    heardFrames(framer.settle(), nowMs);
  };

  const quit = (): void => {
    if (phase === 'asking' || phase === 'ready') {
      write(ToRadio.encode({ disconnect: true }));
      actions.push({ kind: 'close', why: 'closed by us' });
    }
    phase = 'over';
    queue.setOpen(false);
    queue.quit();
  };

  const submit = (packet: Outgoing, nowMs: number): void => {
    queue.submit(packet, nowMs);
    if (phase === 'over') queue.quit();
  };

  const take = (event: SessionEvent, nowMs: number): void => {
    switch (event.kind) {
      case 'opened':
        return open(event.nonce, nowMs);
      case 'bytes':
        if (phase === 'closed' || phase === 'over') return;
        bytesAtMs = nowMs;
        return heardFrames(framer.push(event.bytes), nowMs);
      case 'content':
        return phase === 'closed' || phase === 'over' ? undefined : heardContent(event.content, nowMs);
      case 'submit':
        return submit(event.packet, nowMs);
      case 'closed':
        return closed(event.why, nowMs);
      case 'tick':
        return;
      case 'quit':
        return quit();
      default:
        return never(event);
    }
  };

  const flushQueue = (nowMs: number): void => {
    const step = queue.step(nowMs);
    for (const content of step.writes) write(content);
    for (const { ref, outcome, wantAck } of step.ended) {
      actions.push({ kind: 'ended', ref, outcome });
      if (wantAck && outcome.kind === 'sent') acks.expect(outcome.radioId, ref);
    }
    if (step.dead) stopped(nowMs);
  };

  return {
    handle(event, nowMs) {
      actions = [];
      take(event, nowMs);
      settleQuietLine(nowMs);
      askAgain(nowMs);
      keepAlive(nowMs);
      flushQueue(nowMs);
      return actions;
    },
    wakeAtMs(nowMs) {
      const times = [queue.wakeAtMs(nowMs)];
      if (framer.heldBytes() > 0) times.push(bytesAtMs + QUIET_MS);
      if (phase === 'asking') times.push(heardAtMs + ANSWER_WAIT_MS);
      if (phase === 'ready')
        times.push(
          heartbeatUnansweredSinceMs === undefined
            ? heartbeatAtMs + HEARTBEAT_EVERY_MS
            : heartbeatUnansweredSinceMs + HEARTBEAT_WAIT_MS,
        );
      const due = times.filter((time) => time !== undefined);
      return due.length === 0 ? undefined : Math.max(nowMs, Math.min(...due));
    },
    view: () => ({
      phase,
      radio,
      capabilities: capabilitiesOf(radio.metadata?.firmwareVersion ?? ''),
      queue: queue.sizes(),
      foreignPackets,
    }),
  };
}
