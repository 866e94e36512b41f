// What bench/sim-scale.ts plays, and what it took.

import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { playRegion } from './scale-world.ts';
import { spentCpuS } from './schemes/clock.ts';

type Size = Pick<Parameters<typeof playRegion>[0], 'towns' | 'people' | 'records' | 'hours'>;

export function runScale(size: Size) {
  const before = process.cpuUsage();
  const report = playRegion({
    seed: 'scale',
    ...size,
    verifier: memoVerifier(),
    progress: (share) =>
      void (process.stderr.isTTY && process.stderr.write(`\rregion ${Math.round(100 * share)} %\u001b[K`)),
  });
  const { user, system } = process.cpuUsage(before);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const cryptoCpuS = spentCpuS();
  return {
    ...report,
    cpuS: (user + system) / 1e6 - cryptoCpuS,
    cryptoCpuS,
    mib: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
