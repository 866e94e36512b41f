// The same governance that people decide by, with communities as its members: what arrived is checked and folded.
//
// A community has no key; what it says is a decision of its own people, and the proof of that decision
// (modules/outer-voice.ts). Proofs are read by nobody's grace: whoever holds the bytes can check them.

import { toHex } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import type { Fact, Surroundings } from '#protocol/node/module.ts';
import { recordId, type Record } from '#protocol/wire/record.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { governance, type GovernanceModuleState } from '#modules/governance/module.ts';
import { bind, proposal, type Proposal } from '#modules/governance/records.ts';
import { statementOf, type Evidence, type MemberKey } from '#modules/outer-voice.ts';
import type { CommunitiesFile } from './communities-format.ts';

export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));

/** What one community says above: its voice, and the proof that it is its own. */
export type Word = {
  readonly from: number;
  readonly hour: number;
  readonly evidence: Evidence;
  readonly value: number;
  readonly bytes: number;
  readonly certificateBytes: number;
};

export type Treaty = { readonly id: RecordId; readonly record: Record; readonly body: Proposal };

export function treatyOf(upper: RecordId, page: RecordId, author: MemberId, matter: CommunitiesFile['matter']): Treaty {
  const body: Proposal = {
    kind: matter.kind,
    method: 'consent',
    periodHours: matter.periodHours,
    roster: page,
    frontier: new Uint8Array(8),
    slot: null,
    optionCount: 0,
    effect: null,
    text: `${matter.title}\n${matter.text}`,
  };
  const record: Record = {
    member: author,
    log: 0,
    keyVersion: 0,
    type: proposal.type,
    seq: 1,
    time: 0,
    body: encode(proposal.body, body, 'signed'),
  };
  return { id: recordId(bytesOf(upper), record), record, body };
}

export type Upper = {
  readonly upper: RecordId;
  readonly page: RecordId;
  readonly members: readonly MemberId[];
  readonly treaty: Treaty;
  readonly entries: readonly (MemberKey & { readonly is: 'community' })[];
};

export type Folded = {
  readonly matter: Matter;
  readonly canonical: string;
  readonly decidedAtHour: number;
  readonly believed: number;
};

/** What one community makes of what has arrived there, in this order. */
export function foldAt(
  { upper, page, members, treaty, entries }: Upper,
  arrived: readonly { readonly word: Word; readonly hour: number }[],
): Folded {
  const state: GovernanceModuleState = governance.empty();
  const directory = directoryAbove(upper, page, members);
  const around: Surroundings = {
    directory,
    state: () => undefined,
    record: () => undefined,
    heldSinceMs: () => 0,
    nowMs: 0,
  };
  const matterNow = (): Matter => {
    const found = matterOf(state, treaty.id, directory);
    assert(found.kind === 'matter', 'the treaty is known');
    return found;
  };
  governance.fold(state, { kind: 'record', id: treaty.id, record: treaty.record, body: treaty.body }, around);
  let decidedAtHour = Infinity;
  let believed = 0;
  for (const { word, hour } of arrived) {
    const fact = believe(upper, entries[word.from]!, saying(treaty.id, page, word.value), word.evidence);
    if (!fact) continue;
    believed++;
    governance.fold(state, fact, around);
    if (decidedAtHour === Infinity && matterNow().outcome.kind === 'passed') decidedAtHour = hour;
  }
  return { matter: matterNow(), canonical: toHex(governance.canonical(state, around)), decidedAtHour, believed };
}

export const saying = (record: RecordId, roster: RecordId, value: number) =>
  ({ subject: { kind: bind.kind, record, roster }, value, revision: 0 }) as const;

/** Each proof is checked once for all who hold the same bytes: the answer is theirs, too. */
const checked = new WeakMap<Evidence, Extract<Fact, { kind: 'statement' }> | null>();

function believe(upper: RecordId, entry: MemberKey, said: ReturnType<typeof saying>, evidence: Evidence): Fact | null {
  const known = checked.get(evidence);
  if (known !== undefined) return known;
  const fact = statementOf(upper, entry, said, evidence);
  const answer = fact.ok ? fact.value : null;
  checked.set(evidence, answer);
  return answer;
}

/** One page, on which all communities stand; none of them has a key. */
function directoryAbove(upper: RecordId, page: RecordId, members: readonly MemberId[]): Directory {
  const roster: Roster = { checkpoint: page, number: 1, size: members.length, members };
  const numbers = new Map(members.map((member, number) => [member, number]));
  const people = members.map((id, number) => ({
    id,
    number,
    name: '',
    household: number + 1,
    standing: 'member' as const,
  }));
  return {
    community: upper,
    person: (id) => people[numbers.get(id) ?? -1],
    people: () => people,
    roster: (id) => (id === page ? roster : undefined),
    latest: () => roster,
    memberAt: (number) => members[number],
    numberOf: (member) => numbers.get(member),
    newcomer: () => undefined,
    recordsAt: () => [],
    placeOf: () => undefined,
    checkpointAt: (number) => (number === 1 ? page : undefined),
    checkpointNumber: (id) => (id === page ? 1 : undefined),
    keyOf: () => undefined,
    keyVersionOf: () => 0,
    version: 0,
  };
}
