// XML as far as warnings need it: elements with text inside, read strictly and written plainly (README §7).
//
// What is read comes from strangers, so the door is narrow: no document types and no entities of anybody's making
// (they are how small files grow without end or fetch others), no processing instructions but the first line, a
// bounded size, depth and number of elements. Prefixes of names must be declared; attributes are skipped.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';

export const XML_BYTES_MAX = 65_536;
export const XML_DEPTH_MAX = 8;
export const XML_ELEMENTS_MAX = 2000;

export type Element = {
  /** Without its prefix. */
  readonly name: string;
  /** What its prefix, or the lack of one, was declared to mean; '' where nothing was. */
  readonly namespace: string;
  readonly children: readonly Element[];
  /** Its own text, without spaces around it; '' where it has children. */
  readonly text: string;
};

export type XmlFault = { readonly kind: 'bad-xml'; readonly line: number; readonly why: string };

const NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/;
const ATTRIBUTE = /^\s+([A-Za-z_][\w.:-]*)\s*=\s*("([^"<]*)"|'([^'<]*)')/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** What XML 1.0 lets stand in a text. */
const isCharacter = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x1_0000 && code <= 0x10_ffff);

type Open = {
  readonly qualified: string;
  readonly name: string;
  readonly namespace: string;
  readonly declared: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
};

/** The root element, or what is wrong, in which line, in words for a person. */
export function readXml(source: string): Result<Element, XmlFault> {
  let at = 0;
  let elements = 0;
  const open: Open[] = [];
  let root: Element | undefined;
  const fault = (why: string): Result<never, XmlFault> =>
    err({ kind: 'bad-xml', line: source.slice(0, at).split('\n').length, why });

  if (source.length > XML_BYTES_MAX || toUtf8(source).length > XML_BYTES_MAX)
    return fault(`A warning has at most ${XML_BYTES_MAX} bytes; this file has more.`);
  if (!Array.from(source).every((character) => isCharacter(character.codePointAt(0)!)))
    return fault('There is a character in it that no text has.');
  source = source.replace(/^\ufeff/, '');
  at = /^<\?xml\s[^?<>]*\?>/.exec(source)?.[0].length ?? 0;

  while (at < source.length) {
    if (source[at] !== '<') {
      const end = source.indexOf('<', at);
      const raw = source.slice(at, end < 0 ? source.length : end);
      const text = plainText(raw);
      if (!text.ok) return fault(text.error);
      const parent = open.at(-1);
      if (parent) parent.text += text.value;
      else if (raw.trim() !== '') return fault('There is text outside of the warning.');
      at += raw.length;
    } else if (source.startsWith('<!--', at)) {
      const end = source.indexOf('--', at + 4);
      if (end < 0 || source[end + 2] !== '>') return fault('A comment does not end as comments do.');
      at = end + 3;
    } else if (source.startsWith('<![CDATA[', at)) {
      const end = source.indexOf(']]>', at);
      const parent = open.at(-1);
      if (end < 0 || !parent) return fault('A CDATA section stands outside of an element or has no end.');
      parent.text += source.slice(at + 9, end);
      at = end + 3;
    } else if (source.startsWith('<!', at)) {
      return fault(
        'It has a document type or entities of its own, and such files are not read: they can grow without end.',
      );
    } else if (source.startsWith('<?', at)) {
      return fault('It has a processing instruction, and a warning has none.');
    } else if (source.startsWith('</', at)) {
      const name = NAME.exec(source.slice(at + 2, at + 202))?.[0] ?? '';
      const closing = /^\s*>/.exec(source.slice(at + 2 + name.length, at + 102 + name.length));
      const top = open.pop();
      if (!closing || top?.qualified !== name) return fault(`"${name}" ends here, but it is not what is open.`);
      at += 2 + name.length + closing[0].length;
      const element = closed(top);
      if (!element.ok) return fault(element.error);
      const parent = open.at(-1);
      if (parent) parent.children.push(element.value);
      else root = element.value;
    } else {
      if (root) return fault('A second element follows the first: one file is one warning.');
      if (++elements > XML_ELEMENTS_MAX) return fault(`It has more than ${XML_ELEMENTS_MAX} elements.`);
      if (open.length >= XML_DEPTH_MAX) return fault(`Elements stand more than ${XML_DEPTH_MAX} deep in each other.`);
      const tag = openTag(
        source,
        at,
        open.at(-1)?.declared ?? new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]),
      );
      if (!tag.ok) return fault(tag.error);
      at += tag.value.length;
      if (!tag.value.empty) open.push(tag.value.opened);
      else {
        const { name, namespace } = tag.value.opened;
        const element: Element = { name, namespace, children: [], text: '' };
        const parent = open.at(-1);
        if (parent) parent.children.push(element);
        else root = element;
      }
    }
  }
  const last = open.at(-1);
  if (last) return fault(`"${last.qualified}" has no end: the file is cut off.`);
  return root ? ok(root) : fault('The file is empty.');
}

function closed({ name, namespace, children, text }: Open): Result<Element, string> {
  if (children.length > 0 && text.trim() !== '') return err(`"${name}" has text between its elements.`);
  return ok({ name, namespace, children, text: children.length > 0 ? '' : text.trim() });
}

type Tag = { readonly opened: Open; readonly empty: boolean; readonly length: number };

function openTag(source: string, start: number, outer: ReadonlyMap<string, string>): Result<Tag, string> {
  let at = start + 1;
  const qualified = NAME.exec(source.slice(at, at + 200))?.[0];
  if (qualified === undefined) return err('After "<" stands no name; a "<" in a text is written &lt;.');
  at += qualified.length;
  const declared = new Map(outer);
  const seen = new Set<string>();
  for (
    let found = ATTRIBUTE.exec(source.slice(at, at + 2000));
    found;
    found = ATTRIBUTE.exec(source.slice(at, at + 2000))
  ) {
    const [whole, name = '', , doubled, single] = found;
    if (seen.has(name)) return err(`"${qualified}" says "${name}" twice.`);
    seen.add(name);
    const value = plainText(doubled ?? single ?? '');
    if (!value.ok) return value;
    if (name === 'xmlns') declared.set('', value.value);
    if (name.startsWith('xmlns:')) declared.set(name.slice('xmlns:'.length), value.value);
    at += whole.length;
  }
  const end = /^\s*(\/?)>/.exec(source.slice(at, at + 200));
  if (!end) return err(`The tag "${qualified}" does not end as tags do.`);
  const [prefix, name] = qualified.includes(':') ? qualified.split(':') : ['', qualified];
  const namespace = declared.get(prefix!);
  if (namespace === undefined && prefix !== '') return err(`Nothing says what "${prefix}:" means.`);
  const opened: Open = { qualified, name: name!, namespace: namespace ?? '', declared, children: [], text: '' };
  return ok({ opened, empty: end[1] === '/', length: at + end[0].length - start });
}

/** With the five entities of XML and numbered characters; any other is refused. */
function plainText(raw: string): Result<string, string> {
  let fault: string | undefined;
  const text = raw.replaceAll(/&([^;&]{0,12});?/g, (whole, name: string) => {
    const named = Object.hasOwn(ENTITIES, name) && whole.endsWith(';') ? ENTITIES[name] : undefined;
    if (named !== undefined) return named;
    const numbered = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code = numbered ? Number.parseInt(numbered[1] ?? numbered[2]!, numbered[1] === undefined ? 10 : 16) : -1;
    if (whole.endsWith(';') && isCharacter(code)) return String.fromCodePoint(code);
    fault = `"${whole}" is no character; an "&" in a text is written &amp;.`;
    return '';
  });
  return fault === undefined ? ok(text) : err(fault);
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────

/** What is written: a name with text, or with more of the same; entries that are undefined are left out. */
export type Written = readonly [name: string, content: string | readonly (Written | undefined)[]];

const escaped = (text: string): string =>
  Array.from(text)
    .map((character) => {
      const code = character.codePointAt(0)!;
      if (!isCharacter(code)) return '\ufffd';
      return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }[character] ?? character;
    })
    .join('');

export const writeXml = (root: Written, namespace: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, '', ` xmlns="${namespace}"`)}`;

function element([name, content]: Written, indent: string, attributes = ''): string {
  if (typeof content === 'string') return `${indent}<${name}${attributes}>${escaped(content)}</${name}>\n`;
  const inside = content.map((child) => (child ? element(child, `${indent}  `) : '')).join('');
  return `${indent}<${name}${attributes}>\n${inside}${indent}</${name}>\n`;
}
