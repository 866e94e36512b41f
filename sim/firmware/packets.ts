// A packet in two halves: what all its copies share (a flood), and what each copy has of its own.
//
// The payload is kept once per flood and referenced; copies come from a pool and go back to it, so a day
// of a thousand radios makes millions of copies and little garbage.

/** What never changes from hop to hop: the packet as its origin made it. */
export type Flood = {
  /** Unique in a mesh for each (from, id); duplicate memories keep this one number. */
  readonly serial: number;
  readonly from: number; // node index
  readonly fromNum: number;
  readonly to: number; // node index, -1: everyone, -2: a number that no node here has
  readonly toNum: number;
  readonly id: number;
  readonly channelHash: number;
  /** Public-key encrypted: readable by the addressee only. */
  readonly sealed: boolean;
  readonly portnum: number; // 0: not known to the ether (sent by a virtual radio)
  readonly airBytes: number; // header included
  readonly viaMqtt: boolean;
  readonly payload: Uint8Array;
  /** The flood this acknowledges. */
  readonly ackOf: Flood | undefined;
  /** What the acknowledgement says: 0 is success, else a Routing.Error. */
  readonly hopStart: number;
  readonly bornUs: number;
};

export type Copy = {
  flood: Flood;
  hopLimit: number;
  nextHop: number; // low byte, 0: everyone
  relayNode: number; // low byte of whoever sent this copy
  wantAck: boolean;
  priority: number;
  own: boolean; // made here and not heard
  snrCdb: number;
  levelCdb: number;
  txAfterMs: number; // in the late window: not before this; 0: not late
};

export type CopyPool = {
  make(flood: Flood): Copy;
  clone(copy: Copy): Copy;
  free(copy: Copy): void;
};

export function copyPool(): CopyPool {
  const spare: Copy[] = [];
  const make = (flood: Flood): Copy => {
    const copy = spare.pop();
    if (copy === undefined)
      return {
        flood,
        hopLimit: 0,
        nextHop: 0,
        relayNode: 0,
        wantAck: false,
        priority: 0,
        own: true,
        snrCdb: 0,
        levelCdb: 0,
        txAfterMs: 0,
      };
    copy.flood = flood;
    copy.priority = 0;
    copy.txAfterMs = 0;
    return copy;
  };
  return {
    make,
    clone: (copy) => {
      const twin = make(copy.flood);
      twin.hopLimit = copy.hopLimit;
      twin.nextHop = copy.nextHop;
      twin.relayNode = copy.relayNode;
      twin.wantAck = copy.wantAck;
      twin.priority = copy.priority;
      twin.own = copy.own;
      twin.snrCdb = copy.snrCdb;
      twin.levelCdb = copy.levelCdb;
      return twin;
    },
    free: (copy) => void spare.push(copy),
  };
}

export const EVERYONE = -1;
export const NOBODY_HERE = -2;
export const BROADCAST_NUM = 0xffffffff;
export const isBroadcast = (flood: Flood): boolean => flood.to === EVERYONE;

/** MeshTypes.h: the low byte that names a node in a header; 0 is spoken for. */
export const lowByte = (nodeNum: number): number => nodeNum & 0xff || 0xff;
