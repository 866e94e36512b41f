// The story of one SOS: its answers in an order that every device finds alike (README §3.2).
//
// Causal first (an answer comes after what it names, and after what its author wrote before), then
// by claimed time, then by id. Claimed times are minutes modulo 65,536 and may lie: they only order
// what nothing else orders.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Sos } from './records.ts';
import type { Answer, EmergencyState, Said } from './state.ts';

export type Story = {
  readonly sos: Said<Sos>;
  /** In the common order. */
  readonly answers: readonly Answer[];
};

const TIME_SPAN = 65_536;

/** Minutes from `base` to `time` on the shorter way round. */
export const minutesAfter = (base: number, time: number): number =>
  ((time - base + TIME_SPAN + TIME_SPAN / 2) % TIME_SPAN) - TIME_SPAN / 2;

export function storyOf(state: EmergencyState, sos: Said<Sos>): Story {
  const found: Answer[] = [];
  const seen = new Set<RecordId>();
  for (let wave: readonly RecordId[] = [sos.id]; wave.length > 0;) {
    const next = wave.flatMap((id) => state.answersTo.get(id) ?? []).filter((id) => !seen.has(id));
    for (const id of next) {
      seen.add(id);
      found.push(state.answers.get(id)!);
    }
    wave = next;
  }
  return { sos, answers: inOrder(found, sos.record.time) };
}

type Ranked = { readonly answer: Answer; minute: number; depth: number; waitsFor: number; readonly then: Ranked[] };

/** A linear order that respects both edges: an answer's subject and its author's former answer. */
function inOrder(answers: readonly Answer[], baseMinute: number): readonly Answer[] {
  const ranked = new Map<RecordId, Ranked>();
  for (const answer of answers) {
    const minute = minutesAfter(baseMinute, answer.record.time);
    ranked.set(answer.id, { answer, minute, depth: 0, waitsFor: 0, then: [] });
  }
  const precede = (before: Ranked | undefined, after: Ranked): void => {
    if (!before) return;
    before.then.push(after);
    after.waitsFor++;
  };
  for (const rank of ranked.values()) precede(ranked.get(rank.answer.body.about), rank);
  for (const log of byLog([...ranked.values()])) {
    let former: Ranked | undefined;
    log.forEach((rank, i) => {
      const last = log[i - 1];
      if (last && last.answer.record.seq < rank.answer.record.seq) former = last;
      precede(former, rank);
    });
  }
  const ready = [...ranked.values()].filter(({ waitsFor }) => waitsFor === 0);
  for (let i = 0; i < ready.length; i++) {
    for (const after of ready[i]!.then) {
      after.minute = Math.max(after.minute, ready[i]!.minute);
      after.depth = Math.max(after.depth, ready[i]!.depth + 1);
      if (--after.waitsFor === 0) ready.push(after);
    }
  }
  // Only logs that name their own future (a forked log) leave anything waiting; it stands last.
  const rest = [...ranked.values()].filter(({ waitsFor }) => waitsFor > 0);
  for (const rank of rest) rank.depth = Number.MAX_SAFE_INTEGER;
  return [...ready, ...rest]
    .sort((a, b) => a.minute - b.minute || a.depth - b.depth || (a.answer.id < b.answer.id ? -1 : 1))
    .map(({ answer }) => answer);
}

function byLog(ranks: readonly Ranked[]): readonly (readonly Ranked[])[] {
  const logs = new Map<string, Ranked[]>();
  for (const rank of ranks) {
    const { member, log } = rank.answer.record;
    const key = `${member}/${log}`;
    const known = logs.get(key);
    if (known) known.push(rank);
    else logs.set(key, [rank]);
  }
  return [...logs.values()].map((log) => log.sort((a, b) => a.answer.record.seq - b.answer.record.seq));
}
