/**
 * The nodes a radio has heard of: names, keys, how far away, when last. At most 100, as on common boards.
 *
 * A known public key is never replaced by another (first come, first kept, as in the firmware), so a
 * stranger who announces someone else's number cannot take over their unicasts.
 */

import { cutUtf8, equal } from '#protocol/bytes/bytes.ts';
import type { DeviceMetrics, MeshPacket, NodeInfo, Position, User } from '../meshtastic/messages.ts';
import { NodeInfo as NodeInfoCodec } from '../meshtastic/messages.ts';
import { nodeName } from '../meshtastic/node-name.ts';
import { LONG_NAME_BYTES_MAX, SHORT_NAME_BYTES_MAX } from '../meshtastic/provisioning-profile.ts';
import { whole } from './memory.ts';

export const NODES_MAX = 100;

export type NodeDatabase = {
  get(num: number): NodeInfo | undefined;
  /** Favourites first, then whoever was heard last. */
  list(): readonly NodeInfo[];
  size(): number;
  isFull(): boolean;
  /** Takes what the packet's header tells. */
  hear(packet: MeshPacket, hopsAway: number | undefined): void;
  /** Takes an announced user; says whether anything changed. */
  meet(num: number, user: User, channel: number): boolean;
  setPosition(num: number, position: Position): void;
  setMetrics(num: number, metrics: DeviceMetrics): void;
  change(num: number, change: Partial<NodeInfo>): boolean;
  remove(num: number): void;
  clear(keepFavourites: boolean): void;
};

const oldestFirst = (a: NodeInfo, b: NodeInfo): number => a.lastHeard - b.lastHeard;

/** Whoever may be forgotten first: not favoured, not ignored, without a key if there is such a one. */
function leastNeeded(nodes: readonly NodeInfo[]): NodeInfo | undefined {
  const plain = nodes.filter((node) => !node.isFavorite && !node.isIgnored).sort(oldestFirst);
  return plain.find((node) => !node.user?.publicKey.length) ?? plain[0];
}

export function createNodeDatabase(saved: readonly NodeInfo[]): NodeDatabase {
  const nodes = new Map(saved.slice(0, NODES_MAX).map((node) => [node.num, node]));

  const touch = (num: number): NodeInfo => {
    const known = nodes.get(num);
    if (known) return known;
    if (nodes.size >= NODES_MAX) {
      const forgotten = leastNeeded([...nodes.values()]);
      if (forgotten) nodes.delete(forgotten.num);
    }
    const fresh = whole(NodeInfoCodec, { num });
    nodes.set(num, fresh);
    return fresh;
  };
  const change = (num: number, fields: Partial<NodeInfo>): boolean => {
    const known = nodes.get(num);
    if (known) nodes.set(num, { ...known, ...fields });
    return known !== undefined;
  };

  return {
    get: (num) => nodes.get(num),
    list: () => [...nodes.values()].sort((a, b) => Number(b.isFavorite) - Number(a.isFavorite) || oldestFirst(b, a)),
    size: () => nodes.size,
    isFull: () => nodes.size >= NODES_MAX,
    hear(packet, hopsAway) {
      const known = touch(packet.from);
      nodes.set(packet.from, {
        ...known,
        lastHeard: packet.rxTime || known.lastHeard,
        snr: packet.rxSnr || known.snr,
        viaMqtt: packet.viaMqtt,
        ...(hopsAway === undefined ? {} : { hopsAway }),
      });
    },
    meet(num, user, channel) {
      const known = nodes.get(num);
      const knownKey = known?.user?.publicKey;
      if (knownKey?.length === 32 && !equal(knownKey, user.publicKey)) return false;
      const kept: User = {
        ...user,
        id: nodeName(num),
        longName: cutUtf8(user.longName, LONG_NAME_BYTES_MAX),
        shortName: cutUtf8(user.shortName, SHORT_NAME_BYTES_MAX),
      };
      touch(num);
      change(num, { user: kept, channel });
      const before = known?.user;
      return (
        !before || before.longName !== kept.longName || before.shortName !== kept.shortName || known.channel !== channel
      );
    },
    setPosition(num, position) {
      touch(num);
      const { latitudeI, longitudeI, altitude, time, locationSource } = position;
      const empty = whole(NodeInfoCodec, { position: {} }).position!;
      change(num, {
        position: { ...empty, ...definedOnly({ latitudeI, longitudeI, altitude }), time, locationSource },
      });
    },
    setMetrics(num, deviceMetrics) {
      touch(num);
      change(num, { deviceMetrics });
    },
    change,
    remove: (num) => void nodes.delete(num),
    clear(keepFavourites) {
      for (const node of [...nodes.values()]) if (!keepFavourites || !node.isFavorite) nodes.delete(node.num);
    },
  };
}

/** Only fields that have a value: an optional field of a message is there or not, never undefined. */
export function definedOnly<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
