// Every language says everything, with the same values in it.

import { describe, expect, it } from 'vitest';
import { de } from '#web-ui/words/de.ts';
import { en, type Words } from '#web-ui/words/en.ts';
import { es } from '#web-ui/words/es.ts';
import { fill, LANGUAGES, languageFor } from '#web-ui/words/speak.ts';
import { SEVERITIES_FALLING, SOS_KINDS_FIRST, SOS_KINDS_MORE } from '#web-ui/views/terms.ts';
import { ADVICE, ALERT_KINDS, SEVERITIES, SOS_KINDS, TEXT_BYTES_MAX } from '#modules/emergency/records.ts';
import { MEMO_BYTES_MAX } from '#modules/economy/records.ts';
import { KINDS } from '#modules/governance/kinds.ts';
import { METHODS } from '#modules/governance/methods.ts';
import * as terms from '#web-ui/views/terms.ts';

const TABLES: { readonly [name: string]: Words } = { en, es, de };
const valuesIn = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe.each(Object.keys(LANGUAGES))('the words in %s', (name) => {
  const table = TABLES[name]!;

  it('are all there, and no others', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(en).sort());
  });

  it('carry the same values as the English ones', () => {
    for (const [key, sentence] of Object.entries(en)) {
      expect({ key, values: valuesIn(table[key as keyof Words]) }).toEqual({ key, values: valuesIn(sentence) });
    }
  });

  it('are never empty', () => {
    for (const [key, sentence] of Object.entries(table))
      expect({ key, length: sentence.trim().length > 0 }).toEqual({ key, length: true });
  });
});

describe('a language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'es-MX'], 'es'],
    [['zh'], 'en'],
    [[], 'en'],
  ] as const)('for a browser that asks for %j is %s', (wanted, expected) => {
    expect(languageFor(wanted)).toBe(expected);
  });

  it('is not English written twice', () => {
    for (const [name, table] of Object.entries(TABLES)) {
      if (name === 'en') continue;
      const same = Object.entries(en).filter(([key, sentence]) => table[key as keyof Words] === sentence);
      expect(same.length).toBeLessThan(Object.keys(en).length / 8);
    }
  });
});

describe('a sentence', () => {
  it('writes numbers the way its language does, and keeps what has no value visible', () => {
    expect(fill('{n} of {of}', { n: 1234.5 }, 'de')).toBe('1.234,5 of {of}');
  });
});

describe('the lists that forms offer', () => {
  it('are those of the modules, which the window does not load', () => {
    expect([...SOS_KINDS_FIRST, ...SOS_KINDS_MORE].sort()).toEqual([...SOS_KINDS].sort());
    expect(SEVERITIES_FALLING.toReversed()).toEqual(SEVERITIES);
    expect(terms.SOS_TEXT_BYTES_MAX).toBe(TEXT_BYTES_MAX.sos);
    expect(terms.MEMO_BYTES_MAX).toBe(MEMO_BYTES_MAX);
  });

  it('have a word in the table for each of their words', () => {
    const named: readonly (readonly [string, readonly string[]])[] = [
      ['sos-kind', SOS_KINDS],
      ['severity', SEVERITIES],
      ['alert-kind', ALERT_KINDS],
      ['advice', ADVICE.filter((word) => word !== 'none')],
      ['matter-kind', KINDS],
      ['method', METHODS],
    ];
    const missing = named.flatMap(([prefix, words]) =>
      words.filter((word) => !(`${prefix}-${word}` in en)).map((word) => `${prefix}-${word}`),
    );
    expect(missing).toEqual([]);
  });
});
