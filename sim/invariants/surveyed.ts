// What the invariants look at: the nodes of a world, their disks, their radios, and who lies in it.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { RecordTypes } from '#protocol/wire/record.ts';

/** One node of a world. */
export type Watched = {
  readonly name: string;
  readonly node: FolkmootNode;
  /** What it has on disk; absent where a world keeps no disks. */
  readonly stored?: readonly Stored[];
  /** By its own clock. */
  readonly ownNowMs: number;
};

/**
 * What the law counts of one radio, as shares of the last hour in percent. Only of what our nodes say: a stranger who
 * uses the same radio has the firmware's own gate to answer to, and no word of ours could stop it.
 */
export type RadioUse = { readonly name: string; readonly sentPct: number; readonly mayPct: number };

export type Surveyed = {
  readonly nodes: readonly Watched[];
  readonly nowMs: number;
  /** Members who lie in this world. */
  readonly liars: ReadonlySet<MemberId>;
  /** Into how many parts that cannot hear each other the world was cut, at most. */
  readonly groups: number;
  /** A node that starts from these rows alone, with a clock that is so far ahead of the world's. */
  readonly restarted?: (watched: Watched, stored: readonly Stored[], aheadMs?: number) => FolkmootNode;
  /** Is this sum of signatures true? Absent where signatures are noise. */
  readonly isTrue?: (claim: Claim) => boolean;
  /** Record types by number, for who else signs a record. */
  readonly types?: RecordTypes;
  /** What the mesh knows of its radios; absent where a world has no air. */
  readonly radios?: readonly RadioUse[];
  /** The longest frame that a node ever handed to a link; absent where nobody looked. */
  readonly longestFrameBytes?: number;
};

export type Invariant = {
  readonly id: string;
  readonly words: string;
  readonly holds: 'always' | 'calm';
  readonly check: (world: Surveyed) => readonly string[];
  /** What takes too long to be asked after every step. */
  readonly checkInCalm?: (world: Surveyed) => readonly string[];
};
