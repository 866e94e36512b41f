// The plug is pulled in the middle of a vote: five members of a real roster, phones on real sockets, a real
// gateway process that is killed without warning and started again on the same folder.

import { afterEach, describe, expect, it } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { modules } from '#modules/index.ts';
import { ballotsOn } from '#modules/governance/ballots.ts';
import type { Matter } from '#modules/governance/matter.ts';
import { matters } from '#modules/governance/queries.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { foundedAtTable, housesOf } from '#sim/world/homes.ts';
import { cleanUp, freshFolder, phone, portOf, startGatewayProcess, until, type Phone } from './processes.ts';

afterEach(cleanUp);

const PEOPLE = 5;
const HOUR_MS = 3_600_000;

/** A community that was founded an hour ago at one table, and its members' phones as they were then. */
async function villagers() {
  const residents = housesOf(PEOPLE, 'House');
  const startMs = Date.now() - HOUR_MS;
  const { carried: secrets, citizens } = foundedAtTable({ seed: 'killed', name: 'Plug', residents, modules, startMs });
  const phones = await Promise.all(
    citizens.map((one) => phone({ ...secrets, signingKey: one.secretKey }, [...one.stored.values()])),
  );
  return { invitation: encodeInvitation(secrets), secrets, phones };
}

const matterOn = ({ node }: Phone, proposal: RecordId): Matter | undefined =>
  matters(node.state('governance') as GovernanceState, node.around(Date.now())).find(({ id }) => id === proposal);
const ballotsAt = (one: Phone, proposal: RecordId): number => {
  const matter = matterOn(one, proposal);
  return matter ? ballotsOn(matter).size : 0;
};
async function act(one: Phone, name: string, args: unknown): Promise<readonly RecordId[]> {
  const outcome = await one.driver.act({ module: 'governance', name, args });
  if (!outcome.ok) throw new Error(outcome.refusal.why);
  return outcome.records;
}

describe('a gateway that is killed in the middle of a vote', () => {
  it('comes back with every ballot that it had passed on, and the vote goes on to one state', async () => {
    const { invitation, secrets, phones } = await villagers();
    const [author, second, third, ...rest] = phones as [Phone, Phone, Phone, ...Phone[]];
    const data = freshFolder();
    const first = startGatewayProcess(['--data', data, '--port', '0', '--invitation', invitation]);
    for (const one of phones) await one.connect(await portOf(first));

    const [proposal] = await act(author, 'propose', {
      kind: 'ordinary',
      method: 'consent',
      periodHours: 1,
      slot: null,
      frontier: author.node.frontierDigest(),
      title: 'A second battery for the roof',
      options: [],
      text: 'From the common box.',
    });
    await until(() => phones.every((one) => matterOn(one, proposal!) !== undefined));
    const consent = { proposal, says: { options: [0] } };
    await act(author, 'cast', consent);
    await act(second, 'cast', consent);
    // What another phone shows, the gateway has passed on; so it is saved. Then the plug is pulled at once.
    await until(() => ballotsAt(third, proposal!) === 2);
    await first.kill('SIGKILL');
    for (const one of [third, ...rest]) await act(one, 'cast', consent);

    const again = startGatewayProcess(['--data', data, '--port', '0']);
    const stranger = await phone({ ...secrets, signingKey: new Uint8Array(32).fill(9) });
    await stranger.connect(await portOf(again));
    await until(() => ballotsAt(stranger, proposal!) === 2);
    expect(stranger.node.counts().waiting).toBe(0);

    for (const one of phones) await one.connect(await portOf(again));
    await until(() => phones.every((one) => ballotsAt(one, proposal!) === PEOPLE));
    await until(() => new Set([stranger, ...phones].map((one) => one.node.stateHash())).size === 1);
  }, 120_000);
});
