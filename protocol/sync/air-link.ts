// A link that everyone in reach hears, slow and dear: a LoRa radio (protocol/README.md §7, §8).
//
// What is new is flooded once, by class: an SOS at once, a ballot when it has company or has waited.
// What others lack is found by HELLO (Trickle) and SUMMARY, and repaired at hop 0 in bursts of three, after
// a random backoff, unless somebody else was heard doing it. Pacing is not politeness: in a mesh without
// it, most receptions die in collisions (research: reconciliation.md 7).

import type { Prng } from '../bytes/prng.ts';
import type { Heard, LinkProfile, QueuedItem } from './link-profile.ts';
import { SEAL_BYTES } from '../wire/limits.ts';
import { allowedMs, type AirBudget, type Urgency } from './air-budget.ts';
import { createClaims } from './claims.ts';
import type { Holdings } from './holdings.ts';
import type { Item, Parcel } from './items.ts';
import type { LinkSync, Outgoing } from './link-sync.ts';
import { createForkSearch, encodeMarks, type Marks } from './marks.ts';
import { ASK_FIRST_FRAMES, createOutbox } from './outbox.ts';
import { createRepairs } from './repairs.ts';
import { createSheafCatch, type Caught } from './sheaf-catch.ts';
import { encodeWant, type Coded, type Plan, type Want } from './sheaf-messages.ts';
import { encodeHello, type Hello, type Summary } from './summary.ts';
import { createTrickle } from './trickle.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

// Waits that exist for the channel's sake are counted in full frames: a fast preset carries ten while
// LongFast carries one (2.2 s), and need not be waited for as long.

/** Trickle: shortest and longest interval between HELLOs (2 and 48 min on LongFast). */
const HELLO_MIN_FRAMES = 54;
const HELLO_MAX_FRAMES = 1300;
/** So often one HELLO goes as far as a record: radios without our software pass nothing on that has no hops left. */
const WIDE_EVERY_MS = 6 * HOUR;
/**
 * Who differs out of direct reach: neighbours have so long to bring here what we lack. If nothing comes, we speak
 * over as many hops, for so long.
 */
const FAR_PATIENCE_MS = 30 * MINUTE;
const FAR_MS = 20 * MINUTE;
/** The first HELLO on a link that came up. */
const HELLO_FIRST_FRAMES = 5;
/** Own summaries keep this distance: a minute on LongFast. */
const SUMMARY_EVERY_FRAMES = 27;
/** Own summaries that brought nothing before we ask farther than our neighbours. */
const SUMMARIES_BEFORE_WIDENING = 3;
const WIDEST_HOPS = 3;
/** Backoffs are counted in slots of one full frame. */
const BACKOFF_SLOTS = 8;
const BURST_FRAMES = 3;
/** A frame names what we never heard: we ask, once what waits SOON_FRAMES elsewhere had time to cross three hops. */
const LACK_FRAMES = 16;
const EXPIRES_MS = 10 * MINUTE;
/** A busy channel is listened to again after this. */
const BUSY_MS = 10 * SECOND;
const FRAME_BYTES_FULL = 231;
/** A repair starts this long after the last asking, at the latest that long after the first. */
const COLLECT_FRAMES = 3;
const COLLECT_MAX_FRAMES = 24;
/** After a batch, and after an asking for more, others are listened to. */
const LISTEN_FRAMES = 10;
const WANTS_FRAMES = 3;
/** While somebody sends a sheaf, nobody else says much: a frame that is to come takes about so many. */
const COMING_FRAMES = 2.2;
const QUIET_FRAMES = 4;
const TO_COME_MAX = 30;
/** An asking is good for so long; meanwhile somebody may have answered it unheard. */
const STALE_FRAMES = 60;
/** What somebody began to send is left to them for so long. */
const SERVED_FRAMES = 40;
/** Who was seen to lack something, or to hold more, within this time is catching up. */
const CATCHING_UP_MS = 20 * MINUTE;

const NEAR = { hops: 0, fromMs: Infinity, untilMs: -Infinity };

type Waiting = { readonly item: Item; readonly sinceMs: number; readonly dueMs: number };

export function createAirLink(
  profile: LinkProfile,
  holdings: Holdings,
  chance: Prng,
  nowMs: number,
  budget: AirBudget,
): LinkSync {
  const slotMs = profile.airtimeMs(FRAME_BYTES_FULL) + 50;
  const frames = (count: number): number => Math.ceil(count * slotMs);
  const outbox = createOutbox(holdings, chance.fork('outbox'), frames, (now) => budget.used(2, now));
  const claims = createClaims();
  const repairs = createRepairs(holdings, chance.fork('repairs'), frames(STALE_FRAMES));
  const caught = createSheafCatch(holdings.sheaves, slotMs, chance.fork('sheaves'));
  const forks = createForkSearch(holdings.heldPlaces, chance.fork('forks'), () => backoffMs());
  /** Whose HELLO differed from ours since we last learnt anything. */
  let unlike: string | undefined;
  const hello = createTrickle(
    { minMs: frames(HELLO_MIN_FRAMES), maxMs: frames(HELLO_MAX_FRAMES), firstWithinMs: frames(HELLO_FIRST_FRAMES) },
    chance.fork('hello'),
    nowMs,
  );
  let lastWideMs = nowMs;
  /** Over how many hops we speak to somebody out of direct reach, and when. */
  let far = NEAR;
  let farAtMs = Infinity;
  let summaryAtMs = Infinity;
  let summaryHops = 0;
  let lackAtMs = Infinity;
  let lastSummaryMs = -Infinity;
  let fruitless = 0;
  /** Something was learnt since the summary was planned: a HELLO tells whether it is still needed. */
  let gainedSincePlanned = false;
  let repairAtMs = Infinity;
  let firstAskedMs = Infinity;
  let burst = 0;
  let quietUntilMs = nowMs;
  let unlikeMs = -Infinity;
  /** Somebody holds what we lack. */
  let behind = false;
  let freeAtMs = nowMs;
  /** While the budget or the channel allows nothing of what is due. */
  let blockedUntilMs = nowMs;

  const backoffMs = (): number => chance.below(Math.max(1, Math.floor(BACKOFF_SLOTS * slotMs)));

  // ── HELLO ─────────────────────────────────────────────────────────────────────────────────────

  const helloParcel = (): Parcel => {
    const plaintext = encodeHello({ kind: 'hello', digest: holdings.digest(), records: holdings.count() });
    return { kind: 'sync', plaintext, items: [], urgency: 2 };
  };
  /** The HELLO that is due, if the cell has not said it for us. */
  const helloDue = (now: number): Outgoing[] => {
    if (now < quietUntilMs || repairs.toCome > 0 || !hello.due(now)) return [];
    const wide = now - lastWideMs >= WIDE_EVERY_MS;
    if (wide) lastWideMs = now;
    return [spend(outgoing(helloParcel(), wide ? profile.hopLimit : hopsNow(now), 2, now), now)];
  };

  // ── Sending ───────────────────────────────────────────────────────────────────────────────────

  const outgoing = (parcel: Parcel, hopLimit: number, urgency: Urgency, now: number): Outgoing => ({
    parcel,
    hopLimit,
    urgency,
    expiresAtMs: now + EXPIRES_MS,
  });
  const airtimeOf = (parcel: Parcel): number => profile.airtimeMs(SEAL_BYTES + parcel.plaintext.length);

  /** Books the airtime and sets how long we keep quiet after it: relays of a flood need the channel too. */
  const spend = (out: Outgoing, now: number): Outgoing => {
    const airtimeMs = airtimeOf(out.parcel);
    budget.spend(airtimeMs, out.urgency, now, isGuests(out.parcel));
    freeAtMs = now + airtimeMs * (out.hopLimit > 0 ? 4 : 1.5);
    return out;
  };
  const affordable = (parcel: Parcel, urgency: Urgency, now: number): boolean => {
    const atMs = budget.busy(urgency) ? now + BUSY_MS : budget.freeAtMs(airtimeOf(parcel), urgency, now);
    if (atMs > now) blockedUntilMs = blockedUntilMs > now ? Math.min(blockedUntilMs, atMs) : atMs;
    return atMs <= now;
  };

  const isGuests = ({ items }: Parcel): boolean => items.length > 0 && items.every(holdings.isGuests);
  /** What guests send beyond their part of the reserve is not dropped: it goes with the class after it. */
  const classOf = (parcel: Parcel, urgency: Urgency, now: number): Urgency =>
    urgency === 0 && isGuests(parcel) && !budget.guestsMay(airtimeOf(parcel), now) ? 1 : urgency;

  const floodDue = (now: number): Outgoing[] => {
    for (const { parcel, urgency: wanted } of outbox.ready(now)) {
      const urgency = classOf(parcel, wanted, now);
      if (!affordable(parcel, urgency, now)) continue;
      outbox.sent(parcel.items, now);
      for (const item of parcel.items) repairs.given(item, now);
      return [spend(outgoing(parcel, profile.hopLimit, urgency, now), now)];
    }
    return [];
  };

  const summaryDue = (now: number): Outgoing[] => {
    if (now < summaryAtMs) return [];
    if (now < quietUntilMs || caught.busy || repairs.toCome > 0) {
      summaryAtMs = Math.max(quietUntilMs, now + frames(QUIET_FRAMES)) + backoffMs();
      return [];
    }
    summaryAtMs = Infinity;
    if (gainedSincePlanned) {
      gainedSincePlanned = false;
      hello.soon(now);
      return [];
    }
    lastSummaryMs = now;
    fruitless++;
    const widened = Math.min(WIDEST_HOPS, Math.floor(fruitless / SUMMARIES_BEFORE_WIDENING));
    summaryHops = Math.max(widened, hopsNow(now));
    const parts = holdings.summary().map((plaintext): Parcel => ({ kind: 'sync', plaintext, items: [], urgency: 2 }));
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
    if (now < repairAtMs || now < quietUntilMs) return [];
    firstAskedMs = Infinity;
    const next = repairs.next(now);
    if (!next) {
      repairAtMs = Infinity;
      return [];
    }
    if (!affordable(next.parcel, 3, now)) {
      repairAtMs = now + MINUTE;
      return [];
    }
    repairs.sent(now);
    burst = (burst + 1) % BURST_FRAMES;
    const out = spend(outgoing(next.parcel, next.hopLimit, 3, now), now);
    const pauseMs = burst === 0 ? chance.below(frames(BURST_FRAMES)) : 0;
    repairAtMs =
      repairs.toCome > 0
        ? freeAtMs + pauseMs
        : freeAtMs + (next.parcel.items.length > 0 ? pauseMs : frames(LISTEN_FRAMES));
    return [out];
  };

  /** What is still missing of sheaves; where nobody answers, a summary asks everybody. */
  const wantDue = (now: number): Outgoing[] => {
    const { wanted, giveUp } = caught.due(now);
    if (giveUp) planSummary(now);
    if (wanted.length === 0) return [];
    const parcel: Parcel = { kind: 'sync', plaintext: encodeWant(wanted), items: [], urgency: 2 };
    return affordable(parcel, 2, now) ? [spend(outgoing(parcel, hopsNow(now), 2, now), now)] : [];
  };

  const planSummary = (now: number): void => {
    // Asking again and again for what nobody can give is said ever more rarely, up to once an hour.
    const gapMs = Math.min(
      HOUR,
      frames(SUMMARY_EVERY_FRAMES) * 2 ** Math.max(0, fruitless - SUMMARIES_BEFORE_WIDENING),
    );
    const at = Math.max(now + backoffMs(), lastSummaryMs + gapMs + backoffMs());
    if (summaryAtMs < Infinity) return;
    summaryAtMs = at;
    hello.said();
    gainedSincePlanned = false;
  };

  // ── Hearing ───────────────────────────────────────────────────────────────────────────────────

  const hopsNow = (now: number): number => (now >= far.fromMs && now < far.untilMs ? far.hops : 0);
  const hopsOf = (heard: Heard | undefined): number => Math.min(heard?.hopsAway ?? 0, WIDEST_HOPS);
  /** Somebody out of direct reach wants something of us, or has something for us. */
  const answersFar = (heard: Heard | undefined, now: number): void => {
    const hops = hopsOf(heard);
    if (hops === 0) far = NEAR;
    else far = { hops: Math.max(hops, hopsNow(now)), fromMs: now, untilMs: now + FAR_MS };
  };
  /** Somebody out of direct reach differs. Where our neighbours can bring it here, we wait for them. */
  const seesFar = (heard: Heard | undefined, now: number): void => {
    if (far.untilMs > now) return;
    far = { hops: hopsOf(heard), fromMs: now + FAR_PATIENCE_MS, untilMs: now + FAR_PATIENCE_MS + FAR_MS };
    farAtMs = far.fromMs;
  };
  const farDue = (now: number): void => {
    if (now < farAtMs) return;
    farAtMs = Infinity;
    if (hopsNow(now) === 0) return;
    hello.reset(now);
    planSummary(now);
  };

  const heardHello = (message: Hello, heard: Heard | undefined, now: number): void => {
    if ((heard?.hopsAway ?? 0) > 0) lastWideMs = now;
    if (message.digest.join() === holdings.digest().join()) {
      hello.equal();
      behind = false;
      unlike = undefined;
      outbox.allHeard();
      return;
    }
    if (hopsOf(heard) > 0 && hopsNow(now) === 0) return seesFar(heard, now);
    unlikeMs = now;
    unlike = heard?.from ?? '';
    answersFar(heard, now);
    behind ||= message.records >= holdings.count();
    if (fruitless <= SUMMARIES_BEFORE_WIDENING) hello.reset(now);
    planSummary(now);
  };

  const heardSummary = (message: Summary, heard: Heard | undefined, now: number): void => {
    claims.heard(heard?.from ?? '', message);
    const { offer, wanting } = holdings.compare(message);
    behind ||= wanting;
    if (wanting || offer.length > 0) {
      unlikeMs = now;
      answersFar(heard, now);
    }
    if (wanting) planSummary(now);
    // Whoever asked lacks all that we lack, and perhaps more: what answers it serves us, too.
    else [summaryAtMs, lastSummaryMs] = [Infinity, now];
    // Equal by names, and yet another digest: somewhere each of us holds another half of a fork.
    if (!wanting && offer.length === 0 && unlike === (heard?.from ?? '')) forks.begin(now);
    if (offer.length === 0) return;
    hello.reset(now);
    for (const item of offer) if (holdings.urgencyOf(item) === 0) outbox.callAgain(item, now + backoffMs(), now);
    const hopLimit = Math.min(heard?.hopsAway ?? 0, WIDEST_HOPS);
    const rest = offer.filter((item) => holdings.urgencyOf(item) !== 0 && !outbox.has(item));
    repairs.asked(rest, heard?.from ?? '', hopLimit, now);
    if (!repairs.waiting) return;
    firstAskedMs = Math.min(firstAskedMs, now);
    const collectedMs = now + frames(COLLECT_FRAMES) + backoffMs();
    if (repairs.toCome === 0) repairAtMs = Math.min(collectedMs, firstAskedMs + frames(COLLECT_MAX_FRAMES));
  };

  /** Somebody sends a sheaf: what we have to send in turn begins after it, not all of us at once. */
  const keepQuiet = (toCome: number, now: number): void => {
    const endsMs = now + frames(QUIET_FRAMES + Math.min(toCome, TO_COME_MAX) * COMING_FRAMES);
    quietUntilMs = Math.max(quietUntilMs, endsMs + backoffMs());
  };
  const heardMarks = (message: Marks, heard: Heard | undefined, now: number): null => {
    repairs.asked(forks.heard(message, now), heard?.from ?? '', Math.min(heard?.hopsAway ?? 0, WIDEST_HOPS), now);
    if (repairs.waiting && repairAtMs === Infinity) repairAtMs = now + backoffMs();
    return null;
  };
  const marksDue = (now: number): Outgoing[] => {
    const marks = forks.due(now);
    if (!marks) return [];
    const parcel: Parcel = { kind: 'sync', plaintext: encodeMarks(marks), items: [], urgency: 2 };
    return affordable(parcel, 2, now) ? [spend(outgoing(parcel, hopsNow(now), 2, now), now)] : [];
  };

  const heardPlan = (message: Plan, heard: Heard | undefined, now: number): Caught | null => {
    const ids = holdings.sheaves.idsOf(message).filter((id) => id !== undefined);
    repairs.served(ids, now + frames(SERVED_FRAMES), now);
    if (ids.length < message.lines.length) answersFar(heard, now);
    repairs.servedBy(message.name);
    repairs.announced(message);
    keepQuiet(0, now);
    return caught.plan(heard?.from ?? '', message, now);
  };
  const heardCoded = (message: Coded, heard: Heard | undefined, now: number): Caught | null => {
    repairs.servedBy(message.sheaf);
    keepQuiet(message.toCome, now);
    return caught.coded(heard?.from ?? '', message, behind, now);
  };
  const heardWant = (message: Want, now: number): null => {
    caught.want(message);
    if (!repairs.wanted(message, now)) keepQuiet(0, now);
    // Others may want more than this one: one batch serves them all.
    else if (repairs.toCome === 0) repairAtMs = now + frames(WANTS_FRAMES) + chance.below(frames(WANTS_FRAMES));
    return null;
  };

  return {
    gained(item, source, now) {
      fruitless = 0;
      gainedSincePlanned = true;
      unlike = undefined;
      if (source === 'this-link' && hopsNow(now) === 0) far = NEAR;
      const urgency = holdings.urgencyOf(item);
      // What was caught up here may be missing farther on: our neighbours there should hear of it soon.
      if (source === 'this-link' && now - unlikeMs < CATCHING_UP_MS) hello.reset(now);
      // Whoever a flooded call or warning did not reach finds out in minutes, not at the end of a quiet hour:
      // a relay that heard another relay says nothing, and the houses behind it hear nothing.
      if (urgency <= 1) hello.reset(now);
      if (source === 'this-link') return;
      if (source === 'other-link' && urgency > 0) hello.soon(now + chance.below(frames(ASK_FIRST_FRAMES)));
      outbox.add(item, source, now);
    },
    heardItem(item, now) {
      repairs.given(item, now);
      outbox.heard(item);
    },
    heardSync(message, heard, now) {
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
          return heardWant(message, now);
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
      if (now < freeAtMs && !outbox.urgent(now)) return [];
      for (const step of [floodDue, wantDue, marksDue, summaryDue, repairDue, helloDue]) {
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
        farAtMs,
        caught.nextAtMs,
        forks.nextAtMs,
        repairAtMs === Infinity ? Infinity : Math.max(repairAtMs, quietUntilMs),
        Math.max(hello.nextAtMs, quietUntilMs),
      );
      // What is due but may not go yet is looked at again when the channel and the budget are free.
      return next > now ? next : Math.max(freeAtMs, blockedUntilMs, now + SECOND / 4);
    },
    channelUse: (percent) => budget.heardUse(percent),
    relayed: outbox.relayed,
    holders: claims.holders,
    queue: (now) => [...outbox.waiting()].map((waiting) => queued(waiting, now)),
    airtime: (now) => ({
      spentMs: budget.spentMs(now),
      allowedMs: ([0, 1, 2, 3] as const).map((urgency) => allowedMs(profile.dutyCycle, urgency)),
    }),
  };

  function queued({ item, sinceMs, dueMs }: Waiting, now: number): QueuedItem {
    const urgency = holdings.urgencyOf(item);
    const bytes = SEAL_BYTES + (holdings.firstParcel([item])?.plaintext.length ?? 0);
    const airAtMs = budget.freeAtMs(profile.airtimeMs(bytes), urgency, now);
    const expectedAtMs = Math.max(dueMs, airAtMs, freeAtMs);
    const why = budget.busy(urgency)
      ? 'channel-busy'
      : airAtMs > dueMs
        ? 'air-budget'
        : dueMs > now
          ? 'waiting-for-company'
          : 'next';
    return { what: item, urgency, bytes, sinceMs, expectedAtMs, why };
  }
}
