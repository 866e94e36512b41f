// With which key a log signs (README §1.4).
//
// Log 0 begins with the key of the founding or the admission, each further log with the one its
// device record names. A rotation, signed with the key it ends, names the next. Two different
// rotations of one version contest each other: what either key signs is held by everybody and has no power. Three
// of five guardians, or the recovery key on paper, replace the key of log 0, whatever its holder rotates to.
//
// Claims only grow: who holds the same records finds the same keys claiming each version, in whatever order
// they came, and so takes the same records (protocol/README.md §3.3). Only power depends on who is right.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Rebinding } from './records.ts';
import type { RosterState, Said } from './shape.ts';
import { logName } from './state.ts';

/** Guardians who must agree, of the five that a member named. */
export const GUARDIANS_NEEDED = 3;
/** A version is one byte under the signature (protocol/README.md §3.1). */
const VERSIONS_MAX = 255;

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

/** The rebindings that end a version of log 0's key with good reason; guardians before the paper. */
function entitledAfter(state: RosterState, member: MemberId, version: number): readonly Said<Rebinding>[] {
  const all = state.rebindings.get(member)?.get(version) ?? [];
  const good = [byGuardians, byRecovery].map((entitled) => all.filter((one) => entitled(state, one)));
  return good.find((some) => some.length > 0) ?? [];
}

/** The one that counts among them: of two different keys none. */
function rebindingAfter(
  state: RosterState,
  member: MemberId,
  version: number,
): Said<Rebinding> | undefined | 'contested' {
  const good = entitledAfter(state, member, version);
  if (new Set(good.map(({ body }) => toHex(body.key))).size > 1) return 'contested';
  return good.length > 0 ? good.reduce((first, one) => (one.id < first.id ? one : first)) : undefined;
}

/** All keys that validly claim to follow `version`, in order of their bytes: one in peace, several in a contest. */
function claimantsAfter(state: RosterState, member: MemberId, log: number, version: number): readonly Uint8Array[] {
  const rebindings = log === 0 ? entitledAfter(state, member, version) : [];
  const rotations = state.rotations.get(logName(member, log))?.get(version) ?? [];
  const claims = rebindings.length > 0 ? rebindings : rotations;
  const keys = new Map(claims.map(({ body }) => [toHex(body.key), body.key]));
  return [...keys].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, key]) => key);
}

export function claimantsOf(state: RosterState, member: MemberId, log: number, version: number): readonly Uint8Array[] {
  if (version > 0) return claimantsAfter(state, member, log, version - 1);
  const first = log === 0 ? state.firstKeys.get(member) : state.devices.get(member)?.get(log)?.body.key;
  return first ? [first] : [];
}

/** The key of a version; undefined also where several claim to be it: nobody can say which is right. */
export function keyOf(state: RosterState, member: MemberId, log: number, version: number): Uint8Array | undefined {
  const claimants = claimantsOf(state, member, log, version);
  return claimants.length === 1 ? claimants[0] : undefined;
}

/** The newest version of a log's key that anything names, contested or not. */
export function keyVersionOf(state: RosterState, member: MemberId, log: number): number {
  let version = 0;
  while (version < VERSIONS_MAX && claimantsAfter(state, member, log, version).length > 0) version++;
  return version;
}

/** Versions that several keys claim: nothing that they signed has power, nor what follows from them by rotation. */
export function contestedVersions(state: RosterState, member: MemberId, log: number): readonly number[] {
  const newest = keyVersionOf(state, member, log);
  return Array.from({ length: newest }, (_, i) => i + 1).filter(
    (version) => claimantsOf(state, member, log, version).length > 1,
  );
}

/** Is this version contested, or does it follow from one that is, with no rebinding between? */
export function isContested(state: RosterState, member: MemberId, log: number, version: number): boolean {
  const before = contestedVersions(state, member, log).filter((one) => one <= version);
  const last = before.at(-1);
  if (last === undefined) return false;
  if (last === version || log !== 0) return true;
  const healed = Array.from({ length: version - last }, (_, i) => rebindingAfter(state, member, last + i));
  return !healed.some((one) => one && one !== 'contested');
}

/** The newest rebinding that counts. */
export function reboundTo(state: RosterState, member: MemberId): Said<Rebinding> | undefined {
  for (let version = keyVersionOf(state, member, 0) - 1; version >= 0; version--) {
    const found = rebindingAfter(state, member, version);
    if (found && found !== 'contested') return found;
  }
  return undefined;
}
