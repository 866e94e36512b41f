// The search for two truths must find them when the rules are broken on purpose; else it proves nothing.

import { describe, expect, test, vi } from 'vitest';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import type * as quorums from '#protocol/tally/quorum.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';

const roster = 'ce'.repeat(32) as RecordId;
const id = 'ab'.repeat(32) as RecordId;

/** Every way in which honest members bind and liars bind everything, seen whole or in part from two sides. */
async function twoTruths(count: number): Promise<number> {
  const { governance } = await import('#modules/governance/module.ts');
  const { matterOf } = await import('#modules/governance/matter.ts');
  const { bind, proposal } = await import('#modules/governance/records.ts');
  const members = Array.from({ length: count }, (_, i) => `${i}`.padStart(64, '0') as MemberId);
  const frozen: Roster = { checkpoint: roster, number: 1, size: count, members };
  const directory = { roster: () => frozen, numberOf: (m: MemberId) => members.indexOf(m) } as unknown as Directory;
  const around = { directory, state: () => undefined, record: () => undefined };
  const body = {
    kind: 'ordinary',
    method: 'majority',
    periodHours: 1,
    roster,
    frontier: new Uint8Array(8),
    slot: null,
    optionCount: 2,
    text: 'a\nb\nc',
  };
  const record = {
    member: members[0]!,
    log: 0,
    keyVersion: 0,
    type: proposal.type,
    seq: 1,
    time: 0,
    body: new Uint8Array(0),
  };
  const liars = count < 4 ? 0 : 1;
  let found = 0;
  const outcome = (binds: readonly (readonly [number, number])[]): string => {
    const state = governance.empty();
    governance.fold(state, { kind: 'record', id, record, body }, around);
    for (const [who, value] of binds) {
      const voice = { member: members[who]!, value, revision: 0, keyVersion: 0 };
      governance.fold(state, { kind: 'statement', subject: { kind: bind.kind, record: id, roster }, voice }, around);
    }
    const matter = matterOf(state, id, directory);
    return matter.kind === 'matter' && ['passed', 'rejected'].includes(matter.outcome.kind)
      ? JSON.stringify(matter.outcome)
      : '';
  };
  for (let words = 0; words < 4 ** (count - liars); words++) {
    const binds: (readonly [number, number])[] = [];
    for (let i = 0; i < liars; i++) binds.push([i, 0], [i, 1], [i, 2]);
    for (let i = liars, rest = words; i < count; i++, rest = Math.floor(rest / 4))
      if (rest % 4 < 3) binds.push([i, rest % 4]);
    const finals = new Set<string>();
    for (let seen = 0; seen < 2 ** binds.length; seen++) finals.add(outcome(binds.filter((_, i) => (seen >> i) & 1)));
    finals.delete('');
    if (finals.size > 1) found++;
  }
  return found;
}

describe('every set of binds that two sides may hold, for 1 to 4 members', () => {
  test.each([1, 2, 3, 4])('of %i members: no two truths', async (count) => {
    vi.resetModules();
    expect(await twoTruths(count)).toBe(0);
  });

  test('a quorum that is one too low is found out', async () => {
    vi.resetModules();
    vi.doMock('#protocol/tally/quorum.ts', async (original) => {
      const real = await original<typeof quorums>();
      return {
        ...real,
        quorumOf: (count: number, gravity: 'ordinary') => real.quorumOf(count, gravity) - 1,
        quorumWith: (count: number, liars: number) => real.quorumWith(count, liars) - 1,
      };
    });
    expect(await twoTruths(4)).toBeGreaterThan(0);
    vi.doUnmock('#protocol/tally/quorum.ts');
  });
});
