import { describe, expect, test } from 'vitest';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { incidentFile, verifyIncident } from '#modules/emergency/incident.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { table, type Seat } from '../support/table.ts';

/** A call that Anna makes, Bert takes and ends, told at one table with real signatures. */
function story(drill = false) {
  const place = table(['Anna', 'Bert', 'Carl'], 'incident');
  const [anna, bert, carl] = place.seats as [Seat, Seat, Seat];
  const act = (seat: Seat, name: string, args: object): RecordId => {
    const outcome = place.act(seat, 'emergency', name, args);
    if (!outcome.ok) throw new Error(outcome.refusal.why);
    return outcome.records[0]!;
  };
  const sos = act(anna, 'call', { kind: 'medical', severity: 'urgent', text: 'leg broken', drill });
  act(bert, 'take', { sos, etaMinutes: 7, text: 'coming' });
  act(carl, 'update', { sos, severity: 'urgent', text: 'the bridge is closed' });
  act(bert, 'done', { sos });
  act(anna, 'cancel', { sos, reason: 'safe-now' });
  const file = incidentFile(
    carl.node.state('emergency') as EmergencyState,
    sos,
    (id) => carl.node.records.get(id),
    carl.node.around(place.now()),
  );
  if (!file.ok) throw new Error(file.error.why);
  return { text: file.value, sos, ids: [anna, bert, carl].map(({ id }) => id) };
}

const { text, sos, ids } = story();
const refusedFor = (changed: string): string => {
  const read = verifyIncident(changed);
  return read.ok ? 'not refused' : read.error.why;
};
const edited = (change: (file: { entries: Record<string, unknown>[] } & Record<string, unknown>) => void): string => {
  const file = JSON.parse(text) as { entries: Record<string, unknown>[] } & Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
};

describe('the story of a call as a file', () => {
  test('tells who did what, each with the own signature, and needs no node to check', () => {
    const read = verifyIncident(text);
    if (!read.ok) throw new Error(read.error.why);
    const [anna, bert, carl] = ids;
    expect(read.value.drill).toBe(false);
    expect(read.value.missing).toEqual([]);
    expect(read.value.steps[0]?.id).toBe(sos);
    expect(
      read.value.steps.map(({ member, says }) => [member, says.kind === 'taking' ? says.body.step : says.kind]),
    ).toEqual([
      [anna, 'call'],
      [bert, 'take'],
      [carl, 'change'],
      [bert, 'done'],
      [anna, 'change'],
    ]);
    expect(read.value.steps.every(({ keyProvenBy }) => keyProvenBy === 'member')).toBe(true);
  });

  test('with one thing changed anywhere in what was said, by whom or when, is refused', () => {
    const bend = (name: string, value: unknown): string =>
      refusedFor(edited(({ entries }) => void (entries[1]![name] = value)));
    const body = (JSON.parse(text) as { entries: { body: string }[] }).entries[1]!.body;
    expect(bend('body', `${body.slice(0, -2)}00`)).toMatch(/Entry 2: its signature/);
    expect(bend('member', ids[2])).toMatch(/Entry 2: its signature/);
    expect(bend('minute', 12_345)).toMatch(/Entry 2: its signature/);
    expect(bend('number', 99)).toMatch(/Entry 2: its signature/);
    expect(bend('key', '00'.repeat(96))).toMatch(/Entry 2: its signature/);
    expect(bend('signature', 'zz')).toMatch(/Entry 2: it is not whole/);
    expect(refusedFor(edited((file) => void (file['community'] = '11'.repeat(32))))).toMatch(/its signature/);
  });

  test('an entry that was taken out shows as a name that leads nowhere, where others answered it', () => {
    const read = verifyIncident(edited(({ entries }) => void entries.splice(3, 1)));
    expect(read.ok && read.value.steps).toHaveLength(4);
    expect(read.ok && read.value.missing).toHaveLength(1);
    expect(refusedFor(edited(({ entries }) => void entries.shift()))).toMatch(/does not begin with a call/);
  });

  test('files of anybody are refused in words and never thrown', () => {
    for (const wrong of [
      '',
      'null',
      '[]',
      '{}',
      '{"format":"folkmoot incident 1"}',
      text.slice(0, -9),
      `${text}${' '.repeat(4_000_001)}`,
    ])
      expect(refusedFor(wrong)).toMatch(/\.$/);
    expect(refusedFor(edited((file) => void (file.entries = [])))).toMatch(/0 entries/);
    for (const odd of [null, 7, 'x', [], { member: 7 }])
      expect(refusedFor(edited(({ entries }) => void (entries[0] = odd as never)))).toMatch(/Entry 1: it is not whole/);
  });

  test('of a drill says so by the signed call itself, whatever the file says of it', () => {
    const drilled = story(true).text.replace('"drill": true', '"drill": false');
    const read = verifyIncident(drilled);
    expect(read.ok && read.value.drill).toBe(true);
  });
});
