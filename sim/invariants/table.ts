// What must never be untrue in any world, as a table (design: decisions, invariants I1 to I20).
//
// Each check reads the nodes of a world through the same functions that screens use, and answers in words
// what is not so. `always` holds after every step; `calm` once all are connected and nothing is on its
// way. What is set aside, ends by itself, or is counted on air and disk stands in bounds.ts.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import { balances } from '#modules/economy/accounts.ts';
import { booksOf, COMMONS, type Books } from '#modules/economy/books.ts';
import { conflictOf, conflicts, exposure } from '#modules/economy/conflict.ts';
import { limitOf } from '#modules/economy/limits.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { certificateContent } from '#modules/governance/certificate.ts';
import { lateBlocks } from '#modules/governance/late-blocks.ts';
import { bindValueOf, type Matter } from '#modules/governance/matter.ts';
import { matters } from '#modules/governance/queries.ts';
import { bind } from '#modules/governance/records.ts';
import { voicesOn, type GovernanceState } from '#modules/governance/state.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { lineOf } from '#modules/roster/state.ts';
import { BOUNDS } from './bounds.ts';
import { untrue } from './signatures.ts';
import type { Invariant, Surveyed, Watched } from './surveyed.ts';

/** Worlds of stand-in modules keep no matters, no accounts and no pages: nothing is asked of those then. */
const keeping = (nodes: readonly Watched[], module: string): readonly Watched[] =>
  nodes.filter(({ node }) => node.state(module) !== undefined);
const read = (node: FolkmootNode): readonly Matter[] =>
  node.directory.community === undefined || node.state('governance') === undefined
    ? []
    : matters(node.state('governance') as GovernanceState, node);
const books = ({ node }: Watched, nowMs: number): Books =>
  booksOf(node.state('economy') as EconomyState, 'credits', node.around(nowMs));
const hasBooks = (node: FolkmootNode): boolean => node.state('economy') !== undefined;
const line = (node: FolkmootNode) => lineOf(node.state('roster') as RosterState);
const short = (id: string): string => id.slice(0, 8);
const YEAR_MS = 365 * 86_400_000;

/** Does anything differ among the nodes that answer with the same key? */
function differing<T>(
  nodes: readonly Watched[],
  answers: (watched: Watched) => Iterable<readonly [string, T]>,
  words: (key: string, one: string, other: string) => string,
): string[] {
  const first = new Map<string, { readonly name: string; readonly answer: T }>();
  const found: string[] = [];
  for (const watched of nodes) {
    for (const [key, answer] of answers(watched)) {
      const known = first.get(key);
      if (!known) first.set(key, { name: watched.name, answer });
      else if (known.answer !== answer) found.push(words(key, known.name, watched.name));
    }
  }
  return found;
}

const finalOf = ({ outcome }: Matter): string | undefined =>
  outcome.kind === 'passed' ? `passed ${outcome.option}` : outcome.kind === 'rejected' ? 'rejected' : undefined;

const slotOf = ({ proposal }: Matter): string | undefined =>
  proposal.body.slot ? `${proposal.body.slot.name} over ${proposal.body.roster}` : undefined;

/** More keys lie in a matter's roster than it allows for: nothing is promised then. */
const isBeyond = ({ roster, liarsAllowed }: Matter, liars: ReadonlySet<MemberId>): boolean =>
  roster.members.filter((member) => liars.has(member)).length > liarsAllowed;

const outcomes = (node: FolkmootNode): string =>
  read(node)
    .map(({ id, outcome }) => `${id} ${JSON.stringify(outcome)}`)
    .join('\n');

export const INVARIANTS: readonly Invariant[] = [
  {
    id: 'I1',
    words: 'no two contrary final results while no more lie than are allowed for',
    holds: 'always',
    check: ({ nodes, liars }) => {
      const trusted = (node: FolkmootNode): readonly Matter[] =>
        read(node).filter((matter) => !isBeyond(matter, liars));
      return [
        ...differing(
          nodes,
          ({ node }) =>
            trusted(node).flatMap((matter) => (finalOf(matter) ? [[matter.id, finalOf(matter)!] as const] : [])),
          (id, one, other) => `${one} and ${other} read contrary results of ${short(id)}`,
        ),
        ...differing(
          nodes,
          ({ node }) =>
            trusted(node).flatMap((matter) =>
              slotOf(matter) && matter.outcome.kind === 'passed' ? [[slotOf(matter)!, matter.id] as const] : [],
            ),
          (slot, one, other) => `${one} and ${other} read two matters as passed on "${slot}"`,
        ),
      ];
    },
  },
  {
    id: 'I2',
    words: 'same records, same certificate bytes',
    holds: 'always',
    check: ({ nodes }) =>
      differing(
        nodes,
        ({ node }) => {
          const held = toHex(node.frontierDigest());
          return read(node).map(
            (matter) => [`${held}/${matter.id}`, toHex(certificateContent(matter, node.directory))] as const,
          );
        },
        (key, one, other) => `${one} and ${other} hold the same and certify ${short(key.split('/')[1]!)} differently`,
      ),
  },
  {
    id: 'I3',
    words: 'every result can be worked out from the records alone',
    holds: 'calm',
    check: ({ nodes, restarted }) =>
      nodes.flatMap((watched) => {
        if (!restarted || !watched.stored) return [];
        const again = restarted(watched, watched.stored);
        return outcomes(again) === outcomes(watched.node)
          ? []
          : [`${watched.name} reads other results after a restart`];
      }),
  },
  {
    id: 'I4',
    words: 'nothing without its author’s signature has effect',
    holds: 'always',
    check: ({ nodes }) =>
      nodes.flatMap(({ name, node }) =>
        node.records.logs().flatMap(({ member, log }) =>
          node.records.ids(member, log, 1).flatMap((id) => {
            const held = node.records.get(id)!;
            const proven = held.single !== undefined || held.bundles.length > 0;
            return proven ? [] : [`${name} holds ${short(id)} with no signature over it`];
          }),
        ),
      ),
    checkInCalm: untrue,
  },
  {
    id: 'I5',
    words: 'a call for help is with everybody once all are connected',
    holds: 'calm',
    check: ({ nodes }) => {
      const calls = ({ node }: Watched): readonly RecordId[] => [
        ...(node.state('emergency') as EmergencyState).sos.keys(),
      ];
      const callers = keeping(nodes, 'emergency');
      const all = new Set(callers.flatMap(calls));
      return callers.flatMap(({ name, node }) =>
        [...all].flatMap((id) => (node.records.get(id) ? [] : [`${name} does not hold the call ${short(id)}`])),
      );
    },
  },
  {
    id: 'I6',
    words: 'an honest late block is reviewed',
    holds: 'always',
    check: ({ nodes }) =>
      nodes.flatMap(({ name, node }) =>
        read(node).flatMap((matter) => {
          if (matter.outcome.kind !== 'passed') return [];
          const reviewed = new Set(lateBlocks(matter).map(({ record }) => record.member));
          return [...matter.topic.blockReasons.values()].flatMap(({ record, body }) => {
            const late = body.bindsHeld < matter.quorum && !voicesOn(matter.topic, bind.kind).has(record.member);
            const counted = matter.roster.members.includes(record.member);
            return late && counted && !reviewed.has(record.member)
              ? [`${name} passes over the late block of ${short(record.member)}`]
              : [];
          });
        }),
      ),
  },
  {
    id: 'I7',
    words: 'balances sum to zero',
    holds: 'always',
    check: ({ nodes, nowMs }) =>
      keeping(nodes, 'economy').flatMap((watched) => {
        const sum = [...balances(books(watched, nowMs)).values()].reduce((total, amount) => total + amount, 0);
        return sum === 0 ? [] : [`the balances on ${watched.name} sum to ${sum}`];
      }),
  },
  {
    id: 'I8',
    words: 'no honest account passes its limit',
    holds: 'always',
    check: ({ nodes, nowMs, liars }) =>
      keeping(nodes, 'economy').flatMap((watched) => {
        const read = books(watched, nowMs);
        return [...balances(read)].flatMap(([member, balance]) => {
          if (member === COMMONS || liars.has(member) || conflictOf(read, member)) return [];
          const limit = limitOf(read, member);
          return balance >= -limit ? [] : [`on ${watched.name} ${short(member)} stands at ${balance}, below -${limit}`];
        });
      }),
  },
  {
    id: 'I9',
    words: 'the loss by m forkers is at most m(B-1)T',
    holds: 'always',
    check: ({ nodes, nowMs, groups }) =>
      keeping(nodes, 'economy').flatMap((watched) => {
        const read = books(watched, nowMs);
        const found = conflicts(read);
        const loss = found.reduce((sum, { owedBeyondLimit }) => sum + owedBeyondLimit, 0);
        const most = exposure(read.terms, found.length, groups);
        return loss <= most ? [] : [`on ${watched.name} forkers owe ${loss}, more than ${most}`];
      }),
  },
  {
    id: 'I13',
    words: 'checkpoints form one line',
    holds: 'always',
    check: ({ nodes, liars }) => [
      ...differing(
        keeping(nodes, 'roster'),
        ({ node }) => line(node).named.map((page, number) => [String(number), page] as const),
        (number, one, other) => `${one} and ${other} have different pages ${number}`,
      ),
      ...keeping(nodes, 'roster').flatMap(({ name, node }) =>
        line(node).split && liars.size === 0 ? [`${name} sees the line of pages split`] : [],
      ),
    ],
  },
  {
    id: 'I14',
    words: 'only who is in the roster that a matter froze counts for it, and it passes with a quorum of them',
    holds: 'always',
    check: ({ nodes }) =>
      nodes.flatMap(({ name, node }) =>
        read(node).flatMap((matter) => {
          const { outcome, roster, topic, rule } = matter;
          if (outcome.kind !== 'passed') return [];
          const said = voicesOn(topic, bind.kind);
          const bound = roster.members.filter((member) => said.get(member)?.get(0)?.has(bindValueOf(outcome.option)));
          const needed = quorumOf(roster.members.length, rule.gravity);
          return bound.length >= needed
            ? []
            : [`on ${name} ${short(matter.id)} has passed with ${bound.length} of ${needed}`];
        }),
      ),
  },
  {
    id: 'I15',
    words: 'replay and duplication change nothing',
    holds: 'calm',
    check: ({ nodes, restarted }) =>
      nodes.flatMap((watched) => {
        const { node, stored } = watched;
        if (!restarted || !stored) return [];
        const twice = restarted(watched, [...[...stored].reverse(), ...stored]);
        return twice.stateHash() === node.stateHash()
          ? []
          : [`${watched.name} means something else when it hears all twice`];
      }),
  },
  {
    id: 'I16',
    words: 'a clock that is a year off changes no outcome and no balance',
    holds: 'always',
    check: ({ nodes, nowMs }) =>
      keeping(nodes, 'economy').flatMap((watched) => {
        const now = [...balances(books(watched, nowMs))].sort().join();
        const later = [...balances(books(watched, nowMs + YEAR_MS))].sort().join();
        return now === later ? [] : [`${watched.name} has other balances when its clock is a year ahead`];
      }),
    checkInCalm: ({ nodes, nowMs, restarted }) =>
      nodes.flatMap((watched) =>
        [-YEAR_MS, YEAR_MS].flatMap((aheadMs) => {
          if (!restarted || !watched.stored) return [];
          const again = restarted(watched, watched.stored, aheadMs);
          const meant = (node: FolkmootNode): string =>
            [
              node.stateHash(),
              outcomes(node),
              ...(hasBooks(node) ? [...balances(books({ ...watched, node }, nowMs))].sort() : []),
            ].join('\n');
          return meant(again) === meant(watched.node)
            ? []
            : [`${watched.name} means something else when its clock is ${aheadMs / 86_400_000} days ahead`];
        }),
      ),
  },
  {
    id: 'I17',
    words: 'connected honest nodes come to one state',
    holds: 'calm',
    check: ({ nodes }) =>
      differing(
        nodes,
        ({ node }) => [['state', node.stateHash()] as const],
        (_key, one, other) => `${one} and ${other} hold different states`,
      ),
  },
  ...BOUNDS,
];

/** Everything that is not so, with the invariant that it breaks; the calm ones only where all is calm. */
export function violations(world: Surveyed, calm: boolean): readonly string[] {
  return INVARIANTS.flatMap(({ id, words, holds, check, checkInCalm }) => {
    const found = [...(calm || holds === 'always' ? check(world) : []), ...(calm ? (checkInCalm?.(world) ?? []) : [])];
    return found.map((what) => `${id} (${words}): ${what}`);
  });
}
