/**
 * `folkmoot verify FILE|-`: is this what the members of that community decided? Takes a proof as a file, or as
 * the texts of scanned QR codes; needs nothing but the community's id. Exit codes: 0 proven, 1 not proven,
 * 2 usage.
 */

import { readSync, openSync, closeSync } from 'node:fs';
import type { Command } from 'commander';
import { utf8ToText } from '#protocol/bytes/utf8.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { decodeInvitation } from '#protocol/node/invitation.ts';
import { joinCodes, readProof, type Proven } from '#modules/proof-file.ts';
import { PROOF_BYTES_MAX } from '#modules/proof-format.ts';
import { shortId } from '../member/asked.ts';
import { systemCode } from '../sentence.ts';

const EXIT = { proven: 0, notProven: 1, usage: 2 } as const;
/** The texts of codes are longer than the bytes they carry. */
const READ_BYTES_MAX = 2 * PROOF_BYTES_MAX;

const NO_COMMUNITY = "The community's whole id is needed (64 letters 0-9, a-f), or an invitation to it.";

type Options = { readonly community: string; readonly json?: true };

/**
 * The id in full, or inside an invitation: a part of it could be met by somebody's own community. Read here and not
 * by the parser of options: its message repeats the argument, and even a damaged invitation holds keys.
 */
function communityOf(text: string): RecordId | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase() as RecordId;
  const invitation = decodeInvitation(text);
  return invitation.ok ? (invitation.value.community as RecordId) : undefined;
}

export function declare(command: Command): void {
  command
    .argument('<file|->', 'a proof as folkmoot governance certificate writes it, texts of its QR codes, or - for stdin')
    .requiredOption('--community <id>', "the community's id as you know it, or an invitation to it")
    .option('--json', 'one JSON object instead of lines')
    .addHelpText('after', '\nExit codes: 0 proven · 1 not proven · 2 a word that is not understood, or no such file.')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.proven : EXIT.usage))
    .action(run);
}

function run(file: string, { community: named, json }: Options): void {
  const community = communityOf(named);
  const bytes = community === undefined ? err(NO_COMMUNITY) : read(file);
  if (!bytes.ok || community === undefined) {
    process.stderr.write(`folkmoot verify: ${bytes.ok ? NO_COMMUNITY : bytes.error}\n`);
    process.exitCode = EXIT.usage;
    return;
  }
  const proof = proofIn(bytes.value);
  const proven = proof.ok ? readProof(proof.value, community) : proof;
  if (!proven.ok) process.exitCode = EXIT.notProven;
  if (json) process.stdout.write(`${JSON.stringify(reportOf(proven))}\n`);
  else if (proven.ok) for (const line of linesOf(proven.value)) process.stdout.write(`${line}\n`);
  else process.stderr.write(`folkmoot verify: not proven: ${proven.error.why}\n`);
}

/** At most `READ_BYTES_MAX`: one more is already too long for any proof, and is said so by its reader. */
function read(file: string): Result<Uint8Array, string> {
  const buffer = Buffer.alloc(READ_BYTES_MAX + 1);
  try {
    const from = file === '-' ? 0 : openSync(file, 'r');
    let length = 0;
    for (let count = -1; count !== 0 && length < buffer.length; length += count) {
      count = readSync(from, buffer, length, buffer.length - length, null);
    }
    if (file !== '-') closeSync(from);
    return ok(new Uint8Array(buffer.subarray(0, length)));
  } catch (error) {
    return err(`${file} cannot be read (${systemCode(error) ?? 'unknown error'}).`);
  }
}

/** Codes are text, and say so themselves; anything else is the bytes of a file. */
function proofIn(bytes: Uint8Array): ReturnType<typeof joinCodes> {
  const text = utf8ToText(bytes);
  return text?.includes('fmp1.') ? joinCodes(text.split(/\s+/)) : ok(bytes);
}

const reportOf = (proven: Result<Proven, { readonly why: string }>): object =>
  proven.ok
    ? {
        ok: true,
        community: proven.value.community.name,
        proposal: proven.value.id,
        text: proven.value.proposal.text,
        kind: proven.value.proposal.kind,
        method: proven.value.proposal.method,
        outcome: proven.value.outcome,
        option: proven.value.option,
        page: proven.value.page,
        members: proven.value.members,
        bound: proven.value.boundTo.size,
        unheard: proven.value.unheard.length,
      }
    : { ok: false, why: proven.error.why };

const OUTCOME: { readonly [K in Proven['outcome']]: string } = {
  passed: 'PASSED, for good',
  rejected: 'REJECTED, for good',
  open: 'still open when this was written',
  suspended: 'suspended when this was written',
};

/** Letters of a stranger's file on a terminal: nothing that moves a cursor or turns text around. */
const harmless = (text: string): string => text.replaceAll(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');

function linesOf({
  community,
  id,
  proposal,
  outcome,
  option,
  members,
  page,
  boundTo,
  unheard,
}: Proven): readonly string[] {
  const [title = '', ...rest] = harmless(proposal.text).split('\n');
  const options = rest.slice(0, proposal.optionCount);
  const decided = outcome === 'passed' && options[option] !== undefined ? `: "${options[option]}"` : '';
  return [
    `Proven: ${harmless(community.name)} decided on "${title}" (${shortId(id)}): ${OUTCOME[outcome]}${decided}.`,
    ...rest.slice(proposal.optionCount),
    `A ${proposal.kind} matter, decided by ${proposal.method}, asked of the ${members} members of page ${page}.`,
    `${boundTo.size} of them have bound; each signed it with their own key.`,
    `${unheard.length} had not answered, as the writer of this proof held it; that is not proven.`,
  ];
}
