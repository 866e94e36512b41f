// Names of stored rows, kept once each: a year has a hundred thousand of them, of a few hundred people.

import type { Row } from './archive.ts';

/** Answers rows with the same names as the same strings. */
export function interner(): (row: Row) => Row {
  const known = new Map<string, string>();
  const name = <I extends string>(id: I): I => {
    const first = known.get(id);
    if (first !== undefined) return first as I;
    known.set(id, id);
    return id;
  };
  return (row) => {
    if (row.kind === 'record') return { ...row, record: { ...row.record, member: name(row.record.member) } };
    if (row.kind !== 'map') return row;
    const { kind, record, roster } = row.map.subject;
    const voices = row.map.voices.map((voice) => ({ ...voice, member: name(voice.member) }));
    return { ...row, map: { ...row.map, subject: { kind, record: name(record), roster: name(roster) }, voices } };
  };
}
