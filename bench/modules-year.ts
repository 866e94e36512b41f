// A year of a community on paper, as stored rows: people admitted, weekly pages, matters, payments, needs.
//
// Signatures are noise: rows were checked before they were stored, and a node that loads them checks
// nothing again. Everything else is what the product writes.

import { sha256 } from '@noble/hashes/sha2.js';
import { concat, toUtf8 } from '#protocol/bytes/bytes.ts';
import { encode } from '#protocol/bytes/codec.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { publicKey, secretKeyFromSeed, sign } from '#protocol/crypto/bls.ts';
import { genesisRow, mapRow, recordRow } from '#protocol/node/archive.ts';
import type { Stored } from '#protocol/node/event.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import { communityHexOf, communityIdOf, encodeGenesis, genesisMessage, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf, recordId, type Record, type RecordType } from '#protocol/wire/record.ts';
import { modules } from '#modules/index.ts';

const bytesOf = (seed: string, count: number): Uint8Array =>
  concat(...Array.from({ length: Math.ceil(count / 32) }, (_, i) => sha256(toUtf8(`${seed}/${i}`)))).slice(0, count);
const SIGNATURE = bytesOf('signature', 48);
const HOUR_MS = 3_600_000;

export type Year = {
  readonly rows: readonly Stored[];
  readonly community: string;
  readonly founderSecret: Uint8Array;
  readonly records: number;
  readonly voices: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly members: readonly MemberId[];
};

const typeNamed = (name: string): RecordType => {
  const found = modules.flatMap(({ recordTypes }) => recordTypes).find((type) => type.name === name);
  if (!found) throw new Error(`there is no record type "${name}"`);
  return found;
};
const kindNamed = (name: string): number => {
  const found = modules.flatMap(({ statementKinds }) => statementKinds).find((kind) => kind.name === name);
  if (!found) throw new Error(`there is no statement kind "${name}"`);
  return found.kind;
};

export type Amounts = {
  readonly members: number;
  readonly weeks: number;
  readonly matters: number;
  readonly records: number;
};

export function yearOf({ members: size, weeks, matters, records: wanted }: Amounts): Year {
  const chance = prng(`a year of ${size}`);
  const startMs = Date.UTC(2026, 0, 1);
  const founderSecret = secretKeyFromSeed(bytesOf('founder', 32));
  const keys = Array.from({ length: size }, (_, i) => (i === 0 ? publicKey(founderSecret) : bytesOf(`key ${i}`, 96)));
  const genesis: Genesis = {
    foundedAt: Math.floor((startMs - Date.UTC(2020, 0, 1)) / 60_000),
    founderKey: keys[0]!,
    name: 'A year',
  };
  const community = communityHexOf(genesis);
  const raw = communityIdOf(genesis);
  const members = keys.map((key) => memberIdOf(raw, key));
  const seqs = members.map(() => 0);
  const rows: Stored[] = [];
  let nowMs = startMs;
  let [recordCount, voiceCount] = [0, 0];

  const plaintext = encodeGenesis({ genesis, signature: sign(genesisMessage(genesis), founderSecret, 'possession') });
  rows.push(genesisRow(plaintext));
  const write = (author: number, type: RecordType, body: unknown): RecordId => {
    const record: Record = {
      member: members[author]!,
      log: 0,
      keyVersion: 0,
      type: type.type,
      seq: ++seqs[author]!,
      time: Math.floor((nowMs - startMs) / 60_000) % 65_536,
      body: encode(type.body, body, 'signed'),
    };
    const id = recordId(raw, record);
    rows.push(recordRow({ id, record, sinceMs: nowMs, single: SIGNATURE, bundles: [] }));
    recordCount++;
    return id;
  };
  const say = (
    kind: string,
    record: RecordId,
    roster: RecordId,
    speakers: readonly number[],
    value: number,
    revision = 0,
  ): void => {
    const voices = speakers.map((i) => ({ member: members[i]!, value, revision, keyVersion: 0, multiplicity: 1 }));
    rows.push(mapRow({ subject: { kind: kindNamed(kind), record, roster }, voices, signature: SIGNATURE }));
    voiceCount += voices.length;
  };

  const PAGE = {
    frontier: bytesOf('frontier', 8),
    stateHash: bytesOf('state', 32),
    claimedMinute: 0,
    epoch: 0,
    removed: [],
    carried: [],
    expelled: [],
    charter: [],
  };
  let [page, pageNumber, listed] = [community, 0, 1];
  const closePage = (admitted: readonly number[]): void => {
    const body = { ...PAGE, number: ++pageNumber, previous: page, admitted: admitted.map((i) => members[i]!) };
    const next = write(0, typeNamed('checkpoint'), body);
    const quorum = quorumOf(listed, 'charter');
    say(
      'confirm',
      next,
      page,
      Array.from({ length: quorum }, (_, i) => i),
      0,
    );
    [page, listed] = [next, listed + admitted.length];
  };
  while (listed < size) {
    const people = Array.from({ length: Math.min(6, size - listed) }, (_, i) => listed + i);
    for (const i of people) {
      write(0, typeNamed('admission'), {
        key: keys[i]!,
        privateKey: bytesOf(`box ${i}`, 32),
        recoveryDigest: bytesOf(`recovery ${i}`, 16),
        household: 1 + Math.floor(i / 2),
        traits: new Set(),
        coSponsors: [1, 2].filter((sponsor) => sponsor < listed).map((sponsor) => members[sponsor]!),
        name: `P ${i}`,
      });
    }
    closePage(people);
  }

  const some = (share: number): number[] => members.flatMap((_, i) => (chance.below(100) < share ? [i] : []));
  const spent = new Map<number, number>();
  const left = wanted - recordCount - weeks - matters;
  for (let week = 0; week < weeks; week++) {
    const weekMs = startMs + (week + 1) * 7 * 24 * HOUR_MS;
    for (
      let matter = Math.floor((matters * week) / weeks);
      matter < Math.floor((matters * (week + 1)) / weeks);
      matter++
    ) {
      nowMs = weekMs;
      const proposal = write(chance.below(size), typeNamed('proposal'), {
        kind: 'ordinary',
        method: 'consent',
        periodHours: 72,
        roster: page,
        frontier: PAGE.frontier,
        slot: null,
        optionCount: 0,
        text: `Matter ${matter}`,
        effect: null,
      });
      say('receipt', proposal, page, some(75), 0);
      say('ballot', proposal, page, some(80), 3);
      say('bind', proposal, page, some(matter % 4 === 0 ? 40 : 65), 1);
    }
    const inWeek = Math.floor((left * (week + 1)) / weeks) - Math.floor((left * week) / weeks);
    for (let i = 0; i < inWeek; i++) {
      nowMs = weekMs + Math.floor((i / inWeek) * 7 * 24 * HOUR_MS);
      const kind = i % 10;
      const who = chance.below(size);
      if (kind < 4 || (kind < 8 && spent.size === 0)) {
        const payee = (who + 1 + chance.below(size - 1)) % size;
        const amount = 1 + chance.below(20);
        const total = (spent.get(who) ?? 0) + amount;
        spent.set(who, total);
        const transfer = write(who, typeNamed('transfer'), {
          payee: members[payee]!,
          amount,
          since: page,
          spent: total,
          memo: '',
        });
        // The answer stands in the payee's log.
        if (i + 1 < inWeek) {
          write(payee, typeNamed('acceptance'), { answer: 'accepted', transfers: [transfer] });
          i++;
        }
      } else if (kind < 9 || i % 200 !== 9) {
        write(who, typeNamed('need-or-offer'), {
          what: { what: 'need', supply: 'water', pressing: false },
          quantity: 1 + chance.below(9),
          hours: 24,
          of: null,
          where: { people: 1, position: null },
          text: 'as last week',
        });
      } else {
        const sos = write(who, typeNamed('sos'), {
          call: { kind: 'medical', severity: 'urgent', drill: false, cannotMove: false },
          roster: pageNumber,
          where: { people: 1, position: null },
          text: 'ankle',
        });
        if (i + 1 < inWeek) {
          write((who + 1) % size, typeNamed('taking'), { about: sos, step: 'done', etaMinutes: 0, to: null, text: '' });
          i++;
        }
      }
    }
    spent.clear();
    closePage([]);
  }
  return { rows, community, founderSecret, records: recordCount, voices: voiceCount, startMs, endMs: nowMs, members };
}
