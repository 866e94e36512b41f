// Worlds of more people than devices can be played for: the people of a site share one, and no radio moves.
//
// `"devices": "one a site"`. What is asked is the rules', not the wire's: a device is folded from what was said
// (world/bare-device.ts), words count as signed, and what is said at one site is held a second later at every site
// that has a way to it. Links are the ways; a cut closes them, and what waited goes on when it is healed.

import { fromHex } from '#protocol/bytes/bytes.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Act, Fact, Plan, Refusal, Self } from '#protocol/node/module.ts';
import type { Acted, Stored } from '#protocol/node/event.ts';
import { smallPlace } from '../explore/place.ts';
import { bareDevice, type BareDevice } from '../world/bare-device.ts';
import { nodeOptions } from '../world/founding.ts';
import { createWorld, type Host, type World } from '../world/world.ts';
import { beginMs, worldGround } from './ground.ts';
import { createMishaps } from './mishaps.ts';
import { siteName, type SetUp, type Stage } from './stage.ts';

/** From a word to all who have a way to it. */
const HEARD_HOURS = 1 / 3600;
/** While a cut keeps something back, its ways are tried again. */
const TRIED_AGAIN_HOURS = 0.1;
/** Devices say by themselves what they owe: a minute after news, and as often as this, since time alone makes some of it due. */
const NEWS_HOURS = 1 / 60;
const LOOK_HOURS = 1;

/** A site has nobody's key: the word of a node that only carries. */
const CARRIES_ONLY: Refusal = {
  kind: 'refused',
  rule: 'needs-key',
  why: 'This device has no key of a member.',
  remedy: 'Do it on the phone of a member.',
};

type Site = {
  readonly radio: number;
  readonly device: BareDevice;
  readonly hosts: readonly Host[];
  /** By the number of the person. */
  readonly people: readonly number[];
};
/** What was said together at one site, and where it is held. */
type Said = { readonly facts: readonly Fact[]; readonly from: Site; readonly at: Set<Site> };

export function setUpShared({ file, seed, modules, startMs = beginMs(file), onStored }: SetUp): Stage {
  const world = createWorld({ seed, ...worldGround(file), startMs });
  const place = smallPlace(file.people.length, file.people);
  const radioIndex = new Map(file.radios.map(({ name }, i) => [name, i]));
  const hosts = new Map<string, Host>();
  const selves = new Map<Host, { readonly number: number; readonly site: () => Site }>();

  const sites = file.radios.flatMap(({ name, site }, radio): Site[] => {
    if (site === false) return [];
    const device = bareDevice(modules, world.nowMs);
    device.hear(place.founding);
    const stored = new Map<string, Stored>();
    const people = file.people.flatMap(({ at }, i) => ((at ?? file.radios[0]!.name) === name ? [i] : []));
    const own = hostOf(siteName(name), device, stored);
    const phones = people.map((number) => {
      const host = hostOf(file.people[number]!.name, device, stored, place.selfOf(number));
      selves.set(host, { number, site: () => here });
      return host;
    });
    const here: Site = { radio, device, hosts: [own, ...phones], people };
    return [here];
  });
  for (const { hosts: all } of sites) for (const host of all) hosts.set(host.name, host);

  const waiting: Said[] = [];
  let due = Infinity;
  const spreadAt = (hour: number): void => {
    if (due <= hour) return;
    due = hour;
    world.at(hour, () => {
      if (due === hour) spread();
    });
  };
  const tell = (from: Site, facts: readonly Fact[]): void => {
    if (facts.length === 0) return;
    waiting.push({ facts, from, at: new Set() });
    spreadAt(world.hours() + HEARD_HOURS);
  };
  const isWay = waysOf(world);
  const spread = (): void => {
    due = Infinity;
    const news = new Map<Site, Fact[]>(sites.map((site) => [site, []]));
    for (const { facts, from, at } of waiting) {
      const hears = (site: Site): void => {
        at.add(site);
        news.get(site)!.push(...facts);
      };
      if (!at.has(from)) hears(from);
      // Who holds it passes it on, whoever heard it just now as well.
      for (const one of at)
        for (const other of sites) if (!at.has(other) && isWay(one.radio, other.radio)) hears(other);
    }
    waiting.splice(0, waiting.length, ...waiting.filter(({ at }) => at.size < sites.length));
    for (const [site, facts] of news) {
      site.device.hear(facts);
      store(site, facts, onStored);
    }
    if ([...news.values()].some(({ length }) => length > 0)) world.at(world.hours() + NEWS_HOURS, owed);
    if (waiting.length > 0) spreadAt(world.hours() + TRIED_AGAIN_HOURS);
  };
  const said = (number: number, plan: Plan): readonly Fact[] => [
    ...(plan.records ?? []).map(({ type, body }) => place.record(number, type, body)),
    ...(plan.statements ?? []).map(({ subject: { kind, record, roster }, value, revision }) =>
      place.say(number, kind, record, roster, value, revision),
    ),
  ];
  /** Everybody's device, by what all hold at this moment. */
  const owed = (): void => {
    for (const site of sites) {
      const around = site.device.around();
      const facts = site.people.flatMap((number) =>
        modules.flatMap((module) => {
          const plan = module.duties?.(site.device.state(module.name), place.selfOf(number), around);
          return plan ? said(number, plan) : [];
        }),
      );
      tell(site, facts);
    }
  };
  const look = (): void => {
    owed();
    world.at(world.hours() + LOOK_HOURS, look);
  };
  world.at(NEWS_HOURS, look);

  const act = (host: Host, { module: moduleName, name, args }: Act): Acted => {
    const who = selves.get(host);
    if (!who) return { ok: false, refusal: CARRIES_ONLY };
    const module = modules.find((each) => each.name === moduleName);
    assert(module?.acts[name] !== undefined, `there is an act ${moduleName}.${name}`);
    const { device } = who.site();
    const self = place.selfOf(who.number);
    const plan = module.acts[name].plan(device.state(moduleName), args as never, self, device.around());
    if (!plan.ok) return { ok: false, refusal: plan.error };
    const facts = said(who.number, plan.value);
    tell(who.site(), facts);
    return { ok: true, records: facts.flatMap((fact): RecordId[] => (fact.kind === 'record' ? [fact.id] : [])) };
  };

  const community = fromHex(place.community);
  assert(community.ok, 'an id is hex');
  const secrets = { community: place.community, frameSecret: new Uint8Array(32), epoch: 0, day: 0, log: 0 };
  return {
    world: { ...world, act },
    town: { community: community.value, carrierOptions: nodeOptions(modules, secrets), citizens: [] },
    hosts,
    mishaps: createMishaps(prng(`${seed}/mishaps`)),
    radioIndex,
    numbersAt: (radio) => [radioIndex.get(radio)!],
    modulesOf: () => modules,
    goTo: () => assert(false, 'nobody goes anywhere in a world of shared devices (meaning.ts)'),
  };
}

/** May one radio be heard by another now: is there a link, and no cut across it? */
function waysOf({ mesh }: World): (from: number, to: number) => boolean {
  const links = mesh.links();
  const given = new Set<string>();
  for (let from = 0; from < links.nodes; from++)
    for (let at = links.rowStart[from]!; at < links.rowStart[from + 1]!; at++) given.add(`${from}/${links.to[at]!}`);
  return (from, to) => given.has(`${from}/${to}`) && mesh.isOpen(from, to);
}

function store(site: Site, facts: readonly Fact[], onStored: SetUp['onStored']): void {
  for (const fact of facts) {
    if (fact.kind !== 'record') continue;
    const stored = { key: `record/${fact.id}`, bytes: fact.record.body };
    for (const host of site.hosts) {
      host.stored.set(stored.key, stored);
      onStored(host, stored);
    }
  }
}

const hostOf = (name: string, device: BareDevice, stored: Map<string, Stored>, self?: Self): Host => ({
  name,
  radio: undefined,
  node: device.nodeFor(self),
  stored,
  links: new Map(),
  wakeAtMs: Infinity,
  clockAheadMs: 0,
  off: false,
  channelUsePct: 0,
  collects: false,
  unconfirmed: new Map(),
  checks: 0,
  lost: { writes: 0, torn: 0 },
});
