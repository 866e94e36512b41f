// What waits for this member: things that only this person can do, most pressing first.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { Self } from '#protocol/node/module.ts';
import { booksOf } from '#modules/economy/books.ts';
import { countsToWitness, drawsWaitingFor } from '#modules/economy/drawing.ts';
import { waitingFor } from '#modules/economy/spending.ts';
import { UNITS } from '#modules/economy/units.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { amountText } from '#modules/economy/money.ts';
import { ballotsOn } from '#modules/governance/ballots.ts';
import { bindRefusals, periodsMs, periodsOver } from '#modules/governance/binding.ts';
import { isFinal } from '#modules/governance/matter.ts';
import { matters, tallySoFar } from '#modules/governance/queries.ts';
import { wordsOf } from '#modules/governance/words.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { waitingForAdmission } from '#modules/roster/queries.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { personPicture } from './person.ts';

export type AskPicture = {
  readonly id: string;
  readonly what: 'bind' | 'ballot' | 'again' | 'payment' | 'draw' | 'sponsor' | 'page';
  /** What it is about, in the words of whoever asks. */
  readonly title: string;
  readonly where: 'decide' | 'trade' | 'shares' | 'people';
  /** When it ends; undefined where it waits. */
  readonly untilMs: number | undefined;
};

export function asksOf(node: FolkmootNode, nowMs: number): readonly AskPicture[] {
  const { self } = node;
  if (self === undefined || node.directory.person(self.member)?.standing !== 'member') return [];
  return [
    ...matterAsks(node, self, nowMs),
    ...paymentAsks(node, self, nowMs),
    ...drawAsks(node, self, nowMs),
    ...newcomerAsks(node, self),
  ];
}

function matterAsks(node: FolkmootNode, self: Self, nowMs: number): readonly AskPicture[] {
  const state = node.state('governance') as GovernanceState;
  const around = node.around(nowMs);
  const asked = matters(state, around).filter(
    (matter) =>
      !isFinal(matter) &&
      self.log === 0 &&
      matter.roster.members.includes(self.member) &&
      !matter.bound.has(self.member),
  );
  return asked
    .flatMap((matter): readonly AskPicture[] => {
      const { leading } = tallySoFar(matter, around);
      const canBind = bindRefusals(state, matter, leading, self, around).length === 0;
      const spoke = ballotsOn(matter).has(self.member);
      const again = matter.rule.periods > 1 && periodsOver(matter, around) === 1;
      if (!canBind && spoke && !again) return [];
      const heldMs = around.heldSinceMs(matter.id);
      return [
        {
          id: matter.id,
          what: canBind ? 'bind' : spoke ? 'again' : 'ballot',
          title: wordsOf(matter).title,
          where: 'decide',
          untilMs: canBind || heldMs === undefined ? undefined : heldMs + periodsMs(matter),
        },
      ];
    })
    .sort((a, b) => (a.what === b.what ? (a.untilMs ?? 0) - (b.untilMs ?? 0) : a.what === 'bind' ? -1 : 1));
}

function paymentAsks(node: FolkmootNode, self: Self, nowMs: number): readonly AskPicture[] {
  const waiting = UNITS.flatMap((unit) =>
    waitingFor(booksOf(node.state('economy') as EconomyState, unit, node.around(nowMs)), self.member),
  );
  return waiting
    .filter(({ refusal }) => refusal !== undefined)
    .map(({ id, record, body }) => ({
      id,
      what: 'payment',
      title: `${nameIn(node, record.member)}: ${amountText(body.amount)}`,
      where: 'trade',
      untilMs: undefined,
    }));
}

function drawAsks(node: FolkmootNode, self: Self, nowMs: number): readonly AskPicture[] {
  const books = booksOf(node.state('economy') as EconomyState, 'credits', node.around(nowMs));
  return [...drawsWaitingFor(books, self.member), ...countsToWitness(books, self.member)].map(
    ({ id, record, body }) => ({
      id,
      what: 'draw',
      title: `${nameIn(node, record.member)}: ${books.state.lines.get(body.line)?.body.name ?? ''} ${amountText(body.quantity)}`,
      where: 'shares',
      untilMs: undefined,
    }),
  );
}

function newcomerAsks(node: FolkmootNode, self: Self): readonly AskPicture[] {
  return waitingForAdmission(node.state('roster') as RosterState)
    .filter(({ found, ready }) => ready || !found.sponsors.includes(self.member))
    .map(({ person, ready }) => ({
      id: `${ready ? 'page' : 'sponsor'}/${person.id}`,
      what: ready ? 'page' : 'sponsor',
      title: nameIn(node, person.id),
      where: 'people',
      untilMs: undefined,
    }));
}

const nameIn = (node: FolkmootNode, id: MemberId): string => personPicture(node.directory, id, node.self?.member).name;
