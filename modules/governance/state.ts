// Everything that was said about matters, as sets that only grow (README §1.1).
//
// Nothing is judged while folding. Every value and revision that a member was proven to say is kept:
// two binds of one member are no error of the fold but evidence, and both count for what they name.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Fact } from '#protocol/node/module.ts';
import type { Record } from '#protocol/wire/record.ts';
import { essential } from '#protocol/tally/tally.ts';
import type { Subject, Voice } from '#protocol/wire/statement.ts';
import * as types from './records.ts';
import { DECISION_RULES, type DecisionRules } from './rules.ts';

/** A record with its name and its body read. */
export type Said<B> = { readonly id: RecordId; readonly record: Record; readonly body: B };

/** All that one member said in one kind of statement on one matter: revision, value, key versions. */
export type Spoken = Map<number, Map<number, Set<number>>>;
type Voices = Map<MemberId, Spoken>;

/** What belongs to one proposal. The proposal itself may still be on its way. */
export type Topic = {
  /** Rises with every fact that was not known before: what was derived of the matter may differ. */
  version: number;
  /** What was derived last, and from what: see matter.ts. Never part of what the state means. */
  derived: unknown;
  proposal: Said<types.Proposal> | undefined;
  /** By statement kind, then by the roster under the signature. */
  readonly voices: Map<number, Map<RecordId, Voices>>;
  readonly blockReasons: Map<RecordId, Said<types.BlockReason>>;
  readonly concerns: Map<RecordId, Said<types.Remark>>;
  readonly amendments: Map<RecordId, Said<types.Remark>>;
  readonly textParts: Map<RecordId, Said<types.TextPart>>;
  readonly visits: Map<RecordId, Said<types.Visit>>;
};

export type GovernanceState = {
  readonly topics: Map<RecordId, Topic>;
  /** Proposals on an exclusive slot, by the slot's name. */
  readonly slots: Map<string, Set<RecordId>>;
  /** Proposals that do something besides saying it. */
  readonly effectful: Set<RecordId>;
  readonly rules: DecisionRules;
};

export const emptyGovernance = (rules = DECISION_RULES): GovernanceState => ({
  topics: new Map(),
  slots: new Map(),
  effectful: new Set(),
  rules,
});

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const topicOf = (state: GovernanceState, proposal: RecordId): Topic =>
  at(state.topics, proposal, () => ({
    version: 0,
    derived: undefined,
    proposal: undefined,
    voices: new Map(),
    blockReasons: new Map(),
    concerns: new Map(),
    amendments: new Map(),
    textParts: new Map(),
    visits: new Map(),
  }));

type Attached = { readonly proposal: RecordId };
type Shelf = Exclude<keyof Topic, 'proposal' | 'voices' | 'version' | 'derived'>;

/** Record types that are kept with the proposal they name. */
const SHELVES: Readonly<{ [type: number]: Shelf }> = {
  [types.blockReason.type]: 'blockReasons',
  [types.concern.type]: 'concerns',
  [types.amendment.type]: 'amendments',
  [types.textPart.type]: 'textParts',
  [types.visit.type]: 'visits',
};

const KINDS_OF_OURS: ReadonlySet<number> = new Set(types.GOVERNANCE_STATEMENT_KINDS.map(({ kind }) => kind));

export function foldGovernance(state: GovernanceState, fact: Fact): void {
  if (fact.kind === 'statement') return foldVoice(state, fact.subject, fact.voice);
  if (fact.kind !== 'record') return;
  if (fact.record.type === types.proposal.type) {
    const said = fact as Said<types.Proposal>;
    const topic = topicOf(state, fact.id);
    if (topic.proposal) return;
    topic.proposal = { id: said.id, record: said.record, body: said.body };
    topic.version++;
    if (said.body.effect) state.effectful.add(fact.id);
    if (said.body.slot) at(state.slots, said.body.slot.name, () => new Set()).add(fact.id);
    return;
  }
  const shelf = SHELVES[fact.record.type];
  if (!shelf) return;
  const said: Said<Attached> = { id: fact.id, record: fact.record, body: fact.body as Attached };
  const topic = topicOf(state, said.body.proposal);
  (topic[shelf] as Map<RecordId, Said<Attached>>).set(fact.id, said);
  topic.version++;
}

/** As if what was said on the way had never come; a matter of which nothing else is known is unknown again. */
export function forgetRemark(state: GovernanceState, { id, record, body }: Said<unknown>): void {
  const shelf = SHELVES[record.type];
  const { proposal } = body as Attached;
  const topic = state.topics.get(proposal);
  if (!shelf || !topic?.[shelf].delete(id)) return;
  topic.version++;
  const isEmpty = Object.values(SHELVES).every((one) => topic[one].size === 0) && topic.voices.size === 0;
  if (isEmpty && !topic.proposal) state.topics.delete(proposal);
}

function foldVoice(state: GovernanceState, subject: Subject, voice: Voice): void {
  if (!KINDS_OF_OURS.has(subject.kind)) return;
  const topic = topicOf(state, subject.record);
  const rosters = at(topic.voices, subject.kind, () => new Map<RecordId, Voices>());
  const spoken = at(
    at(rosters, subject.roster, () => new Map() as Voices),
    voice.member,
    () => new Map() as Spoken,
  );
  const values = at(spoken, voice.revision, () => new Map<number, Set<number>>());
  at(values, voice.value, () => new Set()).add(voice.keyVersion);
  topic.version++;
}

const NOBODY: ReadonlyMap<MemberId, Spoken> = new Map();

/** What was said on a matter over the roster that it froze; anything over another roster means nothing. */
export function voicesOn(topic: Topic, kind: number): ReadonlyMap<MemberId, Spoken> {
  const roster = topic.proposal?.body.roster;
  return (roster && topic.voices.get(kind)?.get(roster)) || NOBODY;
}

/** Every value that a member was proven to say, in any revision. */
export const valuesOf = (spoken: Spoken | undefined): ReadonlySet<number> =>
  new Set([...(spoken?.values() ?? [])].flatMap((values) => [...values.keys()]));

/** Canonical lines: what is known of each matter, in order of name. */
export function canonicalGovernance(state: GovernanceState): readonly string[] {
  return [...state.topics]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([id, topic]) => [
      `${topic.proposal ? 'matter' : 'unknown'} ${id}`,
      ...Object.values(SHELVES).flatMap((shelf) => [...topic[shelf].keys()].sort()),
      ...[...topic.voices]
        .flatMap(([kind, rosters]) =>
          [...rosters].flatMap(([roster, voices]) =>
            [...voices].map(([member, spoken]) => `${kind} ${roster} ${member} ${canonicalSpoken(spoken)}`),
          ),
        )
        .sort(),
    ]);
}

/** Only what counts: a voice that was superseded may never have come here. */
function canonicalSpoken(spoken: Spoken): string {
  const said = [...spoken].flatMap(([revision, values]) =>
    [...values].flatMap(([value, versions]) => [...versions].map((version) => ({ revision, value, version }))),
  );
  return essential(said)
    .map(({ revision, value, version }) => `${revision}.${value}.${version}`)
    .sort()
    .join(',');
}
