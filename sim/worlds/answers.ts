// A module's answer on somebody's phone, and what stands at a path of it.

import type { Play } from './stage.ts';

type Asked = {
  readonly ask: string;
  readonly with?: Readonly<Record<string, unknown>> | undefined;
  readonly at?: string | undefined;
};

export function answerOf(asked: Asked, name: string, play: Play): unknown {
  const [moduleName, queryName] = asked.ask.split('.') as [string, string];
  const host = play.hostOf(name);
  const query = play.modulesOf(host).find((module) => module.name === moduleName)?.queries?.[queryName];
  if (!query) return `${name} has no query ${asked.ask}`;
  const args = play.value(asked.with ?? {}, host) as Readonly<Record<string, unknown>>;
  const { node } = host;
  const shown = query.show(node.state(moduleName), args, node.around(play.world.hostNowMs(host)), node.self);
  return at(shown.json, asked.at ?? '');
}

const PART = /\[([^\]=]+)=([^\]]*)\]|[^.[\]]+/g;

/**
 * What stands at a path like `accounts[state=safe].length`: names, numbers of a list, `length`, and in brackets which
 * elements of a list are meant.
 */
export function at(value: unknown, path: string): unknown {
  let here = value;
  for (const [part, key, wanted] of path.matchAll(PART)) {
    if (key !== undefined)
      here = Array.isArray(here) ? here.filter((one) => String(at(one, key)) === wanted) : undefined;
    else if (part === 'length') here = sizeOf(here);
    else here = memberAt(here, part);
  }
  return here;
}

const sizeOf = (value: unknown): number | undefined =>
  Array.isArray(value) || typeof value === 'string'
    ? value.length
    : value instanceof Set || value instanceof Map
      ? value.size
      : undefined;

const memberAt = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
