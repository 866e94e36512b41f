// What this member wrote and may take back: newest first, a call together with one's own answers to it.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import { storyOf } from '#modules/emergency/story.ts';
import { modules } from '#modules/index.ts';

export type OwnWordsPicture = {
  readonly id: string;
  /** What is erased with one tap. */
  readonly records: readonly string[];
  /** The record type's name. */
  readonly kind: string;
  readonly text: string;
  readonly sinceMs: number;
};

/** A screen of them; taken back, they make room for older ones. */
const SHOWN_MAX = 20;
/** Own records that are looked through for each log. */
const LOOKED_THROUGH_MAX = 500;

const ERASABLE = new Map(
  modules.flatMap(({ recordTypes, custody }) =>
    recordTypes.filter(({ type }) => custody?.[type]?.erasable).map(({ type, name }) => [type, name] as const),
  ),
);

export function ownWords(node: FolkmootNode, nowMs: number): readonly OwnWordsPicture[] {
  const member = node.self?.member;
  const around = node.around(nowMs);
  const own = node.records
    .logs()
    .filter((log) => log.member === member)
    .flatMap(({ member: author, log, head }) => node.records.ids(author, log, Math.max(1, head - LOOKED_THROUGH_MAX)));
  const pictures = own.flatMap((id): OwnWordsPicture[] => {
    const said = around.record(id);
    const kind = said && ERASABLE.get(said.record.type);
    if (kind === undefined || node.notErasable(id, nowMs)) return [];
    const { text } = said!.body as { readonly text?: unknown };
    const words = typeof text === 'string' ? text : '';
    return [
      { id, records: [id, ...ownAnswers(node, id)], kind, text: words, sinceMs: around.heldSinceMs(id) ?? nowMs },
    ];
  });
  return pictures.sort((a, b) => b.sinceMs - a.sinceMs || (a.id < b.id ? 1 : -1)).slice(0, SHOWN_MAX);
}

/** Without them a call cannot be taken back whole: what was said in a cancel is about it, too. */
function ownAnswers(node: FolkmootNode, id: RecordId): readonly RecordId[] {
  const state = node.state('emergency') as EmergencyState;
  const sos = state.sos.get(id);
  if (!sos) return [];
  return storyOf(state, sos)
    .answers.filter(({ record }) => record.member === sos.record.member)
    .map((answer) => answer.id);
}
