// What the acts share: places, drills, names, and statements on a call, a warning or a power (README §4).

import type { RecordId } from '#protocol/bytes/reference.ts';
import { err, type Result } from '#protocol/bytes/result.ts';
import type { Input, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import type { StatementKind } from '#protocol/wire/statement.ts';
import { isCount, isPlace, planIf, refusal, type Check } from '../checks.ts';
import { shownKind } from '../records.ts';
import { lastSaid, rosterNumberOf, type EmergencyState } from '../state.ts';
import type { Position } from '../whereabouts.ts';

export type S = EmergencyState;
export type Planned = Result<Plan, Refusal>;
export type Where = { readonly people?: number | undefined; readonly position?: Position | null | undefined };

export const PEOPLE_MAX = 10_000;

/** What is asked for a place in a form; neither is ever required. */
export const WHERE_INPUTS = {
  people: { label: 'How many people', is: 'number', least: 0, most: PEOPLE_MAX, unit: 'people', optional: true },
  position: { label: 'Where', is: 'position', optional: true },
} as const satisfies Readonly<Record<string, Input>>;

export const DRILL_INPUT = { label: 'Only a drill', is: 'yes or no', optional: true } as const satisfies Input;

export const text = (label: string, bytesMax: number): Input => ({ label, is: 'text', bytesMax, optional: true });

/** Defaults where a form left something out. */
export function filled<D extends object, A extends object>(defaults: D, args: A): D & A {
  const said = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
  return { ...defaults, ...said } as D & A;
}

export const NO_WORDS = { text: '' } as const;
export const NOWHERE_SAID = { people: 0, position: null, text: '' } as const;

export const latestNumber = (around: Surroundings): number => around.directory.latest()?.number ?? 0;

export const whereChecks = ({
  people,
  position,
}: {
  readonly people: number;
  readonly position: Position | null;
}): readonly Check[] => [isCount(people, PEOPLE_MAX, 'The number of people'), isPlace(position)];

/** Help has a name: a guest may call for it, but who answers must be somebody whom others can ask about. */
export function named(self: Self, around: Surroundings): Check {
  const standing = around.directory.person(self.member)?.standing;
  if (standing === 'member' || standing === 'newcomer') return undefined;
  return refusal(
    'helper-has-a-name',
    'This is said by a named person, and nobody here knows your name yet.',
    'Ask members to sponsor you, or tell a member in person what you know or can do.',
  );
}

/** A member of the subject's roster, on the one device that speaks for the member. */
function speaks(roster: RecordId | undefined, self: Self, around: Surroundings): Check {
  if (self.log !== 0)
    return refusal('one-device-speaks', 'Another device of yours speaks for you.', 'Do it on that device.');
  if (roster !== undefined && around.directory.roster(roster)?.members.includes(self.member)) return undefined;
  return refusal(
    'in-the-roster',
    'You were not on the roster that this was addressed to.',
    'Check in instead: a check-in needs no roster.',
  );
}

const unknownSubject = refusal(
  'record-known',
  'This is no call, warning or power that is known on this device.',
  'Wait until it has arrived, or look for it in the list.',
);

/** A statement on a record of ours, in its next revision; nothing where it was said already. */
export function say(
  state: S,
  kind: StatementKind,
  record: RecordId,
  value: number,
  self: Self,
  around: Surroundings,
): Planned {
  const number = rosterNumberOf(state, record);
  if (number === undefined) return err(unknownSubject);
  const roster = around.directory.checkpointAt(number);
  const said = lastSaid(state, kind.kind, record, [0, 1, 2]).get(self.member);
  const revision = said ? said.revision + 1 : 0;
  // What was shown once stays shown: a seen SOS is not unseen, and a confirmation is not lost by scrolling past.
  if (said && (said.value === value || (kind === shownKind && value === 0))) return { ok: true, value: {} };
  return planIf(
    [
      speaks(roster, self, around),
      revision > kind.revisionMax
        ? refusal('revisions-left', 'This answer was changed too often.', 'Check in instead.')
        : undefined,
    ],
    () => ({ statements: [{ subject: { kind: kind.kind, record, roster: roster! }, value, revision }] }),
  );
}
