/** `folkmoot member key`: the key as words for paper. Whoever reads them is this member. */

import type { Command } from 'commander';
import { fromHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import { keyToQr, keyToWords } from '#protocol/crypto/key-export.ts';
import { answer, common, guarded, tell, withMe, type Common } from './said.ts';

const WORDS_IN_LINE = 6;

export function declare(command: Command): void {
  common(command).action(guarded(({ folder, json }: Common) => withMe(folder, async (me) => show(me.identity, json))));
}

function show(
  {
    secrets,
    recovery,
  }: { readonly secrets: { community: string; log: number; signingKey?: Uint8Array }; recovery: string },
  json: true | undefined,
): void {
  const { signingKey, log } = secrets;
  const community = fromHex(secrets.community);
  assert(signingKey !== undefined && community.ok, 'a member has a key');
  const words = keyToWords(signingKey);
  const code = keyToQr({ community: community.value, log, secret: signingKey });
  tell('Whoever has these words can speak as you. Write them on paper, and leave them on no screen.');
  answer(json, { words, code, recovery }, [
    ...Array.from({ length: Math.ceil(words.length / WORDS_IN_LINE) }, (_, line) =>
      words.slice(line * WORDS_IN_LINE, (line + 1) * WORDS_IN_LINE).join(' '),
    ),
    '',
    `The same as one line, for a QR code: ${code}`,
    ...(recovery === '' ? [] : [`The recovery code, for another sheet in another house: ${recovery}`]),
  ]);
}
