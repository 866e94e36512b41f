// Writes a plan to a radio, waits for its restart, and reads the radio again: what the command line and the page share.
// Every wait has an end, and every end says what happened and what to do.
//
// A radio that is set over Bluetooth ends that connection at the commit, before it answers (disableBluetooth() of the
// firmware), and comes back after its restart. So a commit without an answer may have been taken or lost: the count of
// restarts tells. Where it has not grown (or the board keeps none) the commit is given once more; twice does no harm.

import { err, type Result } from '#protocol/bytes/result.ts';
import type { PresentRadio, ProvisioningPlan } from '../meshtastic/provisioning-plan.ts';
import type { Clock } from './byte-stream.ts';
import type { MeshtasticLink } from './meshtastic-link.ts';
import { order, readSettings, untilLost, untilReady, type SettingsProblem } from './radio-settings.ts';

/** The firmware restarts 7 s after the commit. */
const RESTART_WITHIN_MS = 30_000;
/** Boards with much in memory take a while; over Bluetooth they must be found again. */
const BACK_WITHIN_MS = 120_000;
const COMMITS_MAX = 2;

export type WritingNews =
  /** All is given; the radio restarts and is looked at again. */
  | 'given'
  /** It should have restarted by now. */
  | 'not-restarted';

/** The radio as it is afterwards; whether the plan took is the caller's to compare. */
export async function writePlan(
  link: MeshtasticLink,
  clock: Clock,
  { messages }: ProvisioningPlan,
  told: (news: WritingNews) => void,
): Promise<Result<PresentRadio, SettingsProblem>> {
  const commit = messages.at(-1);
  if (!commit) return readSettings(link, clock);
  const restarts = (): number => link.view().radio.myInfo?.rebootCount ?? 0;
  const restartsBefore = restarts();
  for (const message of messages.slice(0, -1)) {
    const taken = await order(link, clock, message);
    if (!taken.ok) return withWords(taken.error, HALF_WRITTEN);
  }
  for (let commits = 1; commits <= COMMITS_MAX; commits++) {
    const taken = await order(link, clock, commit);
    if (!taken.ok && taken.error.kind === 'refused') return withWords(taken.error, HALF_WRITTEN);
    told('given');
    if (!(await untilLost(link, clock, RESTART_WITHIN_MS))) told('not-restarted');
    const back = await untilReady(link, clock, { waitMs: BACK_WITHIN_MS, isPatient: true });
    if (!back.ok) return withWords(back.error, NOT_BACK);
    if (taken.ok || restarts() > restartsBefore) break;
  }
  const after = await readSettings(link, clock);
  return after.ok ? after : withWords(after.error, NOT_READ);
}

const withWords = ({ kind, words }: SettingsProblem, more: string): Result<never, SettingsProblem> =>
  err({ kind, words: `${words} ${more}` });

/** Changes inside an edit live in the radio's working memory only, and it shows them as if they were kept. */
const HALF_WRITTEN =
  'The radio has kept none of it, but may act on a part until it is off: switch it off and on, then try again.';
const NOT_BACK = 'All was given to the radio, but it has not come back. Switch it off and on, then compare again.';
const NOT_READ = 'All was given to the radio, but it could not be read back. Compare again.';
