// The words of a matter, put together from the proposal and the further parts that its author wrote.

import type { Matter } from './matter.ts';

/** Title, options and text of a proposal, with its further parts. */
export function wordsOf({ proposal, topic }: Matter): { title: string; options: readonly string[]; text: string } {
  const lines = proposal.body.text.split('\n');
  const { optionCount } = proposal.body;
  const parts = [...topic.textParts.values()]
    .filter(({ record }) => record.member === proposal.record.member)
    .sort((a, b) => a.body.part - b.body.part || (a.id < b.id ? -1 : 1))
    .map(({ body }) => body.text);
  return {
    title: lines[0] ?? '',
    options: lines.slice(1, 1 + optionCount),
    text: lines.slice(1 + optionCount).join('\n') + parts.join(''),
  };
}
