// The gateway's threads: real signatures, real threads, real coefficients.

import { afterAll, expect, test } from 'vitest';
import { publicKey, secretKeyFromSeed, sign, type Claim } from '#protocol/crypto/bls.ts';
import { createThreadVerifier } from '#gateway/verifier.ts';

const secret = secretKeyFromSeed(new Uint8Array(32).fill(9));
const key = publicKey(secret);
const messageOf = (says: number): Uint8Array => new Uint8Array(32).fill(says);
const claimOf = (says: number, signs = says): Claim => ({
  shares: [{ key, message: messageOf(says), purpose: 'signature' }],
  signature: sign(messageOf(signs), secret),
});

const verifier = createThreadVerifier();
afterAll(() => verifier.close());

test('of many signatures that wait together the one false one is named, and the others are taken', async () => {
  const claims = Array.from({ length: 24 }, (_, i) => claimOf(i, i === 17 ? 99 : i));
  const answers = await Promise.all(claims.map((claim) => verifier.verify(claim, 2)));
  expect(answers).toEqual(claims.map((_, i) => i !== 17));
});

test('two false signatures whose sum is right are both named', async () => {
  // Each is the other's: a plain sum of the two would be true.
  const claims = [claimOf(40, 41), claimOf(41, 40), ...Array.from({ length: 6 }, (_, i) => claimOf(50 + i))];
  const answers = await Promise.all(claims.map((claim) => verifier.verify(claim, 2)));
  expect(answers).toEqual(claims.map((_, i) => i > 1));
});

test('a call for help is answered before the heap that came before it', async () => {
  await verifier.verify(claimOf(201), 0); // The thread is up.
  const order: string[] = [];
  const heap = Array.from({ length: 60 }, (_, i) => claimOf(100 + i));
  const waiting = heap.map((claim) => verifier.verify(claim, 2).then(() => order.push('routine')));
  const call = verifier.verify(claimOf(200), 0).then((valid) => order.push(valid ? 'help' : 'refused'));
  await Promise.all([...waiting, call]);
  expect(order).toContain('help');
  expect(order.indexOf('help')).toBeLessThan(heap.length - 1);
});

test('a call for help that was asked about in the slow lane is asked again in the fast one', async () => {
  const claim = claimOf(220, 221);
  expect(await Promise.all([verifier.verify(claim, 2), verifier.verify(claim, 0)])).toEqual([false, false]);
});
