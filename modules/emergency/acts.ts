// Everything that a person can do in an emergency, by name (README §4).

import { alertActs } from './acts/alerts.ts';
import { callActs } from './acts/calls.ts';
import { checkInActs } from './acts/check-ins.ts';
import { powerActs } from './acts/powers.ts';
import { supplyActs } from './acts/supplies.ts';

export const acts = { ...callActs, ...checkInActs, ...alertActs, ...supplyActs, ...powerActs } as const;

/** Calling, answering and warning are everybody's; a power over others is not. */
export const leftToUnbelieved: readonly string[] = Object.keys({
  ...callActs,
  ...checkInActs,
  ...alertActs,
  ...supplyActs,
});
