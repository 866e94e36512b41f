// Reads a text of somebody with a plain Meshtastic app: is it a call for help?
//
// Two signs count: the word SOS at the start (as people are told to write), and the bell that a device's
// alert button rings (character 7, which the firmware also uses to sound buzzers). False alarms are
// answered by people; a missed call cannot be.

import { PortNum } from './messages.ts';
import { TEXT_PORTS } from './portnum.ts';
import { fromUtf8 } from './text.ts';

const BELL = '\u0007';
/** Behind anything that is no letter or digit (an emoji, quotes), alone or with what follows. */
const SOS_AT_START = /^[^\p{L}\p{N}]*(?:SOS|MAYDAY)(?![\p{L}\p{N}])/iu;
const SIREN = '🆘';

export type GuestText = { readonly text: string; readonly sos: boolean };

/** Undefined when the port carries no text of people. The bell is taken out of what is shown. */
export function guestText(portnum: number, payload: Uint8Array): GuestText | undefined {
  if (!TEXT_PORTS.has(portnum)) return undefined;
  const raw = fromUtf8(payload);
  const text = raw.replaceAll(BELL, '').trim();
  const rung = raw.includes(BELL) || portnum === PortNum.ALERT_APP;
  return { text, sos: rung || raw.includes(SIREN) || SOS_AT_START.test(text) };
}
