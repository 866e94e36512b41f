// Each invariant holds in a world, and is broken by something planted: a check that cannot fail proves nothing.

import { describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { CHARTER } from '#modules/charter.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import type { GovernanceModuleState } from '#modules/governance/module.ts';
import { bind } from '#modules/governance/records.ts';
import type { Topic } from '#modules/governance/state.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { lineOf } from '#modules/roster/state.ts';
import { INVARIANTS, violations, type Surveyed, type Watched } from '#sim/invariants/table.ts';
import { act, call, hamlet } from '../support/hamlet.ts';

/** A hamlet that paid, called for help and decided something, with everybody connected. */
function village(): { world: Surveyed; proposal: RecordId } {
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
  const nodes = world.hosts.map(({ name, node, stored }): Watched => ({ name, node, stored: [...stored.values()] }));
  const { carrierOptions } = place.town;
  return {
    proposal: proposal!,
    world: {
      nodes,
      nowMs: world.nowMs(),
      liars: new Set(),
      groups: 1,
      restarted(_watched, stored) {
        const again = createNode({ ...carrierOptions, seed: 'again' }, world.nowMs());
        again.handle({ kind: 'loaded', stored }, world.nowMs());
        return again;
      },
    },
  };
}

const { world, proposal } = village();
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
};

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
});
