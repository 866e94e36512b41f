// How fast the simulator's radio engine is: `npx tsx bench/sim.ts [--json] [name...]`. Prints a table, never fails on time.
//
// CPU seconds and not wall seconds, because other work may share the machine. The reference figures are
// Meshtasticator's (277 CPU s for 100 nodes and 30 minutes) and the goals of issue 6.

import { performance } from 'node:perf_hooks';
import { createMesh } from '#sim/mesh.ts';
import { exponentialOf, mix } from '#sim/random.ts';
import { referenceLayout } from '#sim/reference/layout.ts';
import { REFERENCE_MODEMS } from '#sim/reference/model.ts';
import { runReference } from '#sim/reference/reference-sim.ts';

type Load = { readonly nodes: number; readonly hours: number; readonly gapS: number; readonly areaM: number };
type Measured = { cpuS: number; wallS: number; mib: number; floods: number; transmissions: number; hearings: number };

const PAYLOAD = new Uint8Array(34); // 40 bytes of encoded Data, as in the reference runs

function measure({ nodes, hours, gapS, areaM }: Load): Measured {
  const before = process.cpuUsage();
  const wall = performance.now();
  const endUs = hours * 3_600_000_000;
  const mesh = createMesh({
    seed: 'bench',
    preset: 'LONG_FAST',
    region: 'US',
    nodes: Array.from({ length: nodes }, (_, i) => ({
      place: { xM: mix(1, i, 0, 0) % areaM, yM: mix(1, i, 1, 0) % areaM, heightM: 1 },
    })),
  });
  let floods = 0;
  const talk = (node: number, turn: number): void => {
    const atUs = mesh.nowUs() + exponentialOf(mix(2, node, turn, 0), gapS * 1_000_000);
    if (atUs > endUs) return;
    mesh.schedule(atUs, () => {
      floods++;
      mesh.send(node, { to: 'all', payload: PAYLOAD });
      talk(node, turn + 1);
    });
  };
  for (let node = 0; node < nodes; node++) talk(node, 0);
  mesh.advanceTo(endUs);
  let transmissions = 0;
  let hearings = 0;
  for (let node = 0; node < nodes; node++) {
    const stats = mesh.stats(node);
    transmissions += stats.txFrames;
    hearings += stats.rxGood + stats.rxCollided + stats.rxWeak + stats.rxLost;
  }
  const used = process.cpuUsage(before);
  return {
    cpuS: (used.user + used.system) / 1e6,
    wallS: (performance.now() - wall) / 1000,
    mib: process.memoryUsage().rss / 2 ** 20,
    floods,
    transmissions,
    hearings,
  };
}

// The densities give about ten neighbours, as in the reference layouts of a town.
const LOADS: Record<string, Load> = {
  n100_30min: { nodes: 100, hours: 0.5, gapS: 100, areaM: 10_000 },
  radioOnly1000x24h: { nodes: 1000, hours: 24, gapS: 3600, areaM: 34_000 },
  radioOnly10000x1h: { nodes: 10_000, hours: 1, gapS: 3600, areaM: 108_000 },
};

/** The official simulator's default run of 100 nodes: half an hour, a message every 100 s each, three in ten moving. */
function measureReference(): { cpuS: number; ratioVsReferenceSim: number } {
  const before = process.cpuUsage();
  const modem = REFERENCE_MODEMS.LONG_FAST;
  const layout = referenceLayout(44, 100, modem)!;
  runReference({
    ...layout,
    modem,
    simulatedMs: 1_800_000,
    payloadBytes: 40,
    hopLimit: 3,
    mobile: true,
    traffic: { meanGapMs: 100_000, direct: false },
  });
  const used = process.cpuUsage(before);
  const cpuS = (used.user + used.system) / 1e6;
  return { cpuS, ratioVsReferenceSim: REFERENCE_CPU_S / cpuS };
}

const REFERENCE_CPU_S = 277;

const chosen = process.argv.slice(2).filter((argument) => argument in LOADS);
const reference = chosen.length === 0 ? measureReference() : undefined;
const results: Record<string, Measured> = {};
for (const [name, load] of Object.entries(LOADS))
  if (chosen.length === 0 || chosen.includes(name)) results[name] = measure(load);
if (process.argv.includes('--json')) {
  const named = reference && {
    reference: { n100_30min_cpuS: reference.cpuS },
    ratioVsReferenceSim: reference.ratioVsReferenceSim,
  };
  console.log(JSON.stringify({ ...named, ...results }));
} else {
  if (reference)
    console.log(
      `reference n100_30min ${reference.cpuS.toFixed(2)} CPU s, ${reference.ratioVsReferenceSim.toFixed(0)} times the official simulator`,
    );
  for (const [name, r] of Object.entries(results))
    console.log(
      `${name.padEnd(20)} ${r.cpuS.toFixed(2)} CPU s  ${r.mib.toFixed(0)} MiB  ${r.floods} floods  ` +
        `${r.transmissions} transmissions  ${r.hearings} hearings  ${(r.hearings / r.cpuS / 1e6).toFixed(2)} M/s`,
    );
}
