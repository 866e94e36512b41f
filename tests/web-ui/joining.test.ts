// What a new phone makes for itself, and join requests that survive messages and hands, and a slip of the hand is noticed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { found, join } from '#modules/roster/founding.ts';
import { readJoinRequest, showsPossession } from '#modules/roster/joining.ts';

const invitation = { community: 'ab'.repeat(32), frameSecret: new Uint8Array(32).fill(7), epoch: 1, day: 20 };

/** Seeded chance: a new number for every byte. */
function entropyOf(seed: number): (bytes: number) => Uint8Array {
  let state = seed;
  return (bytes) => Uint8Array.from({ length: bytes }, () => (state = (state * 1103515245 + 12345) % 2 ** 31) >> 16);
}

describe('a join request', () => {
  const joined = join(encodeInvitation(invitation), { name: 'Ben', household: 7 }, entropyOf(2));
  const text = joined.ok ? joined.value.joinRequest : '';

  it('reads from a broken line of a message, and alone', () => {
    for (const pasted of [text, ` let me in: ${text.slice(0, 50)}\n   ${text.slice(50)} `]) {
      expect(readJoinRequest(pasted)).toMatchObject({ ok: true, value: { admission: { name: 'Ben', household: 7 } } });
    }
  });

  it('with one wrong letter is refused in words, not misread', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: text.length - 1 }), (at) => {
        const letter = text.charAt(at) === 'A' ? 'B' : 'A';
        expect(readJoinRequest(text.slice(0, at) + letter + text.slice(at + 1))).toMatchObject({
          ok: false,
          error: { rule: 'join-request-reads' },
        });
      }),
    );
  });

  it('of strange text is refused in words', () => {
    fc.assert(fc.property(fc.string(), (strange) => !readJoinRequest(strange).ok));
  });
});

describe('a new phone', () => {
  const ana = { name: 'Ana', household: 12 };

  it('founds a community whose invitation another phone joins by, with a request that shows its own key', () => {
    const founded = found('River Street', ana, entropyOf(1), 1_800_000_000_000);
    if (!founded.ok) throw new Error(founded.error.why);
    const joined = join(encodeInvitation(founded.value.device.secrets), { name: 'Ben', household: 7 }, entropyOf(2));
    if (!joined.ok) throw new Error(joined.error.why);
    expect(joined.value.secrets.community).toBe(founded.value.device.secrets.community);
    expect(joined.value.secrets.frameSecret).toEqual(founded.value.device.secrets.frameSecret);
    expect(joined.value.secrets.signingKey).not.toEqual(founded.value.device.secrets.signingKey);
    const request = readJoinRequest(joined.value.joinRequest);
    if (!request.ok) throw new Error(request.error.why);
    const community = Uint8Array.from(Buffer.from(joined.value.secrets.community, 'hex'));
    expect(request.value.admission).toMatchObject({ name: 'Ben', household: 7 });
    expect(showsPossession(community, request.value)).toBe(true);
    const other = { ...request.value, admission: { ...request.value.admission, name: 'Bea' } };
    expect(showsPossession(community, other)).toBe(false);
  });

  it.each([
    ['', 12, 'name-given'],
    ['a name that is far too long', 12, 'name-fits'],
    ['Ana', 0, 'house-given'],
    ['Ana', 2 ** 14, 'house-given'],
  ] as const)('named "%s" in house %i is refused with the rule %s', (name, household, rule) => {
    const refused = found('River Street', { name, household }, entropyOf(1), 0);
    expect(refused).toMatchObject({ ok: false, error: { rule } });
  });

  it('does not found a community without a name', () => {
    expect(found('', ana, entropyOf(1), 0)).toMatchObject({ ok: false, error: { rule: 'community-name' } });
    expect(found('ß'.repeat(21), ana, entropyOf(1), 0)).toMatchObject({ ok: false, error: { rule: 'community-name' } });
  });
});
