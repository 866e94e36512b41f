/**
 * What is wrong with the radios of this place, and what to do: findings from observed facts. Pure: the
 * rim looks (ports, permissions, a connected radio's own words), this file judges.
 *
 * Each check is one row of a table and names its finding by a stable id, so that screens can translate
 * and scripts can test. Words are for the person who stands before the box.
 */

import { equal } from '#protocol/bytes/bytes.ts';
import { presetAllowed, regionOfNumber, REGIONS, type Region } from '../lora/regions.ts';
import { presetOfNumber } from '../lora/presets.ts';
import { ChannelRole, ConfigDeviceConfigRebroadcastMode, ConfigDeviceConfigRole } from './messages.ts';
import { nodeName } from './node-name.ts';
import { capabilitiesOf, regionIsUnset, transmitIsOff, type RadioState } from './radio-state.ts';

export type Severity = 'blocks' | 'warns' | 'fine';

export type Finding = {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly words: string;
  /** The next step; absent where nothing is to be done. */
  readonly next?: string;
};

export type FindingId =
  | 'no-port'
  | 'port-forbidden'
  | 'port-busy'
  | 'port-other-device'
  | 'port-silent'
  | 'radio-found'
  | 'radio-unread'
  | 'firmware-too-old'
  | 'region-unset'
  | 'region-unknown'
  | 'region-differs'
  | 'preset-forbidden'
  | 'preset-differs'
  | 'transmitter-off'
  | 'channel-missing'
  | 'channel-other-key'
  | 'channel-public-key'
  | 'own-key-missing'
  | 'neighbour-keys-missing'
  | 'role-drops-ours'
  | 'hops-many'
  | 'clock-unset'
  | 'clock-off'
  | 'duty-near'
  | 'duty-used-up'
  | 'air-busy'
  | 'queue-stuck'
  | 'heard-nobody'
  | 'all-well';

export type ObservedPort = {
  /** `/dev/ttyUSB0`, `COM3`, `192.168.1.20:4403`. */
  readonly where: string;
  /** What happened when it was opened. */
  readonly opened: 'yes' | 'forbidden' | 'busy' | 'gone';
  /** Who may open it, where the system says so. */
  readonly group?: string;
  /** What answered to want_config. */
  readonly speaks?: 'meshtastic' | 'something-else' | 'nothing';
};

export type ObservedRadio = {
  readonly where: string;
  readonly state: RadioState;
  /** The radio's clock in Unix seconds as last told, 0: unset; absent: not told yet. */
  readonly clockUnixS?: number;
  readonly airUtilTxPercent?: number;
  readonly channelUtilizationPercent?: number;
  readonly queueFree?: number;
  /** How long the queue has had no free place. */
  readonly queueFullForMs?: number;
  /** Since the last packet of any other radio; absent: none yet. */
  readonly heardAgoMs?: number;
  readonly connectedForMs?: number;
};

export type WantedOnAir = {
  readonly region?: string;
  readonly preset?: string;
  readonly channelName: string;
  readonly channelKey: Uint8Array;
};

export type DoctorFacts = {
  readonly ports: readonly ObservedPort[];
  readonly radios: readonly ObservedRadio[];
  readonly wanted?: WantedOnAir;
  /** This machine's clock; absent when it is not to be trusted either. */
  readonly hostUnixS?: number;
};

/** A clock that is further off makes the times of messages mislead people. */
const CLOCK_OFF_S_MAX = 120;
const DUTY_NEAR_SHARE = 0.8;
/** Above this the firmware holds back its own metadata (airtime.cpp, polite). */
const BUSY_PERCENT = 25;
/** Three tries of a full packet on the slowest preset, with waiting: a queue full for longer does not move. */
const QUEUE_STUCK_MS = 120_000;
const LONELY_MS = 30 * 60 * 1000;
const HOPS_PLENTY = 5;

type PortCheck = (port: ObservedPort) => Finding | undefined;
type RadioCheck = (radio: ObservedRadio, facts: DoctorFacts) => Finding | undefined;

const finding = (id: FindingId, severity: Severity, words: string, next?: string): Finding =>
  next === undefined ? { id, severity, words } : { id, severity, words, next };

const PORT_CHECKS: readonly PortCheck[] = [
  ({ where, opened, group }) =>
    opened === 'forbidden'
      ? finding(
          'port-forbidden',
          'blocks',
          `${where} is there, but this user may not open it.`,
          `Add the user to the group ${group ?? 'that owns the port (on Debian: dialout)'}, then log in again: sudo usermod -aG ${group ?? 'dialout'} $USER`,
        )
      : undefined,
  ({ where, opened }) =>
    opened === 'busy'
      ? finding(
          'port-busy',
          'blocks',
          `${where} is in use by another program.`,
          'Close other Meshtastic programs (app, web page, command line) that use this radio, or ModemManager.',
        )
      : undefined,
  ({ where, speaks }) =>
    speaks === 'something-else'
      ? finding(
          'port-other-device',
          'warns',
          `${where} answers, but not as a Meshtastic radio: perhaps a modem, a GPS receiver or another board.`,
          'Leave it alone, or install Meshtastic on the board (flasher.meshtastic.org).',
        )
      : undefined,
  ({ where, opened, speaks }) =>
    opened === 'yes' && speaks === 'nothing'
      ? finding(
          'port-silent',
          'warns',
          `${where} can be opened, but nothing answers.`,
          "Press the radio's reset button; try another USB cable (some only charge); then look again.",
        )
      : undefined,
];

const loraOf = ({ state }: ObservedRadio) => state.config.lora;

function regionOf(radio: ObservedRadio): Region | undefined {
  const name = regionOfNumber(loraOf(radio)?.region ?? 0);
  return name === undefined ? undefined : REGIONS[name];
}

/** Our channel on this radio, by name. */
const channelOf = ({ state }: ObservedRadio, name: string) =>
  state.channels.find(({ role, settings }) => role !== ChannelRole.DISABLED && settings?.name === name);

const firmware: RadioCheck = ({ where, state }) => {
  const version = state.metadata?.firmwareVersion;
  if (version === undefined || !state.config.lora) {
    return finding(
      'radio-unread',
      'warns',
      `The radio at ${where} has not told its settings yet.`,
      'Wait a few seconds and look again.',
    );
  }
  if (!capabilitiesOf(version).tooOld) return undefined;
  const words = `The radio at ${where} runs firmware ${version}, which is too old.`;
  return finding(
    'firmware-too-old',
    'blocks',
    words,
    'Update it to 2.5 or newer: flasher.meshtastic.org. Its settings stay.',
  );
};

const region: RadioCheck = (radio, { wanted }) => {
  const lora = loraOf(radio);
  if (!lora) return undefined;
  if (regionIsUnset(radio.state)) {
    const next =
      'Say where it is: folkmoot radio provision --profile household --region NAME (for Europe EU_868, for the Americas US).';
    return finding('region-unset', 'blocks', 'The radio has no region, so it transmits nothing.', next);
  }
  const name = regionOfNumber(lora.region);
  if (name === undefined) {
    const words = `The radio is set to region number ${lora.region}, which we do not know or which forbids encryption (amateur bands).`;
    return finding(
      'region-unknown',
      'blocks',
      words,
      'Choose the region of this country: folkmoot radio provision --profile household --region NAME.',
    );
  }
  if (wanted?.region !== undefined && wanted.region !== name) {
    const words = `The radio is set to ${name}, the community uses ${wanted.region}: they are on different frequencies.`;
    return finding(
      'region-differs',
      'blocks',
      words,
      'Provision the radio for the community, if it is used in that region.',
    );
  }
  return undefined;
};

const preset: RadioCheck = (radio, { wanted }) => {
  const lora = loraOf(radio);
  const name = regionOfNumber(lora?.region ?? 0);
  if (!lora || name === undefined) return undefined;
  const present = lora.usePreset ? presetOfNumber(lora.modemPreset) : undefined;
  if (present !== undefined && !presetAllowed(name, present)) {
    const words = `The preset ${present} is not allowed in ${name}; the radio falls back to another one.`;
    return finding(
      'preset-forbidden',
      'blocks',
      words,
      "Choose the community's preset: folkmoot radio provision --profile household.",
    );
  }
  if (wanted?.preset === undefined || wanted.preset === present) return undefined;
  const words = `The radio speaks ${present ?? 'with settings of its own'}, the community ${wanted.preset}: they cannot hear each other.`;
  return finding('preset-differs', 'blocks', words, 'Provision the radio for the community.');
};

const transmitter: RadioCheck = ({ state }) =>
  transmitIsOff(state)
    ? finding(
        'transmitter-off',
        'blocks',
        "The radio's transmitter is switched off in its settings.",
        'Switch "transmit enabled" on, or provision the radio.',
      )
    : undefined;

const channel: RadioCheck = (radio, { wanted }) => {
  if (!wanted || radio.state.channels.length === 0) return undefined;
  const ours = channelOf(radio, wanted.channelName);
  if (!ours) {
    const words = `The radio does not have the community's channel "${wanted.channelName}".`;
    return finding(
      'channel-missing',
      'blocks',
      words,
      'Take it from an invite: folkmoot radio channel --from-invite INVITE.',
    );
  }
  const psk = ours.settings?.psk ?? new Uint8Array(0);
  if (equal(psk, wanted.channelKey)) return undefined;
  if (psk.length <= 1) {
    const words = `The channel "${wanted.channelName}" has the key that everybody knows.`;
    return finding(
      'channel-public-key',
      'blocks',
      words,
      "Write the community's key: folkmoot radio channel --from-invite INVITE.",
    );
  }
  const words = `The channel "${wanted.channelName}" has another key than the community: neither can read the other.`;
  return finding('channel-other-key', 'blocks', words, 'Take the key from a fresh invite of a member.');
};

const ownKey: RadioCheck = ({ state }) => {
  const { security, lora } = state.config;
  if (!security || !lora || lora.region === 0 || security.publicKey.length === 32) return undefined;
  return finding(
    'own-key-missing',
    'warns',
    'The radio has no key pair, so nobody can write to it alone.',
    'Restart it; if that does not help, set its region again.',
  );
};

const neighbourKeys: RadioCheck = ({ state }) => {
  const others = [...state.nodes.values()].filter(({ num }) => num !== state.myInfo?.myNodeNum);
  const without = others.filter(({ publicKey }) => publicKey.length !== 32);
  if (others.length === 0 || without.length * 2 <= others.length) return undefined;
  const words = `Of ${others.length} radios heard, ${without.length} have not told their key yet; messages to one of them alone are refused.`;
  return finding(
    'neighbour-keys-missing',
    'warns',
    words,
    'Nothing: radios announce themselves every few hours, and sooner when asked.',
  );
};

const role: RadioCheck = ({ state }) => {
  const { device } = state.config;
  const dropsOurs =
    device?.role === ConfigDeviceConfigRole.ROUTER ||
    device?.rebroadcastMode === ConfigDeviceConfigRebroadcastMode.CORE_PORTNUMS_ONLY;
  if (!dropsOurs) return undefined;
  const words = 'With its role this radio relays only the standard kinds of message, and not those of the community.';
  return finding(
    'role-drops-ours',
    'warns',
    words,
    'Give it the role CLIENT, or for a mast ROUTER_LATE: folkmoot radio provision --profile relay.',
  );
};

const hops: RadioCheck = (radio) => {
  const hopLimit = loraOf(radio)?.hopLimit ?? 0;
  if (hopLimit <= HOPS_PLENTY) return undefined;
  const words = `The radio lets packets travel ${hopLimit} hops; each hop costs everybody's air.`;
  return finding('hops-many', 'warns', words, 'Three are enough nearly everywhere.');
};

const clock: RadioCheck = ({ clockUnixS }, { hostUnixS }) => {
  if (clockUnixS === undefined) return undefined;
  if (clockUnixS === 0) {
    return finding(
      'clock-unset',
      'warns',
      'The radio does not know the time.',
      'Nothing: the gateway sets it when it knows the time itself.',
    );
  }
  if (hostUnixS === undefined || Math.abs(clockUnixS - hostUnixS) <= CLOCK_OFF_S_MAX) return undefined;
  const offMinutes = Math.round(Math.abs(clockUnixS - hostUnixS) / 60);
  const words = `The clocks of radio and gateway are ${offMinutes} minutes apart.`;
  return finding(
    'clock-off',
    'warns',
    words,
    "Look which of the two is wrong; set the gateway's clock if it is that one.",
  );
};

const duty: RadioCheck = (radio) => {
  const limit = regionOf(radio)?.dutyPercent ?? 100;
  const used = radio.airUtilTxPercent;
  if (used === undefined || limit >= 100) return undefined;
  const told = `${used.toFixed(1)} % of the last hour, of ${limit} % that the law allows`;
  if (used >= limit) {
    return finding(
      'duty-used-up',
      'blocks',
      `The radio has used up its sending time: ${told}. It refuses to send.`,
      'Wait; it gets free minute by minute. An SOS still goes first.',
    );
  }
  if (used < limit * DUTY_NEAR_SHARE) return undefined;
  return finding(
    'duty-near',
    'warns',
    `The radio has nearly used up its sending time: ${told}.`,
    'Less important things wait by themselves; a faster preset or a second radio helps for good.',
  );
};

const air: RadioCheck = ({ channelUtilizationPercent: busy }) => {
  if (busy === undefined || busy < BUSY_PERCENT) return undefined;
  return finding(
    'air-busy',
    'warns',
    `The channel is busy ${Math.round(busy)} % of the time.`,
    'A faster preset for the community, fewer hops, or fewer position reports.',
  );
};

const queue: RadioCheck = ({ queueFree, queueFullForMs }) => {
  if (queueFree !== 0 || queueFullForMs === undefined || queueFullForMs < QUEUE_STUCK_MS) return undefined;
  const minutes = Math.round(queueFullForMs / 60_000);
  return finding(
    'queue-stuck',
    'blocks',
    `The radio has sent nothing for ${minutes} minutes although its queue is full.`,
    'Check the antenna, then restart the radio: what waits in the gateway is kept.',
  );
};

const heard: RadioCheck = ({ heardAgoMs, connectedForMs }) => {
  const forMs = heardAgoMs ?? connectedForMs;
  if (forMs === undefined || forMs < LONELY_MS) return undefined;
  const minutes = Math.round(forMs / 60_000);
  return finding(
    'heard-nobody',
    'warns',
    `No other radio was heard for ${minutes} minutes.`,
    'Check antenna and place (high, by a window), and that region, preset and channel are those of the others.',
  );
};

const RADIO_CHECKS: readonly RadioCheck[] = [
  firmware,
  region,
  preset,
  transmitter,
  channel,
  ownKey,
  neighbourKeys,
  role,
  hops,
  clock,
  duty,
  air,
  queue,
  heard,
];

const WEIGHT: Readonly<Record<Severity, number>> = { blocks: 0, warns: 1, fine: 2 };

function portFindings({ ports, radios }: DoctorFacts): Finding[] {
  if (ports.length === 0 && radios.length === 0) {
    const next = 'Plug a radio in with a cable that carries data, or give the address of one on the network.';
    return [finding('no-port', 'blocks', 'No radio is connected.', next)];
  }
  return ports.flatMap((port) => PORT_CHECKS.flatMap((check) => check(port) ?? []));
}

function radioFindings(facts: DoctorFacts): Finding[] {
  return facts.radios.flatMap((radio) => {
    const { metadata, myInfo } = radio.state;
    const name = myInfo ? nodeName(myInfo.myNodeNum) : 'a radio';
    const found = finding(
      'radio-found',
      'fine',
      `${radio.where}: ${name}, firmware ${metadata?.firmwareVersion ?? 'not told'}.`,
    );
    return [found, ...RADIO_CHECKS.flatMap((check) => check(radio, facts) ?? [])];
  });
}

/** All findings, the gravest first. Never empty: a healthy place is told so. */
export function examine(facts: DoctorFacts): readonly Finding[] {
  const findings = [...portFindings(facts), ...radioFindings(facts)];
  if (findings.every(({ severity }) => severity === 'fine')) {
    findings.push(finding('all-well', 'fine', 'Nothing is wrong with the radio.'));
  }
  return findings.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

/** Will packets of the community go out and come in as things are? */
export const canWork = (findings: readonly Finding[]): boolean =>
  findings.every(({ severity }) => severity !== 'blocks');
