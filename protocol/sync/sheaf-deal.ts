// How what was asked for is dealt out to sheaves (protocol/README.md §8.7).
//
// A sheaf costs what the neediest of its listeners lacks of it. If each sheaf holds about as much of what
// each asker lacks, all of them together cost what the neediest lacks at all, and not the sum of many greatest needs.

import type { RecordId } from '../bytes/reference.ts';

/** What is asked by at least this share in the same way is cut by place: names next to each other are short. */
const ALIKE_SHARE = 0.5;

export type Dealing = {
  readonly wantersOf: (id: RecordId) => ReadonlySet<string>;
  readonly symbolsOf: (id: RecordId) => number;
};

/** These records, sorted by place, in so many lots. */
export function dealt(ids: readonly RecordId[], lots: number, { wantersOf, symbolsOf }: Dealing): RecordId[][] {
  const hands = Array.from({ length: lots }, () => ({
    ids: [] as RecordId[],
    total: 0,
    needs: new Map<string, number>(),
  }));
  const put = (hand: (typeof hands)[number], id: RecordId): void => {
    const symbols = symbolsOf(id);
    hand.ids.push(id);
    hand.total += symbols;
    for (const from of wantersOf(id)) hand.needs.set(from, (hand.needs.get(from) ?? 0) + symbols);
  };
  const groups = new Map<string, RecordId[]>();
  for (const id of ids) {
    const key = [...wantersOf(id)].sort().join();
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  // The most wanted first: what few lack then fills up where these lack least.
  const ordered = [...groups.values()].sort(
    (a, b) => wantersOf(b[0]!).size - wantersOf(a[0]!).size || b.length - a.length || (a[0]! < b[0]! ? -1 : 1),
  );
  for (const group of ordered) {
    if (group.length >= ALIKE_SHARE * ids.length) {
      group.forEach((id, i) => put(hands[Math.floor((i * lots) / group.length)]!, id));
      continue;
    }
    for (const id of group) {
      const needAfter = ({ needs }: (typeof hands)[number]): number =>
        Math.max(0, ...[...wantersOf(id)].map((from) => needs.get(from) ?? 0));
      const best = hands.reduce((a, b) => ((needAfter(b) - needAfter(a) || b.total - a.total) < 0 ? b : a));
      put(best, id);
    }
  }
  return hands.map((hand) => hand.ids);
}
