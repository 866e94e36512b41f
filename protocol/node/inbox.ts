// From bytes of anybody's making to checked things (protocol/README.md §8.3).
//
// A frame is opened, read, and what it claims is put to the verifier as a question; the answer comes
// back as an event. What cannot be read yet, because a name in it is unknown, waits for that name.
// Everything is bounded: what waits, what is being checked, and what one link may have in the works.

import { toHex } from '../bytes/bytes.ts';
import type { Unresolved } from '../bytes/codec.ts';
import type { Missing, RecordId } from '../bytes/reference.ts';
import type { Malformed } from '../bytes/result.ts';
import type { Claim } from '../crypto/bls.ts';
import { turnTo, type Keyring } from '../crypto/keyring.ts';
import type { Proof } from '../log/record-store.ts';
import type { Item } from '../sync/holdings.ts';
import type { Heard } from '../sync/link-profile.ts';
import { decodeSync, type SyncMessage } from '../sync/summary.ts';
import { subjectKey, voiceItem } from '../tally/tally.ts';
import { decodeBundle } from '../wire/bundle.ts';
import { openFrame, type SealedKind } from '../wire/frame.ts';
import { communityIdOf, decodeGenesis, genesisClaim, GENESIS_TYPE } from '../wire/genesis.ts';
import { decodeSingle, recordId, recordShares, type Record } from '../wire/record.ts';
import { decodeStatements, statementShares, type StatementMap } from '../wire/statement.ts';
import type { Book } from './book.ts';
import type { LinkId, NodeEffect } from './event.ts';

/** Frames of one link that wait for a name; its oldest goes first, so no link can push out another's. */
const WAITING_MAX = 512;
/** Questions to the verifier at once, by link; emergencies have a lane of their own. */
const CHECKING_MAX = 256;
const CHECKING_URGENT_MAX = 16;
/** Meanings of ambiguous short names that are tried: forks and replaced keys are rare. */
const ATTEMPTS = 3;
/** A search through later days costs milliseconds: not more often than this. */
const FAR_SEARCH_EVERY_MS = 10_000;
/** A day may not turn sooner than this by our own clock. */
const DAY_LEAST_MS = 12 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

type Parcel = {
  readonly link: LinkId;
  readonly kind: SealedKind;
  readonly plaintext: Uint8Array;
  readonly heard: Heard | undefined;
};

/** What was claimed, to be taken once the signature proves true. */
type Content =
  | { readonly kind: 'genesis'; readonly plaintext: Uint8Array }
  | {
      readonly kind: 'records';
      readonly records: readonly { readonly id: RecordId; readonly record: Record }[];
      readonly signature: Uint8Array;
    }
  | { readonly kind: 'map'; readonly map: StatementMap };

type Check = {
  readonly parcel: Parcel;
  readonly content: Content;
  readonly attempt: number;
  readonly name: string;
  readonly urgent: boolean;
};

export interface Inbox {
  receive(link: LinkId, frame: Uint8Array, heard: Heard | undefined, nowMs: number): void;
  verified(ticket: number, valid: boolean, nowMs: number): void;
  /** Something new is held: frames that waited for it are read again. */
  retry(nowMs: number): void;
  /** Once a day by our own clock, unless others were quicker. */
  turnDay(nowMs: number): void;
  readonly ring: Keyring;
  readonly waiting: number;
}

export type InboxHooks = {
  readonly emit: (effect: NodeEffect) => void;
  readonly sync: (link: LinkId, message: SyncMessage, heard: Heard | undefined, nowMs: number) => void;
  /** Checked things were taken, new ones first told; `carried` is all that the frame held. */
  readonly taken: (link: LinkId, fresh: readonly Item[], carried: readonly Item[], nowMs: number) => void;
  readonly turned: (day: number) => void;
};

export function createInbox(book: Book, startRing: Keyring, hooks: InboxHooks, startedMs: number): Inbox {
  let ring = startRing;
  let turnedMs = startedMs;
  let farSearchMs = -Infinity;
  let tickets = 0;
  const waiting = new Map<string, { readonly parcel: Parcel; readonly missing: Missing }>();
  const checks = new Map<number, Check>();
  const inCheck = new Set<string>();

  const note = (link: LinkId, what: string): void =>
    hooks.emit({ kind: 'note', note: { code: 'dropped', link, why: what } });

  const turn = (day: number, nowMs: number): void => {
    const next = turnTo(ring, day);
    if (next === ring) return;
    [ring, turnedMs] = [next, nowMs];
    hooks.turned(day);
  };

  const open = (frame: Uint8Array, nowMs: number): ReturnType<typeof openFrame> => {
    const near = openFrame(ring, frame);
    if (near.ok || near.error.kind !== 'wrong-tag' || nowMs < farSearchMs) return near;
    farSearchMs = nowMs + FAR_SEARCH_EVERY_MS;
    const far = openFrame(ring, frame, true);
    if (far.ok) turn(far.value.day, nowMs);
    return far;
  };

  const receive = (link: LinkId, frame: Uint8Array, heard: Heard | undefined, nowMs: number): void => {
    const opened = open(frame, nowMs);
    if (!opened.ok) return hooks.emit({ kind: 'note', note: { code: 'not-ours', link, why: opened.error.kind } });
    const { kind, plaintext, day } = opened.value;
    if (day > ring.day && nowMs - turnedMs >= DAY_LEAST_MS) turn(day, nowMs);
    if (kind !== 'sync') return read({ link, kind, plaintext, heard }, 0, nowMs);
    const message = decodeSync(plaintext);
    if (!message.ok) return refuse(link, message.error);
    hooks.sync(link, message.value, heard, nowMs);
  };

  const refuse = (link: LinkId, error: Malformed | Unresolved): void => {
    if (error.kind === 'malformed') hooks.emit({ kind: 'note', note: { code: 'malformed', link, error } });
  };

  const park = (parcel: Parcel, missing: Missing): void => {
    const name = toHex(parcel.plaintext.slice(-64));
    waiting.delete(name);
    const ofLink = [...waiting].filter(([, other]) => other.parcel.link === parcel.link);
    if (ofLink.length >= WAITING_MAX) waiting.delete(ofLink[0]![0]);
    waiting.set(name, { parcel, missing });
  };

  // ── Reading ─────────────────────────────────────────────────────────────────────────────────

  const read = (parcel: Parcel, attempt: number, nowMs: number, refused?: string): void => {
    if (parcel.kind === 'single' && parcel.plaintext[0] === GENESIS_TYPE) return readGenesis(parcel, nowMs);
    const context = book.context(attempt);
    if (parcel.kind === 'statements') {
      const map = decodeStatements(parcel.plaintext, context);
      if (!map.ok) return unread(parcel, map.error);
      return weighMap(parcel, map.value, attempt, nowMs, refused);
    }
    const decoded =
      parcel.kind === 'single' ? decodeSingle(parcel.plaintext, context) : decodeBundle(parcel.plaintext, context);
    if (!decoded.ok) return unread(parcel, decoded.error);
    const records = 'record' in decoded.value ? [decoded.value.record] : decoded.value.records;
    weighRecords(parcel, records, decoded.value.signature, attempt, nowMs, refused);
  };

  const unread = (parcel: Parcel, error: Malformed | Unresolved): void =>
    error.kind === 'unresolved' ? park(parcel, error.missing) : refuse(parcel.link, error);

  const readGenesis = (parcel: Parcel, nowMs: number): void => {
    if (book.genesis()) return hooks.taken(parcel.link, [], ['genesis'], nowMs);
    const read = decodeGenesis(parcel.plaintext);
    if (!read.ok) return refuse(parcel.link, read.error);
    if (toHex(communityIdOf(read.value.genesis)) !== toHex(book.community))
      return note(parcel.link, 'the genesis of another community');
    ask(
      { parcel, content: { kind: 'genesis', plaintext: parcel.plaintext }, attempt: 0, name: 'genesis', urgent: false },
      genesisClaim(read.value),
    );
  };

  const weighRecords = (
    parcel: Parcel,
    records: readonly Record[],
    signature: Uint8Array,
    attempt: number,
    nowMs: number,
    refused?: string,
  ): void => {
    const named = records.map((record) => ({ record, id: recordId(book.community, record) }));
    const answers = named.map(({ id, record }) => book.records.accepts(id, record));
    const ids = named.map(({ id }) => id);
    if (answers.every((answer) => answer === 'known') && !provesMore(ids))
      return hooks.taken(parcel.link, [], ids, nowMs);
    if (answers.some((answer) => answer === 'too-far-ahead' || answer === 'place-is-full'))
      return note(parcel.link, 'a record far beyond what is held of its log');
    const shares = [];
    for (const record of records) {
      const asked = recordShares(book.community, record, book.types, book.directory);
      if (!asked.ok) return park(parcel, { kind: 'newcomer', prefix: asked.error.member.slice(0, 16) });
      shares.push(...asked.value);
    }
    const urgent = records.some((record) => book.types.get(record.type)?.urgency === 0);
    const content: Content = { kind: 'records', records: named, signature };
    ask(
      { parcel, content, attempt, name: `${ids.join()}/${toHex(signature)}`, urgent },
      { shares, signature },
      refused,
    );
  };

  /** A signature alone is worth checking even for a record that is held: exact answers are formed from singles. */
  const provesMore = (ids: readonly RecordId[]): boolean =>
    ids.length === 1 && book.records.get(ids[0]!)?.single === undefined;

  const weighMap = (parcel: Parcel, map: StatementMap, attempt: number, nowMs: number, refused?: string): void => {
    const key = subjectKey(map.subject.kind, map.subject.record);
    if (!book.tally.isNews(map)) return hooks.taken(parcel.link, [], carriedBy(map), nowMs);
    const shares = statementShares(book.community, map, book.directory);
    if (!shares.ok) return park(parcel, { kind: 'newcomer', prefix: shares.error.member.slice(0, 16) });
    const urgent = book.kinds.get(map.subject.kind)?.urgency === 0;
    const name = `${key}/${map.subject.roster}/${map.voices.map(({ keyVersion }) => keyVersion).join()}/${toHex(map.signature)}`;
    const check = { parcel, content: { kind: 'map' as const, map }, attempt, name, urgent };
    ask(check, { shares: shares.value, signature: map.signature }, refused);
  };

  /** What need not be said to those who heard this map too. */
  const carriedBy = (map: StatementMap): readonly Item[] => {
    const key = subjectKey(map.subject.kind, map.subject.record);
    return map.voices.map((voice) => voiceItem(key, voice));
  };

  // ── Checking ────────────────────────────────────────────────────────────────────────────────

  /** `refused` is the name of the reading that just proved false: the same again is a forgery, not a question. */
  const ask = (check: Check, claim: Claim, refused?: string): void => {
    if (check.name === refused) return forged(check);
    if (inCheck.has(check.name)) return;
    const ofLink = [...checks.values()].filter(
      ({ parcel, urgent }) => urgent === check.urgent && parcel.link === check.parcel.link,
    ).length;
    if (ofLink >= (check.urgent ? CHECKING_URGENT_MAX : CHECKING_MAX))
      return note(check.parcel.link, 'more to check than this link may have in the works');
    const ticket = ++tickets;
    checks.set(ticket, check);
    inCheck.add(check.name);
    hooks.emit({ kind: 'verify', ticket, claim, urgency: check.urgent ? 0 : 2 });
  };

  const forged = ({ parcel }: Check): void =>
    hooks.emit({ kind: 'note', note: { code: 'forged', link: parcel.link, what: parcel.kind } });

  const take = ({ content }: Check, nowMs: number): { fresh: readonly Item[]; carried: readonly Item[] } => {
    if (content.kind === 'genesis') return { fresh: book.takeGenesis(content.plaintext), carried: ['genesis'] };
    if (content.kind === 'map') {
      return { fresh: book.takeMap(content.map), carried: carriedBy(content.map) };
    }
    const proof: Proof = { ids: content.records.map(({ id }) => id), signature: content.signature };
    return {
      fresh: content.records.flatMap(({ id, record }) => book.takeRecord(id, record, proof, nowMs)),
      carried: proof.ids,
    };
  };

  const retry = (nowMs: number): void => {
    for (const [name, { parcel, missing }] of [...waiting]) {
      if (!isKnown(missing)) continue;
      waiting.delete(name);
      read(parcel, 0, nowMs);
    }
  };
  const isKnown = (missing: Missing): boolean => {
    const { directory } = book;
    switch (missing.kind) {
      case 'member':
        return directory.memberAt(missing.number) !== undefined;
      case 'newcomer':
        return (
          directory.newcomer(missing.prefix) !== undefined ||
          directory.people().some(({ id }) => id.startsWith(missing.prefix))
        );
      case 'record':
        return directory.recordsAt(missing.place).length > 0;
      case 'roster':
        return directory.checkpointAt(missing.number) !== undefined;
      case 'checkpoint':
        return directory.roster(missing.id) !== undefined;
    }
  };

  return {
    receive,
    retry,
    verified(ticket, valid, nowMs) {
      const check = checks.get(ticket);
      if (!check) return;
      checks.delete(ticket);
      inCheck.delete(check.name);
      const { link } = check.parcel;
      if (valid) {
        const { fresh, carried } = take(check, nowMs);
        hooks.taken(link, fresh, carried, nowMs);
      } else if (check.attempt + 1 < ATTEMPTS) read(check.parcel, check.attempt + 1, nowMs, check.name);
      else forged(check);
    },
    turnDay(nowMs) {
      if (nowMs - turnedMs >= DAY_MS) turn(ring.day + 1, nowMs);
    },
    get ring() {
      return ring;
    },
    get waiting() {
      return waiting.size;
    },
  };
}
