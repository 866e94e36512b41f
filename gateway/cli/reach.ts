/** `--gateway` and `--wait`, and what comes of them in words. */

import { type Command, InvalidArgumentError } from 'commander';
import { exchange, linkUrl, type Exchanged } from '../member/gateway-link.ts';
import type { Me } from '../member/me.ts';

export type Reach = { readonly gateway?: string; readonly wait: number };

const WAIT_S = 20;
const WAIT_S_MAX = 3600;

function seconds(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= WAIT_S_MAX) return number;
  throw new InvalidArgumentError(`Give 1 to ${WAIT_S_MAX} seconds.`);
}

export const reachOptions = (command: Command): Command =>
  command
    .option('--gateway <address>', 'give it to this gateway and take what it has: ws://HOST:PORT, or a host')
    .option('--wait <seconds>', 'how long the gateway is waited for', seconds, WAIT_S);

export const reach = (me: Me, { wait }: Reach, gateway: string): Promise<Exchanged> =>
  exchange(me, linkUrl(gateway), wait * 1000);

export function reachWords(exchanged: Exchanged, gateway: string): string {
  if (!exchanged.reached) return `Kept here: the gateway ${gateway} was not reached (${exchanged.why}).`;
  if (!exchanged.given) return 'Kept here: the gateway did not say in time that it holds everything.';
  return `Given to the gateway${exchanged.caughtUp ? '' : '; it had more to give than there was time for'}.`;
}
