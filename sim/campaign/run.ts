// One seed of the campaign: draw a world, play it, check it, and say what happened.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { lateBlocks } from '#modules/governance/late-blocks.ts';
import { matterOf } from '#modules/governance/matter.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { knowingVerifier } from '../world/knowing-verifier.ts';
import type { MemoVerifier } from '../world/memo-verifier.ts';
import type { Module } from '#protocol/node/module.ts';
import type { Step, WorldFile } from '../worlds/format.ts';
import { playWorld } from '../worlds/play.ts';
import type { Play } from '../worlds/stage.ts';
import type { TraceLine } from '../worlds/trace.ts';
import { CHECKS, count, createMemory, type Check, type Memory } from './checks.ts';
import { tableOf } from './tables.ts';

/** Looks at a world, besides those after each step. */
const SAMPLES = 40;

export type Broken = { readonly id: string; readonly words: string; readonly hour: number; readonly found: string };

export type Outcome = {
  readonly broken: Broken | undefined;
  readonly sometimes: ReadonlyMap<string, number>;
  readonly traceDigest: string;
  readonly stateHashes: readonly string[];
  readonly hours: number;
  readonly frames: number;
  readonly looks: number;
};

export type RunOptions = {
  readonly seed: string;
  readonly modules?: readonly Module[];
  readonly checks?: readonly Check[];
  readonly verifier?: MemoVerifier;
  readonly tieSeed?: number;
  readonly trace?: (line: TraceLine) => void;
};

/** Thrown by a check to end a world at its first broken promise. */
class Stop extends Error {}

/** Plays a world under the checks; it ends at the first that is broken, or where production code asserts. */
export function runChecked(world: WorldFile, options: RunOptions): Outcome {
  const checks = options.checks ?? CHECKS;
  const memory = createMemory();
  let broken: Broken | undefined;
  let looks = 0;
  let play: Play | undefined;
  const breaks = ({ id, words }: Check, found: string | undefined, at: Play): void => {
    if (found === undefined) return;
    broken = { id, words, hour: at.hour(), found };
    throw new Stop(id);
  };
  const look = (at: Play, step?: Step): void => {
    play = at;
    if (step) noteStep(step, at, memory);
    for (const check of checks) {
      if (!check.often) continue;
      looks++;
      breaks(check, check.often(at, memory, step), at);
    }
  };
  const trace = (line: TraceLine): void => {
    noteLine(line, memory);
    options.trace?.(line);
  };
  const attempt = (): Result<ReturnType<typeof playWorld>, Error> => {
    try {
      const { modules, tieSeed, seed } = options;
      const founded = tableOf(world);
      const verifier = options.verifier ?? knowingVerifier(founded.citizens);
      const played = playWorld(world, {
        seed,
        samples: SAMPLES,
        check: look,
        trace,
        verifier,
        founded,
        ...(modules && { modules }),
        ...(tieSeed !== undefined && { tieSeed }),
      });
      for (const check of checks) breaks(check, check.atEnd?.(played.play, memory), played.play);
      return ok(played);
    } catch (thrown) {
      return err(thrown as Error);
    }
  };
  const result = attempt();
  if (!result.ok && broken === undefined) {
    const found = result.error.stack?.split('\n').slice(0, 6).join(' | ') ?? result.error.message;
    broken = { id: 'A0', words: 'no code of ours breaks down', hour: play?.hour() ?? 0, found };
  }
  if (play) noteEnd(play, memory);
  return {
    broken,
    sometimes: memory.sometimes,
    traceDigest: play?.world.mesh.traceDigest() ?? '',
    stateHashes: result.ok ? result.value.stateHashes : [],
    hours: play?.hour() ?? 0,
    frames: result.ok ? result.value.frames : 0,
    looks,
  };
}

/** What must have happened sometimes, or a campaign proves nothing: each stands in the footer with its count. */
export const SOMETIMES = [
  'passed for good',
  'rejected for good',
  'fork proven',
  'late block',
  'refused: tranche',
  'refused: quorum',
  'backup restored',
  'key in two devices',
  'power failed',
  'last writes lost',
  'torn write set aside',
  'clock moved ahead',
  'clock moved back',
  'clock wrong to the end',
  'cut healed',
  'one-way links',
  'call during a cut',
  'radio queue full',
  'duty cycle refused',
  'packet collided',
  'bent or late frames',
  'flood of a stranger',
] as const;

const BY_STEP: { readonly [what in Step['do']]?: string } = {
  restore: 'backup restored',
  twin: 'key in two devices',
  power: 'power failed',
  heal: 'cut healed',
  deafen: 'one-way links',
  flood: 'flood of a stranger',
};

/** Of what a script does; `openCuts` are those that are laid at this moment. */
function noteStep(step: Step, play: Play, { sometimes, openCuts }: Memory): void {
  const name = BY_STEP[step.do];
  if (name !== undefined) count(sometimes, name);
  if (step.do === 'cut' || step.do === 'deafen') openCuts.add(step.as ?? step.do);
  if (step.do === 'heal') {
    if (step.cut === undefined) openCuts.clear();
    else openCuts.delete(step.cut);
  }
  if (step.do === 'power' && step.loses) {
    for (const name of [step.who].flat()) {
      const { writes = 0, torn = 0 } = play.hosts.get(name)?.lost ?? {};
      count(sometimes, 'last writes lost', writes);
      count(sometimes, 'torn write set aside', torn);
    }
  }
  if (step.do === 'act' && step.act === 'emergency.call' && openCuts.size > 0) count(sometimes, 'call during a cut');
  if (step.do === 'air' && (step.flips || step.lateMinutes)) count(sometimes, 'bent or late frames');
  if (step.do === 'clock' && step.aheadHours !== 0)
    count(sometimes, step.aheadHours > 0 ? 'clock moved ahead' : 'clock moved back');
}

/** Of what came of it. */
function noteLine(line: TraceLine, { sometimes }: Memory): void {
  if (line.e !== 'step' || line.rule === undefined) return;
  if (line.rule.includes('tranche')) count(sometimes, 'refused: tranche');
  if (line.rule === 'bind-needs-quorum') count(sometimes, 'refused: quorum');
}

function noteEnd(play: Play, { sometimes }: Memory): void {
  const { mesh } = play.world;
  for (let index = 0; index < mesh.size; index++) {
    const stats = mesh.stats(index);
    count(sometimes, 'radio queue full', stats.queueRefused + stats.queueEvicted);
    count(sometimes, 'duty cycle refused', stats.dutyRefused);
    count(sometimes, 'packet collided', stats.rxCollided);
  }
  const hosts = [...play.hosts.values()].filter((each) => !each.off && !play.lying.has(each));
  count(sometimes, 'clock wrong to the end', hosts.filter(({ clockAheadMs }) => clockAheadMs !== 0).length);
  const [host] = hosts;
  if (!host) return;
  count(sometimes, 'fork proven', Math.max(...hosts.map(({ node }) => node.directory.underProof?.().size ?? 0)));
  for (const [label, id] of play.labels()) {
    if (!label.startsWith('proposal ')) continue;
    const matter = matterOf(host.node.state('governance') as GovernanceState, id, host.node.directory);
    if (matter.kind === 'matter') count(sometimes, 'late block', lateBlocks(matter).length);
  }
}
