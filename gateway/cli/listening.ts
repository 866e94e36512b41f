/** What to say when radios cannot be served on the ports and the address that were asked for. */

import { EXIT, Sentence, systemCode } from '../sentence.ts';

/** Undefined where it is no such error. */
export function listenSentence(error: unknown, host: string, port: number, count: number): Sentence | undefined {
  switch (systemCode(error)) {
    case 'EADDRINUSE': {
      const ports = count === 1 ? `Port ${port}` : `A port from ${port} to ${port + count - 1}`;
      const todo = 'Stop what uses it, or give another --port (0 takes any that are free).';
      return new Sentence(EXIT.busy, `${ports} of ${host} is in use already.`, todo);
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Sentence(EXIT.usage, `This machine has no address ${host}.`, 'Use 127.0.0.1 or 0.0.0.0.');
    case 'EACCES':
      return new Sentence(EXIT.cannotWrite, `Port ${port} may not be used (EACCES).`, 'Choose one above 1023.');
    default:
      return undefined;
  }
}
