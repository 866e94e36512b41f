/** `folkmoot member show`: who this is, where the member stands, who else is here. */

import type { Command } from 'commander';
import { waitingForAdmission } from '#modules/roster/queries.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { personWords, shortId } from '../member/asked.ts';
import type { Me } from '../member/me.ts';
import { answer, common, guarded, withMe, type Common } from './said.ts';

export function declare(command: Command): void {
  common(command).action(guarded(({ folder, json }: Common) => withMe(folder, async (me) => show(me, json))));
}

const STANDING = {
  member: 'a member',
  newcomer: 'admitted, and a member when the next page lists you',
  guest: 'a guest: nobody has let you in yet',
  removed: 'no longer a member',
} as const;

function show({ node, member, identity, folder, nowMs }: Me, json: true | undefined): void {
  const { directory } = node;
  const roster = node.state('roster') as RosterState;
  const me = directory.person(member);
  const standing = me?.standing ?? 'guest';
  const waiting = waitingForAdmission(roster);
  const awaited = waiting.find(({ person }) => person.id === member)?.words;
  const { records, voices } = node.counts();
  const page = directory.latest();
  const report = {
    folder,
    community: { id: identity.secrets.community, name: roster.community?.genesis.name ?? null },
    member,
    name: me?.name ?? null,
    house: me?.household ?? null,
    number: me?.number ?? null,
    standing,
    awaited: awaited ?? null,
    joinRequest: standing === 'guest' && identity.joinRequest !== '' ? identity.joinRequest : null,
    mustCatchUp: identity.mustCatchUp ?? false,
    page: page?.number ?? null,
    people: directory.people(),
    waiting: waiting.map(({ person, ready, words }) => ({ id: person.id, name: person.name, ready, words })),
    records,
    voices,
    stateHash: node.stateHash(),
    nowMs: nowMs(),
  };
  answer(json, report, [
    `${report.community.name ?? 'A community that is not known here yet'} (${shortId(report.community.id)})`,
    `You: ${me ? personWords(me) : shortId(member)}, ${STANDING[standing]}.`,
    ...(awaited === undefined ? [] : [`  ${awaited}`]),
    ...(report.joinRequest === null ? [] : ['  Show this to a member, to be let in:', `  ${report.joinRequest}`]),
    ...(report.mustCatchUp ? ['  Your log is not complete here: folkmoot member sync --gateway ADDRESS.'] : []),
    `Held: ${records} records and ${voices} voices; page ${page?.number ?? 'none'}; state ${report.stateHash.slice(0, 16)}.`,
    ...directory.people().map((person) => `  ${person.standing.padEnd(8)} ${personWords(person)}`),
    ...waiting.map(({ person, words }) => `  ${person.name} waits: ${words}`),
  ]);
}
