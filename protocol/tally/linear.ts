// Linear equations modulo a prime, small and plain: which combination of known sums is the wanted one?

/** The inverse of a non-zero number modulo a prime (Fermat). */
function inverse(value: bigint, prime: bigint): bigint {
  let [result, base, power] = [1n, value % prime, prime - 2n];
  for (; power > 0n; power >>= 1n) {
    if (power & 1n) result = (result * base) % prime;
    base = (base * base) % prime;
  }
  return result;
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
