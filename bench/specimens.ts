// One honest thing of every sort, in a small real community: what the vectors are made of, what the fuzzer
// mutates, what the attack tests bend. Everything is signed with real keys and taken by a real node, through
// frames, as on the air. A new record type or statement kind joins by one row in the tables below.
//
// Seven members (0 founded; 1-6 joined on page 1), one newcomer (7) whom no page has numbered, a guest
// (8). Member 1 has a second device (log 1), member 2 has replaced the key once.

import { sha256 } from '@noble/hashes/sha2.js';
import { fromHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { addSignatures, publicKey, secretKeyFromSeed, sign, verify } from '#protocol/crypto/bls.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { keyring, type Keyring } from '#protocol/crypto/keyring.ts';
import type { NodeEffect, Stored } from '#protocol/node/event.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode, NodeOptions, Secrets } from '#protocol/node/node-api.ts';
import { encodeBundle } from '#protocol/wire/bundle.ts';
import { encodeMarks } from '#protocol/sync/marks.ts';
import { encodeCoded, encodePlan, encodeWant, sheafName } from '#protocol/sync/sheaf-messages.ts';
import { encodeHello, encodeSummary } from '#protocol/sync/summary.ts';
import { erasingWord } from '#protocol/wire/erasing.ts';
import { sealFrame, type SealedKind } from '#protocol/wire/frame.ts';
import { communityHexOf, communityIdOf, encodeGenesis, genesisMessage, type Genesis } from '#protocol/wire/genesis.ts';
import {
  encodeSingle,
  memberIdOf,
  possessionMessage,
  recordDigest,
  recordId,
  type Record,
  type RecordType,
} from '#protocol/wire/record.ts';
import {
  encodeStatements,
  statementDigest,
  type CountedVoice,
  type StatementContext,
  type StatementKind,
  type StatementMap,
  type Subject,
} from '#protocol/wire/statement.ts';
import { modules } from '#modules/index.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { makeForks, makeUnsealed, type UnsealedSpecimen } from './specimens-beside.ts';

const digest = (text: string): Uint8Array => sha256(toUtf8(text));
const seeded = (text: string): Uint8Array => digest(`specimen/${text}`);

export type KeyPair = { readonly secret: Uint8Array; readonly key: Uint8Array };
const pairOf = (purpose: string): KeyPair => {
  const secret = secretKeyFromSeed(seeded(purpose));
  return { secret, key: publicKey(secret) };
};

export const FOUNDED_AT = 3_155_040;
export const NOW_MS = (FOUNDED_AT + 1000) * 60_000 + 1_577_836_800_000;
const MEMBERS = 7;
const NEWCOMER = 7;
const GUEST = 8;

/** One plaintext with what it is. */
export type Specimen = {
  readonly name: string;
  readonly section: string;
  readonly kind: SealedKind;
  readonly plaintext: Uint8Array;
};

export type Specimens = {
  readonly community: Uint8Array;
  readonly secrets: Secrets;
  readonly ring: Keyring;
  readonly people: readonly (KeyPair & { readonly id: MemberId })[];
  readonly specimens: readonly Specimen[];
  /** Frames with forms of their own: new keys, private messages, calls in clear. */
  readonly unsealed: readonly UnsealedSpecimen[];
  /** The plaintexts up to page 1, in the order in which a node can read them. */
  readonly foundation: readonly Specimen[];
  /** What a node stores that holds the foundation only. */
  readonly founded: readonly Stored[];
  readonly node: FolkmootNode;
  readonly context: StatementContext;
  /** Everything that an honest key signed: record ids, and voices as `voiceName` writes them. */
  readonly honest: ReadonlySet<string>;
};

export const voiceName = (
  subject: Pick<Subject, 'kind' | 'record' | 'roster'>,
  voice: { readonly member: string; readonly revision: number; readonly value: number; readonly keyVersion: number },
): string =>
  [subject.kind, subject.record, subject.roster, voice.member, voice.revision, voice.value, voice.keyVersion].join('/');

export const optionsOf = (secrets: Secrets, seed: string): NodeOptions => ({
  secrets,
  modules,
  directory: { module: 'roster', of: (state, places) => directoryOf(state as RosterState, places) },
  seed,
});

/** Tells a node of a frame and answers its questions with the real verifier. */
export function feed(
  node: FolkmootNode,
  frame: Uint8Array,
  nowMs: number,
  check: typeof verify = verify,
): readonly NodeEffect[] {
  const effects = [...node.handle({ kind: 'received', link: 'air', frame }, nowMs)];
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (effect.kind !== 'verify') continue;
    effects.push(...node.handle({ kind: 'verified', ticket: effect.ticket, valid: check(effect.claim) }, nowMs));
  }
  return effects;
}

/** What a node needs to read statements, from outside of it. */
export function contextOf(node: FolkmootNode, community: Uint8Array): StatementContext {
  const { directory } = node;
  const ownerOf = (kind: number) => modules.find(({ statementKinds }) => statementKinds.some((k) => k.kind === kind));
  const held = (id: RecordId) => node.around(0).record(id);
  return {
    community,
    types: new Map([
      ...modules.flatMap(({ recordTypes }) => recordTypes.map((type) => [type.type, type] as const)),
      [erasingWord.type, erasingWord] as const,
    ]),
    kinds: new Map<number, StatementKind>(
      modules.flatMap(({ statementKinds }) => statementKinds.map((kind) => [kind.kind, kind] as const)),
    ),
    names: directory,
    keys: directory,
    rosterSize: (checkpoint) => directory.roster(checkpoint)?.size,
    rosterOf: (kind, id) => {
      const subject = held(id);
      return subject && ownerOf(kind)?.rosterOf(kind, subject.record, subject.body, directory);
    },
    valueCountOf: (kind, id) => {
      const subject = held(id);
      return subject && ownerOf(kind)?.valueCountOf?.(kind, subject.record, subject.body);
    },
  };
}

type Body = (ids: {
  readonly member: (number: number) => MemberId;
  readonly record: (name: string) => RecordId;
}) => unknown;
/** `name` is the type's own where a row gives no other; `by` is a person's number, 8 the guest. */
type Row = {
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

const admissionOf = (person: number, coSponsors: readonly MemberId[]): unknown => ({
  key: pairOf(`person ${person}`).key,
  privateKey: privateKeyOf(person),
  recoveryDigest: seeded(`recovery ${person}`).slice(0, 16),
  household: 1 + (person >> 1),
  traits: new Set(person === NEWCOMER ? ['hosted'] : []),
  coSponsors,
  name: `Person ${person}`,
});

/** Told after the foundation, in this order. */
const ROWS: readonly Row[] = [
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
  { type: 8, by: 2, body: () => ({ person: memberIdOfPerson(NEWCOMER) }) },
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
      admitted: [memberIdOfPerson(NEWCOMER)],
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
      named: [member(5), memberIdOfPerson(NEWCOMER)],
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
    body: (ids) => ({ payee: memberIdOfPerson(NEWCOMER), amount: 5, since: page(ids), spent: 1255, memo: '' }),
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
      payee: memberIdOfPerson(NEWCOMER),
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

const sosOf = (text: string): object => ({
  call: { kind: 'medical', severity: 'life-in-danger', drill: false, cannotMove: true },
  roster: 1,
  where: { people: 2, position: null },
  text,
});

/** What members say, by the name of the record they say it of: [who, value, revision] each. */
const SAID: readonly {
  readonly kind: number;
  readonly of: string;
  readonly said: readonly (readonly [who: number, value: number, revision: number])[];
  /** How often each voice is counted; 1 where none is given. */
  readonly times?: readonly number[];
  /** Signed by member 2 before the key was replaced. */
  readonly older?: true;
}[] = [
  { kind: 1, of: 'consent', said: [[0, 3, 0]] },
  { kind: 1, of: 'consent', said: [[1, 1, 2]] },
  {
    kind: 1,
    of: 'consent',
    said: [
      [0, 3, 0],
      [2, 3, 0],
      [3, 1, 0],
      [4, 2, 0],
      [6, 3, 0],
    ],
  },
  {
    kind: 1,
    of: 'consent',
    said: [
      [1, 1, 2],
      [5, 3, 1],
      [6, 3, 0],
    ],
  },
  {
    kind: 1,
    of: 'consent',
    said: [
      [0, 3, 0],
      [5, 0, 0],
      [6, 3, 0],
    ],
    times: [2, 1, 3],
  },
  { kind: 1, of: 'ranked', said: [[2, 17, 0]], older: true },
  {
    kind: 1,
    of: 'ranked',
    said: [
      [0, 4, 0],
      [3, 12, 0],
      [6, 17, 0],
    ],
  },
  {
    kind: 2,
    of: 'consent',
    said: [
      [0, 1, 0],
      [1, 1, 0],
      [3, 1, 0],
      [5, 0, 0],
    ],
  },
  {
    kind: 3,
    of: 'consent',
    said: [
      [0, 0, 0],
      [3, 2, 1],
      [4, 1, 0],
    ],
  },
  {
    kind: 5,
    of: 'sos',
    said: [
      [0, 0, 0],
      [6, 1, 1],
    ],
  },
  {
    kind: 5,
    of: 'power',
    said: [
      [0, 1, 0],
      [2, 1, 1],
      [3, 0, 0],
    ],
  },
  {
    kind: 6,
    of: 'alert',
    said: [
      [0, 0, 0],
      [1, 2, 0],
      [2, 1, 0],
      [4, 0, 0],
    ],
  },
  { kind: 7, of: 'page 1', said: [[0, 0, 3]] },
];

/** What another node may hold. */
const plan = (): Uint8Array =>
  encodePlan({
    page: 1,
    signature: sign(digest('a sum'), pairOf('person 0').secret),
    lines: [
      { author: 0, log: 0, seq: 3, symbols: 4, check: 0xa7 },
      { author: 0, log: 0, seq: 4, symbols: 6, check: 0 },
      { author: 0, log: 2, seq: 1, symbols: 1, check: 255 },
      { author: 5, log: 0, seq: 300, symbols: 32, check: 17 },
      { author: 4093, log: 257, seq: 2_097_151, symbols: 2, check: 1 },
    ],
  })!;

const SYNC = (): readonly (readonly [name: string, plaintext: Uint8Array])[] => [
  ['plan', plan()],
  [
    'coded',
    encodeCoded({ sheaf: sheafName(plan()), number: 4095, toCome: 2, symbols: digest('two symbols').slice(0, 16) }),
  ],
  [
    'want',
    encodeWant([
      { sheaf: sheafName(plan()), symbols: 45 },
      { sheaf: sheafName(digest('another plan')), symbols: 0 },
    ]),
  ],
  [
    'marks',
    encodeMarks({ salt: digest('salt').slice(0, 4), places: 1000, from: 31, to: 34, marks: ['00ff', '1234', 'abcd'] }),
  ],
  ['hello', encodeHello({ kind: 'hello', digest: digest('held').slice(0, 6), records: 300 })],
  [
    'hello of one who collects',
    encodeHello({ kind: 'hello', digest: digest('held').slice(0, 6), records: 300, collects: true }),
  ],
  ['summary of nothing', encodeSummary({ founded: false, logs: [], newcomers: [], subjects: [] })[0]!],
  [
    'summary',
    encodeSummary({
      founded: true,
      logs: [
        { author: 0, log: 0, head: 8, holes: [] },
        { author: 1, log: 0, head: 2, holes: [1] },
        { author: 1, log: 1, head: 1, holes: [] },
        { author: 6, log: 0, head: 300, holes: [120, 121, 299] },
        { author: 4093, log: 257, head: 2_097_151, holes: [] },
      ],
      newcomers: [
        { author: '00112233445566ff', log: 0, head: 1, holes: [] },
        { author: 'f0e0d0c0b0a09080', log: 2, head: 9, holes: [8] },
      ],
      subjects: [
        { author: 3, log: 0, seq: 2, kind: 1, voices: 6, mark: 0xbeef },
        { author: 3, log: 0, seq: 2, kind: 2, voices: 70, mark: 1 },
      ],
    })[0]!,
  ],
];

const memberIds = new Map<number, MemberId>();
/** The key for private messages, as a member's program derives it. */
const privateKeyOf = (person: number): Uint8Array =>
  boxKeys(pairOf(`person ${person}`).secret, communityIdOf(genesisOf())).key;
const memberIdOfPerson = (person: number): MemberId => memberIds.get(person)!;

const genesisOf = (): Genesis => ({
  foundedAt: FOUNDED_AT,
  founderKey: pairOf('person 0').key,
  name: 'Three Hamlets',
});

/** Founds the community and says everything once. Deterministic; takes about two seconds. */
export function makeSpecimens(): Specimens {
  const founder = pairOf('person 0');
  const genesis = genesisOf();
  const community = communityIdOf(genesis);
  const people = Array.from({ length: GUEST + 1 }, (_, person) => {
    const pair = pairOf(`person ${person}`);
    return { ...pair, id: memberIdOf(community, pair.key) };
  });
  people.forEach(({ id }, person) => memberIds.set(person, id));
  const secrets: Secrets = {
    community: communityHexOf(genesis),
    frameSecret: seeded('frames'),
    epoch: 0,
    day: 0,
    log: 0,
  };
  const ring = keyring(community, secrets.epoch, secrets.frameSecret, secrets.day);
  const node = createNode(optionsOf(secrets, 'specimens'), NOW_MS);
  const context = contextOf(node, community);
  const specimens: Specimen[] = [];
  const stored = new Map<string, Stored>();
  const named = new Map<string, RecordId>();
  const honest = new Set<string>();
  const seqs = new Map<string, number>();
  /** With what a log signs now. */
  const signing = new Map<string, Uint8Array>(people.map(({ secret }, person) => [`${person}/0`, secret]));

  const take = (specimen: Specimen): void => {
    specimens.push(specimen);
    const effects = feed(node, sealFrame(ring, specimen.kind, specimen.plaintext), NOW_MS);
    for (const effect of effects) if (effect.kind === 'persist') stored.set(effect.stored.key, effect.stored);
    const note = effects.find((effect) => effect.kind === 'note' && effect.note.code !== 'fork');
    if (note) throw new Error(`${specimen.name} was not taken: ${JSON.stringify(note)}`);
  };

  const write = (row: Row): { readonly record: Record; readonly signature: Uint8Array; readonly type: RecordType } => {
    const type = context.types.get(row.type)!;
    const log = row.log ?? 0;
    const place = `${row.by}/${log}`;
    const member = people[row.by]!.id;
    const seq = (seqs.get(place) ?? 0) + 1;
    seqs.set(place, seq);
    const body = row.body({
      member: (number) => people[number]!.id,
      record: (name) => {
        const id = named.get(name);
        if (!id) throw new Error(`nothing is called "${name}"`);
        return id;
      },
    });
    const record: Record = {
      member,
      log,
      keyVersion: node.directory.keyVersionOf(member, log),
      type: row.type,
      seq,
      time: 60 + specimens.length,
      body: encode(type.body, body, 'signed'),
      ...(row.by === GUEST && { guestKey: people[GUEST]!.key }),
    };
    const said = recordDigest(community, record);
    const others = type.coSigners?.(body).members ?? [];
    const coSigned = others.map((id) => {
      const number = people.findIndex((person) => person.id === id);
      return sign(said, signing.get(`${number}/0`)!);
    });
    const possession = row.newKey
      ? [sign(possessionMessage(community, record.body), pairOf(row.newKey).secret, 'possession')]
      : [];
    const signature = addSignatures([sign(said, signing.get(place)!), ...coSigned, ...possession])!;
    const id = recordId(community, record);
    honest.add(id);
    named.set(row.name ?? type.name, id);
    return { record, signature, type };
  };

  const tell = (row: Row): void => {
    const { record, signature, type } = write(row);
    const plaintext = encodeSingle({ record, signature }, context.types, context.names);
    take({ name: row.name ?? type.name, section: type.section, kind: 'single', plaintext });
    if (row.type === 5) signing.set(`${row.by}/0`, pairOf('rotated').secret);
    if (row.type === 4) signing.set(`${row.by}/1`, pairOf('device').secret);
  };

  const sayOn = (row: (typeof SAID)[number], i: number): void => {
    const record = named.get(row.of)!;
    const roster = context.rosterOf(row.kind, record)!;
    const subject = { kind: row.kind, record, roster };
    const parts: Uint8Array[] = [];
    const voices = row.said.map(([who, value, revision], i): CountedVoice => {
      const { id, secret } = people[who]!;
      const current = node.directory.keyVersionOf(id, 0);
      const keyVersion = row.older ? 0 : current;
      const voice = { member: id, value, revision, keyVersion, multiplicity: row.times?.[i] ?? 1 };
      const signature = sign(
        statementDigest(community, subject, voice),
        keyVersion === current ? signing.get(`${who}/0`)! : secret,
      );
      for (let n = 0; n < voice.multiplicity; n++) parts.push(signature);
      honest.add(voiceName(subject, voice));
      return voice;
    });
    const map: StatementMap = { subject, voices, signature: addSignatures(parts)! };
    const kind = context.kinds.get(row.kind)!;
    take({
      name: `${kind.name} ${i}: ${row.said.length} on ${row.of}`,
      section: kind.section,
      kind: 'statements',
      plaintext: encodeStatements(map, context)!,
    });
  };

  const possession = sign(genesisMessage(genesis), founder.secret, 'possession');
  take({
    name: 'genesis',
    section: 'protocol §2.2',
    kind: 'single',
    plaintext: encodeGenesis({ genesis, signature: possession }),
  });
  for (let person = 1; person < MEMBERS; person++)
    tell({
      type: 2,
      name: `admission of ${person}`,
      by: 0,
      newKey: `person ${person}`,
      body: () => admissionOf(person, []),
    });
  const previous = secrets.community as RecordId;
  const stateHash = fromHex(node.stateHash());
  if (!stateHash.ok) throw new Error(stateHash.error.why);
  tell({
    type: 3,
    name: 'page 1',
    by: 0,
    body: () => ({
      number: 1,
      previous,
      stateHash: stateHash.value,
      frontier: node.frontierDigest(),
      claimedMinute: FOUNDED_AT + 70,
      epoch: 1,
      admitted: people.slice(1, MEMBERS).map(({ id }) => id),
      removed: [],
      carried: [],
      expelled: [],
      charter: [],
    }),
  });
  sayOn({ kind: 0, of: 'page 1', said: [[0, 0, 0]] }, 0);
  const foundation = [...specimens];
  const founded = [...stored.values()];

  const together: { readonly record: Record; readonly signature: Uint8Array }[] = [];
  for (const row of ROWS) {
    if (row.bundled) together.push(write(row));
    else tell(row);
  }
  // An extension that no module knows: any node checks it, keeps it and passes it on.
  tellExtension();
  // What it names is far ahead of the log: so nothing else here changes by it.
  tell({
    type: erasingWord.type,
    by: 6,
    body: () => ({
      log: 0,
      keyVersion: 0,
      erased: [27, 29].map((type, i) => ({ seq: 2000 + i, type, time: 400 + i, bodyHash: digest(`body ${i}`) })),
    }),
  });
  const bundle = encodeBundle(
    {
      records: together.map(({ record }) => record),
      signature: addSignatures(together.map(({ signature }) => signature))!,
    },
    context.types,
    context.names,
  )!;
  take({ name: 'bundle', section: 'protocol §3.6', kind: 'bundle', plaintext: bundle });
  SAID.forEach(sayOn);
  for (const [name, plaintext] of SYNC()) take({ name, section: 'protocol §8.2', kind: 'sync', plaintext });
  const record = (name: string): RecordId => named.get(name)!;
  const held = (name: string): Record => node.records.get(record(name))!.record;
  const next = (person: number): number => (seqs.get(`${person}/0`) ?? 0) + 1;
  // Last, because from here on two records have one name.
  for (const { name, plaintext, ids, said } of makeForks({ community, context, people, record, held, next })) {
    take({ name, section: 'protocol §6.7', kind: 'extension', plaintext });
    for (const id of ids) honest.add(id);
    for (const { subject, voice } of said) honest.add(voiceName(subject, voice));
  }
  const call = specimens.find(({ name }) => name === 'sos of a guest')!.plaintext;
  const members = people.slice(0, MEMBERS);
  const unsealed = makeUnsealed({ community, people }, { id: record('page 1'), members }, call);
  for (const { name, frame } of unsealed) {
    const note = feed(node, frame, NOW_MS).find(({ kind }) => kind === 'note');
    if (note) throw new Error(`${name} was not taken: ${JSON.stringify(note)}`);
  }

  return { community, secrets, ring, people, specimens, unsealed, foundation, founded, node, context, honest };

  function tellExtension(): void {
    const member = people[6]!.id;
    const seq = (seqs.get('6/0') ?? 0) + 1;
    seqs.set('6/0', seq);
    const record: Record = {
      member,
      log: 0,
      keyVersion: 0,
      type: 200,
      seq,
      time: 200,
      body: toUtf8('of a later version'),
    };
    honest.add(recordId(community, record));
    const signature = sign(recordDigest(community, record), people[6]!.secret);
    const plaintext = encodeSingle({ record, signature }, context.types, context.names);
    take({ name: 'extension', section: 'protocol §3.4', kind: 'single', plaintext });
  }
}
