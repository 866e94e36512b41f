/**
 * `folkmoot sim serve WORLD`: a running world with radios for real clients, until Ctrl-C. A gateway, the official
 * app or a script joins it over TCP as it would join a mesh; the page joins through a gateway.
 */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InvalidArgumentError, type Command } from 'commander';
import { toHex } from '#protocol/bytes/bytes.ts';
import type { WorldFile } from '#sim/worlds/format.ts';
import { nodeName } from '#radio/meshtastic/node-name.ts';
import { serveWorld, type ServedWorld } from '../embedded/served-world.ts';
import { moveIn, refuseIfTaken } from '../member/me.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { listenSentence } from './listening.ts';
import { recorder } from './recorder.ts';
import { guarded, tell } from './radio-session.ts';
import { hourFrom, lineFile, makeFolder, progressBar, wholeFrom, worldIn } from './sim-files.ts';

const SPEED_MAX = 1000;
/** Each is a whole firmware model with its queues. */
const GUESTS_MAX = 16;

type Options = {
  readonly seed: string;
  readonly speed: number;
  readonly from: number;
  readonly beside: readonly string[];
  readonly as: readonly string[];
  readonly members: string;
  readonly port: number;
  readonly host: string;
  readonly record?: string;
  readonly trace?: string;
  readonly quiet?: true;
  readonly json?: true;
};

function speedOf(text: string): number {
  const speed = text === 'realtime' ? 1 : Number(text);
  if (text.trim() !== '' && speed >= 0.1 && speed <= SPEED_MAX) return speed;
  throw new InvalidArgumentError(`Give a number from 0.1 to ${SPEED_MAX}, or realtime.`);
}

const also = (one: string, all: readonly string[]): readonly string[] => [...all, one];

const HELP = `
While it runs, a line on standard input changes it: "speed 20", "speed realtime", "pause", "state" (what each node
holds, as JSON), "stop". Ctrl-C stops it, too.

Clients have clocks of their own. At another speed than 1 they fall behind the world's: what the radios carry is the
same, but a period that has ended in the world may still look open to them. Use --from to skip quiet hours instead.`;

export function declare(command: Command): void {
  command
    .argument('<world>', 'a world file; - for standard input')
    .option('--seed <text>', 'another course of chance', '1')
    .option('--speed <number>', `times as fast as the clock on the wall, up to ${SPEED_MAX}; or realtime`, speedOf, 1)
    .option('--from <hour>', 'play the script to this hour first, as fast as possible', hourFrom(0, 10_000), 0)
    .option('--beside <radio>', 'a radio for a client stands beside this one; may be given again', also, [])
    .option('--as <person>', 'leave this member to somebody real: writes a member folder; may be given again', also, [])
    .option('--members <folder>', 'where member folders go', '.folkmoot/sim')
    .option(
      '--port <number>',
      'TCP port of the first radio; the others follow. 0 takes any',
      wholeFrom(0, 65_000),
      4403,
    )
    .option('--host <address>', 'address to listen on; 0.0.0.0 for phones in the network', '127.0.0.1')
    .option('--record <folder>', 'keep what passes between radios and clients, for folkmoot sim from-log')
    .option('--trace <file>', 'write what happened, one JSON object a line')
    .option('--quiet', 'do not tell each step')
    .option('--json', 'one line of JSON when the radios are ready, and one at the end')
    .addHelpText('after', HELP)
    .action(guarded(run));
}

async function run(file: string, options: Options): Promise<void> {
  const world = worldIn(file);
  const beside = options.beside.length > 0 ? options.beside : [world.radios[0]!.name];
  checkNames(world, beside, options);
  if (options.record !== undefined) makeFolder(options.record);
  const out = options.trace === undefined ? undefined : lineFile(options.trace);
  const records = beside.map((_, guest) =>
    options.record === undefined ? undefined : recorder(join(options.record, `guest-${guest + 1}.jsonl`), tell),
  );
  const bar = progressBar(world.name);
  tell(`Founding ${world.name}: ${world.people.length} people at one table ...`);
  const served = await serve(world, beside, options, {
    progress: (share) => bar.at(share),
    trace(line) {
      out?.write(line);
      if (line.e !== 'step' || options.quiet) return;
      bar.end();
      tell(`${line.hour.toFixed(2).padStart(8)} h  ${line.ok ? ' ' : '!'} ${line.who.padEnd(12)} ${line.words}`);
    },
    ...(options.record !== undefined && {
      tap(guest, atMs, conn, passed) {
        const { dir, bytes, ...rest } = { bytes: NOTHING, ...passed };
        records[guest]?.({ t: Math.round(atMs * 10) / 10, dir, hex: toHex(bytes), conn, ...rest });
      },
    }),
  });
  bar.end();
  const members = await writeMembers(served, options.members);
  tellReady(served, members, options);
  const why = await untilStopped(served);
  await served.close();
  const { play, end } = served.running;
  const { frames, airtimeS, stateHashes } = end();
  out?.close();
  const hour = Math.round(100 * play.hour()) / 100;
  tell(`${why} Hour ${hour} of ${world.name}: ${frames} frames, ${airtimeS} s on air.`);
  if (options.json)
    console.log(JSON.stringify({ world: world.name, hour, frames, airtimeS, states: new Set(stateHashes).size }));
}

const NOTHING = new Uint8Array(0);

function checkNames(world: WorldFile, beside: readonly string[], { as, members, from }: Options): void {
  const usage = (what: string, todo: string): Sentence => new Sentence(EXIT.usage, what, todo);
  if (world.devices === 'one a site')
    throw usage(
      `${world.name} has no radios that anybody could join.`,
      'Its people share devices: folkmoot sim run plays it.',
    );
  for (const name of beside) {
    if (world.radios.some((radio) => radio.name === name)) continue;
    throw usage(`--beside: no radio of this world is called '${name}'.`, `There are: ${listed(world.radios)}.`);
  }
  if (beside.length > GUESTS_MAX)
    throw usage(`${beside.length} radios for clients are too many.`, `At most ${GUESTS_MAX}.`);
  for (const name of as) {
    if (!world.people.some((person) => person.name === name))
      throw usage(`--as: nobody in this world is called '${name}'.`, `There are: ${listed(world.people)}.`);
    refuseIfTaken(memberFolder(members, name));
  }
  if (world.people.length === as.length)
    throw usage('--as: nobody would be left in the world.', 'Leave at least one person to it.');
  if (from > world.hours) throw usage(`--from ${from}: the script has ${world.hours} hours.`, 'Give an earlier hour.');
}

const listed = (named: readonly { readonly name: string }[]): string =>
  named
    .slice(0, 12)
    .map(({ name }) => name)
    .join(', ') + (named.length > 12 ? ' and others' : '');

const memberFolder = (members: string, name: string): string => join(members, name.replaceAll(/[^\p{L}\p{N}]+/gu, '-'));

async function serve(
  world: WorldFile,
  beside: readonly string[],
  { seed, speed, from, as, port, host }: Options,
  seams: Pick<Parameters<typeof serveWorld>[1], 'progress' | 'trace' | 'tap'>,
): Promise<ServedWorld> {
  try {
    return await serveWorld(world, {
      seed,
      speed,
      fromHour: from,
      beside,
      absent: [...new Set(as)],
      portBase: port,
      address: host,
      ...seams,
    });
  } catch (error) {
    throw listenSentence(error, host, port, beside.length) ?? error;
  }
}

/** Each as folkmoot member makes one; the key is worth nothing outside of this world, so it is not sealed. */
async function writeMembers({ absent }: ServedWorld, members: string): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const [name, { secrets, rows }] of absent) {
    const device = { secrets, seed: toHex(new Uint8Array(randomBytes(16))), recovery: '', joinRequest: '' };
    const me = await moveIn(memberFolder(members, name), device, undefined, rows);
    folders.set(name, me.folder);
    await me.close();
  }
  return folders;
}

function tellReady(
  { guests, invitation }: ServedWorld,
  members: ReadonlyMap<string, string>,
  { host, json, speed }: Options,
): void {
  const radios = guests.map(({ beside, nodeNum, port }) => ({
    address: `tcp:${host}:${port}`,
    node: nodeName(nodeNum),
    beside,
  }));
  if (json) return console.log(JSON.stringify({ radios, invitation, members: Object.fromEntries(members), speed }));
  for (const { address, node, beside } of radios) console.log(`${address.padEnd(24)} ${node}  beside ${beside}`);
  console.log(`Invitation: ${invitation}`);
  for (const [name, folder] of members) console.log(`${name}: --folder ${folder}`);
  tell(`The world runs at speed ${speed}. Nothing transmits for real. Join it, for example:`);
  tell(`  folkmoot gateway --radio ${radios[0]!.address} --data .folkmoot/sim-gateway --invitation ${invitation}`);
  for (const folder of members.values()) tell(`  folkmoot member sync --folder ${folder} --gateway 127.0.0.1`);
}

/** Resolves when it was asked to stop, with why. */
function untilStopped(served: ServedWorld): Promise<string> {
  const { time } = served;
  return new Promise((resolve) => {
    const stop = (why: string): void => {
      lines.close();
      process.stdin.unref?.();
      resolve(why);
    };
    const ORDERS: Readonly<Record<string, (rest: string) => void>> = {
      speed(rest) {
        try {
          time.setSpeed(speedOf(rest));
          tell(`speed ${time.speed()}`);
        } catch (error) {
          tell(error instanceof Error ? error.message : String(error));
        }
      },
      pause() {
        time.setSpeed(0);
        tell('The world stands still; "speed 1" lets it go on.');
      },
      state: () => console.log(JSON.stringify(stateOf(served))),
      stop: () => stop('Stopped.'),
    };
    const lines = createInterface({ input: process.stdin, terminal: false });
    lines.on('line', (line) => {
      const [order = '', ...rest] = line.trim().split(/\s+/);
      if (order === '') return;
      const known = Object.hasOwn(ORDERS, order) ? ORDERS[order] : undefined;
      if (known) known(rest.join(' '));
      else tell(`'${order.slice(0, 40)}' is not known here. Known: ${Object.keys(ORDERS).join(', ')}.`);
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(`Stopped (${signal}).`));
  });
}

function stateOf({ running: { play }, time }: ServedWorld): object {
  const nodes = [...play.hosts].map(([name, { node, off }]) => ({
    name,
    ...(off && { off }),
    ...node.counts(),
    stateHash: node.stateHash(),
  }));
  const { mesh } = play.world;
  return {
    hour: play.hour(),
    speed: time.speed(),
    behindMs: Math.round(time.behindMs()),
    traceDigest: mesh.traceDigest(),
    nodes,
  };
}
