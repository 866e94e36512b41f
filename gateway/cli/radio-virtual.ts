/** `folkmoot radio virtual`: virtual radios for any Meshtastic client, until Ctrl-C. */

import { InvalidArgumentError, Option, type Command } from 'commander';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { presetAllowed, REGIONS, type RegionName } from '#radio/lora/regions.ts';
import { serveVirtualRadios, type VirtualRadios } from '../embedded/virtual-radios.ts';
import { EXIT, Sentence, systemCode } from '../sentence.ts';
import { listenSentence } from './listening.ts';
import { guarded, tell } from './radio-session.ts';

/** Each is a whole firmware model with its queues; more than these belong into the simulator. */
const COUNT_MAX = 64;

type Options = {
  readonly count: number;
  readonly port: number;
  readonly host: string;
  readonly region: RegionName;
  readonly preset: PresetName;
  readonly line?: true;
  readonly fresh?: true;
  readonly data?: string;
  readonly seed: string;
  readonly json?: true;
};

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };

export function declare(command: Command): void {
  command
    .option('--count <number>', 'how many', wholeNumber(1, COUNT_MAX), 1)
    .option(
      '--port <number>',
      'TCP port of the first; the others follow. 0 takes any',
      wholeNumber(0, 65_535 - COUNT_MAX),
      4403,
    )
    .option('--host <address>', 'address to listen on; 0.0.0.0 for phones in the network', '127.0.0.1')
    .addOption(new Option('--region <name>', 'as set in the radios').choices(Object.keys(REGIONS)).default('EU_868'))
    .addOption(new Option('--preset <name>', 'as set in them').choices(Object.keys(PRESETS)).default('LONG_FAST'))
    .option('--line', 'each hears only its neighbours; else all hear each other')
    .option('--fresh', 'as from the factory, without a region: a client must set one first')
    .option('--data <folder>', 'keep their settings here from run to run')
    .option('--seed <text>', 'another course of chance, other keys', 'virtual radios')
    .option('--json', 'one line of JSON when they are ready')
    .action(guarded(run));
}

async function run(options: Options): Promise<void> {
  const { count, host, region, preset, json } = options;
  if (!presetAllowed(region, preset)) {
    throw new Sentence(EXIT.usage, `The preset ${preset} is not allowed in ${region}.`, 'Choose another --preset.');
  }
  const served = await serve(options);
  const where = served.radios.map(({ nodeNum, name, port }) => ({
    address: `tcp:${host}:${port}`,
    node: nodeName(nodeNum),
    name,
  }));
  if (json) console.log(JSON.stringify({ radios: where }));
  else {
    for (const { address, node, name } of where) console.log(`${address.padEnd(24)} ${node}  ${name}`);
    tell(`${count === 1 ? 'One virtual radio is' : `${count} virtual radios are`} ready. Nothing transmits for real.`);
    tell(`Try: folkmoot radio info --radio ${where[0]!.address}   (Ctrl-C here ends it)`);
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await served.close();
}

async function serve(options: Options): Promise<VirtualRadios> {
  const { count, port, host, region, preset, line, fresh, data, seed } = options;
  try {
    return await serveVirtualRadios({
      count,
      portBase: port,
      address: host,
      region,
      preset,
      seed,
      shape: line ? 'line' : 'together',
      ...(fresh && { isFresh: true }),
      ...(data !== undefined && { folder: data }),
    });
  } catch (error) {
    const code = systemCode(error);
    if (data !== undefined && (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST'))
      throw new Sentence(EXIT.cannotWrite, `${data}: may not be used (${code}).`, 'Choose another one.');
    throw listenSentence(error, host, port, count) ?? error;
  }
}
