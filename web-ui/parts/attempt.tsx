// Doing something: busy while it runs, and if it is refused, why and what would make it possible.

import { createSignal, Show, type Accessor, type JSX } from 'solid-js';
import type { Refusal } from '#protocol/node/module.ts';
import type { Outcome, Request } from '../node/port.ts';
import { ask } from '../node/window.ts';
import { say, sayOurs } from '../words/speak.ts';
import { announce } from './announce.tsx';

export type Attempt = {
  readonly busy: Accessor<boolean>;
  readonly refusal: Accessor<Refusal | undefined>;
  /** Runs the request; answers whether it was done. A second tap while it runs does nothing. */
  readonly run: (request: Request, done?: string) => Promise<Outcome | undefined>;
};

export function createAttempt(): Attempt {
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal>();
  return {
    busy,
    refusal,
    async run(request, done) {
      if (busy()) return undefined;
      setBusy(true);
      setRefusal(undefined);
      const outcome = await ask(request);
      setBusy(false);
      if (!outcome.ok) setRefusal(outcome.refusal);
      else if (done !== undefined) announce(done);
      return outcome;
    },
  };
}

/** Stands right below the button that was pressed, and is read out at once. */
export function Refused(props: {
  readonly attempt: Attempt;
  /** What was wrong before anything was asked. */
  readonly wrong?: string;
}): JSX.Element {
  return (
    <div role="alert">
      <Show when={props.wrong}>
        <p class="refused">{props.wrong}</p>
      </Show>
      <Show when={props.attempt.refusal()}>
        {(refusal) => (
          <div class="refused">
            <p class="strong">{say('refused-title')}</p>
            <p>{sayOurs(refusal().why)}</p>
            <p>
              <span class="strong">{say('refused-remedy')}</span> {sayOurs(refusal().remedy)}
            </p>
          </div>
        )}
      </Show>
    </div>
  );
}
