// Who is safe, who needs help, who has not been heard of (README §3.6).
//
// A person's own word stands before what others saw of that person. Of two own words that nothing
// orders, "need help" stands: it is the one that does less harm if it is wrong.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import { rollCallKind, type CheckIn, type Condition } from './records.ts';
import { lastSaid, type EmergencyState, type Said } from './state.ts';
import type { Position } from './whereabouts.ts';

export type Accounted = 'needs help' | 'safe' | 'away' | 'not heard of';

export type Account = {
  readonly member: MemberId;
  readonly state: Accounted;
  /** Who said so; undefined where nobody did. */
  readonly saidBy: MemberId | undefined;
  /** Where the person was last seen or said to be, whatever the condition. */
  readonly lastSeen: Sighting | undefined;
};

export type Sighting = {
  readonly record: RecordId;
  readonly by: MemberId;
  readonly condition: Condition;
  readonly position: Position | null;
  readonly text: string;
  /** When this device first held it. */
  readonly heldSinceMs: number;
};

export type Scope = {
  /** An alert that called the roll: its answers count, and only drills count for a drill. */
  readonly alert?: RecordId;
  /** Older check-ins than this do not count as an answer. */
  readonly sinceMs: number;
};

const STATE_OF: Readonly<Record<Condition, Accounted>> = {
  safe: 'safe',
  'need-help': 'needs help',
  hurt: 'needs help',
  away: 'away',
};

const ORDER: readonly Accounted[] = ['needs help', 'not heard of', 'away', 'safe'];

/** Everybody of the directory but removed people: needing help first, then unheard, then the others; by number. */
export function accounts(state: EmergencyState, scope: Scope, around: Surroundings): readonly Account[] {
  const drill = scope.alert ? (state.alerts.get(scope.alert)?.body.what.drill ?? false) : false;
  const told = sightings(state, drill, around);
  const voices = scope.alert ? lastSaid(state, rollCallKind.kind, scope.alert, [1, 2, 0]) : undefined;
  return around.directory
    .people()
    .filter(({ standing }) => standing !== 'removed')
    .map(({ id }) => accountOf(id, told.get(id) ?? [], voices?.get(id)?.value, scope))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

/** All that was told of each person, latest first. */
function sightings(state: EmergencyState, drill: boolean, around: Surroundings): ReadonlyMap<MemberId, Sighting[]> {
  const told = new Map<MemberId, Sighting[]>();
  const add = (member: MemberId, checkIn: Said<CheckIn>): void => {
    const { what, where, text } = checkIn.body;
    const sighting = {
      record: checkIn.id,
      by: checkIn.record.member,
      condition: what.condition,
      position: where.position,
      text,
      heldSinceMs: around.heldSinceMs(checkIn.id) ?? 0,
    };
    const known = told.get(member);
    if (known) known.push(sighting);
    else told.set(member, [sighting]);
  };
  // Of one moment, the later number of a log comes first.
  const checkIns = [...state.checkIns.values()].sort((a, b) => b.record.seq - a.record.seq || (a.id < b.id ? -1 : 1));
  for (const checkIn of checkIns) {
    if (checkIn.body.what.drill !== drill) continue;
    if (!checkIn.body.what.sighting) add(checkIn.record.member, checkIn);
    for (const member of checkIn.body.named) if (member !== checkIn.record.member) add(member, checkIn);
  }
  for (const list of told.values()) list.sort((a, b) => b.heldSinceMs - a.heldSinceMs);
  return told;
}

function accountOf(member: MemberId, told: readonly Sighting[], voice: number | undefined, scope: Scope): Account {
  const fresh = told.filter(({ heldSinceMs }) => heldSinceMs >= scope.sinceMs);
  const own = fresh.find(({ by }) => by === member);
  const word = own ?? fresh[0];
  const spoken: Accounted | undefined = voice === undefined ? undefined : voice === 1 ? 'needs help' : 'safe';
  const written = own ? STATE_OF[own.condition] : undefined;
  const ownState = spoken === 'needs help' || written === 'needs help' ? 'needs help' : (written ?? spoken);
  if (ownState) return { member, state: ownState, saidBy: member, lastSeen: told[0] };
  return { member, state: word ? STATE_OF[word.condition] : 'not heard of', saidBy: word?.by, lastSeen: told[0] };
}

/** One household of a roll call: what can be counted at one door. */
export type Cell = {
  /** 0 gathers those whose household is not known. */
  readonly household: number;
  readonly members: readonly MemberId[];
  readonly unheard: readonly MemberId[];
  readonly needHelp: readonly MemberId[];
};

/**
 * The roll by households, those first in which somebody needs help or is unheard of. On the air the answers of a
 * cell (all who reach one radio) are one statement map: their voices add up to one signature wherever they meet.
 */
export function cellsOf(state: EmergencyState, alert: RecordId, around: Surroundings): readonly Cell[] {
  const told = accounts(state, { alert, sinceMs: around.heldSinceMs(alert) ?? 0 }, around);
  const cells = new Map<number, Account[]>();
  for (const account of told) {
    const household = around.directory.person(account.member)?.household ?? 0;
    const cell = cells.get(household);
    if (cell) cell.push(account);
    else cells.set(household, [account]);
  }
  const who = (cell: readonly Account[], wanted: Accounted): readonly MemberId[] =>
    cell.filter(({ state: is }) => is === wanted).map(({ member }) => member);
  return [...cells]
    .map(([household, cell]) => ({
      household,
      members: cell.map(({ member }) => member),
      unheard: who(cell, 'not heard of'),
      needHelp: who(cell, 'needs help'),
    }))
    .sort(
      (a, b) =>
        b.needHelp.length - a.needHelp.length || b.unheard.length - a.unheard.length || a.household - b.household,
    );
}
