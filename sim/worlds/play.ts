// Plays a world file: builds the mesh, founds the community at one table, sends everybody home, runs the script.
//
// Hour 0 of the script is when the phones are home. Everything that happens is told as lines of a trace,
// and the trace is all that reports and viewers read (docs of the format: README, "Traces").

import { fromHex } from '#protocol/bytes/bytes.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Acted, Stored } from '#protocol/node/event.ts';
import type { Module } from '#protocol/node/module.ts';
import { modules as productModules } from '#modules/index.ts';
import type { GivenLink } from '../ether/links.ts';
import { DEFAULT_CHANNEL_HASH } from '../mesh.ts';
import type { NodeSpec } from '../mesh-types.ts';
import { foundTown, nodeOptions, resumeTown, type Citizen, type Founded } from '../world/founding.ts';
import type { MemoVerifier } from '../world/memo-verifier.ts';
import { createWorld, type Host } from '../world/world.ts';
import { expectationFailures } from './expect.ts';
import type { Play } from './stage.ts';
import type { Step, StepOf, WorldFile } from './format.ts';
import { createMishaps } from './mishaps.ts';
import { msSince1970 } from './calendar.ts';
import type { TraceLine } from './trace.ts';

const DEFAULT_BEGIN = '2026-11-21T07:00:00Z';
/** Samples of a trace: enough for a plot, few enough to read. */
const SAMPLES_DEFAULT = 240;
const PORTNUM = 256;
/** Hash of a channel whose key we do not have: strangers relay what they cannot read. */
const STRANGERS_CHANNEL = 201;
const SETTING_UP_HOURS = 0.05;

/** Stands for a record that nobody has written yet. */
const NOT_YET = Symbol('not yet');

export type PlayOptions = {
  readonly seed: string;
  readonly modules?: readonly Module[];
  readonly verifier?: MemoVerifier;
  /** The people of the file as they were founded in another world: saves doing it again. */
  readonly founded?: Founded;
  readonly tieSeed?: number;
  /** Lines as they come. */
  readonly trace?: (line: TraceLine) => void;
  /** How many times the trace is sampled. */
  readonly samples?: number;
  /** After every step, with it, and after every sample: what a campaign checks. */
  readonly check?: (play: Play, step?: Step) => void;
  /** 0..1, now and then. */
  readonly progress?: (share: number) => void;
  /** Radios beside those of the file, for whoever joins from outside; they come after the file's (guests.ts). */
  readonly guests?: { readonly radios: readonly NodeSpec[]; readonly links: readonly GivenLink[] };
  /** Members whose devices are outside of this world: their phones are put away when the community is founded. */
  readonly absent?: ReadonlySet<string>;
  /** Milliseconds since 1970 when founding begins, instead of the file's. */
  readonly startMs?: number;
};

export type Played = {
  readonly play: Play;
  /** Expectations that were not met, in words. */
  readonly failures: readonly string[];
  readonly frames: number;
  readonly airtimeS: number;
  readonly traceDigest: string;
  readonly stateHashes: readonly string[];
};

/** A world whose script is laid out and whose time is the caller's to move. */
export type Running = {
  readonly play: Play;
  readonly radioIndex: ReadonlyMap<string, number>;
  /** To this hour of the script. */
  runUntil(hour: number): void;
  /** Writes a line of what everybody holds. */
  sample(): void;
  /** Ends the trace. */
  end(): Played;
};

export function playWorld(file: WorldFile, options: PlayOptions): Played {
  const running = startPlay(file, options);
  const samples = options.samples ?? SAMPLES_DEFAULT;
  for (let i = 1; i <= samples; i++) {
    running.runUntil((file.hours * i) / samples);
    running.sample();
  }
  return running.end();
}

/** Founds the community and brings the phones home: the script begins with whatever time comes next. */
export function startPlay(file: WorldFile, options: PlayOptions): Running {
  const radioIndex = new Map(file.radios.map(({ name }, i) => [name, i]));
  const mishaps = createMishaps(prng(`${options.seed}/mishaps`));
  const airMs = [0, 0, 0, 0, 0];
  let frames = 0;
  const world = createWorld({
    seed: options.seed,
    preset: file.preset ?? 'LONG_FAST',
    region: file.region ?? 'EU_868',
    ...(file.firmware && { profile: file.firmware }),
    ...(options.tieSeed !== undefined && { tieSeed: options.tieSeed }),
    hopLimit: file.hopLimit ?? 3,
    radios: [...file.radios.map(radioSpec), ...(options.guests?.radios ?? [])],
    ...(file.links && {
      links: [...file.links.flatMap((link) => givenLinks(link, radioIndex)), ...(options.guests?.links ?? [])],
    }),
    startMs: options.startMs ?? msSince1970(file.begins ?? DEFAULT_BEGIN),
    mishap: mishaps.mishap,
    ...(options.verifier && { verifier: options.verifier }),
    onAir: ({ airtimeUs }, _atMs, urgency) => {
      frames++;
      airMs[urgency ?? 4]! += airtimeUs / 1000;
    },
  });
  const modules = options.modules ?? productModules;
  const town = options.founded
    ? resumeTown(world, options.founded, modules)
    : foundTown(world, `${file.name}/${options.seed}`, file.name.slice(0, 20), file.people.map(residentOf), modules);
  const hour = (): number => world.hours() - startHour;
  const hosts = new Map<string, Host>();
  const citizens = new Map<string, Citizen>(town.citizens.map((citizen) => [citizen.name, citizen]));
  for (const citizen of town.citizens) hosts.set(citizen.name, citizen.phone);
  const heldBy = new Map(
    file.people.flatMap(({ name, holds }) => (holds === undefined ? [] : [[holds, name] as const])),
  );
  file.radios.forEach(({ name, site }, i) => {
    const holder = heldBy.get(name);
    if (holder !== undefined) world.attach(hosts.get(holder)!, i);
    else if (site !== false) hosts.set(siteName(name), world.host(siteName(name), town.carrierOptions, i));
  });
  // Sites are set up at the table, too: a carrier that knows nobody could check nothing that it hears.
  const sites = [...hosts.values()].filter((host) => host.node.self === undefined);
  const [founder] = town.citizens;
  for (const site of sites) world.join(founder!.phone, site);
  world.runUntil(world.hours() + SETTING_UP_HOURS);
  for (const site of sites) world.part(founder!.phone, site);
  const startHour = world.hours();
  const absent = options.absent ?? new Set<string>();
  for (const name of absent) world.switchOff(hosts.get(name)!);
  for (const { name, at, holds } of file.people)
    if (holds === undefined && !absent.has(name)) goTo(name, at ?? file.radios[0]!.name);

  const labels = new Map<string, RecordId>();
  const cuts = new Map<string, number>();
  const backups = new Map<string, ReadonlyMap<string, Stored>>();
  const liars = new Set<string>();
  const failures: string[] = [];
  const play: Play = {
    file,
    world,
    town,
    hosts,
    liars,
    hour,
    label: (name) => labels.get(name),
    labels: () => labels,
    airtimeS: () => airMs.reduce((sum, ms) => sum + ms, 0) / 1000,
    value: meaning,
  };

  function goTo(name: string, radio: string | null): void {
    const phone = hosts.get(name)!;
    for (const peer of [...phone.links.values()]) world.part(phone, peer);
    const site = radio === null ? undefined : hosts.get(siteName(radio));
    if (site) world.join(site, phone);
  }

  const named = (who: string | readonly string[]): readonly string[] =>
    (who === 'everyone' ? file.people.map(({ name }) => name) : [who].flat()).filter((name) => !absent.has(name));
  const hostOf = (name: string): Host => {
    const host = hosts.get(name) ?? hosts.get(siteName(name));
    assert(host !== undefined, `somebody is called ${name}`);
    return host;
  };

  /** What a value of a script stands for: a record by its label, a member by name, bytes in hex. */
  function meaning(given: unknown, self: Host | undefined): unknown {
    if (Array.isArray(given)) return given.map((each) => meaning(each, self));
    if (typeof given !== 'object' || given === null) return given;
    const [[key, value] = ['', undefined], ...more] = Object.entries(given);
    if (more.length === 0 && typeof value === 'string') {
      if (key === 'record') return labels.get(value) ?? NOT_YET;
      if (key === 'member') return memberOf(value);
      if (key === 'hex') return fromHex(value);
      if (key === 'frontier') return self?.node.frontierDigest() ?? new Uint8Array(8);
    }
    if (more.length === 0 && key === 'set' && Array.isArray(value)) return new Set(value);
    return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, meaning(each, self)]));
  }
  const memberOf = (name: string): MemberId | string => hosts.get(name)?.node.self?.member ?? name;

  const log = (step: Step, who: string, words: string, ok = true, rule?: string): void => {
    options.trace?.({ e: 'step', hour: hour(), do: step.do, who, words, ok, ...(rule !== undefined && { rule }) });
  };

  function actOnce(step: StepOf<'act'>, name: string): boolean {
    const host = hostOf(name);
    if (host.off) return false;
    const [module, act] = step.act.split('.') as [string, string];
    const owner = modules.find((each) => each.name === module);
    const wanted = step.expect ?? 'any';
    const args = meaning(step.with ?? {}, host);
    const outcome: Acted | string = !owner?.acts[act]
      ? `there is no act ${step.act}`
      : mentions(args, NOT_YET)
        ? 'what it names is not here yet'
        : !(typeof args === 'object' && holdsAll(host, args))
          ? 'what it names has not arrived here'
          : world.act(host, { module, name: act, args });
    const rule = typeof outcome === 'string' ? outcome : outcome.ok ? undefined : outcome.refusal.rule;
    if (typeof outcome === 'object' && outcome.ok && step.as !== undefined && outcome.records[0]) {
      labels.set(
        Array.isArray(step.who) || step.who === 'everyone' ? `${step.as}/${name}` : step.as,
        outcome.records[0],
      );
    }
    const good = wanted === 'any' || (wanted === 'done' ? rule === undefined : rule === wanted.refused);
    const words = rule === undefined ? `${step.act}: done` : `${step.act}: ${wordsOf(outcome)}`;
    if (!good) failures.push(`hour ${hour().toFixed(2)}, ${name}: ${words}, expected ${expectedText(wanted)}`);
    log(step, name, words, good, typeof outcome === 'string' ? undefined : rule);
    return rule === undefined;
  }

  /** People act on what their own phone shows them. */
  const holdsAll = (host: Host, args: unknown): boolean =>
    [...labels.values()].every((id) => !mentions(args, id) || host.node.records.get(id) !== undefined);

  const DO: { readonly [D in Step['do']]: (step: StepOf<D>) => void } = {
    act: (step) => named(step.who).forEach((name) => actOnce(step, name)),
    cut(step) {
      const cut = world.mesh.cut(step.groups.map((group) => group.map((name) => radioIndex.get(name)!)));
      cuts.set(step.as ?? 'cut', cut);
      log(step, '', `cut: ${step.groups.map((group) => group.join(', ')).join(' | ')}`);
    },
    deafen(step) {
      const pairs = step.pairs.map(([from, to]) => [radioIndex.get(from)!, radioIndex.get(to)!] as const);
      cuts.set(step.as ?? 'deafen', world.mesh.cutLinks(pairs));
      log(step, '', step.pairs.map(([from, to]) => `${to} no longer hears ${from}`).join('; '));
    },
    heal(step) {
      const cut = step.cut === undefined ? undefined : cuts.get(step.cut);
      if (step.cut === undefined || cut !== undefined) world.mesh.heal(cut);
      log(step, '', step.cut === undefined ? 'all cuts are healed' : `${step.cut} is healed`);
    },
    move(step) {
      for (const name of named(step.who)) {
        goTo(name, step.to);
        log(step, name, step.to === null ? 'goes out of reach' : `is at ${step.to}`);
      }
    },
    radio(step) {
      const index = radioIndex.get(step.name)!;
      if (step.power === 'on') world.mesh.switchOn(index);
      else world.mesh.switchOff(index);
      log(step, step.name, `radio ${step.power}`);
    },
    power(step) {
      for (const name of named(step.who)) {
        const host = hostOf(name);
        if (step.is === 'off') world.switchOff(host);
        else if (step.is === 'blinks' || host.off) world.restart(host);
        log(step, name, `power ${step.is}`);
      }
    },
    backup(step) {
      for (const name of named(step.who)) {
        backups.set(name, new Map(hostOf(name).stored));
        log(step, name, 'a backup is made');
      }
    },
    restore(step) {
      for (const name of named(step.who)) {
        const backup = backups.get(name);
        if (backup) world.restart(hostOf(name), backup);
        log(step, name, backup ? 'goes back to the backup' : 'has no backup', backup !== undefined);
      }
    },
    clock(step) {
      for (const name of named(step.who)) {
        hostOf(name).clockAheadMs = Math.round(step.aheadHours * 3_600_000);
        log(step, name, `clock ${step.aheadHours} h ahead`);
      }
    },
    twin(step) {
      const name = named(step.who)[0]!;
      const citizen = citizens.get(name);
      if (!citizen || hosts.has(step.as))
        return log(step, name, 'has no key to copy, or the twin is there already', false);
      const options = nodeOptions(modules, { ...town.carrierOptions.secrets, signingKey: citizen.secretKey });
      const twin = world.host(step.as, options);
      hosts.set(step.as, twin);
      liars.add(name);
      world.restart(twin, backups.get(name) ?? citizen.phone.stored);
      goTo(step.as, step.at ?? file.people.find((each) => each.name === name)?.at ?? file.radios[0]!.name);
      log(step, name, `another device has the same key: ${step.as}`);
    },
    air(step) {
      mishaps.set(step);
      log(step, '', `the last stretch loses ${percent(step.loss)}, doubles ${percent(step.twice)}`);
    },
    flood(step) {
      const index = radioIndex.get(step.radio)!;
      const payload = step.what === 'replay' ? mishaps.heardBefore() : mishaps.noise(step.bytes ?? 200);
      if (payload)
        world.mesh.send(index, {
          to: 'all',
          payload,
          portnum: PORTNUM,
          hopLimit: 7,
          channelHash: DEFAULT_CHANNEL_HASH,
        });
      log(step, step.radio, payload ? `sends ${step.what}` : 'has nothing to send');
    },
    expect(step) {
      const missed = expectationFailures(step, play, named);
      for (const words of missed) failures.push(`hour ${hour().toFixed(2)}: ${words}`);
      log(step, '', missed.length === 0 ? 'as expected' : missed.join('; '), missed.length === 0);
    },
  };
  const perform = (step: Step): void => {
    (DO[step.do] as (each: Step) => void)(step);
    options.check?.(play, step);
  };

  const sample = (): void => {
    const union = new Set<string>();
    const held = [...hosts.values()].map((host) => {
      let count = 0;
      for (const key of host.stored.keys()) {
        if (!key.startsWith('record/')) continue;
        union.add(key);
        count++;
      }
      return count;
    });
    const queued = [...hosts.values()].map((host) =>
      host.radio === undefined ? 0 : host.node.queue('radio', world.hostNowMs(host)).length,
    );
    const states = new Set([...hosts.values()].map((host) => host.node.stateHash())).size;
    options.trace?.({ e: 'sample', hour: hour(), held, union: union.size, queued, states, airMs: [...airMs] });
    options.check?.(play);
    options.progress?.(Math.min(1, hour() / file.hours));
  };

  options.trace?.({
    e: 'world',
    format: 'folkmoot trace 1',
    name: file.name,
    seed: options.seed,
    hours: file.hours,
    hosts: [...hosts.keys()],
    radios: file.radios.map(({ name, x, y }) => ({ name, ...(x !== undefined && y !== undefined && { x, y }) })),
  });
  for (const step of file.script) {
    for (let i = 0; i < (step.times ?? 1); i++) {
      const at = step.hour + i * (step.every ?? 0);
      if (at <= file.hours) world.at(startHour + at, () => perform(step));
    }
  }
  return {
    play,
    radioIndex,
    runUntil: (until) => world.runUntil(startHour + until),
    sample,
    end() {
      const stateHashes = [...hosts.values()].map((host) => host.node.stateHash());
      const traceDigest = world.mesh.traceDigest();
      const airtimeS = Math.round(play.airtimeS() * 10) / 10;
      options.trace?.({
        e: 'end',
        hour: hour(),
        failures: failures.length,
        frames,
        airtimeS,
        traceDigest,
        stateHashes,
      });
      return { play, failures, frames, airtimeS, traceDigest, stateHashes };
    },
  };
}

const siteName = (radio: string): string => `site ${radio}`;
const residentOf = ({ name, household }: WorldFile['people'][number]) => ({ name, household });
const percent = (share: number | undefined): string => `${Math.round((share ?? 0) * 100)} %`;
const expectedText = (wanted: 'done' | 'any' | { readonly refused: string }): string =>
  typeof wanted === 'string' ? wanted : `refused by ${wanted.refused}`;
const wordsOf = (outcome: Acted | string): string =>
  typeof outcome === 'string' ? outcome : outcome.ok ? 'done' : `${outcome.refusal.rule} (${outcome.refusal.why})`;

function radioSpec({ x, y, heightM, role, powerDbm, noiseDb, site }: WorldFile['radios'][number]): NodeSpec {
  return {
    ...(x !== undefined && y !== undefined && { place: { xM: x, yM: y, ...(heightM !== undefined && { heightM }) } }),
    ...(role && { role }),
    ...(site === false && { channels: [STRANGERS_CHANNEL] }),
    ...(powerDbm !== undefined && { txPowerDbm: powerDbm }),
    ...(noiseDb !== undefined && { noiseDb }),
  };
}

function givenLinks(
  { between, lossDb, extraLoss, oneWay }: NonNullable<WorldFile['links']>[number],
  indexOf: ReadonlyMap<string, number>,
): GivenLink[] {
  const [from, to] = [indexOf.get(between[0])!, indexOf.get(between[1])!];
  const rest = { lossDb, ...(extraLoss !== undefined && { extraLoss }) };
  return oneWay
    ? [{ from, to, ...rest }]
    : [
        { from, to, ...rest },
        { from: to, to: from, ...rest },
      ];
}

const mentions = (value: unknown, wanted: unknown): boolean =>
  value === wanted || some(value, (each) => mentions(each, wanted));
const some = (value: unknown, test: (each: unknown) => boolean): boolean =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && Object.values(value).some(test);
