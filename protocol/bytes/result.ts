// What a function answers when the other side may have erred.
//
// Blame is in the type: they erred -> a Result; the world erred -> an event; we erred -> `assert`,
// the only throw in the core. Callers test `kind`, never wording.

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E> = { readonly ok: false; readonly error: E };
export type Result<T, E = Malformed> = Ok<T> | Err<E>;

/** Bytes that are not what their format says: where, in which field, and why, in words for people. */
export type Malformed = {
  readonly kind: 'malformed';
  readonly atByte: number;
  readonly field: string;
  readonly why: string;
};

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <E>(error: E): Err<E> => ({ ok: false, error });
export const malformed = (atByte: number, field: string, why: string): Err<Malformed> =>
  err({ kind: 'malformed', atByte, field, why });

/** Stops the process: a promise of our own code is broken, so nothing after it can be trusted. */
export function assert(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new Error(`broken promise in our own code: ${promise}`);
}

/** For the default branch of an exhaustive switch. */
export function never(value: never): never {
  throw new Error(`broken promise in our own code: no case for ${JSON.stringify(value)}`);
}
