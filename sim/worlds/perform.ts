// What each step of a script does to a world: one entry for each word that may stand in `do`.

import { fromHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Acted, Stored } from '#protocol/node/event.ts';
import { governanceWith } from '#modules/governance/module.ts';
import { DECISION_RULES } from '#modules/governance/rules.ts';
import { DEFAULT_CHANNEL_HASH } from '../mesh.ts';
import { nodeOptions } from '../world/founding.ts';
import type { Host } from '../world/world.ts';
import { namesOf } from './expand.ts';
import type { Step, StepOf } from './format.ts';
import { mentions, NOT_YET, type Play, type Stage } from './stage.ts';

const PORTNUM = 256;
/** Of a header's byte, the version (protocol §6.1). */
const VERSION_SHIFT = 6;
const LATER_VERSION = 1;

/** Binds without a condition: the software of a liar. */
const LAWLESS = governanceWith({ ...DECISION_RULES, bindConditions: [] });

export type Performing = {
  readonly stage: Stage;
  readonly play: Play;
  readonly liars: Set<string>;
  readonly lying: Set<Host>;
  readonly failures: string[];
  /** A record was written, or a cut or heal happened, that the file calls so. */
  readonly note: (label: string, record?: string) => void;
  readonly log: (step: Step, who: string, words: string, ok?: boolean, rule?: string) => void;
};

/** `isLast`: the step does not come again. */
export type Perform = (step: Step, isLast: boolean) => void;

export function createPerform({ stage, play, liars, lying, failures, note, log }: Performing): Perform {
  const { world, town, hosts, mishaps, radioIndex, numbersAt, goTo } = stage;
  const { file, named, hostOf } = play;
  const cuts = new Map<string, number>();
  const backups = new Map<string, ReadonlyMap<string, Stored>>();
  const doneBy = new Map<Step, Set<string>>();

  /** People act on what their own phone shows them. */
  const holdsAll = (host: Host, args: unknown): boolean =>
    [...play.labels()].every(([, id]) => !mentions(args, id) || host.node.records.get(id) !== undefined);

  function attempt(step: StepOf<'act'>, host: Host): Acted | string {
    const [module, act] = step.act.split('.') as [string, string];
    if (!play.modulesOf(host).find((each) => each.name === module)?.acts[act]) return `there is no act ${step.act}`;
    const args = play.value(step.with ?? {}, host);
    if (mentions(args, NOT_YET)) return 'what it names is not here yet';
    if (!holdsAll(host, args)) return 'what it names has not arrived here';
    return world.act(host, { module, name: act, args });
  }

  function actOnce(step: StepOf<'act'>, name: string, isLast: boolean): void {
    const host = hostOf(name);
    const done = doneBy.get(step) ?? new Set();
    if (host.off || done.has(name)) return;
    const wanted = step.expect ?? 'any';
    const outcome = attempt(step, host);
    const rule = typeof outcome === 'string' ? outcome : outcome.ok ? undefined : outcome.refusal.rule;
    if (step.once && rule !== undefined && !isLast) return;
    if (step.once) doneBy.set(step, done.add(name));
    if (typeof outcome === 'object' && outcome.ok && step.as !== undefined && outcome.records[0])
      note(
        typeof step.who === 'string' && step.who !== 'everyone' ? step.as : `${step.as}/${name}`,
        outcome.records[0],
      );
    const good = wanted === 'any' || (wanted === 'done' ? rule === undefined : rule === wanted.refused);
    const words = `${step.act}: ${wordsOf(outcome)}`;
    if (!good) failures.push(`hour ${play.hour().toFixed(2)}, ${name}: ${words}, expected ${expectedText(wanted)}`);
    log(step, name, words, good, typeof outcome === 'string' ? undefined : rule);
  }

  const DO: { readonly [D in Step['do']]: (step: StepOf<D>, isLast: boolean) => void } = {
    act(step, isLast) {
      const apart = (step.apartMinutes ?? 0) / 60;
      named(step.who).forEach((name, i) => {
        if (apart === 0 || i === 0) actOnce(step, name, isLast);
        else world.at(world.hours() + i * apart, () => actOnce(step, name, isLast));
      });
    },
    cut(step) {
      const cut = world.mesh.cut(step.groups.map((group) => group.flatMap(numbersAt)));
      cuts.set(step.as ?? 'cut', cut);
      note(step.as ?? 'cut');
      log(step, '', `cut: ${step.groups.map((group) => group.join(', ')).join(' | ')}`);
    },
    deafen(step) {
      const pairs = step.pairs.map(([from, to]) => [radioIndex.get(from)!, radioIndex.get(to)!] as const);
      cuts.set(step.as ?? 'deafen', world.mesh.cutLinks(pairs));
      note(step.as ?? 'deafen');
      log(step, '', step.pairs.map(([from, to]) => `${to} no longer hears ${from}`).join('; '));
    },
    heal(step) {
      const cut = step.cut === undefined ? undefined : cuts.get(step.cut);
      if (step.cut === undefined || cut !== undefined) world.mesh.heal(cut);
      if (step.as !== undefined) note(step.as);
      log(step, '', step.cut === undefined ? 'all cuts are healed' : `${step.cut} is healed`);
    },
    move(step) {
      for (const name of named(step.who)) {
        goTo(name, step.to);
        log(step, name, step.to === null ? 'goes out of reach' : `is at ${step.to}`);
      }
    },
    go(step) {
      for (const name of named(step.who)) {
        play.motion.go(step, name);
        log(step, name, `sets out for ${step.to}`);
      }
    },
    wander(step) {
      for (const name of named(step.who)) {
        play.motion.wander(step, name);
        log(step, name, `wanders about ${step.about}`);
      }
    },
    weather(step) {
      play.batteries.cover(step.cloud);
      log(step, '', `the sky is ${percent(step.cloud)} covered`);
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
        else if (step.is === 'blinks' || host.off)
          world.restart(host, undefined, undefined, { loses: step.loses ?? 0, torn: step.torn ?? false });
        const lost = step.is !== 'off' && host.lost.writes > 0 ? `, ${host.lost.writes} writes lost` : '';
        log(step, name, `power ${step.is}${lost}`);
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
        const host = hostOf(name);
        const before = host.clockAheadMs;
        host.clockAheadMs = Math.round(step.aheadHours * 3_600_000);
        // No rim lets a node's time run backwards (protocol/node/ports.ts): set back, it starts again.
        if (host.clockAheadMs < before && !host.off) world.restart(host);
        log(step, name, `clock ${step.aheadHours} h ahead`);
      }
    },
    twin(step) {
      const name = named(step.who)[0]!;
      const citizen = town.citizens.find((each) => each.name === name);
      if (!citizen || hosts.has(step.as))
        return log(step, name, 'has no key to copy, or the twin is there already', false);
      const secrets = { ...town.carrierOptions.secrets, signingKey: citizen.secretKey };
      const software = play.modulesOf(citizen.phone);
      const bent = software.map((each) => (each.name === 'governance' ? LAWLESS : each));
      const twin = world.host(step.as, nodeOptions(step.lies ? bent : software, secrets));
      if (step.lies) lying.add(twin);
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
      const heard = step.what === 'noise' ? mishaps.noise(step.bytes ?? 200) : mishaps.heardBefore();
      const payload = step.what === 'later version' ? heard && inLaterVersion(heard) : heard;
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
  };
  return (step, isLast) => {
    if (step.says !== undefined) log(step, '', step.says);
    (DO[step.do] as (each: Step, last: boolean) => void)(step, isLast);
  };
}

/** What a value of a script stands for: a record by its label, a member by name, bytes in hex. */
export function meaningOf(given: unknown, self: Host | undefined, play: Play): unknown {
  if (Array.isArray(given)) return given.map((each) => meaningOf(each, self, play));
  if (typeof given !== 'object' || given === null) return given;
  const [[key, value] = ['', undefined], ...more] = Object.entries(given);
  if (more.length === 0 && typeof value === 'string') {
    if (key === 'record') return play.label(value) ?? NOT_YET;
    if (key === 'member') return memberOf(value, play);
    if (key === 'hex') {
      const bytes = fromHex(value);
      return bytes.ok ? bytes.value : value;
    }
    if (key === 'frontier') return self?.node.frontierDigest() ?? new Uint8Array(8);
  }
  if (more.length === 0 && key === 'next' && typeof value === 'number') {
    const people = play.file.people;
    const own = people.findIndex(({ name }) => name === self?.name);
    return memberOf(people[(own + value) % people.length]!.name, play);
  }
  if (more.length === 0 && key === 'members' && Array.isArray(value))
    return value.flatMap((text) => namesOf(String(text)).map((name) => memberOf(name, play)));
  if (more.length === 0 && key === 'set' && Array.isArray(value)) return new Set(value);
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, meaningOf(each, self, play)]));
}

const memberOf = (name: string, play: Play): MemberId | string => play.hosts.get(name)?.node.self?.member ?? name;

function inLaterVersion(frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  if (copy.length > 0) copy[0] = (copy[0]! & ((1 << VERSION_SHIFT) - 1)) | (LATER_VERSION << VERSION_SHIFT);
  return copy;
}

const percent = (share: number | undefined): string => `${Math.round((share ?? 0) * 100)} %`;
const expectedText = (wanted: 'done' | 'any' | { readonly refused: string }): string =>
  typeof wanted === 'string' ? wanted : `refused by ${wanted.refused}`;
const wordsOf = (outcome: Acted | string): string =>
  typeof outcome === 'string' ? outcome : outcome.ok ? 'done' : `${outcome.refusal.rule} (${outcome.refusal.why})`;
