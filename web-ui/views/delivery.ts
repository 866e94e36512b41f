// Where a thing stands that somebody wrote: five different things, never confused (product.md).
//
//   queued      on this phone only, waiting for a way out
//   on air      it left: to the gateway's hands, or through a radio's antenna
//   heard       a relay repeated it; says nothing of any person
//   shown       devices of so many members hold it, of so many who count
//   taken       a named person answered
//
// A step that came is never taken back, and each carries since when it is so, as far as this device
// can know: what others hold is known only by what they said, so no time is claimed for it.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Delivery } from '#protocol/node/event.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';

export type DeliveryStep = 'queued' | 'handed' | 'on-air' | 'relayed' | 'refused' | 'shown' | 'taken';

export type DeliveryPicture = {
  readonly steps: readonly {
    readonly step: DeliveryStep;
    /** Unknown where this device only learned that it is so. */
    readonly sinceMs: number | undefined;
    readonly why?: string;
    readonly n?: number;
    readonly of?: number;
    readonly by?: string;
  }[];
};

export type DeliveryFacts = {
  readonly delivery: Delivery | undefined;
  /** Whether the only way out is a gateway: then "sent" means handed over, not on the air. */
  readonly ways: 'air' | 'gateway';
  /** Others whose devices are known to hold it. */
  readonly heard: number;
  /** Others who count. */
  readonly of: number;
  readonly taken?: { readonly by: string; readonly sinceMs: number | undefined };
};

const STEP_OF: { readonly [S in Delivery['state']]: (ways: DeliveryFacts['ways']) => DeliveryStep } = {
  queued: () => 'queued',
  'on-air': (ways) => (ways === 'gateway' ? 'handed' : 'on-air'),
  relayed: () => 'relayed',
  refused: () => 'refused',
};

/** The steps a thing has reached, the latest last. */
export function deliveryPicture(facts: DeliveryFacts): DeliveryPicture {
  const { delivery, heard, of, taken, ways } = facts;
  const steps: DeliveryPicture['steps'][number][] = [];
  if (delivery) {
    const step = STEP_OF[delivery.state](ways);
    steps.push({ step, sinceMs: delivery.sinceMs, ...(delivery.why === undefined ? {} : { why: delivery.why }) });
  }
  if (heard > 0) steps.push({ step: 'shown', sinceMs: undefined, n: heard, of });
  if (taken) steps.push({ step: 'taken', sinceMs: taken.sinceMs, by: taken.by });
  return { steps };
}

/** How a record of this node stands, asked of the node itself. */
export function deliveryOf(
  node: FolkmootNode,
  record: RecordId,
  ways: DeliveryFacts['ways'],
  taken?: DeliveryFacts['taken'],
): DeliveryPicture {
  const self = node.self?.member;
  const heard = node.heardBy(record).filter((member) => member !== self).length;
  const of = (node.directory.latest()?.members ?? []).filter((member) => member !== self).length;
  return deliveryPicture({
    delivery: node.delivery(record),
    ways,
    heard,
    of: Math.max(of, heard),
    ...(taken ? { taken } : {}),
  });
}
