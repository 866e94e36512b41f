// One person in two communities: separate keys, and nothing that a stranger could lay side by side.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { publicKey } from '#protocol/crypto/bls.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { found, join, type Entropy } from '#modules/roster/founding.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { readJoinRequest } from '#modules/roster/joining.ts';
import { Admission } from '#modules/roster/records.ts';

const entropyOf = (seed: string): Entropy => {
  const chance = prng(seed);
  return (bytes) => Uint8Array.from({ length: bytes }, () => chance.below(256));
};
const person = { name: 'Ida', household: 7 };

function community(name: string, seed: string): string {
  const founded = found(name, { name: 'Founder', household: 1 }, entropyOf(seed), 1_795_248_000_000);
  if (!founded.ok) throw new Error(founded.error.why);
  const { community: id, frameSecret, epoch, day } = founded.value.device.secrets;
  return encodeInvitation({ community: id, frameSecret, epoch, day });
}

/** Every run of eight bytes. */
const windows = (bytes: Uint8Array): Set<string> =>
  new Set(Array.from({ length: Math.max(0, bytes.length - 7) }, (_, i) => toHex(bytes.slice(i, i + 8))));

describe('who is in two communities', () => {
  test('shows each of them other keys, another member id and no eight bytes that the other saw', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const entropy = entropyOf(`ida ${seed}`);
        const joined = ['mill', 'valley'].map((name) => {
          const device = join(community(name, `${name} ${seed}`), person, entropy);
          if (!device.ok) throw new Error(device.error.why);
          const request = readJoinRequest(device.value.joinRequest);
          if (!request.ok) throw new Error(request.error.why);
          const { admission, possession } = request.value;
          return { device: device.value, admission, possession };
        });
        const [one, two] = joined as [(typeof joined)[0], (typeof joined)[0]];
        const shown = joined.map(({ admission, possession }) => {
          const nameless = encode(Admission, { ...admission, name: '' }, 'signed');
          return new Set([...windows(nameless.slice(0, 144)), ...windows(possession)]);
        });
        expect([...shown[0]!].filter((bytes) => shown[1]!.has(bytes))).toEqual([]);
        const keys = joined.map(({ device }) => publicKey(device.secrets.signingKey!));
        expect(keys[0]).not.toEqual(keys[1]);
        expect(one.device.recovery).not.toBe(two.device.recovery);
        const raw = Uint8Array.from(two.device.secrets.community.match(/../g)!, (hex) => Number.parseInt(hex, 16));
        expect(memberIdOf(raw, keys[0]!)).not.toBe(memberIdOf(raw, keys[1]!));
      }),
      { numRuns: 5 },
    );
  });

  test('even the same key would have another member id in each', () => {
    const key = publicKey(entropyOf('one key')(32).map((byte, i) => (i === 0 ? 1 : byte)));
    const ids = ['aa', 'bb'].map((two) => memberIdOf(new Uint8Array(32).fill(Number.parseInt(two, 16)), key));
    expect(ids[0]).not.toBe(ids[1]);
  });
});
