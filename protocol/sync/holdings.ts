// What a node holds, as its links see it: hash, summary, comparison, and frames that carry it.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, EMPTY, toUtf8 } from '../bytes/bytes.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { subjectKey, type SubjectKey, type Without } from '../tally/tally.ts';
import type { Urgency } from './air-budget.ts';
import { createComparison, type Difference } from './compare.ts';
import { isVoice, type Item, type Parcel } from './items.ts';
import type { HeldPlace } from './marks.ts';
import { createParcels, type ParcelParts } from './parcels.ts';
import { createSheaves, type Sheaves } from './sheaves.ts';
import { SIGNATURE_BYTES } from '../crypto/bls.ts';
import { MEMBERS_MAX } from '../wire/limits.ts';
import { encodeSingle } from '../wire/record.ts';
import { DIGEST_BYTES, type Summary } from './summary.ts';

export interface Holdings {
  /**
   * Hash of everything held: equal on two nodes exactly if they hold the same. 6 bytes, or as many as asked. `without`:
   * voices that a link holds back to say them with others', and does not speak of meanwhile. §7.3
   */
  digest(bytes?: number, without?: Without): Uint8Array;
  /** How many records are held. */
  count(): number;
  summary(without?: Without): readonly Uint8Array[];
  compare(summary: Summary, without?: Without): Difference;
  /** Frames for these items, in an order in which a receiver can read them; few as can be. */
  parcels(items: readonly Item[]): readonly Parcel[];
  /** The first of them. */
  firstParcel(items: readonly Item[]): Parcel | undefined;
  /** Is there a frame that proves it by itself? */
  standsAlone(item: Item): boolean;
  readonly sheaves: Sheaves;
  /** What is held at each place, in the order of authors, logs and numbers; newcomers after members, by id. */
  heldPlaces(): readonly HeldPlace[];
  /**
   * Records that a record, or what a voice is on, names by their place. Who holds the other half of a fork at that place
   * reads something else there, and takes an honest frame for a forged one: then they must have ours as well.
   */
  named(item: Item): readonly RecordId[];
  /** What proves forks: with everybody who holds the same records, and yet says another digest. */
  proofs(): readonly Item[];
  urgencyOf(item: Item): Urgency;
  /** When the matter ends that a voice is on, by this device's clock: what is said before is worth more. §7.1 */
  closesAtMs?(item: Item, nowMs: number): number | undefined;
  /** Is it a record of somebody whom nobody admitted? */
  isGuests(item: Item): boolean;
  has(item: Item): boolean;
  /** Everything, for a peer that knows nothing. */
  all(): readonly Item[];
}

const NO_DIGEST = new Uint8Array(32);
const NO_SIGNATURE = new Uint8Array(SIGNATURE_BYTES);
const NOTHING: Without = new Set();
/** What was worked out last, and from what: sets that are left out are told apart by being themselves. */
type Digested = { readonly held: string; readonly without: Without; readonly whole: Uint8Array };
type Said = { readonly version: number; readonly without: Without; readonly bytes: Uint8Array };
const nothingDigested: Digested = { held: '', without: NOTHING, whole: EMPTY };
const nothingSaid: Said = { version: -1, without: NOTHING, bytes: EMPTY };
const keyOf = ({ kind, record }: { kind: number; record: RecordId }): SubjectKey => subjectKey(kind, record);

export function createHoldings(parts: ParcelParts): Holdings {
  const { records, tally, types, kinds, directory } = parts;
  const comparison = createComparison(parts);

  const urgencyOf = (item: Item): Urgency => {
    if (item === 'genesis') return 1;
    const extra = parts.extras.get(item);
    if (extra) return extra.urgency;
    if (isVoice(item)) return kinds.get(Number(item.split('/')[0]))?.urgency ?? 2;
    const held = records.get(item as RecordId);
    if (!held || held.record.bodyHash) return 3;
    return parts.urgencyOf?.(held.id, held.record) ?? types.get(held.record.type)?.urgency ?? 3;
  };

  const isGuests = (item: Item): boolean => {
    const record = isVoice(item) ? undefined : records.get(item as RecordId)?.record;
    return record?.guestKey !== undefined && directory.person(record.member) === undefined;
  };

  const has = (item: Item): boolean => {
    if (item === 'genesis') return parts.genesis() !== undefined;
    if (parts.extras.has(item)) return true;
    return isVoice(item) ? tally.counts(item) : records.has(item as RecordId);
  };

  const all = (): Item[] => [
    ...(parts.genesis() ? ['genesis' as const] : []),
    ...records.logs().flatMap(({ member, log }) => records.ids(member, log, 1)),
    ...tally.subjects().flatMap((subject) => tally.items(keyOf(subject))),
  ];

  const { formed, standsAlone } = createParcels(parts, urgencyOf, has);
  /** With everything, and without what was last left out. */
  const digested = { all: nothingDigested, without: nothingDigested };

  /** Logs come rarely; their order and their labels are asked for with every record. */
  let ordered: readonly { readonly member: MemberId; readonly log: number; readonly label: Uint8Array }[] = [];
  const logsInOrder = (): typeof ordered => {
    const logs = records.logs();
    if (logs.length !== ordered.length)
      ordered = logs
        .map(({ member, log }) => ({ member, log, label: toUtf8(`${member}/${log}`) }))
        .sort((a, b) => (a.member < b.member ? -1 : a.member > b.member ? 1 : a.log - b.log));
    return ordered;
  };

  /** Label and digest of each log, one after another: a new record changes one of them. */
  let lines: { readonly of: typeof ordered; readonly bytes: Uint8Array; readonly digests: Uint8Array[] } | undefined;
  const logsDigested = (): Uint8Array => {
    const logs = logsInOrder();
    if (lines?.of !== logs)
      lines = { of: logs, bytes: concat(...logs.flatMap(({ label }) => [label, NO_DIGEST])), digests: [] };
    let end = 0;
    for (const [i, { member, log, label }] of logs.entries()) {
      const digest = records.logDigest(member, log);
      end += label.length + digest.length;
      if (digest !== lines.digests[i]) lines.bytes.set(digest, end - digest.length);
      lines.digests[i] = digest;
    }
    assert(end === lines.bytes.length, 'a log that holds anything has a digest of 32 bytes');
    return lines.bytes;
  };

  const voices = { all: nothingSaid, without: nothingSaid };
  const voicesDigested = (without: Without): Uint8Array => {
    const which = without.size === 0 ? 'all' : 'without';
    const known = voices[which];
    if (known.version === tally.version && (which === 'all' || known.without === without)) return known.bytes;
    const keys = tally.subjects().map(keyOf).sort();
    const counted = keys.filter((key) => tally.count(key, without) > 0);
    const bytes = concat(...counted.flatMap((key) => [toUtf8(key), tally.digest(key, without)]));
    voices[which] = { version: tally.version, without, bytes };
    return bytes;
  };

  const named = (item: Item): RecordId[] => {
    if (isVoice(item)) return [item.split('/')[1] as RecordId];
    const held = records.get(item as RecordId);
    if (!held || held.record.bodyHash) return [];
    const found: RecordId[] = [];
    const noting = Object.assign(Object.create(directory) as typeof directory, {
      placeOf(id: RecordId) {
        found.push(id);
        return directory.placeOf(id);
      },
    });
    encodeSingle({ record: held.record, signature: held.single ?? NO_SIGNATURE }, types, noting);
    return [...new Set(found)].filter((id) => id !== item && records.has(id));
  };

  return {
    named,
    proofs: () => [...parts.extras.keys()].filter((item) => item.startsWith('fork:')),
    urgencyOf,
    closesAtMs(item, now) {
      if (!isVoice(item)) return undefined;
      const [kind, record] = item.split('/');
      return parts.closings?.(Number(kind), record as RecordId)?.find((atMs) => atMs > now);
    },
    isGuests,
    has,
    all,
    digest(bytes = DIGEST_BYTES, without = NOTHING) {
      // Nothing held is ever changed, only added to, so these counts tell whether anything is new.
      const convicted = [...(parts.convicted?.() ?? [])];
      const held = `${parts.genesis() ? 1 : 0}/${records.size}/${tally.version}/${convicted.length}`;
      const which = without.size === 0 ? 'all' : 'without';
      const known = digested[which];
      if (known.held === held && (which === 'all' || known.without === without)) return known.whole.slice(0, bytes);
      const founded = toUtf8(parts.genesis() ? 'founded' : 'nothing');
      const chunks = [founded, logsDigested(), voicesDigested(without)];
      // Whom it convicts, and not which proof: one is enough, and another half may be held elsewhere.
      if (convicted.length > 0) chunks.push(toUtf8(`convicted ${convicted.sort().join()}`));
      const whole = sha256(concat(...chunks));
      digested[which] = { held, without, whole };
      return whole.slice(0, bytes);
    },
    count: () => records.size,
    summary: comparison.summary,
    compare(summary, without) {
      if (!summary.founded) {
        const offer = all();
        const isNeeded = (item: Item): boolean => item === 'genesis' || (parts.isFoundation?.(item) ?? false);
        return { offer, wanting: false, unheard: new Set(offer.filter((item) => !isNeeded(item))) };
      }
      if (!parts.genesis()) return { offer: [], wanting: true, unheard: new Set() };
      return comparison.compare(summary, without);
    },
    parcels: (items) => [...formed(items)],
    firstParcel(items) {
      for (const parcel of formed(items)) return parcel;
      return undefined;
    },
    standsAlone: (item) =>
      item === 'genesis' || isVoice(item) || parts.extras.has(item) || standsAlone(item as RecordId),
    sheaves: createSheaves(parts),
    heldPlaces() {
      const order = (member: MemberId): number => directory.numberOf(member) ?? MEMBERS_MAX;
      const logs = [...records.logs()].sort(
        (a, b) =>
          order(a.member) - order(b.member) || (a.member < b.member ? -1 : a.member > b.member ? 1 : a.log - b.log),
      );
      return logs.flatMap(({ member, log, head }) =>
        Array.from({ length: head }, (_, i) => records.at({ member, log, seq: i + 1 })).filter((ids) => ids.length > 0),
      );
    },
  };
}
