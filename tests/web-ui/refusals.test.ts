// Whoever is refused something reads why in their own language: every sentence that the sources can show on the
// page is in every table, with the same values in it, and is found again with values put in.

import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalsDe } from '#web-ui/words/refusals/de.ts';
import { refusalsEs } from '#web-ui/words/refusals/es.ts';
import { ENGLISH_LENGTH_MAX, inWordsOf, type Sentences } from '#web-ui/words/refusals.ts';
import { readOwnSentences, type Place } from './own-sentences.ts';

const TABLES: { readonly [language: string]: readonly Sentences[] } = { de: refusalsDe, es: refusalsEs };
const ROOMS = ['protocol', 'modules', 'web-ui', 'gateway/lan'];

const of = (file: string, type: string, ...properties: readonly string[]): readonly Place[] =>
  properties.map((property) => ({ file, type, property }));

/** All that the page shows and does not say by itself. */
const PLACES: readonly Place[] = [
  ...of('protocol/node/module.ts', 'Refusal', 'why', 'remedy'),
  ...of('gateway/lan/control.ts', 'ControlAnswer', 'why', 'remedy'),
  ...of('gateway/guests.ts', 'GuestRefusal', 'why', 'remedy'),
  ...of('radio/meshtastic/session-types.ts', 'Notice', 'words'),
  ...of('radio/links/byte-stream.ts', 'LinkProblem', 'words'),
  ...of('radio/meshtastic/provisioning-plan.ts', 'Difference', 'consent'),
  ...of('web-ui/views/radio.ts', 'RadioPicture', 'words'),
  ...of('web-ui/views/delivery.ts', 'DeliveryPicture', 'why'),
  { file: 'modules/roster/pages.ts', words: 'objections' },
  { file: 'modules/roster/pages.ts', words: 'undecided' },
];

/** Files that only the command line reads: warnings of authorities, proofs and certificates of others. */
const NOT_ON_THE_PAGE =
  /^modules\/(emergency\/cap\/|proof-|outer-voice|governance\/certificate)|^protocol\/(crypto|wire)/;

/** Names that software gives, the same in every language: `decide.period-least`, `EU_868`. */
const IS_A_NAME = /^([a-z]+\.[a-z-]+|[A-Z0-9_]+)$/;

/** Shown as well, though no place above holds them. */
const MORE: readonly string[] = [
  // gateway/controls.ts; to read that file here would be to read the simulator, too.
  'This gateway serves no community yet.',
  'Create or join one on the page.',
  // web-ui/node/window.ts says this of itself.
  'The part of this page that keeps your records did not start.',
  // The firmware of the radio.
  'Duty cycle limit exceeded. You can send again in {#1} mins',
  // What settings are changed from and to.
  ...['none', 'unset', 'custom', 'number {#1}', 'on', 'off', '(no name)'],
  ...['a 256-bit key', 'our 256-bit key', 'a 128-bit key', 'the public key'],
];

/** Words that are not ours, so they stay as they are: of a browser, of a system, of a radio. */
const NOT_OURS: readonly string[] = [
  'gateway/lan/phone-port.ts: reason.toString()',
  'protocol/node/drive.ts: error',
  'protocol/node/drive.ts: why',
  'protocol/node/durability.ts: error',
  'protocol/node/words-of.ts: error.message',
  'radio/meshtastic/session.ts: notification.message',
  'radio/meshtastic/session.ts: notification.message.slice(0, NOTES_MAX_CHARACTERS)',
  'web-ui/node/host.ts: error',
  'web-ui/node/host.ts: error.message',
];

const { sentences, terms, unread } = readOwnSentences(
  join(import.meta.dirname, '..', '..'),
  ROOMS,
  PLACES,
  (file) => !NOT_ON_THE_PAGE.test(file),
);
const needed = new Map([...sentences, ...[...terms].filter(([term]) => !IS_A_NAME.test(term))]);
for (const sentence of MORE) needed.set(sentence, 'tests/web-ui/refusals.test.ts');

const holesIn = (english: string): readonly string[] => [...english.matchAll(/\{[#@]?\d\}/g)].map(([hole]) => hole);
/** A form that a number chooses is no value; words of ours may be left as they are. */
const valuesOf = (said: string): readonly string[] =>
  [...said.matchAll(/\{([#@]?\d)\}/g)].map(([, hole]) => (hole ?? '').replace('@', '')).sort();

describe('what the sources can show', () => {
  it('is followed to its words everywhere: where it cannot be, say it in a whole sentence', () => {
    expect([...unread].sort()).toEqual(NOT_OURS);
  });

  it('is many sentences, so the reading of the sources works', () => {
    expect(needed.size).toBeGreaterThan(500);
    expect(needed.get('This call for help is over.')).toMatch(/^modules\/emergency\/acts\/calls\.ts:\d+$/);
    expect(needed.has('{#1} blocks stand, with a reason.')).toBe(true);
  });

  it('never has two values side by side, which nobody could tell apart', () => {
    expect([...needed.keys()].filter((key) => /\}\{/.test(key))).toEqual([]);
  });
});

describe.each(Object.entries(TABLES))('in %s', (language, tables) => {
  const entries = tables.flatMap((table) => Object.entries(table));
  const said = new Map(entries);
  const inWords = inWordsOf(tables, language);

  it(`every sentence has a translation: add what is listed to web-ui/words/refusals/${language}/`, () => {
    const missing = [...needed].filter(([key]) => !said.has(key)).map(([key, where]) => `${key}   (${where})`);
    expect(missing).toEqual([]);
  });

  it('no translation is left of a sentence that nothing says any more', () => {
    expect([...said.keys()].filter((key) => !needed.has(key))).toEqual([]);
  });

  it('every sentence is translated once', () => {
    const keys = entries.map(([key]) => key);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('a translation carries the same values, each of them once', () => {
    for (const [key, translation] of said) {
      expect({ key, values: valuesOf(translation) }).toEqual({ key, values: valuesOf(key) });
      expect(translation.trim()).not.toBe('');
    }
  });

  it('a form is chosen by a number that is there, and nothing else stands in braces', () => {
    for (const [key, translation] of said) {
      const chosenBy = [...translation.matchAll(/\{(\d):[^{}|]+\|[^{}|]+\}/g)].map(([, digit]) => `{#${digit}}`);
      expect({ key, chosenBy: chosenBy.filter((hole) => !key.includes(hole)) }).toEqual({ key, chosenBy: [] });
      expect(translation.replaceAll(/\{([#@]?\d|\d:[^{}|]+\|[^{}|]+)\}/g, '')).not.toMatch(/[{}|]/);
    }
  });

  it('a sentence with values in it is found, and says them', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'Z', 'ä', 'ß', '0', '7', ' ', '-'), maxLength: 12 });
    const withHoles = [...said].filter(([key]) => holesIn(key).length > 0);
    const format = new Intl.NumberFormat(language);
    fc.assert(
      fc.property(
        fc.constantFrom(...withHoles),
        fc.array(name, { minLength: 9, maxLength: 9 }),
        fc.nat(99_999),
        ([key, translation], names, number) => {
          const values = holesIn(key).map((hole, i) => (hole.startsWith('{#') ? String(number + i) : `${names[i]!}~`));
          const english = key.replaceAll(/\{[#@]?(\d)\}/g, (_, digit: string) => values[Number(digit) - 1]!);
          const result = inWords(english);
          expect(result).not.toBe(english);
          const first = translation.split(/\{/)[0]!;
          expect(result.startsWith(first)).toBe(true);
          for (const [i, hole] of holesIn(key).entries()) {
            expect(result).toContain(hole.startsWith('{#') ? format.format(number + i) : values[i]);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('what nobody wrote stays as it is', () => {
    for (const english of [
      '',
      'Nobody ever wrote this.',
      'constructor',
      '__proto__',
      '"x" is no',
      'x'.repeat(ENGLISH_LENGTH_MAX + 1),
    ])
      expect(inWords(english)).toBe(english);
  });

  it('a hostile name neither holds the page up nor puts holes of its own in', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('" is no ', '{1}', '{#2}', '", ', '.', '"', ' and ', '$&', '1'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(hostile, (name) => {
        const result = inWords(`"${name}" is no amount that can be paid.`);
        expect(result.length).toBeGreaterThan(name.length);
      }),
      { numRuns: 200 },
    );
    expect(inWords('"{1}$&" is no amount that can be paid.')).toContain('{1}$&');
  });
});

describe('a refusal in German', () => {
  const inGerman = inWordsOf(refusalsDe, 'de');
  it.each([
    ['You can pay up to 1234.50 now, and the rest after the next checkpoint.', /1\.234,50/],
    ['1 ballots for this are held here, and 3 are needed.', /ist hier 1 Stimme bekannt/],
    ['2 ballots for this are held here, and 3 are needed.', /sind hier 2 Stimmen bekannt/],
    ['This is decided as "serious", and not as "ordinary".', /„Ernst“ entschieden und nicht als „Gewöhnlich“/],
    ['The connection was lost: the radio was unplugged or switched off.', /: das Funkgerät wurde abgezogen/],
    ['NaN, 0 within 10 m is no place that can be said.', /^NaN, 0 auf 10 m genau/],
    ['"x" is no power that can be given; there are: warn, fuel.', /auf Englisch geschrieben: warn, fuel\./],
    ['Choose one of: fire, flood, quicksand.', /: Feuer, Hochwasser, quicksand\./],
  ])('says %j in its numbers, forms and words', (english, german) => {
    expect(inGerman(english)).toMatch(german);
  });
});
