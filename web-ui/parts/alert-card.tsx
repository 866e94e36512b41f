// A warning to everybody: what, what to do, who says so, who sees it, too, and who has not been shown it.

import { For, onMount, Show, type JSX } from 'solid-js';
import { act } from '../node/window.ts';
import type { AlertPicture, MissingPicture } from '../views/now.ts';
import { say, sayCount, sayOf } from '../words/speak.ts';
import { Age, AgeAfterDot } from './age.tsx';
import { createAttempt, Refused } from './attempt.tsx';
import { nameOf } from './name.ts';
import { sayShown } from './shown.ts';

export function AlertCard(props: { readonly alert: AlertPicture }): JSX.Element {
  const attempt = createAttempt();
  const alert = () => props.alert;
  const titleId = () => `alert-${alert().id.slice(0, 12)}`;
  const sees = () => alert().confirmedBy.some(({ isSelf }) => isSelf);
  onMount(() =>
    sayShown(
      alert().id,
      alert().shownTo.some(({ isSelf }) => isSelf),
    ),
  );
  return (
    <article class="card card-alarm" aria-labelledby={titleId()} data-alert={alert().id}>
      <h2 id={titleId()}>
        {alert().drill ? `${say('sos-drill')}: ` : ''}
        {sayOf('alert-kind', alert().kind)}
      </h2>
      <Show when={alert().advice !== 'none'}>
        <p class="big">{sayOf('advice', alert().advice)}</p>
      </Show>
      <Show when={alert().text !== ''}>
        <p>“{alert().text}”</p>
      </Show>
      <p class="small">
        {say('alert-by', { name: nameOf(alert().author) })} · {sayOf('severity', alert().severity)}
        <AgeAfterDot atMs={alert().sinceMs} />
      </p>
      <p class="small">
        {say(alert().certified ? 'alert-certified' : alert().confirmed ? 'alert-confirmed' : 'alert-unconfirmed')}{' '}
        {sayCount('alert-seen', alert().confirmedBy.length)}
      </p>
      <Show when={alert().notShownTo.length > 0}>
        <details>
          <summary>{sayCount('alert-not-shown', alert().notShownTo.length)}</summary>
          <p class="small">{alert().notShownTo.map(nameOf).join(', ')}</p>
        </details>
      </Show>
      <Show when={alert().missing.length > 0}>
        <details open>
          <summary>
            {alert().drill ? `${say('sos-drill')}: ` : ''}
            {sayCount('alert-missing', alert().missing.length)}
          </summary>
          <ul class="small">
            <For each={alert().missing}>{(one) => <li>{missingWords(one)}</li>}</For>
          </ul>
        </details>
      </Show>
      <div class="row no-print">
        <Show when={!sees()}>
          <button
            disabled={attempt.busy()}
            onClick={() =>
              void attempt.run(act('emergency', 'confirm', { record: alert().id }), say('alert-said-seen'))
            }
          >
            {say('alert-see')}
          </button>
        </Show>
        <Show when={alert().rollCall}>
          <button
            disabled={attempt.busy()}
            onClick={() =>
              void attempt.run(
                act('emergency', 'answer-roll-call', { alert: alert().id, answer: 'safe' }),
                say('alert-said-safe'),
              )
            }
          >
            {say('alert-safe')}
          </button>
        </Show>
      </div>
      <Refused attempt={attempt} />
    </article>
  );
}

function missingWords({ person, needsHelp, seen }: MissingPicture): JSX.Element {
  return (
    <>
      {nameOf(person)} · {say(needsHelp ? 'alert-needs-help' : 'alert-unheard')}
      <Show when={seen} fallback={<> · {say('alert-never-seen')}</>}>
        {(last) => (
          <>
            {' · '}
            {say('alert-last-seen', { name: nameOf(last().by) })} <Age atMs={last().sinceMs} />
            {last().text === '' ? '' : ` “${last().text}”`}
          </>
        )}
      </Show>
    </>
  );
}
