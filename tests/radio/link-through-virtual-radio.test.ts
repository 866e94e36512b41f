// Two links over real sockets, each with a virtual radio, and the simulated air between them.

import { afterEach, expect, test } from 'vitest';
import { openMeshtasticLink } from '#radio/links/open-link.node.ts';
import type { LinkEvent, MeshtasticLink } from '#radio/links/meshtastic-link.ts';
import { PortNum } from '#radio/meshtastic/messages.ts';
import { serveVirtualRadios, type VirtualRadios } from '../../gateway/embedded/virtual-radios.ts';
import { until } from '../contracts/radio-link-contract.ts';

let served: VirtualRadios | undefined;
const links: MeshtasticLink[] = [];
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await served?.close();
});

function openTo(port: number): { link: MeshtasticLink; events: LinkEvent[] } {
  const opened = openMeshtasticLink({ address: `tcp:127.0.0.1:${port}` });
  if (!opened.ok) throw new Error(opened.error.words);
  const events: LinkEvent[] = [];
  opened.value.listen((event) => events.push(event));
  links.push(opened.value);
  return { link: opened.value, events };
}
const isReady = ({ events }: { events: LinkEvent[] }): boolean => events.some(({ kind }) => kind === 'ready');

test('a packet, a text and a delivery receipt cross the air; a second client that takes the radio is survived', async () => {
  served = await serveVirtualRadios({ count: 2, portBase: 0, preset: 'SHORT_FAST', region: 'US' });
  const [left, right] = served.radios.map(({ port }) => openTo(port));
  if (!left || !right) throw new Error('two radios are served');
  await until(() => isReady(left) && isReady(right), 'both radios are ready');

  const payload = Uint8Array.from({ length: 231 }, (_, i) => i);
  const ref = left.link.send(payload, { hopLimit: 3 });
  await until(
    () => right.events.some((event) => event.kind === 'received' && event.packet.portnum === 256),
    'the packet has arrived',
  );
  const heard = right.events.find((event) => event.kind === 'received' && event.packet.portnum === 256);
  expect(heard).toMatchObject({ packet: { payload, from: left.link.view().radio.myInfo?.myNodeNum, hopsAway: 0 } });
  expect(left.events).toContainEqual(expect.objectContaining({ kind: 'ended', ref }));

  left.link.send(Buffer.from('SOS at the mill'), { hopLimit: 3, portnum: PortNum.TEXT_MESSAGE_APP });
  await until(
    () => right.events.some((event) => event.kind === 'text-message' && event.message.sos),
    'the call for help is told',
  );

  const rightNum = right.link.view().radio.myInfo!.myNodeNum;
  const direct = left.link.send(Uint8Array.of(1, 2), { hopLimit: 3, to: rightNum, wantAck: true });
  await until(
    () => left.events.some((event) => event.kind === 'ended' && event.ref === direct),
    'the unicast has ended',
  );
  const outcome = left.events.find((event) => event.kind === 'ended' && event.ref === direct);
  if (outcome?.kind === 'ended' && outcome.outcome.kind === 'sent') {
    await until(
      () => left.events.some((event) => event.kind === 'acked' && event.ref === direct && event.how === 'delivered'),
      'the unicast is delivered',
    );
  } else expect(outcome).toMatchObject({ outcome: { kind: 'refused', reason: 'no-key-for-destination' } });

  const thief = openTo(served.radios[0]!.port);
  await until(() => isReady(thief), 'the second client is ready');
  await until(() => left.events.some(({ kind }) => kind === 'lost'), 'the first one has noticed');
  thief.link.close();
  await until(() => left.events.filter(({ kind }) => kind === 'ready').length >= 2, 'the first one is back');
});
