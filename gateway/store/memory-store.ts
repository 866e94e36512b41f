// A store that forgets with the process: for simulated neighbours, and the plain twin of the contract.

import type { Stored } from '#protocol/node/event.ts';
import type { StorePort } from '#protocol/node/ports.ts';

export function createMemoryStore(): StorePort {
  const held = new Map<string, Uint8Array>();
  return {
    loadAll: async () => [...held].map(([key, bytes]): Stored => ({ key, bytes: bytes.slice() })),
    append: async ({ key, bytes }) => {
      held.set(key, bytes.slice());
    },
  };
}
