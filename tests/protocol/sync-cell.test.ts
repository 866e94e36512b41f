import { describe, expect, test } from 'vitest';
import { fromHex } from '#protocol/bytes/bytes.ts';
import { prng, type Prng } from '#protocol/bytes/prng.ts';
import { keyring } from '#protocol/crypto/keyring.ts';
import { createNode } from '#protocol/node/node.ts';
import { decodeSync, encodeSummary } from '#protocol/sync/summary.ts';
import { encodeCoded, encodeWant } from '#protocol/sync/sheaf-messages.ts';
import { openFrame, sealFrame } from '#protocol/wire/frame.ts';
import { encodeSingle } from '#protocol/wire/record.ts';
import { createCell, type Cell, type CellOptions } from '../support/cell.ts';
import { checkStandIn, standInCommunity, type Community, type Note } from '../support/stand-in-community.ts';

const START_MS = Date.UTC(2026, 0, 10);
const HOUR = 3_600_000;
const MEMBERS = 40;

function ringOf(community: Community): ReturnType<typeof keyring> {
  const id = fromHex(community.secrets.community);
  if (!id.ok) throw new Error('an id is hex');
  return keyring(id.value, 0, community.secrets.frameSecret, 0);
}

type Said = { readonly kind: string; readonly from: number; readonly airtimeMs: number };

/** Nodes that hold these at the start, on one channel. */
function cellOf(
  community: Community,
  holdings: readonly (readonly Note[])[],
  chance: Prng,
  options: Partial<CellOptions> = {},
): { readonly cell: Cell; readonly said: Said[]; readonly sizes: () => readonly number[] } {
  const ring = ringOf(community);
  const said: Said[] = [];
  const nodes = holdings.map((notes, i) => {
    const node = createNode({ ...community.options(), seed: `${chance.u32()}/${i}` }, START_MS);
    node.handle({ kind: 'loaded', stored: community.rowsOf(notes) }, START_MS);
    return node;
  });
  const cell = createCell({
    nodes,
    chance: chance.fork('air'),
    check: checkStandIn,
    startMs: START_MS,
    onAir({ frame, from, airtimeMs }) {
      const opened = openFrame(ring, frame);
      if (!opened.ok) throw new Error('our own frames open');
      const message = opened.value.kind === 'sync' ? decodeSync(opened.value.plaintext) : undefined;
      said.push({ kind: message?.ok ? message.value.kind : opened.value.kind, from, airtimeMs });
    },
    ...options,
  });
  return { cell, said, sizes: () => cell.nodes.map(({ node }) => node.counts().records) };
}

const write = (community: Community, count: number, authors: readonly number[], chance: Prng): Note[] =>
  Array.from({ length: count }, () => community.write(authors[chance.below(authors.length)]!));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const airtimeS = (said: readonly Said[]): number => said.reduce((sum, one) => sum + one.airtimeMs, 0) / 1000;
const equal = (cell: Cell): boolean => new Set(cell.nodes.map(({ node }) => node.stateHash())).size === 1;

/** Two sides of five with news of their own. */
function healing(seed: string, count: number, lossPercent: number): ReturnType<typeof cellOf> {
  const chance = prng(seed);
  const community = standInCommunity(MEMBERS, chance);
  const sides = [range(0, 20), range(20, 40)].map((authors) => write(community, count, authors, chance));
  return cellOf(
    community,
    range(0, 10).map((i) => sides[i % 2]!),
    chance,
    { lost: () => chance.below(100) < lossPercent },
  );
}

describe('two sides that meet again', () => {
  test('hold the union, for less air than their records take one by one', () => {
    const { cell, said, sizes } = healing('no loss', 40, 0);
    cell.runUntil(START_MS + HOUR, () => sizes().every((size) => size === 80));
    expect(sizes()).toEqual(Array.from({ length: 10 }, () => 80));
    expect(equal(cell)).toBe(true);
    // 80 singles of about 100 bytes: a second of LongFast each, before a word of control.
    expect(airtimeS(said)).toBeLessThan(60);
    expect(said.filter(({ kind }) => kind === 'plan').length).toBeLessThanOrEqual(4);
  });

  test('hold the union although every third reception is lost', () => {
    const { cell, said, sizes } = healing('loss', 40, 33);
    cell.runUntil(START_MS + 3 * HOUR, () => sizes().every((size) => size === 80));
    expect(sizes()).toEqual(Array.from({ length: 10 }, () => 80));
    expect(airtimeS(said)).toBeLessThan(250);
  });

  test('say nothing more once they agree, but a HELLO now and then', () => {
    const { cell, said, sizes } = healing('quiet', 20, 0);
    cell.runUntil(START_MS + HOUR, () => sizes().every((size) => size === 40));
    cell.runUntil(cell.nowMs() + HOUR);
    said.length = 0;
    cell.runUntil(cell.nowMs() + 6 * HOUR);
    expect(new Set(said.map(({ kind }) => kind))).toEqual(new Set(['hello']));
    // A tenth of a percent of the channel, all nodes together.
    expect(airtimeS(said)).toBeLessThan(0.001 * 6 * 3600);
  });
});

test('ten who each lack something else are served by what they lack together, not by each in turn', () => {
  const chance = prng('each lacks something else');
  const community = standInCommunity(MEMBERS, chance);
  const all = write(community, 300, range(0, MEMBERS), chance);
  const holdings = range(0, 8).map(() => all.filter(() => chance.below(100) >= 6));
  const missing = holdings.reduce((sum, held) => sum + all.length - held.length, 0);
  const { cell, said, sizes } = cellOf(community, holdings, chance);
  const union = new Set(holdings.flat()).size;
  cell.runUntil(START_MS + 2 * HOUR, () => sizes().every((size) => size === union));
  expect(sizes()).toEqual(Array.from({ length: 8 }, () => union));
  expect(missing).toBeGreaterThan(120);
  expect(airtimeS(said)).toBeLessThan(60);
});

test('who has a record from a sheaf alone can give it to somebody who comes later, by air and by wire', () => {
  const chance = prng('from a sheaf alone');
  const community = standInCommunity(MEMBERS, chance);
  const notes = write(community, 40, range(0, MEMBERS), chance);
  const { cell, sizes } = cellOf(community, [notes, [], []], chance);
  cell.nodes[2]!.asleep = true;
  cell.runUntil(START_MS + HOUR, () => sizes()[1] === 40);
  cell.nodes[0]!.asleep = true;
  cell.nodes[2]!.asleep = false;
  cell.runUntil(START_MS + 4 * HOUR, () => sizes()[2] === 40);
  expect(sizes()).toEqual([40, 40, 40]);

  const [giver, taker] = [cell.nodes[2]!.node, createNode({ ...community.options(), seed: 'a phone' }, START_MS)];
  const pair = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 } as const;
  const queue: [to: 'giver' | 'taker', event: Parameters<typeof taker.handle>[0]][] = [
    ['taker', { kind: 'loaded', stored: community.rowsOf([]) }],
    ['giver', { kind: 'link-up', link: 'wire', profile: pair }],
    ['taker', { kind: 'link-up', link: 'wire', profile: pair }],
  ];
  let nowMs = cell.nowMs();
  for (let round = 0; round < 200 && taker.counts().records < 40; round++) {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [to, event] = next;
      for (const effect of (to === 'giver' ? giver : taker).handle(event, ++nowMs)) {
        const other = to === 'giver' ? 'taker' : 'giver';
        if (effect.kind === 'transmit' && effect.link === 'wire')
          queue.push([other, { kind: 'received', link: 'wire', frame: effect.frame }]);
        if (effect.kind === 'verify')
          queue.push([to, { kind: 'verified', ticket: effect.ticket, valid: checkStandIn(effect.claim) }]);
      }
    }
    nowMs += 1000;
    queue.push(['giver', { kind: 'woke' }], ['taker', { kind: 'woke' }]);
  }
  expect(taker.counts().records).toBe(40);
  expect(taker.stateHash()).toBe(giver.stateHash());
});

test('two who each hold one half of a fork find it, and both hold both halves', () => {
  const chance = prng('halves');
  const community = standInCommunity(MEMBERS, chance);
  const before = write(community, 100, range(0, MEMBERS), chance);
  const half = community.write(7);
  const other = standInCommunity(MEMBERS, prng('another text'));
  const twin = range(0, half.record.seq)
    .map(() => other.write(7))
    .at(-1)!;
  expect([twin.record.seq, twin.id === half.id]).toEqual([half.record.seq, false]);
  const { cell, said, sizes } = cellOf(
    community,
    [
      [...before, half],
      [...before, half],
      [...before, twin],
    ],
    chance,
  );
  expect(new Set(sizes())).toEqual(new Set([101]));
  cell.runUntil(START_MS + HOUR, () => sizes().every((size) => size === 102));
  expect(sizes()).toEqual([102, 102, 102]);
  for (const { node } of cell.nodes) expect(node.records.forkedMembers()).toContain(half.record.member);
  // Two for a search; whose turn it is to answer decides whether the half is shown that is missing, or the search begins anew.
  expect(said.filter(({ kind }) => kind === 'marks').length).toBeLessThanOrEqual(8);
});

describe('a liar', () => {
  test('who keeps saying that nothing is held gets the same three times, and then silence', () => {
    const chance = prng('lying empty');
    const community = standInCommunity(MEMBERS, chance);
    const notes = write(community, 30, range(0, MEMBERS), chance);
    const { cell, said } = cellOf(community, [notes, notes, notes], chance);
    const [empty] = encodeSummary({ founded: true, logs: [], newcomers: [], subjects: [] });
    const frame = sealFrame(ringOf(community), 'sync', empty!);
    cell.runUntil(START_MS + 20 * 60_000);
    said.length = 0;
    const dataS = (): number => airtimeS(said.filter(({ kind }) => kind !== 'hello' && kind !== 'summary'));
    const afterS: number[] = [];
    for (let asking = 0; asking < 10; asking++) {
      cell.inject('liar', frame);
      cell.runUntil(cell.nowMs() + 4 * 60_000);
      afterS.push(dataS());
    }
    expect(afterS[0]).toBeGreaterThan(5);
    expect(afterS[9]).toBe(afterS[5]);
    expect(afterS[9]!).toBeLessThan(4 * afterS[0]!);
  });

  test('who pollutes combinations is told apart, and the honest get everything all the same', () => {
    const chance = prng('pollution');
    const community = standInCommunity(MEMBERS, chance);
    const notes = write(community, 40, range(0, MEMBERS), chance);
    const ring = ringOf(community);
    let polluted = 0;
    const { cell, sizes, said } = cellOf(community, [notes, notes, [], [], []], chance, {
      onAir({ frame, airtimeMs, from }) {
        said.push({ kind: '', from, airtimeMs });
        const opened = openFrame(ring, frame);
        const message = opened.ok && opened.value.kind === 'sync' ? decodeSync(opened.value.plaintext) : undefined;
        if (!message?.ok || message.value.kind !== 'coded' || polluted >= 40) return;
        polluted++;
        const symbols = message.value.symbols.map(() => chance.below(256));
        cell.inject(
          'liar',
          sealFrame(ring, 'sync', encodeCoded({ ...message.value, number: 4000 + (polluted % 90), symbols })),
        );
      },
    });
    cell.runUntil(START_MS + 3 * HOUR, () => sizes().every((size) => size === 40));
    expect(polluted).toBeGreaterThan(5);
    expect(sizes()).toEqual([40, 40, 40, 40, 40]);
    expect(airtimeS(said)).toBeLessThan(300);
  });

  test('who wants ever more of a sheaf gets a bounded multiple of it', () => {
    const chance = prng('wanting');
    const community = standInCommunity(MEMBERS, chance);
    const notes = write(community, 40, range(0, MEMBERS), chance);
    const ring = ringOf(community);
    const { cell, sizes, said } = cellOf(community, [notes, []], chance, {
      onAir({ frame, airtimeMs, from }) {
        said.push({ kind: '', from, airtimeMs });
        const opened = openFrame(ring, frame);
        const message = opened.ok && opened.value.kind === 'sync' ? decodeSync(opened.value.plaintext) : undefined;
        if (message?.ok && message.value.kind === 'coded' && message.value.toCome === 0)
          cell.inject('liar', sealFrame(ring, 'sync', encodeWant([{ sheaf: message.value.sheaf, symbols: 600 }])));
      },
    });
    cell.runUntil(START_MS + 2 * HOUR);
    expect(sizes()).toEqual([40, 40]);
    expect(airtimeS(said)).toBeLessThan(200);
  });
});

test('who is said to hold a record does hold it, and once all agree everybody in reach is said to', () => {
  const chance = prng('claims');
  const community = standInCommunity(MEMBERS, chance);
  const notes = write(community, 60, range(0, MEMBERS), chance);
  const holdings = range(0, 5).map(() => notes.filter(() => chance.below(100) >= 40));
  const { cell, sizes } = cellOf(community, holdings, chance, { lost: () => chance.below(100) < 20 });
  const union = new Set(holdings.flat()).size;
  const look = (): number => {
    let said = 0;
    for (const { id } of notes)
      for (const { node } of cell.nodes)
        for (const { device } of node.heardAt(id)) {
          said++;
          const holder = cell.nodes.find(({ name }) => name === device)!;
          expect(holder.node.records.get(id)).toBeDefined();
        }
    return said;
  };
  let said = 0;
  for (let minute = 1; minute < 40 && !sizes().every((size) => size === union); minute++) {
    cell.runUntil(START_MS + 60_000 * minute);
    said += look();
  }
  expect(sizes()).toEqual(range(0, 5).map(() => union));
  expect(said).toBeGreaterThan(100);
});

test('two gateways on one mesh that get news by another way say it once, not twice', () => {
  const chance = prng('two gateways');
  const community = standInCommunity(MEMBERS, chance);
  const before = write(community, 10, range(0, MEMBERS), chance);
  const news = write(community, 12, range(0, MEMBERS), chance);
  const { cell, said, sizes } = cellOf(
    community,
    range(0, 6).map(() => before),
    chance,
  );
  cell.runUntil(START_MS + 2 * HOUR);
  said.length = 0;
  const noteTypes = new Map(
    community.options().modules.flatMap(({ recordTypes }) => recordTypes.map((type) => [type.type, type] as const)),
  );
  const frames = news.map((note) =>
    sealFrame(
      ringOf(community),
      'single',
      encodeSingle({ record: note.record, signature: note.signature }, noteTypes, community.names),
    ),
  );
  const pair = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 } as const;
  for (const gateway of [0, 1]) {
    cell.feed(gateway, { kind: 'link-up', link: 'wire', profile: pair });
    for (const frame of frames) cell.feed(gateway, { kind: 'received', link: 'wire', frame });
  }
  cell.runUntil(cell.nowMs() + HOUR, () => sizes().every((size) => size === 22));
  expect(sizes()).toEqual(range(0, 6).map(() => 22));
  // Twelve notes fit three or four bundles.
  expect(said.filter(({ kind }) => kind === 'bundle' || kind === 'single').length).toBeLessThanOrEqual(4);
});
