// Linear equations modulo a prime, small and plain: which combination of known sums is the wanted one?

/** The inverse of a number from 1 to prime - 1 modulo a prime (Euclid): what is inverted here is mostly 1 or small. */
function inverse(value: bigint, prime: bigint): bigint {
  let [before, now] = [prime, value];
  let [factorBefore, factor] = [0n, 1n];
  while (now > 1n) {
    const times = before / now;
    [before, now] = [now, before - times * now];
    [factorBefore, factor] = [factor, factorBefore - times * factor];
  }
  return factor < 0n ? factor + prime : factor;
}

/** Some x with rows · x = right (modulo the prime), or null where there is none. Gauss-Jordan. */
export function solveModulo(
  rows: readonly (readonly bigint[])[],
  right: readonly bigint[],
  prime: bigint,
): readonly bigint[] | null {
  const unknowns = rows[0]?.length ?? 0;
  const modulo = (value: bigint): bigint => ((value % prime) + prime) % prime;
  const table = rows.map((row, i) => [...row, right[i]!].map(modulo));
  const pivotRow: (number | undefined)[] = [];
  let next = 0;
  for (let column = 0; column < unknowns; column++) {
    const found = table.findIndex((row, i) => i >= next && row[column] !== 0n);
    if (found < 0) continue;
    [table[next], table[found]] = [table[found]!, table[next]!];
    const scale = inverse(table[next]![column]!, prime);
    table[next] = table[next]!.map((value) => modulo(value * scale));
    for (let i = 0; i < table.length; i++) {
      const factor = table[i]![column]!;
      if (i !== next && factor !== 0n)
        table[i] = table[i]!.map((value, at) => modulo(value - factor * table[next]![at]!));
    }
    pivotRow[column] = next++;
  }
  if (table.slice(next).some((row) => row[unknowns] !== 0n)) return null;
  return Array.from({ length: unknowns }, (_, column) => {
    const row = pivotRow[column];
    return row === undefined ? 0n : table[row]![unknowns]!;
  });
}
