/**
 * `folkmoot gateway`: starts the gateway and keeps it running until it is asked to stop. This is what
 * `npm start` runs. Lines for people go to stdout, the log to stderr.
 */

import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import type { Secrets } from '#protocol/node/node-api.ts';
import { startGateway } from '../main.ts';
import { EXIT, Sentence } from '../sentence.ts';
import { recorder } from './recorder.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
/** A port that hangs must not keep the gateway from ending. */
const STOP_MS_MAX = 5000;

type Options = {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly radio?: string;
  readonly record?: string;
  readonly peer: readonly string[];
  readonly invitation?: string;
  readonly page: boolean;
  readonly logLevel: string;
};

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text !== '') return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function level(text: string): string {
  if ((LEVELS as readonly string[]).includes(text)) return text;
  throw new InvalidArgumentError(`Choose one of ${LEVELS.join(', ')}.`);
}

/** Read here and not by the parser of options: its message repeats the argument, and even a damaged invitation holds keys. */
function secretsOf(invitation: string): Secrets {
  const read = decodeInvitation(invitation);
  if (read.ok) return { ...read.value, log: 0 };
  throw new Sentence(EXIT.usage, `--invitation: ${read.error.why}`, read.error.remedy);
}

const versionOf = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string })
    .version;

export function declare(command: Command): void {
  command
    .option('--data <folder>', 'where everything is kept', 'data')
    .option('--radio <address>', 'tcp:HOST[:PORT] or serial:PORT; without it, a plugged-in radio is found by itself')
    .option(
      '--record <file>',
      "keep what passes between us and the radio (the radio's keys, too): folkmoot sim from-log",
    )
    .option('--host <address>', 'address to serve the page on', '0.0.0.0')
    .option('--port <number>', 'port to serve the page on; 0 takes any', portNumber, 8440)
    .option(
      '--peer <address>',
      'another gateway, ws://HOST:PORT#FINGERPRINT; may be given again',
      (one: string, all: readonly string[]) => [...all, one],
      [] as readonly string[],
    )
    .option('--invitation <text>', 'the community to serve, as a member shows it')
    .option('--no-page', 'do not build and serve the page: phones have it installed')
    .option('--log-level <level>', `log on stderr: ${LEVELS.join(', ')}`, level, 'warn')
    .addHelpText('after', '\nFOLKMOOT_PASSPHRASE seals the keys in the data folder.')
    .action(run);
}

async function run({ data, host, port, radio, record, peer, invitation, page, logLevel }: Options): Promise<void> {
  const log = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const passphrase = process.env.FOLKMOOT_PASSPHRASE;
  delete process.env.FOLKMOOT_PASSPHRASE;
  try {
    const config = {
      data,
      host,
      port,
      ...(radio !== undefined && { radio }),
      ...(record !== undefined && { record: recorder(record, say) }),
      peers: peer,
      page,
      ...(invitation !== undefined && { invitation: secretsOf(invitation) }),
      ...(passphrase && { passphrase }),
      version: versionOf(),
    };
    const gateway = await startGateway(config, say, log);
    const asked = new Promise<undefined>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
    });
    say('Running. Ctrl-C stops it.');
    const why = await Promise.race([asked, gateway.broken]);
    setTimeout(() => process.exit(EXIT.broken), STOP_MS_MAX).unref();
    await gateway.stop();
    if (why === undefined) say('Stopped; everything is saved.');
    else say(`${why}\nWhat was saved is safe. Start it again, and please report this.`);
    process.exitCode = why === undefined ? 0 : EXIT.broken;
  } catch (error) {
    if (!(error instanceof Sentence)) throw error;
    process.stderr.write(`folkmoot: ${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}
