/** `folkmoot radio list`: what is plugged in, and what answers in the network. */

import type { Command } from 'commander';
import { findRadios } from '#radio/links/mdns.node.ts';
import { listSerialPorts, type FoundPort } from '#radio/links/serial.node.ts';
import { guarded, tell } from './radio-session.ts';

type Options = { readonly network: boolean; readonly json?: true };
type Line = { readonly address: string; readonly what: string; readonly isLikely: boolean };

const lineOfPort = ({ address, label, serialNumber }: FoundPort): Line => ({
  address,
  what: `${label ?? 'probably no radio'}${serialNumber === undefined ? '' : `, serial number ${serialNumber}`}`,
  isLikely: label !== undefined,
});

/** A system without the means to list ports has none to offer. */
async function ports(): Promise<readonly FoundPort[]> {
  try {
    return await listSerialPorts();
  } catch (error) {
    tell(`The serial ports cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

export function declare(command: Command): void {
  command
    .option('--no-network', 'look at USB ports only')
    .option('--json', 'one JSON object instead of lines')
    .action(guarded(run));
}

async function run({ network, json }: Options): Promise<void> {
  if (network && !json) tell('Looking at the ports, and asking in the network for two seconds ...');
  const [plugged, heard] = await Promise.all([ports(), network ? findRadios() : []]);
  const lines: readonly Line[] = [
    ...plugged.map(lineOfPort),
    ...heard.map(({ address, name }) => ({ address, what: `radio ${name} in the network`, isLikely: true })),
  ];
  if (json) return console.log(JSON.stringify({ radios: lines }));
  for (const { address, what } of lines) console.log(`${address.padEnd(28)} ${what}`);
  if (lines.some(({ isLikely }) => isLikely)) return;
  tell('No radio was found. A cable that only charges shows nothing; a radio on Wi-Fi may have to be named by its');
  tell('address (--radio tcp:192.168.4.1). Without hardware: folkmoot radio virtual.');
}
