// Signatures that came separately are checked together, and each still gets its own verdict.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publicKey, secretKeyFromSeed, sign, type Claim } from '#protocol/crypto/bls.ts';
import { coefficients, verdicts } from '#protocol/crypto/batch.ts';
import { BATCH_MAX, createCheckLanes, type LaneName, type Question } from '#protocol/crypto/check-lanes.ts';
import { prng } from '#protocol/bytes/prng.ts';

const secret = secretKeyFromSeed(new Uint8Array(32).fill(7));
const key = publicKey(secret);
/** `says` is signed; a false claim shows the signature of something else. */
const claimOf = (says: number, valid = true): Claim => ({
  shares: [{ key, message: new Uint8Array(32).fill(says), purpose: 'signature' }],
  signature: sign(new Uint8Array(32).fill(valid ? says : says + 1), secret),
});

type Sent = { readonly lane: LaneName; readonly batch: readonly Question[] };

/** Lanes whose threads answer when they are told to, by the truth in `isTrue`. */
function threads(isTrue: (claim: Claim) => boolean) {
  const sent: Sent[] = [];
  const open: Sent[] = [];
  const lanes = createCheckLanes((lane, batch) => {
    sent.push({ lane, batch });
    open.push({ lane, batch });
  });
  const answer = async (lane: LaneName): Promise<void> => {
    const at = open.findIndex((one) => one.lane === lane);
    const [one] = open.splice(at, 1);
    lanes.answered(
      lane,
      one!.batch.map(({ id, claim }) => ({ id, valid: isTrue(claim) })),
    );
    await Promise.resolve();
  };
  return { lanes, sent, open, answer };
}

const plain = (valid: boolean): Claim => ({ shares: [], signature: Uint8Array.of(Number(valid)) });
const isTrue = ({ signature }: Claim): boolean => signature[0] === 1;

describe('the lanes of checks', () => {
  test('name one false signature among many, and take the others', async () => {
    const chance = prng('weights');
    const weights = coefficients(() => chance.u32());
    const claims = Array.from({ length: 9 }, (_, i) => claimOf(i, i !== 5));
    const lanes = createCheckLanes((lane, batch) => {
      const valid = verdicts(
        batch.map(({ claim }) => claim),
        weights,
      );
      queueMicrotask(() =>
        lanes.answered(
          lane,
          batch.map(({ id }, i) => ({ id, valid: valid[i]! })),
        ),
      );
    });
    const answers = await Promise.all(claims.map((claim) => lanes.verify(claim, false)));
    expect(answers).toEqual(claims.map((_, i) => i !== 5));
  });

  test('give each its own verdict, whatever is true and however they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 200 }), async (asked) => {
        const { lanes, open, answer } = threads(isTrue);
        const answers = asked.map(([valid, urgent]) => lanes.verify(plain(valid), urgent));
        while (open.length > 0) await answer(open[0]!.lane);
        expect(await Promise.all(answers)).toEqual(asked.map(([valid]) => valid));
      }),
    );
  });

  test('let a call for help overtake everything that waits, and never put it into a batch', async () => {
    const { lanes, sent, answer } = threads(isTrue);
    for (let i = 0; i < 200; i++) void lanes.verify(plain(true), false);
    await answer('routine');
    await answer('routine');
    const urgent = lanes.verify(plain(true), true);
    expect(sent.at(-1)).toMatchObject({ lane: 'urgent', batch: { length: 1 } });
    const second = lanes.verify(plain(false), true);
    await answer('urgent');
    expect(await urgent).toBe(true);
    await answer('urgent');
    expect(await second).toBe(false);
    expect(lanes.waiting('routine')).toBeGreaterThan(150);
    expect(sent.filter(({ lane }) => lane === 'urgent').every(({ batch }) => batch.length === 1)).toBe(true);
  });

  test('make greater batches while all are true, and smaller ones while false ones come', async () => {
    let honest = true;
    const { lanes, sent, answer } = threads(() => honest);
    for (let i = 0; i < 400; i++) void lanes.verify(plain(true), false);
    for (let i = 0; i < 7; i++) await answer('routine');
    const sizes = () => sent.map(({ batch }) => batch.length);
    expect(sizes()).toEqual([1, 2, 4, 8, 16, BATCH_MAX, BATCH_MAX, BATCH_MAX]);
    honest = false;
    for (let i = 0; i < 7; i++) await answer('routine');
    expect(sizes().slice(-7)).toEqual([16, 8, 4, 2, 1, 1, 1]);
  });

  test('say of what a lost thread had that it was not judged, and go on in the other lane', async () => {
    const { lanes, answer } = threads(isTrue);
    const lost = [lanes.verify(plain(true), false), lanes.verify(plain(true), false)];
    const kept = lanes.verify(plain(true), true);
    lanes.failed('routine', new Error('the thread is gone'));
    for (const one of lost) await expect(one).rejects.toThrow('the thread is gone');
    await answer('urgent');
    expect(await kept).toBe(true);
  });
});
