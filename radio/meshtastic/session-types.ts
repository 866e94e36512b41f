// What goes into a radio session and what comes out of it. The machine itself is session.ts.

import type { RefusedReason } from './queue-status.ts';

export const BROADCAST = 0xffff_ffff;

/** One packet given to the session. It ends exactly once, as an `ended` action with the same `ref`. */
export type Outgoing = {
  /** The giver's own number for it; must be fresh. */
  readonly ref: number;
  readonly payload: Uint8Array;
  readonly portnum: number;
  /** A node number, or BROADCAST. */
  readonly to: number;
  /**
   * A channel of the radio, by index, or by the name it has there (looked up when the packet goes out).
   * Ignored by the radio for a unicast, which is encrypted for the receiver.
   */
  readonly channel: number | string;
  /** 0 to 7, always said: a radio that is left to choose takes its own setting. 0 with wantAck becomes 3. */
  readonly hopLimit: number;
  readonly wantAck?: boolean;
  /** Never on the private port: the receiving firmware would answer NO_RESPONSE. */
  readonly wantResponse?: boolean;
  /** MeshPacketPriority: 10 waits longest, 110 (ALERT) goes first and is tried even when the air is closed. */
  readonly priority?: number;
  /** Not given to the radio after this. */
  readonly expiresAtMs?: number;
};

export type UnknownReason = 'lost-status' | 'disconnected' | 'rebooted';

/** `radioId`: the id under which the packet was given to the radio; acks and answers name it. */
export type Outcome =
  /** The radio has it in its queue. Not yet: on the air, heard, or delivered. */
  | { readonly kind: 'sent'; readonly radioId: number }
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly words: string; readonly retryAfterMs?: number }
  /** It may have been sent or not: the answer, or the radio, was lost. */
  | { readonly kind: 'unknown'; readonly why: UnknownReason; readonly radioId: number };

export type SessionEvent =
  /** A byte stream, or a Bluetooth link, is open. `nonce`: fresh and not 0, 69420 or 69421. */
  | { readonly kind: 'opened'; readonly nonce: number }
  /** From a byte stream. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** From a link that keeps messages apart (Bluetooth): one FromRadio. */
  | { readonly kind: 'content'; readonly content: Uint8Array }
  | { readonly kind: 'submit'; readonly packet: Outgoing }
  /** The link is gone, or could not be opened; not for an end that a `close` action asked for. `why` is for people. */
  | { readonly kind: 'closed'; readonly why: string }
  /** Time has passed (at `wakeAtMs()` or later). */
  | { readonly kind: 'tick' }
  /** We want no more of this radio. */
  | { readonly kind: 'quit' };

/** A packet the radio heard and could decrypt, or made itself. Who sent it is a claim, never a proof. */
export type Received = {
  readonly from: number;
  readonly to: number;
  readonly id: number;
  readonly channel: number;
  readonly portnum: number;
  readonly payload: Uint8Array;
  readonly requestId: number;
  readonly replyId: number;
  readonly rxSnrDb: number;
  readonly rxRssiDbm: number;
  /** Undefined when the sender's firmware does not say. */
  readonly hopsAway?: number;
  readonly hopLimit: number;
  /** Encrypted for us alone, with the sender's key. */
  readonly pkiEncrypted: boolean;
  readonly viaMqtt: boolean;
  /** Seconds since 1970 by the radio's clock; 0 when it has none. */
  readonly rxTimeS: number;
};

/** Words of a person with a plain Meshtastic app, or a device's bell. */
export type TextMessage = Received & {
  readonly text: string;
  /** To us alone, not to the channel. */
  readonly direct: boolean;
  /** A call for help: it says so, or it rings the alert bell. See guest-text.ts. */
  readonly sos: boolean;
};

export type Air = {
  /** Share of the last minute in which the channel was busy, in percent. */
  readonly channelUtilizationPercent?: number;
  /** Share of the last hour in which this radio transmitted, in percent. */
  readonly airUtilTxPercent?: number;
  readonly batteryPercent?: number;
  readonly voltageV?: number;
};

/** Something a person should be told, in plain words with the next step. */
export type NoticeKind =
  | 'no-answer'
  | 'wrong-device'
  | 'another-client'
  | 'firmware-too-old'
  | 'region-unset'
  | 'transmit-off'
  | 'air-closed'
  | 'radio-says'
  | 'rebooted'
  | 'stopped-answering';
export type Notice = { readonly kind: NoticeKind; readonly words: string };

export type SessionAction =
  /** Already framed on a byte stream; one bare ToRadio where the link keeps messages apart. */
  | { readonly kind: 'write'; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly why: string }
  /** Open the link again, not before `atMs`. */
  | { readonly kind: 'reopen'; readonly atMs: number }
  | { readonly kind: 'ready'; readonly myNodeNum: number; readonly firmwareVersion: string }
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'ended'; readonly ref: number; readonly outcome: Outcome }
  /**
   * About a packet that was `sent` with wantAck. `heard`: some neighbour relayed it. `delivered`: the
   * destination itself answered. `failed`: nobody did, or the far end refused (`errorReason`).
   */
  | {
      readonly kind: 'acked';
      readonly ref: number;
      readonly how: 'heard' | 'delivered' | 'failed';
      readonly errorReason: number;
    }
  | { readonly kind: 'received'; readonly packet: Received }
  | { readonly kind: 'text-message'; readonly message: TextMessage }
  | { readonly kind: 'air'; readonly air: Air }
  | { readonly kind: 'notice'; readonly notice: Notice };

export type Phase = 'closed' | 'asking' | 'ready' | 'over';

/** One line of the radio's node database. */
export type KnownNode = {
  readonly num: number;
  readonly longName: string;
  readonly shortName: string;
  readonly role: number;
  readonly publicKey: Uint8Array;
  readonly hopsAway?: number;
  readonly snrDb: number;
  readonly lastHeardS: number;
};

/** What this radio's firmware can do, as far as it matters to us. */
export type Capabilities = {
  /** Unicasts are encrypted with public keys (2.5 and newer). */
  readonly publicKeys: boolean;
  /** Broadcasts are signed by the radio (2.8 and newer): see lora/payload.ts. */
  readonly signs: boolean;
  /** Older than anything we have tested: it may lack queueStatus, without which every packet ends `unknown`. */
  readonly tooOld: boolean;
};
