// In what order readings are tried, from protocol/README.md §3.2 alone.

/** Counted from 0: the key, then the record that each name means. */
export function readings(keys: number, records: readonly number[]): readonly (readonly number[])[] {
  const wheels = [keys, ...records].map((meanings) => Math.min(meanings, 3));
  const alike = [0, 1, 2].map((turn) => wheels.map((meanings) => Math.min(turn, meanings - 1)));
  const odometer = wheels.reduce<number[][]>(
    (positions, meanings) => positions.flatMap((left) => [...Array(meanings).keys()].map((right) => [...left, right])),
    [[]],
  );
  return [...new Map([...alike, ...odometer.slice(0, 32)].map((one) => [one.join(), one])).values()];
}
