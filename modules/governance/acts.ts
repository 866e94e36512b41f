// What a person may do in deciding, and why not, in plain words (README §1).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ActType, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import { nextRevision } from './ballots.ts';
import { bindRefusals } from './binding.ts';
import { EFFECT_ACTS } from './effect-acts.ts';
import { isFinal, bindValueOf, BIND_NONE, matterOf, type Matter } from './matter.ts';
import { BALLOT, ballotFor, METHOD_RULES } from './methods.ts';
import { wordsOf } from './words.ts';
import * as types from './records.ts';
import { propose } from './propose.ts';
import { ballot, bind, OPTIONS_MAX } from './records.ts';
import type { GovernanceState } from './state.ts';

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

function matterFor(state: GovernanceState, id: RecordId, { directory }: Surroundings): Result<Matter, Refusal> {
  const found = matterOf(state, id, directory);
  return found.kind === 'matter'
    ? ok(found)
    : refuse(found.reason, found.why, 'Wait for the missing records, or ask for them.');
}

const ONE_PROPOSAL = { label: 'Which proposal', is: 'record', of: ['proposal'] } as const;

type Saying = NonNullable<Plan['statements']>[number];

const say = (matter: Matter, kind: number, value: number, revision: number): Saying => ({
  subject: { kind, record: matter.id, roster: matter.roster.checkpoint },
  value,
  revision,
});

/** May this member still cast a ballot here? */
function ballotRefusal(matter: Matter, self: Self): Result<never, Refusal> | null {
  if (!matter.roster.members.includes(self.member) || self.log !== 0) {
    return refuse(
      'frozen-roster',
      'This matter is decided by the members of an earlier page, each on the first device.',
      'You can speak on it; you decide on the next matters.',
    );
  }
  if (isFinal(matter)) return refuse('closed', 'This matter is decided.', 'A new proposal can take it up again.');
  if (matter.rules.bindConditions.includes('bind-once') && matter.boundInRound.has(self.member)) {
    return refuse('bind-once', 'You have bound already, and a bind stays for ever.', 'Nothing can be done about it.');
  }
  return nextRevision(matter, self.member) > ballot.revisionMax
    ? refuse('revisions', 'You have changed your ballot too often.', 'Your last ballot stays.')
    : null;
}

type BallotArgs = {
  readonly proposal: RecordId;
  /** `options`: consent is [0]; one option, all that are good enough, or up to three ranked, by method. */
  readonly says: 'for' | 'give up' | 'stand aside' | { readonly options: readonly number[] };
  /** Where it says "for": the options in their own words or by number from 1; none for consent. */
  readonly options?: readonly string[];
};

/** An option by its own words or its number from 1; with consent the matter itself is the only one. */
function optionNamed(matter: Matter, words: string): number | undefined {
  if (matter.proposal.body.method === 'consent') return ['', '1', 'yes'].includes(words) ? 0 : undefined;
  const options = wordsOf(matter).options;
  const at = options.includes(words) ? options.indexOf(words) : Number(words) - 1;
  return at in options ? at : undefined;
}

function optionsOf(matter: Matter, { says, options }: BallotArgs): readonly (number | undefined)[] {
  if (typeof says === 'object') return says.options;
  const named = options ?? [];
  return named.length === 0 && matter.proposal.body.method === 'consent'
    ? [0]
    : named.map((words) => optionNamed(matter, words));
}

function ballotOf({ proposal }: Matter, options: readonly (number | undefined)[]): number | undefined {
  const { method, optionCount } = proposal.body;
  const known = options.filter((option) => option !== undefined);
  return known.length === options.length ? ballotFor(method, known, optionCount) : undefined;
}

const cast: ActType<GovernanceState, BallotArgs> = {
  title: 'Say what you think of it (all members can see it, for ever)',
  inputs: {
    proposal: ONE_PROPOSAL,
    says: { label: 'What you say', is: 'choice', of: ['for', 'stand aside', 'give up'] },
    options: {
      label: 'The option, all that are good enough, or up to three in order; none for consent',
      is: 'text',
      bytesMax: 60,
      most: OPTIONS_MAX,
      optional: true,
    },
  },
  plan(state, args, self, around): Result<Plan, Refusal> {
    const { proposal, says } = args;
    const found = matterFor(state, proposal, around);
    if (!found.ok) return found;
    const refused = ballotRefusal(found.value, self);
    if (refused) return refused;
    const { method } = found.value.proposal.body;
    if (says === 'stand aside' && !METHOD_RULES[method].blocks) {
      return refuse('method', 'Standing aside belongs to consent.', 'Say nothing, or give it up.');
    }
    const value =
      says === 'give up'
        ? BALLOT.giveUp
        : says === 'stand aside'
          ? BALLOT.aside
          : ballotOf(found.value, optionsOf(found.value, args));
    if (value === undefined) return refuse('method', `"${method}" has no such ballot.`, METHOD_RULES[method].means);
    return ok({ statements: [say(found.value, ballot.kind, value, nextRevision(found.value, self.member))] });
  },
};

const block: ActType<
  GovernanceState,
  { readonly proposal: RecordId; readonly reason: string; readonly frontier: Uint8Array }
> = {
  title: 'Block it, with a reason',
  inputs: {
    proposal: ONE_PROPOSAL,
    reason: { label: 'What would be lost', is: 'text', bytesMax: types.REASON_BYTES_MAX },
  },
  plan(state, { proposal, reason, frontier }, self, around): Result<Plan, Refusal> {
    const found = matterFor(state, proposal, around);
    if (!found.ok) return found;
    const matter = found.value;
    if (!METHOD_RULES[matter.proposal.body.method].blocks) {
      return refuse('method', 'Only consent knows blocks.', 'Speak for another option, or raise a concern.');
    }
    if (reason.trim() === '')
      return refuse('block-reason', 'A block stands only with its reason.', 'Say what would be lost.');
    const refused = ballotRefusal(matter, self);
    if (refused) return refused;
    const body = { proposal, frontier, bindsHeld: matter.bound.size, text: reason };
    if (toUtf8(reason).length > types.REASON_BYTES_MAX) {
      return refuse(
        'text-length',
        'The reason is too long for one packet.',
        'Shorten it; further words fit a concern.',
      );
    }
    return ok({
      records: [{ type: types.blockReason, body }],
      statements: [say(matter, ballot.kind, BALLOT.block, nextRevision(matter, self.member))],
    });
  },
};

type RemarkArgs = { readonly proposal: RecordId; readonly text: string };

const remark = (title: string, type: typeof types.concern): ActType<GovernanceState, RemarkArgs> => ({
  title,
  inputs: { proposal: ONE_PROPOSAL, text: { label: 'In your words', is: 'text', bytesMax: types.REMARK_BYTES_MAX } },
  plan(state, body, _self, around): Result<Plan, Refusal> {
    const found = matterFor(state, body.proposal, around);
    if (!found.ok) return found;
    if (toUtf8(body.text).length > types.REMARK_BYTES_MAX)
      return refuse('text-length', 'The text is too long for one packet.', 'Split it.');
    return ok({ records: [{ type, body }] });
  },
});

const bindIt: ActType<GovernanceState, { readonly proposal: RecordId; readonly choice: number | string }> = {
  title: 'Bind: your final word, which cannot be taken back',
  inputs: {
    proposal: ONE_PROPOSAL,
    choice: { label: "The option's words or number, yes for consent, or none", is: 'text', bytesMax: 60 },
  },
  plan(state, { proposal, choice: said }, self, around): Result<Plan, Refusal> {
    const found = matterFor(state, proposal, around);
    if (!found.ok) return found;
    const matter = found.value;
    const choice = typeof said === 'number' || said === 'none' ? said : optionNamed(matter, said);
    if (choice === undefined || (choice !== 'none' && !(choice in matter.boundTo))) {
      return refuse('options', 'There is no such option.', 'Choose one of those on the screen.');
    }
    const [refused] = bindRefusals(state, matter, choice, self, around);
    if (refused) return err(refused);
    return ok({ statements: [say(matter, bind.kind, choice === 'none' ? BIND_NONE : bindValueOf(choice), 0)] });
  },
};

type VisitArgs = { readonly proposal: RecordId; readonly visited: readonly MemberId[]; readonly answers: string };

const visit: ActType<GovernanceState, VisitArgs> = {
  title: 'I was at their door with it',
  inputs: {
    proposal: ONE_PROPOSAL,
    visited: { label: 'Whom you visited', is: 'member', most: 20 },
    answers: { label: 'What they said', is: 'text', bytesMax: 100, optional: true },
  },
  plan(state, body, self, around): Result<Plan, Refusal> {
    const found = matterFor(state, body.proposal, around);
    if (!found.ok) return found;
    const { members } = found.value.roster;
    const strangers = body.visited.filter((member) => !members.includes(member) || member === self.member);
    if (
      !members.includes(self.member) ||
      strangers.length > 0 ||
      body.visited.length === 0 ||
      body.visited.length > 20
    ) {
      return refuse(
        'visit',
        'Members visit other members whom the matter asks, up to 20 in one note.',
        'Change the list.',
      );
    }
    return ok({ records: [{ type: types.visit, body }] });
  },
};

type TextPartArgs = { readonly proposal: RecordId; readonly text: string };

const continueText: ActType<GovernanceState, TextPartArgs> = {
  title: 'Go on with the text of your proposal',
  inputs: { proposal: ONE_PROPOSAL, text: { label: 'The next part', is: 'text', bytesMax: types.REMARK_BYTES_MAX } },
  plan(state, { proposal, text }, self, around): Result<Plan, Refusal> {
    const found = matterFor(state, proposal, around);
    if (!found.ok) return found;
    const { topic, bound } = found.value;
    if (found.value.proposal.record.member !== self.member) {
      return refuse('own-proposal', 'Only the author goes on with the text.', 'Suggest another wording instead.');
    }
    if (bound.size > 0) {
      return refuse(
        'text-closed',
        'Somebody has bound, so the text stays as it is.',
        'Propose the change as a matter of its own.',
      );
    }
    if (text.length === 0 || toUtf8(text).length > types.REMARK_BYTES_MAX) {
      return refuse('text-length', 'A part has 1 to 150 bytes.', 'Split it.');
    }
    const part = Math.max(0, ...[...topic.textParts.values()].map(({ body }) => body.part)) + 1;
    if (part > TEXT_PARTS_MAX) return refuse('parts', 'The text has 255 parts already.', 'Shorten it.');
    return ok({ records: [{ type: types.textPart, body: { proposal, part, text } }] });
  },
};
const TEXT_PARTS_MAX = 255;

export const GOVERNANCE_ACTS = {
  propose,
  ...EFFECT_ACTS,
  continueText,
  cast,
  block,
  concern: remark('Raise a concern', types.concern),
  amend: remark('Suggest another wording', types.amendment),
  bind: bindIt,
  visit,
};
