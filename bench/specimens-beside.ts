// Honest things beside records and statements, for the same small community as bench/specimens.ts: proofs
// of forks (protocol/README.md §6.7), and frames that the frame keys do not seal (§6.4-6.6). A new one
// joins by one row.

import { encode } from '#protocol/bytes/codec.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { addSignatures, sign, SIGNATURE_BYTES } from '#protocol/crypto/bls.ts';
import { boxKeys, confirmOf, pairOf, wrapSeed, type Pair } from '#protocol/crypto/box.ts';
import { encodeEmergency } from '#protocol/wire/emergency.ts';
import { encodeFork, forkOf, type ForkOfStatements } from '#protocol/wire/fork.ts';
import type { FrameKind, SealedKind } from '#protocol/wire/frame.ts';
import { encodePrivate, HINT_BYTES } from '#protocol/wire/private.ts';
import { recordDigest, recordId, type Record } from '#protocol/wire/record.ts';
import { decodeRekey, encodeRekey, rekeyContext, rekeyMessage } from '#protocol/wire/rekey.ts';
import { statementDigest, type StatementContext, type Subject, type Voice } from '#protocol/wire/statement.ts';

export type UnsealedKind = Exclude<FrameKind, SealedKind>;
/** A whole frame of a form of its own, and where its fields stand. */
export type UnsealedSpecimen = {
  readonly name: string;
  readonly section: string;
  readonly kind: UnsealedKind;
  readonly frame: Uint8Array;
  readonly spans: readonly { readonly path: string; readonly start: number; readonly end: number }[];
};

type Person = { readonly id: MemberId; readonly secret: Uint8Array };
type Community = {
  readonly community: Uint8Array;
  readonly context: StatementContext;
  readonly people: readonly Person[];
  readonly record: (name: string) => RecordId;
  readonly held: (name: string) => Record;
  /** The place behind the newest of a member's log 0. */
  readonly next: (person: number) => number;
};
export type MadeFork = {
  readonly name: string;
  readonly plaintext: Uint8Array;
  readonly ids: readonly RecordId[];
  readonly said: readonly { readonly subject: Subject; readonly voice: Voice }[];
};

const pairBetween = (community: Uint8Array, one: Person, other: Person): Pair =>
  pairOf(
    community,
    { id: one.id, secret: boxKeys(one.secret, community).secret },
    { id: other.id, key: boxKeys(other.secret, community).key },
  )!;

/** Each row is two things that one member signed. */
export function makeForks(made: Community): readonly MadeFork[] {
  const { community, context, people, held, record } = made;

  const ofRecords = (name: string, by: number, one: Record, other: Record): MadeFork => {
    const signatures = [one, other].map((said) => sign(recordDigest(community, said), people[by]!.secret));
    const proof = forkOf(one, other, addSignatures(signatures)!);
    const ids = [one, other].map((said) => recordId(community, said));
    return { name, plaintext: encodeFork(proof, context)!, ids, said: [] };
  };
  const bodyOf = (type: number, body: unknown): Uint8Array => encode(context.types.get(type)!.body, body, 'signed');
  const at = (by: number, time: number): Omit<Record, 'type' | 'body'> => ({
    member: people[by]!.id,
    log: 0,
    keyVersion: 0,
    seq: made.next(by),
    time,
  });
  /** Two payments with one number in one minute: only their names tell which is the lesser. */
  const transfer = (payee: number): Record => {
    const since = record('page 1');
    const body = bodyOf(32, { payee: people[payee]!.id, amount: 700, since, spent: 800, memo: '' });
    return { ...at(0, 310), type: 32, body };
  };
  const long = (type: number, time: number): Record => ({
    ...at(6, time),
    type,
    body: bodyOf(type, { proposal: record('consent'), text: 'The same place in the log, used twice.' }),
  });

  type Said = readonly [of: string, value: number, revision: number];
  const ofVoices = (name: string, by: number, said: readonly [Said, Said], erased?: string): MadeFork => {
    const asSaid = ([of, value, revision]: Said): MadeFork['said'][0] => {
      const id = record(of);
      const subject: Subject = { kind: 1, record: id, roster: context.rosterOf(1, id)! };
      return { subject, voice: { member: people[by]!.id, value, revision, keyVersion: 0 } };
    };
    const both = [asSaid(said[0]), asSaid(said[1])] as const;
    const signatures = both.map(({ subject, voice }) =>
      sign(statementDigest(community, subject, voice), people[by]!.secret),
    );
    const proof: ForkOfStatements = {
      kind: 'statements',
      member: people[by]!.id,
      said: both,
      signature: addSignatures(signatures)!,
    };
    const isErased = (id: RecordId): boolean => erased !== undefined && id === record(erased);
    return { name, plaintext: encodeFork(proof, { ...context, isErased })!, ids: [], said: both };
  };

  const limit = held('limit');
  const lower = bodyOf(34, { unit: 'credits', since: record('page 1'), limit: 4000 });
  return [
    ofRecords('fork of two limits', 5, limit, { ...limit, time: limit.time + 1, body: lower }),
    ofRecords('fork of two long records of two types', 6, long(18, 300), long(19, 301)),
    ofRecords('fork of two transfers of one minute', 0, transfer(4), transfer(5)),
    ofVoices('fork of two ballots', 0, [
      ['consent', 3, 0],
      ['consent', 1, 0],
    ]),
    ofVoices('fork of two ballots of a former key', 2, [
      ['ranked', 17, 0],
      ['ranked', 4, 0],
    ]),
    ofVoices('fork of ballots on two subjects', 6, [
      ['consent', 3, 1],
      ['ranked', 17, 0],
    ]),
    ofVoices(
      'fork of two ballots on what was erased',
      4,
      [
        ['consent', 3, 0],
        ['consent', 1, 0],
      ],
      'consent',
    ),
    ofVoices(
      'fork of ballots on two, of which one was erased',
      5,
      [
        ['consent', 3, 0],
        ['ranked', 17, 0],
      ],
      'ranked',
    ),
  ];
}

/** `guestCall` is the plaintext of a guest's call for help; the rekey is the founder's, for page 1. */
export function makeUnsealed(
  { community, people }: Pick<Community, 'community' | 'people'>,
  page: { readonly id: RecordId; readonly members: readonly Person[] },
  guestCall: Uint8Array,
): readonly UnsealedSpecimen[] {
  const [founder, second, third] = people as readonly [Person, Person, Person];
  const seed = Uint8Array.from({ length: 16 }, (_, i) => 16 * i + 1);
  const context = rekeyContext(community, 1, page.id);
  const wraps = page.members.map((member) =>
    member.id === founder.id ? new Uint8Array(16) : wrapSeed(pairBetween(community, founder, member), context, seed),
  );
  const unsigned = { epoch: 1, issuer: 0, roster: 1, part: 0, confirm: confirmOf(seed, context), wraps };
  const message = rekeyMessage(community, unsigned, { issuer: founder.id, roster: page.id });
  const rekey = encodeRekey({ ...unsigned, signature: sign(message, founder.secret) });
  const rekeySpans: UnsealedSpecimen['spans'][number][] = [];
  decodeRekey(rekey, (path, start, end) => void rekeySpans.push({ path, start, end }));

  const pair = pairBetween(community, second, third);
  const said = (name: string, text: string, counter: number): UnsealedSpecimen => {
    const frame = encodePrivate(pair, text, { epoch: 0, day: 0, counter })!;
    const spans = fieldsOf(frame, ['header', 1], ['hint', HINT_BYTES], ['tag', 8]);
    return { name, section: 'protocol §6.5', kind: 'private', frame, spans };
  };
  const emergency = encodeEmergency(community, guestCall);
  return [
    { name: 'rekey', section: 'protocol §6.4', kind: 'rekey', frame: rekey, spans: rekeySpans },
    said('private', 'the key lies under the flower pot', 1),
    said('private, three later and long', `${'ü'.repeat(60)}!`, 4),
    {
      name: 'clear emergency of a guest',
      section: 'protocol §6.6',
      kind: 'emergency',
      frame: emergency,
      spans: fieldsOf(
        emergency,
        ['header', 1],
        ['community', 4],
        ['type', 1],
        ['single', guestCall.length - 1 - SIGNATURE_BYTES],
        ['signature', SIGNATURE_BYTES],
      ),
    },
  ];
}

/** Fields of these lengths from the start of the frame; what is behind them is one more. */
function fieldsOf(
  frame: Uint8Array,
  ...fields: readonly (readonly [path: string, length: number])[]
): UnsealedSpecimen['spans'] {
  let at = 0;
  const spans = fields.map(([path, length]) => ({ path, start: at, end: (at += length) }));
  return at < frame.length ? [...spans, { path: 'rest', start: at, end: frame.length }] : spans;
}
