/** Reports: what a trace must say, in which words a damaged one is refused, and that the pictures show what it says. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapPlot } from '#sim/report/map-plot.ts';
import { readTrace } from '#sim/report/read-trace.ts';
import { plotsOf, reportHtml } from '#sim/report/report.ts';
import { whoPlot } from '#sim/report/who-plot.ts';
import { TRACE_KINDS, type TraceLine } from '#sim/worlds/trace.ts';

const sample = (hour: number, held: readonly number[]): TraceLine => ({
  e: 'sample',
  hour,
  held,
  union: 4,
  queued: [1, 0],
  states: 2,
  airMs: [10, 0, 0, 5, 0],
});
const LINES: readonly TraceLine[] = [
  {
    e: 'world',
    format: 'folkmoot trace 1',
    name: 'A <world> & more',
    seed: '1',
    hours: 2,
    hosts: ['ana', 'site a'],
    radios: [{ name: 'a' }, { name: 'b' }],
    links: [[0, 1, 112]],
  },
  { e: 'step', hour: 0.5, do: 'cut', who: '', words: 'cut: a | b', ok: true },
  sample(1, [2, 4]),
  sample(2, [4, 4]),
  {
    e: 'heard',
    record: 'call',
    by: [
      ['ana', 0.5],
      ['site a', 1.5],
    ],
  },
  { e: 'number', number: 'All hear it.', measured: '2', promised: 'at most 3', ok: true },
  { e: 'not yet', number: 'Trade', why: 'no such module' },
  { e: 'end', hour: 2, failures: 0, frames: 3, airtimeS: 0.1, traceDigest: 'ab', stateHashes: [] },
];
const textOf = (lines: readonly object[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

describe('a trace', () => {
  test('is read back as it was written, whatever kinds of lines it has', () => {
    expect(new Set(LINES.map(({ e }) => e))).toEqual(new Set(TRACE_KINDS));
    expect(readTrace(textOf(LINES))).toEqual({ ok: true, value: LINES });
  });

  test.each<[string, object, RegExp]>([
    ['a kind that nobody knows', { e: 'dance' }, /^line 2 is no line of a trace/],
    ['no object', [], /^line 2 is no line of a trace/],
    ['a number left out', { ...sample(1, [1, 1]), union: undefined }, /^line 2: "union" should be a number/],
    [
      'a list that is none',
      { ...sample(1, [1, 1]), held: { length: 2 } },
      /^line 2: "held" should be a list of numbers/,
    ],
    ['a text in a list of numbers', { ...sample(1, [1, 1]), airMs: ['1'] }, /^line 2: "airMs" should be a list of/],
  ])('with %s is refused, by line and field', (_what, line, words) => {
    const read = readTrace(textOf([LINES[0]!, line]));
    expect(!read.ok && read.error).toMatch(words);
  });

  test('that was changed anywhere is either refused in words or makes a page', () => {
    const text = textOf(LINES);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('', '9', '"', '[', 'null', '-'), (at, change) => {
        const read = readTrace(text.slice(0, at) + change + text.slice(at + 1));
        expect(read.ok ? reportHtml(read.value) : read.error).toMatch(/./);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('a report', () => {
  test('has a picture for everything that is promised of it, and text that a name cannot break', () => {
    expect([...plotsOf(LINES).keys()]).toEqual(['reach', 'completeness', 'airtime', 'queue', 'states', 'who', 'map']);
    const html = reportHtml(LINES);
    expect(html).not.toContain('<world>');
    expect(html).toContain('A &#60;world&#62; &#38; more');
    expect(html).toContain('no such module');
  });

  test('of a trace without samples is a page all the same', () => {
    expect(reportHtml(LINES.slice(0, 1))).toContain('the trace ends early');
  });

  test('shows who holds everything by full colour, and who lacks a little by less', () => {
    const opacities = (shares: readonly number[]): readonly string[] => {
      const svg = whoPlot({
        title: '',
        hosts: ['a'],
        moments: shares.map((share, i) => ({ hour: i + 1, shares: [share] })),
      });
      return [...svg.matchAll(/fill-opacity="([^"]+)"/g)].map(([, value]) => value!);
    };
    expect(opacities([0, 0.99, 1])).toEqual(['0.05', '0.64', '1']);
    expect(opacities([1, 1, 1])).toEqual(['1']);
  });

  test('shows on the map where a radio went, and none for a radio that is not ours', () => {
    const svg = mapPlot({
      title: 'map',
      radios: [
        { name: 'still', x: 0, y: 0, share: 1 },
        {
          name: 'walker',
          x: 0,
          y: 100,
          share: 0.5,
          path: [
            [0, 100],
            [50, 100],
          ],
        },
        { name: 'stranger', x: 900, y: 0 },
      ],
    });
    expect(svg).toContain('still: 100 % held');
    expect(svg).toContain('stranger: not ours');
    expect(svg).toContain('0.9 km across');
    expect(svg.match(/stroke-opacity="\.6"/g)).toHaveLength(1);
  });
});
