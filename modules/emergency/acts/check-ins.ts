// Saying how one is, whom one saw, and what the roll call asks (README §4).

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { ActType } from '#protocol/node/module.ts';
import { isCount, isWord, planIf, refusal, textFits } from '../checks.ts';
import {
  alertType,
  checkInType,
  CONDITIONS,
  NAMED_MAX,
  rollCallKind,
  TEXT_BYTES_MAX,
  type Condition,
} from '../records.ts';
import {
  DRILL_INPUT,
  filled,
  named,
  NOWHERE_SAID,
  say,
  text,
  WHERE_INPUTS,
  whereChecks,
  type S,
  type Where,
} from './common.ts';

export type CheckInArgs = Where & {
  readonly condition: Condition;
  /** Who is with me, or who was seen. */
  readonly named?: readonly MemberId[];
  readonly drill?: boolean;
  readonly text?: string;
};
export type AnswerArgs = {
  readonly alert: RecordId;
  readonly answer: 'safe' | 'need help' | 'safe, and others are with me';
};

const DEFAULTS = { ...NOWHERE_SAID, named: [] as readonly MemberId[], drill: false } as const;

const checkIn = (sighting: boolean, title: string): ActType<S, CheckInArgs> => ({
  title,
  inputs: {
    condition: { label: sighting ? 'How they are' : 'How you are', is: 'choice', of: CONDITIONS },
    named: sighting
      ? { label: 'Whom you saw', is: 'member', most: NAMED_MAX }
      : { label: 'Who is with you', is: 'member', most: NAMED_MAX, optional: true },
    ...WHERE_INPUTS,
    text: text('In your words', TEXT_BYTES_MAX.checkIn),
    drill: DRILL_INPUT,
  },
  plan(_state, given, self, around) {
    const args = filled(DEFAULTS, given);
    return planIf(
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
    );
  },
});

const answerRollCall: ActType<S, AnswerArgs> = {
  title: 'Answer the roll call',
  inputs: {
    alert: { label: 'Which roll call', is: 'record', of: [alertType.name] },
    answer: { label: 'How you are', is: 'choice', of: rollCallKind.values },
  },
  plan(state, args, self, around) {
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

export const checkInActs = {
  'check-in': checkIn(false, 'Tell how I am'),
  sighting: checkIn(true, 'I saw somebody'),
  'answer-roll-call': answerRollCall,
} as const;
