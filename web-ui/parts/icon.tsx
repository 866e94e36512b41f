// Pictures beside words, never instead of them: hidden from screen readers.

import type { JSX } from 'solid-js';

const PATHS = {
  now: 'M12 4v8l5 3M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M17.500 14.500c2.300.600 3.700 2.500 4 5.500',
  decide: 'M4 12l5 5L20 6',
  trade: 'M4 8h14l-4-4M20 16H6l4 4',
  air: 'M12 13v8M8.500 9.500a5 5 0 0 1 7 0M5.500 6.500a9 9 0 0 1 13 0M12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2',
  queued: 'M12 7v5l3 2M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0',
  handed: 'M4 12h14M13 7l5 5-5 5',
  'on-air': 'M12 14v7M9 10a4 4 0 0 1 6 0M6 7a8.500 8.500 0 0 1 12 0',
  relayed: 'M5 12a4 4 0 1 0 0-.1M15 6a9 9 0 0 1 0 12M18 3a13 13 0 0 1 0 18',
  refused: 'M6 6l12 12M18 6L6 18',
  shown: 'M2 12s4-6 10-6 10 6 10 6-4 6-10 6-10-6-10-6M12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5',
  taken: 'M4 13l4 4L15 8M12 16l2 2L21 8',
  up: 'M12 12m-7 0a7 7 0 1 0 14 0 7 7 0 1 0-14 0',
  down: 'M12 4l9 16H3z',
} as const;
export type IconName = keyof typeof PATHS;

export function Icon(props: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
