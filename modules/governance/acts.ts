// What a person may do in deciding, and why not, in plain words (README §1).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ActType, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import { nextRevision, type Choice } from './ballots.ts';
import { bindRefusals } from './binding.ts';
import { isFinal, bindValueOf, BIND_NONE, matterOf, type Matter } from './matter.ts';
import { BALLOT, ballotFor, METHOD_RULES } from './methods.ts';
import * as types from './records.ts';
import { ballot, bind, OPTIONS_MAX, PERIOD_HOURS_MAX, TEXT_BYTES_MAX } from './records.ts';
import type { GovernanceState } from './state.ts';

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

function matterFor(state: GovernanceState, id: RecordId, { directory }: Surroundings): Result<Matter, Refusal> {
  const found = matterOf(state, id, directory);
  return found.kind === 'matter'
    ? ok(found)
    : refuse(found.reason, found.why, 'Wait for the missing records, or ask for them.');
}

type ProposeArgs = Pick<types.Proposal, 'kind' | 'method' | 'periodHours' | 'slot' | 'frontier'> & {
  readonly title: string;
  readonly options: readonly string[];
  readonly text: string;
};

const propose: ActType<GovernanceState, ProposeArgs> = {
  title: 'Propose something',
  plan(_state, args, self, { directory }): Result<Plan, Refusal> {
    const latest = directory.latest();
    if (!latest?.members.includes(self.member)) {
      return refuse('members-only', 'Only members propose.', 'Ask a member to propose it for you.');
    }
    const { options, title, kind, method, periodHours, slot, frontier } = args;
    const rule = METHOD_RULES[method];
    if (options.length < rule.optionsMin || options.length > Math.min(rule.optionsMax, OPTIONS_MAX)) {
      return refuse(
        'options',
        `"${method}" takes ${rule.optionsMin} to ${rule.optionsMax} options.`,
        'Change the options.',
      );
    }
    if ([title, ...options].some((line) => line.length === 0 || line.includes('\n'))) {
      return refuse(
        'lines',
        'The title and each option are one line each, and not empty.',
        'Shorten them to one line.',
      );
    }
    if (!Number.isInteger(periodHours) || periodHours < 1 || periodHours > PERIOD_HOURS_MAX) {
      return refuse('period', `A period has 1 to ${PERIOD_HOURS_MAX} hours.`, 'Choose another period.');
    }
    const text = [title, ...options, ...(args.text ? [args.text] : [])].join('\n');
    const tooLong = toUtf8(text).length - TEXT_BYTES_MAX;
    if (tooLong > 0) {
      return refuse(
        'text-length',
        `The text is ${tooLong} bytes too long for one packet.`,
        'Put the rest into further parts.',
      );
    }
    const body = {
      kind,
      method,
      periodHours,
      roster: latest.checkpoint,
      frontier,
      slot,
      optionCount: options.length,
      text,
    };
    return ok({ records: [{ type: types.proposal, body }] });
  },
};

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
  if (matter.bound.has(self.member)) {
    return refuse('bind-once', 'You have bound already, and a bind stays for ever.', 'Nothing can be done about it.');
  }
  return nextRevision(matter, self.member) > ballot.revisionMax
    ? refuse('revisions', 'You have changed your ballot too often.', 'Your last ballot stays.')
    : null;
}

type BallotArgs = {
  readonly proposal: RecordId;
  /** `options`: consent is [0]; one option, all that are good enough, or up to three ranked, by method. */
  readonly says: 'give up' | 'stand aside' | { readonly options: readonly number[] };
};

const cast: ActType<GovernanceState, BallotArgs> = {
  title: 'Say what you think of it (all members can see it, for ever)',
  plan(state, { proposal, says }, self, around): Result<Plan, Refusal> {
    const found = matterFor(state, proposal, around);
    if (!found.ok) return found;
    const refused = ballotRefusal(found.value, self);
    if (refused) return refused;
    const { method, optionCount } = found.value.proposal.body;
    if (says === 'stand aside' && !METHOD_RULES[method].blocks) {
      return refuse('method', 'Standing aside belongs to consent.', 'Say nothing, or give it up.');
    }
    const value =
      says === 'give up'
        ? BALLOT.giveUp
        : says === 'stand aside'
          ? BALLOT.aside
          : ballotFor(method, says.options, optionCount);
    if (value === undefined) return refuse('method', `"${method}" has no such ballot.`, METHOD_RULES[method].means);
    return ok({ statements: [say(found.value, ballot.kind, value, nextRevision(found.value, self.member))] });
  },
};

const block: ActType<
  GovernanceState,
  { readonly proposal: RecordId; readonly reason: string; readonly frontier: Uint8Array }
> = {
  title: 'Block it, with a reason',
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
  plan(state, body, _self, around): Result<Plan, Refusal> {
    const found = matterFor(state, body.proposal, around);
    if (!found.ok) return found;
    if (toUtf8(body.text).length > types.REMARK_BYTES_MAX)
      return refuse('text-length', 'The text is too long for one packet.', 'Split it.');
    return ok({ records: [{ type, body }] });
  },
});

const bindIt: ActType<GovernanceState, { readonly proposal: RecordId; readonly choice: Choice }> = {
  title: 'Bind: your final word, which cannot be taken back',
  plan(state, { proposal, choice }, self, around): Result<Plan, Refusal> {
    const found = matterFor(state, proposal, around);
    if (!found.ok) return found;
    const matter = found.value;
    if (choice !== 'none' && !(choice in matter.boundTo)) {
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

export const GOVERNANCE_ACTS = {
  propose,
  cast,
  block,
  concern: remark('Raise a concern', types.concern),
  amend: remark('Suggest another wording', types.amendment),
  bind: bindIt,
  visit,
};
