// Whose key is believed, whose is not, who is away, and the five who could let me back in.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { isAbsent } from '#modules/roster/powers.ts';
import { isPresentKeySuspended } from '#modules/roster/queries.ts';
import type { RosterModuleState } from '#modules/roster/module.ts';
import { deedPicture, personOffer, type Deed, type DeedPicture } from './deeds.ts';
import type { DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

/** What others should know of somebody's key before they rely on it. */
export type KeyRemark = 'suspended' | 'in-window' | 'contested' | 'away';

export type KeysPicture = {
  readonly isMember: boolean;
  /** Is the key of this very device not believed? */
  readonly mine: Exclude<KeyRemark, 'away'> | undefined;
  readonly remarked: readonly {
    readonly id: string;
    readonly person: PersonPicture;
    readonly remarks: readonly KeyRemark[];
  }[];
  readonly guardians: readonly PersonPicture[];
  /** Who named me. */
  readonly guarded: readonly PersonPicture[];
  readonly deeds: readonly DeedPicture[];
};

export function keysPicture(node: FolkmootNode, { nowMs }: DrawFacts): KeysPicture {
  const state = node.state('roster') as RosterModuleState;
  const self = node.self?.member;
  const around = node.around(nowMs);
  const named = (id: MemberId): PersonPicture => personPicture(node.directory, id, self);
  const remarksOf = (id: MemberId): readonly KeyRemark[] => {
    const standing = state.newKey?.(id, around) ?? 'settled';
    return [
      ...(isPresentKeySuspended(state, id, 0) ? (['suspended'] as const) : []),
      ...(standing === 'settled' ? [] : [standing]),
      ...(isAbsent(state, id) ? (['away'] as const) : []),
    ];
  };
  const isMember = self !== undefined && node.directory.person(self)?.standing === 'member';
  const guardedBy = (id: MemberId): readonly MemberId[] => state.guardians.get(id)?.body.guardians ?? [];
  const guarded =
    self === undefined ? [] : [...state.guardians.keys()].filter((id) => id !== self && guardedBy(id).includes(self));
  return {
    isMember,
    mine:
      self === undefined
        ? undefined
        : remarksOf(self).find((remark): remark is Exclude<KeyRemark, 'away'> => remark !== 'away'),
    remarked: node.directory
      .people()
      .filter(({ standing }) => standing !== 'removed')
      .map(({ id }) => ({ id, person: named(id), remarks: remarksOf(id) }))
      .filter(({ remarks }) => remarks.length > 0),
    guardians: self === undefined ? [] : guardedBy(self).map(named),
    guarded: guarded.sort().map(named),
    deeds: isMember ? keyDeeds(node, self, guarded).flatMap((deed) => deedPicture(node, deed)) : [],
  };
}

function keyDeeds(node: FolkmootNode, self: MemberId, guarded: readonly MemberId[]): readonly Deed[] {
  const offers = (ids: readonly MemberId[]) => ids.map((id) => personOffer(personPicture(node.directory, id, self)));
  const others = (node.directory.latest()?.members ?? []).filter((id) => id !== self);
  return [
    { module: 'roster', act: 'absent' },
    { module: 'roster', act: 'nameGuardians', offers: { guardians: offers(others) } },
    { module: 'roster', act: 'suspend', offers: { member: offers(guarded) } },
    { module: 'roster', act: 'revoke', fixed: { log: node.self?.log ?? 0 }, grave: true },
  ];
}
