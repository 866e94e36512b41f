// Calling for help and answering a call (README §4).
//
// Calling for help is refused for nothing but words that do not fit. Everything else says which rule
// stands in the way and what would help.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err } from '#protocol/bytes/result.ts';
import type { ActType, Input, Plan, Self, Surroundings } from '#protocol/node/module.ts';
import { isCount, isWord, planIf, refusal, textFits, type Check } from '../checks.ts';
import {
  CHANGE_REASONS,
  SEVERITIES,
  sosChangeType,
  sosType,
  SOS_KINDS,
  takingType,
  TEXT_BYTES_MAX,
  type ChangeReason,
  type Severity,
  type SosKind,
} from '../records.ts';
import { sosCard, WAITS_MS, type SosView } from '../sos.ts';
import { isChange, isTaking } from '../state.ts';
import { storyOf } from '../story.ts';
import type { Position } from '../whereabouts.ts';
import {
  DRILL_INPUT,
  filled,
  latestNumber,
  named,
  NO_WORDS,
  NOWHERE_SAID,
  text,
  WHERE_INPUTS,
  whereChecks,
  type Planned,
  type S,
  type Where,
} from './common.ts';

export type SosArgs = Where & {
  readonly kind: SosKind;
  readonly severity?: Severity;
  readonly drill?: boolean;
  readonly cannotMove?: boolean;
  readonly text?: string;
};
export type UpdateArgs = Where & {
  readonly sos: RecordId;
  readonly severity: Severity;
  readonly cannotMove?: boolean;
  readonly reason?: ChangeReason;
  readonly text?: string;
};
export type EndArgs = { readonly sos: RecordId; readonly reason?: ChangeReason; readonly text?: string };
export type TakeArgs = { readonly sos: RecordId; readonly etaMinutes?: number; readonly text?: string };
export type HandOverArgs = { readonly sos: RecordId; readonly to: MemberId; readonly text?: string };
export type GiveUpArgs = { readonly sos: RecordId; readonly text?: string };

const CALL_DEFAULTS = { ...NOWHERE_SAID, severity: 'unknown', drill: false, cannotMove: false } as const;
const UPDATE_DEFAULTS = { ...NOWHERE_SAID, cannotMove: false, reason: 'other' } as const;
const END_DEFAULTS = { reason: 'other', text: '' } as const;

const SOS_INPUT: Input = { label: 'Which call', is: 'record', of: [sosType.name] };
const REASON_INPUT: Input = { label: 'Why', is: 'choice', of: CHANGE_REASONS, optional: true };
const CANNOT_MOVE_INPUT: Input = { label: 'Cannot move', is: 'yes or no', optional: true };
const unknownSos = refusal(
  'sos-known',
  'This call for help is not known on this device.',
  'Wait until it has arrived, or look for it in the list.',
);

const overAlready = refusal('sos-open', 'This call for help is over.', 'If help is needed again, reopen it first.');

/**
 * The record that an answer names. What ends a call or opens it again names the last word of all, so that
 * it comes after everything its author knew. The others name the last turn, not every report before
 * it: a taking must not wait until a lost report has come.
 */
export function namedBy(state: S, sos: RecordId, closesOrReopens: boolean): RecordId {
  const said = state.sos.get(sos);
  const answers = said ? storyOf(state, said).answers : [];
  const turns = answers.filter((answer) =>
    isChange(answer) ? answer.body.change.what !== 'update' : isTaking(answer) && answer.body.step !== 'take',
  );
  return (closesOrReopens ? answers : turns).at(-1)?.id ?? sos;
}

function withCard(state: S, sos: RecordId, around: Surroundings, plan: (card: SosView) => Planned): Planned {
  const card = sosCard(state, sos, around);
  return card ? plan(card) : err(unknownSos);
}

type Situation = {
  readonly severity: Severity;
  readonly cannotMove: boolean;
  readonly people: number;
  readonly position: Position | null;
  readonly text: string;
};

const change = (
  state: S,
  sos: RecordId,
  what: 'update' | 'cancel' | 'reopen',
  said: Situation & { readonly reason: ChangeReason },
): NonNullable<Plan['records']>[number] => ({
  type: sosChangeType,
  body: {
    about: namedBy(state, sos, what !== 'update'),
    change: { what, severity: said.severity, cannotMove: said.cannotMove, reason: said.reason },
    where: { people: said.people, position: said.position },
    text: said.text,
  },
});

type Ending = { readonly reason: ChangeReason; readonly text: string };

/** A cancel or a reopening goes to every SOS of the card: they were one call for whoever saw it. */
function turn(state: S, card: SosView, what: 'cancel' | 'reopen', { reason, text: words }: Ending): Plan {
  const { severity, cannotMove } = card;
  const said = { severity, cannotMove, reason, people: 0, position: null };
  const ids = [card.id, ...card.merged];
  return { records: ids.map((sos, i) => change(state, sos, what, { ...said, text: i === 0 ? words : '' })) };
}

const call: ActType<S, SosArgs> = {
  title: 'Call for help',
  inputs: {
    kind: { label: 'What has happened', is: 'choice', of: SOS_KINDS },
    severity: { label: 'How bad it is', is: 'choice', of: SEVERITIES, optional: true },
    cannotMove: CANNOT_MOVE_INPUT,
    ...WHERE_INPUTS,
    text: text('In your words', TEXT_BYTES_MAX.sos),
    drill: DRILL_INPUT,
  },
  plan(state, given, self, around) {
    const args = filled(CALL_DEFAULTS, given);
    return planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.sos),
        isWord(args.kind, SOS_KINDS, 'kind of emergency'),
        isWord(args.severity, SEVERITIES, 'severity'),
        ...whereChecks(args),
      ],
      () => callOrUpdate(state, args, self, around),
    );
  },
};

type Call = Situation & { readonly kind: SosKind; readonly drill: boolean };

/** Within five minutes of one's own open call of the same kind, the rest goes out as an update: shorter, and on one card. */
function callOrUpdate(state: S, args: Call, self: Self, around: Surroundings): Plan {
  const own = [...state.sos.values()].filter(
    ({ id, record, body }) =>
      record.member === self.member &&
      body.call.drill === args.drill &&
      body.call.kind === args.kind &&
      around.nowMs - (around.heldSinceMs(id) ?? -Infinity) < WAITS_MS.fullSosEvery &&
      sosCard(state, id, around)?.status !== 'over',
  );
  const running = own.toSorted((a, b) => b.record.seq - a.record.seq)[0];
  const { kind, severity, drill, cannotMove, people, position, text: words } = args;
  const fitsUpdate = textFits(words, TEXT_BYTES_MAX.change) === undefined;
  if (running && fitsUpdate) return { records: [change(state, running.id, 'update', { ...args, reason: 'other' })] };
  return {
    records: [
      {
        type: sosType,
        body: {
          call: { kind, severity, drill, cannotMove },
          roster: latestNumber(around),
          where: { people, position },
          text: words,
        },
      },
    ],
  };
}

const update: ActType<S, UpdateArgs> = {
  title: 'Say what has changed',
  inputs: {
    sos: SOS_INPUT,
    severity: { label: 'How bad it is now', is: 'choice', of: SEVERITIES },
    cannotMove: CANNOT_MOVE_INPUT,
    reason: REASON_INPUT,
    ...WHERE_INPUTS,
    text: text('In your words', TEXT_BYTES_MAX.change),
  },
  plan(state, given, _self, around) {
    const args = filled(UPDATE_DEFAULTS, given);
    return withCard(state, args.sos, around, (card) =>
      planIf(
        [
          textFits(args.text, TEXT_BYTES_MAX.change),
          isWord(args.severity, SEVERITIES, 'severity'),
          isWord(args.reason, CHANGE_REASONS, 'reason'),
          ...whereChecks(args),
          card.status === 'over' ? overAlready : undefined,
        ],
        () => ({ records: [change(state, args.sos, 'update', args)] }),
      ),
    );
  },
};

const cancel: ActType<S, EndArgs> = {
  title: 'Help is no longer needed',
  inputs: { sos: SOS_INPUT, reason: REASON_INPUT, text: text('In your words', TEXT_BYTES_MAX.change) },
  plan(state, given, self, around) {
    const args = filled(END_DEFAULTS, given);
    return withCard(state, args.sos, around, (card) =>
      planIf(
        [
          textFits(args.text, TEXT_BYTES_MAX.change),
          isWord(args.reason, CHANGE_REASONS, 'reason'),
          card.caller === self.member
            ? undefined
            : refusal(
                'only-caller-cancels',
                'Only the person who called for help can end the call.',
                'If you helped, say that it is done; when a second helper of another household says so too, it is over.',
              ),
          card.status === 'over' ? overAlready : undefined,
        ],
        () => turn(state, card, 'cancel', args),
      ),
    );
  },
};

const reopen: ActType<S, EndArgs> = {
  title: 'Help is still needed',
  inputs: { sos: SOS_INPUT, reason: REASON_INPUT, text: text('In your words', TEXT_BYTES_MAX.change) },
  plan(state, given, _self, around) {
    const args = filled(END_DEFAULTS, given);
    return withCard(state, args.sos, around, (card) =>
      planIf([textFits(args.text, TEXT_BYTES_MAX.change), isWord(args.reason, CHANGE_REASONS, 'reason')], () =>
        turn(state, card, 'reopen', args),
      ),
    );
  },
};

const taking = (
  state: S,
  sos: RecordId,
  step: 'take' | 'hand-over' | 'release' | 'done',
  said: { text: string; etaMinutes?: number; to?: MemberId },
): Plan => ({
  records: [
    {
      type: takingType,
      body: {
        about: namedBy(state, sos, false),
        step,
        etaMinutes: said.etaMinutes ?? 0,
        to: said.to ?? null,
        text: said.text,
      },
    },
  ],
});

const take: ActType<S, TakeArgs> = {
  title: 'I take it',
  inputs: {
    sos: SOS_INPUT,
    etaMinutes: {
      label: 'Minutes until you are there',
      is: 'number',
      least: 0,
      most: 255,
      unit: 'minutes',
      optional: true,
    },
    text: text('In your words', TEXT_BYTES_MAX.taking),
  },
  plan(state, given, self, around) {
    const args = filled({ etaMinutes: 0, ...NO_WORDS }, given);
    return withCard(state, args.sos, around, (card) =>
      planIf(
        [
          textFits(args.text, TEXT_BYTES_MAX.taking),
          isCount(args.etaMinutes, 255, 'The time to get there in minutes'),
          named(self, around),
          card.status === 'over' ? overAlready : undefined,
        ],
        () => taking(state, args.sos, 'take', args),
      ),
    );
  },
};

const isOnIt = (card: SosView, self: Self): Check =>
  card.takers.some(({ member }) => member === self.member)
    ? undefined
    : refusal('taker-only', 'You have not taken this call.', 'Take it first, or leave it to those who have.');

const handOver: ActType<S, HandOverArgs> = {
  title: 'Ask another to take over',
  inputs: { sos: SOS_INPUT, to: { label: 'Whom', is: 'member' }, text: text('In your words', TEXT_BYTES_MAX.taking) },
  plan(state, given, self, around) {
    const args = filled(NO_WORDS, given);
    return withCard(state, args.sos, around, (card) =>
      planIf(
        [
          textFits(args.text, TEXT_BYTES_MAX.taking),
          isOnIt(card, self),
          around.directory.person(args.to)
            ? undefined
            : refusal('person-known', 'That person is not known on this device.', 'Choose somebody from the list.'),
          args.to === self.member
            ? refusal('not-to-oneself', 'You are on it already.', 'Choose somebody else, or give it up.')
            : undefined,
        ],
        () => taking(state, args.sos, 'hand-over', args),
      ),
    );
  },
};

const giveUp = (step: 'release' | 'done', title: string): ActType<S, GiveUpArgs> => ({
  title,
  inputs: { sos: SOS_INPUT, text: text('In your words', TEXT_BYTES_MAX.taking) },
  plan(state, given, self, around) {
    const args = filled(NO_WORDS, given);
    return withCard(state, args.sos, around, (card) =>
      planIf([textFits(args.text, TEXT_BYTES_MAX.taking), isOnIt(card, self)], () =>
        taking(state, args.sos, step, args),
      ),
    );
  },
});

export const callActs = {
  call,
  update,
  cancel,
  reopen,
  take,
  'hand-over': handOver,
  release: giveUp('release', 'I cannot help after all'),
  done: giveUp('done', 'Help was given'),
} as const;
