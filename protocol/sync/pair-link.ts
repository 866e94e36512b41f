// A link to one peer that is wide and cheap: a phone's socket, a distant gateway (§8.6).
//
// Both sides open with a summary; each sends what the other lacks, then everything new as it comes. A
// HELLO now and then finds what a lost frame left different. Frames are the same as on the air.

import type { LinkProfile } from './link-profile.ts';
import { createClaims } from './claims.ts';
import type { Holdings } from './holdings.ts';
import type { Item, Parcel } from './items.ts';
import type { Compared, LinkSync, Outgoing } from './link-sync.ts';
import { prng } from '../bytes/prng.ts';
import type { RecordId } from '../bytes/reference.ts';
import { createForkSearch, encodeMarks } from './marks.ts';
import { createSheafCatch } from './sheaf-catch.ts';
import { createSharedAir } from './shared-air.ts';
import { wholeSheaves } from './sheaf-frames.ts';
import { encodeHello } from './summary.ts';

const HELLO_EVERY_MS = 30_000;
/** A peer that asks again sooner waits: a summary costs us a comparison and maybe many frames. */
const SUMMARY_EVERY_MS = 2_000;
/** Summaries of one peer that are compared in a window: an honest first sync takes a few dozen. */
const COMPARED_MAX = 200;
const COMPARED_WINDOW_MS = 10_000;
/** Frames in one go; the rest follow at once, after others had their turn. */
const FRAMES_AT_ONCE = 64;
const FRAME_EXPIRES_MS = 60_000;
/** Lacked still when it was said so often: it cannot be read there as it was sent. */
const UNREAD_AFTER = 3;
/** Of those so many at a time go each by itself: a check for each, where a sum needs one for all. */
const ALONE_MAX = 32;
/** There is only one who speaks here. */
const PEER = 'peer';

export function createPairLink(profile: LinkProfile, holdings: Holdings, nowMs: number): LinkSync {
  const toSend = new Set<Item>();
  /** Formed and not sent yet: a peer gets its frames in portions. */
  let ready: Parcel[] = [];
  let summaryAtMs = nowMs;
  let helloAtMs = nowMs + HELLO_EVERY_MS;
  let lastSummaryMs = -Infinity;
  let window = { count: 0, sinceMs: nowMs };
  let compared: Compared = { summaries: 0, peerLacked: false, weLacked: false };

  const caught = createSheafCatch(holdings.sheaves, 0, prng('a pair asks by summaries'), (_, now) => now);
  const forks = createForkSearch(holdings.heldPlaces, prng(`marks of a pair at ${nowMs}`), () => 0);
  let unlike = false;
  /** What the peer lacked when it last said so, and how often before: if it lacks it still, it could not read it. */
  let offered: ReadonlyMap<Item, number> = new Map();
  /** What could not be read, after what it names: in one sum with that, nothing is read before all is. */
  let unread: ReadonlySet<Item> = new Set();
  const shared = createSharedAir();
  const claims = createClaims();
  let sheavesSent = 0;

  const sync = (plaintext: Uint8Array, now: number): Outgoing => ({
    parcel: { kind: 'sync', plaintext, items: [], urgency: 2 },
    hopLimit: profile.hopLimit,
    urgency: 2,
    expiresAtMs: now + FRAME_EXPIRES_MS,
  });
  const planSummary = (now: number): void => {
    summaryAtMs = Math.min(summaryAtMs, Math.max(now, lastSummaryMs + SUMMARY_EVERY_MS));
  };

  /** Frames that stand alone by urgency; what no frame proves by itself as sheaves, whole (§8.7). */
  const parcelsFor = (items: readonly Item[]): Parcel[] => {
    const whole = items.filter((item) => holdings.standsAlone(item));
    const alone = [
      ...[...unread].filter((item) => holdings.standsAlone(item)).flatMap((item) => holdings.parcels([item])),
      ...holdings.parcels(whole.filter((item) => !unread.has(item))),
    ];
    unread = new Set();
    const joint = items.filter((item) => holdings.has(item) && !holdings.standsAlone(item));
    return [
      ...[...alone].sort((a, b) => a.urgency - b.urgency),
      ...wholeSheaves(holdings.sheaves, joint as RecordId[], ++sheavesSent),
    ];
  };

  return {
    gained(item, source, now) {
      if (source === 'this-link') return;
      const askAtMs = source === 'own' || holdings.urgencyOf(item) === 0 ? null : shared.gained(item, now);
      if (askAtMs === null) toSend.add(item);
      else helloAtMs = Math.min(helloAtMs, askAtMs);
    },
    heardItem(item, now) {
      toSend.delete(item);
      shared.brought(item, now);
    },
    heardSync(message, _heard, now) {
      if (message.kind === 'hello') {
        unlike = message.digest.join() !== holdings.digest().join();
        if (!unlike) shared.agreed(now);
        const waited = unlike ? shared.release(now, true) : [];
        for (const item of waited) toSend.add(item);
        // What was about to be said may be all that they lack.
        if (unlike && waited.length === 0) planSummary(now);
        return null;
      }
      if (message.kind === 'plan') return caught.plan(PEER, message, now);
      if (message.kind === 'coded') return caught.coded(PEER, message, true, now);
      if (message.kind === 'want') return null;
      if (message.kind === 'marks') {
        const { found, sameRecords } = forks.heard(message, now);
        for (const item of sameRecords ? holdings.proofs() : found) toSend.add(item);
        if (sameRecords && unlike && holdings.proofs().length === 0) forks.begin(now);
        return null;
      }
      if (now - window.sinceMs > COMPARED_WINDOW_MS) window = { count: 0, sinceMs: now };
      if (++window.count > COMPARED_MAX) return null;
      claims.heard(PEER, message);
      const { offer, wanting } = holdings.compare(message);
      compared = {
        summaries: compared.summaries + 1,
        peerLacked: compared.peerLacked || offer.length > 0,
        weLacked: compared.weLacked || wanting,
      };
      for (const item of offer) {
        toSend.add(item);
        if (offered.has(item)) for (const named of holdings.named(item)) toSend.add(named);
      }
      offered = new Map(offer.map((item) => [item, (offered.get(item) ?? 0) + 1]));
      const vain = offer.filter((item) => offered.get(item)! >= UNREAD_AFTER).slice(0, ALONE_MAX);
      unread = new Set(vain.flatMap((item) => [...holdings.named(item), item]));
      if (wanting) planSummary(now);
      else if (offer.length === 0 && unlike) forks.begin(now);
      return null;
    },
    falsified: caught.falsified,
    lacking: (lacks, now) => void (lacks && planSummary(now + SUMMARY_EVERY_MS)),
    due(now) {
      for (const item of shared.release(now)) toSend.add(item);
      const out: Outgoing[] = [];
      const marks = forks.due(now);
      if (marks) out.push(sync(encodeMarks(marks), now));
      if (now >= summaryAtMs) {
        out.push(...holdings.summary().map((plaintext) => sync(plaintext, now)));
        [lastSummaryMs, summaryAtMs] = [now, Infinity];
      }
      if (ready.length === 0 && toSend.size > 0) {
        ready = parcelsFor([...toSend]);
        toSend.clear();
      }
      for (const parcel of ready.splice(0, FRAMES_AT_ONCE)) {
        out.push({ parcel, hopLimit: profile.hopLimit, urgency: parcel.urgency, expiresAtMs: now + FRAME_EXPIRES_MS });
      }
      if (now >= helloAtMs) {
        out.push(sync(encodeHello({ kind: 'hello', digest: holdings.digest(), records: holdings.count() }), now));
        helloAtMs = now + HELLO_EVERY_MS;
      }
      return out;
    },
    nextAtMs: (now) =>
      toSend.size + ready.length > 0 ? now + 1 : Math.min(summaryAtMs, helloAtMs, forks.nextAtMs, shared.nextAtMs),
    compared: () => compared,
    channelUse: () => {},
    relayed: () => {},
    holders: claims.holders,
    queue: (now) =>
      [...toSend].map((item) => ({
        what: item,
        urgency: holdings.urgencyOf(item),
        bytes: 0,
        sinceMs: now,
        expectedAtMs: now,
        why: 'next',
      })),
    airtime: () => ({ spentMs: [0, 0, 0, 0], allowedMs: [Infinity, Infinity, Infinity, Infinity] }),
  };
}
