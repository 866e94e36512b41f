/**
 * `folkmoot demo`: a story told in the terminal, a scripted world in virtual time; the nodes, the wire and
 * the air model are the product's own. Same seed, same bytes. `first-light` has calls, payments and a vote;
 * `decision` is one decision from the proposal to a stranger's check of its proof.
 */

import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { firstLight, type StoryLine, type Vote } from '#sim/scenarios/first-light.ts';
import { oneDecision } from '#sim/scenarios/one-decision.ts';

type Options = {
  readonly story: 'first-light' | 'decision';
  readonly seed: string;
  readonly hours?: number;
  readonly votes?: readonly Vote[];
  readonly json?: true;
};

const VOTE_LETTERS: Readonly<Record<string, Vote>> = { c: 'consent', a: 'stand aside', s: 'silent' };
const HOUSES = 12;

function hoursOf(text: string): number {
  const hours = Number(text);
  if (!Number.isFinite(hours) || hours < 6 || hours > 240) throw new InvalidArgumentError('Give 6 to 240 hours.');
  return hours;
}

function votesOf(text: string): readonly Vote[] {
  const votes = text.split('').map((letter) => VOTE_LETTERS[letter]);
  if (votes.length !== HOUSES || votes.includes(undefined)) {
    throw new InvalidArgumentError(`Give ${HOUSES} letters, one a house: c consents, a stands aside, s says nothing.`);
  }
  return votes as readonly Vote[];
}

const clock = (hour: number): string => {
  const minutes = Math.round(hour * 60);
  return `${String(Math.floor(minutes / 60)).padStart(3)} h ${String(minutes % 60).padStart(2, '0')} min`;
};

const SIDES: Readonly<Record<StoryLine['side'], string>> = { both: '     ', A: 'here ', B: 'there' };

export function declare(command: Command): void {
  command
    .addOption(
      new Option('--story <name>', 'which story: calls, payments and a vote; or one decision from end to end')
        .choices(['first-light', 'decision'])
        .default('first-light'),
    )
    .option('--seed <text>', 'another course of chance, the same people', 'first light')
    .option('--hours <number>', 'how long the relay is dead; 30 in the first, 12 in the second', hoursOf)
    .option('--votes <letters>', 'what the twelve houses say: c consents, a stands aside, s says nothing', votesOf)
    .option('--json', 'print the report as one JSON object in the last line')
    .action((options: Options) => {
      const started = performance.now();
      const told = STORIES[options.story](options, ({ hour, side, words }) =>
        console.log(`${clock(hour)}  ${SIDES[side]}  ${words}`),
      );
      console.log(`${Math.round((performance.now() - started) / 1000)} s of your time.`);
      if (options.json) console.log(JSON.stringify(told.json));
      if (!told.good) process.exitCode = 1;
    });
}

type Told = { readonly good: boolean; readonly json: object };
type Story = (options: Options, tell: (line: StoryLine) => void) => Told;

const STORIES: Readonly<Record<Options['story'], Story>> = {
  'first-light': ({ seed, hours = 30, votes }, tell) => {
    const report = firstLight({ seed, partitionHours: hours, ...(votes && { votes }), tell });
    const { certificates, stateHashes, healedAfterMin, airtimeS, frames, nodes } = report;
    const [states, proofs] = [new Set(stateHashes).size, new Set(certificates).size];
    console.log('');
    console.log(
      `${nodes} nodes, ${states} state, ${proofs} certificate; one state ${healedAfterMin} min after the heal.`,
    );
    console.log(`${frames} transmissions, ${airtimeS} s on air in all.`);
    return { good: states === 1 && proofs === 1, json: report };
  },
  decision: ({ seed, hours = 12 }, tell) => {
    const report = oneDecision({ seed, hours, tell });
    return {
      good: report.outcome === 'passed' && report.certificates === 1 && report.broken.length === 0,
      json: report,
    };
  },
};
