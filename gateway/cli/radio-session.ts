/**
 * What the radio commands share: which radio is meant, an open session with it, and errors in words.
 */

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { parseAddress } from '#radio/links/address.ts';
import type { LinkProblemKind } from '#radio/links/byte-stream.ts';
import type { LinkEvent, MeshtasticLink } from '#radio/links/meshtastic-link.ts';
import { openMeshtasticLink, processClock } from '#radio/links/open-link.node.ts';
import { readSettings, untilReady, type SettingsProblem } from '#radio/links/radio-settings.ts';
import type { PresentRadio } from '#radio/meshtastic/provisioning-plan.ts';
import { findRadio } from '../find-radio.ts';
import { EXIT, Sentence } from '../sentence.ts';

export const RADIO_OPTION = [
  '--radio <address>',
  'tcp:HOST[:PORT] or serial:PORT; without it, the only one plugged in',
] as const;

/** Three askings of five seconds, and the time that a board takes to start when its port is opened. */
const READY_WAIT_MS = 25_000;

/** Runs a command's action; what goes wrong in a way that we foresaw is a sentence and an exit code. */
export function guarded<A extends readonly unknown[]>(
  action: (...given: A) => unknown, // a promise is awaited
): (...given: A) => Promise<void> {
  return async (...given) => {
    try {
      await action(...given);
    } catch (error) {
      if (!(error instanceof Sentence)) throw error;
      process.stderr.write(`folkmoot: ${error.message}\n`);
      process.exitCode = error.exitCode;
    }
  };
}

export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** The address given, or that of the only radio plugged in. */
export async function chooseRadio(named: string | undefined): Promise<string> {
  const found = await findRadio(named);
  if (found !== undefined) return found;
  throw new Sentence(
    EXIT.unreachable,
    'No radio is plugged in.',
    'Plug one in with a cable that carries data, or name one: --radio tcp:HOST (folkmoot radio list looks in the network).',
  );
}

export type RadioSession = {
  readonly address: string;
  readonly link: MeshtasticLink;
  /** What it has said so far, such as its air telemetry. */
  readonly events: readonly LinkEvent[];
};

const EVENTS_MAX = 1_000;

/** How the answer of a radio ends the command. */
export const sentenceOf = ({ kind, words }: SettingsProblem, address: string): Sentence =>
  new Sentence(kind === 'refused' ? EXIT.notTaken : EXIT.unreachable, `${address}: ${words}`, 'Nothing more was done.');

export type NotReached = { readonly kind: LinkProblemKind | SettingsProblem['kind']; readonly words: string };

/** Opens a session and waits until the radio has told its settings. The caller closes the link. */
export async function reachRadio(address: string): Promise<Result<RadioSession, NotReached>> {
  const opened = openMeshtasticLink({ address });
  if (!opened.ok) return opened;
  const link = opened.value;
  const events: LinkEvent[] = [];
  let problem: NotReached | undefined;
  link.listen((event) => {
    if (events.length < EVENTS_MAX) events.push(event);
    if (event.kind === 'not-opened') problem = event.problem;
  });
  const ready = await untilReady(link, processClock, { waitMs: READY_WAIT_MS });
  if (ready.ok) return ok({ address, link, events });
  link.close();
  return err(problem ?? ready.error);
}

/** Opens, lets `use` work, and closes, whatever happens. */
export async function withRadio<T>(named: string | undefined, use: (session: RadioSession) => Promise<T>): Promise<T> {
  const address = await chooseRadio(named);
  const checked = parseAddress(address);
  if (!checked.ok) throw new Sentence(EXIT.usage, checked.error.words, 'folkmoot radio list shows what there is.');
  const reached = await reachRadio(address);
  if (!reached.ok) {
    const code = reached.error.kind === 'busy' ? EXIT.busy : EXIT.unreachable;
    throw new Sentence(code, `${address}: ${reached.error.words}`, 'folkmoot doctor looks closer.');
  }
  try {
    return await use(reached.value);
  } finally {
    reached.value.link.close();
  }
}

export async function settingsOf({ link, address }: RadioSession): Promise<PresentRadio> {
  const present = await readSettings(link, processClock);
  if (!present.ok) throw sentenceOf(present.error, address);
  return present.value;
}
