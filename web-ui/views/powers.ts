// Emergency powers: what was adopted in calm, what runs, until when, who stands behind it, and what was drawn.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { POWER_UNITS } from '#modules/emergency/power-terms.ts';
import {
  powerViews,
  START_HOUSEHOLDS,
  START_MEMBERS,
  type PowerView,
  type StartView,
} from '#modules/emergency/powers.ts';
import { standBehind, type EmergencyState } from '#modules/emergency/state.ts';
import { deedPicture, type Deed, type DeedPicture, type Offer } from './deeds.ts';
import type { DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

export type PowerPicture = {
  readonly id: string;
  readonly scope: string;
  readonly quantity: number;
  /** In English: a word of the records. */
  readonly unit: string;
  readonly hours: number;
  readonly renewals: number;
  readonly status: PowerView['status'];
  readonly starts: readonly {
    readonly id: string;
    readonly status: StartView['status'];
    readonly reason: string;
    readonly by: readonly PersonPicture[];
    readonly households: number;
    readonly endsAtMs: number | undefined;
    readonly review: StartView['review'];
    readonly canJoin: boolean;
    readonly canHalt: boolean;
  }[];
  readonly haltedBy: readonly PersonPicture[];
  readonly shares: readonly {
    readonly id: string;
    readonly person: PersonPicture | undefined;
    readonly amount: number;
    readonly drawn: number;
    readonly refused: number;
  }[];
  readonly uses: readonly {
    readonly id: string;
    readonly by: PersonPicture;
    readonly amount: number;
    readonly text: string;
    readonly witnesses: number;
    readonly canWitness: boolean;
  }[];
};

export type PowersPicture = {
  readonly isMember: boolean;
  readonly powers: readonly PowerPicture[];
  /** Members, and their households, that start one. */
  readonly startMembers: number;
  readonly startHouseholds: number;
  readonly deeds: readonly DeedPicture[];
};

export function powersPicture(node: FolkmootNode, { nowMs }: DrawFacts): PowersPicture {
  const state = node.state('emergency') as EmergencyState;
  const self = node.self?.member;
  const isMember = self !== undefined && node.directory.person(self)?.standing === 'member';
  const views = powerViews(state, node.around(nowMs));
  return {
    isMember,
    powers: views.map((view) => powerPicture(node, state, view, isMember ? self : undefined)),
    startMembers: START_MEMBERS,
    startHouseholds: START_HOUSEHOLDS,
    deeds: isMember ? powerDeeds(views, self).flatMap((deed) => deedPicture(node, deed)) : [],
  };
}

function powerPicture(
  node: FolkmootNode,
  state: EmergencyState,
  view: PowerView,
  self: MemberId | undefined,
): PowerPicture {
  const named = (id: MemberId): PersonPicture => personPicture(node.directory, id, node.self?.member);
  const { terms, status, haltedBy } = view;
  const starts = new Set<RecordId>(view.starts.map(({ id }) => id));
  return {
    id: view.matter,
    scope: terms.scope,
    quantity: terms.quantity,
    unit: POWER_UNITS[terms.scope] ?? '',
    hours: terms.hours,
    renewals: terms.renewals,
    status,
    starts: view.starts.map((start) => ({
      id: start.id,
      status: start.status,
      reason: start.reason,
      by: start.members.map(named),
      households: start.households,
      endsAtMs: start.endsAtMs,
      review: start.review,
      canJoin: self !== undefined && start.status === 'waits for others' && !start.members.includes(self),
      canHalt: self !== undefined && start.status === 'running' && !haltedBy.members.includes(self),
    })),
    haltedBy: haltedBy.members.map(named),
    shares: view.shares.map(({ member, number, amount, drawn, refused }) => ({
      id: String(number),
      person: member && named(member),
      ...{ amount, drawn, refused },
    })),
    uses: [...state.uses.values()]
      .filter(({ body }) => starts.has(body.start))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, record, body }) => {
        const seen = standBehind(state, id).filter((member) => member !== record.member);
        return {
          id,
          by: named(record.member),
          amount: body.amount,
          text: body.text,
          witnesses: seen.length,
          canWitness: self !== undefined && self !== record.member && !seen.includes(self),
        };
      }),
  };
}

function powerDeeds(views: readonly PowerView[], self: MemberId): readonly Deed[] {
  const ready: readonly Offer[] = views
    .filter(({ status }) => status === 'ready')
    .map(({ matter, terms }) => ({ value: matter, label: terms.scope }));
  const running = views.flatMap(({ starts, terms, shares }) =>
    starts
      .filter(({ status }) => status === 'running')
      .map(({ id }) => ({
        offer: { value: id, label: terms.scope },
        mine: shares.some(({ member }) => member === self),
      })),
  );
  const all = running.map(({ offer }) => offer);
  return [
    { module: 'emergency', act: 'start-power', offers: { matter: ready } },
    {
      module: 'emergency',
      act: 'use-power',
      offers: { power: running.filter(({ mine }) => mine).map(({ offer }) => offer) },
    },
    { module: 'emergency', act: 'renew-power', offers: { power: all } },
    { module: 'emergency', act: 'halt-power', offers: { power: all } },
  ];
}
