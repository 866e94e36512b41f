// Several communities as data: how many people decide in each, what carries a proof to them, what they say, and what
// is promised (README, "Several communities"). Another form than a world's, because nothing of it is shared: no radio
// moves here, and a community is one member among others.

import * as v from 'valibot';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { PRESETS } from '#radio/lora/presets.ts';
import { KINDS } from '#modules/governance/kinds.ts';
import { namesOf } from './expand.ts';
import type { WorldFault } from './format.ts';
import { notYet } from './format-steps.ts';
import { hour, HOURS_MAX, keysOf, name, names, whole, within, words } from './format-words.ts';
import { issueFault } from './issue-fault.ts';

export const COMMUNITIES_FORMAT = 'folkmoot communities 1';
const COMMUNITIES_MAX = 64;
const STEPS_MAX = 200;
/** Title and text stand in one record, which has room for 110 bytes. */
const WORDS_BYTES_MAX = 50;
const PROMISES_MAX = 200;
const FAULTS_SHOWN = 20;

const short = v.pipe(
  v.string('words in quotes'),
  v.check((text) => toUtf8(text).length <= WORDS_BYTES_MAX, `at most ${WORDS_BYTES_MAX} bytes of UTF-8`),
);

const community = v.strictObject({
  name,
  /** Where it is given, `#` in the name is the number of each, from `first` on. */
  count: v.optional(whole(1, COMMUNITIES_MAX, 'communities')),
  first: v.optional(whole(0, 1_000_000, '(the first number)')),
  /** Who decides in it. */
  people: whole(1, 12, 'people'),
  /** What reaches it while it has no IP; nothing does where absent. */
  otherwise: v.optional(v.picklist(['border radio', 'courier'], "'border radio' or 'courier'")),
});

const ways = v.strictObject({
  ipHours: within(0, 1000, 'hours'),
  borderRadio: v.strictObject({
    preset: v.picklist(keysOf(PRESETS), `one of ${keysOf(PRESETS).join(', ')}`),
    airPercent: within(0.01, 100, 'percent'),
    partBytes: whole(20, 231, 'bytes'),
    timesSent: whole(1, 1000, 'times'),
  }),
  courierEveryHours: within(0.1, HOURS_MAX, 'hours'),
});

const step = v.variant('do', [
  v.strictObject({
    hour,
    do: v.literal('lose-ip'),
    who: names,
    forHours: within(0, HOURS_MAX, 'hours'),
    says: v.optional(words),
  }),
  /** Each drafts it, adopts the draft as a serious matter of its own, and writes the proof. */
  v.strictObject({
    hour,
    do: v.literal('decide'),
    who: names,
    binds: v.picklist(['yes', 'no'], "'yes' or 'no'"),
    apartHours: v.optional(within(0, HOURS_MAX, 'hours')),
    says: v.optional(words),
  }),
]);

const MEASURES = [
  'quorum',
  'liarsAllowed',
  'outcome',
  'states',
  'stateBytes',
  'decidedAfterHours',
  'believed',
  'bound',
  'underProof',
  'proofs',
  'proofBytes',
  'certificateBytes',
  'personalKeys',
] as const;

const promise = v.strictObject({
  number: words,
  measure: v.picklist(MEASURES, `one of ${MEASURES.join(', ')}`),
  /** All where absent. */
  who: v.optional(names),
  /** With `decidedAfterHours`: since the last of these had decided; hour 0 where absent. */
  after: v.optional(names),
  is: v.optional(v.unknown()),
  atMost: v.optional(v.number('a number')),
  atLeast: v.optional(v.number('a number')),
});

const communitiesSchema = v.strictObject({
  format: v.literal(COMMUNITIES_FORMAT, `"${COMMUNITIES_FORMAT}"`),
  name,
  about: v.optional(v.string()),
  begins: v.optional(v.pipe(v.string(), v.isoTimestamp('a time like 2026-11-21T07:00:00Z'))),
  communities: v.pipe(v.array(community), v.minLength(1, 'at least one community')),
  ways,
  matter: v.strictObject({
    kind: v.picklist(KINDS, `one of ${KINDS.join(', ')}`),
    periodHours: whole(1, HOURS_MAX, 'hours'),
    title: short,
    text: short,
  }),
  script: v.pipe(v.array(step), v.maxLength(STEPS_MAX, `at most ${STEPS_MAX} steps`)),
  expect: v.pipe(v.array(promise), v.maxLength(PROMISES_MAX, `at most ${PROMISES_MAX} numbers`)),
  notYet: v.optional(v.pipe(v.array(notYet), v.maxLength(PROMISES_MAX, `at most ${PROMISES_MAX} numbers`))),
});

export type CommunitiesFile = v.InferOutput<typeof communitiesSchema>;
export type PromiseOfCommunities = CommunitiesFile['expect'][number];

export const isCommunities = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === COMMUNITIES_FORMAT;

/** Reads such a file from a parsed JSON value, with what stands for many written out; answers up to twenty faults. */
export function readCommunities(value: unknown): Result<CommunitiesFile, readonly WorldFault[]> {
  const read = v.safeParse(communitiesSchema, value);
  if (!read.success) return err(read.issues.slice(0, FAULTS_SHOWN).map(issueFault));
  const file = read.output;
  const count = file.communities.reduce((sum, each) => sum + (each.count ?? 1), 0);
  if (count > COMMUNITIES_MAX)
    return err([{ where: 'communities', what: `${count} in all: at most ${COMMUNITIES_MAX}` }]);
  const communities = file.communities.flatMap(({ count: many, first = 1, ...each }) =>
    many === undefined
      ? [each]
      : Array.from({ length: many }, (_, i) => ({ ...each, name: each.name.replaceAll('#', String(first + i)) })),
  );
  const faults: WorldFault[] = [];
  const known = new Set<string>();
  communities.forEach(({ name: own }) => {
    if (known.has(own)) faults.push({ where: 'communities', what: `'${own}' is there twice` });
    known.add(own);
  });
  const spread = (where: string, who: readonly string[]): string[] =>
    who.flatMap((text) => {
      const all = namesOf(text);
      for (const one of all.length === 0 ? [text] : all)
        if (!known.has(one)) faults.push({ where, what: `no community is called '${one}'` });
      return all;
    });
  const script = file.script.map((each, i) => ({ ...each, who: spread(`script.${i}.who`, each.who) }));
  const expect = file.expect.map((each, i) => {
    if (each.is === undefined && each.atMost === undefined && each.atLeast === undefined)
      faults.push({ where: `expect.${i}`, what: "says no number: 'is', 'atMost' or 'atLeast'" });
    if (each.after && each.measure !== 'decidedAfterHours')
      faults.push({ where: `expect.${i}.after`, what: "goes with 'decidedAfterHours' alone" });
    return {
      ...each,
      ...(each.who && { who: spread(`expect.${i}.who`, each.who) }),
      ...(each.after && { after: spread(`expect.${i}.after`, each.after) }),
    };
  });
  return faults.length > 0 ? err(faults.slice(0, FAULTS_SHOWN)) : ok({ ...file, communities, script, expect });
}
