/**
 * `folkmoot emergency cap-export` and `cap-import`: warnings from and to the rest of the world, as CAP 1.2 files.
 * An imported file is nobody's record: a member reads it, and says it in the own name or not.
 */

import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { exportCap } from '#modules/emergency/cap/export.ts';
import { importCap } from '#modules/emergency/cap/import.ts';
import { XML_BYTES_MAX } from '#modules/emergency/cap/xml.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { modules } from '#modules/index.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { createClock } from '../clock.ts';
import { findRecord } from '../member/asked.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { doAct } from './act.ts';
import type { CommandFile } from './command.ts';
import { reachOptions, type Reach } from './reach.ts';
import { answer, common, guarded, RefusedByRule, tell, withMe, type Common } from './said.ts';
import { writeNew } from './write-file.ts';

export const capExport: CommandFile = {
  declare(command: Command) {
    common(command.argument('<warning>', 'first letters of its id'))
      .option('--out <file>', 'where to; without it, to standard output')
      .action(guarded(toFile));
  },
};

async function toFile(named: string, { folder, json, out }: Common & { readonly out?: string }): Promise<void> {
  await withMe(folder, async ({ node, member, nowMs }) => {
    const found = findRecord(named, ['alert'], { node, member, modules });
    if (!found.ok) throw new Sentence(MEMBER_EXIT.usage, found.error.why, found.error.remedy);
    const community = (node.state('roster') as RosterState).community?.genesis.name ?? '';
    const state = node.state('emergency') as EmergencyState;
    const xml = exportCap(state, found.value, community, node.around(nowMs()));
    if (!xml.ok) throw new RefusedByRule(xml.error);
    if (out !== undefined) writeNew(out, xml.value);
    answer(json, { alert: found.value, file: out ?? null, xml: xml.value }, [
      out === undefined ? xml.value : `Written: ${out}`,
    ]);
  });
}

type ImportOptions = Common & Reach & { readonly say?: true; readonly language?: string };

export const capImport: CommandFile = {
  declare(command: Command) {
    reachOptions(common(command.argument('<file|->', 'a CAP 1.2 file, or - for standard input')))
      .option('--say', 'warn everybody of it in your own name; without this it is only shown')
      .option('--language <code>', 'which of several texts, for example en or es')
      .action(guarded(fromFile));
  },
};

/** One byte more than fits is read, so that its reader can say that it is too long. */
function read(file: string): string {
  try {
    if (file !== '-' && statSync(file).size > XML_BYTES_MAX)
      throw new Sentence(
        EXIT.damaged,
        `${file} is larger than any warning (${XML_BYTES_MAX} bytes).`,
        'Name another file.',
      );
    return readFileSync(file === '-' ? 0 : file, 'utf8').slice(0, XML_BYTES_MAX + 1);
  } catch (error) {
    if (error instanceof Sentence) throw error;
    throw new Sentence(
      MEMBER_EXIT.usage,
      `${file} cannot be read (${systemCode(error) ?? 'unknown error'}).`,
      'Name another file.',
    );
  }
}

async function fromFile(file: string, { say, language, ...options }: ImportOptions): Promise<void> {
  const warning = importCap(read(file), createClock().nowMs(), language);
  if (!warning.ok) throw new RefusedByRule(warning.error);
  const { args, step, source, lost } = warning.value;
  const words = [
    `${args.drill ? 'DRILL ' : ''}${args.kind}, ${args.severity}, ${args.advice}${args.hours > 0 ? `, for ${args.hours} h` : ''}: "${args.text}"`,
    `A ${step} of ${source.sender} (${source.identifier}).`,
    ...lost.map((what) => `Left out: ${what}.`),
  ];
  if (step === 'cancel')
    throw new RefusedByRule({
      kind: 'refused',
      rule: 'cap-cancels',
      why: `This file calls off what ${source.sender} warned of before.`,
      remedy: 'Call the warning off that you gave: folkmoot emergency cancel-alert --alert ID.',
    });
  if (!say)
    return answer(options.json, { said: false, ...warning.value }, [
      ...words,
      'Not said: add --say to warn everybody of it.',
    ]);
  if (!options.json) words.forEach(tell);
  await doAct({ module: 'emergency', name: 'alert' }, options, () => args);
}
