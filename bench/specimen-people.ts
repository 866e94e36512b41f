// Who says the specimens (specimens.ts): seven members (0 founded; 1-6 joined on page 1), one newcomer (7) whom no
// page has numbered, a guest (8). Their keys are the same everywhere and always.

import { sha256 } from '@noble/hashes/sha2.js';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { publicKey, secretKeyFromSeed } from '#protocol/crypto/bls.ts';
import { boxKeys } from '#protocol/crypto/box.ts';
import { communityIdOf, type Genesis } from '#protocol/wire/genesis.ts';

export const digest = (text: string): Uint8Array => sha256(toUtf8(text));
export const seeded = (text: string): Uint8Array => digest(`specimen/${text}`);

export type KeyPair = { readonly secret: Uint8Array; readonly key: Uint8Array };
export const pairOf = (purpose: string): KeyPair => {
  const secret = secretKeyFromSeed(seeded(purpose));
  return { secret, key: publicKey(secret) };
};

export const FOUNDED_AT = 3_155_040;
export const NOW_MS = (FOUNDED_AT + 1000) * 60_000 + 1_577_836_800_000;
export const MEMBERS = 7;
export const NEWCOMER = 7;
export const GUEST = 8;

/** The key for private messages, as a member's program derives it. */
export const privateKeyOf = (person: number): Uint8Array =>
  boxKeys(pairOf(`person ${person}`).secret, communityIdOf(genesisOf())).key;

export const genesisOf = (): Genesis => ({
  foundedAt: FOUNDED_AT,
  founderKey: pairOf('person 0').key,
  name: 'Three Hamlets',
});
