// How large a world may be that is played: every device keeps what is known of every member.
//
// A settled town was measured at 9 kB for each member on each device; a table, where more is said, at no less. A world
// beyond the memory of a machine would not end in clear words but in the engine's own.

import type { WorldFault, WorldFile } from './format.ts';

/** Members times devices: about 2.2 GiB, of the 4 GiB that Node.js takes where there are as many. */
export const KNOWN_MAX = 250_000;

const sizeOf = (count: number): string => `${count} people with ${Math.floor(KNOWN_MAX / count) - count} sites`;

export function tooLarge({ people, radios, devices }: WorldFile): WorldFault | undefined {
  const held = new Set(people.map(({ holds }) => holds));
  const sites = radios.filter(({ name, site }) => site !== false && !held.has(name)).length;
  const isShared = devices === 'one a site';
  const known = people.length * (isShared ? sites : people.length + sites);
  if (known <= KNOWN_MAX) return undefined;
  const what = isShared
    ? `${people.length} people on ${sites} devices, each of which keeps all people, are ${known}: at most ${KNOWN_MAX}`
    : `${people.length} people with ${people.length} phones and ${sites} sites, each of which keeps all people, ` +
      `are ${known}: at most ${KNOWN_MAX}, such as ${sizeOf(400)} or ${sizeOf(300)}`;
  return { where: 'people', what: `${what}; radios with "site": false keep nobody` };
}
