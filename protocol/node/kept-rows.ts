// May what was kept of the fold stand on the rows that are there now (kept-fold.ts)?
//
// It may if every row that it covers is still there and reads. A record's row that is the same to the bit need not be read.

import type { RecordId } from '../bytes/reference.ts';
import { err, ok, type Result } from '../bytes/result.ts';
import type { Record } from '../wire/record.ts';
import { readRow, rowSum, type Row } from './archive.ts';
import type { Stored } from './event.ts';
import { interner } from './interner.ts';
import { readKeptFold, type KeptFold } from './kept-fold.ts';
import type { Module } from './module.ts';

/** What the keys of records' rows begin with. */
export const RECORD_KEY = 'record/';

type Standing = {
  readonly fold: KeptFold;
  readonly genesis: Uint8Array;
  /** The maps and proofs of forks that it covers. */
  readonly covered: readonly Row[];
  /** `rowSum` of each record's row as it is now. */
  readonly sums: ReadonlyMap<RecordId, number>;
  /** The row of a record that it covers. */
  readonly rowOf: (id: RecordId) => Stored;
};

/** Or why it is of no use, in words. */
export function foldOnRows(
  kept: Uint8Array,
  stored: readonly Stored[],
  modules: readonly Module[],
  community: Uint8Array,
): Result<Standing, string> {
  const fold = readKeptFold(kept, modules);
  if (!fold.ok) return fold;
  const found = new Map<string, Stored>();
  const recordRows = new Map<string, Stored>();
  for (const one of stored) {
    if (one.key.startsWith(RECORD_KEY)) recordRows.set(one.key.slice(RECORD_KEY.length), one);
    else found.set(one.key, one);
  }
  const genesis = found.get('genesis');
  if (!genesis || !readRow(genesis, community).ok) return err('the genesis does not read');
  const once = interner();
  const covered: Row[] = [];
  for (const key of [...fold.value.maps, ...fold.value.forks]) {
    const row = found.get(key);
    const read = row && readRow(row, community);
    if (!read?.ok) return err(`row ${key} ${row ? 'does not read' : 'is gone'}`);
    covered.push(once(read.value));
  }
  const readAgain = (row: Stored): Record | undefined => {
    const read = readRow(row, community);
    return read.ok && read.value.kind === 'record' ? read.value.record : undefined;
  };
  const sums = new Map<RecordId, number>();
  for (const { id, sum } of fold.value.records) {
    const row = recordRows.get(id);
    if (!row) return err(`the row of record ${id} is gone`);
    const now = rowSum(row.bytes);
    sums.set(id, now);
    if (now === sum) continue;
    const record = readAgain(row);
    if (!record) return err(`the row of record ${id} does not read`);
    if (record.bodyHash) return err('something that it covers was erased since');
  }
  return ok({ fold: fold.value, genesis: genesis.bytes, covered, sums, rowOf: (id) => recordRows.get(id)! });
}
