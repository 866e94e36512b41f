// What is true of this phone and its way out, wherever one is in the page.

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { RosterState } from '#modules/roster/state.ts';
import type { DrawFacts, WayOut } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

export type StatusPicture =
  /** Nobody lives here yet: found a community or join one. */
  | { readonly stage: 'empty' }
  /** Another tab of this browser runs the node. */
  | { readonly stage: 'elsewhere' }
  | {
      readonly stage: 'ready';
      /** Unknown until the first record of the community has come. */
      readonly community: string | undefined;
      readonly self: PersonPicture | undefined;
      readonly standing: 'member' | 'newcomer' | 'guest' | 'removed';
      readonly wayOut: WayOut;
      /** Why the last thing could not be saved, if so. */
      readonly saveFailed: string | undefined;
    };

export function statusPicture(node: FolkmootNode, facts: Pick<DrawFacts, 'wayOut' | 'saveFailed'>): StatusPicture {
  const { directory, self } = node;
  return {
    stage: 'ready',
    community: (node.state('roster') as RosterState).community?.genesis.name,
    self: self && personPicture(directory, self.member, self.member),
    standing: (self && directory.person(self.member)?.standing) ?? 'guest',
    wayOut: facts.wayOut,
    saveFailed: facts.saveFailed,
  };
}
