// The first screen: what is happening, what is asked of me, what the network is.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { alertViews, type AlertView } from '#modules/emergency/alert.ts';
import { accounts } from '#modules/emergency/roll-call.ts';
import { sosCards, type SosStatus, type SosView } from '#modules/emergency/sos.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { pendingPages, waitingForAdmission } from '#modules/roster/queries.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { asksOf, type AskPicture } from './asks.ts';
import { deliveryOf, type DeliveryFacts, type DeliveryPicture } from './delivery.ts';
import { waysOf, type DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

export type SosPicture = {
  readonly id: string;
  readonly isMine: boolean;
  readonly drill: boolean;
  readonly caller: PersonPicture;
  readonly callerIsGuest: boolean;
  readonly kind: string;
  readonly severity: string;
  readonly cannotMove: boolean;
  readonly people: number;
  readonly place: { readonly latDeg: number; readonly lonDeg: number; readonly withinMetres: number } | undefined;
  readonly words: readonly string[];
  readonly status: SosStatus;
  readonly reach: SosView['reach'];
  readonly takers: readonly {
    readonly person: PersonPicture;
    readonly etaMinutes: number;
    /** False where the key was called lost, or its owner is out. */
    readonly believed: boolean;
  }[];
  readonly shownTo: readonly PersonPicture[];
  readonly sinceMs: number;
  /** Only of one's own: where it stands on its way out. */
  readonly delivery: DeliveryPicture | undefined;
  readonly iAmOnIt: boolean;
};

export type AlertPicture = {
  readonly id: string;
  readonly author: PersonPicture;
  readonly drill: boolean;
  readonly rollCall: boolean;
  readonly kind: string;
  readonly severity: string;
  readonly advice: string;
  readonly place: SosPicture['place'];
  readonly text: string;
  /** Five members of three households see it themselves. */
  readonly confirmed: boolean;
  /** By an emergency power of the community. */
  readonly certified: boolean;
  readonly confirmedBy: readonly PersonPicture[];
  /** Of a roll call: who needs help or is not heard of, with the last that was seen of each. */
  readonly missing: readonly MissingPicture[];
  readonly shownTo: readonly PersonPicture[];
  readonly notShownTo: readonly PersonPicture[];
  readonly sinceMs: number | undefined;
  readonly endsAtMs: number | undefined;
};

export type MissingPicture = {
  readonly person: PersonPicture;
  readonly needsHelp: boolean;
  /** By whom last seen, in which words, since when on this phone. */
  readonly seen: { readonly by: PersonPicture; readonly text: string; readonly sinceMs: number } | undefined;
};

export type NowPicture = {
  /** Warnings that stand, graver first. */
  readonly alerts: readonly AlertPicture[];
  readonly calls: readonly SosPicture[];
  /** Over, newest first: a short list, so that nobody wonders what became of it. */
  readonly past: readonly SosPicture[];
  readonly asks: readonly AskPicture[];
  /** What a newcomer still waits for; undefined for everybody else. */
  readonly joining: JoiningPicture | undefined;
  readonly network: {
    readonly way: 'gateway' | 'radio' | 'none';
    readonly members: number;
    readonly newcomers: number;
    readonly waitingToRead: number;
    readonly toSend: number;
  };
};

/** Members vouch, then a page that lists the newcomer is written, then a quorum of devices confirms it. */
export type JoiningPicture = {
  readonly sponsorsMissing: number;
  readonly needsOtherHouse: boolean;
  readonly page: { readonly confirmed: number; readonly quorum: number } | undefined;
};

const PAST_MAX = 5;

export function nowPicture(node: FolkmootNode, facts: DrawFacts): NowPicture {
  const { nowMs, link, wayOut, radio } = facts;
  const cards = sosPictures(node, nowMs, waysOf(facts));
  const isOver = ({ status }: SosPicture): boolean => status === 'over';
  const people = node.directory.people();
  return {
    alerts: alertViews(node.state('emergency') as EmergencyState, node.around(nowMs))
      .filter(({ status }) => status === 'standing')
      .map((view) => alertPicture(node, view, nowMs)),
    calls: cards.filter((card) => !isOver(card)),
    past: cards
      .filter(isOver)
      .sort((a, b) => b.sinceMs - a.sinceMs)
      .slice(0, PAST_MAX),
    asks: asksOf(node, nowMs),
    joining: joiningPicture(node, nowMs),
    network: {
      way: wayOut.at === 'up' ? 'gateway' : radio?.at === 'ready' ? 'radio' : 'none',
      members: people.filter(({ standing }) => standing === 'member').length,
      newcomers: people.filter(({ standing }) => standing === 'newcomer').length,
      waitingToRead: node.counts().waiting,
      toSend: node.queue(link, nowMs).length,
    },
  };
}

function joiningPicture(node: FolkmootNode, nowMs: number): JoiningPicture | undefined {
  const member = node.self?.member;
  if (member === undefined || node.directory.person(member)?.standing !== 'newcomer') return undefined;
  const state = node.state('roster') as RosterState;
  const waits = waitingForAdmission(state).find(({ person }) => person.id === member);
  const page = pendingPages(state, member, node.around(nowMs)).find(({ admitted }) => admitted.includes(member));
  return {
    sponsorsMissing: waits?.found.sponsorsMissing ?? 0,
    needsOtherHouse: (waits?.found.householdsMissing ?? 0) > 0,
    page: page && { confirmed: page.confirmed.length, quorum: page.quorum },
  };
}

export function sosPictures(node: FolkmootNode, nowMs: number, ways: DeliveryFacts['ways']): readonly SosPicture[] {
  const around = node.around(nowMs);
  return sosCards(node.state('emergency') as EmergencyState, around).map((view) => sosPicture(node, view, ways));
}

function sosPicture(node: FolkmootNode, view: SosView, ways: DeliveryFacts['ways']): SosPicture {
  const self = node.self?.member;
  const named = (id: MemberId): PersonPicture => personPicture(node.directory, id, self);
  const isMine = view.caller === self;
  const first = view.takers.find(({ believed }) => believed);
  return {
    id: view.id,
    isMine,
    drill: view.drill,
    caller: named(view.caller),
    callerIsGuest: view.callerIsGuest,
    kind: view.kind,
    severity: view.severity,
    cannotMove: view.cannotMove,
    people: view.people,
    place: view.position ?? undefined,
    words: view.words,
    status: view.status,
    reach: view.reach,
    takers: view.takers.map(({ member, etaMinutes, believed }) => ({ person: named(member), etaMinutes, believed })),
    shownTo: view.shownTo.filter((id) => id !== view.caller).map(named),
    sinceMs: view.heldSinceMs,
    delivery: isMine ? deliveryOf(node, view.id, ways, takenBy(node, first, named)) : undefined,
    iAmOnIt: view.takers.some(({ member }) => member === self),
  };
}

function takenBy(
  node: FolkmootNode,
  first: SosView['takers'][number] | undefined,
  named: (id: MemberId) => PersonPicture,
): DeliveryFacts['taken'] {
  return first && { by: named(first.member).name, sinceMs: node.around(0).heldSinceMs(first.record) };
}

function alertPicture(node: FolkmootNode, view: AlertView, nowMs: number): AlertPicture {
  const named = (id: MemberId): PersonPicture => personPicture(node.directory, id, node.self?.member);
  const { id, drill, rollCall, kind, severity, advice, text, confirmed, endsAtMs } = view;
  return {
    ...{ id, drill, rollCall, kind, severity, advice, text, confirmed, endsAtMs },
    author: named(view.author),
    place: view.area ?? undefined,
    certified: view.certificate !== undefined,
    confirmedBy: view.confirmedBy.map(named),
    missing: view.rollCall ? missingPictures(node, view, nowMs) : [],
    shownTo: view.shownTo.map(named),
    notShownTo: view.notShownTo.map(named),
    sinceMs: node.around(nowMs).heldSinceMs(id),
  };
}

function missingPictures(node: FolkmootNode, { id }: AlertView, nowMs: number): readonly MissingPicture[] {
  const around = node.around(nowMs);
  const named = (member: MemberId): PersonPicture => personPicture(node.directory, member, node.self?.member);
  return accounts(
    node.state('emergency') as EmergencyState,
    { alert: id, sinceMs: around.heldSinceMs(id) ?? 0 },
    around,
  )
    .filter(({ state }) => state === 'needs help' || state === 'not heard of')
    .map(({ member, state, lastSeen }) => ({
      person: named(member),
      needsHelp: state === 'needs help',
      seen: lastSeen && { by: named(lastSeen.by), text: lastSeen.text, sinceMs: lastSeen.heldSinceMs },
    }));
}
