// Can a matter still be brought to an end, where all are connected, honest and hold everything?
//
// Everybody does what the product offers: devices do their duties, people bind what they can, and where
// nothing can be bound they agree on the matter that is furthest and say so again. If that
// leads nowhere, the state is a dead end. Only the production code says what is offered.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Plan } from '#protocol/node/module.ts';
import { isFinal, matterOf, type Matter } from '#modules/governance/matter.ts';
import { leadingOption, type Choice } from '#modules/governance/ballots.ts';
import { ballot } from '#modules/governance/records.ts';
import { lineOf } from '#modules/roster/state.ts';
import { hearPlan, type Desk, type Word } from './desk.ts';
import type { SmallPlace } from './place.ts';
import type { Mask, View } from './search.ts';

export type Ending = {
  readonly place: SmallPlace;
  readonly words: readonly Word[];
  readonly matters: readonly RecordId[];
  /** Candidates for the next page; if there are any, one must be closed. */
  readonly pages: readonly RecordId[];
};

/** Twelve revisions of a ballot, each with everybody's acts. */
const ROUNDS_MAX = 30;
const REPEATS = 3;

export function endings(ending: Ending, desk: (view: View) => Desk): (said: readonly Mask[]) => boolean {
  const known = new Map<string, boolean>();
  return (said) => {
    const at = desk({ self: undefined, heard: said, papers: 2 ** 8 - 1 });
    const passed: string[] = [];
    let good = false;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      good = isSettled(ending, at);
      const name = good ? '' : nameOf(ending, at);
      if (good || known.has(name)) {
        good ||= known.get(name)!;
        break;
      }
      passed.push(name);
      if (!goOn(ending, at)) break;
    }
    for (const name of passed) known.set(name, good);
    return good;
  };
}

const read = (id: RecordId, { governance, directory }: Desk): Matter | undefined => {
  const found = matterOf(governance, id, directory);
  return found.kind === 'matter' ? found : undefined;
};

/** Of each slot one matter has passed, or all that can be read are rejected; and a page is closed where one was to be. */
function isSettled({ matters, pages }: Ending, at: Desk): boolean {
  const line = lineOf(at.people);
  if (pages.length > 0 && !pages.some((page) => line.rosters.has(page))) return false;
  const readable = matters.flatMap((id) => read(id, at) ?? []);
  return (
    readable.some(({ outcome }) => outcome.kind === 'passed') ||
    readable.every(({ outcome }) => outcome.kind === 'rejected')
  );
}

/** The state by all that can still matter: last ballots, binds, and what was said of pages. */
function nameOf({ matters }: Ending, { governance, people }: Desk): string {
  const said = matters.flatMap((id) =>
    [...(governance.topics.get(id)?.voices ?? [])].flatMap(([kind, rosters]) =>
      [...rosters.values()].flatMap((voices) =>
        [...voices].map(([member, spoken]) => {
          const revisions = [...spoken.keys()];
          const counting = kind === ballot.kind ? [Math.max(...revisions)] : revisions;
          return `${id}${kind}${member}${counting.map((at) => `${at}:${[...spoken.get(at)!.keys()].sort().join('+')}`).join()}`;
        }),
      ),
    ),
  );
  const pages = [...people.readies, ...people.confirms].map(([id, voices]) => {
    return `${id}${[...voices]
      .map(([who, what]) => `${who}${[...what].sort().join('+')}`)
      .sort()
      .join()}`;
  });
  return [...said.sort(), ...pages.sort()].join('|');
}

/** Everybody does once what is offered; false where nothing was. */
function goOn({ place, matters }: Ending, at: Desk): boolean {
  let moved = false;
  const say = (member: number, plan: Plan | undefined): boolean => {
    if (!plan?.statements?.length) return false;
    hearPlan(at, place.members[member]!, plan);
    return (moved = true);
  };
  const everybody = place.members.map((_, i) => i);
  for (const member of everybody) say(member, { statements: at.duties(member) });
  const open = (): Matter[] =>
    matters
      .flatMap((id) => read(id, at) ?? [])
      .filter((matter) => !isFinal(matter))
      .sort((a, b) => b.bound.size - a.bound.size || (a.id < b.id ? -1 : 1));
  for (const member of everybody) {
    const offers = open().flatMap((matter) => choicesOf(matter).map((choice) => ({ proposal: matter.id, choice })));
    for (const offer of offers) if (say(member, at.act(member, 'bind', offer))) break;
  }
  if (moved) return true;
  // Nothing can be bound: all agree on what is furthest, or on giving it up where it cannot pass.
  for (const matter of open()) {
    const option = leadingOption(matter);
    for (const says of [{ options: [option] }, 'give up'] as const) {
      for (const member of everybody) say(member, at.act(member, 'cast', { proposal: matter.id, says }));
      // Devices repeat the ballots of those who have bound already.
      for (let round = 0; round < REPEATS; round++)
        for (const member of everybody) say(member, { statements: at.duties(member) });
      const bound = everybody.some((member) =>
        say(member, at.act(member, 'bind', { proposal: matter.id, choice: says === 'give up' ? 'none' : option })),
      );
      if (bound) return true;
    }
  }
  return moved;
}

/** What can be bound, what most are bound to first. */
function choicesOf(matter: Matter): readonly Choice[] {
  const choices: Choice[] = [...matter.boundTo.keys(), 'none'];
  const bound = (choice: Choice): number => (choice === 'none' ? matter.boundToNone : matter.boundTo[choice]!).length;
  return choices.sort((a, b) => bound(b) - bound(a));
}
