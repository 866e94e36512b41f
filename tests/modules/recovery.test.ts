import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { recoveryDigestOf, recoveryKeyOf, signRecovery, verifyRecovery } from '#protocol/crypto/recovery.ts';
import type { Fact } from '#protocol/node/module.ts';
import { BODY_BYTES_MAX } from '#protocol/wire/record.ts';
import { boxKeyOf } from '#modules/roster/directory.ts';
import { keyOf as logKeyOf, keyVersionOf } from '#modules/roster/log-keys.ts';
import { roster, type RosterModuleState } from '#modules/roster/module.ts';
import { isPresentKeySuspended } from '#modules/roster/queries.ts';
import { admission, guardians, profile, rebinding, reveal, rotation, suspending } from '#modules/roster/records.ts';
import { bytesOf, keyOf, village } from './village.ts';

const paper = bytesOf('paper', 32);
const NAMES = ['1', '2', '3', '4', '5', '6'];

function place() {
  const v = village('Recovery');
  const sponsored = (person: string) =>
    v.record('0', admission, { ...v.admissionOf(person, 1), recoveryDigest: recoveryDigestOf(recoveryKeyOf(paper)) });
  const facts: Fact[] = [v.founding, ...NAMES.map(sponsored), sponsored('lost')];
  const list = (who: readonly string[], over = {}) => v.record('lost', guardians, { guardians: who.map(v.idOf) }, over);
  const rebind = (author: string, co: readonly string[], key: string, ends = 0) =>
    v.record(author, rebinding, {
      member: v.idOf('lost'),
      ends,
      key: keyOf(key),
      privateKey: bytesOf(`x ${key}`, 32),
      recoveryDigest: bytesOf(`r ${key}`, 16),
      coGuardians: co.map(v.idOf),
    });
  const show = (of: RecordId, secret = paper) =>
    v.record('1', reveal, {
      rebinding: of,
      recoveryKey: recoveryKeyOf(secret),
      signature: signRecovery(v.communityBytes, of, secret),
    });
  return { v, facts, list, rebind, show, lost: v.idOf('lost') };
}

function folded(facts: readonly Fact[]): RosterModuleState {
  const state = roster.empty();
  for (const fact of facts) roster.fold(state, fact, {} as never);
  return state;
}

describe('who lost the key', () => {
  test('gets a new one from three of five guardians in one record, which fits a frame', () => {
    const { facts, list, rebind, lost } = place();
    const state = folded([...facts, list(NAMES.slice(0, 5)), rebind('1', ['2', '3'], 'new')]);
    expect(keyVersionOf(state, lost, 0)).toBe(1);
    expect(logKeyOf(state, lost, 0, 1)).toEqual(keyOf('new'));
    expect(boxKeyOf(state, lost)).toEqual(bytesOf('x new', 32));
    expect(rebinding.body.size.max).toBeLessThanOrEqual(BODY_BYTES_MAX.member);
  });

  test('gets none from two guardians, from one who signs twice, or from people who are no guardians', () => {
    const { facts, list, rebind, lost } = place();
    const guarded = [...facts, list(NAMES.slice(0, 5))];
    for (const tried of [rebind('1', ['2'], 'new'), rebind('1', ['1', '2'], 'new'), rebind('1', ['2', '6'], 'new')])
      expect(keyVersionOf(folded([...guarded, tried]), lost, 0)).toBe(0);
    expect(keyVersionOf(folded([...facts, rebind('1', ['2', '3'], 'new')]), lost, 0)).toBe(0);
  });

  test('is not robbed for good by a thief who names other guardians or rotates first', () => {
    const { v, facts, list, rebind, lost } = place();
    const own = list(NAMES.slice(0, 5));
    const theft = [
      list(['4', '5', '6', '0']),
      v.record('lost', rotation, { key: keyOf('thief') }),
      v.record('lost', profile, {
        privateKey: bytesOf('thief', 32),
        recoveryDigest: bytesOf('thief', 16),
        household: 1,
        name: 'x',
      }),
    ];
    const stolen = [...facts, own, ...theft];
    expect(logKeyOf(folded(stolen), lost, 0, 1)).toEqual(keyOf('thief'));
    const back = folded([...stolen, rebind('1', ['2', '3'], 'new')]);
    expect(logKeyOf(back, lost, 0, 1)).toEqual(keyOf('new'));
    expect(boxKeyOf(back, lost)).toEqual(bytesOf('x new', 32));
    const asked = ['1', '2', '3'].map((guardian) => v.record(guardian, suspending, { member: lost, keyVersion: 0 }));
    const halted = folded([...facts, own, theft[0]!, ...asked]);
    expect(isPresentKeySuspended(halted, lost, 0)).toBe(true);
  });

  test('comes back with the key on paper that the admission committed to, and with no other paper', () => {
    const { facts, rebind, show, lost } = place();
    const wish = rebind('1', [], 'new');
    expect(keyVersionOf(folded([...facts, wish]), lost, 0)).toBe(0);
    expect(logKeyOf(folded([...facts, wish, show(wish.id)]), lost, 0, 1)).toEqual(keyOf('new'));
    expect(keyVersionOf(folded([...facts, wish, show(wish.id, bytesOf('forged', 32))]), lost, 0)).toBe(0);
  });

  test('of two different new keys by guardians gets neither, until people have met', () => {
    const { facts, list, rebind, lost } = place();
    const both = [rebind('1', ['2', '3'], 'new'), rebind('3', ['4', '5'], 'other')];
    const contested = folded([...facts, list(NAMES.slice(0, 5)), ...both]);
    expect(logKeyOf(contested, lost, 0, 1)).toBeUndefined();
    expect(isPresentKeySuspended(contested, lost, 0)).toBe(true);
    // Then three of them end what is contested.
    const met = folded([...facts, list(NAMES.slice(0, 5)), ...both, rebind('1', ['2', '3'], 'met', 1)]);
    expect(logKeyOf(met, lost, 0, 2)).toEqual(keyOf('met'));
    expect(isPresentKeySuspended(met, lost, 0)).toBe(false);
  });

  test('has the same key in whatever order the records came', () => {
    const { v, facts, list, rebind, show, lost } = place();
    const wish = rebind('6', [], 'paper');
    const all = [
      list(NAMES.slice(0, 5)),
      v.record('lost', rotation, { key: keyOf('own') }),
      wish,
      show(wish.id),
      rebind('1', ['2', '3'], 'new'),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        expect(logKeyOf(folded([...facts, ...order]), lost, 0, 1)).toEqual(keyOf('new'));
      }),
    );
  });

  test('is believed only where the recovery key signed this very record', () => {
    const community = bytesOf('c', 32);
    const [one, other] = ['aa'.repeat(32), 'bb'.repeat(32)] as RecordId[];
    const signature = signRecovery(community, one!, paper);
    expect(verifyRecovery(community, one!, recoveryKeyOf(paper), signature)).toBe(true);
    expect(verifyRecovery(community, other!, recoveryKeyOf(paper), signature)).toBe(false);
    expect(verifyRecovery(bytesOf('d', 32), one!, recoveryKeyOf(paper), signature)).toBe(false);
    expect(verifyRecovery(community, one!, new Uint8Array(32), signature)).toBe(false);
    const zeroKey = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0));
    expect(verifyRecovery(community, one!, zeroKey, new Uint8Array(64))).toBe(false);
  });
});
