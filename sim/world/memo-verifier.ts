// Signature checks for many nodes at once: the same question is answered once.
//
// Sound, because a check is a pure function of its bytes. The key is a hash over all of them, so two
// questions share an answer only if they are the same question.

import { concat, toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { type publicKey, type sign, verify, type Claim } from '#protocol/crypto/bls.ts';
import { sha256 } from '#protocol/crypto/hash.ts';

export type MemoVerifier = {
  check(claim: Claim): boolean;
  /** Signs for the nodes of its world, where it keeps what was signed. */
  readonly sign?: typeof sign;
  /** Finds the public keys of its world's people, where it knows them. */
  readonly publicKey?: typeof publicKey;
  /** Questions asked, and questions that had to be worked out. */
  readonly counts: { readonly asked: number; readonly worked: number };
};

export function memoVerifier(check: (claim: Claim) => boolean = verify): MemoVerifier {
  const answers = new Map<string, boolean>();
  const counts = { asked: 0, worked: 0 };
  return {
    counts,
    check(claim) {
      counts.asked++;
      const shares = claim.shares.flatMap(({ key, message, purpose }) => [
        key,
        toUtf8(`${purpose} ${message.length} `),
        message,
      ]);
      const name = toHex(sha256(concat(claim.signature, ...shares)));
      const known = answers.get(name);
      if (known !== undefined) return known;
      counts.worked++;
      const answer = check(claim);
      answers.set(name, answer);
      return answer;
    },
  };
}
