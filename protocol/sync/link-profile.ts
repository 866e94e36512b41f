// What links are like, and what waits for them: words shared by the sync machines and the node.

/** What a link is like. A radio, a phone's socket, a distant gateway and a file are all links. */
export type LinkProfile = {
  /** `air`: everyone in reach hears a frame, and it costs airtime. `pair`: one peer, wide and cheap. */
  readonly medium: 'air' | 'pair';
  /** Airtime of a payload of so many bytes, in ms; 0 on wide links. */
  readonly airtimeMs: (payloadBytes: number) => number;
  /** Share of time that law lets this radio transmit, 0-1. */
  readonly dutyCycle: number;
  /** Hops that a new record is flooded with. */
  readonly hopLimit: number;
  /** How neighbours name this radio in `Heard.from`, where it can be told: who collects is chosen by names. */
  readonly self?: string;
  /** It has power and stays where it is: it takes its neighbours' ballots and says them together. §7.3 */
  readonly collects?: boolean;
};

/** How a frame came in, as far as the radio tells. */
export type Heard = {
  readonly from?: string;
  readonly snrDb?: number;
  readonly rssiDbm?: number;
  readonly hopsAway?: number;
  /** Said to us alone. */
  readonly toUs?: true;
};

/** Something that waits for a link, for people to see. */
export type QueuedItem = {
  /** A record's id, or `kind/record` for statements. */
  readonly what: string;
  readonly urgency: 0 | 1 | 2 | 3;
  readonly bytes: number;
  readonly sinceMs: number;
  readonly expectedAtMs: number;
  readonly why: 'next' | 'waiting-for-company' | 'air-budget' | 'channel-busy' | 'radio-queue' | 'with-collector';
};
