// What a schema cannot say of a world: names that must be there, be one's own, and be reachable.

import { modules } from '#modules/index.ts';
import type { Promised, Step, WorldFault, WorldFile } from './format.ts';

/** Words of the script that stand for groups, and so are nobody's name. */
export const GROUP_WORDS: readonly string[] = ['everyone', 'every site'];

/** `governance.ballot`: what may be said, by its module. */
const STATEMENTS = new Set(
  modules.flatMap(({ name, statementKinds }) => statementKinds.map((kind) => `${name}.${kind.name}`)),
);

export function meaningFaults(world: WorldFile): WorldFault[] {
  const faults: WorldFault[] = [];
  const radios = uniqueNames('radios', world.radios, faults);
  const people = uniqueNames('people', world.people, faults);
  const places = uniqueNames('places', world.places ?? [], faults);
  const twins = new Set(world.script.flatMap((each) => (each.do === 'twin' ? [each.as] : [])));
  const sites = new Set(world.radios.filter(({ site }) => site !== false).map(({ name }) => name));
  const labels = new Set(world.script.flatMap((each) => ('as' in each && each.as !== undefined ? [each.as] : [])));
  const isRadio = (where: string, wanted: string | null | undefined): void => {
    if (wanted != null && !radios.has(wanted)) faults.push({ where, what: `no radio is called '${wanted}'` });
  };
  const isSpot = (where: string, wanted: string): void => {
    if (!radios.has(wanted) && !places.has(wanted))
      faults.push({ where, what: `no place and no radio is called '${wanted}'` });
    if (world.links) faults.push({ where, what: 'nobody goes anywhere in a world that gives links and not places' });
  };
  const isHost = (where: string, wanted: string | readonly string[] | undefined): void => {
    for (const one of [wanted ?? []].flat()) {
      if (!GROUP_WORDS.includes(one) && !people.has(one) && !twins.has(one) && !sites.has(one))
        faults.push({ where, what: `nobody is called '${one}'` });
    }
  };
  const isLabel = (where: string, wanted: string | undefined): void => {
    if (wanted !== undefined && !labels.has(wanted.split('/')[0]!))
      faults.push({ where, what: `nothing in the script is called '${wanted}' (as)` });
  };

  world.links?.forEach(({ between }, i) => {
    between.forEach((end) => isRadio(`links.${i}.between`, end));
    if (between[0] === between[1]) faults.push({ where: `links.${i}.between`, what: 'a radio has no link to itself' });
  });
  if (!world.links) {
    world.radios.forEach(({ x, y }, i) => {
      if (x === undefined || y === undefined)
        faults.push({ where: `radios.${i}`, what: 'needs x and y, because the world gives no links' });
    });
  }
  if (!world.sun && world.radios.some(({ battery }) => battery?.panelMa !== undefined))
    faults.push({ where: 'sun', what: 'missing: a panel needs to know when the sun rises and sets' });
  if (world.sun && world.sun.risesAt >= world.sun.setsAt)
    faults.push({ where: 'sun', what: 'it rises before it sets' });
  const held = new Set<string>();
  world.people.forEach(({ at, holds, lacks, version }, i) => {
    isRadio(`people.${i}.at`, at);
    isRadio(`people.${i}.holds`, holds);
    if ((lacks ?? version) !== undefined && world.founding !== 'settled')
      faults.push({ where: `people.${i}`, what: "other versions need a community that is 'settled' (founding)" });
    if (holds === undefined) return;
    if (at !== undefined) faults.push({ where: `people.${i}`, what: "either 'at' a site or 'holds' a radio" });
    if (held.has(holds))
      faults.push({ where: `people.${i}.holds`, what: `'${holds}' is paired with somebody already` });
    held.add(holds);
  });
  for (const [list, entries] of [
    ['people', world.people],
    ['radios', world.radios],
  ] as const)
    entries.forEach(({ lacks = [] }, i) => faults.push(...lackFaults(`${list}.${i}.lacks`, lacks)));
  world.script.forEach((each, i) => {
    const where = `script.${i}`;
    if (each.every === undefined && each.times !== undefined)
      faults.push({ where, what: "'times' needs 'every': after how many hours again?" });
    if (each.hour > world.hours) faults.push({ where: `${where}.hour`, what: `the world ends at hour ${world.hours}` });
    if ('who' in each) isHost(`${where}.who`, each.who);
    switch (each.do) {
      case 'cut':
        return each.groups.flat().forEach((one) => isRadio(`${where}.groups`, one));
      case 'deafen':
        return each.pairs.flat().forEach((one) => isRadio(`${where}.pairs`, one));
      case 'move':
        return isRadio(`${where}.to`, each.to);
      case 'go':
        return isSpot(`${where}.to`, each.to);
      case 'wander':
        return isSpot(`${where}.about`, each.about);
      case 'radio':
        return isRadio(`${where}.name`, each.name);
      case 'flood':
        return isRadio(`${where}.radio`, each.radio);
      case 'twin':
        return isRadio(`${where}.at`, each.at);
      default:
    }
  });
  world.expect?.forEach((each, i) => {
    const where = `expect.${i}`;
    if (each.is === undefined && each.atMost === undefined && each.atLeast === undefined)
      faults.push({ where, what: "says no number: 'is', 'atMost' or 'atLeast'" });
    if (each.hour !== undefined && each.hour > world.hours)
      faults.push({ where: `${where}.hour`, what: `the world ends at hour ${world.hours}` });
    if ('who' in each) isHost(`${where}.who`, each.who);
    if ('by' in each) isHost(`${where}.by`, each.by);
    if ('since' in each) isLabel(`${where}.since`, each.since);
    if ('record' in each) isLabel(`${where}.record`, each.record);
    if ('proposal' in each) isLabel(`${where}.proposal`, each.proposal);
    if ('records' in each) [each.records].flat().forEach((one) => isLabel(`${where}.records`, one));
    if ('radio' in each) isRadio(`${where}.radio`, each.radio);
    if ('radios' in each) each.radios?.forEach((one) => isRadio(`${where}.radios`, one));
    if ('from' in each) isSpot(`${where}.from`, each.from);
    if ('statement' in each && !STATEMENTS.has(each.statement))
      faults.push({ where: `${where}.statement`, what: `no statement is called '${each.statement}'` });
  });
  return [...faults, ...sharedFaults(world)];
}

const SHARED_STEPS: readonly string[] = ['act', 'cut', 'deafen', 'heal'] satisfies Step['do'][];
const NEEDS_AIR: readonly string[] = [
  'frames',
  'airtimeS',
  'airPercent',
  'emptied',
  'batteryPercent',
  'metres',
] satisfies Promised['measure'][];

/** What a world cannot have whose people share devices: nobody carries one, and nothing is on the air. */
function sharedFaults({ devices, founding, links, radios, people, script, expect = [] }: WorldFile): WorldFault[] {
  if (devices !== 'one a site') return [];
  const faults: WorldFault[] = [];
  const shared = "where devices are 'one a site'";
  if (founding !== 'settled') faults.push({ where: 'founding', what: `must be 'settled' ${shared}` });
  if (!links) faults.push({ where: 'links', what: `missing: the ways of what is said, ${shared}` });
  radios.forEach(({ battery, lacks }, i) => {
    if (battery || lacks) faults.push({ where: `radios.${i}`, what: `no 'battery' and no 'lacks' ${shared}` });
  });
  const sites = new Set(radios.filter(({ site }) => site !== false).map(({ name }) => name));
  people.forEach(({ at, holds, lacks, version }, i) => {
    if (holds ?? lacks ?? version) faults.push({ where: `people.${i}`, what: `no device of one's own ${shared}` });
    if (!sites.has(at ?? radios[0]!.name))
      faults.push({ where: `people.${i}.at`, what: `needs a site with our software ${shared}` });
  });
  script.forEach((step, i) => {
    if (!SHARED_STEPS.includes(step.do))
      faults.push({
        where: `script.${i}.do`,
        what: `'${step.do}' is of a world with radios: only ${SHARED_STEPS.join(', ')} ${shared}`,
      });
  });
  expect.forEach(({ measure }, i) => {
    if (NEEDS_AIR.includes(measure))
      faults.push({
        where: `expect.${i}.measure`,
        what: `'${measure}' is of a world with radios: nothing is on the air ${shared}`,
      });
  });
  return faults;
}

/** Software is whole without a module only if nothing that is left reads it. */
function lackFaults(where: string, lacks: readonly string[]): WorldFault[] {
  const unknown = lacks.filter((lacking) => !modules.some(({ name }) => name === lacking));
  const readers = modules.filter(
    ({ name, reads }) => !lacks.includes(name) && reads.some((read) => lacks.includes(read)),
  );
  return [
    ...unknown.map((lacking) => ({ where, what: `no module is called '${lacking}'` })),
    ...readers.map(({ name, reads }) => ({
      where,
      what: `'${name}' reads ${reads.join(', ')}: it must be lacking, too`,
    })),
    ...(lacks.includes('roster') ? [{ where, what: 'nobody is anywhere without the roster' }] : []),
  ];
}

function uniqueNames(where: string, entries: readonly { name: string }[], faults: WorldFault[]): Set<string> {
  const names = new Set<string>();
  entries.forEach(({ name }, i) => {
    const here = `${where}.${i}.name`;
    if (GROUP_WORDS.includes(name)) faults.push({ where: here, what: `'${name}' is a word of the script` });
    if (/\d\.\.\d/.test(name)) faults.push({ where: here, what: `'${name}' would read as a range of names` });
    if (names.has(name)) faults.push({ where: here, what: `'${name}' is there twice` });
    names.add(name);
  });
  return names;
}
