// A device that does not answer as a radio: what is it more likely to be? Judged by the last bytes it
// said outside any frame. The first row that fits wins.

import type { Notice } from './session-types.ts';
import { fromUtf8 } from './text.ts';

type Suspect = { readonly says: RegExp; readonly words: string };

const SUSPECTS: readonly Suspect[] = [
  {
    says: /\$(?:G[PNLABQ]|BD)[A-Z]{3},/,
    words: 'This is a GPS receiver, not a radio. Choose another port.',
  },
  {
    says: /(?:^|[\r\n])(?:AT[+\r]|OK[\r\n]|ERROR|\+C[A-Z]{2,4}:|RING|NO CARRIER)/,
    words: 'This is a modem, not a Meshtastic radio. Choose another port.',
  },
  {
    says: /waiting for download|DOWNLOAD\(|boot:0x\d+ \(DOWNLOAD/i,
    words: 'The board waits for new firmware. Press its reset button, or install Meshtastic on it.',
  },
  {
    says: /ets [A-Z][a-z]{2} +\d|rst:0x|ESP-ROM:|Guru Meditation|Brownout/,
    words: 'The board restarts again and again. Check its power supply, cable and battery.',
  },
  {
    says: /(?:DEBUG|INFO|WARN|ERROR) *\|/,
    words:
      'A Meshtastic console speaks here, but its client interface does not answer. Switch the serial interface on (security.serial_enabled), or use another port of the device.',
  },
  {
    says: /login:|[$#] $|MicroPython|>>> $/,
    words: 'A computer or another program answers here, not a radio. Choose another port.',
  },
];

const UNKNOWN_SPEAKER =
  'Something speaks on this port, but it is no Meshtastic radio (or the speed is not 115200). Choose another port.';
const NOBODY =
  'Nothing answers on this port. Is the radio switched on, does it run Meshtastic, does the cable carry data (many only charge), and is no other program using it?';
const HALF =
  'The radio began to answer and stopped. Another program may be reading the same port: close it, or restart the radio.';

/** `framesSeen`: at least one message of a radio was understood. */
export function explainSilence(outsideTail: Uint8Array, framesSeen: boolean): Notice {
  if (framesSeen) return { kind: 'no-answer', words: HALF };
  const text = fromUtf8(outsideTail);
  const suspect = SUSPECTS.find(({ says }) => says.test(text));
  if (suspect) return { kind: 'wrong-device', words: suspect.words };
  return outsideTail.length > 0
    ? { kind: 'wrong-device', words: UNKNOWN_SPEAKER }
    : { kind: 'no-answer', words: NOBODY };
}
