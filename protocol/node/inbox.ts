// From bytes of anybody's making to checked things (protocol/README.md §8.3).
//
// A frame is opened, read, and what it claims is put to the verifier as a question; the answer comes
// back as an event. What cannot be read yet, because a name in it is unknown, waits for that name.
// Everything is bounded: what waits, what is being checked, and what one link may have in the works.

import { toHex } from '../bytes/bytes.ts';
import type { Unresolved } from '../bytes/codec.ts';
import type { Missing, RecordId } from '../bytes/reference.ts';
import { ok, type Malformed, type Result } from '../bytes/result.ts';
import type { Claim } from '../crypto/bls.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { Proof } from '../log/record-store.ts';
import type { Item } from '../sync/items.ts';
import type { Heard } from '../sync/link-profile.ts';
import type { Caught } from '../sync/sheaf-catch.ts';
import type { SyncMessage } from '../sync/summary.ts';
import { subjectKey, voiceItem } from '../tally/tally.ts';
import { decodeBundle } from '../wire/bundle.ts';
import { decodeEmergency } from '../wire/emergency.ts';
import { erasingWord } from '../wire/erasing.ts';
import { decodeFork, forkShares, type ForkProof } from '../wire/fork.ts';
import { readFrame, type SealedKind } from '../wire/frame.ts';
import { communityIdOf, decodeGenesis, genesisClaim, GENESIS_TYPE } from '../wire/genesis.ts';
import { chooser, FIRST_READING, type Chooser, type Reading } from '../wire/readings.ts';
import { decodeSingle, recordId, recordShares, type Record } from '../wire/record.ts';
import { decodeRekey, rekeyMessage, type Rekey } from '../wire/rekey.ts';
import { decodeStatements, statementShares, type StatementMap } from '../wire/statement.ts';
import type { Book } from './book.ts';
import { createDays, type DayHooks, type Days } from './days.ts';
import type { LinkId, NodeEffect } from './event.ts';
import type { Frames } from './frames.ts';
import { createRations, type Lane } from './rations.ts';

/** Frames of one link that wait for a name; its oldest goes first, so no link can push out another's. */
const WAITING_MAX = 512;
/** Questions to the verifier at once, by link; emergencies have a lane of their own. */
const CHECKING_MAX = 256;
const CHECKING_URGENT_MAX = 16;
/** Questions that wait until nothing else is checked; the oldest goes first. */
const IDLE_MAX = 512;

type Parcel = {
  readonly link: LinkId;
  readonly kind: SealedKind;
  readonly plaintext: Uint8Array;
  readonly heard: Heard | undefined;
  /** The day it was sealed on; undefined for what came in clear. */
  readonly day: number | undefined;
};

/** What was claimed, to be taken once the signature proves true. */
type Content =
  | { readonly kind: 'genesis'; readonly plaintext: Uint8Array }
  | {
      readonly kind: 'records';
      readonly records: readonly { readonly id: RecordId; readonly record: Record }[];
      readonly signature: Uint8Array;
      /** From a sheaf: whoever put it together answers for it, not those whose names stand in it. */
      readonly fromSheaf?: Pick<Caught, 'sheaf' | 'speakers'>;
    }
  | { readonly kind: 'map'; readonly map: StatementMap }
  | { readonly kind: 'fork'; readonly proof: ForkProof }
  | { readonly kind: 'rekey'; readonly rekey: Rekey; readonly frame: Uint8Array };

/** Where the reading of a parcel has come to. */
type Step = {
  readonly reading: Reading;
  /** What is tried if this one proves false. */
  readonly next: Reading | undefined;
  /** The last that proved false. */
  readonly refused: Omit<Check, 'step'> | undefined;
};

type Check = {
  readonly parcel: Parcel;
  readonly content: Content;
  /** Absent where there is one reading only. */
  readonly step?: Step;
  readonly name: string;
  readonly urgent: boolean;
};

export interface Inbox {
  receive(link: LinkId, frame: Uint8Array, heard: Heard | undefined, nowMs: number): void;
  /** What a sheaf gave, to be checked. */
  caught(link: LinkId, caught: Caught, heard: Heard | undefined, nowMs: number): void;
  verified(ticket: number, valid: boolean, nowMs: number): void;
  /** Something new is held: frames that waited for it are read again. */
  retry(nowMs: number): void;
  /** The keys that we seal and open with, and how far the days have come. */
  readonly days: Days;
  readonly waiting: number;
}

export type InboxHooks = DayHooks & {
  readonly emit: (effect: NodeEffect) => void;
  readonly sync: (link: LinkId, message: SyncMessage, heard: Heard | undefined, nowMs: number) => void;
  /** A sheaf proved false. */
  readonly falsified: (link: LinkId, caught: Pick<Caught, 'sheaf' | 'speakers'>, nowMs: number) => void;
  /** Checked things were taken, new ones first told; `carried` is all that the frame held. */
  readonly taken: (
    link: LinkId,
    fresh: readonly Item[],
    carried: readonly Item[],
    heard: Heard | undefined,
    nowMs: number,
  ) => void;
  /** Whether a frame of this link waits for a name that is unknown here. */
  readonly lacking: (link: LinkId, lacks: boolean, nowMs: number) => void;
  /** A private frame; `mayPass` spends this sender's ration for passing on. */
  readonly privately: (link: LinkId, frame: Uint8Array, mayPass: () => boolean, nowMs: number) => void;
  readonly rekeyed: (link: LinkId, rekey: Rekey, frame: Uint8Array, nowMs: number) => void;
  /** Somebody seals with an older epoch than we. */
  readonly laggard: (link: LinkId, nowMs: number) => void;
};

export function createInbox(
  book: Book,
  startRing: Keyring,
  hooks: InboxHooks,
  startedMs: number,
  frames: Frames,
): Inbox {
  const days = createDays(startRing, startedMs, frames, hooks);
  let tickets = 0;
  const waiting = new Map<string, { readonly parcel: Parcel; readonly missing: Missing }>();
  const checks = new Map<number, Check>();
  const inCheck = new Set<string>();
  const idle: { readonly check: Check; readonly claim: Claim }[] = [];
  const rations = createRations();

  const note = (link: LinkId, what: string): void =>
    hooks.emit({ kind: 'note', note: { code: 'dropped', link, why: what } });

  const receive = (link: LinkId, frame: Uint8Array, heard: Heard | undefined, nowMs: number): void => {
    const head = readFrame(frame);
    if (head.ok && head.value.kind === 'private') {
      const mayPass = (): boolean => rations.admit('relay', senderOf(link, heard), [], nowMs) === 'now';
      return hooks.privately(link, frame, mayPass, nowMs);
    }
    if (head.ok && head.value.kind === 'rekey') return readRekey(link, frame, heard, nowMs);
    if (head.ok && head.value.kind === 'emergency') return readClear(link, frame, heard, nowMs);
    const opened = days.open(frame, nowMs);
    if (!opened.ok) return hooks.emit({ kind: 'note', note: { code: 'not-ours', link, why: opened.error.kind } });
    const { kind, plaintext, day, ring } = opened.value;
    if (ring.epoch < days.ring.epoch) hooks.laggard(link, nowMs);
    const sealedOn = ring.epoch === days.ring.epoch ? day : undefined;
    if (kind !== 'sync') return read({ link, kind, plaintext, heard, day: sealedOn }, FIRST_READING, nowMs);
    const message = frames.readSync(plaintext);
    if (!message.ok) return refuse(link, message.error);
    hooks.sync(link, message.value, heard, nowMs);
  };

  const senderOf = (link: LinkId, heard: Heard | undefined): string => `${link}/${heard?.from ?? ''}`;

  /** A call for help in clear is read as a sealed one is. */
  const readClear = (link: LinkId, frame: Uint8Array, heard: Heard | undefined, nowMs: number): void => {
    const single = decodeEmergency(frame, book.community, book.types);
    if (single.ok) {
      const parcel: Parcel = { link, kind: 'single', plaintext: single.value, heard, day: undefined };
      return read(parcel, FIRST_READING, nowMs);
    }
    if (single.error.kind === 'malformed') return refuse(link, single.error);
    hooks.emit({ kind: 'note', note: { code: 'not-ours', link, why: single.error.kind } });
  };

  /** New frame keys count only from whoever closed the page that names their epoch. */
  const readRekey = (link: LinkId, frame: Uint8Array, heard: Heard | undefined, nowMs: number): void => {
    const read = decodeRekey(frame);
    if (!read.ok) return refuse(link, read.error);
    const rekey = read.value;
    const { directory } = book;
    const issuer = directory.memberAt(rekey.issuer);
    const roster = directory.checkpointAt(rekey.roster);
    const right = roster && directory.rekeyerOf?.(roster);
    if (!issuer || !roster || right?.member !== issuer || right.epoch !== (rekey.epoch & 255))
      return note(link, 'new frame keys from somebody whom no page entitles');
    if (rekey.epoch < days.ring.epoch || rekey.epoch > days.ring.epoch + 7)
      return note(link, 'new frame keys of an epoch that is past or far ahead');
    const key = directory.keyOf(issuer, 0, directory.keyVersionOf(issuer, 0));
    if (!key) return;
    const message = rekeyMessage(book.community, rekey, { issuer, roster });
    const parcel: Parcel = { link, kind: 'extension', plaintext: frame, heard, day: undefined };
    const name = `rekey/${toHex(message)}/${toHex(rekey.signature)}`;
    const claim: Claim = { shares: [{ key, message, purpose: 'signature' }], signature: rekey.signature };
    ask({ parcel, content: { kind: 'rekey', rekey, frame }, name, urgent: false }, claim, nowMs);
  };

  const refuse = (link: LinkId, error: Malformed | Unresolved): void => {
    if (error.kind === 'malformed') hooks.emit({ kind: 'note', note: { code: 'malformed', link, error } });
  };

  const park = (parcel: Parcel, missing: Missing, nowMs: number): void => {
    const name = toHex(parcel.plaintext.slice(-64));
    waiting.delete(name);
    const ofLink = [...waiting].filter(([, other]) => other.parcel.link === parcel.link);
    if (ofLink.length >= WAITING_MAX) waiting.delete(ofLink[0]![0]);
    waiting.set(name, { parcel, missing });
    hooks.lacking(parcel.link, true, nowMs);
  };

  // ── Reading ─────────────────────────────────────────────────────────────────────────────────

  const read = (parcel: Parcel, reading: Reading, nowMs: number, refused?: Step['refused']): void => {
    if (parcel.kind === 'single' && parcel.plaintext[0] === GENESIS_TYPE) return readGenesis(parcel, nowMs);
    const choices = chooser(reading);
    const context = book.context(choices.choose);
    /** Looks at what was read, or why nothing was. */
    const decoded = <T>(
      found: Result<T, Malformed | Unresolved>,
      weigh: (parcel: Parcel, value: T, step: Step, nowMs: number) => void,
    ): void => {
      const step: Step = { reading, next: choices.next(), refused };
      if (choices.repeats()) return readOn(parcel, step, nowMs);
      if (!found.ok) return unread(parcel, found.error, step, nowMs);
      weigh(parcel, found.value, step, nowMs);
    };
    if (parcel.kind === 'statements') return decoded(decodeStatements(parcel.plaintext, context), weighMap);
    if (parcel.kind === 'extension') return decoded(decodeFork(parcel.plaintext, context), weighFork);
    decoded(decodeRecords(parcel, choices), weighRecords);
  };

  type Signed = { readonly records: readonly Record[]; readonly signature: Uint8Array };
  const decodeRecords = ({ kind, plaintext }: Parcel, { choose }: Chooser): Result<Signed, Malformed | Unresolved> => {
    const context = book.context(choose);
    if (kind !== 'single') return decodeBundle(plaintext, context);
    const single = decodeSingle(plaintext, context);
    return single.ok ? ok({ records: [single.value.record], signature: single.value.signature }) : single;
  };

  /**
   * Where a place holds a fork, a name means another record in the next reading: what cannot be said of the first,
   * such as a ballot on a payment, may be said of the second.
   */
  const unread = (parcel: Parcel, error: Malformed | Unresolved, step: Step, nowMs: number): void => {
    if (error.kind === 'unresolved') park(parcel, error.missing, nowMs);
    else readOn(parcel, step, nowMs, error);
  };

  /** The next reading, if there is one. Before mixtures cost a check: is one of them held already? */
  const readOn = (parcel: Parcel, { reading, next, refused }: Step, nowMs: number, error?: Malformed): void => {
    const isFirstMixture = next?.halves !== undefined && !reading.halves;
    const goesOn = next && (!isFirstMixture || mayMix(parcel.link, 1, nowMs));
    if (goesOn && isFirstMixture && mixtureHeld(parcel, next, nowMs)) return;
    if (goesOn) read(parcel, next, nowMs, refused);
    else if (refused) forged(refused, nowMs);
    else if (error) refuse(parcel.link, error);
  };

  /** Beyond a link's ration a frame that is false in all readings alike counts as false, whatever mixtures it has. */
  const mayMix = (link: LinkId, tokens: number, nowMs: number): boolean =>
    rations.admit('mixed', link, [], nowMs, tokens) !== 'refused';

  const mixtureHeld = (parcel: Parcel, from: Reading, nowMs: number): boolean => {
    if (parcel.kind === 'statements' || parcel.kind === 'extension') return false;
    for (let reading: Reading | undefined = from; reading;) {
      const choices = chooser(reading);
      const found = decodeRecords(parcel, choices);
      const ids = found.ok ? found.value.records.map((record) => recordId(book.community, record)) : [];
      if (found.ok && ids.every((id) => book.records.has(id)) && !provesMore(ids)) {
        hooks.taken(parcel.link, [], ids, parcel.heard, nowMs);
        return true;
      }
      reading = choices.next();
    }
    return false;
  };

  const readGenesis = (parcel: Parcel, nowMs: number): void => {
    if (book.genesis()) return hooks.taken(parcel.link, [], ['genesis'], parcel.heard, nowMs);
    const read = decodeGenesis(parcel.plaintext);
    if (!read.ok) return refuse(parcel.link, read.error);
    if (toHex(communityIdOf(read.value.genesis)) !== toHex(book.community))
      return note(parcel.link, 'the genesis of another community');
    ask(
      { parcel, content: { kind: 'genesis', plaintext: parcel.plaintext }, name: 'genesis', urgent: false },
      genesisClaim(read.value),
      nowMs,
    );
  };

  const weighRecords = (parcel: Parcel, { records, signature }: Signed, step: Step, nowMs: number): void => {
    const named = records.map((record) => ({ record, id: recordId(book.community, record) }));
    const answers = named.map(({ id, record }) => book.records.accepts(id, record));
    const ids = named.map(({ id }) => id);
    const [word] = named.filter(({ record }) => record.type === erasingWord.type);
    // What it says was checked when it first came; what it names may have been too far ahead then.
    if (word && book.erasures.word(word.id))
      return hooks.taken(parcel.link, book.obeyAgain(word.id, nowMs), told(named), parcel.heard, nowMs);
    if (answers.every((answer) => answer === 'known') && !provesMore(ids))
      return hooks.taken(parcel.link, [], ids, parcel.heard, nowMs);
    const isOfUse = word !== undefined && answers[0] === 'too-far-ahead' && book.erasures.fills(word.record);
    if (!isOfUse && answers.some((answer) => answer === 'too-far-ahead' || answer === 'place-is-full'))
      return note(parcel.link, 'a record far beyond what is held of its log');
    const shares = [];
    for (const record of records) {
      const asked = recordShares(book.community, record, book.types, book.directory);
      if (!asked.ok) return park(parcel, { kind: 'newcomer', prefix: asked.error.member.slice(0, 16) }, nowMs);
      shares.push(...asked.value);
    }
    const urgent = records.some((record) => book.types.get(record.type)?.urgency === 0);
    const content: Content = { kind: 'records', records: named, signature };
    // Where several keys claim one version, each reading asks another question about the same ids.
    const signers = records.map(({ signer }) => (signer ? toHex(signer) : '')).join('');
    ask(
      { parcel, content, step, name: `${ids.join()}/${signers}/${toHex(signature)}`, urgent },
      { shares, signature },
      nowMs,
    );
  };

  /** What need not be said to those who heard these: a word tells what it erased. */
  const told = (records: readonly { readonly id: RecordId; readonly record: Record }[]): readonly Item[] =>
    records.flatMap(({ id, record }) => [id, ...(book.erasures.namedIn(record) ?? [])]);

  const caught = (link: LinkId, from: Caught, heard: Heard | undefined, nowMs: number): void => {
    const { records, signature } = from;
    const fresh = records.filter(({ id, record }) => {
      const answer = book.records.accepts(id, record);
      return answer === 'new' || answer === 'fork';
    });
    if (fresh.length === 0) return;
    const shares = records.map(({ record }) => recordShares(book.community, record, book.types, book.directory));
    const known = shares.flatMap((asked) => (asked.ok ? asked.value : []));
    if (shares.some((asked) => !asked.ok)) return note(link, 'a sheaf with a record whose key is not known here');
    const parcel: Parcel = { link, kind: 'bundle', plaintext: new Uint8Array(0), heard, day: undefined };
    const content: Content = { kind: 'records', records, signature, fromSheaf: from };
    const name = `${records.map(({ id }) => id).join()}/${toHex(signature)}`;
    ask({ parcel, content, name, urgent: false }, { shares: known, signature }, nowMs);
  };

  const weighFork = (parcel: Parcel, proof: ForkProof, step: Step, nowMs: number): void => {
    if (!book.forkProofs.accepts(proof)) return;
    const shares = forkShares(book.community, proof, book.directory);
    if (!shares.ok) return park(parcel, { kind: 'newcomer', prefix: shares.error.member.slice(0, 16) }, nowMs);
    // What is said depends on the halves that are named.
    const said = shares.value.map(({ message }) => toHex(message));
    const versions = proof.kind === 'records' ? proof.sides : proof.said.map(({ voice }) => voice);
    const name = `fork/${toHex(proof.signature)}/${versions.map(({ keyVersion }) => keyVersion).join()}/${said.join()}`;
    const check = { parcel, content: { kind: 'fork' as const, proof }, step, name, urgent: true };
    ask(check, { shares: shares.value, signature: proof.signature }, nowMs);
  };

  /** A signature alone is worth checking even for a record that is held: exact answers are formed from singles. */
  const provesMore = (ids: readonly RecordId[]): boolean =>
    ids.length === 1 && book.records.get(ids[0]!)?.single === undefined;

  const weighMap = (parcel: Parcel, map: StatementMap, step: Step, nowMs: number): void => {
    const key = subjectKey(map.subject.kind, map.subject.record);
    if (!book.tally.isNews(map)) return hooks.taken(parcel.link, [], carriedBy(map), parcel.heard, nowMs);
    const shares = statementShares(book.community, map, book.directory);
    if (!shares.ok) return park(parcel, { kind: 'newcomer', prefix: shares.error.member.slice(0, 16) }, nowMs);
    const urgent = book.kinds.get(map.subject.kind)?.urgency === 0;
    const name = `${key}/${map.subject.roster}/${map.voices.map(({ keyVersion }) => keyVersion).join()}/${toHex(map.signature)}`;
    const check = { parcel, content: { kind: 'map' as const, map }, step, name, urgent };
    ask(check, { shares: shares.value, signature: map.signature }, nowMs);
  };

  /** What need not be said to those who heard this map too. */
  const carriedBy = (map: StatementMap): readonly Item[] => {
    const key = subjectKey(map.subject.kind, map.subject.record);
    return map.voices.map((voice) => voiceItem(key, voice));
  };

  // ── Checking ────────────────────────────────────────────────────────────────────────────────

  const ask = (check: Check, claim: Claim, nowMs: number): void => {
    // The reading that just proved false: the same again is no question.
    if (check.step?.refused?.name === check.name) return readOn(check.parcel, check.step, nowMs);
    if (inCheck.has(check.name)) return;
    const ofLink = [...checks.values()].filter(
      ({ parcel, urgent }) => urgent === check.urgent && parcel.link === check.parcel.link,
    ).length;
    if (ofLink >= (check.urgent ? CHECKING_URGENT_MAX : CHECKING_MAX))
      return note(check.parcel.link, 'more to check than this link may have in the works');
    if (isMixed(check) && !mayMix(check.parcel.link, claim.shares.length, nowMs)) return forged(check, nowMs);
    const admission = rations.admit(
      laneOf(check),
      senderOf(check.parcel.link, check.parcel.heard),
      isMixed(check) ? [] : authorsOf(check),
      nowMs,
    );
    if (admission === 'refused') return note(check.parcel.link, 'more calls in clear than one sender may have checked');
    inCheck.add(check.name);
    if (admission === 'idle' && checks.size > 0) {
      if (idle.length >= IDLE_MAX) inCheck.delete(idle.shift()!.check.name);
      idle.push({ check, claim });
      return;
    }
    putToVerifier(check, claim);
  };

  const isMixed = ({ step }: Check): boolean => step?.reading.halves !== undefined;
  const laneOf = ({ parcel, urgent }: Check): Lane =>
    parcel.day === undefined && parcel.kind === 'single' ? 'clear' : urgent ? 'urgent' : 'routine';

  /** Who is named; a map of many names its subject's roster and is counted by its sender alone. */
  const authorsOf = ({ content }: Pick<Check, 'content'>): readonly string[] => {
    if (content.kind === 'records' && content.fromSheaf) return [];
    if (content.kind === 'records') return [...new Set(content.records.map(({ record }) => record.member))];
    if (content.kind === 'fork') return [content.proof.member];
    return content.kind === 'map' && content.map.voices.length === 1
      ? content.map.voices.map(({ member }) => member)
      : [];
  };

  const putToVerifier = (check: Check, claim: Claim): void => {
    const ticket = ++tickets;
    checks.set(ticket, check);
    hooks.emit({ kind: 'verify', ticket, claim, urgency: check.urgent ? 0 : 2 });
  };

  const forged = (check: Omit<Check, 'step'>, nowMs: number): void => {
    const { parcel } = check;
    rations.failed(senderOf(parcel.link, parcel.heard), authorsOf(check), nowMs);
    if (check.content.kind === 'records' && check.content.fromSheaf)
      hooks.falsified(parcel.link, check.content.fromSheaf, nowMs);
    hooks.emit({ kind: 'note', note: { code: 'forged', link: parcel.link, what: parcel.kind } });
  };

  const take = ({ content }: Check, nowMs: number): { fresh: readonly Item[]; carried: readonly Item[] } => {
    if (content.kind === 'rekey') return { fresh: [], carried: [] };
    if (content.kind === 'fork') {
      const fresh = book.takeFork(content.proof, nowMs);
      return { fresh, carried: fresh };
    }
    if (content.kind === 'genesis') return { fresh: book.takeGenesis(content.plaintext), carried: ['genesis'] };
    if (content.kind === 'map') {
      return { fresh: book.takeMap(content.map), carried: carriedBy(content.map) };
    }
    const proof: Proof = { ids: content.records.map(({ id }) => id), signature: content.signature };
    return {
      fresh: content.records.flatMap(({ id, record }) => book.takeRecord(id, record, proof, nowMs)),
      carried: told(content.records),
    };
  };

  const retry = (nowMs: number): void => {
    for (const [name, { parcel, missing }] of [...waiting]) {
      if (!isKnown(missing)) continue;
      waiting.delete(name);
      read(parcel, FIRST_READING, nowMs);
      if (![...waiting.values()].some((other) => other.parcel.link === parcel.link))
        hooks.lacking(parcel.link, false, nowMs);
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
    caught,
    retry,
    verified(ticket, valid, nowMs) {
      const asked = checks.get(ticket);
      if (!asked) return;
      const { step, ...check } = asked;
      checks.delete(ticket);
      inCheck.delete(check.name);
      const { link, day } = check.parcel;
      if (valid && check.content.kind === 'rekey') hooks.rekeyed(link, check.content.rekey, check.content.frame, nowMs);
      else if (valid) {
        const { fresh, carried } = take(check, nowMs);
        if (fresh.length > 0 && day !== undefined) days.witness(authorsOf(check), day, nowMs);
        hooks.taken(link, fresh, carried, check.parcel.heard, nowMs);
      } else if (step) readOn(check.parcel, { ...step, refused: check }, nowMs);
      else forged(check, nowMs);
      const next = checks.size === 0 ? idle.shift() : undefined;
      if (next) putToVerifier(next.check, next.claim);
    },
    days,
    get waiting() {
      return waiting.size;
    },
  };
}
