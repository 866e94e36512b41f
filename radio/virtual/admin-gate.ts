/**
 * Who may give a radio orders (AdminModule of firmware 2.7): its own client anything, unless it is
 * managed; from afar the holder of an admin key, and for changes only with a passkey the radio gave out
 * in an answer within the last five minutes.
 */

import { equal, equalSecret } from '#protocol/bytes/bytes.ts';
import type { Prng } from '#protocol/bytes/prng.ts';
import { RoutingError, type AdminMessage, type MeshPacket } from '../meshtastic/messages.ts';
import { isAnswer, isQuestion } from './admin.ts';
import type { RadioMemory } from './memory.ts';

const PASSKEY_BYTES = 8;
const PASSKEY_RENEWED_AFTER_MS = 150_000;
const PASSKEY_VALID_MS = 300_000;

export type AdminGate = {
  /** The error to answer with, or undefined where the order may be carried out. */
  whyForbidden(request: MeshPacket, order: AdminMessage, memory: RadioMemory, nowMs: number): RoutingError | undefined;
  /** The passkey that goes into every answer. */
  passkey(nowMs: number): Uint8Array;
  reset(): void;
};

export function createAdminGate(chance: Prng): AdminGate {
  let given: { readonly bytes: Uint8Array; readonly madeAtMs: number } | undefined;

  const isValid = ({ sessionPasskey }: AdminMessage, nowMs: number): boolean =>
    given !== undefined && nowMs - given.madeAtMs < PASSKEY_VALID_MS && equalSecret(sessionPasskey, given.bytes);

  return {
    whyForbidden(request, order, { config, channels }, nowMs) {
      const { security } = config;
      if (request.from === 0) return security.isManaged ? RoutingError.NOT_AUTHORIZED : undefined;
      if (isAnswer(order)) return undefined;
      const isAdminChannel = channels[request.channel]?.settings?.name.toLowerCase() === 'admin';
      if (!request.pkiEncrypted) {
        if (!isAdminChannel || !security.adminChannelEnabled) return RoutingError.NOT_AUTHORIZED;
      } else if (!security.adminKey.some((key) => key.length > 0 && equal(key, request.publicKey))) {
        return RoutingError.ADMIN_PUBLIC_KEY_UNAUTHORIZED;
      }
      return isQuestion(order) || isValid(order, nowMs) ? undefined : RoutingError.ADMIN_BAD_SESSION_KEY;
    },
    passkey(nowMs) {
      if (!given || nowMs - given.madeAtMs > PASSKEY_RENEWED_AFTER_MS) {
        given = { bytes: Uint8Array.from({ length: PASSKEY_BYTES }, () => chance.below(256)), madeAtMs: nowMs };
      }
      return given.bytes;
    },
    reset() {
      given = undefined;
    },
  };
}
