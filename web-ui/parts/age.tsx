// How old a thing is, kept current by the window's clock.

import { Show, type JSX } from 'solid-js';
import { sayWhen } from '../words/speak.ts';
import { nowMs } from './clock.ts';

export function Age(props: { readonly atMs: number }): JSX.Element {
  return <time datetime={new Date(props.atMs).toISOString()}>{sayWhen(props.atMs, nowMs())}</time>;
}

/** Behind the other words of a line, after a dot; nothing where the time is not known. */
export function AgeAfterDot(props: { readonly atMs: number | undefined; readonly words?: string }): JSX.Element {
  return (
    <Show when={props.atMs}>
      {(atMs) => (
        <>
          {props.words === undefined ? ' · ' : ` · ${props.words} `}
          <Age atMs={atMs()} />
        </>
      )}
    </Show>
  );
}
