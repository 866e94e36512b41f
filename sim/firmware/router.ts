// What a radio does with a packet it heard: deliver, acknowledge, relay, cancel, forget. Firmware 2.7.26,
// FloodingRouter.cpp, NextHopRouter.cpp, ReliableRouter.cpp, Router.cpp; 2.8's differences by profile.

import { type Access, EVENT, type World } from './access.ts';
import { SEEN } from './history.ts';
import type { Scope } from './node-db.ts';
import { type Copy, type Flood, isBroadcast } from './packets.ts';
import { CORE_PORTS, PORT, PRIORITY, RES } from './profile.ts';
import type { RadioNode } from './radio-node.ts';
import { STAT } from './radio-stats.ts';
import { holds } from './tx-queue.ts';

export type Router = ReturnType<typeof createRouter>;

/** Makes and sends the small packet that says "got it"; the mesh knows how to number it. */
export type Acknowledge = (node: RadioNode, of: Flood, hopLimit: number, wantAck: boolean) => void;

export function createRouter(world: World, access: Access, acknowledge: Acknowledge) {
  const { profile, copies, windows, stats } = world;

  const hopsAway = (copy: Copy): number => copy.flood.hopStart - copy.hopLimit;
  const isToUs = (node: RadioNode, flood: Flood): boolean => flood.to === node.index;
  const knowsChannel = (node: RadioNode, flood: Flood): boolean => node.channels.includes(flood.channelHash);
  /** perhapsDecode succeeds: our box, or a channel we hold. */
  const reads = (node: RadioNode, flood: Flood): boolean =>
    flood.sealed ? isToUs(node, flood) || flood.from === node.index : knowsChannel(node, flood);
  /** passesRoutingAuthGate (2.8) decodes before all else. It cannot open our own sealed packet coming back, so it does
   *  not see the implicit ack in it. */
  const readsFromAir = (node: RadioNode, flood: Flood): boolean =>
    flood.sealed ? isToUs(node, flood) : knowsChannel(node, flood);
  const favoured = (node: RadioNode, flood: Flood): boolean =>
    node.favourites.has(flood.from) || node.favourites.has(flood.to);

  // --- sending -------------------------------------------------------------------------------------

  const note = (node: RadioNode, copy: Copy): number =>
    node.history.see(copy.flood.serial, copy.hopLimit, copy.nextHop, copy.relayNode, copy.flood.from === node.index);

  /** Router::send: duty cycle, priority, queue. Takes the copy. */
  const toQueue = (node: RadioNode, copy: Copy): number => {
    // A virtual radio has asked its own region's duty cycle already; its relays pass here like all others.
    const asked = node.upper.selfActing && copy.flood.from === node.index;
    if (!asked && node.dutyPct < 100 && windows.sendUsePct(node.index, access.nowMs()) > node.dutyPct) {
      stats.add(node.index, STAT.dutyRefused, 1);
      world.onDrop(node, copy, 'refused');
      copies.free(copy);
      return RES.dutyCycle;
    }
    if (isBroadcast(copy.flood)) copy.wantAck = false;
    copy.relayNode = node.byte;
    if (copy.priority === 0) copy.priority = defaultPriority(node, copy);
    return access.submit(node, copy) ? RES.taken : RES.queueFull;
  };

  /** fixPriority (MeshPacketQueue.cpp): by port if we can read it. */
  const defaultPriority = (node: RadioNode, copy: Copy): number => {
    const { flood } = copy;
    if (flood.portnum !== 0 && (flood.from === node.index || reads(node, flood))) {
      if (flood.portnum === PORT.routing) return PRIORITY.ack;
      if (flood.portnum === PORT.text || flood.portnum === PORT.admin) return PRIORITY.high;
    }
    return copy.wantAck ? PRIORITY.reliable : PRIORITY.default;
  };

  /** FloodingRouter::send */
  const floodOut = (node: RadioNode, copy: Copy): number => {
    copy.relayNode = node.byte;
    note(node, copy);
    return toQueue(node, copy);
  };

  /** NextHopRouter::getNextHop; a hop that is the sender itself is no hop, and since 2.8 neither is one that has gone
   *  stale or whose byte two neighbours share. */
  const routeTo = (node: RadioNode, to: number, relayNode: number): number => {
    const byte = node.routes.get(to);
    if (byte === undefined) return 0;
    const now = access.nowMs();
    if (node.trust?.health.isStale(to, byte, now)) {
      node.routes.delete(to);
      node.trust.health.forget(to);
      return 0;
    }
    return byte !== relayNode && isOneStation(node, byte, 'fresh neighbour', now) ? byte : 0;
  };

  /** NodeDB::resolveLastByte (2.8). Who has a router's role is as good as a neighbour where a route is learnt. */
  const isOneStation = (node: RadioNode, byte: number, scope: Scope, nowMs: number): boolean =>
    node.trust?.known.isUnique(
      byte,
      scope,
      nowMs,
      (index) => node.favourites.has(index) || world.nodes[index]!.role.keepsHops,
    ) ?? true;

  /** NextHopRouter::send: names the next hop if one is known, and then tries again if it stays silent. */
  const directOut = (node: RadioNode, copy: Copy): number => {
    copy.relayNode = node.byte;
    note(node, copy);
    copy.nextHop = routeTo(node, copy.flood.to, copy.relayNode);
    const retriesElsewhere = copy.flood.from === node.index && copy.wantAck;
    if (!retriesElsewhere && copy.nextHop !== 0 && (copy.hopLimit > 0 || copy.wantAck))
      keepTrying(node, copies.clone(copy), profile.triesOfRelay);
    return toQueue(node, copy);
  };

  /** ReliableRouter::send: the way of everything that is made here. Takes the copy. `reliable`: try again. */
  const sendOwn = (node: RadioNode, copy: Copy, reliable: boolean): number => {
    if (reliable) keepTrying(node, copies.clone(copy), profile.triesOfSender);
    postpone(node, copy.flood);
    return isBroadcast(copy.flood) ? floodOut(node, copy) : directOut(node, copy);
  };

  // --- trying again --------------------------------------------------------------------------------

  /** While something else is on the air no acknowledgement can come: wait that much longer. */
  const postpone = (node: RadioNode, other: Flood): void => {
    if (node.pendingCount === 0) return;
    const airtimeMs = node.modem.airtimeMs[other.airBytes]!;
    for (const [serial, pending] of node.pending) if (serial !== other.serial) pending.nextTryMs += airtimeMs;
  };

  const wakeForRetry = (node: RadioNode, atMs: number): void => {
    if (atMs >= node.retryAtMs) return;
    node.retryAtMs = atMs;
    world.events.push(Math.max(world.nowUs(), atMs * 1000), EVENT.retry, node.index, 0);
  };

  /** startRetransmission; the caller has just made the first transmission. Takes the copy. */
  const keepTrying = (node: RadioNode, copy: Copy, tries: number): void => {
    giveUpTrying(node, copy.flood);
    const nextTryMs = access.nowMs() + access.retryAfterMs(node, copy.flood);
    node.pending.set(copy.flood.serial, { copy, triesLeft: tries - 1, nextTryMs });
    node.pendingCount = node.pending.size;
    wakeForRetry(node, nextTryMs);
  };

  /** stopRetransmission; true if there was anything to stop. */
  const giveUpTrying = (node: RadioNode, flood: Flood): boolean => {
    const pending = node.pending.get(flood.serial);
    if (pending === undefined) return false;
    // Before the first retry nothing is taken out of the queue: what waits there was never on the air.
    const own = flood.from === node.index;
    if (pending.triesLeft < profile.triesOfSender - 1 && (own || mayCancel(node, flood))) cancelRelay(node, flood);
    node.pending.delete(flood.serial);
    node.pendingCount = node.pending.size;
    copies.free(pending.copy);
    return true;
  };

  /** doRetransmissions */
  const retry = (node: RadioNode): void => {
    node.retryAtMs = Infinity;
    const now = access.nowMs();
    for (const pending of [...node.pending.values()]) {
      if (pending.nextTryMs > now || node.pending.get(pending.copy.flood.serial) !== pending) continue;
      tryAgain(node, pending);
    }
    let earliest = Infinity;
    for (const pending of node.pending.values()) earliest = Math.min(earliest, pending.nextTryMs);
    if (earliest < Infinity) wakeForRetry(node, earliest);
  };

  const tryAgain = (node: RadioNode, pending: { copy: Copy; triesLeft: number; nextTryMs: number }): void => {
    const { copy } = pending;
    const { flood } = copy;
    if (pending.triesLeft === 0) {
      giveUpTrying(node, flood);
      if (flood.from === node.index) node.upper.gaveUp(node, flood);
      return;
    }
    pending.triesLeft--;
    pending.nextTryMs = access.nowMs() + access.retryAfterMs(node, flood);
    if (isBroadcast(flood)) {
      floodOut(node, copies.clone(copy));
      return;
    }
    if (pending.triesLeft > 0) {
      directOut(node, copies.clone(copy));
      return;
    }
    // The last try goes to everyone, and the route that failed is forgotten.
    node.trust?.health.failed(flood.to);
    copy.nextHop = 0;
    node.routes.delete(flood.to);
    floodOut(node, copies.clone(copy));
  };

  // --- relaying ------------------------------------------------------------------------------------

  /** roleAllowsCancelingDupe */
  const mayCancel = (node: RadioNode, flood: Flood): boolean =>
    node.role.cancels === 'always' || (node.role.cancels === 'unless-favourite' && !favoured(node, flood));

  /** Router::cancelSending */
  const cancelRelay = (node: RadioNode, flood: Flood, fits?: (copy: Copy) => boolean): boolean => {
    if (!access.cancel(node, flood, fits)) return false;
    node.history.removeRelayer(flood.serial, node.byte);
    return true;
  };

  /** perhapsCancelDupe: another station has done it. */
  const cancelDuplicate = (node: RadioNode, flood: Flood): void => {
    if (mayCancel(node, flood) && cancelRelay(node, flood)) stats.add(node.index, STAT.relaysCancelled, 1);
    const late = node.role.late === 'yes' || (node.role.late === 'favourite' && favoured(node, flood));
    if (late) access.makeLate(node, flood);
  };

  const isRebroadcaster = (node: RadioNode): boolean => node.role.relays && node.mode !== 'none';

  /** shouldDecrementHopLimit: favourite routers pass a packet among themselves without counting a hop. */
  const countsHop = (node: RadioNode, copy: Copy): boolean => {
    if (hopsAway(copy) === 0 || !node.role.keepsHops) return true;
    for (const index of node.favourites) {
      const other = world.nodes[index];
      if (other && other.role.keepsHops && other.byte === copy.relayNode) return false;
    }
    return true;
  };

  /** perhapsRebroadcast; true if a relay was sent to the queue, whatever became of it there. */
  const relay = (node: RadioNode, copy: Copy): boolean => {
    const { flood } = copy;
    if (isToUs(node, flood) || flood.from === node.index || copy.hopLimit === 0 || flood.id === 0) return false;
    if (!isRebroadcaster(node) || (copy.nextHop !== 0 && copy.nextHop !== node.byte)) return false;
    if (!node.upper.mayRelay(node, copy)) return false;
    const out = copies.clone(copy);
    out.priority = 0;
    if (countsHop(node, copy)) out.hopLimit--;
    if (copy.nextHop === 0) floodOut(node, out);
    else directOut(node, out);
    return true;
  };

  /** relayOpaquePacket (2.8): from the header alone, neither remembered nor ever cancelled. */
  const relayOpaque = (node: RadioNode, copy: Copy): void => {
    const open = node.mode === 'all' || node.mode === 'all-skip-decoding';
    if (copy.hopLimit === 0 || copy.flood.id === 0 || !isRebroadcaster(node) || !open) return;
    if (copy.flood.from === node.index || isToUs(node, copy.flood)) return;
    if (copy.nextHop !== 0 && copy.nextHop !== node.byte) return;
    const out = copies.clone(copy);
    out.priority = 0;
    out.hopLimit--;
    toQueue(node, out);
  };

  /** perhapsHandleUpgradedPacket: a copy with more hops left replaces the waiting one. */
  const upgrade = (node: RadioNode, copy: Copy): boolean => {
    if (!isRebroadcaster(node) || copy.hopLimit === 0) return false;
    if (!access.cancel(node, copy.flood, (waiting) => waiting.hopLimit < copy.hopLimit)) return false;
    relay(node, copy);
    stats.add(node.index, STAT.rxDuplicates, 1);
    return true;
  };

  /** FloodingRouter::shouldFilterReceived */
  const filterFlood = (node: RadioNode, copy: Copy): boolean => {
    const seen = note(node, copy);
    if (seen & SEEN.upgraded && upgrade(node, copy)) return true;
    if (seen === 0) return false;
    stats.add(node.index, STAT.rxDuplicates, 1);
    const repeated = copy.flood.hopStart > 0 && copy.flood.hopStart === copy.hopLimit;
    if (!repeated) cancelDuplicate(node, copy.flood);
    else if (!holds(node.queue, copy.flood)) relay(node, copy);
    return true;
  };

  /** NextHopRouter::shouldFilterReceived */
  const filterDirect = (node: RadioNode, copy: Copy): boolean => {
    const { flood } = copy;
    const seen = note(node, copy);
    if (seen & SEEN.upgraded && upgrade(node, copy)) return true;
    if (seen === 0) return false;
    stats.add(node.index, STAT.rxDuplicates, 1);
    giveUpTrying(node, flood);
    if (seen & SEEN.fallback) {
      if (!holds(node.queue, flood)) relay(node, copy);
      return true;
    }
    if (hopsAway(copy) === 0) {
      // The origin tries again: our relay or our ack may have been lost.
      if (holds(node.queue, flood) || relay(node, copy)) return true;
      if (isToUs(node, flood) && copy.wantAck) ackAgain(node, copy);
      return true;
    }
    if (!(seen & SEEN.weWereNextHop)) cancelDuplicate(node, flood);
    return true;
  };

  // --- receiving -----------------------------------------------------------------------------------

  const ackAgain = (node: RadioNode, copy: Copy): void => {
    if (node.upper.selfActing) node.upper.received(node, copy, true);
    else acknowledge(node, copy.flood, 0, false);
  };

  /** getHopLimitForResponse (RoutingModule.cpp) */
  const hopsForAnswer = (node: RadioNode, copy: Copy): number => {
    const used = hopsAway(copy);
    if (used > node.hopLimit) return used;
    if (copy.flood.hopStart === 0) return 0;
    return used + 2 < node.hopLimit ? used + 2 : node.hopLimit;
  };

  /** ReliableRouter::sniffReceived, the part for packets to us. */
  const answer = (node: RadioNode, copy: Copy): void => {
    const { flood } = copy;
    if (copy.wantAck) {
      const text = flood.portnum === PORT.text || flood.portnum === PORT.textCompressed;
      if (text) acknowledge(node, flood, hopsForAnswer(node, copy), true);
      else if (flood.ackOf === undefined) acknowledge(node, flood, hopsForAnswer(node, copy), false);
      else if (hopsAway(copy) === 0 || copy.nextHop !== 0) acknowledge(node, flood, 0, false);
    } else if (copy.nextHop === node.byte && copy.hopLimit > 0) {
      acknowledge(node, flood, 0, false);
    }
    if (flood.ackOf !== undefined && flood.ackOf.from === node.index) {
      giveUpTrying(node, flood.ackOf);
      node.trust?.health.worked(flood.from, access.nowMs());
      node.upper.acked(node, flood.ackOf);
    }
  };

  /** NextHopRouter::sniffReceived: an acknowledgement that passes teaches the way back. */
  const learn = (node: RadioNode, copy: Copy): void => {
    const request = copy.flood.ackOf!;
    const answeredRelay = node.history.wasRelayer(request.serial, copy.relayNode);
    const wereRelayer = node.history.wasRelayer(request.serial, node.byte);
    const sole = node.history.wasSoleRelayer(request.serial, node.byte);
    const proven = (wereRelayer && answeredRelay) || (hopsAway(copy) === 0 && sole);
    if (proven && isOneStation(node, copy.relayNode, 'plausible', access.nowMs()))
      setRoute(node, copy.flood.from, copy.relayNode);
    if (isToUs(node, copy.flood)) return;
    cancelRelay(node, request);
    giveUpTrying(node, request);
  };

  const setRoute = (node: RadioNode, to: number, byte: number): void => {
    if (to < 0) return;
    node.routes.set(to, byte);
    node.trust?.health.learnt(to, byte, access.nowMs());
  };

  /** Router::handleReceived and RoutingModule: what a first hearing leads to. */
  const handle = (node: RadioNode, copy: Copy): void => {
    const { flood } = copy;
    // NodeDB::updateFrom asks for a packet that was read; a virtual radio's reading is not seen from here.
    if (node.trust && flood.from >= 0 && (node.upper.selfActing || reads(node, flood))) {
      node.trust.known.heard(flood.from, flood.fromNum, hopsAway(copy), access.nowMs());
      node.hopScaling?.heard(flood.fromNum, hopsAway(copy), access.nowMs());
    }
    if (node.upper.selfActing) {
      relay(node, copy);
      node.upper.received(node, copy, false);
      return;
    }
    const readable = reads(node, flood);
    // A core-ports node with our key takes no part in other ports at all: no relay, no delivery.
    if (readable && node.mode === 'core-ports' && !CORE_PORTS.has(flood.portnum)) {
      cancelRelay(node, flood);
      return;
    }
    const closed = node.mode === 'local-only' || node.mode === 'known-only';
    if (!readable && closed && !flood.sealed) return;
    if (readable && isToUs(node, flood)) answer(node, copy);
    if (readable && flood.ackOf !== undefined && !isBroadcast(flood)) learn(node, copy);
    relay(node, copy);
    if (readable && (isBroadcast(flood) || isToUs(node, flood))) node.upper.received(node, copy, false);
  };

  /** ReliableRouter::shouldFilterReceived and what follows; the copy stays the caller's. */
  const receive = (node: RadioNode, copy: Copy): void => {
    const { flood } = copy;
    if (profile.opaqueRelay && !node.upper.selfActing && !readsFromAir(node, flood)) {
      relayOpaque(node, copy);
      return;
    }
    if (flood.from === node.index && node.pendingCount > 0 && node.pending.has(flood.serial)) {
      node.upper.relayHeard(node, copy);
      giveUpTrying(node, flood);
    }
    postpone(node, flood);
    const filtered = isBroadcast(flood) ? filterFlood(node, copy) : filterDirect(node, copy);
    if (!filtered && flood.from !== node.index) handle(node, copy);
  };

  return { receive, sendOwn, retry, setRoute, giveUpTrying };
}
