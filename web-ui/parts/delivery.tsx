// The steps of a delivery, each in words and with its age. The shape beside the words says nothing new.

import { For, Show, type JSX } from 'solid-js';
import type { DeliveryPicture } from '../views/delivery.ts';
import { say, sayOurs } from '../words/speak.ts';
import { Age } from './age.tsx';
import { Icon } from './icon.tsx';

type Step = DeliveryPicture['steps'][number];

const wordsOf = (step: Step): string =>
  say(`delivery-${step.step}`, { n: step.n ?? 0, of: step.of ?? 0, by: step.by ?? '' });

export function DeliverySteps(props: { readonly delivery: DeliveryPicture }): JSX.Element {
  const last = (): number => props.delivery.steps.length - 1;
  return (
    <ol class="delivery" aria-label={say('delivery-title')}>
      <For each={props.delivery.steps} fallback={<li data-at="now">{say('delivery-unknown')}</li>}>
        {(step, at) => (
          <li data-step={step.step} data-at={at() === last() ? 'now' : 'before'}>
            <Icon name={step.step} />
            <span>
              {wordsOf(step)}
              <Show when={step.sinceMs !== undefined}>
                <span>
                  {' · '}
                  <Age atMs={step.sinceMs!} />
                </span>
              </Show>
              <Show when={step.why}>
                {(why) => (
                  <span>
                    {' · '}
                    {sayOurs(why())}
                  </span>
                )}
              </Show>
            </span>
          </li>
        )}
      </For>
    </ol>
  );
}
