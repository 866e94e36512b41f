// A share as a bar; the numbers always stand beside it in words.

import type { JSX } from 'solid-js';

export function Bar(props: { readonly label: string; readonly value: number; readonly max: number }): JSX.Element {
  const share = (): number => (props.max <= 0 ? 0 : Math.min(1, Math.max(0, props.value / props.max)));
  return (
    <svg class="bar" role="img" aria-label={props.label} viewBox="0 0 100 4" preserveAspectRatio="none">
      <rect x="0" y="0" height="4" width={100 * share()} />
    </svg>
  );
}
