// Who is closest to a place, as far as people have told where they are (README §3.4).

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import type { SosView } from './sos.ts';
import type { EmergencyState } from './state.ts';
import { distanceMetres, type Position } from './whereabouts.ts';

/** How many of the nearest an SOS calls first. */
export const NEAREST_COUNT = 8;

export type Whereabout = { readonly position: Position; readonly heldSinceMs: number };

/** The last place that each told of itself in a check-in, by when this device heard it. */
export function lastPlaces(state: EmergencyState, around: Surroundings): ReadonlyMap<MemberId, Whereabout> {
  const places = new Map<MemberId, Whereabout>();
  const own = [...state.checkIns.values()]
    .filter(({ body }) => !body.what.sighting)
    .sort((a, b) => a.record.seq - b.record.seq || (a.id < b.id ? -1 : 1));
  for (const { id, record, body } of own) {
    const heldSinceMs = around.heldSinceMs(id) ?? 0;
    const known = places.get(record.member);
    if (body.where.position && (!known || known.heldSinceMs <= heldSinceMs))
      places.set(record.member, { position: body.where.position, heldSinceMs });
  }
  return places;
}

export type Neighbour = {
  readonly member: MemberId;
  /** Between the two places as told. */
  readonly metres: number;
  /** How far off the sum of both may be. */
  readonly withinMetres: number;
};

/** Everybody whose place is known, nearest first; empty where the SOS has no place. */
export function nearest(state: EmergencyState, view: SosView, around: Surroundings): readonly Neighbour[] {
  const { position, caller } = view;
  if (!position) return [];
  return [...lastPlaces(state, around)]
    .filter(([member]) => member !== caller && around.directory.person(member)?.standing !== 'removed')
    .map(([member, place]) => ({
      member,
      metres: distanceMetres(position, place.position),
      withinMetres: position.withinMetres + place.position.withinMetres,
    }))
    .sort((a, b) => a.metres - b.metres || (a.member < b.member ? -1 : 1));
}

/**
 * Should this member's phone ring? While only the nearest are called, those of unknown place count as
 * near: an SOS is not silent because nobody told where they are.
 */
export function isCalled(state: EmergencyState, view: SosView, member: MemberId, around: Surroundings): boolean {
  if (view.reach === 'nobody' || view.caller === member) return false;
  if (view.reach !== 'nearest') return true;
  const order = nearest(state, view, around).map((neighbour) => neighbour.member);
  return !order.includes(member) || order.indexOf(member) < NEAREST_COUNT;
}
