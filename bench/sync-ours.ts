// The product's own nodes through one scenario: real node code, real frames, the simulator's ether with the
// firmware's contention, collisions and relays. Everything that leaves a radio until all agree is counted.

import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { createWorld, type Host } from '#sim/world/world.ts';
import type { Case } from './sync-cases.ts';
import { checkStandIn } from '../tests/support/stand-in-community.ts';

export type Course = {
  /** Frames on air until everybody holds everything, relays included. */
  readonly packets: number;
  /** Bytes of these frames as given to the radio. */
  readonly bytes: number;
  readonly airtimeS: number;
  /** From the heal to the last node's last record; Infinity where that did not happen in time. */
  readonly minutes: number;
  /** What was still said in the half hour after everybody held everything. */
  readonly afterS: number;
  /** Share of what there is to be held that is held, all nodes together, from 0 at the start to 1. */
  readonly curve: readonly { readonly minute: number; readonly airtimeS: number; readonly share: number }[];
};

/** Both sides are alone for so long that their HELLOs have become as rare as they get. */
const APART_HOURS = 3;
const LONGEST_HOURS = 30;
const POLL_S = 10;
const AFTER_HOURS = 0.5;

export function runOurs(scenario: Case, seed: string): Course {
  const { held, union, community } = scenario;
  let counting = false;
  let done = false;
  const course = { packets: 0, bytes: 0, airtimeS: 0, afterS: 0 };
  const hosts: Host[] = [];
  const lacking = (): number => hosts.reduce((sum, { node }) => sum + union.length - node.counts().records, 0);
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: held.map(() => ({})),
    links: scenario.links,
    startMs: Date.UTC(2026, 0, 10),
    hopLimit: 3,
    verifier: memoVerifier(checkStandIn),
    onAir: ({ airtimeUs, payloadBytes }) => {
      if (!counting) return;
      if (lacking() === 0) {
        course.afterS += airtimeUs / 1e6;
        return;
      }
      course.packets++;
      course.bytes += payloadBytes;
      course.airtimeS += airtimeUs / 1e6;
    },
  });
  const cut = scenario.sides && world.mesh.cut(scenario.sides.map((side) => [...side]));
  held.forEach((notes, i) => {
    const host = world.host(`node ${i}`, community.options(), i);
    for (const row of community.rowsOf(notes)) host.stored.set(row.key, row);
    world.restart(host);
    hosts.push(host);
  });
  if (cut) {
    world.runUntil(APART_HOURS);
    world.mesh.heal(cut);
  }
  counting = true;
  const startedAt = world.hours();
  const lackedFirst = lacking();
  const curve = [{ minute: 0, airtimeS: 0, share: 0 }];
  let doneAt = Infinity;
  while (!done && world.hours() < startedAt + LONGEST_HOURS) {
    world.runUntil(world.hours() + POLL_S / 3600);
    const share = 1 - lacking() / lackedFirst;
    const minute = 60 * (world.hours() - startedAt);
    if (share !== curve.at(-1)!.share) curve.push({ minute, airtimeS: course.airtimeS, share });
    done = share === 1;
    if (done) doneAt = minute;
  }
  if (done) world.runUntil(world.hours() + AFTER_HOURS);
  return { ...course, minutes: doneAt, curve };
}

const IDLE = { nodes: 20, settleHours: 6, measuredHours: 12 };

/** Share of channel time, in percent, that a cell takes whose nodes all hold the same. */
export function idleAirtimePct(scenario: Case, seed: string): number {
  let spentS = 0;
  let counting = false;
  const world = createWorld({
    seed,
    preset: 'LONG_FAST',
    region: 'EU_868',
    radios: Array.from({ length: IDLE.nodes }, () => ({})),
    links: scenario.links,
    startMs: Date.UTC(2026, 0, 10),
    verifier: memoVerifier(checkStandIn),
    onAir: ({ airtimeUs }) => (spentS += counting ? airtimeUs / 1e6 : 0),
  });
  for (let i = 0; i < IDLE.nodes; i++) {
    const host = world.host(`node ${i}`, scenario.community.options(), i);
    for (const row of scenario.community.rowsOf(scenario.union)) host.stored.set(row.key, row);
    world.restart(host);
  }
  world.runUntil(IDLE.settleHours);
  counting = true;
  world.runUntil(IDLE.settleHours + IDLE.measuredHours);
  return (100 * spentS) / (3600 * IDLE.measuredHours);
}
