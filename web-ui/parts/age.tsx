// How old a thing is, kept current by the window's clock.

import type { JSX } from 'solid-js';
import { sayWhen } from '../words/speak.ts';
import { nowMs } from './clock.ts';

export function Age(props: { readonly atMs: number }): JSX.Element {
  return <time datetime={new Date(props.atMs).toISOString()}>{sayWhen(props.atMs, nowMs())}</time>;
}
