// What our own code says in English, said in another language: refusals, their remedies, notices of a radio.
//
// The English sentence is the key. In it `{1}` stands for what other people wrote, `{#1}` for a number and
// `{@1}` for words of ours, which are looked up by themselves. A translation may besides say `{1:vote|votes}`,
// which of the two the number asks for, and `{1}` for what must stay English, to be typed so. No place that refuses knows of this; tests/web-ui/refusals.test.ts reads
// the sources and demands every sentence. What is not known stays English: better that than nothing.
//
// Names in a sentence may be hostile, so nothing here is a regular expression over them: the fixed parts of a
// sentence are looked for one after the other, in time that grows with its length alone.

export type Sentences = Readonly<{ [english: string]: string }>;
export type InWords = (english: string) => string;

/** Longer than any sentence of ours with the longest values that fit a frame. */
export const ENGLISH_LENGTH_MAX = 2000;
const NUMBER = /^(?:-?\d{1,15}(?:\.\d{1,20})?|NaN|-?Infinity)$/;
const HOLE = /\{([#@]?)(\d)\}/g;
const SAID_HOLE = /\{([#@]?)(\d)(?::([^{}|]*)\|([^{}|]*))?\}/g;

type Kind = 'text' | 'number' | 'ours';
const KINDS: Readonly<{ [mark: string]: Kind }> = { '': 'text', '#': 'number', '@': 'ours' };

type Pattern = {
  /** The fixed parts, one more than there are holes. */
  readonly fixed: readonly string[];
  readonly kinds: readonly Kind[];
  readonly fixedLength: number;
  readonly said: string;
};

function patternOf([english, said]: readonly [string, string]): Pattern {
  const holes = [...english.matchAll(HOLE)];
  const fixed = english.split(/\{[#@]?\d\}/);
  const kinds = holes.map(([, mark]) => KINDS[mark ?? ''] ?? 'text');
  return { fixed, kinds, fixedLength: fixed.join('').length, said };
}

/** What stands in the holes if the sentence is of this pattern. */
function valuesIn(text: string, { fixed, kinds, fixedLength }: Pattern): readonly string[] | undefined {
  const [first = '', last = ''] = [fixed[0], fixed.at(-1)];
  if (text.length < fixedLength || !text.startsWith(first) || !text.endsWith(last)) return undefined;
  const end = text.length - last.length;
  const values: string[] = [];
  let at = first.length;
  for (const part of fixed.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return undefined;
    values.push(text.slice(at, found));
    at = found + part.length;
  }
  values.push(text.slice(at, end));
  return values.every((value, i) => kinds[i] !== 'number' || NUMBER.test(value)) ? values : undefined;
}

/** "12.50" becomes "12,50": as many digits behind the point as were given. */
function numberIn(locale: string, value: string): string {
  const digits = value.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(Number(value));
}

/** Says in a language what our code said in English. Of two patterns that fit, the one with more words of its own. */
export function inWordsOf(tables: readonly Sentences[], locale: string): InWords {
  const entries = tables.flatMap((table) => Object.entries(table));
  const whole = new Map(entries.filter(([english]) => english.search(HOLE) < 0));
  const patterns = entries
    .filter(([english]) => !whole.has(english))
    .map(patternOf)
    .sort((a, b) => b.fixedLength - a.fixedLength);
  const plural = new Intl.PluralRules(locale);

  const knownOf = (english: string, isInside: boolean): string | undefined => {
    if (english.length > ENGLISH_LENGTH_MAX) return undefined;
    const said = whole.get(english);
    if (said !== undefined) return said;
    for (const pattern of patterns) {
      const values = valuesIn(english, pattern);
      if (values) return filled(pattern, values, isInside);
    }
    return undefined;
  };

  /** A list is looked up word by word. Words of ours hold no others in turn, so this ends. */
  const oursOf = (english: string): string =>
    knownOf(english, true) ??
    english
      .split(', ')
      .map((word) => whole.get(word) ?? word)
      .join(', ');

  function filled({ said }: Pattern, values: readonly string[], isInside: boolean): string {
    return said.replaceAll(SAID_HOLE, (hole, mark: string, digit: string, one?: string, other?: string) => {
      const value = values[Number(digit) - 1];
      if (value === undefined) return hole;
      if (one !== undefined) return (plural.select(Number(value)) === 'one' ? one : other) ?? '';
      const kind = KINDS[mark];
      if (kind === 'number') return numberIn(locale, value);
      return kind === 'ours' && !isInside ? oursOf(value) : value;
    });
  }

  return (english) => knownOf(english, false) ?? english;
}
