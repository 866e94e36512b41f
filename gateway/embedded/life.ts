// What simulated members do by themselves: the habits of good neighbours, as a table.
//
// Each of them looks around every few seconds, one after the other, and does at most one thing. They act
// through the same acts as people, so that everything they say is checked and carried like anyone's words.

import { fromHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Act, Self, Surroundings } from '#protocol/node/module.ts';
import type { ClockPort } from '#protocol/node/ports.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { sosCards } from '#modules/emergency/sos.ts';
import { ballotsOn } from '#modules/governance/ballots.ts';
import { matters, statusOf } from '#modules/governance/queries.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { waitingForAdmission } from '#modules/roster/queries.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import type { Neighbour } from './neighbourhood.ts';

/** How often each of them looks around, and how far apart in time neighbours do. */
const LOOK_EVERY_MS = 6000;
const APART_MS = 900;
/** Somebody of flesh may take a call first: neighbours wait so long, each a little longer than the last. */
const TAKE_AFTER_MS = 25_000;
const TAKE_APART_MS = 12_000;
/** Neighbours think before they vote. */
const THINK_MS = 15_000;
const GENESIS_ZERO_MS = 1_577_836_800_000;

type View = {
  readonly neighbour: Neighbour;
  readonly self: Self;
  readonly around: Surroundings;
  readonly nowMs: number;
};
/** What a neighbour would do now, if anything. */
type Habit = (view: View) => Act | undefined;

const since = (view: View, id: Parameters<Surroundings['heldSinceMs']>[0]): number =>
  view.nowMs - (view.around.heldSinceMs(id) ?? view.nowMs);

const takeCalls: Habit = (view) => {
  const { neighbour, self, around } = view;
  const waitMs = TAKE_AFTER_MS + neighbour.seat * TAKE_APART_MS;
  const card = sosCards(neighbour.node.state('emergency') as EmergencyState, around).find(
    ({ status, caller, takers, id }) =>
      status === 'open' && caller !== self.member && takers.length === 0 && since(view, id) > waitMs,
  );
  return card && { module: 'emergency', name: 'take', args: { sos: card.id, etaMinutes: 10, text: 'On my way' } };
};

/** With the first house that admits, these make the three sponsors; more would only cost air. */
const VOUCHING_SEATS: readonly number[] = [2, 3];
const vouch: Habit = ({ neighbour, self }) => {
  if (!VOUCHING_SEATS.includes(neighbour.seat)) return undefined;
  const waiting = waitingForAdmission(neighbour.node.state('roster') as RosterState);
  const one = waiting.find(
    ({ found }) =>
      found.sponsorsMissing + found.householdsMissing > 0 &&
      found.barred === undefined &&
      !found.sponsors.includes(self.member),
  );
  return one && { module: 'roster', name: 'sponsor', args: { person: one.person.id } };
};

/** The first house keeps the book; everybody else's device confirms or objects by itself. */
const closePage: Habit = ({ neighbour, nowMs }) => {
  if (neighbour.seat !== 1) return undefined;
  if (!waitingForAdmission(neighbour.node.state('roster') as RosterState).some(({ ready }) => ready)) return undefined;
  const stateHash = fromHex(neighbour.node.stateHash());
  assert(stateHash.ok, 'a state hash is hex');
  const claimedMinute = Math.floor((nowMs - GENESIS_ZERO_MS) / 60_000);
  const args = { stateHash: stateHash.value, frontier: neighbour.node.frontierDigest(), claimedMinute, epoch: 0 };
  return { module: 'roster', name: 'checkpoint', args };
};

/** They consent to what is proposed, and bind when their own device finds nothing missing. */
const decide: Habit = (view) => {
  const { neighbour, self, around } = view;
  const state = neighbour.node.state('governance') as GovernanceState | undefined;
  if (state === undefined) return undefined;
  for (const matter of matters(state, around)) {
    const { id } = matter.proposal;
    if (matter.outcome.kind !== 'open' || matter.bound.has(self.member) || since(view, id) < THINK_MS) continue;
    const status = statusOf(state, id, self, around);
    if (!('matter' in status)) continue;
    if (!ballotsOn(matter).has(self.member))
      return { module: 'governance', name: 'cast', args: { proposal: id, says: { options: [0] } } };
    if (status.missing.length === 0)
      return { module: 'governance', name: 'bind', args: { proposal: id, choice: status.tally.leading } };
  }
  return undefined;
};

/** Most pressing first; a neighbour does one thing at a look. */
const HABITS: readonly Habit[] = [takeCalls, decide, vouch, closePage];

export type Life = { stop(): void };

export function startLife(neighbours: readonly Neighbour[], clock: ClockPort): Life {
  const callsOff = new Map<number, () => void>();
  const look = async (neighbour: Neighbour): Promise<void> => {
    const { self } = neighbour.node;
    const nowMs = clock.nowMs();
    if (self) {
      const view: View = { neighbour, self, around: neighbour.node.around(nowMs), nowMs };
      for (const habit of HABITS) {
        const act = habit(view);
        // A refusal is an answer like any other: the next look may find things changed.
        if (act && (await neighbour.driver.act(act)).ok) break;
      }
    }
    if (callsOff.has(neighbour.seat)) again(neighbour, LOOK_EVERY_MS);
  };
  const again = (neighbour: Neighbour, afterMs: number): void => {
    callsOff.set(
      neighbour.seat,
      clock.at(clock.nowMs() + afterMs, () => void look(neighbour)),
    );
  };
  for (const neighbour of neighbours) again(neighbour, LOOK_EVERY_MS + neighbour.seat * APART_MS);
  return {
    stop() {
      for (const callOff of callsOff.values()) callOff();
      callsOff.clear();
    },
  };
}
