/**
 * `folkmoot inspect HEX|FILE`: explains every byte of a frame or a plaintext, and says exactly what is
 * wrong with a bad one. Takes hex, a file of bytes or of hex, or `-` for hex on standard input. Exit
 * codes: 0 good, 1 malformed or not ours, 2 usage.
 */

import { existsSync, readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { equal, fromHex, toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { boxKeys, pairOf, type Pair } from '#protocol/crypto/box.ts';
import { keyring, turnTo, type Keyring } from '#protocol/crypto/keyring.ts';
import { open } from '#protocol/crypto/siv.ts';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import { COMMUNITY_PREFIX_BYTES, isClearType } from '#protocol/wire/emergency.ts';
import { openFrame, readHeader, VERSION, type FrameKind, type SealedKind } from '#protocol/wire/frame.ts';
import { FRAME_BYTES_MAX, SEAL_BYTES } from '#protocol/wire/limits.ts';
import { HINT_BYTES, PRIVATE_OVERHEAD_BYTES, unsealPrivate } from '#protocol/wire/private.ts';
import { explainPlaintext, explainPrivate, explainRekey, type Explained, type Fault, type Line } from './explain.ts';
import { standIn, type StandIn } from './stand-in.ts';

const EXIT = { good: 0, malformed: 1, usage: 2 } as const;
const SEALED = ['single', 'bundle', 'statements', 'sync', 'extension'] as const satisfies readonly SealedKind[];

type Options = {
  readonly plaintext?: SealedKind;
  readonly key?: Uint8Array;
  readonly secret?: Uint8Array;
  readonly community?: Uint8Array;
  readonly invitation?: Keyring;
  readonly pair?: Uint8Array;
  readonly counter?: number;
  readonly epoch: number;
  readonly day: number;
  readonly rosterSize?: number;
  readonly values?: number;
  readonly json?: true;
};

const bytesOf =
  (...lengths: readonly number[]) =>
  (text: string): Uint8Array => {
    const bytes = fromHex(text);
    if (!bytes.ok) throw new InvalidArgumentError(`${bytes.error.why}.`);
    if (lengths.includes(bytes.value.length)) return bytes.value;
    throw new InvalidArgumentError(`${lengths.join(' or ')} bytes are needed here, these are ${bytes.value.length}.`);
  };

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new InvalidArgumentError('A whole number from 0 is needed here.');
};

function sealedKind(text: string): SealedKind {
  const kind = SEALED.find((one) => one === text);
  if (kind) return kind;
  throw new InvalidArgumentError(`Choose one of ${SEALED.join(', ')}.`);
}

function invited(text: string): Keyring {
  const read = decodeInvitation(text);
  if (!read.ok) throw new InvalidArgumentError(`${read.error.why} ${read.error.remedy}`);
  const community = fromHex(read.value.community);
  if (!community.ok) throw new InvalidArgumentError(community.error.why);
  return keyring(community.value, read.value.epoch, read.value.frameSecret, read.value.day);
}

export function declare(command: Command): void {
  command
    .argument('<hex|file|->', 'the bytes: hex, a file of bytes or of hex, or - for hex on standard input')
    .option('--plaintext <kind>', `the bytes are an opened frame: ${SEALED.join(', ')}`, sealedKind)
    .option('--invitation <text>', 'community and secret, as a member shows them', invited)
    .option('--secret <hex>', 'the secret of the epoch (32 bytes), with --community', bytesOf(32))
    .option('--community <hex>', "the community's id (32 bytes)", bytesOf(32))
    .option('--key <hex>', "a day's frame keys, macKey and encKey (64 bytes), instead of a secret", bytesOf(64))
    .option(
      '--pair <hex>',
      'for a private frame: macKey and encKey of the pair (64 bytes); or, with --community, own secret key, own member id, ' +
        "the other's private-message key and member id (128 bytes)",
      bytesOf(64, 128),
    )
    .option('--counter <number>', 'the first of the 64 counters to try on a private frame', wholeNumber, 1)
    .option('--epoch <number>', 'the epoch of --secret', wholeNumber, 0)
    .option('--day <number>', 'the day of --secret; later days are tried as well', wholeNumber, 0)
    .option('--roster-size <number>', "members in the roster of a statement's subject", wholeNumber)
    .option('--values <number>', 'values that may be said of the subject, where not all of the kind', wholeNumber)
    .option('--json', 'one JSON object instead of lines')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.good : EXIT.usage))
    .action(run);
}

function run(given: string, options: Options): void {
  const bytes = bytesGiven(given);
  if (typeof bytes === 'string') {
    process.stderr.write(`folkmoot inspect: ${bytes}\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  const explained = inspect(bytes, options);
  if (options.json) console.log(JSON.stringify({ ok: explained.fault === null, bytes: bytes.length, ...explained }));
  else for (const line of table(bytes, explained)) console.log(line);
  if (explained.fault) process.exitCode = EXIT.malformed;
}

/** The bytes, or a sentence that says why there are none. */
function bytesGiven(given: string): Uint8Array | string {
  const hex = fromHex(given);
  if (given !== '-' && hex.ok && hex.value.length > 0) return hex.value;
  if (given !== '-' && !existsSync(given))
    return hex.ok ? 'there are no bytes' : `no file, and no hex: ${hex.error.why}`;
  const raw = new Uint8Array(readFileSync(given === '-' ? 0 : given));
  const inside = fromHex(new TextDecoder().decode(raw));
  if (inside.ok && inside.value.length > 0) return inside.value;
  if (given === '-') return inside.ok ? 'there are no bytes' : inside.error.why;
  return raw.length > 0 ? raw : 'the file is empty';
}

export function inspect(bytes: Uint8Array, options: Options): Explained {
  const ring = ringOf(options);
  const names = standIn({
    community: ring?.community ?? options.community ?? new Uint8Array(32),
    ...(options.rosterSize !== undefined && { rosterSize: options.rosterSize }),
    ...(options.values !== undefined && { values: options.values }),
  });
  if (options.plaintext) return explainPlaintext(options.plaintext, bytes, names);
  const { version, kind } = readHeader(bytes[0]!);
  if (version === VERSION && bytes.length <= FRAME_BYTES_MAX) {
    if (kind === 'rekey') return explainRekey(bytes, names);
    if (kind === 'emergency') return explainClear(bytes, names, ring?.community ?? options.community);
    if (kind === 'private') return explainSealedPrivate(bytes, options, ring?.community ?? options.community);
  }
  const head = headLines(bytes);
  const opened = openWith(bytes, ring, options.key);
  if ('why' in opened) return { lines: head, fault: opened };
  const { lines, fault } = explainPlaintext(opened.kind, opened.plaintext, names);
  const moved = (at: number): number => at + SEAL_BYTES;
  return {
    lines: [...head.slice(0, 2), ...lines.map((line) => ({ ...line, offset: moved(line.offset) }))],
    fault: fault && { ...fault, atByte: moved(fault.atByte) },
  };
}

/** A call for help in clear: five bytes before a single (§6.6). */
function explainClear(frame: Uint8Array, names: StandIn, community: Uint8Array | undefined): Explained {
  const headBytes = 1 + COMMUNITY_PREFIX_BYTES;
  const [header, prefix] = [frame.slice(0, 1), frame.slice(1, headBytes)];
  const foreign = community !== undefined && !equal(prefix, community.slice(0, COMMUNITY_PREFIX_BYTES));
  const prefixWords = community && !foreign ? "of the community's id" : "first bytes of the community's id";
  const head: readonly Line[] = [
    { ...HEADER, hex: toHex(header), words: 'a call for help in clear', section: 'protocol §6.1' },
    {
      offset: 1,
      length: prefix.length,
      field: 'community',
      hex: toHex(prefix),
      words: prefixWords,
      section: 'protocol §6.6',
    },
  ];
  const { lines, fault: inside } = explainPlaintext('single', frame.slice(headBytes), names);
  const wrong =
    (frame[0]! & 7) !== 0
      ? fault(0, 'header', 'a frame in clear has no epoch')
      : foreign
        ? fault(1, 'community', 'a call to another community than the one that was given')
        : !isClearType(frame[headBytes], names.context.types)
          ? fault(headBytes, 'type', 'only calls for help go in clear')
          : inside && { ...inside, atByte: inside.atByte + headBytes };
  return { lines: [...head, ...lines.map((line) => ({ ...line, offset: line.offset + headBytes }))], fault: wrong };
}

/** A message between two members (§6.5): both ways are tried, because whoever looks may be either, or hold the keys only. */
function explainSealedPrivate(
  frame: Uint8Array,
  { pair: given, counter = 1 }: Options,
  community: Uint8Array | undefined,
): Explained {
  const parts = [
    ['hint', 1, 1 + HINT_BYTES, 'by which the other side knows its own on that day'],
    ['tag', 1 + HINT_BYTES, PRIVATE_OVERHEAD_BYTES, ''],
    ['ciphertext', PRIVATE_OVERHEAD_BYTES, frame.length, `${frame.length - PRIVATE_OVERHEAD_BYTES} bytes`],
  ] as const;
  const sealed = parts
    .filter(([, start, end]) => start < end)
    .map(([field, start, end, words]): Line => {
      const hex = toHex(frame.slice(start, end));
      return { offset: start, length: hex.length / 2, field, hex, words, section: 'protocol §6.5' };
    });
  const [header] = headLines(frame);
  const lines = header ? [header, ...sealed] : sealed;
  const pair = given && pairGiven(given, community);
  if (!pair) {
    const why = given ? 'these are no keys of two members; 128 bytes need --community too' : 'sealed: give --pair';
    return { lines, fault: fault(1 + HINT_BYTES, 'tag', why) };
  }
  for (const lower of [true, false]) {
    const opened = unsealPrivate({ ...pair, lower }, frame, { next: counter, missed: [] });
    if (!opened) continue;
    const inside = explainPrivate(opened.plaintext);
    const moved = (at: number): number => at + PRIVATE_OVERHEAD_BYTES;
    const way = lower ? 'to the lesser of the two ids' : 'from the lesser of the two ids';
    const told = lines
      .filter(({ field }) => field !== 'ciphertext')
      .map((line) => (line.field === 'tag' ? { ...line, words: `message ${opened.counter} ${way}` } : line));
    return {
      lines: [...told, ...inside.lines.map((line) => ({ ...line, offset: moved(line.offset) }))],
      fault: inside.fault && { ...inside.fault, atByte: moved(inside.fault.atByte) },
    };
  }
  const why = `this pair did not seal it with a counter from ${counter} to ${counter + 63}, in either direction`;
  return { lines, fault: fault(1 + HINT_BYTES, 'tag', why) };
}

/** The keys of a pair, given as they are or to be derived. */
function pairGiven(
  given: Uint8Array,
  community: Uint8Array | undefined,
): Pick<Pair, 'seal' | 'hintKey' | 'maskKey'> | null {
  if (given.length === 64) {
    const none = new Uint8Array(0); // Hints and masks are not asked for here.
    return { seal: { mac: given.slice(0, 32), enc: given.slice(32) }, hintKey: none, maskKey: none };
  }
  if (!community) return null;
  const part = (i: number): Uint8Array => given.slice(32 * i, 32 * i + 32);
  const own = { id: toHex(part(1)) as MemberId, secret: boxKeys(part(0), community).secret };
  return pairOf(community, own, { id: toHex(part(3)) as MemberId, key: part(2) });
}

const HEADER = { offset: 0, length: 1, field: 'header' } as const;

function ringOf({ invitation, secret, community, epoch, day }: Options): Keyring | undefined {
  return invitation ?? (secret && community ? keyring(community, epoch, secret, day) : undefined);
}

/** What anybody can say of a frame: its header, its tag, and how much lies behind them. */
function headLines(frame: Uint8Array): readonly Line[] {
  const { version, kind, epochLow } = readHeader(frame[0]!);
  const parts = [
    [0, 1, 'header', `version ${version}, ${kind}, epoch ${epochLow} modulo 8`, 'protocol §6.1'],
    [1, SEAL_BYTES, 'tag', '', 'protocol §6.2'],
    [SEAL_BYTES, frame.length, 'ciphertext', `${Math.max(0, frame.length - SEAL_BYTES)} bytes`, 'protocol §6.2'],
  ] as const;
  return parts
    .filter(([start]) => start < frame.length)
    .map(([start, end, field, words, section]) => {
      const part = frame.slice(start, end);
      return { offset: start, length: part.length, field, hex: toHex(part), words, section };
    });
}

const fault = (atByte: number, field: string, why: string): Fault => ({ atByte, field, why });

function openWith(
  frame: Uint8Array,
  ring: Keyring | undefined,
  key: Uint8Array | undefined,
): { readonly kind: SealedKind; readonly plaintext: Uint8Array } | Fault {
  if (frame.length < SEAL_BYTES) return fault(frame.length, 'tag', `a frame has at least ${SEAL_BYTES} bytes`);
  if (frame.length > FRAME_BYTES_MAX)
    return fault(
      FRAME_BYTES_MAX,
      'ciphertext',
      `a frame has at most ${FRAME_BYTES_MAX} bytes, this one ${frame.length}`,
    );
  const { version, kind, epochLow } = readHeader(frame[0]!);
  if (version !== VERSION) return fault(0, 'header', `version ${version}; this program knows version ${VERSION}`);
  if (!isSealed(kind))
    return fault(0, 'header', `a frame of kind "${kind}" is not sealed with the keys of the community`);
  if (key) {
    const plaintext = open({ mac: key.slice(0, 32), enc: key.slice(32) }, frame.subarray(0, 1), frame.subarray(1));
    return plaintext ? { kind, plaintext } : fault(1, 'tag', 'these keys did not seal this frame');
  }
  if (!ring) return fault(1, 'tag', 'sealed: give --invitation, or --secret with --community, or --key');
  if (epochLow !== (ring.epoch & 7))
    return fault(0, 'header', `sealed in an epoch that ends in ${epochLow}, not in ${ring.epoch}`);
  const near = openFrame(ring, frame);
  const opened = near.ok ? near : openFrame(turnTo(ring, ring.day), frame, true);
  if (opened.ok) return { kind: opened.value.kind, plaintext: opened.value.plaintext };
  return fault(1, 'tag', 'no key of this community from this day to 400 days on made this tag: damaged, or foreign');
}

const isSealed = (kind: FrameKind): kind is SealedKind => (SEALED as readonly FrameKind[]).includes(kind);

// ── For people ──────────────────────────────────────────────────────────────────────────────────

const HEX_SHOWN = 24;

function* table(bytes: Uint8Array, { lines, fault }: Explained): Generator<string> {
  const width = Math.max(8, ...lines.map(({ field }) => field.length));
  yield `${'at'.padStart(4)} ${'bytes'.padStart(5)}  ${'field'.padEnd(width)}  value`;
  for (const { offset, length, field, hex, words, section } of lines) {
    const shown = hex.length > HEX_SHOWN ? `${hex.slice(0, HEX_SHOWN)}…` : hex;
    yield `${String(offset).padStart(4)} ${String(length).padStart(5)}  ${field.padEnd(width)}  ${words || shown}${words ? `  [${shown}]` : ''}  ${section}`;
  }
  if (!fault) {
    yield `good: ${bytes.length} bytes`;
    return;
  }
  const at = Math.min(fault.atByte, bytes.length);
  yield `BAD at byte ${fault.atByte}${fault.field ? `, field "${fault.field}"` : ''}: ${fault.why}`;
  yield `    ${toHex(bytes.slice(Math.max(0, at - 8), at))} > ${toHex(bytes.slice(at, at + 8)) || '(end)'}`;
}
