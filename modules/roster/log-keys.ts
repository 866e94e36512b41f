// With which key a log signs (README §1.4).
//
// Log 0 begins with the key of the founding or the admission, each further log with the one its
// device record names. A rotation, signed with the key it ends, names the next. Two different
// rotations of one version contest each other: neither counts until people have met.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import type { RosterState } from './shape.ts';
import { logName } from './state.ts';

/** The one key that follows `version`, or undefined where there is none, or more than one. */
function keyAfter(state: RosterState, member: MemberId, log: number, version: number): Uint8Array | undefined {
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
