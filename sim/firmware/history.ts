// What a radio remembers of packets it has seen: its protection against endless floods.
// PacketHistory.cpp, 2.7.26: a fixed number of records, the one unused longest is overwritten.
//
// Each record holds the flood, the most hops left it was ever seen with, the hops left when this radio
// sent it, the next hop first asked for, and up to six relays. Firmware searches linearly; here a hash
// table and a list by age give the same answers in constant time.

const RELAYERS = 6; // NUM_RELAYERS
const FIELDS = 3 + RELAYERS;
const HIGHEST = 0;
const OUR_HOPS = 1;
const NEXT_HOP = 2;
const RELAYED_BY = 3;

/** Answers of `see`, to be tested bit by bit. */
export const SEEN = { before: 1, fallback: 2, weWereNextHop: 4, upgraded: 8 } as const;

export type History = ReturnType<typeof createHistory>;

export function createHistory(capacity: number, ourByte: number) {
  let us = ourByte;
  const buckets = nextPowerOfTwo(capacity);
  const serials = new Int32Array(capacity).fill(-1);
  const fields = new Uint8Array(capacity * FIELDS);
  // Record numbers are kept plus one; 0 is the end of a list.
  const chain = new Uint16Array(capacity + 1);
  const newer = new Uint16Array(capacity + 1);
  const older = new Uint16Array(capacity + 1);
  const heads = new Uint16Array(buckets);
  let newest = 0;
  let oldest = 0;
  let used = 0;
  const scratch = new Uint8Array(FIELDS);

  const bucketOf = (serial: number): number => (Math.imul(serial, 0x9e3779b1) >>> 8) & (buckets - 1);

  const find = (serial: number): number => {
    let at = heads[bucketOf(serial)]!;
    while (at !== 0 && serials[at - 1] !== serial) at = chain[at]!;
    return at;
  };

  const unlinkAge = (at: number): void => {
    if (newer[at] === 0) newest = older[at]!;
    else older[newer[at]!] = older[at]!;
    if (older[at] === 0) oldest = newer[at]!;
    else newer[older[at]!] = newer[at]!;
  };

  const linkNewest = (at: number): void => {
    newer[at] = 0;
    older[at] = newest;
    if (newest !== 0) newer[newest] = at;
    newest = at;
    if (oldest === 0) oldest = at;
  };

  const unlinkChain = (at: number): void => {
    const bucket = bucketOf(serials[at - 1]!);
    if (heads[bucket] === at) {
      heads[bucket] = chain[at]!;
      return;
    }
    let before = heads[bucket]!;
    while (chain[before] !== at) before = chain[before]!;
    chain[before] = chain[at]!;
  };

  const recordFor = (serial: number): number => {
    let at: number;
    if (used < capacity) at = ++used;
    else {
      at = oldest;
      unlinkAge(at);
      unlinkChain(at);
    }
    serials[at - 1] = serial;
    const bucket = bucketOf(serial);
    chain[at] = heads[bucket]!;
    heads[bucket] = at;
    linkNewest(at);
    return at;
  };

  const relayedBy = (at: number, byte: number): boolean => {
    const base = (at - 1) * FIELDS + RELAYED_BY;
    for (let i = 0; i < RELAYERS; i++) if (fields[base + i] === byte) return true;
    return false;
  };

  /** wasSeenRecently's update of a record that exists: the new relayer first, then the old ones. */
  const refresh = (at: number, hopLimit: number, relayNode: number): void => {
    const base = (at - 1) * FIELDS;
    scratch.fill(0);
    const weSend = relayNode === us;
    const ourHops = fields[base + OUR_HOPS]!;
    let start = 0;
    if (weSend) {
      scratch[RELAYED_BY] = us;
      start = 1;
    } else if (relayedBy(at, us) && (hopLimit === ourHops || hopLimit === ourHops - 1)) {
      // Only a station that heard us directly counts as a relayer.
      scratch[RELAYED_BY] = relayNode;
      start = 1;
    }
    scratch[HIGHEST] = Math.max(fields[base + HIGHEST]!, hopLimit);
    scratch[OUR_HOPS] = weSend ? hopLimit : ourHops;
    scratch[NEXT_HOP] = fields[base + NEXT_HOP]!;
    for (let i = 0; i < RELAYERS - start; i++) {
      const byte = fields[base + RELAYED_BY + i]!;
      if (byte !== 0 && scratch.indexOf(byte, RELAYED_BY) < 0) scratch[RELAYED_BY + i + start] = byte;
    }
    fields.set(scratch, base);
    if (newest !== at) {
      unlinkAge(at);
      linkNewest(at);
    }
  };

  return {
    /** The byte this node goes by, when it is renumbered. */
    renumber: (byte: number): void => void (us = byte),
    forgetAll: (): void => {
      serials.fill(-1);
      fields.fill(0);
      heads.fill(0);
      newest = oldest = used = 0;
    },

    /** wasSeenRecently: answers SEEN bits, and notes the packet. `ours`: made by this very node. */
    see: (serial: number, hopLimit: number, nextHop: number, relayNode: number, ours: boolean): number => {
      const at = find(serial);
      if (at === 0) {
        const base = (recordFor(serial) - 1) * FIELDS;
        fields.fill(0, base, base + FIELDS);
        fields[base + HIGHEST] = hopLimit;
        fields[base + NEXT_HOP] = nextHop;
        if (relayNode === us) {
          fields[base + OUR_HOPS] = hopLimit;
          fields[base + RELAYED_BY] = us;
        }
        return 0;
      }
      const base = (at - 1) * FIELDS;
      const asked = fields[base + NEXT_HOP]!;
      let answer: number = SEEN.before;
      if (fields[base + HIGHEST]! < hopLimit) answer |= SEEN.upgraded;
      if (asked === us) answer |= SEEN.weWereNextHop;
      // The last try of a directed packet floods: whoever was not asked the first time may relay it now.
      const fallback = !ours && asked !== 0 && asked !== us && nextHop === 0;
      if (fallback && relayedBy(at, relayNode) && !relayedBy(at, us) && !relayedBy(at, asked)) answer |= SEEN.fallback;
      refresh(at, hopLimit, relayNode);
      return answer;
    },

    has: (serial: number): boolean => find(serial) !== 0,

    /** wasRelayer. 0 is nobody. */
    wasRelayer: (serial: number, byte: number): boolean => {
      const at = byte === 0 ? 0 : find(serial);
      return at !== 0 && relayedBy(at, byte);
    },

    wasSoleRelayer: (serial: number, byte: number): boolean => {
      const at = byte === 0 ? 0 : find(serial);
      if (at === 0 || !relayedBy(at, byte)) return false;
      const base = (at - 1) * FIELDS + RELAYED_BY;
      for (let i = 0; i < RELAYERS; i++) if (fields[base + i] !== 0 && fields[base + i] !== byte) return false;
      return true;
    },

    /** removeRelayer: a relay that was cancelled before it was sent. */
    removeRelayer: (serial: number, byte: number): void => {
      const at = find(serial);
      if (at === 0) return;
      const base = (at - 1) * FIELDS + RELAYED_BY;
      let kept = 0;
      for (let i = 0; i < RELAYERS; i++) if (fields[base + i] !== byte) fields[base + kept++] = fields[base + i]!;
      while (kept < RELAYERS) fields[base + kept++] = 0;
    },
  };
}

function nextPowerOfTwo(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}
