// What a world file may expect, and in which words it is missed.

import type { Self } from '#protocol/node/module.ts';
import { modules as productModules } from '#modules/index.ts';
import type { StepOf } from './format.ts';
import type { Play } from './stage.ts';

/** In words, what of this step is not so; empty where all is as expected. */
export function expectationFailures(
  step: StepOf<'expect'>,
  play: Play,
  named: (who: string | readonly string[]) => readonly string[],
): string[] {
  const missed: string[] = [];
  if (step.oneState !== undefined) {
    const hashes = new Map<string, string[]>();
    for (const name of named(step.oneState)) {
      const hash = play.hosts.get(name)?.node.stateHash().slice(0, 12) ?? 'nobody';
      hashes.set(hash, [...(hashes.get(hash) ?? []), name]);
    }
    if (hashes.size > 1) {
      const groups = [...hashes].map(([hash, names]) => `${hash} (${names.join(', ')})`);
      missed.push(`they hold ${hashes.size} states: ${groups.join('; ')}`);
    }
  }
  if (step.record !== undefined) {
    const id = play.label(step.record);
    const lacking = named(step.heldBy ?? 'everyone').filter(
      (name) => !id || !play.hosts.get(name)?.node.records.get(id),
    );
    if (lacking.length > 0) missed.push(`${step.record} is not held by ${lacking.join(', ')}`);
  }
  if (step.airtimeSAtMost !== undefined && play.airtimeS() > step.airtimeSAtMost) {
    missed.push(`${play.airtimeS().toFixed(1)} s of air were used, more than ${step.airtimeSAtMost}`);
  }
  if (step.ask !== undefined) {
    const answer = at(answerTo(step, play), step.at ?? '');
    const wanted = play.value(step.is, undefined);
    if (!same(answer, wanted)) {
      const place = step.at ? ` at ${step.at}` : '';
      missed.push(`${step.ask}${place} answers ${JSON.stringify(answer)}, expected ${JSON.stringify(wanted)}`);
    }
  }
  return missed;
}

function answerTo(step: StepOf<'expect'>, play: Play): unknown {
  const [moduleName, queryName] = step.ask!.split('.') as [string, string];
  const host = play.hosts.get(step.who ?? play.file.people[0]!.name);
  const module = productModules.find(({ name }) => name === moduleName);
  const query = module?.queries?.[queryName];
  if (!host || !query) return `there is no query ${step.ask}`;
  const args = play.value(step.with ?? {}, host) as Readonly<Record<string, unknown>>;
  const self: Self | undefined = host.node.self;
  return query.show(host.node.state(moduleName), args, host.node.around(play.world.hostNowMs(host)), self).json;
}

/** What stands at a path of names and numbers, like `rows.0.balance`. */
const at = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>(
      (inner, part) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
          ? (inner as Readonly<Record<string, unknown>>)[part]
          : undefined,
      value,
    );

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
