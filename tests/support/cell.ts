// One cell of air for tests of the sync: nodes that all hear each other, one at a time, with losses.
//
// No firmware and no collisions: what is shown here is what the sync asks of the air, not what a mesh
// makes of it (tests/worlds does that). Checks of signatures are given as a function and take no time.

import type { Prng } from '#protocol/bytes/prng.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import type { LinkProfile, NodeEffect, NodeEvent, Stored } from '#protocol/node/event.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';

export type CellNode = {
  node: FolkmootNode;
  readonly name: string;
  readonly stored: Map<string, Stored>;
  /** Hears nothing and is not heard. */
  asleep: boolean;
  wakeAtMs: number;
  readonly outbox: Extract<NodeEffect, { kind: 'transmit' }>[];
};

export type CellFrame = {
  readonly from: number;
  readonly frame: Uint8Array;
  readonly atMs: number;
  readonly airtimeMs: number;
  readonly hopLimit: number;
};

export type CellOptions = {
  readonly nodes: readonly FolkmootNode[];
  readonly chance: Prng;
  readonly check: (claim: Claim) => boolean;
  readonly startMs: number;
  /** Is this frame lost on its way from one to the other? */
  readonly lost?: (from: number, to: number) => boolean;
  readonly onAir?: (frame: CellFrame) => void;
};

export interface Cell {
  readonly nodes: readonly CellNode[];
  nowMs(): number;
  feed(index: number, event: NodeEvent): void;
  /** Puts a frame of anybody's making on the air. */
  inject(from: string, frame: Uint8Array): void;
  /** Runs until `stop` says so or the time has come. Answers the time. */
  runUntil(atMs: number, stop?: () => boolean): number;
}

export const AIR: LinkProfile = {
  medium: 'air',
  airtimeMs: (payloadBytes) => airtimeMs({ preset: 'LONG_FAST' }, payloadBytes),
  dutyCycle: 1,
  hopLimit: 3,
};

export function createCell(options: CellOptions): Cell {
  const { chance, check, lost = () => false } = options;
  let now = options.startMs;
  let busyUntilMs = now;
  const nodes: CellNode[] = options.nodes.map((node, i) => ({
    node,
    name: `radio ${i}`,
    stored: new Map(),
    asleep: false,
    wakeAtMs: Infinity,
    outbox: [],
  }));

  const feed = (index: number, event: NodeEvent): void => {
    const events = [event];
    for (let next = events.shift(); next; next = events.shift()) {
      for (const effect of nodes[index]!.node.handle(next, now)) {
        if (effect.kind === 'verify')
          events.push({ kind: 'verified', ticket: effect.ticket, valid: check(effect.claim) });
        if (effect.kind === 'transmit') nodes[index]!.outbox.push(effect);
        if (effect.kind === 'wake') nodes[index]!.wakeAtMs = effect.atMs;
        if (effect.kind === 'persist') nodes[index]!.stored.set(effect.stored.key, effect.stored);
      }
    }
  };

  const deliver = (from: number, name: string, frame: Uint8Array): void => {
    nodes.forEach((node, to) => {
      if (to === from || node.asleep || lost(from, to)) return;
      feed(to, { kind: 'received', link: 'radio', frame, heard: { from: name, hopsAway: 0 } });
    });
  };

  const transmitNext = (): boolean => {
    const ready = nodes.flatMap((node, i) => (node.outbox.length > 0 && !node.asleep ? [i] : []));
    if (ready.length === 0) return false;
    const from = ready[chance.below(ready.length)]!;
    const { frame, hopLimit, transmission, expiresAtMs } = nodes[from]!.outbox.shift()!;
    if (expiresAtMs <= now) return true;
    const airMs = AIR.airtimeMs(frame.length);
    options.onAir?.({ from, frame, atMs: now, airtimeMs: airMs, hopLimit });
    now += airMs;
    busyUntilMs = now + 20;
    feed(from, { kind: 'transmitted', link: 'radio', transmission, outcome: 'sent' });
    deliver(from, nodes[from]!.name, frame);
    return true;
  };

  for (const i of nodes.keys()) feed(i, { kind: 'link-up', link: 'radio', profile: AIR });
  return {
    nodes,
    nowMs: () => now,
    feed,
    inject: (from, frame) => deliver(-1, from, frame),
    runUntil(atMs, stop = () => false) {
      while (now < atMs && !stop()) {
        const wakes = nodes.flatMap((node, i) => (node.wakeAtMs <= now ? [i] : []));
        for (const i of wakes) {
          nodes[i]!.wakeAtMs = Infinity;
          feed(i, { kind: 'woke' });
        }
        if (wakes.length > 0) continue;
        if (now >= busyUntilMs && transmitNext()) continue;
        const waiting = nodes.some(({ outbox, asleep }) => outbox.length > 0 && !asleep);
        now = Math.max(
          now + 1,
          Math.min(atMs, waiting ? busyUntilMs : Infinity, ...nodes.map(({ wakeAtMs }) => wakeAtMs)),
        );
      }
      return now;
    },
  };
}
