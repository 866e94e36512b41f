// When a radio may speak: contention delay, listen before talk, the queue's head. RadioLibInterface.cpp
// and RadioInterface.cpp, 2.7.26; names of firmware functions stand at each function here.
//
// A radio has one timer. Nothing starts it anew while it runs (notifyLater, overwrite = false), except
// that every reception and every transmission ends it and draws another delay (ISR_RX, ISR_TX).

import type { ClockQueue } from '../clock-queue.ts';
import { type Ether, MODE } from '../ether/ether.ts';
import type { ChanceStreams } from '../random.ts';
import type { AirtimeWindows } from './airtime-windows.ts';
import type { Copy, CopyPool, Flood } from './packets.ts';
import type { FirmwareProfile } from './profile.ts';
import type { RadioNode } from './radio-node.ts';
import { STAT, type StatsTable } from './radio-stats.ts';
import { enqueue, removeFrom } from './tx-queue.ts';

/** Kinds of event that the firmware model schedules. */
export const EVENT = { timer: 1, sensed: 2, sent: 3, retry: 4, call: 5 } as const;

export type World = {
  readonly profile: FirmwareProfile;
  readonly ether: Ether;
  readonly events: ClockQueue;
  readonly slots: ChanceStreams;
  readonly copies: CopyPool;
  readonly nodes: RadioNode[];
  readonly windows: AirtimeWindows;
  readonly stats: StatsTable;
  readonly nowUs: () => number;
  /** A transmission begins; for traces. */
  readonly onSend: (node: RadioNode, copy: Copy, airtimeUs: number) => void;
  /** A copy left a queue unsent: evicted, refused or cancelled. */
  readonly onDrop: (node: RadioNode, copy: Copy, why: 'evicted' | 'refused' | 'cancelled') => void;
};

export type Access = ReturnType<typeof createAccess>;

export function createAccess(world: World) {
  const { profile, ether, events, slots, copies, windows, stats } = world;
  const windowSpan = profile.windowMax - profile.windowMin;
  const snrSpan = profile.windowSnrMaxDb - profile.windowSnrMinDb;
  const nowMs = (): number => Math.floor(world.nowUs() / 1000);

  /** getTxDelayMsec: own packets; the window grows with channel use. Arduino's map() cuts to whole numbers. */
  const ownDelayMs = (node: RadioNode): number => {
    const use = Math.trunc(windows.channelUsePct(node.index, nowMs()));
    const window = profile.windowMin + Math.trunc((use * windowSpan) / 100);
    return slots.below(node.index, 2 ** window) * node.modem.slotMs;
  };

  /** getCWsize: the stronger a packet was heard, the longer its relay waits, for the far ones to go first. */
  const windowOf = (snrCdb: number): number =>
    profile.windowMin + Math.trunc(((Math.trunc(snrCdb / 100) - profile.windowSnrMinDb) * windowSpan) / snrSpan);

  /** getTxDelayMsecWeighted */
  const relayDelayMs = (node: RadioNode, snrCdb: number): number => {
    const window = windowOf(snrCdb);
    if (node.role.early) return slots.below(node.index, 2 * window) * node.modem.slotMs;
    return (2 * profile.windowMax + slots.below(node.index, 2 ** window)) * node.modem.slotMs;
  };

  /** getTxDelayMsecWeightedWorst */
  const worstDelayMs = (node: RadioNode, snrCdb: number): number =>
    (2 * profile.windowMax + 2 ** windowOf(snrCdb)) * node.modem.slotMs;

  /** notifyLater without overwriting */
  const startTimer = (node: RadioNode, delayMs: number): void => {
    if (node.timerSet) return;
    node.timerSet = true;
    events.push(world.nowUs() + delayMs * 1000, EVENT.timer, node.index, node.timerTurn);
  };

  const stopTimer = (node: RadioNode): void => {
    node.timerSet = false;
    node.timerTurn = (node.timerTurn + 1) & 0x7fffffff;
  };

  /** setTransmitDelay. Draws even if the timer runs, as the firmware does. */
  const delayHead = (node: RadioNode): void => {
    if (node.queue.length === 0) return;
    const head = node.queue[0]!;
    const delayMs = head.own ? ownDelayMs(node) : relayDelayMs(node, head.snrCdb);
    if (head.txAfterMs === 0) {
      startTimer(node, delayMs);
      return;
    }
    const now = nowMs();
    head.txAfterMs = Math.min(
      Math.max(head.txAfterMs + delayMs, now + delayMs),
      now + 2 * worstDelayMs(node, head.snrCdb),
    );
    startTimer(node, head.txAfterMs - now);
  };

  const insert = (node: RadioNode, copy: Copy): boolean => {
    const result = enqueue(node.queue, copy, profile.queueMax, nowMs());
    if (result === 'refused') {
      stats.add(node.index, STAT.queueRefused, 1);
      world.onDrop(node, copy, 'refused');
      copies.free(copy);
      return false;
    }
    if (result !== 'taken') {
      stats.add(node.index, STAT.queueEvicted, 1);
      world.onDrop(node, result.evicted, 'evicted');
      copies.free(result.evicted);
    }
    stats.atLeast(node.index, STAT.queueDepthMax, node.queue.length);
    return true;
  };

  const tellSpace = (node: RadioNode): void => {
    if (node.queue.length === profile.queueMax - 1) node.upper.space(node);
  };

  return {
    nowMs,

    /** RadioLibInterface::send: into the queue, and the timer if none runs. The copy is the queue's from here on. */
    submit: (node: RadioNode, copy: Copy): boolean => {
      if (!insert(node, copy)) return false;
      delayHead(node);
      return true;
    },

    /** After a change of settings: the head's delay begins anew. */
    restart: (node: RadioNode): void => {
      stopTimer(node);
      delayHead(node);
    },

    /** cancelSending: takes a waiting copy back; false if there is none. */
    cancel: (node: RadioNode, flood: Flood, fits?: (copy: Copy) => boolean): boolean => {
      const copy = removeFrom(node.queue, flood, fits);
      if (copy === undefined) return false;
      world.onDrop(node, copy, 'cancelled');
      copies.free(copy);
      tellSpace(node);
      return true;
    },

    /** clampToLateRebroadcastWindow */
    makeLate: (node: RadioNode, flood: Flood): void => {
      const copy = removeFrom(node.queue, flood, (waiting) => waiting.txAfterMs === 0);
      if (copy === undefined) return;
      copy.txAfterMs = nowMs() + worstDelayMs(node, copy.snrCdb);
      insert(node, copy);
    },

    /** onNotify TRANSMIT_DELAY_COMPLETED, up to channel activity detection. */
    timerFired: (node: RadioNode, turn: number): void => {
      if (turn !== node.timerTurn || !node.on) return;
      node.timerSet = false;
      const head = node.queue[0];
      if (head === undefined) return;
      if (ether.mode(node.index) !== MODE.listening || ether.receiving(node.index, world.nowUs())) {
        delayHead(node);
        return;
      }
      const left = head.txAfterMs === 0 ? 0 : head.txAfterMs - nowMs();
      if (left > 0) {
        startTimer(node, left);
        return;
      }
      ether.sense(node.index, world.nowUs());
      events.push(world.nowUs() + node.modem.senseUs, EVENT.sensed, node.index, node.timerTurn);
    },

    /** isChannelActive has answered: send the head, or listen and wait again. Returns the signal, -1 for none. */
    sensed: (node: RadioNode): number => {
      if (!node.on || ether.mode(node.index) !== MODE.sensing) return -1;
      const busy = ether.sensedBusy(node.index);
      const copy = busy ? undefined : node.queue.shift();
      if (copy === undefined) {
        ether.listenAgain(node.index);
        delayHead(node);
        return -1;
      }
      const airtimeUs = node.modem.airtimeUs[copy.flood.airBytes]!;
      const signal = ether.send(node.index, airtimeUs, world.nowUs());
      node.sending = copy;
      world.onSend(node, copy, airtimeUs);
      events.push(world.nowUs() + airtimeUs, EVENT.sent, signal, node.index);
      tellSpace(node);
      return signal;
    },

    /** handleTransmitInterrupt, completeSending */
    sendingDone: (node: RadioNode, copy: Copy): void => {
      const { airBytes } = copy.flood;
      windows.log(node.index, node.modem.airtimeMs[airBytes]!, true, nowMs());
      stats.add(node.index, STAT.txFrames, 1);
      stats.add(node.index, STAT.txUs, node.modem.airtimeUs[airBytes]!);
      if (copy.flood.from !== node.index) stats.add(node.index, STAT.txRelays, 1);
      node.sending = undefined;
      stopTimer(node);
      delayHead(node);
    },

    /** handleReceiveInterrupt, of a good or a broken packet: counted as channel use, and the delay begins anew. */
    receptionDone: (node: RadioNode, airBytes: number): void => {
      windows.log(node.index, node.modem.airtimeMs[airBytes]!, false, nowMs());
      stats.add(node.index, STAT.rxUs, node.modem.airtimeUs[airBytes]!);
      stopTimer(node);
      delayHead(node);
    },

    /** Power off: what waits is forgotten. */
    forget: (node: RadioNode): void => {
      for (const copy of node.queue) copies.free(copy);
      node.queue.length = 0;
      stopTimer(node);
    },

    /** getRetransmissionMsec */
    retryAfterMs: (node: RadioNode, flood: Flood): number => {
      const use = Math.trunc(windows.channelUsePct(node.index, nowMs()));
      const window = profile.windowMin + Math.trunc((use * windowSpan) / 100);
      const middle = Math.trunc((profile.windowMax + profile.windowMin) / 2);
      const waitSlots = 2 ** window + 2 * profile.windowMax + 2 ** middle;
      return 2 * node.modem.airtimeMs[flood.airBytes]! + waitSlots * node.modem.slotMs + profile.processingMs;
    },
  };
}
