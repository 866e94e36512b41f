// SOS: three questions that may all stay unanswered, and the button. Works for anybody, at any time.

import { createSignal, For, Show, type JSX } from 'solid-js';
import type { Severity, SosKind } from '#modules/emergency/records.ts';
import { positionOf, type Position } from '#modules/emergency/whereabouts.ts';
import { act, picture } from '../node/window.ts';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { Choice, Field, Pick } from '../parts/form.tsx';
import { HoldButton } from '../parts/hold-button.tsx';
import { SosCard } from '../parts/sos-card.tsx';
import { SEVERITIES_FALLING, SOS_KINDS_FIRST, SOS_KINDS_MORE, SOS_TEXT_BYTES_MAX } from '../views/terms.ts';
import { say, sayOf } from '../words/speak.ts';

const POSITION_WAIT_MS = 20_000;

export function SosScreen(): JSX.Element {
  const attempt = createAttempt();
  const [kind, setKind] = createSignal<SosKind>('other');
  const [severity, setSeverity] = createSignal<Severity>('unknown');
  const [people, setPeople] = createSignal('');
  const [text, setText] = createSignal('');
  const [cannotMove, setCannotMove] = createSignal(false);
  const [drill, setDrill] = createSignal(false);
  const [position, setPosition] = createSignal<Position | null>(null);

  const send = (): void => {
    const count = /^\d{1,4}$/.test(people().trim()) ? Number(people().trim()) : 0;
    void attempt.run(
      act('emergency', 'call', {
        kind: kind(),
        severity: severity(),
        drill: drill(),
        cannotMove: cannotMove(),
        people: count,
        position: position(),
        text: text().trim(),
      }),
      say('sos-sent'),
    );
  };
  const mine = () => picture('now')?.calls.filter(({ isMine }) => isMine) ?? [];
  return (
    <>
      <h1>{say('nav-sos')}</h1>
      <p class="soft">{say('sos-not-a-service')}</p>
      <For each={mine()}>{(sos) => <SosCard sos={sos} />}</For>
      <div class="columns">
        <section class="stack" aria-label={say('sos-button')}>
          <HoldButton label={drill() ? say('sos-hold-drill') : say('sos-hold')} onSend={send} />
          <Refused attempt={attempt} />
        </section>
        <section class="stack" aria-labelledby="sos-more">
          <h2 id="sos-more">{say('sos-more')}</h2>
          <p class="soft small">{say('sos-optional')}</p>
          <Choice
            legend={say('sos-what')}
            name="kind"
            across
            value={kind()}
            options={SOS_KINDS_FIRST.map((value) => ({ value, label: sayOf('sos-kind', value) }))}
            onValue={setKind}
          />
          <Pick
            label={say('sos-what-else')}
            name="kind-more"
            value={SOS_KINDS_MORE.some((value) => value === kind()) ? kind() : ''}
            empty={say('none-of-these')}
            options={SOS_KINDS_MORE.map((value) => ({ value, label: sayOf('sos-kind', value) }))}
            onValue={(value) => setKind(SOS_KINDS_MORE.find((known) => known === value) ?? 'other')}
          />
          <Choice
            legend={say('sos-how-bad')}
            name="severity"
            across
            value={severity()}
            options={SEVERITIES_FALLING.map((value) => ({ value, label: sayOf('severity', value) }))}
            onValue={setSeverity}
          />
          <Field
            label={say('sos-how-many')}
            name="people"
            kind="number"
            value={people()}
            onValue={setPeople}
            maxLength={4}
          />
          <Check label={say('sos-cannot-move')} on={cannotMove()} onChange={setCannotMove} />
          <Where position={position()} onPosition={setPosition} />
          <Field
            label={say('sos-words')}
            hint={say('sos-words-hint', { n: SOS_TEXT_BYTES_MAX })}
            name="text"
            kind="long"
            value={text()}
            onValue={setText}
            maxLength={SOS_TEXT_BYTES_MAX}
          />
          <Check label={say('sos-drill-this')} on={drill()} onChange={setDrill} />
        </section>
      </div>
    </>
  );
}

function Check(props: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}): JSX.Element {
  return (
    <label class="choice">
      <input type="checkbox" checked={props.on} onChange={(event) => props.onChange(event.currentTarget.checked)} />
      <span>{props.label}</span>
    </label>
  );
}

/** A place only if the person asks for it and the browser can: over plain http it cannot. */
function Where(props: {
  readonly position: Position | null;
  readonly onPosition: (position: Position | null) => void;
}): JSX.Element {
  const [state, setState] = createSignal<'idle' | 'asking' | 'failed'>('idle');
  const locate = (): void => {
    setState('asking');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle');
        props.onPosition(positionOf(coords.latitude, coords.longitude, coords.accuracy));
      },
      () => setState('failed'),
      { enableHighAccuracy: true, timeout: POSITION_WAIT_MS, maximumAge: 60_000 },
    );
  };
  return (
    <Show
      when={isSecureContext && 'geolocation' in navigator}
      fallback={<p class="note small">{say('sos-no-place')}</p>}
    >
      <div class="row" aria-live="polite">
        <Show
          when={props.position}
          fallback={
            <button type="button" onClick={locate} disabled={state() === 'asking'}>
              {state() === 'asking' ? say('sos-placing') : say('sos-place')}
            </button>
          }
        >
          {(position) => (
            <>
              <span>
                {position().latDeg.toFixed(4)}, {position().lonDeg.toFixed(4)}{' '}
                {say('sos-within', { n: position().withinMetres })}
              </span>
              <button type="button" onClick={() => props.onPosition(null)}>
                {say('sos-place-remove')}
              </button>
            </>
          )}
        </Show>
        <Show when={state() === 'failed'}>
          <span>{say('sos-place-failed')}</span>
        </Show>
      </div>
    </Show>
  );
}
