// A link that everyone in reach hears, slow and dear: a LoRa radio (protocol/README.md §7, §8).
//
// What is new is flooded once, by class: an SOS at once, a ballot when it has company or has waited.
// What others lack is found by HELLO (Trickle) and SUMMARY, and repaired at hop 0, by one of us at a time, unless
// somebody else was heard doing it. What is said when is here; what is new goes out in air-floods.ts, how fast is in
// air-pace.ts and repair-pace.ts, whose turn it is in turns.ts, over how many hops in far-hops.ts.

import { equal } from '../bytes/bytes.ts';
import type { Prng } from '../bytes/prng.ts';
import type { Heard, LinkProfile } from './link-profile.ts';
import type { AirBudget } from './air-budget.ts';
import { createAirFloods } from './air-floods.ts';
import { createAirPace } from './air-pace.ts';
import { createAskerRations } from './asker-rations.ts';
import { createClaims } from './claims.ts';
import { createAlarmWatch } from './alarm-watch.ts';
import { createCollectors } from './collectors.ts';
import { createFarHops, hopsOf, WIDEST_HOPS } from './far-hops.ts';
import type { Holdings } from './holdings.ts';
import { isVoice, type Item, type Parcel } from './items.ts';
import type { LinkSync, Outgoing } from './link-sync.ts';
import { createForkSearch, encodeMarks, type Marks } from './marks.ts';
import { offerOnAir } from './newcomers.ts';
import { ASK_FIRST_FRAMES, createOutbox } from './outbox.ts';
import { createLossEstimate } from './loss-estimate.ts';
import { createRepairPace } from './repair-pace.ts';
import { createRepairs } from './repairs.ts';
import { createSheafCatch, type Caught } from './sheaf-catch.ts';
import { encodeWant, type Coded, type Plan, type Want } from './sheaf-messages.ts';
import { DIGEST_BYTES, encodeHello, type Hello, type Summary, type SyncMessage } from './summary.ts';
import { createTrickle } from './trickle.ts';
import { createTurns } from './turns.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

// Waits that exist for the channel's sake are counted in full frames: a fast preset carries ten while
// LongFast carries one (2.2 s), and need not be waited for as long.

/** Trickle: shortest and longest interval between HELLOs (2 and 48 min on LongFast). */
const HELLO_MIN_FRAMES = 54;
const HELLO_MAX_FRAMES = 1300;
/**
 * So often one HELLO goes as far as a record: radios without our software pass nothing on that has no hops left, and
 * where several relay a frame, the one on the ridge may not. Soon again where somebody far away differs.
 */
const WIDE_MIN_MS = 15 * MINUTE;
const WIDE_MAX_MS = 6 * HOUR;
/** The first HELLO on a link that came up. */
const HELLO_FIRST_FRAMES = 5;
/** Own summaries that brought nothing before we ask farther than our neighbours. */
const SUMMARIES_BEFORE_WIDENING = 3;
/** Who lacks all, or says so, may be answered by nobody: so often we leave it to them to ask. */
const LEFT_TO_OTHERS_MAX = 2;
const BURST_FRAMES = 3;
/** Records that a frame of a repair carries, about. */
const RECORDS_A_FRAME = 4;
/** A frame names what we never heard: we ask, once what waits SOON_FRAMES elsewhere had time to cross three hops. */
const LACK_FRAMES = 16;
/** A turn starts this long after the last asking, and not before all had time to ask. */
const COLLECT_FRAMES = 3;
/** After a turn others are listened to, and begin before us; an asking is answered when others asked, too. */
const LISTEN_FRAMES = 24;
const WANTS_FRAMES = 4;
/** Askings within so many frames count as one: they go to the same speaker, who may not have heard them. */
const ROUND_FRAMES = 10;
/** Who helps out with somebody else's sheaf gives them time to do it themselves. */
const HELP_FRAMES = 8;
/** A summary that met somebody speaking waits so long. */
const LATER_FRAMES = 4;
/** A plan does not say how much follows: about so much. */
const PLANNED_FRAMES = 3;
/** An asking is good for so long; meanwhile somebody may have answered it unheard. */
const STALE_FRAMES = 300;
/** What somebody began to send is left to them for so long. */
const SERVED_FRAMES = 150;
/** What a frame of each kind takes, about: the pace need not know better. */
const BYTES: Readonly<Record<SyncMessage['kind'], number>> = {
  hello: 18,
  summary: 150,
  plan: 220,
  coded: 16,
  want: 20,
  marks: 80,
};
const bytesOf = (message: SyncMessage): number =>
  BYTES[message.kind] + (message.kind === 'coded' ? message.symbols.length : 0);
/** So many of them are told apart. */
const UNLIKE_MAX = 64;
/** Who was seen to lack something, or to hold more, within this time is catching up. */
const CATCHING_UP_MS = 20 * MINUTE;

const isNeighbour = (heard: Heard | undefined): heard is Heard & { from: string } =>
  heard?.from !== undefined && heard.hopsAway === 0;

export function createAirLink(
  profile: LinkProfile,
  holdings: Holdings,
  chance: Prng,
  nowMs: number,
  budget: AirBudget,
): LinkSync {
  const pace = createAirPace(profile, budget, chance, nowMs);
  const { frames, backoffMs, outgoing, affordable } = pace;
  const repairPace = createRepairPace(pace.slotMs);
  const turns = createTurns(frames, repairPace, chance.fork('turns'), nowMs);
  const loss = createLossEstimate();
  const collectors = createCollectors(profile);
  const outbox = createOutbox(holdings, chance.fork('outbox'), frames, (now) => budget.used(2, now), collectors);
  const claims = createClaims();
  const repairs = createRepairs(holdings, loss, chance.fork('repairs'), {
    staleMs: frames(STALE_FRAMES),
    servedMs: frames(SERVED_FRAMES),
    roundMs: frames(ROUND_FRAMES),
  });
  const caught = createSheafCatch(holdings.sheaves, pace.slotMs, chance.fork('sheaves'), repairPace.afterMs);
  const forks = createForkSearch(holdings.heldPlaces, chance.fork('forks'), backoffMs);
  const far = createFarHops();
  const rations = createAskerRations(profile.dutyCycle, () => pace.slotMs / RECORDS_A_FRAME);
  const watch = createAlarmWatch(frames, chance.fork('alarms'));
  const floods = createAirFloods(profile, holdings, outbox, collectors, pace, budget, repairs.given);
  /** Whose last HELLO differed from ours since we last learnt anything: several say both, HELLO and summary, in turn. */
  const unlike = new Set<string>();
  const hello = createTrickle(
    { minMs: frames(HELLO_MIN_FRAMES), maxMs: frames(HELLO_MAX_FRAMES), firstWithinMs: frames(HELLO_FIRST_FRAMES) },
    chance.fork('hello'),
    nowMs,
  );
  let lastWideMs = nowMs;
  let wideEveryMs = WIDE_MIN_MS;
  let summaryAtMs = Infinity;
  let summaryHops = 0;
  /** It does not wait until others have spoken. */
  let pressing = false;
  let lackAtMs = Infinity;
  let lastSummaryMs = -Infinity;
  let fruitless = 0;
  /** Own summaries that were not said because another's would do, since anything was learnt. */
  let leftToOthers = 0;
  /** Something was learnt since the summary was planned: a HELLO tells whether it is still needed. */
  let gainedSincePlanned = false;
  /** When we go on with what we serve, and when we may begin to serve something else. */
  let answerAtMs = Infinity;
  let beginAtMs = Infinity;
  let firstAskedMs = Infinity;
  let burst = 0;
  /** A HELLO was due while others were talking. */
  let helloHeld = false;
  /** The combinations that were heard last: a gap to the next shows what is lost here. */
  let last: { readonly from: string; readonly toCome: number } | undefined;
  let unlikeMs = -Infinity;
  /** Somebody holds what we lack. */
  let behind = false;

  const spend = (out: Outgoing, now: number): Outgoing => {
    repairPace.spent(pace.airtimeMs(out.parcel), now);
    return pace.spend(out, now);
  };

  // ── HELLO ─────────────────────────────────────────────────────────────────────────────────────

  const isSubmittable = (item: Item): boolean => isVoice(item) && holdings.urgencyOf(item) === 2;
  const shown = (): Uint8Array => holdings.digest(DIGEST_BYTES, outbox.heldBack());
  const helloParcel = (now: number): Parcel => {
    const collects = collectors.offers(now) ? { collects: true as const } : {};
    const plaintext = encodeHello({ kind: 'hello', digest: shown(), records: holdings.count(), ...collects });
    return { kind: 'sync', plaintext, items: [], urgency: 2 };
  };
  /** Are we about to say something that tells more than a HELLO? */
  const saysMore = (now: number): boolean => repairs.toCome > 0 || summaryAtMs < now + frames(HELLO_MIN_FRAMES);
  const helloAtMs = (now: number): number => {
    if (!helloHeld) return Math.max(hello.nextAtMs, turns.quietUntilMs);
    return turns.quietUntilMs > now || !saysMore(now) ? turns.quietUntilMs : Infinity;
  };
  /** The HELLO that is due, if the cell has not said it for us. */
  const helloDue = (now: number): Outgoing[] => {
    if (now < turns.quietUntilMs || saysMore(now)) {
      helloHeld ||= now >= hello.nextAtMs;
      return [];
    }
    if (helloHeld) hello.again(now);
    helloHeld = false;
    if (!hello.due(now)) return [];
    const parcel = helloParcel(now);
    // Short as it is, it comes out of the routine air like all else; the next is minutes away.
    if (!affordable(parcel, 2, now)) return [];
    const wide = now - lastWideMs >= wideEveryMs;
    if (wide) [lastWideMs, wideEveryMs] = [now, Math.min(WIDE_MAX_MS, 2 * wideEveryMs)];
    return [spend(outgoing(parcel, wide ? profile.hopLimit : far.now(now), 2, now), now)];
  };

  /** A call for help may not have reached everybody: said out of its reserve, whatever the others say. */
  const watchDue = (now: number): Outgoing[] => {
    if (!watch.due(now)) return [];
    const parcel = helloParcel(now);
    return affordable(parcel, 0, now) ? [spend(outgoing(parcel, far.now(now), 0, now), now)] : [];
  };

  // ── Sending ───────────────────────────────────────────────────────────────────────────────────

  const summaryDue = (now: number): Outgoing[] => {
    if (now < summaryAtMs) return [];
    if (!pressing && (now < turns.quietUntilMs || caught.busy || repairs.toCome > 0)) {
      summaryAtMs = Math.max(turns.quietUntilMs, now + frames(LATER_FRAMES)) + backoffMs();
      return [];
    }
    [summaryAtMs, pressing] = [Infinity, false];
    if (gainedSincePlanned) {
      gainedSincePlanned = false;
      hello.soon(now);
      return [];
    }
    lastSummaryMs = now;
    leftToOthers = 0;
    fruitless++;
    // A summary shows no forks, a digest does: whoever asked in vain says it, too, so that others look for what names hide.
    if (fruitless > 1) hello.soon(now + frames(LATER_FRAMES) + backoffMs());
    const widened = Math.min(WIDEST_HOPS, Math.floor(fruitless / SUMMARIES_BEFORE_WIDENING));
    summaryHops = Math.max(widened, far.now(now));
    const parts = holdings
      .summary(outbox.heldBack())
      .map((plaintext): Parcel => ({ kind: 'sync', plaintext, items: [], urgency: 2 }));
    return parts
      .filter((part) => affordable(part, 2, now))
      .map((part) => spend(outgoing(part, summaryHops, 2, now), now));
  };

  /** Waiting for the next HELLO would take minutes on a quiet link, and all that builds on the name with it. */
  const lackDue = (now: number): void => {
    if (now < lackAtMs) return;
    lackAtMs = Infinity;
    planSummary(now);
  };

  const repairDue = (now: number): Outgoing[] => {
    const answers = now >= answerAtMs && now >= turns.takenUntilMs;
    const begins = now >= beginAtMs && now >= turns.quietUntilMs && !caught.busy;
    if (!answers && !begins) return [];
    const next = repairs.next(begins, now);
    if (!next) {
      if (answers) answerAtMs = Infinity;
      if (begins) beginAtMs = Infinity;
      return [];
    }
    if (!affordable(next.parcel, 3, now)) {
      answerAtMs = now + MINUTE;
      return [];
    }
    firstAskedMs = Infinity;
    repairs.sent(now);
    rations.spent(pace.airtimeMs(next.parcel), now);
    const alone = next.parcel.items.length > 0;
    burst = (burst + 1) % BURST_FRAMES;
    const out = spend(outgoing(next.parcel, next.hopLimit, 3, now), now);
    const pauseMs = burst === 0 ? chance.below(frames(BURST_FRAMES)) : 0;
    const nextAtMs = Math.max(pace.freeAtMs, repairPace.freeAtMs(now)) + pauseMs;
    answerAtMs = repairs.answering ? nextAtMs : Infinity;
    beginAtMs = !repairs.asking
      ? Infinity
      : alone
        ? nextAtMs
        : pace.freeAtMs + frames(LISTEN_FRAMES) + turns.turnMs(now);
    return [out];
  };

  /** What is still missing of sheaves; where nobody answers, a summary asks everybody. */
  const wantDue = (now: number): Outgoing[] => {
    if (now < caught.nextAtMs) return [];
    if (budget.busy(2) || now < turns.takenUntilMs) {
      caught.hold(now);
      return [];
    }
    const { wanted, giveUp } = caught.due(now);
    if (giveUp) planSummary(now);
    if (wanted.length === 0) return [];
    const parcel: Parcel = { kind: 'sync', plaintext: encodeWant(wanted), items: [], urgency: 2 };
    return affordable(parcel, 2, now) ? [spend(outgoing(parcel, far.now(now), 2, now), now)] : [];
  };

  const planSummary = (now: number): void => {
    // Asking again and again for what nobody can give is said ever more rarely, up to once an hour.
    const gapMs = Math.min(HOUR, turns.summaryEveryMs * 2 ** Math.max(0, fruitless - SUMMARIES_BEFORE_WIDENING));
    const spreadMs = chance.below(turns.summariesMs);
    const at = Math.max(now + spreadMs, lastSummaryMs + gapMs + spreadMs);
    if (summaryAtMs < Infinity) return;
    summaryAtMs = at;
    hello.said();
    gainedSincePlanned = false;
  };

  // ── Hearing ───────────────────────────────────────────────────────────────────────────────────

  const farDue = (now: number): void => {
    if (!far.due(now)) return;
    hello.reset(now);
    planSummary(now);
  };

  /** Has its sender all that we hold, or all of which we speak? */
  const heldBy = ({ digest }: Hello): 'all' | 'shown' | undefined =>
    equal(digest, holdings.digest()) ? 'all' : equal(digest, shown()) ? 'shown' : undefined;
  const heardHello = (message: Hello, heard: Heard | undefined, now: number): void => {
    if (isNeighbour(heard)) collectors.heard(heard.from, message.collects ?? false, now);
    const held = heldBy(message);
    if (hopsOf(heard) > 0) [lastWideMs, wideEveryMs] = [now, held ? WIDE_MAX_MS : WIDE_MIN_MS];
    if (isNeighbour(heard)) watch.heard(heard.from, held !== undefined, now);
    if (held) {
      hello.equal();
      behind = false;
      unlike.delete(heard?.from ?? '');
      outbox.allHeard(heard?.from ?? '', held);
      return;
    }
    if (hopsOf(heard) > 0 && far.now(now) === 0) return far.sees(heard, now);
    unlikeMs = now;
    if (unlike.size < UNLIKE_MAX) unlike.add(heard?.from ?? '');
    far.answers(heard, now);
    // Who lacked nothing as far as we knew may lack a call: that is asked for although others talk.
    if (summaryAtMs === Infinity) pressing = !behind && message.records > holdings.count();
    behind ||= message.records >= holdings.count();
    if (fruitless <= SUMMARIES_BEFORE_WIDENING) hello.reset(now);
    planSummary(now);
  };

  const heardSummary = (message: Summary, heard: Heard | undefined, now: number): void => {
    claims.heard(heard?.from ?? '', message);
    const difference = holdings.compare(message, outbox.heldBack());
    const { wanting } = difference;
    const offer = offerOnAir(difference, holdings.count());
    behind ||= wanting;
    if (isNeighbour(heard)) watch.heard(heard.from, !wanting && offer.length === 0, now);
    if (wanting || offer.length > 0) {
      unlikeMs = now;
      far.answers(heard, now);
    }
    if (wanting) planSummary(now);
    // Whoever asked lacks all that we lack, and perhaps more: what answers it serves us, too. But not if nothing comes.
    else if (summaryAtMs < Infinity && leftToOthers++ < LEFT_TO_OTHERS_MAX)
      [summaryAtMs, lastSummaryMs] = [Infinity, now];
    // Equal by names, and yet another digest: somewhere each of us holds another half of a fork.
    if (!wanting && offer.length === 0 && unlike.has(heard?.from ?? '')) forks.begin(now);
    if (offer.length === 0) return;
    hello.reset(now);
    const isCall = (item: Item): boolean => holdings.urgencyOf(item) === 0;
    // Who holds the other half of a fork lacks what the call names, and does not know it.
    const unread = offer.filter((item) => isCall(item) && outbox.calledInVain(item, now)).flatMap(holdings.named);
    const lacked = [...new Set([...unread, ...offer])];
    for (const item of lacked) if (isCall(item)) outbox.callAgain(item, now + backoffMs(), now);
    if (!repairs.asking) firstAskedMs = Infinity;
    const hopLimit = hopsOf(heard);
    const rest = lacked.filter((item) => !isCall(item) && !outbox.has(item));
    repairs.asked(
      rations.cut(rest, heard?.from ?? '', now, offer !== difference.offer),
      heard?.from ?? '',
      hopLimit,
      now,
    );
    if (!repairs.asking) return;
    firstAskedMs = Math.min(firstAskedMs, now);
    const collectedMs = Math.max(now + frames(COLLECT_FRAMES), firstAskedMs + turns.summariesMs);
    if (repairs.toCome === 0) beginAtMs = collectedMs + turns.turnMs(now);
  };

  const heardMarks = (message: Marks, heard: Heard | undefined, now: number): null => {
    const { found, sameRecords } = forks.heard(message, now);
    repairs.asked(found, heard?.from ?? '', hopsOf(heard), now);
    if (sameRecords) for (const item of holdings.proofs()) outbox.callAgain(item, now + backoffMs(), now);
    if (sameRecords && unlike.has(heard?.from ?? '') && holdings.proofs().length === 0) forks.begin(now);
    if (repairs.asking && beginAtMs === Infinity) beginAtMs = now + backoffMs();
    return null;
  };
  const marksDue = (now: number): Outgoing[] => {
    const marks = forks.due(now);
    if (!marks) return [];
    const parcel: Parcel = { kind: 'sync', plaintext: encodeMarks(marks), items: [], urgency: 2 };
    return affordable(parcel, 2, now) ? [spend(outgoing(parcel, far.now(now), 2, now), now)] : [];
  };

  const heardPlan = (message: Plan, heard: Heard | undefined, now: number): Caught | null => {
    const ids = holdings.sheaves.idsOf(message).filter((id) => id !== undefined);
    repairs.served(ids, now);
    if (ids.length < message.lines.length) far.answers(heard, now);
    repairs.announced(message, now);
    turns.taken(PLANNED_FRAMES, false, now);
    return caught.plan(heard?.from ?? '', message, now);
  };
  const heardCoded = (message: Coded, heard: Heard | undefined, now: number): Caught | null => {
    const from = heard?.from ?? '';
    if (last && last.from === from && last.toCome > message.toCome) loss.heard(last.toCome - message.toCome - 1);
    last = { from, toCome: message.toCome };
    repairs.servedBy(message.sheaf, message.number);
    // Nothing more to come, and nobody asks: the next who has something to send may begin.
    turns.taken(message.toCome, true, now);
    return repairs.isOurs(message.sheaf) ? null : caught.coded(from, message, behind || repairs.asking, now);
  };
  const heardWant = (message: Want, heard: Heard | undefined, now: number): null => {
    caught.want(message);
    const whose = rations.may(heard?.from ?? '', now) ? repairs.wanted(message, now) : 'others';
    const oursMs = now + frames(WANTS_FRAMES) + chance.below(frames(1));
    if (whose === 'others') turns.taken(0, false, now);
    // Others may want more than this one: one batch serves them all.
    else if (repairs.toCome === 0)
      answerAtMs = whose === 'ours' ? oursMs : now + frames(WANTS_FRAMES + HELP_FRAMES) + turns.turnMs(now);
    return null;
  };

  /** The first that has something to say says it. */
  const steps = [floods.due, watchDue, wantDue, marksDue, summaryDue, repairDue, helloDue];

  return {
    gained(item, origin, now) {
      // Nobody spends our air but with statements that a collector is for: whatever else was said to us alone is held.
      const source = origin === 'submitted' && !isSubmittable(item) ? 'this-link' : origin;
      const isAnswer = fruitless > 0 || leftToOthers > 0;
      fruitless = leftToOthers = 0;
      gainedSincePlanned = true;
      unlike.clear();
      if (source === 'this-link') far.gained(now);
      const urgency = holdings.urgencyOf(item);
      // What was caught up here may be missing farther on: our neighbours there should hear of it soon, and where we
      // asked for it, from us. Those who gave it say the same, but on a ridge between two villages one does not hear them.
      if (source === 'this-link' && now - unlikeMs < CATCHING_UP_MS) hello[isAnswer ? 'tell' : 'reset'](now);
      // Whoever a flooded call or warning did not reach finds out in minutes, not at the end of a quiet hour:
      // a relay that heard another relay says nothing, and the houses behind it hear nothing.
      if (urgency <= 1) hello.reset(now);
      if (urgency === 0) watch.raised(now);
      if (source === 'this-link') return;
      if (source === 'other-link' && urgency > 0) hello.soon(now + chance.below(frames(ASK_FIRST_FRAMES)));
      outbox.add(item, source, now);
    },
    heardItem(item, now) {
      repairs.given(item, now);
      outbox.heard(item);
    },
    heardSync(message, heard, now) {
      repairPace.spent(profile.airtimeMs(bytesOf(message)), now);
      turns.meets(heard?.from ?? '', now);
      switch (message.kind) {
        case 'hello':
          heardHello(message, heard, now);
          return null;
        case 'summary':
          heardSummary(message, heard, now);
          return null;
        case 'plan':
          return heardPlan(message, heard, now);
        case 'coded':
          return heardCoded(message, heard, now);
        case 'want':
          return heardWant(message, heard, now);
        case 'marks':
          return heardMarks(message, heard, now);
      }
    },
    falsified: caught.falsified,
    lacking(lacks, now) {
      if (!lacks) lackAtMs = Infinity;
      else if (lackAtMs === Infinity) lackAtMs = now + frames(LACK_FRAMES);
    },
    due(now) {
      lackDue(now);
      farDue(now);
      if (now < pace.freeAtMs && !outbox.urgent(now)) return [];
      for (const step of steps) {
        const out = step(now);
        if (out.length > 0) return out;
      }
      return [];
    },
    nextAtMs(now) {
      const next = Math.min(
        outbox.nextAtMs(now),
        summaryAtMs,
        lackAtMs,
        far.nextAtMs,
        watch.nextAtMs,
        caught.nextAtMs,
        forks.nextAtMs,
        answerAtMs === Infinity ? Infinity : Math.max(answerAtMs, turns.takenUntilMs),
        beginAtMs === Infinity
          ? Infinity
          : Math.max(beginAtMs, turns.quietUntilMs, caught.busy ? caught.nextAtMs : -Infinity),
        helloAtMs(now),
      );
      // What is due but may not go yet is looked at again when the channel and the budget are free.
      return next > now ? next : pace.againAtMs(now);
    },
    channelUse: (percent) => budget.heardUse(percent),
    relayed: outbox.relayed,
    holders: claims.holders,
    submitted: floods.submitted,
    queue: floods.queue,
    airtime: floods.airtime,
  };
}
