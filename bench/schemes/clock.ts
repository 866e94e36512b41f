// How long real signatures took in this process: processor time, not of the wall.

let spentUs = 0;
let inside = false;

/** Counts what this work costs; work within work counts once. */
export function timed<T>(work: () => T): T {
  if (inside) return work();
  inside = true;
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  spentUs += user + system;
  inside = false;
  return answer;
}

export const spentCpuS = (): number => spentUs / 1e6;
