// `npm run fuzz -- --minutes N [--seed S] [--from G] [--json]`: mutants of honest frames against a real node.
//
// Stops after N minutes (1 by default), or after `--executions N` frames. Generations are independent: a
// run that was stopped goes on with `--from` and the next generation, and a finding is seen again with
// `--from G --executions 1`. Findings stand on stderr; the last line with --json is one object. The exit code is 1 after
// a finding.

import { parseArgs } from 'node:util';
import { toHex } from '#protocol/bytes/bytes.ts';
import { fuzzGeneration, makeCorpus, noCounts, type FuzzCounts } from './fuzz-run.ts';

const SAY_EVERY_MS = 15_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    executions: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'folkmoot' },
    from: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const numbers = [values.minutes, values.executions, values.from].map(Number);
if (numbers.some((number) => !(number >= 0))) {
  process.stderr.write('fuzz: --minutes, --executions and --from are numbers, for example --minutes 10\n');
  process.exit(2);
}
const [minutes, executions, first] = numbers as [number, number, number];

const startedMs = Date.now();
const endMs = startedMs + minutes * 60_000;
const corpus = makeCorpus();
const total = noCounts();
let generation = first;
let saidMs = startedMs;
const goesOn = (): boolean => (executions > 0 ? total.executions < executions : Date.now() < endMs);

while (goesOn()) {
  const { counts, troubles } = fuzzGeneration(corpus, values.seed, generation);
  for (const name of Object.keys(total) as (keyof FuzzCounts)[]) total[name] += counts[name];
  for (const { kind, frame, why } of troubles)
    process.stderr.write(`${kind} in generation ${generation} of "${values.seed}": ${toHex(frame)}\n${why}\n`);
  generation++;
  if (Date.now() - saidMs < SAY_EVERY_MS) continue;
  saidMs = Date.now();
  process.stderr.write(`fuzz: ${generation - first} generations, ${JSON.stringify(total)}\n`);
}

const seconds = Math.round((Date.now() - startedMs) / 1000);
const result = { ...total, seed: values.seed, generations: [first, generation], seconds };
if (values.json) console.log(JSON.stringify(result));
else
  console.log(
    `${total.executions} frames in ${seconds} s: ${total.pastTheTag} past the tag, ${total.reachedSignatures} to a pairing, ` +
      `${total.privatePastTheTag} private ones past the tag of their pair, ` +
      `${total.crashes} crashes, ${total.acceptedForgeries} forgeries accepted. Goes on with --from ${generation}.`,
  );
if (total.crashes + total.acceptedForgeries > 0) process.exitCode = 1;
