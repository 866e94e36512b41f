/** Commands of a module that are more than an act or a query: they read or write files. By module. */

import type { CommandEntry } from './command.ts';

/** Words that people would try for an act, by `module act`. */
export const ALIASES: Readonly<{ [act: string]: string }> = {
  'emergency call': 'sos',
  'governance cast': 'ballot',
};

export const MORE_COMMANDS: Readonly<{ [module: string]: readonly CommandEntry[] }> = {
  emergency: [
    {
      name: 'cap-export',
      summary: 'a warning as a CAP 1.2 file, for authorities and stations',
      load: async () => (await import('./emergency-cap.ts')).capExport,
    },
    {
      name: 'cap-import',
      summary: 'read the CAP 1.2 file of an authority, and warn of it in your own name',
      load: async () => (await import('./emergency-cap.ts')).capImport,
    },
  ],
  governance: [
    {
      name: 'certificate',
      summary: 'the proof of a decision for strangers: a file, QR codes, a page to print',
      load: () => import('./governance-certificate.ts'),
    },
  ],
};
