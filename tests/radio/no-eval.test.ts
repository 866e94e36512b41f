// The page's content security policy forbids making code from text; protobufjs would like to.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const PROGRAM = `
  import { FromRadio, ToRadio } from '#radio/meshtastic/messages.ts';
  let isForbidden = false;
  try { new Function('return 1')(); } catch { isForbidden = true; }
  const bytes = FromRadio.encode({ nodeInfo: { num: 7, user: { longName: 'Hill' } } });
  const back = FromRadio.decode(bytes);
  const asked = ToRadio.decode(ToRadio.encode({ wantConfigId: 9 }));
  console.log(JSON.stringify([isForbidden, back.ok && back.value.nodeInfo.user.longName, asked.ok && asked.value.wantConfigId]));
`;

test('messages are encoded and decoded where code from text is forbidden', () => {
  const args = ['--disallow-code-generation-from-strings', '--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  const out = execFileSync(process.execPath, args, { cwd: new URL('../..', import.meta.url), encoding: 'utf8' });
  expect(JSON.parse(out.trim().split('\n').at(-1)!)).toEqual([true, 'Hill', 9]);
});
