// A frame to one radio alone, from the node's port down to the air and the answer back up: the virtual radios'
// own acknowledgements, over the product's session. Ballots go to collectors that way (protocol/README.md §7.3).

import { expect, test } from 'vitest';
import { plugOpener } from '#gateway/embedded/plug-stream.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { Heard } from '#protocol/node/event.ts';
import type { Clock } from '#radio/links/byte-stream.ts';
import { createMeshtasticLink } from '#radio/links/meshtastic-link.ts';
import { radioPorts, type RadioPort } from '#radio/links/node-port.ts';
import { createRadioHost } from '#radio/virtual/host.ts';
import { factoryMemory, withSettings } from '#radio/virtual/memory.ts';
import { etherOf } from '#sim/air-port.ts';
import { createMesh, type Mesh } from '#sim/mesh.ts';
import { lineLinks, MINUTE_US, SECOND_US, STILL } from './meshes.ts';

type House = { readonly port: () => RadioPort; readonly frames: { readonly text: string; readonly heard: Heard }[] };

/** Radios in a row with the product's links behind them, under the mesh's time. */
function row(count: number): {
  readonly mesh: Mesh;
  readonly houses: readonly House[];
  run(us: number): Promise<void>;
} {
  const mesh = createMesh({
    seed: 'said to one',
    preset: 'LONG_FAST',
    region: 'US',
    physics: STILL,
    nodes: Array.from({ length: count }, () => ({ off: true })),
    links: lineLinks(count),
  });
  const at = (atMs: number, call: () => void): (() => void) => {
    let off = false;
    mesh.schedule(Math.max(mesh.nowUs(), Math.ceil(atMs * 1000)), () => void (off || call()));
    return () => void (off = true);
  };
  const nowMs = (): number => mesh.nowUs() / 1000;
  const clock: Clock = { nowMs, after: (ms, call) => at(nowMs() + ms, call) };
  const ether = etherOf(
    mesh,
    Array.from({ length: count }, (_, i) => i),
  );
  const houses = Array.from({ length: count }, (_, i): House => {
    const memory = withSettings(factoryMemory(0x1000 + i), {
      config: { lora: { region: 1, usePreset: true, modemPreset: 0, txEnabled: true, hopLimit: 3, txPower: 22 } },
    });
    const host = createRadioHost({ memory, ether, clock: { nowMs, wakeAt: at }, seed: `radio ${i}` });
    // One after the other, or their first words would fall on each other and none would learn a key.
    at(20_000 * i, () => host.switchOn());
    const frames: { text: string; heard: Heard }[] = [];
    let port: RadioPort | undefined;
    radioPorts(
      'radio',
      createMeshtasticLink({ opener: plugOpener(host), clock, entropy: prng(`link ${i}`).u32 }),
      (news) => {
        if (news.kind !== 'ready') return;
        port = news.port;
        port.start({
          frame: (frame, heard) => void frames.push({ text: new TextDecoder().decode(frame), heard }),
          channelUse: () => {},
          down: () => {},
        });
      },
      undefined,
      { collects: true },
    );
    return { port: () => port!, frames };
  });
  // What passes through a socket takes turns of the process.
  const run = async (us: number): Promise<void> => {
    const untilUs = mesh.nowUs() + us;
    while (mesh.nowUs() < untilUs) {
      mesh.advanceTo(Math.min(untilUs, mesh.nowUs() + SECOND_US));
      for (let turn = 0; turn < 4; turn++) await new Promise((done) => setImmediate(done));
    }
  };
  return { mesh, houses, run };
}

/** What the port tells of a frame to this radio. */
function fatesOf(house: House, to: string, hopLimit: number): string[] {
  const fates: string[] = [];
  const frame = new TextEncoder().encode('a ballot');
  house
    .port()
    .send(frame, { hopLimit, urgency: 2, expiresAtMs: Infinity, to }, (fate, why) => void fates.push(why ?? fate));
  return fates;
}

test('a frame to one neighbour arrives there alone, says that it was meant, and is acknowledged where that was asked', async () => {
  const { mesh, houses, run } = row(3);
  await run(15 * MINUTE_US);
  const [, collector] = houses.map(({ port }) => port().profile.self!);
  expect(houses[0]!.port().profile.collects).toBe(true);
  const acknowledged = fatesOf(houses[0]!, collector!, 1);
  await run(MINUTE_US);
  expect(acknowledged).toEqual(['sent', 'delivered']);
  const plain = fatesOf(houses[0]!, collector!, 0);
  await run(MINUTE_US);
  expect(plain).toEqual(['sent']);
  const { frames } = houses[1]!;
  expect(frames.map(({ text }) => text)).toEqual(['a ballot', 'a ballot']);
  expect(frames.every(({ heard }) => heard.toUs === true && heard.from === houses[0]!.port().profile.self)).toBe(true);
  expect(houses[2]!.frames).toEqual([]);
  // A radio whose key was never heard, or that is off: said so, and not waited for without end.
  const unknown = fatesOf(houses[0]!, '!00009999', 1);
  mesh.switchOff(1);
  const off = fatesOf(houses[0]!, collector!, 1);
  await run(3 * MINUTE_US);
  expect(unknown).toEqual(['The radio does not know the key of that radio yet. It must be heard once first.']);
  expect(off).toEqual(['sent', 'undelivered']);
  expect(fatesOf(houses[0]!, 'nobody', 1)).toEqual(['"nobody" names no radio']);
});
