// The owner's gateway carries what the owner founds or joins, without another step.
//
// A gateway that serves nobody yet learns of the community by an invitation, as any phone does. Where the
// neighbourhood is simulated, its members are asked to let the owner in. Both only with the owner's token,
// and both only smooth the way: everything can be done by hand on the screens.

import { ask } from '../node/window.ts';
import { command } from './gateway-control.ts';
import { controlToken } from './place.ts';

export async function letGatewayServe(): Promise<void> {
  if (controlToken() === '') return;
  const invitation = await ask({ kind: 'invite' });
  if (invitation.ok && invitation.text !== undefined) await command('serve', { invitation: invitation.text });
}

export async function askNeighboursIn(request: string): Promise<void> {
  if (controlToken() !== '' && request !== '') await command('admit', { request });
}
