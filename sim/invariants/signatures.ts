// I4 in whole: every record and every voice that is held stands under a signature that is true.
//
// Each proof is put to the verifier again, with the keys that the node's own directory gives, and so is
// every stored map; what a node holds of statements must stand in a map that is true.

import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Proof } from '#protocol/log/record-store.ts';
import { readRow } from '#protocol/node/archive.ts';
import type { Share } from '#protocol/crypto/bls.ts';
import { subjectKey, voiceItem } from '#protocol/tally/tally.ts';
import { recordShares } from '#protocol/wire/record.ts';
import { statementShares } from '#protocol/wire/statement.ts';
import type { Surveyed, Watched } from './surveyed.ts';

export function untrue(world: Surveyed): readonly string[] {
  const { isTrue, types } = world;
  if (!isTrue || !types) return [];
  return world.nodes.flatMap((watched) => {
    const raw = fromHex(watched.node.directory.community ?? '');
    if (!raw.ok || raw.value.length === 0) return [];
    return [...falseRecords(watched, raw.value, { isTrue, types }), ...falseVoices(watched, raw.value, isTrue)];
  });
}

type Checking = Required<Pick<Surveyed, 'isTrue' | 'types'>>;

function falseRecords({ name, node }: Watched, community: Uint8Array, { isTrue, types }: Checking): string[] {
  const { records, directory } = node;
  const holds = (proof: Proof): boolean => {
    const shares: Share[] = [];
    for (const id of proof.ids) {
      const held = records.get(id);
      const asked = held && recordShares(community, held.record, types, directory);
      if (!asked?.ok) return false;
      shares.push(...asked.value);
    }
    return isTrue({ shares, signature: proof.signature });
  };
  const proven = (id: RecordId): boolean => {
    const { single, bundles = [] } = records.get(id) ?? {};
    return (single !== undefined && holds({ ids: [id], signature: single })) || bundles.some(holds);
  };
  return [...records.places()].flatMap(({ id }) =>
    proven(id) ? [] : [`${name} holds ${id.slice(0, 8)} under no signature that is true`],
  );
}

function falseVoices({ name, node, stored }: Watched, community: Uint8Array, isTrue: Checking['isTrue']): string[] {
  if (!stored) return [];
  const proven = new Set<string>();
  for (const row of stored) {
    if (!row.key.startsWith('map/')) continue;
    const read = readRow(row, community);
    if (!read.ok || read.value.kind !== 'map') continue;
    const { map } = read.value;
    const shares = statementShares(community, map, node.directory);
    if (!shares.ok || !isTrue({ shares: shares.value, signature: map.signature })) {
      return [
        `${name} stored ${row.key.slice(0, 24)} with the signature ${toHex(map.signature).slice(0, 8)}, which is not true`,
      ];
    }
    const key = subjectKey(map.subject.kind, map.subject.record);
    for (const voice of map.voices) proven.add(voiceItem(key, voice));
  }
  return node.tally.subjects().flatMap(({ kind, record }) => {
    const key = subjectKey(kind, record);
    const bare = node.tally.items(key).find((item) => !proven.has(item));
    return bare ? [`${name} counts the voice ${bare}, which no stored map proves`] : [];
  });
}
