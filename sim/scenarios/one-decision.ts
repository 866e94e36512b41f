// One decision, from the proposal to a stranger's check of the proof, with a partition in the middle.
//
// Seven houses, four on this bank and three on the other; five of seven must bind. Somebody proposes, the bridge
// radio dies, both banks speak and somebody changes a ballot; neither bank can decide, and its phones say
// why. The radio is mended, five bind, and it is final: the same certificate on every node. A stranger who
// knows the community's id and nothing else reads the proof from a file and from printed codes.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { decisionLines, decisionRecord } from '#modules/governance/decision-record.ts';
import { issueCertificate } from '#modules/governance/issue.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { modules } from '#modules/index.ts';
import { joinCodes, proofCodes, readProof, writeProof } from '#modules/proof-file.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { brokenAtEnd } from '../invariants/survey.ts';
import { foundTown, type Citizen } from '../world/founding.ts';
import { carryHome, housesOf, linksBetween } from '../world/homes.ts';
import type { GivenLink } from '../ether/links.ts';
import { createWorld, type Host, type World } from '../world/world.ts';
import type { StoryLine } from './first-light.ts';

const HOUSES = 7;
/** Houses 1 to 4 live on this bank. */
const THIS_BANK = 4;
/** 2026-11-21T07:00Z. */
const FOUNDED_AT_MS = 1_795_244_400_000;
/** Characters of one printed code: a QR code of version 20 or so, which any phone reads. */
const CODE_CHARS = 900;

export type OneDecisionReport = {
  readonly houses: number;
  readonly quorum: number;
  /** Rules by which the phones of house 2 and house 6 refused to bind while the banks were parted. */
  readonly refusedBy: readonly string[];
  readonly outcome: string;
  readonly bound: number;
  readonly certificates: number;
  readonly stateHashes: number;
  readonly proofBytes: number;
  readonly codes: number;
  /** What a stranger reads from the file, from the codes, and from a copy with one bit turned. */
  readonly stranger: readonly string[];
  readonly broken: readonly string[];
};

type Options = { readonly seed: string; readonly hours?: number; readonly tell?: (line: StoryLine) => void };

const bankLinks = (): GivenLink[] =>
  linksBetween(
    HOUSES,
    (from, to) => (from < THIS_BANK === to < THIS_BANK || Math.abs(from - to) === 1 ? 114 : undefined),
    0.05,
  );

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

const matterAt = ({ node }: Host, proposal: RecordId): Matter => {
  const matter = matterOf(node.state('governance') as GovernanceState, proposal, node.directory);
  assert(matter.kind === 'matter', 'the matter is known by now');
  return matter;
};

export function oneDecision({ seed, hours = 12, tell: listen }: Options): OneDecisionReport {
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: upTo(0, HOUSES).map(() => ({})),
    links: bankLinks(),
    startMs: FOUNDED_AT_MS,
  });
  const tell = (side: StoryLine['side'], words: string): void => listen?.({ hour: world.hours(), side, words });
  const town = foundTown(world, `one decision ${seed}`, 'Two Banks', housesOf(HOUSES), modules);
  carryHome(world, town);
  const house = (number: number): Citizen => town.citizens[number - 1]!;
  const act = (number: number, name: string, args: object): RecordId | undefined => {
    const outcome = world.act(house(number).phone, { module: 'governance', name, args });
    assert(outcome.ok, `house ${number} may ${name}: ${outcome.ok ? '' : outcome.refusal.why}`);
    return outcome.records[0];
  };
  tell('both', 'Seven people of seven houses found Two Banks at one table: four live here, three over there.');

  const start = world.hours();
  world.runUntil(start + 0.2);
  const proposal = act(1, 'propose', {
    kind: 'ordinary',
    method: 'consent',
    periodHours: Math.max(1, Math.floor(hours / 2)),
    slot: null,
    frontier: house(1).phone.node.frontierDigest(),
    title: 'Open the school as a shelter',
    options: [],
    text: 'Stove and blankets from the hall; two people awake each night.',
  })!;
  const { quorum, liarsAllowed } = matterAt(house(1).phone, proposal);
  tell('both', 'House 1 proposes: open the school as a shelter.');
  tell(
    'both',
    `Of ${HOUSES} members ${quorum} must bind: even if ${liarsAllowed} of them lied, no other result could pass.`,
  );

  world.runUntil(start + 1);
  const cut = world.mesh.cut([upTo(0, THIS_BANK), upTo(THIS_BANK, HOUSES)]);
  tell('both', 'The radio on the bridge dies. Neither bank hears the other.');

  world.runUntil(start + 2);
  for (const number of [1, 2, 4, 5, 6]) act(number, 'cast', { proposal, says: { options: [0] } });
  tell('A', 'Houses 1, 2 and 4 speak for it.');
  tell('B', 'Houses 5 and 6 speak for it.');
  act(7, 'concern', { proposal, text: 'Who brings the firewood?' });
  tell('B', 'House 7 raises a concern: Who brings the firewood?');
  act(3, 'cast', { proposal, says: 'stand aside' });
  tell('A', 'House 3 stands aside.');
  world.runUntil(start + 4);
  act(3, 'cast', { proposal, says: { options: [0] } });
  tell('A', 'House 3 has slept on it and speaks for it after all: the new ballot replaces the old one.');

  world.runUntil(start + 1 + hours - 0.1);
  const refusals = (
    [
      ['A', 2],
      ['B', 6],
    ] as const
  ).map(([side, number]) => {
    const refusal = bind(world, house(number), proposal);
    assert(refusal !== undefined, 'neither bank can decide alone');
    tell(side, `House ${number} would bind, and its phone says: ${refusal.why}`);
    return refusal.rule;
  });

  world.runUntil(start + 1 + hours);
  world.mesh.heal(cut);
  tell('both', `After ${hours} hours the radio on the bridge is mended.`);
  const isDecided = (): boolean => world.hosts.every((host) => matterAt(host, proposal).outcome.kind === 'passed');
  for (let look = 0; look < 60 && !isDecided(); look++) {
    world.runUntil(world.hours() + 0.25);
    for (const number of [5, 2, 6, 1, 4]) {
      if (matterAt(house(number).phone, proposal).outcome.kind === 'passed') continue;
      if (!bind(world, house(number), proposal))
        tell(number > THIS_BANK ? 'B' : 'A', `House ${number} binds: its final word.`);
    }
  }
  world.runUntil(world.hours() + 1);

  const { node } = house(1).phone;
  const matter = matterAt(house(1).phone, proposal);
  tell('both', `Decided for good: ${matter.outcome.kind}. Nothing that arrives later can undo it.`);
  const certificates = new Set(
    world.hosts.map((host) => {
      const bytes = issueCertificate(matterAt(host, proposal), host.node.directory, host.node.tally);
      return bytes ? toHex(bytes) : '';
    }),
  );
  tell(
    'both',
    `${world.hosts.length} nodes hold ${certificates.size === 1 ? 'one certificate' : 'different certificates'}: ${[...certificates][0]!.slice(0, 32)}…`,
  );
  for (const line of decisionLines(decisionRecord(matter, node.directory), node.directory)) tell('both', `  ${line}`);

  const roster = node.state('roster') as RosterState;
  const { directory, records, tally } = node;
  const proof = writeProof(matter, { genesis: roster.community!.genesis, directory, records, tally, roster });
  assert(proof.ok, 'a decision that passed can be proven');
  const codes = proofCodes(proof.value, CODE_CHARS);
  const fromCodes = joinCodes([...codes].reverse());
  assert(fromCodes.ok, 'codes can be scanned in any order');
  const turned = proof.value.map((byte, i) => (i === proof.value.length - 60 ? byte ^ 1 : byte));
  const community = roster.community!.id;
  const stranger = [proof.value, fromCodes.value, turned].map((bytes) => {
    const read = readProof(bytes, community);
    return read.ok ? read.value.outcome : `not proven: ${read.error.why}`;
  });
  tell('both', `House 1 prints the proof: ${proof.value.length} bytes in ${codes.length} codes.`);
  tell(
    'both',
    `A stranger who knows the community's id and nothing else reads the file: ${stranger[0]}; the codes: ${stranger[1]}.`,
  );
  tell('both', `A copy with one bit turned: ${stranger[2]}.`);
  return {
    houses: HOUSES,
    quorum,
    refusedBy: refusals,
    outcome: matter.outcome.kind,
    bound: matter.boundTo[0]?.length ?? 0,
    certificates: certificates.size,
    stateHashes: new Set(world.hosts.map((host) => host.node.stateHash())).size,
    proofBytes: proof.value.length,
    codes: codes.length,
    stranger,
    broken: brokenAtEnd(world, {
      carrierOptions: town.carrierOptions,
      groups: 2,
      isTrue: (claim) => world.verifier.check(claim),
    }),
  };
}

/** Tries to bind; answers why the member's own phone does not offer it. */
function bind(world: World, { phone }: Citizen, proposal: RecordId): { rule: string; why: string } | undefined {
  const outcome = world.act(phone, { module: 'governance', name: 'bind', args: { proposal, choice: 0 } });
  return outcome.ok ? undefined : outcome.refusal;
}
