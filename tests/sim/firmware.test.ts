import { expect, test } from 'vitest';
import { airtimeWindows } from '#sim/firmware/airtime-windows.ts';
import { createHistory, SEEN } from '#sim/firmware/history.ts';
import {
  bothWays,
  bytes,
  clients,
  everyoneHears,
  HOUR_US,
  lineLinks,
  MINUTE_US,
  SECOND_US,
  watched,
} from './meshes.ts';

test('seventeen packets at once: sixteen wait, the last is refused with 32, and space is told once', () => {
  const { mesh, space, sent } = watched({ nodes: clients(2), links: lineLinks(2) });
  const answers = Array.from({ length: 17 }, () => mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 }));
  expect(answers.map((a) => a.res)).toEqual([...Array.from({ length: 16 }, () => 0), 32]);
  expect(answers.map((a) => a.free)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
  expect(space).toEqual([]);
  mesh.advanceTo(HOUR_US);
  expect(space).toEqual([0]);
  expect(sent.length).toBe(16);
  expect(mesh.stats(0).queueRefused).toBe(1);
});

test('an urgent packet goes first, and takes the place of a lesser one in a full queue', () => {
  const { mesh, sent } = watched({ nodes: clients(2), links: lineLinks(2) });
  const lesser = Array.from({ length: 16 }, () => mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 }).id);
  const urgent = mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0, priority: 110 });
  expect(urgent.res).toBe(0);
  mesh.advanceTo(HOUR_US);
  expect(sent.map((t) => t.id)).toEqual([urgent.id, ...lesser.slice(0, 15)]);
});

test('what does not fit a packet is refused with 7: 231 bytes to everyone, 219 to one', () => {
  const { mesh } = watched({ nodes: clients(2), links: lineLinks(2) });
  expect(mesh.send(0, { to: 'all', payload: bytes(231) }).res).toBe(0);
  expect(mesh.send(0, { to: 'all', payload: bytes(232) }).res).toBe(7);
  expect(mesh.send(0, { to: 1, payload: bytes(219) }).res).toBe(0);
  expect(mesh.send(0, { to: 1, payload: bytes(220) }).res).toBe(7);
});

test('the duty cycle of Europe stops a talker near six minutes an hour, and lets it go on in the next hour', () => {
  const { mesh, sent } = watched({ nodes: clients(2), links: lineLinks(2), region: 'EU_868' });
  const results: number[] = [];
  for (let i = 0; i < 50 * 20; i++)
    mesh.schedule(i * 3 * SECOND_US, () =>
      results.push(mesh.send(0, { to: 'all', payload: bytes(200), hopLimit: 0 }).res),
    );
  mesh.advanceTo(50 * MINUTE_US);
  const airS = sent.reduce((sum, t) => sum + t.airtimeUs, 0) / SECOND_US;
  expect(results).toContain(9);
  expect(airS).toBeGreaterThan(355);
  expect(airS).toBeLessThan(360 + 17 * 2); // what was queued before the limit still goes out
  expect(mesh.send(0, { to: 'all', payload: bytes(10) }).res).toBe(9);
  mesh.advanceTo(2 * HOUR_US + MINUTE_US);
  expect(mesh.send(0, { to: 'all', payload: bytes(10) }).res).toBe(0);
});

test('a relay over its duty cycle is dropped without a word', () => {
  const { mesh, heard } = watched({ nodes: clients(3), links: lineLinks(3), region: 'EU_868' });
  for (let i = 0; i < 400; i++)
    mesh.schedule(i * 4 * SECOND_US, () => mesh.send(1, { to: 'all', payload: bytes(200), hopLimit: 0 }));
  mesh.advanceTo(30 * MINUTE_US);
  const before = heard.filter((h) => h.node === 2).length;
  mesh.send(0, { to: 'all', payload: bytes(10) });
  mesh.advanceTo(31 * MINUTE_US);
  expect(heard.some((h) => h.node === 1 && h.from === 0)).toBe(true);
  expect(heard.filter((h) => h.node === 2).length).toBe(before);
});

test('a broadcast that wants an ack is satisfied by the first relay it hears', () => {
  const { mesh, outcomes, sent } = watched({ nodes: clients(3), links: lineLinks(3) });
  const { id } = mesh.send(0, { to: 'all', payload: bytes(20), wantAck: true });
  mesh.advanceTo(10 * MINUTE_US);
  expect(outcomes).toMatchObject([{ node: 0, kind: 'relay-heard', id }]);
  expect(sent.filter((t) => t.node === 0).length).toBe(1);
});

test('nobody there: three transmissions, then it gives up', () => {
  const { mesh, outcomes, sent } = watched({ nodes: clients(2), links: [] });
  const { id } = mesh.send(0, { to: 'all', payload: bytes(20), wantAck: true });
  mesh.advanceTo(10 * MINUTE_US);
  expect(sent.map((t) => t.node)).toEqual([0, 0, 0]);
  expect(outcomes).toMatchObject([{ kind: 'gave-up', id }]);
  // 2 x airtime + (8 + 16 + 32) slots of 28 ms + 4.5 s after each transmission was handed over.
  const waitMs = 2 * 559 + 56 * 28 + 4500;
  expect(outcomes[0]!.atUs / 1000).toBe(3 * waitMs);
});

test('a direct message over two relays is acknowledged by its addressee, and the way is then known', () => {
  const { mesh, outcomes, heard, sent } = watched({ nodes: clients(4), links: lineLinks(4) });
  const first = mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(5 * MINUTE_US);
  expect(heard.map((h) => h.node)).toContain(3);
  expect(outcomes.map((o) => o.kind)).toEqual(['relay-heard', 'acked']);
  expect(outcomes.every((o) => o.id === first.id && o.node === 0)).toBe(true);
  const before = sent.length;
  // A side branch that is not on the way keeps quiet once the next hop is known.
  mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(10 * MINUTE_US);
  expect(outcomes.filter((o) => o.kind === 'acked').length).toBe(2);
  expect(sent.length - before).toBeLessThanOrEqual(before);
});

test('in 2.8 the sender of a sealed message does not notice its relay; in 2.7 it does', () => {
  const kinds = (profile: 'firmware-2.7' | 'firmware-2.8'): string[] =>
    Array.from({ length: 12 }, (_, seed) => {
      const { mesh, outcomes } = watched({ seed: `${seed}`, nodes: clients(3), links: lineLinks(3), profile });
      mesh.send(0, { to: 2, payload: bytes(20), wantAck: true });
      mesh.advanceTo(5 * MINUTE_US);
      return outcomes.map((o) => o.kind);
    }).flat();
  expect(kinds('firmware-2.7').filter((kind) => kind === 'relay-heard').length).toBe(12);
  expect(kinds('firmware-2.8')).not.toContain('relay-heard');
  expect(kinds('firmware-2.8')).toContain('acked');
});

test('with a known next hop a bystander does not relay; when that hop dies, the last try floods around it', () => {
  // 0 reaches 1 and 2; both reach 3. One of them becomes the next hop.
  const links = [...bothWays(0, 1), ...bothWays(0, 2), ...bothWays(1, 3), ...bothWays(2, 3), ...bothWays(1, 2)];
  const { mesh, outcomes, sent } = watched({ nodes: clients(4), links });
  mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(2 * MINUTE_US);
  expect(outcomes.map((o) => o.kind)).toContain('acked');
  const from = sent.length;
  mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(4 * MINUTE_US);
  const relays = sent.slice(from).filter((t) => t.from === 0 && t.node !== 0);
  expect(new Set(relays.map((t) => t.node)).size).toBe(1);
  mesh.switchOff(relays[0]!.node);
  const last = mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(8 * MINUTE_US);
  expect(outcomes.some((o) => o.id === last.id && o.kind === 'acked')).toBe(true);
  // The way that failed is forgotten: the next message needs no third try.
  const next = mesh.send(0, { to: 3, payload: bytes(20), wantAck: true });
  mesh.advanceTo(10 * MINUTE_US);
  expect(sent.filter((t) => t.id === next.id && t.node === 0).length).toBe(1);
});

test('a relay repeats for an origin that repeats, since its first relay may have been lost', () => {
  // 1 hears 0, but 0 does not hear 1: no implicit ack, so 0 tries three times, and 1 relays each time.
  const links = [{ from: 0, to: 1, lossDb: 100 }, ...bothWays(1, 2)];
  const { mesh, heard, sent, outcomes } = watched({ nodes: clients(3), links });
  mesh.send(0, { to: 'all', payload: bytes(20), wantAck: true });
  mesh.advanceTo(10 * MINUTE_US);
  expect(sent.filter((t) => t.node === 1).length).toBe(3);
  expect(heard.map((h) => h.node)).toEqual([1, 2]);
  expect(outcomes.map((o) => o.kind)).toEqual(['gave-up']);
});

test('the delay begins anew after every reception: a listener in a busy place speaks in the first gap', () => {
  const { mesh, sent } = watched({
    nodes: clients(2).map(() => ({ role: 'client-mute' as const })),
    links: lineLinks(2),
  });
  for (let i = 0; i < 10; i++) mesh.send(0, { to: 'all', payload: bytes(100), hopLimit: 0 });
  mesh.schedule(3 * SECOND_US, () => mesh.send(1, { to: 'all', payload: bytes(20), hopLimit: 0 }));
  mesh.advanceTo(MINUTE_US);
  const mine = sent.find((t) => t.node === 1)!;
  const before = sent[sent.indexOf(mine) - 1]!;
  const gapUs = mine.atUs - before.atUs - before.airtimeUs;
  // Slots of 28 ms after the end of what was heard, then 2.5 symbols of sensing and 0.4 ms to turn around.
  expect((gapUs - 20_880) % 28_000).toBe(0);
  expect(gapUs).toBeLessThan(8 * 28_000 + 20_880);
});

test('metadata waits politely while the channel is more than a quarter full, a router until 40 %', () => {
  const { mesh } = watched({ nodes: [{}, {}, { role: 'router', rebroadcast: 'all' }], links: everyoneHears(3) });
  expect(mesh.maySendMetadata(1)).toBe(true);
  for (let i = 0; i < 9; i++) mesh.send(0, { to: 'all', payload: bytes(231), hopLimit: 0 });
  mesh.advanceTo(50 * SECOND_US);
  expect(mesh.stats(1).channelUsePct).toBeGreaterThan(25);
  expect(mesh.stats(1).channelUsePct).toBeLessThan(40);
  expect(mesh.maySendMetadata(1)).toBe(false);
  expect(mesh.maySendMetadata(2)).toBe(true);
  mesh.advanceTo(5 * MINUTE_US);
  expect(mesh.maySendMetadata(1)).toBe(true);
});

test('the windows agree with a list of everything that was logged', () => {
  const windows = airtimeWindows(2);
  const log: { ms: number; atMs: number }[] = [];
  for (let i = 0; i < 2000; i++) {
    const atMs = i * 7_321;
    const ms = 100 + (i % 13) * 50;
    windows.log(1, ms, true, atMs);
    log.push({ ms, atMs });
    const since = (bucketMs: number, buckets: number): number =>
      log
        .filter((entry) => Math.floor(entry.atMs / bucketMs) > Math.floor(atMs / bucketMs) - buckets)
        .reduce((sum, entry) => sum + entry.ms, 0);
    expect(windows.channelUsePct(1, atMs)).toBeCloseTo(since(10_000, 6) / 600, 6);
    expect(windows.sendUsePct(1, atMs)).toBeCloseTo(since(60_000, 60) / 36_000, 6);
  }
  expect(windows.channelUsePct(0, 0)).toBe(0);
  const limit = 5;
  const minutes = windows.silentMinutes(1, limit, 2000 * 7_321);
  expect(windows.sendUsePct(1, 2000 * 7_321 + minutes * 60_000)).toBeLessThan(limit);
});

test('the duplicate memory forgets what was unused longest, like a plain list', () => {
  const capacity = 20;
  const history = createHistory(capacity, 5);
  let list: number[] = [];
  for (let i = 0; i < 3000; i++) {
    const serial = 1 + ((i * 7919) % 31);
    const known = list.includes(serial);
    expect((history.see(serial, 3, 0, 9, false) & SEEN.before) !== 0).toBe(known);
    list = [serial, ...list.filter((other) => other !== serial)].slice(0, capacity);
  }
});

test('a copy with more hops left counts as an upgrade; a station that heard us is noted as relayer', () => {
  const history = createHistory(10, 5);
  history.see(1, 2, 0, 9, false);
  expect(history.see(1, 3, 0, 9, false) & SEEN.upgraded).not.toBe(0);
  expect(history.see(1, 3, 0, 9, false) & SEEN.upgraded).toBe(0);
  history.see(1, 2, 0, 5, false); // our own relay leaves with 2 hops
  expect(history.wasSoleRelayer(1, 5)).toBe(true);
  history.see(1, 1, 0, 77, false);
  expect(history.wasRelayer(1, 77)).toBe(true);
  history.removeRelayer(1, 5);
  expect(history.wasRelayer(1, 5)).toBe(false);
  expect(history.wasRelayer(1, 77)).toBe(true);
});

test('a radio that is switched off forgets its queue and what it has seen', () => {
  const { mesh, heard } = watched({ nodes: clients(2), links: lineLinks(2) });
  for (let i = 0; i < 5; i++) mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 });
  mesh.switchOff(0);
  expect(mesh.send(0, { to: 'all', payload: bytes(20) }).res).toBe(34);
  mesh.advanceTo(MINUTE_US);
  expect(heard.length).toBe(0);
  mesh.switchOn(0);
  mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 });
  mesh.advanceTo(2 * MINUTE_US);
  expect(heard.length).toBe(1);
});
