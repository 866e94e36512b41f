import { expect, test } from 'vitest';
import { createFramer, frameOf } from '#radio/meshtastic/framing.ts';
import { ConfigLoRaConfig, FromRadio, PortNum, ToRadio } from '#radio/meshtastic/messages.ts';
import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { createRadioHost, type RadioHost } from '#radio/virtual/host.ts';
import { factoryMemory, whole, withSettings } from '#radio/virtual/memory.ts';
import { frequencyHz } from '#radio/virtual/modem.ts';
import { defaultChannelBridge } from '#sim/air-bridge.ts';
import { etherOf } from '#sim/air-port.ts';
import { defaultFrequencyHz } from '#sim/firmware/modem.ts';
import { createMesh, type Mesh } from '#sim/mesh.ts';
import { lineLinks, MINUTE_US, SECOND_US, STILL } from './meshes.ts';

type Held = { readonly host: RadioHost; readonly heard: FromRadio[]; say(text: string, to?: number): void };

/** Virtual radios in a row, each in earshot of its neighbours only, with a client plugged into each. */
function row(count: number): { mesh: Mesh; radios: Held[] } {
  const mesh = createMesh({
    seed: 'row',
    preset: 'LONG_FAST',
    region: 'US',
    physics: STILL,
    nodes: Array.from({ length: count }, () => ({ off: true })),
    links: lineLinks(count),
  });
  const ether = etherOf(
    mesh,
    Array.from({ length: count }, (_, i) => i),
  );
  const clock = {
    nowMs: () => mesh.nowUs() / 1000,
    wakeAt: (atMs: number, wake: () => void) => {
      let off = false;
      mesh.schedule(Math.ceil(atMs * 1000), () => void (off || wake()));
      return () => void (off = true);
    },
  };
  const radios = Array.from({ length: count }, (_, i): Held => {
    const memory = withSettings(factoryMemory(0x1000 + i), {
      config: { lora: { region: 1, usePreset: true, modemPreset: 0, txEnabled: true, hopLimit: 3, txPower: 22 } },
    });
    const host = createRadioHost({ memory, ether, clock, seed: `radio ${i}` });
    host.switchOn();
    const heard: FromRadio[] = [];
    const framer = createFramer<FromRadio>(FromRadio.decode);
    const plug = host.plugIn({
      onBytes: (bytes) => {
        for (const item of framer.push(bytes)) if (item.kind === 'frame') heard.push(item.message);
      },
      onClosed: () => undefined,
    })!;
    plug.write(frameOf(ToRadio.encode(whole(ToRadio, { wantConfigId: 7 }))));
    const say = (text: string, to = 0xffffffff): void => {
      const decoded = { portnum: PortNum.PRIVATE_APP, payload: new TextEncoder().encode(text) };
      plug.write(frameOf(ToRadio.encode(whole(ToRadio, { packet: { to, wantAck: true, hopLimit: 3, decoded } }))));
    };
    return { host, heard, say };
  });
  return { mesh, radios };
}

const texts = (radio: Held): string[] =>
  radio.heard.flatMap(({ packet }) =>
    packet?.decoded?.portnum === PortNum.PRIVATE_APP ? [new TextDecoder().decode(packet.decoded.payload)] : [],
  );

test('virtual radios hear one another through the ether and its relays, and the sender its implicit ack', () => {
  const { mesh, radios } = row(4);
  mesh.advanceTo(5 * SECOND_US);
  radios[0]!.say('smoke above the mill');
  mesh.advanceTo(2 * MINUTE_US);
  expect(radios.slice(1).map(texts)).toEqual([
    ['smoke above the mill'],
    ['smoke above the mill'],
    ['smoke above the mill'],
  ]);
  const acks = radios[0]!.heard.filter(({ packet }) => packet?.decoded?.portnum === PortNum.ROUTING_APP);
  expect(acks.length).toBeGreaterThanOrEqual(1);
  expect(mesh.stats(1).txRelays).toBeGreaterThanOrEqual(1);
});

test('across a cut a virtual radio hears nothing until it heals', () => {
  const { mesh, radios } = row(3);
  mesh.advanceTo(5 * SECOND_US);
  const cut = mesh.cut([[0, 1], [2]]);
  radios[0]!.say('before');
  mesh.advanceTo(2 * MINUTE_US);
  expect(texts(radios[1]!)).toEqual(['before']);
  expect(texts(radios[2]!)).toEqual([]);
  mesh.heal(cut);
  radios[0]!.say('after');
  mesh.advanceTo(4 * MINUTE_US);
  expect(texts(radios[2]!)).toEqual(['after']);
});

test('a virtual radio that is switched off and on again takes part again', () => {
  const { mesh, radios } = row(3);
  mesh.advanceTo(5 * SECOND_US);
  radios[1]!.host.switchOff();
  radios[0]!.say('nobody there');
  mesh.advanceTo(2 * MINUTE_US);
  expect(texts(radios[2]!)).toEqual([]);
  radios[1]!.host.switchOn();
  mesh.advanceTo(3 * MINUTE_US);
  radios[0]!.say('again');
  mesh.advanceTo(5 * MINUTE_US);
  expect(texts(radios[2]!)).toEqual(['again']);
});

test('a light-weight node and a virtual radio with default settings are on the same frequency', () => {
  for (const region of Object.keys(REGIONS) as RegionName[]) {
    if (region === 'LORA_24') continue;
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      const lora = whole(ConfigLoRaConfig, {
        region: REGIONS[region].number,
        usePreset: true,
        modemPreset: PRESETS[preset].number,
      });
      expect(defaultFrequencyHz(region, preset)).toBe(frequencyHz(lora, PRESETS[preset].channelName));
    }
  }
});

test.each<PresetName>(['LONG_FAST', 'SHORT_TURBO'])(
  'a light-weight radio and a virtual one read each other on the channel of %s, and nobody reads another channel',
  (preset) => {
    const got: string[] = [];
    const mesh = createMesh({
      seed: 'bridge',
      preset,
      region: 'US',
      physics: STILL,
      nodes: [{}, { off: true }, { channels: [99] }],
      links: lineLinks(3),
      listener: {
        received: (node, { portnum, payload }) =>
          void got.push(`${node}: ${portnum} ${new TextDecoder().decode(payload)}`),
      },
    });
    const clock = { nowMs: () => mesh.nowUs() / 1000, wakeAt: () => () => undefined };
    const lora = { region: 1, usePreset: true, modemPreset: PRESETS[preset].number, txEnabled: true, hopLimit: 3 };
    const host = createRadioHost({
      memory: withSettings(factoryMemory(0x1001), { config: { lora } }),
      ether: etherOf(mesh, [1], defaultChannelBridge(preset)),
      clock,
      seed: 'bridged',
    });
    host.switchOn();
    const heard: string[] = [];
    const framer = createFramer<FromRadio>(FromRadio.decode);
    const plug = host.plugIn({
      onBytes: (bytes) => {
        for (const item of framer.push(bytes)) {
          const packet = item.kind === 'frame' ? item.message.packet : undefined;
          if (packet?.decoded?.portnum === PortNum.PRIVATE_APP)
            heard.push(`${packet.from === mesh.nodeNum(0)} ${new TextDecoder().decode(packet.decoded.payload)}`);
          if (packet?.encrypted) heard.push('sealed');
        }
      },
      onClosed: () => undefined,
    })!;
    plug.write(frameOf(ToRadio.encode(whole(ToRadio, { wantConfigId: 7 }))));
    const decoded = { portnum: PortNum.PRIVATE_APP, payload: new TextEncoder().encode('from a client') };
    const packet = { to: 0xffffffff, hopLimit: 3, decoded };
    plug.write(frameOf(ToRadio.encode(whole(ToRadio, { packet }))));
    mesh.advanceTo(30 * SECOND_US);
    mesh.send(0, { to: 'all', payload: new TextEncoder().encode('from the world') });
    mesh.advanceTo(60 * SECOND_US);
    mesh.send(2, { to: 'all', payload: new TextEncoder().encode('from strangers') });
    mesh.advanceTo(90 * SECOND_US);
    expect(got).toContain('0: 256 from a client');
    expect(got.join()).not.toContain('strangers');
    expect(got.filter((each) => each.startsWith('2:'))).toEqual([]);
    expect(heard.filter((each) => each !== 'sealed')).toEqual(['true from the world']);
  },
);
