// One honest thing of every sort, in a small real community: what the vectors are made of, what the fuzzer
// mutates, what the attack tests bend. Everything is signed with real keys and taken by a real node, through
// frames, as on the air. A new record type, statement kind or message joins by one row in the tables of
// specimen-records.ts, specimen-statements.ts and specimen-sync.ts; who says them stands in specimen-people.ts.
//
// Member 1 has a second device (log 1), member 2 has replaced the key once.

import { fromHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { addSignatures, sign, verify } from '#protocol/crypto/bls.ts';
import { keyring, type Keyring } from '#protocol/crypto/keyring.ts';
import type { NodeEffect, Stored } from '#protocol/node/event.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode, NodeOptions, Secrets } from '#protocol/node/node-api.ts';
import { encodeBundle } from '#protocol/wire/bundle.ts';
import { erasingWord } from '#protocol/wire/erasing.ts';
import { sealFrame, type SealedKind } from '#protocol/wire/frame.ts';
import { communityHexOf, communityIdOf, encodeGenesis, genesisMessage } from '#protocol/wire/genesis.ts';
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
import {
  digest,
  FOUNDED_AT,
  genesisOf,
  GUEST,
  MEMBERS,
  NOW_MS,
  pairOf,
  seeded,
  type KeyPair,
} from './specimen-people.ts';
import { admissionOf, ROWS, type Row } from './specimen-records.ts';
import { SAID, type SaidRow } from './specimen-statements.ts';
import { SYNC } from './specimen-sync.ts';
import { makeForks, makeUnsealed, type UnsealedSpecimen } from './specimens-beside.ts';

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

/** Founds the community and says everything once. Deterministic; takes about two seconds. */
export function makeSpecimens(): Specimens {
  const founder = pairOf('person 0');
  const genesis = genesisOf();
  const community = communityIdOf(genesis);
  const people = Array.from({ length: GUEST + 1 }, (_, person) => {
    const pair = pairOf(`person ${person}`);
    return { ...pair, id: memberIdOf(community, pair.key) };
  });
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

  const sayOn = (row: SaidRow, i: number): void => {
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
