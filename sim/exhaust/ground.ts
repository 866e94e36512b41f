// The ground on which all cases stand: three people, one community, and a matter that everybody knows of.
//
// Founded by the product's own acts, with real keys and signatures; what was signed once is kept, and so are public
// keys, because nodes start here thousands of times.

import type { RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { LinkId, LinkProfile, Stored } from '#protocol/node/event.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { modules as allModules } from '#modules/index.ts';
import { nodeOptions, type Founded } from '../world/founding.ts';
import { foundedAtTable } from '../world/homes.ts';
import { knowingVerifier } from '../world/knowing-verifier.ts';
import { liveNode, type Device } from './live-node.ts';

/** 2026-11-21T07:00Z. */
const FOUNDED_AT_MS = 1_795_244_400_000;
export const PEOPLE = ['Ada', 'Ben', 'Cleo'] as const;

/** In place of the production parts, to plant an error. */
export type Planted = Pick<Device, 'create' | 'kept'> & { readonly modules?: typeof allModules };

/** What all of a suite share: the community, and a matter that all of it knows. */
export type Ground = ReturnType<typeof layGround>;

export function layGround(planted: Planted = {}) {
  const { modules = allModules, create, kept } = planted;
  const founded = found();
  const verifier = knowingVerifier(founded.citizens);
  const startMs = FOUNDED_AT_MS + Math.ceil(founded.hours * 3_600_000);
  const shared = {
    startMs,
    check: verifier.check,
    ...(create && { create }),
    ...(kept && { kept }),
  };
  const device = (
    person: number | undefined,
    seed: string,
    links: ReadonlyMap<LinkId, LinkProfile>,
    rows: readonly Stored[],
  ): Device => ({
    ...shared,
    links,
    rows,
    options: {
      ...nodeOptions(modules, {
        ...founded.carried,
        ...(person !== undefined && { signingKey: founded.citizens[person]!.secretKey }),
      }),
      seed,
      ...(verifier.sign && { sign: verifier.sign }),
      ...(verifier.publicKey && { publicKey: verifier.publicKey }),
    },
  });
  const members = founded.citizens.map(({ key }) => memberIdOf(founded.community, key));
  const table = [...founded.citizens[0]!.stored.values()];
  const { rows, proposal } = propose(device(0, 'before', new Map(), table));
  return { founded, verifier, startMs, device, members, rows, proposal, modules };
}

const found = (): Founded =>
  foundedAtTable({
    seed: 'few',
    keySeed: 'exhaust',
    name: 'Few',
    residents: PEOPLE.map((name, i) => ({ name, household: i + 1 })),
    modules: allModules,
    startMs: FOUNDED_AT_MS,
  });

/** The matter on which ballots are cast is known to all from the beginning. */
function propose(device: Device): { readonly rows: readonly Stored[]; readonly proposal: RecordId } {
  const live = liveNode(device);
  const before = new Set(live.node.records.ids(live.node.self!.member, 0, 1));
  const args = {
    kind: 'ordinary',
    method: 'consent',
    periodHours: 48,
    slot: null,
    frontier: live.node.frontierDigest(),
    title: 'A path',
    options: [],
    text: '',
  };
  const { refused } = live.feed(
    { kind: 'acted', act: { module: 'governance', name: 'propose', args }, name: 'proposes' },
    device.startMs,
  );
  assert(refused === undefined, `the matter can be proposed: ${refused}`);
  const proposal = live.node.records.ids(live.node.self!.member, 0, 1).find((id) => !before.has(id));
  assert(proposal !== undefined, 'the matter is held');
  return { rows: [...live.rows.values()], proposal };
}
