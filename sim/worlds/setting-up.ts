// How a world file begins: the mesh and its air, the community, sites, and everybody at home.
//
// Founded at one table, with every act that it takes, or settled: everybody's device holds what such a founding
// would have left. Sites are set up at the table, too: a carrier that knows nobody could check nothing.

import { prng } from '#protocol/bytes/prng.ts';
import type { Module } from '#protocol/node/module.ts';
import { foundTown, resumeTown, tableHours, type Citizen, type Town } from '../world/founding.ts';
import { knowingVerifier } from '../world/knowing-verifier.ts';
import { settledTown, type SettledTown } from '../world/settled.ts';
import { communityName } from '../world/short-name.ts';
import { createWorld, type Host, type World } from '../world/world.ts';
import type { WorldFile } from './format.ts';
import { beginMs, worldGround } from './ground.ts';
import { laterModule } from './later-version.ts';
import { createMishaps } from './mishaps.ts';
import { setUpShared } from './shared-devices.ts';
import { siteName, type SetUp, type Stage } from './stage.ts';

const SETTING_UP_HOURS = 0.05;

/** From the beginning of a world to hour 0 of its script, in hours. */
export const hoursBefore = ({ founding, people }: WorldFile): number =>
  founding === 'settled' ? 0 : tableHours(people.length) + SETTING_UP_HOURS;

export const setUp = (options: SetUp): Stage =>
  options.file.devices === 'one a site' ? setUpShared(options) : setUpOwn(options);

function setUpOwn(options: SetUp): Stage {
  const { file, seed, modules } = options;
  const radioIndex = new Map(file.radios.map(({ name }, i) => [name, i]));
  const mishaps = createMishaps(prng(`${seed}/mishaps`));
  const startMs = options.startMs ?? beginMs(file);
  const settled = file.founding === 'settled' && !options.founded ? settle(file, startMs, modules) : undefined;
  const verifier = options.verifier ?? (settled && knowingVerifier(settled.settlers));
  const world = createWorld({
    seed,
    ...worldGround(file, options.guests),
    ...(options.tieSeed !== undefined && { tieSeed: options.tieSeed }),
    startMs,
    mishap: mishaps.mishap,
    ...(verifier && { verifier }),
    onAir: (transmission, _atMs, urgency) => options.onAir(transmission, urgency),
    onStored: options.onStored,
  });
  const ownModules = new Map<string, readonly Module[]>();
  const modulesOf = (host: Host): readonly Module[] => ownModules.get(host.name) ?? modules;
  for (const { name, lacks, version } of file.people) ownModules.set(name, versionOf(modules, lacks, version));
  for (const { name, lacks } of file.radios) ownModules.set(siteName(name), versionOf(modules, lacks));

  const town = settled
    ? settledPeople(world, settled, ownModules)
    : options.founded
      ? resumeTown(world, options.founded, modules)
      : foundTown(world, `${file.name}/${seed}`, communityName(file.name), file.people, modules);
  const hosts = new Map<string, Host>(town.citizens.map(({ name, phone }) => [name, phone]));
  const holderOf = new Map(file.people.map(({ name, holds }) => [holds, name]));
  file.radios.forEach(({ name, site }, i) => {
    const holder = holderOf.get(name);
    const own = siteName(name);
    if (holder !== undefined) world.attach(hosts.get(holder)!, i);
    else if (site !== false)
      hosts.set(
        own,
        settled
          ? settled.settle(world, own, undefined, i, ownModules.get(own))
          : world.host(own, { ...town.carrierOptions, modules: ownModules.get(own)! }, i),
      );
  });
  if (!settled) atTheTable(world, town.citizens[0]!, [...hosts.values()]);

  const goTo = (name: string, radio: string | null): void => {
    const phone = hosts.get(name)!;
    for (const peer of [...phone.links.values()]) world.part(phone, peer);
    const site = radio === null ? undefined : hosts.get(siteName(radio));
    if (site) world.join(site, phone);
  };
  const absent = options.absent ?? new Set<string>();
  for (const name of absent) world.switchOff(hosts.get(name)!);
  for (const { name, at, holds } of file.people)
    if (holds === undefined && !absent.has(name)) goTo(name, at ?? file.radios[0]!.name);
  const numbersAt = (radio: string): readonly number[] => {
    const own = radioIndex.get(radio)!;
    const guests = options.guests?.beside.flatMap((at, i) => (at === own ? [file.radios.length + i] : [])) ?? [];
    return [own, ...guests];
  };
  return { world, town, hosts, mishaps, radioIndex, numbersAt, modulesOf, goTo };
}

function atTheTable(world: World, founder: Citizen, hosts: readonly Host[]): void {
  const sites = hosts.filter((host) => host.node.self === undefined);
  for (const site of sites) world.join(founder.phone, site);
  world.runUntil(world.hours() + SETTING_UP_HOURS);
  for (const site of sites) world.part(founder.phone, site);
}

/** Keys belong to the people of a file, whatever the seed of the run. */
const settle = (file: WorldFile, startMs: number, modules: readonly Module[]): SettledTown =>
  settledTown(file.name, startMs, communityName(file.name), file.people, modules);

function settledPeople(world: World, settled: SettledTown, modules: ReadonlyMap<string, readonly Module[]>): Town {
  const citizens = settled.settlers.map(({ name, household, secretKey, key }, i): Citizen => {
    const phone = settled.settle(world, name, settled.settlers[i], undefined, modules.get(name));
    return { name, household, phone, secretKey, key };
  });
  return { community: settled.community, carrierOptions: settled.carrierOptions, citizens };
}

const versionOf = (modules: readonly Module[], lacks: readonly string[] = [], version?: 'later'): readonly Module[] => [
  ...modules.filter(({ name }) => !lacks.includes(name)),
  ...(version === 'later' ? [laterModule as Module] : []),
];
