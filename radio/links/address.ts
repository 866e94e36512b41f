// Addresses of radios as people write them: `tcp:192.168.4.1`, `tcp:radio.local:4403`,
// `tcp:[fe80::1%wlan0]:4403`, `serial:/dev/ttyUSB0`, `serial:COM3`.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { LinkProblem } from './byte-stream.ts';

/** The firmware listens here. */
export const RADIO_TCP_PORT = 4403;

export type Address =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string };

const bad = (words: string): Result<Address, LinkProblem> => err({ kind: 'bad-address', words });

/** `host`, `host:port` or `[host]:port`; a bare IPv6 address has more than one colon and no port. */
const HOST_AND_PORT = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]]+))(?::(?<port>\d+))?$/;
const BARE_IPV6 = /^[0-9a-fA-F:.]+(?:%[\w.-]+)?$/;

function tcpAddress(rest: string): Result<Address, LinkProblem> {
  if (rest.includes('::') && BARE_IPV6.test(rest)) return ok({ kind: 'tcp', host: rest, port: RADIO_TCP_PORT });
  const { bracketed, plain, port = String(RADIO_TCP_PORT) } = HOST_AND_PORT.exec(rest)?.groups ?? {};
  const host = bracketed ?? plain;
  if (!host || /[\s/]/.test(host))
    return bad(`"tcp:${rest}" names no host. Write tcp:HOST or tcp:HOST:PORT, as in tcp:192.168.4.1:4403.`);
  const portNumber = Number(port);
  if (portNumber < 1 || portNumber > 65535)
    return bad(`Port ${port} in "tcp:${rest}" is not between 1 and 65535. A radio listens on ${RADIO_TCP_PORT}.`);
  return ok({ kind: 'tcp', host, port: portNumber });
}

export function parseAddress(text: string): Result<Address, LinkProblem> {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(text.trim()) ?? [];
  if (scheme === 'tcp') return tcpAddress(rest);
  if (scheme === 'serial') {
    return rest === ''
      ? bad('"serial:" names no port. Write serial:/dev/ttyUSB0 (folkmoot radio list shows the ports).')
      : ok({ kind: 'serial', path: rest });
  }
  return bad(
    `"${text}" is no radio address. Write tcp:HOST, as in tcp:192.168.4.1, or serial:PORT, as in serial:/dev/ttyUSB0.`,
  );
}
