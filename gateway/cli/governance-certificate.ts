/**
 * `folkmoot governance certificate PROPOSAL`: the proof of a decision, for strangers: a file, QR codes, a page for
 * the wall. Whoever has it needs nothing but the community's id (folkmoot verify).
 */

import type { Command } from 'commander';
import { proofCodes, readProof, writeProof } from '#modules/proof-file.ts';
import { matterOf } from '#modules/governance/matter.ts';
import { statusOf } from '#modules/governance/queries.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { wordsOf } from '#modules/governance/words.ts';
import { modules } from '#modules/index.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import { findRecord } from '../member/asked.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import type { Me } from '../member/me.ts';
import { Sentence } from '../sentence.ts';
import { printedPage, qrSvg } from './paper.ts';
import { answer, common, guarded, RefusedByRule, withMe, type Common } from './said.ts';
import { writeNew } from './write-file.ts';

/** A code of 117 modules a side (version 25), 7 cm on paper: phones read it without a stand. */
const CODE_LETTERS_MAX = 1_270;

type Options = Common & { readonly out?: string; readonly qr?: string; readonly print?: string };

export function declare(command: Command): void {
  common(command.argument('<proposal>', 'first letters of its id'))
    .option('--out <file>', 'the proof as a file')
    .option('--qr <file>', 'the proof as QR codes: NAME.svg, or NAME-1.svg and so on where one has no room')
    .option('--print <file>', 'a page with the decision and its codes, to be printed: NAME.html')
    .action(guarded(run));
}

async function run(named: string, { folder, json, out, qr, print }: Options): Promise<void> {
  for (const [file, ending] of [
    [qr, '.svg'],
    [print, '.html'],
  ] as const) {
    if (file !== undefined && !file.endsWith(ending))
      throw new Sentence(MEMBER_EXIT.usage, `${file} does not end with ${ending}.`, 'Name the file so.');
  }
  await withMe(folder, async (me) => {
    const found = findRecord(named, ['proposal'], { node: me.node, member: me.member, modules });
    if (!found.ok) throw new Sentence(MEMBER_EXIT.usage, found.error.why, found.error.remedy);
    const { proof, lines, title, outcome } = certify(me, found.value);
    const codes = proofCodes(proof, CODE_LETTERS_MAX);
    const images = codes.map((code) => {
      const image = qrSvg(code);
      assert(image !== undefined, 'a code of this length fits');
      return image;
    });
    const files: string[] = [];
    const write = (file: string, content: string | Uint8Array): void => {
      writeNew(file, content);
      files.push(file);
    };
    if (out !== undefined) write(out, proof);
    if (qr !== undefined)
      images.forEach((image, i) => write(images.length === 1 ? qr : qr.replace(/\.svg$/, `-${i + 1}.svg`), image));
    if (print !== undefined) write(print, printedPage({ title, lines, images }));
    const bytes = proof.length;
    answer(json, { proposal: found.value, outcome, bytes, files, codes }, [
      ...lines,
      `The proof has ${bytes} bytes, in ${codes.length} ${codes.length === 1 ? 'code' : 'codes'}.`,
      ...(files.length > 0 ? [`Written: ${files.join(', ')}`] : codes),
    ]);
  });
}

function certify({ node, identity, nowMs }: Me, id: RecordId) {
  const { directory, records, tally } = node;
  const matter = matterOf(node.state('governance') as GovernanceState, id, directory);
  if (matter.kind !== 'matter')
    throw new RefusedByRule({
      kind: 'refused',
      rule: matter.reason,
      why: matter.why,
      remedy: 'Fetch what is missing.',
    });
  const roster = node.state('roster') as RosterState;
  assert(roster.community !== undefined, 'a matter stands in a community');
  const proof = writeProof(matter, { genesis: roster.community.genesis, directory, records, tally, roster });
  if (!proof.ok) throw new RefusedByRule(proof.error);
  const { title, options, text } = wordsOf(matter);
  const status =
    node.self && statusOf(node.state('governance') as GovernanceState, id, node.self, node.around(nowMs()));
  const proven = readProof(proof.value, roster.community.id);
  assert(proven.ok, 'a proof reads its own work');
  const lines = [
    ...options.map((option, i) => `${i + 1}. ${option}`),
    ...(text === '' ? [] : [text]),
    ...(status && 'words' in status ? [status.words] : []),
    `${roster.community.genesis.name}, page ${proven.value.page}, ${proven.value.members} members, ${proven.value.boundTo.size} bound.`,
    `Community ${identity.secrets.community}`,
    'Check it with: folkmoot verify FILE --community ID, with the id as you know it from somebody you trust.',
  ];
  return { proof: proof.value, title, lines: [title, ...lines], outcome: matter.outcome.kind };
}
