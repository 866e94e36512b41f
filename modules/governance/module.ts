// Deciding together so that a split cannot produce two truths: governance as a module (README).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Module } from '#protocol/node/module.ts';
import type { DecidedMatters, Decisions, OpenMatters } from '#protocol/tally/matters.ts';
import { GOVERNANCE_ACTS } from './acts.ts';
import { CUSTODY } from './custody.ts';
import { decidedIn } from './decided.ts';
import { decisionsOf } from './decisions.ts';
import { standsBehind } from './ballots.ts';
import { closingsOf } from './binding.ts';
import { governanceDuties } from './duties.ts';
import { isFinal, matterOf } from './matter.ts';
import {
  GOVERNANCE_RECORD_TYPES,
  GOVERNANCE_STATEMENT_KINDS,
  proposal,
  valueCountOnProposal,
  type Proposal,
} from './records.ts';
import { GOVERNANCE_QUERIES } from './shown.ts';
import { DECISION_RULES, type DecisionRules } from './rules.ts';
import { canonicalGovernance, emptyGovernance, foldGovernance, forgetRemark, type GovernanceState } from './state.ts';

export type GovernanceModuleState = GovernanceState & OpenMatters & DecidedMatters & Decisions;

function empty(rules: DecisionRules): GovernanceModuleState {
  const state = emptyGovernance(rules);
  const openBinds: OpenMatters['openBinds'] = (member, roster, directory) => {
    const exclusive: readonly RecordId[] = [...state.slots.values()].flatMap((ids) => [...ids]);
    return exclusive
      .filter((id) => {
        const matter = matterOf(state, id, directory);
        if (matter.kind !== 'matter' || matter.roster.checkpoint !== roster) return false;
        if (matter.bound.has(member)) return matter.outcome.kind !== 'rejected';
        return !isFinal(matter) && standsBehind(matter, member);
      })
      .sort();
  };
  const effectOf = (id: RecordId) => state.topics.get(id)?.proposal?.body.effect ?? undefined;
  return { ...state, openBinds, effectOf, decided: decidedIn(state), ...decisionsOf(state) };
}

/** The module with these rules. Every node of a community runs it with the same ones. */
export const governanceWith = (rules: DecisionRules): Module<GovernanceModuleState> => ({
  name: 'governance',
  recordTypes: GOVERNANCE_RECORD_TYPES,
  statementKinds: GOVERNANCE_STATEMENT_KINDS,
  reads: ['roster'],
  rosterOf: (_kind, record, body) => (record.type === proposal.type ? (body as Proposal).roster : undefined),
  valueCountOf: (kind, record, body) =>
    record.type === proposal.type ? valueCountOnProposal(kind, body as Proposal) : undefined,
  closings: (state, _kind, { id }, { directory, heldSinceMs }) => closingsOf(state, id, directory, heldSinceMs(id)),
  empty: () => empty(rules),
  fold: foldGovernance,
  forget: forgetRemark,
  custody: CUSTODY,
  acts: GOVERNANCE_ACTS,
  leftToUnbelieved: ['concern', 'amend'],
  queries: GOVERNANCE_QUERIES,
  duties: governanceDuties,
  kept: { version: 1, without: ['rules', 'derived'] },
  canonical: (state) => toUtf8(canonicalGovernance(state).join('\n')),
});

export const governance: Module<GovernanceModuleState> = governanceWith(DECISION_RULES);
