// When a person's own words of a call may be taken back (README §6).
//
// What ends something may not go before what it ends: without its cancel, a call of last year would ring again.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Refusal, Surroundings } from '#protocol/node/module.ts';
import { refusal } from './checks.ts';
import { needOrOfferType, sosType, type NeedOrOffer } from './records.ts';
import { sosCard } from './sos.ts';
import type { EmergencyState, Said } from './state.ts';

/** Answers to answers that are followed to their call. */
const STEPS_MAX = 64;

export function notYetErasable(
  state: EmergencyState,
  { id, record, body }: Said<unknown>,
  around: Surroundings,
  alongside: ReadonlySet<RecordId>,
): Refusal | undefined {
  if (record.type === sosType.type) {
    const card = sosCard(state, id, around);
    return card === undefined || card.status === 'over'
      ? undefined
      : refusal(
          'erase-open-call',
          'This call for help is not over yet.',
          'Cancel it first, then take back your words.',
        );
  }
  if (record.type === needOrOfferType.type) {
    const { of } = body as NeedOrOffer;
    return of === null || alongside.has(of) || !state.supplies.has(of)
      ? undefined
      : refusal('erase-ending', 'It says that a need or an offer is settled.', 'Take that back first, or with it.');
  }
  const call = state.answers.has(id) ? callOf(state, id) : undefined;
  return call === undefined || alongside.has(call)
    ? undefined
    : refusal(
        'erase-answer',
        'It answers a call for help that still stands here, and would be missing in its story.',
        'Wait until whoever called has taken back the call.',
      );
}

/** The call that an answer belongs to, where it is held. */
function callOf(state: EmergencyState, answer: RecordId): RecordId | undefined {
  let about: RecordId | undefined = answer;
  for (let step = 0; step < STEPS_MAX && about !== undefined && !state.sos.has(about); step++)
    about = state.answers.get(about)?.body.about;
  return about !== undefined && state.sos.has(about) ? about : undefined;
}
