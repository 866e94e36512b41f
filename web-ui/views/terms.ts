// Words of the records that forms offer, as bare lists.
//
// The window must not load the modules (they bring the whole signature library with them), so the
// lists stand here once more; tests/web-ui holds them equal to what the modules declare.

import type { Unit } from '#modules/economy/units.ts';
import type { Kind } from '#modules/governance/kinds.ts';
import type { Method } from '#modules/governance/methods.ts';
import type { Severity, SosKind } from '#modules/emergency/records.ts';

/** Shown at once; all others are behind one more tap. */
export const SOS_KINDS_FIRST = [
  'medical',
  'fire',
  'trapped',
  'violence',
  'flood',
  'other',
] as const satisfies readonly SosKind[];

export const SOS_KINDS_MORE = [
  'missing-person',
  'childbirth',
  'gas-or-chemicals',
  'power-line',
  'landslide',
  'drowning',
  'cold-or-heat',
  'no-medicine',
  'no-water-or-food',
  'vehicle',
] as const satisfies readonly SosKind[];

/** Gravest first. */
export const SEVERITIES_FALLING = [
  'life-in-danger',
  'urgent',
  'can-wait',
  'unknown',
] as const satisfies readonly Severity[];

export const SOS_TEXT_BYTES_MAX = 60;

/** Of a payment's note, in UTF-8. */
export const MEMO_BYTES_MAX = 60;

export const METHODS_FIRST = ['consent', 'majority', 'approval', 'ranked'] as const satisfies readonly Method[];
export const KINDS_FIRST = ['ordinary', 'serious', 'irreversible', 'charter'] as const satisfies readonly Kind[];

/** Periods that the form offers. */
export const PERIODS_HOURS = [1, 24, 72, 168] as const;

/** Title, options and text together, in UTF-8. */
export const PROPOSAL_TEXT_BYTES_MAX = 128;

/** Options that a ranking names. */
export const RANKED_MAX = 3;

/** What accounts are kept in. */
export const UNITS = ['credits', 'hours'] as const satisfies readonly Unit[];
