// What a decision does besides saying something: a part of the proposal that software reads (README §1.10).
//
//   0 | 1 charter: key 1, value varint | 2 removal: member, last record of each log | 3 adoption: record
//
// An effect needs a matter with one thing to bind, so that "passed" means just this. Changes of the charter
// and removals are carried out by the next page that is closed; an adoption holds as soon as it has passed.

import { list, struct, u8, varint, type Codec } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Roster } from '#protocol/log/directory.ts';
import type { Effect } from '#protocol/tally/matters.ts';
import { recordRef, rosterMember } from '#protocol/wire/names.ts';
import { LOGS_MAX, SEQ_MAX } from '#protocol/wire/limits.ts';
import { CHARTER, charterName, charterSlot, CHARTER_VALUE_MAX, isCharterValue } from '../charter.ts';
import type { Kind } from './kinds.ts';
import { bindableCount, type Method } from './methods.ts';

type Bodies = {
  readonly charter: { readonly key: number; readonly value: number };
  readonly removal: { readonly member: MemberId; readonly accepts: readonly { log: number; seq: number }[] };
  readonly adoption: { readonly record: RecordId };
};

const BODIES: { readonly [W in Effect['what']]: Codec<Bodies[W]> } = {
  charter: struct({ key: u8, value: varint(CHARTER_VALUE_MAX) }),
  removal: struct({
    member: rosterMember,
    accepts: list(struct({ log: varint(LOGS_MAX - 1), seq: varint(SEQ_MAX) }), 3),
  }),
  adoption: struct({ record: recordRef }),
};
/** By the number on the air less one; 0 is no effect. */
const EFFECTS = ['charter', 'removal', 'adoption'] as const;

export const effect: Codec<Effect | null> = {
  size: { min: 1, max: 1 + Math.max(...EFFECTS.map((what) => BODIES[what].size.max)) },
  write: (to, value) => {
    to.uint(value === null ? 0 : 1 + EFFECTS.indexOf(value.what), 1);
    if (value !== null) (BODIES[value.what] as Codec<unknown>).write(to, value);
  },
  read: (from) => {
    const start = from.at;
    const number = from.uint(1);
    const what = EFFECTS[number - 1];
    if (number > 0 && what === undefined) from.fail(`no such effect; there are ${EFFECTS.length}`, start);
    if (what === undefined) return null;
    return { what, ...(BODIES[what] as Codec<object>).read(from) } as Effect;
  },
};

export type Effectful = {
  readonly kind: Kind;
  readonly method: Method;
  readonly optionCount: number;
  readonly slot: { readonly name: string; readonly round: number } | null;
  readonly effect: Effect | null;
};

/** The kind of decision that this effect takes; undefined where any will do. */
export function kindFor(wanted: Effect): Kind | undefined {
  if (wanted.what === 'adoption') return undefined;
  if (wanted.what === 'removal') return 'irreversible';
  const name = charterName(wanted.key);
  return name && CHARTER[name].changedBy;
}

/** Why a proposal cannot have the effect that it names, in words; undefined where it can. */
export function effectProblem({ kind, method, optionCount, slot, effect: wanted }: Effectful): string | undefined {
  if (!wanted) return undefined;
  if (bindableCount(method, optionCount) !== 1) return 'What has an effect is one thing to say yes or no to.';
  if (wanted.what === 'charter') {
    const name = charterName(wanted.key);
    if (!name) return `The charter has no key ${wanted.key} in this version.`;
    const { least, most, unit } = CHARTER[name];
    if (!isCharterValue(wanted.key, wanted.value)) return `"${name}" may be ${least} to ${most} ${unit}.`;
    if (slot?.name !== charterSlot(wanted.key)) return `"${name}" is decided on the slot "${charterSlot(wanted.key)}".`;
  }
  const needed = kindFor(wanted);
  return needed !== undefined && needed !== kind ? `This is decided as "${needed}", and not as "${kind}".` : undefined;
}

/** Who decides: the members of the page; on a removal everybody but the one it is about. */
export function electorate(roster: Roster, wanted: Effect | null): Roster {
  if (wanted?.what !== 'removal') return roster;
  assert(roster.members.includes(wanted.member), 'who is not in the roster is not removed from it');
  return { ...roster, members: roster.members.filter((member) => member !== wanted.member) };
}
