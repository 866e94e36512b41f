// One record of every type, as rows (specimens.ts writes, signs and says them). A new type joins by one row.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { digest, FOUNDED_AT, GUEST, NEWCOMER, pairOf, privateKeyOf, seeded } from './specimen-people.ts';

type Body = (ids: {
  readonly member: (number: number) => MemberId;
  readonly record: (name: string) => RecordId;
}) => unknown;
/** `name` is the type's own where a row gives no other; `by` is a person's number, 8 the guest. */
export type Row = {
  readonly type: number;
  readonly name?: string;
  readonly by: number;
  readonly log?: number;
  readonly body: Body;
  /** Said in the bundle at the end, and never alone. */
  readonly bundled?: true;
  readonly newKey?: string;
};

const frontier = digest('frontier').slice(0, 8);
const nowhere = { people: 0, position: null };
const somewhere = { people: 3, position: { latDeg: 46.94809764623642, lonDeg: 7.4474048614501953, withinMetres: 30 } };
const page = ({ record }: Parameters<Body>[0]): RecordId => record('page 1');
const aProposal =
  (method: string, optionCount: number, slot: unknown, text: string, effectOf: Body = () => null): Body =>
  (ids) => ({
    kind: 'ordinary',
    method,
    periodHours: 72,
    roster: page(ids),
    frontier,
    slot,
    optionCount,
    effect: effectOf(ids),
    text,
  });

export const admissionOf = (person: number, coSponsors: readonly MemberId[]): unknown => ({
  key: pairOf(`person ${person}`).key,
  privateKey: privateKeyOf(person),
  recoveryDigest: seeded(`recovery ${person}`).slice(0, 16),
  household: 1 + (person >> 1),
  traits: new Set(person === NEWCOMER ? ['hosted'] : []),
  coSponsors,
  name: `Person ${person}`,
});

const sosOf = (text: string): object => ({
  call: { kind: 'medical', severity: 'life-in-danger', drill: false, cannotMove: true },
  roster: 1,
  where: { people: 2, position: null },
  text,
});

/** Told after the foundation, in this order. */
export const ROWS: readonly Row[] = [
  {
    type: 1,
    by: 1,
    body: () => ({
      privateKey: privateKeyOf(1),
      recoveryDigest: seeded('recovery 1').slice(0, 16),
      household: 300,
      name: 'Zoë of the mill',
    }),
  },
  {
    type: 2,
    name: 'admission by three',
    by: 0,
    newKey: 'person 7',
    body: ({ member }) => admissionOf(7, [member(1), member(3)]),
  },
  {
    type: 11,
    by: 0,
    newKey: 'rebound',
    body: ({ member }) => ({
      member: member(4),
      ends: 0,
      key: pairOf('rebound').key,
      privateKey: seeded('private rebound'),
      recoveryDigest: seeded('recovery rebound').slice(0, 16),
      coGuardians: [member(1), member(3)],
    }),
  },
  {
    type: 12,
    by: 2,
    body: ({ record }) => ({
      rebinding: record('rebinding'),
      recoveryKey: seeded('recovery key'),
      signature: Uint8Array.from([...seeded('signature 1'), ...seeded('signature 2')]),
    }),
  },
  { type: 8, by: 2, body: ({ member }) => ({ person: member(NEWCOMER) }) },
  { type: 4, by: 1, newKey: 'device', body: () => ({ log: 1, key: pairOf('device').key, label: 'radio on the roof' }) },
  { type: 5, by: 2, newKey: 'rotated', body: () => ({ key: pairOf('rotated').key }) },
  { type: 7, by: 3, body: ({ member }) => ({ guardians: [0, 1, 2, 4, 5].map(member) }) },
  { type: 10, by: 4, body: ({ member }) => ({ member: member(3), keyVersion: 0 }) },
  { type: 16, name: 'consent', by: 3, body: aProposal('consent', 0, null, 'Share one generator\nTwo hours each.') },
  {
    type: 16,
    name: 'ranked',
    by: 1,
    log: 1,
    body: aProposal('ranked', 3, { name: 'well', round: 1 }, 'Well\nA\nB\nC'),
  },
  {
    type: 16,
    name: 'charter',
    by: 2,
    body: aProposal('consent', 0, { name: 'charter/20', round: 0 }, 'A week', () => ({
      what: 'charter',
      key: 20,
      value: 168,
    })),
  },
  {
    type: 16,
    name: 'removal',
    by: 5,
    body: aProposal('consent', 0, null, 'No more', ({ member }) => ({
      what: 'removal',
      member: member(3),
      accepts: [
        { log: 0, seq: 2 },
        { log: 257, seq: 2_097_151 },
      ],
    })),
  },
  {
    type: 16,
    name: 'adoption',
    by: 5,
    body: aProposal('consent', 0, null, 'The new key is his', ({ record }) => ({
      what: 'adoption',
      record: record('rebinding'),
    })),
  },
  {
    type: 3,
    name: 'page 2 with what was decided',
    by: 6,
    body: ({ member, record }) => ({
      number: 2,
      previous: record('page 1'),
      stateHash: digest('state'),
      frontier,
      claimedMinute: FOUNDED_AT + 700,
      epoch: 2,
      admitted: [member(NEWCOMER)],
      removed: [member(6)],
      carried: [record('ranked')],
      expelled: [{ member: member(3), accepts: [{ log: 0, seq: 2 }] }],
      charter: [
        { key: 20, value: 168 },
        { key: 255, value: 2 ** 32 - 1 },
      ],
    }),
  },
  { type: 13, by: 6, bundled: true, body: () => ({ state: 'away', words: 'at the coast until May' }) },
  { type: 14, by: 4, body: ({ record }) => ({ rebinding: record('rebinding') }) },
  {
    type: 22,
    by: 0,
    body: () => ({
      community: digest('federation'),
      record: digest('a treaty'),
      roster: digest('its page'),
      kind: 2,
      value: 1,
      revision: 0,
    }),
  },
  {
    type: 17,
    by: 4,
    body: ({ record }) => ({ proposal: record('consent'), frontier, bindsHeld: 0, text: 'too loud' }),
  },
  { type: 18, by: 5, bundled: true, body: ({ record }) => ({ proposal: record('consent'), text: 'diesel?' }) },
  { type: 19, by: 6, bundled: true, body: ({ record }) => ({ proposal: record('consent'), text: 'one hour' }) },
  {
    type: 20,
    by: 3,
    body: ({ record }) => ({ proposal: record('consent'), part: 1, text: 'From six in the evening.' }),
  },
  {
    type: 21,
    by: 5,
    body: ({ record, member }) => ({ proposal: record('consent'), visited: [1, 6].map(member), answers: 'yes, no' }),
  },
  { type: 24, name: 'sos', by: 5, body: () => ({ ...sosOf('second floor, stairs have fallen'), where: somewhere }) },
  { type: 24, name: 'sos of a guest', by: GUEST, body: () => sosOf('bridge') },
  { type: 24, name: 'sos of a newcomer', by: NEWCOMER, body: () => sosOf('') },
  {
    type: 25,
    by: 5,
    body: ({ record }) => ({
      about: record('sos'),
      change: { what: 'update', severity: 'urgent', cannotMove: true, reason: 'better' },
      where: nowhere,
      text: 'awake',
    }),
  },
  {
    type: 26,
    by: 6,
    body: ({ record, member }) => ({
      about: record('sos'),
      step: 'hand-over',
      etaMinutes: 12,
      to: member(4),
      text: 'on foot',
    }),
  },
  {
    type: 27,
    by: 4,
    body: ({ member }) => ({
      what: { condition: 'safe', sighting: false, drill: false, spare: 'none' },
      named: [member(5), member(NEWCOMER)],
      where: somewhere,
      text: '',
    }),
  },
  {
    type: 28,
    name: 'alert',
    by: 6,
    body: () => ({
      what: { kind: 'flood', severity: 'urgent', drill: false, rollCall: true },
      act: { advice: 'go-to-high-ground', step: 'issue', spare: 'none' },
      hours: 6,
      roster: 1,
      replaces: null,
      where: somewhere,
      text: 'The river is over the road.',
    }),
  },
  {
    type: 29,
    by: 4,
    body: () => ({
      what: { what: 'need', supply: 'water', pressing: true },
      quantity: 200,
      hours: 24,
      of: null,
      where: nowhere,
      text: 'cistern is dry',
    }),
  },
  {
    type: 30,
    name: 'power',
    by: 4,
    body: ({ record }) => ({
      step: 'start',
      about: record('consent'),
      hours: 12,
      roster: 1,
      text: 'fire at the ridge',
    }),
  },
  {
    type: 30,
    name: 'power renewed',
    by: 5,
    body: ({ record }) => ({ step: 'renew', about: record('power'), hours: 24, roster: 1, text: '' }),
  },
  {
    type: 30,
    name: 'power halted',
    by: 6,
    body: ({ record }) => ({ step: 'halt', about: record('power'), hours: 0, roster: 1, text: 'it is out' }),
  },
  {
    type: 31,
    by: 4,
    body: ({ record }) => ({ start: record('power'), amount: 120, roster: 1, text: 'pump' }),
  },
  {
    type: 32,
    name: 'transfer',
    by: 3,
    body: (ids) => ({ payee: ids.member(4), amount: 1250, since: page(ids), spent: 1250, memo: 'eggs' }),
  },
  {
    type: 32,
    name: 'transfer to a newcomer',
    by: 3,
    bundled: true,
    body: (ids) => ({ payee: ids.member(NEWCOMER), amount: 5, since: page(ids), spent: 1255, memo: '' }),
  },
  {
    type: 32,
    name: 'transfer of another',
    by: 0,
    bundled: true,
    body: (ids) => ({ payee: ids.member(6), amount: 100, since: page(ids), spent: 100, memo: '' }),
  },
  { type: 33, by: 4, bundled: true, body: ({ record }) => ({ answer: 'accepted', transfers: [record('transfer')] }) },
  { type: 34, by: 5, body: (ids) => ({ unit: 'credits', since: page(ids), limit: 5000 }) },
  {
    type: 35,
    by: 2,
    body: ({ member }) => ({
      kind: 'common stock',
      shares: [
        { holder: member(3), quantity: 12_000 },
        { holder: member(6), quantity: 8000 },
      ],
      measure: 'l',
      name: 'diesel for the pump',
    }),
  },
  {
    type: 36,
    by: 3,
    body: (ids) => ({
      line: ids.record('line'),
      step: 'hand over',
      other: ids.member(5),
      quantity: 4000,
      since: page(ids),
      drawn: 4000,
      note: 'two cans',
    }),
  },
  {
    type: 37,
    by: 6,
    body: (ids) => ({
      payee: ids.member(NEWCOMER),
      amount: 150,
      since: page(ids),
      spent: 150,
      memo: 'roof',
    }),
  },
  {
    type: 38,
    by: 0,
    bundled: true,
    body: (ids) => ({ unit: 'hours', member: ids.member(5), since: page(ids), limit: 9000 }),
  },
  { type: 6, by: 1, body: () => ({ log: 1, keyVersion: 0 }) },
  { type: 9, by: NEWCOMER, body: () => ({ words: 'moving to the coast' }) },
  {
    type: 1,
    name: 'profile of the founder',
    by: 0,
    body: () => ({
      privateKey: privateKeyOf(0),
      recoveryDigest: seeded('recovery 0').slice(0, 16),
      household: 1,
      name: 'Person 0',
    }),
  },
];
