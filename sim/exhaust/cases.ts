// Who sits where in the cases of two, three and four nodes, and what they do.

import type { LinkProfile } from '#protocol/node/event.ts';
import type { Act } from '#protocol/node/module.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import { REGIONS } from '#radio/lora/regions.ts';
import { nodeOptions } from '../world/founding.ts';
import { AIR, linksOf, type Bounds, type FramesCase, type Seat, type Task } from './frames-case.ts';
import { PEOPLE, type Ground } from './ground.ts';

const AIR_PROFILE: LinkProfile = {
  medium: 'air',
  airtimeMs: (payloadBytes) => airtimeMs({ preset: 'LONG_FAST' }, payloadBytes),
  dutyCycle: REGIONS.EU_868.dutyPercent / 100,
  hopLimit: 3,
};
const WIDE_PROFILE: LinkProfile = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 };

/** Who sits in a case: a person with a phone, a second phone with the same key, or a node that only carries. */
type Who = { readonly person: number; readonly does: readonly TaskName[]; readonly clone?: true } | 'carrier';

type Plan = {
  readonly name: string;
  readonly who: readonly Who[];
  readonly hears?: readonly (readonly [number, number])[];
  readonly joined?: readonly (readonly [number, number])[];
  readonly alike?: readonly [number, number];
  readonly cut?: readonly number[];
};

const everyPair = (count: number): [number, number][] =>
  Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: count - i - 1 }, (_, j): [number, number] => [i, i + j + 1]),
  );

const PLANS: readonly Plan[] = [
  {
    name: 'two phones on the air: a call and a payment',
    who: [
      { person: 0, does: ['call'] },
      { person: 1, does: ['pay'] },
    ],
    hears: everyPair(2),
    cut: [0],
  },
  {
    name: 'two phones on a wide link that breaks',
    who: [
      { person: 0, does: ['call'] },
      { person: 1, does: ['pay'] },
    ],
    joined: [[0, 1]],
    cut: [0],
  },
  {
    name: 'one key on two phones: the log forks',
    who: [
      { person: 0, does: ['pay'] },
      { person: 0, does: ['pay other'], clone: true },
    ],
    hears: everyPair(2),
    cut: [0],
  },
  {
    name: 'two phones and a carrier that all hear',
    who: [{ person: 0, does: ['call', 'ballot'] }, { person: 1, does: ['pay'] }, 'carrier'],
    hears: everyPair(3),
    cut: [0],
  },
  {
    name: 'a line: two phones hear only the carrier between them',
    who: [{ person: 0, does: ['call', 'ballot'] }, { person: 1, does: ['pay'] }, 'carrier'],
    hears: [
      [0, 2],
      [1, 2],
    ],
  },
  {
    name: 'a fork, and the payee who hears both halves',
    who: [
      { person: 0, does: ['pay'] },
      { person: 0, does: ['pay other'], clone: true },
      { person: 1, does: [] },
    ],
    hears: everyPair(3),
    cut: [1],
  },
  {
    name: 'a phone behind a carrier on a wide link, another on the air',
    who: [{ person: 0, does: ['ballot'] }, { person: 1, does: ['pay'] }, 'carrier'],
    hears: [[1, 2]],
    joined: [[0, 2]],
    cut: [0],
  },
  {
    name: 'two phones and two carriers that are alike, all hear all',
    who: [{ person: 0, does: ['ballot'] }, { person: 1, does: ['pay'] }, 'carrier', 'carrier'],
    hears: everyPair(4),
    alike: [2, 3],
    cut: [0],
  },
  {
    name: 'a diamond: two phones, and two carriers that are alike between them',
    who: [{ person: 0, does: ['call'] }, { person: 1, does: ['pay'] }, 'carrier', 'carrier'],
    hears: [
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ],
    alike: [2, 3],
  },
  {
    name: 'a fork on the two sides of two carriers that are alike',
    who: [{ person: 0, does: ['pay'] }, { person: 0, does: ['pay other'], clone: true }, 'carrier', 'carrier'],
    hears: everyPair(4),
    alike: [2, 3],
    cut: [1],
  },
];

type TaskName = 'call' | 'pay' | 'pay other' | 'ballot';

const CALL = {
  people: 1,
  position: null,
  kind: 'medical',
  severity: 'life-in-danger',
  drill: false,
  cannotMove: true,
  text: '',
};

function taskOf({ members, proposal }: Ground, person: number, name: TaskName, clone: boolean): Task {
  const pay = (payee: number, amount: number): Act => ({
    module: 'economy',
    name: 'pay',
    args: { payee: members[payee]!, amount, memo: '' },
  });
  const acts: Readonly<Record<TaskName, () => Act>> = {
    call: () => ({ module: 'emergency', name: 'call', args: CALL }),
    pay: () => pay((person + 1) % PEOPLE.length, 500),
    'pay other': () => pay((person + 2) % PEOPLE.length, 700),
    ballot: () => ({ module: 'governance', name: 'cast', args: { proposal, says: { options: [0] } } }),
  };
  return {
    name: `${PEOPLE[person]!}${clone ? '’s clone' : ''}: ${name}`,
    act: acts[name](),
    ...(clone && { mayBeRefused: true as const }),
  };
}

function caseOf(ground: Ground, plan: Plan, bounds: Bounds): FramesCase {
  const { verifier, startMs, members, rows, device, founded, modules } = ground;
  const { who, hears = [], joined = [], alike, cut } = plan;
  const forked = new Set(who.flatMap((each) => (each !== 'carrier' && each.clone ? [each.person] : [])));
  const seats = who.map((each, seat): Seat => {
    const links = new Map(
      [...linksOf({ hears, joined }, seat).keys()].map((link) => [link, link === AIR ? AIR_PROFILE : WIDE_PROFILE]),
    );
    if (each === 'carrier')
      return {
        name: `carrier ${seat}`,
        device: device(undefined, `carrier ${alike ? '' : seat}`, links, rows),
        tasks: [],
      };
    const name = `${PEOPLE[each.person]!}${each.clone ? '’s clone' : ''}`;
    return {
      name,
      device: device(each.person, name, links, rows),
      tasks: each.does.map((does) => {
        const task = taskOf(ground, each.person, does, each.clone ?? false);
        return forked.has(each.person) ? { ...task, mayBeRefused: true } : task;
      }),
    };
  });
  if (alike) seats[alike[1]] = { ...seats[alike[1]]!, device: seats[alike[0]]!.device };
  return {
    name: plan.name,
    seats,
    hears,
    joined,
    alike,
    cut: bounds.cuts > 0 ? cut : undefined,
    bounds,
    startMs,
    liars: new Set([...forked].map((person) => members[person]!)),
    isTrue: verifier.check,
    types: new Map(modules.flatMap(({ recordTypes }) => recordTypes).map((type) => [type.type, type])),
    carrierOptions: nodeOptions(modules, founded.carried),
  };
}

/** The cases of so many nodes. */
export const casesOf = (ground: Ground, nodes: number, bounds: Bounds): readonly FramesCase[] =>
  PLANS.filter(({ who }) => who.length === nodes).map((plan) => caseOf(ground, plan, bounds));
