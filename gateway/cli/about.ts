/** `folkmoot about`: what is written, who may see it, how long it is kept; for the notice board and the curious. */

import type { Command } from 'commander';
import { modules } from '#modules/index.ts';
import type { Custody } from '#protocol/node/module.ts';
import { answer } from './said.ts';

export function declare(command: Command): void {
  command
    .command('records')
    .description('every kind of record: whose, how urgent, for whom, kept how long')
    .option('--json', 'one JSON object instead of lines')
    .action(({ json }: { readonly json?: true }) => answer(json, { records: table() }, lines()));
}

const table = () =>
  modules.flatMap((module) =>
    module.recordTypes.map(({ type, name, section, by, urgency, bundled }) => ({
      type,
      name,
      module: module.name,
      section,
      by,
      urgency,
      bundled,
      custody: module.custody?.[type] ?? null,
    })),
  );

const kept = ({ keptFor }: Custody): string => (typeof keptFor === 'string' ? keptFor : `${keptFor.days} days`);

function lines(): readonly string[] {
  const row = (...cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(WIDTHS[i] ?? 0))
      .join(' ')
      .trimEnd();
  return [
    row('type', 'record', 'of', 'by', 'urgency', 'seen by', 'kept', 'body'),
    ...table().map(({ type, name, module, by, urgency, custody }) =>
      row(
        String(type),
        name,
        module,
        by,
        String(urgency),
        custody?.audience ?? 'community',
        custody ? kept(custody) : 'ever',
        custody?.erasable ? 'may be erased' : 'stays',
      ),
    ),
  ];
}
const WIDTHS = [4, 18, 11, 9, 7, 9, 15];
