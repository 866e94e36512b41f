// What a new key shows before a record names it: that somebody holds its secret. A further device of a member shows
// it to the first, as a text; a key that replaces another shows it on the same device (README §2.4, §2.5).

import { concat } from '#protocol/bytes/bytes.ts';
import { decode, encode } from '#protocol/bytes/codec.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { SIGNATURE_BYTES, verify } from '#protocol/crypto/bls.ts';
import { foundIn, handedOn } from '#protocol/node/invitation.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { possessionMessage } from '#protocol/wire/record.ts';
import { Device, Rotation } from './records.ts';

export type DeviceRequest = { readonly device: Device; readonly possession: Uint8Array };

/** What the new key signs, with the possession tag. */
export const deviceMessage = (community: Uint8Array, device: Device): Uint8Array =>
  possessionMessage(community, encode(Device, device, 'signed'));

export const rotationMessage = (community: Uint8Array, rotation: Rotation): Uint8Array =>
  possessionMessage(community, encode(Rotation, rotation, 'signed'));

/** Others refuse a record whose possession is not shown, and its place in the log would stay a hole for them. */
export const isPossessed = (key: Uint8Array, message: Uint8Array, possession: Uint8Array): boolean =>
  verify({ shares: [{ key, message, purpose: 'possession' }], signature: possession });

/** "fd1" + base64url( possession 48 | device in signed form | check 4 ). */
export const deviceRequestText = ({ device, possession }: DeviceRequest): string =>
  handedOn(TEXT_PREFIX, concat(possession, encode(Device, device, 'signed')));
const TEXT_PREFIX = 'fd1';

/** Finds the request in what people paste; that it is honest is what the possession shows. */
export function readDeviceRequest(text: string): Result<DeviceRequest, Refusal> {
  const found = foundIn(TEXT_PREFIX, text);
  if (!found.ok) return unreadable(found.error);
  const device = decode(Device, found.value.slice(SIGNATURE_BYTES), { form: 'signed' });
  return device.ok
    ? ok({ device: device.value, possession: found.value.slice(0, SIGNATURE_BYTES) })
    : unreadable('This text of a device does not read.');
}

const unreadable = (why: string): Result<never, Refusal> =>
  err({
    kind: 'refused',
    rule: 'device-request-reads',
    why,
    remedy: 'Copy the whole text again from the new device.',
  });
