// Writes a world file out: what stands for many becomes many, ranges of names become names.
//
// Everything that follows (playing, shrinking, planning) sees plain lists. Sizes are looked at before anything is
// written out, so that a file of one line cannot fill the memory.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { prng } from '#protocol/bytes/prng.ts';
import { LINKS_MAX, RADIOS_MAX } from './format-ground.ts';
import type { Promised, Step } from './format-steps.ts';
import type { RadioEntry, WorldFault, WorldFile } from './format.ts';

type Person = WorldFile['people'][number];
type Link = NonNullable<WorldFile['links']>[number];
type LinkGroup = NonNullable<WorldFile['linkGroups']>[number];

/** Names that one range may stand for. */
const RANGE_MAX = 5000;
const RANGE = /^(.*?)(\d{1,9})\.\.(\d{1,9})$/u;

/** `roof 1..3` is three names; anything else is itself. Empty where the range is none or too long. */
export function namesOf(text: string): readonly string[] {
  const [, before = '', first = '', last = ''] = RANGE.exec(text) ?? [];
  if (first === '') return [text];
  const [least, most] = [Number(first), Number(last)];
  if (most < least || most - least >= RANGE_MAX) return [];
  return Array.from({ length: most - least + 1 }, (_, i) => `${before}${least + i}`);
}

export function expandWorld(file: WorldFile, peopleMax: number): Result<WorldFile, readonly WorldFault[]> {
  const faults: WorldFault[] = [];
  const spread = (where: string, list: readonly string[]): string[] =>
    list.flatMap((text) => {
      const all = namesOf(text);
      if (all.length === 0)
        faults.push({ where, what: `'${text}' is no range of at most ${RANGE_MAX} names, from the lesser number on` });
      return all;
    });
  const radioCount = sum(file.radios.map(({ count = 1 }) => count));
  const peopleCount = sum(file.people.map(({ count = 1 }) => count));
  if (radioCount > RADIOS_MAX) faults.push({ where: 'radios', what: `${radioCount} in all: at most ${RADIOS_MAX}` });
  if (peopleCount > peopleMax) faults.push({ where: 'people', what: `${peopleCount} in all: at most ${peopleMax}` });
  checkSeries('radios', file.radios, faults);
  checkSeries('people', file.people, faults);
  if (faults.length > 0) return err(faults);

  const groups = (file.linkGroups ?? []).map((group, i): LinkGroup => {
    const where = `linkGroups.${i}`;
    return 'among' in group
      ? { ...group, among: spread(where, group.among) }
      : { ...group, from: spread(where, group.from), to: spread(where, group.to) };
  });
  const linkCount = (file.links?.length ?? 0) + sum(groups.map(linksIn));
  if (linkCount > LINKS_MAX)
    faults.push({ where: 'linkGroups', what: `${linkCount} links in all: at most ${LINKS_MAX}` });
  if (faults.length > 0) return err(faults);

  const steps = file.script.map((step, i) => spreadStep(step, (list) => spread(`script.${i}`, list)));
  const promises = file.expect?.map((one, i) => spreadPromise(one, (list) => spread(`expect.${i}`, list)));
  const { linkGroups, ...rest } = file;
  const links = [...(file.links ?? []), ...groups.flatMap(linksOf)];
  const people = file.people.flatMap((entry, i) => peopleOf(entry, (list) => spread(`people.${i}.atEachOf`, list)));
  if (faults.length > 0) return err(faults);
  return ok({
    ...rest,
    radios: file.radios.flatMap((entry) => radiosOf(entry, file.name)),
    people,
    ...((file.links || linkGroups) && { links }),
    script: steps,
    ...(promises && { expect: promises }),
  });
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

function checkSeries(
  where: string,
  entries: readonly { readonly name: string; readonly count?: number | undefined }[],
  faults: WorldFault[],
): void {
  entries.forEach(({ name, count }, i) => {
    if (count !== undefined && !name.includes('#'))
      faults.push({ where: `${where}.${i}.name`, what: `'${name}' stands for ${count}: put # where the number goes` });
  });
}

function radiosOf({ count, first = 1, spreadM, ...radio }: RadioEntry, file: string): RadioEntry[] {
  if (count === undefined) return [radio];
  return Array.from({ length: count }, (_, i) => {
    const name = radio.name.replaceAll('#', String(first + i));
    if (spreadM === undefined || radio.x === undefined || radio.y === undefined) return { ...radio, name };
    const [dx, dy] = within(spreadM, `${file}/${name}`);
    return { ...radio, name, x: radio.x + dx, y: radio.y + dy };
  });
}

/** A spot within so many metres, on whole metres, drawn by a name. */
export function within(spreadM: number, by: string): readonly [dx: number, dy: number] {
  const chance = prng(by);
  const most = Math.floor(spreadM);
  for (;;) {
    const [dx, dy] = [chance.below(2 * most + 1) - most, chance.below(2 * most + 1) - most];
    if (dx * dx + dy * dy <= most * most) return [dx, dy];
  }
}

function peopleOf(entry: Person, spread: (list: readonly string[]) => string[]): Person[] {
  const { count, first = 1, perHousehold = 1, atEachOf, ...person } = entry;
  if (count === undefined) return [person];
  const sites = spread(atEachOf ?? []);
  return Array.from({ length: count }, (_, i) => ({
    ...person,
    name: person.name.replaceAll('#', String(first + i)),
    household: person.household + Math.floor(i / perHousehold),
    ...(sites.length > 0 && { at: sites[Math.floor((i * sites.length) / count)]! }),
  }));
}

const linksIn = (group: LinkGroup): number =>
  'among' in group ? (group.among.length * (group.among.length - 1)) / 2 : group.from.length * group.to.length;

function linksOf(group: LinkGroup): Link[] {
  const { lossDb, extraLoss } = group;
  const rest = { lossDb, ...(extraLoss !== undefined && { extraLoss }) };
  if (!('among' in group)) {
    return group.from.flatMap((one) => group.to.map((other): Link => ({ between: [one, other], ...rest })));
  }
  return group.among.flatMap((one, i) =>
    group.among.slice(i + 1).map((other): Link => ({ between: [one, other], ...rest })),
  );
}

type Spread = (list: readonly string[]) => string[];

const spreadWho = (who: string | readonly string[], spread: Spread): string | string[] => {
  if (typeof who !== 'string') return spread(who);
  const all = spread([who]);
  return all.length === 1 ? all[0]! : all;
};

const spreadStep = (step: Step, spread: Spread): Step => {
  if (step.do === 'cut') return { ...step, groups: step.groups.map(spread) };
  return 'who' in step ? { ...step, who: spreadWho(step.who, spread) } : step;
};

const spreadPromise = (one: Promised, spread: Spread): Promised => {
  if ('who' in one && one.who !== undefined) return { ...one, who: spreadWho(one.who, spread) };
  if ('by' in one && one.by !== undefined) return { ...one, by: spreadWho(one.by, spread) };
  return 'radios' in one && one.radios !== undefined ? { ...one, radios: spread(one.radios) } : one;
};
