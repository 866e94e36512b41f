// What a picture is drawn from besides the node: the rim's own knowledge.

import type { LinkId } from '#protocol/node/event.ts';

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
};
