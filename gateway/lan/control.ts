// The owner's control of this gateway, for whoever holds the token of the printed address.
//
// The token travels in a header, never in a path; it is compared in constant time, and wrong ones are
// rationed for each address. What can be done is a table: name, what it takes, what it does.

import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { createAllowance, isToken } from './guard.ts';

export type ControlAnswer =
  | { readonly ok: true; readonly [fact: string]: unknown }
  | { readonly ok: false; readonly why: string; readonly remedy: string };

export type ControlAction = {
  readonly method: 'GET' | 'POST';
  readonly takes: v.GenericSchema;
  readonly act: (given: never) => Promise<ControlAnswer> | ControlAnswer;
};
export type ControlActions = Readonly<Record<string, ControlAction>>;

/** Keeps a line of the table honest: what it takes is what its act is given. */
export function control<S extends v.GenericSchema>(
  method: 'GET' | 'POST',
  takes: S,
  act: (given: v.InferOutput<S>) => Promise<ControlAnswer> | ControlAnswer,
): ControlAction {
  return { method, takes, act };
}
export const NOTHING = v.optional(v.strictObject({}));

const BODY_BYTES_MAX = 16 * 1024;
const WRONG_TOKENS_MAX = 10;
const WRONG_TOKEN_EVERY_MS = 6000;

export function mountControl(
  app: Hono<{ Bindings: HttpBindings }>,
  token: string,
  actions: ControlActions,
  nowMs: () => number,
): void {
  const wrong = createAllowance(WRONG_TOKENS_MAX, WRONG_TOKEN_EVERY_MS, nowMs);
  app.use('/api/control/*', async (context, next) => {
    const address = context.env.incoming.socket.remoteAddress ?? '';
    context.header('cache-control', 'no-store');
    if (!wrong.has(address)) return context.json(refusal('Too many wrong tokens.', 'Wait a minute.'), 429);
    const given = /^Bearer ([0-9a-f]{1,64})$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    if (isToken(given, token)) return next();
    wrong.spend(address);
    return context.json(
      refusal('This needs the token of the address that the gateway printed.', 'Open that address.'),
      401,
    );
  });
  app.use('/api/control/*', bodyLimit({ maxSize: BODY_BYTES_MAX }));
  app.all('/api/control/:name', async (context) => {
    const name = context.req.param('name');
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined || action.method !== context.req.method) {
      return context.json(refusal(`There is no control "${name}" here.`, 'See gateway/README.md for the list.'), 404);
    }
    const text = action.method === 'POST' ? await context.req.text() : '';
    const given = v.safeParse(action.takes, fromJson(text));
    if (!given.success) {
      return context.json(
        refusal(`This is not what "${name}" takes: ${given.issues[0].message}.`, 'See gateway/README.md.'),
        400,
      );
    }
    const answer = await action.act(given.output as never);
    return context.json(answer, answer.ok ? 200 : 409);
  });
}

const refusal = (why: string, remedy: string): ControlAnswer => ({ ok: false, why, remedy });

/** Undefined for an empty body; null, which no schema takes, for text that is no JSON. */
function fromJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
