// A world of few nodes between two instants, and everything that may happen next (frames-case.ts has the bounds).
//
// Pure: a move makes another world and leaves this one as it was. Nodes are automata (automaton.ts), so a
// world is who stands where, what is on its way, and what may still go wrong.

import { toHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Automaton, Local } from './automaton.ts';
import { AIR, linksOf, linkThere, wideTo, type FramesCase } from './frames-case.ts';
import type { Course, Doing } from './live-node.ts';

/** One frame on its way to one who can hear it. */
export type Copy = {
  readonly from: number;
  readonly to: number;
  /** As the receiver names it. */
  readonly link: string;
  readonly frame: Uint8Array;
  readonly hex: string;
  /** It came once already. */
  readonly again: boolean;
};

export type FewNodes = {
  readonly nowMs: number;
  readonly locals: readonly Local[];
  /** In the order in which they were said. */
  readonly onTheWay: readonly Copy[];
  /** How many tasks of each seat are done. */
  readonly done: readonly number[];
  readonly cut: 'not yet' | 'now' | 'over';
  readonly left: FramesCase['bounds'];
  /** Frames said so far: tells whether a wait is over, and nothing else. */
  readonly said: number;
};

export type Move =
  | { readonly kind: 'deliver' | 'lose' | 'double'; readonly copy: Copy }
  | { readonly kind: 'act' | 'crash'; readonly seat: number }
  | { readonly kind: 'cut' | 'heal' | 'wait' };

/** A wait ends when somebody says something. A quiet channel has a HELLO in 48 minutes; where none comes, nothing more is chosen. */
const QUIET_MAX_MS = 3_600_000;

export interface Rules {
  readonly start: FewNodes;
  moves(world: FewNodes): readonly Move[];
  /** The world after a move; `found` is told of what is wrong with it. */
  after(world: FewNodes, move: Move, found: (what: string) => void): FewNodes;
  words(move: Move): string;
}

export function rulesOf(one: FramesCase, automata: readonly Automaton[]): Rules {
  const { seats, bounds } = one;
  const links = seats.map((_, seat) => linksOf(one, seat));
  const isSplit = (from: number, to: number): boolean => one.cut!.includes(from) !== one.cut!.includes(to);
  const name = (seat: number): string => seats[seat]!.name;

  const copiesOf = (world: FewNodes, from: number, { said }: Course): Copy[] =>
    said.flatMap(({ link, frame }) =>
      (links[from]!.get(link) ?? [])
        .filter((to) => world.cut !== 'now' || !isSplit(from, to))
        .map((to): Copy => ({ from, to, link: linkThere(link, from), frame, hex: toHex(frame), again: false })),
    );

  /** Something happens to one node, and what it says is on its way; beyond the bound of copies, there at once. */
  const happens = (world: FewNodes, seat: number, doing: Doing, found: (what: string) => void): FewNodes => {
    const before = world.locals[seat]!;
    const course = automata[seat]!.after(before, doing, world.nowMs);
    for (const note of course.notes) {
      if (note.code === 'forged' || note.code === 'malformed') found(`${name(seat)} calls a frame ${note.code}`);
      if (note.code === 'fork' && one.liars.size === 0) found(`${name(seat)} sees an honest log forked`);
    }
    if (doing.kind === 'restart' && course.to.recordCount < before.recordCount)
      found(
        `${name(seat)} held ${before.recordCount} records before the power failure, ${course.to.recordCount} after`,
      );
    const task = doing.kind === 'acted' ? seats[seat]!.tasks[world.done[seat]!] : undefined;
    if (course.refused !== undefined && !task?.mayBeRefused)
      found(`${name(seat)} is refused to ${task?.name ?? 'act'}: ${course.refused}`);
    const copies = copiesOf(world, seat, course);
    const free = Math.min(copies.length, world.left.copies);
    const next: FewNodes = {
      ...world,
      locals: world.locals.with(seat, course.to),
      onTheWay: [...world.onTheWay, ...copies.slice(0, free)],
      left: { ...world.left, copies: world.left.copies - free },
      said: world.said + course.said.length,
    };
    return copies.slice(free).reduce((then, copy) => arrives(then, copy, found), next);
  };
  const arrives = (world: FewNodes, { to, link, frame, from }: Copy, found: (what: string) => void): FewNodes =>
    happens(world, to, { kind: 'received', link, frame, from }, found);

  const without = (world: FewNodes, copy: Copy): FewNodes => ({
    ...world,
    onTheWay: world.onTheWay.filter((other) => other !== copy),
  });
  const less = (world: FewNodes, what: keyof FramesCase['bounds']): FewNodes => ({
    ...world,
    left: { ...world.left, [what]: world.left[what] - 1 },
  });

  /** Wide links go down and come up with a cut; a radio is told nothing. */
  const wides = (world: FewNodes, kind: 'link-up' | 'link-down', found: (what: string) => void): FewNodes =>
    one.joined
      .filter(([left, right]) => isSplit(left, right))
      .flatMap(([left, right]) => [[left, right] as const, [right, left] as const])
      .reduce((then, [seat, other]) => happens(then, seat, { kind, link: wideTo(other) }, found), world);

  const wait = (world: FewNodes, found: (what: string) => void): FewNodes => {
    const untilMs = world.nowMs + QUIET_MAX_MS;
    let next = world;
    for (;;) {
      const nowMs = Math.min(...next.locals.map(({ wakeAtMs }) => wakeAtMs));
      if (nowMs > untilMs) return { ...next, nowMs: untilMs, left: { ...next.left, copies: 0 } };
      next = wake({ ...next, nowMs }, found);
      if (next.said > world.said) return next;
    }
  };
  const wake = (world: FewNodes, found: (what: string) => void): FewNodes =>
    world.locals.reduce(
      (then, { wakeAtMs }, seat) => (wakeAtMs <= world.nowMs ? happens(then, seat, { kind: 'woke' }, found) : then),
      world,
    );

  const upLinks = (world: FewNodes, seat: number): string[] =>
    [...links[seat]!]
      .filter(([link, there]) => link === AIR || world.cut !== 'now' || !isSplit(seat, there[0]!))
      .map(([link]) => link);

  /** Links come up one after another; what is said on that occasion arrives at once, and nothing of it is chosen. */
  const begin = (): FewNodes => {
    const off: FewNodes = {
      nowMs: one.startMs,
      locals: automata.map(({ start }) => start),
      onTheWay: [],
      done: seats.map(() => 0),
      cut: one.cut ? 'not yet' : 'over',
      left: { ...bounds, copies: 0 },
      said: 0,
    };
    const up = links.flatMap((own, seat) => [...own.keys()].map((link) => ({ seat, link })));
    const begun = up.reduce(
      (then, { seat, link }) => happens(then, seat, { kind: 'link-up', link }, () => undefined),
      off,
    );
    return { ...begun, left: bounds };
  };

  return {
    start: begin(),
    moves(world) {
      const { left, onTheWay } = world;
      // Two copies of one frame to one node are the same choice.
      const copies = onTheWay.filter(
        (copy, i) =>
          onTheWay.findIndex(({ to, hex, from }) => to === copy.to && hex === copy.hex && from === copy.from) === i,
      );
      const tasks = seats.flatMap(({ tasks: all }, seat): Move[] =>
        world.done[seat]! < all.length ? [{ kind: 'act', seat }] : [],
      );
      const isQuiet = onTheWay.length === 0;
      // Where nothing is on its way, and nothing will be, it is over: see `isOver`.
      const isOver = isQuiet && tasks.length === 0 && left.copies === 0;
      if (isOver) return [];
      return [
        ...copies.map((copy): Move => ({ kind: 'deliver', copy })),
        ...(left.losses > 0 ? copies.map((copy): Move => ({ kind: 'lose', copy })) : []),
        ...(left.doubles > 0
          ? copies.filter(({ again }) => !again).map((copy): Move => ({ kind: 'double', copy }))
          : []),
        ...tasks,
        ...(world.cut === 'not yet' ? [{ kind: 'cut' } as const] : []),
        ...(world.cut === 'now' ? [{ kind: 'heal' } as const] : []),
        ...(left.crashes > 0 ? seats.map((_, seat): Move => ({ kind: 'crash', seat })) : []),
        // Where nothing is on its way, time goes on by itself.
        ...((isQuiet ? left.copies > 0 : left.waits > 0) ? [{ kind: 'wait' } as const] : []),
      ];
    },
    after(world, move, found) {
      switch (move.kind) {
        case 'deliver':
          return arrives(without(world, move.copy), move.copy, found);
        case 'lose':
          return less(without(world, move.copy), 'losses');
        case 'double': {
          const kept = {
            ...world,
            onTheWay: world.onTheWay.map((copy) => (copy === move.copy ? { ...copy, again: true } : copy)),
          };
          return arrives(less(kept, 'doubles'), move.copy, found);
        }
        case 'act': {
          const { seat } = move;
          const task = seats[seat]!.tasks[world.done[seat]!];
          assert(task !== undefined, 'who acts has something to do');
          const acted = happens(world, seat, { kind: 'acted', act: task.act, name: task.name }, found);
          return { ...acted, done: acted.done.with(seat, acted.done[seat]! + 1) };
        }
        case 'crash': {
          const { seat } = move;
          return happens(less(world, 'crashes'), seat, { kind: 'restart', links: upLinks(world, seat) }, found);
        }
        case 'cut':
          return wides({ ...world, cut: 'now' }, 'link-down', found);
        case 'heal':
          return wides({ ...world, cut: 'over' }, 'link-up', found);
        case 'wait':
          return wait(world.onTheWay.length > 0 ? less(world, 'waits') : world, found);
      }
    },
    words(move) {
      switch (move.kind) {
        case 'deliver':
        case 'lose':
        case 'double': {
          const { from, to, hex } = move.copy;
          const became = { deliver: 'arrives', lose: 'is lost', double: 'arrives, and will again' }[move.kind];
          return `the frame ${hex.slice(0, 12)} of ${hex.length / 2} bytes from ${name(from)} to ${name(to)} ${became}`;
        }
        case 'act':
          return `${name(move.seat)} acts`;
        case 'crash':
          return `the power of ${name(move.seat)} fails and is back`;
        case 'cut':
          return `${one.cut!.map(name).join(' and ')} are cut off`;
        case 'heal':
          return 'the cut heals';
        case 'wait':
          return 'time goes on until somebody says something';
      }
    },
  };
}
