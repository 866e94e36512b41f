// What is needed and what is offered now (README §3.7). Only its author changes or closes an entry.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Surroundings } from '#protocol/node/module.ts';
import { SUPPLIES, type NeedOrOffer, type Supply } from './records.ts';
import type { EmergencyState, Said } from './state.ts';
import type { Position } from './whereabouts.ts';

export type SupplyView = {
  readonly id: RecordId;
  readonly what: 'need' | 'offer';
  readonly supply: Supply;
  readonly unit: string;
  readonly quantity: number;
  readonly pressing: boolean;
  readonly author: MemberId;
  readonly people: number;
  readonly position: Position | null;
  readonly text: string;
  /** When it ends by itself on this device; undefined where it stands until closed. */
  readonly endsAtMs: number | undefined;
};

/** Open entries: pressing first, then needs, then by supply. */
export function supplyViews(state: EmergencyState, around: Surroundings): readonly SupplyView[] {
  const closed = new Set<RecordId>();
  for (const { body, record } of state.supplies.values()) {
    const former = body.of && state.supplies.get(body.of);
    if (former && former.record.member === record.member) closed.add(former.id);
  }
  return [...state.supplies.values()]
    .filter(({ id, body }) => !closed.has(id) && body.what.what !== 'met')
    .map((said) => viewOf(said, around))
    .filter(({ endsAtMs }) => endsAtMs === undefined || around.nowMs < endsAtMs)
    .sort(
      (a, b) =>
        Number(b.pressing) - Number(a.pressing) ||
        (a.what === b.what ? 0 : a.what === 'need' ? -1 : 1) ||
        (a.supply < b.supply ? -1 : a.supply > b.supply ? 1 : a.id < b.id ? -1 : 1),
    );
}

function viewOf({ id, record, body }: Said<NeedOrOffer>, around: Surroundings): SupplyView {
  const { what, supply, pressing } = body.what;
  return {
    id,
    what: what === 'offer' ? 'offer' : 'need',
    supply,
    unit: SUPPLIES.find(([name]) => name === supply)![1],
    quantity: body.quantity,
    pressing,
    author: record.member,
    people: body.where.people,
    position: body.where.position,
    text: body.text,
    endsAtMs: body.hours === 0 ? undefined : (around.heldSinceMs(id) ?? 0) + body.hours * 3_600_000,
  };
}
