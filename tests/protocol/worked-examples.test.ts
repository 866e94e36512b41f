// The worked examples of protocol/README.md §13, worked out.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { publicKey, sign } from '#protocol/crypto/bls.ts';
import { keyring, secretOf } from '#protocol/crypto/keyring.ts';
import { encodeHello } from '#protocol/sync/summary.ts';
import { sealFrame } from '#protocol/wire/frame.ts';
import { memberIdOf, recordId } from '#protocol/wire/record.ts';
import { statementDigest } from '#protocol/wire/statement.ts';

const readme = readFileSync(new URL('../../protocol/README.md', import.meta.url), 'utf8').replaceAll(/\s/g, '');
const filled = (byte: number, length = 32): Uint8Array => new Uint8Array(length).fill(byte);
const id = (byte: number): string => toHex(filled(byte));
const community = filled(0x11);
const secret = filled(0x01);

const digestHello = fromHex('c20dea4d876b');
const EXAMPLES: { readonly [what: string]: string } = {
  'key of the secret 01…01': toHex(publicKey(secret)),
  'member id': memberIdOf(community, publicKey(secret)),
  'record id': recordId(community, {
    member: id(0x22) as MemberId,
    log: 1,
    keyVersion: 2,
    type: 9,
    seq: 300,
    time: 1000,
    body: Uint8Array.of(0x68, 0x69),
  }),
  'what a voice signs': toHex(
    statementDigest(
      community,
      { kind: 1, record: id(0x33) as RecordId, roster: id(0x44) as RecordId },
      { revision: 0, value: 3 },
    ),
  ),
  'signature of a voice': toHex(
    sign(
      statementDigest(
        community,
        { kind: 1, record: id(0x33) as RecordId, roster: id(0x44) as RecordId },
        { revision: 0, value: 3 },
      ),
      secret,
    ),
  ),
  'secret of day 1': toHex(secretOf(keyring(community, 0, filled(0x55)), 1)),
  'a HELLO': toHex(
    encodeHello({ kind: 'hello', digest: digestHello.ok ? digestHello.value : filled(0), records: 300 }),
  ),
  'a HELLO, sealed': toHex(
    sealFrame(
      keyring(community, 0, filled(0x55)),
      'sync',
      encodeHello({ kind: 'hello', digest: digestHello.ok ? digestHello.value : filled(0), records: 300 }),
    ),
  ),
};

test.each(Object.entries(EXAMPLES))('%s stands in the document as it is worked out', (what, hex) => {
  expect({ what, hex, stands: readme.includes(hex) }).toEqual({ what, hex, stands: true });
});
