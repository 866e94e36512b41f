// Every recorded session of a real radio is understood exactly as the official reader understood it.

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createFramer } from '#radio/meshtastic/framing.ts';
import { fromRadioJson } from '#radio/meshtastic/frame-json.ts';
import { FromRadio } from '#radio/meshtastic/messages.ts';
import { replayConnections, replayEvents } from '#radio/meshtastic/replay.ts';
import { bytesOf, RECORDINGS, recording, type Expected } from './recordings.ts';

type Entries = readonly Readonly<Record<string, unknown>>[];
const plainJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const withoutPlace = (entries: Entries): Entries =>
  entries.map((entry) =>
    Object.fromEntries(Object.entries(entry).filter(([key]) => !['line', 't', 'frameLength'].includes(key))),
  );
const decoded = (entries: Entries): Entries => entries.filter((entry) => entry['type'] !== 'undecodable');

/** What the parser must deliver, with the frames it may find besides (inside cut ones) taken out. */
function withoutMaybe(got: Entries, expected: Expected): Entries {
  const maybe = (expected.maybe ?? []).map((entry) => JSON.stringify(entry));
  const must = expected.connections
    .flatMap((each) => withoutPlace(each.from))
    .map((entry) => JSON.stringify(plainJson(entry)));
  let at = 0;
  return got.filter((entry) => {
    const next = must[at];
    if (next === undefined || !sameEntry(JSON.parse(next), entry)) {
      return !maybe.some((each) => sameEntry(JSON.parse(each), entry));
    }
    at += 1;
    return true;
  });
}
const sorted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort()
          .map(([key, inner]) => [key, sorted(inner)]),
      )
    : value;
const sameEntry = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(plainJson(b)));

/** All entries of one connection's from-stream when it comes in pieces cut at `sizes`, over and over. */
function entriesInChunks(bytes: Uint8Array, sizes: readonly number[]): Entries {
  const framer = createFramer<FromRadio>(FromRadio.decode);
  const entries: Record<string, unknown>[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    for (const frame of framer.push(bytes.subarray(at, at + size))) {
      if (frame.kind === 'frame') entries.push(fromRadioJson(frame.message));
    }
    at += size;
  }
  return entries;
}

test('there are recordings to check', () => {
  expect(RECORDINGS.length).toBeGreaterThanOrEqual(45);
});

describe.each(RECORDINGS)('$name', ({ text, expected }) => {
  const connections = replayConnections(text);
  const derivedWithMaybe = expected.maybe !== undefined;

  test('decodes as the official reader decoded it, frame by frame, in both directions', () => {
    if (!connections.ok) throw new Error(connections.error.why);
    expect(connections.value).toHaveLength(expected.connections.length);
    for (const [index, want] of expected.connections.entries()) {
      const got = plainJson(connections.value[index]) as Expected['connections'][number];
      expect(got.to).toEqual(want.to);
      if (derivedWithMaybe) {
        const kept = withoutMaybe(withoutPlace(decoded(got.from)), expected);
        expect(kept).toEqual(withoutPlace(decoded(want.from)));
      } else expect(got).toEqual(want);
    }
  });

  test('decodes the same byte by byte and in random chunks', () => {
    for (const { conn } of expected.connections) {
      const bytes = bytesOf(text, 'from', conn);
      const whole = plainJson(entriesInChunks(bytes, [bytes.length + 1]));
      expect(plainJson(entriesInChunks(bytes, [1]))).toEqual(whole);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }), (sizes) => {
          expect(plainJson(entriesInChunks(bytes, sizes))).toEqual(whole);
        }),
        { numRuns: 5 },
      );
    }
  });
});

test('frames that a cut frame swallowed are found again by searching inside it', () => {
  const { text, expected } = recording('garbage-truncated');
  const [connection] = expected.connections;
  const got = entriesInChunks(bytesOf(text, 'from'), [64]).map((entry) => JSON.stringify(sorted(plainJson(entry))));
  for (const entry of expected.maybe ?? []) expect(got).toContain(JSON.stringify(sorted(entry)));
  expect(got).toHaveLength(decoded(connection!.from).length + (expected.maybe ?? []).length);
});

test('each event of a replay says its connection and direction', () => {
  const events = replayEvents(recording('reboot-mid-session').text);
  if (!events.ok) throw new Error(events.error.why);
  expect(new Set(events.value.map(({ conn, dir }) => `${conn} ${dir}`))).toEqual(
    new Set(['1 to', '1 from', '2 to', '2 from']),
  );
});

test.each([
  ['no JSON', 'hello', 'this line is no JSON'],
  ['a number', '{"t":0,"dir":"to","hex":"","conn":1}\n7', 'this line is no JSON object'],
  ['an odd digit', '{"dir":"from","hex":"abc"}', 'a byte is two hex digits; one digit is left over'],
])('a file that is no recording is refused with its line: %s', (_, text, why) => {
  const events = replayEvents(text);
  expect(events).toMatchObject({ ok: false, error: { kind: 'not-a-recording', line: text.split('\n').length, why } });
});
