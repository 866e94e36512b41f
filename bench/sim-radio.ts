// Radios without our protocol, one load in a process of its own, for bench/sim.ts, which starts it as
//
//   node --import tsx bench/sim-radio.ts reference | radioOnly1000x24h | radioOnly10000x1h
//
// Prints one line of JSON. `events` are what radios did and heard: transmissions begun and receptions ended.

import { createMesh } from '#sim/mesh.ts';
import { exponentialOf, mix } from '#sim/random.ts';
import { referenceLayout } from '#sim/reference/layout.ts';
import { REFERENCE_MODEMS } from '#sim/reference/model.ts';
import { runReference } from '#sim/reference/reference-sim.ts';

type Load = { readonly nodes: number; readonly hours: number; readonly gapS: number; readonly areaM: number };

// The densities give about ten neighbours, as in the reference layouts of a town.
const LOADS: Readonly<Record<string, Load>> = {
  radioOnly1000x24h: { nodes: 1000, hours: 24, gapS: 3600, areaM: 34_000 },
  radioOnly10000x1h: { nodes: 10_000, hours: 1, gapS: 3600, areaM: 108_000 },
};
const PAYLOAD = new Uint8Array(34); // 40 bytes of encoded Data, as in the reference runs

function flood({ nodes, hours, gapS, areaM }: Load): { floods: number; transmissions: number; hearings: number } {
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
  let [transmissions, hearings] = [0, 0];
  for (let node = 0; node < nodes; node++) {
    const stats = mesh.stats(node);
    transmissions += stats.txFrames;
    hearings += stats.rxGood + stats.rxCollided + stats.rxWeak + stats.rxLost;
  }
  return { floods, transmissions, hearings };
}

/** The official simulator's default run of 100 nodes: half an hour, a message every 100 s each, three in ten moving. */
function reference(): void {
  const modem = REFERENCE_MODEMS.LONG_FAST;
  const layout = referenceLayout(44, 100, modem);
  if (!layout) throw new Error('seed 44 has room for 100 nodes');
  runReference({
    ...layout,
    modem,
    simulatedMs: 1_800_000,
    payloadBytes: 40,
    hopLimit: 3,
    mobile: true,
    traffic: { meanGapMs: 100_000, direct: false },
  });
}

const [name = ''] = process.argv.slice(2);
const load = LOADS[name];
if (!load && name !== 'reference') {
  console.error(`sim-radio.ts reference | ${Object.keys(LOADS).join(' | ')}`);
  process.exit(2);
}
const before = process.cpuUsage();
const figures = load ? flood(load) : reference();
const { user, system } = process.cpuUsage(before);
const cpuS = (user + system) / 1e6;
console.log(
  JSON.stringify({
    cpuS,
    mib: Math.round(process.resourceUsage().maxRSS / 1024),
    ...figures,
    ...(figures && { eventsPerS: Math.round((figures.transmissions + figures.hearings) / cpuS) }),
  }),
);
