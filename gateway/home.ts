// What the parts of a gateway share: the community that it serves, and how its radio is.

import type { Driver } from '#protocol/node/drive.ts';
import type { FolkmootNode, Secrets } from '#protocol/node/node-api.ts';

/** A community served: its node and the loop around it. */
export type Home = { readonly node: FolkmootNode; readonly driver: Driver; readonly secrets: Secrets };

/** What of the radio there is to tell. */
export type RadioState = { readonly address: string; state: 'opening' | 'ready' | 'lost'; words: string };
