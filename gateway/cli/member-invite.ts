/** `folkmoot member invite`: the text that lets a device read this community's air. */

import type { Command } from 'commander';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { answer, common, guarded, withMe, type Common } from './said.ts';

export function declare(command: Command): void {
  common(command).action(
    guarded(({ folder, json }: Common) =>
      withMe(folder, async ({ identity }) => {
        const invitation = encodeInvitation(identity.secrets);
        answer(json, { invitation }, [invitation]);
      }),
    ),
  );
}
