import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, struct, tailUtf8 } from '#protocol/bytes/codec.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { toHex } from '#protocol/bytes/bytes.ts';
import { sign, verify } from '#protocol/crypto/bls.ts';
import { boxKeys, confirmOf, pairOf, unwrapSeed, wrapSeed, type Pair } from '#protocol/crypto/box.ts';
import { daysToTry, EPOCHS_MAX, forget, install, keyring, turnTo, type Keychain } from '#protocol/crypto/keyring.ts';
import { decodeEmergency, encodeEmergency } from '#protocol/wire/emergency.ts';
import { openFrame, openWithChain, readHeader, sealFrame } from '#protocol/wire/frame.ts';
import {
  groupKey,
  GroupMessage,
  messageKey,
  openForGroup,
  sealForGroup,
  unwrapGroupKey,
  wrapGroupKey,
} from '#protocol/wire/group.ts';
import { FRAME_BYTES_MAX } from '#protocol/wire/limits.ts';
import {
  encodePrivate,
  heardCounter,
  hintOf,
  NEW_WINDOW,
  openPrivate,
  PRIVATE_TEXT_BYTES_MAX,
  type Window,
} from '#protocol/wire/private.ts';
import { decodeRekey, encodeRekey, epochRing, rekeyContext, rekeyMessage, WRAPS_MAX } from '#protocol/wire/rekey.ts';
import { encodeSingle, recordType, type Record, type RecordType } from '#protocol/wire/record.ts';
import { bookOf, COMMUNITY, person } from '../support/people.ts';

const boxOf = (who: number) => boxKeys(person(who).secret, COMMUNITY);
const pair = (who: number, other: number): Pair =>
  pairOf(
    COMMUNITY,
    { id: person(who).id, secret: boxOf(who).secret },
    { id: person(other).id, key: boxOf(other).key },
  )!;

describe('a pair of members', () => {
  test('share one secret that depends on both, and on the community', () => {
    const [ab, ba, ac] = [pair(0, 1), pair(1, 0), pair(0, 2)];
    expect(ab.seal).toEqual(ba.seal);
    expect(ab.lower).toBe(!ba.lower);
    expect(ac.seal).not.toEqual(ab.seal);
  });

  test('with a key of low order share nothing', () => {
    const own = { id: person(0).id, secret: boxOf(0).secret };
    for (const key of [
      new Uint8Array(32),
      Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0)),
      new Uint8Array(5),
    ])
      expect(pairOf(COMMUNITY, own, { id: person(1).id, key })).toBeNull();
  });

  test('a wrap opens for its member only, for its purpose only, and not after a bit changed', () => {
    const seed = new Uint8Array(16).fill(7);
    const context = Uint8Array.of(1, 2, 3);
    const confirm = confirmOf(seed, context);
    const wrap = wrapSeed(pair(0, 1), context, seed);
    expect(unwrapSeed(pair(1, 0), context, confirm, wrap)).toEqual(seed);
    expect(unwrapSeed(pair(2, 0), context, confirm, wrap)).toBeNull();
    expect(unwrapSeed(pair(1, 0), Uint8Array.of(1, 2, 4), confirm, wrap)).toBeNull();
    expect(
      unwrapSeed(
        pair(1, 0),
        context,
        confirm,
        Uint8Array.from(wrap, (byte, i) => (i === 3 ? byte ^ 1 : byte)),
      ),
    ).toBeNull();
  });

  test('a member who knows the seed cannot turn another’s wrap into one for a seed of its own', () => {
    const [seed, own] = [new Uint8Array(16).fill(7), new Uint8Array(16).fill(9)];
    const context = Uint8Array.of(5);
    const turned = wrapSeed(pair(0, 1), context, seed).map((byte, i) => byte ^ seed[i]! ^ own[i]!);
    expect(unwrapSeed(pair(1, 0), context, confirmOf(own, context), turned)).toBeNull();
  });
});

describe('a private message', () => {
  const at = { epoch: 3, day: 12, counter: 1 };
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });

  test('reads back for the other, in one of three sizes, and for nobody else', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 40 }), (said, counter) => {
        const frame = encodePrivate(pair(0, 1), said, { ...at, counter });
        if (!frame) return;
        expect([64, 128, 220]).toContain(frame.length);
        expect(openPrivate(pair(1, 0), frame, NEW_WINDOW)).toEqual({ text: said, counter });
        expect(openPrivate(pair(2, 0), frame, NEW_WINDOW)).toBeNull();
      }),
      { numRuns: 60 },
    );
    expect(encodePrivate(pair(0, 1), 'x'.repeat(PRIVATE_TEXT_BYTES_MAX), at)).toHaveLength(220);
    expect(encodePrivate(pair(0, 1), 'x'.repeat(PRIVATE_TEXT_BYTES_MAX + 1), at)).toBeNull();
  });

  test('that is sent back to its author, or repeated, does not open', () => {
    const frame = encodePrivate(pair(0, 1), 'meet at the mill', at)!;
    expect(openPrivate(pair(0, 1), frame, NEW_WINDOW)).toBeNull();
    expect(openPrivate(pair(1, 0), frame, heardCounter(NEW_WINDOW, 1))).toBeNull();
  });

  test('opens once each in any order, with losses between', () => {
    let window: Window = NEW_WINDOW;
    for (const counter of [2, 5, 1, 30, 4]) {
      const frame = encodePrivate(pair(0, 1), `no ${counter}`, { ...at, counter })!;
      expect(openPrivate(pair(1, 0), frame, window)).toEqual({ text: `no ${counter}`, counter });
      window = heardCounter(window, counter);
      expect(openPrivate(pair(1, 0), frame, window)).toBeNull();
    }
    expect(window.next).toBe(31);
    expect(window.missed).not.toContain(4);
  });

  test('shows a hint that changes with the day and with the direction', () => {
    const hints = [hintOf(pair(0, 1), true, 1), hintOf(pair(0, 1), true, 2), hintOf(pair(0, 1), false, 1)];
    expect(new Set(hints.map(toHex)).size).toBe(3);
    expect(hintOf(pair(1, 0), false, 1)).toEqual(hints[0]);
  });

  test('with any bit flipped does not open', () => {
    const frame = encodePrivate(pair(0, 1), 'meet at the mill', at)!;
    for (let bit = 0; bit < 8 * frame.length; bit += 3) {
      const wrong = Uint8Array.from(frame);
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(openPrivate(pair(1, 0), wrong, NEW_WINDOW)).toBeNull();
    }
  });
});

describe('a rekey', () => {
  const roster = toHex(new Uint8Array(32).fill(4)) as RecordId;
  const seed = new Uint8Array(16).fill(0x5e);
  const context = rekeyContext(COMMUNITY, 9, roster);
  const confirm = confirmOf(seed, context);
  const unsigned = {
    epoch: 9,
    issuer: 0,
    roster: 4,
    part: 0,
    confirm,
    wraps: [1, 2, 3].map((who) => wrapSeed(pair(0, who), context, seed)),
  };
  const names = { issuer: person(0).id, roster };
  const message = rekeyMessage(COMMUNITY, unsigned, names);
  const frame = encodeRekey({ ...unsigned, signature: sign(message, person(0).secret) });

  test('reads back, is signed over every byte, and gives each member the key by its position', () => {
    const read = decodeRekey(frame);
    expect(read).toMatchObject({ ok: true, value: unsigned });
    if (!read.ok) return;
    expect(readHeader(frame[0]!)).toEqual({ version: 0, kind: 'rekey', epochLow: 1 });
    const share = { key: person(0).key, message, purpose: 'signature' as const };
    expect(verify({ shares: [share], signature: read.value.signature })).toBe(true);
    for (const i of [0, 1, 2]) expect(unwrapSeed(pair(i + 1, 0), context, confirm, read.value.wraps[i]!)).toEqual(seed);
    expect(unwrapSeed(pair(2, 0), context, confirm, read.value.wraps[0]!)).toBeNull();
    for (let at = 0; at < frame.length - 48; at++) {
      const wrong = Uint8Array.from(frame);
      wrong[at]! ^= 1;
      const other = decodeRekey(wrong);
      if (other.ok) expect(toHex(rekeyMessage(COMMUNITY, other.value, names))).not.toBe(toHex(message));
    }
  });

  test('serves ten members in a frame and never outgrows one', () => {
    const wraps = Array.from({ length: WRAPS_MAX }, () => new Uint8Array(16));
    const longest = encodeRekey({
      ...unsigned,
      issuer: 4093,
      roster: 2 ** 21 - 1,
      wraps,
      signature: new Uint8Array(48),
    });
    expect(longest.length).toBeLessThanOrEqual(FRAME_BYTES_MAX);
    expect(encodeRekey({ ...unsigned, wraps, signature: new Uint8Array(48) }).length).toBe(222);
  });

  test('cut, lengthened or of another mode is malformed, never more', () => {
    for (let cut = 0; cut < frame.length; cut++)
      expect(decodeRekey(frame.slice(0, cut)).ok && cut % 16 !== 14).toBe(false);
    expect(decodeRekey(Uint8Array.from([...frame, 0])).ok).toBe(false);
    const mode = Uint8Array.from(frame);
    mode[5] = 0x40;
    expect(decodeRekey(mode)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  });

  test('installs an epoch beside the old one: both open, the new one seals', () => {
    const old = keyring(COMMUNITY, 8, new Uint8Array(32).fill(1));
    const chain = install([old], epochRing(COMMUNITY, 9, seed, confirm));
    expect(chain.map(({ epoch }) => epoch)).toEqual([9, 8]);
    for (const ring of chain) {
      const sealed = sealFrame(ring, 'sync', Uint8Array.of(1));
      expect(openWithChain(chain, sealed)).toMatchObject({ ok: true, value: { ring: { epoch: ring.epoch } } });
    }
    expect(openWithChain([old], sealFrame(chain[0], 'sync', Uint8Array.of(1))).ok).toBe(false);
  });

  test('of one epoch made twice, on two sides of a split: all who hold both seal with the same', () => {
    const old = keyring(COMMUNITY, 8, new Uint8Array(32).fill(1));
    const here = epochRing(COMMUNITY, 9, seed, confirm);
    const there = epochRing(COMMUNITY, 9, new Uint8Array(16).fill(1), confirmOf(new Uint8Array(16).fill(1), context));
    const one = install(install([old], here), there);
    const two = install(install([old], there), here);
    expect(one.map(({ rank }) => rank)).toEqual(two.map(({ rank }) => rank));
    expect(openWithChain(one, sealFrame(there, 'single', Uint8Array.of(5))).ok).toBe(true);
    expect(openWithChain(one, sealFrame(here, 'single', Uint8Array.of(5))).ok).toBe(true);
  });

  test('that comes again, or with an invitation of a later day, changes nothing', () => {
    const fresh = epochRing(COMMUNITY, 9, seed, confirm);
    const later = forget(turnTo(fresh, 30));
    const { rank: _, ...invited } = later;
    const chain = install(install([invited], fresh), fresh);
    expect(chain).toHaveLength(1);
    expect(chain[0].rank).toEqual(confirm);
    let many: Keychain = [keyring(COMMUNITY, 1, new Uint8Array(32))];
    for (let epoch = 2; epoch < 20; epoch++) many = install(many, epochRing(COMMUNITY, epoch, seed, confirm));
    expect(many.map(({ epoch }) => epoch)).toEqual([19, 18, 17, 16]);
    expect(many).toHaveLength(EPOCHS_MAX);
  });
});

describe('the days of an epoch', () => {
  const ring = keyring(COMMUNITY, 2, new Uint8Array(32).fill(5));

  test('cost a bounded number of tries, however far the day has run ahead', () => {
    expect(daysToTry(turnTo(ring, 4000)).length).toBeLessThanOrEqual(8);
    expect(daysToTry(forget(turnTo(ring, 50)))).toEqual([50, 49, 48, 51]);
  });

  test('that are forgotten cannot be read again; those that are kept can', () => {
    const frame = (day: number): Uint8Array => sealFrame(turnTo(ring, day), 'sync', Uint8Array.of(1));
    const later = forget(turnTo(ring, 50));
    expect([47, 48, 49, 50, 51, 52].map((day) => openFrame(later, frame(day)).ok)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

test('keys that were worked out ahead are those that anybody works out who begins later', () => {
  const ring = keyring(COMMUNITY, 2, new Uint8Array(32).fill(5));
  openFrame(ring, sealFrame(keyring(COMMUNITY, 2, new Uint8Array(32)), 'sync', Uint8Array.of(1)), true);
  let aged = ring;
  for (const day of [3, 9, 40]) aged = forget(turnTo(aged, day));
  const { day, secret } = aged.oldest;
  const fresh = keyring(COMMUNITY, 2, secret.slice(), day);
  for (const later of [38, 39, 40, 41, 300, 700])
    expect(sealFrame(turnTo(aged, later), 'sync', Uint8Array.of(7))).toEqual(
      sealFrame(turnTo(fresh, later), 'sync', Uint8Array.of(7)),
    );
});

describe('a call for help in clear', () => {
  const Cry = struct({ text: tailUtf8(60) });
  const cry = recordType({
    type: 24,
    name: 'cry',
    section: 'test',
    body: Cry,
    by: 'guest',
    urgency: 0,
    bundled: false,
  });
  const chat = recordType({ ...cry, type: 25, name: 'chat', urgency: 3 });
  const types = new Map<number, RecordType>([cry, chat].map((type) => [type.type, type as RecordType]));
  const guest = person(13);
  const single = (type: number): Uint8Array => {
    const body = encode(Cry, { text: 'the bridge is down' }, 'signed');
    const record: Record = {
      member: guest.id,
      log: 0,
      keyVersion: 0,
      type,
      seq: 1,
      time: 5,
      body,
      guestKey: guest.key,
    };
    return encodeSingle({ record, signature: new Uint8Array(48).fill(1) }, types, bookOf(3));
  };

  test('carries exactly what a sealed one would, and costs five bytes instead of nine', () => {
    const frame = encodeEmergency(COMMUNITY, single(24));
    expect(frame.length).toBe(single(24).length + 5);
    expect(decodeEmergency(frame, COMMUNITY, types)).toEqual({ ok: true, value: single(24) });
  });

  test('is for one community, and for nothing less than a call for help', () => {
    const frame = encodeEmergency(COMMUNITY, single(24));
    expect(decodeEmergency(frame, new Uint8Array(32), types)).toMatchObject({ error: { kind: 'other-community' } });
    expect(decodeEmergency(encodeEmergency(COMMUNITY, single(25)), COMMUNITY, types)).toMatchObject({
      error: { field: 'type' },
    });
    for (let cut = 0; cut < 6; cut++) expect(decodeEmergency(frame.slice(0, cut), COMMUNITY, types).ok).toBe(false);
  });
});

describe('a working group', () => {
  const seed = new Uint8Array(16).fill(0x77);
  const group = new Uint8Array(8).fill(3);
  const body = wrapGroupKey(COMMUNITY, { group, version: 1, firstSeat: 0 }, seed, [pair(0, 1), pair(0, 2), pair(0, 3)]);

  test('gets its key seat by seat, and nobody else does', () => {
    expect(encode(groupKey.body, body, 'signed').length).toBe(18 + 3 * 16);
    expect([1, 2, 3].map((who) => unwrapGroupKey(COMMUNITY, body, who - 1, pair(who, 0)))).toEqual([seed, seed, seed]);
    expect(unwrapGroupKey(COMMUNITY, body, 0, pair(4, 0))).toBeNull();
    expect(unwrapGroupKey(COMMUNITY, body, 7, pair(1, 0))).toBeNull();
  });

  test('can open one message to the assembly without opening the others', () => {
    const place = (seq: number) => ({ member: person(1).id, log: 0, seq });
    const key = messageKey(COMMUNITY, seed, group, place(4));
    const sealed = sealForGroup(key, Uint8Array.of(1, 2, 3));
    expect(openForGroup(key, sealed)).toEqual(Uint8Array.of(1, 2, 3));
    expect(openForGroup(messageKey(COMMUNITY, seed, group, place(5)), sealed)).toBeNull();
    expect(encode(GroupMessage, { group, version: 1, sealed }, 'signed').length).toBe(9 + 16 + 3);
  });
});
