// Errors that are planted, one at a time: each shows only in some order of frames, and the search must find it.

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import type { NodeEffect } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import { readFrame } from '#protocol/wire/frame.ts';
import { economy } from '#modules/economy/module.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { modules } from '#modules/index.ts';
import type { Bounds } from './frames-case.ts';
import { exhaust, type Finding } from './search.ts';
import { casesOf } from './cases.ts';
import { layGround, type Planted } from './ground.ts';

export type PlantedError = {
  readonly name: string;
  /** What is wrong, for people. */
  readonly words: string;
  readonly finds: Finding['what'];
  /** Of the case of two nodes that must show it. */
  readonly in: RegExp;
  readonly bounds: Bounds;
  readonly plant: () => Planted;
};

/** Books in which every further payment is passed over. */
const firstPaymentOnly: Module = {
  ...(economy as Module),
  fold(state, fact, around) {
    const { transfers } = state as EconomyState;
    if (fact.kind !== 'record' || transfers.size === 0) economy.fold(state as EconomyState, fact, around);
  },
};

/** The same node, which goes on otherwise. */
const handledBy = (node: FolkmootNode, handle: FolkmootNode['handle']): FolkmootNode =>
  Object.create(node, { handle: { value: handle } }) as FolkmootNode;

const NOTHING: Bounds = { copies: 2, losses: 0, doubles: 0, waits: 0, crashes: 0, cuts: 0 };

export const PLANTED: readonly PlantedError[] = [
  {
    name: 'deaf after an echo',
    words: 'a node that hears one frame twice hears nothing any more',
    finds: 'dead end',
    in: /two phones on the air/,
    bounds: { ...NOTHING, doubles: 1 },
    plant: () => ({
      create(options, startedMs) {
        const node = createNode(options, startedMs);
        let last = '';
        let isDeaf = false;
        return handledBy(node, (event, nowMs) => {
          if (event.kind !== 'received') return node.handle(event, nowMs);
          isDeaf ||= event.frame.join() === last;
          last = event.frame.join();
          return isDeaf ? [{ kind: 'wake', atMs: nowMs + 60_000 }] : node.handle(event, nowMs);
        });
      },
    }),
  },
  {
    name: 'never asks',
    words: 'a node that says what is new and never compares what is held needs every frame to arrive',
    finds: 'dead end',
    in: /two phones on the air/,
    bounds: { ...NOTHING, losses: 1 },
    plant: () => ({
      create(options, startedMs) {
        const node = createNode(options, startedMs);
        const isAsking = (effect: NodeEffect): boolean => {
          const header = effect.kind === 'transmit' && readFrame(effect.frame);
          return header !== false && header.ok && header.value.kind === 'sync';
        };
        return handledBy(node, (event, nowMs) => node.handle(event, nowMs).filter((effect) => !isAsking(effect)));
      },
    }),
  },
  {
    name: 'a disk that says yes too soon',
    words: 'the newest record is gone after a power failure, though it was on the air',
    finds: 'violation',
    in: /two phones on the air/,
    bounds: { ...NOTHING, crashes: 1 },
    plant: () => ({
      kept: (rows) => {
        const newest = rows.findLastIndex((row) => row.key.startsWith('record/'));
        return rows.filter((_, i) => i !== newest);
      },
    }),
  },
  {
    name: 'first come, first served',
    words: 'books that count only the first payment they hear',
    finds: 'dead end',
    in: /one key on two phones/,
    bounds: NOTHING,
    plant: () => ({
      modules: modules.map((module) => (module.name === economy.name ? firstPaymentOnly : module)),
    }),
  },
];

export type Caught = { readonly name: string; readonly states: number; readonly story: readonly string[] };

export function catchPlanted({ name, finds, in: where, bounds, plant }: PlantedError): Caught | undefined {
  const one = casesOf(layGround(plant()), 2, bounds).find((each) => where.test(each.name))!;
  const { findings, states } = exhaust(one, { statesMax: 5000, stopAtFirst: true });
  const found = findings.find(({ what }) => what === finds);
  return found && { name, states, story: found.story };
}
