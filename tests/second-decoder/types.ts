// The record types and statement kinds as the modules' pages list them.

import {
  anybody,
  b,
  bits,
  choice,
  flags,
  last,
  list,
  member,
  numbered,
  optional,
  page,
  person,
  place,
  ref,
  text,
  v,
  type Field,
  type Known,
} from './bytes.ts';

/** `ends`: the body says where it ends. `signs`: whose signatures are in the sum besides the author's. */
export type Type = {
  readonly fields: readonly Field[];
  readonly by: 'member' | 'newcomer' | 'guest';
  readonly bundled: boolean;
  readonly ends: boolean;
  /** Where in body* the new key stands, and where the list of those who sign as well. */
  readonly newKeyAt?: (body: Uint8Array) => number;
  readonly signersAt?: (body: Uint8Array) => number;
};

const slot: Field = (from) => {
  const [name, round] = [text(16)(from), v(127)(from)];
  return Uint8Array.from([...name, ...round]);
};
const type = (by: Type['by'], bundled: boolean, ends: boolean, ...fields: readonly Field[]): Type => ({
  by,
  bundled,
  ends,
  fields,
});
const NUMBER = v(2_097_151);

const both =
  (...fields: readonly Field[]): Field =>
  (from) =>
    Uint8Array.from(fields.flatMap((field) => [...field(from)]));
const expelled = both(member, list(both(v(257), NUMBER), 3));
const charter = both(b(1), v(4_294_967_295));
const EFFECTS: readonly Field[] = [() => new Uint8Array(0), charter, expelled, ref];
/** Governance §2.1: a byte that says what, then that. */
const effect: Field = (from) => {
  const what = choice(EFFECTS.length)(from);
  return Uint8Array.from([...what, ...EFFECTS[what[0]!]!(from)]);
};

/** protocol §3.8. */
const erased = both(b(3), b(1), b(2), b(32));

export const TYPES: { readonly [type: number]: Type } = {
  66: type('newcomer', false, false, b(2), b(1), list(erased, 4)),
  1: type('newcomer', true, false, b(32), b(16), v(16_383), last(60)),
  2: {
    ...type('member', false, false, b(96), b(32), b(16), v(16_383), flags(1), list(member, 2), last(13)),
    newKeyAt: () => 0,
    // Behind key 96, private key 32, digest 16, household and flags 1.
    signersAt: (body) => varintAt(body, 144)[1] + 1,
  },
  3: type(
    'member',
    false,
    true,
    NUMBER,
    page,
    b(32),
    b(8),
    b(4),
    b(1),
    list(person, 6),
    list(member, 4),
    list(numbered, 3),
    list(expelled, 1),
    list(charter, 2),
  ),
  4: { ...type('newcomer', false, false, v(257), b(96), last(24)), newKeyAt: (body) => varintAt(body, 0)[1] },
  5: { ...type('newcomer', false, true, b(96)), newKeyAt: () => 0 },
  6: type('newcomer', false, true, v(257), b(1)),
  7: type('member', true, true, list(member, 5)),
  8: type('member', true, true, person),
  9: type('newcomer', true, false, last(80)),
  10: type('member', false, true, anybody, b(1)),
  11: {
    ...type('member', false, true, anybody, b(1), b(96), b(32), b(16), list(member, 2)),
    newKeyAt: () => 33,
    signersAt: () => 177,
  },
  12: type('member', false, true, ref, b(32), b(64)),
  13: type('member', true, false, choice(2), last(80)),
  14: type('member', false, true, ref),
  16: type('member', false, false, choice(4), choice(4), v(8760), page, b(8), optional(slot), v(7), effect, last(110)),
  17: type('member', false, false, ref, b(8), v(4094), last(130)),
  18: type('member', true, false, ref, last(150)),
  19: type('member', true, false, ref, last(150)),
  20: type('member', true, false, ref, b(1), last(150)),
  21: type('member', true, false, ref, list(member, 20), last(100)),
  22: type('member', false, true, b(32), b(32), b(32), choice(16), b(1), b(1)),
  24: type('guest', false, false, bits([4, 16], [2, 4], [1, 2], [1, 2]), NUMBER, place, last(60)),
  25: type('guest', false, false, ref, bits([2, 3], [2, 4], [1, 2], [3, 8]), place, last(50)),
  26: type('newcomer', false, false, ref, choice(4), b(1), optional(anybody), last(60)),
  27: type('newcomer', true, false, bits([4, 4], [1, 2], [1, 2], [2, 1]), list(anybody, 8), place, last(60)),
  28: type(
    'member',
    false,
    false,
    bits([4, 16], [2, 4], [1, 2], [1, 2]),
    bits([4, 16], [2, 3], [2, 1]),
    b(1),
    NUMBER,
    optional(ref),
    place,
    last(120),
  ),
  29: type('newcomer', true, false, bits([2, 3], [5, 16], [1, 2]), v(99_999), b(1), optional(ref), place, last(60)),
  30: type('member', false, false, choice(3), ref, b(1), NUMBER, last(100)),
  31: type('member', true, false, ref, v(99_999), NUMBER, last(60)),
  32: type('member', true, false, anybody, NUMBER, page, NUMBER, last(60)),
  33: type('newcomer', true, true, choice(2), list(ref, 11)),
  34: type('member', true, true, choice(2), page, NUMBER),
  35: type('member', true, false, choice(4), list(both(member, NUMBER), 8), text(8), last(40)),
  36: type('member', true, false, ref, choice(4), anybody, NUMBER, page, NUMBER, last(60)),
  37: type('member', true, false, anybody, NUMBER, page, NUMBER, last(60)),
  38: type('member', true, true, choice(2), member, page, NUMBER),
};

/** Types of class 0, which may go in clear (protocol §3.4, §6.6). */
export const CLEAR: readonly number[] = [6, 10, 24, 25, 26];

type Subject = Known['records'][number];

/** On which records something may be said: the roster that counts, and how many values there are. */
export type Kind = {
  readonly revisions: number;
  /** The most values that the kind has on any record. */
  readonly values: number;
  readonly on: (
    subject: Subject,
    known: Known,
  ) => { readonly roster: string | undefined; readonly values: number } | null;
};

const NAME_BYTES = 32;
const bytesOf = ({ body }: Subject): Uint8Array =>
  Uint8Array.from(body.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
const varintAt = (bytes: Uint8Array, at: number): readonly [value: number, next: number] => {
  let value = 0;
  for (let scale = 1; ; scale *= 128, at++) {
    value += (bytes[at]! % 128) * scale;
    if (bytes[at]! < 128) return [value, at + 1];
  }
};
const idAt = (bytes: Uint8Array, at: number): string =>
  [...bytes.slice(at, at + NAME_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Governance §2.1: what a proposal says of its roster, its method and its options. */
function proposal(subject: Subject): { roster: string; method: number; options: number } | null {
  if (subject.type !== 16) return null;
  const bytes = bytesOf(subject);
  const [, at] = varintAt(bytes, 2);
  let next = at + NAME_BYTES + 8;
  if (bytes[next] === 1) next = varintAt(bytes, next + 2 + bytes[next + 1]!)[1];
  else next += 1;
  return { roster: idAt(bytes, at), method: bytes[1]!, options: varintAt(bytes, next)[0] };
}

/** Governance §3.1: rankings of up to three of o options. */
const rankings = (o: number): number => o + o * Math.max(0, o - 1) + o * Math.max(0, o - 1) * Math.max(0, o - 2);
const ballots = (method: number, o: number): number =>
  Math.min(159, 3 + ([1, o, 2 ** o - 1, rankings(o)] as const)[method as 0 | 1 | 2 | 3]);

const onProposal =
  (values: (method: number, options: number) => number): Kind['on'] =>
  (subject) => {
    const found = proposal(subject);
    return found && { roster: found.roster, values: values(found.method, found.options) };
  };
const onPage: Kind['on'] = (subject) =>
  subject.type === 3 ? { roster: idAt(bytesOf(subject), varintAt(bytesOf(subject), 0)[1]), values: 1 } : null;
/** Emergency §2.9: where the number of the roster begins in body*. */
const ROSTER_NUMBER_AT: { readonly [type: number]: (body: Uint8Array) => number } = {
  24: () => 1,
  28: () => 3,
  30: () => 1 + NAME_BYTES + 1,
  31: (body) => varintAt(body, NAME_BYTES)[1],
};
const onCall =
  (values: number, isAsked: (subject: Subject) => boolean): Kind['on'] =>
  (subject, known) => {
    if (!isAsked(subject)) return null;
    const bytes = bytesOf(subject);
    const [number] = varintAt(bytes, ROSTER_NUMBER_AT[subject.type]!(bytes));
    return { roster: known.checkpoints[number]?.id, values };
  };

export const KINDS: { readonly [kind: number]: Kind } = {
  0: { revisions: 0, values: 1, on: onPage },
  1: { revisions: 11, values: 159, on: onProposal(ballots) },
  2: { revisions: 0, values: 8, on: onProposal((method, options) => Math.min(8, 1 + (method === 0 ? 1 : options))) },
  3: { revisions: 2, values: 4, on: onProposal(() => 4) },
  5: { revisions: 3, values: 2, on: onCall(2, ({ type: of }) => [24, 28, 30, 31].includes(of)) },
  6: { revisions: 15, values: 3, on: onCall(3, (subject) => subject.type === 28 && (bytesOf(subject)[0]! & 1) === 1) },
  7: { revisions: 11, values: 1, on: onPage },
};
