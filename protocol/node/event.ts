// Everything that a node may be told, and everything that it may ask for.
//
// handle(event, nowMs) -> effects. The rim performs effects in order, and a `transmit` only after every
// `persist` before it is durable: what has been on the air must never be forgotten by its author.

import type { Malformed } from '../bytes/result.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import type { Claim } from '../crypto/bls.ts';
import type { Heard, LinkProfile } from '../sync/link-profile.ts';
import type { Act, Refusal } from './module.ts';

export type { Heard, LinkProfile };

export type LinkId = string;

/** A stored thing, as bytes that only the node reads: see node/archive.ts. */
export type Stored = {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** What the key held before was erased: nothing of it may be left where the platform can see to that. */
  readonly scrub?: true;
};

export type NodeEvent =
  /** Everything that was stored, once, before anything else. */
  | { readonly kind: 'loaded'; readonly stored: readonly Stored[] }
  | { readonly kind: 'link-up'; readonly link: LinkId; readonly profile: LinkProfile }
  | { readonly kind: 'link-down'; readonly link: LinkId; readonly why: string }
  | { readonly kind: 'received'; readonly link: LinkId; readonly frame: Uint8Array; readonly heard?: Heard }
  /** What became of a frame: it left the radio, a relay repeated it, or the radio refused it. */
  | {
      readonly kind: 'transmitted';
      readonly link: LinkId;
      readonly transmission: number;
      /** `delivered`, `undelivered`: of a frame to one radio, whether that radio acknowledged it. */
      readonly outcome: 'sent' | 'relayed' | 'delivered' | 'undelivered' | 'refused' | 'unknown';
      readonly why?: string;
    }
  /** How busy the radio hears its channel, 0-100. */
  | { readonly kind: 'channel-use'; readonly link: LinkId; readonly percent: number }
  /** A person tapped something. `reply` comes back in an `acted` effect. */
  | { readonly kind: 'acted'; readonly act: Act; readonly reply: number }
  /** The answer to a `verify` effect. */
  | { readonly kind: 'verified'; readonly ticket: number; readonly valid: boolean }
  | { readonly kind: 'store-failed'; readonly why: string }
  | { readonly kind: 'woke' };

export type NodeEffect =
  | {
      readonly kind: 'transmit';
      readonly link: LinkId;
      /** Names this transmission in `transmitted`. */
      readonly transmission: number;
      readonly frame: Uint8Array;
      /** Hops for a radio: 0 for neighbours only. */
      readonly hopLimit: number;
      /** 0 is most urgent. */
      readonly urgency: 0 | 1 | 2 | 3;
      readonly expiresAtMs: number;
      /** A radio as it is named in `Heard.from`: to it alone, and acknowledged unless `hopLimit` is 0. */
      readonly to?: string;
    }
  | { readonly kind: 'persist'; readonly stored: Stored }
  /** Is this sum of signatures true? A pure question of 15-100 ms, for a worker. */
  | { readonly kind: 'verify'; readonly ticket: number; readonly claim: Claim; readonly urgency: 0 | 1 | 2 | 3 }
  | { readonly kind: 'wake'; readonly atMs: number }
  | { readonly kind: 'changed'; readonly module: string }
  /** What came of an act: the ids of the records it wrote, or why it was refused. */
  | { readonly kind: 'acted'; readonly reply: number; readonly outcome: Acted }
  /** Somebody wrote to this member alone; kept by the rim, encrypted, or only shown. §6.5 */
  | { readonly kind: 'private-message'; readonly from: MemberId; readonly text: string }
  | { readonly kind: 'note'; readonly note: Note };

export type Acted =
  { readonly ok: true; readonly records: readonly RecordId[] } | { readonly ok: false; readonly refusal: Refusal };

/** A structured line for logs: never a key, never a private text. */
export type Note =
  | { readonly code: 'not-ours'; readonly link: LinkId; readonly why: string }
  | { readonly code: 'malformed'; readonly link: LinkId; readonly error: Malformed }
  | { readonly code: 'forged'; readonly link: LinkId; readonly what: string }
  | { readonly code: 'fork'; readonly member: string; readonly log: number; readonly seq: number }
  | { readonly code: 'dropped'; readonly link: LinkId; readonly why: string }
  | { readonly code: 'store-failed'; readonly why: string };

/** Where a thing stands that a person of this node wrote. Five different things, never confused (product.md). */
export type Delivery = {
  readonly state: 'queued' | 'on-air' | 'relayed' | 'refused';
  readonly sinceMs: number;
  readonly why?: string;
};
