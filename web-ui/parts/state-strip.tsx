// How this phone stands, always in sight: a shape, words and an age, never colour alone.

import { Show, type JSX } from 'solid-js';
import { picture } from '../node/window.ts';
import { say } from '../words/speak.ts';
import { Age } from './age.tsx';

const SHAPES = { up: '●', trying: '◌', down: '▲' } as const;

export function StateStrip(): JSX.Element {
  const wayOut = () => {
    const status = picture('status');
    return status?.stage === 'ready' ? status.wayOut : undefined;
  };
  return (
    <Show when={wayOut()}>
      {(way) => (
        <>
          <span aria-hidden="true">{SHAPES[way().at]}</span> {say(`way-${way().at}`)} · <Age atMs={way().sinceMs} />
        </>
      )}
    </Show>
  );
}
