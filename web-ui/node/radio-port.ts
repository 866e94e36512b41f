// What the radio screen asks of the node's worker.

import type { RadioAbout } from './radio-pump.ts';

export type RadioRequest =
  /** Reads the radio and shows what a profile would change. Empty texts leave as it is. */
  | {
      readonly do: 'plan';
      readonly profile: string;
      readonly region: string;
      readonly longName: string;
      readonly shortName: string;
    }
  /** The same for the settings from before our first change. */
  | { readonly do: 'plan-back' }
  /** Writes what was planned, after a person has seen it. */
  | { readonly do: 'write' }
  /** Puts the plan away. */
  | { readonly do: 'leave' }
  /** Disconnects, and stays so. */
  | { readonly do: 'let-go' };

/** Comes with a MessagePort to the window's pump. */
export type RadioPlugged = { readonly kind: 'radio'; readonly port: MessagePort; readonly about: RadioAbout };
