// What a node's surroundings must offer: the ports between the driver loop and a platform.
//
// Gateway (sockets, SQLite, threads) and page (WebSocket, IndexedDB, a worker) each implement these
// four; tests/contracts holds one suite for each port that every implementation passes.

import type { Claim } from '../crypto/bls.ts';
import type { Heard, LinkId, LinkProfile, NodeEvent, Note, Stored } from './event.ts';

export type Outcome = Extract<NodeEvent, { kind: 'transmitted' }>['outcome'];
export type Sending = {
  readonly hopLimit: number;
  readonly urgency: 0 | 1 | 2 | 3;
  readonly expiresAtMs: number;
  /** To this radio alone; unless `hopLimit` is 0, its acknowledgement is told as `delivered` or `undelivered`. */
  readonly to?: string;
};

/** What a link tells its driver. */
export type LinkListener = {
  readonly frame: (frame: Uint8Array, heard?: Heard) => void;
  /** How busy the channel is, 0-100. */
  readonly channelUse: (percent: number) => void;
  /** The link is gone and says nothing more. */
  readonly down: (why: string) => void;
};

/** A connection that is up. One that comes back is a new port, with the same id if it is the same way. */
export interface LinkPort {
  readonly id: LinkId;
  readonly profile: LinkProfile;
  /** From now on the listener is told what arrives. Called once. */
  start(listener: LinkListener): void;
  /** `told` may be called more than once: sent, then relayed or delivered. */
  send(frame: Uint8Array, sending: Sending, told: (outcome: Outcome, why?: string) => void): void;
  close(): void;
}

export interface StorePort {
  /** Everything that was stored, in the order in which each key was first stored. */
  loadAll(): Promise<readonly Stored[]>;
  /** Resolves when it is durable. A key stored again replaces what it held. */
  append(stored: Stored): Promise<void>;
}

export interface ClockPort {
  /** Milliseconds since 1970 by this device's own clock; never runs backwards while the process lives. */
  nowMs(): number;
  /** Calls `fire` once at or after `atMs`. Returns the way to call it off. */
  at(atMs: number, fire: () => void): () => void;
}

export interface VerifierPort {
  /** `urgency` is the class of what was claimed: 0 goes before all others and waits behind none of them. */
  verify(claim: Claim, urgency?: number): Promise<boolean>;
}

/** What the rim may want to log or show. None of it holds a key or a private text. */
export type Report =
  | { readonly kind: 'note'; readonly note: Note }
  /** A port failed in a way that it should not have; the loop went on. */
  | { readonly kind: 'port-failed'; readonly port: string; readonly why: string }
  /** Frames that were not taken because store or verifier lag behind. */
  | { readonly kind: 'overloaded'; readonly link: LinkId; readonly why: string }
  /** The node broke a promise of our own code: the loop has stopped and takes nothing more. */
  | { readonly kind: 'broken'; readonly why: string; readonly error: unknown };

export type DriverPorts = {
  readonly store: StorePort;
  readonly clock: ClockPort;
  readonly verifier: VerifierPort;
  readonly report: (report: Report) => void;
  /** Keys of former days may have been thrown away: the rim forgets them too (`FolkmootNode.frameKey`). */
  readonly keysChanged?: () => void;
};
