// The pump between window and worker: whoever asks for a radio to be opened hears how that ended, however it ended.

import { afterEach, expect, test } from 'vitest';
import { err, ok } from '#protocol/bytes/result.ts';
import type { ByteStream, StreamHandlers, StreamOpener } from '#radio/links/byte-stream.ts';
import { servePump, takePump, type Pump } from '../../web-ui/node/radio-pump.ts';
import { until } from '../contracts/radio-link-contract.ts';

const ABOUT = { address: 'bluetooth:Hill', link: 'messages', reopenMsMax: 1000 } as const;
const NOWHERE: StreamHandlers = { onBytes: () => {}, onClose: () => {} };
const DEAD: ByteStream = { write: () => {}, close: () => {} };
const pumps: Pump[] = [];
afterEach(() => {
  for (const pump of pumps.splice(0)) pump.over();
});

function pumpTo(open: StreamOpener['open']): StreamOpener {
  const { port1, port2 } = new MessageChannel();
  servePump(port1, { ...ABOUT, open }, () => {});
  const pump = takePump(port2, ABOUT);
  pumps.push(pump);
  return pump.opener;
}

test('an opening during which the radio went away is answered, by the end or by the refusal', async () => {
  const ends = [ok(DEAD), err({ kind: 'unreachable', words: 'The radio does not answer.' } as const)];
  for (const end of ends) {
    const opener = pumpTo((handlers) => {
      handlers.onClose('the radio went out of reach');
      return Promise.resolve(end);
    });
    const closed: string[] = [];
    const opened = await opener.open({ ...NOWHERE, onClose: (why) => closed.push(why) });
    expect(opened).toEqual(err({ kind: 'failed', words: 'the radio went out of reach' }));
    expect(closed).toEqual([]);
  }
});

test('an end after the opening is told once, and the next opening is another one', async () => {
  const radios: StreamHandlers[] = [];
  const opener = pumpTo((handlers) => {
    radios.push(handlers);
    return Promise.resolve(ok(DEAD));
  });
  const closed: string[] = [];
  const listening = { ...NOWHERE, onClose: (why: string) => void closed.push(why) };
  expect((await opener.open(listening)).ok).toBe(true);
  radios[0]!.onClose('switched off');
  await until(() => closed.length > 0, 'the end is told');
  expect((await opener.open(listening)).ok).toBe(true);
  radios[0]!.onClose('late news of the first');
  radios[1]!.onClose('switched off again');
  await until(() => closed.length > 1, 'the second end is told');
  expect(closed).toEqual(['switched off', 'switched off again']);
});
