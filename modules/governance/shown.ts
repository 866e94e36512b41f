// What people ask of matters: which are open, which are decided, how one of them stands, and its record.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Query, Shown, Surroundings } from '#protocol/node/module.ts';
import { coverageOf } from './coverage.ts';
import { decisionLines, decisionRecord, effectWords } from './decision-record.ts';
import { isFinal, matterOf, type Matter } from './matter.ts';
import { matters, statusOf, tallySoFar, unheard, wordsFor } from './queries.ts';
import type { GovernanceState } from './state.ts';
import { wordsOf } from './words.ts';

const ONE = { proposal: { label: 'Which proposal', is: 'record', of: ['proposal'] } } as const;

/** Said before the first ballot, on every screen and card. */
export const BALLOT_NOTICE = 'All members can see who says what here, for ever.';

const brief = (matter: Matter, around: Surroundings): { json: object; line: string } => {
  const { title } = wordsOf(matter);
  const { kind, method } = matter.proposal.body;
  const words = wordsFor(matter, around);
  return {
    json: { proposal: matter.id, title, kind, method, outcome: matter.outcome, words },
    line: `${matter.id.slice(0, 8)} ${title} (${kind}): ${words}`,
  };
};

const listOf = (title: string, wanted: (matter: Matter) => boolean): Query<GovernanceState> => ({
  title,
  show(state, _args, around) {
    const found = matters(state, around)
      .filter(wanted)
      .map((matter) => brief(matter, around));
    return { json: found.map(({ json }) => json), lines: found.map(({ line }) => line) };
  },
});

/** Looks one matter up, or says why it cannot be shown. */
const about =
  (show: (matter: Matter, around: Surroundings, state: GovernanceState) => Shown): Query<GovernanceState>['show'] =>
  (state, args, around) => {
    const found = matterOf(state, args['proposal'] as RecordId, around.directory);
    return found.kind === 'matter'
      ? show(found, around, state)
      : { json: { problem: found.reason, why: found.why }, lines: [found.why] };
  };

const one: Query<GovernanceState> = {
  title: 'How a proposal stands, and what is missing',
  inputs: ONE,
  show(state, args, around, self) {
    return about((matter) => {
      const { directory } = around;
      const { title, options, text } = wordsOf(matter);
      const tally = tallySoFar(matter, around);
      const { notNoticed, notReplied } = unheard(matter, around);
      const status = self && statusOf(state, matter.id, self, around);
      const missing = status && 'missing' in status ? status.missing : [];
      const pausedUntilMs = status && 'pausedUntilMs' in status ? status.pausedUntilMs : undefined;
      const effect = effectWords(matter.proposal.body.effect, directory);
      const { noticedAgain, noticeNeeded } = coverageOf(matter, directory);
      const names = (members: typeof notNoticed): readonly string[] =>
        members.map((member) => directory.person(member)?.name || member.slice(0, 8));
      return {
        json: {
          proposal: matter.id,
          title,
          options,
          text,
          effect: effect ?? null,
          outcome: matter.outcome,
          tally,
          missing,
          pausedUntilMs: pausedUntilMs ?? null,
          notNoticed,
          notReplied,
          noticedAgain: noticedAgain ? { members: [...noticedAgain], needed: noticeNeeded } : null,
        },
        lines: [
          title,
          ...options.map(
            (option, i) => `  ${i + 1}. ${option}: ${tally.support[i] ?? 0} ballots, ${tally.bound[i] ?? 0} bound`,
          ),
          ...(text ? text.split('\n') : []),
          ...(effect ? [`If it passes, it ${effect}.`] : []),
          ...(noticedAgain && !isFinal(matter)
            ? [
                `It changes the rules, so it is brought up twice: ${noticedAgain.size} of ${matter.roster.members.length} had it the second time, ${noticeNeeded} are needed.`,
              ]
            : []),
          wordsFor(matter, around),
          ...missing.map(({ why, remedy }) => `You cannot bind yet: ${why} ${remedy}`),
          ...(pausedUntilMs === undefined ? [] : ['A block came late: what is not carried out waits.']),
          ...(notNoticed.length > 0 ? [`Not known to have heard of it: ${names(notNoticed).join(', ')}.`] : []),
          BALLOT_NOTICE,
        ],
      };
    })(state, args, around, self);
  },
};

const record: Query<GovernanceState> = {
  title: 'The record of a decision: text, voices, reasons, unheard, certificate',
  inputs: ONE,
  show: about((matter, { directory }) => {
    const whole = decisionRecord(matter, directory);
    return { json: whole, lines: decisionLines(whole, directory) };
  }),
};

export const GOVERNANCE_QUERIES = {
  open: listOf('Matters that are open', (matter) => !isFinal(matter)),
  decided: listOf('Matters that are decided for good', isFinal),
  proposal: one,
  record,
};
