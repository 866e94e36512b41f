// The way to this phone's own radio, with how it stands.

import { Show, type JSX } from 'solid-js';
import { picture } from '../node/window.ts';
import { say } from '../words/speak.ts';
import { Age } from './age.tsx';
import { go } from './place.ts';

export function OwnRadio(): JSX.Element {
  const radio = () => {
    const status = picture('status');
    return status?.stage === 'ready' && status.radio.at !== 'none' ? status.radio : undefined;
  };
  return (
    <section class="card no-print" aria-labelledby="own-radio">
      <h2 id="own-radio">{say('nav-radio')}</h2>
      <Show when={radio()} fallback={<p>{say('radio-own-what')}</p>}>
        {(own) => (
          <p>
            {say(`radio-at-${own().at}`)} · <Age atMs={own().sinceMs} />
          </p>
        )}
      </Show>
      <button onClick={() => go('radio')}>{radio() ? say('radio-own-open') : say('radio-connect')}</button>
    </section>
  );
}
