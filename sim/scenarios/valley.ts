// The valley (features S1): three days without power, told in hours, with a quarter of its people.
//
// Twelve radios in clusters of five, four and three, joined by two boxes on ridges; 28 members of fourteen
// households. In calm they adopt two emergency powers. The second relay dies: eighteen people here, ten there. Both
// sides call for help, count heads, start the power to draw fuel and draw from their own shares; one side warns with
// a certificate; both vote, and neither can decide alone; somebody spends twice with a copied phone. Then the relay
// is repaired. What needs all 112 people is asserted on the books alone (tests/worlds/valley.test.ts).

import { toHex } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import type { Stored } from '#protocol/node/event.ts';
import { CREDIT } from '#modules/economy/money.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { alertView } from '#modules/emergency/alert.ts';
import { powerText, type PowerTerms } from '#modules/emergency/power-terms.ts';
import { powerViews, type PowerView } from '#modules/emergency/powers.ts';
import { accounts } from '#modules/emergency/roll-call.ts';
import { sosCard } from '#modules/emergency/sos.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { ballotsOn } from '#modules/governance/ballots.ts';
import { certificateContent } from '#modules/governance/certificate.ts';
import { coverageOf } from '#modules/governance/coverage.ts';
import { issueCertificate } from '#modules/governance/issue.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { modules } from '#modules/index.ts';
import { knowingVerifier } from '../world/knowing-verifier.ts';
import { brokenAtEnd } from '../invariants/survey.ts';
import { settledTown, type Settler } from '../world/settled.ts';
import { createWorld, type Host, type World } from '../world/world.ts';

/**
 * Radios of the clusters; those on the ridges between the first and the second, and the second and the third, follow.
 * A node stands on each ridge, too: clusters that do not hear each other compare what they hold with the ridge.
 */
const CLUSTERS = [
  [0, 1, 2, 3, 4],
  [5, 6, 7, 8],
  [9, 10, 11],
] as const;
const RADIOS = 12;
const [NEAR_RELAY, RIDGE_RELAY] = [RADIOS, RADIOS + 1];
const MEMBERS = 28;
const SIDE_A = 18;
/** The report ends by then, healed or not. */
const HEAL_HOURS_MAX = 12;
/** 2026-11-21T07:00Z. */
const STARTS_AT_MS = 1_795_244_400_000;

export type ValleyOptions = {
  readonly seed: string;
  readonly cutHours?: number;
  readonly tell?: (hour: number, words: string) => void;
};

export type ValleyReport = {
  /** Invariants of the rules that were broken at the end, in words; none. */
  readonly broken: readonly string[];
  /** From the call to a named person on the same side, s; A then B. */
  readonly takenAfterS: readonly number[];
  /** During the cut, on one phone of each side: people who answered, and who are unheard of. */
  readonly heard: readonly number[];
  readonly unheard: readonly number[];
  /** Why a member of each side cannot bind, by rule; and the replies that each side knows of, in percent. */
  readonly refusedBy: readonly string[];
  readonly replyPercent: readonly number[];
  readonly quorum: number;
  readonly liarsAllowed: number;
  /** Ballots on each side while it was cut. */
  readonly ballots: readonly number[];
  /** Fuel drawn, as every phone of its side and then everybody sees it. */
  readonly drawn: readonly number[];
  readonly fuelAdopted: number;
  readonly certifiedOn: number;
  /** Frames on the reserved air in the minutes after the warning, and after the drill. */
  readonly warningOnReserve: number;
  readonly drillOnReserve: number;
  /** Phones of the other houses of its side that have the drill. */
  readonly drillHeard: number;
  readonly outcome: string;
  /** What the certificate of the school says, without its joint signature, on every node. */
  readonly certificates: readonly string[];
  readonly certificateBytes: number;
  /** Nodes whose sums give the joint signature as well. */
  readonly sealedBy: number;
  readonly finalAfterMin: number;
  readonly proofAfterMin: number;
  readonly oneStateAfterMin: number;
  readonly bothPaid: boolean;
  readonly powersAtEnd: readonly string[];
  readonly airPercent: number;
};

type Villager = Settler & { readonly phone: Host; readonly number: number };

const FUEL: PowerTerms = {
  scope: 'fuel',
  quantity: 200,
  hours: 5,
  renewals: 1,
  shares: [
    { number: 0, amount: 120 },
    { number: SIDE_A, amount: 80 },
  ],
  words: '',
};
const WARN: PowerTerms = { scope: 'warn', quantity: 2, hours: 5, renewals: 1, shares: [], words: '' };

function links(): { from: number; to: number; lossDb: number }[] {
  const heard: { from: number; to: number; lossDb: number }[] = [];
  const both = (one: number, other: number, lossDb: number): void =>
    void heard.push({ from: one, to: other, lossDb }, { from: other, to: one, lossDb });
  for (const cluster of CLUSTERS)
    cluster.forEach((one, i) => cluster.slice(i + 1).forEach((other) => both(one, other, 110)));
  for (const one of [...CLUSTERS[0], ...CLUSTERS[1]]) both(one, NEAR_RELAY, 118);
  for (const one of [...CLUSTERS[1], ...CLUSTERS[2]]) both(one, RIDGE_RELAY, 118);
  return heard;
}

/** Two at each radio of side A; four, three and three at those of side B. */
const siteOf = (member: number): number =>
  member < SIDE_A ? member >> 1 : 9 + [0, 0, 0, 0, 1, 1, 1, 2, 2, 2][member - SIDE_A]!;

export function valley({ seed, cutHours = 3, tell = () => undefined }: ValleyOptions): ValleyReport {
  const residents = Array.from({ length: MEMBERS }, (_, i) => ({ name: `member ${i}`, household: 1 + (i >> 1) }));
  const town = settledTown('valley', STARTS_AT_MS, 'The valley', residents, modules);
  const air = { us: 0, classes: new Map<number, number>() };
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: RADIOS + 2 }, () => ({})),
    links: links(),
    startMs: STARTS_AT_MS,
    verifier: knowingVerifier(town.settlers),
    onAir: ({ node, from, airtimeUs }, _atMs, urgency) => {
      air.us += airtimeUs;
      if (node === from && urgency !== undefined) air.classes.set(urgency, (air.classes.get(urgency) ?? 0) + 1);
    },
  });
  const sites = Array.from({ length: RADIOS + 2 }, (_, i) => town.settle(world, `site ${i}`, undefined, i));
  const people = town.settlers.map((settler, number): Villager => {
    const phone = town.settle(world, settler.name, settler);
    world.join(sites[siteOf(number)]!, phone);
    return { ...settler, phone, number };
  });
  const hosts = [...sites, ...people.map(({ phone }) => phone)];
  const [sideA, sideB] = [people.slice(0, SIDE_A), people.slice(SIDE_A)];
  const say = (words: string): void => tell(Math.round(world.hours() * 10) / 10, words);
  const at = (number: number): Villager => people[number]!;
  const act = (who: Villager, module: string, name: string, args: unknown): RecordId | undefined => {
    const outcome = world.act(who.phone, { module, name, args });
    assert(outcome.ok, `${who.name} may ${name}: ${outcome.ok ? '' : outcome.refusal.why}`);
    return outcome.records[0];
  };
  const vote = (voters: readonly Villager[], matters: readonly RecordId[]): void => {
    for (const voter of voters)
      for (const proposal of matters) act(voter, 'governance', 'cast', { proposal, says: { options: [0] } });
  };

  // ── In calm ─────────────────────────────────────────────────────────────────────────────────────
  world.runUntil(0.1);
  const powers = [FUEL, WARN].map((terms) => propose(world, at(0), 'serious', 1, textOf(terms)));
  const heldByAll = (records: readonly RecordId[]) => (): boolean =>
    people.every(({ phone }) => records.every((id) => phone.node.records.get(id) !== undefined));
  minutesUntil(world, heldByAll(powers), 1 / 60, 1);
  say('Everybody has heard of the proposals.');
  vote(people, powers);
  untilDecided(world, people, powers, 3);
  say('In calm: 200 litres of fuel and two warnings by each starter are adopted as emergency powers.');
  const shelter = propose(world, at(2), 'ordinary', Math.max(1, Math.floor(cutHours - 1)), [
    'Open the school',
    'Stove, blankets.',
  ]);
  // Everybody has heard of the matter before the ridge falls silent.
  minutesUntil(world, heldByAll([shelter]), 1 / 60, 1);

  // ── Cut in two ──────────────────────────────────────────────────────────────────────────────────
  const copied = copyOf(at(9));
  const cut = world.mesh.cut([[...CLUSTERS[0], ...CLUSTERS[1], NEAR_RELAY], [RIDGE_RELAY], [...CLUSTERS[2]]]);
  const cutAt = world.hours();
  say('The ridge relay dies: 18 people here, 10 there.');
  const takenAfterS = [
    [at(3), at(6)],
    [at(20), at(25)],
  ].map(([caller, helper]) => helped(world, caller!, helper!));
  say(`Both sides call for help; taken after ${takenAfterS.join(' and ')} s.`);

  const starts = [sideA, sideB].map((side) => startPower(world, act, powers[0]!, side));
  const warning = startPower(world, act, powers[1]!, sideA);
  world.runUntil(world.hours() + 0.25);
  act(at(0), 'emergency', 'use-power', { power: starts[0]!, amount: 110, text: 'pump' });
  act(at(SIDE_A), 'emergency', 'use-power', { power: starts[1]!, amount: 76, text: 'stove' });
  const used = (side: readonly Villager[]): readonly number[] =>
    fuelOn(world, side[side.length - 1]!).shares.map(({ drawn }) => drawn);
  assert(warning !== undefined, 'the power to warn was started');
  const alert = onReserve(world, air.classes, () =>
    act(at(1), 'emergency', 'alert', {
      kind: 'fire',
      severity: 'life-in-danger',
      advice: 'prepare-to-leave',
      hours: 6,
    }),
  );
  const drill = onReserve(world, air.classes, () =>
    act(at(23), 'emergency', 'call', { kind: 'fire', severity: 'life-in-danger', drill: true, text: 'the school' }),
  );
  const certifiedOn = sideA.filter(
    ({ phone }) => alertView(stateOf(phone), alert.id, phone.node.around(world.nowMs()))?.certificate,
  ).length;

  const rolls = [sideA, sideB].map((side) => {
    const roll = act(side[0]!, 'emergency', 'alert', { kind: 'roll-call', rollCall: true, hours: 2 })!;
    world.runUntil(world.hours() + 0.25);
    // The last of each side lies asleep.
    side.slice(0, -1).forEach((who) => act(who, 'emergency', 'answer-roll-call', { alert: roll, answer: 'safe' }));
    return roll;
  });
  vote([...sideA.slice(0, 15), ...sideB.slice(0, 9)], [shelter]);
  world.runUntil(cutAt + cutHours - 0.2);
  const counted = [sideA, sideB].map((side, i) => {
    const { phone } = side[1]!;
    return accounts(stateOf(phone), { alert: rolls[i]!, sinceMs: 0 }, phone.node.around(world.nowMs()));
  });
  const count = (state: string): readonly number[] =>
    counted.map((all) => all.filter((account) => account.state === state).length);
  const drawnApart = [used(sideA)[0]!, used(sideB)[1]!];
  const stands = [sideA, sideB].map((side) => standOf(side[0]!.phone, shelter));
  const refusedBy = [sideA, sideB].map((side) => refusal(world, side[0]!, shelter));
  say(`Neither side can decide: ${refusedBy.join('; ')}.`);

  // ── A copied phone spends twice ─────────────────────────────────────────────────────────────────
  const thief = town.settle(world, 'copied phone', at(9));
  // Not a restored backup, which would write in a new log: a thief's phone goes on where the owner's stood.
  thief.node.handle({ kind: 'loaded', stored: copied }, world.nowMs());
  world.join(sites[siteOf(SIDE_A)]!, thief);
  const pay = (host: Host, payee: Villager): RecordId => {
    const args = { payee: payee.id, amount: 20 * CREDIT, memo: '' };
    const outcome = world.act(host, { module: 'economy', name: 'pay', args });
    assert(outcome.ok, `the tranche allows it: ${outcome.ok ? '' : outcome.refusal.why}`);
    return outcome.records[0]!;
  };
  const payments = [
    [at(9).phone, at(4)],
    [thief, at(21)],
  ] as const;
  const paid = payments.map(([host, payee]) => ({ payee, id: pay(host, payee) }));
  world.runUntil(cutAt + cutHours);

  // ── Healed ──────────────────────────────────────────────────────────────────────────────────────
  world.mesh.heal(cut);
  const healedAt = world.hours();
  say('The relay is repaired.');
  const isProven = (): boolean => hosts.every(({ node }) => node.directory.underProof?.().has(at(9).id));
  const isFinal = (): boolean => people.every(({ phone }) => matterAt(phone, shelter).outcome.kind === 'passed');
  const isOneState = (): boolean => new Set(hosts.map(({ node }) => node.stateHash())).size === 1;
  let [provenMin, finalMin, oneStateMin] = [Infinity, Infinity, Infinity];
  // People look at their phones every quarter of an hour, and bind when it is offered.
  while (Math.max(provenMin, finalMin, oneStateMin) === Infinity && world.hours() < healedAt + HEAL_HOURS_MAX) {
    for (let look = 0; look < 5; look++) {
      world.runUntil(world.hours() + 1 / 20);
      const minutes = Math.round((world.hours() - healedAt) * 60);
      if (provenMin === Infinity && isProven()) provenMin = minutes;
    }
    bindAll(world, people, [shelter]);
    const minutes = Math.round((world.hours() - healedAt) * 60);
    if (finalMin === Infinity && isFinal()) finalMin = minutes;
    if (finalMin < Infinity && isOneState()) oneStateMin = minutes;
  }
  world.runUntil(Math.max(world.hours(), cutAt + 6));
  const certificates = hosts.map(({ node }) => toHex(certificateContent(matterAt({ node }, shelter), node.directory)));
  const sealed = hosts.filter(({ node }) => issueCertificate(matterAt({ node }, shelter), node.directory, node.tally));
  const { outcome } = matterAt(at(0).phone, shelter);
  say(`The school: ${outcome.kind}.`);
  const liars = new Set(thief.node.self ? [thief.node.self.member] : []);
  return {
    broken: brokenAtEnd({ ...world, hosts }, { carrierOptions: town.carrierOptions, liars, groups: 2 }),
    takenAfterS,
    heard: count('safe'),
    unheard: count('not heard of'),
    refusedBy,
    replyPercent: stands.map(({ replyPercent }) => replyPercent),
    quorum: matterAt(at(0).phone, shelter).quorum,
    liarsAllowed: matterAt(at(0).phone, shelter).liarsAllowed,
    ballots: stands.map(({ ballots }) => ballots),
    drawn: [...drawnApart, ...used(sideA)],
    fuelAdopted: FUEL.quantity,
    certifiedOn,
    warningOnReserve: alert.frames,
    drillOnReserve: drill.frames,
    drillHeard: sideB.filter(({ phone }) => phone.node.records.get(drill.id)).length,
    outcome: outcome.kind,
    certificates,
    certificateBytes: certificates[0]!.length / 2 + SIGNATURE_BYTES,
    sealedBy: sealed.length,
    finalAfterMin: finalMin,
    proofAfterMin: provenMin,
    oneStateAfterMin: oneStateMin,
    bothPaid: paid.every(({ payee, id }) => (payee.phone.node.state('economy') as EconomyState).answersTo.has(id)),
    powersAtEnd: powerViews(stateOf(at(0).phone), at(0).phone.node.around(world.nowMs())).map(({ status }) => status),
    airPercent: Math.round((air.us / (world.hours() * 3.6e9)) * 1000) / 10,
  };
}

const stateOf = ({ node }: Pick<Host, 'node'>): EmergencyState => node.state('emergency') as EmergencyState;

function textOf(terms: PowerTerms): readonly string[] {
  const text = powerText(terms);
  assert(text.ok, 'the terms can be written');
  return text.value.split('\n');
}

function propose(world: World, by: Villager, kind: string, periodHours: number, lines: readonly string[]): RecordId {
  const [title, ...text] = lines;
  const args = {
    ...{ kind, method: 'consent', periodHours, slot: null, frontier: by.phone.node.frontierDigest() },
    ...{ title, options: [], text: text.join('\n') },
  };
  const outcome = world.act(by.phone, { module: 'governance', name: 'propose', args });
  assert(outcome.ok, `a member may propose: ${outcome.ok ? '' : outcome.refusal.why}`);
  return outcome.records[0]!;
}

function matterAt({ node }: Pick<Host, 'node'>, proposal: RecordId): Matter {
  const matter = matterOf(node.state('governance') as GovernanceState, proposal, node.directory);
  assert(matter.kind === 'matter', 'the matter is known');
  return matter;
}

/** As it stands at this moment on one phone: a matter goes on, a report does not. */
function standOf(phone: Host, proposal: RecordId): { readonly replyPercent: number; readonly ballots: number } {
  const matter = matterAt(phone, proposal);
  const { replied } = coverageOf(matter, phone.node.directory);
  return { replyPercent: Math.round((100 * replied.size) / MEMBERS), ballots: ballotsOn(matter).size };
}

/** People look at their phones every quarter of an hour, and bind when it is offered. */
function untilDecided(world: World, people: readonly Villager[], proposals: readonly RecordId[], hours: number): void {
  const untilHour = world.hours() + hours;
  const isOpen = ({ phone }: Villager, proposal: RecordId): boolean =>
    matterAt(phone, proposal).outcome.kind === 'open';
  while (world.hours() < untilHour && people.some((one) => proposals.some((proposal) => isOpen(one, proposal)))) {
    world.runUntil(world.hours() + 0.25);
    bindAll(world, people, proposals);
  }
}

function bindAll(world: World, people: readonly Villager[], proposals: readonly RecordId[]): void {
  for (const { phone } of people)
    for (const proposal of proposals)
      world.act(phone, { module: 'governance', name: 'bind', args: { proposal, choice: 0 } });
}

function refusal(world: World, { phone }: Villager, proposal: RecordId): string {
  const outcome = world.act(phone, { module: 'governance', name: 'bind', args: { proposal, choice: 0 } });
  return outcome.ok ? 'bound' : outcome.refusal.rule;
}

/** The helper's phone shows the call, the helper reads it for twenty seconds and goes. Seconds from call to taking. */
function helped(world: World, caller: Villager, helper: Villager): number {
  const calledAt = world.hours();
  const args = { kind: 'medical', severity: 'life-in-danger', people: 1, text: 'leg broken' };
  const called = world.act(caller.phone, { module: 'emergency', name: 'call', args });
  assert(called.ok, 'anybody may call');
  const sos = called.records[0]!;
  minutesUntil(world, () => helper.phone.node.records.get(sos) !== undefined, 1 / 3600, 0.2);
  world.runUntil(world.hours() + 20 / 3600);
  const taken = world.act(helper.phone, { module: 'emergency', name: 'take', args: { sos, text: 'on my way' } });
  assert(taken.ok, 'an open call can be taken');
  const named = (): boolean => {
    const card = sosCard(stateOf(caller.phone), sos, caller.phone.node.around(world.nowMs()));
    return card?.takers[0]?.member === helper.id;
  };
  minutesUntil(world, named, 1 / 3600, 0.2);
  return Math.round((world.hours() - calledAt) * 3600);
}

/** Minutes until it is so; the whole time where it never was. */
function minutesUntil(world: World, isSo: () => boolean, stepHours: number, hours: number): number {
  const startHour = world.hours();
  while (!isSo() && world.hours() < startHour + hours) world.runUntil(world.hours() + stepHours);
  return Math.round((world.hours() - startHour) * 60);
}

type Acting = (who: Villager, module: string, name: string, args: unknown) => RecordId | undefined;

/** One starts it, four others of two more households join when their phones have it. */
function startPower(world: World, act: Acting, matter: RecordId, side: readonly Villager[]): RecordId {
  const start = act(side[0]!, 'emergency', 'start-power', { matter, text: 'the ridge is silent, it freezes' })!;
  world.runUntil(world.hours() + 0.15);
  for (const one of side.slice(1, 5)) act(one, 'emergency', 'join-power', { power: start });
  return start;
}

function fuelOn(world: World, { phone }: Villager): PowerView {
  const view = powerViews(stateOf(phone), phone.node.around(world.nowMs())).find(({ terms }) => terms.scope === 'fuel');
  assert(view !== undefined, 'the power was adopted');
  return view;
}

/** Frames that nodes sent on the reserved air in the minutes after something was said; nothing urgent is said then. */
function onReserve(
  world: World,
  classes: ReadonlyMap<number, number>,
  say: () => RecordId | undefined,
): { readonly id: RecordId; readonly frames: number } {
  // What was urgent before has been repeated by now.
  world.runUntil(world.hours() + 0.3);
  const before = classes.get(0) ?? 0;
  const id = say()!;
  world.runUntil(world.hours() + 0.1);
  return { id, frames: (classes.get(0) ?? 0) - before };
}

/** What is stored on a phone now, for whoever steals a copy. */
const copyOf = ({ phone }: Villager): Stored[] => [...phone.stored.values()];
