// Starting, joining, renewing, halting and using a power that was adopted in calm (README §3.10, §4).

import type { RecordId } from '#protocol/bytes/reference.ts';
import { err } from '#protocol/bytes/result.ts';
import type { ActType, Self, Surroundings } from '#protocol/node/module.ts';
import { isCount, planIf, refusal, textFits, type Check } from '../checks.ts';
import {
  POWER_HOURS_MAX,
  POWER_TEXT_BYTES_MAX,
  powerType,
  powerUseType,
  USE_TEXT_BYTES_MAX,
  type PowerStep,
} from '../power-records.ts';
import {
  HALT_HOUSEHOLDS,
  HALT_MEMBERS,
  powerViews,
  START_HOUSEHOLDS,
  START_MEMBERS,
  type PowerView,
} from '../powers.ts';
import { QUANTITY_MAX, shownKind } from '../records.ts';
import { isMember } from './alerts.ts';
import { filled, latestNumber, say, text, type Planned, type S } from './common.ts';

export type StartPowerArgs = { readonly matter: RecordId; readonly hours?: number; readonly text: string };
export type StepPowerArgs = { readonly power: RecordId; readonly hours?: number; readonly text?: string };
export type UsePowerArgs = { readonly power: RecordId; readonly amount: number; readonly text?: string };

const POWER_INPUT = { label: 'Which power', is: 'record', of: [powerType.name] } as const;
const HOURS_INPUT = {
  label: 'For how long',
  is: 'number',
  least: 1,
  most: POWER_HOURS_MAX,
  unit: 'hours',
  optional: true,
} as const;

const unknownPower = refusal(
  'power-adopted',
  'This is no emergency power that was adopted and is known here.',
  'Powers are adopted in calm: propose one as a serious matter; "powers" shows those that there are.',
);

const findBy = (state: S, around: Surroundings, is: (view: PowerView) => boolean): PowerView | undefined =>
  powerViews(state, around).find(is);
const viewOfStart = (state: S, start: RecordId, around: Surroundings): PowerView | undefined =>
  findBy(state, around, ({ starts }) => starts.some(({ id }) => id === start));

const WHY_NOT: Readonly<Record<Exclude<PowerView['status'], 'ready' | 'waits for others' | 'running'>, Check>> = {
  paused: refusal(
    'late-block-pauses',
    'Somebody who had not seen the result blocked this power, so it rests for 48 hours.',
    'Read the reason of the block and speak with its author.',
  ),
  halted: refusal(
    'halted-stays-halted',
    `${HALT_MEMBERS} members of ${HALT_HOUSEHOLDS} households halted this power.`,
    'Only a new decision of the assembly can give it again.',
  ),
  spent: refusal(
    'spent-needs-adoption',
    'This power has run its time.',
    'What was done is reviewed now; the assembly can adopt the power anew.',
  ),
  'taken back': refusal('power-taken-back', 'The assembly has taken this power back.', 'It can adopt it anew.'),
};

const mayRun = ({ status }: PowerView): Check =>
  status === 'ready' || status === 'waits for others' || status === 'running' ? undefined : WHY_NOT[status];

const hoursFit = (hours: number, view: PowerView): Check =>
  Number.isInteger(hours) && hours >= 1 && hours <= view.terms.hours
    ? undefined
    : refusal(
        'hours-as-adopted',
        `${hours} is not from 1 to the ${view.terms.hours} hours that were adopted.`,
        'Take fewer hours; a renewal may follow.',
      );

const hasReason = (words: string): Check =>
  words.trim() === ''
    ? refusal('reason-given', 'No reason is given.', 'Say in a few words why it is needed; everybody will read it.')
    : undefined;

const step = (
  what: PowerStep,
  about: RecordId,
  said: { readonly hours: number; readonly text: string },
  around: Surroundings,
): Planned => ({
  ok: true,
  value: {
    records: [
      {
        type: powerType,
        body: { step: what, about, hours: said.hours, roster: latestNumber(around), text: said.text },
      },
    ],
  },
});

const startPower: ActType<S, StartPowerArgs> = {
  title: 'Start an emergency power',
  inputs: {
    matter: { label: 'Which power', is: 'record', of: ['proposal'] },
    hours: HOURS_INPUT,
    text: { label: 'Why it is needed now', is: 'text', bytesMax: POWER_TEXT_BYTES_MAX },
  },
  plan(state, args, self, around) {
    const view = findBy(state, around, ({ matter }) => matter === args.matter);
    if (!view) return err(unknownPower);
    const hours = args.hours ?? view.terms.hours;
    const running = view.starts.find(({ status }) => status === 'running' || status === 'waits for others');
    const checked = planIf(
      [
        textFits(args.text, POWER_TEXT_BYTES_MAX),
        hasReason(args.text),
        isMember(self, around),
        hoursFit(hours, view),
        mayRun(view),
        running
          ? refusal(
              'join-what-is-there',
              'It was started already.',
              'Join that start: one start with many voices counts.',
            )
          : undefined,
      ],
      () => hours,
    );
    return checked.ok ? step('start', args.matter, { hours: checked.value, text: args.text }, around) : checked;
  },
};

const joinPower: ActType<S, { readonly power: RecordId }> = {
  title: 'I see the need, too',
  inputs: { power: POWER_INPUT },
  plan(state, { power }, self, around) {
    const said = state.powers.get(power);
    const view = said && viewOfStart(state, said.body.step === 'start' ? power : said.body.about, around);
    if (!said || !view) return err(unknownPower);
    const checked = planIf(
      [isMember(self, around), said.body.step === 'halt' ? undefined : mayRun(view)],
      () => undefined,
    );
    return checked.ok ? say(state, shownKind, power, 1, self, around) : checked;
  },
};

const renewPower: ActType<S, StepPowerArgs> = {
  title: 'Renew an emergency power',
  inputs: { power: POWER_INPUT, hours: HOURS_INPUT, text: text('Why it is still needed', POWER_TEXT_BYTES_MAX) },
  plan(state, given, self, around) {
    const args = filled({ text: '' }, given);
    const view = viewOfStart(state, args.power, around);
    const start = view?.starts.find(({ id }) => id === args.power);
    if (!view || !start) return err(unknownPower);
    const hours = args.hours ?? view.terms.hours;
    const before = [start.author, ...start.renewalsOffered.map(({ author }) => author)];
    const checked = planIf(
      [
        textFits(args.text, POWER_TEXT_BYTES_MAX),
        isMember(self, around),
        hoursFit(hours, view),
        start.status === 'running'
          ? undefined
          : refusal(
              'renew-while-it-runs',
              'Only what runs is renewed, and this does not.',
              'Start it, if it was adopted anew.',
            ),
        start.renewals < view.terms.renewals
          ? undefined
          : refusal(
              'renewals-as-adopted',
              `It was renewed ${start.renewals} times, and no more were adopted.`,
              'It ends by itself; the assembly can adopt it anew.',
            ),
        before.includes(self.member)
          ? refusal('another-renews', 'Who started or renewed it before does not renew it.', 'Ask somebody else to.')
          : undefined,
      ],
      () => hours,
    );
    return checked.ok ? step('renew', args.power, { hours: checked.value, text: args.text }, around) : checked;
  },
};

/** What reduces power needs no reason to be refused but that the speaker is nobody here. */
const haltPower: ActType<S, StepPowerArgs> = {
  title: 'Halt an emergency power',
  inputs: { power: POWER_INPUT, text: text('Why', POWER_TEXT_BYTES_MAX) },
  plan(state, given, self, around) {
    const args = filled({ text: '' }, given);
    const view = viewOfStart(state, args.power, around);
    if (!view) return err(unknownPower);
    const checked = planIf(
      [
        textFits(args.text, POWER_TEXT_BYTES_MAX),
        isMember(self, around),
        view.haltedBy.members.includes(self.member)
          ? refusal(
              'halt-said-once',
              'You have said so already.',
              `It halts when ${HALT_MEMBERS} members of ${HALT_HOUSEHOLDS} households say so; ${view.haltedBy.members.length} have.`,
            )
          : undefined,
      ],
      () => undefined,
    );
    if (!checked.ok) return checked;
    const halt = (state.powersOn.get(args.power) ?? []).find((id) => state.powers.get(id)!.body.step === 'halt');
    // One record, many voices: the second halt is a statement on the first, if nothing else is to be said.
    return halt && args.text === ''
      ? say(state, shownKind, halt, 1, self, around)
      : step('halt', args.power, { hours: 0, text: args.text }, around);
  },
};

function mayDraw(view: PowerView, self: Self, amount: number): readonly Check[] {
  const share = view.shares.find(({ member }) => member === self.member);
  const left = share ? share.amount - share.drawn : 0;
  return [
    isCount(amount, QUANTITY_MAX, 'The amount'),
    amount === 0 ? refusal('draws-something', 'Nothing is drawn.', 'Say how much.') : undefined,
    self.log === 0
      ? undefined
      : refusal('one-device-draws', 'Another device of yours draws for you.', 'Do it on that device.'),
    share
      ? undefined
      : refusal('share-holder-draws', 'You hold no share of this power.', 'Ask somebody who does to draw for you.'),
    amount <= left
      ? undefined
      : refusal('within-share', `${left} are left of your share, not ${amount}.`, 'Draw less, or ask another holder.'),
  ];
}

const usePower: ActType<S, UsePowerArgs> = {
  title: 'Draw from your share under a power',
  inputs: {
    power: POWER_INPUT,
    amount: { label: 'How much', is: 'number', least: 1, most: QUANTITY_MAX, unit: 'units' },
    text: text('For what', USE_TEXT_BYTES_MAX),
  },
  plan(state, given, self, around) {
    const args = filled({ text: '' }, given);
    const view = viewOfStart(state, args.power, around);
    if (!view) return err(unknownPower);
    const runs = view.starts.some(({ id, status }) => id === args.power && status === 'running');
    return planIf(
      [
        textFits(args.text, USE_TEXT_BYTES_MAX),
        runs
          ? undefined
          : refusal(
              'power-runs',
              'This power does not run on this device.',
              `It runs once ${START_MEMBERS} members of ${START_HOUSEHOLDS} households started it, until its time is over.`,
            ),
        ...mayDraw(view, self, args.amount),
      ],
      () => ({
        records: [
          {
            type: powerUseType,
            body: { start: args.power, amount: args.amount, roster: latestNumber(around), text: args.text },
          },
        ],
      }),
    );
  },
};

export const powerActs = {
  'start-power': startPower,
  'join-power': joinPower,
  'renew-power': renewPower,
  'halt-power': haltPower,
  'use-power': usePower,
} as const;
