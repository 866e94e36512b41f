// Market day (features S10): 140 payments among 90 people of three hamlets, without internet.
//
// The same day twice. Over one gateway: everybody stands on the square, in reach of one Wi-Fi. Over LoRa:
// everybody is at home, fifteen phones at each of six radios, one of which no other radio hears; a courier's
// phone goes there in the evening and comes back. Every payment is an act of the product, and is final when
// the payee's own device has signed for it.

import { prng, type Prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf, COMMONS } from '#modules/economy/books.ts';
import { CREDIT } from '#modules/economy/money.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { modules } from '#modules/index.ts';
import { memoVerifier, type MemoVerifier } from '../world/memo-verifier.ts';
import { settledTown, type Settler } from '../world/settled.ts';
import { brokenAtEnd } from '../invariants/survey.ts';
import { createWorld, type Host, type World } from '../world/world.ts';

const RADIOS = 6;
/** Nobody hears this one, and it hears nobody. */
const FAR = RADIOS - 1;
/** 2026-11-21T08:00Z. */
const OPENS_AT_MS = 1_795_248_000_000;
/** What one pays on a market: eggs to a pair of shoes. */
const AMOUNTS: readonly [least: number, most: number] = [CREDIT, 8 * CREDIT];

export type MarketOptions = {
  readonly seed: string;
  readonly over: 'one gateway' | 'LoRa';
  /** 90 people and 140 payments in six hours, where nothing else is said. */
  readonly people?: number;
  readonly payments?: number;
  readonly marketHours?: number;
  /** Everybody's word is checked by default; a test that counts frames need not. */
  readonly verifier?: MemoVerifier;
};

/** How payer and payee stand to each other. */
export type Apart = 'at one site' | 'between radios' | 'behind the hill';

export type MarketReport = {
  /** Invariants of the rules that were broken at the end, in words; none. */
  readonly broken: readonly string[];
  readonly people: number;
  readonly payments: number;
  /** With both signatures, on the payee's own device. */
  readonly accepted: number;
  /** Seconds from the tap to the payee's signature, rising: at one site, between radios, to and from the far hamlet. */
  readonly acceptedAfterS: Readonly<Record<Apart, readonly number[]>>;
  /** Packets that our radios sent of their own, and those that the mesh repeated. */
  readonly frames: number;
  readonly repeats: number;
  readonly airtimeS: number;
  /** Packets of our own for each payment that a radio carried, its acceptance and all repairs included. */
  readonly framesPerPayment: number;
  /** Share of the air that the whole mesh used while the market lasted, repeats included. */
  readonly airShare: number;
  readonly balancesSum: number;
  readonly stateHashes: number;
  readonly hosts: number;
};

/** Five radios that hear their neighbours, and one behind the hill. */
function hamletLinks(): { from: number; to: number; lossDb: number }[] {
  const links = [];
  for (let from = 0; from < FAR; from++)
    for (let to = 0; to < FAR; to++) if (from !== to && Math.abs(from - to) <= 2) links.push({ from, to, lossDb: 112 });
  // A link too weak to carry anything, so that the radio is a part of the mesh that nobody hears.
  links.push({ from: FAR, to: 0, lossDb: 200 }, { from: 0, to: FAR, lossDb: 200 });
  return links;
}

type Person = Settler & { readonly phone: Host; readonly site: number };
type Payment = { readonly id: RecordId; readonly payee: Person; readonly apart: Apart; readonly paidAtMs: number };

export function market(options: MarketOptions): MarketReport {
  const { seed, over, people: peopleCount = 90, payments: paymentCount = 140, marketHours = 6 } = options;
  const air = { frames: 0, repeats: 0, airtimeUs: 0 };
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: RADIOS }, () => ({})),
    links: hamletLinks(),
    startMs: OPENS_AT_MS,
    verifier: options.verifier ?? memoVerifier(),
    onAir: ({ node, from, airtimeUs }) => {
      if (node === from) air.frames++;
      else air.repeats++;
      air.airtimeUs += airtimeUs;
    },
  });
  const residents = Array.from({ length: peopleCount }, (_, i) => ({
    name: `person ${i + 1}`,
    household: 1 + (i >> 1),
  }));
  // The keys are the hamlets', whatever the seed of the day.
  const town = settledTown('market', OPENS_AT_MS, 'Three hamlets', residents, modules);
  const perSite = Math.ceil(peopleCount / RADIOS);
  const sites =
    over === 'LoRa'
      ? Array.from({ length: RADIOS }, (_, i) => town.settle(world, `site ${i + 1}`, undefined, i))
      : [town.settle(world, 'gateway')];
  const people = town.settlers.map((settler, i): Person => {
    const phone = town.settle(world, settler.name, settler);
    const site = over === 'LoRa' ? Math.floor(i / perSite) : 0;
    world.join(sites[site]!, phone);
    return { ...settler, phone, site };
  });

  world.runUntil(0.1);
  const chance = prng(`${seed}/market`);
  const payments: Payment[] = [];
  const start = world.hours();
  for (let i = 0; i < paymentCount; i++) {
    world.at(start + (chance.below(1e6) / 1e6) * marketHours, () => payments.push(pay(world, people, chance)));
  }
  const openAt = { ...air };
  const accepted = watch(world, payments, start + marketHours);
  const used = { ...air };
  if (over === 'LoRa') {
    const phone = town.settle(world, 'courier');
    courier(world, phone, { far: sites[FAR]!, near: sites[0]! }, accepted, payments);
  }
  watch(world, payments, world.hours() + 1, accepted);

  const hosts = [...people.map(({ phone }) => phone), ...sites];
  const { node } = people[0]!.phone;
  const money = balances(booksOf(node.state('economy') as EconomyState, 'credits', node.around(world.nowMs())));
  assert(money.has(COMMONS), 'the commons are an account');
  const after = (apart: Apart): readonly number[] =>
    payments
      .filter((payment) => payment.apart === apart && accepted.has(payment.id))
      .map(({ id, paidAtMs }) => (accepted.get(id)! - paidAtMs) / 1000)
      .sort((a, b) => a - b);
  const frames = used.frames - openAt.frames;
  return {
    broken: brokenAtEnd(world, { carrierOptions: town.carrierOptions }),
    people: peopleCount,
    payments: payments.length,
    accepted: accepted.size,
    acceptedAfterS: {
      'at one site': after('at one site'),
      'between radios': after('between radios'),
      'behind the hill': after('behind the hill'),
    },
    frames,
    repeats: used.repeats - openAt.repeats,
    airtimeS: Math.round((used.airtimeUs - openAt.airtimeUs) / 1e5) / 10,
    framesPerPayment: Math.round((10 * frames) / payments.length) / 10,
    airShare: (used.airtimeUs - openAt.airtimeUs) / (marketHours * 3.6e9),
    balancesSum: [...money.values()].reduce((sum, amount) => sum + amount, 0),
    stateHashes: new Set(hosts.map((host) => host.node.stateHash())).size,
    hosts: hosts.length,
  };
}

/** Somebody pays somebody; who has given a tranche already lets another pay. */
function pay(world: World, people: readonly Person[], chance: Prng): Payment {
  for (;;) {
    const [payer, payee] = [people[chance.below(people.length)]!, people[chance.below(people.length)]!];
    if (payer === payee) continue;
    const [least, most] = AMOUNTS;
    const args = { payee: payee.id, amount: least + chance.below(most - least), memo: 'market' };
    const done = world.act(payer.phone, { module: 'economy', name: 'pay', args });
    if (!done.ok) continue;
    return { id: done.records[0]!, payee, apart: apartOf(payer.site, payee.site), paidAtMs: world.nowMs() };
  }
}

function apartOf(one: number, other: number): Apart {
  if (one === other) return 'at one site';
  return one === FAR || other === FAR ? 'behind the hill' : 'between radios';
}

/** How often the phones are looked at, s. */
const LOOK_S = 2;

/** Runs on and notes when each payee's own device has signed. */
function watch(
  world: World,
  payments: readonly Payment[],
  untilHour: number,
  accepted = new Map<RecordId, number>(),
): Map<RecordId, number> {
  while (world.hours() < untilHour) {
    world.runUntil(Math.min(untilHour, world.hours() + LOOK_S / 3600));
    for (const { id, payee } of payments) {
      if (accepted.has(id)) continue;
      const state = payee.phone.node.state('economy') as EconomyState;
      if (state.answersTo.has(id)) accepted.set(id, world.nowMs());
    }
  }
  return accepted;
}

/** What the courier does, in hours: at which hamlet, or on the way while the radios pass on what came. */
const ROUND: readonly (readonly ['near' | 'far' | 'on the way', hours: number])[] = [
  ['near', 0.25],
  ['far', 0.25],
  ['near', 0.25],
  ['on the way', 2],
  ['near', 0.25],
  ['far', 0.25],
];

/** There, and back, and there again: payments one way, signatures the other, and all of it home. */
function courier(
  world: World,
  phone: Host,
  sites: { readonly far: Host; readonly near: Host },
  accepted: Map<RecordId, number>,
  payments: readonly Payment[],
): void {
  for (const [where, hours] of ROUND) {
    if (where !== 'on the way') world.join(sites[where], phone);
    watch(world, payments, world.hours() + hours, accepted);
    if (where !== 'on the way') world.part(sites[where], phone);
  }
}
