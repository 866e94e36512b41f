/**
 * How every command writes to a radio: show the differences, ask, save the way back, write, wait for the
 * restart, and look whether all of it took.
 */

import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Result } from '#protocol/bytes/result.ts';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import { processClock } from '#radio/links/open-link.node.ts';
import { writePlan } from '#radio/links/radio-writing.ts';
import {
  differenceLine,
  type Difference,
  type PresentRadio,
  type ProvisioningPlan,
  type ProvisioningRefusal,
} from '#radio/meshtastic/provisioning-plan.ts';
import { takeSnapshot } from '#radio/meshtastic/provisioning-snapshot.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { RADIO_OPTION, sentenceOf, settingsOf, tell, type RadioSession } from './radio-session.ts';

export type WriteOptions = {
  readonly radio?: string;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly save?: string;
  readonly agree: readonly string[];
  readonly json?: true;
};

export function writeOptions(command: Command): Command {
  return command
    .option(...RADIO_OPTION)
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .option(
      '--agree <setting>',
      'with --yes: also change this setting, which needs a word of its own; may be given again',
      (one: string, all: readonly string[]) => [...all, one],
      [] as readonly string[],
    )
    .option('--save <file>', 'where the former settings go; without it, a file named after radio and time')
    .option('--json', 'one JSON object at the end; needs --yes or --dry-run');
}

/** What a change is, as a function of the radio: asked once before writing and once after. */
export type Plan = (present: PresentRadio) => Result<ProvisioningPlan, ProvisioningRefusal>;

export async function change(session: RadioSession, plan: Plan, options: WriteOptions): Promise<void> {
  if (options.json && !options.yes && !options.dryRun)
    throw new Sentence(EXIT.usage, 'With --json nobody is asked.', 'Add --yes, or --dry-run to look only.');
  const present = await settingsOf(session);
  const { address } = session;
  const name = nodeName(present.nodeNum);
  tell(`Radio ${name} "${present.owner.longName}" at ${address}, firmware ${present.firmwareVersion}.`);
  const toWrite = planned(plan, present);
  const { differences } = toWrite;
  const done = (saved: string | null, written: boolean): void => {
    if (options.json) console.log(JSON.stringify({ ok: true, radio: name, address, differences, saved, written }));
  };
  if (differences.length === 0) {
    tell('Nothing differs: the radio is set so already.');
    return done(null, false);
  }
  tell('What will change:');
  for (const each of differences) tell(`  ${differenceLine(each)}`);
  if (options.dryRun) return done(null, false);
  await agree(differences, options);
  const saved = save(present, options.save);
  tell(`The former settings are in ${saved}. Its channel keys are in it: keep it like a key.`);

  tell('Writing. The radio restarts by itself; that takes up to a minute ...');
  const after = await writePlan(session.link, processClock, toWrite, (news) => {
    if (news === 'not-restarted') tell('It has not restarted yet; looking at it as it is.');
  });
  if (!after.ok) throw sentenceOf(after.error, address);
  const left = planned(plan, after.value).differences;
  if (left.length > 0) {
    const words = `${address}: these did not take: ${left.map(differenceLine).join('; ')}.`;
    throw new Sentence(EXIT.notTaken, words, `The way back: folkmoot radio restore ${saved}`);
  }
  tell(`Done: ${differences.length === 1 ? 'the setting is' : `all ${differences.length} settings are`} as wanted.`);
  tell(`The way back: folkmoot radio restore ${saved} --radio ${address}`);
  done(saved, true);
}

function planned(plan: Plan, present: PresentRadio): ProvisioningPlan {
  const made = plan(present);
  if (made.ok) return made.value;
  const code = made.error.kind === 'region-missing' || made.error.kind === 'bad-name' ? EXIT.usage : EXIT.notTaken;
  throw new Sentence(code, made.error.words, 'Nothing was written.');
}

async function agree(differences: readonly Difference[], { yes, agree: agreed }: WriteOptions): Promise<void> {
  const special = differences.filter(({ consent }) => consent !== undefined);
  if (yes) {
    const missing = special.find(({ setting }) => !agreed.includes(setting));
    if (missing === undefined) return;
    const { setting, consent } = missing;
    throw new Sentence(EXIT.usage, `${setting}: ${consent}`, `If that is meant, add --agree ${setting}.`);
  }
  if (!process.stdin.isTTY)
    throw new Sentence(EXIT.usage, 'There is nobody to ask: this is no terminal.', 'Add --yes, or --dry-run.');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (const { setting, consent } of special) await ask(lines, `${setting}: ${consent} Agreed? [y/N] `);
    await ask(lines, 'Write this to the radio? [y/N] ');
  } finally {
    lines.close();
  }
}

async function ask(lines: ReturnType<typeof createInterface>, question: string): Promise<void> {
  const end = new AbortController();
  lines.once('close', () => end.abort()); // Ctrl-D or Ctrl-C is no answer, and no agreement
  const answer = await lines.question(question, { signal: end.signal }).catch(() => '');
  if (!/^y(es)?$/i.test(answer.trim())) throw new Sentence(EXIT_NO, 'Nothing was written.', 'You did not agree.');
}
const EXIT_NO = 1;

/** Never over a file that is there: it may be the only way back to an earlier state. */
function save(present: PresentRadio, named: string | undefined): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const file = named ?? `radio-${present.nodeNum.toString(16).padStart(8, '0')}-${time}.settings`;
  try {
    writeFileSync(file, takeSnapshot(present), { mode: 0o600, flag: 'wx' });
    return file;
  } catch (error) {
    const why = systemCode(error) === 'EEXIST' ? 'is there already' : `cannot be written (${systemCode(error)})`;
    throw new Sentence(EXIT.cannotWrite, `${file} ${why}.`, 'Name another file with --save. Nothing was written.');
  }
}
