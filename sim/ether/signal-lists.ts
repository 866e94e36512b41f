// For each receiver, the signals that reach it now, with their powers and the exact sum of them.
//
// Flat typed arrays with a fixed stride per node: a receiver rarely hears more than a handful at once.
// The stride doubles for all when one node needs more.

export type SignalLists = {
  /** Adds a signal; returns its place, valid until the next add or remove at this node. */
  add(node: number, signal: number, levelCdb: number, power: number, link: number): number;
  /** Takes a signal away; false if it never reached this node. */
  remove(node: number, signal: number): boolean;
  clear(node: number): void;
  /** Places of a node's signals: from first(node) up to end(node). */
  first(node: number): number;
  end(node: number): number;
  signalAt(place: number): number;
  levelAt(place: number): number;
  powerAt(place: number): number;
  linkAt(place: number): number;
  /** Sum of powers at this node, exact. */
  sum(node: number): number;
};

export function createSignalLists(nodes: number): SignalLists {
  let stride = 8;
  let signals = new Int32Array(nodes * stride);
  let levels = new Int32Array(nodes * stride);
  let powers = new Float64Array(nodes * stride);
  let linkOf = new Int32Array(nodes * stride);
  const counts = new Uint16Array(nodes);
  const sums = new Float64Array(nodes);

  const widen = (): void => {
    const old = { signals, levels, powers, linkOf, stride };
    stride *= 2;
    signals = new Int32Array(nodes * stride);
    levels = new Int32Array(nodes * stride);
    powers = new Float64Array(nodes * stride);
    linkOf = new Int32Array(nodes * stride);
    for (let node = 0; node < nodes; node++) {
      const from = node * old.stride;
      const until = from + counts[node]!;
      signals.set(old.signals.subarray(from, until), node * stride);
      levels.set(old.levels.subarray(from, until), node * stride);
      powers.set(old.powers.subarray(from, until), node * stride);
      linkOf.set(old.linkOf.subarray(from, until), node * stride);
    }
  };

  return {
    add: (node, signal, levelCdb, power, link) => {
      if (counts[node] === stride) widen();
      const place = node * stride + counts[node]!;
      signals[place] = signal;
      levels[place] = levelCdb;
      powers[place] = power;
      linkOf[place] = link;
      counts[node] = counts[node]! + 1;
      sums[node] = sums[node]! + power;
      return place;
    },
    remove: (node, signal) => {
      const first = node * stride;
      const last = first + counts[node]! - 1;
      for (let place = first; place <= last; place++) {
        if (signals[place] !== signal) continue;
        sums[node] = sums[node]! - powers[place]!;
        signals[place] = signals[last]!;
        levels[place] = levels[last]!;
        powers[place] = powers[last]!;
        linkOf[place] = linkOf[last]!;
        counts[node] = counts[node]! - 1;
        return true;
      }
      return false;
    },
    clear: (node) => {
      counts[node] = 0;
      sums[node] = 0;
    },
    first: (node) => node * stride,
    end: (node) => node * stride + counts[node]!,
    signalAt: (place) => signals[place]!,
    levelAt: (place) => levels[place]!,
    powerAt: (place) => powers[place]!,
    linkAt: (place) => linkOf[place]!,
    sum: (node) => sums[node]!,
  };
}
