// The guest desk: people with a plain Meshtastic app, as a gateway's radio hears them.
//
// Their texts are nobody's records: a gateway signs for no one, and who wrote them is only what a radio
// claims. So they stay on this gateway, are shown as "by radio, unverified", and a member may answer by
// text through the same radio. Shown are texts on the community's channel, texts to our radio alone, and
// calls for help on any channel that the radio can read. Kept: so many, each sender's share bounded, calls
// for help longest. Of one radio one call in five minutes raises the alarm; what it adds is read on the same
// card. We repeat no text, so the only air that guests cost us is our answers: those to calls for help go at
// once, others wait while the radio measures a busy channel.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { MeshtasticLink } from '#radio/links/meshtastic-link.ts';
import { communityChannel } from '#radio/meshtastic/community-channel.ts';
import { MeshPacketPriority, PortNum } from '#radio/meshtastic/messages.ts';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import { BROADCAST, type TextMessage } from '#radio/meshtastic/session-types.ts';

const KEPT_MAX = 100;
const KEPT_OF_ONE_MAX = 20;
/** What the official apps let a person write, in bytes of UTF-8. */
export const ANSWER_BYTES_MAX = 200;
const ANSWERS_MAX = 20;
/** Answers cost everybody's air: so many in so long, whoever asks. */
const ANSWERS_IN_MINUTE_MAX = 6;
const ANSWER_HOPS = 3;
/** One full call of one radio in this time; more words join it. */
const FULL_SOS_EVERY_MS = 5 * 60_000;
/** Of one card, with all that was added. */
const CARD_CHARACTERS_MAX = 600;
/** Packets that are known to be merged: the radio tells one a few times at most. */
const MERGED_MAX = 500;
/** Channel use that the radio measures, in percent, above which only answers to calls for help go: the firmware's own gate. */
const BUSY_PERCENT = 25;

const Answer = v.object({
  text: v.string(),
  atMs: v.number(),
  /** `sent`: the radio has it. `heard`: a neighbour repeated it. Whether a person read it nobody knows. */
  state: v.picklist(['waiting', 'sent', 'heard', 'refused', 'unknown']),
  why: v.string(),
});
export type Answer = v.InferOutput<typeof Answer>;

const Heard = v.object({
  /** `!node/packet`, both in hex. */
  id: v.string(),
  from: v.string(),
  nodeNum: v.number(),
  /** As that radio calls itself; '' when it has not said. */
  name: v.string(),
  text: v.string(),
  sos: v.boolean(),
  direct: v.boolean(),
  channel: v.number(),
  atMs: v.number(),
  hopsAway: v.nullable(v.number()),
  answers: v.array(Answer),
});
export type Heard = v.InferOutput<typeof Heard>;
const Kept = v.array(Heard);

export type GuestRefusal = { readonly why: string; readonly remedy: string };

export type GuestDesk = {
  /** Newest last. */
  heard(): readonly Heard[];
  answer(id: string, text: string): Result<Heard, GuestRefusal>;
};

export type GuestDeskOptions = {
  readonly link: MeshtasticLink;
  readonly nowMs: () => number;
  /** Of the community's channel, once a community is served. */
  readonly channelKey: () => Uint8Array | undefined;
  readonly file: string;
  /** Called once for each call for help. */
  readonly alarm: (heard: Heard) => void;
};

/** Letters, spaces and line breaks; nothing that moves a cursor or turns text around. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ').trim();

/** What an earlier run has kept; a file of somebody else's making, or a torn one, is an empty desk. */
function load(file: string): Heard[] {
  try {
    const read = v.safeParse(Kept, JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.output.slice(-KEPT_MAX) : [];
  } catch {
    return [];
  }
}

/** A call for help outlives a power cut. */
function keep(file: string, messages: readonly Heard[]): void {
  const fresh = openSync(`${file}.new`, 'w', 0o600);
  writeSync(fresh, JSON.stringify(messages));
  fsyncSync(fresh);
  closeSync(fresh);
  renameSync(`${file}.new`, file);
}

/** New words behind the old ones; what was said already, and what has no room, adds nothing. */
function joined(text: string, more: string): string {
  const both = `${text} / ${more}`;
  return more === '' || text.split(' / ').includes(more) || both.length > CARD_CHARACTERS_MAX ? text : both;
}

/** One too many: the sender's own oldest, else the oldest that is no call for help, else the oldest. */
function makeRoom(messages: Heard[], from: string): void {
  const own = messages.filter((one) => one.from === from);
  const victim =
    own.length >= KEPT_OF_ONE_MAX
      ? (own.find(({ sos }) => !sos) ?? own[0])
      : messages.length >= KEPT_MAX
        ? (messages.find(({ sos }) => !sos) ?? messages[0])
        : undefined;
  if (victim) messages.splice(messages.indexOf(victim), 1);
}

export function openGuestDesk({ link, nowMs, channelKey, file, alarm }: GuestDeskOptions): GuestDesk {
  const messages = load(file);
  const sent = new Map<number, Answer>();
  /** Packets whose words stand on an earlier card. */
  const merged = new Set<string>();
  let answeredAtMs: readonly number[] = [];
  /** As the radio last measured it. */
  let usePercent = 0;

  const isForUs = ({ channel, direct, sos, portnum }: TextMessage): boolean =>
    portnum !== PortNum.RANGE_TEST_APP &&
    (direct || sos || channel === communityChannel(link.view().radio, channelKey()).index);

  const take = (message: TextMessage): void => {
    const { radio } = link.view();
    const id = `${nodeName(message.from)}/${message.id.toString(16)}`;
    if (message.from === radio.myInfo?.myNodeNum || !isForUs(message)) return;
    if (messages.some((one) => one.id === id) || merged.has(id)) return;
    const from = nodeName(message.from);
    const heard: Heard = {
      id,
      from,
      nodeNum: message.from,
      name: plain(radio.nodes.get(message.from)?.longName ?? ''),
      text: plain(message.text),
      sos: message.sos,
      direct: message.direct,
      channel: message.channel,
      atMs: nowMs(),
      hopsAway: message.hopsAway ?? null,
      answers: [],
    };
    const running = heard.sos
      ? messages.findLast((one) => one.from === from && one.sos && heard.atMs - one.atMs < FULL_SOS_EVERY_MS)
      : undefined;
    if (running) {
      running.text = joined(running.text, heard.text);
      if (merged.size >= MERGED_MAX) merged.delete(merged.values().next().value!);
      merged.add(id);
      keep(file, messages);
      return;
    }
    makeRoom(messages, from);
    messages.push(heard);
    keep(file, messages);
    if (heard.sos) alarm(heard);
  };

  const fate = (ref: number, state: Answer['state'], why = ''): void => {
    const answer = sent.get(ref);
    if (!answer) return;
    [answer.state, answer.why] = [state, why];
    if (state !== 'sent') sent.delete(ref);
    keep(file, messages);
  };

  link.listen((event) => {
    if (event.kind === 'text-message') take(event.message);
    if (event.kind === 'air') usePercent = event.air.channelUtilizationPercent ?? usePercent;
    if (event.kind === 'ended') {
      const { outcome } = event;
      fate(event.ref, outcome.kind, outcome.kind === 'refused' ? outcome.words : '');
    }
    if (event.kind === 'acked' && event.how !== 'failed') fate(event.ref, 'heard');
  });

  return {
    heard: () => messages,
    answer(id, text) {
      const heard = messages.find((one) => one.id === id);
      const words = plain(text);
      const bytes = toUtf8(words);
      if (!heard) return err({ why: 'This message is not here any more.', remedy: 'Look at the list again.' });
      if (bytes.length === 0 || bytes.length > ANSWER_BYTES_MAX)
        return err({ why: `An answer has 1 to ${ANSWER_BYTES_MAX} bytes.`, remedy: 'Write it shorter.' });
      if (!heard.sos && usePercent > BUSY_PERCENT)
        return err({
          why: `The radio measures ${Math.round(usePercent)} % of the channel in use; only calls for help are answered then.`,
          remedy: 'Wait until it is quieter, or speak to the person.',
        });
      answeredAtMs = answeredAtMs.filter((atMs) => nowMs() - atMs < 60_000);
      if (answeredAtMs.length >= ANSWERS_IN_MINUTE_MAX || heard.answers.length >= ANSWERS_MAX)
        return err({ why: 'Many answers have gone out already, and the air is scarce.', remedy: 'Wait a minute.' });
      answeredAtMs = [...answeredAtMs, nowMs()];
      const answer: Answer = { text: words, atMs: nowMs(), state: 'waiting', why: '' };
      heard.answers.push(answer);
      const ref = link.send(bytes, {
        portnum: PortNum.TEXT_MESSAGE_APP,
        hopLimit: ANSWER_HOPS,
        to: heard.direct ? heard.nodeNum : BROADCAST,
        channel: heard.channel,
        wantAck: true,
        priority: heard.sos ? MeshPacketPriority.HIGH : MeshPacketPriority.DEFAULT,
      });
      sent.set(ref, answer);
      keep(file, messages);
      return ok(heard);
    },
  };
}
