// What screens, the command line and paper ask: calls, who is safe, warnings, needs, powers (README §5).
//
// The same content twice: as values for programs and as lines for people. Whatever belongs to a drill begins
// with "DRILL" in every line, so that no printing of it can be taken for real.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Query, Shown, Surroundings } from '#protocol/node/module.ts';
import { alertViews, type AlertView } from './alert.ts';
import { HOUR_MS, MINUTE_MS } from './moments.ts';
import { nearest } from './nearest.ts';
import { powerViews, type PowerView } from './powers.ts';
import { POWER_UNITS } from './power-terms.ts';
import { alertType, sosType } from './records.ts';
import { accounts, cellsOf, type Account } from './roll-call.ts';
import { sosCard, sosCards, type SosView } from './sos.ts';
import { isTaking, type Answer, type EmergencyState } from './state.ts';
import { storyOf } from './story.ts';
import { supplyViews } from './supply.ts';
import type { Position } from './whereabouts.ts';

export const DRILL_MARK = 'DRILL';
/** Check-ins older than this do not answer "who is safe" unless other hours are asked for. */
const FRESH_HOURS = 12;
const NEIGHBOURS_SHOWN = 5;
/** Stands under every list of calls. */
export const NO_SERVICE = 'These are neighbours helping, not a rescue service.';

type Q = Query<EmergencyState>;

const nameOf = (member: MemberId, { directory }: Surroundings): string =>
  directory.person(member)?.name || `somebody without a name (${member.slice(0, 8)})`;
const namesOf = (members: readonly MemberId[], around: Surroundings): string =>
  members.length === 0 ? 'nobody' : members.map((member) => nameOf(member, around)).join(', ');
const where = (position: Position | null): string =>
  position
    ? `${position.latDeg.toFixed(5)}, ${position.lonDeg.toFixed(5)} within ${position.withinMetres} m`
    : 'place not told';
const ago = (sinceMs: number, { nowMs }: Surroundings): string => {
  const minutes = Math.max(0, Math.round((nowMs - sinceMs) / MINUTE_MS));
  return minutes < 120 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
};
const ending = (endsAtMs: number | undefined, { nowMs }: Surroundings): string =>
  endsAtMs === undefined ? '' : `, ends in ${Math.ceil((endsAtMs - nowMs) / HOUR_MS)} h`;
const marked = (drill: boolean, lines: readonly string[]): readonly string[] =>
  drill ? lines.map((line) => `${DRILL_MARK} ${line}`) : lines;
const quoted = (words: string): string => (words === '' ? '' : `: "${words}"`);
const orNone = (lines: readonly string[], none: string): readonly string[] => (lines.length > 0 ? lines : [none]);

function callLine(view: SosView, around: Surroundings): readonly string[] {
  const caller = `${nameOf(view.caller, around)}${view.callerIsGuest ? ' (a guest, not verified)' : ''}`;
  const people = view.people > 0 ? `, ${view.people > 30 ? 'more than 30' : view.people} people` : '';
  return marked(view.drill, [
    `${view.kind}, ${view.severity}${view.cannotMove ? ', cannot move' : ''}${people} - ${caller}, ${ago(view.heldSinceMs, around)}${quoted(view.words.join(' / '))}`,
    `  ${view.status}; calls ${view.reach}; ${where(view.position)}`,
    `  taken by ${namesOf(
      view.takers.filter(({ believed }) => believed).map(({ member }) => member),
      around,
    )}; shown to ${view.shownTo.length} [${view.id.slice(0, 8)}]`,
    ...view.takers
      .filter(({ believed }) => !believed)
      .map(({ member }) => `  the key of ${nameOf(member, around)}, who took it, is not believed: it goes on calling`),
  ]);
}

const calls: Q = {
  title: 'Calls for help',
  inputs: { all: { label: 'Also those that are over', is: 'yes or no', optional: true } },
  show(state, { all }, around) {
    const views = sosCards(state, around).filter(({ status }) => all === true || status !== 'over');
    const lines = views.flatMap((view) => callLine(view, around));
    return { json: views, lines: [...orNone(lines, 'Nobody calls for help.'), NO_SERVICE] };
  },
};

const unknown = (what: string): Shown => ({ json: null, lines: [`This ${what} is not known on this device.`] });

function answerLine(answer: Answer, around: Surroundings): string {
  const by = `${nameOf(answer.record.member, around)}, ${ago(around.heldSinceMs(answer.id) ?? around.nowMs, around)}`;
  const { text } = answer.body;
  if (isTaking(answer)) {
    const { step, to, etaMinutes } = answer.body;
    const whom = to ? ` to ${nameOf(to, around)}` : '';
    return `${by}: ${step}${whom}${etaMinutes > 0 ? `, there in ${etaMinutes} min` : ''}${quoted(text)}`;
  }
  const { change, where: place } = answer.body;
  return `${by}: ${change.what}, ${change.severity}, ${change.reason}${place.position ? `, ${where(place.position)}` : ''}${quoted(text)}`;
}

const call: Q = {
  title: 'The story of a call',
  inputs: { sos: { label: 'Which call', is: 'record', of: [sosType.name] } },
  show(state, { sos }, around) {
    const view = sosCard(state, sos as RecordId, around);
    if (!view) return unknown('call for help');
    const answers = [view.id, ...view.merged].flatMap((id) => storyOf(state, state.sos.get(id)!).answers);
    const near = nearest(state, view, around).slice(0, NEIGHBOURS_SHOWN);
    const story = answers.map((answer) => ({
      id: answer.id,
      by: answer.record.member,
      type: isTaking(answer) ? 'taking' : 'change',
      body: answer.body,
    }));
    return {
      json: { ...view, story, near },
      lines: [
        ...callLine(view, around),
        ...marked(view.drill, [
          ...answers.map((answer) => `  ${answerLine(answer, around)}`),
          ...near.map(({ member, metres }) => `  near: ${nameOf(member, around)}, about ${metres} m`),
        ]),
        NO_SERVICE,
      ],
    };
  },
};

function accountLine({ member, state, saidBy, lastSeen }: Account, around: Surroundings): string {
  const by = saidBy === undefined || saidBy === member ? '' : ` (says ${nameOf(saidBy, around)})`;
  const seen = lastSeen
    ? `; last seen ${ago(lastSeen.heldSinceMs, around)} by ${nameOf(lastSeen.by, around)}, ${lastSeen.condition}, ${where(lastSeen.position)}${quoted(lastSeen.text)}`
    : '; never seen here';
  return `${state}${by}: ${nameOf(member, around)}${state === 'safe' ? '' : seen}`;
}

const whoIsSafe = (title: string, counts: (account: Account) => boolean, none: string): Q => ({
  title,
  inputs: {
    alert: { label: 'For which roll call', is: 'record', of: [alertType.name], optional: true },
    hours: { label: 'Not older than', is: 'number', least: 1, most: 255, unit: 'hours', optional: true },
  },
  show(state, { alert, hours }, around) {
    const asked = alert === undefined ? undefined : state.alerts.get(alert as RecordId);
    if (alert !== undefined && !asked?.body.what.rollCall) return unknown('roll call');
    // A roll call is answered by what came after it.
    const sinceMs = asked
      ? (around.heldSinceMs(asked.id) ?? 0)
      : around.nowMs - (typeof hours === 'number' ? hours : FRESH_HOURS) * HOUR_MS;
    const all = accounts(state, { ...(asked && { alert: asked.id }), sinceMs }, around);
    const shown = all.filter(counts);
    const total = (wanted: Account['state']): number => all.filter(({ state: is }) => is === wanted).length;
    const sum = `${total('safe')} safe, ${total('needs help')} need help, ${total('away')} away, ${total('not heard of')} not heard of`;
    return {
      json: { accounts: shown, cells: asked ? cellsOf(state, asked.id, around) : [] },
      lines: marked(asked?.body.what.drill ?? false, [
        sum,
        ...orNone(
          shown.map((account) => accountLine(account, around)),
          none,
        ),
      ]),
    };
  },
});

function alertLine(view: AlertView, around: Surroundings): readonly string[] {
  const voice = view.certificate
    ? 'certified by an emergency power'
    : view.confirmed
      ? `confirmed by ${view.confirmedBy.length} members of ${view.households} households`
      : `one member's word, ${view.confirmedBy.length} see it`;
  return marked(view.drill, [
    `${view.status}: ${view.kind}, ${view.severity}, ${view.advice} - ${nameOf(view.author, around)}${quoted(view.text)}`,
    `  ${voice}; ${where(view.area)}${ending(view.status === 'standing' ? view.endsAtMs : undefined, around)}`,
    `  shown to ${view.shownTo.length}; not shown to ${namesOf(view.notShownTo, around)} [${view.id.slice(0, 8)}]`,
  ]);
}

const alerts: Q = {
  title: 'Warnings',
  inputs: { all: { label: 'Also those that ended', is: 'yes or no', optional: true } },
  show(state, { all }, around) {
    const views = alertViews(state, around).filter(({ status }) => all === true || status === 'standing');
    return {
      json: views,
      lines: orNone(
        views.flatMap((view) => alertLine(view, around)),
        'No warning stands.',
      ),
    };
  },
};

const supplies: Q = {
  title: 'Needs and offers',
  show(state, _args, around) {
    const views = supplyViews(state, around);
    const lines = views.map(
      (view) =>
        `${view.what}${view.pressing ? ', pressing' : ''}: ${view.supply}${view.quantity > 0 ? `, ${view.quantity} ${view.unit}` : ''} - ${nameOf(view.author, around)}, ${where(view.position)}${quoted(view.text)}${ending(view.endsAtMs, around)}`,
    );
    return { json: views, lines: orNone(lines, 'Nothing is asked for or offered.') };
  },
};

function powerLines({ terms, status, starts, shares, haltedBy }: PowerView, around: Surroundings): readonly string[] {
  const bounds = `${terms.quantity} ${POWER_UNITS[terms.scope]}, ${terms.hours} h, ${terms.renewals} renewals`;
  return [
    `${terms.scope}: ${status} (${bounds})`,
    ...starts.map(
      (start) =>
        `  ${start.status}: started by ${namesOf(start.members, around)} of ${start.households} households${quoted(start.reason)}${ending(start.endsAtMs, around)}${start.review === 'none yet' ? '' : `; review ${start.review}`} [${start.id.slice(0, 8)}]`,
    ),
    ...(haltedBy.members.length > 0 ? [`  halt said by ${namesOf(haltedBy.members, around)}`] : []),
    ...shares.map(
      ({ member, amount, drawn, unwitnessed, refused }) =>
        `  ${member ? nameOf(member, around) : 'somebody unknown here'}: ${drawn} of ${amount} drawn${unwitnessed > 0 ? `, ${unwitnessed} without a witness` : ''}${refused > 0 ? `, ${refused} beyond the share and not counted` : ''}`,
    ),
  ];
}

const powers: Q = {
  title: 'Emergency powers',
  show(state, _args, around) {
    const views = powerViews(state, around);
    return {
      json: views,
      lines: orNone(
        views.flatMap((view) => powerLines(view, around)),
        'No emergency power was adopted.',
      ),
    };
  },
};

export const queries = {
  calls,
  call,
  'who-is-safe': whoIsSafe('Who is safe', () => true, 'Nobody is known here.'),
  missing: whoIsSafe(
    'Who is missing or needs help',
    ({ state }) => state === 'not heard of' || state === 'needs help',
    'Everybody has been heard of, and nobody needs help.',
  ),
  alerts,
  supplies,
  powers,
} as const;
