// What only the whole node knows of an act: what its author held when it was said.
//
// A form or a command line asks for the rest (`ActType.inputs`); the rim adds this before the act goes to
// the node. A table, so that no rim can forget one.

import { fromHex } from '#protocol/bytes/bytes.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Act } from '#protocol/node/module.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';

/** 2020-01-01T00:00Z, from which claimed minutes count. */
const GENESIS_ZERO_MS = 1_577_836_800_000;
const MINUTE_MS = 60_000;

type Knowing = Pick<FolkmootNode, 'stateHash' | 'frontierDigest'>;

function stateHashOf(node: Knowing): Uint8Array {
  const bytes = fromHex(node.stateHash());
  assert(bytes.ok, 'a state hash is hex');
  return bytes.value;
}

const COMPLETED: { readonly [act: string]: (node: Knowing, epoch: number, nowMs: number) => object } = {
  'roster/checkpoint': (node, epoch, nowMs) => ({
    stateHash: stateHashOf(node),
    frontier: node.frontierDigest(),
    claimedMinute: Math.floor((nowMs - GENESIS_ZERO_MS) / MINUTE_MS),
    epoch,
  }),
  'governance/propose': (node) => ({ frontier: node.frontierDigest() }),
  'governance/proposeCharter': (node) => ({ frontier: node.frontierDigest() }),
  'governance/proposeRemoval': (node) => ({ frontier: node.frontierDigest() }),
  'governance/proposeAdoption': (node) => ({ frontier: node.frontierDigest() }),
  'governance/block': (node) => ({ frontier: node.frontierDigest() }),
};

/** The act with what `node` adds to it; `epoch` is that of the frame keys. */
export function completed(act: Act, node: Knowing, epoch: number, nowMs: number): Act {
  const known = COMPLETED[`${act.module}/${act.name}`]?.(node, epoch, nowMs);
  return known ? { ...act, args: { ...(act.args as object), ...known } } : act;
}
