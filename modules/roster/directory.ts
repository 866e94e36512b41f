// The roster as all other parts ask for it: protocol/log/directory.ts over the folded state.

import type { MemberId, References } from '#protocol/bytes/reference.ts';
import type { Directory, Person } from '#protocol/log/directory.ts';
import { householdOf } from './households.ts';
import { claimantsOf, keyOf, keyVersionOf, reboundTo } from './log-keys.ts';
import { isAbsent, isOutside, isSuspended } from './powers.ts';
import type { RosterState } from './shape.ts';
import { lineOf } from './state.ts';

/** What the record store knows and the roster does not. */
export type Places = Pick<References, 'recordsAt' | 'placeOf'> & {
  /** Members of whom two records at one place are held: another object whenever it may hold others. */
  forkedMembers?(): Iterable<MemberId>;
  guest?(prefix: string): MemberId | undefined;
};

function nameOf(state: RosterState, member: MemberId): string {
  const admission = state.admissions.get(member)?.reduce((first, other) => (other.id < first.id ? other : first));
  return state.profiles.get(member)?.body.name || admission?.body.name || '';
}

function standingOf(state: RosterState, member: MemberId): Person['standing'] {
  const line = lineOf(state);
  if (line.latestMembers.has(member)) return 'member';
  if (line.numberOf.has(member)) return line.split ? 'newcomer' : 'removed';
  return state.firstKeys.has(member) ? 'newcomer' : 'guest';
}

export function personOf(state: RosterState, id: MemberId): Person | undefined {
  const standing = standingOf(state, id);
  if (standing === 'guest') return undefined;
  const number = lineOf(state).numberOf.get(id);
  return { id, number, name: nameOf(state, id), household: householdOf(state, id), standing };
}

function peopleOf(state: RosterState): readonly Person[] {
  const { numbered, numberOf } = lineOf(state);
  const rest = [...state.firstKeys.keys()].filter(
    (id) => numberOf.get(id) === undefined || numbered[numberOf.get(id)!] !== id,
  );
  return [...numbered, ...rest.sort()].map((id) => personOf(state, id)).filter((person) => person !== undefined);
}

/** The key by which a person is reached in private: of the newest profile or rebinding, else of the admission. */
export function boxKeyOf(state: RosterState, member: MemberId): Uint8Array | undefined {
  const admission = state.admissions.get(member)?.reduce((first, other) => (other.id < first.id ? other : first));
  const [profile, rebound] = [state.profiles.get(member), reboundTo(state, member)];
  // Who took the old key could still write profiles with it.
  if (rebound && !(profile && profile.record.keyVersion > rebound.body.ends)) return rebound.body.privateKey;
  return profile?.body.privateKey ?? admission?.body.privateKey;
}

export function directoryOf(state: RosterState, places: Places): Directory {
  let proven: ReadonlySet<MemberId> = new Set();
  let from: { readonly forked: Iterable<MemberId> | undefined; readonly doubleConfirmers: number } | undefined;
  let people: { readonly version: number; readonly list: readonly Person[] } | undefined;
  return {
    recordsAt: (place) => places.recordsAt(place),
    placeOf: (record) => places.placeOf(record),
    memberAt: (number) => lineOf(state).numbered[number],
    numberOf: (member) => lineOf(state).numberOf.get(member),
    newcomer: (prefix) => state.byPrefix.get(prefix) ?? places.guest?.(prefix),
    checkpointAt: (number) => lineOf(state).named[number],
    checkpointNumber: (checkpoint) => lineOf(state).rosters.get(checkpoint)?.number,
    keyOf: (member, log, version) => keyOf(state, member, log, version),
    keyVersionOf: (member, log) => keyVersionOf(state, member, log),
    claimantsOf: (member, log, version) => claimantsOf(state, member, log, version),
    get community() {
      return state.community?.id;
    },
    person: (id) => personOf(state, id),
    people() {
      if (people?.version !== state.version) people = { version: state.version, list: peopleOf(state) };
      return people.list;
    },
    roster: (checkpoint) => lineOf(state).rosters.get(checkpoint),
    latest: () => lineOf(state).latest,
    charterAt: (checkpoint) => lineOf(state).charters.get(checkpoint),
    isOutside: (place) => isOutside(state, place),
    isSuspended: (key) => isSuspended(state, key),
    isAbsent: (member) => isAbsent(state, member),
    underProof() {
      const forked = places.forkedMembers?.();
      // Who confirmed twice has done so for ever: as many are the same.
      if (forked === from?.forked && state.doubleConfirmers.size === from?.doubleConfirmers) return proven;
      from = { forked, doubleConfirmers: state.doubleConfirmers.size };
      const now = new Set([...state.doubleConfirmers, ...(forked ?? [])]);
      // The same set while it says the same: others keep what they derived from it.
      if (now.size !== proven.size || [...now].some((member) => !proven.has(member))) proven = now;
      return proven;
    },
    boxKeyOf: (member) => boxKeyOf(state, member),
    rekeyerOf(checkpoint) {
      const page = lineOf(state).rosters.has(checkpoint) ? state.checkpoints.get(checkpoint) : undefined;
      return page && { member: page.record.member, epoch: page.body.epoch };
    },
    get version() {
      return state.version;
    },
  };
}
