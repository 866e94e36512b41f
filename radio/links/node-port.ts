// A Meshtastic radio as a link of the node, in the gateway and in the page.
//
// The radio session lives on through unplugging and reboots; each time that the radio is ready, the node
// gets a new port with a profile read from the radio's own settings: airtime by its preset, the duty cycle
// that the law of its region allows. This room knows nothing of the node, so the port's shape is said here
// once more; the compiler holds it to the node's own (protocol/node/ports.ts) where the two meet.

import { communityChannel } from '../meshtastic/community-channel.ts';
import { nodeName, nodeNumOf } from '../meshtastic/node-name.ts';
import { FOLKMOOT_PORT } from '../meshtastic/portnum.ts';
import type { OnAir } from '../lora/airtime.ts';
import { broadcastAirtimeUs } from '../lora/payload.ts';
import { regionOfNumber, REGIONS } from '../lora/regions.ts';
import { modulationOf } from '../virtual/modem.ts';
import type { LinkEvent, MeshtasticLink } from './meshtastic-link.ts';

export type AirProfile = {
  readonly medium: 'air';
  readonly airtimeMs: (payloadBytes: number) => number;
  /** 0 to 1. */
  readonly dutyCycle: number;
  readonly hopLimit: number;
  readonly self?: string;
  readonly collects?: boolean;
};

type HeardBy = {
  readonly from: string;
  readonly snrDb: number;
  readonly rssiDbm: number;
  readonly hopsAway?: number;
  readonly toUs?: true;
};
type Fate = 'sent' | 'relayed' | 'delivered' | 'undelivered' | 'refused' | 'unknown';
type Told = (fate: Fate, why?: string) => void;

type RadioPortListener = {
  readonly frame: (frame: Uint8Array, heard: HeardBy) => void;
  /** 0 to 100. */
  readonly channelUse: (percent: number) => void;
  readonly down: (why: string) => void;
};

export type RadioPort = {
  readonly id: string;
  readonly profile: AirProfile;
  start(listener: RadioPortListener): void;
  send(
    frame: Uint8Array,
    sending: {
      readonly hopLimit: number;
      readonly urgency: 0 | 1 | 2 | 3;
      readonly expiresAtMs: number;
      readonly to?: string;
    },
    told: Told,
  ): void;
  close(): void;
};

/** MeshPacket.Priority by urgency: ALERT goes before everything, BACKGROUND waits behind all others. */
const PRIORITY: readonly number[] = [110, 100, 64, 10];
/** Where the region is unknown, the strictest law of the large regions. */
const DUTY_PERCENT_UNKNOWN = 1;
/** Sendings whose fate may still be told. */
const SENDINGS_MAX = 256;
/** What the session's word on an acknowledgement means, for a frame to all and for one to a single radio. */
const TO_ALL = { heard: 'relayed', delivered: 'relayed', failed: 'sent' } as const;
const ALONE = { heard: 'sent', delivered: 'delivered', failed: 'undelivered' } as const;

export type RadioNews =
  | { readonly kind: 'ready'; readonly port: RadioPort }
  | { readonly kind: 'problem' | 'notice'; readonly words: string };

/**
 * Listens to a session for as long as it lives, and makes a port each time that the radio is ready.
 * `channelKey`: of the community's channel; frames go where communityChannel() says. `collects`: this radio has power
 * and stays where it is, so neighbours may leave their ballots with it.
 */
export function radioPorts(
  id: string,
  link: MeshtasticLink,
  news: (news: RadioNews) => void,
  channelKey: () => Uint8Array | undefined = () => undefined,
  { collects = false }: { readonly collects?: boolean } = {},
): void {
  let listener: RadioPortListener | undefined;
  const sendings = new Map<number, { readonly told: Told; readonly alone: boolean }>();

  const end = (ref: number, fate: Fate, why: string | undefined, isLast: boolean): void => {
    sendings.get(ref)?.told(fate, why);
    if (isLast) sendings.delete(ref);
  };

  const channelNow = (): number => communityChannel(link.view().radio, channelKey()).index;

  const portNow = (): RadioPort => ({
    id,
    profile: { ...profileOf(link), collects },
    start: (itsListener) => {
      listener = itsListener;
    },
    send(frame, { hopLimit, urgency, expiresAtMs, to }, told) {
      const node = to === undefined ? undefined : nodeNumOf(to);
      if (to !== undefined && node === undefined) return told('refused', `"${to}" names no radio`);
      // Only what must be heard asks for the implicit acknowledgement: it costs repeats. With hop limit 0
      // the firmware would turn it into three hops.
      const wantAck = hopLimit > 0 && (urgency === 0 || node !== undefined);
      const ref = link.send(frame, {
        hopLimit,
        channel: channelNow(),
        wantAck,
        priority: PRIORITY[urgency]!,
        expiresAtMs,
        ...(node !== undefined && { to: node }),
      });
      if (sendings.size >= SENDINGS_MAX) sendings.delete(sendings.keys().next().value!);
      sendings.set(ref, { told, alone: node !== undefined });
    },
    // The session outlives the port: it goes on to wait for the radio.
    close: () => {
      listener = undefined;
      sendings.clear();
    },
  });

  const HEARD: { readonly [K in LinkEvent['kind']]?: (event: Extract<LinkEvent, { kind: K }>) => void } = {
    ready: () => news({ kind: 'ready', port: portNow() }),
    lost: ({ why }) => listener?.down(why),
    received: ({ packet }) => {
      if (packet.portnum !== FOLKMOOT_PORT) return;
      listener?.frame(packet.payload, {
        from: nodeName(packet.from),
        snrDb: packet.rxSnrDb,
        rssiDbm: packet.rxRssiDbm,
        ...(packet.hopsAway !== undefined && { hopsAway: packet.hopsAway }),
        ...(packet.to === link.view().radio.myInfo?.myNodeNum && { toUs: true as const }),
      });
    },
    ended: ({ ref, outcome }) => {
      const why =
        outcome.kind === 'refused' ? outcome.words : outcome.kind === 'unknown' ? `radio: ${outcome.why}` : undefined;
      end(ref, outcome.kind, why, outcome.kind !== 'sent');
    },
    acked({ ref, how }) {
      // That somebody repeated it says nothing of the one radio that it was for: its own word is still to come.
      const alone = sendings.get(ref)?.alone ?? false;
      if (alone && how === 'heard') return;
      end(ref, (alone ? ALONE : TO_ALL)[how], undefined, true);
    },
    air: ({ air }) => {
      if (air.channelUtilizationPercent !== undefined) listener?.channelUse(air.channelUtilizationPercent);
    },
    notice: ({ notice }) => news({ kind: 'notice', words: notice.words }),
    'not-opened': ({ problem }) => news({ kind: 'problem', words: problem.words }),
  };
  // The table's line takes exactly this kind of event.
  link.listen((event) => (HEARD[event.kind] as ((event: LinkEvent) => void) | undefined)?.(event));
}

function profileOf(link: MeshtasticLink): AirProfile {
  const { radio, capabilities } = link.view();
  const number = radio.myInfo?.myNodeNum;
  const lora = radio.config.lora;
  const onAir: OnAir = lora === undefined ? { preset: 'LONG_FAST' } : modulationOf(lora);
  const region = regionOfNumber(lora?.region ?? 0);
  return {
    medium: 'air',
    airtimeMs: (payloadBytes) => broadcastAirtimeUs(onAir, payloadBytes, capabilities) / 1000,
    dutyCycle: (region === undefined ? DUTY_PERCENT_UNKNOWN : REGIONS[region].dutyPercent) / 100,
    hopLimit: lora?.hopLimit ?? 3,
    ...(number !== undefined && { self: nodeName(number) }),
  };
}
