// Names of a world as records take them: short, and never half a character.

import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { COMMUNITY_NAME_BYTES_MAX } from '#protocol/wire/genesis.ts';
import { ADMISSION_NAME_BYTES_MAX } from '#modules/roster/records.ts';

const COMMUNITY_UNITS = 20;
const PERSON_UNITS = 13;

/** The beginning of a name, of at most so many UTF-16 units and so many bytes of UTF-8. */
function shortName(name: string, unitsMost: number, bytesMost: number): string {
  let short = '';
  for (const character of name) {
    const longer = short + character;
    if (longer.length > unitsMost || toUtf8(longer).length > bytesMost) break;
    short = longer;
  }
  return short;
}

/** Of a community, in its genesis. */
export const communityName = (name: string): string => shortName(name, COMMUNITY_UNITS, COMMUNITY_NAME_BYTES_MAX);

/** Of a person, in an admission. */
export const personName = (name: string): string => shortName(name, PERSON_UNITS, ADMISSION_NAME_BYTES_MAX);
