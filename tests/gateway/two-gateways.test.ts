// Two gateways, two phones, all separate: what one phone says reaches the other, across cut and heal.

import { afterEach, describe, expect, it } from 'vitest';
import {
  cleanUp,
  fingerprintOf,
  freshFolder,
  hamlet,
  phone,
  portOf,
  startGatewayProcess,
  until,
  type Phone,
} from './processes.ts';

afterEach(cleanUp);

const profile = (name: string) => ({
  module: 'roster',
  name: 'profile',
  args: { privateKey: new Uint8Array(32).fill(7), recoveryDigest: new Uint8Array(16), household: 1, name },
});
const call = (text: string) => ({
  module: 'emergency',
  name: 'call',
  args: { kind: 'medical', severity: 'urgent', drill: true, cannotMove: false, people: 1, position: null, text },
});

async function say(one: Phone, act: { module: string; name: string; args: unknown }): Promise<void> {
  expect(await one.driver.act(act)).toMatchObject({ ok: true });
}

describe('two gateways over IP', () => {
  it('give each other what their phones said, also what was said while they could not hear each other', async () => {
    const { secrets, invitation, genesis } = hamlet('Two Hills');
    const east = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const [eastPort, eastPrint] = [await portOf(east), await fingerprintOf(east)];
    const westFolder = freshFolder();
    const peer = `ws://127.0.0.1:${eastPort}#${eastPrint}`;
    const west = startGatewayProcess(['--data', westFolder, '--port', '0', '--invitation', invitation, '--peer', peer]);
    const westPrint = await fingerprintOf(west);

    // East does not know West yet: it says who knocks and how to let it in.
    await east.until(new RegExp(`unknown gateway knocked.*add this line to (.*peers.txt):\\n {2}${westPrint}`));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      await east.until(/add this line to (.*peers\.txt)/),
      `${westPrint}  the gateway on the western hill\n`,
    );
    await east.until(/Gateway [0-9a-f]{32} is connected/);

    const founder = await phone(secrets, genesis);
    const neighbour = await phone({ ...secrets, signingKey: new Uint8Array(32).fill(9) });
    await founder.connect(await portOf(west));
    await neighbour.connect(eastPort);
    await say(founder, profile('Founder'));
    await until(() => neighbour.node.stateHash() === founder.node.stateHash() && neighbour.node.counts().records === 1);

    // The cut: West is killed without warning, and its phone speaks on, to nobody.
    await west.kill('SIGKILL');
    await say(founder, call('on the western hill'));
    expect(neighbour.node.counts().records).toBe(1);

    const again = startGatewayProcess(['--data', westFolder, '--port', '0', '--peer', peer]);
    expect(await fingerprintOf(again)).toBe(westPrint);
    await founder.connect(await portOf(again));
    await until(() => neighbour.node.counts().records === 2 && neighbour.node.stateHash() === founder.node.stateHash());
  });

  it('pass no frame to a gateway that answers with another key than the one that was named', async () => {
    const { invitation } = hamlet('Two Hills');
    const east = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const wrong = 'a'.repeat(32);
    const peer = `ws://127.0.0.1:${await portOf(east)}#${wrong}`;
    const west = startGatewayProcess([
      '--data',
      freshFolder(),
      '--port',
      '0',
      '--invitation',
      invitation,
      '--peer',
      peer,
    ]);
    await west.until(/it is not the gateway that was named: it is the gateway [0-9a-f]{32}/);
    expect(west.lines()).not.toContain('is connected');
    expect(east.lines()).not.toContain('is connected');
  });
});

describe('a gateway that is killed', () => {
  it('still has what a phone gave it, and gives it to the next phone', async () => {
    const { secrets, invitation, genesis } = hamlet('Hill');
    const data = freshFolder();
    const first = startGatewayProcess(['--data', data, '--port', '0', '--invitation', invitation]);
    const founder = await phone(secrets, genesis);
    await founder.connect(await portOf(first));
    await say(founder, profile('Founder'));
    for (let i = 0; i < 5; i++) await say(founder, call(`call ${i}`));
    const witness = await phone({ ...secrets, signingKey: new Uint8Array(32).fill(9) });
    await witness.connect(await portOf(first));
    await until(() => witness.node.counts().records === founder.node.counts().records);
    await first.kill('SIGKILL');

    const second = startGatewayProcess(['--data', data, '--port', '0']);
    const late = await phone({ ...secrets, signingKey: new Uint8Array(32).fill(11) });
    await late.connect(await portOf(second));
    await until(() => late.node.stateHash() === founder.node.stateHash());
    expect(late.node.counts().records).toBe(founder.node.counts().records);
  });
});
