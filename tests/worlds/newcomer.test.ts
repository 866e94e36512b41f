// A newcomer with a radio and nothing else, in a town with years of history: gets what is needed
// to read and check others, pays little air for it, and is not sent the years (protocol/README.md §8.4).

import { expect, test } from 'vitest';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { sign, verify } from '#protocol/crypto/bls.ts';
import { recordRow } from '#protocol/node/archive.ts';
import { recordId, type Record } from '#protocol/wire/record.ts';
import { modules } from '#modules/index.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { settledTown } from '#sim/world/settled.ts';
import { createWorld } from '#sim/world/world.ts';
import { cellLinks } from '../support/air-world.ts';

const START_MS = Date.UTC(2026, 0, 10);
const HOUR_MS = 3_600_000;
const HOUSES = 3;
const PEOPLE = 80;
/** More than a newcomer is given over the air, of a type that nobody here reads: such records are kept and passed on all the same. */
const HISTORY = 1000;
const UNREAD_TYPE = 120;

const CALL = { kind: 'medical', severity: 'life-in-danger', people: 1, text: 'fell from the ladder' };

test('a newcomer on a radio alone can check a call for help within hours, for minutes of air, and is not sent the history', () => {
  const residents = Array.from({ length: PEOPLE }, (_, i) => ({ name: `person ${i}`, household: i % 60 }));
  const town = settledTown('newcomer', START_MS, 'A town', residents, modules);
  const onAir: { readonly atMs: number; readonly airtimeMs: number }[] = [];
  const world = createWorld({
    seed: 'newcomer',
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: HOUSES + 1 }, () => ({})),
    links: cellLinks(HOUSES + 1),
    startMs: START_MS,
    // What the town was founded with carries a stand-in signature; what one person says is really checked.
    verifier: memoVerifier((claim) => claim.shares.length > 1 || verify(claim)),
    onAir: ({ airtimeUs }, atMs) => void onAir.push({ atMs, airtimeMs: airtimeUs / 1000 }),
  });
  const single = sign(toUtf8('nobody checks what all hold'), town.settlers[0]!.secretKey);
  const history = Array.from({ length: HISTORY }, (_, i) => {
    const member = town.settlers[1 + (i % (PEOPLE - 1))]!.id;
    const seq = 1 + Math.floor(i / (PEOPLE - 1));
    const record: Record = {
      member,
      log: 0,
      keyVersion: 0,
      type: UNREAD_TYPE,
      seq,
      time: 0,
      body: toUtf8(`said ${i}`),
    };
    return recordRow({ id: recordId(town.community, record), record, sinceMs: START_MS, single, bundles: [] });
  });
  const houses = Array.from({ length: HOUSES }, (_, i) => {
    const host = town.settle(world, `house ${i}`, town.settlers[40 + i], i);
    for (const row of history) host.stored.set(row.key, row);
    world.restart(host);
    return host;
  });
  const newcomer = world.host('newcomer', town.carrierOptions, HOUSES);
  expect(houses[0]!.node.counts().records).toBeGreaterThan(HISTORY + PEOPLE);
  const spentS = (from: number, to: number): number =>
    onAir
      .filter(({ atMs }) => atMs >= START_MS + from * HOUR_MS && atMs < START_MS + to * HOUR_MS)
      .reduce((sum, { airtimeMs }) => sum + airtimeMs / 1000, 0);
  const foundation = PEOPLE + Math.ceil((PEOPLE - 1) / 6) - 1;
  world.runUntil(6);
  expect(newcomer.node.counts()).toMatchObject({ records: foundation, waiting: 0 });
  for (let hour = 0; hour < 6; hour++) expect(spentS(hour, hour + 1)).toBeLessThan(300);
  // The years stay where they are, and asking for them again and again is not answered either.
  world.runUntil(7);
  expect(newcomer.node.counts().records).toBe(foundation);
  expect(spentS(6, 7)).toBeLessThan(20);
  const called = world.act(houses[1]!, { module: 'emergency', name: 'call', args: CALL });
  if (!called.ok) throw new Error(called.refusal.why);
  world.runUntil(7.02);
  // Held is checked: by the caller's key, which came by the pages.
  expect(newcomer.node.records.get(called.records[0]!)).toBeDefined();
});
