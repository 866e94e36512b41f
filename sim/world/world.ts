// A world with one seed: people with phones, sites with radios, the air between them, and time.
//
// Each person runs the product's own node on a phone; each site runs one as a carrier behind a radio.
// Phones reach their site over a wide link, sites reach each other through the simulated mesh. Every
// step is an event of the mesh's queue, so one seed gives one course of events, byte for byte.

import { assert } from '#protocol/bytes/result.ts';
import type { Acted, LinkProfile, NodeEffect, NodeEvent, Stored } from '#protocol/node/event.ts';
import type { Act } from '#protocol/node/module.ts';
import type { FolkmootNode, NodeOptions } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import type { PresetName } from '#radio/lora/presets.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { createMesh, type Mesh } from '../mesh.ts';
import { airtimeWindows } from '../firmware/airtime-windows.ts';
import type { ProfileName } from '../firmware/profile.ts';
import type { NodeSpec, Transmission } from '../mesh-types.ts';
import { memoVerifier, type MemoVerifier } from './memo-verifier.ts';
import { sharedFrames } from './shared-frames.ts';

/** Port of our frames: PRIVATE_APP. */
const PORTNUM = 256;
/** What a phone's verifier takes; only order depends on it. */
const VERIFY_US = 80_000;
/** One way over a home network. */
const WIDE_US = 20_000;
const US_PER_MS = 1000;
/** The firmware tells its client once a minute how busy it hears the channel (DeviceTelemetry). */
const TELEMETRY_US = 60_000_000;
/** Packets whose class is remembered for reports: those that may still be on air. */
const CLASSES_KEPT = 4096;
/** What the radio's word means for a frame to all and for one to a single radio; nothing where more is to come. */
const TO_ALL = { 'relay-heard': 'relayed', acked: 'relayed', 'gave-up': 'sent' } as const;
const ALONE = { 'relay-heard': undefined, acked: 'delivered', 'gave-up': 'undelivered' } as const;

export type Host = {
  readonly name: string;
  /** Radio of this host, as a node of the mesh; a phone has none. */
  radio: number | undefined;
  node: FolkmootNode;
  readonly stored: Map<string, Stored>;
  readonly links: Map<string, Host>;
  /** When it wants to be woken, by the world's clock. */
  wakeAtMs: number;
  /** How far the host's own clock is ahead of the world's, ms; behind where negative. */
  clockAheadMs: number;
  /** Switched off: hears nothing, does nothing, keeps what it stored. */
  off: boolean;
  /** How busy its radio last said the channel is. */
  channelUsePct: number;
  /** A site with power, which stays where it is. */
  readonly collects: boolean;
  /** Written, but nothing that leans on it was said or shown yet: what a disk may lose, by key with what stood there before, oldest first. */
  readonly unconfirmed: Map<string, Stored | undefined>;
  /** Signatures that it had checked so far, true or not. */
  checks: number;
  /** What the last power failure took. */
  lost: { readonly writes: number; readonly torn: number };
};

/** What a power failure does to a disk: of the writes that it had not confirmed, so many of the newest are gone, and the oldest of them is half there. */
export type DiskFault = { readonly loses: number; readonly torn: boolean };
const NO_FAULT: DiskFault = { loses: 0, torn: false };

/** What the last stretch between radio and node does to a frame: nothing arrives, one, or several, and when. */
export type Mishap = (
  radio: number,
  frame: Uint8Array,
) => readonly { readonly frame: Uint8Array; readonly delayMs: number }[];

export type WorldOptions = {
  readonly seed: string;
  readonly preset: PresetName;
  readonly region: RegionName;
  readonly radios: readonly NodeSpec[];
  readonly links?: Parameters<typeof createMesh>[0]['links'];
  /** How the air carries between places; as the mesh has it where absent. */
  readonly air?: Pick<Parameters<typeof createMesh>[0], 'pathModel' | 'physics' | 'extraLoss'>;
  /** Milliseconds since 1970 at which the world begins. */
  readonly startMs: number;
  readonly hopLimit?: number;
  readonly verifier?: MemoVerifier;
  readonly profile?: ProfileName;
  /** Shuffles events of equal time: what the protocol promises must not lean on their order. */
  readonly tieSeed?: number;
  /** Told of every transmission on air, with the urgency class of the node's frame that it carries. */
  readonly onAir?: (transmission: Transmission, atMs: number, urgency: number | undefined) => void;
  readonly mishap?: Mishap;
  /** Told of everything that a host stores, when it does. */
  readonly onStored?: (host: Host, stored: Stored) => void;
  /** Sites with a radio from the start take their neighbours' ballots (protocol/README.md §7.3); true where absent. */
  readonly collects?: boolean;
};

export interface World {
  readonly mesh: Mesh;
  readonly hosts: readonly Host[];
  nowMs(): number;
  /** Hours since the world began. */
  hours(): number;
  /** A node behind a radio, or a phone without one. */
  host(name: string, options: Omit<NodeOptions, 'seed'>, radio?: number): Host;
  /** Gives a host that has none a radio of the mesh: a phone is carried to it. */
  attach(host: Host, radio: number): void;
  /** A wide link between two hosts, until `part`. */
  join(one: Host, other: Host): void;
  part(one: Host, other: Host): void;
  act(host: Host, act: Act): Acted;
  /** A frame comes to a host by its radio from outside of this world, such as from a recording. */
  hear(host: Host, frame: Uint8Array, heard: NonNullable<Extract<NodeEvent, { kind: 'received' }>['heard']>): void;
  /** Calls back at this hour of the world. */
  at(hour: number, call: () => void): void;
  runUntil(hour: number): void;
  /** The power fails: what was not stored is gone, and the node starts again from its store, or from an older copy of it, which then writes in a new log. */
  restart(host: Host, stored?: ReadonlyMap<string, Stored>, log?: number, disk?: DiskFault): void;
  /** Off until `restart`. */
  switchOff(host: Host): void;
  /** The radio loses its power, and with it what it was asked to send. */
  radioOff(host: Host): void;
  radioOn(host: Host): void;
  /** It is back after so many seconds. */
  rebootRadio(host: Host, seconds: number): void;
  /** By the host's own clock. */
  hostNowMs(host: Host): number;
  readonly verifier: MemoVerifier;
  readonly region: RegionName;
  /** Of everything that a node handed to a link, in bytes. */
  longestFrameBytes(): number;
  /** Of the last hour, how much a radio sent of what our nodes say: its own and what it relays, without what strangers put on the air. */
  oursTxPct(radio: number): number;
}

export function createWorld(options: WorldOptions): World {
  const verifier = options.verifier ?? memoVerifier();
  const frames = sharedFrames();
  const hosts: Host[] = [];
  const behind = new Map<number, Host>();
  const optionsOf = new Map<Host, NodeOptions>();
  const sentById = new Map<string, { readonly host: Host; readonly transmission: number; readonly alone: boolean }>();
  const urgencyById = new Map<number, number>();
  let replies = 0;
  let lastActed: Acted | undefined;
  let longestFrameBytes = 0;
  /** Of what our nodes say, as the firmware counts all that a radio sends. */
  const ours = airtimeWindows(options.radios.length);

  const mesh = createMesh({
    seed: options.seed,
    preset: options.preset,
    region: options.region,
    nodes: options.radios,
    ...(options.links && { links: options.links }),
    ...options.air,
    ...(options.profile && { profile: options.profile }),
    ...(options.tieSeed !== undefined && { tieSeed: options.tieSeed }),
    listener: {
      received(radio, reception) {
        const host = behind.get(radio);
        if (!host || reception.portnum !== PORTNUM) return;
        const heard = {
          from: String(reception.from),
          snrDb: reception.snrDb,
          rssiDbm: reception.rssiDbm,
          hopsAway: reception.hopStart - reception.hopLimit,
          ...(reception.to === radio && { toUs: true as const }),
        };
        const receive = (frame: Uint8Array): void => feed(host, { kind: 'received', link: 'radio', frame, heard });
        if (!options.mishap) return receive(reception.payload);
        for (const { frame, delayMs } of options.mishap(radio, reception.payload)) {
          if (delayMs > 0) later(delayMs * US_PER_MS, () => receive(frame));
          else receive(frame);
        }
      },
      outcome(radio, outcome) {
        const name = `${radio}/${outcome.id}`;
        const sent = sentById.get(name);
        const became = sent && (sent.alone ? ALONE : TO_ALL)[outcome.kind];
        if (!sent || became === undefined) return;
        sentById.delete(name);
        feed(sent.host, { kind: 'transmitted', link: 'radio', transmission: sent.transmission, outcome: became });
      },
      transmission(transmission, atUs) {
        const urgency = urgencyById.get(transmission.id);
        if (urgency !== undefined)
          ours.log(
            transmission.node,
            Math.floor(transmission.airtimeUs / US_PER_MS),
            true,
            Math.floor(atUs / US_PER_MS),
          );
        options.onAir?.(transmission, options.startMs + atUs / US_PER_MS, urgency);
      },
    },
  });

  const nowMs = (): number => options.startMs + Math.floor(mesh.nowUs() / US_PER_MS);
  const later = (delayUs: number, call: () => void): void => mesh.schedule(mesh.nowUs() + delayUs, call);

  const radioProfile = (host: Host): LinkProfile => ({
    medium: 'air',
    airtimeMs: (payloadBytes) => airtimeMs({ preset: options.preset }, payloadBytes),
    dutyCycle: REGIONS[options.region].dutyPercent / 100,
    hopLimit: options.hopLimit ?? 3,
    self: String(host.radio),
    collects: host.collects,
  });
  const wideProfile: LinkProfile = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 };

  const hostNowMs = (host: Host): number => nowMs() + host.clockAheadMs;
  const feed = (host: Host, event: NodeEvent): void => {
    if (host.off) return;
    for (const effect of host.node.handle(event, hostNowMs(host))) perform(host, effect);
  };
  const rememberClass = (id: number, urgency: number): void => {
    if (urgencyById.size >= CLASSES_KEPT) urgencyById.delete(urgencyById.keys().next().value!);
    urgencyById.set(id, urgency);
  };

  const perform = (host: Host, effect: NodeEffect): void => {
    switch (effect.kind) {
      case 'persist': {
        const { key } = effect.stored;
        if (!host.unconfirmed.has(key)) host.unconfirmed.set(key, host.stored.get(key));
        host.stored.set(key, effect.stored);
        options.onStored?.(host, effect.stored);
        return;
      }
      case 'verify': {
        host.checks++;
        const valid = verifier.check(effect.claim);
        const { node } = host;
        // The answer belongs to the node that asked: after a restart nobody waits for it.
        later(VERIFY_US, () => host.node === node && feed(host, { kind: 'verified', ticket: effect.ticket, valid }));
        return;
      }
      case 'transmit':
        // The driver sends, and answers what was tapped, only when all before it is on the disk (protocol/node/drive.ts).
        host.unconfirmed.clear();
        longestFrameBytes = Math.max(longestFrameBytes, effect.frame.length);
        if (effect.link === 'radio') return onAir(host, effect);
        return overWide(host, effect);
      case 'wake':
        return wakeAt(host, effect.atMs - host.clockAheadMs);
      case 'acted':
        host.unconfirmed.clear();
        lastActed = effect.outcome;
        return;
      case 'private-message':
      case 'changed':
      case 'note':
    }
  };

  const onAir = (host: Host, effect: Extract<NodeEffect, { kind: 'transmit' }>): void => {
    const { transmission, frame, hopLimit, urgency } = effect;
    const alone = effect.to !== undefined;
    // Only what must be heard asks for the implicit acknowledgement: it costs repeats.
    // With hop limit 0 the firmware would turn it into three hops.
    const wantAck = hopLimit > 0 && (urgency === 0 || alone);
    const to = alone ? Number(effect.to) : 'all';
    const answer = mesh.send(host.radio!, { to, payload: frame, portnum: PORTNUM, hopLimit, wantAck });
    rememberClass(answer.id, urgency);
    if (answer.res === 0 && wantAck) sentById.set(`${host.radio}/${answer.id}`, { host, transmission, alone });
    const told =
      answer.res === 0
        ? ({ outcome: 'sent' } as const)
        : ({ outcome: 'refused', why: `the radio answered ${answer.res}` } as const);
    later(0, () => feed(host, { kind: 'transmitted', link: 'radio', transmission, ...told }));
  };

  const overWide = (host: Host, effect: Extract<NodeEffect, { kind: 'transmit' }>): void => {
    const peer = host.links.get(effect.link);
    if (!peer) return;
    later(WIDE_US, () => {
      if (peer.links.has(host.name)) feed(peer, { kind: 'received', link: host.name, frame: effect.frame });
    });
  };

  const wakeAt = (host: Host, atMs: number): void => {
    if (atMs === host.wakeAtMs) return;
    host.wakeAtMs = atMs;
    mesh.schedule(Math.max(mesh.nowUs() + 1, Math.ceil((atMs - options.startMs) * US_PER_MS)), () => {
      if (host.wakeAtMs !== atMs) return;
      host.wakeAtMs = Infinity;
      feed(host, { kind: 'woke' });
    });
  };

  /** Takes back the newest of what the disk had not confirmed. */
  const lose = ({ stored, unconfirmed }: Host, { loses, torn }: DiskFault): Host['lost'] => {
    const gone = loses > 0 ? [...unconfirmed].slice(-loses) : [];
    const written = gone.map(([key]) => stored.get(key)!);
    for (const [key, before] of gone) {
      if (before) stored.set(key, before);
      else stored.delete(key);
    }
    const [first] = written;
    if (!torn || !first) return { writes: gone.length, torn: 0 };
    stored.set(first.key, { ...first, bytes: first.bytes.slice(0, first.bytes.length >> 1) });
    return { writes: gone.length, torn: 1 };
  };

  const raise = (host: Host): void => {
    if (host.radio !== undefined) radioUp(host);
    for (const name of host.links.keys()) feed(host, { kind: 'link-up', link: name, profile: wideProfile });
  };

  const radioUp = (host: Host): void => feed(host, { kind: 'link-up', link: 'radio', profile: radioProfile(host) });

  const radioOff = (host: Host): void => {
    assert(host.radio !== undefined, 'a host whose radio is switched off has one');
    mesh.switchOff(host.radio);
    feed(host, { kind: 'link-down', link: 'radio', why: 'the radio has no power' });
  };

  const radioOn = (host: Host): void => {
    assert(host.radio !== undefined, 'a host whose radio is switched on has one');
    mesh.switchOn(host.radio);
    radioUp(host);
  };

  const plug = (host: Host, radio: number): void => {
    if (behind.size === 0) later(TELEMETRY_US, telemetry);
    behind.set(radio, host);
  };

  /** All radios in one event, to have fewer. A report that says the same as the last changes nothing, so it is not told. */
  const telemetry = (): void => {
    for (const [radio, host] of behind) {
      const percent = Math.round(mesh.channelUsePct(radio));
      if (percent === host.channelUsePct) continue;
      feed(host, { kind: 'channel-use', link: 'radio', percent });
      host.channelUsePct = percent;
    }
    later(TELEMETRY_US, telemetry);
  };

  return {
    mesh,
    hosts,
    verifier,
    region: options.region,
    longestFrameBytes: () => longestFrameBytes,
    oursTxPct: (radio) => ours.sendUsePct(radio, Math.floor(mesh.nowUs() / US_PER_MS)),
    nowMs,
    hours: () => mesh.nowUs() / 3.6e9,
    host(name, nodeOptions, radio) {
      assert(!hosts.some((host) => host.name === name), 'hosts have names of their own');
      const { sign, publicKey } = verifier;
      const seed = `${options.seed}/${name}`;
      const whole: NodeOptions = {
        ...nodeOptions,
        seed,
        frames,
        ...(sign && { sign }),
        ...(publicKey && { publicKey }),
      };
      const host: Host = {
        name,
        radio,
        node: createNode(whole, nowMs()),
        stored: new Map(),
        links: new Map(),
        wakeAtMs: Infinity,
        clockAheadMs: 0,
        off: false,
        channelUsePct: 0,
        collects: radio !== undefined && (options.collects ?? true),
        unconfirmed: new Map(),
        checks: 0,
        lost: { writes: 0, torn: 0 },
      };
      hosts.push(host);
      optionsOf.set(host, whole);
      raise(host);
      if (radio !== undefined) plug(host, radio);
      return host;
    },
    attach(host, radio) {
      assert(host.radio === undefined && !behind.has(radio), 'one host for a radio, one radio for a host');
      host.radio = radio;
      plug(host, radio);
      radioUp(host);
    },
    join(one, other) {
      one.links.set(other.name, other);
      other.links.set(one.name, one);
      feed(one, { kind: 'link-up', link: other.name, profile: wideProfile });
      feed(other, { kind: 'link-up', link: one.name, profile: wideProfile });
    },
    part(one, other) {
      one.links.delete(other.name);
      other.links.delete(one.name);
      feed(one, { kind: 'link-down', link: other.name, why: 'parted' });
      feed(other, { kind: 'link-down', link: one.name, why: 'parted' });
    },
    act(host, act) {
      lastActed = undefined;
      feed(host, { kind: 'acted', act, reply: ++replies });
      assert(lastActed !== undefined, 'every act is answered');
      return lastActed;
    },
    hear: (host, frame, heard) => feed(host, { kind: 'received', link: 'radio', frame, heard }),
    at: (hour, call) => mesh.schedule(Math.round(hour * 3.6e9), call),
    runUntil: (hour) => mesh.advanceTo(Math.round(hour * 3.6e9)),
    hostNowMs,
    switchOff(host) {
      host.off = true;
    },
    restart(host, stored, log, disk = NO_FAULT) {
      const before = optionsOf.get(host)!;
      host.lost = lose(host, disk);
      host.unconfirmed.clear();
      if (log !== undefined) optionsOf.set(host, { ...before, secrets: { ...before.secrets, log } });
      if (stored) {
        host.stored.clear();
        for (const [key, row] of stored) host.stored.set(key, row);
      }
      host.off = false;
      host.node = createNode(optionsOf.get(host)!, hostNowMs(host));
      host.wakeAtMs = Infinity;
      host.channelUsePct = 0;
      feed(host, { kind: 'loaded', stored: [...host.stored.values()] });
      raise(host);
    },
    radioOff,
    radioOn,
    rebootRadio(host, seconds) {
      radioOff(host);
      later(seconds * 1_000_000, () => radioOn(host));
    },
  };
}
