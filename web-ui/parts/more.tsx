// A way to a screen that has no place among the five: it stands where people look for what it shows.

import type { JSX } from 'solid-js';
import { say } from '../words/speak.ts';
import { go } from './place.ts';

export function More(props: { readonly to: 'shares' | 'powers' | 'keys' }): JSX.Element {
  return (
    <button class="wide no-print" onClick={() => go(props.to)}>
      {say(`nav-${props.to}`)}
    </button>
  );
}
