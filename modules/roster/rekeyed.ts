// The records that show why a member signs with another key than the first: what a proof carries of them.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Held, RecordStore } from '#protocol/log/record-store.ts';
import type { Record } from '#protocol/wire/record.ts';
import * as types from './records.ts';
import type { RosterState } from './shape.ts';
import { logName } from './state.ts';

export type SignedRecords = { readonly records: readonly Record[]; readonly signature: Uint8Array };

const idsOf = <B>(said: Iterable<{ readonly id: RecordId } & B>): readonly RecordId[] => [...said].map(({ id }) => id);

/** Everything that can bear on a member's keys of log 0. */
function bearingOn(state: RosterState, records: RecordStore, member: MemberId): readonly RecordId[] {
  const rebound = idsOf([...(state.rebindings.get(member)?.values() ?? [])].flat());
  const founding = state.firstProfiles.get(member);
  return [
    ...idsOf([...(state.rotations.get(logName(member, 0))?.values() ?? [])].flat()),
    ...rebound,
    ...idsOf(state.guardianLists.get(member)?.values() ?? []),
    ...(rebound.length > 0 ? [...idsOf(state.admissions.get(member) ?? []), ...(founding ? [founding.id] : [])] : []),
    ...(rebound.length > 0 ? revealsOf(state, records, new Set(rebound)) : []),
  ];
}

/** The state keeps only what a reveal shows; the records themselves are in the logs. */
function revealsOf(state: RosterState, records: RecordStore, rebound: ReadonlySet<RecordId>): readonly RecordId[] {
  if (![...rebound].some((id) => state.reveals.has(id))) return [];
  return records
    .logs()
    .flatMap(({ member, log }) => records.ids(member, log, 1))
    .filter((id) => records.get(id)?.record.type === types.reveal.type);
}

/** How a held record is proven: alone where that was seen, else with the others of its bundle. */
function proofOf(records: RecordStore, { record, single, bundles }: Held): SignedRecords | undefined {
  if (single) return { records: [record], signature: single };
  const whole = bundles.find(({ ids }) => ids.every((id) => records.get(id)));
  return whole && { records: whole.ids.map((id) => records.get(id)!.record), signature: whole.signature };
}

/** For these members, and for whoever vouches for their keys with another key than the first, in the order in which they came. */
export function rekeyRecords(
  state: RosterState,
  records: RecordStore,
  members: ReadonlySet<MemberId>,
): readonly SignedRecords[] {
  const held = new Map<RecordId, Held>();
  const asked = new Set(members);
  for (const member of asked) {
    for (const id of bearingOn(state, records, member)) {
      const found = records.get(id);
      if (!found) continue;
      held.set(id, found);
      // The set grows while it is walked, so whoever is named here has a turn, too.
      if (found.record.keyVersion > 0) asked.add(found.record.member);
    }
  }
  return [...held.values()]
    .sort((a, b) => a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1))
    .flatMap((one) => proofOf(records, one) ?? []);
}
