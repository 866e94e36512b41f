// How a member proposes, and why not, in plain words.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { ActType, Plan, Refusal } from '#protocol/node/module.ts';
import { charterOf } from '../charter.ts';
import { newKeyRefusal, ownKeyRefusal } from './binding.ts';
import { effectProblem } from './effects.ts';
import { KINDS } from './kinds.ts';
import { METHOD_RULES, METHODS } from './methods.ts';
import * as types from './records.ts';
import { OPTIONS_MAX, PERIOD_HOURS_MAX, TEXT_BYTES_MAX } from './records.ts';
import type { GovernanceState } from './state.ts';

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

export type ProposeArgs = Pick<types.Proposal, 'kind' | 'method' | 'periodHours' | 'frontier'> & {
  readonly slot?: types.Slot | null;
  readonly effect?: types.Proposal['effect'];
  readonly title: string;
  readonly options: readonly string[];
  readonly text: string;
};

/** What a person says of any proposal, whatever it does. */
export const WORDS_INPUTS = {
  title: { label: 'In one line', is: 'text', bytesMax: 80 },
  text: { label: 'Why, and how', is: 'text', bytesMax: TEXT_BYTES_MAX, optional: true },
  periodHours: { label: 'Hours to think it over', is: 'number', least: 1, most: PERIOD_HOURS_MAX, unit: 'hours' },
} as const;

export const propose: ActType<GovernanceState, ProposeArgs> = {
  title: 'Propose something',
  inputs: {
    ...WORDS_INPUTS,
    kind: { label: 'How grave it is', is: 'choice', of: KINDS },
    method: { label: 'How it is decided', is: 'choice', of: METHODS },
    options: {
      label: 'Options, one line each; none for consent',
      is: 'text',
      bytesMax: 60,
      most: OPTIONS_MAX,
      optional: true,
    },
  },
  plan(_state, args, self, around): Result<Plan, Refusal> {
    const { directory } = around;
    const latest = directory.latest();
    const barred = ownKeyRefusal(self, directory) ?? newKeyRefusal(self, around);
    if (barred) return err(barred);
    if (!latest?.members.includes(self.member)) {
      return refuse('members-only', 'Only members propose.', 'Ask a member to propose it for you.');
    }
    const { options, title, kind, method, periodHours, frontier } = args;
    const [slot, effect] = [args.slot ?? null, args.effect ?? null];
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
    const least = charterOf(around)['decide.period-least'];
    if (periodHours < least) {
      return refuse(
        'period',
        `The charter gives people at least ${least} hours.`,
        'Choose a longer period, or propose another number for "decide.period-least".',
      );
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
      effect,
      text,
    };
    const wrong = effectProblem(body);
    if (wrong !== undefined) return refuse('effect', wrong, 'Change the proposal.');
    return ok({ records: [{ type: types.proposal, body }] });
  },
};
