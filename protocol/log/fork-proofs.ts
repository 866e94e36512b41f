// Proofs of forks that are held: one a place, or a pair of statements, is enough (protocol/README.md §6.7).
//
// A record that is held twice proves its own fork; a proof kept here says it to those who hold neither
// record, and goes on saying it when the bodies are gone. Bounded a member: who forks a thousand times
// is convicted by the first.

import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, toUtf8 } from '../bytes/bytes.ts';
import type { MemberId } from '../bytes/reference.ts';
import { forkName, type ForkProof } from '../wire/fork.ts';

export const PROOFS_OF_ONE_MAX = 16;

/** 32 hex digits that name what is proven. */
export type ForkId = string & { readonly _: 'ForkId' };
export const forkId = (proof: ForkProof): ForkId => toHex(sha256(toUtf8(forkName(proof)))).slice(0, 32) as ForkId;

export interface ForkProofs {
  /** True if it was new and kept. */
  add(proof: ForkProof): boolean;
  /** Would it be kept? Asked before its signature is checked. */
  accepts(proof: ForkProof): boolean;
  /** The same proof in another form, in place of the one that is kept. */
  replace(proof: ForkProof): void;
  of(id: ForkId): ForkProof | undefined;
  members(): Iterable<MemberId>;
  all(): readonly ForkProof[];
}

export function createForkProofs(): ForkProofs {
  const byMember = new Map<MemberId, Map<ForkId, ForkProof>>();
  const accepts = (proof: ForkProof): boolean => {
    const known = byMember.get(proof.member);
    return known === undefined || (known.size < PROOFS_OF_ONE_MAX && !known.has(forkId(proof)));
  };
  return {
    accepts,
    add(proof) {
      if (!accepts(proof)) return false;
      const known = byMember.get(proof.member) ?? new Map<ForkId, ForkProof>();
      byMember.set(proof.member, known.set(forkId(proof), proof));
      return true;
    },
    replace: (proof) => void byMember.get(proof.member)?.set(forkId(proof), proof),
    of: (id) => [...byMember.values()].map((proofs) => proofs.get(id)).find((proof) => proof !== undefined),
    members: () => byMember.keys(),
    all: () => [...byMember.values()].flatMap((proofs) => [...proofs.values()]),
  };
}
