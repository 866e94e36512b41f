// How the page says something: one table a language, one function, numbers and ages through Intl.
//
// English is in the shell, because a page without words is no page; the others come when chosen and
// are part of the same install. Plurals are keys that end in `_one` and `_other` (and what a language
// needs besides), picked by the language's own rules.

import { createSignal } from 'solid-js';
import type { DeedWords } from './deed-words.ts';
import { en, type Key, type Words } from './en.ts';
import { inWordsOf, type InWords, type Sentences } from './refusals.ts';

export type { Key, Words } from './en.ts';

/** The strings of the page, and what the other rooms say in English (refusals.ts). */
type Spoken = { readonly words: Words; readonly sentences: readonly Sentences[] };

async function together(words: Promise<Words>, sentences: Promise<readonly Sentences[]>): Promise<Spoken> {
  return { words: await words, sentences: await sentences };
}

/** Languages in which every string exists; the tests hold them to it. */
export const LANGUAGES = {
  en: { name: 'English', load: (): Promise<Spoken> => Promise.resolve({ words: en, sentences: [] }) },
  es: {
    name: 'Español',
    load: () =>
      together(
        import('./es.ts').then(({ es }) => es),
        import('./refusals/es.ts').then(({ refusalsEs }) => refusalsEs),
      ),
  },
  de: {
    name: 'Deutsch',
    load: () =>
      together(
        import('./de.ts').then(({ de }) => de),
        import('./refusals/de.ts').then(({ refusalsDe }) => refusalsDe),
      ),
  },
} as const;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (name: string): name is Language => Object.hasOwn(LANGUAGES, name);

/** The first of a person's languages that we speak. */
export function languageFor(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(base)) return base;
  }
  return 'en';
}

const DEEDS: { readonly [L in Language]: () => Promise<DeedWords> } = {
  en: () => Promise.resolve({}),
  es: async () => (await import('./deeds-es.ts')).deedsEs,
  de: async () => (await import('./deeds-de.ts')).deedsDe,
};

type Speaking = {
  readonly language: Language;
  readonly words: Words;
  readonly inWords: InWords;
  readonly deeds: DeedWords;
};
const [spoken, setSpoken] = createSignal<Speaking>({
  language: 'en',
  words: en,
  inWords: (english) => english,
  deeds: {},
});

export const language = (): Language => spoken().language;

export async function speak(next: Language): Promise<void> {
  const [{ words, sentences }, deeds] = await Promise.all([LANGUAGES[next].load(), DEEDS[next]()]);
  document.documentElement.lang = next;
  document.documentElement.dir = 'ltr';
  setSpoken({ language: next, words, inWords: inWordsOf(sentences, next), deeds });
}

export type Values = Readonly<{ [name: string]: string | number }>;

/** Puts values into a sentence: `{name}`. A value that is missing stays visible as its name. */
export function fill(sentence: string, values: Values, locale: string): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

export function say(key: Key, values: Values = {}): string {
  const { words, language: locale } = spoken();
  return fill(words[key], values, locale);
}

/** A sentence that came in English from our own code: a refusal, a remedy, a notice. Unknown, it stays English. */
export const sayOurs = (english: string): string => spoken().inWords(english);

type PluralKey = Key extends infer K ? (K extends `${infer Stem}_other` ? Stem : never) : never;

/** The form that the count asks for; the count is `{n}` in the sentence. */
export function sayCount(stem: PluralKey, n: number, values: Values = {}): string {
  const { words, language: locale } = spoken();
  const rule = new Intl.PluralRules(locale).select(n);
  const table: Readonly<{ [key: string]: string }> = words;
  const sentence = table[`${stem}_${rule}`] ?? table[`${stem}_other`] ?? stem;
  return fill(sentence, { ...values, n }, locale);
}

/** Words for a word of the records (`consent`, `fire`): `choice-consent` in the table, or the bare word. */
export function sayOf(prefix: string, word: string): string {
  const table: Readonly<{ [key: string]: string }> = spoken().words;
  return table[`${prefix}-${word}`] ?? word;
}

/** What a module calls an act (`economy/draw`) or a field of it (`economy/draw.line`). */
export const sayDeed = (name: string, inEnglish: string): string => spoken().deeds[name] ?? inEnglish;

/** A word of the records, in the reader's language. */
export const sayWord = (word: string): string => spoken().deeds[`=${word}`] ?? word;

const STEPS = [
  { belowMs: 60_000, unitMs: 1000, unit: 'second' },
  { belowMs: 3_600_000, unitMs: 60_000, unit: 'minute' },
  { belowMs: 86_400_000, unitMs: 3_600_000, unit: 'hour' },
  { belowMs: Infinity, unitMs: 86_400_000, unit: 'day' },
] as const;

/** "3 min. ago", "in 40 sec."; under five seconds it is now. */
export function sayWhen(atMs: number, nowMs: number): string {
  const awayMs = atMs - nowMs;
  if (Math.abs(awayMs) < 5000) return say('when-now');
  const step = STEPS.find(({ belowMs }) => Math.abs(awayMs) < belowMs) ?? STEPS[3];
  const away = Math.round(awayMs / step.unitMs);
  return new Intl.RelativeTimeFormat(language(), { numeric: 'always', style: 'short' }).format(away, step.unit);
}

/** A length of time in the largest fitting unit: "12 sec", "3 min". */
export function sayLength(ms: number): string {
  const step = STEPS.find(({ belowMs }) => ms < belowMs) ?? STEPS[3];
  const value = ms / step.unitMs;
  return new Intl.NumberFormat(language(), {
    style: 'unit',
    unit: step.unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && step.unit === 'second' ? 1 : 0,
  }).format(value);
}

export const sayNumber = (value: number): string => new Intl.NumberFormat(language()).format(value);

const HUNDREDTHS = 100;

/** Whole hundredths as an amount, always with two digits: "12.50", "12,50". Nothing is never "-0.00". */
export const sayAmount = (hundredths: number): string =>
  new Intl.NumberFormat(language(), { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    hundredths / HUNDREDTHS + 0,
  );
