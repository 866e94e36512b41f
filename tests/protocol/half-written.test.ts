// The power may fail between any two writes: whatever is on the disk by then, nothing is held that nothing proves, and
// what is missing is taken again from the air (seeds 151 and 222 of a campaign).

import { expect, test } from 'vitest';
import { verify, type Claim } from '#protocol/crypto/bls.ts';
import type { Stored } from '#protocol/node/event.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { sealFrame } from '#protocol/wire/frame.ts';
import { NOW_MS } from '../../bench/specimen-people.ts';
import { feed, makeSpecimens, optionsOf } from '../../bench/specimens.ts';

const made = makeSpecimens();
const bundles = made.specimens
  .filter(({ kind }) => kind === 'bundle')
  .map(({ plaintext }) => sealFrame(made.ring, 'bundle', plaintext));
const others = made.specimens
  .filter(({ kind }) => kind === 'single' || kind === 'statements')
  .map(({ kind, plaintext }) => sealFrame(made.ring, kind, plaintext));

/** Each signature is looked at once, however many nodes hear it. */
const known = new Map<string, boolean>();
const check = (claim: Claim): boolean => {
  const name = [claim.signature, ...claim.shares.map(({ message }) => message)].join('/');
  const valid = known.get(name) ?? verify(claim);
  known.set(name, valid);
  return valid;
};

function started(written: readonly Stored[]): { readonly node: FolkmootNode; readonly setAside: number } {
  const rows = new Map([...made.founded, ...written].map((row) => [row.key, row]));
  const node = createNode(optionsOf(made.secrets, 'half-written'), NOW_MS);
  const effects = node.handle({ kind: 'loaded', stored: [...rows.values()] }, NOW_MS);
  const setAside = effects.filter((effect) => effect.kind === 'note' && effect.note.code === 'store-failed').length;
  return { node, setAside };
}

const unproven = (node: FolkmootNode): readonly string[] =>
  [...node.records.places()]
    .map(({ id }) => node.records.get(id)!)
    .filter(({ single, bundles: sums }) => single === undefined && sums.length === 0)
    .map(({ id }) => id);
const heldBy = (node: FolkmootNode): number => [...node.records.places()].length;

/** Twice, for some name what comes after them. */
const frames = [...bundles, ...others, ...bundles, ...others];
/** All that a node writes who hears them, in its order. */
const written = ((): readonly Stored[] => {
  const { node } = started([]);
  return frames
    .flatMap((frame) => feed(node, frame, NOW_MS, check))
    .flatMap((effect) => (effect.kind === 'persist' ? [effect.stored] : []));
})();

test('wherever the power fails between two writes, all that is held is proven', () => {
  expect(written.filter(({ key }) => key.startsWith('bundle/')).length).toBeGreaterThan(1);
  for (let writes = 0; writes <= written.length; writes++) {
    const { node, setAside } = started(written.slice(0, writes));
    expect([writes, setAside, unproven(node)]).toEqual([writes, 0, []]);
  }
});

test('a record whose sum the disk lost is set aside, said so, and taken again from the air', () => {
  const whole = started(written);
  const { node, setAside } = started(written.filter(({ key }) => !key.startsWith('bundle/')));
  expect(setAside).toBeGreaterThan(0);
  expect(heldBy(node)).toBe(heldBy(whole.node) - setAside);
  expect(unproven(node)).toEqual([]);
  for (const frame of frames) feed(node, frame, NOW_MS, check);
  expect(heldBy(node)).toBe(heldBy(whole.node));
  expect(unproven(node)).toEqual([]);
});
