// Small meshes that the tests share.

import { createMesh, type Mesh } from '#sim/mesh.ts';
import type { MeshListener, MeshOptions, NodeSpec, Transmission } from '#sim/mesh-types.ts';
import type { GivenLink } from '#sim/ether/links.ts';

export const SECOND_US = 1_000_000;
export const MINUTE_US = 60 * SECOND_US;
export const HOUR_US = 60 * MINUTE_US;

/** Loud and clear: -78 dBm at 22 dBm. */
const NEAR_LOSS_DB = 100;

/** Physics without chance, for tests that count exactly. */
export const STILL = { fadingSigmaCdb: 0, receptionEdgeCdb: 0 };

export const bothWays = (a: number, b: number, lossDb = NEAR_LOSS_DB): GivenLink[] => [
  { from: a, to: b, lossDb },
  { from: b, to: a, lossDb },
];

/** 0 - 1 - 2 - ... each hears only its neighbours. */
export const lineLinks = (nodes: number): GivenLink[] =>
  Array.from({ length: nodes - 1 }, (_, i) => bothWays(i, i + 1)).flat();

export const everyoneHears = (nodes: number, lossDb = NEAR_LOSS_DB): GivenLink[] => {
  const links: GivenLink[] = [];
  for (let from = 0; from < nodes; from++)
    for (let to = 0; to < nodes; to++) if (from !== to) links.push({ from, to, lossDb });
  return links;
};

export type Heard = { node: number; from: number; id: number; atUs: number; hopLimit: number };

export type Watched = {
  readonly mesh: Mesh;
  readonly heard: Heard[];
  readonly outcomes: { node: number; kind: string; id: number; atUs: number }[];
  readonly sent: (Transmission & { atUs: number })[];
  readonly space: number[];
};

/** A mesh that writes down what its radios hear and send. */
export function watched(
  options: Partial<MeshOptions> & { readonly nodes: readonly NodeSpec[] },
  also: MeshListener = {},
): Watched {
  const heard: Heard[] = [];
  const outcomes: Watched['outcomes'] = [];
  const sent: Watched['sent'] = [];
  const space: number[] = [];
  const mesh = createMesh({
    seed: 'test',
    preset: 'LONG_FAST',
    region: 'US',
    physics: STILL,
    ...options,
    listener: {
      ...also,
      received: (node, { from, id, hopLimit, ...rest }, atUs) => {
        heard.push({ node, from, id, atUs, hopLimit });
        also.received?.(node, { from, id, hopLimit, ...rest }, atUs);
      },
      outcome: (node, outcome, atUs) => outcomes.push({ node, ...outcome, atUs }),
      transmission: (transmission, atUs) => sent.push({ ...transmission, atUs }),
      space: (node) => space.push(node),
    },
  });
  return { mesh, heard, outcomes, sent, space };
}

export const clients = (count: number): NodeSpec[] => Array.from({ length: count }, () => ({}));

export const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);
