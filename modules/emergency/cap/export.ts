// A warning of ours as a CAP 1.2 file, for authorities, stations and neighbours (README §7).
//
// Who spoke stands in it: one member's word is "Possible", what was confirmed or certified is "Observed". A
// drill is an Exercise in the field made for it, and in every text that a person may read.

import type { RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Refusal, Surroundings } from '#protocol/node/module.ts';
import { CONFIRM_HOUSEHOLDS, CONFIRM_MEMBERS, alertView, type AlertView } from '../alert.ts';
import { refusal } from '../checks.ts';
import { claimedMs, HOUR_MS } from '../moments.ts';
import type { Alert } from '../records.ts';
import type { EmergencyState, Said } from '../state.ts';
import { CAP_NAMESPACE } from './format.ts';
import { writeMoment } from './moment.ts';
import { ADVICE_WORDS, DRILL, KIND_WORDS, OWN, SEVERITY_TO_CAP } from './words.ts';
import { writeXml, type Written } from './xml.ts';

/** `communityName` is the genesis' own. The wording that stands now is written, whichever of its line is named. */
export function exportCap(
  state: EmergencyState,
  id: RecordId,
  communityName: string,
  around: Surroundings,
): Result<string, Refusal> {
  const view = alertView(state, id, around);
  if (!view)
    return err(
      refusal('alert-known', 'This warning is not known on this device.', 'Look for it in the list of warnings.'),
    );
  const said = state.alerts.get(view.id)!;
  const former = said.body.replaces ? state.alerts.get(said.body.replaces) : undefined;
  const sentMs = sentOf(state, said, around);
  const step = said.body.act.step;
  const by = around.directory.person(view.author)?.name || 'a member';
  const alert: Written = [
    'alert',
    [
      ['identifier', identifierOf(view.id, around)],
      ['sender', senderOf(around)],
      ['sent', writeMoment(sentMs)],
      ['status', view.drill ? 'Exercise' : 'Actual'],
      ['msgType', { issue: 'Alert', update: 'Update', cancel: 'Cancel' }[former ? step : 'issue']],
      ['source', `${by}, a member of ${communityName}`],
      ['scope', 'Public'],
      ['note', `${view.drill ? `${DRILL}. ` : ''}${voiceOf(view)}. Neighbours helping, not a rescue service.`],
      former && [
        'references',
        `${senderOf(around)},${identifierOf(former.id, around)},${writeMoment(sentOf(state, former, around))}`,
      ],
      ['info', infoOf(view, said.body, sentMs, communityName)],
    ],
  ];
  return ok(writeXml(alert, CAP_NAMESPACE));
}

const identifierOf = (id: RecordId, { directory }: Surroundings): string =>
  `folkmoot-${(directory.community ?? '').slice(0, 8)}-${id.slice(0, 16)}`;
const senderOf = ({ directory }: Surroundings): string => `folkmoot-${(directory.community ?? '').slice(0, 16)}`;
const sentOf = (state: EmergencyState, { id, record }: Said<Alert>, around: Surroundings): number =>
  claimedMs(state, record, around.heldSinceMs(id) ?? around.nowMs) ?? around.heldSinceMs(id) ?? around.nowMs;

const isVouched = ({ certificate, confirmed }: AlertView): boolean => certificate !== undefined || confirmed;

function voiceOf(view: AlertView): string {
  if (view.certificate) return 'Certified by an emergency power of the community';
  if (view.confirmed) return `Confirmed by ${view.confirmedBy.length} members of ${view.households} households`;
  return `One member's word; ${CONFIRM_MEMBERS} of ${CONFIRM_HOUSEHOLDS} households would confirm it`;
}

function infoOf(
  view: AlertView,
  { hours }: Alert,
  sentMs: number,
  communityName: string,
): readonly (Written | undefined)[] {
  const [category, event] = KIND_WORDS[view.kind];
  const [response, instruction] = ADVICE_WORDS[view.advice];
  const [severity, urgency] = SEVERITY_TO_CAP[view.severity];
  const marked = (words: string): string => (view.drill ? `${DRILL}: ${words}` : words);
  const pair = (name: string, value: string): readonly Written[] => [
    ['valueName', name],
    ['value', value],
  ];
  return [
    ['language', 'en'],
    ['category', category],
    ['event', marked(event)],
    ['responseType', response],
    ['urgency', urgency],
    ['severity', severity],
    ['certainty', isVouched(view) ? 'Observed' : 'Possible'],
    ['eventCode', pair(OWN.kind, view.kind)],
    hours > 0 ? ['expires', writeMoment(sentMs + hours * HOUR_MS)] : undefined,
    ['senderName', communityName],
    ['headline', marked(`${event}${instruction === '' ? '' : `. ${instruction}`}`)],
    ['description', marked(view.text)],
    instruction === '' ? undefined : ['instruction', marked(instruction)],
    ['parameter', pair(OWN.severity, view.severity)],
    ['parameter', pair(OWN.advice, view.advice)],
    ['parameter', pair(OWN.rollCall, view.rollCall ? 'yes' : 'no')],
    ['parameter', pair(OWN.voice, voiceOf(view))],
    ['area', areaOf(view, communityName)],
  ];
}

function areaOf({ area }: AlertView, communityName: string): readonly (Written | undefined)[] {
  if (!area) return [['areaDesc', `All of ${communityName}`]];
  const { latDeg, lonDeg, withinMetres } = area;
  return [
    ['areaDesc', `${withinMetres} m around ${latDeg.toFixed(5)}, ${lonDeg.toFixed(5)}`],
    ['circle', `${latDeg.toFixed(6)},${lonDeg.toFixed(6)} ${withinMetres / 1000}`],
  ];
}
