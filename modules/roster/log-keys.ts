// With which key a log signs (README §1.4).
//
// Log 0 begins with the key of the founding or the admission, each further log with the one its
// device record names. A rotation, signed with the key it ends, names the next. Two different
// rotations of one version contest each other: neither counts until people have met. Three of five
// guardians, or the recovery key on paper, replace the key of log 0, whatever its holder rotates to.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Rebinding } from './records.ts';
import type { RosterState, Said } from './shape.ts';
import { logName } from './state.ts';

/** Guardians who must agree, of the five that a member named. */
export const GUARDIANS_NEEDED = 3;

/**
 * Who guards a key: the first list that this very key named, else the list of the key before. A thief who
 * holds the key cannot replace those who can take it back; an owner who wants others rotates first.
 */
export function guardiansOf(state: RosterState, member: MemberId, version: number): ReadonlySet<MemberId> {
  const lists = state.guardianLists.get(member);
  for (let of = version; of >= 0; of--) {
    const list = lists?.get(of);
    if (list) return new Set(list.body.guardians);
  }
  return new Set();
}

const byGuardians = (state: RosterState, { record, body }: Said<Rebinding>): boolean => {
  const guardians = guardiansOf(state, body.member, body.ends);
  const agreed = new Set([record.member, ...body.coGuardians].filter((member) => guardians.has(member)));
  agreed.delete(body.member);
  return agreed.size >= GUARDIANS_NEEDED;
};

/**
 * What opens a member's recovery: digests that the sponsors, or for a founder the first profile, or the rebindings
 * before spoke for. A later profile does not count: a thief could write it.
 */
function recoveryDigests(state: RosterState, member: MemberId, version: number): ReadonlySet<string> {
  const admissions = (state.admissions.get(member) ?? []).map(({ body }) => body.recoveryDigest);
  const founding = admissions.length === 0 ? state.firstProfiles.get(member)?.body.recoveryDigest : undefined;
  const rebound: Uint8Array[] = [];
  for (let ends = 0; ends < version; ends++) {
    const next = rebindingAfter(state, member, ends);
    if (next && next !== 'contested') rebound.push(next.body.recoveryDigest);
  }
  return new Set(
    [...(rebound.length > 0 ? rebound.slice(-1) : [...admissions, ...(founding ? [founding] : [])])].map(toHex),
  );
}

const byRecovery = (state: RosterState, { id, body }: Said<Rebinding>): boolean => {
  const revealed = state.reveals.get(id);
  return revealed !== undefined && [...recoveryDigests(state, body.member, body.ends)].some((one) => revealed.has(one));
};

/** The rebinding that ends a version of log 0's key; guardians before the paper, and of two different ones none. */
function rebindingAfter(
  state: RosterState,
  member: MemberId,
  version: number,
): Said<Rebinding> | undefined | 'contested' {
  const all = state.rebindings.get(member)?.get(version) ?? [];
  for (const entitled of [byGuardians, byRecovery]) {
    const good = all.filter((one) => entitled(state, one));
    if (new Set(good.map(({ body }) => toHex(body.key))).size > 1) return 'contested';
    if (good.length > 0) return good.reduce((first, one) => (one.id < first.id ? one : first));
  }
  return undefined;
}

/** The one key that follows `version`, or undefined where there is none, or more than one. */
function keyAfter(state: RosterState, member: MemberId, log: number, version: number): Uint8Array | undefined {
  const rebound = log === 0 ? rebindingAfter(state, member, version) : undefined;
  if (rebound) return rebound === 'contested' ? undefined : rebound.body.key;
  const rotations = state.rotations.get(logName(member, log))?.get(version) ?? [];
  const keys = new Set(rotations.map(({ body }) => toHex(body.key)));
  return keys.size === 1 ? rotations[0]!.body.key : undefined;
}

export function keyOf(state: RosterState, member: MemberId, log: number, version: number): Uint8Array | undefined {
  if (version > 0) return keyAfter(state, member, log, version - 1);
  return log === 0 ? state.firstKeys.get(member) : state.devices.get(member)?.get(log)?.body.key;
}

/** How often a log's key was replaced. */
export function keyVersionOf(state: RosterState, member: MemberId, log: number): number {
  let version = 0;
  while (keyAfter(state, member, log, version)) version++;
  return version;
}

/** Key versions that two rotations claim to end with different keys: nobody can say which is right. */
export function contestedVersions(state: RosterState, member: MemberId, log: number): readonly number[] {
  const versions = state.rotations.get(logName(member, log)) ?? new Map<number, unknown>();
  return [...versions.keys()].filter((version) => !keyAfter(state, member, log, version)).sort((a, b) => a - b);
}

/** The newest rebinding that counts. */
export function reboundTo(state: RosterState, member: MemberId): Said<Rebinding> | undefined {
  for (let version = keyVersionOf(state, member, 0) - 1; version >= 0; version--) {
    const found = rebindingAfter(state, member, version);
    if (found && found !== 'contested') return found;
  }
  return undefined;
}
