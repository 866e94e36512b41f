// Looks for radios in the local network: asks once by multicast DNS, listens for a moment, tells.

import { createSocket } from 'node:dgram';
import {
  decodeAnswer,
  encodeQuestion,
  RADIO_SERVICE_NAME,
  radiosIn,
  type DnsRecord,
  type FoundRadio,
} from './mdns-packet.ts';

const GROUP = '224.0.0.251';
const PORT = 5353;
const LISTEN_MS = 2_000;
const RECORDS_MAX = 512;
const RADIOS_MAX = 64;

export type FindOptions = {
  readonly listenMs?: number;
  /** Where to ask; for tests. */
  readonly group?: string;
  readonly port?: number;
};

/**
 * Radios that answer within `listenMs`. A network that allows no multicast answers with none: then the
 * radio's address must be typed. Asks from a port of its own, so that answers come straight back and
 * a name server of the system is left in peace (RFC 6762 §6.7).
 */
export function findRadios({ listenMs = LISTEN_MS, group = GROUP, port = PORT }: FindOptions = {}): Promise<
  readonly FoundRadio[]
> {
  return new Promise((resolve) => {
    const records: DnsRecord[] = [];
    const socket = createSocket('udp4');
    let isDone = false;
    const finish = (): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      socket.close();
      resolve(radiosIn(records).slice(0, RADIOS_MAX));
    };
    const timer = setTimeout(finish, listenMs);
    socket.on('error', finish);
    socket.on('message', (bytes) => {
      if (records.length < RECORDS_MAX) records.push(...decodeAnswer(bytes));
    });
    socket.send(encodeQuestion(RADIO_SERVICE_NAME), port, group, (error) => {
      if (error) finish();
    });
  });
}
