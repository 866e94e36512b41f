// Orders to a radio over an open link, and its settings read: what the command line and the page share.
//
// Orders go one after the other on the admin port to the radio's own number, and each waits for the
// radio's answer, so that a refused one stops the rest. Writing is radio-writing.ts; what to write, and the
// check that it took, is pure and stands in meshtastic/provisioning*.ts.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { Draft } from '../meshtastic/codec.ts';
import { verdictOf } from '../meshtastic/incoming.ts';
import { AdminMessage, PortNum } from '../meshtastic/messages.ts';
import { presentRadio, type PresentRadio } from '../meshtastic/provisioning-plan.ts';
import type { Received } from '../meshtastic/session-types.ts';
import type { Clock } from './byte-stream.ts';
import type { LinkEvent, MeshtasticLink } from './meshtastic-link.ts';

export type SettingsProblem = {
  readonly kind: 'not-opened' | 'wrong-device' | 'no-answer' | 'refused' | 'lost' | 'not-read-yet';
  readonly words: string;
};

/** A radio answers an order within milliseconds; over Bluetooth, or while it writes its memory, it takes seconds. */
const ORDER_WAIT_MS = 15_000;
const ORDER_HOPS = 3;

/** The first answer that `pick` gives to an event, or `late` after `waitMs`. */
function firstOf<T>(
  { link, clock, waitMs }: { readonly link: MeshtasticLink; readonly clock: Clock; readonly waitMs: number },
  pick: (event: LinkEvent) => T | undefined,
  late: () => T,
): Promise<T> {
  return new Promise((resolve) => {
    const end = (answer: T): void => {
      cancel();
      stop();
      resolve(answer);
    };
    const stop = link.listen((event) => {
      const answer = pick(event);
      if (answer !== undefined) end(answer);
    });
    const cancel = clock.after(waitMs, () => end(late()));
  });
}

export type ReadyOptions = {
  readonly waitMs: number;
  /** Try on where the radio cannot be opened: it is restarting. Else the first failure is the answer. */
  readonly isPatient?: boolean;
};

/** Waits until the radio has told its settings; a device of another kind is named as such. */
export function untilReady(
  link: MeshtasticLink,
  clock: Clock,
  { waitMs, isPatient = false }: ReadyOptions,
): Promise<Result<void, SettingsProblem>> {
  if (link.view().phase === 'ready') return Promise.resolve(ok(undefined));
  let last = '';
  return firstOf<Result<void, SettingsProblem>>(
    { link, clock, waitMs },
    (event) => {
      if (event.kind === 'ready') return ok(undefined);
      if (event.kind === 'not-opened') {
        last = event.problem.words;
        return isPatient ? undefined : err({ kind: 'not-opened', words: last });
      }
      if (event.kind !== 'notice') return undefined;
      const { kind, words } = event.notice;
      if (kind === 'wrong-device' || (kind === 'no-answer' && !isPatient)) return err({ kind, words });
      return undefined;
    },
    () => err({ kind: 'no-answer', words: last || 'The radio did not answer in time. Restart it, then try again.' }),
  );
}

/** Waits until the link is lost, as it is before a restart; true when it was. */
export const untilLost = (link: MeshtasticLink, clock: Clock, waitMs: number): Promise<boolean> =>
  link.view().phase === 'ready'
    ? firstOf(
        { link, clock, waitMs },
        (event) => (event.kind === 'lost' || isRestart(event) ? true : undefined),
        () => false,
      )
    : Promise.resolve(true);

/** On a serial line the port stays open while the board restarts: it says so instead. */
const isRestart = (event: LinkEvent): boolean => event.kind === 'notice' && event.notice.kind === 'rebooted';

/** Gives one order and waits for the answer: the radio's own reply, or its word that all is well. */
export function order(
  link: MeshtasticLink,
  clock: Clock,
  message: Draft<AdminMessage>,
): Promise<Result<AdminMessage | undefined, SettingsProblem>> {
  const ownNum = link.view().radio.myInfo?.myNodeNum;
  if (ownNum === undefined || link.view().phase !== 'ready')
    return Promise.resolve(err({ kind: 'not-read-yet', words: 'The radio is not connected. Try again.' }));
  // It goes out in a later turn, so nothing of its answer is missed.
  const ref = link.send(AdminMessage.encode(message), {
    hopLimit: ORDER_HOPS,
    to: ownNum,
    portnum: PortNum.ADMIN_APP,
    wantResponse: true,
  });
  let radioId: number | undefined;
  const early: Received[] = []; // the answer may come before the word that the order was taken
  return firstOf<Result<AdminMessage | undefined, SettingsProblem>>(
    { link, clock, waitMs: ORDER_WAIT_MS },
    (event) => {
      if (event.kind === 'lost') return err({ kind: 'lost', words: `The connection was lost: ${event.why}.` });
      if (event.kind === 'received' && event.packet.from === ownNum && event.packet.requestId !== 0) {
        early.push(event.packet);
      }
      if (event.kind === 'ended' && event.ref === ref) {
        if (event.outcome.kind === 'refused') return err({ kind: 'refused', words: event.outcome.words });
        radioId = event.outcome.radioId; // `unknown` as well: the answer itself will tell
      }
      const reply = early.find(({ requestId }) => requestId === radioId);
      return reply && answerIn(reply);
    },
    () => err({ kind: 'no-answer', words: 'The radio did not answer an order. Restart it, then try again.' }),
  );
}

function answerIn(reply: Received): Result<AdminMessage | undefined, SettingsProblem> | undefined {
  const verdict = verdictOf(reply);
  if (verdict) {
    if (verdict.errorReason === 0) return ok(undefined);
    const words = `The radio refused an order (error ${verdict.errorReason}). Is it managed by somebody else (security.is_managed)?`;
    return err({ kind: 'refused', words });
  }
  if (reply.portnum !== PortNum.ADMIN_APP) return undefined;
  const answer = AdminMessage.decode(reply.payload);
  return answer.ok ? ok(answer.value) : undefined;
}

/** The settings of a ready radio, its owner asked for in full. */
export async function readSettings(link: MeshtasticLink, clock: Clock): Promise<Result<PresentRadio, SettingsProblem>> {
  const asked = await order(link, clock, { getOwnerRequest: true });
  if (!asked.ok) return asked;
  const owner = asked.value?.getOwnerResponse;
  if (!owner) return err({ kind: 'no-answer', words: 'The radio did not tell its name. Restart it, then try again.' });
  const present = presentRadio(link.view().radio, owner);
  return present.ok ? present : err({ kind: 'not-read-yet', words: present.error.words });
}
