/**
 * `folkmoot demo`: the story of the first light, told in the terminal. A scripted world in virtual time;
 * the nodes, the wire and the air model are the product's own. Same seed, same bytes.
 */

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { firstLight, type StoryLine, type Vote } from '#sim/scenarios/first-light.ts';

type Options = {
  readonly seed: string;
  readonly hours: number;
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
    .option('--seed <text>', 'another course of chance, the same people', 'first light')
    .option('--hours <number>', 'how long the ridge relay is dead', hoursOf, 30)
    .option('--votes <letters>', 'what the twelve houses say: c consents, a stands aside, s says nothing', votesOf)
    .option('--json', 'print the report as one JSON object in the last line')
    .action(({ seed, hours, votes, json }: Options) => {
      const started = performance.now();
      const report = firstLight({
        seed,
        partitionHours: hours,
        ...(votes && { votes }),
        tell: ({ hour, side, words }) => console.log(`${clock(hour)}  ${SIDES[side]}  ${words}`),
      });
      const { certificates, stateHashes, healedAfterMin, airtimeS, frames, nodes } = report;
      console.log('');
      console.log(
        `${nodes} nodes, ${new Set(stateHashes).size} state, ${new Set(certificates).size} certificate; one state ${healedAfterMin} min after the heal.`,
      );
      console.log(
        `${frames} transmissions, ${airtimeS} s on air in all; ${Math.round((performance.now() - started) / 1000)} s of your time.`,
      );
      if (json) console.log(JSON.stringify(report));
      if (new Set(stateHashes).size !== 1 || new Set(certificates).size !== 1) process.exitCode = 1;
    });
}
