// A Meshtastic radio as a link of the node, in the gateway and in the page.
//
// The radio session lives on through unplugging and reboots; each time that the radio is ready, the node
// gets a new port with a profile read from the radio's own settings: airtime by its preset, the duty cycle
// that the law of its region allows. This room knows nothing of the node, so the port's shape is said here
// once more; the compiler holds it to the node's own (protocol/node/ports.ts) where the two meet.

import { communityChannel } from '../meshtastic/community-channel.ts';
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
};

type HeardBy = { readonly from: string; readonly snrDb: number; readonly rssiDbm: number; readonly hopsAway?: number };
type Fate = 'sent' | 'relayed' | 'refused' | 'unknown';
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
    sending: { readonly hopLimit: number; readonly urgency: 0 | 1 | 2 | 3; readonly expiresAtMs: number },
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

export type RadioNews =
  | { readonly kind: 'ready'; readonly port: RadioPort }
  | { readonly kind: 'problem' | 'notice'; readonly words: string };

/**
 * Listens to a session for as long as it lives, and makes a port each time that the radio is ready.
 * `channelKey`: of the community's channel; frames go where communityChannel() says.
 */
export function radioPorts(
  id: string,
  link: MeshtasticLink,
  news: (news: RadioNews) => void,
  channelKey: () => Uint8Array | undefined = () => undefined,
): void {
  let listener: RadioPortListener | undefined;
  const sendings = new Map<number, Told>();

  const end = (ref: number, fate: Fate, why: string | undefined, isLast: boolean): void => {
    sendings.get(ref)?.(fate, why);
    if (isLast) sendings.delete(ref);
  };

  const channelNow = (): number => communityChannel(link.view().radio, channelKey()).index;

  const portNow = (): RadioPort => ({
    id,
    profile: profileOf(link),
    start: (itsListener) => {
      listener = itsListener;
    },
    send(frame, { hopLimit, urgency, expiresAtMs }, told) {
      // Only what must be heard asks for the implicit acknowledgement: it costs repeats. With hop limit 0
      // the firmware would turn it into three hops.
      const wantAck = urgency === 0 && hopLimit > 0;
      const ref = link.send(frame, {
        hopLimit,
        channel: channelNow(),
        wantAck,
        priority: PRIORITY[urgency]!,
        expiresAtMs,
      });
      if (sendings.size >= SENDINGS_MAX) sendings.delete(sendings.keys().next().value!);
      sendings.set(ref, told);
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
        from: `!${packet.from.toString(16).padStart(8, '0')}`,
        snrDb: packet.rxSnrDb,
        rssiDbm: packet.rxRssiDbm,
        ...(packet.hopsAway !== undefined && { hopsAway: packet.hopsAway }),
      });
    },
    ended: ({ ref, outcome }) => {
      const why =
        outcome.kind === 'refused' ? outcome.words : outcome.kind === 'unknown' ? `radio: ${outcome.why}` : undefined;
      end(ref, outcome.kind, why, outcome.kind !== 'sent');
    },
    acked: ({ ref, how }) => end(ref, how === 'failed' ? 'sent' : 'relayed', undefined, true),
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
  const lora = radio.config.lora;
  const onAir: OnAir = lora === undefined ? { preset: 'LONG_FAST' } : modulationOf(lora);
  const region = regionOfNumber(lora?.region ?? 0);
  return {
    medium: 'air',
    airtimeMs: (payloadBytes) => broadcastAirtimeUs(onAir, payloadBytes, capabilities) / 1000,
    dutyCycle: (region === undefined ? DUTY_PERCENT_UNKNOWN : REGIONS[region].dutyPercent) / 100,
    hopLimit: lora?.hopLimit ?? 3,
  };
}
