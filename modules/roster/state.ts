// Everything that records and statements said about who is here, as sets that only grow.
//
// Nothing is judged while folding: an admission may come before its sponsor, a confirmation before
// its checkpoint. What the facts mean (line.ts, sponsors.ts, log-keys.ts) is derived when asked, and
// kept until a fact comes that can change it.

import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { recoveryDigestOf, verifyRecovery } from '#protocol/crypto/recovery.ts';
import type { Fact } from '#protocol/node/module.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import type { Subject, Voice } from '#protocol/wire/statement.ts';
import { closesPage, deriveLine } from './line.ts';
import type {
  Admission,
  Checkpoint,
  Device,
  Guardians,
  Profile,
  Rebinding,
  Reveal,
  Revocation,
  Rotation,
} from './records.ts';
import * as types from './records.ts';
import type { Line, RosterState, Said } from './shape.ts';

export function emptyRoster(): RosterState {
  return {
    community: undefined,
    early: [],
    folded: new Set(),
    firstKeys: new Map(),
    byPrefix: new Map(),
    admissions: new Map(),
    sponsorings: new Map(),
    profiles: new Map(),
    devices: new Map(),
    rotations: new Map(),
    revocations: new Map(),
    guardians: new Map(),
    guardianLists: new Map(),
    rebindings: new Map(),
    reveals: new Map(),
    firstProfiles: new Map(),
    suspendedBy: new Map(),
    leavings: new Map(),
    absences: new Map(),
    objections: new Map(),
    checkpoints: new Map(),
    successors: new Map(),
    confirms: new Map(),
    confirmedOver: new Map(),
    doubleConfirmers: new Set(),
    readies: new Map(),
    version: 0,
    line: undefined,
  };
}

/** The value at a key, made when it is missing. */
export function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export const logName = (member: MemberId, log: number): string => `${member}/${log}`;

const communityBytes = (id: RecordId): Uint8Array => {
  const bytes = fromHex(id);
  assert(bytes.ok, 'an id is hex');
  return bytes.value;
};

export function foldRoster(state: RosterState, fact: Fact): void {
  if (fact.kind === 'genesis') return foldGenesis(state, fact);
  if (!state.community) {
    state.early.push(fact);
    return;
  }
  if (fact.kind === 'statement') return foldStatement(state, fact.subject, fact.voice);
  const fold = FOLDS[fact.record.type];
  if (!fold || state.folded.has(fact.id)) return;
  state.folded.add(fact.id);
  fold(state, fact);
  state.version++;
}

function foldGenesis(state: RosterState, { community, genesis }: Extract<Fact, { kind: 'genesis' }>): void {
  if (state.community) return;
  const founder = memberIdOf(communityBytes(community), genesis.founderKey);
  state.community = { id: community, genesis, founder };
  state.line = undefined;
  state.version++;
  learnKey(state, founder, genesis.founderKey);
  const { early } = state;
  state.early = [];
  for (const fact of early) foldRoster(state, fact);
}

function learnKey(state: RosterState, member: MemberId, key: Uint8Array): void {
  if (state.firstKeys.has(member)) return;
  state.firstKeys.set(member, key);
  const prefix = member.slice(0, 2 * 8);
  const known = state.byPrefix.get(prefix);
  // Two ids with one prefix take about 2^32 keys of one person's making; the smaller one has the name.
  if (known === undefined || member < known) state.byPrefix.set(prefix, member);
}

/** Takes a first key by itself: whose it is, its hash says. For readers of proofs, who see no admissions. */
export function knowKey(state: RosterState, key: Uint8Array): void {
  assert(state.community !== undefined, 'keys belong to a community');
  learnKey(state, memberIdOf(communityBytes(state.community.id), key), key);
}

// ── Records ─────────────────────────────────────────────────────────────────────────────────────

type Fold = (state: RosterState, said: Said<unknown>) => void;

/** Of two records of one kind by one member, the one that counts: the later number; of a fork the greater id. */
function later<B>(known: Said<B> | undefined, said: Said<B>): Said<B> {
  if (!known) return said;
  const after =
    said.record.seq - known.record.seq || said.record.log - known.record.log || (said.id > known.id ? 1 : -1);
  return after > 0 ? said : known;
}

const byNewest =
  <B>(pick: (state: RosterState) => Map<MemberId, Said<B>>): Fold =>
  (state, said) => {
    const map = pick(state);
    map.set(said.record.member, later(map.get(said.record.member), said as Said<B>));
  };

const FOLDS: Readonly<{ [type: number]: Fold }> = {
  [types.profile.type]: (state, said) => {
    byNewest<Profile>((all) => all.profiles)(state, said);
    const { member } = said.record;
    const first = state.firstProfiles.get(member);
    if (!first || later(first, said) === first) state.firstProfiles.set(member, said as Said<Profile>);
  },
  [types.guardians.type]: (state, said) => {
    byNewest<Guardians>((all) => all.guardians)(state, said);
    const lists = at(state.guardianLists, said.record.member, () => new Map<number, Said<Guardians>>());
    const first = lists.get(said.record.keyVersion);
    if (!first || later(first, said) === first) lists.set(said.record.keyVersion, said as Said<Guardians>);
  },
  [types.rebinding.type]: (state, said) => {
    const { member, ends } = said.body as Rebinding;
    const versions = at(state.rebindings, member, () => new Map<number, Said<Rebinding>[]>());
    at(versions, ends, () => []).push(said as Said<Rebinding>);
  },
  [types.reveal.type]: (state, said) => {
    const { rebinding, recoveryKey, signature } = said.body as Reveal;
    if (!verifyRecovery(communityBytes(state.community!.id), rebinding, recoveryKey, signature)) return;
    at(state.reveals, rebinding, () => new Set()).add(toHex(recoveryDigestOf(recoveryKey)));
  },
  [types.leaving.type]: (state, said) => {
    const first = state.leavings.get(said.record.member);
    if (!first || later(first, said) === first) state.leavings.set(said.record.member, said);
  },
  [types.absence.type]: byNewest<types.Absence>((state) => state.absences),
  [types.objection.type]: (state, said) => {
    const objection = said as Said<types.Objection>;
    at(state.objections, objection.body.rebinding, () => []).push(objection);
  },
  [types.admission.type]: (state, said) => {
    const admission = said as Said<Admission>;
    const person = memberIdOf(communityBytes(state.community!.id), admission.body.key);
    learnKey(state, person, admission.body.key);
    at(state.admissions, person, () => []).push(admission);
  },
  [types.sponsoring.type]: (state, said) => {
    const sponsoring = said as Said<types.Sponsoring>;
    at(state.sponsorings, sponsoring.body.person, () => []).push(sponsoring);
  },
  [types.suspending.type]: (state, { record, body }) => {
    const { member, keyVersion } = body as types.Suspending;
    const asking = at(state.suspendedBy, member, () => new Map<MemberId, number>());
    asking.set(record.member, Math.max(keyVersion, asking.get(record.member) ?? 0));
  },
  [types.device.type]: (state, said) => {
    const device = said as Said<Device>;
    if (device.record.log !== 0 || device.body.log === 0) return;
    const logs = at(state.devices, device.record.member, () => new Map<number, Said<Device>>());
    const known = logs.get(device.body.log);
    // A log has one first key for ever: the first that was named.
    if (!known || later(known, device) === known) logs.set(device.body.log, device);
  },
  [types.rotation.type]: (state, said) => {
    const versions = at(
      state.rotations,
      logName(said.record.member, said.record.log),
      () => new Map<number, Said<Rotation>[]>(),
    );
    at(versions, said.record.keyVersion, () => []).push(said as Said<Rotation>);
  },
  [types.revocation.type]: (state, said) => {
    at(state.revocations, said.record.member, () => []).push(said as Said<Revocation>);
  },
  [types.checkpoint.type]: (state, said) => {
    const checkpoint = said as Said<Checkpoint>;
    state.checkpoints.set(said.id, checkpoint);
    at(state.successors, checkpoint.body.previous, () => []).push(said.id);
    if (state.line && closesPage(state, state.line, said.id)) state.line = undefined;
  },
};

// ── Statements ──────────────────────────────────────────────────────────────────────────────────

function foldStatement(state: RosterState, { kind, record, roster }: Subject, voice: Voice): void {
  if (kind === types.ready.kind) {
    const rounds = at(state.readies, record, () => new Map<MemberId, Set<number>>());
    at(rounds, voice.member, () => new Set()).add(voice.revision);
    return;
  }
  if (kind !== types.confirm.kind) return;
  const voices = at(
    at(state.confirms, record, () => new Map<RecordId, Set<MemberId>>()),
    roster,
    () => new Set(),
  );
  if (voices.has(voice.member)) return;
  voices.add(voice.member);
  const over = at(state.confirmedOver, roster, () => new Map<MemberId, RecordId>());
  if (over.has(voice.member)) state.doubleConfirmers.add(voice.member);
  else over.set(voice.member, record);
  // Of hundreds of confirmations only the one that completes the quorum changes who belongs.
  if (state.line && closesPage(state, state.line, record)) {
    state.line = undefined;
    state.version++;
  }
}

export function lineOf(state: RosterState): Line {
  return (state.line ??= deriveLine(state));
}

/** Canonical bytes: the community, the records, the voices and the line, each in order of name. */
export function canonicalRoster(state: RosterState): readonly string[] {
  const line = lineOf(state);
  const voices = (members: Iterable<MemberId>): string => [...members].sort().join(',');
  return [
    state.community?.id ?? '',
    ...[...state.folded].sort(),
    ...[...state.confirms]
      .flatMap(([id, rosters]) => [...rosters].map(([roster, said]) => `confirm ${id} ${roster} ${voices(said)}`))
      .sort(),
    ...[...state.readies]
      .flatMap(([id, said]) =>
        [...said].map(
          ([member, rounds]) =>
            `ready ${id} ${member} ${voices(
              [...rounds].map((round) => round.toString(16).padStart(2, '0') as MemberId),
            )}`,
        ),
      )
      .sort(),
    `line ${line.latest?.checkpoint ?? ''} ${line.numbered.join(',')}`,
    ...(line.split ? [`split ${line.split.candidates.join(',')}`] : []),
  ];
}
