// Who is here, who asks to come in, and which page waits to be closed.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { pendingPages, waitingForAdmission } from '#modules/roster/queries.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import type { DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

export type HouseholdPicture = {
  readonly id: string;
  readonly household: number;
  readonly people: readonly PersonPicture[];
};

export type NewcomerPicture = {
  readonly id: string;
  readonly person: PersonPicture;
  readonly sponsors: readonly PersonPicture[];
  readonly sponsorsMissing: number;
  readonly householdsMissing: number;
  readonly ready: boolean;
  readonly iSponsored: boolean;
};

export type PagePicture = {
  readonly id: string;
  readonly number: number;
  readonly author: PersonPicture;
  readonly admitted: readonly PersonPicture[];
  readonly confirmed: number;
  readonly quorum: number;
  readonly objections: readonly string[];
};

export type PeoplePicture = {
  readonly isMember: boolean;
  /** By house number; unknown houses last. */
  readonly households: readonly HouseholdPicture[];
  readonly members: number;
  readonly newcomers: readonly NewcomerPicture[];
  readonly pages: readonly PagePicture[];
  /** Whether somebody has enough sponsors and no page of mine waits. */
  readonly canClosePage: boolean;
  /** Text for members to let this phone in; empty once it is in. */
  readonly joinRequest: string;
};

export function peoplePicture(node: FolkmootNode, facts: DrawFacts): PeoplePicture {
  const { directory } = node;
  const state = node.state('roster') as RosterState;
  const self = node.self?.member;
  const named = (id: MemberId): PersonPicture => personPicture(directory, id, self);
  const members = directory.people().filter(({ standing }) => standing === 'member');
  const isMember = members.some(({ id }) => id === self);
  const newcomers = waitingForAdmission(state).map(({ person, found, ready }) => ({
    id: person.id,
    person: named(person.id),
    sponsors: found.sponsors.map(named),
    sponsorsMissing: found.sponsorsMissing,
    householdsMissing: found.householdsMissing,
    ready,
    iSponsored: self !== undefined && found.sponsors.includes(self),
  }));
  const pages = self === undefined ? [] : pendingPages(state, self, node.around(facts.nowMs));
  return {
    isMember,
    households: householdsOf(members.map(({ id }) => named(id))),
    members: members.length,
    newcomers,
    pages: pages.map((page) => ({
      id: page.checkpoint,
      number: page.number,
      author: named(page.author),
      admitted: page.admitted.map(named),
      confirmed: page.confirmed.length,
      quorum: page.quorum,
      objections: page.objections,
    })),
    canClosePage: isMember && newcomers.some(({ ready }) => ready) && !pages.some(({ author }) => author === self),
    joinRequest: directory.person(self ?? ('' as MemberId)) ? '' : facts.device.joinRequest,
  };
}

function householdsOf(people: readonly PersonPicture[]): readonly HouseholdPicture[] {
  const byHouse = new Map<number, PersonPicture[]>();
  for (const person of people) byHouse.set(person.household, [...(byHouse.get(person.household) ?? []), person]);
  return [...byHouse]
    .sort(([a], [b]) => (a || Infinity) - (b || Infinity))
    .map(([household, inside]) => ({ id: String(household), household, people: inside }));
}
