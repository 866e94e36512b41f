// One call for help: who, what, where, who has it, who is on it, and what I can do about it.

import { For, onMount, Show, type JSX } from 'solid-js';
import { act } from '../node/window.ts';
import type { SosPicture } from '../views/now.ts';
import { say, sayCount, sayNumber, sayOf } from '../words/speak.ts';
import { Age } from './age.tsx';
import { createAttempt, Refused } from './attempt.tsx';
import { DeliverySteps } from './delivery.tsx';
import { nameOf } from './name.ts';
import { sayShown } from './shown.ts';

const mapLink = (place: NonNullable<SosPicture['place']>): string =>
  `geo:${place.latDeg.toFixed(5)},${place.lonDeg.toFixed(5)}`;

export function SosCard(props: { readonly sos: SosPicture }): JSX.Element {
  const sos = () => props.sos;
  onMount(() => sayShown(sos().id, sos().isMine || sos().shownTo.some(({ isSelf }) => isSelf)));
  const titleId = () => `sos-${sos().id.slice(0, 12)}`;
  return (
    <article
      class="card"
      classList={{ 'card-alarm': sos().status !== 'over' }}
      aria-labelledby={titleId()}
      data-sos={sos().id}
    >
      <div class="row row-apart">
        <h2 id={titleId()}>
          {sos().drill ? `${say('sos-drill')}: ` : ''}
          {say('sos-by', { kind: sayOf('sos-kind', sos().kind), name: nameOf(sos().caller) })}
        </h2>
        <span class="tag" classList={{ 'tag-alarm': sos().status !== 'over' }}>
          {sayOf('sos-status', sos().status.replaceAll(' ', '-'))}
        </span>
      </div>
      <p>
        <span class="strong">{sayOf('severity', sos().severity)}</span> · <Age atMs={sos().sinceMs} />
        <Show when={sos().people > 0}> · {sayCount('sos-people', sos().people)}</Show>
        <Show when={sos().cannotMove}> · {say('sos-cannot-move')}</Show>
      </p>
      <For each={sos().words}>{(words) => <p>“{words}”</p>}</For>
      <Show when={sos().place}>
        {(place) => (
          <p>
            <a href={mapLink(place())}>
              {place().latDeg.toFixed(4)}, {place().lonDeg.toFixed(4)}
            </a>{' '}
            {say('sos-within', { n: place().withinMetres })}
          </p>
        )}
      </Show>
      <Show when={sos().callerIsGuest}>
        <p class="warn small">{say('sos-guest')}</p>
      </Show>
      <Show when={sos().delivery}>{(delivery) => <DeliverySteps delivery={delivery()} />}</Show>
      <Show when={!sos().isMine}>
        <p>{sayCount('sos-shown', sos().shownTo.length)}</p>
      </Show>
      <ul>
        <For each={sos().takers} fallback={<li class="strong">{say('sos-nobody')}</li>}>
          {(taker) => (
            <li class="strong">
              {say(taker.believed ? 'sos-taken-by' : 'sos-taken-unbelieved', { name: nameOf(taker.person) })}
              <Show when={taker.etaMinutes > 0}> · {say('sos-eta', { n: sayNumber(taker.etaMinutes) })}</Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={sos().status !== 'over'}>
        <p class="soft small">{sayOf('sos-reach', sos().reach.replaceAll(' ', '-'))}</p>
        <SosActs sos={sos()} />
      </Show>
    </article>
  );
}

function SosActs(props: { readonly sos: SosPicture }): JSX.Element {
  const attempt = createAttempt();
  const take = (step: 'take' | 'release' | 'done'): void =>
    void attempt.run(act('emergency', step, { sos: props.sos.id, etaMinutes: 0, text: '' }), say(`sos-said-${step}`));
  const cancel = (reason: 'safe-now' | 'false-alarm'): void =>
    void attempt.run(act('emergency', 'cancel', { sos: props.sos.id, reason, text: '' }), say('sos-said-over'));
  return (
    <>
      <div class="row no-print">
        <Show
          when={props.sos.isMine}
          fallback={
            <Show
              when={props.sos.iAmOnIt}
              fallback={
                <button class="main-act" disabled={attempt.busy()} onClick={() => take('take')}>
                  {say('sos-take')}
                </button>
              }
            >
              <button disabled={attempt.busy()} onClick={() => take('done')}>
                {say('sos-done')}
              </button>
              <button disabled={attempt.busy()} onClick={() => take('release')}>
                {say('sos-release')}
              </button>
            </Show>
          }
        >
          <button disabled={attempt.busy()} onClick={() => cancel('safe-now')}>
            {say('sos-safe')}
          </button>
          <button disabled={attempt.busy()} onClick={() => cancel('false-alarm')}>
            {say('sos-false')}
          </button>
        </Show>
      </div>
      <Refused attempt={attempt} />
    </>
  );
}
