// What is searched: a few devices of one small community, what their people do, and how much may go wrong.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Claim } from '#protocol/crypto/bls.ts';
import type { Act } from '#protocol/node/module.ts';
import type { NodeOptions } from '#protocol/node/node-api.ts';
import type { RecordTypes } from '#protocol/wire/record.ts';
import type { Device } from './live-node.ts';

export type Task = {
  /** Names the act in stories; no two of a case are named alike. */
  readonly name: string;
  readonly act: Act;
  /** Whose key is in two hands may be refused; others are not. */
  readonly mayBeRefused?: true;
};

export type Seat = {
  readonly name: string;
  readonly device: Device;
  /** In this order, at any moment. */
  readonly tasks: readonly Task[];
};

export type Bounds = {
  /** Of all that is said, so many copies (one for each who could hear) go their own way; all later ones arrive at once. */
  readonly copies: number;
  /** Of these, so many may be lost, and so many come twice. */
  readonly losses: number;
  readonly doubles: number;
  /** So often the next frame of somebody comes before one that is on its way. */
  readonly waits: number;
  /** Power failures of one node each. */
  readonly crashes: number;
  /** Whether the case's cut may come: 0 or 1. */
  readonly cuts: number;
};

/** The radio that all hear, and wide links between two. */
export const AIR = 'radio';

export type FramesCase = {
  readonly name: string;
  readonly seats: readonly Seat[];
  /** Who hears whom by radio. */
  readonly hears: readonly (readonly [number, number])[];
  /** Whose devices are joined by a wide link. */
  readonly joined: readonly (readonly [number, number])[];
  /** Seats that are exactly alike, options and all: states that differ by exchanging them are one. */
  readonly alike: readonly [number, number] | undefined;
  /** These may be cut off from the others once, and be back. */
  readonly cut: readonly number[] | undefined;
  readonly bounds: Bounds;
  readonly startMs: number;
  /** Members whose key is in two hands. */
  readonly liars: ReadonlySet<MemberId>;
  readonly isTrue: (claim: Claim) => boolean;
  readonly types: RecordTypes;
  readonly carrierOptions: Omit<NodeOptions, 'seed'>;
};

/** How a seat names its wide link to another. */
export const wideTo = (seat: number): string => `wide ${seat}`;

/** How the hearer of a frame names the link by which its sender said it. */
export const linkThere = (link: string, sender: number): string => (link === AIR ? AIR : wideTo(sender));

/** Links of a seat, by name, with the seats behind each. */
export function linksOf({ hears, joined }: Pick<FramesCase, 'hears' | 'joined'>, seat: number): Map<string, number[]> {
  const others = (pairs: FramesCase['hears']): number[] =>
    pairs.flatMap(([one, other]) => (one === seat ? [other] : other === seat ? [one] : []));
  const links = new Map<string, number[]>();
  if (hears.length > 0) links.set(AIR, others(hears));
  for (const other of others(joined)) links.set(wideTo(other), [other]);
  return links;
}
