// Reads a trace's text. A trace is written as a world goes, so it may be cut off; and a file may be anything.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { TRACE_KINDS, type TraceLine } from '../worlds/trace.ts';

export type LineOf<E extends TraceLine['e']> = Extract<TraceLine, { e: E }>;

type Shape = keyof typeof IS;

const areNumbers = (value: unknown): boolean => Array.isArray(value) && value.every((each) => Number.isFinite(each));

const IS = {
  'a number': (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value),
  'a text': (value: unknown): boolean => typeof value === 'string',
  'yes or no': (value: unknown): boolean => typeof value === 'boolean',
  'a list of numbers': areNumbers,
  'a list': (value: unknown): boolean => Array.isArray(value),
  'lists of numbers, or nothing': (value: unknown): boolean =>
    value === undefined || (typeof value === 'object' && value !== null && Object.values(value).every(areNumbers)),
  'names with hours': (value: unknown): boolean =>
    Array.isArray(value) &&
    value.every((each) => Array.isArray(each) && typeof each[0] === 'string' && Number.isFinite(each[1])),
};

/** What reports read of each kind of line. */
const SHAPES: { readonly [E in TraceLine['e']]: Readonly<Partial<Record<keyof LineOf<E> & string, Shape>>> } = {
  world: {
    name: 'a text',
    seed: 'a text',
    hours: 'a number',
    hosts: 'a list',
    radios: 'a list',
    links: 'lists of numbers, or nothing',
  },
  step: { hour: 'a number', do: 'a text', who: 'a text', words: 'a text', ok: 'yes or no' },
  sample: {
    hour: 'a number',
    held: 'a list of numbers',
    union: 'a number',
    queued: 'a list of numbers',
    states: 'a number',
    airMs: 'a list of numbers',
    moved: 'lists of numbers, or nothing',
  },
  heard: { record: 'a text', by: 'names with hours' },
  number: { number: 'a text', measured: 'a text', promised: 'a text', ok: 'yes or no' },
  'not yet': { number: 'a text', why: 'a text' },
  end: { failures: 'a number', frames: 'a number', airtimeS: 'a number', traceDigest: 'a text' },
};

/** A line that is cut off, foreign or without what its kind must say is named by its number. */
export function readTrace(text: string): Result<readonly TraceLine[], string> {
  const lines: TraceLine[] = [];
  const rows = text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [{ line, number: i + 1 }]));
  for (const { line, number } of rows) {
    try {
      lines.push(JSON.parse(line) as TraceLine);
    } catch {
      return err(`line ${number} cannot be read: was the trace cut off while it was written?`);
    }
  }
  for (const [i, line] of lines.entries()) {
    const { number } = rows[i]!;
    const isObject = typeof line === 'object' && line !== null;
    if (!isObject || !TRACE_KINDS.includes(line.e)) return err(`line ${number} is no line of a trace`);
    const lacks = Object.entries<Shape>(SHAPES[line.e]).find(
      ([field, shape]) => !IS[shape]((line as unknown as Readonly<Record<string, unknown>>)[field]),
    );
    if (lacks) return err(`line ${number}: "${lacks[0]}" should be ${lacks[1]}`);
  }
  const [head] = lines;
  if (head?.e !== 'world' || head.format !== 'folkmoot trace 1')
    return err('the first line is not that of a "folkmoot trace 1"');
  const isMap = (radio: unknown): boolean => typeof (radio as { readonly name?: unknown } | null)?.name === 'string';
  if (!head.hosts.every(IS['a text']) || !head.radios.every(isMap)) return err('the first line names hosts and radios');
  return ok(lines);
}
