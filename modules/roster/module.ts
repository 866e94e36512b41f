// Who is here, with which keys, and who counts: the roster as a module (README).

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Module } from '#protocol/node/module.ts';
import type { ClosedPages, Decisions } from '#protocol/tally/matters.ts';
import { ROSTER_ACTS } from './acts.ts';
import { CUSTODY } from './custody.ts';
import { leftOut, pageDuty } from './pages.ts';
import { newKeyOf } from './powers.ts';
import { checkpoint, ROSTER_RECORD_TYPES, ROSTER_STATEMENT_KINDS, type Checkpoint } from './records.ts';
import type { RosterState } from './shape.ts';
import { ROSTER_QUERIES } from './shown.ts';
import { canonicalRoster, emptyRoster, foldRoster } from './state.ts';

export type RosterModuleState = RosterState & ClosedPages;

function empty(): RosterModuleState {
  const state = emptyRoster();
  const shown: ClosedPages = {
    newKey: (member, around) =>
      newKeyOf(
        state,
        member,
        around,
        (id) => (around.state('governance') as Partial<Decisions> | undefined)?.isAdopted?.(id, around) ?? false,
      ),
    leftOut: (member: MemberId, roster: RecordId, proposal: RecordId) => leftOut(state, member, roster, proposal),
  };
  return Object.assign(state, shown);
}

export const roster: Module<RosterModuleState> = {
  name: 'roster',
  recordTypes: ROSTER_RECORD_TYPES,
  statementKinds: ROSTER_STATEMENT_KINDS,
  reads: ['governance'],
  rosterOf: (_kind, record, body) => (record.type === checkpoint.type ? (body as Checkpoint).previous : undefined),
  empty,
  fold: foldRoster,
  custody: CUSTODY,
  acts: ROSTER_ACTS,
  leftToUnbelieved: ['revoke', 'reveal', 'object'],
  queries: ROSTER_QUERIES,
  duties: pageDuty,
  kept: { version: 1, without: ['line'] },
  canonical: (state) => toUtf8(canonicalRoster(state).join('\n')),
};
