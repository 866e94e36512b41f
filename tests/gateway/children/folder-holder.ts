// Takes a data folder and keeps it until its parent kills it.

import { openDataFolder } from '#gateway/store/data-folder.ts';

openDataFolder(process.argv[2]!);
process.stdout.write('locked');
setInterval(() => undefined, 1000);
