// What waits on this phone, and what it has handed over.
//
// The radio is the gateway's: what went on the air there, and what it cost, the screen asks of the
// gateway itself (parts/gateway-control.ts).

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { QueuedItem } from '#protocol/sync/link-profile.ts';
import type { DrawFacts, WayOut } from './facts.ts';

export type QueuedPicture = {
  readonly id: string;
  readonly urgency: QueuedItem['urgency'];
  readonly bytes: number;
  readonly sinceMs: number;
  readonly expectedAtMs: number;
  readonly why: QueuedItem['why'];
};

export type AirPicture = {
  readonly wayOut: WayOut;
  readonly queue: readonly QueuedPicture[];
};

export function airPicture(node: FolkmootNode, { link, nowMs, wayOut }: DrawFacts): AirPicture {
  const queue = node.queue(link, nowMs).map(({ what, ...rest }) => ({ id: what, ...rest }));
  return { wayOut, queue };
}
