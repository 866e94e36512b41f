// A script changed a little: what coverage-guided campaigns play of the worlds that reached something new.
//
// The change belongs to its name: seed "17/3" is change 3 of seed 17, and "17/3/2" change 2 of that. So what was
// found is found again from the name alone, and a journal of names is enough to go on.

import { prng, type Prng } from '#protocol/bytes/prng.ts';
import type { Step, WorldFile } from '../worlds/format.ts';
import { oneOf, round, upTo } from './chance.ts';

/** Changes of one script at once. */
const CHANGES_MAX = 4;
const DRAWN_AGAIN_MAX = 100;

type Change = (chance: Prng, script: readonly Step[], other: readonly Step[], endHour: number) => readonly Step[];

/** Steps that hold a world together: without them it would not come to rest. */
const isFree = (endHour: number) => (step: Step) => step.hour < endHour && step.do !== 'heal' && step.do !== 'twin';

const shifted = (chance: Prng, step: Step, endHour: number, hours: number): Step => ({
  ...step,
  hour: round(Math.min(endHour, Math.max(0, step.hour + upTo(chance, 2 * hours) - hours))),
});

const CHANGES: readonly Change[] = [
  // Leaves some out.
  (chance, script, _other, endHour) => script.filter((step) => !isFree(endHour)(step) || chance.below(10) > 0),
  // Moves some in time.
  (chance, script, _other, endHour) =>
    script.map((step) => (isFree(endHour)(step) && chance.below(5) === 0 ? shifted(chance, step, endHour, 12) : step)),
  // Lets something happen once more.
  (chance, script, _other, endHour) => {
    const free = script.filter(isFree(endHour)).filter((step) => !('as' in step));
    return free.length === 0 ? script : [...script, shifted(chance, oneOf(chance, free), endHour, 48)];
  },
  // Takes faults from another world.
  (chance, script, other, endHour) => {
    const faults = other.filter(isFree(endHour)).filter(({ do: what }) => BORROWED.has(what));
    return faults.length === 0
      ? script
      : [...script, ...Array.from({ length: 1 + chance.below(4) }, () => oneOf(chance, faults))];
  },
];
const BORROWED: ReadonlySet<Step['do']> = new Set(['power', 'radio', 'clock', 'deafen', 'flood', 'air', 'cut']);

/** `world` changed as this name says; `other` lends faults. People and radios that it has not are left out. */
export function mutated(name: string, world: WorldFile, other: WorldFile, endHour: number): WorldFile {
  const chance = prng(`campaign/${name}`);
  const known = new Set([...world.people, ...world.radios].map((one) => one.name));
  const twins = world.script.flatMap((step) => (step.do === 'twin' ? [step.as] : []));
  const isKnown = (step: Step): boolean =>
    !('who' in step) ||
    step.who === undefined ||
    step.who === 'everyone' ||
    [step.who].flat().every((one) => known.has(one) || twins.includes(one));
  const change = (): readonly Step[] => {
    let script: readonly Step[] = world.script;
    for (let i = 0; i < 1 + chance.below(CHANGES_MAX); i++)
      script = oneOf(chance, CHANGES)(chance, script, other.script, endHour);
    return script.filter(isKnown).sort((a, b) => a.hour - b.hour);
  };
  // A change that changes nothing is drawn again: the same world twice finds nothing twice.
  let script = change();
  for (let i = 0; i < DRAWN_AGAIN_MAX && isSame(script, world.script); i++) script = change();
  return { ...world, name: `seed ${name}`, script: [...script] };
}

const isSame = (a: readonly Step[], b: readonly Step[]): boolean => JSON.stringify(a) === JSON.stringify(b);
