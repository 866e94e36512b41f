// The radio of this phone: connect one by Bluetooth or USB, see how it is set, set it up for the community
// (what would change is shown first), and set it back as it was.

import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { picture } from '../node/window.ts';
import {
  connectRadio,
  isLit,
  isServed,
  keepLit,
  offerOf,
  RADIO_WAYS,
  wantsLight,
  type RadioWay,
} from '../node/radio-window.ts';
import type { RadioRequest } from '../node/radio-port.ts';
import { Age } from '../parts/age.tsx';
import { createAttempt, Refused, type Attempt } from '../parts/attempt.tsx';
import { announce } from '../parts/announce.tsx';
import { Choice, Field, Pick } from '../parts/form.tsx';
import type { DeskPicture, RadioPicture, RadioSettingsPicture } from '../views/radio.ts';
import { say, sayCount, sayNumber, sayOf, sayOurs } from '../words/speak.ts';

const LONG_NAME_LENGTH_MAX = 39;
const SHORT_NAME_LENGTH_MAX = 4;

const ask = (attempt: Attempt, request: RadioRequest, done?: string): void =>
  void attempt.run({ kind: 'radio', request }, done);

export function RadioScreen(): JSX.Element {
  const radio = () => picture('radio');
  const isPlugged = () => radio() !== undefined && radio()?.at !== 'none';
  return (
    <>
      <h1>{say('nav-radio')}</h1>
      <div class="columns">
        <div class="stack">
          <Show when={isPlugged() && radio()} fallback={<Connect />}>
            {(shown) => <Connected radio={shown()} />}
          </Show>
        </div>
        <Show when={isPlugged() && radio()}>
          {(shown) => (
            <div class="stack">
              <Show when={shown().settings}>{(settings) => <Settings settings={settings()} />}</Show>
              <Desk radio={shown()} />
            </div>
          )}
        </Show>
      </div>
    </>
  );
}

// ── Connecting ────────────────────────────────────────────────────────────────────────────────────

function Connect(): JSX.Element {
  const [wrong, setWrong] = createSignal('');
  const [isChoosing, setIsChoosing] = createSignal(false);
  const connect = async (way: RadioWay): Promise<void> => {
    setWrong('');
    setIsChoosing(true);
    const connected = await connectRadio(way);
    setIsChoosing(false);
    if (!connected.ok) setWrong(connected.error.words);
  };
  const offers = RADIO_WAYS.map((way) => ({ way, offer: offerOf(way) }));
  const isInsecure = offers.some(({ offer }) => offer === 'insecure');
  return (
    <section class="card" aria-labelledby="radio-connect">
      <h2 id="radio-connect">{say('radio-connect')}</h2>
      <p>{say('radio-connect-what')}</p>
      <Show when={isInsecure}>
        <p class="warn">{say('radio-insecure')}</p>
      </Show>
      <For each={offers}>
        {({ way, offer }) => (
          <Switch>
            <Match when={offer === 'offered'}>
              <button class="main-act" disabled={isChoosing() || isServed()} onClick={() => void connect(way)}>
                {say(`radio-connect-${way}`)}
              </button>
            </Match>
            <Match when={offer === 'missing'}>
              <p class="note">{say(`radio-missing-${way}`)}</p>
            </Match>
          </Switch>
        )}
      </For>
      <div role="alert">
        <Show when={wrong() !== ''}>
          <div class="refused" data-wrong>
            <p class="strong">{say('radio-not-connected')}</p>
            <p>{sayOurs(wrong())}</p>
          </div>
        </Show>
      </div>
    </section>
  );
}

function Connected(props: { readonly radio: RadioPicture }): JSX.Element {
  const attempt = createAttempt();
  return (
    <section class="card" aria-labelledby="radio-state">
      <h2 id="radio-state">{props.radio.address.replace(/^[a-z-]+:/, '') || say('nav-radio')}</h2>
      <p class="strong" role="status" data-radio={props.radio.at}>
        {say(`radio-at-${props.radio.at}`)}
      </p>
      <p class="soft small">
        <Age atMs={props.radio.sinceMs} />
      </p>
      <Show when={props.radio.words !== ''}>
        <p class="warn">{sayOurs(props.radio.words)}</p>
      </Show>
      <For each={props.radio.notices}>
        {(notice) => (
          <p class="note">
            {sayOurs(notice.words)} <Age atMs={notice.atMs} />
          </p>
        )}
      </For>
      <dl class="facts">
        <dt>{say('radio-sent')}</dt>
        <dd data-sent>{sayNumber(props.radio.sentFrames)}</dd>
        <dt>{say('radio-heard')}</dt>
        <dd data-heard>{sayNumber(props.radio.heardFrames)}</dd>
        <Show when={props.radio.lastHeardMs}>
          {(atMs) => (
            <>
              <dt>{say('radio-last')}</dt>
              <dd>
                <Age atMs={atMs()} />
              </dd>
            </>
          )}
        </Show>
      </dl>
      <p class="note">{say('radio-screen-on')}</p>
      <label class="choice">
        <input type="checkbox" checked={wantsLight()} onChange={(event) => keepLit(event.currentTarget.checked)} />
        <span>
          {say('radio-keep-lit')}
          <Show when={wantsLight() && !isLit()}>
            <small>{say('radio-not-lit')}</small>
          </Show>
        </span>
      </label>
      <button disabled={attempt.busy()} onClick={() => ask(attempt, { do: 'let-go' })}>
        {say('radio-let-go')}
      </button>
      <Refused attempt={attempt} />
    </section>
  );
}

// ── How it is set ─────────────────────────────────────────────────────────────────────────────────

function Settings(props: { readonly settings: RadioSettingsPicture }): JSX.Element {
  const percent = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : say('radio-percent', { n: Math.round(value * 10) / 10 });
  const rows = (): readonly (readonly [string, string | undefined])[] => [
    [say('radio-name'), `${props.settings.name} (${props.settings.shortName})`],
    [say('radio-number'), props.settings.number],
    [say('radio-firmware'), props.settings.firmware],
    [say('radio-set-region'), props.settings.region ?? say('radio-region-unset')],
    [say('radio-set-preset'), props.settings.preset ?? say('radio-preset-custom')],
    [say('radio-set-role'), props.settings.role],
    [say('radio-set-hops'), sayNumber(props.settings.hopLimit)],
    [say('radio-nodes'), sayNumber(props.settings.nodes)],
    [say('radio-battery'), percent(props.settings.batteryPercent)],
    [say('radio-air-used'), percent(props.settings.airUtilTxPercent)],
    [say('radio-air-busy'), percent(props.settings.channelUtilizationPercent)],
  ];
  return (
    <section class="card" aria-labelledby="radio-settings">
      <h2 id="radio-settings">{say('radio-settings')}</h2>
      <dl class="facts">
        <For each={rows().filter(([, value]) => value !== undefined)}>
          {([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          )}
        </For>
      </dl>
      <h3>{say('radio-channels')}</h3>
      <ul class="list">
        <For each={props.settings.channels}>
          {(channel) => (
            <li class="row row-apart">
              <span>
                {sayNumber(channel.id)}: {channel.name}
              </span>
              <span class="tag" classList={{ 'tag-good': channel.key === 'private' }}>
                {say(`radio-key-${channel.key}`)}
              </span>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

// ── The desk ──────────────────────────────────────────────────────────────────────────────────────

function Desk(props: { readonly radio: RadioPicture }): JSX.Element {
  const attempt = createAttempt();
  const desk = (): DeskPicture => props.radio.desk;
  const isBusy = () => ['reading', 'writing', 'checking'].includes(desk().at);
  return (
    <section class="card" aria-labelledby="radio-desk">
      <h2 id="radio-desk">{say('radio-desk')}</h2>
      <div data-desk={desk().at} class="stack">
        <Switch fallback={<Form radio={props.radio} attempt={attempt} />}>
          <Match when={isBusy()}>
            <p role="status">{say(`radio-desk-${desk().at as 'reading' | 'writing' | 'checking'}`)}</p>
          </Match>
          <Match when={desk().at === 'planned'}>
            <Plan desk={desk()} attempt={attempt} />
          </Match>
          <Match when={desk().at === 'done'}>
            <p class="note" role="status">
              {desk().what === 'restore' ? say('radio-desk-restored') : say('radio-desk-done')}
            </p>
            <button onClick={() => ask(attempt, { do: 'leave' })}>{say('back')}</button>
          </Match>
          <Match when={desk().at === 'failed' && desk().differences.length > 0}>
            <p class="refused">{sayOurs(desk().words)}</p>
            <Differences desk={desk()} />
            <button onClick={() => ask(attempt, { do: 'leave' })}>{say('back')}</button>
          </Match>
        </Switch>
        <Refused attempt={attempt} />
      </div>
    </section>
  );
}

function Form(props: { readonly radio: RadioPicture; readonly attempt: Attempt }): JSX.Element {
  const [profile, setProfile] = createSignal('household');
  const [chosen, setRegion] = createSignal<string>();
  // What the radio says, until a person says something else.
  const region = () => chosen() ?? props.radio.settings?.region ?? '';
  const [longName, setLongName] = createSignal('');
  const [shortName, setShortName] = createSignal('');
  const isReady = () => props.radio.at === 'ready';
  const plan = (event: Event): void => {
    event.preventDefault();
    const request = { do: 'plan', profile: profile(), region: region(), longName: longName(), shortName: shortName() };
    ask(props.attempt, request as RadioRequest);
  };
  return (
    <>
      <p>{say('radio-desk-what')}</p>
      <form class="stack" onSubmit={plan}>
        <Choice
          legend={say('radio-profile')}
          name="profile"
          value={profile()}
          options={props.radio.profiles.map(({ name, about }) => ({
            value: name,
            label: sayOf('radio-profile', name),
            hint: sayOf('radio-about', name) === name ? about : sayOf('radio-about', name),
          }))}
          onValue={setProfile}
        />
        <Pick
          label={say('radio-region')}
          name="region"
          value={region()}
          empty={say('radio-region-choose')}
          options={props.radio.regions.map((value) => ({ value, label: value }))}
          onValue={setRegion}
        />
        <Field
          label={say('radio-long-name')}
          hint={say('radio-name-hint')}
          name="long-name"
          maxLength={LONG_NAME_LENGTH_MAX}
          value={longName()}
          onValue={setLongName}
        />
        <Field
          label={say('radio-short-name')}
          name="short-name"
          maxLength={SHORT_NAME_LENGTH_MAX}
          value={shortName()}
          onValue={setShortName}
        />
        <button class="main-act" type="submit" disabled={!isReady() || props.attempt.busy()}>
          {say('radio-compare')}
        </button>
      </form>
      <Show when={props.radio.keptSinceMs}>
        {(atMs) => (
          <div class="stack">
            <p>
              {say('radio-kept')} <Age atMs={atMs()} />
            </p>
            <button
              disabled={!isReady() || props.attempt.busy()}
              onClick={() => ask(props.attempt, { do: 'plan-back' })}
            >
              {say('radio-plan-back')}
            </button>
          </div>
        )}
      </Show>
    </>
  );
}

function Plan(props: { readonly desk: DeskPicture; readonly attempt: Attempt }): JSX.Element {
  const [agreed, setAgreed] = createSignal<readonly string[]>([]);
  const consents = () => props.desk.differences.filter(({ consent }) => consent !== undefined);
  const isAgreed = () => consents().every(({ id }) => agreed().includes(id));
  const agree = (id: string, yes: boolean): void =>
    void setAgreed(yes ? [...agreed(), id] : agreed().filter((each) => each !== id));
  const write = (): void => {
    announce(say('radio-desk-writing'));
    ask(props.attempt, { do: 'write' });
  };
  return (
    <Show
      when={props.desk.differences.length > 0}
      fallback={
        <>
          <p class="note">{say('radio-no-differences')}</p>
          <button onClick={() => ask(props.attempt, { do: 'leave' })}>{say('back')}</button>
        </>
      }
    >
      <p class="strong">{sayCount('radio-differences', props.desk.differences.length)}</p>
      <Differences desk={props.desk} />
      <For each={consents()}>
        {(each) => (
          <label class="choice">
            <input type="checkbox" onChange={(event) => agree(each.id, event.currentTarget.checked)} />
            <span>
              {sayOurs(each.consent ?? '')}
              <small>{say('radio-agree')}</small>
            </span>
          </label>
        )}
      </For>
      <p class="soft small">{say('radio-restarts')}</p>
      <div class="row">
        <button class="main-act" disabled={!isAgreed() || props.attempt.busy()} onClick={write}>
          {say('radio-write')}
        </button>
        <button onClick={() => ask(props.attempt, { do: 'leave' })}>{say('cancel')}</button>
      </div>
    </Show>
  );
}

/** `channel.1.key` is "Channel 1: key"; what has no word of ours is shown as the radio names it. */
function settingWords(setting: string): string {
  const [, index, rest] = /^channel\.(\d+)(?:\.(\w+))?$/.exec(setting) ?? [];
  if (index === undefined) return sayOf('radio-set', setting.split('.').at(-1) ?? setting);
  const channel = say('radio-set-channel', { n: Number(index) });
  return rest === undefined ? channel : `${channel}: ${sayOf('radio-set', rest)}`;
}

/** What the radio is set to. Its names are somebody's own words, and stay as they are unless there is none. */
const valueWords = (setting: string, value: string): string =>
  /name$/i.test(setting) && value !== '(no name)' ? value : sayOurs(value);

function Differences(props: { readonly desk: DeskPicture }): JSX.Element {
  return (
    <ul class="list" data-differences>
      <For each={props.desk.differences}>
        {(each) => (
          <li>
            <p class="strong">{settingWords(each.setting)}</p>
            <p class="small">
              {valueWords(each.setting, each.from)} → <span class="strong">{valueWords(each.setting, each.to)}</span>
            </p>
          </li>
        )}
      </For>
    </ul>
  );
}
