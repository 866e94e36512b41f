// Which of a radio's eight channels is the community's: the one with its key; else a private one of the
// usual name (a community may have made its radios' key by itself); else the primary one, which everybody
// with the same preset may read. Our frames are sealed on any of them.

import { equal } from '#protocol/bytes/bytes.ts';
import { ChannelRole } from './messages.ts';
import type { RadioState } from './radio-state.ts';

const NAME = 'Folkmoot';
const PRIVATE_KEY_BYTES = 32;
const PRIMARY = 0;

export type CommunityChannel = { readonly index: number; readonly isPrivate: boolean };

export function communityChannel({ channels }: RadioState, key: Uint8Array | undefined): CommunityChannel {
  const inUse = channels.filter(
    ({ role, settings }) => role !== ChannelRole.DISABLED && settings?.psk.length === PRIVATE_KEY_BYTES,
  );
  const found =
    inUse.find(({ settings }) => key !== undefined && equal(settings!.psk, key)) ??
    inUse.find(({ settings }) => settings!.name === NAME);
  return found ? { index: found.index, isPrivate: true } : { index: PRIMARY, isPrivate: false };
}
