// What a person may get wrong, or find wrong: each is one clear sentence, one exit code, and no loss.

import { createServer } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cleanUp, freshFolder, hamlet, portOf, startGatewayProcess } from './processes.ts';

afterEach(cleanUp);

const { invitation } = hamlet('Bad Weather');

async function endOf(args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const { code, stderr } = await startGatewayProcess(args).ended;
  return { code, stderr };
}

describe('a gateway that cannot start', () => {
  it('names a radio address that is none, and shows one that is', async () => {
    const { code, stderr } = await endOf(['--data', freshFolder(), '--port', '0', '--radio', 'udp:elsewhere']);
    expect(stderr).toMatch(/^folkmoot: "udp:elsewhere" is no radio address\..*\n.*--radio tcp:192\.168\.4\.1/);
    expect(code).toBe(64);
  });

  it('names a port that another program uses', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await endOf(['--data', freshFolder(), '--invitation', invitation, '--port', String(port)]);
    other.close();
    expect(stderr).toContain(`Another program already uses port ${port} of 127.0.0.1.`);
    expect(stderr).toContain('--port NUMBER');
    expect(code).toBe(69);
  });

  it('names a data folder that cannot be written', async () => {
    const { code, stderr } = await endOf(['--data', '/proc/folkmoot', '--port', '0']);
    expect(stderr).toMatch(/^folkmoot: The data folder \/proc\/folkmoot cannot be written \(\w+\)\.\n.*--data FOLDER/);
    expect(code).toBe(73);
  });

  it('names a damaged database and leaves it exactly as it is', async () => {
    const data = freshFolder();
    const path = join(data, 'node.sqlite');
    writeFileSync(path, 'no database '.repeat(500));
    const { code, stderr } = await endOf(['--data', data, '--port', '0', '--invitation', invitation]);
    expect(stderr).toContain(`The database ${path} is damaged`);
    expect(readFileSync(path, 'utf8')).toBe('no database '.repeat(500));
    expect(code).toBe(65);
  });

  it('is refused on a folder that another gateway uses, which goes on undisturbed', async () => {
    const data = freshFolder();
    const first = startGatewayProcess(['--data', data, '--port', '0', '--invitation', invitation]);
    const port = await portOf(first);
    const { code, stderr } = await endOf(['--data', data, '--port', '0', '--invitation', invitation]);
    expect(stderr).toContain(`Another gateway (process ${first.child.pid}) already uses the data folder ${data}.`);
    expect(code).toBe(69);
    expect((await fetch(`http://127.0.0.1:${port}/api/info`)).status).toBe(200);
  });

  it('says what is wrong with an invitation, a peer address and a port', async () => {
    const wrong = [
      [
        ['--invitation', `${invitation.slice(0, -3)}abc`],
        /--invitation: Some letters of this text are missing or wrong/,
        64,
      ],
      [['--invitation', invitation, '--peer', 'ws://hill:8440'], /lacks the other gateway's fingerprint/, 64],
      [['--invitation', invitation, '--peer', 'http://hill:8440#00'], /does not begin with ws:\/\//, 64],
      [['--port', '70000'], /A port is a number from 0 to 65535/, 1],
    ] as const;
    for (const [args, words, exitCode] of wrong) {
      const { code, stderr } = await endOf(['--data', freshFolder(), '--port', '0', ...args]);
      expect(stderr).toMatch(words);
      expect(code).toBe(exitCode);
      // Even a damaged invitation holds keys, and what a program prints ends up in logs.
      expect(stderr).not.toContain(invitation.slice(0, 40));
    }
  });

  it('asks for the passphrase of sealed keys, and does not take a wrong one', async () => {
    const data = freshFolder();
    const args = ['--data', data, '--port', '0', '--invitation', invitation];
    process.env.FOLKMOOT_PASSPHRASE = 'four words of mine';
    const first = startGatewayProcess(args);
    await portOf(first);
    await first.kill('SIGTERM');
    expect(readFileSync(join(data, 'identity.json'), 'utf8')).not.toContain('frameSecret');
    process.env.FOLKMOOT_PASSPHRASE = 'other words';
    const wrong = await endOf(args);
    expect(wrong.code).toBe(77);
    expect(wrong.stderr).toContain('does not open the keys');
    delete process.env.FOLKMOOT_PASSPHRASE;
    const none = await endOf(args);
    expect(none.code).toBe(77);
    expect(none.stderr).toContain('none was given');
  });
});

describe('a gateway that runs', () => {
  it('waits for a radio that is not there, serving phones meanwhile, and ends in peace when asked to', async () => {
    const gateway = startGatewayProcess([
      '--data',
      freshFolder(),
      '--port',
      '0',
      '--invitation',
      invitation,
      '--radio',
      'tcp:127.0.0.1:9',
    ]);
    await gateway.until(/Radio: .*127\.0\.0\.1.*Trying again/);
    expect((await fetch(`http://127.0.0.1:${await portOf(gateway)}/api/info`)).status).toBe(200);
    gateway.child.kill('SIGTERM');
    expect(await gateway.ended).toMatchObject({ code: 0 });
    expect(gateway.lines()).toContain('Stopped; everything is saved.');
  });

  it('drops frames of foreign bytes without a word to their sender, and goes on', async () => {
    const gateway = startGatewayProcess(['--data', freshFolder(), '--port', '0', '--invitation', invitation]);
    const port = await portOf(gateway);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/link`);
    await new Promise((resolve) => socket.once('open', resolve));
    for (let i = 1; i <= 231; i++) socket.send(Uint8Array.from({ length: i }, (_, at) => (at * 31 + i) & 255));
    const token = await gateway.until(/#control=([0-9a-f]{32})/);
    const status = await fetch(`http://127.0.0.1:${port}/api/control/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await status.json()).toMatchObject({ ok: true, counts: { records: 0, voices: 0 } });
    expect(socket.readyState).toBe(socket.OPEN);
    socket.close();
  });
});
