// One node as an automaton: what it becomes, and what it says, at each thing that happens; worked out once.
//
// A node is a function of what happened to it and when (no clock, no chance), so its history names its state, and
// two worlds in which every node has the same history are one. The search asks for the same step of the same
// node thousands of times, because the others went other ways meanwhile: it is played once.
// A restart forgets all but the disk, so there the name begins anew from the disk alone.

import { toHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import { sha256 } from '#protocol/crypto/hash.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { Stored } from '#protocol/node/event.ts';
import { liveNode, type Course, type Device, type Doing, type LiveNode } from './live-node.ts';

/** A node at one moment. */
export type Local = {
  readonly id: number;
  /** What happened to it, by one name for each way to exchange nodes that are alike. */
  readonly names: readonly string[];
  readonly wakeAtMs: number;
  readonly frontier: string;
  /** What it means, as a hash. */
  readonly state: string;
  readonly recordCount: number;
};

export type Reaction = Course & { readonly to: Local };

export interface Automaton {
  readonly start: Local;
  after(local: Local, doing: Doing, nowMs: number): Reaction;
  /** The node as it stands there, to be looked at only, and its disk. */
  at(local: Local): { readonly node: FolkmootNode; readonly stored: readonly Stored[] };
  /** The same node, to be played on outside of the search. */
  living(local: Local): LiveNode;
  /** Steps that were played, those only to get somewhere again included. */
  readonly played: () => number;
}

/** Another name for each node. */
export type Exchange = (node: number) => number;

/** Nodes that are kept as they stand; others are played again from their start. */
const STANDING_MAX = 3000;

type Past = { readonly before: Local | undefined; readonly doing: Doing; readonly atMs: number };

const hash = (text: string): string => toHex(sha256(toUtf8(text)).subarray(0, 12));

export function createAutomaton(device: Device, exchanges: readonly Exchange[], ids: () => number): Automaton {
  const pasts = new Map<number, Past>();
  const reactions = new Map<string, Reaction>();
  const byName = new Map<string, Local>();
  const standing = new Map<number, LiveNode>();
  let played = 0;

  /** The newest, until somebody looks at it: what happens at once next may happen to it, without playing all again. */
  let newest: Local | undefined;

  const stand = (local: Local, live: LiveNode): void => {
    if (standing.size >= STANDING_MAX) standing.delete(standing.keys().next().value!);
    standing.set(local.id, live);
  };

  const localOf = (names: readonly string[], live: LiveNode, past: Past | undefined): Local => {
    const known = byName.get(names[0]!);
    if (known) return known;
    const local: Local = {
      id: ids(),
      names,
      wakeAtMs: live.wakeAtMs,
      frontier: toHex(live.node.frontierDigest()),
      state: live.node.stateHash(),
      recordCount: live.node.counts().records,
    };
    byName.set(names[0]!, local);
    if (past) pasts.set(local.id, past);
    stand(local, live);
    newest = local;
    return local;
  };

  /** A node of its own that stands there: the newest is taken from where it stands. */
  const taken = (local: Local): LiveNode => {
    const live = local === newest ? standing.get(local.id) : undefined;
    if (!live) return living(local);
    standing.delete(local.id);
    return live;
  };

  /** From the start, or from the last restart on: how it came there. */
  const historyOf = (local: Local): Past[] => {
    const history: Past[] = [];
    for (let past = pasts.get(local.id); past; past = past.before && pasts.get(past.before.id)) history.unshift(past);
    return history;
  };

  const living = (local: Local): LiveNode => {
    const live = liveNode(device);
    for (const { doing, atMs } of historyOf(local)) {
      played++;
      live.feed(doing, atMs);
    }
    return live;
  };

  const standingAt = (local: Local): LiveNode => {
    if (local === newest) newest = undefined;
    const known = standing.get(local.id);
    if (known) return known;
    const live = living(local);
    stand(local, live);
    return live;
  };

  const namesAfter = (local: Local, doing: Doing, nowMs: number, live: LiveNode): readonly string[] =>
    exchanges.map((exchange, i) => {
      if (doing.kind === 'restart') return hash(`restart ${doing.links.join()} at ${nowMs} from ${diskOf(live)}`);
      return hash(`${local.names[i]!} ${wordsOf(doing, exchange)} at ${nowMs}`);
    });

  const first = liveNode(device);
  const start = localOf(
    exchanges.map(() => `start of ${device.options.seed}`),
    first,
    undefined,
  );
  return {
    start,
    after(local, doing, nowMs) {
      const question = `${local.id} ${nowMs} ${wordsOf(doing, (node) => node)}`;
      const known = reactions.get(question);
      if (known) return known;
      const live = taken(local);
      // A restart reads the disk as it was before.
      const names = doing.kind === 'restart' ? namesAfter(local, doing, nowMs, live) : undefined;
      played++;
      const course = live.feed(doing, nowMs);
      const to = localOf(names ?? namesAfter(local, doing, nowMs, live), live, { before: local, doing, atMs: nowMs });
      const reaction = { ...course, to };
      reactions.set(question, reaction);
      return reaction;
    },
    at(local) {
      const { node, rows } = standingAt(local);
      return { node, stored: [...rows.values()] };
    },
    living,
    played: () => played,
  };
}

/** In the order in which it is read: what a node makes of it is not taken to be the same in any order. */
const diskOf = ({ rows }: LiveNode): string =>
  [...rows.values()].map(({ key, bytes }) => `${key}=${toHex(bytes)}`).join();

function wordsOf(doing: Doing, exchange: Exchange): string {
  switch (doing.kind) {
    case 'received':
      return `hears ${toHex(doing.frame)} from ${exchange(doing.from)} by ${doing.link}`;
    case 'acted':
      return `does ${doing.name}`;
    case 'woke':
      return 'wakes';
    case 'link-up':
    case 'link-down':
      return `${doing.kind} ${doing.link}`;
    case 'restart':
      return `restarts with ${doing.links.join()}`;
  }
}
