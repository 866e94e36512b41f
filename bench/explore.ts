// Searches every order of what few members can say and hear for two truths and dead ends (sim/explore).
//
//   npm run explore -- --members 1,2,3,4 --json      exhaustively; 5 as a campaign
//   npm run explore -- --members 5 --minutes 10 --only "page closed"   some cases, for so long on one processor
//   npm run explore -- --members 7,25 --random --seed N --runs M
//   npm run explore -- --planted                     rules that are wrong on purpose must be found
//
// Ends with 1 if anything was found, or if a planted error was not.

import { parseArgs } from 'node:util';
import { catchPlanted, PLANTED } from '#sim/explore/planted.ts';
import { searchAtRandom } from '#sim/explore/random.ts';
import { exploreAll, SCOPE } from '#sim/explore/suite.ts';

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '1,2,3,4' },
    json: { type: 'boolean', default: false },
    random: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '20' },
    states: { type: 'string', default: '5000000' },
    minutes: { type: 'string', default: 'Infinity' },
    only: { type: 'string', default: '' },
  },
});
const members = values.members.split(',').map(Number);
if (members.some((count) => !Number.isInteger(count) || count < 1 || count > 400)) {
  console.error('--members takes whole numbers from 1 to 400, with commas between them');
  process.exit(2);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const out = (answer: object, lines: readonly string[]): void =>
  console.log(values.json ? JSON.stringify(answer) : lines.join('\n'));

if (values.planted) {
  const caught = PLANTED.map((planted) => ({ planted, found: catchPlanted(planted) }));
  out(
    {
      planted: caught.map(({ planted, found }) => ({ name: planted.name, words: planted.words, found: found ?? null })),
    },
    caught.flatMap(({ planted, found }) => [
      `${planted.name}: ${planted.words}`,
      ...(found ? found.story.map((line) => `    ${line}`) : ['    NOT FOUND']),
    ]),
  );
  process.exitCode = caught.every(({ found }) => found) ? 0 : 1;
} else if (values.random) {
  const answer = searchAtRandom({ members, seed: values.seed, runs: Number(values.runs), told: say });
  out(answer, [JSON.stringify({ ...answer, findings: undefined }), ...answer.findings.flatMap(({ story }) => story)]);
  process.exitCode = answer.violations + answer.twoTruths + answer.deadEnds === 0 ? 0 : 1;
} else {
  // Of the processor, not of the wall: others may use the machine.
  const seconds = (): string => ((process.cpuUsage().user + process.cpuUsage().system) / 1e6).toFixed(1);
  const totals = exploreAll(
    members,
    {
      statesMax: Number(values.states),
      isOver: () => Number(seconds()) > 60 * Number(values.minutes),
      progress: (states, waiting) => say(`    ${states} states, ${waiting} waiting`),
    },
    (found, count, liars) =>
      say(
        `${seconds()} s  ${count} members, ${liars} of them a liar: ${found.case}: ${found.states} states, ${found.devices} devices asked` +
          (found.exhausted ? '' : '  NOT EXHAUSTED') +
          (found.findings.length > 0 ? `  FOUND ${found.findings.map(({ what }) => what).join(', ')}` : ''),
      ),
    ({ name }) => name.includes(values.only),
  );
  const { findings, ...counts } = totals;
  const bounds = [
    ...(values.only === '' ? [] : [`only cases named "${values.only}"`]),
    ...(values.minutes === 'Infinity' ? [] : [`ended after ${values.minutes} minutes on one processor`]),
  ];
  out({ ...counts, cpuS: Number(seconds()), scope: [...SCOPE, ...bounds], findings }, [
    `${counts.states} states of ${counts.cases} cases, ${counts.exhausted ? 'all there are' : 'NOT all there are'}: ` +
      `${counts.violations} violations, ${counts.twoTruths} times two truths, ${counts.deadEnds} dead ends`,
    ...findings.flatMap(({ what, story, case: name }) => [`${what}: ${name}`, ...story.map((line) => `    ${line}`)]),
    ...[...SCOPE, ...bounds].map((line) => `  ${line}`),
  ]);
  process.exitCode = counts.violations + counts.twoTruths + counts.deadEnds === 0 ? 0 : 1;
}
