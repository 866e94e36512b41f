// Infiltration (features S6): nine of 112 members collude, and nothing that they say becomes true.
//
// They drop what passes their gateways, say one thing here and another there, backdate an expulsion, turn clocks
// by a year, and vouch for six people who do not exist. Honest devices are the production modules, folded
// from what reached them on two sides of a cut until a courier walks. The air is not in it: see README.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { toHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { Checkpoint } from '#modules/roster/records.ts';
import { admission, checkpoint, confirm, sponsoring } from '#modules/roster/records.ts';
import { CHARTER, charterOf, charterSlot } from '#modules/charter.ts';
import { certificateContent } from '#modules/governance/certificate.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { governance, type GovernanceModuleState } from '#modules/governance/module.ts';
import { bind, proposal, type Proposal } from '#modules/governance/records.ts';
import { roster, type RosterModuleState } from '#modules/roster/module.ts';
import { lineSplit, pendingPages, waitingForAdmission } from '#modules/roster/queries.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import type { Watched } from '../invariants/surveyed.ts';
import { violations } from '../invariants/table.ts';
import { smallPlace, type RecordFact, type SmallPlace } from '../explore/place.ts';
import { bareDevice } from '../world/bare-device.ts';

const MEMBERS = 112;
const COLLUDERS = 9;
const FIRST_COLLUDER = MEMBERS - COLLUDERS;
const HONEST = Array.from({ length: FIRST_COLLUDER }, (_, i) => i);
const COLLUDING = Array.from({ length: COLLUDERS }, (_, i) => FIRST_COLLUDER + i);
const YEAR_MS = 365 * 24 * 3_600_000;
const FRONTIER = new Uint8Array(8);

/** An honest device, and what it makes of the matters of this story. */
function device(place: SmallPlace, clockMs = 0) {
  const own = bareDevice([roster, governance], () => clockMs);
  own.hear(place.founding);
  const people = own.state('roster') as RosterModuleState;
  const node = own.nodeFor();
  return {
    ...own,
    people,
    matter(id: RecordId): Matter {
      const found = matterOf(own.state('governance') as GovernanceModuleState, id, own.directory);
      assert(found.kind === 'matter', 'the proposals of this story read');
      return found;
    },
    watched: (name: string): Watched => ({ name, node, ownNowMs: clockMs }),
    hash: node.stateHash,
    objections: (page: RecordId): readonly string[] =>
      pendingPages(people, place.members[0]!, own.around()).find(({ checkpoint: id }) => id === page)?.objections ?? [],
  };
}
type Device = ReturnType<typeof device>;

export type InfiltrationReport = {
  /** Invariants of the rules that were broken at the end, in words; none. */
  readonly broken: readonly string[];
  readonly members: number;
  readonly colluders: number;
  readonly liarsAllowed: number;
  readonly quorum: number;
  /** Binds for the winner that side A, side B and, after the courier, everybody held. */
  readonly boundOnSideA: number;
  readonly boundOnSideB: number;
  readonly boundAfter: number;
  readonly outcomeBefore: readonly string[];
  readonly outcomeAfter: string;
  /** Different final results that any device showed at any time. */
  readonly finalResults: number;
  readonly certificates: number;
  readonly doubleVotesProven: number;
  readonly expulsionBinds: number;
  readonly expulsionOutcome: string;
  readonly expulsionConfirmable: boolean;
  readonly stillMember: boolean;
  readonly falseMembersAsked: number;
  readonly falseMembersListed: number;
  readonly falseVoicesCounted: number;
  readonly clocksThatDiffer: number;
  readonly splitLines: number;
  readonly stateHashes: number;
};

const proposalOf = (place: SmallPlace, by: number, over: Partial<Proposal>, page = place.page): RecordFact =>
  place.record(by, proposal, {
    kind: 'ordinary',
    method: 'consent',
    periodHours: 24,
    roster: page,
    frontier: FRONTIER,
    slot: null,
    optionCount: 0,
    effect: null,
    text: 'A matter',
    ...over,
  });

const pageOf = (
  place: SmallPlace,
  by: number,
  number: number,
  previous: RecordId,
  over: Partial<Checkpoint>,
): RecordFact =>
  place.record(by, checkpoint, {
    number,
    previous,
    stateHash: new Uint8Array(32),
    frontier: FRONTIER,
    claimedMinute: 0,
    epoch: 0,
    admitted: [],
    removed: [],
    carried: [],
    expelled: [],
    charter: [],
    ...over,
  });

/** The whole story of the words; `seed` says who hears what before the courier walks. */
export function infiltration(seed: string): InfiltrationReport {
  const place = smallPlace(MEMBERS);
  const chance = prng(`${seed}/infiltration`);
  const finals = new Set<string>();
  const note = (one: Device, id: RecordId): string => {
    const { outcome } = one.matter(id);
    if (outcome.kind === 'passed' || outcome.kind === 'rejected') finals.add(`${id} ${JSON.stringify(outcome)}`);
    return outcome.kind;
  };

  // In calm times the assembly bounds what one sponsor can bring in: one newcomer on four pages.
  const key = CHARTER['belong.newcomers-per-sponsor'].number;
  const limit = proposalOf(place, 0, {
    kind: 'serious',
    slot: { name: charterSlot(key), round: 0 },
    effect: { what: 'charter', key, value: 1 },
  });
  const limited = pageOf(place, 0, place.pageNumber + 1, place.page, { charter: [{ key, value: 1 }] });
  const calm: readonly Fact[] = [
    limit,
    ...HONEST.map((i) => place.say(i, bind.kind, limit.id, place.page, 1)),
    limited,
    ...HONEST.map((i) => place.say(i, confirm.kind, limited.id, place.page, 0)),
  ];
  const [a, b] = [device(place), device(place)];
  for (const one of [a, b]) one.hear(calm);
  assert(charterOf(a)['belong.newcomers-per-sponsor'] === 1, 'the page carried the decision out');

  // A vote with the cut closed: honest binds stay on their side, liars say one thing here and another there.
  const vote = proposalOf(place, 3, { method: 'majority', optionCount: 2, text: 'Where\nbarn\nschool' }, limited.id);
  const honestBinds = HONEST.map((i) => ({
    i,
    fact: place.say(i, bind.kind, vote.id, limited.id, i % 3 === 0 ? 2 : 1),
  }));
  const lies = (value: number): readonly Fact[] =>
    COLLUDING.map((i) => place.say(i, bind.kind, vote.id, limited.id, value));
  const [sideA, sideB] = [new Set<number>(), new Set<number>()];
  for (const i of HONEST) (chance.below(100) < 64 ? sideA : sideB).add(i);
  a.hear([vote, ...honestBinds.filter(({ i }) => sideA.has(i)).map(({ fact }) => fact), ...lies(1)]);
  b.hear([vote, ...honestBinds.filter(({ i }) => sideB.has(i)).map(({ fact }) => fact), ...lies(2)]);
  const boundTo = (one: Device): number => one.matter(vote.id).boundTo[0]!.length;
  const [boundOnSideA, boundOnSideB] = [boundTo(a), boundTo(b)];
  const outcomeBefore = [note(a, vote.id), note(b, vote.id)];

  // Meanwhile they put somebody out: a decision with an old date, and a page that does it.
  const victim = place.members[5]!;
  const effect = { what: 'removal', member: victim, accepts: [{ log: 0, seq: 1 }] } as const;
  const expulsion = proposalOf(
    place,
    FIRST_COLLUDER,
    { kind: 'irreversible', effect, text: 'Long decided' },
    limited.id,
  );
  const backdated = pageOf(place, FIRST_COLLUDER, place.pageNumber + 2, limited.id, {
    expelled: [{ member: victim, accepts: effect.accepts }],
  });
  const purge: readonly Fact[] = [
    expulsion,
    ...COLLUDING.map((i) => place.say(i, bind.kind, expulsion.id, limited.id, 1)),
    backdated,
    ...COLLUDING.map((i) => place.say(i, confirm.kind, backdated.id, limited.id, 0)),
  ];

  // And they vouch for six people who do not exist.
  const falsePeople = Array.from({ length: 6 }, (_, i) => falsePerson(place, i));
  const vouching: readonly Fact[] = falsePeople.flatMap(({ body }, i) => {
    const sponsors = [0, 1, 2].map((j) => COLLUDING[(3 * i + j) % COLLUDERS]!);
    const admitted = place.record(sponsors[0]!, admission, body);
    return [admitted, ...sponsors.slice(1).map((by) => place.record(by, sponsoring, { person: falsePeople[i]!.id }))];
  });
  const falseVoices = falsePeople.map(({ id }): Fact => ({
    kind: 'statement',
    subject: { kind: bind.kind, record: vote.id, roster: limited.id },
    voice: { member: id, value: 2, revision: 0, keyVersion: 0 },
  }));

  // The courier walks: everything reaches everybody, on clocks that are right, a year behind and a year ahead.
  const everything = [
    vote,
    ...honestBinds.map(({ fact }) => fact),
    ...lies(1),
    ...lies(2),
    ...purge,
    ...vouching,
    ...falseVoices,
  ];
  const devices = [a, b, device(place, -YEAR_MS), device(place, YEAR_MS)];
  for (const one of devices) one.hear([...calm, ...everything]);
  const liars = new Set(COLLUDING.map((i) => place.members[i]!));
  const surveyed = { nodes: devices.map((one, i) => one.watched(`device ${i}`)), nowMs: 0, liars, groups: 2 };
  const broken = violations(surveyed, true);
  const objected = devices.every((one) => one.objections(backdated.id).length > 0);
  const stateHashes = new Set(devices.map((one) => one.hash())).size;
  const ready = waitingForAdmission(a.people).filter(({ found }) => found.barred === undefined);
  const listed = listable(
    place,
    a,
    limited.id,
    ready.map(({ person }) => person.id),
  );
  const matter = a.matter(vote.id);
  for (const one of devices) for (const id of [vote.id, expulsion.id]) note(one, id);
  const certificates = new Set(devices.map((one) => toHex(certificateContent(one.matter(vote.id), one.directory))));
  return {
    broken,
    members: matter.roster.members.length,
    colluders: COLLUDERS,
    liarsAllowed: matter.liarsAllowed,
    quorum: matter.quorum,
    boundOnSideA,
    boundOnSideB,
    boundAfter: boundTo(a),
    outcomeBefore,
    outcomeAfter: matter.outcome.kind,
    finalResults: new Set([...finals].filter((one) => one.startsWith(vote.id))).size,
    certificates: certificates.size,
    doubleVotesProven: matter.underProof.size,
    expulsionBinds: a.matter(expulsion.id).boundTo[0]!.length,
    expulsionOutcome: a.matter(expulsion.id).outcome.kind,
    expulsionConfirmable: !objected,
    stillMember: devices.every(({ directory }) => directory.latest()!.members.includes(victim)),
    falseMembersAsked: falsePeople.length,
    falseMembersListed: listed,
    falseVoicesCounted: falsePeople.filter(({ id }) => matter.bound.has(id)).length,
    clocksThatDiffer: new Set(devices.map((one) => JSON.stringify(one.matter(vote.id).outcome))).size - 1,
    splitLines: devices.filter(({ people }) => lineSplit(people) !== undefined).length,
    stateHashes,
  };
}

type FalsePerson = { readonly id: MemberId; readonly body: Parameters<typeof admission.body.write>[1] };

function falsePerson(place: SmallPlace, i: number): FalsePerson {
  const key = Uint8Array.from({ length: 96 }, (_, at) => (at * 7 + i * 31 + 1) % 256);
  const community = Uint8Array.from(place.community.match(/../g)!, (two) => Number.parseInt(two, 16));
  const body = {
    key,
    privateKey: key.slice(0, 32),
    recoveryDigest: key.slice(0, 16),
    household: 300 + i,
    traits: new Set<'hosted'>(),
    coSponsors: [],
    name: `nobody ${i + 1}`,
  };
  return { id: memberIdOf(community, key), body };
}

/** The most of these whom a page could list without an objection of an honest device. */
function listable(place: SmallPlace, one: Device, previous: RecordId, people: readonly MemberId[]): number {
  let most = 0;
  for (let mask = 1; mask < 2 ** people.length; mask++) {
    const admitted = people.filter((_, i) => (mask >>> i) & 1);
    if (admitted.length <= most) continue;
    const page = pageOf(place, FIRST_COLLUDER, place.pageNumber + 2, previous, { admitted });
    one.hear([page]);
    if (one.objections(page.id).length === 0) most = admitted.length;
  }
  return most;
}
