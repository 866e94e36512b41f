// How many must agree so that a split cannot produce two truths (protocol/README.md §5.6).
//
// q(N, f) = floor((N + f) / 2) + 1. Two sets of q among N share more than f members, so at least one
// honest member would have had to sign both. f is how many liars and stolen keys are allowed for.
// Rosters of 1 to 3 have no room for a liar: all must agree.

/** How grave a decision is: the graver, the more liars it must survive. */
export type Gravity = 'ordinary' | 'serious' | 'charter';

/** Rosters up to this size need everybody. */
const UNANIMOUS_UP_TO = 3;

const ALLOWED: Readonly<Record<Gravity, (memberCount: number) => number>> = {
  ordinary: (memberCount) => Math.floor(memberCount / 10),
  serious: (memberCount) => Math.floor(memberCount / 5),
  charter: (memberCount) => Math.floor((memberCount - 1) / 3),
};

/** f: liars and stolen keys that a decision of this gravity survives in a roster of `memberCount`. */
export function liarsAllowed(memberCount: number, gravity: Gravity): number {
  return memberCount <= UNANIMOUS_UP_TO ? 0 : Math.max(1, ALLOWED[gravity](memberCount));
}

/** q(N, f) for any f. */
export function quorumWith(memberCount: number, liars: number): number {
  return memberCount <= UNANIMOUS_UP_TO ? memberCount : Math.floor((memberCount + liars) / 2) + 1;
}

/** How many of `memberCount` must agree. */
export function quorumOf(memberCount: number, gravity: Gravity): number {
  return quorumWith(memberCount, liarsAllowed(memberCount, gravity));
}

/**
 * Irrevocable refusals from which on nobody can ever gather a quorum: more than N - q + f. With as
 * many, a quorum would need more members who signed both than there may be liars.
 */
export function refusalsThatReject(memberCount: number, gravity: Gravity): number {
  return memberCount - quorumOf(memberCount, gravity) + liarsAllowed(memberCount, gravity) + 1;
}
