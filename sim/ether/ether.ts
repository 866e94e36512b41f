// The air itself: who is sending, who is locked on what, what survives.
//
// One signal per transmission; each receiver that it reaches holds it in a short list with its power,
// and keeps the exact sum of all powers. A receiver locks on a preamble; until the sync word has passed
// a signal 6 dB stronger may take the lock over; afterwards all other signals are interference, and
// the packet survives if it stayed 6 dB above their sum and the reception curve allows it.
//
// Every instant has three steps, so that nothing depends on the order of equal times: first all events
// of the instant are worked off (senders change over at once, they cannot hear), then signals that
// ended are judged and taken away, then signals that began are laid on. Only then are outcomes told.

import { assert } from '#protocol/bytes/result.ts';
import { mix, seedWord } from '../random.ts';
import type { Links } from './links.ts';
import { CURVE_REACH_CDB, deviationTable, linearOf, type Physics, ratioOf, receptionCurve } from './physics.ts';
import { createSignalLists } from './signal-lists.ts';

/** What a radio is doing. An `off` radio hears nothing and must not send. */
export const MODE = { off: 0, listening: 1, sensing: 2, sending: 3 } as const;

/** Why a lock ended: received; drowned by other signals; too weak; lost by the link's own loss. */
export const OUTCOME = { received: 0, collided: 1, weak: 2, lost: 3 } as const;

/** How one radio hears. Two radios hear each other only with equal `tuning`. */
export type Ear = {
  /** Same frequency, bandwidth and spreading factor: same number. */
  readonly tuning: number;
  readonly symbolUs: number;
  readonly preambleSymbols: number;
  readonly noiseCdb: number;
  readonly snrLimitCdb: number;
  readonly powerCdbm: number;
};

export type Outcome = { node: number; signal: number; kind: number; levelCdb: number; snrCdb: number };

export type Ether = ReturnType<typeof createEther>;

export function createEther(seed: string, physics: Physics, nodes: number) {
  const word = seedWord(seed, 'ether');
  const fading = deviationTable(physics.fadingSigmaCdb);
  const curve = receptionCurve(physics.receptionEdgeCdb);
  const capture = ratioOf(physics.captureCdb);

  // Per node. `lock` is the signal it is locked on, -1: none.
  const mode = new Uint8Array(nodes);
  const tuning = new Int32Array(nodes).fill(-1);
  const powerCdbm = new Int32Array(nodes);
  const noiseCdb = new Int32Array(nodes);
  const detectCdb = new Int32Array(nodes);
  const ignoreCdb = new Int32Array(nodes);
  const limitCdb = new Int32Array(nodes);
  const lockableUs = new Float64Array(nodes); // after this age a preamble is too old to lock on
  const stealableUs = new Float64Array(nodes); // until this age a stronger preamble takes over
  const noticedUs = new Float64Array(nodes); // from this age the driver knows that it is receiving
  const lock = new Int32Array(nodes).fill(-1);
  const lockPower = new Float64Array(nodes);
  const lockLevelCdb = new Int32Array(nodes);
  const lockLink = new Int32Array(nodes);
  const lockWorst = new Float64Array(nodes); // greatest sum of other powers while locked
  const sensedFromUs = new Float64Array(nodes);
  const sendingNow = new Int32Array(nodes).fill(-1); // the signal a sending radio is on
  const sent = new Uint32Array(nodes); // transmissions so far: the key of a transmission's chance
  const heard = createSignalLists(nodes);

  // Per signal (a transmission in the air), reused.
  let room = 64;
  let sender = new Int32Array(room);
  let startUs = new Float64Array(room);
  let endUs = new Float64Array(room);
  let chanceKey = new Uint32Array(room);
  let signalTuning = new Int32Array(room);
  const over: (Links | undefined)[] = []; // the links it travels over: they may be replaced meanwhile
  const freeSignals: number[] = [];
  let signals = 0;

  let links: Links | undefined;
  const began: number[] = [];
  const ended: number[] = [];
  const freed: number[] = [];
  const outcomes: Outcome[] = [];
  let outcomeCount = 0;

  const newSignal = (): number => {
    const reused = freeSignals.pop();
    if (reused !== undefined) return reused;
    if (signals === room) {
      room *= 2;
      const widen = <T extends Int32Array | Uint32Array | Float64Array>(old: T, wider: T): T => (wider.set(old), wider);
      sender = widen(sender, new Int32Array(room));
      startUs = widen(startUs, new Float64Array(room));
      endUs = widen(endUs, new Float64Array(room));
      chanceKey = widen(chanceKey, new Uint32Array(room));
      signalTuning = widen(signalTuning, new Int32Array(room));
    }
    return signals++;
  };

  const setLock = (node: number, at: number): void => {
    lock[node] = heard.signalAt(at);
    lockPower[node] = heard.powerAt(at);
    lockLevelCdb[node] = heard.levelAt(at);
    lockLink[node] = heard.linkAt(at);
    lockWorst[node] = heard.sum(node) - heard.powerAt(at);
  };

  /** Adds one signal at one receiver, and lets it lock, steal the lock, or disturb. */
  const arrive = (node: number, signal: number, levelCdb: number, link: number, nowUs: number): void => {
    const at = heard.add(node, signal, levelCdb, linearOf(levelCdb), link);
    if (mode[node] !== MODE.listening) return;
    const held = lock[node]!;
    if (held < 0) {
      if (levelCdb >= detectCdb[node]!) setLock(node, at);
      return;
    }
    const steals = levelCdb >= lockLevelCdb[node]! + physics.captureCdb && nowUs - startUs[held]! < stealableUs[node]!;
    if (steals) {
      setLock(node, at);
      return;
    }
    const others = heard.sum(node) - lockPower[node]!;
    if (others > lockWorst[node]!) lockWorst[node] = others;
  };

  const begin = (signal: number, nowUs: number): void => {
    const via = over[signal]!;
    const from = sender[signal]!;
    const tuned = signalTuning[signal]!;
    const power = powerCdbm[from]!;
    const key = chanceKey[signal]!;
    for (let link = via.rowStart[from]!; link < via.rowStart[from + 1]!; link++) {
      const node = via.to[link]!;
      if (via.cuts[link] !== 0 || tuning[node] !== tuned) continue;
      const levelCdb = power + via.gainCdb[link]! + fading[mix(word, key, from, node) >>> 20]!;
      if (levelCdb >= ignoreCdb[node]!) arrive(node, signal, levelCdb, link, nowUs);
    }
  };

  const judge = (node: number, signal: number): number => {
    const from = sender[signal]!;
    if (lockPower[node]! < capture * lockWorst[node]!) return OUTCOME.collided;
    const margin = lockLevelCdb[node]! - limitCdb[node]!;
    const bits = mix(word, chanceKey[signal]!, from, node);
    if (margin < CURVE_REACH_CDB) {
      const chance = margin < -CURVE_REACH_CDB ? 0 : curve[margin + CURVE_REACH_CDB]!;
      if ((bits & 0xffff) >= chance) return OUTCOME.weak;
    }
    const extra = over[signal]!.extraLoss[lockLink[node]!]!;
    if (extra > 0 && mix(word, chanceKey[signal]!, node, from + 0x5eed) >>> 16 < extra) return OUTCOME.lost;
    return OUTCOME.received;
  };

  const tell = (node: number, signal: number, kind: number): void => {
    if (outcomeCount === outcomes.length) outcomes.push({ node: 0, signal: 0, kind: 0, levelCdb: 0, snrCdb: 0 });
    const outcome = outcomes[outcomeCount++]!;
    outcome.node = node;
    outcome.signal = signal;
    outcome.kind = kind;
    outcome.levelCdb = lockLevelCdb[node]!;
    outcome.snrCdb = Math.min(physics.snrReportMaxCdb, lockLevelCdb[node]! - noiseCdb[node]!);
  };

  const end = (signal: number): void => {
    const via = over[signal]!;
    const from = sender[signal]!;
    for (let link = via.rowStart[from]!; link < via.rowStart[from + 1]!; link++) {
      const node = via.to[link]!;
      if (!heard.remove(node, signal)) continue;
      if (lock[node] !== signal) continue;
      // Across a cut nothing is heard, not even that something was there.
      const open = via.cuts[link] === 0 && via.cutAtUs[link]! < startUs[signal]!;
      if (open) tell(node, signal, judge(node, signal));
      lock[node] = -1;
      freed.push(node);
    }
    if (sendingNow[from] !== signal) return; // switched off meanwhile
    sendingNow[from] = -1;
    listenAgain(from);
  };

  const listenAgain = (node: number): void => {
    if (mode[node] === MODE.off) return;
    mode[node] = MODE.listening;
    freed.push(node);
  };

  /** A receiver that became free may still catch the strongest preamble that is young enough. */
  const lockLate = (node: number, nowUs: number): void => {
    if (mode[node] !== MODE.listening || lock[node]! >= 0) return;
    let best = -1;
    for (let at = heard.first(node); at < heard.end(node); at++) {
      if (heard.levelAt(at) < detectCdb[node]!) continue;
      if (nowUs - startUs[heard.signalAt(at)]! > lockableUs[node]!) continue;
      if (best < 0 || heard.levelAt(at) > heard.levelAt(best)) best = at;
    }
    if (best >= 0) setLock(node, best);
  };

  return {
    mode: (node: number): number => mode[node]!,
    senderOf: (signal: number): number => sender[signal]!,
    startUsOf: (signal: number): number => startUs[signal]!,
    outcomes,

    /** Replaces all links; signals in the air finish over the old ones. */
    useLinks: (next: Links): void => {
      assert(next.nodes === nodes, 'links know every node of their ether');
      links = next;
    },

    /** Tunes a radio and switches it on; what it was receiving is lost. */
    tune: (node: number, ear: Ear): void => {
      assert(mode[node] !== MODE.sending && mode[node] !== MODE.sensing, 'no retuning in the middle of a transmission');
      tuning[node] = ear.tuning;
      powerCdbm[node] = ear.powerCdbm;
      noiseCdb[node] = ear.noiseCdb;
      limitCdb[node] = ear.noiseCdb + ear.snrLimitCdb;
      detectCdb[node] = limitCdb[node] - physics.detectBelowLimitCdb;
      ignoreCdb[node] = limitCdb[node] - physics.ignoreBelowLimitCdb;
      lockableUs[node] = (ear.preambleSymbols - physics.lockSymbols) * ear.symbolUs;
      stealableUs[node] = (ear.preambleSymbols + physics.syncSymbols) * ear.symbolUs;
      noticedUs[node] = physics.preambleDetectSymbols * ear.symbolUs;
      heard.clear(node);
      lock[node] = -1;
      mode[node] = MODE.listening;
    },

    /** Switches a radio off: deaf and silent. A packet of its own that is in the air goes on to its end: to
     *  cut it short would make receivers judge a shorter packet than they were told of. */
    off: (node: number): void => {
      mode[node] = MODE.off;
      sendingNow[node] = -1;
      tuning[node] = -1;
      heard.clear(node);
      lock[node] = -1;
    },

    /** Does the driver know that a packet is coming in? (RadioLibInterface.cpp isActivelyReceiving) */
    receiving: (node: number, nowUs: number): boolean => {
      const held = lock[node]!;
      return held >= 0 && nowUs - startUs[held]! >= noticedUs[node]!;
    },

    /** Begins channel activity detection: deaf until `sensedBusy` or `send`. */
    sense: (node: number, nowUs: number): void => {
      assert(mode[node] === MODE.listening, 'only a listening radio can sense');
      mode[node] = MODE.sensing;
      lock[node] = -1;
      sensedFromUs[node] = nowUs;
    },

    /** At the end of sensing: was some signal there all the time, strong enough to be noticed? */
    sensedBusy: (node: number): boolean => {
      for (let at = heard.first(node); at < heard.end(node); at++) {
        if (heard.levelAt(at) >= detectCdb[node]! && startUs[heard.signalAt(at)]! <= sensedFromUs[node]!) return true;
      }
      return false;
    },

    listenAgain,

    /** Puts a packet on the air from now on; the caller says when it ended, with `finish`. */
    send: (node: number, airtimeUs: number, nowUs: number): number => {
      assert(mode[node] === MODE.sensing || mode[node] === MODE.listening, 'a radio sends one packet at a time');
      assert(links !== undefined, 'an ether has links before anyone sends');
      const signal = newSignal();
      mode[node] = MODE.sending;
      sendingNow[node] = signal;
      lock[node] = -1;
      sender[signal] = node;
      startUs[signal] = nowUs;
      endUs[signal] = nowUs + airtimeUs;
      signalTuning[signal] = tuning[node]!;
      chanceKey[signal] = sent[node]!;
      sent[node] = sent[node]! + 1;
      over[signal] = links;
      began.push(signal);
      return signal;
    },

    finish: (signal: number): void => void ended.push(signal),

    /** Step two and three of an instant. Returns how many of `outcomes` are filled. */
    settle: (nowUs: number): number => {
      outcomeCount = 0;
      if (ended.length + began.length + freed.length === 0) return 0;
      for (const signal of ended) end(signal);
      for (const signal of began) begin(signal, nowUs);
      for (const node of freed) lockLate(node, nowUs);
      ended.length = began.length = freed.length = 0;
      return outcomeCount;
    },

    /** After all outcomes are told: the signal's number may be used again. */
    release: (signal: number): void => {
      over[signal] = undefined;
      freeSignals.push(signal);
    },
  };
}
