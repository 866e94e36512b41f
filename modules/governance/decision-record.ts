// The record of a decision: its text, every voice, the reasons, who was not heard, and what proves it.
//
// A pure function of what is held: two devices with the same records print the same lines. Nothing of any
// clock is in it.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { toHex } from '#protocol/bytes/bytes.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Effect } from '#protocol/tally/matters.ts';
import { CHARTER, charterName } from '../charter.ts';
import { ballotsOn } from './ballots.ts';
import { certificateContent } from './certificate.ts';
import { coverageOf } from './coverage.ts';
import { lateBlocks } from './late-blocks.ts';
import { BIND_NONE, type Matter } from './matter.ts';
import { BALLOT, optionsOfBallot } from './methods.ts';
import { bind, type Remark } from './records.ts';
import { valuesOf, voicesOn, type Said } from './state.ts';
import { wordsOf } from './words.ts';

type Words = { readonly member: MemberId; readonly text: string };

export type DecisionRecord = {
  readonly id: RecordId;
  readonly title: string;
  readonly options: readonly string[];
  readonly text: string;
  readonly kind: string;
  readonly method: string;
  readonly author: MemberId;
  readonly page: number;
  readonly effect: string | undefined;
  readonly outcome: Matter['outcome'];
  readonly quorum: number;
  /** In roster order. */
  readonly voices: readonly { readonly member: MemberId; readonly ballot: string; readonly bound: readonly string[] }[];
  readonly blocks: readonly Words[];
  readonly concerns: readonly Words[];
  readonly amendments: readonly Words[];
  readonly lateBlocks: readonly RecordId[];
  readonly notNoticed: readonly MemberId[];
  readonly notReplied: readonly MemberId[];
  readonly underProof: readonly MemberId[];
  /** SHA-256 of the certificate's content: equal on devices that hold the same. */
  readonly certificateHash: string;
};

const inOrder = (shelf: ReadonlyMap<RecordId, Said<Remark>>): readonly Words[] =>
  [...shelf.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ record, body }) => ({ member: record.member, text: body.text }));

export function effectWords(effect: Effect | null, directory: Directory): string | undefined {
  if (!effect) return undefined;
  if (effect.what === 'adoption') return `adopts record ${effect.record.slice(0, 8)}`;
  if (effect.what === 'removal') {
    const { member, accepts } = effect;
    const last = accepts.map(({ log, seq }) => `${seq} of log ${log}`).join(', ') || 'none';
    return `puts ${directory.person(member)?.name || member.slice(0, 8)} out; the last records that count: ${last}`;
  }
  const name = charterName(effect.key);
  return name ? `sets "${name}" to ${effect.value} ${CHARTER[name].unit}` : `sets key ${effect.key} to ${effect.value}`;
}

export function decisionRecord(matter: Matter, directory: Directory): DecisionRecord {
  const { proposal, topic, roster, outcome, quorum, underProof } = matter;
  const { kind, method, optionCount, effect } = proposal.body;
  const { title, options, text } = wordsOf(matter);
  const optionWords = (option: number): string =>
    method === 'consent' ? 'consent' : (options[option] ?? `option ${option + 1}`);
  const ballotWords = (value: number | undefined): string => {
    if (value === undefined) return 'two things at once';
    const fixed = { [BALLOT.giveUp]: 'give it up', [BALLOT.aside]: 'stand aside', [BALLOT.block]: 'block' }[value];
    return fixed ?? optionsOfBallot(method, value, optionCount).map(optionWords).join(' > ');
  };
  const ballots = ballotsOn(matter);
  const binds = voicesOn(topic, bind.kind);
  const { noticed, replied } = coverageOf(matter, directory);
  return {
    id: matter.id,
    title,
    options,
    text,
    kind,
    method,
    author: proposal.record.member,
    page: roster.number,
    effect: effectWords(effect, directory),
    outcome,
    quorum,
    voices: roster.members.map((member) => ({
      member,
      ballot: ballots.has(member) ? ballotWords(ballots.get(member)!.value) : 'nothing',
      bound: [...valuesOf(binds.get(member))]
        .sort((a, b) => a - b)
        .map((value) => (value === BIND_NONE ? 'none of them' : optionWords(value - 1))),
    })),
    blocks: inOrder(topic.blockReasons),
    concerns: inOrder(topic.concerns),
    amendments: inOrder(topic.amendments),
    lateBlocks: lateBlocks(matter).map(({ id }) => id),
    notNoticed: roster.members.filter((member) => !noticed.has(member)),
    notReplied: roster.members.filter((member) => !replied.has(member)),
    underProof: [...underProof],
    certificateHash: toHex(sha256(certificateContent(matter, directory))),
  };
}

const OUTCOMES: Readonly<Record<Matter['outcome']['kind'], string>> = {
  passed: 'Decided for good',
  rejected: 'Rejected for good',
  suspended: 'Suspended: more keys are under proof than the rules allow for',
  open: 'Open, so far',
};

/** For paper. */
export function decisionLines(record: DecisionRecord, directory: Directory): readonly string[] {
  const name = (member: MemberId): string => directory.person(member)?.name || member.slice(0, 8);
  const names = (members: readonly MemberId[]): string =>
    members.length === 0 ? 'nobody' : members.map(name).join(', ');
  const said = (heading: string, all: readonly Words[]): readonly string[] =>
    all.map(({ member, text }) => `${heading}, ${name(member)}: ${text}`);
  const { outcome } = record;
  const chosen = 'option' in outcome && record.options.length > 0 ? `: ${record.options[outcome.option] ?? ''}` : '';
  return [
    record.title,
    ...record.options.map((option, i) => `  ${i + 1}. ${option}`),
    ...(record.text ? record.text.split('\n') : []),
    `Proposed by ${name(record.author)} to the members of page ${record.page}; ${record.kind}, by ${record.method}.`,
    ...(record.effect ? [`It ${record.effect}.`] : []),
    `${OUTCOMES[outcome.kind]}${chosen}. ${record.quorum} of ${record.voices.length} must bind the same.`,
    ...record.voices.map(
      ({ member, ballot, bound }) =>
        `  ${name(member)}: ballot ${ballot}; ${bound.length === 0 ? 'not bound' : `bound ${bound.join(' and ')}`}`,
    ),
    ...said('Block', record.blocks),
    ...said('Concern', record.concerns),
    ...said('Other wording', record.amendments),
    ...(record.lateBlocks.length > 0
      ? [
          `${record.lateBlocks.length} of the blocks came late: what is not carried out waits, and the matter can be proposed again with them.`,
        ]
      : []),
    `Not known to have heard of it in time: ${names(record.notNoticed)}.`,
    `Not known to have said all they had to say: ${names(record.notReplied)}.`,
    ...(record.underProof.length > 0 ? [`Proven to have said two things: ${names(record.underProof)}.`] : []),
    `Certificate ${record.certificateHash.slice(0, 16)}`,
  ];
}
