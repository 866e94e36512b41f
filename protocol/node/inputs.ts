// What an argument of an act is where a person leaves it out: one rule for every form and command line.
//
// A text is empty, a list is empty, a "yes or no" is no, a choice is its first word (they are declared
// with the plainest first), a number is 0 where that may be said, and everything else is null.

import type { Input } from './module.ts';

export function absent(input: Input): unknown {
  if ('most' in input && input.is !== 'number' && input.most !== undefined) return [];
  switch (input.is) {
    case 'text':
      return '';
    case 'yes or no':
      return false;
    case 'choice':
      return input.of[0];
    case 'number':
      return input.least <= 0 ? 0 : null;
    case 'member':
    case 'record':
    case 'position':
      return null;
  }
}
