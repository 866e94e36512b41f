import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '#protocol/bytes/codec.ts';
import type { Fact } from '#protocol/node/module.ts';
import { alertActs } from '#modules/emergency/acts/alerts.ts';
import { exportCap } from '#modules/emergency/cap/export.ts';
import { importCap, type CapImport } from '#modules/emergency/cap/import.ts';
import { readMoment, writeMoment } from '#modules/emergency/cap/moment.ts';
import { readXml, writeXml, XML_BYTES_MAX, type Element, type Written } from '#modules/emergency/cap/xml.ts';
import { emergency } from '#modules/emergency/module.ts';
import { ADVICE, Alert, ALERT_KINDS, SEVERITIES } from '#modules/emergency/records.ts';
import { WITHIN_METRES } from '#modules/emergency/whereabouts.ts';
import { village, type RecordFact } from '../support/directory.ts';

const example = (number: number): string =>
  readFileSync(new URL(`cap/appendix-a${number}.xml`, import.meta.url), 'utf8');
const at = (moment: string): number => readMoment(moment)!;

function imported(xml: string, nowMs: number, language?: string): CapImport {
  const read = importCap(xml, nowMs, language);
  if (!read.ok) throw new Error(read.error.why);
  return read.value;
}
const refused = (xml: string, nowMs = 0): string => {
  const read = importCap(xml, nowMs);
  return read.ok ? 'not refused' : read.error.why;
};

describe('the examples of the standard', () => {
  test('A.1: an advisory of a whole country is taken as violence, without an area of its own', () => {
    const { args, step, source, lost } = imported(example(1), at('2003-04-02T14:40:00-05:00'));
    expect(args).toMatchObject({ kind: 'violence', severity: 'urgent', drill: false, hours: 0, area: null });
    expect(args.text).toContain('Homeland Security Sets Code ORANGE'.slice(0, 20));
    expect(Buffer.from(args.text).length).toBeLessThanOrEqual(120);
    expect(step).toBe('alert');
    expect(source).toEqual({
      identifier: '43b080713727',
      sender: 'hsas@dhs.gov',
      sentMs: Date.UTC(2003, 3, 2, 19, 39, 1),
    });
    expect(lost).toContain('pictures or sounds');
    expect(lost).toContain('its area: U.S. nationwide and interests worldwide');
  });

  test('A.2: a thunderstorm ends in two hours, and its outline becomes a circle around every corner', () => {
    const { args, lost } = imported(example(2), at('2003-06-17T14:57:00-07:00'));
    expect(args).toMatchObject({ kind: 'storm', severity: 'urgent', advice: 'stay-inside', hours: 2 });
    expect(args.area?.withinMetres).toBe(30_000);
    expect(args.area?.latDeg).toBeCloseTo(38.48, 6);
    expect(args.area?.lonDeg).toBeCloseTo(-119.94, 6);
    expect(args.text).toMatch(/^NATIONAL WEATHER SERVICE SACRAMENTO CA: SEVERE THUNDERSTORM WARNING\. TAKE COVER/);
    expect(lost.some((what) => what.startsWith('its outline'))).toBe(true);
  });

  test('A.2 is refused once it is over, with the clock named as a reason to doubt', () => {
    const read = importCap(example(2), at('2003-06-17T16:00:00-07:00'));
    expect(read.ok ? '' : `${read.error.why} ${read.error.remedy}`).toMatch(/over already.*clock/s);
  });

  test('A.3: an update names the file before it', () => {
    const { args, step, references } = imported(example(3), at('2003-06-11T21:00:00-07:00'));
    expect(args).toMatchObject({ kind: 'earthquake', severity: 'can-wait' });
    expect(args.area).toEqual({ latDeg: 32.9525, lonDeg: -115.5527, withinMetres: 10 });
    expect([step, references]).toEqual(['update', ['TRI13970876.1']]);
  });

  test('A.4: of two languages the one that is asked for is taken, and the other is named as left out', () => {
    const now = at('2003-06-11T23:00:00-07:00');
    expect(imported(example(4), now, 'es').args.text).toContain('Alerta Amber en el condado de Los');
    const { args, lost } = imported(example(4), now);
    expect(args.kind).toBe('missing-person');
    expect(args.text).toContain('Amber Alert in Los Angeles County');
    expect(lost).toContain('1 more texts, for other languages or places');
  });
});

const NOW_MS = Date.UTC(2026, 10, 21, 12);

/** A village whose clock runs at `NOW_MS`, and what its member 0 warns of. */
function warned(args: Parameters<typeof alertActs.alert.plan>[1]) {
  const place = village({ members: 3 });
  const state = emergency.empty();
  const around = place.around({ nowMs: NOW_MS, heldSinceMs: () => NOW_MS });
  const plan = alertActs.alert.plan(state, args, place.self(0), around);
  if (!plan.ok) throw new Error(plan.error.why);
  const [fact] = place.write(place.self(0), plan.value) as [RecordFact];
  // As the air brings it: the place in its 24 bits.
  const body = decode(Alert, encode(Alert, fact.body as Alert, 'signed'), { form: 'signed' });
  const told: Fact = { ...fact, body: body.ok ? body.value : undefined };
  emergency.fold(state, told, around);
  const xml = exportCap(state, fact.id, 'The valley', around);
  if (!xml.ok) throw new Error(xml.error.why);
  return { xml: xml.value, body: fact.body as Alert };
}

const words = fc
  .string({ unit: 'binary', maxLength: 60 })
  .map((text) => text.replaceAll(/[^\u0020-\ud7ff\ue000-\ufffd]/gu, '').trim())
  .filter((text) => Buffer.from(text).length <= 120);
const warnings = fc.record({
  kind: fc.constantFrom(...ALERT_KINDS),
  severity: fc.constantFrom(...SEVERITIES),
  advice: fc.constantFrom(...ADVICE),
  drill: fc.boolean(),
  rollCall: fc.boolean(),
  hours: fc.nat(255),
  area: fc.option(
    fc.record({
      latDeg: fc.double({ min: -90, max: 90, noNaN: true }),
      lonDeg: fc.double({ min: -180, max: 179.99, noNaN: true }),
      withinMetres: fc.constantFrom(...WITHIN_METRES),
    }),
  ),
  text: words,
});

describe('our own warnings as files', () => {
  test('come back as the same warning, whatever was said', () => {
    fc.assert(
      fc.property(warnings, (args) => {
        const { xml, body } = warned(args);
        const back = imported(xml, NOW_MS);
        const { area: position, ...said } = back.args;
        expect(said).toEqual({ ...args, area: undefined, ...said });
        const again = warned({ ...back.args, area: position }).body;
        expect(encode(Alert, again, 'signed')).toEqual(encode(Alert, body, 'signed'));
        expect(back.lost).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a drill is an Exercise, and every text in it that a person may read says so', () => {
    const { xml } = warned({ kind: 'fire', severity: 'urgent', advice: 'leave-now', drill: true, text: 'run' });
    expect(xml).toContain('<status>Exercise</status>');
    for (const name of ['event', 'headline', 'description', 'instruction', 'note'])
      expect(new RegExp(`<${name}>DRILL - NOT REAL`).test(xml), name).toBe(true);
    expect(imported(xml, NOW_MS).args).toMatchObject({ drill: true, text: 'run' });
    expect(imported(xml.replace('>Exercise<', '>Test<'), NOW_MS).args.drill).toBe(true);
  });

  test("one member's word is only possible; nothing of it says more", () => {
    const { xml } = warned({ kind: 'flood' });
    expect(xml).toContain('<certainty>Possible</certainty>');
    expect(xml).toContain("One member's word");
  });
});

test('an outline across 180 degrees keeps its centre, and one too wide for a circle is given for everywhere', () => {
  const now = at('2003-06-17T14:57:00-07:00');
  const drawn = (polygon: string) =>
    imported(example(2).replace(/<polygon>.*<\/polygon>/, `<polygon>${polygon}</polygon>`), now);
  const pacific = drawn('-17,179.9 -17,-179.9 -17.1,-179.9 -17.1,179.9 -17,179.9').args.area;
  expect(Math.abs(pacific!.lonDeg)).toBeCloseTo(180, 6);
  expect(pacific!.withinMetres).toBe(30_000);
  const wide = drawn('30,-120 40,-120 40,-100 30,-100 30,-120');
  expect(wide.args.area).toBeNull();
  expect(wide.lost.some((what) => what.includes('everywhere'))).toBe(true);
  expect(drawn('999,0 nonsense 1e9,1').args.area).toBeNull();
});

describe('a file is refused in clear words', () => {
  const good = example(2);
  const now = at('2003-06-17T14:57:00-07:00');
  const cases: readonly (readonly [what: string, xml: string, why: RegExp])[] = [
    ['entities that grow', `<!DOCTYPE a [<!ENTITY b "bbbb">]>${good}`, /document type/],
    ['an entity of its own', good.replace('SEVERE', '&b;'), /no character/],
    ['an entity that fetches', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${good}`, /document type/],
    ['a style sheet', good.replace('<alert', '<?xml-stylesheet href="x"?><alert'), /processing instruction/],
    ['depth', `${'<a>'.repeat(3000)}${'</a>'.repeat(3000)}`, /deep|elements/],
    ['many elements', `<a>${'<b/>'.repeat(5000)}</a>`, /more than 2000 elements/],
    ['size', `<a>${'x'.repeat(XML_BYTES_MAX)}</a>`, /at most 65536 bytes/],
    ['an end too early', good.slice(0, -20), /cut off|not what is open/],
    ['a second warning', `${good}<alert/>`, /second element/],
    ['no warning', '<rss><channel/></rss>', /not an alert/],
    ['an older version', good.replace('cap:1.2', 'cap:1.1'), /CAP 1\.1; this reads CAP 1\.2/],
    ['no namespace', good.replace(/ xmlns = "[^"]*"/, ''), /namespace/],
    ['a strange status', good.replace('>Actual<', '>Real<'), /"Real" is no status/],
    ['a draft', good.replace('>Actual<', '>Draft<'), /not meant for people/],
    ['an answer of a machine', good.replace('>Alert<', '>Ack<'), /between machines/],
    ['a private one', good.replace('>Public<', '>Private<'), /not mean it for everybody/],
    ['no event', good.replace(/<event>.*<\/event>/, ''), /lacks its "event"/],
    ['two events', good.replace('<event>', '<event>x</event><event>'), /2 times "event"/],
    ['an unknown element', good.replace('<event>', '<colour>red</colour><event>'), /no "colour"/],
    ['a wrong date', good.replace('2003-06-17T16', '2003-06-31T16'), /no date of CAP/],
    ['a date without its zone', good.replace('16:00:00-07:00', '16:00:00'), /no date of CAP/],
    ['an undeclared prefix', good.replace('<event>', '<x:event>').replace('</event>', '</x:event>'), /what "x:" means/],
    ['an attribute twice', good.replace('<event>', '<event a="1" a="2">'), /twice/],
    ['a bare ampersand', good.replace('SEVERE', 'A & B'), /&amp;/],
    ['a control character', good.replace('SEVERE', '\u0001'), /no text has/],
    ['nothing', '', /empty/],
  ];
  test.each(cases)('%s', (_what, xml, why) => {
    expect(refused(xml, now)).toMatch(why);
  });

  test('what lies outside of the namespace, such as a signature, is passed over', () => {
    const signed = good.replace('</alert>', '<s:Signature xmlns:s="urn:x"><s:Event/></s:Signature></alert>');
    expect(imported(signed, now)).toEqual(imported(good, now));
  });

  test('whatever bytes come, they are read or refused, and never thrown at anybody', () => {
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 8 }), (from, length, put) => {
        const read = importCap(good.slice(0, from) + put + good.slice(from + length), now);
        if (!read.ok) for (const part of [read.error.why, read.error.remedy]) expect(part).toMatch(/\.$/);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('XML and dates', () => {
  const { tree } = fc.letrec<{ tree: Written }>((tie) => ({
    tree: fc.tuple(
      fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/),
      fc.oneof({ depthSize: 'small', maxDepth: 4 }, words, fc.array(tie('tree'), { minLength: 1, maxLength: 4 })),
    ),
  }));
  const plain = ({ name, children, text }: Element): Written => [
    name,
    children.length > 0 ? children.map(plain) : text,
  ];

  test('what is written is read again, whatever stands in it', () => {
    fc.assert(
      fc.property(tree, (written) => {
        const read = readXml(writeXml(written, 'urn:x'));
        expect(read.ok && plain(read.value)).toEqual(written);
      }),
    );
  });

  test('a date is the same moment as everybody else reads in it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const ms = Math.floor(date.getTime() / 1000) * 1000;
          expect(readMoment(writeMoment(ms))).toBe(ms);
          expect(writeMoment(ms).replace('-00:00', '.000Z')).toBe(new Date(ms).toISOString());
        },
      ),
    );
    expect(readMoment('2003-06-17T14:57:00-07:00')).toBe(Date.parse('2003-06-17T14:57:00-07:00'));
    for (const wrong of ['2003-02-29T00:00:00-00:00', '2003-06-17T24:00:00-00:00', '2003-06-17T14:57:00Z', ''])
      expect(readMoment(wrong)).toBeUndefined();
  });
});
