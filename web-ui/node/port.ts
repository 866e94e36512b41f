// What the window and the node's worker say to each other.
//
// The window never holds the node: it asks for pictures (plain data made by views/*) and sends acts.
// Every message is structured-clone data, so the same port works over a worker or in one thread.

import type { Act, Refusal } from '#protocol/node/module.ts';
import type { Pictures, ViewName } from '../views/pictures.ts';
import type { RadioPlugged, RadioRequest } from './radio-port.ts';

/** What an attempt gave: nothing more to say, or why not and what would make it possible. */
export type Outcome =
  | { readonly ok: true; readonly records: readonly string[]; readonly text?: string }
  | { readonly ok: false; readonly refusal: Refusal };

export type Request =
  | { readonly kind: 'found'; readonly community: string; readonly name: string; readonly household: number }
  | { readonly kind: 'join'; readonly invite: string; readonly name: string; readonly household: number }
  | { readonly kind: 'act'; readonly act: Act }
  /** A member lets a person in by the text that the person's phone shows. */
  | { readonly kind: 'admit'; readonly text: string }
  /** The text of an invitation to this community; whoever has it can read its air. */
  | { readonly kind: 'invite' }
  | { readonly kind: 'radio'; readonly request: RadioRequest }
  /** Runs the node in this tab, whatever other tab has it. */
  | { readonly kind: 'take-over' }
  /** Erases key and records from this phone. */
  | { readonly kind: 'forget' };

export type ToNode =
  /** First of all: where the gateway's link is. */
  | { readonly kind: 'open'; readonly linkUrl: string; readonly tab: string }
  /** Which pictures are on screen now; `status` always is. */
  | { readonly kind: 'watch'; readonly views: readonly ViewName[] }
  | { readonly kind: 'request'; readonly call: number; readonly request: Request }
  | RadioPlugged;

export type FromNode =
  | { [V in ViewName]: { readonly kind: 'picture'; readonly view: V; readonly picture: Pictures[V] } }[ViewName]
  | { readonly kind: 'answer'; readonly call: number; readonly outcome: Outcome }
  /** The node cannot run at all here; the words say what to do. */
  | { readonly kind: 'broken'; readonly why: string };
