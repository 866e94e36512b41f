// What a node holds as lines of a summary, and what a comparison with somebody else's shows (§8.1, §8.2).
//
// By names, never by bundles: two nodes with the same records under other sums are in sync.

import type { MemberId, RecordId } from '../bytes/reference.ts';
import type { Directory } from '../log/directory.ts';
import type { LogFrontier, RecordStore } from '../log/record-store.ts';
import { subjectKey, type SubjectKey, type Tally, type Without } from '../tally/tally.ts';
import type { Item } from './items.ts';
import { encodeSummary, type LogLine, type SubjectLine, type Summary } from './summary.ts';

/** What a comparison with somebody's summary shows. */
export type Difference = {
  /** What we hold and they lack. */
  readonly offer: readonly Item[];
  /** They hold something that we lack. */
  readonly wanting: boolean;
  /** Of the offer, what is not needed to read others, from authors of whom they hold nothing else (newcomers.ts). */
  readonly unheard: ReadonlySet<Item>;
};

export type ComparedParts = {
  readonly genesis: () => Uint8Array | undefined;
  readonly records: RecordStore;
  readonly tally: Tally;
  readonly directory: Directory;
  /** Is it of the module that keeps the roster: what is needed to read and to check others? */
  readonly isFoundation?: (item: Item) => boolean;
};

export type Comparison = {
  /** Our own summary, as few plaintexts as carry it. `without`: voices that we hold back, to say them with others. */
  readonly summary: (without?: Without) => readonly Uint8Array[];
  /** What the sender of a summary lacks, and whether it has what we lack. Both know the genesis. */
  readonly compare: (summary: Summary, without?: Without) => Difference;
};

export function createComparison({ genesis, records, tally, directory, isFoundation }: ComparedParts): Comparison {
  const needed = (item: Item): boolean => isFoundation?.(item) ?? false;
  const lineOf = (frontier: LogFrontier): LogLine => ({
    author: directory.numberOf(frontier.member) ?? frontier.member.slice(0, 16),
    log: frontier.log,
    head: frontier.head,
    holes: frontier.holes,
  });

  const lines = (): { logs: LogLine[]; newcomers: LogLine[] } => {
    const all = records.logs().map(lineOf);
    const byNumber = (a: LogLine, b: LogLine): number => (a.author as number) - (b.author as number) || a.log - b.log;
    const byPrefix = (a: LogLine, b: LogLine): number =>
      a.author < b.author ? -1 : a.author > b.author ? 1 : a.log - b.log;
    return {
      logs: all.filter(({ author }) => typeof author === 'number').sort(byNumber),
      newcomers: all.filter(({ author }) => typeof author === 'string').sort(byPrefix),
    };
  };

  const subjectLine = (key: SubjectKey, without?: Without): SubjectLine | undefined => {
    const voices = tally.count(key, without);
    const subject = tally.subject(key);
    const place = subject && directory.placeOf(subject.record);
    const author = place && directory.numberOf(place.member);
    if (!subject || !place || author === undefined || voices === 0) return undefined;
    const digest = tally.digest(key, without);
    const mark = digest[0]! * 256 + digest[1]!;
    return { author, log: place.log, seq: place.seq, kind: subject.kind, voices, mark };
  };

  const keyOf = ({ kind, record }: { kind: number; record: RecordId }): SubjectKey => subjectKey(kind, record);
  const subjectLines = (without?: Without): { key: SubjectKey; line: SubjectLine }[] =>
    tally
      .subjects()
      .map(keyOf)
      .flatMap((key) => {
        const line = subjectLine(key, without);
        return line ? [{ key, line }] : [];
      })
      .sort(({ line: a }, { line: b }) => a.author - b.author || a.log - b.log || a.seq - b.seq || a.kind - b.kind);

  return {
    summary: (without) =>
      encodeSummary({
        founded: genesis() !== undefined,
        ...lines(),
        subjects: subjectLines(without).map(({ line }) => line),
      }),
    compare: (summary, without) => join([compareLogs(summary), compareSubjects(summary, without)]),
  };

  function compareLogs(summary: Summary): Difference {
    const theirs = new Map([...summary.logs, ...summary.newcomers].map((line) => [logName(line), line]));
    const offer: Item[] = [];
    const unheard = new Set<Item>();
    let wanting = false;
    const { logs, newcomers } = lines();
    for (const line of [...logs, ...newcomers]) {
      const their = theirs.get(logName(line));
      if (!their && !inScope(summary, line)) continue;
      theirs.delete(logName(line));
      const { head, holes }: Pick<LogLine, 'head' | 'holes'> = their ?? { head: 0, holes: [] };
      wanting ||= head > line.head || line.holes.some((seq) => seq <= head && !holes.includes(seq));
      // They hold all that we hold of it.
      if (head >= line.head && holes.length === 0) continue;
      const lacked = new Set(holes);
      const wereHeard = records
        .ids(memberOf(line)!, line.log, 1)
        .some((id) => isHeld(records.get(id)!.record.seq, head, lacked) && !needed(id));
      for (const id of records.ids(memberOf(line)!, line.log, holes[0] ?? head + 1)) {
        const { seq } = records.get(id)!.record;
        if (isHeld(seq, head, lacked)) continue;
        offer.push(id);
        if (!wereHeard && !needed(id)) unheard.add(id);
      }
    }
    return { offer, unheard, wanting: wanting || [...theirs.values()].some(({ head }) => head > 0) };
  }

  function inScope({ numbers, prefixes }: Summary, { author }: LogLine): boolean {
    return typeof author === 'number'
      ? numbers !== null && within(numbers, author)
      : prefixes !== null && within(prefixes, Number.parseInt(author.slice(0, 2), 16));
  }

  /** By member, because two nodes may know the same person by number and as a newcomer. */
  function logName(line: LogLine): string {
    return `${memberOf(line) ?? line.author}/${line.log}`;
  }

  function memberOf(line: LogLine): MemberId | undefined {
    return typeof line.author === 'number' ? directory.memberAt(line.author) : newcomerOf(line.author);
  }

  /** A newcomer's or guest's id by its prefix, from the logs that are held. */
  function newcomerOf(prefix: string): MemberId | undefined {
    return directory.newcomer(prefix) ?? records.logs().find(({ member }) => member.startsWith(prefix))?.member;
  }

  function compareSubjects(summary: Summary, without: Without | undefined): Difference {
    if (!summary.subjectAuthors) return { offer: [], wanting: false, unheard: new Set() };
    const scope = summary.subjectAuthors;
    // Where a place holds a fork, both halves may have been spoken on: then two lines have one name.
    const theirs = new Map<string, SubjectLine[]>();
    for (const line of summary.subjects) theirs.set(nameOf(line), [...(theirs.get(nameOf(line)) ?? []), line]);
    const isHoldingBack = without !== undefined && without.size > 0;
    const offer: Item[] = [];
    for (const { key, line } of subjectLines(without)) {
      if (!within(scope, line.author)) continue;
      const lines = theirs.get(nameOf(line)) ?? [];
      // They may hold what we hold back already: it was said by another way.
      const whole = isHoldingBack ? subjectLine(key)! : line;
      const same = lines.findIndex((their) => isSame(their, line) || isSame(their, whole));
      if (same >= 0) lines.splice(same, 1);
      else offer.push(...tally.items(key, without));
    }
    const wanting = [...theirs].some(
      ([name, lines]) =>
        // Wholly held back by us, and said by them, is nothing that we lack.
        lines.length > 0 && !(isHoldingBack && lines.every((their) => isHeldWhole(name, their))),
    );
    return { offer, wanting, unheard: new Set(offer.filter((item) => !needed(item))) };
  }

  function isHeldWhole(name: string, their: SubjectLine): boolean {
    return subjectLines().some(({ line }) => nameOf(line) === name && isSame(line, their));
  }
}

const isHeld = (seq: number, head: number, lacked: ReadonlySet<number>): boolean => seq <= head && !lacked.has(seq);
const within = ({ from, to }: { from: number; to: number }, at: number): boolean => at >= from && at < to;
const isSame = (a: SubjectLine, b: SubjectLine): boolean => a.mark === b.mark && a.voices === b.voices;
const nameOf = ({ author, log, seq, kind }: SubjectLine): string => `${author}/${log}/${seq}/${kind}`;
const join = (differences: readonly Difference[]): Difference => ({
  offer: differences.flatMap(({ offer }) => offer),
  unheard: new Set(differences.flatMap(({ unheard }) => [...unheard])),
  wanting: differences.some(({ wanting }) => wanting),
});
