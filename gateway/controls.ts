// What the owner may see and do: the table behind /api/control. What touches the simulated mesh exists
// only while there is one.

import * as v from 'valibot';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import type { Secrets } from '#protocol/node/node-api.ts';
import { readJoinRequest } from '#modules/roster/joining.ts';
import type { Neighbourhood } from './embedded/neighbourhood.ts';
import type { Federation } from './federation/federation.ts';
import { control, NOTHING, type ControlActions, type ControlAnswer } from './lan/control.ts';
import type { Home, RadioState } from './home.ts';
import { Sentence } from './sentence.ts';

export type Controlled = {
  readonly home: () => Home | undefined;
  readonly serve: (secrets: Secrets) => Promise<void>;
  readonly invitation: () => string | undefined;
  readonly radio: RadioState | undefined;
  readonly federation: Federation;
  readonly neighbourhood: Neighbourhood | undefined;
  readonly nowMs: () => number;
};

export function controlsOf(of: Controlled): ControlActions {
  const status = (): ControlAnswer => {
    const home = of.home();
    return {
      ok: true,
      nowMs: of.nowMs(),
      community: home?.secrets.community ?? null,
      counts: home?.node.counts() ?? null,
      stateHash: home?.node.stateHash() ?? null,
      radio: of.radio ?? null,
      links: home?.driver.links().map(({ id, profile }) => linkOf(home, id, profile.medium, of.nowMs())) ?? [],
      peers: of.federation.peers(),
      mesh: of.neighbourhood ? meshOf(of.neighbourhood) : null,
    };
  };
  const common: ControlActions = {
    status: control('GET', NOTHING, status),
    /** The owner's own device invites this gateway: from then on it carries the community's frames. */
    serve: control('POST', v.strictObject({ invitation: v.pipe(v.string(), v.maxLength(4096)) }), async (given) => {
      const invitation = decodeInvitation(given.invitation);
      if (!invitation.ok) return { ok: false, why: invitation.error.why, remedy: invitation.error.remedy };
      try {
        await of.serve({ ...invitation.value, log: 0 });
        return status();
      } catch (error) {
        if (!(error instanceof Sentence)) throw error;
        const [why = '', remedy = ''] = error.message.split('\n');
        return { ok: false, why, remedy };
      }
    }),
    invitation: control('GET', NOTHING, () => {
      const text = of.invitation();
      return text === undefined
        ? { ok: false, why: 'This gateway serves no community yet.', remedy: 'Create or join one on the page.' }
        : { ok: true, text };
    }),
  };
  return of.neighbourhood ? { ...common, ...meshControls(of.neighbourhood) } : common;
}

function linkOf({ node }: Home, id: string, medium: 'air' | 'pair', nowMs: number) {
  return {
    id,
    medium,
    waiting: node.queue(id, nowMs).length,
    airtime: medium === 'air' ? node.airtime(id, nowMs) : null,
  };
}

function meshOf(neighbourhood: Neighbourhood) {
  const { recent, frames, airtimeMs } = neighbourhood.air();
  return {
    isCut: neighbourhood.isCut(),
    frames,
    airtimeMs: Math.round(airtimeMs),
    neighbours: neighbourhood.neighbours.map(({ name, household, seat, side, node }) => ({
      name,
      household,
      seat,
      side,
      stateHash: node.stateHash(),
      ...node.counts(),
    })),
    recent: recent.slice(-50).map((one) => ({ ...one, airtimeMs: Math.round(one.airtimeMs) })),
  };
}

const meshControls = (neighbourhood: Neighbourhood): ControlActions => ({
  /** Somebody's phone asks to join: the first house admits, others vouch and confirm by themselves. */
  admit: control('POST', v.strictObject({ request: v.pipe(v.string(), v.maxLength(4096)) }), async (given) => {
    const request = readJoinRequest(given.request);
    if (!request.ok) return { ok: false, why: request.error.why, remedy: request.error.remedy };
    const [first] = neighbourhood.neighbours;
    const outcome = await first!.driver.act({ module: 'roster', name: 'admit', args: request.value });
    return outcome.ok ? { ok: true } : { ok: false, why: outcome.refusal.why, remedy: outcome.refusal.remedy };
  }),
  cut: control('POST', NOTHING, () => {
    neighbourhood.cut();
    return { ok: true, mesh: meshOf(neighbourhood) };
  }),
  heal: control('POST', NOTHING, () => {
    neighbourhood.heal();
    return { ok: true, mesh: meshOf(neighbourhood) };
  }),
});
