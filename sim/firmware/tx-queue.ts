// The transmit queue of a radio: 16 places, the most urgent first. MeshPacketQueue.cpp, 2.7.26.
//
// A queue is a plain array of copies; these functions keep its order. Eviction answers with the copy
// that had to leave, so that its owner can free it.

import type { Copy, Flood } from './packets.ts';

/** CompareMeshPacketFunc: late ones last, then by priority, then what is already on the mesh before own. */
function before(a: Copy, b: Copy): boolean {
  const aLate = a.txAfterMs !== 0;
  if (aLate !== (b.txAfterMs !== 0)) return !aLate;
  if (a.priority !== b.priority) return a.priority > b.priority;
  return !a.own && b.own;
}

/** Behind all that are not after it (std::upper_bound): equal ones keep their order. */
function insert(queue: Copy[], copy: Copy): void {
  let at = queue.length;
  while (at > 0 && before(copy, queue[at - 1]!)) at--;
  queue.splice(at, 0, copy);
}

/** What `enqueue` did: took it, took it in another's place, or refused. */
export type Enqueued = 'taken' | 'refused' | { readonly evicted: Copy };

export function enqueue(queue: Copy[], copy: Copy, max: number, nowMs: number): Enqueued {
  if (queue.length < max) {
    insert(queue, copy);
    return 'taken';
  }
  const victim = victimFor(queue, copy, nowMs);
  if (victim < 0) return 'refused';
  const evicted = queue.splice(victim, 1)[0]!;
  insert(queue, copy);
  return { evicted };
}

/** replaceLowerPriorityPacket: the last one if it is on time and less urgent; else the last on-time one if less
 *  urgent; else a late one that is overdue. Only these, however unimportant the others are. */
function victimFor(queue: readonly Copy[], copy: Copy, nowMs: number): number {
  const last = queue.length - 1;
  const back = queue[last]!;
  if (back.txAfterMs === 0) return back.priority < copy.priority ? last : -1;
  let onTime = last;
  while (onTime >= 0 && queue[onTime]!.txAfterMs !== 0) onTime--;
  if (onTime >= 0 && queue[onTime]!.priority < copy.priority) return onTime;
  const overdue = back.txAfterMs < nowMs && (copy.txAfterMs === 0 || back.txAfterMs > copy.txAfterMs);
  return overdue ? last : -1;
}

/** Takes out the copy of this flood, if `fits` allows; undefined if there is none. */
export function removeFrom(queue: Copy[], flood: Flood, fits?: (copy: Copy) => boolean): Copy | undefined {
  for (let at = 0; at < queue.length; at++) {
    const copy = queue[at]!;
    if (copy.flood.serial !== flood.serial || (fits && !fits(copy))) continue;
    queue.splice(at, 1);
    return copy;
  }
  return undefined;
}

export function holds(queue: readonly Copy[], flood: Flood): boolean {
  for (const copy of queue) if (copy.flood.serial === flood.serial) return true;
  return false;
}
