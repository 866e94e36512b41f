/** `folkmoot member export FILE`: everything by and about you, as a page that reads itself, or as JSON. */

import type { Command } from 'commander';
import type { RosterState } from '#modules/roster/shape.ts';
import { modules } from '#modules/index.ts';
import { shortId } from '../member/asked.ts';
import { everythingAbout, type Everything } from '../member/everything.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { Sentence } from '../sentence.ts';
import { printedPage } from './paper.ts';
import { answer, common, guarded, withMe, type Common } from './said.ts';
import { writeNew } from './write-file.ts';

export function declare(command: Command): void {
  common(command.argument('<file>', 'NAME.html to be read and printed (with the JSON in it), or NAME.json')).action(
    guarded(run),
  );
}

const FORMS: { readonly [ending: string]: (all: Everything) => string } = {
  html: (all) => printedPage({ title: titleOf(all), lines: linesOf(all), json: all }),
  json: (all) => `${JSON.stringify(all, null, 1)}\n`,
};

async function run(file: string, { folder, json }: Common): Promise<void> {
  const form = FORMS[/\.(\w+)$/.exec(file)?.[1] ?? ''];
  if (form === undefined)
    throw new Sentence(MEMBER_EXIT.usage, `${file} ends neither with .html nor with .json.`, 'Name the file so.');
  await withMe(folder, async ({ node, member, identity, nowMs }) => {
    const all = everythingAbout({
      node,
      member,
      community: identity.secrets.community,
      communityName: (node.state('roster') as RosterState).community?.genesis.name,
      modules,
      nowMs: nowMs(),
    });
    writeNew(file, form(all));
    const counts = {
      writtenByMe: all.writtenByMe.length,
      writtenAboutMe: all.writtenAboutMe.length,
      saidWithOthers: all.saidWithOthers.length,
    };
    answer(json, { file, ...counts }, [
      `${file}: ${counts.writtenByMe} records of yours, ${counts.writtenAboutMe} that name you, and ${counts.saidWithOthers} voices.`,
      'Your key is not in it. Private messages are stored nowhere, so none are.',
    ]);
  });
}

const titleOf = ({ name, communityName }: Everything): string =>
  `Everything about ${name ?? 'you'} in ${communityName ?? 'this community'}`;

/** Field by field, without the braces: made to be read. */
const fieldsOf = (body: unknown): string =>
  typeof body === 'object' && body !== null
    ? Object.entries(body)
        .map(([field, value]) => `    ${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join('\n')
    : `    ${String(body)}`;

function linesOf({ member, house, writtenByMe, writtenAboutMe, saidWithOthers }: Everything): readonly string[] {
  const written = ({
    kind,
    number,
    record,
    heldSince,
    body,
    by,
    takenBack,
  }: Everything['writtenByMe'][number]): string =>
    `${kind} ${shortId(record)}, number ${number} of ${shortId(by)}, held since ${heldSince}\n${takenBack ? '    (taken back)' : fieldsOf(body)}`;
  return [
    `Member ${member}${house ? `, house ${house}` : ''}`,
    '',
    `WRITTEN BY YOU (${writtenByMe.length})`,
    ...writtenByMe.map(written),
    '',
    `WRITTEN BY OTHERS, NAMING YOU (${writtenAboutMe.length})`,
    ...writtenAboutMe.map(written),
    '',
    `SAID IN ONE VOICE WITH OTHERS (${saidWithOthers.length})`,
    ...saidWithOthers.map(({ kind, on, says, revision }) => `${kind} on ${shortId(on)}: ${says} (change ${revision})`),
  ];
}
