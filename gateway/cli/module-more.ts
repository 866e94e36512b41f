/** Commands of a module that are more than an act or a query: they read or write files. By module. */

import type { CommandEntry } from './command.ts';

export const MORE_COMMANDS: Readonly<{ [module: string]: readonly CommandEntry[] }> = {
  governance: [
    {
      name: 'certificate',
      summary: 'the proof of a decision for strangers: a file, QR codes, a page to print',
      load: () => import('./governance-certificate.ts'),
    },
  ],
};
