// Decide: propose, say what one thinks, block with a reason, bind; and how it stands, so far or for good.

import { createSignal, For, Show, type JSX } from 'solid-js';
import { act, picture } from '../node/window.ts';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { Choice, Field } from '../parts/form.tsx';
import { MatterCard } from '../parts/matter-card.tsx';
import { KINDS_FIRST, METHODS_FIRST, PERIODS_HOURS, PROPOSAL_TEXT_BYTES_MAX } from '../views/terms.ts';
import { say, sayCount } from '../words/speak.ts';

export function DecideScreen(): JSX.Element {
  const decide = () => picture('decide');
  return (
    <>
      <h1>{say('nav-decide')}</h1>
      <Show when={decide()}>
        {(shown) => (
          <>
            <Show when={shown().isMember} fallback={<p class="note">{say('decide-members-only')}</p>}>
              <Propose />
            </Show>
            <section class="stack" aria-label={say('decide-open')}>
              <For each={shown().open} fallback={<p class="soft">{say('decide-none')}</p>}>
                {(matter) => <MatterCard matter={matter} />}
              </For>
            </section>
            <Show when={shown().closed.length > 0}>
              <section class="stack" aria-labelledby="decide-closed">
                <h2 id="decide-closed">{say('decide-closed')}</h2>
                <For each={shown().closed}>{(matter) => <MatterCard matter={matter} />}</For>
              </section>
            </Show>
          </>
        )}
      </Show>
    </>
  );
}

const OPTIONS_SHOWN = 4;

function Propose(): JSX.Element {
  const attempt = createAttempt();
  const [open, setOpen] = createSignal(false);
  const [title, setTitle] = createSignal('');
  const [text, setText] = createSignal('');
  const [kind, setKind] = createSignal<(typeof KINDS_FIRST)[number]>('ordinary');
  const [method, setMethod] = createSignal<(typeof METHODS_FIRST)[number]>('consent');
  const [period, setPeriod] = createSignal<string>('24');
  const [options, setOptions] = createSignal<readonly string[]>(Array.from({ length: OPTIONS_SHOWN }, () => ''));

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given =
      method() === 'consent'
        ? []
        : options()
            .map((one) => one.trim())
            .filter((one) => one !== '');
    const request = act('governance', 'propose', {
      title: title().trim(),
      text: text().trim(),
      options: given,
      kind: kind(),
      method: method(),
      periodHours: Number(period()),
      slot: null,
    });
    const outcome = await attempt.run(request, say('decide-proposed'));
    if (outcome?.ok !== true) return;
    setTitle('');
    setText('');
    setOpen(false);
  };

  return (
    <Show
      when={open()}
      fallback={
        <button class="main-act" onClick={() => setOpen(true)}>
          {say('decide-propose')}
        </button>
      }
    >
      <form class="card" onSubmit={(event) => void submit(event)}>
        <h2>{say('decide-propose')}</h2>
        <Field label={say('decide-title')} name="title" value={title()} onValue={setTitle} maxLength={80} required />
        <Field
          label={say('decide-text')}
          hint={say('decide-text-hint', { n: PROPOSAL_TEXT_BYTES_MAX })}
          name="text"
          kind="long"
          value={text()}
          onValue={setText}
          maxLength={PROPOSAL_TEXT_BYTES_MAX}
        />
        <Choice
          legend={say('decide-method')}
          name="method"
          value={method()}
          options={METHODS_FIRST.map((value) => ({
            value,
            label: say(`method-${value}`),
            hint: say(`method-${value}-hint`),
          }))}
          onValue={setMethod}
        />
        <Show when={method() !== 'consent'}>
          <For each={Array.from({ length: OPTIONS_SHOWN }, (_, i) => i)}>
            {(i) => (
              <Field
                label={say('decide-option', { n: i + 1 })}
                name={`option-${i + 1}`}
                value={options()[i] ?? ''}
                onValue={(value) => setOptions(options().map((one, at) => (at === i ? value : one)))}
                maxLength={40}
              />
            )}
          </For>
        </Show>
        <Choice
          legend={say('decide-kind')}
          name="matter-kind"
          value={kind()}
          options={KINDS_FIRST.map((value) => ({
            value,
            label: say(`matter-kind-${value}`),
            hint: say(`matter-kind-${value}-hint`),
          }))}
          onValue={setKind}
        />
        <Choice
          legend={say('decide-period')}
          name="period"
          across
          value={period()}
          options={PERIODS_HOURS.map((hours) => ({ value: String(hours), label: sayCount('hours', hours) }))}
          onValue={setPeriod}
        />
        <p class="warn">{say('decide-public')}</p>
        <div class="row">
          <button class="main-act" type="submit" disabled={attempt.busy()}>
            {attempt.busy() ? say('working') : say('decide-propose-go')}
          </button>
          <button class="quiet" type="button" onClick={() => setOpen(false)}>
            {say('cancel')}
          </button>
        </div>
        <Refused attempt={attempt} />
      </form>
    </Show>
  );
}
