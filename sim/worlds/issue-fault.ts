// What a schema found wrong, in the words of people who write world files.

import * as v from 'valibot';
import type { WorldFault } from './format.ts';

export function issueFault(issue: v.BaseIssue<unknown>): WorldFault {
  const where = v.getDotPath(issue) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return { where, what: 'this word is not known here; see sim/worlds/README.md for those that are' };
  }
  const wanted = issue.message.startsWith('Invalid') ? `expected ${issue.expected ?? 'something else'}` : issue.message;
  return { where, what: `${issue.received === 'undefined' ? 'missing: ' : ''}${wanted}` };
}
