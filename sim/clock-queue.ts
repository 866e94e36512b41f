// What happens next: a queue of events ordered by time, in typed arrays.
//
// Time is whole microseconds (a double holds 285 years of them exactly). An event is a kind and two
// numbers. Events of the same instant leave in the order they came; with `tieSeed` set, in an order
// shuffled by that seed: two runs with different tie orders must agree wherever the protocol promises
// it, so the shuffle finds code that leans on an accident. A 4-ary heap: a mesh of a thousand nodes
// has about two thousand events pending.

import { assert } from '#protocol/bytes/result.ts';
import { mix } from './random.ts';

export type QueuedEvent = { atUs: number; kind: number; a: number; b: number };

export type ClockQueue = {
  push(atUs: number, kind: number, a: number, b: number): void;
  /** Takes the next event off into `event`; false when there is none. */
  pop(): boolean;
  /** The event that `pop` took last. One object for all, so that popping allocates nothing. */
  readonly event: QueuedEvent;
  /** Time of the next event; Infinity when there is none. */
  nextAtUs(): number;
  size(): number;
};

export function clockQueue(tieSeed: number | undefined): ClockQueue {
  let room = 1024;
  let times = new Float64Array(room); // by heap place
  let ties = new Float64Array(room);
  let places = new Int32Array(room); // heap place -> record
  let kinds = new Uint8Array(room); // by record
  let firsts = new Int32Array(room);
  let seconds = new Int32Array(room);
  let free = Int32Array.from({ length: room }, (_, i) => i);
  let size = 0;
  let sequence = 0;
  const event: QueuedEvent = { atUs: 0, kind: 0, a: 0, b: 0 };

  // 32 shuffled bits before 20 bits of sequence: unique among any million neighbours, exact below 2^53.
  const tieOf = (n: number): number =>
    tieSeed === undefined ? n : mix(tieSeed, n, n / 2 ** 32, 1) * 2 ** 20 + (n % 2 ** 20);

  const grow = (): void => {
    const old = room;
    room *= 2;
    times = widenFloats(times, room);
    ties = widenFloats(ties, room);
    places = widenInts(places, room);
    firsts = widenInts(firsts, room);
    seconds = widenInts(seconds, room);
    const wider = new Uint8Array(room);
    wider.set(kinds);
    kinds = wider;
    free = widenInts(free, room);
    for (let i = old; i < room; i++) free[i] = i;
  };

  const push = (atUs: number, kind: number, a: number, b: number): void => {
    if (size === room) grow();
    const record = free[size]!;
    kinds[record] = kind;
    firsts[record] = a;
    seconds[record] = b;
    const tie = tieOf(sequence++);
    let hole = size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < atUs || (parentTime === atUs && ties[parent]! <= tie)) break;
      times[hole] = parentTime;
      ties[hole] = ties[parent]!;
      places[hole] = places[parent]!;
      hole = parent;
    }
    times[hole] = atUs;
    ties[hole] = tie;
    places[hole] = record;
  };

  const pop = (): boolean => {
    if (size === 0) return false;
    const record = places[0]!;
    event.atUs = times[0]!;
    event.kind = kinds[record]!;
    event.a = firsts[record]!;
    event.b = seconds[record]!;
    size--;
    free[size] = record;
    if (size > 0) sink(times[size]!, ties[size]!, places[size]!);
    return true;
  };

  const sink = (time: number, tie: number, record: number): void => {
    let hole = 0;
    for (;;) {
      const first = 4 * hole + 1;
      if (first >= size) break;
      let least = first;
      const last = Math.min(first + 4, size);
      for (let child = first + 1; child < last; child++) {
        if (times[child]! < times[least]! || (times[child]! === times[least]! && ties[child]! < ties[least]!))
          least = child;
      }
      if (times[least]! > time || (times[least]! === time && ties[least]! > tie)) break;
      times[hole] = times[least]!;
      ties[hole] = ties[least]!;
      places[hole] = places[least]!;
      hole = least;
    }
    times[hole] = time;
    ties[hole] = tie;
    places[hole] = record;
  };

  return {
    push: (atUs, kind, a, b) => {
      assert(atUs >= event.atUs, 'nothing is scheduled in the past');
      push(atUs, kind, a, b);
    },
    pop,
    event,
    nextAtUs: () => (size === 0 ? Infinity : times[0]!),
    size: () => size,
  };
}

function widenFloats(old: Float64Array<ArrayBuffer>, room: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(room);
  wider.set(old);
  return wider;
}

function widenInts(old: Int32Array<ArrayBuffer>, room: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(room);
  wider.set(old);
  return wider;
}
