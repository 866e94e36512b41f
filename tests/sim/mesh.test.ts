import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMesh } from '#sim/mesh.ts';
import type { Hearing } from '#sim/mesh-types.ts';
import { exponentialOf, mix } from '#sim/random.ts';
import { bytes, clients, everyoneHears, HOUR_US, lineLinks, MINUTE_US, SECOND_US, watched } from './meshes.ts';

/** A village with traffic and every default of physics; returns what an observer could see. */
function village(seed: string, tieSeed?: number, minutes = 30) {
  const hearings: (Hearing & { atUs: number })[] = [];
  const sent: { node: number; atUs: number; airtimeUs: number }[] = [];
  const mesh = createMesh({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    nodes: Array.from({ length: 25 }, (_, i) => ({
      place: { xM: mix(3, i, 0, 0) % 5000, yM: mix(3, i, 1, 0) % 5000 },
      ...(i % 7 === 0 ? { role: 'router' as const, rebroadcast: 'all' as const } : {}),
    })),
    ...(tieSeed === undefined ? {} : { tieSeed }),
    listener: {
      hearing: (hearing, atUs) => hearings.push({ ...hearing, atUs }),
      transmission: ({ node, airtimeUs }, atUs) => sent.push({ node, atUs, airtimeUs }),
    },
  });
  for (let node = 0; node < 25; node++) {
    let atUs = 0;
    for (let turn = 0; ; turn++) {
      atUs += exponentialOf(mix(4, node, turn, 0), 200 * SECOND_US);
      if (atUs > minutes * MINUTE_US) break;
      mesh.schedule(atUs, () =>
        mesh.send(node, { to: turn % 5 === 4 ? (node + 3) % 25 : 'all', payload: bytes(30), wantAck: turn % 2 === 0 }),
      );
    }
  }
  return { mesh, hearings, sent };
}

test('the same seed is the same world, another seed another', () => {
  const digest = (seed: string): string => {
    const { mesh } = village(seed);
    mesh.advanceTo(HOUR_US);
    return mesh.traceDigest();
  };
  expect(digest('a')).toBe(digest('a'));
  expect(digest('a')).not.toBe(digest('b'));
});

test('it does not matter in which steps time is advanced', () => {
  const whole = village('steps');
  whole.mesh.advanceTo(20 * MINUTE_US);
  const pieces = village('steps');
  for (let atUs = 0; atUs <= 20 * MINUTE_US; atUs += 777_777) pieces.mesh.advanceTo(atUs);
  pieces.mesh.advanceTo(20 * MINUTE_US);
  const jumps = village('steps');
  while (jumps.mesh.nextEventAtUs() <= 20 * MINUTE_US) jumps.mesh.advanceTo(jumps.mesh.nextEventAtUs());
  expect(pieces.mesh.traceDigest()).toBe(whole.mesh.traceDigest());
  expect(jumps.mesh.traceDigest()).toBe(whole.mesh.traceDigest());
});

test('this world has had this fingerprint since it was first run: engines and versions must agree', () => {
  const { mesh } = village('pinned');
  mesh.advanceTo(HOUR_US);
  expect(mesh.traceDigest()).toMatchInlineSnapshot(`"d359b4a4cba0fb49"`);
});

test('with equal times shuffled the same packets still reach the same nodes on a line', () => {
  const reached = (tieSeed?: number): string => {
    const { mesh, heard } = watched({
      nodes: clients(6),
      links: lineLinks(6),
      ...(tieSeed === undefined ? {} : { tieSeed }),
    });
    for (let i = 0; i < 6; i++) mesh.send(i, { to: 'all', payload: bytes(20), hopLimit: 7 });
    mesh.advanceTo(HOUR_US);
    return [...new Set(heard.map((h) => `${h.from}>${h.node}`))].sort().join();
  };
  const plain = reached();
  for (let tieSeed = 1; tieSeed < 8; tieSeed++) expect(reached(tieSeed).length).toBe(plain.length);
});

test('every hearing has its transmission, of full length, and nobody hears while sending', () => {
  const { mesh, hearings, sent } = village('observed');
  mesh.advanceTo(HOUR_US);
  expect(hearings.length).toBeGreaterThan(500);
  const byStart = new Map(sent.map((t) => [`${t.node}@${t.atUs}`, t]));
  const strays = hearings.filter((hearing) => {
    const transmission = byStart.get(`${hearing.sender}@${hearing.startedAtUs}`);
    return (
      !transmission || transmission.atUs + transmission.airtimeUs !== hearing.atUs || hearing.node === hearing.sender
    );
  });
  expect(strays).toEqual([]);
  // A preamble may have begun while the receiver was still busy, if six of its sixteen symbols were left.
  const graceUs = 10 * 8192;
  const deafYetHeard = hearings.filter(
    (hearing) =>
      hearing.outcome === 'received' &&
      sent.some(
        (own) =>
          own.node === hearing.node &&
          own.atUs < hearing.atUs &&
          own.atUs + own.airtimeUs > hearing.startedAtUs + graceUs,
      ),
  );
  expect(deafYetHeard).toEqual([]);
});

test('a radio sends one packet at a time', () => {
  const { mesh, sent } = village('one at a time');
  mesh.advanceTo(HOUR_US);
  const busyUntilUs = new Map<number, number>();
  const tooEarly = sent.filter(({ node, atUs, airtimeUs }) => {
    const early = atUs < (busyUntilUs.get(node) ?? 0);
    busyUntilUs.set(node, atUs + airtimeUs);
    return early;
  });
  expect(tooEarly).toEqual([]);
});

test('across a cut nothing is heard, from its first instant to its last, whatever the groups and times', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      (groupOf, startMin, lengthMin) => {
        const hearings: (Hearing & { atUs: number })[] = [];
        const seen = createMesh({
          seed: 'cut',
          preset: 'SHORT_FAST',
          region: 'US',
          nodes: clients(12),
          links: everyoneHears(12),
          listener: { hearing: (hearing, atUs) => hearings.push({ ...hearing, atUs }) },
        });
        const groups = [0, 1, 2].map((g) => groupOf.flatMap((group, node) => (group === g ? [node] : [])));
        for (let i = 0; i < 300; i++)
          seen.schedule(i * 4 * SECOND_US, () => seen.send(i % 12, { to: 'all', payload: bytes(100) }));
        let cut = 0;
        const fromUs = startMin * MINUTE_US + 12_345;
        const untilUs = fromUs + lengthMin * MINUTE_US;
        seen.schedule(fromUs, () => (cut = seen.cut(groups)));
        seen.schedule(untilUs, () => seen.heal(cut));
        seen.advanceTo(30 * MINUTE_US);
        const across = hearings.filter((h) => groupOf[h.node] !== groupOf[h.sender]);
        expect(across.filter((h) => h.atUs >= fromUs && h.startedAtUs < untilUs)).toEqual([]);
        if (new Set(groupOf).size > 1) expect(across.some((h) => h.startedAtUs >= untilUs)).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
});

test('a cut in the middle of a packet loses it, even if it heals before the packet ends', () => {
  const { mesh, heard, sent } = watched({ nodes: clients(2), links: lineLinks(2) });
  mesh.send(0, { to: 'all', payload: bytes(200), hopLimit: 0 });
  while (sent.length === 0) mesh.advanceTo(mesh.nextEventAtUs());
  mesh.advanceTo(mesh.nowUs() + 100_000);
  const cut = mesh.cutLinks([[0, 1]]);
  mesh.advanceTo(mesh.nowUs() + 100_000);
  mesh.heal(cut);
  mesh.advanceTo(MINUTE_US);
  expect(heard.length).toBe(0);
  mesh.send(0, { to: 'all', payload: bytes(200), hopLimit: 0 });
  mesh.advanceTo(2 * MINUTE_US);
  expect(heard.length).toBe(1);
});

test('two cuts over one link: it opens when both are gone', () => {
  const { mesh, heard } = watched({ nodes: clients(2), links: lineLinks(2) });
  const one = mesh.cut([[0]]);
  mesh.cut([[1]]);
  mesh.heal(one);
  expect(mesh.isOpen(0, 1)).toBe(false);
  mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 });
  mesh.advanceTo(MINUTE_US);
  expect(heard.length).toBe(0);
  mesh.heal();
  expect(mesh.isOpen(0, 1)).toBe(true);
  mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 });
  mesh.advanceTo(2 * MINUTE_US);
  expect(heard.length).toBe(1);
});

test('a node that walks away is no longer heard, and is again when it comes back; a cut follows it', () => {
  const near = { xM: 100, yM: 0 };
  const { mesh, heard } = watched({ nodes: [{ place: { xM: 0, yM: 0 } }, { place: near }] });
  const shout = (): number => {
    const before = heard.length;
    mesh.send(0, { to: 'all', payload: bytes(20), hopLimit: 0 });
    mesh.advanceTo(mesh.nowUs() + MINUTE_US);
    return heard.length - before;
  };
  expect(shout()).toBe(1);
  mesh.move([{ node: 1, place: { xM: 500_000, yM: 0 } }]);
  expect(shout()).toBe(0);
  mesh.move([{ node: 1, place: near }]);
  expect(shout()).toBe(1);
  mesh.cut([[0], [1]]);
  mesh.move([{ node: 1, place: { xM: 120, yM: 0 } }]);
  expect(shout()).toBe(0);
  mesh.heal();
  expect(shout()).toBe(1);
});

test('the payload arrives as it was sent', () => {
  const payload = Uint8Array.from({ length: 100 }, (_, i) => i);
  const got: Uint8Array[] = [];
  const { mesh } = watched(
    { nodes: clients(4), links: lineLinks(4) },
    { received: (_node, reception) => got.push(reception.payload) },
  );
  mesh.send(0, { to: 'all', payload });
  mesh.advanceTo(MINUTE_US);
  expect(got.length).toBe(3);
  for (const bytesGot of got) expect(bytesGot).toEqual(payload);
});
