// One's ballot on a matter. Choosing an answer is not voting: the button below says what will be sent,
// and until it was sent the card says that nothing was.

import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { act } from '../node/window.ts';
import type { MatterPicture } from '../views/decide.ts';
import { RANKED_MAX } from '../views/terms.ts';
import { say } from '../words/speak.ts';
import { createAttempt, Refused } from './attempt.tsx';
import { Choice, Field } from './form.tsx';

type Answer = 'consent' | 'options' | 'stand aside' | 'block' | 'give up';

/** Consent has no options to pick from. */
const PICK_WORDS = {
  consent: 'pick-majority',
  majority: 'pick-majority',
  approval: 'pick-approval',
  ranked: 'pick-ranked',
} as const;

const saidWords = (matter: MatterPicture): string => {
  const said = matter.mySaid;
  if (said.says === 'nothing') return say('decide-not-voted');
  if (said.says !== 'options') return say('decide-voted', { says: say(`choice-${keyOf(said.says)}`) });
  const named = said.options.map((option) => matter.options[option] ?? '').join(', ');
  return say('decide-voted', { says: matter.method === 'consent' ? say('choice-consent') : named });
};

const keyOf = (says: 'give up' | 'stand aside' | 'block'): 'give-up' | 'stand-aside' | 'block' =>
  says === 'give up' ? 'give-up' : says === 'stand aside' ? 'stand-aside' : 'block';

export function BallotForm(props: { readonly matter: MatterPicture }): JSX.Element {
  const attempt = createAttempt();
  const [answer, setAnswer] = createSignal<Answer>();
  const [picked, setPicked] = createSignal<readonly number[]>([]);
  const [reason, setReason] = createSignal('');
  const matter = () => props.matter;
  const isConsent = () => matter().method === 'consent';

  const answers = () =>
    (isConsent() ? (['consent', 'stand aside', 'block', 'give up'] as const) : (['options', 'give up'] as const)).map(
      (value) => ({
        value: value,
        label: label(value),
        hint: say(`choice-${value === 'consent' || value === 'options' ? value : keyOf(value)}-hint`),
      }),
    );
  const label = (value: Answer): string =>
    say(value === 'consent' || value === 'options' ? `choice-${value}` : `choice-${keyOf(value)}`);

  const toggle = (option: number): void => {
    if (matter().method === 'majority') return void setPicked([option]);
    setPicked(picked().includes(option) ? picked().filter((one) => one !== option) : [...picked(), option]);
  };
  const isReady = (): boolean =>
    answer() === 'block'
      ? reason().trim() !== ''
      : answer() === 'options'
        ? picked().length > 0
        : answer() !== undefined;

  const submit = (event: Event): void => {
    event.preventDefault();
    const chosen = answer();
    if (chosen === undefined) return;
    const proposal = matter().id;
    const request =
      chosen === 'block'
        ? act('governance', 'block', { proposal, reason: reason().trim() })
        : act('governance', 'cast', {
            proposal,
            says: chosen === 'consent' ? { options: [0] } : chosen === 'options' ? { options: picked() } : chosen,
          });
    void attempt.run(request, say('decide-cast-done'));
  };

  const submitWords = (): string => {
    const chosen = answer();
    if (attempt.busy()) return say('working');
    return chosen === undefined ? say('decide-choose-first') : say('decide-cast', { says: label(chosen) });
  };

  const isFirst = () => matter().mySaid.says === 'nothing';
  const form = (): JSX.Element => (
    <form class="stack" onSubmit={submit}>
      <Choice
        legend={say('decide-your-answer')}
        name="answer"
        value={answer()}
        options={answers()}
        onValue={setAnswer}
      />
      <Switch>
        <Match when={answer() === 'block'}>
          <Field
            label={say('decide-reason')}
            hint={say('decide-reason-hint')}
            name="reason"
            kind="long"
            value={reason()}
            onValue={setReason}
            maxLength={130}
            required
          />
        </Match>
        <Match when={answer() === 'options'}>
          <fieldset class="stack">
            <legend>{say(PICK_WORDS[matter().method], { n: RANKED_MAX })}</legend>
            <For each={matter().options}>
              {(option, at) => (
                <label class="choice">
                  <input
                    type={matter().method === 'majority' ? 'radio' : 'checkbox'}
                    name={`pick-${matter().id}`}
                    checked={picked().includes(at())}
                    disabled={matter().method === 'ranked' && picked().length >= RANKED_MAX && !picked().includes(at())}
                    onChange={() => toggle(at())}
                  />
                  <span>
                    {option}
                    <Show when={matter().method === 'ranked' && picked().includes(at())}>
                      <small>{say('pick-place', { n: picked().indexOf(at()) + 1 })}</small>
                    </Show>
                  </span>
                </label>
              )}
            </For>
          </fieldset>
        </Match>
      </Switch>
      <button class="main-act wide" type="submit" disabled={attempt.busy() || !isReady()}>
        {submitWords()}
      </button>
      <Refused attempt={attempt} />
    </form>
  );

  return (
    <>
      <p class="note" data-said={matter().mySaid.says}>
        {saidWords(matter())}
      </p>
      <Show
        when={isFirst()}
        fallback={
          <details>
            <summary>{say('decide-change')}</summary>
            {form()}
          </details>
        }
      >
        <p class="warn">{say('decide-public')}</p>
        {form()}
      </Show>
    </>
  );
}
