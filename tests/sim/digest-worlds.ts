// Small worlds whose whole course is kept as a vector (tests/vectors/worlds.json): every engine that runs them must
// come to the same digests. Between them they use real signatures, places with hills and fading, strangers, mishaps,
// cuts, power failures, wrong clocks and a settled community. Bundled for Chromium, so nothing in here is Node's.

import { FORMAT, type WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import { playWorld } from '#sim/worlds/play.ts';

const people = (places: readonly string[]) => places.map((at, i) => ({ name: `house ${i + 1}`, household: i + 1, at }));

const propose = (hour: number) => ({
  hour,
  do: 'act',
  who: 'house 1',
  act: 'governance.propose',
  as: 'school',
  with: {
    kind: 'ordinary',
    method: 'consent',
    periodHours: 20,
    slot: null,
    frontier: { frontier: 'own' },
    title: 'Open the school',
    options: [],
    text: '',
  },
});
const cast = (hour: number) => ({
  hour,
  do: 'act',
  who: 'everyone',
  act: 'governance.cast',
  with: { proposal: { record: 'school' }, says: { options: [0] } },
});
const pay = (hour: number, who: string, payee: string) => ({
  hour,
  do: 'act',
  who,
  act: 'economy.pay',
  with: { payee: { member: payee }, amount: 300, memo: 'bread' },
});

const LANE = {
  format: FORMAT,
  name: 'lane',
  hours: 2,
  region: 'US',
  preset: 'SHORT_TURBO',
  radios: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  links: [
    { between: ['a', 'b'], lossDb: 112, extraLoss: 0.05 },
    { between: ['b', 'c'], lossDb: 118, extraLoss: 0.1 },
  ],
  people: people(['a', 'b', 'c', 'a']),
  script: [propose(0.02), cast(0.2), pay(0.5, 'house 4', 'house 2')],
};

const HILLS = {
  format: FORMAT,
  name: 'hills',
  hours: 4,
  ground: 'terrain',
  radios: [
    { name: 'mill', x: 0, y: 0, heightM: 8 },
    { name: 'ridge', x: 700, y: 300, heightM: 25, role: 'router' },
    { name: 'farm', x: 1300, y: 100, heightM: 5, noiseDb: 3 },
    { name: 'chapel', x: 1500, y: 700, heightM: 12 },
    { name: 'stranger', x: 600, y: 600, site: false },
  ],
  people: people(['mill', 'farm', 'chapel', 'mill', 'ridge']),
  script: [
    { hour: 0.1, do: 'air', loss: 0.05, twice: 0.1, flips: 0.05, lateMinutes: 1 },
    propose(0.2),
    { hour: 0.5, do: 'flood', radio: 'stranger', what: 'noise', every: 0.25, times: 6 },
    { hour: 0.7, do: 'flood', radio: 'stranger', what: 'replay', every: 0.3, times: 4 },
    { hour: 0.8, do: 'power', who: 'house 2', is: 'blinks' },
    { hour: 0.9, do: 'clock', who: 'house 3', aheadHours: 2 },
    {
      hour: 1,
      do: 'cut',
      as: 'ridge',
      groups: [
        ['mill', 'ridge'],
        ['farm', 'chapel'],
      ],
    },
    cast(1.2),
    pay(1.4, 'house 1', 'house 4'),
    { hour: 2, do: 'heal', cut: 'ridge' },
    { hour: 2.2, do: 'air' },
  ],
};

const SETTLED = {
  format: FORMAT,
  name: 'settled',
  founding: 'settled',
  hours: 3,
  firmware: 'firmware-2.8',
  radios: [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }],
  links: [
    { between: ['a', 'b'], lossDb: 112 },
    { between: ['b', 'c'], lossDb: 124, extraLoss: 0.1 },
    { between: ['c', 'd'], lossDb: 112 },
  ],
  people: people(['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd']),
  script: [propose(0.1), pay(0.3, 'house 8', 'house 1'), cast(1), pay(1.5, 'house 3', 'house 6')],
};

/** Read as files are, so that they stay worlds when the form grows. */
const worldOf = (value: unknown): WorldFile => {
  const read = readWorld(value);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

export type WorldDigest = {
  readonly world: string;
  readonly seed: string;
  readonly frames: number;
  readonly traceDigest: string;
  readonly stateHashes: readonly string[];
};

export const WORLD_DIGESTS: readonly (() => WorldDigest)[] = [LANE, HILLS, SETTLED].map((value) => () => {
  const world = worldOf(value);
  const seed = '1';
  const { frames, traceDigest, stateHashes } = playWorld(world, { seed, samples: 6 });
  return { world: world.name, seed, frames, traceDigest, stateHashes };
});

export const worldDigests = (): readonly WorldDigest[] => WORLD_DIGESTS.map((play) => play());
