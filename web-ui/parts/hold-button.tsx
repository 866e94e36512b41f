// The SOS button: hold it three seconds, or tap it and confirm. What happens is decided in views/hold.ts.
//
// `touch-action: none` and the pointer's capture keep a trembling finger's press; a naive button loses
// it after 25 px, because the browser takes it for a scroll.

import { createEffect, createSignal, Match, onCleanup, Switch, type JSX } from 'solid-js';
import { held, HOLD_MS, IDLE, secondsLeft, step, type Hold, type HoldEvent } from '../views/hold.ts';
import { say } from '../words/speak.ts';
import { alarm } from './announce.tsx';

const FRAME_MS = 100;

export type HoldButtonProps = {
  readonly label: string;
  /** Called once, when the cancel window has run out or the person said "now". */
  readonly onSend: () => void;
};

export function HoldButton(props: HoldButtonProps): JSX.Element {
  const [hold, setHold] = createSignal<Hold>(IDLE);
  const [nowMs, setNowMs] = createSignal(Date.now());
  let confirmButton: HTMLButtonElement | undefined;
  let cancelButton: HTMLButtonElement | undefined;
  let startButton: HTMLButtonElement | undefined;

  const tell = (kind: HoldEvent['kind']): void => {
    setNowMs(Date.now());
    const before = hold();
    const after = step(before, { kind }, Date.now());
    if (after === before) return;
    setHold(after);
    if (after.at === 'armed' && before.at !== 'armed') {
      navigator.vibrate?.(400);
      alarm(say('sos-armed', { n: secondsLeft(after, Date.now()) }));
    }
    if (after.at === 'idle' && before.at !== 'holding') alarm(say('sos-cancelled'));
    if (after.at !== 'sending') return;
    setHold(IDLE);
    props.onSend();
  };

  const timer = setInterval(() => {
    if (hold().at === 'holding' || hold().at === 'armed') tell('tick');
  }, FRAME_MS);
  onCleanup(() => clearInterval(timer));

  // The thing to press next has the focus, and on taking it back the first button has it again.
  createEffect<Hold['at']>((before) => {
    const at = hold().at;
    if (at === 'confirming') confirmButton?.focus();
    if (at === 'armed') cancelButton?.focus();
    if (at === 'idle' && (before === 'armed' || before === 'confirming')) startButton?.focus();
    return at;
  }, 'idle');

  const press = (event: PointerEvent & { readonly currentTarget: HTMLButtonElement }): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    tell('press');
  };

  return (
    <div class="stack">
      <Switch>
        <Match when={hold().at === 'idle' || hold().at === 'holding'}>
          <button
            ref={(element) => (startButton = element)}
            type="button"
            class="sos-open hold"
            aria-describedby="sos-how"
            onPointerDown={press}
            onPointerUp={() => tell('release')}
            onPointerCancel={() => tell('release')}
            onContextMenu={(event) => event.preventDefault()}
            onClick={() => tell('click')}
          >
            {hold().at === 'holding' ? say('sos-holding', { n: secondsLeft(hold(), nowMs()) }) : props.label}
            <svg class="bar hold-fill" aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none">
              <rect class="bar-against" x="0" y="0" height="4" width={100 * held(hold(), nowMs())} />
            </svg>
          </button>
          <p id="sos-how" class="soft">
            {say('sos-how', { n: HOLD_MS / 1000 })}
          </p>
        </Match>
        <Match when={hold().at === 'confirming'}>
          <div class="card card-alarm" role="group" aria-labelledby="sos-sure">
            <h2 id="sos-sure">{say('sos-sure')}</h2>
            <button
              ref={(element) => (confirmButton = element)}
              type="button"
              class="sos-open"
              onClick={() => tell('confirm')}
            >
              {say('sos-confirm')}
            </button>
            <button type="button" class="wide" onClick={() => tell('cancel')}>
              {say('cancel')}
            </button>
          </div>
        </Match>
        <Match when={hold().at === 'armed'}>
          <div class="card card-alarm" role="group" aria-labelledby="sos-going">
            <h2 id="sos-going">{say('sos-going')}</h2>
            <p class="count" aria-hidden="true">
              {secondsLeft(hold(), nowMs())}
            </p>
            <button
              ref={(element) => (cancelButton = element)}
              type="button"
              class="wide sos-size"
              onClick={() => tell('cancel')}
            >
              {say('sos-take-back')}
            </button>
            <button type="button" class="grave wide" onClick={() => tell('send-now')}>
              {say('sos-now')}
            </button>
          </div>
        </Match>
      </Switch>
    </div>
  );
}
