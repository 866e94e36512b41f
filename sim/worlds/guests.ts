// Radios that stand beside those of a world file, for whoever joins it from outside: a real gateway, a phone.
//
// A guest stands within the walls of the radio that it is named after: in a world of places some metres off, in a
// world of links with that radio's own links and a strong one to it. It begins switched off, as a seat for a
// virtual radio does (air-port.ts).

import { assert } from '#protocol/bytes/result.ts';
import type { GivenLink } from '../ether/links.ts';
import type { NodeSpec } from '../mesh-types.ts';
import type { WorldFile } from './format.ts';

/** Loss across a room or two: far above what any preset needs. */
const INDOORS_LOSS_DB = 90;
/** Guests of one radio stand in a row, so that no two are at one point. */
const APART_M = 8;

export type Guests = {
  readonly radios: readonly NodeSpec[];
  readonly links: readonly GivenLink[];
  /** For each guest the radio that it stands beside, by number: what cuts the one off cuts off the other. */
  readonly beside: readonly number[];
};

/** One guest for each name of a radio of this world; the same name may come twice. */
export function guestsBeside(file: WorldFile, beside: readonly string[]): Guests {
  const count = file.radios.length;
  const hosts = beside.map((name) => {
    const index = file.radios.findIndex((radio) => radio.name === name);
    assert(index >= 0, `a radio is called ${name}`);
    return index;
  });
  const radios = hosts.map((host, i): NodeSpec => {
    const { x, y, heightM } = file.radios[host]!;
    if (x === undefined || y === undefined) return { off: true };
    return { off: true, place: { xM: x + APART_M * (i + 1), yM: y, ...(heightM !== undefined && { heightM }) } };
  });
  if (!file.links) return { radios, links: [], beside: hosts };

  const links: GivenLink[] = [];
  const join = (from: number, to: number, lossDb: number, extraLoss?: number): void =>
    void links.push({ from, to, lossDb, ...(extraLoss !== undefined && { extraLoss }) });
  const indexOf = new Map(file.radios.map(({ name }, i) => [name, i]));
  hosts.forEach((host, i) => {
    const guest = count + i;
    join(guest, host, INDOORS_LOSS_DB);
    join(host, guest, INDOORS_LOSS_DB);
    for (const { between, lossDb, extraLoss, oneWay } of file.links ?? []) {
      const [from, to] = [indexOf.get(between[0])!, indexOf.get(between[1])!];
      if (from === host) join(guest, to, lossDb, extraLoss);
      if (to === host) join(from, guest, lossDb, extraLoss);
      if (oneWay) continue;
      if (from === host) join(to, guest, lossDb, extraLoss);
      if (to === host) join(guest, from, lossDb, extraLoss);
    }
    hosts.forEach((other, j) => {
      if (j === i) return;
      if (other === host) join(guest, count + j, INDOORS_LOSS_DB);
      const between = file.links?.find(({ between: [from, to], oneWay }) => {
        const [a, b] = [indexOf.get(from)!, indexOf.get(to)!];
        return (a === host && b === other) || (!oneWay && a === other && b === host);
      });
      if (between) join(guest, count + j, between.lossDb, between.extraLoss);
    });
  });
  return { radios, links, beside: hosts };
}
