// The node: one pure machine, the same in the gateway, in the page and in the simulator.
//
//   handle(event, nowMs) -> effects
//
// It holds a book (what is known), an inbox (what comes in), an author (what this member says) and, for
// each link, the bookkeeping of what to say there. Every connection is a link: a vote tapped here, a
// packet from the air and an exchange with a distant gateway take one path. No clock, chance or I/O.

import { prng } from '../bytes/prng.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import { never } from '../bytes/result.ts';
import { sign as signHere } from '../crypto/bls.ts';
import { keyring } from '../crypto/keyring.ts';
import { createAirBudget, type AirBudget } from '../sync/air-budget.ts';
import { createAirLink } from '../sync/air-link.ts';
import type { Item, Parcel } from '../sync/items.ts';
import type { LinkProfile } from '../sync/link-profile.ts';
import type { LinkSync, Source, Submission } from '../sync/link-sync.ts';
import { createPairLink } from '../sync/pair-link.ts';
import { encodeEmergency, isClearType } from '../wire/emergency.ts';
import { subjectKey } from '../tally/tally.ts';
import { dayRow, keysRow } from './archive.ts';
import { createAuthor } from './author.ts';
import { createBook } from './book.ts';
import { convictions } from './convict.ts';
import type { Acted, Delivery, LinkId, NodeEffect, NodeEvent } from './event.ts';
import { framesHere } from './frames.ts';
import { createInbox } from './inbox.ts';
import type { Act } from './module.ts';
import type { FolkmootNode, NodeOptions } from './node-api.ts';
import { createPost } from './post.ts';

/** Duties depend on elapsed time too, so they are looked at even when nothing happens: the longer nothing did, the more rarely. */
const DUTIES_MIN_MS = 60_000;
const DUTIES_MAX_MS = 600_000;
const DUTIES_SHARE = 1 / 10;
/** Transmissions whose outcome may still be told. */
const TRANSMISSIONS_MAX = 1024;
/** Own things whose way is remembered for the screen. */
const DELIVERIES_MAX = 2048;
/** Radios whose spending is remembered. */
const BUDGETS_MAX = 16;

/** What the outcome of a transmission means for what it carried, and, where it went to one radio alone, for that. */
const OUTCOMES: Readonly<
  Record<
    Extract<NodeEvent, { kind: 'transmitted' }>['outcome'],
    { readonly state: Delivery['state']; readonly submission?: Submission }
  >
> = {
  sent: { state: 'on-air' },
  relayed: { state: 'relayed' },
  delivered: { state: 'on-air', submission: 'delivered' },
  undelivered: { state: 'queued', submission: 'undelivered' },
  refused: { state: 'refused', submission: 'refused' },
  unknown: { state: 'queued', submission: 'refused' },
};

export function createNode(options: NodeOptions, startedMs: number): FolkmootNode {
  const { secrets, frames = framesHere } = options;
  let effects: NodeEffect[] = [];
  const emit = (effect: NodeEffect): void => void effects.push(effect);

  const book = createBook(options, emit, startedMs);
  const { sign = signHere } = options;
  const author = createAuthor(book, options);
  const links = new Map<LinkId, { readonly sync: LinkSync; readonly profile: LinkProfile }>();
  const budgets = new Map<LinkId, AirBudget>();
  const transmissions = new Map<
    number,
    { readonly link: LinkId; readonly items: readonly Item[]; readonly to?: string }
  >();
  const deliveries = new Map<Item, Delivery>();
  let transmissionCount = 0;
  let linkCount = 0;
  let dutiesAtMs = startedMs;
  let restless = true;
  /** When something new was last held. */
  let newsMs = startedMs;
  let handledMs = startedMs;

  const inbox = createInbox(
    book,
    keyring(book.community, secrets.epoch, secrets.frameSecret, secrets.day),
    {
      emit,
      sync(link, message, heard, nowMs) {
        const caught = links.get(link)?.sync.heardSync(message, heard, nowMs);
        if (caught) inbox.caught(link, caught, heard, nowMs);
      },
      falsified: (link, caught, nowMs) => links.get(link)?.sync.falsified(caught, nowMs),
      taken(link, fresh, carried, heard, nowMs) {
        if (!heard?.toUs) for (const item of carried) links.get(link)?.sync.heardItem(item, nowMs);
        spread(fresh, link, nowMs, heard?.toUs ? 'submitted' : 'this-link');
        // A proof that is formed here is news on the link, too, that brought the second half of it.
        spread(convict(fresh, nowMs), undefined, nowMs);
        if (fresh.length > 0) inbox.retry(nowMs);
      },
      lacking: (link, lacks, nowMs) => links.get(link)?.sync.lacking(lacks, nowMs),
      turned: (day) => emit({ kind: 'persist', stored: dayRow(day) }),
      keysChanged: (chain) => emit({ kind: 'persist', stored: keysRow(chain) }),
      privately: (link, frame, mayPass, nowMs) => spread(post.receivePrivate(frame, mayPass), link, nowMs),
      rekeyed: (link, rekey, frame, nowMs) => spread(post.takeRekey(rekey, frame), link, nowMs),
      laggard: (_link, nowMs) => spread(post.laggard(nowMs), undefined, nowMs),
    },
    startedMs,
    frames,
  );

  const post = createPost(
    book,
    { self: author.self, signingKey: secrets.signingKey, sign },
    { emit, chain: () => inbox.days.chain, install: (ring) => inbox.days.install(ring, handledMs) },
  );

  /** What is new may convict somebody: the proof goes out with it. */
  const convict = (fresh: readonly Item[], nowMs: number): readonly Item[] =>
    convictions(book, fresh).flatMap((proof) => book.takeFork(proof, nowMs));

  /** Tells every link of what is new here. */
  const spread = (
    fresh: readonly Item[],
    from: LinkId | undefined,
    nowMs: number,
    there: Source = 'this-link',
  ): void => {
    if (fresh.length > 0) restless = true;
    for (const [id, { sync }] of links) {
      for (const item of fresh)
        sync.gained(item, from === undefined ? 'own' : from === id ? there : 'other-link', nowMs);
    }
  };

  const remember = (item: Item, delivery: Delivery): void => {
    if (!deliveries.has(item) && deliveries.size >= DELIVERIES_MAX) deliveries.delete(deliveries.keys().next().value!);
    deliveries.set(item, delivery);
  };
  const wrote = (fresh: readonly Item[], nowMs: number): void => {
    for (const item of fresh) remember(item, { state: 'queued', sinceMs: nowMs });
    spread(fresh, undefined, nowMs);
  };

  const transmit = (id: LinkId, sync: LinkSync, nowMs: number): void => {
    for (const { parcel, hopLimit, urgency, expiresAtMs, to } of sync.due(nowMs)) {
      const transmission = ++transmissionCount;
      if (transmissions.size >= TRANSMISSIONS_MAX) transmissions.delete(transmissions.keys().next().value!);
      const alone = to === undefined ? {} : { to };
      transmissions.set(transmission, { link: id, items: parcel.items, ...alone });
      const frame = frameOf(parcel);
      if (!frame) continue;
      emit({ kind: 'transmit', link: id, transmission, frame, hopLimit, urgency, expiresAtMs, ...alone });
    }
  };

  /** Who knows no frame key can only call for help, in clear; the rest waits until an invitation comes. */
  const frameOf = ({ kind, plaintext }: Parcel): Uint8Array | null => {
    if (kind === 'whole') return plaintext;
    if (!secrets.inClear) return frames.seal(inbox.days.ring, kind, plaintext);
    return kind === 'single' && isClearType(plaintext[0], book.types)
      ? encodeEmergency(book.community, plaintext)
      : null;
  };

  const transmitted = (event: Extract<NodeEvent, { kind: 'transmitted' }>, nowMs: number): void => {
    const { link, items, to } = transmissions.get(event.transmission) ?? { link: event.link, items: [] };
    const { state, submission } = OUTCOMES[event.outcome];
    for (const item of items) {
      const before = deliveries.get(item);
      if (before && before.state !== 'relayed')
        remember(item, { state, sinceMs: nowMs, ...(event.why !== undefined && { why: event.why }) });
      if (event.outcome === 'relayed') links.get(link)?.sync.relayed(item);
      if (to !== undefined) continue;
      // What the radio would not take, or may have lost, is said again; others suppress it if they heard it.
      if (event.outcome === 'refused' || event.outcome === 'unknown') links.get(link)?.sync.gained(item, 'own', nowMs);
    }
    if (to !== undefined && submission) links.get(link)?.sync.submitted?.(items, to, submission, nowMs);
    if (event.outcome !== 'sent') transmissions.delete(event.transmission);
  };

  /** A radio that went away and came back has sent what it has sent. */
  const budgetOf = (link: LinkId, dutyCycle: number): AirBudget => {
    const budget = createAirBudget(dutyCycle, budgets.get(link));
    budgets.delete(link);
    if (budgets.size >= BUDGETS_MAX) budgets.delete(budgets.keys().next().value!);
    budgets.set(link, budget);
    return budget;
  };

  const take = (event: NodeEvent, nowMs: number): void => {
    switch (event.kind) {
      case 'loaded':
        for (const row of book.load(event.stored).rest) {
          if (row.kind === 'keys')
            for (const ring of row.rings) inbox.days.resume({ ...ring, community: book.community }, nowMs);
          else post.resume(row);
        }
        restless = true;
        return;
      case 'link-up': {
        const chance = prng(`${options.seed}/link/${++linkCount}/${event.link}`);
        const { link, profile } = event;
        const sync =
          profile.medium === 'air'
            ? createAirLink(profile, book.holdings, chance, nowMs, budgetOf(link, profile.dutyCycle))
            : createPairLink(profile, book.holdings, nowMs);
        links.set(link, { profile, sync });
        for (const item of book.extras.keys()) if (item.startsWith('fork:')) sync.gained(item, 'other-link', nowMs);
        return;
      }
      case 'link-down':
        links.delete(event.link);
        return;
      case 'received':
        return inbox.receive(event.link, event.frame, event.heard, nowMs);
      case 'transmitted':
        return transmitted(event, nowMs);
      case 'channel-use':
        return links.get(event.link)?.sync.channelUse(event.percent);
      case 'acted': {
        if (event.act.module === 'node' && event.act.name !== 'erase')
          return emit({ kind: 'acted', reply: event.reply, outcome: posted(event.act, nowMs) });
        const { outcome, fresh } = author.act(event.act, nowMs);
        wrote(fresh, nowMs);
        return emit({ kind: 'acted', reply: event.reply, outcome });
      }
      case 'verified':
        return inbox.verified(event.ticket, event.valid, nowMs);
      case 'store-failed':
        return emit({ kind: 'note', note: { code: 'store-failed', why: event.why } });
      case 'woke':
        return inbox.days.turnDay(nowMs);
      default:
        never(event);
    }
  };

  /** Acts of the node itself, which no module owns. */
  const posted = ({ name, args }: Act, nowMs: number): Acted => {
    const done =
      name === 'say-privately'
        ? post.say(args as { to: MemberId; text: string })
        : name === 'rekey'
          ? post.rekey(args as { seed: Uint8Array })
          : undefined;
    if (!done) {
      const why = `Nothing called "node.${name}" can be done.`;
      return { ok: false, refusal: { kind: 'refused', rule: 'unknown-act', why, remedy: 'Update the software.' } };
    }
    if (!done.ok) return { ok: false, refusal: done.error };
    for (const item of done.value) remember(item, { state: 'queued', sinceMs: nowMs });
    spread(done.value, undefined, nowMs);
    return { ok: true, records: [] };
  };

  const fulfilDuties = (nowMs: number): void => {
    if (!restless && nowMs < dutiesAtMs) return;
    if (restless) newsMs = nowMs;
    const quietMs = nowMs - newsMs;
    dutiesAtMs = nowMs + Math.min(DUTIES_MAX_MS, Math.max(DUTIES_MIN_MS, quietMs * DUTIES_SHARE));
    wrote(author.duties(nowMs), nowMs);
    restless = false;
  };

  return {
    get frameKey() {
      const { epoch, oldest } = inbox.days.ring;
      return { epoch, day: oldest.day, frameSecret: oldest.secret };
    },
    handle(event, nowMs) {
      effects = [];
      handledMs = nowMs;
      take(event, nowMs);
      fulfilDuties(nowMs);
      // Only when nobody waits for an answer: keeping takes as long as a quarter of a cold start.
      if (event.kind === 'woke') book.keepFold();
      let next = dutiesAtMs;
      for (const [id, { sync }] of links) transmit(id, sync, nowMs);
      for (const { sync } of links.values()) next = Math.min(next, sync.nextAtMs(nowMs));
      emit({ kind: 'wake', atMs: Math.max(next, nowMs + 1) });
      return effects;
    },
    self: author.self,
    directory: book.directory,
    records: book.records,
    tally: book.tally,
    state: (module) => book.state(module),
    around: (nowMs) => book.around(nowMs),
    stateHash: () => book.stateHash(),
    frontierDigest: () => book.holdings.digest(8),
    counts: () => ({ records: book.records.size, voices: book.tally.size, waiting: inbox.waiting }),
    get started() {
      return book.started;
    },
    delivery: (record) => deliveries.get(record),
    heardBy: (record) => spokeOn(record),
    notErasable: (record, nowMs) => author.notErasable(record, nowMs),
    heardAt: (record) => devicesWith(record),
    queue: (link, nowMs) => links.get(link)?.sync.queue(nowMs) ?? [],
    compared: (link) => links.get(link)?.sync.compared?.(),
    airtime: (link, nowMs) =>
      links.get(link)?.sync.airtime(nowMs) ?? { spentMs: [0, 0, 0, 0], allowedMs: [0, 0, 0, 0] },
  };

  function devicesWith(record: RecordId): readonly { readonly link: LinkId; readonly device: string }[] {
    const place = book.directory.placeOf(record);
    if (!place || book.directory.recordsAt(place).length > 1) return [];
    const { member, log, seq } = place;
    // Who was a newcomer when somebody said so is known to us by number now.
    const names = [book.directory.numberOf(member), member.slice(0, 16)].filter((name) => name !== undefined);
    return [...links].flatMap(([link, { sync }]) =>
      [...new Set(names.flatMap((name) => sync.holders(name, log, seq)))].sort().map((device) => ({ link, device })),
    );
  }

  /** Who wrote a record, and whoever said anything on it, holds it. */
  function spokeOn(record: RecordId): readonly MemberId[] {
    const author = book.records.get(record)?.record.member;
    const members = new Set<MemberId>(author ? [author] : []);
    for (const { kind, record: subject } of book.tally.subjects()) {
      if (subject === record)
        for (const { member } of book.tally.voices(subjectKey(kind, subject))) members.add(member);
    }
    return [...members].sort();
  }
}
