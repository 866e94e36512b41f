// Warning everybody, and saying that one sees it, too (README §4).

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { ActType, Self, Surroundings } from '#protocol/node/module.ts';
import { isCount, isPlace, isWord, planIf, refusal, textFits, type Check } from '../checks.ts';
import {
  ADVICE,
  ALERT_KINDS,
  alertType,
  SEVERITIES,
  shownKind,
  sosType,
  TEXT_BYTES_MAX,
  type Advice,
  type AlertKind,
  type Severity,
} from '../records.ts';
import { powerType, powerUseType } from '../power-records.ts';
import type { Position } from '../whereabouts.ts';
import { DRILL_INPUT, filled, latestNumber, say, text, type S } from './common.ts';

export type AlertArgs = {
  readonly kind: AlertKind;
  readonly severity?: Severity;
  readonly advice?: Advice;
  readonly drill?: boolean;
  readonly rollCall?: boolean;
  readonly hours?: number;
  readonly area?: Position | null;
  readonly text?: string;
  /** Own alert that this one rewords; null for a new one. */
  readonly replaces?: RecordId | null;
};
export type CancelAlertArgs = { readonly alert: RecordId; readonly text?: string };

const DEFAULTS = {
  severity: 'unknown',
  advice: 'none',
  drill: false,
  rollCall: false,
  hours: 0,
  area: null as Position | null,
  text: '',
  replaces: null as RecordId | null,
} as const;

const ALERT_INPUT = { label: 'Which warning', is: 'record', of: [alertType.name] } as const;

export function isMember(self: Self, around: Surroundings): Check {
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

/** A drill never turns real: what continues it stays one. */
function staysWhatItIs(state: S, id: RecordId, drill: boolean): Check {
  const former = state.alerts.get(id)?.body.what.drill;
  if (former === undefined || former === drill) return undefined;
  return refusal(
    'drill-stays-drill',
    former ? 'That warning is a drill, and a drill never turns real.' : 'That warning is real and turns into no drill.',
    'Give a new warning.',
  );
}

const alert: ActType<S, AlertArgs> = {
  title: 'Warn everybody',
  inputs: {
    kind: { label: 'Of what', is: 'choice', of: ALERT_KINDS },
    severity: { label: 'How bad it is', is: 'choice', of: SEVERITIES, optional: true },
    advice: { label: 'What to do', is: 'choice', of: ADVICE, optional: true },
    rollCall: { label: 'Everybody shall answer', is: 'yes or no', optional: true },
    hours: {
      label: 'For how long (0: until called off)',
      is: 'number',
      least: 0,
      most: 255,
      unit: 'hours',
      optional: true,
    },
    area: { label: 'Where', is: 'position', optional: true },
    text: text('In your words', TEXT_BYTES_MAX.alert),
    replaces: { label: 'In place of your warning', is: 'record', of: [alertType.name], optional: true },
    drill: DRILL_INPUT,
  },
  plan(state, given, self, around) {
    const args = filled(DEFAULTS, given);
    const { kind, severity, drill, rollCall, advice, replaces } = args;
    return planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.alert),
        isWord(kind, ALERT_KINDS, 'kind of warning'),
        isWord(severity, SEVERITIES, 'severity'),
        isWord(advice, ADVICE, 'advice'),
        isCount(args.hours, 255, 'The number of hours'),
        isPlace(args.area),
        isMember(self, around),
        replaces === null ? undefined : ownAlert(state, replaces, self),
        replaces === null ? undefined : staysWhatItIs(state, replaces, drill),
      ],
      () => ({
        records: [
          {
            type: alertType,
            body: {
              what: { kind, severity, drill, rollCall },
              act: { advice, step: replaces === null ? 'issue' : 'update', spare: 'none' },
              hours: args.hours,
              roster: latestNumber(around),
              replaces,
              where: { people: 0, position: args.area },
              text: args.text,
            },
          },
        ],
      }),
    );
  },
};

const cancelAlert: ActType<S, CancelAlertArgs> = {
  title: 'Call a warning off',
  inputs: { alert: ALERT_INPUT, text: text('In your words', TEXT_BYTES_MAX.alert) },
  plan(state, given, self) {
    const args = filled({ text: '' }, given);
    return planIf([textFits(args.text, TEXT_BYTES_MAX.alert), ownAlert(state, args.alert, self)], () => {
      const former = state.alerts.get(args.alert)!.body;
      const act = { advice: 'all-clear', step: 'cancel', spare: 'none' };
      return { records: [{ type: alertType, body: { ...former, act, replaces: args.alert, text: args.text } }] };
    });
  },
};

const SHOWABLE = {
  label: 'What',
  is: 'record',
  of: [sosType, alertType, powerType, powerUseType].map(({ name }) => name),
};

const shown: ActType<S, { readonly record: RecordId }> = {
  title: 'Shown on this phone',
  plan: (state, { record }, self, around) => say(state, shownKind, record, 0, self, around),
};

const confirm: ActType<S, { readonly record: RecordId }> = {
  title: 'I see it myself',
  inputs: { record: { ...SHOWABLE, is: 'record' } },
  plan: (state, { record }, self, around) => say(state, shownKind, record, 1, self, around),
};

export const alertActs = { alert, 'cancel-alert': cancelAlert, shown, confirm } as const;
