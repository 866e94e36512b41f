// How many bytes people's words take on the air: `npm run bench:wire [-- --json]`. Prints tables for
// people; with --json the last line is one object. Whole payloads, seal included, of the real modules'
// records in a community of 500 whose logs hold fewer than 128 records each.
//
// Maps are the mean and the most of 1,000 seeded draws: voters uniform, 60 % consent, 30 % stand aside,
// 10 % block. Entropy is what such a draw is worth: log2 of the ways to choose the voters, and 1.295 bits
// a choice. Times are the median of a few runs on this machine, keys parsed before; nothing fails on time.

import { coefficients, verdicts } from '#protocol/crypto/batch.ts';
import { addSignatures, publicKey, sign, verify, type Share } from '#protocol/crypto/bls.ts';
import { prng, type Prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { encodeBundle } from '#protocol/wire/bundle.ts';
import { encodeFork, forkOf } from '#protocol/wire/fork.ts';
import { BUNDLE_RECORDS_MAX, PLAINTEXT_BYTES_MAX, SEAL_BYTES } from '#protocol/wire/limits.ts';
import { encodeSingle, possessionMessage, recordDigest, recordId, type Record } from '#protocol/wire/record.ts';
import { encodeStatements, statementDigest, type CountedVoice, type Subject } from '#protocol/wire/statement.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import { transferType, type Transfer } from '#modules/economy/records.ts';
import { sosType, type Sos } from '#modules/emergency/records.ts';
import { ballot, proposal, type Proposal } from '#modules/governance/records.ts';
import { BALLOT } from '#modules/governance/methods.ts';
import { admission, checkpoint, confirm, type Admission, type Checkpoint } from '#modules/roster/records.ts';
import { COMMUNITY, paper, paperMember, type Paper } from './wire-community.ts';
import { frameBytes, packets, type Content, type Format } from './wire-rivals.ts';

const MEMBERS = 500;
const DRAWS = 1000;
const LONG_FAST = { preset: 'LONG_FAST' } as const;
const blank = new Uint8Array(48).fill(0x5a);

const community = paper(MEMBERS);
const { context } = community;
const frontier = new Uint8Array(8).fill(3);

const aProposal: Proposal = {
  kind: 'ordinary',
  method: 'consent',
  periodHours: 72,
  roster: community.page,
  frontier,
  slot: null,
  optionCount: 0,
  effect: null,
  text: 'Share one generator\nTwo hours for each house, from six in the evening.',
};
const aTransfer = (to: number, i = 0): Transfer => ({
  payee: community.members[to]!,
  amount: 1250 + i,
  since: community.page,
  spent: 4750 + i,
  memo: 'a',
});
const anSos: Sos = {
  call: { kind: 'medical', severity: 'life-in-danger', drill: false, cannotMove: true },
  roster: 1,
  where: { people: 3, position: { latDeg: 46.9481, lonDeg: 7.4474, withinMetres: 30 } },
  text: 'second floor, stairs have fallen',
};
const SOS_LETTERS = 31;
const sos = { ...anSos, text: anSos.text.slice(0, SOS_LETTERS) };

const single = (record: Record, on: Paper = community): number =>
  SEAL_BYTES + encodeSingle({ record, signature: blank }, on.context.types, on.context.names).length;

// ── Maps ────────────────────────────────────────────────────────────────────────────────────────

const proposed = recordId(COMMUNITY, community.write(proposal, 320, 12, aProposal));
const subjectOf = (kind: number, record: RecordId, roster: RecordId): Subject => ({ kind, record, roster });
const ballots = subjectOf(ballot.kind, proposed, community.page);

function someOf(count: number, of: number, chance: Prng): number[] {
  const line = Array.from({ length: of }, (_, number) => number);
  for (let i = 0; i < count; i++) {
    const j = i + chance.below(of - i);
    [line[i], line[j]] = [line[j]!, line[i]!];
  }
  return line.slice(0, count).sort((a, b) => a - b);
}

/** 60 % consent, 30 % stand aside, 10 % block. */
function choice(chance: Prng): number {
  const drawn = chance.below(10);
  return drawn < 6 ? BALLOT.choice : drawn < 9 ? BALLOT.aside : BALLOT.block;
}

type Said = readonly { readonly number: number; readonly value: number }[];
const draw = (count: number, of: number, chance: Prng, value: (chance: Prng) => number): Said =>
  someOf(count, of, chance).map((number) => ({ number, value: value(chance) }));

const voicesOf = (said: Said, on: Paper): CountedVoice[] =>
  said.map(({ number, value }) => ({
    member: on.members[number]!,
    value,
    revision: 0,
    keyVersion: 0,
    multiplicity: 1,
  }));

function mapBytes(subject: Subject, said: Said, on: Paper = community): number {
  const plaintext = encodeStatements({ subject, voices: voicesOf(said, on), signature: blank }, on.context);
  if (plaintext === null) throw new Error(`a map of ${said.length} voices does not fit a frame`);
  return SEAL_BYTES + plaintext.length;
}

type Spread = { readonly mean: number; readonly max: number };
const round = (value: number, digits = 0): number => Math.round(value * 10 ** digits) / 10 ** digits;

function spread(sizes: readonly number[]): Spread {
  return { mean: round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length, 1), max: Math.max(...sizes) };
}

const drawn = (count: number): Said[] => {
  const chance = prng(`ballots ${count} of ${MEMBERS}`);
  return Array.from({ length: DRAWS }, () => draw(count, MEMBERS, chance, choice));
};
const draws60 = drawn(60);
const draws400 = drawn(400);

// ── Records ─────────────────────────────────────────────────────────────────────────────────────

/** Transfers of different members in one bundle, the most that fit of those who paid within an hour. */
function transfersPerFrame(chance: Prng): number {
  const payers = someOf(BUNDLE_RECORDS_MAX, MEMBERS, chance);
  const records = payers.map((from, i): Record => ({
    ...community.write(transferType, from, 1 + chance.below(100), aTransfer((from + 7) % MEMBERS, i)),
    time: 20_000 + chance.below(60),
  }));
  let count = 1;
  const fits = (n: number): boolean =>
    encodeBundle({ records: records.slice(0, n), signature: blank }, context.types, context.names) !== null;
  while (count < records.length && fits(count + 1)) count++;
  return count;
}

const someAdmission = (key: Uint8Array, coSponsors: Admission['coSponsors']): Admission => ({
  key,
  privateKey: new Uint8Array(32).fill(1),
  recoveryDigest: new Uint8Array(16).fill(2),
  household: 212,
  traits: new Set(['hosted'] as const),
  coSponsors,
  name: 'Ana-Mariana B',
});
const admitted = someAdmission(new Uint8Array(96).fill(7), [community.members[201]!, community.members[411]!]);

/** A page that six people join, confirmed by 80 of 100. */
const hundred = paper(100);
const aPage: Checkpoint = {
  number: 2,
  previous: hundred.page,
  stateHash: new Uint8Array(32),
  frontier,
  claimedMinute: 3_400_000,
  epoch: 0,
  admitted: [],
  removed: [],
  carried: [],
  expelled: [],
  charter: [],
};
const page = recordId(COMMUNITY, hundred.write(checkpoint, 63, 12, aPage));
const confirmations = Array.from({ length: DRAWS }, (_, i) => draw(80, 100, prng(`confirm ${i}`), () => 0));

const guestKey = publicKey(new Uint8Array(32).fill(9));
const sizes = {
  ballot: mapBytes(ballots, [{ number: 321, value: BALLOT.choice }]),
  transfer: single(community.write(transferType, 321, 40, aTransfer(207))),
  sos31: single(community.write(sosType, 321, 41, sos)),
  sosGuest31: single(community.write(sosType, 0, 1, sos, guestKey)),
  ballots60of500: spread(draws60.map((said) => mapBytes(ballots, said))),
  ballots400of500: spread(draws400.map((said) => mapBytes(ballots, said))),
  transfersPerFrame: Math.min(...Array.from({ length: 50 }, (_, i) => transfersPerFrame(prng(`payers ${i}`)))),
  forkProof: forkProofBytes(),
  checkpoint80of100: spread(
    confirmations.map((said) => mapBytes(subjectOf(confirm.kind, page, hundred.page), said, hundred)),
  ).mean,
  admission12x3sponsors: single(community.write(admission, 321, 42, { ...admitted, name: admitted.name.slice(0, 12) })),
};

/** Two different transfers at one place of one log, proved by one sum. */
function forkProofBytes(): number {
  const two = [40, 90].map((to, i) => community.write(transferType, 321, 44, aTransfer(to, i)));
  const plaintext = encodeFork(forkOf(two[0]!, two[1]!, blank), context);
  if (plaintext === null) throw new Error('two transfers at one place are a proof');
  return SEAL_BYTES + plaintext.length;
}

// ── What the others would send ──────────────────────────────────────────────────────────────────

const place = (author: number, seq: number, minute: number): Content => ({
  author: ['uint32', author],
  seq: ['uint32', seq],
  minute: ['uint32', minute],
});
const spoken =
  (said: Said) =>
  (from: number, to: number): Content => ({
    type: ['uint32', 1],
    subjectAuthor: ['uint32', 320],
    subjectSeq: ['uint32', 12],
    voters: ['packed', said.slice(from, to).map(({ number }) => number)],
    values: ['packed', said.slice(from, to).map(({ value }) => value)],
  });
const position = { lat: Math.round(46.9481 * 1e5), lon: Math.round(7.4474 * 1e5) } as const;
const rivalSos: Content = {
  type: ['uint32', 24],
  ...place(321, 41, 20_041),
  kind: ['uint32', 1],
  severity: ['uint32', 3],
  flags: ['uint32', 1],
  roster: ['uint32', 1],
  people: ['uint32', 3],
  precision: ['uint32', 2],
  lat: ['sint32', position.lat],
  lon: ['sint32', position.lon],
  text: ['string', sos.text],
};
const rivalTransfer = (seq: number): Content => ({
  type: ['uint32', 32],
  ...place(321, seq, 20_040),
  payee: ['uint32', 207],
  amount: ['uint32', 1250],
  since: ['uint32', 1],
  spent: ['uint32', 4750],
  memo: ['string', 'a'],
});
const SEVERAL = 100;
/** Columns of many payers' transfers: no better form for a packet of them is known to either format. */
const rivalTransfers = (from: number, to: number): Content => {
  const column = (value: (i: number) => number): readonly ['packed', readonly number[]] => [
    'packed',
    Array.from({ length: to - from }, (_, i) => value(from + i)),
  ];
  return {
    type: ['uint32', 33],
    minute: ['uint32', 20_040],
    authors: column((i) => (i * 41) % MEMBERS),
    seqs: column((i) => 1 + (i % 100)),
    minutesBefore: column((i) => i % 60),
    payees: column((i) => (i * 17) % MEMBERS),
    amounts: column((i) => 1250 + i),
    since: column(() => 1),
    spent: column((i) => 4750 + i),
  };
};
const rivalAdmission: Content = {
  type: ['uint32', 2],
  ...place(321, 42, 20_042),
  // An Ed25519 key and an X25519 key; the new key and three sponsors sign.
  key: ['bytes', new Uint8Array(32).fill(7)],
  privateKey: ['bytes', new Uint8Array(32).fill(1)],
  recoveryDigest: ['bytes', new Uint8Array(16).fill(2)],
  household: ['uint32', 212],
  traits: ['uint32', 1],
  coSponsors: ['packed', [201, 411]],
  name: ['string', 'Ana-Mariana '],
};
const airMs = (payloads: readonly number[]): number =>
  payloads.reduce((sum, bytes) => sum + airtimeMs(LONG_FAST, bytes), 0);
const total = (payloads: readonly number[]): number => payloads.reduce((sum, bytes) => sum + bytes, 0);

type Many = { readonly packets: number; readonly bytes: number; readonly airtimeMs: number };
const many = (payloads: readonly number[]): Many => ({
  packets: payloads.length,
  bytes: total(payloads),
  airtimeMs: airMs(payloads),
});

/** A payload that exceeds a frame, cut into frames with a seal each and nothing to say which is which. */
function inParts(bytes: number): readonly number[] {
  const content = bytes - SEAL_BYTES;
  return Array.from(
    { length: Math.ceil(content / PLAINTEXT_BYTES_MAX) },
    (_, i) => SEAL_BYTES + Math.min(PLAINTEXT_BYTES_MAX, content - PLAINTEXT_BYTES_MAX * i),
  );
}

const rival = (format: Format) => ({
  ballot: frameBytes(format, spoken([{ number: 321, value: BALLOT.choice }])(0, 1)),
  transfer: frameBytes(format, rivalTransfer(40)),
  sos31: frameBytes(format, rivalSos),
  sosGuest31: frameBytes(format, { ...rivalSos, guestKey: ['bytes', new Uint8Array(32)] }),
  ballots60of500: many(packets(format, 60, spoken(draws60[0]!))),
  ballots400of500: many(packets(format, 400, spoken(draws400[0]!))),
  transfersPerFrame: Math.floor(SEVERAL / packets(format, SEVERAL, rivalTransfers).length),
  checkpoint80of100: many(packets(format, 80, spoken(confirmations[0]!))),
  admission12x3sponsors: many(inParts(frameBytes(format, rivalAdmission, 4))),
});
const against = { protobuf: rival('protobuf'), cbor: rival('cbor') };

// ── Ratios ──────────────────────────────────────────────────────────────────────────────────────

/** Our own wire with an Ed25519 signature (64 bytes) in place of each 48-byte one, one thing a packet. */
const withEd25519 = (bytes: number): number => bytes + 64 - 48;
const mapAirMs = (said: readonly Said[]): number =>
  said.reduce((sum, one) => sum + airtimeMs(LONG_FAST, mapBytes(ballots, one)), 0) / said.length;
const onePacketEach = (said: Said): number => airMs(said.map((voice) => withEd25519(mapBytes(ballots, [voice]))));
const airtime400Ms = { mean: Math.round(mapAirMs(draws400)), max: airtimeMs(LONG_FAST, sizes.ballots400of500.max) };
const airtimeRatioVsEd25519 = {
  ballots400: round(mapAirMs(draws400) / onePacketEach(draws400[0]!), 4),
  ballots60: round(mapAirMs(draws60) / onePacketEach(draws60[0]!), 4),
  ballot: round(airtimeMs(LONG_FAST, sizes.ballot) / airtimeMs(LONG_FAST, withEd25519(sizes.ballot)), 3),
  ballots400VsPackedProtobuf: round(mapAirMs(draws400) / against.protobuf.ballots400of500.airtimeMs, 4),
};

const log2Choose = (n: number, k: number): number => {
  let bits = 0;
  for (let i = 1; i <= k; i++) bits += Math.log2((n - k + i) / i);
  return bits;
};
const CHOICE_BITS = -(0.6 * Math.log2(0.6) + 0.3 * Math.log2(0.3) + 0.1 * Math.log2(0.1));
const entropyBytes = (count: number): number => (log2Choose(MEMBERS, count) + CHOICE_BITS * count) / 8;
const toEntropy = (mean: number, count: number): number => round(mean / (entropyBytes(count) + 48 + SEAL_BYTES), 3);
const ratioToEntropyPlusSignature = {
  ballots400: toEntropy(sizes.ballots400of500.mean, 400),
  ballots60: toEntropy(sizes.ballots60of500.mean, 60),
};

// ── Time to check ───────────────────────────────────────────────────────────────────────────────

function medianMs(runs: number, work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  }).sort((a, b) => a - b);
  return round(times[runs >> 1]!, 1);
}

function verifyTimes(): { readonly [what: string]: number } {
  const people = Array.from({ length: 400 }, (_, number) => paperMember(number));
  const share = (who: number, message: Uint8Array, purpose: Share['purpose'] = 'signature'): Share => ({
    key: people[who]!.key,
    message,
    purpose,
  });
  const claim = (parts: readonly { who: number; message: Uint8Array; purpose?: Share['purpose'] }[]) => ({
    shares: parts.map(({ who, message, purpose }) => share(who, message, purpose)),
    signature: addSignatures(parts.map(({ who, message, purpose }) => sign(message, people[who]!.secret, purpose)))!,
  });
  const ballotOf = (said: Said) =>
    claim(
      said.map(({ value }, who) => ({ who, message: statementDigest(COMMUNITY, ballots, { revision: 0, value }) })),
    );
  const transfers = Array.from({ length: sizes.transfersPerFrame }, (_, who) => ({
    who,
    message: recordDigest(COMMUNITY, community.write(transferType, who, 50, aTransfer(207, who))),
  }));
  const admitting = recordDigest(COMMUNITY, community.write(admission, 321, 43, admitted));
  const claims = {
    ballot: ballotOf([{ number: 0, value: BALLOT.choice }]),
    ballots60of500: ballotOf(draws60[0]!),
    ballots400of500: ballotOf(draws400[0]!),
    transfer: claim(transfers.slice(0, 1)),
    bundleOfTransfers: claim(transfers),
    admission3sponsors: claim([
      ...[0, 1, 2].map((who) => ({ who, message: admitting })),
      { who: 3, message: possessionMessage(COMMUNITY, new Uint8Array(200)), purpose: 'possession' as const },
    ]),
  };
  return Object.fromEntries(
    Object.entries(claims).map(([what, one]) => {
      if (!verify(one)) throw new Error(`the bench's own ${what} does not verify`);
      return [what, medianMs(5, () => void verify(one))];
    }),
  );
}

/** Signatures that came separately, checked one by one and as batches with random coefficients (§4.4). */
function batchTimes(): {
  readonly [size: string]: { readonly singleMs: number; readonly batchMs: number; readonly ratio: number };
} {
  const signed = Array.from({ length: 32 }, (_, who) => {
    const { key, secret } = paperMember(who);
    const message = recordDigest(COMMUNITY, community.write(transferType, who, 90, aTransfer(207, who)));
    return { shares: [{ key, message, purpose: 'signature' as const }], signature: sign(message, secret) };
  });
  const weights = coefficients(() => crypto.getRandomValues(new Uint32Array(1))[0]!);
  const timesOf = (count: number) => {
    const claims = signed.slice(0, count);
    const singleMs = medianMs(3, () => claims.forEach((claim) => verify(claim))) / count;
    const batchMs = medianMs(3, () => void verdicts(claims, weights)) / count;
    return { singleMs: round(singleMs, 2), batchMs: round(batchMs, 2), ratio: round(singleMs / batchMs, 2) };
  };
  return Object.fromEntries([2, 8, 32].map((count) => [count, timesOf(count)]));
}

// ── Report ──────────────────────────────────────────────────────────────────────────────────────

const verifyMs = verifyTimes();
const batch = batchTimes();
const result = {
  bench: 'wire',
  bytes: sizes,
  airtimeLongFastMs: { ballots400of500: airtime400Ms, ballot: airtimeMs(LONG_FAST, sizes.ballot) },
  airtimeRatioVsEd25519,
  ratioToEntropyPlusSignature,
  verifyMs,
  batch,
  against,
};

const TARGETS: { readonly [what: string]: number } = {
  ballot: 63,
  transfer: 72,
  sos31: 103,
  ballots60of500: 108,
  ballots400of500: 180,
  transfersPerFrame: 12,
  forkProof: 81,
  checkpoint80of100: 79,
  admission12x3sponsors: 231,
};
type Size = number | Spread | Many;
const shown = (size: Size | undefined): string => {
  if (size === undefined) return '-';
  if (typeof size === 'number') return String(size);
  return 'mean' in size ? `${size.mean} (most ${size.max})` : `${size.bytes} in ${size.packets}`;
};
const row = (...cells: readonly string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(24) : cell.padStart(18))).join('');
console.log('bytes of a whole payload, seal included; the others with Ed25519');
console.log(row('', 'ours', 'target', 'protobuf', 'CBOR'));
for (const [what, size] of Object.entries(sizes)) {
  const theirs = [against.protobuf, against.cbor].map((format) => shown((format as { [what: string]: Size })[what]));
  console.log(row(what, shown(size), String(TARGETS[what] ?? '-'), ...theirs));
}
console.log(`\n400 ballots on LongFast: ${airtime400Ms.mean} ms (most ${airtime400Ms.max}), target 1900;`);
console.log(`  ${airtimeRatioVsEd25519.ballots400} of one packet with an Ed25519 signature each`);
console.log(
  `  ${ratioToEntropyPlusSignature.ballots400} of entropy, one signature and the seal (60: ${ratioToEntropyPlusSignature.ballots60})`,
);
console.log('\nmilliseconds to check, keys known');
for (const [what, ms] of Object.entries(verifyMs)) console.log(row(what, String(ms)));
console.log('\nmilliseconds a signature, alone and in a batch');
for (const [size, { singleMs, batchMs, ratio }] of Object.entries(batch))
  console.log(row(`${size} at once`, String(singleMs), String(batchMs), `x ${ratio}`));
if (process.argv.includes('--json')) console.log(JSON.stringify(result));
