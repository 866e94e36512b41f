// Plays several communities that decide one matter together: each by its own people, all by what reaches them.
//
// Each community is founded by the product's acts, drafts what it says outside, adopts the draft, and writes the proof
// of that decision. Proofs travel by IP, through one border radio, or by a courier's phone. What carries a proof from
// gateway to gateway is not written yet, so the ways are a table of delays; sizes and air are those of the real proofs.

import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { Directory } from '#protocol/log/directory.ts';
import { communityHexOf, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import { modules } from '#modules/index.ts';
import { issueCertificate } from '#modules/governance/issue.ts';
import { matterOf } from '#modules/governance/matter.ts';
import { bind } from '#modules/governance/records.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { memberOf, statementOf, type Evidence, type MemberKey } from '#modules/outer-voice.ts';
import { writeProof } from '#modules/proof-file.ts';
import { foundTown, type Town } from '../world/founding.ts';
import { memoVerifier, type MemoVerifier } from '../world/memo-verifier.ts';
import { housesOf } from '../world/homes.ts';
import { communityName } from '../world/short-name.ts';
import { createWorld, type World } from '../world/world.ts';
import { bytesOf, foldAt, saying, treatyOf, type Folded, type Upper, type Word } from './communities-above.ts';
import type { CommunitiesFile, PromiseOfCommunities } from './communities-format.ts';
import { beginMs } from './ground.ts';
import { keptOf, NEVER, shownValue, type Kept } from './numbers.ts';

const VALUES = { no: 0, yes: 1 } as const;
const HOUR_MS = 3_600_000;

type Community = {
  readonly name: string;
  readonly world: World;
  readonly town: Town;
  readonly entry: MemberKey & { readonly is: 'community' };
};

export type PlayedCommunities = { readonly failures: readonly string[]; readonly numbers: readonly Kept[] };
type Options = { readonly seed: string; readonly tell?: (hour: number, words: string) => void };

export function playCommunities(file: CommunitiesFile, { seed, tell = () => undefined }: Options): PlayedCommunities {
  const verifier = memoVerifier();
  const communities = file.communities.map(({ name, people }, i) =>
    found(file, `${seed}/${i}`, name, people, verifier),
  );
  const entries = communities.map(({ entry }) => entry);
  const upper = toHex(sha256(toUtf8(entries.map(({ id }) => id).join(' ')))) as RecordId;
  const page = toHex(sha256(toUtf8(`${upper} page`))) as RecordId;
  const members = entries.map((entry) => memberOf(upper, entry));
  const treaty = treatyOf(upper, page, members[0]!, file.matter);
  const above: Upper = { upper, page, members, treaty, entries };

  const words: Word[] = [];
  for (const { hour, who, apartHours = 0, binds } of decisionsOf(file))
    who.forEach((name, nth) => {
      const from = communities.findIndex((one) => one.name === name);
      words.push(decide(file, communities[from]!, from, hour + nth * apartHours, above, VALUES[binds]));
    });
  const ways = waysOf(file);
  const folds = communities.map((_, i) =>
    foldAt(
      above,
      words
        .map((word) => ({ word, hour: ways(word, i) }))
        .sort((a, b) => a.hour - b.hour || a.word.from - b.word.from || a.word.value - b.word.value),
    ),
  );
  for (const { hour, says } of file.script.toSorted((a, b) => a.hour - b.hour))
    if (says !== undefined) tell(hour, says);
  const numbers = file.expect.map((promise) => {
    const at = (names: readonly string[] | undefined): readonly number[] =>
      communities.flatMap(({ name }, i) => (names === undefined || names.includes(name) ? [i] : []));
    const values = MEASURES[promise.measure]({
      promise,
      who: at(promise.who),
      after: at(promise.after),
      folds,
      words,
      above,
      communities,
    });
    return keptOf(promise, values, promise.is);
  });
  const failures = numbers.flatMap(({ number, measured, promised, ok }) =>
    ok ? [] : [`${number} It was ${shownValue(measured)}, and promised: ${promised}.`],
  );
  return { failures, numbers };
}

const decisionsOf = ({ script }: CommunitiesFile) =>
  script.filter((step) => step.do === 'decide').sort((a, b) => a.hour - b.hour);

// ── What is promised ────────────────────────────────────────────────────────────────────────────

type Told = {
  readonly promise: PromiseOfCommunities;
  readonly who: readonly number[];
  readonly after: readonly number[];
  readonly folds: readonly Folded[];
  readonly words: readonly Word[];
  readonly above: Upper;
  readonly communities: readonly Community[];
};

const latest = ({ folds }: Told, who: readonly number[]): number =>
  Math.max(...who.map((i) => folds[i]!.decidedAtHour));
const wordsBy = ({ words, who }: Told): readonly Word[] => words.filter(({ from }) => who.includes(from));
const largest = (sizes: readonly number[]): readonly unknown[] => [sizes.length === 0 ? NEVER : Math.max(...sizes)];
const inEach =
  (look: (folded: Folded, told: Told) => unknown): Measure =>
  (told) =>
    told.who.map((i) => look(told.folds[i]!, told));

type Measure = (told: Told) => readonly unknown[];
const MEASURES: Readonly<Record<PromiseOfCommunities['measure'], Measure>> = {
  quorum: inEach(({ matter }) => matter.quorum),
  liarsAllowed: inEach(({ matter }) => matter.liarsAllowed),
  outcome: inEach(({ matter }) => matter.outcome.kind),
  states: ({ who, folds }) => [new Set(who.map((i) => folds[i]!.canonical)).size],
  stateBytes: inEach(({ canonical }) => canonical.length / 2),
  decidedAfterHours(told) {
    const hours = latest(told, told.who) - (told.promise.after ? latest(told, told.after) : 0);
    return [Number.isFinite(hours) ? Math.round(100 * hours) / 100 : NEVER];
  },
  believed: inEach(({ believed }) => believed),
  // Without those who are proven to have said two things.
  bound: inEach(({ matter }) => matter.boundTo[0]!.filter((member) => !matter.underProof.has(member)).length),
  underProof: inEach(({ matter }, { above, communities }) =>
    communities.flatMap(({ name }, i) => (matter.underProof.has(above.members[i]!) ? [name] : [])),
  ),
  proofs: (told) => [
    wordsBy(told).filter(
      ({ from, evidence, value }) =>
        statementOf(
          told.above.upper,
          told.above.entries[from]!,
          saying(told.above.treaty.id, told.above.page, value),
          evidence,
        ).ok,
    ).length,
  ],
  proofBytes: (told) => largest(wordsBy(told).map(({ bytes }) => bytes)),
  certificateBytes: (told) => largest(wordsBy(told).map(({ certificateBytes }) => certificateBytes)),
  personalKeys({ above, communities }) {
    const own = new Set<MemberId>(
      communities.flatMap(({ town }) => town.citizens.map(({ key }) => memberIdOf(bytesOf(above.upper), key))),
    );
    return [above.members.filter((member) => own.has(member)).length];
  },
};

// ── Below: people decide for their community ────────────────────────────────────────────────────

function found(file: CommunitiesFile, seed: string, name: string, people: number, verifier: MemoVerifier): Community {
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: [{ place: { xM: 0, yM: 0 } }],
    startMs: beginMs(file),
    verifier,
  });
  const residents = housesOf(people, 'person');
  const town = foundTown(world, `${seed}/community`, communityName(name), residents, modules);
  const [first, ...others] = town.citizens;
  for (const other of others) world.join(first!.phone, other.phone);
  return { name, world, town, entry: { is: 'community', id: toHex(town.community) as RecordId } };
}

/** The community drafts it, adopts it as a serious matter, and writes the proof. */
function decide(
  { matter: { title } }: CommunitiesFile,
  { world, town }: Community,
  from: number,
  hour: number,
  { upper, page, treaty }: Upper,
  value: number,
): Word {
  const [first] = town.citizens;
  const act = (citizen: Town['citizens'][number], name: string, args: unknown): RecordId | undefined => {
    const done = world.act(citizen.phone, { module: 'governance', name, args });
    return done.ok ? done.records[0] : undefined;
  };
  const outside = { community: upper, record: treaty.id, roster: page, kind: bind.kind, value, revision: 0 };
  const draft = act(first!, 'speakOutside', outside);
  assert(draft !== undefined, 'a member may draft');
  const terms = { title, text: '', periodHours: 1, frontier: first!.phone.node.frontierDigest() };
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
function waysOf({ communities, ways, script }: CommunitiesFile): (word: Word, to: number) => number {
  const { preset, airPercent, partBytes, timesSent } = ways.borderRadio;
  const cuts = script.filter((step) => step.do === 'lose-ip');
  const borderHours = (bytes: number): number => {
    const ms = timesSent * Math.ceil(bytes / partBytes) * airtimeMs({ preset }, partBytes);
    return (ms * 100) / airPercent / HOUR_MS;
  };
  const backAt = (i: number, hour: number): number =>
    Math.max(
      0,
      ...cuts
        .filter((cut) => cut.who.includes(communities[i]!.name) && hour >= cut.hour && hour < cut.hour + cut.forHours)
        .map((cut) => cut.hour + cut.forHours),
    );
  return ({ from, hour, bytes }, to) => {
    if (from === to) return hour;
    const off = [from, to].filter((i) => backAt(i, hour) > 0);
    if (off.length === 0) return hour + ways.ipHours;
    const otherwise = off.map((i) => communities[i]!.otherwise);
    // Out of a region and into it each proof crosses its border radio once.
    let at = otherwise.includes(undefined) ? Infinity : hour;
    if (otherwise.includes('border radio')) at += borderHours(bytes);
    if (otherwise.includes('courier')) at = (Math.floor(at / ways.courierEveryHours) + 1) * ways.courierEveryHours;
    return Math.min(at, Math.max(...off.map((i) => backAt(i, hour))) + ways.ipHours);
  };
}
