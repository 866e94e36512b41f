// The light-weight client above each simulated radio: it turns a request into a packet as the firmware would
// (sizes, seals, signatures, ids, hop limits), and answers what asks for an acknowledgement.

import { dataBytes, MESH_HEADER_BYTES } from '#radio/lora/airtime.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Access, World } from './firmware/access.ts';
import { BROADCAST_NUM, type Copy, EVERYONE, type Flood } from './firmware/packets.ts';
import { PORT, PRIORITY, RES, ROUTINE_PORTS } from './firmware/profile.ts';
import type { RadioNode } from './firmware/radio-node.ts';
import { createRouter } from './firmware/router.ts';
import type { SendRequest, SubmitResult } from './mesh-types.ts';
import { chanceStreams } from './random.ts';

/** Public-key box around a unicast (CryptoEngine.cpp: tag 8, nonce 4). */
const SEAL_BYTES = 12;
/** Encoded Data of a routing acknowledgement: port 2, payload 4, request id 5, bitfield 2. */
const ACK_DATA_BYTES = 13;
/** Ports that are never sealed (Router.cpp perhapsEncode). */
const UNSEALED_PORTS: ReadonlySet<number> = new Set([PORT.position, PORT.nodeInfo, PORT.routing, 70]);
/** How many (sender, id) pairs given from outside are told apart; older ones count as new packets. */
const KNOWN_IDS_MAX = 65_536;
const NOTHING = new Uint8Array(0);

export function createSender(seed: string, world: World, access: Access) {
  const { profile, nodes, copies } = world;
  const ids = chanceStreams(seed, 'packet-id', nodes.length);
  const serials = new Map<string, Flood>();
  let nextSerial = 1;
  const router = createRouter(world, access, sendAck);

  /** Router.cpp generatePacketId: a 10-bit counter under 22 random bits; never 0. */
  const newId = (node: number): number => ((ids.u32(node) << 10) | (nextSerial & 0x3ff)) >>> 0 || 1;

  /** The flood of this (sender, id), or a new one: a repeated id is the same packet to every memory. */
  function floodOf(fields: Omit<Flood, 'serial' | 'bornUs'>, givenId: boolean): Flood {
    const key = `${fields.fromNum}/${fields.id}`;
    const known = givenId ? serials.get(key) : undefined;
    const serial = known?.serial ?? nextSerial++;
    const flood: Flood = { ...fields, serial, bornUs: world.nowUs() };
    if (givenId) {
      serials.delete(key);
      serials.set(key, flood);
      if (serials.size > KNOWN_IDS_MAX) serials.delete(serials.keys().next().value!);
    }
    return flood;
  }

  function ownCopy(flood: Flood, wantAck: boolean, priority: number): Copy {
    const copy = copies.make(flood);
    copy.hopLimit = flood.hopStart;
    copy.nextHop = 0;
    copy.wantAck = wantAck;
    copy.priority = priority;
    copy.own = true;
    copy.snrCdb = copy.levelCdb = 0;
    return copy;
  }

  const answerOf = (node: RadioNode, res: number, id: number): SubmitResult => ({
    res,
    free: profile.queueMax - node.queue.length,
    maxlen: profile.queueMax,
    id,
  });

  /** Router::send of 2.8: routine broadcasts go as far as hop scaling says, and never farther than was asked for. */
  const routineHops = (node: RadioNode): number =>
    Math.max(node.role.hopFloor, node.hopScaling?.hops(access.nowMs()) ?? Infinity);

  function send(index: number, request: SendRequest): SubmitResult {
    const node = nodes[index];
    assert(node !== undefined, 'a sender is a node of this mesh');
    const id = request.id ?? newId(index);
    if (!node.on || !node.txEnabled) return answerOf(node, RES.disabled, id);
    const to = request.to === 'all' ? EVERYONE : request.to;
    const portnum = request.portnum ?? PORT.private;
    const sealed = to >= 0 && !UNSEALED_PORTS.has(portnum);
    const plainBytes = dataBytes(request.payload.length, portnum) + (sealed ? SEAL_BYTES : 0);
    if (plainBytes > profile.encodedBytesMax) return answerOf(node, RES.tooLarge, id);
    const signs = to === EVERYONE && plainBytes + profile.signatureBytes <= profile.encodedBytesMax;
    const wantAck = request.wantAck ?? false;
    const asked = request.hopLimit ?? node.hopLimit;
    const wished = asked > 7 || (asked === 0 && wantAck) ? profile.hopLimitDefault : asked;
    const isRoutine = to === EVERYONE && ROUTINE_PORTS.has(portnum);
    const hopLimit = isRoutine ? Math.min(wished, routineHops(node)) : wished;
    const flood = floodOf(
      {
        from: index,
        fromNum: node.num,
        to,
        toNum: to === EVERYONE ? BROADCAST_NUM : nodes[to]!.num,
        id,
        channelHash: sealed ? 0 : (request.channelHash ?? node.channels[0]!),
        sealed,
        portnum,
        airBytes: MESH_HEADER_BYTES + plainBytes + (signs ? profile.signatureBytes : 0),
        viaMqtt: false,
        payload: request.payload,
        ackOf: undefined,
        hopStart: hopLimit,
      },
      request.id !== undefined,
    );
    const res = router.sendOwn(node, ownCopy(flood, wantAck, request.priority ?? 0), wantAck);
    return answerOf(node, res, id);
  }

  /** sendAckNak (RoutingModule.cpp): a routing packet, readable by whoever holds the channel. */
  function sendAck(node: RadioNode, of: Flood, hopLimit: number, wantAck: boolean): void {
    if (of.from < 0) return;
    const flood = floodOf(
      {
        from: node.index,
        fromNum: node.num,
        to: of.from,
        toNum: of.fromNum,
        id: newId(node.index),
        channelHash: of.sealed ? node.channels[0]! : of.channelHash,
        sealed: false,
        portnum: PORT.routing,
        airBytes: MESH_HEADER_BYTES + ACK_DATA_BYTES,
        viaMqtt: false,
        payload: NOTHING,
        ackOf: of,
        hopStart: hopLimit,
      },
      false,
    );
    router.sendOwn(node, ownCopy(flood, wantAck, PRIORITY.ack), wantAck);
  }
  return { send, floodOf, ownCopy, router };
}
