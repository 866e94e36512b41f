// Which gateways are let in: those named with --peer, and those in the file peers.txt of the data folder.

import { existsSync, readFileSync } from 'node:fs';
import { err, ok, type Result } from '#protocol/bytes/result.ts';

export type Peer = { readonly url: string; readonly fingerprint: string };

const FINGERPRINT = /^[0-9a-f]{32}$/;

/** `ws://host:port#fingerprint`; spaces and colons in the fingerprint are for eyes only. */
export function parsePeer(text: string): Result<Peer, string> {
  const [address = '', mark = ''] = text.split('#');
  const fingerprint = mark.replaceAll(/[\s:-]/g, '').toLowerCase();
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return err(`"${text}" is no address of a gateway.`);
  }
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') return err(`"${text}" does not begin with ws:// or wss://.`);
  if (!FINGERPRINT.test(fingerprint))
    return err(`"${text}" lacks the other gateway's fingerprint (32 hex digits after #).`);
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/federation';
  return ok({ url: url.href, fingerprint });
}

/** One fingerprint a line, then anything for people; `#` begins a remark. Read anew each time that it matters. */
export function readTrusted(file: string): ReadonlySet<string> {
  if (!existsSync(file)) return new Set();
  const lines = readFileSync(file, 'utf8').split('\n');
  const first = lines.map((line) => line.replace(/#.*/, '').trim().split(/\s+/)[0]!.replaceAll(':', '').toLowerCase());
  return new Set(first.filter((word) => FINGERPRINT.test(word)));
}
