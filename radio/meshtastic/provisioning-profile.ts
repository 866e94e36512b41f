/**
 * A profile: how a radio of one kind is to be set (hardware/profiles/*.json). Data by hand, so every
 * field is checked, and what is wrong is said by its name.
 */

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { PRESETS, type PresetName } from '../lora/presets.ts';
import { REGIONS, type RegionName } from '../lora/regions.ts';
import type { ConfigDeviceConfigRebroadcastMode, ConfigDeviceConfigRole } from './messages.ts';

/** Longest names the firmware's structs hold, in bytes of UTF-8. */
export const CHANNEL_NAME_BYTES_MAX = 11;
export const LONG_NAME_BYTES_MAX = 39;
export const SHORT_NAME_BYTES_MAX = 4;
export const PRECISION_BITS_MAX = 32;

/** Roles that make sense here. ROUTER is left out: it does not relay the private port. */
const ROLE_NAMES = [
  'CLIENT',
  'CLIENT_MUTE',
  'CLIENT_BASE',
  'ROUTER_LATE',
] as const satisfies readonly (keyof typeof ConfigDeviceConfigRole)[];
const MODE_NAMES = [
  'ALL',
  'LOCAL_ONLY',
  'KNOWN_ONLY',
] as const satisfies readonly (keyof typeof ConfigDeviceConfigRebroadcastMode)[];

export type Profile = {
  readonly name: string;
  readonly about: string;
  /** Absent: whoever provisions says where the radio is. */
  readonly region?: RegionName;
  readonly preset: PresetName;
  readonly role: (typeof ROLE_NAMES)[number];
  readonly rebroadcastMode: (typeof MODE_NAMES)[number];
  readonly hopLimit: number;
  readonly channelName: string;
  /** `secondary` keeps the public channel beside ours; `primary` replaces it. */
  readonly channelPlace: 'primary' | 'secondary';
  /** 0: no position leaves on our channel; 32: exact. */
  readonly positionPrecisionBits: number;
  readonly nodeInfoSeconds: number;
  readonly positionSeconds: number;
};

export type ProfileError = { readonly kind: 'bad-profile'; readonly field: string; readonly why: string };

type Check = (value: unknown) => string | undefined; // why not
const oneOf =
  (names: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && names.includes(value) ? undefined : `must be one of ${names.join(', ')}`;
const wholeNumber =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;
const text =
  (bytesMax: number): Check =>
  (value) =>
    typeof value === 'string' && value.trim() !== '' && toUtf8(value).length <= bytesMax
      ? undefined
      : `must be text of 1 to ${bytesMax} bytes`;

const CHECKS: { readonly [K in keyof Required<Profile>]: Check } = {
  name: text(40),
  about: text(300),
  region: oneOf(Object.keys(REGIONS)),
  preset: oneOf(Object.keys(PRESETS)),
  role: oneOf(ROLE_NAMES),
  rebroadcastMode: oneOf(MODE_NAMES),
  hopLimit: wholeNumber(1, 7),
  channelName: text(CHANNEL_NAME_BYTES_MAX),
  channelPlace: oneOf(['primary', 'secondary']),
  positionPrecisionBits: wholeNumber(0, PRECISION_BITS_MAX),
  nodeInfoSeconds: wholeNumber(3600, 7 * 24 * 3600), // the firmware makes less an hour
  positionSeconds: wholeNumber(60, 7 * 24 * 3600),
};
const OPTIONAL: ReadonlySet<string> = new Set(['region']);

/** A profile from parsed JSON. */
export function readProfile(json: unknown): Result<Profile, ProfileError> {
  const bad = (field: string, why: string): Result<Profile, ProfileError> => err({ kind: 'bad-profile', field, why });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return bad('', 'a profile is a JSON object');
  const given = json as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((field) => !Object.hasOwn(CHECKS, field));
  if (unknown !== undefined) return bad(unknown, 'is no field of a profile');
  for (const [field, check] of Object.entries(CHECKS)) {
    if (given[field] === undefined && OPTIONAL.has(field)) continue;
    const why = given[field] === undefined ? 'is missing' : check(given[field]);
    if (why !== undefined) return bad(field, why);
  }
  // The checks above looked at each field of a profile, and only these are there: the compiler cannot follow a table.
  return ok(given as unknown as Profile);
}
