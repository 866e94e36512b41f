// Under which addresses the page is reached: this machine's own first, then those of the LAN.

import { networkInterfaces } from 'node:os';

const ALL = new Set(['0.0.0.0', '::']);
const OWN = new Set(['127.0.0.1', '::1', 'localhost']);

export function pageAddresses(host: string, port: number): readonly string[] {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  if (OWN.has(host)) return [`http://${bracketed}:${port}`];
  if (!ALL.has(host)) return [`http://${bracketed}:${port}`];
  const lan = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => `http://${address}:${port}`);
  return [`http://localhost:${port}`, ...lan];
}
