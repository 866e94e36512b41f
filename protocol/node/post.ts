// Frames beside the records: private messages and new frame keys (protocol/README.md §6.4, §6.5).
//
// Neither is a fact: no module folds them, no summary lists them. A private frame that is not for us is
// passed on unread to the other links, rationed. A rekey that was checked is kept, given to this
// member's key chain, and said again to those who are heard sealing with an older epoch.

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/bytes.ts';
import type { MemberId } from '../bytes/reference.ts';
import { err, ok, type Result } from '../bytes/result.ts';
import type { sign as signWith } from '../crypto/bls.ts';
import { boxKeys, confirmOf, pairOf, SEED_BYTES, unwrapSeed, wrapSeed, type Pair } from '../crypto/box.ts';
import type { Keychain, Keyring } from '../crypto/keyring.ts';
import type { ExtraItem, Item } from '../sync/items.ts';
import {
  encodePrivate,
  heardCounter,
  HINT_BYTES,
  hintOf,
  NEW_WINDOW,
  openPrivate,
  PRIVATE_TEXT_BYTES_MAX,
} from '../wire/private.ts';
import {
  decodeRekey,
  encodeRekey,
  epochRing,
  rekeyContext,
  rekeyMessage,
  WRAPS_MAX,
  type Rekey,
} from '../wire/rekey.ts';
import { peerRow, rekeyRow, type PeerRow, type Row } from './archive.ts';
import type { Book } from './book.ts';
import type { NodeEffect } from './event.ts';
import type { Refusal, Self } from './module.ts';

/** Frames that were passed on or answered, so that each goes one way once. */
const SEEN_MAX = 1024;
/** Private frames that wait for the air; the oldest goes first. */
const QUEUED_MAX = 64;
/** Days around ours whose hints are looked for. */
const HINT_DAYS = [0, -1, -2, 1];
/** Whoever still seals with an old epoch hears the rekey again, not more often than this. */
const REKEY_AGAIN_MS = 600_000;

export type PostHooks = {
  readonly emit: (effect: NodeEffect) => void;
  readonly chain: () => Keychain;
  /** A new epoch is here. */
  readonly install: (ring: Keyring) => void;
};

export interface Post {
  /** A private frame from a link: for us, or to be passed on. Answers what other links are to carry. */
  receivePrivate(frame: Uint8Array, mayPass: () => boolean): readonly Item[];
  /** A rekey whose signature and whose issuer's right were checked. */
  takeRekey(rekey: Rekey, frame: Uint8Array): readonly Item[];
  /** Somebody was heard who seals with an older epoch: what they should hear. */
  laggard(nowMs: number): readonly Item[];
  say(args: { readonly to: MemberId; readonly text: string }): Result<readonly Item[], Refusal>;
  /** `seed`: 16 fresh random bytes. */
  rekey(args: { readonly seed: Uint8Array }): Result<readonly Item[], Refusal>;
  resume(row: Row): void;
}

const refused = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

export function createPost(
  book: Book,
  who: {
    readonly self: Self | undefined;
    readonly signingKey: Uint8Array | undefined;
    readonly sign: typeof signWith;
  },
  hooks: PostHooks,
): Post {
  const { self, signingKey, sign } = who;
  const own = self && signingKey && { id: self.member, ...boxKeys(signingKey, book.community) };
  const pairs = new Map<MemberId, { readonly key: string; readonly pair: Pair | null }>();
  const peers = new Map<MemberId, PeerRow>();
  const seen = new Set<string>();
  const queued: ExtraItem[] = [];
  const rekeys = new Map<string, { readonly epoch: number; readonly item: ExtraItem }>();
  let rekeyAgainMs = -Infinity;

  const pairWith = (member: MemberId): Pair | null => {
    const key = book.directory.boxKeyOf?.(member);
    if (!own || !key || member === own.id) return null;
    const known = pairs.get(member);
    if (known?.key === toHex(key)) return known.pair;
    // A new key of the other begins a new conversation: counters start again.
    if (known) peers.delete(member);
    const pair = pairOf(book.community, own, { id: member, key });
    pairs.set(member, { key: toHex(key), pair });
    return pair;
  };
  const peerOf = (member: MemberId): PeerRow => peers.get(member) ?? { member, sent: 0, ...NEW_WINDOW };
  const remember = (peer: PeerRow): void => {
    peers.set(peer.member, peer);
    hooks.emit({ kind: 'persist', stored: peerRow(peer) });
  };

  /** False where it was seen before. */
  const firstTime = (frame: Uint8Array): boolean => {
    const name = toHex(sha256(frame).slice(0, 12));
    if (seen.has(name)) return false;
    if (seen.size >= SEEN_MAX) seen.delete(seen.keys().next().value!);
    seen.add(name);
    return true;
  };

  const queue = (sort: 'private' | 'rekey', frame: Uint8Array): ExtraItem => {
    const item = `${sort}:${toHex(sha256(frame).slice(0, 16))}` as ExtraItem;
    const urgency = sort === 'rekey' ? 1 : 3;
    book.extras.set(item, { urgency, form: () => ({ kind: 'whole', plaintext: frame }) });
    if (sort === 'rekey') return item;
    queued.push(item);
    if (queued.length > QUEUED_MAX) book.extras.delete(queued.shift()!);
    return item;
  };

  const opened = (frame: Uint8Array): boolean => {
    const [{ day }] = hooks.chain();
    const hint = toHex(frame.slice(1, 1 + HINT_BYTES));
    for (const { id } of own ? book.directory.people() : []) {
      const pair = pairWith(id);
      if (!pair || !HINT_DAYS.some((off) => day + off >= 0 && toHex(hintOf(pair, false, day + off)) === hint)) continue;
      const peer = peerOf(id);
      const said = openPrivate(pair, frame, peer);
      if (!said) continue;
      remember({ ...peer, ...heardCounter(peer, said.counter) });
      hooks.emit({ kind: 'private-message', from: id, text: said.text });
      return true;
    }
    return false;
  };

  const keep = (rekey: Pick<Rekey, 'epoch' | 'part' | 'confirm'>, frame: Uint8Array): ExtraItem => {
    const item = queue('rekey', frame);
    rekeys.set(`${rekey.epoch}/${rekey.part}/${toHex(rekey.confirm)}`, { epoch: rekey.epoch, item });
    const newest = Math.max(...[...rekeys.values()].map(({ epoch }) => epoch));
    for (const [name, old] of rekeys) {
      if (old.epoch === newest) continue;
      rekeys.delete(name);
      book.extras.delete(old.item);
    }
    return item;
  };

  const unwrap = (rekey: Rekey): void => {
    const roster = book.directory.checkpointAt(rekey.roster);
    const issuer = book.directory.memberAt(rekey.issuer);
    const members = roster && book.directory.roster(roster)?.members;
    if (!own || !members || !roster || !issuer) return;
    const wrap = rekey.wraps[members.indexOf(own.id) - WRAPS_MAX * rekey.part];
    const pair = wrap && pairWith(issuer);
    const context = rekeyContext(book.community, rekey.epoch, roster);
    const seed = pair && unwrapSeed(pair, context, rekey.confirm, wrap);
    if (seed) hooks.install(epochRing(book.community, rekey.epoch, seed, rekey.confirm));
  };

  return {
    receivePrivate(frame, mayPass) {
      if (!firstTime(frame) || opened(frame)) return [];
      return mayPass() ? [queue('private', frame)] : [];
    },
    takeRekey(rekey, frame) {
      if (!firstTime(frame)) return [];
      hooks.emit({ kind: 'persist', stored: rekeyRow(rekey.epoch, rekey.part, frame) });
      unwrap(rekey);
      return [keep(rekey, frame)];
    },
    laggard(nowMs) {
      if (nowMs < rekeyAgainMs) return [];
      rekeyAgainMs = nowMs + REKEY_AGAIN_MS;
      return [...rekeys.values()].map(({ item }) => item);
    },
    say({ to, text }) {
      const pair = pairWith(to);
      if (!pair)
        return refused('needs-key', 'This person has no key for private messages here.', 'Wait for their profile.');
      const [{ epoch, day }] = hooks.chain();
      const peer = peerOf(to);
      const frame = encodePrivate(pair, text, { epoch, day, counter: peer.sent + 1 });
      if (!frame) {
        const why = `A private message has at most ${PRIVATE_TEXT_BYTES_MAX} bytes.`;
        return refused('text-fits', why, 'Shorten it, or send it in two parts.');
      }
      remember({ ...peer, sent: peer.sent + 1 });
      firstTime(frame);
      return ok([queue('private', frame)]);
    },
    rekey({ seed }) {
      const { directory } = book;
      const roster = directory.latest();
      const right = roster && directory.rekeyerOf?.(roster.checkpoint);
      const epoch = hooks.chain()[0].epoch + 1;
      if (!own || !signingKey || !roster || right?.member !== own.id || right.epoch !== (epoch & 255)) {
        const why =
          'New frame keys are handed out by whoever closed the newest page, when that page names the next epoch.';
        return refused('rekey-by-page', why, 'Close a page that names the next epoch first.');
      }
      const without = roster.members.filter((member) => member !== own.id && !pairWith(member));
      if (without.length > 0) {
        const why = `${without.length} members have no key yet that a new one could be wrapped for.`;
        return refused('rekey-reaches-all', why, 'Wait for their profiles, or close a page without them.');
      }
      if (seed.length !== SEED_BYTES) return refused('rekey-seed', 'A seed has 16 bytes.', 'Give 16 random bytes.');
      const context = rekeyContext(book.community, epoch, roster.checkpoint);
      const confirm = confirmOf(seed, context);
      const names = { issuer: own.id, roster: roster.checkpoint };
      const items: Item[] = [];
      for (let part = 0; part * WRAPS_MAX < roster.members.length; part++) {
        const wraps = roster.members
          .slice(part * WRAPS_MAX, (part + 1) * WRAPS_MAX)
          .map((member) =>
            member === own.id ? new Uint8Array(SEED_BYTES) : wrapSeed(pairWith(member)!, context, seed),
          );
        const unsigned = { epoch, issuer: directory.numberOf(own.id)!, roster: roster.number, part, confirm, wraps };
        const frame = encodeRekey({
          ...unsigned,
          signature: sign(rekeyMessage(book.community, unsigned, names), signingKey),
        });
        firstTime(frame);
        hooks.emit({ kind: 'persist', stored: rekeyRow(epoch, part, frame) });
        items.push(keep(unsigned, frame));
      }
      hooks.install(epochRing(book.community, epoch, seed, confirm));
      return ok(items);
    },
    resume(row) {
      if (row.kind === 'peer') peers.set(row.peer.member, row.peer);
      if (row.kind !== 'rekey') return;
      const read = decodeRekey(row.frame);
      if (read.ok) keep(read.value, row.frame);
    },
  };
}
