// Invitations and join requests survive links, messages and hands, and a slip of the hand is noticed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#protocol/bytes/bytes.ts';
import { fromBase64url, toBase64url } from '#web-ui/node/base64url.ts';
import { found, join } from '#web-ui/node/founding.ts';
import { invitationText, readInvitation, readJoinRequest } from '#web-ui/node/invitation.ts';
import { showsPossession } from '#modules/roster/joining.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const invitations = fc.record({
  community: bytes32.map(toHex),
  frameSecret: bytes32,
  epoch: fc.nat(255),
  day: fc.nat(2 ** 32 - 1),
});

/** Seeded chance: a new number for every byte. */
function entropyOf(seed: number): (bytes: number) => Uint8Array {
  let state = seed;
  return (bytes) => Uint8Array.from({ length: bytes }, () => (state = (state * 1103515245 + 12345) % 2 ** 31) >> 16);
}

describe('bytes as text', () => {
  it('are what they were, and agree with the usual base64url', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64url(text)).toEqual(Uint8Array.from(bytes));
      }),
    );
  });

  it('are refused where a letter is strange or bits are left over', () => {
    for (const text of ['A', 'AB+A', 'A=', 'AB', 'AAF'])
      expect({ text, bytes: fromBase64url(text) }).toEqual({ text, bytes: undefined });
  });
});

describe('an invitation', () => {
  it('reads from a link, from a broken line of a message, and alone', () => {
    fc.assert(
      fc.property(invitations, (invitation) => {
        const text = invitationText(invitation);
        const pasted = [
          text,
          `http://192.168.4.1:8080/#join=${text}`,
          `come: ${text.slice(0, 40)}\n  ${text.slice(40)} `,
        ];
        for (const one of pasted) expect(readInvitation(one)).toEqual({ ok: true, value: invitation });
      }),
    );
  });

  it('with one wrong letter is refused in words, not misread', () => {
    fc.assert(
      fc.property(invitations, fc.nat(90), (invitation, at) => {
        const text = invitationText(invitation);
        const letter = text.charAt(3 + at) === 'A' ? 'B' : 'A';
        const read = readInvitation(text.slice(0, 3 + at) + letter + text.slice(4 + at));
        expect(read.ok).toBe(false);
      }),
    );
  });

  it('of strange text is refused in words', () => {
    fc.assert(fc.property(fc.string(), (text) => !readInvitation(text).ok));
  });
});

describe('a new phone', () => {
  const ana = { name: 'Ana', household: 12 };

  it('founds a community whose invitation another phone joins by, with a request that shows its own key', () => {
    const founded = found('River Street', ana, entropyOf(1), 1_800_000_000_000);
    if (!founded.ok) throw new Error(founded.error.why);
    const joined = join(invitationText(founded.value.device.secrets), { name: 'Ben', household: 7 }, entropyOf(2));
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
