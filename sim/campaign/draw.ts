// A world drawn from a seed: twelve radios, some people, a week or more of faults, then calm.
//
// Each fault is drawn by itself and may be absent ("swarm testing"; TigerBeetle's VOPR draws the same way),
// because a fault that is always there hides what happens without it. What is drawn is written out as a world
// file: from then on the seed is not needed, and the file can be cut down.

import { prng, type Prng } from '#protocol/bytes/prng.ts';
import { FORMAT, type Step, type WorldFile } from '../worlds/format.ts';
import { odds, oneOf, round, upTo, type Draw } from './chance.ts';
import { drawLongCut, FAULTS, type Fault } from './draw-faults.ts';
import { livePeople } from './draw-life.ts';
import { mutated } from './mutate.ts';

export const RADIOS = 12;
/** Few sizes, so that the table at which they found is laid once for many seeds. Quorums 3, 5 and 6. */
export const SIZES = [4, 7, 10] as const;
/** What most communities use, and one slower and two faster. */
const PRESETS = [
  'LONG_FAST',
  'LONG_FAST',
  'LONG_FAST',
  'LONG_FAST',
  'LONG_FAST',
  'LONG_MODERATE',
  'MEDIUM_FAST',
  'SHORT_FAST',
] as const;

/** The calm at the end in which the core must come to one state: the liveness phase. */
export const CALM_HOURS = 30;
/** After that much of it nobody says anything new, so that the rest is time enough to hear it. */
const LAST_WORD_HOURS = 24;
/** A long cut takes 10 to 30 days; the other worlds take a week, some a day or two more. */
const LONG_PERCENT = 6;

export type Drawn = {
  readonly world: WorldFile;
  /** What was drawn, for the header that is printed. */
  readonly rates: Readonly<Record<string, string | number>>;
};

/** A seed, or the name of a change of one (mutate.ts): `17`, `17/3`. */
export function drawWorld(seed: string): Drawn {
  const at = seed.lastIndexOf('/');
  if (at < 0) return drawSeed(seed);
  const { world, rates } = drawWorld(seed.slice(0, at));
  const other = drawSeed(`lends to ${seed}`).world;
  return { world: mutated(seed, world, other, world.hours - CALM_HOURS), rates: { ...rates, changed: seed } };
}

function drawSeed(seed: string): Drawn {
  const chance = prng(`campaign/${seed}`);
  const size = oneOf(chance, SIZES);
  const radios = Array.from({ length: RADIOS }, (_, i) => `radio ${i + 1}`);
  const people = Array.from({ length: size }, (_, i) => `person ${i + 1}`);
  const isLong = odds(chance, LONG_PERCENT);
  const days = isLong ? 10 + chance.below(21) : odds(chance, 75) ? 7 : 8 + chance.below(2);
  const endHour = days * 24;
  const shape = oneOf(chance, Object.keys(SHAPES) as (keyof typeof SHAPES)[]);
  const lossPct = chance.below(21);
  const links = SHAPES[shape]();
  const entries = withAWay(
    radios.map((name, i) => radioEntry(chance, name, i - size)),
    links,
  );
  const sites = entries.filter(({ site }, i) => i >= size && site !== false).map(({ name }) => name);
  const steps: Step[] = [];
  const draw: Draw = { chance, people, radios, sites, endHour, steps, decidedAt: [] };

  livePeople(draw);
  if (isLong) drawLongCut(draw);
  const drawn = Object.entries(FAULTS satisfies Record<string, Fault>).flatMap(([name, fault]) =>
    odds(chance, fault.percent) ? [[name, fault.draw(draw)] as const] : [],
  );
  drawCalm(draw);

  const names = [...(isLong ? ['a long cut'] : []), ...drawn.map(([name]) => name)];
  const world: WorldFile = {
    format: FORMAT,
    name: `seed ${seed}`,
    about: `Drawn by the campaign: ${names.join(', ') || 'no faults'}.`,
    hours: endHour + CALM_HOURS,
    preset: oneOf(chance, PRESETS),
    region: 'EU_868',
    firmware: oneOf(chance, ['firmware-2.7', 'firmware-2.8'] as const),
    radios: entries,
    links: links.map(([from, to]) => ({
      between: [radios[from]!, radios[to]!],
      lossDb: 100 + chance.below(24),
      extraLoss: round(upTo(chance, lossPct / 100)),
    })),
    people: people.map((name, i) => ({ name, household: 1 + Math.floor(i / 2), holds: radios[i]! })),
    script: steps.filter(({ hour }) => hour <= endHour + LAST_WORD_HOURS).sort((a, b) => a.hour - b.hour),
  };
  return { world, rates: { people: size, days, shape, lossPct, ...Object.fromEntries(drawn) } };
}

/**
 * The only way between the two valleys. A stranger's radio on it falls silent whenever another of its valley relays first
 * (FloodingRouter::perhapsCancelDupe), so what is said there may not cross for days (seeds 682 and 697 without this rule):
 * nothing could be promised.
 */
const BRIDGE: readonly string[] = ['radio 5', 'radio 6', 'radio 7'];

/**
 * A radio that nobody holds is a site or a stranger's; the first of them is a site. A router of ours would neither
 * relay nor hand on what is not Meshtastic's own, so only strangers are routers.
 */
function radioEntry(chance: Prng, name: string, numberAfterPeople: number): WorldFile['radios'][number] {
  if (numberAfterPeople <= 0 || BRIDGE.includes(name) || !odds(chance, 40)) return { name };
  return { name, site: false, ...(odds(chance, 50) && { role: 'router' as const }) };
}

type Entries = WorldFile['radios'];
type Links = readonly (readonly [number, number])[];

/**
 * A stranger's router relays nothing that it cannot read (NextHopRouter::relayOpaquePacket, 2.8: not in CORE_PORTNUMS_ONLY).
 * Where routers stand on every way from one part to another there is none, and nothing could be promised: then the
 * last of them is a plain radio.
 */
function withAWay(entries: Entries, links: Links): Entries {
  const plain = (at: number): boolean => entries[at]!.role !== 'router';
  const reached = new Set([entries.findIndex((_, at) => plain(at))]);
  for (const from of reached)
    for (const [a, b] of links) {
      const to = a === from ? b : b === from ? a : from;
      if (plain(to)) reached.add(to);
    }
  if (entries.every((_, at) => !plain(at) || reached.has(at))) return entries;
  const last = entries.findLastIndex((_, at) => !plain(at));
  return withAWay(
    entries.map((entry, at) => (at === last ? { name: entry.name, site: false } : entry)),
    links,
  );
}

const pairs = (from: number, to: number, reach: number): [number, number][] => {
  const all: [number, number][] = [];
  for (let a = from; a < to; a++) for (let b = a + 1; b < to && b <= a + reach; b++) all.push([a, b]);
  return all;
};

/** Who hears whom, by index of the radio. */
const SHAPES = {
  'one cell': () => pairs(0, RADIOS, RADIOS),
  line: () => pairs(0, RADIOS, 2),
  ring: () => [...pairs(0, RADIOS, 2), [0, RADIOS - 1], [0, RADIOS - 2], [1, RADIOS - 1]] as [number, number][],
  'two valleys': () => [...pairs(0, 5, 5), ...pairs(6, RADIOS, 6), [4, 5], [5, 6]] as [number, number][],
  star: () => [...pairs(0, 4, 4), ...Array.from({ length: 8 }, (_, i): [number, number] => [i % 4, i + 4])],
} as const;

/** Faults end; what is not in the core stays off for good; then everything must settle. */
function drawCalm({ chance, people, radios, endHour, steps }: Draw): void {
  steps.push(
    { hour: endHour, do: 'heal' },
    { hour: endHour, do: 'air' },
    { hour: endHour, do: 'power', who: [...people], is: 'on' },
  );
  for (const name of radios) steps.push({ hour: endHour, do: 'radio', name, power: 'on' });
  if (odds(chance, 30)) {
    steps.push({ hour: endHour + 0.01, do: 'power', who: oneOf(chance, people), is: 'off' });
  }
}
