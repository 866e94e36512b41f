// People: who is here, house by house; who asks to come in; and the page that makes it count.

import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { act, ask, picture } from '../node/window.ts';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { CopyText } from '../parts/copy-text.tsx';
import { Field } from '../parts/form.tsx';
import { More } from '../parts/more.tsx';
import { nameOf } from '../parts/name.ts';
import type { NewcomerPicture, PagePicture } from '../views/people.ts';
import { say, sayCount, sayOurs } from '../words/speak.ts';

export function PeopleScreen(): JSX.Element {
  const people = () => picture('people');
  return (
    <>
      <h1>{say('nav-people')}</h1>
      <Show when={people()}>
        {(shown) => (
          <>
            <Show when={shown().joinRequest !== ''}>
              <section class="card card-ask" aria-labelledby="people-ask">
                <h2 id="people-ask">{say('people-ask')}</h2>
                <p>{say('people-ask-what')}</p>
                <CopyText name="join-request" text={shown().joinRequest} />
              </section>
            </Show>
            <div class="columns">
              <section class="card" aria-labelledby="people-here">
                <h2 id="people-here">{sayCount('people-members', shown().members)}</h2>
                <ul class="list">
                  <For each={shown().households} fallback={<li class="soft">{say('people-none')}</li>}>
                    {(house) => (
                      <li>
                        <p class="soft small">
                          {house.household > 0
                            ? say('people-house', { house: String(house.household) })
                            : say('people-no-house')}
                        </p>
                        <p class="strong">
                          {house.people
                            .map(({ name, isSelf }) => (isSelf ? say('person-self', { name }) : name))
                            .join(', ')}
                        </p>
                      </li>
                    )}
                  </For>
                </ul>
              </section>
              <div class="stack">
                <Show when={shown().newcomers.length > 0}>
                  <section class="stack" aria-labelledby="people-new">
                    <h2 id="people-new">{say('people-new')}</h2>
                    <For each={shown().newcomers}>
                      {(newcomer) => <Newcomer newcomer={newcomer} canHelp={shown().isMember} />}
                    </For>
                  </section>
                </Show>
                <For each={shown().pages}>{(page) => <Page page={page} />}</For>
                <Show when={shown().canClosePage}>
                  <ClosePage />
                </Show>
                <Show when={shown().isMember}>
                  <Admit />
                </Show>
                <Invite />
                <More to="keys" />
              </div>
            </div>
          </>
        )}
      </Show>
    </>
  );
}

function Newcomer(props: { readonly newcomer: NewcomerPicture; readonly canHelp: boolean }): JSX.Element {
  const attempt = createAttempt();
  const one = () => props.newcomer;
  return (
    <article class="card" data-newcomer={one().id}>
      <h3>{nameOf(one().person)}</h3>
      <p>
        {say('people-sponsored')} {one().sponsors.map(nameOf).join(', ')}
      </p>
      <Show when={one().sponsorsMissing > 0}>
        <p>{sayCount('people-sponsors-missing', one().sponsorsMissing)}</p>
      </Show>
      <Show when={one().householdsMissing > 0}>
        <p>{say('people-house-missing')}</p>
      </Show>
      <Show when={one().ready}>
        <p class="strong">{say('people-ready')}</p>
      </Show>
      <Show when={props.canHelp && !one().iSponsored && !one().person.isSelf}>
        <button
          class="main-act"
          disabled={attempt.busy()}
          onClick={() => void attempt.run(act('roster', 'sponsor', { person: one().id }), say('people-vouched'))}
        >
          {say('people-vouch')}
        </button>
      </Show>
      <Refused attempt={attempt} />
    </article>
  );
}

function Page(props: { readonly page: PagePicture }): JSX.Element {
  return (
    <article class="card">
      <h3>{say('page-title', { n: props.page.number })}</h3>
      <p>{say('page-admits', { names: props.page.admitted.map(nameOf).join(', ') || '–' })}</p>
      <p>{say('page-confirmed', { n: props.page.confirmed, of: props.page.quorum })}</p>
      <Show when={props.page.objections.length > 0}>
        <p class="warn">
          {say('page-objections')} {props.page.objections.map(sayOurs).join('; ')}
        </p>
      </Show>
    </article>
  );
}

function ClosePage(): JSX.Element {
  const attempt = createAttempt();
  return (
    <article class="card card-ask">
      <h3>{say('page-close-title')}</h3>
      <p>{say('page-close-what')}</p>
      <button
        class="main-act"
        disabled={attempt.busy()}
        onClick={() => void attempt.run(act('roster', 'checkpoint', {}), say('page-closed'))}
      >
        {say('page-close')}
      </button>
      <Refused attempt={attempt} />
    </article>
  );
}

function Admit(): JSX.Element {
  const attempt = createAttempt();
  const [text, setText] = createSignal('');
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt
      .run({ kind: 'admit', text: text() }, say('people-admitted'))
      .then((done) => done?.ok === true && setText(''));
  };
  return (
    <form class="card" onSubmit={submit}>
      <h2>{say('people-admit')}</h2>
      <p>{say('people-admit-what')}</p>
      <Field label={say('people-request')} name="request" kind="long" value={text()} onValue={setText} required />
      <button class="main-act" type="submit" disabled={attempt.busy()}>
        {attempt.busy() ? say('working') : say('people-admit-go')}
      </button>
      <Refused attempt={attempt} />
    </form>
  );
}

/** The link that lets another phone read this community's air. */
function Invite(): JSX.Element {
  const [link, setLink] = createSignal('');
  const [failed, setFailed] = createSignal(false);
  const show = async (): Promise<void> => {
    const outcome = await ask({ kind: 'invite' });
    if (!outcome.ok || outcome.text === undefined) return void setFailed(true);
    const url = new URL(document.baseURI);
    url.hash = `join=${outcome.text}`;
    setLink(url.href);
  };
  return (
    <section class="card" aria-labelledby="people-invite">
      <h2 id="people-invite">{say('people-invite')}</h2>
      <p>{say('people-invite-what')}</p>
      <Switch>
        <Match when={link() !== ''}>
          <CopyText name="invite-link" text={link()} />
        </Match>
        <Match when={failed()}>
          <p class="refused">{say('failed')}</p>
        </Match>
        <Match when={link() === ''}>
          <button onClick={() => void show()}>{say('people-invite-go')}</button>
        </Match>
      </Switch>
    </section>
  );
}
