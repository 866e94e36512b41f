/** Makes a folder with all that it lies in. */

import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Step by step: Node's own `recursive` never returns where the kernel refuses a new name, as below /proc. */
export function makeFolderWithin(path: string, mode?: number): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolderWithin(dirname(path), mode);
  mkdirSync(path, { mode });
}
