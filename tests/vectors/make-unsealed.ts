// Vectors of the frames that no frame key seals (protocol/README.md §6.4-6.6): new keys, private messages,
// calls for help in clear. Honest ones come from bench/specimens-beside.ts; the bent ones are made here.
//
// `outcome`: good; malformed; not ours (of another community, of no known form, of another pair, or heard
// before); not entitled (new keys from somebody whom no page lets make them); forged; waits.

import { concat, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { sign, verify } from '#protocol/crypto/bls.ts';
import { boxKeys, pairOf, unwrapSeed, type Pair } from '#protocol/crypto/box.ts';
import { secretOf } from '#protocol/crypto/keyring.ts';
import { decodeEmergency } from '#protocol/wire/emergency.ts';
import {
  COUNTERS_AHEAD_MAX,
  hintOf,
  NEW_WINDOW,
  openPrivate,
  padText,
  sealPrivate,
  type Sealing,
  type Window,
} from '#protocol/wire/private.ts';
import { decodeRekey, encodeRekey, epochRing, rekeyContext, rekeyMessage, type Rekey } from '#protocol/wire/rekey.ts';
import type { Specimen, Specimens } from '../../bench/specimens.ts';

type Json = unknown;
/** A vector of a plaintext, as generate.ts makes it: what a call in clear reads like. */
type ReadPlaintext = (specimen: Specimen, bent: boolean) => { readonly outcome: string; readonly reads?: Json };

const splice = (bytes: Uint8Array, start: number, end: number, ...put: number[]): Uint8Array =>
  concat(bytes.slice(0, start), Uint8Array.from(put), bytes.slice(end));

/** Each field with its lowest and highest bit flipped, a byte short, a byte long, and other headers. */
function bentFrames(
  frame: Uint8Array,
  spans: readonly { readonly path: string; readonly start: number; readonly end: number }[],
): readonly (readonly [what: string, frame: Uint8Array])[] {
  const flipped = (at: number, mask: number): Uint8Array => splice(frame, at, at + 1, frame[at]! ^ mask);
  return [
    ['without its last byte', frame.slice(0, -1)],
    ['with a byte more', concat(frame, Uint8Array.of(0))],
    ...[0, 1, 2].map((bit) => [`bit ${bit} of the header flipped`, flipped(0, 1 << bit)] as const),
    ['of another version', flipped(0, 0x40)],
    ...spans.flatMap(({ path, start, end }) =>
      path === 'header'
        ? []
        : ([
            [`lowest bit of "${path}" flipped`, flipped(end - 1, 1)],
            [`highest bit of "${path}" flipped`, flipped(start, 0x80)],
          ] as const),
    ),
  ];
}

export function unsealed(made: Specimens, readPlaintext: ReadPlaintext): Json {
  const named = (name: string) => made.unsealed.find((one) => one.name === name)!;
  return {
    about: 'protocol §6.4-6.6: frames with forms of their own; what is known stands in plaintexts.json',
    /** Whose secrets the vectors need: BLS secrets, from which all X25519 keys follow (§6.5). */
    people: made.people.slice(0, 4).map(({ id, secret }) => ({ member: id, secret: toHex(secret) })),
    vectors: [
      ...rekeys(made, named('rekey')),
      ...privates(made),
      ...emergencies(made, named('clear emergency of a guest'), readPlaintext),
    ],
  };
}

// ── New keys (§6.4) ─────────────────────────────────────────────────────────────────────────────

type Unsealed = Specimens['unsealed'][number];

const pairBetween = ({ community, people }: Specimens, own: number, other: number): Pair =>
  pairOf(
    community,
    { id: people[own]!.id, secret: boxKeys(people[own]!.secret, community).secret },
    { id: people[other]!.id, key: boxKeys(people[other]!.secret, community).key },
  )!;

function rekeys(made: Specimens, honest: Unsealed): readonly Json[] {
  const { frame, spans } = honest;
  const read = decodeRekey(frame);
  if (!read.ok) throw new Error('the honest rekey does not read');
  /** The same with another content, signed anew by somebody. */
  const signedAnew = (change: Partial<Rekey>, by = 0): Uint8Array => {
    const rekey = { ...read.value, ...change };
    const issuer = made.node.directory.memberAt(rekey.issuer)!;
    const roster = made.node.directory.checkpointAt(rekey.roster)!;
    const message = rekeyMessage(made.community, rekey, { issuer, roster });
    return encodeRekey({ ...rekey, signature: sign(message, made.people[by]!.secret) });
  };
  const { wraps } = read.value;
  const spoilt = wraps.map((wrap, i) =>
    i === 2 ? Uint8Array.from(wrap, (byte, at) => byte ^ Number(at === 0)) : wrap,
  );
  const modeAt = spans.find(({ path }) => path === 'part')!.start;
  return [
    rekeyVector(made, honest.name, frame),
    rekeyVector(made, 'rekey: one wrap spoilt by its issuer', signedAnew({ wraps: spoilt })),
    rekeyVector(made, 'rekey: for nobody in its part', signedAnew({ part: 1, wraps: wraps.slice(0, 1) })),
    rekeyVector(
      made,
      'rekey: the most wraps',
      signedAnew({ wraps: Array.from({ length: 10 }, (_, i) => wraps[i % 7]!) }),
    ),
    ...bentFrames(frame, spans).map(([what, bytes]) => rekeyVector(made, `rekey: ${what}`, bytes)),
    rekeyVector(made, 'rekey: a mode that nobody knows', splice(frame, modeAt, modeAt + 1, 0x40)),
    rekeyVector(made, 'rekey: no wrap at all', concat(frame.slice(0, modeAt + 9), frame.slice(-48))),
    rekeyVector(made, 'rekey: eleven wraps', splice(frame, modeAt + 9, frame.length - 48, ...new Uint8Array(16 * 11))),
    rekeyVector(made, 'rekey: by another member', signedAnew({ issuer: 1 }, 1)),
    rekeyVector(made, 'rekey: signed by another member', signedAnew({}, 1)),
    rekeyVector(made, 'rekey: of an epoch that its page does not name', signedAnew({ epoch: 2 })),
    rekeyVector(made, 'rekey: over the page before', signedAnew({ roster: 0 })),
  ];
}

function rekeyVector(made: Specimens, name: string, frame: Uint8Array): Json {
  const { community, people, node } = made;
  const head = { name, section: 'protocol §6.4', kind: 'rekey', frame: toHex(frame) };
  const read = decodeRekey(frame);
  if (!read.ok) {
    if (read.error.kind !== 'malformed') throw new Error('a rekey names nothing that could be waited for');
    const { atByte, field, why } = read.error;
    // Another version or kind is dropped before it is read (§6.1).
    return field === 'header' && atByte === 0
      ? { ...head, outcome: 'not ours' }
      : { ...head, outcome: 'malformed', atByte, field, why };
  }
  const rekey = read.value;
  const issuer = node.directory.memberAt(rekey.issuer);
  const roster = node.directory.checkpointAt(rekey.roster);
  const entitled = roster && node.directory.rekeyerOf?.(roster);
  if (!issuer || !roster || entitled?.member !== issuer || entitled.epoch !== (rekey.epoch & 255))
    return { ...head, outcome: 'not entitled' };
  const message = rekeyMessage(community, rekey, { issuer, roster });
  const key = node.directory.keyOf(issuer, 0, node.directory.keyVersionOf(issuer, 0))!;
  const { epoch, part, confirm, wraps, signature } = rekey;
  const context = rekeyContext(community, epoch, roster);
  const members = node.directory.roster(roster)!.members;
  /** What each of the people whose secrets are given finds in here. */
  const finds = people.slice(1, 4).map(({ id }, i) => {
    const at = members.indexOf(id) - 10 * part;
    const wrap = wraps[at];
    const seed = wrap ? unwrapSeed(pairBetween(made, i + 1, 0), context, confirm, wrap) : null;
    const ring = seed && epochRing(community, epoch, seed, confirm);
    return { member: id, seed: seed && toHex(seed), epochSecret: ring && toHex(secretOf(ring, 0)) };
  });
  const valid = verify({ shares: [{ key, message, purpose: 'signature' }], signature });
  const reads = {
    epoch,
    issuer,
    roster,
    part,
    confirm: toHex(confirm),
    wraps: wraps.map(toHex),
    message: toHex(message),
    finds,
  };
  return { ...head, outcome: valid ? 'good' : 'forged', reads };
}

// ── Private messages (§6.5) ─────────────────────────────────────────────────────────────────────

function privates(made: Specimens): readonly Json[] {
  const at: Sealing = { epoch: 0, day: 0, counter: 1 };
  const there = pairBetween(made, 1, 2);
  const ids = made.people.map(({ id }) => id);
  type Reader = { readonly from?: number; readonly to?: number; readonly window?: Window; readonly day?: number };
  const vector = (
    name: string,
    frame: Uint8Array,
    { from = 1, to = 2, window = NEW_WINDOW, day = 0 }: Reader = {},
  ): Json => {
    const pair = pairBetween(made, to, from);
    const read = openPrivate(pair, frame, window);
    const head = {
      name: `private: ${name}`,
      section: 'protocol §6.5',
      kind: 'private',
      frame: toHex(frame),
      from: ids[from] as MemberId,
      to: ids[to] as MemberId,
      /** What the reader heard so far, and the day whose hint it looks for. */
      window,
      day,
      hint: toHex(hintOf(pair, false, day)),
    };
    return read ? { ...head, outcome: 'good', reads: read } : { ...head, outcome: 'not ours' };
  };
  const said = (text: string, change: Partial<Sealing> = {}): Uint8Array =>
    sealPrivate(there, padText(text)!, { ...at, ...change });
  const raw = (...bytes: readonly number[]): Uint8Array => {
    const plaintext = new Uint8Array(53);
    plaintext.set(bytes);
    return sealPrivate(there, plaintext, at);
  };
  const honest = said('the key lies under the flower pot');
  const spans = [
    { path: 'hint', start: 1, end: 3 },
    { path: 'tag', start: 3, end: 11 },
    { path: 'ciphertext', start: 11, end: honest.length },
  ];
  return [
    vector('short', honest),
    vector('no text at all', said('')),
    vector('the longest text of each size', said('x'.repeat(51))),
    vector('one byte more', said('x'.repeat(52))),
    vector('the longest', said('ü'.repeat(103))),
    vector('the other way', sealPrivate(pairBetween(made, 2, 1), padText('I have it')!, at), { from: 2, to: 1 }),
    vector('on a later day and epoch', said('later', { epoch: 9, day: 40 }), { day: 40 }),
    vector('sixty-three lost before it', said('at last', { counter: COUNTERS_AHEAD_MAX })),
    vector('sixty-four lost before it', said('too late', { counter: COUNTERS_AHEAD_MAX + 1 })),
    vector('the second heard before the first', honest, { window: { next: 3, missed: [1] } }),
    vector('heard before', honest, { window: { next: 2, missed: [] } }),
    vector('turned round', honest, { from: 2, to: 1 }),
    vector('read by a third', honest, { to: 3 }),
    ...bentFrames(honest, spans).map(([what, frame]) => vector(what, frame)),
    vector('padded to the next size', concat(honest, new Uint8Array(64))),
    vector('a sort that nobody knows', raw(1, 0x41, 0x80)),
    vector('no end of the text', raw(0, 0x41)),
    vector('another byte behind the end', raw(0, 0x41, 0x80, 0, 1)),
    vector('nothing but zeros', raw()),
    vector('text that is no UTF-8', raw(0, 0xc0, 0x80, 0x80)),
    vector('text with the end mark in it', raw(0, 0xc2, 0x80, 0x80)),
    vector(
      'a short text in a longer frame',
      sealPrivate(there, concat(padText('hidden length')!, new Uint8Array(64)), at),
    ),
  ];
}

// ── Calls in clear (§6.6) ───────────────────────────────────────────────────────────────────────

function emergencies(made: Specimens, { name, frame, spans }: Unsealed, readPlaintext: ReadPlaintext): readonly Json[] {
  const vector = (what: string, bytes: Uint8Array, bent = true): Json => {
    const head = { name: what, section: 'protocol §6.6', kind: 'emergency', frame: toHex(bytes) };
    const single = decodeEmergency(bytes, made.community, made.context.types);
    if (single.ok) {
      const plaintext: Specimen = { name: what, section: 'protocol §6.6', kind: 'single', plaintext: single.value };
      return { ...head, ...readPlaintext(plaintext, bent) };
    }
    if (single.error.kind === 'other-community') return { ...head, outcome: 'not ours' };
    const { atByte, field, why } = single.error;
    return why === 'no clear emergency frame'
      ? { ...head, outcome: 'not ours' }
      : { ...head, outcome: 'malformed', atByte, field, why };
  };
  const single = (of: string): Uint8Array => made.specimens.find((one) => one.name === of)!.plaintext;
  const clear = (plaintext: Uint8Array): Uint8Array => concat(frame.slice(0, 5), plaintext);
  return [
    vector(name, frame, false),
    vector('clear emergency of a member', clear(single('sos')), false),
    ...bentFrames(frame, spans).map(([what, bytes]) => vector(`${name}: ${what}`, bytes)),
    vector('clear emergency: a proposal', clear(single('consent'))),
    vector('clear emergency: a genesis', clear(single('genesis'))),
    vector('clear emergency: an extension', clear(single('extension'))),
    vector('clear emergency: nothing behind its head', clear(new Uint8Array(0))),
    vector(
      'clear emergency: longer than a sealed single may be',
      clear(concat(single('sos'), new Uint8Array(223 - single('sos').length))),
    ),
  ];
}
