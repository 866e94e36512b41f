// The story of one call as a file: who did what when, with every author's own signature (README §6).
//
// For the assembly, an insurer or a court, long after. Whoever has the file and the community's id checks it
// without any node: a record's digest names everything that its author said, and a member's name is the hash of the
// member's first key. What the file leaves out nobody can see from it alone; what it says, somebody said.

import { fromHex, toHex } from '#protocol/bytes/bytes.ts';
import { decode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { verify } from '#protocol/crypto/bls.ts';
import type { Refusal, Surroundings } from '#protocol/node/module.ts';
import { memberIdOf, recordDigest, recordId, type Record } from '#protocol/wire/record.ts';
import { refusal } from './checks.ts';
import { Sos, SosChange, Taking, sosChangeType, sosType, takingType } from './records.ts';
import { sosCard } from './sos.ts';
import type { EmergencyState } from './state.ts';
import { storyOf } from './story.ts';

const FORMAT = 'folkmoot incident 1';
const FILE_CHARACTERS_MAX = 4_000_000;
const ENTRIES_MAX = 2000;

/** What the node holds of a record besides what modules see. */
export type Proven = { readonly record: Record; readonly single: Uint8Array | undefined };

type Entry = {
  readonly id: string;
  readonly member: string;
  readonly log: number;
  readonly keyVersion: number;
  readonly type: number;
  readonly number: number;
  /** Claimed by its author: minutes since the founding, modulo 65,536. */
  readonly minute: number;
  readonly body: string;
  readonly key: string;
  readonly signature: string;
  /** By the clock of the device that wrote the file, in ms since 1970. */
  readonly heldAtMs: number;
};

/** The file, as text. `proven` is the node's store of records. */
export function incidentFile(
  state: EmergencyState,
  sos: RecordId,
  proven: (id: RecordId) => Proven | undefined,
  around: Surroundings,
): Result<string, Refusal> {
  const card = sosCard(state, sos, around);
  if (!card || around.directory.community === undefined)
    return err(refusal('sos-known', 'This call for help is not known on this device.', 'Look for it in the list.'));
  const ids = [card.id, ...card.merged].flatMap((id) => [
    id,
    ...storyOf(state, state.sos.get(id)!).answers.map((answer) => answer.id),
  ]);
  const entries = ids.map((id) => entryOf(id, proven(id), around));
  const unsigned = entries.filter((entry) => entry === undefined).length;
  const file = {
    format: FORMAT,
    community: around.directory.community,
    drill: card.drill,
    entries: entries.filter((entry) => entry !== undefined),
    /** Not signed one by one here: as the device that wrote the file heard it. */
    heard: { shownTo: card.shownTo, withoutSignature: unsigned, writtenAtMs: around.nowMs },
  };
  return ok(`${JSON.stringify(file, null, 1)}\n`);
}

function entryOf(id: RecordId, held: Proven | undefined, { directory, heldSinceMs }: Surroundings): Entry | undefined {
  if (!held?.single) return undefined;
  const { record, single } = held;
  const key = record.guestKey ?? directory.keyOf(record.member, record.log, record.keyVersion);
  if (!key) return undefined;
  return {
    id,
    member: record.member,
    log: record.log,
    keyVersion: record.keyVersion,
    type: record.type,
    number: record.seq,
    minute: record.time,
    body: toHex(record.body),
    key: toHex(key),
    signature: toHex(single),
    heldAtMs: heldSinceMs(id) ?? 0,
  };
}

export type IncidentStep = {
  readonly id: RecordId;
  readonly member: MemberId;
  /** `member`: the key is the member's first, which the name itself proves. `told`: a later key, as the file tells it. */
  readonly keyProvenBy: 'member' | 'told';
  readonly minute: number;
  readonly says:
    | { readonly kind: 'call'; readonly body: Sos }
    | { readonly kind: 'change'; readonly body: SosChange }
    | { readonly kind: 'taking'; readonly body: Taking };
};

export type Incident = {
  readonly community: string;
  readonly drill: boolean;
  /** In the order of the file. */
  readonly steps: readonly IncidentStep[];
  /** Answers that name something which is not in the file. */
  readonly missing: readonly RecordId[];
};

const wrong = (why: string): Result<never, Refusal> =>
  err(refusal('incident-proves', why, 'Ask whoever wrote it for the file once more, or another device for its own.'));

/** Checks every signature of a file; the first wrong one refuses all of it. */
export function verifyIncident(text: string): Result<Incident, Refusal> {
  if (text.length > FILE_CHARACTERS_MAX) return wrong('The file is longer than any story of a call.');
  const file = parsed(text);
  const community = bytesOf(file?.['community'], 32);
  const entries = file?.['entries'];
  if (file?.['format'] !== FORMAT || !community || !Array.isArray(entries))
    return wrong('The file is no story of a call, or of a later version.');
  if (entries.length === 0 || entries.length > ENTRIES_MAX) return wrong(`The file has ${entries.length} entries.`);
  const steps: IncidentStep[] = [];
  for (const [i, entry] of entries.entries()) {
    const step = stepOf(entry, community);
    if (!step.ok) return wrong(`Entry ${i + 1}: ${step.error}`);
    steps.push(step.value);
  }
  const first = steps[0]!.says;
  if (first.kind !== 'call') return wrong('The file does not begin with a call.');
  const held = new Set(steps.map(({ id }) => id));
  const named = steps.flatMap(({ says }) => (says.kind === 'call' ? [] : [says.body.about]));
  return ok({
    community: toHex(community),
    // What the signed call says, not what the file says of it.
    drill: first.body.call.drill,
    steps,
    missing: [...new Set(named.filter((id) => !held.has(id)))],
  });
}

type Fields = { readonly [name: string]: unknown };

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(hex: unknown, least: number, most = least): Uint8Array | undefined {
  const bytes = typeof hex === 'string' && hex.length <= 2 * most ? fromHex(hex) : undefined;
  return bytes?.ok && bytes.value.length >= least ? bytes.value : undefined;
}

const countOf = (value: unknown, most: number): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;

function stepOf(entry: unknown, community: Uint8Array): Result<IncidentStep, string> {
  const fields: Fields = typeof entry === 'object' && entry !== null ? (entry as Fields) : {};
  const [member, body] = [bytesOf(fields['member'], 32), bytesOf(fields['body'], 0, 256)];
  const [key, signature] = [bytesOf(fields['key'], 96), bytesOf(fields['signature'], 48)];
  const numbers = [
    countOf(fields['log'], 65_535),
    countOf(fields['keyVersion'], 255),
    countOf(fields['type'], 255),
    countOf(fields['number'], 2 ** 21),
    countOf(fields['minute'], 65_535),
  ];
  const [log, keyVersion, type, seq, time] = numbers;
  if (!member || !body || !key || !signature || numbers.includes(undefined)) return err('it is not whole.');
  const record: Record = {
    member: toHex(member) as MemberId,
    log: log!,
    keyVersion: keyVersion!,
    type: type!,
    seq: seq!,
    time: time!,
    body,
  };
  if (!verify({ shares: [{ key, message: recordDigest(community, record), purpose: 'signature' }], signature }))
    return err('its signature is not that of its author.');
  const isFirstKey = memberIdOf(community, key) === record.member;
  const says = saysOf(record);
  if (!says) return err('it is neither a call nor an answer to one.');
  return ok({
    id: recordId(community, record),
    member: record.member,
    keyProvenBy: isFirstKey ? 'member' : 'told',
    minute: record.time,
    says,
  });
}

function saysOf({ type, body }: Record): IncidentStep['says'] | undefined {
  const form = { form: 'signed' } as const;
  if (type === sosType.type) {
    const read = decode(Sos, body, form);
    return read.ok ? { kind: 'call', body: read.value } : undefined;
  }
  if (type === sosChangeType.type) {
    const read = decode(SosChange, body, form);
    return read.ok ? { kind: 'change', body: read.value } : undefined;
  }
  if (type !== takingType.type) return undefined;
  const read = decode(Taking, body, form);
  return read.ok ? { kind: 'taking', body: read.value } : undefined;
}
