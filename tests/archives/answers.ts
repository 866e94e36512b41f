// What a member's phone says of an archive: the questions whose answers every later version must give alike.

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { modules } from '#modules/index.ts';

const ASKED = ['roster.people', 'roster.pages', 'governance.decided', 'economy.balances', 'emergency.calls'] as const;

export function answersOf(node: FolkmootNode, nowMs: number): Readonly<Record<string, unknown>> {
  const around = node.around(nowMs);
  return Object.fromEntries(
    ASKED.map((asked) => {
      const [moduleName, queryName] = asked.split('.') as [string, string];
      const query = modules.find(({ name }) => name === moduleName)!.queries![queryName]!;
      const { json } = query.show(node.state(moduleName), { all: true }, around, undefined);
      // As JSON has it: what is undefined is left out.
      return [asked, JSON.parse(JSON.stringify(json)) as unknown];
    }),
  );
}
