// The elements of CAP 1.2 as a table, and a check of a file against it (README §7).
//
// OASIS, Common Alerting Protocol Version 1.2, 1 July 2010, section 3. What the table does not name is refused
// inside CAP's namespace and ignored outside of it, where signatures stand.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { readMoment } from './moment.ts';
import { type Element } from './xml.ts';

export const CAP_NAMESPACE = 'urn:oasis:names:tc:emergency:cap:1.2';

type Field = {
  readonly least: 0 | 1;
  readonly most: 1 | 100;
  readonly of?: readonly string[];
  readonly is?: 'moment';
  readonly fields?: Fields;
};
type Fields = Readonly<{ [name: string]: Field }>;

const one: Field = { least: 1, most: 1 };
const maybe: Field = { least: 0, most: 1 };
const many: Field = { least: 0, most: 100 };
const some = { least: 1, most: 100 } as const;
const moment: Field = { ...maybe, is: 'moment' };
const pair: Field = { ...many, fields: { valueName: one, value: one } };

const AREA: Fields = {
  areaDesc: one,
  polygon: many,
  circle: many,
  geocode: pair,
  altitude: maybe,
  ceiling: maybe,
};
const RESOURCE: Fields = { resourceDesc: one, mimeType: one, size: maybe, uri: maybe, derefUri: maybe, digest: maybe };
const CATEGORIES = 'Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other'.split(' ');
const RESPONSES = 'Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None'.split(' ');
const INFO: Fields = {
  language: maybe,
  category: { ...some, of: CATEGORIES },
  event: one,
  responseType: { ...many, of: RESPONSES },
  urgency: { ...one, of: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] },
  severity: { ...one, of: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] },
  certainty: { ...one, of: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] },
  audience: maybe,
  eventCode: pair,
  effective: moment,
  onset: moment,
  expires: moment,
  senderName: maybe,
  headline: maybe,
  description: maybe,
  instruction: maybe,
  web: maybe,
  contact: maybe,
  parameter: pair,
  resource: { ...many, fields: RESOURCE },
  area: { ...many, fields: AREA },
};
const ALERT: Fields = {
  identifier: one,
  sender: one,
  sent: { ...one, is: 'moment' },
  status: { ...one, of: ['Actual', 'Exercise', 'System', 'Test', 'Draft'] },
  msgType: { ...one, of: ['Alert', 'Update', 'Cancel', 'Ack', 'Error'] },
  source: maybe,
  scope: { ...one, of: ['Public', 'Restricted', 'Private'] },
  restriction: maybe,
  addresses: maybe,
  code: many,
  note: maybe,
  references: maybe,
  incidents: maybe,
  info: { ...many, fields: INFO },
};

/** Why a file is no warning that we can read, for a person. */
export type NotCap = string;

/** The root of a file, if it is a CAP 1.2 alert in every part. */
export function checkCap(root: Element): Result<Element, NotCap> {
  if (root.name !== 'alert') return err(`The file is about "${root.name}", not an alert.`);
  if (root.namespace !== CAP_NAMESPACE) {
    const other = /:cap:(1\.\d)$/.exec(root.namespace)?.[1];
    return err(
      other
        ? `It is CAP ${other}; this reads CAP 1.2. Ask its sender for version 1.2.`
        : 'It does not say that it is CAP 1.2 (its namespace).',
    );
  }
  const wrong = faultIn(root, ALERT);
  return wrong === undefined ? ok(root) : err(wrong);
}

function faultIn(element: Element, fields: Fields): NotCap | undefined {
  for (const { name, namespace } of element.children)
    if (namespace === CAP_NAMESPACE && !Object.hasOwn(fields, name))
      return `"${element.name}" has no "${name}" in CAP 1.2.`;
  for (const [name, field] of Object.entries(fields)) {
    const found = all(element, name);
    if (found.length < field.least) return `"${element.name}" lacks its "${name}".`;
    if (found.length > field.most)
      return `"${element.name}" has ${found.length} times "${name}"; ${field.most} may be.`;
    for (const child of found) {
      const wrong = field.fields ? faultIn(child, field.fields) : faultOf(child, field);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}

function faultOf({ name, text, children }: Element, { least, of, is }: Field): NotCap | undefined {
  if (children.length > 0) return `"${name}" has elements inside, and it is a text.`;
  if (least === 1 && text === '') return `"${name}" is empty.`;
  if (of && !of.includes(text)) return `"${text.slice(0, 40)}" is no ${name}; there are: ${of.join(', ')}.`;
  if (is === 'moment' && readMoment(text) === undefined)
    return `"${text.slice(0, 40)}" is no date of CAP; one looks like 2003-06-17T14:57:00-07:00.`;
  return undefined;
}

export const all = ({ children }: Element, name: string): readonly Element[] =>
  children.filter((child) => child.name === name && child.namespace === CAP_NAMESPACE);
/** The text of the first of that name; '' where there is none. */
export const textOf = (element: Element, name: string): string => all(element, name)[0]?.text ?? '';
/** The value of a pair by its name. */
export const valueOf = (element: Element, pairs: string, name: string): string | undefined =>
  all(element, pairs)
    .filter((entry) => textOf(entry, 'valueName') === name)
    .map((entry) => textOf(entry, 'value'))[0];
