// Now: what is happening, what is asked of me, what the network is. SOS first, without a menu.

import { For, Show, type JSX } from 'solid-js';
import { picture } from '../node/window.ts';
import { AlertCard } from '../parts/alert-card.tsx';
import { go } from '../parts/place.ts';
import { RadioGuests } from '../parts/radio-guests.tsx';
import { SosCard } from '../parts/sos-card.tsx';
import { More } from '../parts/more.tsx';
import type { AskPicture } from '../views/asks.ts';
import type { JoiningPicture } from '../views/now.ts';
import { say, sayCount, sayNumber, sayOf } from '../words/speak.ts';
import { Age } from '../parts/age.tsx';

export function NowScreen(): JSX.Element {
  const now = () => picture('now');
  return (
    <>
      <h1 class="for-readers">{say('nav-now')}</h1>
      <Newcomer />
      <div class="columns">
        <div class="stack">
          <section class="stack" aria-label={say('now-happening')}>
            <For each={now()?.alerts}>{(alert) => <AlertCard alert={alert} />}</For>
            <For each={now()?.calls} fallback={<p class="soft">{say('now-quiet')}</p>}>
              {(sos) => <SosCard sos={sos} />}
            </For>
          </section>
          <RadioGuests />
          <button class="sos-open no-print" onClick={() => go('sos')}>
            SOS
            <small>{say('now-sos')}</small>
          </button>
        </div>
        <div class="stack">
          <section class="stack" aria-labelledby="now-asked">
            <h2 id="now-asked">{say('now-asked')}</h2>
            <For each={now()?.asks} fallback={<p class="soft">{say('now-asked-nothing')}</p>}>
              {(ask) => <AskCard ask={ask} />}
            </For>
          </section>
          <Network />
          <More to="powers" />
          <Show when={(now()?.past.length ?? 0) > 0}>
            <details>
              <summary>{say('now-past')}</summary>
              <div class="stack">
                <For each={now()?.past}>{(sos) => <SosCard sos={sos} />}</For>
              </div>
            </details>
          </Show>
        </div>
      </div>
    </>
  );
}

function AskCard(props: { readonly ask: AskPicture }): JSX.Element {
  return (
    <article class="card card-ask">
      <h3>{sayOf('ask', props.ask.what)}</h3>
      <p>{props.ask.title}</p>
      <Show when={props.ask.untilMs}>
        {(atMs) => (
          <p class="soft small">
            {say('ask-until')} <Age atMs={atMs()} />
          </p>
        )}
      </Show>
      <button class="main-act" onClick={() => go(props.ask.where)}>
        {sayOf('ask-go', props.ask.what)}
      </button>
    </article>
  );
}

/** Somebody who is not admitted yet sees what to do about it, above everything else but an SOS. */
function Newcomer(): JSX.Element {
  const standing = () => {
    const status = picture('status');
    return status?.stage === 'ready' ? status.standing : 'member';
  };
  return (
    <Show when={standing() === 'guest' || standing() === 'newcomer'}>
      <section class="note">
        <p>{standing() === 'newcomer' ? say('now-newcomer') : say('now-guest')}</p>
        <Show when={picture('now')?.joining}>{(joining) => <p class="small">{stillMissing(joining())}</p>}</Show>
        <Show when={standing() !== 'newcomer'}>
          <button onClick={() => go('people')}>{say('now-guest-go')}</button>
        </Show>
      </section>
    </Show>
  );
}

function stillMissing({ sponsorsMissing, needsOtherHouse, page }: JoiningPicture): string {
  if (page) return say('now-joining-confirm', { n: page.confirmed, of: page.quorum });
  if (sponsorsMissing > 0) return sayCount('people-sponsors-missing', sponsorsMissing);
  return needsOtherHouse ? say('people-house-missing') : say('now-joining-page');
}

function Network(): JSX.Element {
  const network = () => picture('now')?.network;
  return (
    <section class="card" aria-labelledby="now-network">
      <h2 id="now-network">{say('now-network')}</h2>
      <Show when={network()}>
        {(net) => (
          <>
            <p>{say(`network-${net().way}`)}</p>
            <dl class="facts">
              <dt>{say('network-members')}</dt>
              <dd>{sayNumber(net().members)}</dd>
              <Show when={net().newcomers > 0}>
                <dt>{say('network-newcomers')}</dt>
                <dd>{sayNumber(net().newcomers)}</dd>
              </Show>
              <dt>{say('network-to-send')}</dt>
              <dd>{sayNumber(net().toSend)}</dd>
              <Show when={net().waitingToRead > 0}>
                <dt>{say('network-waiting')}</dt>
                <dd>{sayNumber(net().waitingToRead)}</dd>
              </Show>
            </dl>
            <p class="soft small">{sayCount('network-receiving', net().members)}</p>
          </>
        )}
      </Show>
    </section>
  );
}
