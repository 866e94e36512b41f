import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as real from '#protocol/crypto/bls.ts';
import * as standIn from '../../bench/schemes/stand-in.ts';

/** A region of two communities, in a process of its own, because a scheme is chosen before anything is loaded. */
function region(scheme: 'real' | 'stand-in'): { stateHashes: string[]; states: number[]; records: number } {
  const file = fileURLToPath(new URL('../../bench/sim-scale.ts', import.meta.url));
  const args = ['--import', 'tsx', file, scheme, '2', '5', '20', '4'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as { stateHashes: string[]; states: number[]; records: number };
}

describe('the scheme that stands in for signatures in scale runs', () => {
  test('the same world comes to the same states, packet for packet, with real signatures and without', () => {
    const signed = region('real');
    const hashed = region('stand-in');
    const counts = ({ ...all }: object): object => ({ ...all, scheme: '', cpuS: 0, cryptoCpuS: 0, mib: 0 });
    expect(counts(hashed)).toEqual(counts(signed));
    expect(signed.records).toBe(20);
    expect(signed.states).toEqual([1, 1]);
  }, 60_000);

  const secrets = [1, 2, 3].map((i) => real.secretKeyFromSeed(new Uint8Array(32).fill(i)));
  const message = fc.uint8Array({ minLength: 1, maxLength: 40 });

  test('keys are the real ones', () => {
    for (const secret of secrets) expect(standIn.publicKey(secret)).toEqual(real.publicKey(secret));
  });

  test('a sum holds for exactly its shares', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), message, (messages, other) => {
        const shares = messages.map((said, i) => ({
          key: standIn.publicKey(secrets[i]!),
          message: said,
          purpose: 'signature' as const,
        }));
        const parts = messages.map((said, i) => standIn.sign(said, secrets[i]!));
        const signature = standIn.addSignatures(parts)!;
        expect(standIn.verify({ shares, signature })).toBe(true);
        expect(standIn.isSignature(signature)).toBe(true);
        const last = shares.at(-1)!;
        const forged = [...shares.slice(0, -1), { ...last, message: Uint8Array.of(...other, 0, 1) }];
        expect(standIn.verify({ shares: forged, signature })).toBe(false);
        expect(standIn.verify({ shares: [...shares, last], signature })).toBe(false);
        const rest = standIn.subtractSignature(signature, parts[0]!);
        expect(rest).toEqual(standIn.addSignatures(parts.slice(1)));
      }),
      { numRuns: 30 },
    );
  });

  test('what is no signature is refused', () => {
    expect(standIn.isSignature(new Uint8Array(48))).toBe(false);
    expect(standIn.isSignature(new Uint8Array(48).fill(255))).toBe(false);
    expect(standIn.addSignatures([new Uint8Array(47)])).toBeNull();
    expect(standIn.addSignatures([])).toBeNull();
  });
});
