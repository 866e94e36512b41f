// One region for one day in a process of its own, for bench/sim.ts, which starts it as
//
//   node --import tsx bench/sim-scale.ts real|stand-in towns people records hours
//
// so that memory is this world's alone and the scheme is chosen before anything is loaded. Prints one line of JSON.

import { register } from 'node:module';

const [scheme = '', ...numbers] = process.argv.slice(2);
const [towns = 0, people = 0, records = 0, hours = 0] = numbers.map(Number);
if (!['real', 'stand-in'].includes(scheme) || !(towns > 0 && people > 1 && records > 0 && hours > 1)) {
  console.error('usage: sim-scale.ts real|stand-in towns people records hours');
  process.exit(2);
}
register(new URL('./schemes/hook.mjs', import.meta.url), {
  data: { '/protocol/crypto/bls.ts': new URL(`./schemes/${scheme}.ts`, import.meta.url).href },
});
const { spentCpuS } = await import('./schemes/clock.ts');
const { memoVerifier } = await import('#sim/world/memo-verifier.ts');
const { playRegion } = await import('./scale-world.ts');

const before = process.cpuUsage();
const report = playRegion({
  seed: 'scale',
  towns,
  people,
  records,
  hours,
  verifier: memoVerifier(),
  progress: (share) =>
    void (process.stderr.isTTY && process.stderr.write(`\rregion ${Math.round(100 * share)} %\u001b[K`)),
});
const { user, system } = process.cpuUsage(before);
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
const cryptoCpuS = spentCpuS();
console.log(
  JSON.stringify({
    scheme,
    ...report,
    cpuS: (user + system) / 1e6 - cryptoCpuS,
    cryptoCpuS,
    mib: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
