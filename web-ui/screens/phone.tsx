// This phone: whose key it holds and how well it is guarded, how it looks and speaks, and how to erase it.

import { createSignal, For, Show, type JSX } from 'solid-js';
import { act, picture } from '../node/window.ts';
import { Age } from '../parts/age.tsx';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { Choice } from '../parts/form.tsx';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { setTheme, theme, THEMES } from '../parts/settings.ts';
import { say, sayNumber, sayOf } from '../words/speak.ts';

export function PhoneScreen(): JSX.Element {
  const ready = () => {
    const status = picture('status');
    return status?.stage === 'ready' ? status : undefined;
  };
  const phone = () => picture('phone');
  return (
    <>
      <h1>{say('phone-title')}</h1>
      <div class="columns">
        <section class="card" aria-labelledby="phone-key">
          <h2 id="phone-key">{say('phone-key')}</h2>
          <p>{say('phone-key-here')}</p>
          <p class={phone()?.guard === 'plain' ? 'warn' : 'note'}>{say(`phone-guard-${phone()?.guard ?? 'plain'}`)}</p>
          <Show when={ready()?.self}>
            {(self) => (
              <dl class="facts">
                <dt>{say('phone-name')}</dt>
                <dd>{self().name}</dd>
                <dt>{say('phone-standing')}</dt>
                <dd>{say(`standing-${ready()?.standing ?? 'guest'}`)}</dd>
              </dl>
            )}
          </Show>
        </section>
        <section class="card" aria-labelledby="phone-held">
          <h2 id="phone-held">{say('phone-held')}</h2>
          <Show when={phone()}>
            {(held) => (
              <>
                <dl class="facts">
                  <For each={['records', 'voices', 'waiting'] as const}>
                    {(what) => (
                      <>
                        <dt>{say(`phone-${what}`)}</dt>
                        <dd>{sayNumber(held()[what])}</dd>
                      </>
                    )}
                  </For>
                </dl>
                <p class="small soft">{say('phone-hash')}</p>
                <p class="hex" data-hash>
                  {held().stateHash}
                </p>
              </>
            )}
          </Show>
        </section>
        <section class="card" aria-labelledby="phone-paper">
          <h2 id="phone-paper">{say('phone-paper')}</h2>
          <p>{say('phone-paper-what')}</p>
          <p class="hex">{(phone()?.recovery ?? '').replaceAll(/(.{4})/g, '$1 ')}</p>
        </section>
        <section class="card" aria-labelledby="phone-look">
          <h2 id="phone-look">{say('phone-look')}</h2>
          <LanguageChoice />
          <Choice
            legend={say('phone-theme')}
            name="theme"
            across
            value={theme()}
            options={THEMES.map((value) => ({ value, label: say(`theme-${value}`) }))}
            onValue={setTheme}
          />
        </section>
        <OwnWords />
        <Erase />
      </div>
    </>
  );
}

/** One's own words that may be taken back, everywhere; one tap asks, the second does it. */
function OwnWords(): JSX.Element {
  const attempt = createAttempt();
  const [sure, setSure] = createSignal('');
  const words = () => picture('phone')?.ownWords ?? [];
  const takeBack = (records: readonly string[]): void => {
    setSure('');
    void attempt.run(act('node', 'erase', { records }), say('own-words-gone'));
  };
  return (
    <section class="card no-print" aria-labelledby="own-words">
      <h2 id="own-words">{say('own-words')}</h2>
      <p>{say('own-words-what')}</p>
      <ul>
        <For each={words()} fallback={<li class="soft">{say('own-words-none')}</li>}>
          {(said) => (
            <li data-own={said.id}>
              <span class="strong">{sayOf('own', said.kind)}</span> · <Age atMs={said.sinceMs} />
              <Show when={said.text}>{(text) => <p>“{text()}”</p>}</Show>
              <div class="row">
                <Show
                  when={sure() === said.id}
                  fallback={<button onClick={() => setSure(said.id)}>{say('own-words-take')}</button>}
                >
                  <button class="grave" disabled={attempt.busy()} onClick={() => takeBack(said.records)}>
                    {say('own-words-go')}
                  </button>
                  <button onClick={() => setSure('')}>{say('cancel')}</button>
                </Show>
              </div>
            </li>
          )}
        </For>
      </ul>
      <Refused attempt={attempt} />
    </section>
  );
}

/** Two steps, because nobody else has this key. */
function Erase(): JSX.Element {
  const attempt = createAttempt();
  const [sure, setSure] = createSignal(false);
  return (
    <section class="card no-print" aria-labelledby="phone-erase">
      <h2 id="phone-erase">{say('phone-erase')}</h2>
      <p>{say('phone-erase-what')}</p>
      <Show
        when={sure()}
        fallback={
          <button class="grave" onClick={() => setSure(true)}>
            {say('phone-erase')}
          </button>
        }
      >
        <div class="row">
          <button
            class="grave"
            disabled={attempt.busy()}
            onClick={() => void attempt.run({ kind: 'forget' }).then((done) => done?.ok === true && location.reload())}
          >
            {say('phone-erase-go')}
          </button>
          <button onClick={() => setSure(false)}>{say('cancel')}</button>
        </div>
      </Show>
      <Refused attempt={attempt} />
    </section>
  );
}
