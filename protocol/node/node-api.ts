// The node as its surroundings see it: one pure machine, the same in gateway, page and simulator.

import type { MemberId, RecordId } from '../bytes/reference.ts';
import type { publicKey, sign } from '../crypto/bls.ts';
import type { Directory } from '../log/directory.ts';
import type { RecordStore } from '../log/record-store.ts';
import type { Tally } from '../tally/tally.ts';
import type { Module, Refusal, Self, Surroundings } from './module.ts';
import type { QueuedItem } from '../sync/link-profile.ts';
import type { Compared } from '../sync/link-sync.ts';
import type { Delivery, LinkId, NodeEffect, NodeEvent } from './event.ts';
import type { Frames } from './frames.ts';

/** What a device must keep secret to be this member; stored by the rim, encrypted at rest. */
export type Secrets = {
  /** Hex of the community id. */
  readonly community: string;
  /** Secret of the frame keys (32 bytes) with its epoch and day. */
  readonly frameSecret: Uint8Array;
  readonly epoch: number;
  readonly day: number;
  /** No frame key is known here (`frameSecret` is noise): calls for help go in clear, and nothing else is said. */
  readonly inClear?: true;
  /** The member's BLS secret key; absent for a gateway that only carries. */
  readonly signingKey?: Uint8Array;
  /** Which of the member's logs this device writes. */
  readonly log: number;
  /** The member, where this device's key is not the member's first. */
  readonly member?: MemberId;
};

/** What the record store knows and the roster does not. */
export type Places = Pick<Directory, 'recordsAt' | 'placeOf'> & {
  /** Who was seen to write two records at one place. */
  readonly forkedMembers: () => Iterable<MemberId>;
  /** Somebody whom nobody admitted, by the first 16 hex digits of the id. */
  readonly guest: (prefix: string) => MemberId | undefined;
};

export type NodeOptions = {
  readonly secrets: Secrets;
  readonly modules: readonly Module[];
  /** Reads the folded state of the module that keeps the roster. */
  readonly directory: { readonly module: string; readonly of: (state: unknown, places: Places) => Directory };
  /** Seed of backoffs and choices that need chance; the rim draws it once from its entropy. */
  readonly seed: string;
  /**
   * Since when the rim's clock is known to have run without a gap: the boot, where the rim can tell; by default this
   * node's start. Powers that were first held before it have run out here.
   */
  readonly knownSinceMs?: number;
  /** How many records and voices must be new before the folded states are kept again; a thousand fold in a blink. */
  readonly keepAfterFacts?: number;
  /** Signs in place of crypto/bls.ts, to the same bytes: a world keeps what was signed instead of working it out again. */
  readonly sign?: typeof sign;
  /** Seals, opens and reads in place of wire/ and sync/, to the same bytes and answers: in a world many hear the same frame. */
  readonly frames?: Frames;
  /** Finds public keys in place of crypto/bls.ts: where one node starts thousands of times, nearly all of a start is this. */
  readonly publicKey?: typeof publicKey;
};

export interface FolkmootNode {
  handle(event: NodeEvent, nowMs: number): readonly NodeEffect[];
  /**
   * The oldest frame key that is kept of the epoch that seals. The rim keeps it in place of the one it handed over: an
   * older one would bring back what was thrown away (§6.3).
   */
  readonly frameKey: Pick<Secrets, 'frameSecret' | 'epoch' | 'day'>;
  /** Who this device is, once its member is known. */
  readonly self: Self | undefined;
  readonly directory: Directory;
  /** What is held, to be read only: for certificates, exports and reports. */
  readonly records: RecordStore;
  readonly tally: Tally;
  /** The folded state of a module, to be read only. */
  state(module: string): unknown;
  around(nowMs: number): Surroundings;
  /** SHA-256 over what all modules mean: equal on two nodes exactly if they agree on everything. Hex. */
  stateHash(): string;
  /** Hash of the frontier: which records and voices are held, whatever they mean. 8 bytes. */
  frontierDigest(): Uint8Array;
  /** How many records and voices are held. */
  counts(): { readonly records: number; readonly voices: number; readonly waiting: number };
  /** Of what was stored: how many records the states that were kept covered, and how many were folded one by one. */
  readonly started: { readonly covered: number; readonly folded: number };
  delivery(record: RecordId): Delivery | undefined;
  /** Who is proven to hold a record: its author, and members whose signed statements are about it. */
  heardBy(record: RecordId): readonly MemberId[];
  /** Why this device's member cannot take back the body of a record now; undefined where "erase" would be done. */
  notErasable(record: RecordId, nowMs: number): Refusal | undefined;
  /** Devices in reach of a link that said to hold it, by their own word only: summaries are not signed. */
  heardAt(record: RecordId): readonly { readonly link: LinkId; readonly device: string }[];
  /** What waits for a link, most urgent first, with the reason and the expected time. */
  queue(link: LinkId, nowMs: number): readonly QueuedItem[];
  /** On a link to one peer: what its summaries showed since the link came up; undefined on the air. */
  compared(link: LinkId): Compared | undefined;
  /** Airtime spent on a link in the last hour, by urgency, in ms, with what each may spend. */
  airtime(link: LinkId, nowMs: number): { readonly spentMs: readonly number[]; readonly allowedMs: readonly number[] };
}
