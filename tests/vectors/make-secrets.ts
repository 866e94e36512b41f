// Vectors of what is kept or carried off the air, and of what working groups say (protocol/README.md §11, §12):
// vaults, keys as words and as text for a QR code, recovery keys, group keys and messages.

import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, fromHex, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { boxKeys, pairOf, type Pair } from '#protocol/crypto/box.ts';
import { keyFromQr, keyFromWords, keyToQr, keyToWords } from '#protocol/crypto/key-export.ts';
import { recoveryDigestOf, recoveryKeyOf, signRecovery, verifyRecovery } from '#protocol/crypto/recovery.ts';
import { openVault, sealVault } from '#protocol/crypto/vault.ts';
import {
  GroupKey,
  messageKey,
  openForGroup,
  sealForGroup,
  unwrapGroupKey,
  wrapGroupKey,
} from '#protocol/wire/group.ts';
import type { Specimens } from '../../bench/specimens.ts';

type Json = unknown;

const SECRET = Uint8Array.from({ length: 32 }, (_, i) => (37 * i + 5) & 255);
const changed = (bytes: Uint8Array, at: number, mask = 1): Uint8Array =>
  Uint8Array.from(bytes, (byte, i) => (i === (at + bytes.length) % bytes.length ? byte ^ mask : byte));

export const secrets = (made: Specimens): Json => ({
  about: 'protocol §11, §12',
  community: toHex(made.community),
  people: made.people.slice(0, 4).map(({ id, secret }) => ({ member: id, secret: toHex(secret) })),
  vectors: [...vaults(), ...words(), ...qrs(made.community), ...recoveries(made.community), ...groups(made)],
});

// ── At rest (§11.1) ─────────────────────────────────────────────────────────────────────────────

function vaults(): readonly Json[] {
  const chance = { salt: new Uint8Array(16).fill(3), nonce: new Uint8Array(24).fill(4) };
  // The least cost that a reader takes: these vectors are opened in every test run.
  const vault = sealVault(SECRET, 'réveil à sept heures', chance, { log2N: 10, r: 8, p: 1 });
  const vector = (name: string, bytes: Uint8Array, passphrase = 'réveil à sept heures'): Json => {
    const opened = openVault(bytes, passphrase);
    const outcome = opened.ok ? 'good' : opened.error.kind === 'malformed' ? 'malformed' : 'wrong passphrase';
    const head = { name: `vault: ${name}`, section: 'protocol §11.1', kind: 'vault', vault: toHex(bytes), passphrase };
    return { ...head, outcome, ...(opened.ok && { secret: toHex(opened.value) }) };
  };
  return [
    vector('opens', vault),
    vector('the same letters typed otherwise', vault, 're\u0301veil a\u0300 sept heures'),
    vector('another passphrase', vault, 'reveil a sept heures'),
    vector('a changed salt', changed(vault, 7)),
    vector('a changed nonce', changed(vault, 23)),
    vector('a changed last byte', changed(vault, -1)),
    vector('another cost than it was made with', changed(vault, 6, 3)),
    vector('a cost below the least', changed(vault, 4, 10 ^ 9)),
    vector('a cost above the most', changed(vault, 4, 10 ^ 18)),
    vector('p of 0', changed(vault, 6)),
    vector('another magic', changed(vault, 3)),
    vector('too short', vault.slice(0, 62)),
  ];
}

// ── On paper (§11.2) ────────────────────────────────────────────────────────────────────────────

function words(): readonly Json[] {
  const right = keyToWords(SECRET);
  const vector = (name: string, said: readonly string[]): Json => {
    const read = keyFromWords(said.join(' '));
    const head = { name: `words: ${name}`, section: 'protocol §11.2', kind: 'words', words: said.join(' ') };
    return read.ok
      ? { ...head, outcome: 'good', secret: toHex(read.value) }
      : { ...head, outcome: 'malformed', atWord: read.error.atWord };
  };
  const swap = (one: string): string => one.slice(0, 4) + (one.endsWith('b') ? 'd' : 'b');
  return [
    vector('of a key', right),
    vector('of nothing but zeros', keyToWords(new Uint8Array(32))),
    vector(
      'in capitals',
      right.map((word) => word.toUpperCase()),
    ),
    vector(
      'one letter wrong',
      right.map((word, i) => (i === 6 ? swap(word) : word)),
    ),
    vector("two in each other's place", [right[1]!, right[0]!, ...right.slice(2)]),
    vector('one left out', right.slice(1)),
    vector('one too many', [...right, right[0]!]),
    vector(
      'a letter that no word has',
      right.map((word, i) => (i === 2 ? `${word.slice(0, 1)}e${word.slice(2)}` : word)),
    ),
    vector(
      'a word of another key',
      right.map((word, i) => (i === 23 ? keyToWords(new Uint8Array(32))[23]! : word)),
    ),
  ];
}

function qrs(community: Uint8Array): readonly Json[] {
  const right = keyToQr({ community, log: 1, secret: SECRET });
  const vector = (name: string, text: string): Json => {
    const read = keyFromQr(text);
    const head = { name: `qr: ${name}`, section: 'protocol §11.2', kind: 'qr', text };
    if (!read.ok) return { ...head, outcome: 'malformed' };
    const { log, ...keys } = read.value;
    return { ...head, outcome: 'good', community: toHex(keys.community), log, secret: toHex(keys.secret) };
  };
  const other = (at: number): string => right.slice(0, at) + (right[at] === 'A' ? 'B' : 'A') + right.slice(at + 1);
  return [
    vector('of a key', right),
    vector('in small letters', right.toLowerCase()),
    vector('a letter wrong', other(20)),
    vector('bits left over', right.slice(0, -1) + String.fromCharCode(right.charCodeAt(right.length - 1) + 1)),
    vector('a letter short', right.slice(0, -1)),
    vector('another beginning', right.replace('FMKEY1', 'FMKEY2')),
    vector('a letter that base32 has not', `${right.slice(0, -1)}1`),
  ];
}

// ── Recovery (§11.3) ────────────────────────────────────────────────────────────────────────────

function recoveries(community: Uint8Array): readonly Json[] {
  const key = recoveryKeyOf(SECRET);
  const rebinding = toHex(new Uint8Array(32).fill(0x33)) as RecordId;
  const other = toHex(new Uint8Array(32).fill(0x34)) as RecordId;
  const signature = signRecovery(community, rebinding, SECRET);
  const vector = (name: string, by: Uint8Array, of: RecordId, said: Uint8Array): Json => ({
    name: `recovery: ${name}`,
    section: 'protocol §11.3',
    kind: 'recovery',
    key: toHex(by),
    digest: toHex(recoveryDigestOf(by)),
    rebinding: of,
    signature: toHex(said),
    outcome: verifyRecovery(community, of, by, said) ? 'good' : 'forged',
  });
  // S written as S + L: the same point, another spelling.
  const order = ed25519.Point.Fn.ORDER;
  const little = (bytes: Uint8Array): bigint => bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const s = little(signature.slice(32)) + order;
  const grown = Uint8Array.from({ length: 32 }, (_, i) => Number((s >> BigInt(8 * i)) & 255n));
  const torsion = fromHex('ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'); // a point of order 2
  if (!torsion.ok) throw new Error(torsion.error.why);
  return [
    vector('signed', key, rebinding, signature),
    vector('of another rebinding', key, other, signature),
    vector('another key', recoveryKeyOf(new Uint8Array(32).fill(9)), rebinding, signature),
    vector('a changed signature', key, rebinding, changed(signature, 0)),
    vector('S not reduced', key, rebinding, concat(signature.slice(0, 32), grown)),
    vector('a key of small order', torsion.value, rebinding, signature),
    vector(
      'a key with torsion',
      ed25519.Point.fromBytes(key).add(ed25519.Point.fromBytes(torsion.value)).toBytes(),
      rebinding,
      signature,
    ),
    vector('a key that is no point', new Uint8Array(32).fill(0xff), rebinding, signature),
  ];
}

// ── Working groups (§12) ────────────────────────────────────────────────────────────────────────

function groups({ community, people }: Specimens): readonly Json[] {
  const pair = (own: number, other: number): Pair =>
    pairOf(
      community,
      { id: people[own]!.id, secret: boxKeys(people[own]!.secret, community).secret },
      { id: people[other]!.id, key: boxKeys(people[other]!.secret, community).key },
    )!;
  const seed = Uint8Array.from({ length: 16 }, (_, i) => 255 - 3 * i);
  const group = new Uint8Array(8).fill(0x47);
  const right = wrapGroupKey(community, { group, version: 3, firstSeat: 9 }, seed, [pair(0, 1), pair(0, 2)]);
  const key = (name: string, body: GroupKey, seat: number, of: number): Json => {
    const found = unwrapGroupKey(community, body, seat, pair(of, 0));
    return {
      name: `group key: ${name}`,
      section: 'protocol §12.1',
      kind: 'group key',
      type: 64,
      body: toHex(encode(GroupKey, body)),
      issuer: people[0]!.id,
      seat,
      member: people[of]!.id,
      outcome: found ? 'good' : 'not ours',
      ...(found && { seed: toHex(found) }),
    };
  };
  const place = { member: people[0]!.id, log: 1, seq: 70_000 };
  const sealed = sealForGroup(messageKey(community, seed, group, place), toUtf8('at the well at six'));
  const message = (name: string, bytes: Uint8Array, change: Partial<typeof place> = {}, version = 3): Json => {
    const at = { ...place, ...change };
    const used = messageKey(community, seed, group, at);
    const text = openForGroup(used, bytes);
    return {
      name: `group message: ${name}`,
      section: 'protocol §12.2',
      kind: 'group message',
      type: 65,
      body: toHex(concat(group, Uint8Array.of(version), bytes)),
      seed: toHex(seed),
      member: at.member,
      log: at.log,
      number: at.seq,
      messageKey: toHex(used),
      outcome: text ? 'good' : 'not ours',
      ...(text && { text: toHex(text) }),
    };
  };
  return [
    key('for the first seat in it', right, 9, 1),
    key('for the second', right, 10, 2),
    key("another member's wrap", right, 9, 2),
    key('a seat before the first', right, 8, 1),
    key('a seat behind the last', right, 11, 1),
    key('a spoilt wrap', { ...right, wraps: changed(right.wraps, 0) }, 9, 1),
    key('another confirmation', { ...right, confirm: changed(right.confirm, 0) }, 9, 1),
    key('of another version', { ...right, version: 4 }, 9, 1),
    key('wraps that are not whole', { ...right, wraps: right.wraps.slice(0, -1) }, 9, 1),
    message('opens', sealed),
    message('says nothing', sealForGroup(messageKey(community, seed, group, place), new Uint8Array(0))),
    message('at another place', sealed, { seq: 70_001 }),
    message('in another log', sealed, { log: 2 }),
    message('by another member', sealed, { member: people[1]!.id }),
    message('a changed tag', changed(sealed, 15)),
    message('a changed text', changed(sealed, -1)),
    message('shorter than its tag', sealed.slice(0, 15)),
  ];
}
