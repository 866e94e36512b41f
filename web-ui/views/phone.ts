// What this phone holds, for those who want to compare it with another's.

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { DrawFacts } from './facts.ts';
import { ownWords, type OwnWordsPicture } from './own-words.ts';

export type PhonePicture = {
  readonly guard: 'wrapped' | 'plain';
  /** To be written on paper. */
  readonly recovery: string;
  readonly records: number;
  readonly voices: number;
  /** Things that came before what they name: they are read when that has come. */
  readonly waiting: number;
  /** Equal on two phones exactly if they agree on everything. */
  readonly stateHash: string;
  readonly ownWords: readonly OwnWordsPicture[];
};

export function phonePicture(node: FolkmootNode, { guard, device, nowMs }: DrawFacts): PhonePicture {
  return {
    guard,
    recovery: device.recovery,
    ...node.counts(),
    stateHash: node.stateHash(),
    ownWords: ownWords(node, nowMs),
  };
}
