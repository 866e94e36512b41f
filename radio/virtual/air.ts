/**
 * The seam between one virtual radio (device.ts) and whatever carries its packets: the simulator's
 * ether, or a small stand-in in a test. Types only.
 *
 * Who does what. The device is the firmware above the radio driver: client protocol, settings, keys,
 * encryption, node database, naks and real acks. The air is the firmware's lower half and physics:
 * the transmit queue of 16 with priorities, contention, duplicate memory, flooding, next hop, the
 * three tries of a packet with wantAck, airtime accounts. The air never looks inside `encrypted`.
 *
 * Time in events is integer microseconds of the one clock both sides share; sizes are bytes.
 */

/** One packet as any receiver sees it: the 16-byte header's fields, and what follows it. */
export type AirPacket = {
  readonly from: number; // node numbers are unsigned 32 bit
  readonly to: number; // 0xffffffff: everyone
  readonly id: number;
  readonly hopLimit: number; // 0..7, hops left
  readonly hopStart: number; // 0..7, hops it began with
  readonly wantAck: boolean;
  readonly viaMqtt: boolean;
  readonly channelHash: number; // 0..255; 0 on a public-key encrypted unicast
  readonly nextHop: number; // low byte of the chosen relay, 0: none
  readonly relayNode: number; // low byte of whoever transmits this copy
  readonly encrypted: Uint8Array; // 1..239 bytes (237 with PKI overhead inside)
};

/** A packet handed down for transmission. Priority is local to the queue and never on the air. */
export type AirSubmission = {
  readonly packet: AirPacket;
  readonly priority: number; // MeshPacket.Priority: 1 min .. 64 default, 70 reliable, 120 ack, 127 max
  /** The air tries this packet up to three times, until it hears it relayed or `settle` is called.
   *  False for acks and naks. A broadcast ends on the first relay heard. */
  readonly reliable: boolean;
};

/** The queue's answer, in the numbers of the client protocol's queueStatus. */
export type AirAcceptance = {
  readonly res: number; // 0 taken, 32 queue full, 34 transmitter disabled
  readonly free: number; // places left after this packet
  readonly maxlen: number; // 16
};

export type AirModem = {
  readonly frequencyHz: number;
  readonly bandwidthHz: number;
  readonly spreadingFactor: number; // 7..12
  readonly codingRate: number; // 5..8
  readonly txPowerDbm: number;
  readonly txEnabled: boolean; // false: region unset or transmitter switched off
  readonly role: number; // Config.DeviceConfig.Role, decides contention and relaying
  readonly rebroadcastMode: number; // Config.DeviceConfig.RebroadcastMode
};

export type AirEvent =
  /** A packet heard for the first time (or, `repeated`, a further copy of one addressed to us with
   *  wantAck whose ack may have been lost: acknowledge it again, do not deliver it again). */
  | {
      readonly kind: 'received';
      readonly packet: AirPacket;
      readonly rssiDbm: number;
      readonly snrDb: number;
      readonly repeated: boolean;
    }
  /** A neighbour's rebroadcast of our own wantAck packet was heard: the implicit ack. */
  | { readonly kind: 'heard-relayed'; readonly id: number; readonly rssiDbm: number; readonly snrDb: number }
  /** All tries of a reliable packet are used up. */
  | { readonly kind: 'gave-up'; readonly id: number }
  /** A place became free after the queue had been full (free was 0). */
  | { readonly kind: 'space'; readonly free: number; readonly maxlen: number };

/** What the air is told to call. Both are synchronous and must not throw. */
export type AirListener = {
  readonly onAir: (event: AirEvent, nowUs: number) => void;
  /** May this radio relay the packet? Asked once a copy is a candidate for flooding. The device
   *  answers from its keys (some roles and modes do not relay what they cannot read). */
  readonly mayRelay: (packet: AirPacket) => boolean;
};

/** One radio's place in the ether. */
export type Air = {
  /** Switches on (or retunes, keeping the queue). Nothing is heard or sent before the first call. */
  readonly tune: (modem: AirModem) => void;
  /** Switches off: queue, duplicate memory and pending tries are forgotten; airtime accounts stay. */
  readonly stop: () => void;
  readonly submit: (submission: AirSubmission) => AirAcceptance;
  /** The real ack or nak for our packet was decoded: try it no more. */
  readonly settle: (packetId: number) => void;
  readonly queue: () => { readonly free: number; readonly maxlen: number };
  readonly channelUtilizationPct: () => number;
  /** Share of the last hour spent transmitting. */
  readonly airUtilTxPct: () => number;
  /** Whole minutes until `airUtilTxPct` falls to this limit, if nothing more is sent. */
  readonly silentMinutesUntilPct: (dutyCyclePct: number) => number;
  /** Frames sent, received well, received broken, as in telemetry's LocalStats. */
  readonly counts: () => { readonly sent: number; readonly received: number; readonly broken: number };
};

/** How a radio enters an ether. The node number decides relayNode bytes and must be unique. */
export type Ether = {
  readonly attach: (nodeNum: number, listener: AirListener) => Air;
};
