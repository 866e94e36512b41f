/**
 * `folkmoot member restore INVITATION`: comes back with the words of a key, read from standard input. The
 * folder writes nothing with the key before it has fetched the key's own log from others.
 */

import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { toHex } from '#protocol/bytes/bytes.ts';
import { ORDER } from '#protocol/crypto/bls.ts';
import { keyFromQr, keyFromWords } from '#protocol/crypto/key-export.ts';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { moveIn, refuseIfTaken } from '../member/me.ts';
import { newPassphrase } from '../member/passphrase.ts';
import { Sentence } from '../sentence.ts';
import { entropy } from './member-found.ts';
import { passphraseOption } from './member-new.ts';
import { answer, common, guarded, RefusedByRule, type Common } from './said.ts';

export function declare(command: Command): void {
  passphraseOption(common(command.argument('<invitation>', 'of the same community, as a member shows it'))).action(
    guarded(run),
  );
}

const isSecretKey = (secret: Uint8Array): boolean => {
  const number = BigInt(`0x${toHex(secret)}`);
  return number > 0n && number < ORDER;
};

async function typed(): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question('The 24 words of your key, in one line: ');
  } finally {
    lines.close();
  }
}

async function run(invite: string, { folder, json, passphrase }: Common & { passphrase: boolean }): Promise<void> {
  refuseIfTaken(folder);
  const invitation = decodeInvitation(invite);
  if (!invitation.ok) throw new RefusedByRule(invitation.error);
  const given = (await typed()).trim();
  const code = given.toUpperCase().startsWith('FMKEY1:') ? keyFromQr(given) : undefined;
  const key = code ?? keyFromWords(given);
  if (!key.ok) throw new Sentence(MEMBER_EXIT.usage, key.error.why, 'Compare it with the paper, word by word.');
  const { secret, log } = key.value instanceof Uint8Array ? { secret: key.value, log: 0 } : key.value;
  if (!isSecretKey(secret))
    throw new Sentence(MEMBER_EXIT.usage, 'These words are no key that can sign.', 'Compare them with the paper.');
  if (code?.ok && toHex(code.value.community) !== invitation.value.community)
    throw new Sentence(MEMBER_EXIT.usage, 'This key is of another community.', 'Ask for an invitation to that one.');
  const secrets = { ...invitation.value, signingKey: secret, log };
  const device = { secrets, seed: toHex(entropy(16)), recovery: '', joinRequest: '', mustCatchUp: true } as const;
  const me = await moveIn(folder, device, await newPassphrase(passphrase));
  await me.close();
  answer(json, { folder: me.folder, community: secrets.community, member: me.member }, [
    `Your key is in ${me.folder}. Stop using it on every other device: one log is written by one device.`,
    'Next: folkmoot member sync --gateway ADDRESS. Nothing is written here before your own log was fetched.',
  ]);
}
