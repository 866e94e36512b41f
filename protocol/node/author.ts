// What this device's member says: plans of modules become signed records and statements.
//
// The numbers of a log are given here and nowhere else, one after another. What is written is held,
// folded and stored before anything of it is sent.

import { equal, toHex } from '../bytes/bytes.ts';
import { encode } from '../bytes/codec.ts';
import type { RecordId } from '../bytes/reference.ts';
import { assert, err, type Err, type Result } from '../bytes/result.ts';
import { addSignatures, publicKey as publicKeyHere, sign as signHere, verify } from '../crypto/bls.ts';
import type { Item } from '../sync/items.ts';
import { memberIdOf, recordDigest, recordShares, type Record, type RecordType } from '../wire/record.ts';
import { statementDigest } from '../wire/statement.ts';
import type { Book } from './book.ts';
import type { Acted } from './event.ts';
import { createRetention, planErasing } from './erase.ts';
import type { Act, Plan, Refusal, Self } from './module.ts';
import type { NodeOptions } from './node-api.ts';

const MINUTE_MS = 60_000;
/** 2020-01-01T00:00Z, from which a genesis counts minutes. */
const GENESIS_ZERO_MS = 1_577_836_800_000;
/** Rounds of duties: each may make another's possible, none may go on for ever. */
const DUTY_ROUNDS = 8;

export interface Author {
  readonly self: Self | undefined;
  act(act: Act, nowMs: number): { readonly outcome: Acted; readonly fresh: readonly Item[] };
  /** Why this member cannot take back a record now; undefined where the act would be done. */
  notErasable(record: RecordId, nowMs: number): Refusal | undefined;
  /** What the device owes without being asked; answers what was written. */
  duties(nowMs: number): readonly Item[];
}

const refused = (rule: string, why: string, remedy: string): Err<Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

export function createAuthor(book: Book, options: NodeOptions): Author {
  const { secrets, sign = signHere, publicKey = publicKeyHere } = options;
  const keptLongEnough = createRetention(book);
  const { signingKey } = secrets;
  const key = signingKey && publicKey(signingKey);
  const member = secrets.member ?? (key && memberIdOf(book.community, key));
  const self: Self | undefined = key && member && { member, log: secrets.log, key };

  /** As the roster had it in this version: it is asked each minute. */
  let unbelieved: { readonly version: number; readonly answer: boolean } | undefined;

  /** Claimed minutes since the genesis, modulo 65,536; before the genesis is known, of the epoch's zero. */
  const minuteOf = (nowMs: number): number => {
    const foundedAt = foundedMinute();
    const minutes = Math.floor((nowMs - GENESIS_ZERO_MS) / MINUTE_MS) - foundedAt;
    return ((minutes % 65_536) + 65_536) % 65_536;
  };
  const foundedMinute = (): number => {
    const plaintext = book.genesis();
    return plaintext ? plaintext.slice(1, 5).reduce((sum, byte) => sum * 256 + byte, 0) : 0;
  };

  /** The version that this device's own key claims: where several claim the newest, or another has been given since. */
  const versionOf = (log: number): number => {
    const { directory } = book;
    const newest = self ? directory.keyVersionOf(self.member, log) : 0;
    const claims = (version: number): boolean =>
      (self && directory.claimantsOf?.(self.member, log, version))?.some((claimed) => equal(claimed, self.key)) ??
      false;
    const own = Array.from({ length: newest + 1 }, (_, i) => newest - i).find(claims);
    return own ?? newest;
  };

  /** Others would refuse a record that a co-signature does not fit, and its place in our log would stay a hole for them. */
  const isWholly = (type: RecordType, body: unknown, record: Record, signature: Uint8Array): boolean => {
    if ((type.coSigners?.(body).members.length ?? 0) === 0) return true;
    const shares = recordShares(book.community, record, book.types, book.directory);
    return shares.ok && verify({ shares: shares.value, signature });
  };

  const write = (plan: Plan, nowMs: number): { records: RecordId[]; fresh: Item[]; misfit: boolean } => {
    assert(self !== undefined && signingKey !== undefined, 'only a device with a key writes');
    const records: RecordId[] = [];
    const fresh: Item[] = [];
    for (const { type, body, coSignatures, at } of plan.records ?? []) {
      const guest = book.directory.person(self.member) === undefined;
      const record: Record = {
        member: self.member,
        log: self.log,
        keyVersion: versionOf(self.log),
        type: type.type,
        seq: nextSeq(),
        time: at?.time ?? minuteOf(nowMs),
        body: encode(type.body, body, 'signed'),
        ...(guest && { guestKey: self.key }),
      };
      const digest = recordDigest(book.community, record);
      const own = sign(digest, signingKey);
      const signature = coSignatures && coSignatures.length > 0 ? addSignatures([own, ...coSignatures]) : own;
      assert(signature !== null, 'our own signatures add up');
      if (!isWholly(type, body, record, signature)) return { records, fresh, misfit: true };
      const id = toHex(digest) as RecordId;
      records.push(id);
      fresh.push(...book.takeRecord(id, record, { ids: [id], signature }, nowMs));
    }
    for (const { subject, value, revision } of plan.statements ?? []) {
      const keyVersion = versionOf(0);
      const signature = sign(statementDigest(book.community, subject, { revision, value }), signingKey);
      const voices = [{ member: self.member, value, revision, keyVersion, multiplicity: 1 }];
      fresh.push(...book.takeMap({ subject, voices, signature }));
    }
    return { records, fresh, misfit: false };
  };

  const nextSeq = (): number => (self ? (book.records.log(self.member, self.log)?.head ?? 0) : 0) + 1;

  return {
    self,
    act(act, nowMs) {
      const planned = plan(act, nowMs);
      if (!planned.ok) return { outcome: { ok: false, refusal: planned.error }, fresh: [] };
      const drafted = planned.value.records?.[0]?.at;
      if (drafted && drafted.seq !== nextSeq()) {
        const moved = refused(
          'draft-place',
          'Something else was written since this draft was signed.',
          'Make a new draft and sign it again.',
        );
        return { outcome: { ok: false, refusal: moved.error }, fresh: [] };
      }
      const { records, fresh, misfit } = write(planned.value, nowMs);
      if (misfit) {
        const unfit = refused(
          'all-signed',
          'A signature that came with it is of another record, or of another key.',
          'Let everybody sign the same draft again.',
        );
        return { outcome: { ok: false, refusal: unfit.error }, fresh };
      }
      return { outcome: { ok: true, records }, fresh };
    },
    notErasable(record, nowMs) {
      const planned = plan({ module: 'node', name: 'erase', args: { records: [record] } }, nowMs);
      return planned.ok ? undefined : planned.error;
    },
    duties(nowMs) {
      if (!self || !book.genesis() || isUnbelieved(self)) return [];
      const fresh: Item[] = [...write(keptLongEnough(self, nowMs), nowMs).fresh];
      for (let round = 0; round < DUTY_ROUNDS; round++) {
        const written = book.modules.flatMap((module) => {
          const owed = module.duties?.(book.state(module.name), self, book.around(nowMs));
          return owed ? write(owed, nowMs).fresh : [];
        });
        if (written.length === 0) break;
        fresh.push(...written);
      }
      return fresh;
    },
  };

  /** Was this device's key called lost? Then it says nothing by itself, and of what people do only what is left to it. */
  function isUnbelieved({ member, log }: Self): boolean {
    const { version } = book.directory;
    if (unbelieved?.version !== version) {
      const answer = book.directory.isSuspended?.({ member, log, keyVersion: versionOf(log) }) ?? false;
      unbelieved = { version, answer };
    }
    return unbelieved.answer;
  }

  function plan(act: Act, nowMs: number): Result<Plan, Refusal> {
    if (!self)
      return refused(
        'needs-key',
        'This device has no key of a member.',
        'Join or create a community on this device first.',
      );
    if (!book.genesis())
      return refused(
        'needs-genesis',
        'The community is not known here yet.',
        'Wait until a neighbour or a gateway has sent its first record.',
      );
    const erases = act.module === 'node' && act.name === 'erase';
    const module = book.modules.find(({ name }) => name === act.module);
    const type = module?.acts[act.name];
    if (!type && !erases)
      return refused('unknown-act', `Nothing called "${act.module}.${act.name}" can be done.`, 'Update the software.');
    if (isUnbelieved(self) && !module?.leftToUnbelieved?.includes(act.name))
      return refused(
        'key-believed',
        'This key was said to be in other hands: by you, or by three of your guardians. It can still call for help.',
        'Take a new key with the help of your guardians, or with the recovery key on paper.',
      );
    if (!type) return planErasing(book, self, act.args, nowMs);
    return type.plan(book.state(act.module), act.args as never, self, book.around(nowMs));
  }
}
