// Plays a world file: sets it up, runs its script, measures what it promises.
//
// Hour 0 of the script is when the phones are home. Everything that happens is told as lines of a trace,
// and the trace is all that reports and viewers read (docs of the format: README, "Traces").

import { prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Module } from '#protocol/node/module.ts';
import { modules as productModules } from '#modules/index.ts';
import type { Founded } from '../world/founding.ts';
import type { MemoVerifier } from '../world/memo-verifier.ts';
import type { Host } from '../world/world.ts';
import { createBatteries, LOOK_HOURS, type Batteries } from './batteries.ts';
import type { Step, WorldFile } from './format.ts';
import type { Guests } from './guests.ts';
import { createMotion } from './motion.ts';
import { shownValue, watchNumbers, type Kept } from './numbers.ts';
import { createPerform, meaningOf } from './perform.ts';
import { setUp } from './setting-up.ts';
import { mentions, siteName, type Play, type Stage } from './stage.ts';
import type { TraceLine } from './trace.ts';

/** Samples of a trace: enough for a plot, few enough to read. */
const SAMPLES_DEFAULT = 240;
const DAY_MS = 86_400_000;
/** Records whose way from host to host a trace tells: the first that the script names. */
const RECORDS_TRACED_MAX = 40;
const RECORD_KEY = 'record/';

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
  readonly guests?: Guests;
  /** Members whose devices are outside of this world: their phones are put away when the community is founded. */
  readonly absent?: ReadonlySet<string>;
  /** Milliseconds since 1970 when founding begins, instead of the file's. */
  readonly startMs?: number;
};

export type Played = {
  readonly play: Play;
  /** What did not go as the script says, and promises that were not kept, in words. */
  readonly failures: readonly string[];
  /** The numbers of the file, as they were measured. */
  readonly numbers: readonly Kept[];
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
  /** Measures what is promised, and ends the trace. */
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
  const airMs = [0, 0, 0, 0, 0];
  let frames = 0;
  const ownFrames: { hour: number; urgency: number }[] = [];
  const countsFrames = file.expect?.some(({ measure }) => measure === 'frames') ?? false;
  const watched = new Map<string, Map<string, number>>();
  const wanted = new Set(file.expect?.flatMap((each) => ('record' in each ? [each.record] : [])));
  const labels = new Map<string, RecordId>();
  const moments = new Map<string, number>();
  const answeredAt = new Map<RecordId, number>();
  const asksAnswers = file.expect?.some(({ measure }) => measure === 'answeredAfterS') ?? false;
  const noteAnswer = (host: Host, key: string): void => {
    if (!asksAnswers || !running || !key.startsWith(RECORD_KEY)) return;
    const { record } = host.node.around(world.hostNowMs(host));
    const written = record(key.slice(RECORD_KEY.length) as RecordId);
    if (written === undefined || written.record.member !== host.node.self?.member) return;
    for (const id of labels.values())
      if (!answeredAt.has(id) && mentions(written.body, id) && record(id)?.record.member !== written.record.member)
        answeredAt.set(id, running.hour());
  };
  const liars = new Set<string>();
  const lying = new Set<Host>();
  const failures: string[] = [];
  /** What the air tells while the community is still being set up is nobody's yet. */
  let running: { readonly hour: () => number; readonly batteries: Batteries } | undefined = undefined;

  const stage: Stage = setUp({
    file,
    seed: options.seed,
    modules: options.modules ?? productModules,
    verifier: options.verifier,
    founded: options.founded,
    tieSeed: options.tieSeed,
    guests: options.guests,
    absent: options.absent,
    startMs: options.startMs,
    onAir({ node, from, airtimeUs }, urgency) {
      frames++;
      airMs[urgency ?? 4]! += airtimeUs / 1000;
      running?.batteries.sent(node, airtimeUs / 1000);
      if (running && countsFrames && node === from && urgency !== undefined)
        ownFrames.push({ hour: running.hour(), urgency });
    },
    onStored(host, { key }) {
      noteAnswer(host, key);
      const holders = watched.get(key);
      if (holders && !holders.has(host.name)) holders.set(host.name, hour());
    },
  });
  const { world, town, hosts, radioIndex } = stage;
  const startHour = world.hours();
  const hour = (): number => world.hours() - startHour;
  const tell = (act: string, who: string, words: string): void =>
    options.trace?.({ e: 'step', hour: hour(), do: act, who, words, ok: true });
  const holderOf = new Map(file.people.map(({ name, holds }) => [holds, name]));
  const hostBehind = (radio: number): Host | undefined => {
    const { name } = file.radios[radio]!;
    return hosts.get(holderOf.get(name) ?? siteName(name));
  };
  const batteries = createBatteries(file, {
    dies: (radio) => power(radio, false),
    wakes: (radio) => power(radio, true),
  });
  const power = (radio: number, on: boolean): void => {
    const { name, battery } = file.radios[radio]!;
    const host = hostBehind(radio);
    if (!host) {
      if (on) world.mesh.switchOn(radio);
      else world.mesh.switchOff(radio);
    } else if (on) {
      world.radioOn(host);
      if (battery?.feeds === 'radio and node') world.restart(host);
    } else {
      world.radioOff(host);
      if (battery?.feeds === 'radio and node') world.switchOff(host);
    }
    tell('battery', name, on ? 'the sun has brought the radio back' : 'the battery is empty');
  };
  const motion = createMotion({
    file,
    world,
    chance: prng(`${options.seed}/motion`),
    radioOf: (name) => radioIndex.get(file.people.find((each) => each.name === name)?.holds ?? name),
    leaves: (name) => stage.goTo(name, null),
    reaches: (name, place) => stage.goTo(name, radioIndex.has(place) ? place : null),
    tell: (name, words) => tell('go', name, words),
  });
  const groupOf = (who: string | readonly string[]): readonly string[] => {
    if (who === 'everyone') return file.people.map(({ name }) => name);
    if (who === 'every site') return file.radios.map(({ name }) => name).filter((name) => hosts.has(siteName(name)));
    return [who].flat();
  };
  const play: Play = {
    file,
    world,
    town,
    hosts,
    liars,
    lying,
    hour,
    label: (name) => labels.get(name),
    labels: () => labels,
    momentOf: (label) => moments.get(label),
    heldSince: (label) => watched.get(`${RECORD_KEY}${labels.get(label)}`) ?? new Map<string, number>(),
    answeredAt,
    modulesOf: stage.modulesOf,
    airtimeS: () => airMs.reduce((sum, ms) => sum + ms, 0) / 1000,
    ownFrames,
    batteries,
    motion,
    value: (given, self) => meaningOf(given, self, play),
    named: (who) => groupOf(who).filter((name) => !options.absent?.has(name)),
    hostOf(name) {
      const host = hosts.get(name) ?? hosts.get(siteName(name)) ?? hosts.get(holderOf.get(name) ?? '');
      assert(host !== undefined, `somebody is called ${name}`);
      return host;
    },
  };
  running = { hour, batteries };

  const perform = createPerform({
    stage,
    play,
    liars,
    lying,
    failures,
    note(label, record) {
      moments.set(label, hour());
      if (record === undefined) return;
      labels.set(label, record as RecordId);
      if (!wanted.has(label) && (!options.trace || watched.size >= RECORDS_TRACED_MAX)) return;
      const key = `${RECORD_KEY}${record}`;
      const holders = [...hosts.values()].filter(({ stored }) => stored.has(key));
      watched.set(key, new Map(holders.map(({ name }) => [name, hour()])));
    },
    log(step, who, words, ok = true, rule) {
      options.trace?.({ e: 'step', hour: hour(), do: step.do, who, words, ok, ...(rule !== undefined && { rule }) });
    },
  });

  const sample = (): void => {
    const union = new Set<string>();
    const held = [...hosts.values()].map((host) => {
      let count = 0;
      for (const key of host.stored.keys()) {
        if (!key.startsWith(RECORD_KEY)) continue;
        union.add(key);
        count++;
      }
      return count;
    });
    const queued = [...hosts.values()].map((host) =>
      host.radio === undefined ? 0 : host.node.queue('radio', world.hostNowMs(host)).length,
    );
    const states = new Set([...hosts.values()].map((host) => host.node.stateHash())).size;
    const batteryPercent = batteries.percents();
    const moved = movedRadios(file, motion.spotOf);
    options.trace?.({
      e: 'sample',
      hour: hour(),
      held,
      union: union.size,
      queued,
      states,
      airMs: [...airMs],
      ...(batteryPercent && { batteryPercent }),
      ...(moved && { moved }),
    });
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
    ...(file.links && {
      links: file.links.map(({ between: [from, to], lossDb }) => [radioIndex.get(from)!, radioIndex.get(to)!, lossDb]),
    }),
    ...(batteries.has && { batteries: file.radios.filter(({ battery }) => battery).map(({ name }) => name) }),
  });
  const numbersOf = watchNumbers(file, play);
  // Steps of one time go in the order of the script, whatever else is shuffled: a twin is there before it moves.
  const stepsAt = new Map<number, { readonly step: Step; readonly isLast: boolean }[]>();
  for (const step of file.script) {
    const times = step.times ?? 1;
    for (let i = 0; i < times; i++) {
      const at = step.hour + i * (step.every ?? 0);
      if (at > file.hours) break;
      const steps = stepsAt.get(at) ?? [];
      stepsAt.set(at, steps);
      steps.push({ step, isLast: i === times - 1 });
    }
  }
  for (const [at, steps] of stepsAt)
    world.at(startHour + at, () => {
      for (const { step, isLast } of steps) {
        perform(step, isLast);
        options.check?.(play, step);
      }
    });
  if (batteries.has) {
    const look = (): void => {
      batteries.look((world.nowMs() % DAY_MS) / 3_600_000);
      world.at(world.hours() + LOOK_HOURS, look);
    };
    world.at(startHour + LOOK_HOURS, look);
  }
  const end = (): Played => {
    const numbers = numbersOf();
    for (const { number, measured, promised, ok } of numbers) {
      const shown = shownValue(measured);
      options.trace?.({ e: 'number', number, measured: shown, promised, ok });
      if (!ok) failures.push(`${number} It was ${shown}, and promised: ${promised}.`);
    }
    for (const [label] of labels) {
      const by = play.heldSince(label);
      if (by.size > 0) options.trace?.({ e: 'heard', record: label, by: [...by] });
    }
    for (const { number, why } of file.notYet ?? []) options.trace?.({ e: 'not yet', number, why });
    const stateHashes = [...hosts.values()].map((host) => host.node.stateHash());
    const traceDigest = world.mesh.traceDigest();
    const airtimeS = Math.round(play.airtimeS() * 10) / 10;
    options.trace?.({ e: 'end', hour: hour(), failures: failures.length, frames, airtimeS, traceDigest, stateHashes });
    return { play, failures, numbers, frames, airtimeS, traceDigest, stateHashes };
  };
  return { play, radioIndex, runUntil: (until) => world.runUntil(startHour + until), sample, end };
}

/** Where radios are that are no longer where the file put them. */
function movedRadios(
  file: WorldFile,
  spotOf: Play['motion']['spotOf'],
): { readonly [radio: string]: readonly [number, number] } | undefined {
  const moved = file.radios.flatMap(({ name, x, y }) => {
    const spot = spotOf(name);
    return spot && (spot.x !== x || spot.y !== y) ? [[name, [Math.round(spot.x), Math.round(spot.y)]] as const] : [];
  });
  return moved.length > 0 ? Object.fromEntries(moved) : undefined;
}
