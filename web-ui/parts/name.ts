// How a person is called on screen: the name and the house, because first names repeat.

import { COMMONS } from '#modules/economy/books.ts';
import type { PersonPicture } from '../views/person.ts';
import { say } from '../words/speak.ts';

export function nameOf(person: PersonPicture): string {
  if (person.id === COMMONS) return say('trade-commons');
  if (person.isSelf && person.name === '') return say('person-me');
  const name = person.isSelf ? say('person-self', { name: person.name }) : person.name;
  return person.household > 0 ? say('person-house', { name, house: String(person.household) }) : name;
}
