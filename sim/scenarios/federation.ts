// The federation (features S3): 25 communities decide a water treaty, each by its own quorum, while a region of seven
// has lost IP for nine days.
//
// Each community is founded by the product's acts, drafts what it says outside, adopts the draft, and writes the proof
// of that decision (modules/outer-voice.ts). Proofs travel by IP, through one border radio, and by a courier's phone
// every third day. Everywhere the same governance that people decide by folds what has arrived. One community's
// quorum is captured and certifies yes and no. What carries a proof from gateway to gateway is not written yet, so the
// ways are a table of delays here; the sizes and the air they take are those of the real proofs.

import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import type { Fact, Surroundings } from '#protocol/node/module.ts';
import { communityHexOf, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf, recordId, type Record } from '#protocol/wire/record.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import { modules } from '#modules/index.ts';
import { issueCertificate } from '#modules/governance/issue.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { governance, type GovernanceModuleState } from '#modules/governance/module.ts';
import { bind, proposal, type Proposal } from '#modules/governance/records.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { statementOf, memberOf, type Evidence, type MemberKey } from '#modules/outer-voice.ts';
import { writeProof } from '#modules/proof-file.ts';
import { foundTown, type Town } from '../world/founding.ts';
import { memoVerifier, type MemoVerifier } from '../world/memo-verifier.ts';
import { createWorld, type World } from '../world/world.ts';

const COMMUNITIES = 25;
/** The last seven lose IP; the first of them has the border radio, the last two are reached by a courier alone. */
const REGION_FROM = 18;
const COURIER_FROM = 23;
const CAPTURED = 11;
/** They never come to a decision of their own. */
const SILENT: readonly number[] = [3, 9];
const IP_HOURS = 0.02;
const IP_OFF: readonly [from: number, to: number] = [24, 24 + 9 * 24];
const COURIER_EVERY_HOURS = 72;
/** Of the air, what one radio may use for what others sent it. */
const BORDER_SHARE = 0.02;
/** Payload of a frame that carries a part of a proof. */
const PART_BYTES = 200;
/** People who decide for a community here: three in every fifth and in the captured one, one in the others. Two thousand
 *  in all would be eighty in each; a certificate then takes 77 bytes more, and its check as long. */
const peopleOf = (community: number): number => (community % 5 === 0 || community === CAPTURED ? 3 : 1);
/** 2026-11-21T07:00Z. */
const STARTS_AT_MS = 1_795_244_400_000;
const YES = 1;

export type FederationReport = {
  readonly communities: number;
  readonly quorum: number;
  readonly liarsAllowed: number;
  readonly outcomes: readonly string[];
  /** What the certificate of the treaty says, by community. */
  readonly contents: readonly string[];
  readonly boundTo: number;
  /** Hours until each had the result; those with IP, those behind the border radio, those with the courier. */
  readonly decidedAfterHours: { readonly ip: number; readonly radio: number; readonly courier: number };
  readonly proofBytes: readonly [least: number, most: number];
  readonly certificateBytes: readonly [least: number, most: number];
  /** Proofs that each community could check again by itself. */
  readonly verifiable: number;
  /** The two proofs of the captured community; that it is under proof everywhere; and who bound without it. */
  readonly capturedProofs: number;
  readonly capturedIsProven: boolean;
  readonly boundWithoutCaptured: number;
  /** Keys of people among those that the treaty counts. */
  readonly personalKeys: number;
};

type Community = {
  readonly world: World;
  readonly town: Town;
  readonly entry: MemberKey & { readonly is: 'community' };
};
type Word = {
  readonly from: number;
  readonly hour: number;
  readonly evidence: Evidence;
  readonly value: number;
  readonly bytes: number;
  readonly certificateBytes: number;
};

export function federation(seed: string): FederationReport {
  const verifier = memoVerifier();
  const communities = Array.from({ length: COMMUNITIES }, (_, i) => found(seed, i, verifier));
  const upper = toHex(sha256(toUtf8(communities.map(({ entry }) => entry.id).join(' ')))) as RecordId;
  const page = toHex(sha256(toUtf8(`${upper} page`))) as RecordId;
  const members = communities.map(({ entry }) => memberOf(upper, entry));
  const treaty = treatyOf(upper, page, members[0]!);

  const words = communities.flatMap((community, i) => {
    if (SILENT.includes(i)) return [];
    const hour = 30 + ((i * 7) % 90);
    return (i === CAPTURED ? [YES, YES - 1] : [YES]).map((value) =>
      speak(community, i, hour, { upper, page, record: treaty.id, value }),
    );
  });

  const folds = communities.map((_, i) => {
    const arrived = words
      .map((word) => ({ word, hour: arrival(word, i) }))
      .sort((a, b) => a.hour - b.hour || a.word.from - b.word.from || a.word.value - b.word.value);
    return foldAt({ upper, page, members, treaty, communities }, arrived);
  });
  const last = folds[0]!;
  const after = (from: number, to: number): number =>
    Math.max(...folds.slice(from, to).map(({ decidedAtHour }) => decidedAtHour));
  const people = new Set(communities.flatMap(({ town }) => town.citizens.map(({ key }) => toHex(key))));
  const captured = words.filter(({ from }) => from === CAPTURED);
  const spread = (sizes: readonly number[]): readonly [number, number] => [Math.min(...sizes), Math.max(...sizes)];
  return {
    communities: COMMUNITIES,
    quorum: last.matter.quorum,
    liarsAllowed: last.matter.liarsAllowed,
    outcomes: folds.map(({ matter }) => matter.outcome.kind),
    contents: folds.map(({ canonical }) => canonical),
    boundTo: last.matter.boundTo[0]!.length,
    decidedAfterHours: {
      ip: after(0, REGION_FROM),
      radio: after(REGION_FROM, COURIER_FROM),
      courier: after(COURIER_FROM, COMMUNITIES),
    },
    proofBytes: spread(words.map(({ bytes }) => bytes)),
    certificateBytes: spread(words.map(({ certificateBytes }) => certificateBytes)),
    verifiable: last.believed,
    capturedProofs: captured.filter(
      ({ evidence, value }) =>
        statementOf(upper, communities[CAPTURED]!.entry, saying(treaty.id, page, value), evidence).ok,
    ).length,
    capturedIsProven: folds.every(({ matter }) => matter.underProof.has(members[CAPTURED]!)),
    boundWithoutCaptured: last.matter.boundTo[0]!.filter((member) => member !== members[CAPTURED]).length,
    personalKeys: members.filter((member) => [...people].some((key) => member === memberIdOfKey(upper, key))).length,
  };
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
const memberIdOfKey = (community: RecordId, key: string): MemberId => memberIdOf(bytesOf(community), bytesOf(key));
const saying = (record: RecordId, roster: RecordId, value: number) =>
  ({ subject: { kind: bind.kind, record, roster }, value, revision: 0 }) as const;

// ── Below: people decide for their community ────────────────────────────────────────────────────

function found(seed: string, i: number, verifier: MemoVerifier): Community {
  const world = createWorld({
    seed: `${seed}/${i}`,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: [{ place: { xM: 0, yM: 0 } }],
    startMs: STARTS_AT_MS,
    verifier,
  });
  const residents = Array.from({ length: peopleOf(i) }, (_, n) => ({ name: `person ${n + 1}`, household: n + 1 }));
  const town = foundTown(world, `${seed}/community ${i}`, `Community ${i + 1}`, residents, modules);
  const [first, ...others] = town.citizens;
  for (const other of others) world.join(first!.phone, other.phone);
  return { world, town, entry: { is: 'community', id: toHex(town.community) as RecordId } };
}

type Outer = { readonly upper: RecordId; readonly page: RecordId; readonly record: RecordId; readonly value: number };

/** The community drafts it, adopts it as a serious matter, and writes the proof. */
function speak({ world, town }: Community, from: number, hour: number, { upper, page, record, value }: Outer): Word {
  const [first] = town.citizens;
  const act = (citizen: Town['citizens'][number], name: string, args: unknown): RecordId | undefined => {
    const done = world.act(citizen.phone, { module: 'governance', name, args });
    return done.ok ? done.records[0] : undefined;
  };
  const draft = act(first!, 'speakOutside', {
    community: upper,
    record,
    roster: page,
    kind: bind.kind,
    value,
    revision: 0,
  });
  assert(draft !== undefined, 'a member may draft');
  const terms = { title: 'The water treaty', text: '', periodHours: 1, frontier: first!.phone.node.frontierDigest() };
  const adoption = act(first!, 'proposeAdoption', { ...terms, record: draft, kind: 'serious' });
  assert(adoption !== undefined, 'a member may propose');
  world.runUntil(world.hours() + 0.05);
  for (const citizen of town.citizens) act(citizen, 'cast', { proposal: adoption, says: { options: [0] } });
  world.runUntil(world.hours() + 1.1);
  for (const citizen of town.citizens) {
    act(citizen, 'bind', { proposal: adoption, choice: 0 });
    world.runUntil(world.hours() + 0.02);
  }
  const { node } = first!.phone;
  const matter = matterOf(node.state('governance') as GovernanceState, adoption, node.directory);
  assert(matter.kind === 'matter' && matter.outcome.kind === 'passed', 'the community has decided');
  const proof = writeProof(matter, { ...heldOf(town), roster: node.state('roster') });
  assert(proof.ok, proof.ok ? '' : proof.error.why);
  const evidence: Evidence = { is: 'certificate', proof: proof.value, statement: node.records.get(draft)!.record };
  const certificate = issueCertificate(matter, node.directory, node.tally);
  assert(certificate !== null && certificate !== undefined, 'what is final can be certified');
  return {
    from,
    hour: hour + world.hours(),
    evidence,
    value,
    bytes: proof.value.length,
    certificateBytes: certificate.length,
  };
}

function heldOf(town: Town): { genesis: Genesis; directory: Directory; records: never; tally: never } {
  const { node } = town.citizens[0]!.phone;
  const { directory, records, tally } = node;
  const { community } = node.state('roster') as { community: { genesis: Genesis } };
  assert(communityHexOf(community.genesis) === directory.community, 'it is the genesis of this community');
  return { genesis: community.genesis, directory, records: records as never, tally: tally as never };
}

// ── Between: how a proof goes from one community to another ─────────────────────────────────────

/** When a word that was said somewhere is known to a community. */
function arrival({ from, hour, bytes }: Word, to: number): number {
  if (from === to) return hour;
  const isOff = (i: number, at: number): boolean => i >= REGION_FROM && at >= IP_OFF[0] && at < IP_OFF[1];
  if (!isOff(from, hour) && !isOff(to, hour)) return hour + IP_HOURS;
  const legs = [from, to].map((i) => (i < REGION_FROM ? 'ip' : i < COURIER_FROM ? 'radio' : 'courier'));
  let at = hour;
  // Out of the region and into it each proof crosses the border radio; two hops are heard four times.
  if (legs.includes('radio')) at += borderHours(bytes);
  if (legs.includes('courier')) at = (Math.floor(at / COURIER_EVERY_HOURS) + 1) * COURIER_EVERY_HOURS;
  return Math.min(at, IP_OFF[1] + IP_HOURS);
}

function borderHours(bytes: number): number {
  const parts = Math.ceil(bytes / PART_BYTES);
  return (4 * parts * airtimeMs({ preset: 'LONG_FAST' }, PART_BYTES)) / BORDER_SHARE / 3_600_000;
}

// ── Above: the same governance, whose members are communities ───────────────────────────────────

type Treaty = { readonly id: RecordId; readonly record: Record; readonly body: Proposal };

function treatyOf(upper: RecordId, page: RecordId, author: MemberId): Treaty {
  const body: Proposal = {
    kind: 'charter',
    method: 'consent',
    periodHours: 14 * 24,
    roster: page,
    frontier: new Uint8Array(8),
    slot: null,
    optionCount: 0,
    effect: null,
    text: 'The water treaty\nEach takes what the wells give in June.',
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

type Upper = {
  readonly upper: RecordId;
  readonly page: RecordId;
  readonly members: readonly MemberId[];
  readonly treaty: Treaty;
  readonly communities: readonly Community[];
};

function foldAt(
  { upper, page, members, treaty, communities }: Upper,
  arrived: readonly { readonly word: Word; readonly hour: number }[],
): { readonly matter: Matter; readonly canonical: string; readonly decidedAtHour: number; readonly believed: number } {
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
    const fact = believe(upper, communities[word.from]!.entry, saying(treaty.id, page, word.value), word.evidence);
    if (!fact) continue;
    believed++;
    governance.fold(state, fact, around);
    if (decidedAtHour === Infinity && matterNow().outcome.kind === 'passed') decidedAtHour = hour;
  }
  return { matter: matterNow(), canonical: toHex(governance.canonical(state, around)), decidedAtHour, believed };
}

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

/** One page, on which 25 communities stand; none of them has a key. */
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
