// How a node makes frames and reads them: by its own work, unless its surroundings know the answers already.

import { decodeSync } from '../sync/summary.ts';
import { openFrame, sealFrame } from '../wire/frame.ts';

export type Frames = {
  readonly seal: typeof sealFrame;
  readonly open: typeof openFrame;
  readonly readSync: typeof decodeSync;
};

export const framesHere: Frames = { seal: sealFrame, open: openFrame, readSync: decodeSync };
