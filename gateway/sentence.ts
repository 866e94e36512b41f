// What went wrong, for the person who started the gateway: what, where, what to do; and an exit code.
//
// Exit codes follow sysexits.h, so that a service manager can tell "try again" from "call someone".

export const EXIT = {
  /** A wrong word on the command line. */
  usage: 64,
  /** Files that are damaged or of another version. */
  damaged: 65,
  /** A radio or peer address that nobody answers. */
  unreachable: 68,
  /** A port in use, a second gateway: something else has what we need. */
  busy: 69,
  /** An error of our own. */
  broken: 70,
  /** A folder or file that may not be written. */
  cannotWrite: 73,
  /** The radio refused what was asked of it, or did not keep it. */
  notTaken: 76,
  /** A passphrase is missing or wrong. */
  noKey: 77,
} as const;

/** Thrown by the parts of the gateway while it starts; main prints it and ends with `exitCode`. */
export class Sentence extends Error {
  readonly exitCode: number;

  /** `what` says what and where, `todo` what to do about it. */
  constructor(exitCode: number, what: string, todo: string) {
    super(`${what}\n${todo}`);
    this.name = 'Sentence';
    this.exitCode = exitCode;
  }
}

/** The code that Node.js gives its system errors, such as EACCES; undefined for other errors. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
