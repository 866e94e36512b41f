/**
 * The doctor's look at radios: the one named, or those plugged in. This file looks; radio/meshtastic/doctor.ts
 * judges what was seen.
 */

import { listSerialPorts } from '#radio/links/serial.node.ts';
import { processClock } from '#radio/links/open-link.node.ts';
import { examine, type Finding, type ObservedPort, type ObservedRadio } from '#radio/meshtastic/doctor.ts';
import type { ChannelGiven } from './radio-key.ts';
import { reachRadio, type NotReached, type RadioSession } from './radio-session.ts';

/** More than these are not one household's. */
const RADIOS_MAX = 4;
/** A radio tells its measurements right after its settings. */
const LISTEN_MS = 1_500;

/** How a failed opening looks from outside; kinds that are not here speak for themselves. */
const SEEN: { readonly [K in NotReached['kind']]?: Omit<ObservedPort, 'where'> } = {
  busy: { opened: 'busy' },
  'no-permission': { opened: 'forbidden' },
  'wrong-device': { opened: 'yes', speaks: 'something-else' },
  'no-answer': { opened: 'yes', speaks: 'nothing' },
};

async function plugged(): Promise<readonly string[]> {
  try {
    const ports = await listSerialPorts();
    return ports.filter(({ label }) => label !== undefined).map(({ address }) => address);
  } catch {
    return [];
  }
}

async function observe({ address, link, events }: RadioSession): Promise<ObservedRadio> {
  await new Promise<void>((resolve) => processClock.after(LISTEN_MS, resolve));
  const { radio: state, queue } = link.view();
  const air = Object.assign({}, ...events.flatMap((event) => (event.kind === 'air' ? [event.air] : []))) as {
    readonly airUtilTxPercent?: number;
    readonly channelUtilizationPercent?: number;
  };
  const { airUtilTxPercent, channelUtilizationPercent } = air;
  return {
    where: address,
    state,
    connectedForMs: LISTEN_MS,
    ...(queue.free !== undefined && { queueFree: queue.free }),
    ...(airUtilTxPercent !== undefined && { airUtilTxPercent }),
    ...(channelUtilizationPercent !== undefined && { channelUtilizationPercent }),
  };
}

async function lookAt(address: string, channel: ChannelGiven | undefined): Promise<readonly Finding[]> {
  const reached = await reachRadio(address);
  if (!reached.ok) {
    const seen = SEEN[reached.error.kind];
    if (seen) return examine({ ports: [{ where: address, ...seen }], radios: [] });
    return [{ id: 'port-silent', severity: 'blocks', words: `${address}: ${reached.error.words}` }];
  }
  const radio = await observe(reached.value);
  reached.value.link.close();
  return examine({
    ports: [],
    radios: [radio],
    hostUnixS: Math.floor(Date.now() / 1000),
    ...(channel && { wanted: { channelName: channel.name, channelKey: channel.key } }),
  });
}

/** Undefined where there is no radio to look at and none was named: a gateway runs without one, too. */
export async function radioFindings(
  named: string | undefined,
  channel: ChannelGiven | undefined,
): Promise<readonly Finding[] | undefined> {
  const addresses = named === undefined ? (await plugged()).slice(0, RADIOS_MAX) : [named];
  if (addresses.length === 0) return undefined;
  return (await Promise.all(addresses.map((address) => lookAt(address, channel)))).flat();
}
