// Proposals that do something when they have passed: a number of the charter changes, somebody is put out,
// a record of another module becomes the community's word (README §1.10).

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { fromHex } from '#protocol/bytes/bytes.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Directory, Roster } from '#protocol/log/directory.ts';
import type { LogEnd } from '#protocol/tally/matters.ts';
import type { ActType, Refusal } from '#protocol/node/module.ts';
import { CHARTER, charterSlot, type CharterName } from '../charter.ts';
import { KINDS } from './kinds.ts';
import { matterOf } from './matter.ts';
import { outerStatement } from './records.ts';
import { propose, WORDS_INPUTS, type ProposeArgs } from './propose.ts';
import type { GovernanceState } from './state.ts';

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

type Words = Pick<ProposeArgs, 'title' | 'text' | 'periodHours' | 'frontier'>;

const NAMES = Object.keys(CHARTER) as readonly CharterName[];
const LARGEST = Math.max(...NAMES.map((name) => CHARTER[name].most));

/** Rosters up to this size need everybody for a page, so nobody can be put out of them. */
const UNANIMOUS_UP_TO = 3;
/** Logs that a removal can name; a member rarely has more. */
const LOGS_NAMED = 3;

/** The first round of a slot over a page in which nothing stands that can still pass. */
function freeRound(state: GovernanceState, slot: string, roster: Roster, directory: Directory): number {
  const held = [...(state.slots.get(slot) ?? [])].map((id) => matterOf(state, id, directory));
  for (let round = 0; ; round++) {
    const here = held.filter(
      (found) =>
        found.kind === 'matter' &&
        found.roster.checkpoint === roster.checkpoint &&
        found.proposal.body.slot!.round === round,
    );
    const isRejected =
      here.length > 0 && here.every((found) => found.kind === 'matter' && found.outcome.kind === 'rejected');
    if (!isRejected) return round;
  }
}

const charter: ActType<GovernanceState, Words & { readonly key: string; readonly value: number }> = {
  title: 'Propose another number for the charter',
  inputs: {
    key: { label: 'Which key of the charter', is: 'choice', of: NAMES },
    value: { label: 'Its new value', is: 'number', least: 0, most: LARGEST, unit: "in the key's own unit" },
    ...WORDS_INPUTS,
  },
  plan(state, { key: name, value, ...words }, self, around) {
    const key = NAMES.includes(name as CharterName) ? CHARTER[name as CharterName] : undefined;
    if (!key) return refuse('charter-key', `The charter has no key "${name}".`, 'Look at the list of keys.');
    const latest = around.directory.latest();
    const slot = charterSlot(key.number);
    const round = latest ? freeRound(state, slot, latest, around.directory) : 0;
    const effect = { what: 'charter', key: key.number, value } as const;
    const args = {
      ...words,
      kind: key.changedBy,
      method: 'consent',
      options: [],
      slot: { name: slot, round },
      effect,
    } as const;
    return propose.plan(state, args, self, around);
  },
};

/** How far a log is held here without a gap. */
function heldUpTo(directory: Directory, member: MemberId, log: number): number {
  let seq = 0;
  while (directory.recordsAt({ member, log, seq: seq + 1 }).length > 0) seq++;
  return seq;
}

/** The last record of each log that is held here, up to the one that the proposer names as the last good one. */
function acceptedOf(directory: Directory, member: MemberId, last: RecordId | null): readonly LogEnd[] {
  const named = last ? directory.placeOf(last) : undefined;
  return Array.from({ length: LOGS_NAMED }, (_, log) => ({
    log,
    seq: named?.member === member && named.log === log ? named.seq : heldUpTo(directory, member, log),
  })).filter(({ seq }) => seq > 0);
}

const removal: ActType<GovernanceState, Words & { readonly member: MemberId; readonly last?: RecordId | null }> = {
  title: 'Propose that a member is put out',
  inputs: {
    member: { label: 'Whom it is about', is: 'member' },
    last: {
      label: 'The last record of theirs that still counts; otherwise all that is held here',
      is: 'record',
      of: [],
      optional: true,
    },
    ...WORDS_INPUTS,
  },
  plan(state, { member, last, ...words }, self, around) {
    const members = around.directory.latest()?.members ?? [];
    if (!members.includes(member)) {
      return refuse('members-only', 'This person is not a member.', 'Whoever is not a member decides nothing anyway.');
    }
    if (member === self.member) {
      return refuse('another-member', 'You can leave by yourself.', 'Use "Leave the community".');
    }
    if (members.length <= UNANIMOUS_UP_TO) {
      return refuse(
        'few-members',
        'In a community of up to three all must agree on every page, so nobody can be put out.',
        'Found a new community with those who want to go on together.',
      );
    }
    const place = last ? around.directory.placeOf(last) : undefined;
    if (last && place?.member !== member) {
      return refuse('last-record', 'The record you named is not one of this person.', 'Name a record that they wrote.');
    }
    const effect = { what: 'removal', member, accepts: acceptedOf(around.directory, member, last ?? null) } as const;
    const args = { ...words, kind: 'irreversible', method: 'consent', options: [], effect } as const;
    return propose.plan(state, args, self, around);
  },
};

const adoption: ActType<GovernanceState, Words & { readonly record: RecordId; readonly kind: ProposeArgs['kind'] }> = {
  title: 'Propose to adopt what a record says',
  inputs: {
    record: { label: 'Which record', is: 'record', of: [] },
    kind: { label: 'How grave it is', is: 'choice', of: KINDS },
    ...WORDS_INPUTS,
  },
  plan(state, { record, kind, ...words }, self, around) {
    if (!around.record(record)) {
      return refuse('held', 'This record is not held here.', 'Wait until it has arrived.');
    }
    const args = { ...words, kind, method: 'consent', options: [], effect: { what: 'adoption', record } } as const;
    return propose.plan(state, args, self, around);
  },
};

type OuterArgs = {
  readonly community: string;
  readonly record: string;
  readonly roster: string;
  readonly kind: number;
  readonly value: number;
  readonly revision: number;
};

const speakOutside: ActType<GovernanceState, OuterArgs> = {
  title: 'Draft what we say in a community of communities; a decision then adopts it',
  inputs: {
    community: { label: 'Id of that community, 64 letters', is: 'text', bytesMax: 64 },
    record: { label: 'Id of the matter there, 64 letters', is: 'text', bytesMax: 64 },
    roster: { label: 'Id of the page that is asked there, 64 letters', is: 'text', bytesMax: 64 },
    kind: { label: 'Kind of statement: 1 ballot, 2 bind', is: 'number', least: 0, most: 15, unit: 'kind' },
    value: { label: 'What we say, by its number', is: 'number', least: 0, most: 255, unit: 'value' },
    revision: { label: 'How often we changed it before', is: 'number', least: 0, most: 255, unit: 'times' },
  },
  plan(_state, { kind, value, revision, ...ids }, self, { directory }) {
    if (!directory.latest()?.members.includes(self.member)) {
      return refuse('members-only', 'Only members draft this.', 'Ask a member.');
    }
    const [community, record, roster] = [ids.community, ids.record, ids.roster].map((hex) => fromHex(hex));
    if (![community, record, roster].every((id) => id?.ok && id.value.length === 32)) {
      return refuse('ids', 'An id has 64 letters, 0 to 9 and a to f.', 'Copy the ids again.');
    }
    const body = [community, record, roster].map((id) => (id?.ok ? id.value : new Uint8Array(32)));
    return ok({
      records: [
        {
          type: outerStatement,
          body: { community: body[0]!, record: body[1]!, roster: body[2]!, kind, value, revision },
        },
      ],
    });
  },
};

export const EFFECT_ACTS = {
  proposeCharter: charter,
  proposeRemoval: removal,
  proposeAdoption: adoption,
  speakOutside,
};
