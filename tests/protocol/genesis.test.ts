import { expect, test } from 'vitest';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { publicKey, secretKeyFromSeed, sign, verify } from '#protocol/crypto/bls.ts';
import { communityHexOf, decodeGenesis, encodeGenesis, genesisClaim, genesisMessage } from '#protocol/wire/genesis.ts';

const secret = secretKeyFromSeed(toUtf8('a founder of some valley'));
const genesis = { foundedAt: 3_623_040, founderKey: publicKey(secret), name: 'Vier Höfe' };
const signed = { genesis, signature: sign(genesisMessage(genesis), secret, 'possession') };

test('a founding comes back from the air as it was said, and its signature holds', () => {
  const read = decodeGenesis(encodeGenesis(signed));
  expect(read).toEqual({ ok: true, value: signed });
  expect(verify(genesisClaim(signed))).toBe(true);
});

test('another name is another community, and the signature does not hold for it', () => {
  const other = { ...signed, genesis: { ...genesis, name: 'Fünf Höfe' } };
  expect(communityHexOf(other.genesis)).not.toBe(communityHexOf(genesis));
  expect(verify(genesisClaim(other))).toBe(false);
});

test('a founding cut anywhere is refused, never thrown at', () => {
  const whole = encodeGenesis(signed);
  for (let length = 0; length < whole.length; length++) {
    const read = decodeGenesis(whole.slice(0, length));
    // A shorter name may still read; then it is another community and its signature is wrong.
    if (read.ok) expect(communityHexOf(read.value.genesis)).not.toBe(communityHexOf(genesis));
  }
  expect(decodeGenesis(new Uint8Array(0)).ok).toBe(false);
});
