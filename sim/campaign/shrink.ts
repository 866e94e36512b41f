// Makes a failing world smaller while it fails at the same promise: fewer steps, calmer air, less time.
//
// Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002) over
// the steps of the script, then one simplification after another, each kept only if the failure stays. What ends a fault
// goes with the fault and not before it: a cut that nobody heals keeps people apart, and that proves nothing.

import type { Step, WorldFile } from '../worlds/format.ts';

export type ShrinkProgress = { readonly tried: number; readonly steps: number };

export type ShrinkOptions = {
  /** Does this world break the same promise? */
  readonly fails: (world: WorldFile) => boolean;
  /** Worlds played at most. */
  readonly triesMax?: number;
  readonly progress?: (progress: ShrinkProgress) => void;
};

const TRIES_DEFAULT = 400;

/** The smallest failing world that was found; the given one where nothing could go. */
export function shrinkWorld(world: WorldFile, { fails, triesMax = TRIES_DEFAULT, progress }: ShrinkOptions): WorldFile {
  let best = world;
  let tried = 0;
  const keepIfItFails = (candidate: WorldFile): boolean => {
    if (tried >= triesMax) return false;
    tried++;
    const failed = fails(candidate);
    if (failed) best = candidate;
    progress?.({ tried, steps: best.script.length });
    return failed;
  };

  const withoutSteps = (): void => {
    let pieces = 2;
    while (tried < triesMax) {
      let taken = best.script.filter((step) => !endsFault(step));
      if (taken.length === 0) return;
      const size = Math.ceil(taken.length / pieces);
      let hasShrunk = false;
      for (let at = 0; at < taken.length; at += size) {
        const left = new Set([...taken.slice(0, at), ...taken.slice(at + size)]);
        if (!keepIfItFails({ ...best, script: withEnds(best.script, left) })) continue;
        taken = [...left];
        hasShrunk = true;
        at -= size;
      }
      if (size === 1 && !hasShrunk) return;
      pieces = hasShrunk ? Math.max(2, pieces - 1) : Math.min(taken.length, pieces * 2);
    }
  };

  withoutSteps();
  for (const simpler of SIMPLER) {
    const candidate = simpler(best);
    if (candidate) keepIfItFails(candidate);
  }
  withoutSteps();
  return best;
}

/** By what a step does: which faults it ends, where it ends any. */
const ENDS: {
  readonly [Does in Step['do']]?: (step: Step & { readonly do: Does }) => ((fault: Step) => boolean) | undefined;
} = {
  heal:
    ({ cut }) =>
    (fault) =>
      (fault.do === 'cut' || fault.do === 'deafen') && (cut === undefined || fault.as === cut),
  power: ({ is }) => (is === 'on' ? (fault) => fault.do === 'power' && fault.is === 'off' : undefined),
  radio: ({ name, power }) =>
    power === 'on' ? (fault) => fault.do === 'radio' && fault.name === name && fault.power === 'off' : undefined,
  air: (step) => (isCalm(step) ? (fault) => fault.do === 'air' && !isCalm(fault) : undefined),
};
const isCalm = (step: Step): boolean => Object.keys(step).every((key) => key === 'hour' || key === 'do');
const endedBy = (step: Step): ((fault: Step) => boolean) | undefined =>
  (ENDS[step.do] as ((step: Step) => ((fault: Step) => boolean) | undefined) | undefined)?.(step);
const endsFault = (step: Step): boolean => endedBy(step) !== undefined;

/** These steps of a script, and what ends the faults among them. */
const withEnds = (script: readonly Step[], left: ReadonlySet<Step>): Step[] =>
  script.filter((step) => {
    const ends = endedBy(step);
    return ends ? [...left].some(ends) : left.has(step);
  });

const mapSteps = (world: WorldFile, change: (step: Step) => Step): WorldFile => ({
  ...world,
  script: world.script.map(change),
});

/** Each answers a simpler world, or undefined where it has nothing to simplify. */
const SIMPLER: readonly ((world: WorldFile) => WorldFile | undefined)[] = [
  (world) => world.links && { ...world, links: world.links.map(({ between, lossDb }) => ({ between, lossDb })) },
  (world) => world.links && { ...world, links: world.links.map((link) => ({ ...link, lossDb: 105 })) },
  (world) => ({ ...world, preset: 'SHORT_FAST' }),
  (world) => ({ ...world, firmware: 'firmware-2.7' }),
  (world) => mapSteps(world, (step) => (step.do === 'air' ? { ...step, flips: 0, lateMinutes: 0 } : step)),
  (world) =>
    mapSteps(world, (step) => (step.do === 'clock' ? { ...step, aheadHours: Math.sign(step.aheadHours) * 48 } : step)),
  (world) => mapSteps(world, (step) => (step.times !== undefined && step.times > 2 ? { ...step, times: 2 } : step)),
  (world) => mapSteps(world, (step) => ({ ...step, hour: Math.round(step.hour) })),
  withoutIdleRadios,
];

/** Radios that no step and no person names, from the end, with their links. */
function withoutIdleRadios(world: WorldFile): WorldFile | undefined {
  const named = JSON.stringify([world.script, world.people]);
  const radios = world.radios.filter(({ name }) => named.includes(JSON.stringify(name)));
  if (radios.length === world.radios.length || radios.length === 0) return undefined;
  const left = new Set(radios.map(({ name }) => name));
  const links = world.links?.filter(({ between }) => between.every((end) => left.has(end)));
  return { ...world, radios, ...(links && { links }) };
}
