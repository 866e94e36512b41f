// What becomes of a world when all links are good again: every frame arrives at once, and all must come together.

import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { Stored } from '#protocol/node/event.ts';
import { violations } from '../invariants/table.ts';
import { linksOf, linkThere, wideTo, type FramesCase } from './frames-case.ts';
import type { Course, Doing, LiveNode } from './live-node.ts';
import type { FewNodes } from './moves.ts';
import { surveyed } from './surveyed.ts';

/** A HELLO comes at least once in 48 minutes, and what is asked in vain is asked once an hour. */
const TOGETHER_MS_MAX = 6 * 3_600_000;

export type Ending = {
  /** Since the links were good; undefined where they did not come together. */
  readonly afterMs: number | undefined;
  readonly broken: readonly string[];
};

/** `disksSeen`: what is asked in calm starts nodes again from their disks, so it is asked once for each such set of disks. */
export function comesTogether(
  one: FramesCase,
  lives: readonly LiveNode[],
  { nowMs: startMs, cut }: FewNodes,
  disksSeen: Set<string>,
): Ending {
  const links = one.seats.map((_, seat) => linksOf(one, seat));
  let nowMs = startMs;
  const feed = (seat: number, doing: Doing): void => pass(seat, lives[seat]!.feed(doing, nowMs));
  const coming: { readonly seat: number; readonly doing: Doing }[] = [];
  const pass = (from: number, { said }: Course): void => {
    for (const { link, frame } of said) {
      for (const seat of links[from]!.get(link) ?? []) {
        coming.push({ seat, doing: { kind: 'received', link: linkThere(link, from), frame, from } });
      }
    }
  };
  const settle = (): void => {
    for (let next = coming.shift(); next; next = coming.shift()) feed(next.seat, next.doing);
  };
  const same = (of: (live: LiveNode) => string): boolean => new Set(lives.map(of)).size === 1;
  const isOne = (): boolean => same(({ node }) => toHex(node.frontierDigest())) && same(({ node }) => node.stateHash());

  if (cut === 'now') {
    for (const [left, right] of one.joined) {
      if (one.cut!.includes(left) === one.cut!.includes(right)) continue;
      for (const [seat, other] of [
        [left, right],
        [right, left],
      ] as const) {
        feed(seat, { kind: 'link-up', link: wideTo(other) });
      }
    }
  }
  settle();
  while (!isOne()) {
    nowMs = Math.min(...lives.map(({ wakeAtMs }) => wakeAtMs));
    if (nowMs - startMs > TOGETHER_MS_MAX) {
      const stand = lives.map(
        ({ node }, seat) =>
          `${one.seats[seat]!.name} holds ${node.counts().records} records and ${node.counts().voices} voices (${toHex(node.frontierDigest())})`,
      );
      return { afterMs: undefined, broken: [`hours later: ${stand.join(', ')}`] };
    }
    lives.forEach(({ wakeAtMs }, seat) => wakeAtMs <= nowMs && feed(seat, { kind: 'woke' }));
    settle();
  }
  const survey = surveyed(
    one,
    lives.map(({ node, rows }) => ({ node, stored: [...rows.values()] })),
    nowMs,
  );
  const disks = lives.map(({ rows }) => diskName(rows.values())).join();
  const isNew = !disksSeen.has(disks);
  disksSeen.add(disks);
  return { afterMs: nowMs - startMs, broken: violations(survey, isNew) };
}

const diskName = (rows: Iterable<Stored>): string =>
  toHex(
    sha256(
      toUtf8(
        [...rows]
          .map(({ key, bytes }) => `${key}=${toHex(bytes)}`)
          .sort()
          .join(),
      ),
    ),
  );
