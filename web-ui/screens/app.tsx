// The frame around every screen: where one is, how the phone stands, SOS, and five ways to go.

import { createEffect, For, Match, Show, Switch, type Component, type JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { ask, broken, picture, watch } from '../node/window.ts';
import { Announcer } from '../parts/announce.tsx';
import { Icon } from '../parts/icon.tsx';
import { go, invitation, screen, type Screen } from '../parts/place.ts';
import { StateStrip } from '../parts/state-strip.tsx';
import { say, sayOurs } from '../words/speak.ts';
import type { ViewName } from '../views/pictures.ts';
import { AirScreen } from './air.tsx';
import { DecideScreen } from './decide.tsx';
import { NowScreen } from './now.tsx';
import { PeopleScreen } from './people.tsx';
import { PhoneScreen } from './phone.tsx';
import { RadioScreen } from './radio.tsx';
import { SosScreen } from './sos.tsx';
import { StartScreen } from './start.tsx';
import { TradeScreen } from './trade.tsx';
import { KeysScreen, PowersScreen, SharesScreen } from './common.tsx';

/** Each screen with the pictures that it shows. */
const SHOWN: { readonly [S in Screen]: { readonly Body: Component; readonly views: readonly ViewName[] } } = {
  now: { Body: NowScreen, views: ['now'] },
  people: { Body: PeopleScreen, views: ['people'] },
  decide: { Body: DecideScreen, views: ['decide'] },
  trade: { Body: TradeScreen, views: ['trade'] },
  shares: { Body: SharesScreen, views: ['shares'] },
  powers: { Body: PowersScreen, views: ['powers'] },
  keys: { Body: KeysScreen, views: ['keys'] },
  air: { Body: AirScreen, views: ['air'] },
  sos: { Body: SosScreen, views: ['now'] },
  phone: { Body: PhoneScreen, views: ['phone'] },
  radio: { Body: RadioScreen, views: ['radio'] },
};
/** Where a screen belongs that has no place among the five. */
const UNDER: { readonly [S in Screen]?: Screen } = { shares: 'trade', powers: 'now', keys: 'people' };
const WAYS = ['now', 'people', 'decide', 'trade', 'air'] as const satisfies readonly Screen[];

export function App(): JSX.Element {
  const status = () => picture('status');
  createEffect(() => watch(SHOWN[screen()].views));
  createEffect(() => void (document.title = `${say(`nav-${screen()}`)} · Folkmoot`));
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        {say('skip')}
      </a>
      <Announcer />
      <Switch fallback={<p class="before">{say('opening')}</p>}>
        <Match when={broken()}>
          {(why) => (
            <main class="main" id="main">
              <h1>{say('broken-title')}</h1>
              <p>{sayOurs(why())}</p>
              <p>{say('broken-remedy')}</p>
            </main>
          )}
        </Match>
        <Match when={status()?.stage === 'empty'}>
          <StartScreen />
        </Match>
        <Match when={status()?.stage === 'elsewhere'}>
          <main class="main" id="main">
            <h1>{say('elsewhere-title')}</h1>
            <p>{say('elsewhere-what')}</p>
            <button onClick={() => void ask({ kind: 'take-over' })}>{say('elsewhere-here')}</button>
          </main>
        </Match>
        <Match when={status()?.stage === 'ready'}>
          <div class="shell">
            <Head />
            <Ways />
            <main class="main" id="main" tabindex="-1">
              <Show when={invitation() !== ''}>
                <p class="warn">{say('start-already')}</p>
              </Show>
              <Dynamic component={SHOWN[screen()].Body} />
            </main>
          </div>
        </Match>
      </Switch>
    </>
  );
}

/** The fragment names screens here, so the jump is made by hand. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function Head(): JSX.Element {
  const ready = () => {
    const status = picture('status');
    return status?.stage === 'ready' ? status : undefined;
  };
  return (
    <header class="head">
      <p class="head-name">{ready()?.community ?? say('community-unknown')}</p>
      <button class="quiet" onClick={() => go('phone')} aria-current={screen() === 'phone' ? 'page' : undefined}>
        {say('nav-phone')}
      </button>
      <Show when={screen() !== 'sos' && screen() !== 'now'}>
        <button class="sos-link" onClick={() => go('sos')}>
          SOS
        </button>
      </Show>
      <p class="head-state">
        <StateStrip />
      </p>
      <Show when={ready()?.saveFailed}>
        {(why) => (
          <p class="refused" role="alert">
            {say('save-failed')} {sayOurs(why())}
          </p>
        )}
      </Show>
    </header>
  );
}

function Ways(): JSX.Element {
  return (
    <nav class="nav" aria-label={say('nav-title')}>
      <ul>
        <For each={WAYS}>
          {(way) => (
            <li>
              <button
                onClick={() => go(way)}
                aria-current={screen() === way ? 'page' : UNDER[screen()] === way ? 'true' : undefined}
              >
                <Icon name={way} />
                {say(`nav-${way}`)}
              </button>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}
