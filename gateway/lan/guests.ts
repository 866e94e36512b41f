// What phones ask of the guest desk (../guests.ts): the texts heard, and to send an answer.
//
// Members only: whoever shows the token that follows from the community's id. It says that somebody holds
// an invitation, not who; an answer goes out in the gateway's name.

import type { HttpBindings } from '@hono/node-server';
import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { ANSWER_BYTES_MAX, type GuestDesk } from '../guests.ts';
import { createAllowance, isToken } from './guard.ts';

export type GuestAccess = {
  readonly desk: GuestDesk | undefined;
  /** Undefined while there is no community. */
  readonly token: () => string | undefined;
};

const BODY_BYTES_MAX = 2_048;
const WRONG_TOKENS_MAX = 10;
const WRONG_TOKEN_EVERY_MS = 6_000;

const AnswerBody = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(32)),
  text: v.pipe(v.string(), v.maxLength(ANSWER_BYTES_MAX)),
});

export function mountGuests(
  app: Hono<{ Bindings: HttpBindings }>,
  { desk, token }: GuestAccess,
  nowMs: () => number,
): void {
  const wrong = createAllowance(WRONG_TOKENS_MAX, WRONG_TOKEN_EVERY_MS, nowMs);
  const membersOnly: MiddlewareHandler<{ Bindings: HttpBindings }> = async (context, next) => {
    const address = context.env.incoming.socket.remoteAddress ?? '';
    const wanted = token();
    context.header('cache-control', 'no-store');
    if (!wrong.has(address)) return context.json({ ok: false, why: 'Too many wrong tokens.', remedy: 'Wait.' }, 429);
    const given = /^Bearer ([0-9a-f]{64})$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    if (wanted !== undefined && isToken(given, wanted)) return next();
    wrong.spend(address);
    return context.json({ ok: false, why: 'This is for the community here.', remedy: 'Join it first.' }, 401);
  };
  app.get('/api/guests', membersOnly, (context) =>
    context.json({ ok: true, hasRadio: desk !== undefined, nowMs: nowMs(), heard: desk?.heard() ?? [] }),
  );
  app.post('/api/guests', membersOnly, bodyLimit({ maxSize: BODY_BYTES_MAX }), async (context) => {
    const given = v.safeParse(AnswerBody, await context.req.json().catch(() => null));
    if (!given.success) {
      return context.json({ ok: false, why: 'An answer has an id and a text.', remedy: 'See gateway/README.md.' }, 400);
    }
    const answered = desk?.answer(given.output.id, given.output.text);
    if (answered === undefined)
      return context.json({ ok: false, why: 'This gateway has no radio.', remedy: 'Answer at another one.' }, 409);
    return answered.ok ? context.json({ ok: true }) : context.json({ ok: false, ...answered.error }, 409);
  });
}
