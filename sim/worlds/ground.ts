// The ground of a world file as the mesh takes it: radios where they stand, links, the air between, when it begins.

import type { GivenLink } from '../ether/links.ts';
import { PHYSICS, type Physics } from '../ether/physics.ts';
import type { NodeSpec } from '../mesh-types.ts';
import type { WorldOptions } from '../world/world.ts';
import { msSince1970 } from './calendar.ts';
import type { Ground, RadioEntry, WorldFile } from './format.ts';
import type { Guests } from './guests.ts';

const DEFAULT_BEGIN = '2026-11-21T07:00:00Z';
/** Hash of a channel whose key we do not have: strangers relay what they cannot read. */
const STRANGERS_CHANNEL = 201;
/** The model of hills is meant with this (ether/path-loss.ts). */
const TERRAIN_SHADOW_DB = 12.7;

export const beginMs = ({ begins }: Pick<WorldFile, 'begins'>): number => msSince1970(begins ?? DEFAULT_BEGIN);

/** All that a file says of the ground; guests come after its own radios. */
export function worldGround(
  file: WorldFile,
  guests?: Guests,
): Pick<WorldOptions, 'preset' | 'region' | 'profile' | 'hopLimit' | 'radios' | 'air' | 'links'> {
  const indexOf = new Map(file.radios.map(({ name }, i) => [name, i]));
  return {
    preset: file.preset ?? 'LONG_FAST',
    region: file.region ?? 'EU_868',
    ...(file.firmware && { profile: file.firmware }),
    hopLimit: file.hopLimit ?? 3,
    radios: [...file.radios.map(radioSpec), ...(guests?.radios ?? [])],
    air: airOf(file.ground),
    ...(file.links && {
      links: [...file.links.flatMap((link) => givenLinks(link, indexOf)), ...(guests?.links ?? [])],
    }),
  };
}

/** What the mesh is to know of the ground. */
export function airOf(ground: Ground | undefined): NonNullable<WorldOptions['air']> {
  if (ground === undefined) return {};
  const given = typeof ground === 'string' ? { path: ground } : ground;
  const { path, shadowDb = path === 'terrain' ? TERRAIN_SHADOW_DB : undefined, fadingDb, hillsM, extraLoss } = given;
  const physics: Partial<Physics> = {
    shadowSigmaCdb: shadowDb === undefined ? PHYSICS.shadowSigmaCdb : Math.round(100 * shadowDb),
    fadingSigmaCdb: fadingDb === undefined ? PHYSICS.fadingSigmaCdb : Math.round(100 * fadingDb),
    shadowCorrelationM: hillsM ?? PHYSICS.shadowCorrelationM,
  };
  return { pathModel: path, physics, ...(extraLoss !== undefined && { extraLoss }) };
}

/** A radio of a file as a node of the mesh. */
export function radioSpec({ x, y, heightM, antennaDbi, role, powerDbm, noiseDb, site }: RadioEntry): NodeSpec {
  const high = { ...(heightM !== undefined && { heightM }), ...(antennaDbi !== undefined && { antennaDbi }) };
  return {
    ...(x !== undefined && y !== undefined && { place: { xM: x, yM: y, ...high } }),
    ...(role && { role }),
    ...(site === false && { channels: [STRANGERS_CHANNEL] }),
    ...(powerDbm !== undefined && { txPowerDbm: powerDbm }),
    ...(noiseDb !== undefined && { noiseDb }),
  };
}

function givenLinks(
  { between, lossDb, extraLoss, oneWay }: NonNullable<WorldFile['links']>[number],
  indexOf: ReadonlyMap<string, number>,
): GivenLink[] {
  const [from, to] = [indexOf.get(between[0])!, indexOf.get(between[1])!];
  const rest = { lossDb, ...(extraLoss !== undefined && { extraLoss }) };
  return oneWay
    ? [{ from, to, ...rest }]
    : [
        { from, to, ...rest },
        { from: to, to: from, ...rest },
      ];
}
