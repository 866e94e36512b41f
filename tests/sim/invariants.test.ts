// Each invariant holds in a world, and is broken by something planted: a check that cannot fail proves nothing.

import { describe, expect, test } from 'vitest';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import { mapRow, readRow } from '#protocol/node/archive.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { CHARTER } from '#modules/charter.ts';
import { shownKind } from '#modules/emergency/records.ts';
import { POWER_OPENING } from '#modules/emergency/power-terms.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import type { GovernanceModuleState } from '#modules/governance/module.ts';
import { bind } from '#modules/governance/records.ts';
import type { Topic } from '#modules/governance/state.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { lineOf } from '#modules/roster/state.ts';
import { survey } from '#sim/invariants/survey.ts';
import type { Surveyed } from '#sim/invariants/surveyed.ts';
import { INVARIANTS, violations } from '#sim/invariants/table.ts';
import { act, call, hamlet } from '../support/hamlet.ts';

/** A hamlet that paid, called for help and decided something, with everybody connected. */
function village(): { community: Uint8Array; world: Surveyed; proposal: RecordId } {
  const place = hamlet({ seed: 'invariants', houses: 4 });
  const { world, people } = place;
  world.runUntil(0.5);
  act(place, people[1]!, call('help'));
  const payee = people[2]!.phone.node.self!.member;
  act(place, people[1]!, { module: 'economy', name: 'pay', args: { payee, amount: 700, memo: '' } });
  const [proposal] = act(place, people[0]!, {
    module: 'governance',
    name: 'propose',
    args: {
      kind: 'ordinary',
      method: 'consent',
      periodHours: 1,
      slot: { name: 'one thing', round: 0 },
      frontier: new Uint8Array(8),
      title: 'One thing',
      options: [],
      text: '',
    },
  });
  world.runUntil(1);
  for (const person of people)
    act(place, person, { module: 'governance', name: 'cast', args: { proposal, says: { options: [0] } } });
  world.runUntil(2.5);
  for (const person of people.slice(0, 3)) {
    world.act(person.phone, { module: 'governance', name: 'bind', args: { proposal, choice: 0 } });
  }
  world.runUntil(4);
  const isTrue = (claim: Claim): boolean => world.verifier.check(claim);
  return {
    community: place.town.community,
    proposal: proposal!,
    world: survey(world, { ...place.town, groups: 1, isTrue }),
  };
}

const { community, world, proposal } = village();
const governance = (node: FolkmootNode) => node.state('governance') as GovernanceModuleState;

/** The world with another first node. */
const planted = (change: (node: FolkmootNode) => Partial<FolkmootNode>): Surveyed => {
  const [first, ...rest] = world.nodes;
  return { ...world, nodes: [{ ...first!, node: { ...first!.node, ...change(first!.node) } }, ...rest] };
};
const withState = (name: string, state: (node: FolkmootNode) => unknown): Surveyed =>
  planted((node) => ({ state: (module) => (module === name ? state(node) : node.state(module)) }));
const withTopic = (change: (topic: Topic, matter: Matter) => Partial<Topic>): Surveyed =>
  withState('governance', (node) => {
    const state = governance(node);
    const topic = state.topics.get(proposal)!;
    const matter = matterOf(state, proposal, node.directory) as Matter;
    const topics = new Map(state.topics);
    topics.set(proposal, { ...topic, derived: undefined, ...change(topic, matter) });
    return { ...state, topics };
  });

/** Everybody said this one value. */
const allBind = (value: number, members?: number) =>
  withTopic((topic, { roster }) => {
    const spoken = roster.members
      .slice(0, members)
      .map((member) => [member, new Map([[0, new Map([[value, new Set([0])]])]])] as const);
    return { voices: new Map(topic.voices).set(bind.kind, new Map([[roster.checkpoint, new Map(spoken)]])) };
  });

const around = (
  node: FolkmootNode,
  charter: (nowMs: number) => ReadonlyMap<number, number>,
): Partial<FolkmootNode> => ({
  around: (nowMs) => {
    const real = node.around(nowMs);
    return { ...real, directory: { ...real.directory, charterAt: () => charter(nowMs) } };
  },
});
const HOUR_MS = 3_600_000;
const LIMIT = CHARTER['economy.credit-limit'].number;

const payer = (node: FolkmootNode) => [...(node.state('economy') as EconomyState).transfers.values()][0]!.record.member;

/** The account that paid 7 credits has bound itself to a limit of 1. */
function lowered(node: FolkmootNode): EconomyState {
  const state = node.state('economy') as EconomyState;
  const [transfer] = [...state.transfers.values()];
  const body = { unit: 'credits' as const, since: transfer!.body.since, limit: 100 };
  return {
    ...state,
    limits: new Map([[proposal, { id: proposal, record: transfer!.record, body }]]),
    limitsOf: new Map([[payer(node), [proposal]]]),
  };
}

const counting = <B extends { readonly amount: number }>(body: B, amount: () => number): B =>
  Object.defineProperty({ ...body }, 'amount', { get: amount });

/** A stock of 10, half of it in the payer's hands, who takes all with both signatures. */
function overdrawn(node: FolkmootNode): EconomyState {
  const state = node.state('economy') as EconomyState;
  const [transfer] = [...state.transfers.values()];
  const { record, body } = transfer!;
  const [line, draw, answer] = ['line', 'draw', 'answer'] as RecordId[] as [RecordId, RecordId, RecordId];
  const shares = [
    { holder: record.member, quantity: 5 },
    { holder: body.payee, quantity: 5 },
  ];
  const taken = {
    line,
    step: 'draw',
    other: body.payee,
    quantity: 10,
    drawn: 10,
    since: body.since,
    text: '',
  } as const;
  const accepted = { answer: 'accepted' as const, transfers: [draw] };
  return {
    ...state,
    lines: new Map([[line, { id: line, record, body: { kind: 'my stock', shares, measure: 'litres', name: 'fuel' } }]]),
    draws: new Map([[draw, { id: draw, record, body: taken as never }]]),
    drawsOn: new Map([[line, [draw]]]),
    drawsBy: new Map([[record.member, [draw]]]),
    answers: new Map([[answer, { id: answer, record: { ...record, member: body.payee }, body: accepted as never }]]),
    answersTo: new Map([[draw, [answer]]]),
    compared: undefined,
  };
}

/** A power over fuel that five people of five households started an hour ago; `heldMs` answers when it was first held. */
function underPower(node: FolkmootNode, heldMs: () => number, clock: (nowMs: number) => number): Partial<FolkmootNode> {
  const [matter, start] = [proposal, 'start' as RecordId];
  const text = `${POWER_OPENING}fuel\n10 litres, 24 hours, 3 renewals\nShares: 0 10`;
  const decision = { matter, kind: 'serious', method: 'consent', option: 0, text, lateBlocks: [] };
  const people = Array.from({ length: 5 }, (_, i) => String(i).repeat(64) as MemberId);
  const emergency = node.state('emergency') as EmergencyState;
  const record = { member: people[0]!, log: 0, keyVersion: 0, type: 30, seq: 1, time: 0, body: new Uint8Array(0) };
  const body = { step: 'start', about: matter, hours: 24, roster: 1, text: '' } as const;
  const votes = new Map(people.map((member) => [member, new Map([[0, 2]])]));
  const states: { readonly [module: string]: unknown } = {
    governance: { ...governance(node), decided: (opening: string) => (opening === POWER_OPENING ? [decision] : []) },
    emergency: {
      ...emergency,
      foundedAt: undefined,
      powers: new Map([[start, { id: start, record, body }]]),
      voices: new Map(emergency.voices).set(shownKind.kind, new Map([[start, votes]])),
    },
  };
  const state = (module: string): unknown => states[module] ?? node.state(module);
  return {
    state,
    around: (nowMs) => {
      const real = node.around(clock(nowMs));
      const person = (id: MemberId) => ({
        id,
        number: 0,
        name: '',
        household: 1 + people.indexOf(id),
        standing: 'member' as const,
      });
      const held = heldMs();
      return { ...real, state, knownSinceMs: 0, heldSinceMs: () => held, directory: { ...real.directory, person } };
    },
  };
}

/** The first node's disk with the signature of its first map turned into another's. */
const otherSignature = (): Surveyed => {
  const [first, ...rest] = world.nodes;
  const stored = first!.stored!.map((row) => {
    const read = row.key.startsWith('map/') ? readRow(row, community) : undefined;
    if (!read?.ok || read.value.kind !== 'map') return row;
    const { map } = read.value;
    const [single] = [...first!.node.records.places()].flatMap(({ id }) => first!.node.records.get(id)!.single ?? []);
    return mapRow({ ...map, signature: single! });
  });
  return { ...world, nodes: [{ ...first!, stored }, ...rest] };
};

/** For each invariant a world in which it is broken. */
const PLANTED: Readonly<Record<string, () => Surveyed>> = {
  I1: () => allBind(0),
  I2: () =>
    withState('governance', (node) => {
      const state = governance(node);
      const topics = new Map([...state.topics].map(([id, topic]) => [id, { ...topic, derived: undefined }]));
      return { ...state, topics, rules: { ...state.rules, countsFor: () => false } };
    }),
  I3: () => ({ ...world, restarted: (watched) => allBind(0).nodes[0]!.node ?? watched.node }),
  I4: () =>
    planted((node) => ({
      records: {
        ...node.records,
        get: (id) => {
          const held = node.records.get(id);
          return held && { ...held, single: undefined, bundles: [] };
        },
      },
    })),
  I5: () => planted((node) => ({ records: { ...node.records, get: () => undefined, logs: () => [] } })),
  I6: () =>
    withTopic((topic, matter) => {
      const silent = matter.roster.members.find((member) => !matter.bound.has(member))!;
      const record = { ...matter.proposal.record, member: silent };
      const body = { proposal, frontier: new Uint8Array(8), bindsHeld: 0, text: 'No' };
      const blockReasons = new Map([[proposal, { id: proposal, record, body }]]);
      const derived = topic.derived as { matter: Matter };
      const bound = new Set(matter.roster.members);
      return { blockReasons, derived: { ...derived, matter: { ...matter, topic: { ...topic, blockReasons }, bound } } };
    }),
  I7: () =>
    withState('economy', (node) => {
      const state = node.state('economy') as EconomyState;
      // What the payer gives is less than what the payee gets.
      let amount = 1;
      const transfers = new Map(
        [...state.transfers].map(([id, { body, ...said }]) => [id, { ...said, body: counting(body, () => amount++) }]),
      );
      return { ...state, transfers };
    }),
  I8: () => withState('economy', (node) => lowered(node)),
  I9: () => ({
    ...planted((node) => ({
      state: (module) => (module === 'economy' ? lowered(node) : node.state(module)),
      around: (nowMs) => {
        const real = node.around(nowMs);
        return { ...real, directory: { ...real.directory, underProof: () => new Set([payer(node)]) } };
      },
    })),
    groups: 0,
  }),
  I10: () => withState('economy', overdrawn),
  // A clock that stands still: its hours never end.
  I11: () =>
    planted((node) =>
      underPower(
        node,
        () => world.nowMs - HOUR_MS,
        () => world.nowMs,
      ),
    ),
  // Older when it is asked again: an end that has moved on.
  I12: () =>
    planted((node) => {
      let reads = 0;
      const power = underPower(
        node,
        () => world.nowMs - HOUR_MS - (reads-- > 0 ? 0 : 200 * HOUR_MS),
        (nowMs) => nowMs,
      );
      return { ...power, state: (module) => (module === 'emergency' && (reads = 1), power.state!(module)) };
    }),
  I13: () =>
    withState('roster', (node) => {
      const state = node.state('roster') as RosterState;
      const line = lineOf(state);
      return { ...state, line: { ...line, named: [...line.named].reverse() } };
    }),
  I14: () =>
    withTopic((topic, matter) => {
      const voices = new Map(topic.voices).set(bind.kind, new Map());
      const derived = topic.derived as { matter: Matter };
      return { voices, derived: { ...derived, matter: { ...matter, topic: { ...topic, voices } } } };
    }),
  I15: () => ({ ...world, restarted: (watched) => ({ ...watched.node, stateHash: () => 'another' }) }),
  I16: () => planted((node) => around(node, (nowMs) => new Map([[LIMIT, nowMs > world.nowMs ? 1000 : 10_000]]))),
  I17: () => planted(() => ({ stateHash: () => 'another' })),
  I18: () =>
    planted(() => ({ airtime: () => ({ spentMs: [0, 40_000, 0, 0], allowedMs: [36_000, 25_714, 23_000, 15_000] }) })),
  I19: () => {
    const [first, ...rest] = world.nodes;
    const lost = first!.stored!.findLast(({ key }) => key.startsWith('record/'));
    return { ...world, nodes: [{ ...first!, stored: first!.stored!.filter((row) => row !== lost) }, ...rest] };
  },
  I20: () => ({ ...world, longestFrameBytes: 232 }),
};

/** The parts of an invariant that its first plant does not touch. */
const PLANTED_BESIDES: readonly (readonly [string, string, () => Surveyed])[] = [
  ['I4', 'a stored map under the signature of something else', otherSignature],
  [
    'I4',
    'a record under the signature of another',
    () =>
      planted((node) => ({
        records: {
          ...node.records,
          get: (id) => {
            const held = node.records.get(id);
            return held && { ...held, single: held.single?.toReversed(), bundles: [] };
          },
        },
      })),
  ],
  [
    'I16',
    'a node whose clock is off reads other results',
    () => ({
      ...world,
      restarted: (watched, stored, aheadMs = 0) =>
        aheadMs > 0 ? { ...watched.node, stateHash: () => 'another' } : world.restarted!(watched, stored),
    }),
  ],
  [
    'I18',
    'a radio that sends more than the law allows',
    () => ({ ...world, radios: [{ name: 'loud', sentPct: 12, mayPct: 10 }] }),
  ],
  [
    'I19',
    'a node that comes back with less',
    () => ({ ...world, restarted: (watched, stored) => world.restarted!(watched, stored.slice(0, 1)) }),
  ],
];

describe('in a hamlet that paid, called for help and decided', () => {
  test('no invariant is broken', () => {
    expect(matterOf(governance(world.nodes[0]!.node), proposal, world.nodes[0]!.node.directory)).toMatchObject({
      outcome: { kind: 'passed' },
    });
    expect(violations(world, true)).toEqual([]);
  });

  test.each(INVARIANTS.map(({ id, words }) => [id, words]))('%s is seen broken where it is: %s', (id) => {
    const broken = violations(PLANTED[id]!(), true);
    expect(broken.filter((found) => found.startsWith(`${id} `))).not.toEqual([]);
  });

  test.each(PLANTED_BESIDES)('%s is seen broken by %s, too', (id, _words, place) => {
    expect(violations(place(), true).filter((found) => found.startsWith(`${id} `))).not.toEqual([]);
  });

  test('and all twenty of the design are among them', () => {
    expect(INVARIANTS.map(({ id }) => Number(id.slice(1))).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});
