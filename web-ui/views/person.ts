// How every picture names a person.

import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Directory } from '#protocol/log/directory.ts';

/** A person as every screen names one: the name a community gave, and the house. */
export type PersonPicture = {
  readonly id: string;
  readonly name: string;
  /** 0 where no household is known. */
  readonly household: number;
  readonly isSelf: boolean;
};

/** A person whom no record describes yet is named by the start of the id, so that two stay apart; oneself needs no name. */
export function personPicture(directory: Directory, id: MemberId, self: MemberId | undefined): PersonPicture {
  const person = directory.person(id);
  const unnamed = id === self ? '' : `#${id.slice(0, 6)}`;
  return { id, name: person?.name || unnamed, household: person?.household ?? 0, isSelf: id === self };
}
