// Which radio to use: the one that was named, or the only likely one that is plugged in.

import { parseAddress } from '#radio/links/address.ts';
import { listSerialPorts } from '#radio/links/serial.node.ts';
import { EXIT, Sentence } from './sentence.ts';

export async function findRadio(named: string | undefined): Promise<string | undefined> {
  if (named !== undefined) {
    const address = parseAddress(named);
    if (address.ok) return named;
    throw new Sentence(
      EXIT.usage,
      address.error.words,
      'For example: --radio tcp:192.168.4.1 or --radio serial:/dev/ttyUSB0',
    );
  }
  const likely = (await plugged()).filter(({ label }) => label !== undefined);
  if (likely.length <= 1) return likely[0]?.address;
  const list = likely.map(({ address, label }) => `  --radio ${address}   (${label})`).join('\n');
  throw new Sentence(EXIT.usage, 'Several radios are plugged in; say which one this gateway is to use.', list);
}

/** A system without the means to list ports has none to offer. */
async function plugged(): Promise<Awaited<ReturnType<typeof listSerialPorts>>> {
  try {
    return await listSerialPorts();
  } catch {
    return [];
  }
}
