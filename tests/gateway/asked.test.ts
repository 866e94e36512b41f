// What people type for persons, records, places and numbers, made exact or refused with a reason.

import { describe, expect, it } from 'vitest';
import { findMember, findRecord, mostOf, readInputs, type Known } from '#gateway/member/asked.ts';
import { kebab, entriesOf } from '#gateway/cli/module-command.ts';
import { ALIASES } from '#gateway/cli/module-more.ts';
import { MODULE_COMMANDS } from '#gateway/cli/module-commands.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Person } from '#protocol/log/directory.ts';
import { createRecordStore } from '#protocol/log/record-store.ts';
import type { Input } from '#protocol/node/module.ts';
import { createNode } from '#protocol/node/node.ts';
import { completed } from '#modules/completed.ts';
import { modules } from '#modules/index.ts';
import { found } from '#modules/roster/founding.ts';
import { linkUrl } from '#gateway/member/gateway-link.ts';
import { nodeOptions } from '#gateway/node-options.ts';

const NOW_MS = 1_795_244_400_000;

const person = (id: string, name: string, household: number, standing: Person['standing'] = 'member'): Person => ({
  id: id.padEnd(64, '0') as MemberId,
  number: 0,
  name,
  household,
  standing,
});
const ANA = person('aa11', 'Ana', 3);
const BEN = person('bb22', 'Ben', 3);
const OTHER_BEN = person('bb33', 'ben', 4);
const JOSE = person('cc44', 'Jos\u00e9', 5);
const GONE = person('dd55', 'Gone', 6, 'removed');
const MARKED = person('ee66', 'house 9', 7);

const records = createRecordStore();
const hold = (id: string, type: number, seq: number): RecordId => {
  const whole = id.padEnd(64, '0') as RecordId;
  const record = { member: ANA.id, log: 0, keyVersion: 0, type, seq, time: 0, body: new Uint8Array(0) };
  records.add(whole, record, { ids: [whole], signature: new Uint8Array(48) }, 0);
  return whole;
};
const PROPOSAL = hold('abcd1', 16, 1);
const CONCERN = hold('abcd2', 18, 2);
hold('abcd3', 16, 3);

const known: Known = {
  member: ANA.id,
  modules,
  node: {
    records,
    directory: { people: () => [ANA, BEN, OTHER_BEN, JOSE, GONE, MARKED] } as unknown as Known['node']['directory'],
  },
};

describe('a person', () => {
  it('is found by name in any case and spelling of accents, by house, by the first letters of the id, and as "me"', () => {
    for (const [text, who] of [
      ['Ana', ANA],
      ['ANA', ANA],
      ['me', ANA],
      ['Jose\u0301', JOSE],
      ['house 4', OTHER_BEN],
      ['h5', JOSE],
      ['bb22', BEN],
      [BEN.id, BEN],
      ['Ben of house 4', OTHER_BEN],
      ['house 9', MARKED],
    ] as const)
      expect(findMember(text, known), text).toEqual({ ok: true, value: who.id });
  });

  it('whose name fits two is not guessed: both are named', () => {
    expect(findMember('Ben', known)).toMatchObject({
      error: { why: expect.stringMatching(/bb220000.*bb330000/) as string },
    });
    expect(findMember('house 3', known)).toMatchObject({ error: { why: expect.stringContaining('Ana') as string } });
  });

  it('who is unknown, has left, or is named by too few letters is not found', () => {
    for (const text of ['Zoe', 'Gone', 'bb2', '', 'house 77']) expect(findMember(text, known).ok, text).toBe(false);
  });
});

describe('a record', () => {
  it('is found by letters that only one record of the right type begins with', () => {
    expect(findRecord('abcd1', ['proposal'], known)).toEqual({ ok: true, value: PROPOSAL });
    expect(findRecord('ABCD', ['concern'], known)).toEqual({ ok: true, value: CONCERN });
    expect(findRecord('abcd2', [], known)).toEqual({ ok: true, value: CONCERN });
  });

  it('that could be several, is of another type or not held is refused, each with its own words', () => {
    const why = (text: string, of: readonly string[]): string => {
      const found = findRecord(text, of, known);
      return found.ok ? '' : found.error.why;
    };
    expect(why('abcd', ['proposal'])).toMatch(/could be abcd1000 \(proposal\), abcd3000/);
    expect(why('abcd2', ['proposal'])).toMatch(/is a concern, and a proposal is needed/);
    expect(why('ffff', ['proposal'])).toMatch(/No proposal that begins with "ffff" is held/);
    expect(why('ab', ['proposal'])).toMatch(/is no id of a proposal/);
    expect(why('sideways', [])).toMatch(/is no id of a record/);
  });
});

describe('the arguments of an act', () => {
  const amount: Input = { is: 'number', label: 'How much', least: 1, most: 2_097_151, unit: 'hundredths' };
  const hours: Input = { is: 'number', label: 'How long', least: 1, most: 20, unit: 'hours' };
  const says: Input = { is: 'choice', label: 'What you say', of: ['for', 'stand aside'] };
  const words: Input = { is: 'text', label: 'Words', bytesMax: 5, optional: true };
  const whom: Input = { is: 'member', label: 'Whom', most: 2 };
  const place: Input = { is: 'position', label: 'Where', optional: true };
  const drill: Input = { is: 'yes or no', label: 'A drill' };
  const one = (input: Input, typed: string | readonly string[] | boolean | undefined) => {
    const read = readInputs({ it: input }, { it: typed }, known);
    return read.ok ? read.value.it : read.error.why;
  };

  it('are amounts with a point or a comma, whole numbers, words, places and lists', () => {
    expect(one(amount, '12')).toBe(1200);
    expect(one(amount, '12,5')).toBe(1250);
    expect(one(amount, '0.29')).toBe(29);
    expect(one(hours, '20')).toBe(20);
    expect(one(says, 'Stand-Aside')).toBe('stand aside');
    expect(one(whom, ['Ana', 'bb22'])).toEqual([ANA.id, BEN.id]);
    expect(one(place, '47.3769, 8.5417')).toEqual({ latDeg: 47.3769, lonDeg: 8.5417, withinMetres: 100 });
    expect(one(place, '-33.8,-151.2,1000m')).toEqual({ latDeg: -33.8, lonDeg: -151.2, withinMetres: 1000 });
  });

  it('that do not fit are refused under their label', () => {
    for (const text of ['0', '12.345', '-1', '1e3', '0x10', '', ' ', 'NaN', '999999999']) {
      expect(one(amount, text), text).toMatch(/^How much: ".*" does not fit\.$/);
    }
    for (const text of ['0', '21', '1.5']) expect(one(hours, text), text).toMatch(/^How long/);
    expect(one(words, 'é'.repeat(3))).toMatch(/takes 6 bytes on the air, and 5 have room/);
    expect(one(whom, ['Ana', 'bb22', 'bb33'])).toMatch(/3 were given/);
    for (const text of ['91,0', '0,181', '1', 'north', '1,2,3,4'])
      expect(one(place, text), text).toMatch(/is no place/);
  });

  it('that were left out are left out, but a list is empty and a plain yes or no is no', () => {
    expect(readInputs({ words, place, whom, drill }, {}, known)).toEqual({
      ok: true,
      value: { whom: [], drill: false },
    });
  });
});

describe('the address of a gateway', () => {
  it('is what people copy from a page or know by heart', () => {
    for (const [text, url] of [
      ['hill.local', 'ws://hill.local:8440/link'],
      ['192.168.1.5:80', 'ws://192.168.1.5:80/link'],
      ['http://192.168.1.5:8440/#control=abc', 'ws://192.168.1.5:8440/link'],
      ['ws://[fd00::1]:9000', 'ws://[fd00::1]:9000/link'],
      ['https://hill.example', 'wss://hill.example:443/link'],
    ])
      expect(linkUrl(text!)).toBe(url);
    for (const text of ['', 'ftp://hill', 'ws://', 'ws://me:secret@hill', 'hill:99999'])
      expect(() => linkUrl(text), text).toThrow('is no address of a gateway');
  });
});

describe('the commands of the modules', () => {
  it('exist for every module, each with a name of its own, in letters that a shell leaves alone', () => {
    expect(MODULE_COMMANDS.map(({ name }) => name)).toEqual(modules.map(({ name }) => name));
    for (const module of modules) {
      for (const { name, summary } of entriesOf(module)) {
        expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(summary.length).toBeGreaterThan(0);
      }
    }
  });

  it('have second words only for what exists, and none that another command has', () => {
    for (const [act, alias] of Object.entries(ALIASES)) {
      const [name, command] = act.split(' ');
      const names = entriesOf(modules.find((module) => module.name === name)!).map((entry) => entry.name);
      expect(names).toContain(command);
      expect(names).not.toContain(alias);
    }
  });

  it('have options that collide neither with each other nor with those of every command', () => {
    const taken = new Set(['folder', 'json', 'gateway', 'wait', 'help', 'version']);
    for (const module of modules) {
      const asked = [...Object.values(module.acts), ...Object.values(module.queries ?? {})];
      for (const { inputs } of asked) {
        const flags = Object.keys(inputs ?? {}).map(kebab);
        expect(new Set(flags).size).toBe(flags.length);
        expect(flags.filter((flag) => taken.has(flag))).toEqual([]);
      }
    }
  });

  it('are answered, never broken, when only what must be said was said, of a record that nobody holds', () => {
    const made = found('Hill', { name: 'Ana', household: 1 }, (count) => new Uint8Array(count).fill(7), NOW_MS);
    if (!made.ok) throw new Error(made.error.why);
    const { device, first, then } = made.value;
    const node = createNode({ ...nodeOptions(modules, device.secrets), seed: 'asked' }, NOW_MS);
    node.handle({ kind: 'loaded', stored: [first] }, NOW_MS);
    node.handle({ kind: 'acted', act: then, reply: 0 }, NOW_MS);
    const sample = (input: Input): unknown => {
      const value = {
        member: node.self!.member,
        record: 'f'.repeat(64),
        text: 'words',
        number: 'least' in input ? input.least : 0,
        choice: input.is === 'choice' ? input.of[0] : '',
        'yes or no': false,
        position: null,
      }[input.is];
      return mostOf(input) === undefined ? value : [value];
    };
    for (const module of modules) {
      for (const [name, { inputs }] of Object.entries(module.acts)) {
        if (inputs === undefined) continue;
        const required = Object.entries(inputs).filter(([, input]) => input.optional !== true);
        const said = Object.fromEntries(required.map(([key, input]) => [key, sample(input)]));
        const lists = Object.entries(inputs).filter(([key, input]) => !(key in said) && mostOf(input) !== undefined);
        const args = { ...Object.fromEntries(lists.map(([key]) => [key, []])), ...said };
        const act = completed({ module: module.name, name, args }, node, 0, NOW_MS);
        const effects = node.handle({ kind: 'acted', act, reply: 1 }, NOW_MS);
        const answer = effects.find(({ kind }) => kind === 'acted');
        expect(answer, `${module.name} ${name}`).toMatchObject({ outcome: { ok: expect.any(Boolean) as boolean } });
      }
      for (const [name, query] of Object.entries(module.queries ?? {})) {
        const required = Object.entries(query.inputs ?? {}).filter(([, input]) => input.optional !== true);
        const args = Object.fromEntries(required.map(([key, input]) => [key, sample(input)]));
        const shown = query.show(node.state(module.name), args, node.around(NOW_MS), node.self);
        expect(Array.isArray(shown.lines), `${module.name} ${name}`).toBe(true);
        expect(() => JSON.stringify(shown.json)).not.toThrow();
      }
    }
  });
});
