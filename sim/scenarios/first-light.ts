// First light: a vote, two calls for help and two payments cross a partition, end to end.
//
// Twelve houses in a valley, each with a phone and a radio. They found a community at one table, go
// home, and somebody proposes to open the school as a shelter. Then the ridge relay dies: six houses
// here, six there. Both sides call for help, vote and pay. Neither can decide alone. The relay is
// repaired, and everyone comes to hold the same result, byte for byte.

import type { RecordId } from '#protocol/bytes/reference.ts';
import { toHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { Refusal, Self } from '#protocol/node/module.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf } from '#modules/economy/books.ts';
import { CREDIT } from '#modules/economy/money.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { sosCard } from '#modules/emergency/sos.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { issueCertificate } from '#modules/governance/issue.ts';
import { statusOf, type Status } from '#modules/governance/queries.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { modules } from '#modules/index.ts';
import type { GivenLink } from '../ether/links.ts';
import { foundTown } from '../world/founding.ts';
import { carryHome, housesOf, linksBetween, type House } from '../world/homes.ts';
import type { MemoVerifier } from '../world/memo-verifier.ts';
import { brokenAtEnd } from '../invariants/survey.ts';
import { createWorld, type Host, type World } from '../world/world.ts';

const HOUSES = 12;
/** Houses 1 to 6 live on this side of the ridge, 7 to 12 on the other. */
const SIDE = 6;
/** 2026-11-21T07:00Z. */
const FOUNDED_AT_MS = 1_795_244_400_000;

export type Vote = 'consent' | 'stand aside' | 'silent';

export type FirstLightOptions = {
  readonly seed: string;
  /** One for each house, in order; by default all consent but house 4, who stands aside. */
  readonly votes?: readonly Vote[];
  readonly partitionHours?: number;
  /** Share of receptions lost on every link besides what physics takes; 0.05 by default. */
  readonly loss?: number;
  /** What two houses pay, in hundredths of a credit. */
  readonly payments?: readonly [number, number];
  readonly verifier?: MemoVerifier;
  readonly tell?: (line: StoryLine) => void;
};

/** One line of the story: at which hour, on which side, in words. */
export type StoryLine = { readonly hour: number; readonly side: 'both' | 'A' | 'B'; readonly words: string };

export type FirstLightReport = {
  /** Invariants of the rules that were broken at the end, in words; none. */
  readonly broken: readonly string[];
  readonly nodes: number;
  readonly partitionHours: number;
  readonly sosTakenBy: string;
  /** Hex, one for each node, carriers included. */
  readonly certificates: readonly string[];
  readonly balancesSum: number;
  /** Hundredths of a credit by house, in order. */
  readonly balances: readonly number[];
  readonly stateHashes: readonly string[];
  readonly airtimeS: number;
  readonly frames: number;
  readonly outcome: string;
  /** Virtual minutes from the heal until all nodes held one state. */
  readonly healedAfterMin: number;
};

/** Who hears whom: neighbours up to two houses away on each side, and one ridge relay between houses 6 and 7. */
const valleyLinks = (loss: number): GivenLink[] =>
  linksBetween(
    HOUSES,
    (from, to) => {
      if (Math.min(from, to) === SIDE - 1 && Math.max(from, to) === SIDE) return 122;
      return from < SIDE === to < SIDE && Math.abs(from - to) <= 2 ? 112 : undefined;
    },
    loss,
  );

export function firstLight(options: FirstLightOptions): FirstLightReport {
  const { seed, partitionHours = 30, loss = 0.05, payments = [12 * CREDIT + 50, 7 * CREDIT] } = options;
  const votes = options.votes ?? Array.from({ length: HOUSES }, (_, i): Vote => (i === 3 ? 'stand aside' : 'consent'));
  assert(votes.length === HOUSES, 'each house has a vote or says nothing');
  const chance = prng(`${seed}/people`);
  let frames = 0;
  let airtimeUs = 0;
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: HOUSES }, () => ({})),
    links: valleyLinks(loss),
    startMs: FOUNDED_AT_MS,
    ...(options.verifier && { verifier: options.verifier }),
    onAir: (transmission) => {
      frames++;
      airtimeUs += transmission.airtimeUs;
    },
  });
  const tell = (side: StoryLine['side'], words: string): void => options.tell?.({ hour: world.hours(), side, words });

  // The keys are the valley's, whatever the seed of its weather: reports of two seeds differ by what happened.
  const town = foundTown(world, `first light ${seed}`, 'The valley', housesOf(HOUSES), modules);
  tell('both', `${HOUSES} people found a community at one table: keys made, vouched for, two pages closed.`);
  const houses = carryHome(world, town);
  const hosts: readonly Host[] = houses.flatMap(({ site, phone }) => [phone, site]);
  const act = (house: House, module: string, name: string, args: unknown): RecordId | undefined => {
    const outcome = world.act(house.phone, { module, name, args });
    assert(outcome.ok, `${house.name} may ${name}: ${outcome.ok ? '' : outcome.refusal.why}`);
    return outcome.records[0];
  };
  const [start, houseOf] = [world.hours(), (number: number): House => houses[number - 1]!];

  world.runUntil(start + 0.5);
  const proposal = act(houseOf(1), 'governance', 'propose', {
    kind: 'ordinary',
    method: 'consent',
    periodHours: Math.max(1, Math.floor(partitionHours * 0.8)),
    slot: null,
    frontier: houseOf(1).phone.node.frontierDigest(),
    title: 'Open the school as a shelter',
    options: [],
    text: 'Stove and blankets from the hall; two people awake each night.',
  })!;
  tell('both', 'House 1 proposes: open the school as a shelter.');

  world.runUntil(start + 1.5);
  const cut = world.mesh.cut([upTo(0, SIDE), upTo(SIDE, HOUSES)]);
  tell('both', 'The ridge relay dies. Six houses here, six there.');

  const calls = [
    { caller: houseOf(3), helper: houseOf(5), side: 'A' as const, text: 'fell from the roof, leg broken' },
    { caller: houseOf(9), helper: houseOf(11), side: 'B' as const, text: 'no insulin left' },
  ].map(({ caller, helper, side, text }, i) => {
    world.runUntil(start + 2 + i * 0.5);
    const calledAtMs = world.nowMs();
    const sos = act(caller, 'emergency', 'call', {
      kind: 'medical',
      severity: 'life-in-danger',
      people: 1,
      position: null,
      drill: false,
      cannotMove: true,
      text,
    })!;
    tell(side, `House ${caller.number} presses SOS: ${text}.`);
    const takenAtMs = answerCall(world, helper, sos);
    tell(side, `House ${helper.number} takes it, ${Math.round((takenAtMs - calledAtMs) / 1000)} s after the call.`);
    return sos;
  });

  houses.forEach((house, i) => {
    const vote = votes[i]!;
    world.at(start + 3 + chance.below(3600) / 1800, () => {
      if (vote !== 'silent')
        act(house, 'governance', 'cast', { proposal, says: vote === 'consent' ? { options: [0] } : vote });
    });
  });
  world.runUntil(start + 6);
  const pays: readonly [House, House, number, 'A' | 'B'][] = [
    [houseOf(2), houseOf(4), payments[0], 'A'],
    [houseOf(8), houseOf(10), payments[1], 'B'],
  ];
  for (const [payer, payee, amount, side] of pays) {
    act(payer, 'economy', 'pay', { payee: payee.phone.node.self!.member, amount, memo: '' });
    tell(side, `House ${payer.number} pays house ${payee.number} ${amount / CREDIT} credits.`);
  }

  world.runUntil(start + 1.5 + partitionHours - 0.1);
  for (const [side, house] of [
    ['A', houseOf(2)],
    ['B', houseOf(8)],
  ] as const) {
    const refused = bind(world, house, proposal);
    tell(side, `House ${house.number} would bind, and its phone says: ${refused?.why ?? 'bound'}`);
    assert(refused !== undefined, 'neither side can finish the vote alone');
  }

  world.runUntil(start + 1.5 + partitionHours);
  world.mesh.heal(cut);
  const healedAt = world.hours();
  tell('both', `After ${partitionHours} hours the relay is repaired.`);

  // People look at their phones now and then, and bind when it is offered.
  let oneStateAt = Infinity;
  for (let step = 0; step < 48; step++) {
    world.runUntil(world.hours() + 0.25);
    houses.forEach((house, i) => {
      if (votes[i] === 'consent') bind(world, house, proposal);
    });
    const one = new Set(hosts.map(({ node }) => node.stateHash())).size === 1;
    oneStateAt = one ? Math.min(oneStateAt, world.hours()) : Infinity;
  }

  const status = decided(houseOf(12).phone, proposal, world.nowMs());
  tell('both', status.words);
  const certificates = hosts.map((host) => certificateOf(host, proposal, world.nowMs()));
  tell(
    'both',
    `${new Set(certificates).size === 1 ? 'All hold the same certificate' : 'Certificates differ'}: ${certificates[0]!.slice(0, 32)}…`,
  );
  const { node } = houseOf(1).phone;
  const money = balances(booksOf(node.state('economy') as EconomyState, 'credits', node.around(world.nowMs())));
  return {
    broken: brokenAtEnd(world, {
      carrierOptions: town.carrierOptions,
      groups: 2,
      isTrue: (claim) => world.verifier.check(claim),
    }),
    nodes: hosts.length,
    partitionHours,
    sosTakenBy: calls.map((sos) => takersOf(world, houseOf(12), sos, houses)).join('; '),
    certificates,
    balancesSum: [...money.values()].reduce((sum, amount) => sum + amount, 0),
    balances: houses.map(({ phone }) => money.get(phone.node.self!.member) ?? 0),
    stateHashes: hosts.map(({ node }) => node.stateHash()),
    airtimeS: Math.round(airtimeUs / 1e5) / 10,
    frames,
    outcome: status.words,
    healedAfterMin: Math.round((oneStateAt - healedAt) * 60),
  };
}

const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** The helper's phone shows the call as soon as it has it; the helper reads it for twenty seconds and goes. */
function answerCall(world: World, helper: House, sos: RecordId): number {
  const giveUpAt = world.hours() + 0.3;
  while (!helper.phone.node.records.get(sos)) {
    assert(world.hours() < giveUpAt, 'a call for help is heard on its side within minutes');
    world.runUntil(world.hours() + 1 / 3600);
  }
  const { phone } = helper;
  const shown = world.act(phone, { module: 'emergency', name: 'shown', args: { record: sos } });
  assert(shown.ok, 'a call that is held can be shown');
  world.runUntil(world.hours() + 20 / 3600);
  const taken = world.act(phone, {
    module: 'emergency',
    name: 'take',
    args: { sos, etaMinutes: 10, text: 'on my way' },
  });
  assert(taken.ok, 'an open call can be taken');
  return world.nowMs();
}

/** Tries to bind; answers why the member's own phone would not offer it. */
function bind(world: World, house: House, proposal: RecordId): Refusal | undefined {
  const outcome = world.act(house.phone, { module: 'governance', name: 'bind', args: { proposal, choice: 0 } });
  return outcome.ok ? undefined : outcome.refusal;
}

function decided(host: Host, proposal: RecordId, nowMs: number): Status {
  const nobody: Self = { member: '' as Self['member'], log: 0, key: new Uint8Array(96) };
  const status = statusOf(
    host.node.state('governance') as GovernanceState,
    proposal,
    host.node.self ?? nobody,
    host.node.around(nowMs),
  );
  assert('matter' in status, 'the matter is known everywhere by now');
  return status;
}

function certificateOf(host: Host, proposal: RecordId, nowMs: number): string {
  const bytes = issueCertificate(decided(host, proposal, nowMs).matter, host.node.directory, host.node.tally);
  return bytes ? toHex(bytes) : '';
}

function takersOf(world: World, viewer: House, sos: RecordId, houses: readonly House[]): string {
  const card = sosCard(
    viewer.phone.node.state('emergency') as EmergencyState,
    sos,
    viewer.phone.node.around(world.nowMs()),
  );
  const names = (card?.takers ?? []).map(
    ({ member }) => houses.find(({ phone }) => phone.node.self!.member === member)!.name,
  );
  return names.join(' and ') || 'nobody';
}
