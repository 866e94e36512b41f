// A CAP 1.2 file of an authority or a neighbour becomes what a member may warn of (README §7).
//
// The file is nobody's record: a member reads it and says it in the own name, words of the sender first. What has
// no room on the air is named, so that nobody thinks that all of it was said. Tests and exercises become drills.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { refusal } from '../checks.ts';
import { HOUR_MS } from '../moments.ts';
import {
  ADVICE,
  ALERT_KINDS,
  SEVERITIES,
  TEXT_BYTES_MAX,
  type Advice,
  type AlertKind,
  type Severity,
} from '../records.ts';
import { distanceMetres, WITHIN_METRES, type Position } from '../whereabouts.ts';
import { all, checkCap, textOf, valueOf } from './format.ts';
import { readMoment } from './moment.ts';
import { ADVICE_FROM_CAP, CATEGORY_KINDS, DRILL, EVENT_STEMS, OWN, SEVERITY_FROM_CAP } from './words.ts';
import { readXml, type Element } from './xml.ts';

const HOURS_MAX = 255;
/** Points of all outlines together that are looked at. */
const POINTS_MAX = 5000;

export type CapImport = {
  /** For the act `alert`, without `replaces`. */
  readonly args: {
    readonly kind: AlertKind;
    readonly severity: Severity;
    readonly advice: Advice;
    readonly drill: boolean;
    readonly rollCall: boolean;
    readonly hours: number;
    readonly area: Position | null;
    readonly text: string;
  };
  /** `update` and `cancel` speak of the files in `references`. */
  readonly step: 'alert' | 'update' | 'cancel';
  readonly source: { readonly identifier: string; readonly sender: string; readonly sentMs: number };
  /** Identifiers of earlier files. */
  readonly references: readonly string[];
  /** What the warning leaves out of the file, in words for the member. */
  readonly lost: readonly string[];
};

const bad = (why: string, remedy: string): Result<never, Refusal> => err(refusal('cap-file', why, remedy));
const ASK = 'Ask its sender for another copy, or type the warning yourself.';

/** Reads a file. `language` chooses among several texts, as in "en" or "es-US"; else the first is taken. */
export function importCap(xml: string, nowMs: number, language = ''): Result<CapImport, Refusal> {
  const read = readXml(xml);
  if (!read.ok) return bad(`Line ${read.error.line} of the file: ${read.error.why}`, ASK);
  const checked = checkCap(read.value);
  if (!checked.ok) return bad(checked.error, ASK);
  const alert = checked.value;
  const refused = notForNeighbours(alert);
  if (refused) return refused;
  const infos = all(alert, 'info');
  const info = infos.find((one) => language !== '' && textOf(one, 'language').startsWith(language)) ?? infos[0];
  const msgType = textOf(alert, 'msgType');
  if (!info && msgType !== 'Cancel') return bad('The file warns of nothing: it has no "info".', ASK);
  const expires = info ? readMoment(textOf(info, 'expires')) : undefined;
  if (expires !== undefined && expires <= nowMs && msgType !== 'Cancel')
    return bad(
      'By the clock of this device the warning is over already.',
      'If the clock is wrong, set it; else let it be.',
    );

  const lost: string[] = [];
  if (infos.length > 1) lost.push(`${infos.length - 1} more texts, for other languages or places`);
  const hours = expires === undefined ? 0 : Math.ceil((expires - nowMs) / HOUR_MS);
  if (hours > HOURS_MAX) lost.push(`it ends later than in ${HOURS_MAX} hours`);
  return ok({
    args: {
      kind: info ? kindOf(info) : 'other',
      severity: info ? severityOf(info) : 'unknown',
      advice: info ? adviceOf(info) : 'all-clear',
      drill: textOf(alert, 'status') !== 'Actual',
      rollCall: info !== undefined && valueOf(info, 'parameter', OWN.rollCall) === 'yes',
      hours: Math.max(0, Math.min(HOURS_MAX, hours)),
      area: info ? areaOf(info, lost) : null,
      text: info ? wordsOf(alert, info, lost) : '',
    },
    step: msgType === 'Cancel' ? 'cancel' : msgType === 'Update' ? 'update' : 'alert',
    source: {
      identifier: textOf(alert, 'identifier'),
      sender: textOf(alert, 'sender'),
      sentMs: readMoment(textOf(alert, 'sent'))!,
    },
    references: textOf(alert, 'references')
      .split(/\s+/)
      .flatMap((reference) => reference.split(',')[1] ?? []),
    lost,
  });
}

function notForNeighbours(alert: Element): Result<never, Refusal> | undefined {
  const status = textOf(alert, 'status');
  if (status === 'System' || status === 'Draft')
    return bad(`Its status is "${status}": it is not meant for people.`, 'Wait for the warning itself.');
  const msgType = textOf(alert, 'msgType');
  if (msgType === 'Ack' || msgType === 'Error')
    return bad(
      `It is an answer between machines ("${msgType}"), not a warning.`,
      'Look for the warning that it answers.',
    );
  const scope = textOf(alert, 'scope');
  if (scope !== 'Public')
    return bad(
      `It is "${scope}": its sender did not mean it for everybody.`,
      'Ask the sender whether it may be passed on.',
    );
  return undefined;
}

const among = <W extends string>(words: readonly W[], word: string | undefined): W | undefined =>
  words.find((known) => known === word);

function kindOf(info: Element): AlertKind {
  const own = among(ALERT_KINDS, valueOf(info, 'eventCode', OWN.kind));
  const event = `${textOf(info, 'event')} ${textOf(info, 'headline')}`;
  const category = all(info, 'category').map(({ text }) => CATEGORY_KINDS[text]);
  return own ?? EVENT_STEMS.find(([, stem]) => stem.test(event))?.[0] ?? category.find((kind) => kind) ?? 'other';
}

const severityOf = (info: Element): Severity =>
  among(SEVERITIES, valueOf(info, 'parameter', OWN.severity)) ?? SEVERITY_FROM_CAP[textOf(info, 'severity')]!;

function adviceOf(info: Element): Advice {
  const own = among(ADVICE, valueOf(info, 'parameter', OWN.advice));
  const responses = all(info, 'responseType').flatMap(({ text }) => ADVICE_FROM_CAP[text] ?? []);
  return own ?? responses[0] ?? 'none';
}

/** Our own files bring our own words; of others the sender stands first, for the words are the sender's. */
function wordsOf(alert: Element, info: Element, lost: string[]): string {
  const description = textOf(info, 'description');
  const isOurs = valueOf(info, 'eventCode', OWN.kind) !== undefined;
  const sender = textOf(info, 'senderName') || textOf(alert, 'sender');
  const words = isOurs
    ? unmarked(description)
    : [`${sender}: ${textOf(info, 'headline') || textOf(info, 'event')}`, textOf(info, 'instruction'), description]
        .filter((part) => part !== '')
        .map((part) => part.replaceAll(/\s+/g, ' ').replace(/\.$/, ''))
        .join('. ');
  const cut = cutTo(words, TEXT_BYTES_MAX.alert);
  if (cut !== words) lost.push(`${toUtf8(words).length - toUtf8(cut).length} bytes of its words`);
  if (all(info, 'resource').length > 0) lost.push('pictures or sounds');
  return cut;
}

/** The mark is said by the drill itself here. */
const unmarked = (words: string): string =>
  words.startsWith(`${DRILL}:`) ? words.slice(DRILL.length + 1).trimStart() : words;

function cutTo(words: string, bytesMax: number): string {
  if (toUtf8(words).length <= bytesMax) return words;
  const kept: string[] = [];
  let bytes = toUtf8('…').length;
  for (const character of words) {
    bytes += toUtf8(character).length;
    if (bytes > bytesMax) break;
    kept.push(character);
  }
  return `${kept.join('').trimEnd()}…`;
}

type Disc = { readonly latDeg: number; readonly lonDeg: number; readonly metres: number };

/** One circle around everything that the file draws; a place told by name or number alone is none on our map. */
function areaOf(info: Element, lost: string[]): Position | null {
  const areas = all(info, 'area');
  const discs = areas.flatMap((area) => [
    ...all(area, 'circle').flatMap(({ text }) => discOf(text)),
    ...all(area, 'polygon').flatMap(({ text }) => pointsOf(text)),
  ]);
  if (all({ ...info, children: areas.flatMap(({ children }) => children) }, 'polygon').length > 0)
    lost.push('its outline; a circle around it is shown');
  if (discs.length === 0 || discs.length > POINTS_MAX) {
    const named = areas.map((area) => textOf(area, 'areaDesc')).join('; ');
    const isOurs = valueOf(info, 'eventCode', OWN.kind) !== undefined;
    if (areas.length > 0 && !isOurs) lost.push(`its area: ${named.slice(0, 200)}`);
    return null;
  }
  const middle = (values: readonly number[]): number => {
    let [least, most] = [values[0]!, values[0]!];
    for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
    return (least + most) / 2;
  };
  // Where the shorter way round crosses 180 degrees, the west is counted on from there.
  const crosses = discs.some(({ lonDeg }) => discs[0]!.lonDeg - lonDeg > 180 || lonDeg - discs[0]!.lonDeg > 180);
  const lonDeg = middle(discs.map((disc) => (crosses && disc.lonDeg < 0 ? disc.lonDeg + 360 : disc.lonDeg)));
  const centre: Position = {
    latDeg: middle(discs.map(({ latDeg }) => latDeg)),
    lonDeg: lonDeg > 180 ? lonDeg - 360 : lonDeg,
    withinMetres: 10,
  };
  const metres = discs.reduce(
    (most, disc) => Math.max(most, distanceMetres(centre, { ...disc, withinMetres: 10 }) + disc.metres),
    0,
  );
  const withinMetres = WITHIN_METRES.find((step) => step >= metres);
  if (withinMetres) return { ...centre, withinMetres };
  // A smaller circle than the true one would tell people outside of it that they are safe.
  lost.push(
    `its area, ${Math.round(metres / 1000)} km around ${centre.latDeg.toFixed(2)}, ${centre.lonDeg.toFixed(2)}: it is given for everywhere`,
  );
  return null;
}

const NUMBER = String.raw`(-?\d{1,3}(?:\.\d{1,12})?)`;
const POINT = new RegExp(`^${NUMBER},${NUMBER}$`);
const CIRCLE = new RegExp(String.raw`^${NUMBER},${NUMBER} (\d{1,5}(?:\.\d{1,6})?)$`);

/** "lat,lon km"; nothing where it is no place on earth. */
function discOf(text: string): readonly Disc[] {
  const [, lat, lon, km] = CIRCLE.exec(text) ?? [];
  return onEarth(Number(lat), Number(lon))
    ? [{ latDeg: Number(lat), lonDeg: Number(lon), metres: Math.round(Number(km) * 1000) }]
    : [];
}

const pointsOf = (text: string): readonly Disc[] =>
  text.split(/\s+/).flatMap((point) => {
    const [, lat, lon] = POINT.exec(point) ?? [];
    return onEarth(Number(lat), Number(lon)) ? [{ latDeg: Number(lat), lonDeg: Number(lon), metres: 0 }] : [];
  });

const onEarth = (latDeg: number, lonDeg: number): boolean => Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180;
