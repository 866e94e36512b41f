// What is true of this phone and its way out, wherever one is in the page.

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import type { DrawFacts, WayOut } from './facts.ts';
import type { RadioPicture } from './radio.ts';
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
      /** Of this phone's own radio. */
      readonly radio: Pick<RadioPicture, 'at' | 'sinceMs'>;
      /** Why the last thing could not be saved, if so. */
      readonly saveFailed: string | undefined;
    };

export function statusPicture(
  node: FolkmootNode,
  facts: Pick<DrawFacts, 'wayOut' | 'saveFailed' | 'radio'>,
): StatusPicture {
  const { directory, self } = node;
  return {
    stage: 'ready',
    community: (node.state('roster') as RosterState).community?.genesis.name,
    self: self && personPicture(directory, self.member, self.member),
    standing: (self && directory.person(self.member)?.standing) ?? 'guest',
    wayOut: facts.wayOut,
    radio: { at: facts.radio?.at ?? 'none', sinceMs: facts.radio?.sinceMs ?? 0 },
    saveFailed: facts.saveFailed,
  };
}
