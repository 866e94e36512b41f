// The member's key on this phone: never sent to the gateway, never shown.
//
// Where the browser has Web Crypto (a secure context), the secrets are wrapped with an AES key that
// cannot be exported: a copy of the profile's files is then not enough to read them with ease. Over
// plain http there is no such key and they lie in IndexedDB as they are; the screen says which it is.

import type { Secrets } from '#protocol/node/node-api.ts';
import type { DeviceSecrets } from '#modules/roster/founding.ts';
import type { Guard, PageDatabase } from './database.ts';

const IV_BYTES = 12;

const toPlain = ({ secrets, ...rest }: DeviceSecrets): string =>
  JSON.stringify({
    ...rest,
    secrets: {
      ...secrets,
      frameSecret: [...secrets.frameSecret],
      ...(secrets.signingKey ? { signingKey: [...secrets.signingKey] } : {}),
    },
  });

function fromPlain(text: string): DeviceSecrets {
  const { secrets, ...device } = JSON.parse(text) as Omit<DeviceSecrets, 'secrets'> & {
    secrets: Omit<Secrets, 'frameSecret' | 'signingKey'> & { frameSecret: number[]; signingKey?: number[] };
  };
  const { signingKey, frameSecret, ...rest } = secrets;
  return {
    ...device,
    secrets: {
      ...rest,
      frameSecret: Uint8Array.from(frameSecret),
      ...(signingKey ? { signingKey: Uint8Array.from(signingKey) } : {}),
    },
  };
}

/** `subtle` is absent over plain http, whatever the type says. */
const subtle = (): SubtleCrypto | undefined => (globalThis.crypto as Crypto | undefined)?.subtle;

async function wrappingKey(db: PageDatabase, using: SubtleCrypto): Promise<CryptoKey> {
  const known = await db.get('wrapping', 'device');
  if (known) return known;
  const made = await using.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await db.put('wrapping', made, 'device');
  return made;
}

/** Keeps the secrets before anything is signed with them. Says how well they are guarded. */
export async function keepSecrets(db: PageDatabase, device: DeviceSecrets): Promise<Guard> {
  const using = subtle();
  if (!using) {
    await db.put('secrets', { guard: 'plain', ...device }, 'device');
    return 'plain';
  }
  const iv = globalThis.crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(toPlain(device));
  const cipher = await using.encrypt({ name: 'AES-GCM', iv }, await wrappingKey(db, using), plain);
  await db.put('secrets', { guard: 'wrapped', iv, cipher }, 'device');
  return 'wrapped';
}

/** The kept secrets, or undefined on a phone that has none. Fails if wrapped secrets can no longer be opened. */
export async function readSecrets(db: PageDatabase): Promise<(DeviceSecrets & { guard: Guard }) | undefined> {
  const kept = await db.get('secrets', 'device');
  if (!kept) return undefined;
  if (kept.guard === 'plain') return kept;
  const using = subtle();
  if (!using)
    throw new Error('The key on this phone was locked under another address. Open the page where you joined.');
  const plain = await using.decrypt({ name: 'AES-GCM', iv: kept.iv }, await wrappingKey(db, using), kept.cipher);
  return { ...fromPlain(new TextDecoder().decode(plain)), guard: 'wrapped' };
}
