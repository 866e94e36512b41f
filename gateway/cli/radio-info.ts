/** `folkmoot radio info`: one radio, how it is set, and what of that stands in the way. */

import type { Command } from 'commander';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import { presetOfNumber } from '#radio/lora/presets.ts';
import { regionOfNumber } from '#radio/lora/regions.ts';
import { examine, type Finding } from '#radio/meshtastic/doctor.ts';
import { ChannelRole, ConfigDeviceConfigRole, HardwareModel, type Channel } from '#radio/meshtastic/messages.ts';
import { nameOf, type PresentRadio } from '#radio/meshtastic/provisioning-plan.ts';
import { guarded, RADIO_OPTION, settingsOf, withRadio, type RadioSession } from './radio-session.ts';

type Options = { readonly radio?: string; readonly json?: true };

export type RadioFacts = {
  readonly address: string;
  readonly node: string;
  readonly longName: string;
  readonly shortName: string;
  readonly board: string;
  readonly firmware: string;
  readonly region: string;
  readonly preset: string;
  readonly role: string;
  readonly hopLimit: number;
  readonly transmits: boolean;
  readonly channels: readonly { readonly index: number; readonly name: string; readonly key: string }[];
  readonly nodesKnown: number;
  readonly queueFree: number | null;
  readonly findings: readonly Finding[];
};

const KEY_WORDS: readonly { readonly bytes: number; readonly words: string }[] = [
  { bytes: 0, words: 'open' },
  { bytes: 1, words: 'public key' },
  { bytes: 16, words: '128-bit key' },
  { bytes: 32, words: '256-bit key' },
];
const keyWords = (psk: Uint8Array): string =>
  KEY_WORDS.find(({ bytes }) => bytes === psk.length)?.words ?? `key of ${psk.length} bytes`;

const channelFacts = ({ index, role, settings }: Channel): RadioFacts['channels'][number] => ({
  index,
  name: settings?.name || (role === ChannelRole.PRIMARY ? "(the preset's)" : '(no name)'),
  key: keyWords(settings?.psk ?? new Uint8Array(0)),
});

/** Keys are never part of it: this is printed, copied and sent to others for help. */
export function radioFacts({ address, link }: RadioSession, present: PresentRadio): RadioFacts {
  const { radio, queue } = link.view();
  const { lora, device, owner } = present;
  return {
    address,
    node: nodeName(present.nodeNum),
    longName: owner.longName,
    shortName: owner.shortName,
    board: nameOf(HardwareModel, radio.metadata?.hwModel ?? 0),
    firmware: present.firmwareVersion,
    region: lora.region === 0 ? 'unset' : (regionOfNumber(lora.region) ?? `number ${lora.region}`),
    preset: lora.usePreset ? (presetOfNumber(lora.modemPreset) ?? `number ${lora.modemPreset}`) : 'settings of its own',
    role: nameOf(ConfigDeviceConfigRole, device.role),
    hopLimit: lora.hopLimit,
    transmits: lora.txEnabled && lora.region !== 0,
    channels: present.channels.filter(({ role }) => role !== ChannelRole.DISABLED).map(channelFacts),
    nodesKnown: [...radio.nodes.keys()].filter((num) => num !== present.nodeNum).length,
    queueFree: queue.free ?? null,
    findings: examine({ ports: [], radios: [{ where: address, state: radio }] }),
  };
}

export function factLines(facts: RadioFacts): readonly string[] {
  const { address, node, longName, shortName, board, firmware, region, preset, role, hopLimit, transmits } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ['radio', `${node} "${longName}" (${shortName}) at ${address}`],
    ['firmware', `${firmware} on ${board}`],
    ['air', `${region}, ${preset}, ${hopLimit} hops, ${transmits ? 'transmits' : 'does not transmit'}`],
    ['role', role],
    ...facts.channels.map(
      ({ index, name, key }) => [index === 0 ? 'channels' : '', `${index} ${name}: ${key}`] as const,
    ),
    ['others', `${facts.nodesKnown} radios known to it`],
  ];
  const wrong = facts.findings.filter(({ severity }) => severity !== 'fine');
  return [...rows.map(([name, value]) => `${name.padEnd(10)} ${value}`), ...wrong.flatMap(findingLines)];
}

const MARKS: Readonly<Record<Finding['severity'], string>> = { blocks: 'BAD ', warns: 'note', fine: 'ok  ' };

export const findingLines = ({ severity, words, next }: Finding): readonly string[] => [
  `${MARKS[severity]} ${words}`,
  ...(next === undefined ? [] : [`     -> ${next}`]),
];

export function declare(command: Command): void {
  command
    .option(...RADIO_OPTION)
    .option('--json', 'one JSON object instead of lines; keys are in neither')
    .action(guarded(run));
}

const run = ({ radio, json }: Options): Promise<void> =>
  withRadio(radio, async (session) => {
    const facts = radioFacts(session, await settingsOf(session));
    if (json) console.log(JSON.stringify(facts));
    else for (const line of factLines(facts)) console.log(line);
  });
