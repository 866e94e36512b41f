// A body is erased by its author's signed word: everywhere, whatever came first, and the logs stay without a gap.

import { describe, expect, test } from 'vitest';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Acted } from '#protocol/node/event.ts';
import { modules } from '#modules/index.ts';
import { call } from '../support/hamlet.ts';
import { table, type Seat } from '../support/table.ts';

const done = (acted: Acted): readonly RecordId[] => {
  if (!acted.ok) throw new Error(`${acted.refusal.rule}: ${acted.refusal.why}`);
  return acted.records;
};
const includes = (bytes: Uint8Array, text: string): boolean => Buffer.from(bytes).includes(Buffer.from(toUtf8(text)));
/** Rows on this seat's disk in which the text still stands. */
const rowsWith = (seat: Seat, text: string): readonly string[] =>
  [...seat.stored.values()].filter(({ bytes }) => includes(bytes, text)).map(({ key }) => key);
const holes = ({ node }: Seat): readonly number[] => node.records.logs().flatMap((log) => log.holes);
const meaning = ({ node }: Seat): readonly unknown[] => [node.stateHash(), node.frontierDigest().join()];

const SECRET = 'behind the red door';

describe('what its author took back', () => {
  const place = table(['Anna', 'Bert', 'Carl', 'Dora'], 'erasing');
  const [anna, bert, carl, dora] = place.seats as [Seat, Seat, Seat, Seat];
  const [sos] = done(place.act(anna, 'emergency', 'call', call(`I lie ${SECRET}`).args));
  const checkIn = (text: string) => ({ condition: 'safe', named: [], position: null, drill: false, text });
  const [mine] = done(place.act(anna, 'emergency', 'check-in', checkIn(`I wait ${SECRET}`)));
  const [theirs] = done(place.act(bert, 'emergency', 'check-in', checkIn('all well here')));
  place.rest(3_600_000);

  test('is held by everybody at first', () => {
    for (const seat of place.seats) expect(rowsWith(seat, SECRET).length, seat.name).toBeGreaterThan(0);
    expect(place.seats.map(({ node }) => node.records.get(theirs!) !== undefined)).not.toContain(false);
  });

  test('may not be what still calls for help, nor what is another’s', () => {
    expect(place.act(anna, 'node', 'erase', { records: [sos] })).toMatchObject({
      refusal: { rule: 'erase-open-call' },
    });
    expect(place.act(anna, 'node', 'erase', { records: [theirs] })).toMatchObject({ refusal: { rule: 'erase-own' } });
  });

  test('is gone on this side of a cut, goes on the other when it heals, and whoever comes later gets past it', () => {
    for (const seat of place.seats) place.leave(seat);
    place.talk('link-up', anna, bert);
    place.talk('link-up', carl, dora);
    const [cancel] = done(
      place.act(anna, 'emergency', 'cancel', { sos, reason: 'safe-now', text: `no longer ${SECRET}` }),
    );
    done(place.act(anna, 'node', 'erase', { records: [sos, cancel, mine] }));
    place.rest(3_600_000);
    for (const seat of [anna, bert]) expect(rowsWith(seat, SECRET), seat.name).toEqual([]);
    expect(rowsWith(carl, SECRET).length).toBeGreaterThan(0);
    place.talk('link-up', bert, carl);
    for (let i = 0; i < 3; i++) place.rest(3_600_000);
    const emil = place.take('Emil');
    place.leave(emil);
    place.talk('link-up', dora, emil);
    for (let i = 0; i < 3; i++) place.rest(3_600_000);
    for (const seat of place.seats) {
      expect(rowsWith(seat, SECRET), seat.name).toEqual([]);
      expect(holes(seat), seat.name).toEqual([]);
      expect(meaning(seat), seat.name).toEqual(meaning(anna));
      expect(seat.node.around(place.now()).record(sos!)).toBeUndefined();
    }
    expect(emil.node.counts()).toEqual(anna.node.counts());
  });

  test('stays gone after a start from what is stored', () => {
    for (const seat of [...place.seats]) {
      const again = place.take(`${seat.name} again`, {
        secrets: place.secretsOf(seat.name),
        stored: seat.stored.values(),
      });
      expect(meaning(again), seat.name).toEqual(meaning(seat));
      expect(rowsWith(again, SECRET)).toEqual([]);
    }
  });
});

describe('a call that was taken back', () => {
  const place = table(['Anna', 'Bert'], 'a reserve');
  const [anna, bert] = place.seats as [Seat, Seat];

  test('still counts: who erases and calls again gets no more of the reserve than who calls twice', () => {
    const urgency = (id: RecordId): unknown => {
      const emergency = modules.find(({ name }) => name === 'emergency')!;
      const around = bert.node.around(place.now());
      return emergency.urgencyOf!(bert.node.state('emergency'), { id, ...around.record(id)! }, around);
    };
    const [first] = done(place.act(anna, 'emergency', 'call', call('once').args));
    expect(urgency(first!)).toBeUndefined();
    done(place.act(anna, 'emergency', 'cancel', { sos: first, reason: 'false-alarm', text: '' }));
    done(place.act(anna, 'node', 'erase', { records: [first] }));
    expect(bert.node.around(place.now()).record(first!)).toBeUndefined();
    const [second] = done(place.act(anna, 'emergency', 'call', call('twice').args));
    expect(urgency(second!)).toBe(1);
  });
});

describe('what is proven only together with a body that is gone', () => {
  const place = table(['Anna', 'Bert'], 'erased sums');
  const [anna, bert] = place.seats as [Seat, Seat];
  const say = (seat: Seat, text: string) =>
    done(place.act(seat, 'emergency', 'check-in', { condition: 'safe', named: [], position: null, text }))[0]!;
  const gone = say(anna, SECRET);
  const stays = say(bert, 'all well here');
  // Who comes later gets both under one sum, and neither signature alone.
  const carl = place.take('Carl');
  place.rest(3_600_000);

  test('is passed on all the same: a sum is said with nothing in place of that body', () => {
    expect(carl.node.records.get(gone)?.single).toBeUndefined();
    expect(carl.node.records.get(stays)?.single).toBeUndefined();
    done(place.act(anna, 'node', 'erase', { records: [gone] }));
    expect(rowsWith(carl, SECRET)).toEqual([]);
    for (const seat of place.seats) place.leave(seat);
    const dora = place.take('Dora');
    place.leave(dora);
    place.talk('link-up', carl, dora);
    for (let i = 0; i < 3; i++) place.rest(3_600_000);
    expect(dora.node.around(place.now()).record(stays)?.body).toMatchObject({ text: 'all well here' });
    expect(meaning(dora)).toEqual(meaning(anna));
    expect(dora.notes).toEqual([]);
  });

  test('is split where the author’s own signature is known: the rest then stands without the body', () => {
    expect(bert.node.records.get(gone)).toMatchObject({ bundles: [] });
  });
});

describe('what was kept long enough', () => {
  const place = table(['Anna', 'Bert'], 'kept long enough');
  const [anna, bert] = place.seats as [Seat, Seat];
  const DAY_MS = 86_400_000;
  const need = (text: string) =>
    done(
      place.act(anna, 'emergency', 'need', {
        supply: 'water',
        pressing: false,
        quantity: 3,
        hours: 1,
        position: null,
        text,
      }),
    )[0]!;

  test('is erased by its author’s device: four at once, or fewer after a week, and nothing else with it', () => {
    for (let i = 0; i < 5; i++) need(`${SECRET} ${i}`);
    const [stays] = done(place.act(anna, 'emergency', 'call', call(`I lie ${SECRET} too`).args));
    place.rest(29 * DAY_MS);
    expect(rowsWith(bert, SECRET)).toHaveLength(6);
    place.rest(2 * DAY_MS);
    place.rest(3_600_000);
    expect(rowsWith(bert, SECRET)).toHaveLength(2);
    place.rest(6 * DAY_MS);
    place.rest(3_600_000);
    expect(rowsWith(bert, SECRET)).toEqual([`record/${stays}`]);
    expect(rowsWith(anna, SECRET)).toEqual([`record/${stays}`]);
    expect(meaning(bert)).toEqual(meaning(anna));
  });
});
