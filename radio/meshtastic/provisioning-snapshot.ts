/**
 * The way back: a radio's former settings as bytes, and the plan that restores them.
 *
 * A snapshot is a stream of FromRadio frames, as the radio itself tells its settings, fields of newer
 * firmware included. It holds channel keys: keep it like a key.
 */

import { concat, equal } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Draft } from './codec.ts';
import { createFramer, frameOf } from './framing.ts';
import {
  Channel,
  ChannelRole,
  Config,
  FromRadio,
  ModuleConfig,
  type AdminMessage,
  type ConfigLoRaConfig,
} from './messages.ts';
import {
  difference,
  planOf,
  type Difference,
  type PresentRadio,
  type ProvisioningPlan,
  type ProvisioningRefusal,
} from './provisioning-plan.ts';

/** The last frame: without it the file was cut short, and half a way back is none. */
const COMPLETE = 1;

/** The settings to come back to, as bytes. Secret: channel keys are in it. */
export function takeSnapshot(present: PresentRadio): Uint8Array {
  const { lora, device, position, telemetry } = present;
  const messages: Draft<FromRadio>[] = [
    { myInfo: { myNodeNum: present.nodeNum } },
    { metadata: { firmwareVersion: present.firmwareVersion } },
    { nodeInfo: { num: present.nodeNum, user: present.owner } },
    ...present.channels.map((channel) => ({ channel })),
    { config: { lora } },
    { config: { device } },
    { config: { position } },
    { moduleConfig: { telemetry } },
    { configCompleteId: COMPLETE },
  ];
  return concat(...messages.map((message) => frameOf(FromRadio.encode(message))));
}

/** Null where the bytes are no snapshot. */
export function readSnapshot(bytes: Uint8Array): PresentRadio | null {
  const messages = createFramer<FromRadio>(FromRadio.decode)
    .push(bytes)
    .flatMap((frame) => (frame.kind === 'frame' ? [frame.message] : []));
  const find = <T>(pick: (message: FromRadio) => T | undefined): T | undefined =>
    messages.map(pick).find((found) => found !== undefined);
  if (messages.at(-1)?.configCompleteId !== COMPLETE) return null;
  const nodeNum = find((message) => message.myInfo?.myNodeNum);
  const owner = find((message) => message.nodeInfo?.user);
  const lora = find((message) => message.config?.lora);
  const device = find((message) => message.config?.device);
  const position = find((message) => message.config?.position);
  const telemetry = find((message) => message.moduleConfig?.telemetry);
  if (!nodeNum || !owner || !lora || !device || !position) return null;
  const firmwareVersion = find((message) => message.metadata?.firmwareVersion) ?? '';
  const channels = messages.flatMap((message) => (message.channel ? [message.channel] : []));
  return { nodeNum, firmwareVersion, owner, lora, device, position, channels, telemetry };
}

/** A radio fills these in by itself from its preset, so they are no difference. */
function settled(lora: ConfigLoRaConfig): ConfigLoRaConfig {
  const codingRate = lora.codingRate || 5;
  return lora.usePreset ? { ...lora, codingRate, bandwidth: 0, spreadFactor: 0 } : { ...lora, codingRate };
}

/** The way back to a snapshot of this same radio. */
export function planRestore(
  present: PresentRadio,
  former: PresentRadio,
): Result<ProvisioningPlan, ProvisioningRefusal> {
  if (present.nodeNum !== former.nodeNum) {
    const words = 'These saved settings belong to another radio. Its keys and names would be doubled.';
    return err({ kind: 'other-radio', words });
  }
  const comparable = ({ lora, device, position }: PresentRadio): Draft<Config> => ({
    lora: settled(lora),
    device,
    position,
  });
  const section = (name: 'lora' | 'device' | 'position'): readonly [Draft<AdminMessage>, readonly Difference[]] => {
    const isSame = equal(
      Config.encode({ [name]: comparable(present)[name] }),
      Config.encode({ [name]: comparable(former)[name] }),
    );
    return [{ setConfig: { [name]: former[name] } }, isSame ? [] : difference(name, 'as it is now', 'as it was')];
  };
  const channels = former.channels.map((channel): readonly [Draft<AdminMessage>, readonly Difference[]] => {
    const now = present.channels.find(({ index }) => index === channel.index);
    const isSame = now !== undefined && equal(Channel.encode(now), Channel.encode(channel));
    const was = channel.role === ChannelRole.DISABLED ? 'off, as it was' : 'as it was';
    return [{ setChannel: channel }, isSame ? [] : difference(`channel.${channel.index}`, 'as it is now', was)];
  });
  const isSameOwner =
    present.owner.longName === former.owner.longName &&
    present.owner.shortName === former.owner.shortName &&
    present.owner.isUnmessagable === former.owner.isUnmessagable;
  const telemetry = ({ telemetry: now }: PresentRadio): Uint8Array => ModuleConfig.encode({ telemetry: now });
  const isSameTelemetry = equal(telemetry(present), telemetry(former));
  return ok(
    planOf([
      [
        { setOwner: former.owner },
        isSameOwner
          ? []
          : difference('owner', `${present.owner.longName} as it is now`, `${former.owner.longName} as it was`),
      ],
      ...channels,
      section('device'),
      section('position'),
      [
        { setModuleConfig: { telemetry: former.telemetry } },
        isSameTelemetry ? [] : difference('telemetry', 'as it is now', 'as it was'),
      ],
      section('lora'),
    ]),
  );
}
