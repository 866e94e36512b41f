/**
 * What provisioning and restoring share: the radio as it is, differences in words, and the plan that
 * makes them go away in one edit.
 */

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Draft } from './codec.ts';
import type {
  AdminMessage,
  Channel,
  ConfigDeviceConfig,
  ConfigLoRaConfig,
  ConfigPositionConfig,
  ModuleConfigTelemetryConfig,
  User,
} from './messages.ts';
import type { RadioState } from './radio-state.ts';

/** The settings that provisioning reads and writes; everything else of the radio is left alone. */
export type PresentRadio = {
  readonly nodeNum: number;
  readonly firmwareVersion: string;
  readonly owner: User;
  readonly lora: ConfigLoRaConfig;
  readonly device: ConfigDeviceConfig;
  readonly position: ConfigPositionConfig;
  readonly channels: readonly Channel[];
  /** Not ours to set, but a change of role changes it. */
  readonly telemetry: ModuleConfigTelemetryConfig | undefined;
};

export type Difference = {
  /** Stable: `lora.region`, `channel.1.key`. */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  /** Why a person must agree to this one by name. */
  readonly consent?: string;
};

export type ProvisioningPlan = {
  readonly differences: readonly Difference[];
  /**
   * In this order, each to the radio's own number on the admin port. Empty when nothing differs. The last is the commit,
   * after which the radio restarts by itself.
   */
  readonly messages: readonly Draft<AdminMessage>[];
};

export type ProvisioningRefusal =
  | { readonly kind: 'not-read-yet'; readonly words: string }
  | { readonly kind: 'firmware-too-old'; readonly words: string }
  | { readonly kind: 'region-missing'; readonly words: string }
  | { readonly kind: 'preset-forbidden'; readonly words: string }
  | { readonly kind: 'no-free-channel'; readonly words: string }
  | { readonly kind: 'bad-name'; readonly words: string }
  | { readonly kind: 'bad-key'; readonly words: string }
  | { readonly kind: 'other-radio'; readonly words: string };

/** What is known after the handshake, if it was complete. `owner`: the answer to get_owner_request. */
export function presentRadio(state: RadioState, owner: User): Result<PresentRadio, ProvisioningRefusal> {
  const { myInfo, metadata, channels } = state;
  const { lora, device, position } = state.config;
  if (!myInfo || !metadata || !lora || !device || !position || channels.length === 0) {
    const words = 'The radio has not told its settings yet. Wait until it is connected, then try again.';
    return err({ kind: 'not-read-yet', words });
  }
  const { firmwareVersion } = metadata;
  const { telemetry } = state.moduleConfig;
  return ok({ nodeNum: myInfo.myNodeNum, firmwareVersion, owner, lora, device, position, channels, telemetry });
}

/** None where nothing differs. */
export function difference(
  setting: string,
  from: string | number,
  to: string | number,
  consent?: string,
): Difference[] {
  if (from === to) return [];
  return [{ setting, from: String(from), to: String(to), ...(consent === undefined ? {} : { consent }) }];
}

/** One edit around all changes, so that the radio restarts once and never stands half set. */
export function planOf(steps: readonly (readonly [Draft<AdminMessage>, readonly Difference[]])[]): ProvisioningPlan {
  const needed = steps.filter(([, differences]) => differences.length > 0);
  const differences = needed.flatMap(([, each]) => each);
  if (needed.length === 0) return { differences, messages: [] };
  const messages = [{ beginEditSettings: true }, ...needed.map(([message]) => message), { commitEditSettings: true }];
  return { differences, messages };
}

/** Lines for people: one for each difference. */
export const differenceLine = ({ setting, from, to }: Difference): string => `${setting}: ${from} -> ${to}`;

/** The name a table gives to a number, for people. */
export const nameOf = (table: Readonly<Record<string, number>>, number: number): string =>
  Object.keys(table).find((name) => table[name] === number) ?? `number ${number}`;
