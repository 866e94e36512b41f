// Warnings as a screen shows them: the current wording, who confirms it, whose phone has shown it (README §3.5).
//
// Any member may warn. A warning is `confirmed` when five members of three households, its author
// among them, say that they see it themselves; until then it is shown as one person's word. A new
// wording starts unconfirmed: nobody has vouched for words that they did not see.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import { adoptedPowers } from './powers.ts';
import { remembered } from './remembered.ts';
import { certificateOf, type Certificate } from './certify.ts';
import { lastSaid, type EmergencyState, type Said } from './state.ts';
import { SEVERITIES, shownKind, type Advice, type Alert, type AlertKind, type Severity } from './records.ts';
import type { Position } from './whereabouts.ts';

export const CONFIRM_MEMBERS = 5;
export const CONFIRM_HOUSEHOLDS = 3;
const HOUR_MS = 3_600_000;

export type AlertView = {
  /** The wording that stands now. */
  readonly id: RecordId;
  /** The first of its line; updates and the cancel belong to it. */
  readonly first: RecordId;
  readonly author: MemberId;
  readonly drill: boolean;
  readonly rollCall: boolean;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly advice: Advice;
  /** Centre and radius; null is everywhere. */
  readonly area: Position | null;
  readonly text: string;
  readonly status: 'standing' | 'cancelled' | 'ended';
  readonly confirmed: boolean;
  /** Certified by an emergency power: such a warning, and no other, may use the reserved air. */
  readonly certificate: Certificate | undefined;
  readonly confirmedBy: readonly MemberId[];
  /** Known households among them; unknown ones do not count. */
  readonly households: number;
  readonly shownTo: readonly MemberId[];
  /** Members of its roster whose phones have not said that they showed it: the doors to knock on. */
  readonly notShownTo: readonly MemberId[];
  /** When it ends by itself on this device; undefined where it stands until cancelled. */
  readonly endsAtMs: number | undefined;
};

/** Standing before ended, real before drills, graver first. The same list again while nothing has changed. */
export const alertViews = remembered(
  (state: EmergencyState, around: Surroundings): readonly AlertView[] => computeViews(state, around),
  ({ endsAtMs, status }) => (status === 'standing' ? endsAtMs : undefined),
  // Which powers were adopted is governance's to say, and this state does not tell when that changes.
  (state, around) =>
    state.powers.size === 0
      ? ''
      : adoptedPowers(around)
          .map(({ matter, revoked }) => `${matter} ${revoked}`)
          .join(),
);

function computeViews(state: EmergencyState, around: Surroundings): readonly AlertView[] {
  const lines = new Map<RecordId, Said<Alert>[]>();
  for (const alert of state.alerts.values()) {
    const first = firstOf(state, alert);
    const line = lines.get(first);
    if (line) line.push(alert);
    else lines.set(first, [alert]);
  }
  const rank = (view: AlertView): number => (view.status === 'standing' ? 0 : 2) + (view.drill ? 1 : 0);
  return [...lines]
    .map(([first, line]) => viewOf(state, first, line, around))
    .sort(
      (a, b) =>
        rank(a) - rank(b) || SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1),
    );
}

export const alertView = (state: EmergencyState, id: RecordId, around: Surroundings): AlertView | undefined => {
  const alert = state.alerts.get(id);
  const first = alert && firstOf(state, alert);
  return first && alertViews(state, around).find((view) => view.first === first);
};

/** Back to the start of the line. Only its author continues it, and a drill never turns real or a real one a drill. */
function firstOf(state: EmergencyState, alert: Said<Alert>): RecordId {
  let at = alert;
  for (;;) {
    const { replaces, act } = at.body;
    const former = replaces && act.step !== 'issue' ? state.alerts.get(replaces) : undefined;
    const continues =
      former && former.record.member === at.record.member && former.body.what.drill === at.body.what.drill;
    if (!continues) return at.id;
    at = former;
  }
}

/** The last of a line: a cancel before all, then down the line, then the higher number of a log, then the id. */
function lastOf(state: EmergencyState, line: readonly Said<Alert>[]): Said<Alert> {
  const depth = (alert: Said<Alert>): number => {
    let steps = 0;
    for (let at = alert.body.replaces; at; at = state.alerts.get(at)?.body.replaces ?? null) steps++;
    return steps;
  };
  const isCancel = (alert: Said<Alert>): number => (alert.body.act.step === 'cancel' ? 1 : 0);
  return line.toSorted(
    (a, b) => isCancel(b) - isCancel(a) || depth(b) - depth(a) || b.record.seq - a.record.seq || (a.id < b.id ? -1 : 1),
  )[0]!;
}

function viewOf(state: EmergencyState, first: RecordId, line: readonly Said<Alert>[], around: Surroundings): AlertView {
  const last = lastOf(state, line);
  const { what, act, hours, where, text } = last.body;
  const author = last.record.member;
  const said = lastSaid(state, shownKind.kind, last.id, [0, 1]);
  const shownTo = [...new Set([author, ...said.keys()])].sort();
  const confirmedBy = [
    ...new Set([author, ...[...said].filter(([, { value }]) => value === 1).map(([member]) => member)]),
  ].sort();
  const households = new Set(
    confirmedBy.map((member) => around.directory.person(member)?.household ?? 0).filter((household) => household > 0),
  ).size;
  const endsAtMs = hours === 0 ? undefined : (around.heldSinceMs(last.id) ?? 0) + hours * HOUR_MS;
  const ended = endsAtMs !== undefined && around.nowMs >= endsAtMs;
  const checkpoint = around.directory.checkpointAt(last.body.roster);
  const roster = checkpoint && around.directory.roster(checkpoint);
  return {
    id: last.id,
    first,
    author,
    drill: what.drill,
    rollCall: what.rollCall,
    kind: what.kind,
    severity: what.severity,
    advice: act.advice,
    area: where.position,
    text,
    status: act.step === 'cancel' ? 'cancelled' : ended ? 'ended' : 'standing',
    certificate: certificateOf(state, last, around),
    confirmed: confirmedBy.length >= CONFIRM_MEMBERS && households >= CONFIRM_HOUSEHOLDS,
    confirmedBy,
    households,
    shownTo,
    notShownTo: (roster?.members ?? []).filter((member) => !shownTo.includes(member)),
    endsAtMs,
  };
}
