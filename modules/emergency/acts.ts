// What a person can do in an emergency, and in which words it is refused (README §4).
//
// Calling for help is refused for nothing but words that do not fit. Everything else says which rule
// stands in the way and what would help.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err, type Result } from '#protocol/bytes/result.ts';
import type { ActType, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import type { StatementKind } from '#protocol/wire/statement.ts';
import { isCount, isPlace, isWord, planIf, refusal, textFits, type Check } from './checks.ts';
import {
  ADVICE,
  ALERT_KINDS,
  alertType,
  CHANGE_REASONS,
  checkInType,
  CONDITIONS,
  NAMED_MAX,
  needOrOfferType,
  QUANTITY_MAX,
  rollCallKind,
  SEVERITIES,
  shownKind,
  sosChangeType,
  sosType,
  SOS_KINDS,
  SUPPLY_NAMES,
  takingType,
  TEXT_BYTES_MAX,
  type Advice,
  type AlertKind,
  type ChangeReason,
  type Condition,
  type Severity,
  type SosKind,
  type Supply,
} from './records.ts';
import { sosCard, WAITS_MS, type SosView } from './sos.ts';
import { isChange, isTaking, lastSaid, type EmergencyState } from './state.ts';
import { storyOf } from './story.ts';
import type { Position } from './whereabouts.ts';

type S = EmergencyState;
type Planned = Result<Plan, Refusal>;

type Where = { readonly people: number; readonly position: Position | null };
export type SosArgs = Where & {
  readonly kind: SosKind;
  readonly severity: Severity;
  readonly drill: boolean;
  readonly cannotMove: boolean;
  readonly text: string;
};
export type UpdateArgs = Where & {
  readonly sos: RecordId;
  readonly severity: Severity;
  readonly cannotMove: boolean;
  readonly reason: ChangeReason;
  readonly text: string;
};
export type EndArgs = { readonly sos: RecordId; readonly reason: ChangeReason; readonly text: string };
export type TakeArgs = { readonly sos: RecordId; readonly etaMinutes: number; readonly text: string };
export type HandOverArgs = { readonly sos: RecordId; readonly to: MemberId; readonly text: string };
export type GiveUpArgs = { readonly sos: RecordId; readonly text: string };
export type CheckInArgs = Where & {
  readonly condition: Condition;
  /** Who is with me, or who was seen. */
  readonly named: readonly MemberId[];
  readonly drill: boolean;
  readonly text: string;
};
export type AlertArgs = {
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly advice: Advice;
  readonly drill: boolean;
  readonly rollCall: boolean;
  readonly hours: number;
  readonly area: Position | null;
  readonly text: string;
  /** Own alert that this one rewords; null for a new one. */
  readonly replaces: RecordId | null;
};
export type AnswerArgs = {
  readonly alert: RecordId;
  readonly answer: 'safe' | 'need help' | 'safe, and others are with me';
};
export type SupplyArgs = Where & {
  readonly supply: Supply;
  readonly quantity: number;
  readonly pressing: boolean;
  readonly hours: number;
  readonly text: string;
  /** Own entry that this one replaces; null for a new one. */
  readonly of: RecordId | null;
};

const latestNumber = (around: Surroundings): number => around.directory.latest()?.number ?? 0;

const whereChecks = ({ people, position }: Where): readonly Check[] => [
  isCount(people, 10_000, 'The number of people'),
  isPlace(position),
];

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

const change = (
  state: S,
  sos: RecordId,
  what: 'update' | 'cancel' | 'reopen',
  said: Omit<UpdateArgs, 'sos'>,
): NonNullable<Plan['records']>[number] => ({
  type: sosChangeType,
  body: {
    about: namedBy(state, sos, what !== 'update'),
    change: { what, severity: said.severity, cannotMove: said.cannotMove, reason: said.reason },
    where: { people: said.people, position: said.position },
    text: said.text,
  },
});

/** A cancel or a reopening goes to every SOS of the card: they were one call for whoever saw it. */
function turn(state: S, card: SosView, what: 'cancel' | 'reopen', { reason, text }: EndArgs): Plan {
  const { severity, cannotMove } = card;
  const said = { severity, cannotMove, reason, people: 0, position: null };
  const ids = [card.id, ...card.merged];
  return { records: ids.map((sos, i) => change(state, sos, what, { ...said, text: i === 0 ? text : '' })) };
}

const call: ActType<S, SosArgs> = {
  title: 'Call for help',
  plan: (state, args, self, around) =>
    planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.sos),
        isWord(args.kind, SOS_KINDS, 'kind of emergency'),
        isWord(args.severity, SEVERITIES, 'severity'),
        ...whereChecks(args),
      ],
      () => callOrUpdate(state, args, self, around),
    ),
};

/** Within five minutes of one's own open call of the same kind, the rest goes out as an update: shorter, and on one card. */
function callOrUpdate(state: S, args: SosArgs, self: Self, around: Surroundings): Plan {
  const own = [...state.sos.values()].filter(
    ({ id, record, body }) =>
      record.member === self.member &&
      body.call.drill === args.drill &&
      body.call.kind === args.kind &&
      around.nowMs - (around.heldSinceMs(id) ?? -Infinity) < WAITS_MS.fullSosEvery &&
      sosCard(state, id, around)?.status !== 'over',
  );
  const running = own.toSorted((a, b) => b.record.seq - a.record.seq)[0];
  const { kind, severity, drill, cannotMove, people, position, text } = args;
  const fitsUpdate = textFits(text, TEXT_BYTES_MAX.change) === undefined;
  if (running && fitsUpdate) return { records: [change(state, running.id, 'update', { ...args, reason: 'other' })] };
  return {
    records: [
      {
        type: sosType,
        body: {
          call: { kind, severity, drill, cannotMove },
          roster: latestNumber(around),
          where: { people, position },
          text,
        },
      },
    ],
  };
}

const update: ActType<S, UpdateArgs> = {
  title: 'Say what has changed',
  plan: (state, args, _self, around) =>
    withCard(state, args.sos, around, (card) =>
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
    ),
};

const cancel: ActType<S, EndArgs> = {
  title: 'Help is no longer needed',
  plan: (state, args, self, around) =>
    withCard(state, args.sos, around, (card) =>
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
    ),
};

const reopen: ActType<S, EndArgs> = {
  title: 'Help is still needed',
  plan: (state, args, _self, around) =>
    withCard(state, args.sos, around, (card) =>
      planIf([textFits(args.text, TEXT_BYTES_MAX.change), isWord(args.reason, CHANGE_REASONS, 'reason')], () =>
        turn(state, card, 'reopen', args),
      ),
    ),
};

/** Help has a name: a guest may call for it, but who takes a call must be somebody whom others can ask about. */
function named(self: Self, around: Surroundings): Check {
  const standing = around.directory.person(self.member)?.standing;
  if (standing === 'member' || standing === 'newcomer') return undefined;
  return refusal(
    'helper-has-a-name',
    'A call is taken by a named person, and nobody here knows your name yet.',
    'Ask members to sponsor you, or tell a member in person that you can help.',
  );
}

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
  plan: (state, args, self, around) =>
    withCard(state, args.sos, around, (card) =>
      planIf(
        [
          textFits(args.text, TEXT_BYTES_MAX.taking),
          isCount(args.etaMinutes, 255, 'The time to get there in minutes'),
          named(self, around),
          card.status === 'over' ? overAlready : undefined,
        ],
        () => taking(state, args.sos, 'take', args),
      ),
    ),
};

const isOnIt = (card: SosView, self: Self): Check =>
  card.takers.some(({ member }) => member === self.member)
    ? undefined
    : refusal('taker-only', 'You have not taken this call.', 'Take it first, or leave it to those who have.');

const handOver: ActType<S, HandOverArgs> = {
  title: 'Ask another to take over',
  plan: (state, args, self, around) =>
    withCard(state, args.sos, around, (card) =>
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
    ),
};

const giveUp = (step: 'release' | 'done', title: string): ActType<S, GiveUpArgs> => ({
  title,
  plan: (state, args, self, around) =>
    withCard(state, args.sos, around, (card) =>
      planIf([textFits(args.text, TEXT_BYTES_MAX.taking), isOnIt(card, self)], () =>
        taking(state, args.sos, step, args),
      ),
    ),
});

const checkIn = (sighting: boolean, title: string): ActType<S, CheckInArgs> => ({
  title,
  plan: (_state, args, self, around) =>
    planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.checkIn),
        isWord(args.condition, CONDITIONS, 'condition'),
        ...whereChecks(args),
        named(self, around),
        isCount(args.named.length, NAMED_MAX, 'The number of named people'),
        args.named.every((member) => around.directory.person(member))
          ? undefined
          : refusal('person-known', 'One of the people is not known on this device.', 'Say the name in the text.'),
        sighting && args.named.length === 0
          ? refusal('sighting-names', 'A sighting names whom you saw.', 'Choose at least one person.')
          : undefined,
      ],
      () => ({
        records: [
          {
            type: checkInType,
            body: {
              what: { condition: args.condition, sighting, drill: args.drill, spare: 'none' },
              named: args.named,
              where: { people: args.people, position: args.position },
              text: args.text,
            },
          },
        ],
      }),
    ),
});

function isMember(self: Self, around: Surroundings): Check {
  if (around.directory.person(self.member)?.standing === 'member') return undefined;
  return refusal(
    'members-warn',
    'Warnings to everybody are given by members of the roster.',
    'Call for help instead, or tell a member what you see.',
  );
}

function ownAlert(state: S, id: RecordId, self: Self): Check {
  if (state.alerts.get(id)?.record.member === self.member) return undefined;
  return refusal(
    'own-alert-only',
    'Only its author rewords or cancels a warning.',
    'Give a warning of your own, for example "all clear"; both are shown.',
  );
}

const alert: ActType<S, AlertArgs> = {
  title: 'Warn everybody',
  plan: (state, args, self, around) =>
    planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.alert),
        isWord(args.kind, ALERT_KINDS, 'kind of warning'),
        isWord(args.severity, SEVERITIES, 'severity'),
        isWord(args.advice, ADVICE, 'advice'),
        isCount(args.hours, 255, 'The number of hours'),
        isPlace(args.area),
        isMember(self, around),
        args.replaces === null ? undefined : ownAlert(state, args.replaces, self),
      ],
      () => ({
        records: [
          {
            type: alertType,
            body: {
              what: { kind: args.kind, severity: args.severity, drill: args.drill, rollCall: args.rollCall },
              act: { advice: args.advice, step: args.replaces === null ? 'issue' : 'update', spare: 'none' },
              hours: args.hours,
              roster: latestNumber(around),
              replaces: args.replaces,
              where: { people: 0, position: args.area },
              text: args.text,
            },
          },
        ],
      }),
    ),
};

const cancelAlert: ActType<S, { readonly alert: RecordId; readonly text: string }> = {
  title: 'Call a warning off',
  plan: (state, args, self) =>
    planIf([textFits(args.text, TEXT_BYTES_MAX.alert), ownAlert(state, args.alert, self)], () => {
      const former = state.alerts.get(args.alert)!.body;
      const act = { advice: 'all-clear', step: 'cancel', spare: 'none' };
      return { records: [{ type: alertType, body: { ...former, act, replaces: args.alert, text: args.text } }] };
    }),
};

// ── Statements ──────────────────────────────────────────────────────────────────────────────────

/** A member of the subject's roster, on the one device that speaks for the member. */
function speaks(roster: RecordId | undefined, self: Self, around: Surroundings): Check {
  if (self.log !== 0)
    return refusal('one-device-speaks', 'Another device of yours speaks for you.', 'Do it on that device.');
  if (roster !== undefined && around.directory.roster(roster)?.members.includes(self.member)) return undefined;
  return refusal(
    'in-the-roster',
    'You were not on the roster that this was addressed to.',
    'Check in instead: a check-in needs no roster.',
  );
}

function say(
  state: S,
  kind: StatementKind,
  record: RecordId,
  value: number,
  self: Self,
  around: Surroundings,
): Planned {
  const body = (state.sos.get(record) ?? state.alerts.get(record))?.body;
  if (!body) return err(unknownSos);
  const roster = around.directory.checkpointAt(body.roster);
  const said = lastSaid(state, kind.kind, record, [0, 1, 2]).get(self.member);
  const revision = said ? said.revision + 1 : 0;
  // What was shown once stays shown: a seen SOS is not unseen, and a confirmation is not lost by scrolling past.
  if (said && (said.value === value || (kind === shownKind && value === 0))) return { ok: true, value: {} };
  return planIf(
    [
      speaks(roster, self, around),
      revision > kind.revisionMax
        ? refusal('revisions-left', 'This answer was changed too often.', 'Check in instead.')
        : undefined,
    ],
    () => ({ statements: [{ subject: { kind: kind.kind, record, roster: roster! }, value, revision }] }),
  );
}

const shown: ActType<S, { readonly record: RecordId }> = {
  title: 'Shown on this phone',
  plan: (state, { record }, self, around) => say(state, shownKind, record, 0, self, around),
};

const confirm: ActType<S, { readonly record: RecordId }> = {
  title: 'I see it myself',
  plan: (state, { record }, self, around) => say(state, shownKind, record, 1, self, around),
};

const answerRollCall: ActType<S, AnswerArgs> = {
  title: 'Answer the roll call',
  plan: (state, args, self, around) => {
    const asked = state.alerts.get(args.alert)?.body.what.rollCall;
    const checked = planIf(
      [
        isWord(args.answer, rollCallKind.values, 'answer'),
        asked
          ? undefined
          : refusal('roll-was-called', 'This is no roll call that this device knows.', 'Check in instead.'),
      ],
      () => rollCallKind.values.indexOf(args.answer),
    );
    return checked.ok ? say(state, rollCallKind, args.alert, checked.value, self, around) : checked;
  },
};

const supply = (what: 'need' | 'offer' | 'met', title: string): ActType<S, SupplyArgs> => ({
  title,
  plan: (state, args, self, around) =>
    planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.supply),
        isWord(args.supply, SUPPLY_NAMES, 'supply'),
        isCount(args.quantity, QUANTITY_MAX, 'The quantity'),
        isCount(args.hours, 255, 'The number of hours'),
        ...whereChecks(args),
        named(self, around),
        (args.of === null && what !== 'met') || state.supplies.get(args.of!)?.record.member === self.member
          ? undefined
          : refusal('own-entry-only', 'Only its author changes or closes an entry.', 'Choose one of your own.'),
      ],
      () => ({
        records: [
          {
            type: needOrOfferType,
            body: {
              what: { what, supply: args.supply, pressing: args.pressing },
              quantity: args.quantity,
              hours: args.hours,
              of: args.of,
              where: { people: args.people, position: args.position },
              text: args.text,
            },
          },
        ],
      }),
    ),
});

export const acts = {
  call,
  update,
  cancel,
  reopen,
  take,
  'hand-over': handOver,
  release: giveUp('release', 'I cannot help after all'),
  done: giveUp('done', 'Help was given'),
  'check-in': checkIn(false, 'Tell how I am'),
  sighting: checkIn(true, 'I saw somebody'),
  alert,
  'cancel-alert': cancelAlert,
  shown,
  confirm,
  'answer-roll-call': answerRollCall,
  need: supply('need', 'Something is needed'),
  offer: supply('offer', 'I have something to give'),
  met: supply('met', 'No longer needed or offered'),
} as const;
