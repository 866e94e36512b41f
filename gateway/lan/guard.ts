// Who may talk to a gateway's server: the rules that need nothing but a request's head.
//
// A page of some other site must neither read from nor write to a box in somebody's home. DNS rebinding
// makes such a site look like ours by name, so only names are answered that no stranger can register:
// this machine's, `.local`, and bare addresses.

import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Sent with every answer. The page's own policy (web-ui/index.html) is as strict; both hold. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self' ws: wss: http: https:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** `example.local:8440` without its port; brackets of IPv6 taken off. */
function nameOf(host: string): string {
  const bracketed = /^\[([0-9a-fA-F:.]+)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase().replace(/\.$/, '');
}

export function isOurHost(host: string | undefined): boolean {
  if (host === undefined || host.length > 255) return false;
  const name = nameOf(host);
  return name === 'localhost' || name.endsWith('.local') || isIP(name) !== 0 || name === hostname().toLowerCase();
}

/** A page may open a link only to the server that it came from; programs send no origin. */
export function isOurOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** Compares in time that does not depend on where the difference is. */
export function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** So many tries at once, and one more each `refillMs`, for each address; quiet addresses are forgotten. */
export function createAllowance(burst: number, refillMs: number, nowMs: () => number) {
  const ADDRESSES_MAX = 4096;
  const spent = new Map<string, { tries: number; atMs: number }>();
  const current = (address: string): number => {
    const one = spent.get(address);
    return one === undefined ? 0 : Math.max(0, one.tries - (nowMs() - one.atMs) / refillMs);
  };
  return {
    has: (address: string): boolean => current(address) < burst,
    spend(address: string): void {
      const tries = current(address) + 1;
      spent.delete(address);
      if (spent.size >= ADDRESSES_MAX) spent.delete(spent.keys().next().value!);
      spent.set(address, { tries, atMs: nowMs() });
    },
  };
}
