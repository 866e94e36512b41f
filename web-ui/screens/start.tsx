// The first screen of a new phone: found a community, or join one by its invitation.

import { createEffect, createSignal, Match, Show, Switch, type JSX } from 'solid-js';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { Field } from '../parts/form.tsx';
import { askNeighboursIn, letGatewayServe } from '../parts/gateway-welcome.ts';
import { invitation, setInvitation } from '../parts/place.ts';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { say } from '../words/speak.ts';

type Way = 'choose' | 'found' | 'join';

/** Limits in bytes are checked by the node; these only keep a form from taking a novel. */
const COMMUNITY_NAME_MAX = 40;
const NAME_MAX = 18;

export function StartScreen(): JSX.Element {
  const [way, setWay] = createSignal<Way>('choose');
  createEffect(() => invitation() !== '' && setWay('join'));
  return (
    <main class="main" id="main" tabindex="-1">
      <div class="stack narrow">
        <h1>{say('start-title')}</h1>
        <p>{say('start-what')}</p>
        <Switch>
          <Match when={way() === 'choose'}>
            <button class="main-act wide" onClick={() => setWay('join')}>
              {say('start-join')}
            </button>
            <button class="wide" onClick={() => setWay('found')}>
              {say('start-found')}
            </button>
          </Match>
          <Match when={way() === 'found'}>
            <Found back={() => setWay('choose')} />
          </Match>
          <Match when={way() === 'join'}>
            <Join back={() => setWay('choose')} />
          </Match>
        </Switch>
        <LanguageChoice />
      </div>
    </main>
  );
}

const wholeNumber = (text: string): number => (/^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : 0);

function Myself(props: {
  readonly name: string;
  readonly house: string;
  readonly onName: (name: string) => void;
  readonly onHouse: (house: string) => void;
}): JSX.Element {
  return (
    <>
      <Field
        label={say('start-name')}
        name="name"
        value={props.name}
        onValue={props.onName}
        maxLength={NAME_MAX}
        required
      />
      <Field
        label={say('start-house')}
        hint={say('start-house-hint')}
        name="house"
        kind="number"
        value={props.house}
        onValue={props.onHouse}
        maxLength={5}
        required
      />
      <p class="note small">
        {say('start-key')} {isSecureContext ? '' : say('start-key-plain')}
      </p>
    </>
  );
}

function Found(props: { readonly back: () => void }): JSX.Element {
  const attempt = createAttempt();
  const [community, setCommunity] = createSignal('');
  const [name, setName] = createSignal('');
  const [house, setHouse] = createSignal('');
  const submit = (event: Event): void => {
    event.preventDefault();
    const [communityName, ownName] = [community().trim(), name().trim()];
    const request = { community: communityName, name: ownName, household: wholeNumber(house()) };
    void attempt.run({ kind: 'found', ...request }).then((outcome) => {
      if (outcome?.ok === true) void letGatewayServe();
    });
  };
  return (
    <form class="card" onSubmit={submit}>
      <h2>{say('start-found')}</h2>
      <Field
        label={say('start-community')}
        name="community"
        value={community()}
        onValue={setCommunity}
        maxLength={COMMUNITY_NAME_MAX}
        required
      />
      <Myself name={name()} house={house()} onName={setName} onHouse={setHouse} />
      <button class="main-act wide" type="submit" disabled={attempt.busy()}>
        {attempt.busy() ? say('working') : say('start-found-go')}
      </button>
      <Refused attempt={attempt} />
      <button class="quiet" type="button" onClick={() => props.back()}>
        {say('back')}
      </button>
    </form>
  );
}

function Join(props: { readonly back: () => void }): JSX.Element {
  const attempt = createAttempt();
  const [name, setName] = createSignal('');
  const [house, setHouse] = createSignal('');
  const submit = (event: Event): void => {
    event.preventDefault();
    const request = { invite: invitation().trim(), name: name().trim(), household: wholeNumber(house()) };
    void attempt.run({ kind: 'join', ...request }).then((outcome) => {
      if (outcome?.ok !== true) return;
      setInvitation('');
      void askNeighboursIn(outcome.text ?? '');
    });
  };
  return (
    <form class="card" onSubmit={submit}>
      <h2>{say('start-join')}</h2>
      <Field
        label={say('start-invite')}
        hint={say('start-invite-hint')}
        name="invite"
        kind="long"
        value={invitation()}
        onValue={setInvitation}
        required
      />
      <Myself name={name()} house={house()} onName={setName} onHouse={setHouse} />
      <button class="main-act wide" type="submit" disabled={attempt.busy()}>
        {attempt.busy() ? say('working') : say('start-join-go')}
      </button>
      <Refused attempt={attempt} />
      <Show when={!attempt.busy()}>
        <button class="quiet" type="button" onClick={() => props.back()}>
          {say('back')}
        </button>
      </Show>
    </form>
  );
}
