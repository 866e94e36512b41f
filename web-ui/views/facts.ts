// What a picture is drawn from besides the node: the rim's own knowledge.

import type { LinkId } from '#protocol/node/event.ts';
import type { DeliveryFacts } from './delivery.ts';
import type { RadioPicture } from './radio.ts';

export type WayOut = {
  readonly at: 'trying' | 'up' | 'down';
  readonly sinceMs: number;
  /** When the gateway last passed anything on to us. */
  readonly lastFrameMs: number | undefined;
};

export type DrawFacts = {
  readonly nowMs: number;
  readonly link: LinkId;
  readonly wayOut: WayOut;
  /** How the key is kept: see store/secrets.ts. */
  readonly guard: 'wrapped' | 'plain';
  readonly device: { readonly joinRequest: string; readonly recovery: string };
  readonly saveFailed: string | undefined;
  /** This phone's own radio; undefined where it has none. */
  readonly radio: RadioPicture | undefined;
};

/** While a gateway is in reach, too, it is not known which of the two carried a thing: the lesser is said. */
export const waysOf = ({ radio, wayOut }: Pick<DrawFacts, 'radio' | 'wayOut'>): DeliveryFacts['ways'] =>
  radio?.at === 'ready' && wayOut.at !== 'up' ? 'air' : 'gateway';
