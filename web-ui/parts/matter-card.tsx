// One matter: the words, how it stands, and what I can say to it. Choosing is not voting: the bar below is.

import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { act } from '../node/window.ts';
import type { MatterPicture } from '../views/decide.ts';
import { say, sayCount, sayOurs } from '../words/speak.ts';
import { Age, AgeAfterDot } from './age.tsx';
import { createAttempt, Refused } from './attempt.tsx';
import { BallotForm } from './ballot-form.tsx';
import { Bar } from './bar.tsx';
import { CopyText } from './copy-text.tsx';
import { DeliverySteps } from './delivery.tsx';
import { Field } from './form.tsx';
import { nameOf } from './name.ts';

export const optionName = (matter: MatterPicture, option: number): string =>
  matter.method === 'consent' ? say('choice-consent') : (matter.options[option] ?? String(option + 1));

const outcomeWords = (matter: MatterPicture): string => {
  const values = {
    n: matter.bound[matter.leading] ?? 0,
    of: matter.memberCount,
    option: optionName(matter, matter.leading),
  };
  if (matter.outcome === 'passed') return say('outcome-passed', values);
  if (matter.outcome === 'rejected') return say('outcome-rejected', values);
  if (matter.outcome === 'suspended') return say('outcome-suspended', values);
  return say('outcome-open');
};

export function MatterCard(props: { readonly matter: MatterPicture }): JSX.Element {
  const matter = () => props.matter;
  const titleId = () => `matter-${matter().id.slice(0, 12)}`;
  return (
    <article class="card" aria-labelledby={titleId()} data-matter={matter().id}>
      <div class="row row-apart">
        <h2 id={titleId()}>{matter().title}</h2>
        <span class="tag" classList={{ 'tag-good': matter().outcome === 'passed' }}>
          {matter().isFinal ? say('decide-final') : say('decide-so-far')}
        </span>
      </div>
      <Show when={matter().text !== ''}>
        <p>{matter().text}</p>
      </Show>
      <p class="soft small">
        {say('decide-by', { name: nameOf(matter().author) })} · {say(`matter-kind-${matter().kind}`)} ·{' '}
        {say(`method-${matter().method}`)}
        <AgeAfterDot atMs={matter().sinceMs} />
      </p>
      <p class="strong" data-outcome={matter().outcome}>
        {outcomeWords(matter())}
      </p>
      <Show when={!matter().isFinal && matter().periodEndsMs}>
        {(atMs) => (
          <p class="small">
            {say('decide-period-ends')} <Age atMs={atMs()} />
          </p>
        )}
      </Show>
      <Show when={!matter().isFinal && matter().againSinceMs}>
        {(atMs) => (
          <p class="note">
            {say('decide-again')} <Age atMs={atMs()} />
          </p>
        )}
      </Show>
      <Show when={matter().pausedUntilMs}>
        {(atMs) => (
          <p class="warn">
            {say('decide-paused')} <Age atMs={atMs()} />
          </p>
        )}
      </Show>
      <Standing matter={matter()} />
      <Show when={matter().delivery}>{(delivery) => <DeliverySteps delivery={delivery()} />}</Show>
      <Show when={matter().isAsked && !matter().isFinal}>
        <Show when={matter().myBind === undefined} fallback={<p class="note">{boundWords(matter())}</p>}>
          <BallotForm matter={matter()} />
          <Bind matter={matter()} />
        </Show>
      </Show>
      <Show when={!matter().isAsked && !matter().isFinal}>
        <p class="note small">{say('decide-not-asked')}</p>
      </Show>
      <Talk matter={matter()} />
      <Show when={matter().certificate}>
        {(hex) => (
          <details>
            <summary>{say('decide-certificate')}</summary>
            <div class="stack">
              <p class="small">{say('decide-certificate-what')}</p>
              <CopyText name="certificate" text={hex()} />
            </div>
          </details>
        )}
      </Show>
    </article>
  );
}

const boundWords = (matter: MatterPicture): string =>
  matter.myBind === -1
    ? say('decide-bound-none')
    : say('decide-bound', { option: optionName(matter, matter.myBind ?? 0) });

/** Two lines that are never mixed up: how many are needed, and how many have spoken. */
function Standing(props: { readonly matter: MatterPicture }): JSX.Element {
  const matter = () => props.matter;
  const rows = () => matter().support.map((count, option) => ({ option, count, bound: matter().bound[option] ?? 0 }));
  return (
    <>
      <p class="small">
        {say('decide-needed', { n: matter().quorum, of: matter().memberCount })}
        <br />
        {say('decide-spoken', { n: matter().ballots, of: matter().memberCount })}
      </p>
      <For each={rows()}>
        {(row) => (
          <div class="field">
            <div class="row row-apart small">
              <span class="strong">{optionName(matter(), row.option)}</span>
              <span>{sayCount('decide-row', row.count, { bound: row.bound })}</span>
            </div>
            <Bar
              label={sayCount('decide-row', row.count, { bound: row.bound })}
              value={row.count}
              max={matter().quorum}
            />
          </div>
        )}
      </For>
      <Show when={matter().asides > 0}>
        <p class="small">{sayCount('decide-asides', matter().asides)}</p>
      </Show>
      <Show when={matter().giveUp > 0 || matter().boundToNone > 0}>
        <p class="small">{say('decide-give-up', { n: matter().giveUp, bound: matter().boundToNone })}</p>
      </Show>
      <For each={matter().blocks}>
        {(block) => (
          <p class="warn">
            <span class="strong">{say('decide-block-by', { name: nameOf(block.by) })}</span> “{block.reason}”
          </p>
        )}
      </For>
      <Show when={matter().notReplied.length > 0}>
        <details>
          <summary>{sayCount('decide-unheard', matter().notReplied.length)}</summary>
          <p class="small">{matter().notReplied.map(nameOf).join(', ')}</p>
          <Show when={matter().notNoticed.length > 0}>
            <p class="small">
              {say('decide-not-noticed')} {matter().notNoticed.map(nameOf).join(', ')}
            </p>
          </Show>
        </details>
      </Show>
    </>
  );
}

/** The final word. Said twice, because it cannot be taken back. */
function Bind(props: { readonly matter: MatterPicture }): JSX.Element {
  const attempt = createAttempt();
  const [sure, setSure] = createSignal(false);
  const matter = () => props.matter;
  const bindIt = (): void =>
    void attempt
      .run(act('governance', 'bind', { proposal: matter().id, choice: matter().leading }), say('decide-bind-done'))
      .then(() => setSure(false));
  return (
    <section class="stack" aria-label={say('decide-bind')}>
      <Switch>
        <Match when={matter().missing.length > 0}>
          <details>
            <summary>{say('decide-bind-not-yet')}</summary>
            <ul class="stack">
              <For each={matter().missing}>
                {(one) => (
                  <li class="small" data-rule={one.rule}>
                    {sayOurs(one.why)} <span class="soft">{sayOurs(one.remedy)}</span>
                  </li>
                )}
              </For>
            </ul>
          </details>
        </Match>
        <Match when={sure()}>
          <div class="warn stack">
            <p>{say('decide-bind-sure', { option: optionName(matter(), matter().leading) })}</p>
            <div class="row">
              <button class="main-act" disabled={attempt.busy()} onClick={bindIt}>
                {say('decide-bind-go')}
              </button>
              <button onClick={() => setSure(false)}>{say('cancel')}</button>
            </div>
          </div>
        </Match>
        <Match when={!sure()}>
          <button class="main-act wide" onClick={() => setSure(true)}>
            {say('decide-bind-option', { option: optionName(matter(), matter().leading) })}
          </button>
        </Match>
      </Switch>
      <Refused attempt={attempt} />
    </section>
  );
}

/** Concerns and other wordings, and a place to add one. */
function Talk(props: { readonly matter: MatterPicture }): JSX.Element {
  const attempt = createAttempt();
  const [text, setText] = createSignal('');
  const send = async (name: 'concern' | 'amend'): Promise<void> => {
    const outcome = await attempt.run(
      act('governance', name, { proposal: props.matter.id, text: text().trim() }),
      say('decide-talk-done'),
    );
    if (outcome?.ok === true) setText('');
  };
  return (
    <details>
      <summary>{sayCount('decide-talk', props.matter.remarks.length)}</summary>
      <div class="stack">
        <ul class="list">
          <For each={props.matter.remarks}>
            {(remark) => (
              <li>
                <p class="soft small">{say(`remark-${remark.what}`, { name: nameOf(remark.by) })}</p>
                <p>{remark.text}</p>
              </li>
            )}
          </For>
        </ul>
        <Show when={props.matter.isAsked}>
          <Field
            label={say('decide-talk-text')}
            name="remark"
            kind="long"
            value={text()}
            onValue={setText}
            maxLength={150}
          />
          <div class="row">
            <button disabled={attempt.busy() || text().trim() === ''} onClick={() => void send('concern')}>
              {say('decide-concern')}
            </button>
            <button disabled={attempt.busy() || text().trim() === ''} onClick={() => void send('amend')}>
              {say('decide-amend')}
            </button>
          </div>
        </Show>
        <Refused attempt={attempt} />
      </div>
    </details>
  );
}
