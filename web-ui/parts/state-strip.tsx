// How this phone stands, always in sight: a shape, words and an age, never colour alone.

import { Show, type JSX } from 'solid-js';
import { picture } from '../node/window.ts';
import { say } from '../words/speak.ts';
import { Age } from './age.tsx';

const SHAPES = { up: '●', trying: '◌', down: '▲' } as const;
const RADIO_SHAPES = { none: '', opening: '◌', ready: '◆', lost: '△' } as const;

export function StateStrip(): JSX.Element {
  const wayOut = () => {
    const status = picture('status');
    return status?.stage === 'ready' ? status.wayOut : undefined;
  };
  const radio = () => {
    const status = picture('status');
    return status?.stage === 'ready' && status.radio.at !== 'none' ? status.radio : undefined;
  };
  // A phone with a radio of its own is not cut off where no gateway is.
  const isWayShown = () => radio()?.at !== 'ready' || wayOut()?.at === 'up';
  return (
    <>
      <Show when={radio()}>
        {(own) => (
          <>
            <span aria-hidden="true">{RADIO_SHAPES[own().at]}</span> {say(`radio-at-${own().at}`)} ·{' '}
            <Age atMs={own().sinceMs} />{' '}
          </>
        )}
      </Show>
      <Show when={isWayShown() && wayOut()}>
        {(way) => (
          <>
            <span aria-hidden="true">{SHAPES[way().at]}</span> {say(`way-${way().at}`)} · <Age atMs={way().sinceMs} />
          </>
        )}
      </Show>
    </>
  );
}
