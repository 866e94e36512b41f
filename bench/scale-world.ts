// A region of communities for one day: every node is the product's own, with all its modules, behind a radio of one mesh.
//
// Forty communities of 25 lie fifteen kilometres apart on one frequency; people pay each other, ask for things and offer
// them, and everybody's device carries, checks, folds and repairs as it would on a roof. What is counted are records
// that were written in the day, founding not included, as the first device of each community holds them at its end.

import { prng } from '#protocol/bytes/prng.ts';
import { modules } from '#modules/index.ts';
import { CREDIT } from '#modules/economy/money.ts';
import type { MemoVerifier } from '#sim/world/memo-verifier.ts';
import { settledTown, type Settler } from '#sim/world/settled.ts';
import { createWorld, type Host, type World } from '#sim/world/world.ts';

export type Region = {
  readonly seed: string;
  readonly towns: number;
  readonly people: number;
  /** Written in the whole region; the last hour is left for what is still on its way. */
  readonly records: number;
  readonly hours: number;
  readonly verifier: MemoVerifier;
  readonly progress?: (share: number) => void;
};

export type RegionReport = {
  readonly nodes: number;
  readonly records: number;
  /** Acts that a rule refused, a tranche for example. */
  readonly refused: number;
  /** Of each community, how many different states its devices hold at the end: one is agreement. */
  readonly states: readonly number[];
  /** Of the first device of each community. */
  readonly stateHashes: readonly string[];
  readonly frames: number;
  readonly hearings: number;
  readonly transmissions: number;
};

type Person = Settler & { readonly device: Host };

const APART_M = 15_000;
const TOWN_M = 2500;
/** 2026-11-21T00:00Z. */
const BEGINS_AT_MS = 1_795_219_200_000;
/** What one offers: the words of a year are few. */
const SUPPLIES = ['water', 'food', 'fuel'] as const;

export function playRegion(region: Region): RegionReport {
  const { seed, towns, people, hours } = region;
  const across = Math.ceil(Math.sqrt(towns));
  const chance = prng(`${seed}/region`);
  const somewhere = (town: number): { xM: number; yM: number; heightM: number } => ({
    xM: (town % across) * APART_M + chance.below(TOWN_M),
    yM: Math.floor(town / across) * APART_M + chance.below(TOWN_M),
    heightM: 4,
  });
  let frames = 0;
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: towns * people }, (_, i) => ({ place: somewhere(Math.floor(i / people)) })),
    startMs: BEGINS_AT_MS,
    verifier: region.verifier,
    onAir: ({ node, from }) => {
      if (node === from) frames++;
    },
  });
  const communities = Array.from({ length: towns }, (_, town) => settle(world, region, town));
  const founded = communities.map(([first]) => first!.device.node.counts().records);
  const written = (): number =>
    communities.reduce((sum, [first], town) => sum + first!.device.node.counts().records - founded[town]!, 0);

  let refused = 0;
  const perTown = region.records / towns;
  for (const community of communities) {
    for (let i = 0; i < perTown;) {
      const at = (chance.below(1e6) / 1e6) * (hours - 1);
      const pays = i % 5 < 3 && i + 1 < perTown;
      i += pays ? 2 : 1; // a payment is answered by the payee's device
      world.at(at, () => {
        if (!(pays ? pay(world, community, prng(`${seed}/${at}`)) : offer(world, community, prng(`${seed}/${at}`))))
          refused++;
      });
    }
  }
  for (let step = 1; step <= STEPS; step++) {
    world.runUntil((hours * step) / STEPS);
    region.progress?.(step / STEPS);
  }
  let [hearings, transmissions] = [0, 0];
  for (let radio = 0; radio < world.mesh.size; radio++) {
    const stats = world.mesh.stats(radio);
    hearings += stats.rxGood + stats.rxCollided + stats.rxWeak + stats.rxLost;
    transmissions += stats.txFrames;
  }
  const hashes = communities.map((community) => community.map(({ device }) => device.node.stateHash()));
  return {
    nodes: towns * people,
    records: written(),
    refused,
    states: hashes.map((of) => new Set(of).size),
    stateHashes: hashes.map(([first]) => first!),
    frames,
    hearings,
    transmissions,
  };
}

const STEPS = 96;

function settle(world: World, { seed, people }: Region, town: number): readonly Person[] {
  const residents = Array.from({ length: people }, (_, i) => ({
    name: `town ${town} person ${i}`,
    household: 1 + (i >> 1),
  }));
  const settled = settledTown(`${seed}/${town}`, BEGINS_AT_MS, `Town ${town}`, residents, modules);
  return settled.settlers.map((settler, i) => ({
    ...settler,
    device: settled.settle(world, settler.name, settler, town * people + i),
  }));
}

type Chance = ReturnType<typeof prng>;

/** Somebody pays somebody; who has given a tranche already lets another pay. */
function pay(world: World, people: readonly Person[], chance: Chance): boolean {
  for (let tries = 0; tries < people.length; tries++) {
    const payer = chance.below(people.length);
    const payee = (payer + 1 + chance.below(people.length - 1)) % people.length;
    const args = { payee: people[payee]!.id, amount: 1 + chance.below(CREDIT), memo: 'bread' };
    if (world.act(people[payer]!.device, { module: 'economy', name: 'pay', args }).ok) return true;
  }
  return false;
}

function offer(world: World, people: readonly Person[], chance: Chance): boolean {
  const args = {
    supply: SUPPLIES[chance.below(SUPPLIES.length)],
    quantity: 1 + chance.below(9),
    hours: 24,
    text: 'as last week',
  };
  const name = chance.below(2) === 0 ? 'need' : 'offer';
  return world.act(people[chance.below(people.length)]!.device, { module: 'emergency', name, args }).ok;
}
