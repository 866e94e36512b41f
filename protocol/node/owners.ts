// Who owns which number: each record type and each statement kind belongs to one module.

import { assert } from '../bytes/result.ts';
import type { Module } from './module.ts';

/** The owner of each record type and statement kind; two owners of one number are our error. */
export function owners<D, N>(
  modules: readonly Module[],
  pick: (module: Module) => readonly D[],
  number: (declared: D) => N,
): Map<N, { module: Module; declared: D }> {
  const table = new Map<N, { module: Module; declared: D }>();
  for (const module of modules) {
    for (const declared of pick(module)) {
      assert(
        !table.has(number(declared)),
        `number ${String(number(declared))} has one owner; ${module.name} is a second`,
      );
      table.set(number(declared), { module, declared });
    }
  }
  return table;
}
