// A virtual radio on a pseudo-terminal, read by the serial library a gateway uses.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';
import { serveVirtualRadios, type VirtualRadios } from '../../gateway/embedded/virtual-radios.ts';
import { createFramer, frameOf, WAKE_BYTES } from '#radio/meshtastic/framing.ts';
import { FromRadio, ToRadio } from '#radio/meshtastic/messages.ts';
import { serveRadioOnPty, type PtyRadio } from '#radio/virtual/pty.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtual-pty-'));
const path = join(folder, 'radio');

/** Opens the line, asks for the config, and gives what came until it was complete. */
async function handshake(nonce: number): Promise<readonly FromRadio[]> {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  const framer = createFramer<FromRadio>(FromRadio.decode);
  const heard: FromRadio[] = [];
  const isComplete = new Promise<void>((resolve) => {
    port.on('data', (bytes: Buffer) => {
      for (const frame of framer.push(new Uint8Array(bytes))) if (frame.kind === 'frame') heard.push(frame.message);
      if (heard.some((message) => message.configCompleteId === nonce)) resolve();
    });
  });
  port.write(Buffer.from(WAKE_BYTES));
  port.write(Buffer.from(frameOf(ToRadio.encode({ wantConfigId: nonce }))));
  await isComplete;
  await new Promise<void>((resolve) => port.close(() => resolve()));
  return heard;
}

describe('a virtual radio on a pseudo-terminal', () => {
  let served: VirtualRadios | undefined;
  let pty: PtyRadio | undefined;
  afterEach(async () => {
    await pty?.close();
    await served?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers a serial client, and again after the cable was pulled and put back', async () => {
    served = await serveVirtualRadios({ count: 1, portBase: 0 });
    pty = await serveRadioOnPty(served.hosts[0]!, path);
    const first = await handshake(11);
    expect(first.find((message) => message.myInfo)?.myInfo?.myNodeNum).toBe(served.radios[0]!.nodeNum);
    await pty.unplug();
    expect(pty.plugged()).toBe(false);
    await pty.replug();
    const second = await handshake(12);
    expect(second.find((message) => message.metadata)?.metadata?.firmwareVersion).toBe('2.7.26.54e0d8d');
  });
});
