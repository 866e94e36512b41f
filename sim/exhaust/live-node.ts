// One production node and its disk, told one thing at a time: what it stores, and the frames that it says.
//
// Everything that its rim does by itself happens within the same instant: signatures are checked, writes are
// confirmed before a frame goes out (protocol/node/drive.ts), the radio says that it sent. What is left open is
// what comes next, and when: that is for whoever drives it.

import { assert } from '#protocol/bytes/result.ts';
import type { LinkId, LinkProfile, Note, NodeEffect, NodeEvent, Stored } from '#protocol/node/event.ts';
import type { Act } from '#protocol/node/module.ts';
import type { FolkmootNode, NodeOptions } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import type { Claim } from '#protocol/crypto/bls.ts';

/** What may happen to a node. */
export type Doing =
  /** `from`: which node of the case said it. */
  | { readonly kind: 'received'; readonly link: LinkId; readonly frame: Uint8Array; readonly from: number }
  | { readonly kind: 'acted'; readonly act: Act; readonly name: string }
  | { readonly kind: 'woke' }
  | { readonly kind: 'link-up'; readonly link: LinkId }
  | { readonly kind: 'link-down'; readonly link: LinkId }
  /** The power fails and is back: it starts from its disk, with these links. */
  | { readonly kind: 'restart'; readonly links: readonly LinkId[] };

export type Said = { readonly link: LinkId; readonly frame: Uint8Array };

/** What came of one thing that happened. */
export type Course = {
  readonly said: readonly Said[];
  /** Why an act was refused. */
  readonly refused?: string;
  /** What the node noted of frames: in a world where nobody lies, nothing is forged and nothing is malformed. */
  readonly notes: readonly Note[];
};

/** A device, before anything happens to it; its links are not up yet. */
export type Device = {
  readonly options: NodeOptions;
  readonly rows: readonly Stored[];
  readonly startMs: number;
  readonly links: ReadonlyMap<LinkId, LinkProfile>;
  readonly check: (claim: Claim) => boolean;
  /** In place of the production node, to plant an error. */
  readonly create?: typeof createNode;
  /** What a disk gives back after a power failure, to plant an error. */
  readonly kept?: (rows: readonly Stored[]) => readonly Stored[];
};

/** Seconds of processor, not of the world: a node that answers itself for ever is an error of ours. */
const EVENTS_AT_ONCE_MAX = 10_000;
const HEARD = { snrDb: 5, rssiDbm: -90, hopsAway: 0 } as const;

const asWritten: NonNullable<Device['kept']> = (rows) => rows;

export interface LiveNode {
  readonly node: FolkmootNode;
  readonly rows: ReadonlyMap<string, Stored>;
  readonly wakeAtMs: number;
  feed(doing: Doing, nowMs: number): Course;
}

export function liveNode(device: Device): LiveNode {
  const { options, links, check, create = createNode, kept = asWritten } = device;
  const rows = new Map<string, Stored>();
  let node!: FolkmootNode;
  let wakeAtMs = Infinity;
  let replies = 0;

  const feed = (first: NodeEvent, nowMs: number): Course => {
    const said: Said[] = [];
    const notes: Note[] = [];
    const events: NodeEvent[] = [first];
    let refused: string | undefined;
    const perform = (effect: NodeEffect): void => {
      switch (effect.kind) {
        case 'persist':
          rows.set(effect.stored.key, effect.stored);
          return;
        case 'verify':
          events.push({ kind: 'verified', ticket: effect.ticket, valid: check(effect.claim) });
          return;
        case 'transmit': {
          const { link, frame, transmission } = effect;
          assert(effect.to === undefined, 'where nobody collects, nothing is said to one radio alone');
          said.push({ link, frame });
          events.push({ kind: 'transmitted', link, transmission, outcome: 'sent' });
          return;
        }
        case 'wake':
          wakeAtMs = effect.atMs;
          return;
        case 'acted':
          if (!effect.outcome.ok) refused = effect.outcome.refusal.rule;
          return;
        case 'note':
          notes.push(effect.note);
          return;
        case 'changed':
        case 'private-message':
      }
    };
    for (let done = 0; events.length > 0; done++) {
      assert(done < EVENTS_AT_ONCE_MAX, 'a node comes to rest within an instant');
      for (const effect of node.handle(events.shift()!, nowMs)) perform(effect);
    }
    return { said, notes, ...(refused !== undefined && { refused }) };
  };

  const start = (stored: readonly Stored[], up: readonly LinkId[], nowMs: number): Course => {
    rows.clear();
    for (const row of stored) rows.set(row.key, row);
    node = create(options, nowMs);
    wakeAtMs = Infinity;
    const courses = [feed({ kind: 'loaded', stored }, nowMs), ...up.map((link) => feed(linkUp(link), nowMs))];
    return { said: courses.flatMap(({ said }) => said), notes: courses.flatMap(({ notes }) => notes) };
  };

  const linkUp = (link: LinkId): NodeEvent => ({ kind: 'link-up', link, profile: links.get(link)! });

  const eventOf = (doing: Exclude<Doing, { kind: 'restart' }>): NodeEvent => {
    switch (doing.kind) {
      case 'received': {
        const { kind, link, frame, from } = doing;
        const isAir = links.get(link)?.medium === 'air';
        return { kind, link, frame, ...(isAir && { heard: { ...HEARD, from: String(from) } }) };
      }
      case 'acted':
        return { kind: 'acted', act: doing.act, reply: ++replies };
      case 'woke':
        return doing;
      case 'link-up':
        return linkUp(doing.link);
      case 'link-down':
        return { ...doing, why: 'parted' };
    }
  };

  start(device.rows, [], device.startMs);
  return {
    get node() {
      return node;
    },
    rows,
    get wakeAtMs() {
      return wakeAtMs;
    },
    feed: (doing, nowMs) =>
      doing.kind === 'restart' ? start(kept([...rows.values()]), doing.links, nowMs) : feed(eventOf(doing), nowMs),
  };
}
