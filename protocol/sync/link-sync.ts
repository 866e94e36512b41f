// What the node asks of a link's bookkeeping, whatever the link is (protocol/README.md §8).

import type { Heard, QueuedItem } from './link-profile.ts';
import type { Urgency } from './air-budget.ts';
import type { Item, Parcel } from './items.ts';
import type { Caught } from './sheaf-catch.ts';
import type { SyncMessage } from './summary.ts';

/** One frame to be sent now. `sync` plaintexts carry no items. */
export type Outgoing = {
  readonly parcel: Parcel;
  readonly hopLimit: number;
  readonly urgency: Urgency;
  readonly expiresAtMs: number;
  /** To this radio alone, and acknowledged unless it has no hops; to everybody where absent. */
  readonly to?: string;
};

/** Where a thing that is now held came from, seen from this link. */
/** `submitted`: said to us alone, so that we say it to all. */
export type Source = 'own' | 'this-link' | 'other-link' | 'submitted';

/** What became of a frame to one radio alone: it answered, it did not, or the frame never left us. */
export type Submission = 'delivered' | 'undelivered' | 'refused';

/** What the peer's summaries on this link showed, since it came up. */
export type Compared = {
  /** How many were compared. */
  readonly summaries: number;
  /** One of them showed that the peer lacked something that we held then. */
  readonly peerLacked: boolean;
  readonly weLacked: boolean;
};

export interface LinkSync {
  gained(item: Item, source: Source, nowMs: number): void;
  /** A frame on this link, said to all, carried all that we hold of the item, so that we need not send it. */
  heardItem(item: Item, nowMs: number): void;
  /** Answers records that a sheaf gave, to be checked. */
  heardSync(message: SyncMessage, heard: Heard | undefined, nowMs: number): Caught | null;
  /** What a sheaf gave proved false. */
  falsified(caught: Pick<Caught, 'sheaf' | 'speakers'>, nowMs: number): void;
  /** A frame of this link waits for a name that is unknown here (true), or none does any more (false). */
  lacking(lacks: boolean, nowMs: number): void;
  due(nowMs: number): readonly Outgoing[];
  /** When `due` would have more to say; Infinity if nothing is planned. */
  nextAtMs(nowMs: number): number;
  channelUse(percent: number): void;
  /** A relay was heard repeating this item. */
  relayed(item: Item): void;
  /** What became of what was said to one radio alone. */
  submitted?(items: readonly Item[], to: string, became: Submission, nowMs: number): void;
  /** Devices whose summaries said that they hold this number of this log. `author`: a number, or a newcomer's prefix. */
  holders(author: number | string, log: number, seq: number): readonly string[];
  queue(nowMs: number): readonly QueuedItem[];
  /** On a link to one peer: whether both hold the same. On the air there are too many to say. */
  compared?(): Compared;
  airtime(nowMs: number): { readonly spentMs: readonly number[]; readonly allowedMs: readonly number[] };
}
