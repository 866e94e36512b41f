// How large a payload may be, and what firmware 2.8 makes of it. Measured on firmware 2.7.26; the
// signature of 2.8 read from its sources (Router.cpp perhapsEncode).

import { assert } from '#protocol/bytes/result.ts';
import { dataBytes, loraAirtimeUs, MESH_HEADER_BYTES, type OnAir } from './airtime.ts';

/** Largest payload on the private port that arrives, to everyone. 232 to 234 are refused, more vanish without a word. */
export const PAYLOAD_BYTES_MAX = 231;
/** The public-key box around a unicast takes 12 bytes. */
export const UNICAST_PAYLOAD_BYTES_MAX = 219;

/** Signature of firmware 2.8: 64 bytes, tag and length. Added to every broadcast that still fits with it. */
export const SIGNATURE_BYTES = 66;
/** The largest broadcast payload that 2.8 still signs on the private port. */
const SIGNED_PAYLOAD_BYTES_MAX = 165;

/** What to give the radio for a payload, and what then is on the air. */
export type PayloadPlan = {
  /** Pad the payload with zeros to this length before giving it to the radio. */
  readonly paddedBytes: number;
  readonly signed: boolean;
  readonly loraBytes: number;
};

/**
 * The one place that knows firmware 2.8's rule: a broadcast payload of up to 165 bytes grows by 66 on
 * the air, a larger one goes unsigned. So 101 to 165 bytes are cheaper padded to 166, which is no longer
 * than they would become (100 + 66). `mustBeSigned`: the radios around drop unsigned packets, so we never
 * pad, and 166 bytes and more will not be heard.
 */
export function planBroadcast(
  payloadBytes: number,
  firmware: { readonly signs: boolean; readonly mustBeSigned?: boolean },
): PayloadPlan {
  assert(
    payloadBytes >= 0 && payloadBytes <= PAYLOAD_BYTES_MAX,
    `a broadcast payload has at most ${PAYLOAD_BYTES_MAX} bytes`,
  );
  const padTo = SIGNED_PAYLOAD_BYTES_MAX + 1;
  const pays =
    firmware.signs &&
    !firmware.mustBeSigned &&
    payloadBytes <= SIGNED_PAYLOAD_BYTES_MAX &&
    payloadBytes + SIGNATURE_BYTES > padTo;
  const paddedBytes = pays ? padTo : payloadBytes;
  const signed = firmware.signs && paddedBytes <= SIGNED_PAYLOAD_BYTES_MAX;
  return {
    paddedBytes,
    signed,
    loraBytes: MESH_HEADER_BYTES + dataBytes(paddedBytes) + (signed ? SIGNATURE_BYTES : 0),
  };
}

/** Airtime of a broadcast by this firmware, in microseconds. */
export const broadcastAirtimeUs = (
  onAir: OnAir,
  payloadBytes: number,
  firmware: { readonly signs: boolean; readonly mustBeSigned?: boolean },
): number => loraAirtimeUs(onAir, planBroadcast(payloadBytes, firmware).loraBytes);
