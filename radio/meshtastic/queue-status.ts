// What a radio's refusal means. `queueStatus.res` mixes two number spaces: results of the firmware's
// send routine (0, 32, 33, 34) and Routing.Error. Where they overlap the send routine wins, except that
// 34 is PKI_FAILED when a ROUTING packet with that error follows (see send-queue.ts).

import { RoutingError } from './messages.ts';

export type RefusedReason =
  | 'too-large'
  | 'no-channel'
  | 'duty-cycle'
  | 'radio-queue-full'
  | 'radio-off'
  | 'no-key-for-destination'
  | 'encryption-failed'
  | 'rate-limit'
  | 'no-route'
  | 'other'
  // ours, before a radio has seen the packet
  | 'waiting-line-full'
  | 'expired'
  | 'closing';

/** Every reason in words for the person whose message it was: what happened, what to do. */
export const REFUSED_WORDS: Record<RefusedReason, string> = {
  'too-large': 'The message is too long for one packet. Shorten it or send it in parts.',
  'no-channel': 'The radio has no such channel. Set up the community channel on it (folkmoot provision).',
  'duty-cycle': 'The radio has used up the airtime the law allows for now. It may send again later.',
  'radio-queue-full': 'The radio stayed full. Try again when it has sent what it holds.',
  'radio-off': 'The radio does not transmit: its region is not set, or transmitting is switched off.',
  'no-key-for-destination': 'The radio does not know the key of that radio yet. It must be heard once first.',
  'encryption-failed': 'The radio could not encrypt for that radio. Its stored key may be wrong.',
  'rate-limit': 'Too soon after the last one of its kind. Wait a little.',
  'no-route': 'No way to that radio is known.',
  other: 'The radio refused the packet.',
  'waiting-line-full': 'Too many messages are waiting for the radio. Less urgent ones were refused.',
  expired: 'The message waited for the radio longer than it was good for.',
  closing: 'The connection to the radio was closed by us before the message went out.',
};

/** Results of the firmware's send routine that are no Routing.Error. */
export const SEND_OK = 0;
export const SEND_QUEUE_FULL = 32;
const SEND_NO_INTERFACES = 33;
/** Disabled or region unset; or PKI_FAILED. */
export const SEND_DISABLED = 34;

const REASONS: ReadonlyMap<number, RefusedReason> = new Map([
  [SEND_QUEUE_FULL, 'radio-queue-full'],
  [SEND_NO_INTERFACES, 'radio-off'],
  [SEND_DISABLED, 'radio-off'],
  [RoutingError.NO_ROUTE, 'no-route'],
  [RoutingError.NO_INTERFACE, 'radio-off'],
  [RoutingError.NO_CHANNEL, 'no-channel'],
  [RoutingError.TOO_LARGE, 'too-large'],
  [RoutingError.DUTY_CYCLE_LIMIT, 'duty-cycle'],
  [RoutingError.RATE_LIMIT_EXCEEDED, 'rate-limit'],
  [RoutingError.PKI_SEND_FAIL_PUBLIC_KEY, 'no-key-for-destination'],
  [RoutingError.PKI_UNKNOWN_PUBKEY, 'no-key-for-destination'],
]);

/** The reason behind a `res` other than 0. Numbers of firmwares to come are 'other', never dropped. */
export const reasonOf = (res: number): RefusedReason => REASONS.get(res) ?? 'other';

/** "You can send again in 57 mins", in milliseconds; undefined when the words are about something else. */
export function dutyCycleWaitMs(notification: string): number | undefined {
  const found = /duty cycle.*?\b(\d{1,4})\s*min/i.exec(notification);
  return found ? Number(found[1]) * 60_000 : undefined;
}
