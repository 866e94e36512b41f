// A key that its owner called lost: every act of every module is refused in the same words, but calls for help.

import { describe, expect, test } from 'vitest';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { receipt } from '#modules/governance/records.ts';
import { voicesOn, type GovernanceState } from '#modules/governance/state.ts';
import { modules } from '#modules/index.ts';
import { call } from '../support/hamlet.ts';
import { table, type Seat } from '../support/table.ts';

const place = table(['Anna', 'Bert', 'Carl', 'Dora'], 'unbelieved');
const [anna, bert] = place.seats as [Seat, Seat];
const propose = {
  kind: 'ordinary',
  method: 'consent',
  periodHours: 24,
  slot: null,
  frontier: new Uint8Array(8),
  title: 'One thing',
  options: [],
  text: '',
};
const proposed = place.act(anna, 'governance', 'propose', propose);
const proposal = proposed.ok ? proposed.records[0]! : undefined;
const cast = { proposal, says: { options: [0] } };
const before = place.act(bert, 'governance', 'cast', cast);
place.act(bert, 'roster', 'revoke', { log: 0 });

const acts = modules.flatMap((module) =>
  Object.keys(module.acts).map((name) => ({ module, name, left: module.leftToUnbelieved?.includes(name) ?? false })),
);

describe('a key that was called lost', () => {
  test('could cast a ballot before', () => {
    expect(before.ok).toBe(true);
  });

  test.each(acts.filter(({ left }) => !left).map(({ module, name }) => [module.name, name]))(
    'may not do "%s %s", and is told why and what helps',
    (module, name) => {
      const done = place.act(bert, module, name, name === 'cast' ? cast : name === 'propose' ? propose : {});
      expect(done).toMatchObject({ ok: false, refusal: { rule: 'key-believed' } });
      expect(!done.ok && done.refusal.remedy).toContain('new key');
    },
  );

  test('still calls for help, and speaks', () => {
    const { module, name, args } = call('fell');
    expect(place.act(bert, module, name, args)).toMatchObject({ ok: true });
    expect(place.act(bert, 'governance', 'concern', { proposal, text: 'Listen to the others' })).toMatchObject({
      ok: true,
    });
  });

  test('owes nothing by itself any more: no receipt, no page, no acceptance, while the others go on', () => {
    const later = place.act(anna, 'governance', 'propose', { ...propose, title: 'Another thing' });
    for (let i = 0; i < 6; i++) place.rest(61_000);
    const on = later.ok ? later.records[0]! : undefined;
    const state = anna.node.state('governance') as GovernanceState;
    const spoke = (matter: RecordId | undefined): readonly MemberId[] => [
      ...voicesOn(state.topics.get(matter!)!, receipt.kind).keys(),
    ];
    expect(spoke(on)).not.toContain(bert.id);
    expect(spoke(on)).toContain(place.seats[2]!.id);
  });

  test('what is left to it is declared by names that there are', () => {
    for (const { name, acts: of, leftToUnbelieved = [] } of modules)
      for (const act of leftToUnbelieved) expect(Object.keys(of), name).toContain(act);
  });

  test('another key of the community is not touched by it', () => {
    expect(place.act(anna, 'governance', 'cast', cast)).toMatchObject({ ok: true });
  });
});
