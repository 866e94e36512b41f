// How much fits: every limit of the wire in one place (protocol/README.md §1.3).

import { SIGNATURE_BYTES } from '../crypto/bls.ts';
import { TAG_BYTES } from '../crypto/siv.ts';

/** What Meshtastic firmware 2.7 carries on a private port in a broadcast (design: meshtastic-facts.md). */
export const FRAME_BYTES_MAX = 231;
/** Version, kind and epoch in one byte, then the tag. */
export const SEAL_BYTES = 1 + TAG_BYTES;
export const PLAINTEXT_BYTES_MAX = FRAME_BYTES_MAX - SEAL_BYTES;
/** What is left for content once one joint signature is paid for. */
export const SIGNED_BYTES_MAX = PLAINTEXT_BYTES_MAX - SIGNATURE_BYTES;

/** Numbers in the roster line; four times this, plus the log, is a two-byte varint. */
export const MEMBERS_MAX = 4094;
/** Logs of one member: three are free on the air, further ones cost a byte. */
export const LOGS_MAX = 258;
/** Records in one log, so that a number takes at most three bytes. */
export const SEQ_MAX = 2 ** 21 - 1;
/** Confirmed checkpoints of one community. */
export const CHECKPOINTS_MAX = 2 ** 21 - 1;
/** Records under one sum: bounds the pairings that a frame can cost a receiver (§8.3). */
export const BUNDLE_RECORDS_MAX = 20;
/** How often one member may be counted in a sum of statements (§5.4). */
export const MULTIPLICITY_MAX = 3;
/** Meanings of one ambiguous short name, and keys of an author, that a reader tries (§3.3): forks and replaced keys are rare. */
export const READINGS_MAX = 3;
/**
 * Mixtures of such meanings that are tried besides, where several names and keys are open (§3.2): all of five places with
 * two records, or of three with three. Each may cost a check of a signature, and who says false things names what it likes.
 */
export const MIXED_READINGS_MAX = 32;
/** Types from here on carry no short names, so that a node that does not know them can check them (§3.4). */
export const EXTENSION_TYPES_FROM = 64;
