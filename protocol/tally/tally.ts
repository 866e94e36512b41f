// The statements that are held: who said what on each subject, and the sums that prove it (§5).
//
// Maps are kept as they came and are never merged with overlap in flight: sums that overlap need
// multiplicities, these grow, and dissemination stalls (research: crypto.md B.6). Single signatures are
// kept as long as the subject is open, so that any request can be answered with one exact map.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, fromHex } from '../bytes/bytes.ts';
import type { MemberId, RecordId } from '../bytes/reference.ts';
import { assert } from '../bytes/result.ts';
import { combineSignatures, ORDER, SIGNATURE_BYTES } from '../crypto/bls.ts';
import { solveModulo } from './linear.ts';
import { MULTIPLICITY_MAX } from '../wire/limits.ts';
import type { CountedVoice, StatementMap, Subject, Voice } from '../wire/statement.ts';

/** `kind/record`: a subject by name. */
export type SubjectKey = string & { readonly _: 'SubjectKey' };
export const subjectKey = (kind: number, record: RecordId): SubjectKey => `${kind}/${record}` as SubjectKey;

/** One voice on a subject, as a thing that links carry: `kind/record/member/revision/value/version`. */
export type VoiceItem = string & { readonly _: 'VoiceItem' };
export const voiceItem = (key: SubjectKey, voice: Voice): VoiceItem => `${key}/${voiceKey(voice)}` as VoiceItem;

/** Sums of several voices kept for one subject; more than this only costs. */
const MAPS_MAX = 64;
/** Different things one member may be held to have said on one subject: current, former, and the proof of a contradiction. */
const VOICES_OF_ONE_MAX = 12;

type Topic = {
  readonly subject: Subject;
  /** Everything that anyone was proven to say. */
  readonly voices: Map<MemberId, Voice[]>;
  /** Voices with a signature of their own, by `voiceKey`. */
  readonly singles: Map<string, { readonly voice: Voice; readonly signature: Uint8Array }>;
  readonly maps: StatementMap[];
  /** What follows from all that is held here, worked out when it is first asked for; a new one with everything that is taken. */
  derived: Derived;
};

type Derived = {
  digest?: Uint8Array;
  /** All voices that count. */
  counting?: readonly Voice[];
  /** What counts of each member, once: what a certificate names. */
  current?: ReadonlySet<string>;
  /** Do the sums that are held give the one signature of all that counts? */
  exact?: boolean;
  /** All that counts under one signature, where that can be had. */
  whole?: StatementMap | null;
};

/** Voices to be left out, as if they were not held. */
export type Without = ReadonlySet<string>;

export interface Tally {
  /** Takes a map whose signature was checked; answers the voices that are new. */
  add(map: StatementMap): readonly Voice[];
  /** Would a map teach us anything? Asked before its signature is checked. */
  isNews(map: StatementMap): boolean;
  /** The voices that count on a subject, as things that links carry. */
  items(key: SubjectKey, without?: Without): readonly VoiceItem[];
  /** Does this voice count (still)? */
  counts(item: VoiceItem): boolean;
  /** Forgets all that was said on a subject: its record was erased. True if there was anything. */
  drop(key: SubjectKey): boolean;
  subjects(): readonly Subject[];
  subject(key: SubjectKey): Subject | undefined;
  voices(key: SubjectKey): readonly Voice[];
  /**
   * Few maps that together prove the wanted voices, each true and each small enough to be sent. They are
   * answered exactly where their single signatures are held.
   */
  answer(
    key: SubjectKey,
    wanted: ReadonlySet<VoiceItem>,
    fits: (map: StatementMap) => boolean,
  ): readonly StatementMap[];
  /** The one joint signature of exactly these voices, or null where the sums that are held do not give it. */
  jointSignature(key: SubjectKey, voices: readonly Voice[]): Uint8Array | null;
  /** Hash of all voices that count on a subject: equal where two nodes hold the same. 32 bytes. */
  digest(key: SubjectKey, without?: Without): Uint8Array;
  count(key: SubjectKey, without?: Without): number;
  /** Rises with everything that is taken: what was derived before may differ now. */
  readonly version: number;
  readonly size: number;
}

const voiceKey = ({ member, revision, value, keyVersion }: Voice): string =>
  `${member}/${revision}/${value}/${keyVersion}`;

/** The voice that counts among what one member said: the highest revision; of contradictions the least value. */
export function currentVoice(voices: readonly Voice[]): Voice {
  const [first, ...rest] = voices;
  assert(first !== undefined, 'somebody who spoke said something');
  return rest.reduce((best, voice) => {
    if (voice.revision !== best.revision) return voice.revision > best.revision ? voice : best;
    return voice.value < best.value ? voice : best;
  }, first);
}

/**
 * What counts among the voices of one member on one subject: all of the highest revision, and those that
 * contradict each other. The rest was superseded; nobody need hear it, and nothing may depend on it. §5.5
 */
export function essential<V extends Pick<Voice, 'revision' | 'value'>>(said: readonly V[]): readonly V[] {
  const latest = Math.max(...said.map(({ revision }) => revision));
  return said.filter(
    (voice) =>
      voice.revision === latest ||
      said.some((other) => other.revision === voice.revision && other.value !== voice.value),
  );
}

const counting = (topic: Topic | undefined): readonly Voice[] =>
  topic ? (topic.derived.counting ??= [...topic.voices.values()].flatMap(essential)) : [];

/** Do two voices of one member contradict each other? §5.5 */
export const contradicts = (a: Voice, b: Voice): boolean => a.revision === b.revision && a.value !== b.value;

export function createTally(): Tally {
  const topics = new Map<SubjectKey, Topic>();
  let voiceCount = 0;
  let version = 0;

  const knows = (topic: Topic | undefined, voice: Voice): boolean =>
    topic?.voices.get(voice.member)?.some((known) => voiceKey(known) === voiceKey(voice)) ?? false;

  const learn = (topic: Topic, voice: Voice): boolean => {
    const said = topic.voices.get(voice.member) ?? [];
    if (knows(topic, voice) || said.length >= VOICES_OF_ONE_MAX) return false;
    topic.voices.set(voice.member, [...said, plain(voice)]);
    forgetDerived(topic);
    voiceCount++;
    return true;
  };

  return {
    add(map) {
      const key = subjectKey(map.subject.kind, map.subject.record);
      const topic = topics.get(key) ?? {
        subject: map.subject,
        voices: new Map(),
        singles: new Map(),
        maps: [],
        derived: {},
      };
      topics.set(key, topic);
      const fresh = map.voices.filter((voice) => learn(topic, voice)).map(plain);
      keep(topic, map);
      version++;
      return fresh;
    },
    isNews(map) {
      const topic = topics.get(subjectKey(map.subject.kind, map.subject.record));
      if (topic && makesExact(topic, map)) return true;
      const [only] = map.voices;
      if (map.voices.length === 1 && only?.multiplicity === 1 && topic?.singles.has(voiceKey(only))) return false;
      if (map.voices.length === 1 && only?.multiplicity === 1 && knows(topic, only)) return true;
      return map.voices.some((voice) => {
        const said = topic?.voices.get(voice.member) ?? [];
        return (
          !knows(topic, voice) && essential([...said, plain(voice)]).some((one) => voiceKey(one) === voiceKey(voice))
        );
      });
    },
    items: (key, without) => seen(topics.get(key), key, without).map((voice) => voiceItem(key, voice)),
    counts(item) {
      const [kind, record, member] = item.split('/');
      const key = subjectKey(Number(kind), record as RecordId);
      const said = topics.get(key)?.voices.get(member as MemberId) ?? [];
      return said.length > 0 && essential(said).some((voice) => voiceItem(key, voice) === item);
    },
    drop(key) {
      const topic = topics.get(key);
      if (!topic) return false;
      for (const said of topic.voices.values()) voiceCount -= said.length;
      topics.delete(key);
      version++;
      return true;
    },
    subjects: () => [...topics.values()].map(({ subject }) => subject),
    subject: (key) => topics.get(key)?.subject,
    voices: (key) => [...(topics.get(key)?.voices.values() ?? [])].flat(),
    answer(key, wanted, fits) {
      const topic = topics.get(key);
      if (!topic) return [];
      const all = counting(topic);
      const asked = all.filter((voice) => wanted.has(voiceItem(key, voice)));
      return cover(topic, new Set(asked.map(voiceKey)), asked.length < all.length, fits);
    },
    jointSignature: (key, voices) => {
      const topic = topics.get(key);
      return topic ? exactSum(topic, new Set(voices.map(voiceKey))) : null;
    },
    digest(key, without) {
      const topic = topics.get(key);
      if (!topic) return new Uint8Array(32);
      if (without && without.size > 0) return digestOf(topic, seenSaid(topic, key, without));
      return (topic.derived.digest ??= digestOf(topic, [...topic.voices.values()]));
    },
    count: (key, without) => seen(topics.get(key), key, without).length,
    get version() {
      return version;
    },
    get size() {
      return voiceCount;
    },
  };
}

/** What each member said, without what is left out. */
const seenSaid = (topic: Topic, key: SubjectKey, without: Without): readonly (readonly Voice[])[] =>
  [...topic.voices.values()]
    .map((said) => said.filter((voice) => !without.has(voiceItem(key, voice))))
    .filter((said) => said.length > 0);
const seen = (topic: Topic | undefined, key: SubjectKey, without: Without | undefined): readonly Voice[] =>
  topic && without && without.size > 0 ? seenSaid(topic, key, without).flatMap(essential) : counting(topic);

function digestOf(topic: Topic, said: readonly (readonly Voice[])[]): Uint8Array {
  const exact =
    said.length === topic.voices.size
      ? isExact(topic)
      : isExactFor(topic, new Set(said.map(currentVoice).map(voiceKey)));
  return sha256(concat(Uint8Array.of(exact ? 1 : 0), ...said.flatMap(essential).map(voiceBytes).sort(byBytes)));
}

const plain = ({ member, value, revision, keyVersion }: Voice): Voice => ({ member, value, revision, keyVersion });

function voiceBytes(voice: Voice): Uint8Array {
  const member = fromHex(voice.member);
  assert(member.ok, 'an id is hex');
  return concat(member.value, Uint8Array.of(voice.revision, voice.value, voice.keyVersion));
}

function byBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

function forgetDerived(topic: Topic): void {
  topic.derived = {};
}

const currentNames = (topic: Topic): ReadonlySet<string> =>
  (topic.derived.current ??= new Set([...topic.voices.values()].map((said) => voiceKey(currentVoice(said)))));

/** With more sums than this nobody solves equations for the sake of one signature. */
const SOLVED_MAPS_MAX = 32;

const isExactFor = (topic: Topic, names: ReadonlySet<string>): boolean =>
  topic.maps.length > SOLVED_MAPS_MAX ||
  [...names].every((name) => topic.singles.has(name)) ||
  exactParts(topic, names) !== null;
const isExact = (topic: Topic): boolean => (topic.derived.exact ??= isExactFor(topic, currentNames(topic)));

/** Would this map give the one signature of all that counts, where what is held does not? */
function makesExact(topic: Topic, map: StatementMap): boolean {
  if (map.voices.some(({ multiplicity }) => multiplicity > 1) || isExact(topic)) return false;
  const current = currentNames(topic);
  return map.voices.length === current.size && map.voices.every((voice) => current.has(voiceKey(voice)));
}

function exactMap(topic: Topic): StatementMap | null {
  if (topic.derived.whole === undefined) topic.derived.whole = formExactMap(topic);
  return topic.derived.whole;
}

function formExactMap(topic: Topic): StatementMap | null {
  if (!isExact(topic)) return null;
  const signature = exactSum(topic, currentNames(topic));
  const voices = [...topic.voices.values()].map((said) => ({ ...currentVoice(said), multiplicity: 1 }));
  return signature && { subject: topic.subject, voices, signature };
}

/** Keeps a map that proves something the others do not, and drops those that it makes needless. */
function keep(topic: Topic, map: StatementMap): void {
  forgetDerived(topic);
  const [only] = map.voices;
  if (map.voices.length === 1 && only && only.multiplicity === 1) {
    topic.singles.set(voiceKey(only), { voice: plain(only), signature: map.signature });
    return;
  }
  const said = new Set(map.voices.map(voiceKey));
  const holds = (known: StatementMap): boolean => {
    const theirs = new Set(known.voices.map(voiceKey));
    return [...said].every((voice) => theirs.has(voice));
  };
  if (topic.maps.some(holds) && !makesExact(topic, map)) return;
  const needed = topic.maps.filter((known) => !known.voices.every((voice) => said.has(voiceKey(voice))));
  topic.maps.splice(0, topic.maps.length, ...needed, map);
  topic.maps.sort((a, b) => b.voices.length - a.voices.length);
  topic.maps.length = Math.min(topic.maps.length, MAPS_MAX);
  forgetDerived(topic);
}

/** Voices with the signatures that add up to them; nothing is added before the sum is complete. */
type Sum = {
  readonly voices: ReadonlyMap<string, CountedVoice>;
  readonly plus: readonly Uint8Array[];
  readonly minus: readonly Uint8Array[];
};

const sumOf = (map: StatementMap): Sum => ({
  voices: new Map(map.voices.map((voice) => [voiceKey(voice), voice])),
  plus: [map.signature],
  minus: [],
});

/** A sum that takes `map` too: no voice counted more than three times, no member with two different voices. */
function joined(sum: Sum, map: StatementMap): Sum | null {
  const voices = new Map(sum.voices);
  const members = new Map([...voices.values()].map((voice) => [voice.member, voiceKey(voice)]));
  for (const voice of map.voices) {
    const name = voiceKey(voice);
    const before = voices.get(name)?.multiplicity ?? 0;
    const other = members.get(voice.member);
    if (before + voice.multiplicity > MULTIPLICITY_MAX || (other !== undefined && other !== name)) return null;
    voices.set(name, { ...voice, multiplicity: before + voice.multiplicity });
  }
  return { ...sum, voices, plus: [...sum.plus, map.signature] };
}

/** Takes single signatures out of a sum where they make a voice count more than once. §5.4 */
function slimmed(sum: Sum, topic: Topic): Sum {
  const voices = new Map(sum.voices);
  const minus = [...sum.minus];
  for (const [name, voice] of voices) {
    const single = topic.singles.get(name);
    if (!single || voice.multiplicity === 1) continue;
    for (let i = 1; i < voice.multiplicity; i++) minus.push(single.signature);
    voices.set(name, { ...voice, multiplicity: 1 });
  }
  return { ...sum, voices, minus };
}

const singleMaps = (topic: Topic): StatementMap[] =>
  [...topic.singles.values()].map(({ voice, signature }) => ({
    subject: topic.subject,
    voices: [{ ...voice, multiplicity: 1 }],
    signature,
  }));

/**
 * Greedy: each map that still proves something wanted joins the first sum that can take it. Exact answers
 * try singles first and then the smallest maps, whole ones the largest maps first.
 */
function cover(
  topic: Topic,
  wanted: ReadonlySet<string>,
  exact: boolean,
  fits: (map: StatementMap) => boolean,
): readonly StatementMap[] {
  const singles = singleMaps(topic).sort((a, b) => (voiceKey(a.voices[0]!) < voiceKey(b.voices[0]!) ? -1 : 1));
  const whole = exact ? null : exactMap(topic);
  const candidates = exact
    ? [...singles, ...[...topic.maps].reverse()]
    : [...(whole && fits(whole) ? [whole] : []), ...topic.maps, ...singles];
  const sums: Sum[] = [];
  for (const map of candidates) {
    const proven = new Set(sums.flatMap((sum) => [...sum.voices.keys()]));
    if (!map.voices.some((voice) => wanted.has(voiceKey(voice)) && !proven.has(voiceKey(voice)))) continue;
    const at = sums.findIndex((sum) => {
      const both = joined(sum, map);
      return both !== null && fits(unsigned(topic, both));
    });
    if (at < 0) sums.push(sumOf(map));
    else sums[at] = slimmed(joined(sums[at]!, map)!, topic);
  }
  return sums.flatMap((sum) => signed(topic, sum) ?? []);
}

const unsigned = (topic: Topic, { voices }: Sum): StatementMap => ({
  subject: topic.subject,
  voices: [...voices.values()],
  signature: new Uint8Array(SIGNATURE_BYTES),
});

function signed(topic: Topic, sum: Sum): StatementMap | null {
  const [first] = sum.plus;
  const signature =
    sum.plus.length === 1 && sum.minus.length === 0
      ? first!
      : combineSignatures([
          ...sum.plus.map((one) => ({ signature: one, coefficient: 1n })),
          ...sum.minus.map((one) => ({ signature: one, coefficient: -1n })),
        ]);
  return signature && { ...unsigned(topic, sum), signature };
}

/**
 * The sum of exactly these voices, each once, wherever the sums that are held determine it: maps that
 * overlap are solved as linear equations, singles fill in and take out what is left over (§5.6).
 */
function exactSum(topic: Topic, exactly: ReadonlySet<string>): Uint8Array | null {
  const parts = exactParts(topic, exactly);
  return parts && combineSignatures(parts);
}

type Part = { readonly signature: Uint8Array; readonly coefficient: bigint };

function exactParts(topic: Topic, exactly: ReadonlySet<string>): readonly Part[] | null {
  const singles = [...exactly].flatMap((name) => topic.singles.get(name) ?? []);
  if (singles.length === exactly.size) return singles.map(({ signature }) => ({ signature, coefficient: 1n }));
  const counts = topic.maps.map(
    (map) => new Map(map.voices.map((voice) => [voiceKey(voice), BigInt(voice.multiplicity)])),
  );
  const hard = [...new Set([...exactly, ...counts.flatMap((map) => [...map.keys()])])].filter(
    (name) => !topic.singles.has(name),
  );
  const solution = solveModulo(
    hard.map((name) => counts.map((map) => map.get(name) ?? 0n)),
    hard.map((name) => (exactly.has(name) ? 1n : 0n)),
    ORDER,
  );
  if (!solution) return null;
  const parts: Part[] = topic.maps.map(({ signature }, i) => ({ signature, coefficient: solution[i]! }));
  for (const [name, { signature }] of topic.singles) {
    const taken = counts.reduce((sum, map, i) => sum + (map.get(name) ?? 0n) * solution[i]!, 0n);
    parts.push({ signature, coefficient: (exactly.has(name) ? 1n : 0n) - taken });
  }
  return parts;
}
