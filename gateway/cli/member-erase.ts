/**
 * `folkmoot member erase [ids...]`: takes back your own words, everywhere, for ever. That you said something, and
 * when, stays. Without ids it lists what may be taken back, and why the rest of that sort may not yet.
 */

import type { Command } from 'commander';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Refusal } from '#protocol/node/module.ts';
import { modules } from '#modules/index.ts';
import { findRecord, recordTypeName, shortId } from '../member/asked.ts';
import { plain } from '../member/everything.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import { linkUrl } from '../member/gateway-link.ts';
import type { Me } from '../member/me.ts';
import { Sentence } from '../sentence.ts';
import { reach, reachOptions, reachWords, type Reach } from './reach.ts';
import { answer, common, guarded, RefusedByRule, tell, withMe, type Common } from './said.ts';

const WORDS_SHOWN = 60;
/** Said of what can never be taken back, or was already: not worth a line in the list. */
const NOT_LISTED: ReadonlySet<string> = new Set(['erase-lasting', 'erase-again']);

export function declare(command: Command): void {
  reachOptions(common(command.argument('[ids...]', 'which records, by the first letters of their ids'))).action(
    guarded(run),
  );
}

type Own = {
  readonly record: RecordId;
  readonly kind: string;
  readonly words: string;
  readonly refusal: Refusal | undefined;
};

function ownWords({ node, member, nowMs }: Me): readonly Own[] {
  const around = node.around(nowMs());
  return node.records
    .logs()
    .filter((log) => log.member === member)
    .flatMap(({ log }) => node.records.ids(member, log, 1))
    .map((record): Own => {
      const body = around.record(record)?.body as { readonly text?: unknown } | undefined;
      const text = typeof body?.text === 'string' ? body.text : JSON.stringify(plain(body));
      return {
        record,
        kind: recordTypeName(node.records.get(record)!.record.type, modules),
        words: (text ?? '').slice(0, WORDS_SHOWN),
        refusal: node.notErasable(record, nowMs()),
      };
    })
    .filter(({ refusal }) => !NOT_LISTED.has(refusal?.rule ?? ''));
}

async function run(ids: readonly string[], { folder, json, gateway, ...rest }: Common & Reach): Promise<void> {
  if (gateway !== undefined) linkUrl(gateway);
  await withMe(folder, async (me) => {
    if (ids.length === 0) return list(me, json);
    const records = ids.map((id) => {
      const found = findRecord(id, [], { node: me.node, member: me.member, modules });
      if (found.ok) return found.value;
      throw new Sentence(MEMBER_EXIT.usage, found.error.why, found.error.remedy);
    });
    const acted = await me.act({ module: 'node', name: 'erase', args: { records } });
    if (!acted.ok) throw new RefusedByRule(acted.refusal);
    const exchanged = gateway === undefined ? undefined : await reach(me, rest, gateway);
    const isGiven = exchanged?.reached === true && exchanged.given;
    if (gateway !== undefined && !isGiven) process.exitCode = MEMBER_EXIT.kept;
    answer(json, { erased: records, records: acted.records, given: isGiven }, [
      `Taken back: ${records.map(shortId).join(', ')}. Whoever hears of it forgets the words, too.`,
      'Who copied them before still has them.',
    ]);
    if (!json)
      tell(
        gateway === undefined || exchanged === undefined
          ? 'Kept here; folkmoot member sync --gateway ADDRESS sends it on.'
          : reachWords(exchanged, gateway),
      );
  });
}

function list(me: Me, json: true | undefined): void {
  const own = ownWords(me);
  const lines = own.map(
    ({ record, kind, words, refusal }) =>
      `${shortId(record)}  ${kind}: ${words}${refusal ? `\n    not now: ${refusal.why} ${refusal.remedy}` : ''}`,
  );
  answer(
    json,
    { own: own.map(({ refusal, ...one }) => ({ ...one, now: refusal === undefined, why: refusal?.why ?? null })) },
    lines.length > 0 ? lines : ['Nothing that you wrote may be taken back.'],
  );
}
