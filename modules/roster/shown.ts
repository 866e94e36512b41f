// What people ask of the roster: who is here, who vouched, which pages were closed, what the charter says.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import type { Person } from '#protocol/log/directory.ts';
import type { Query, Shown, Surroundings } from '#protocol/node/module.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import { CHARTER, charterName, charterOf, type CharterName } from '../charter.ts';
import { personOf } from './directory.ts';
import { confirmersOf } from './line.ts';
import { keyVersionOf } from './log-keys.ts';
import { isAbsent, newKeyOf } from './powers.ts';
import { isPresentKeySuspended, lineSplit, pendingPages, waitingForAdmission } from './queries.ts';
import type { Checkpoint } from './records.ts';
import type { RosterState } from './shape.ts';
import { sponsorsOf } from './sponsors.ts';
import { lineOf } from './state.ts';

const SHORT = 8;
const words = (state: RosterState, id: MemberId): string => personOf(state, id)?.name || id.slice(0, SHORT);

/** What neighbours should know of somebody besides the name. */
function remarks(state: RosterState, { id }: Person, around: Surroundings): readonly string[] {
  const standing = newKeyOf(state, id, around, () => false);
  return [
    ...(isAbsent(state, id) ? ['away'] : []),
    ...(isPresentKeySuspended(state, id, 0) ? ['key not believed'] : []),
    ...(standing === 'in-window' ? ['new key, not settled yet'] : standing === 'contested' ? ['two keys contest'] : []),
  ];
}

const people: Query<RosterState> = {
  title: 'Who is here',
  show(state, _args, around) {
    const listed = around.directory
      .people()
      .filter(({ standing }) => standing !== 'removed')
      .map((person) => ({ ...person, remarks: remarks(state, person, around) }));
    return {
      json: listed,
      lines: listed.map(({ number, name, id, household, standing, remarks: said }) =>
        [
          `${number ?? '-'} ${name || id.slice(0, SHORT)}`,
          ...(household > 0 ? [`house ${household}`] : []),
          ...(standing === 'member' ? [] : ['guest until a page is closed']),
          ...said,
        ].join(', '),
      ),
    };
  },
};

const waiting: Query<RosterState> = {
  title: 'Who waits to become a member, and what is missing',
  show(state) {
    const found = waitingForAdmission(state);
    return {
      json: found.map(({ person, found: of, ready, words: why }) => ({
        member: person.id,
        name: person.name,
        ready,
        sponsors: of.sponsors,
        why,
      })),
      lines: found.map(({ person, words: why }) => `${person.name || person.id.slice(0, SHORT)} ${why}`),
    };
  },
};

const vouched: Query<RosterState> = {
  title: 'Who vouched for somebody',
  inputs: { member: { label: 'For whom; yourself where nobody is named', is: 'member', optional: true } },
  show(state, args, _around, self) {
    const member = (args['member'] as MemberId | null | undefined) ?? self?.member;
    if (member === undefined) return { json: null, lines: ['Name somebody.'] };
    const sponsors = [...sponsorsOf(state, member)].sort();
    const name = words(state, member);
    return {
      json: { member, sponsors },
      lines:
        sponsors.length === 0
          ? [`Nobody vouched for ${name}: a founder, or not admitted yet.`]
          : sponsors.map((sponsor) => `${words(state, sponsor)} vouched for ${name}.`),
    };
  },
};

const charter: Query<RosterState> = {
  title: 'The charter: what the numbers of our rules are, and who changes them',
  show(_state, _args, around) {
    const values = charterOf(around);
    const keys = (Object.keys(CHARTER) as CharterName[]).map((name) => ({
      name,
      ...CHARTER[name],
      value: values[name],
    }));
    return {
      json: keys,
      lines: keys.map(
        ({ name, means, unit, value, least, most, changedBy, default: standard }) =>
          `${name}: ${value} ${unit}: ${means} (${least} to ${most}, ${value === standard ? 'the default' : `default ${standard}`}; changed by a decision of kind "${changedBy}")`,
      ),
    };
  },
};

const changesOf = (
  state: RosterState,
  { admitted, removed, expelled, charter: changes }: Checkpoint,
): readonly string[] => [
  ...(admitted.length > 0 ? [`admits ${admitted.map((id) => words(state, id)).join(', ')}`] : []),
  ...(removed.length > 0 ? [`${removed.map((id) => words(state, id)).join(', ')} left`] : []),
  ...expelled.map(({ member }) => `puts ${words(state, member)} out`),
  ...changes.map(({ key, value }) => `${charterName(key) ?? `key ${key}`} becomes ${value}`),
];

const pages: Query<RosterState> = {
  title: 'The pages that were closed, and those that wait for confirmation',
  show(state, _args, around, self): Shown {
    const { named, rosters } = lineOf(state);
    const closed = named.flatMap((id: RecordId) => {
      const page = rosters.get(id)!;
      const body = state.checkpoints.get(id)?.body;
      const before = body && rosters.get(body.previous);
      return [
        {
          number: page.number,
          checkpoint: id,
          members: page.members.length,
          confirmed: before ? confirmersOf(state, before, id).length : 1,
          needed: before ? quorumOf(before.members.length, 'charter') : 1,
          changes: body ? changesOf(state, body) : ['founds the community'],
        },
      ];
    });
    const pending = self ? pendingPages(state, self.member, around) : [];
    const split = lineSplit(state);
    return {
      json: { closed, pending, split: split ?? null },
      lines: [
        ...closed.map(
          ({ number, checkpoint, members, confirmed, needed, changes }) =>
            `page ${number} (${checkpoint.slice(0, SHORT)}): ${members} members, ${confirmed} confirmed of ${needed} needed${changes.length > 0 ? `; ${changes.join('; ')}` : ''}`,
        ),
        ...pending.map(
          ({ number, checkpoint, confirmed, quorum, objections }) =>
            `page ${number} (${checkpoint.slice(0, SHORT)}) waits: ${confirmed.length} of ${quorum} have confirmed${objections.length > 0 ? `; this device does not, as ${objections.join('; ')}` : ''}`,
        ),
        ...(split
          ? [
              `Two pages ${split.number} were both confirmed: more keys lie than the rules allow for. Nothing new is counted.`,
            ]
          : []),
      ],
    };
  },
};

const devices: Query<RosterState> = {
  title: 'The devices of somebody, and whether their keys are believed',
  inputs: { member: { label: 'Of whom; your own where nobody is named', is: 'member', optional: true } },
  show(state, args, _around, self) {
    const member = (args['member'] as MemberId | null | undefined) ?? self?.member;
    if (member === undefined) return { json: null, lines: ['Name somebody.'] };
    const logs = [...new Set([0, ...(state.devices.get(member)?.keys() ?? [])])].sort((a, b) => a - b);
    const shown = logs.map((log) => ({
      device: log,
      label: state.devices.get(member)?.get(log)?.body.label ?? '',
      keyVersion: keyVersionOf(state, member, log),
      believed: !isPresentKeySuspended(state, member, log),
      isThis: self?.member === member && self.log === log,
    }));
    return {
      json: { member, devices: shown },
      lines: shown.map(
        ({ device, label, keyVersion, believed, isThis }) =>
          `${device} ${label || (device === 0 ? 'the first device' : 'without a label')}${isThis ? ', this one' : ''}, key ${keyVersion + 1}${believed ? '' : ', not believed any more'}`,
      ),
    };
  },
};

export const ROSTER_QUERIES = { people, waiting, vouched, charter, pages, devices };
