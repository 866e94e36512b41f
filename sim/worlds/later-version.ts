// Software of a version to come: it writes a type of record that today's does not know (protocol §3.4).
//
// Types from 64 on use no short names, so whoever does not know one checks it, keeps it and passes it on unread. A
// world in which some people run this shows that it is so, on the air and after a restart.

import { struct, utf8 } from '#protocol/bytes/codec.ts';
import { ok } from '#protocol/bytes/result.ts';
import { toUtf8, concat } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { ActType, Module } from '#protocol/node/module.ts';
import { recordType } from '#protocol/wire/record.ts';

type Note = { readonly text: string };
type NotesState = { readonly notes: Map<RecordId, string> };

const note = recordType<Note>({
  type: 200,
  name: 'note of a later version',
  section: 'sim/worlds',
  body: struct({ text: utf8(60) }),
  by: 'member',
  urgency: 2,
  bundled: true,
});

const say: ActType<NotesState, Note> = {
  title: 'Say something that older software cannot read',
  inputs: { text: { label: 'What', is: 'text', bytesMax: 60 } },
  plan: (_state, { text }) => ok({ records: [{ type: note, body: { text } }] }),
};

export const laterModule: Module<NotesState> = {
  name: 'later',
  recordTypes: [note],
  statementKinds: [],
  reads: [],
  rosterOf: () => undefined,
  empty: () => ({ notes: new Map() }),
  fold(state, fact) {
    if (fact.kind === 'record') state.notes.set(fact.id, (fact.body as Note).text);
  },
  acts: { say },
  queries: {
    notes: {
      title: 'What was said in the later version',
      show({ notes }) {
        const texts = [...notes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
        return { json: texts, lines: texts };
      },
    },
  },
  canonical: ({ notes }) => concat(...[...notes.keys()].sort().map((id) => toUtf8(id))),
};
