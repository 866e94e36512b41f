// Makes tests/vectors/*.json from the product's own code: `npx tsx tests/vectors/generate.ts`. The same on
// every machine, so that a test can say whether the files are up to date.
//
//   plaintexts.json  every honest thing once, what a receiver knows of names, and bent copies beside each
//   frames.json      seals: right ones of several kinds and days, and wrong ones
//   unsealed.json    frames with forms of their own (make-unsealed.ts)
//   secrets.json     what is kept and carried off the air (make-secrets.ts)
//   signatures.json  keys, signatures and sums: right ones, and all forgeries that the design speaks of
//   maps.json        the arithmetic code of a statement's map
//   readings.json    in what order names with several meanings are tried (make-readings.ts)
//
// `outcome`: good; malformed; waits (for a name that is not known); forged (reads well, and no reading of it
// is signed). What `reads` holds is the first reading (§3.3), for a good one the reading that is signed.

import { writeFileSync } from 'node:fs';
import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { ReadError } from '#protocol/bytes/codec.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { Result } from '#protocol/bytes/result.ts';
import { verify, type Share } from '#protocol/crypto/bls.ts';
import { keyring, secretOf, turnTo } from '#protocol/crypto/keyring.ts';
import { sealFrame, openFrame } from '#protocol/wire/frame.ts';
import { decodeBundle } from '#protocol/wire/bundle.ts';
import { decodeFork, forkedIds, forkShares, type ForkProof } from '#protocol/wire/fork.ts';
import { communityHexOf, decodeGenesis, genesisShares } from '#protocol/wire/genesis.ts';
import { decodeSingle, memberIdOf, recordId, recordShares, type Record } from '#protocol/wire/record.ts';
import {
  decodeStatements,
  encodeStatements,
  statementShares,
  type StatementContext,
  type StatementMap,
} from '#protocol/wire/statement.ts';
import { ALIKE, chooser } from '#protocol/wire/readings.ts';
import { decodeSync, type SyncMessage } from '#protocol/sync/summary.ts';
import { coefficients } from '#protocol/sync/symbols.ts';
import { spansOf } from '../../bench/fuzz-mutate.ts';
import { makeSpecimens, type Specimen, type Specimens } from '../../bench/specimens.ts';
import { readings } from './make-readings.ts';
import { secrets } from './make-secrets.ts';
import { shareJson, signatures } from './make-signatures.ts';
import { unsealed } from './make-unsealed.ts';

type Json = unknown;
type Read = { readonly value: Json; readonly claim: { shares: readonly Share[]; signature: Uint8Array } | null };

function recordJson(community: Uint8Array, record: Record): Json {
  const { member, log, keyVersion, type, seq, time, body } = record;
  return { member, log, keyVersion, type, number: seq, time, body: toHex(body), id: recordId(community, record) };
}

/** A reading of a plaintext in the words of the document. */
function read(made: Specimens, { kind, plaintext }: Specimen, attempt: number): Result<Read, ReadError> {
  const context: StatementContext = { ...made.context, choose: chooser(ALIKE[attempt]!).choose };
  const { community } = made;
  const signed = (value: object, signature: Uint8Array, shares: readonly Share[] | null): Read => ({
    value: { ...value, signature: toHex(signature), shares: shares?.map(shareJson) ?? null },
    claim: shares && { shares, signature },
  });
  const ofRecords = (records: readonly Record[], signature: Uint8Array): Read => {
    const asked = records.map((record) => recordShares(community, record, context.types, context.keys));
    const shares = asked.every(({ ok }) => ok) ? asked.flatMap((one) => (one.ok ? one.value : [])) : null;
    return signed({ records: records.map((record) => recordJson(community, record)) }, signature, shares);
  };
  if (kind === 'sync') {
    const message = decodeSync(plaintext);
    return message.ok ? { ok: true, value: { value: syncJson(message.value), claim: null } } : message;
  }
  if (kind === 'statements') {
    const map = decodeStatements(plaintext, context);
    if (!map.ok) return map;
    const { subject, voices, signature } = map.value;
    const shares = statementShares(community, map.value, context.keys);
    const said = voices.map(({ member, value, revision, keyVersion, multiplicity }) => ({
      member,
      value,
      revision,
      keyVersion,
      count: multiplicity,
    }));
    return { ok: true, value: signed({ ...subject, voices: said }, signature, shares.ok ? shares.value : null) };
  }
  if (kind === 'extension') {
    const proof = decodeFork(plaintext, context);
    if (!proof.ok) return proof;
    const shares = forkShares(community, proof.value, context.keys);
    const value = signed(forkJson(community, proof.value), proof.value.signature, shares.ok ? shares.value : null);
    return { ok: true, value };
  }
  if (kind === 'bundle') {
    const bundle = decodeBundle(plaintext, context);
    return bundle.ok ? { ok: true, value: ofRecords(bundle.value.records, bundle.value.signature) } : bundle;
  }
  if (plaintext[0] === 0) {
    const genesis = decodeGenesis(plaintext);
    if (!genesis.ok) return genesis;
    const { foundedAt, name } = genesis.value.genesis;
    const community = communityHexOf(genesis.value.genesis);
    const shares = genesisShares(genesis.value.genesis);
    return { ok: true, value: signed({ foundedAt, name, community }, genesis.value.signature, shares) };
  }
  const single = decodeSingle(plaintext, context);
  return single.ok ? { ok: true, value: ofRecords([single.value.record], single.value.signature) } : single;
}

function forkJson(community: Uint8Array, proof: ForkProof): object {
  const { member } = proof;
  if (proof.kind === 'statements')
    return {
      member,
      said: proof.said.map(({ subject, voice: { value, revision, keyVersion } }) => ({
        ...subject,
        value,
        revision,
        keyVersion,
      })),
    };
  const { log, seq, sides } = proof;
  const ids = forkedIds(community, proof);
  return {
    member,
    log,
    number: seq,
    sides: sides.map(({ type, time, keyVersion, bodyHash, body }, i) => ({
      type,
      time,
      keyVersion,
      bodyHash: toHex(bodyHash),
      body: body ? toHex(body) : null,
      id: ids[i],
    })),
  };
}

function syncJson(message: SyncMessage): Json {
  if (message.kind === 'hello')
    return { digest: toHex(message.digest), records: message.records, ...(message.collects && { collects: true }) };
  if (message.kind === 'plan') {
    const { name, page, signature, lines } = message;
    return { name, page, signature: toHex(signature), lines, coefficients: toHex(coefficients(name, 5, 12)) };
  }
  if (message.kind === 'coded') {
    const { sheaf, number, toCome, symbols } = message;
    return { sheaf, number, toCome, symbols: toHex(symbols) };
  }
  if (message.kind === 'want') return { wanted: message.wanted };
  if (message.kind === 'marks') {
    const { salt, places, from, to, marks } = message;
    return { salt: toHex(salt), places, from, to, marks };
  }
  const { founded, numbers, logs, prefixes, newcomers, subjectAuthors, subjects } = message;
  const range = (one: typeof numbers): Json => one && [one.from, one.to];
  return {
    founded,
    numbers: range(numbers),
    logs,
    prefixes: range(prefixes),
    newcomers,
    subjectAuthors: range(subjectAuthors),
    subjects,
  };
}

/** Who signed follows from the ids; said in full for honest things only, because it is long. */
function withoutShares(value: Json): Json {
  const { shares: _, ...rest } = value as { readonly shares?: Json };
  return rest;
}

const READINGS = 3;

type Outcome = {
  readonly outcome: 'good' | 'malformed' | 'waits' | 'forged';
  readonly reading?: number;
  readonly reads?: Json;
};

/** A bent plaintext's signature is never right, which need not be asked. */
function outcomeOf(made: Specimens, specimen: Specimen, bent: boolean): Outcome {
  const first = read(made, specimen, 0);
  if (!first.ok) {
    if (first.error.kind === 'unresolved') return { outcome: 'waits' };
    const { atByte, field, why } = first.error;
    return { outcome: 'malformed', ...{ atByte, field, why } };
  }
  if (bent || !first.value.claim)
    return { outcome: first.value.claim ? 'forged' : 'good', reads: withoutShares(first.value.value) };
  for (let reading = 0; reading < READINGS; reading++) {
    const one = read(made, specimen, reading);
    if (one.ok && one.value.claim && verify(one.value.claim))
      return { outcome: 'good', reading, reads: one.value.value };
  }
  throw new Error(`${specimen.name} is not signed`);
}

/** `bent` is what was changed of an honest plaintext. */
function vector(made: Specimens, specimen: Specimen, bent?: string): Json {
  const { name, section, kind, plaintext } = specimen;
  const head = { name: bent ? `${name}: ${bent}` : name, section, kind, plaintext: toHex(plaintext) };
  return { ...head, ...outcomeOf(made, specimen, bent !== undefined) };
}

const bend = (specimen: Specimen, plaintext: Uint8Array): Specimen => ({ ...specimen, plaintext });
const splice = (bytes: Uint8Array, start: number, end: number, ...put: number[]): Uint8Array =>
  concat(bytes.slice(0, start), Uint8Array.from(put), bytes.slice(end));

/** Copies of an honest plaintext, each wrong in one way. */
function bentCopies(made: Specimens, specimen: Specimen): Json[] {
  const { plaintext } = specimen;
  const bent = (what: string, bytes: Uint8Array): Json => vector(made, bend(specimen, bytes), what);
  const copies = [
    bent('without its last byte', plaintext.slice(0, -1)),
    bent('with a byte more', concat(plaintext, Uint8Array.of(0))),
  ];
  for (const { path, start, end } of spansOf(specimen, made.context)) {
    if (path === 'signature') continue;
    const flipped = Uint8Array.from(plaintext, (byte, i) => (i === end - 1 ? byte ^ 1 : byte));
    copies.push(bent(`lowest bit of "${path}" flipped`, flipped));
    const high = Uint8Array.from(plaintext, (byte, i) => (i === start ? byte ^ 0x80 : byte));
    copies.push(bent(`highest bit of "${path}" flipped`, high));
    if (end - start > 2) continue;
    const needless = splice(plaintext, start, end, ...plaintext.slice(start, end - 1), plaintext[end - 1]! | 0x80, 0);
    if (needless.length <= 222) copies.push(bent(`"${path}" with a needless zero digit`, needless));
  }
  return copies;
}

/** What a receiver of these plaintexts knows: names, keys, pages and the records that may be named. */
function known(made: Specimens): Json {
  const { node, people } = made;
  const { directory, records } = node;
  const line = directory.latest()!;
  const members = Array.from({ length: line.size }, (_, number) => directory.memberAt(number)!);
  const held = records
    .logs()
    .flatMap(({ member, log }) => records.ids(member, log, 1))
    .map((id) => ({ id, record: records.get(id)!.record }));
  const keys = Object.fromEntries(
    people.flatMap(({ id }) =>
      [0, 1].flatMap((log) => {
        const versions = Array.from({ length: directory.keyVersionOf(id, log) + 1 }, (_, version) =>
          directory.keyOf(id, log, version),
        );
        return versions[0] ? [[`${id}/${log}`, versions.map((key) => toHex(key!))]] : [];
      }),
    ),
  );
  return {
    community: toHex(made.community),
    members,
    newcomers: people.map(({ id }) => id).filter((id) => !members.includes(id) && directory.newcomer(id.slice(0, 16))),
    checkpoints: [0, 1].map((number) => {
      const id = directory.checkpointAt(number)!;
      const { size, members: counted } = directory.roster(id)!;
      return { id, size, counted };
    }),
    records: held.map(({ id, record }) => ({
      id,
      member: record.member,
      log: record.log,
      number: record.seq,
      type: record.type,
      body: toHex(record.body),
    })),
    keys,
  };
}

function plaintexts(made: Specimens): Json {
  const vectors = made.specimens.flatMap((specimen) => [
    vector(made, specimen),
    ...(specimen.name.startsWith('admission of') && !specimen.name.endsWith('1') ? [] : bentCopies(made, specimen)),
  ]);
  return { about: 'protocol §2.2, §3, §5, §8.2 and the formats of the modules', known: known(made), vectors };
}

// ── Seals ───────────────────────────────────────────────────────────────────────────────────────

function frames(made: Specimens): Json {
  const { ring, specimens, secrets } = made;
  const sealed = (day: number) => (one: Specimen) => ({
    name: `${one.name} on day ${day}`,
    section: 'protocol §6.2',
    day,
    frame: toHex(sealFrame(turnTo(ring, day), one.kind, one.plaintext)),
    plaintext: toHex(one.plaintext),
    outcome: 'good',
  });
  const firsts = ['single', 'bundle', 'statements', 'sync'].map((kind) => specimens.find((one) => one.kind === kind)!);
  const frame = sealFrame(ring, firsts[0]!.kind, firsts[0]!.plaintext);
  const wrong = (name: string, bytes: Uint8Array): Json => {
    if (openFrame(ring, bytes).ok) throw new Error(`${name} opens`);
    return { name, section: 'protocol §6.1', day: 0, frame: toHex(bytes), outcome: 'not ours' };
  };
  const flip = (at: number, mask: number): Uint8Array =>
    Uint8Array.from(frame, (byte, i) => (i === at ? byte ^ mask : byte));
  const other = keyring(new Uint8Array(32).fill(1), ring.epoch, ring.oldest.secret);
  return {
    about: 'protocol §6: frame keys, seals, headers',
    community: secrets.community,
    epochSecret: toHex(secrets.frameSecret),
    daySecrets: [0, 1, 2, 30].map((day) => ({ day, secret: toHex(secretOf(ring, day)) })),
    vectors: [
      ...firsts.map(sealed(0)),
      ...firsts.map(sealed(1)),
      sealed(0)({ ...firsts[0]!, name: 'no plaintext at all', plaintext: new Uint8Array(0) }),
      sealed(0)({ ...firsts[0]!, name: 'the longest plaintext', plaintext: new Uint8Array(222).fill(9) }),
      ...Array.from({ length: 8 }, (_, bit) => wrong(`bit ${bit} of the header flipped`, flip(0, 1 << bit))),
      ...[1, 8, 9, frame.length - 1].map((at) => wrong(`byte ${at} changed`, flip(at, 1))),
      wrong('without its last byte', frame.slice(0, -1)),
      wrong('with a byte more', concat(frame, Uint8Array.of(0))),
      wrong('padded to 166 bytes', concat(frame, new Uint8Array(Math.max(0, 166 - frame.length)), new Uint8Array(1))),
      wrong('shorter than a seal', frame.slice(0, 8)),
      wrong('longer than a frame', new Uint8Array(232)),
      wrong('of another community with the same secret', sealFrame(other, 'single', firsts[0]!.plaintext)),
    ],
  };
}

// ── Maps ────────────────────────────────────────────────────────────────────────────────────────

/** Sums are not looked at here: 48 bytes of 5a stand for them. */
function maps(made: Specimens): Json {
  const chance = prng('maps');
  const record = made.node.directory.recordsAt({ member: made.people[3]!.id, log: 0, seq: 2 })[0]!;
  const vectors = Array.from({ length: 60 }, (_, i) => {
    const size = 2 + chance.below(i < 20 ? 8 : 600);
    const values = [1, 2, 3, 4, 8, 18, 159][i % 7]!;
    const ids = Array.from({ length: size }, (_, at) => memberIdOf(made.community, toUtf8(`map ${at}`)));
    const context: StatementContext = {
      ...made.context,
      names: {
        ...made.context.names,
        memberAt: (at) => ids[at],
        numberOf: (id) => (ids.includes(id) ? ids.indexOf(id) : made.context.names.numberOf(id)),
        placeOf: (id) => made.context.names.placeOf(id),
        recordsAt: (place) => made.context.names.recordsAt(place),
      },
      keys: { keyOf: () => undefined, keyVersionOf: () => 3 },
      rosterSize: () => size,
      valueCountOf: () => values,
    };
    const dense = 1 + chance.below(10);
    const sorts = chance.below(8);
    const said = ids.flatMap((member, at) => {
      if (at > 1 && chance.below(10) >= dense) return [];
      const voice = {
        member,
        value: chance.below(values),
        revision: sorts & 1 && chance.below(5) === 0 ? chance.below(10) : 0,
        keyVersion: sorts & 2 && chance.below(5) === 0 ? chance.below(4) : 3,
        multiplicity: sorts & 4 && chance.below(5) === 0 ? 1 + chance.below(3) : 1,
      };
      return [voice];
    });
    const map: StatementMap = {
      subject: { kind: 1, record, roster: made.context.rosterOf(1, record)! },
      voices: said,
      signature: new Uint8Array(48).fill(0x5a),
    };
    const plaintext = encodeStatements(map, context);
    if (plaintext === null) return null;
    const start = plaintext.length - 48;
    return {
      name: `${said.length} of ${size}, ${values} values`,
      section: 'protocol §5.3',
      size,
      values,
      flags: plaintext[0]! & 15,
      map: toHex(plaintext.slice(3, start)),
      said: said.map((voice) => [
        ids.indexOf(voice.member),
        voice.value,
        voice.revision,
        3 - voice.keyVersion,
        voice.multiplicity - 1,
      ]),
    };
  });
  return {
    about: 'protocol §5.3; said is [number, value, revision, back, count - 1]',
    vectors: vectors.filter(Boolean),
  };
}

/** Contents of the files by name. */
export function vectorFiles(): ReadonlyMap<string, string> {
  const made = makeSpecimens();
  const files: readonly (readonly [string, Json])[] = [
    ['plaintexts.json', plaintexts(made)],
    ['frames.json', frames(made)],
    ['unsealed.json', unsealed(made, (specimen, bent) => outcomeOf(made, specimen, bent))],
    ['secrets.json', secrets(made)],
    ['signatures.json', signatures()],
    ['maps.json', maps(made)],
    ['readings.json', readings()],
  ];
  return new Map(files.map(([name, content]) => [name, text(content)]));
}

/** One vector a line, so that a change shows as the lines it changes. */
function text(content: Json): string {
  const parts = Object.entries(content as object).map(([name, value]) => {
    const inside = Array.isArray(value)
      ? `[\n${value.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${inside}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of vectorFiles()) writeFileSync(new URL(name, import.meta.url), content);
}
