// What a disk hands back torn or rotten is reported and left alone: nothing is held that nobody said.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stored } from '#protocol/node/event.ts';
import { createNode } from '#protocol/node/node.ts';
import { subjectKey } from '#protocol/tally/tally.ts';
import { modules } from '#modules/index.ts';
import { nodeOptions } from '#sim/world/founding.ts';
import { yearOf } from '../../bench/modules-year.ts';

const year = yearOf({ members: 12, weeks: 2, matters: 2, records: 60 });
const secrets = { community: year.community, frameSecret: new Uint8Array(32), epoch: 0, day: 0, log: 0 };

function started(stored: readonly Stored[]) {
  const node = createNode({ ...nodeOptions(modules, secrets), seed: 'rotten' }, year.endMs);
  const effects = node.handle({ kind: 'loaded', stored }, year.endMs);
  const names = new Set([...node.records.places()].map(({ id }) => id));
  const voices = new Set(
    node.tally.subjects().flatMap(({ kind, record }) => node.tally.items(subjectKey(kind, record))),
  );
  const unread = effects.filter((effect) => effect.kind === 'note' && effect.note.code === 'store-failed').length;
  return { names, voices, unread };
}

const whole = started(year.rows);
const damage = fc.record({
  row: fc.nat(year.rows.length - 1),
  how: fc.constantFrom('ends early', 'goes on', 'bits turned'),
  at: fc.nat(),
  bits: fc.integer({ min: 1, max: 255 }),
});

test('a row that ends early, goes on too long or has bits turned gives nothing that was not said', () => {
  expect(whole.names.size).toBeGreaterThan(50);
  expect(whole.voices.size).toBeGreaterThan(50);
  fc.assert(
    fc.property(damage, ({ row, how, at, bits }) => {
      const stored = year.rows.map((one, i) => {
        if (i !== row) return one;
        const place = at % one.bytes.length;
        const bytes =
          how === 'ends early'
            ? one.bytes.slice(0, place)
            : how === 'goes on'
              ? Uint8Array.of(...one.bytes, bits)
              : one.bytes.map((byte, b) => (b === place ? byte ^ bits : byte));
        return { key: one.key, bytes };
      });
      const { names, voices, unread } = started(stored);
      const isWhole = names.size === whole.names.size && voices.size === whole.voices.size;
      expect([...names].filter((id) => !whole.names.has(id))).toEqual([]);
      expect([...voices].filter((item) => !whole.voices.has(item))).toEqual([]);
      expect(isWhole || unread > 0).toBe(true);
    }),
    { numRuns: 150 },
  );
});
