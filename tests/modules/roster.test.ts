import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact, Self, Surroundings } from '#protocol/node/module.ts';
import { decode, encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster, type RosterModuleState } from '#modules/roster/module.ts';
import { lineSplit, waitingForAdmission } from '#modules/roster/queries.ts';
import { checkpoint, leaving, profile, rotation } from '#modules/roster/records.ts';
import { bytesOf, grown, keyOf, village } from './village.ts';

const NO_PLACES = { recordsAt: () => [], placeOf: () => undefined };

function folded(facts: readonly Fact[]): RosterModuleState {
  const state = roster.empty();
  for (const fact of facts) roster.fold(state, fact, around(state));
  return state;
}

function around(state: RosterModuleState): Surroundings {
  return {
    directory: directoryOf(state, NO_PLACES),
    state: (module) => (module === 'roster' ? state : undefined),
    record: () => undefined,
    heldSinceMs: () => 0,
    nowMs: 0,
  };
}

const selfOf = (member: MemberId): Self => ({ member, log: 0, key: new Uint8Array(96) });

/** Lets devices do their duties among each other, in turns, until nobody has anything to say. */
function settle(
  states: readonly { state: RosterModuleState; member: MemberId }[],
  reaches = (_from: number, _to: number) => true,
): number {
  for (let turn = 0; turn < 60; turn++) {
    const said = states.map(
      ({ state, member }) => roster.duties!(state, selfOf(member), around(state)).statements ?? [],
    );
    if (said.every((statements) => statements.length === 0)) return turn;
    said.forEach((statements, from) => {
      for (const { subject, value, revision } of statements) {
        const voice = { member: states[from]!.member, value, revision, keyVersion: 0 };
        states.forEach(({ state }, to) => {
          if (reaches(from, to)) roster.fold(state, { kind: 'statement', subject, voice }, around(state));
        });
      }
    });
  }
  throw new Error('devices go on talking');
}

describe('who is here', () => {
  test('the founder is number 0 and alone makes the first quorum', () => {
    const v = village();
    const state = folded([v.founding, v.admit('0', '1', 2)]);
    const page = v.page('0', 1, v.community, ['1']);
    roster.fold(state, page, around(state));
    settle([{ state, member: v.idOf('0') }]);
    const directory = directoryOf(state, NO_PLACES);
    expect(directory.latest()).toEqual({
      checkpoint: page.id,
      number: 1,
      size: 2,
      members: [v.idOf('0'), v.idOf('1')],
    });
    expect(directory.person(v.idOf('1'))).toMatchObject({ number: 1, name: '1', household: 2, standing: 'member' });
    expect(directory.memberAt(1)).toBe(v.idOf('1'));
    expect(directory.checkpointAt(1)).toBe(page.id);
    expect(directory.checkpointNumber(v.community)).toBe(0);
  });

  test('a person whom a member admitted is a guest until a page lists them', () => {
    const v = grown(4);
    const state = folded([...v.facts, v.admit('1', 'anna', 9)]);
    const directory = directoryOf(state, NO_PLACES);
    expect(directory.person(v.idOf('anna'))).toMatchObject({ standing: 'newcomer', number: undefined, name: 'anna' });
    expect(directory.newcomer(v.idOf('anna').slice(0, 16))).toBe(v.idOf('anna'));
    expect(directory.keyOf(v.idOf('anna'), 0, 0)).toEqual(keyOf('anna'));
  });

  test('three sponsors of two households bring a person in; the screen says who is missing', () => {
    const v = grown(4);
    const state = folded([...v.facts, v.admit('1', 'anna', 9)]);
    expect(waitingForAdmission(state).map(({ words }) => words)).toEqual([
      'needs 2 more sponsors and a sponsor of another household',
    ]);
    roster.fold(state, v.vouch('2', 'anna'), around(state));
    expect(waitingForAdmission(state).map(({ words }) => words)).toEqual(['needs 1 more sponsor']);
    roster.fold(state, v.vouch('2', 'anna'), around(state));
    expect(waitingForAdmission(state)[0]!.ready).toBe(false);
    roster.fold(state, v.vouch('3', 'anna'), around(state));
    expect(waitingForAdmission(state)[0]).toMatchObject({ ready: true, words: 'joins when the next page is closed' });
  });

  test('co-sponsors who signed the admission count like those who came later', () => {
    const v = grown(4);
    const state = folded([...v.facts, v.admit('1', 'anna', 9, ['2', '3'])]);
    expect(waitingForAdmission(state)[0]!.ready).toBe(true);
  });

  test('a profile renames a member, and the newest one counts whichever came first', () => {
    const v = grown(2);
    const named = (name: string) =>
      v.record('1', profile, { privateKey: bytesOf('x', 32), recoveryDigest: bytesOf('r', 16), household: 0, name });
    const [old, young] = [named('Berta'), named('Berta Kraft')];
    for (const order of [
      [old, young],
      [young, old],
    ]) {
      expect(directoryOf(folded([...v.facts, ...order]), NO_PLACES).person(v.idOf('1'))!.name).toBe('Berta Kraft');
    }
  });

  test('a rotation gives the next key, and two different ones contest each other: both are held, neither has power', () => {
    const v = grown(2);
    const first = v.record('1', rotation, { key: keyOf('second') });
    const state = folded([...v.facts, first]);
    const directory = directoryOf(state, NO_PLACES);
    expect(directory.keyVersionOf(v.idOf('1'), 0)).toBe(1);
    expect(directory.keyOf(v.idOf('1'), 0, 1)).toEqual(keyOf('second'));
    const second = { member: v.idOf('1'), log: 0, keyVersion: 1 };
    expect(directory.isSuspended!(second)).toBe(false);
    roster.fold(state, v.record('1', rotation, { key: keyOf('thief') }), around(state));
    expect(directory.keyOf(v.idOf('1'), 0, 1)).toBeUndefined();
    expect(directory.claimantsOf!(v.idOf('1'), 0, 1)).toHaveLength(2);
    expect(directory.isSuspended!(second)).toBe(true);
    expect(directory.isSuspended!({ ...second, keyVersion: 0 })).toBe(false);
  });
});

describe('closing a page', () => {
  const page1 = (count: number) => {
    const v = grown(count);
    return { v, join: [v.admit('0', 'anna', 90, ['1', '2']), v.admit('0', 'bert', 91, ['1', '2'])] };
  };

  test('a page counts with a quorum of the page before and not with one less', () => {
    const { v, join } = page1(7);
    const page = v.page('0', v.next, v.roster, ['anna']);
    const state = folded([...v.facts, ...join, page]);
    const latest = () => directoryOf(state, NO_PLACES).latest()!.checkpoint;
    const confirm = (member: string) => roster.fold(state, v.confirm(member, page.id, v.roster), around(state));
    v.members.slice(0, 4).forEach(confirm);
    expect(latest()).toBe(v.roster);
    confirm(v.members[4]!);
    expect(latest()).toBe(page.id);
  });

  test('a checkpoint names newcomers so that it can be read before it counts and after', () => {
    const { v, join } = page1(4);
    const page = v.page('0', v.next, v.roster, ['anna', 'bert']);
    const facts = [...v.facts, ...join, page];
    const [before, after] = [
      folded(facts),
      folded([...facts, ...v.members.map((m) => v.confirm(m, page.id, v.roster))]),
    ];
    expect(directoryOf(after, NO_PLACES).numberOf(v.idOf('anna'))).toBe(4);
    const wire = encode(checkpoint.body, page.body, 'wire', directoryOf(after, NO_PLACES));
    const read = decode(checkpoint.body, wire, { names: directoryOf(before, NO_PLACES) });
    expect(read).toEqual({ ok: true, value: page.body });
  });

  test('a device confirms no page that lists somebody without sponsors', () => {
    const v = grown(4);
    const page = v.page('3', v.next, v.roster, ['anna']);
    const state = folded([...v.facts, v.admit('1', 'anna', 9), page]);
    expect(roster.duties!(state, selfOf(v.idOf('1')), around(state))).toEqual({});
  });

  test('a device confirms no page that removes somebody who did not leave', () => {
    const v = grown(4);
    const page = v.page('3', v.next, v.roster, [], { removed: ['2'] });
    const state = folded([...v.facts, page]);
    expect(roster.duties!(state, selfOf(v.idOf('1')), around(state))).toEqual({});
    roster.fold(state, v.record('2', leaving, { words: 'good luck' }), around(state));
    expect(roster.duties!(state, selfOf(v.idOf('1')), around(state)).statements).toHaveLength(1);
  });

  test('a person who left keeps the number and counts no more', () => {
    const v = grown(4);
    const page = v.page('3', v.next, v.roster, [], { removed: ['2'] });
    const state = folded([
      ...v.facts,
      v.record('2', leaving, { words: '' }),
      page,
      ...v.members.map((m) => v.confirm(m, page.id, v.roster)),
    ]);
    const directory = directoryOf(state, NO_PLACES);
    expect(directory.person(v.idOf('2'))).toMatchObject({ number: 2, standing: 'removed' });
    expect(directory.latest()).toMatchObject({ size: 4, members: ['0', '1', '3'].map(v.idOf) });
  });

  test('two pages proposed on two sides of a split end in one line, with nobody stuck', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 511 }), (count, sides) => {
        const { v, join } = page1(count);
        const pages = [v.page('0', v.next, v.roster, ['anna']), v.page('1', v.next, v.roster, ['bert'])];
        const right = (i: number): boolean => ((sides >> i) & 1) === 1;
        const devices = v.members.map((name, i) => ({
          member: v.idOf(name),
          state: folded([...v.facts, ...join, pages[right(i) ? 1 : 0]!]),
        }));
        settle(devices, (from, to) => right(from) === right(to));
        const everything = devices.flatMap(({ state, member }) =>
          spoken(
            state,
            member,
            v.roster,
            pages.map(({ id }) => id),
          ),
        );
        for (const { state } of devices)
          for (const fact of [...pages, ...everything]) roster.fold(state, fact, around(state));
        settle(devices);
        const latest = devices.map(({ state }) => directoryOf(state, NO_PLACES).latest()!.checkpoint);
        expect(new Set(latest).size).toBe(1);
        expect(latest[0]).not.toBe(v.roster);
        expect(devices.map(({ state }) => lineSplit(state))).toEqual(devices.map(() => undefined));
      }),
      { numRuns: 60 },
    );
  });

  test('with more liars than allowed the line stops and says so, instead of choosing', () => {
    const { v, join } = page1(4);
    const [one, two] = [v.page('0', v.next, v.roster, ['anna']), v.page('1', v.next, v.roster, ['bert'])];
    const both = v.members.flatMap((m) => [v.confirm(m, one.id, v.roster), v.confirm(m, two.id, v.roster)]);
    const state = folded([...v.facts, ...join, one, two, ...both]);
    expect(lineSplit(state)).toEqual({ number: 2, candidates: [one.id, two.id].sort() });
    expect(directoryOf(state, NO_PLACES).latest()!.checkpoint).toBe(v.roster);
    expect(directoryOf(state, NO_PLACES).underProof!()).toEqual(new Set(v.members.map(v.idOf)));
  });
});

/** What a member said on these pages so far, as facts for others. */
function spoken(state: RosterModuleState, member: MemberId, rosterId: RecordId, pages: readonly RecordId[]): Fact[] {
  const voice = (kind: number, record: RecordId, revision: number): Fact => ({
    kind: 'statement',
    subject: { kind, record, roster: rosterId },
    voice: { member, value: 0, revision, keyVersion: 0 },
  });
  return pages.flatMap((page) => [
    ...[...(state.readies.get(page)?.get(member) ?? [])].map((round) => voice(7, page, round)),
    ...(state.confirms.get(page)?.get(rosterId)?.has(member) ? [voice(0, page, 0)] : []),
  ]);
}

describe('the fold', () => {
  test('gives the same state in any order and with any duplicates', () => {
    const v = grown(9);
    const page = v.page('0', v.next, v.roster, ['anna']);
    const facts: Fact[] = [
      ...v.facts,
      v.admit('0', 'anna', 90, ['1', '2']),
      v.admit('3', 'anna', 90),
      page,
      ...v.members.map((m) => v.confirm(m, page.id, v.roster)),
      v.record('1', rotation, { key: keyOf('second') }),
      v.record('4', leaving, { words: '' }),
    ];
    const expected = roster.canonical(folded(facts), around(folded(facts)));
    const people = directoryOf(folded(facts), NO_PLACES).people();
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), fc.subarray(facts), (shuffled, again) => {
        const state = roster.empty();
        for (const fact of [...shuffled, ...again]) {
          roster.fold(state, fact, around(state));
          directoryOf(state, NO_PLACES).latest();
        }
        expect(roster.canonical(state, around(state))).toEqual(expected);
        expect(directoryOf(state, NO_PLACES).people()).toEqual(people);
      }),
      { numRuns: 50 },
    );
  });
});
