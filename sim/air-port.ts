// A place in a simulated mesh for a virtual radio: the `Ether` that radio/virtual plugs into.
//
// The virtual radio is the firmware above the driver (keys, client protocol, acks); this is the lower
// half, run by the mesh's own router, queue and ether. So virtual radios and light-weight simulated
// nodes share one air. Whoever advances the mesh, in real time or faster, makes the radios hear.

import type {
  Air,
  AirAcceptance,
  AirEvent,
  AirListener,
  AirModem,
  AirPacket,
  AirSubmission,
  Ether,
} from '#radio/virtual/air.ts';
import { MESH_HEADER_BYTES } from '#radio/lora/airtime.ts';
import { assert } from '#protocol/bytes/result.ts';
import { MODE } from './ether/ether.ts';
import { type Copy, EVERYONE, type Flood } from './firmware/packets.ts';
import { REBROADCAST_MODES, RES, ROLES, type RoleRules } from './firmware/profile.ts';
import type { Upper } from './firmware/radio-node.ts';
import { DEFAULT_CHANNEL_HASH, type Mesh } from './mesh.ts';

const ROLE_BY_NUMBER: ReadonlyMap<number, RoleRules> = new Map(Object.values(ROLES).map((role) => [role.number, role]));

/**
 * Where light-weight radios and virtual ones share a channel: a light-weight radio's packets lie open in the mesh,
 * a virtual radio's are encrypted (air-bridge.ts).
 */
export type ChannelBridge = {
  /** What every radio on the shared channel reads in this packet; undefined: it is not of that channel. */
  open(packet: AirPacket): { readonly portnum: number; readonly payload: Uint8Array } | undefined;
  /** A light-weight radio's packet as it would be on the air. */
  seal(flood: Flood): { readonly encrypted: Uint8Array; readonly channelHash: number };
};

/** The channel's hash in the mesh, whatever it is in the header. */
type Shared = ChannelBridge & { readonly channelHash: number; readonly sealed: WeakMap<Flood, AirPacket> };

/** The mesh's nodes as seats for virtual radios, taken in the order given; each seat must begin switched off.
 *  A radio that attaches again under its number gets its old seat. Without a bridge they hear and relay
 *  light-weight radios, but read nothing of theirs. */
export function etherOf(mesh: Mesh, seats: readonly number[], bridge?: ChannelBridge): Ether {
  const shared: Shared | undefined = bridge && {
    ...bridge,
    channelHash: DEFAULT_CHANNEL_HASH,
    sealed: new WeakMap(),
  };
  const free = [...seats];
  const taken = new Map<number, number>();
  return {
    attach: (nodeNum, listener) => {
      const seat = taken.get(nodeNum) ?? free.shift();
      assert(seat !== undefined, 'the mesh has a free seat for each virtual radio that attaches');
      assert(!mesh.inside.nodes[seat]!.on, 'a seat for a virtual radio begins switched off');
      taken.set(nodeNum, seat);
      mesh.inside.renumber(seat, nodeNum);
      return airOf(mesh, seat, listener, shared);
    },
  };
}

/** What a listener sees of a copy. */
const packetOf = (copy: Copy, { encrypted, channelHash }: OnAir): AirPacket => ({
  from: copy.flood.fromNum,
  to: copy.flood.toNum,
  id: copy.flood.id,
  hopLimit: copy.hopLimit,
  hopStart: copy.flood.hopStart,
  wantAck: copy.wantAck,
  viaMqtt: copy.flood.viaMqtt,
  channelHash,
  nextHop: copy.nextHop,
  relayNode: copy.relayNode,
  encrypted,
});

type OnAir = Pick<AirPacket, 'encrypted' | 'channelHash'>;

/** A packet's bytes on the air: a virtual radio's own, or those that a light-weight radio would have sent. */
function onAirOf(flood: Flood, shared: Shared | undefined): OnAir {
  const asSent = shared?.sealed.get(flood);
  if (asSent) return asSent;
  if (!shared || flood.channelHash !== shared.channelHash)
    return { encrypted: flood.payload, channelHash: flood.channelHash };
  return shared.seal(flood);
}

/** The last packet from each sender to us, to learn the way back when its acknowledgement turns out to be in it. */
type LastFrom = Map<number, { readonly relayNode: number; readonly hopsAway: number }>;

function airOf(mesh: Mesh, index: number, listener: AirListener, shared: Shared | undefined): Air {
  const { nodes, profile, ether, access, router, windows, stats } = mesh.inside;
  const node = nodes[index]!;
  const ourFloods = new Map<number, Flood>(); // by packet id, while they may still be settled
  const lastFrom: LastFrom = new Map();
  let retune: AirModem | undefined;
  let inCall = false;

  /** The radio above is not called back from within its own call: what happens there is told at once after. */
  const tell = (event: AirEvent): void => {
    if (inCall) mesh.schedule(mesh.nowUs(), () => listener.onAir(event, mesh.nowUs()));
    else listener.onAir(event, mesh.nowUs());
  };
  const calling = <T>(call: () => T): T => {
    inCall = true;
    const result = call();
    inCall = false;
    return result;
  };

  const upper: Upper = {
    selfActing: true,
    mayRelay: (_node, copy) => listener.mayRelay(packetOf(copy, onAirOf(copy.flood, shared))),
    received: (_node, copy, repeated) => {
      const { flood } = copy;
      if (flood.to === index && flood.from >= 0)
        lastFrom.set(flood.from, { relayNode: copy.relayNode, hopsAway: flood.hopStart - copy.hopLimit });
      const packet = packetOf(copy, onAirOf(flood, shared));
      tell({ kind: 'received', packet, rssiDbm: rssiOf(copy), snrDb: copy.snrCdb / 100, repeated });
    },
    relayHeard: (_node, copy) =>
      tell({ kind: 'heard-relayed', id: copy.flood.id, rssiDbm: rssiOf(copy), snrDb: copy.snrCdb / 100 }),
    acked: () => undefined,
    gaveUp: (_node, flood) => tell({ kind: 'gave-up', id: flood.id }),
    space: () => tell({ kind: 'space', ...places() }),
  };

  const places = (): { free: number; maxlen: number } => ({
    free: profile.queueMax - node.queue.length,
    maxlen: profile.queueMax,
  });

  const floodFor = (packet: AirPacket): Flood => {
    const open = shared?.open(packet);
    const flood = mesh.inside.floodOf(
      {
        from: index,
        fromNum: packet.from,
        to: mesh.inside.indexFor(packet.to),
        toNum: packet.to,
        id: packet.id,
        channelHash: open ? shared!.channelHash : packet.channelHash,
        sealed: packet.channelHash === 0 && packet.to !== 0xffffffff,
        portnum: open?.portnum ?? 0,
        airBytes: MESH_HEADER_BYTES + packet.encrypted.length,
        viaMqtt: packet.viaMqtt,
        payload: open?.payload ?? packet.encrypted,
        ackOf: undefined,
        hopStart: packet.hopStart,
      },
      true,
    );
    if (open) shared!.sealed.set(flood, packet);
    return flood;
  };

  const submit = ({ packet, priority, reliable }: AirSubmission): AirAcceptance => {
    if (!node.on || !node.txEnabled) return { res: RES.disabled, ...places() };
    assert(packet.encrypted.length >= 1 && packet.encrypted.length <= profile.encodedBytesMax, 'a packet fits the air');
    const flood = floodFor(packet);
    remember(flood);
    const copy = mesh.inside.ownCopy(flood, packet.wantAck, priority);
    copy.hopLimit = packet.hopLimit;
    const res = calling(() => router.sendOwn(node, copy, reliable));
    return { res, ...places() };
  };

  const remember = (flood: Flood): void => {
    ourFloods.set(flood.id, flood);
    if (ourFloods.size > 64) ourFloods.delete(ourFloods.keys().next().value!);
  };

  /** Only between transmissions: the driver, too, finishes sending before it reconfigures. */
  const applyTune = (modem: AirModem): void => {
    retune = undefined;
    const { frequencyHz, bandwidthHz, spreadingFactor, codingRate } = modem;
    const before = { modem: node.modem, powerCdbm: node.powerCdbm };
    node.modem = mesh.inside.modemOf({ frequencyHz, bandwidthHz, spreadingFactor, codingRate });
    node.powerCdbm = Math.round(100 * modem.txPowerDbm);
    node.role = ROLE_BY_NUMBER.get(modem.role) ?? ROLES.client;
    node.mode = REBROADCAST_MODES[modem.rebroadcastMode] ?? 'all';
    node.txEnabled = modem.txEnabled;
    node.on = true;
    const reachesFurther =
      node.powerCdbm > before.powerCdbm ||
      node.modem.noiseCdb + node.modem.snrLimitCdb < before.modem.noiseCdb + before.modem.snrLimitCdb;
    if (reachesFurther) mesh.inside.relink();
    ether.tune(index, mesh.inside.earOf(node));
    if (node.queue.length > 0) access.restart(node);
  };

  const tune = (modem: AirModem): void => {
    node.upper = upper;
    const busy = ether.mode(index) === MODE.sending || ether.mode(index) === MODE.sensing;
    if (!busy) {
      applyTune(modem);
      return;
    }
    const waiting = retune !== undefined;
    retune = modem;
    if (!waiting) retry();
  };

  const retry = (): void =>
    mesh.schedule(mesh.nowUs() + RETUNE_RETRY_US, () => {
      if (retune === undefined) return;
      const busy = ether.mode(index) === MODE.sending || ether.mode(index) === MODE.sensing;
      if (busy) retry();
      else applyTune(retune);
    });

  return {
    tune,
    stop: () => {
      retune = undefined;
      mesh.switchOff(index);
    },
    submit,
    settle: (packetId) => {
      const flood = ourFloods.get(packetId);
      if (flood === undefined) return;
      calling(() => router.giveUpTrying(node, flood));
      if (flood.to !== EVERYONE) learnRoute(flood);
    },
    queue: places,
    channelUtilizationPct: () => windows.channelUsePct(index, access.nowMs()),
    airUtilTxPct: () => windows.sendUsePct(index, access.nowMs()),
    silentMinutesUntilPct: (limitPct) => windows.silentMinutes(index, limitPct, access.nowMs()),
    counts: () => {
      const now = stats.of(index);
      return { sent: now.txFrames, received: now.rxGood, broken: now.rxCollided + now.rxWeak + now.rxLost };
    },
  };

  /** NextHopRouter::sniffReceived at the origin: the acknowledgement came over a relay that carried the request, or
   *  straight from the addressee. */
  function learnRoute(flood: Flood): void {
    const answer = lastFrom.get(flood.to);
    if (answer === undefined) return;
    const relayed = node.history.wasRelayer(flood.serial, answer.relayNode);
    const alone = answer.hopsAway === 0 && node.history.wasSoleRelayer(flood.serial, node.byte);
    if (relayed || alone) router.setRoute(node, flood.to, answer.relayNode);
  }
}

const RETUNE_RETRY_US = 10_000;

const rssiOf = (copy: Copy): number => Math.round(copy.levelCdb / 100);
