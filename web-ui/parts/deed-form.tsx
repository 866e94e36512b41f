// A form for any act that a module declares: its fields, its words in the reader's language, its refusal.
//
// Closed until it is asked for, so that a screen shows what there is before what can be done. Fields of which
// several may be given (holders and what each holds) grow together, a row at a time.

import { createSignal, For, Index, Match, Show, Switch, type JSX } from 'solid-js';
import { readAmount } from '#modules/economy/money.ts';
import { act } from '../node/window.ts';
import type { DeedField, DeedPicture } from '../views/deeds.ts';
import { say, sayDeed, sayOurs, sayWord } from '../words/speak.ts';
import { createAttempt, Refused } from './attempt.tsx';
import { Field, Pick } from './form.tsx';
import { nameOf } from './name.ts';

/** What was typed, by the field's name; a field that may be given once has one row. */
type Typed = Readonly<{ [name: string]: readonly string[] }>;
type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };

/** Numbers in this unit are written with a point or a comma. */
const HUNDREDTHS = 'hundredths';

/** What stands on a button: the title up to where it begins to explain. */
const shortOf = (title: string): string => title.split(/[:(]/)[0]!.trim();

const labelOf = (deed: DeedPicture, field: DeedField): string => {
  const words = sayDeed(`${deed.module}/${deed.act}.${field.name}`, field.label);
  const label = words.charAt(0).toLocaleUpperCase() + words.slice(1);
  return field.optional && field.is !== 'yes' ? say('deed-optional', { label }) : label;
};

function readOne(field: DeedField, text: string): Read {
  if (field.is === 'yes') return { ok: true, value: text === 'yes' };
  if (field.is !== 'number') return { ok: true, value: text };
  if (field.unit === HUNDREDTHS) {
    const amount = readAmount(text);
    return amount.ok ? amount : { ok: false, why: `${sayOurs(amount.error.why)} ${sayOurs(amount.error.remedy)}` };
  }
  const value = Number(text);
  const fits = /^\d{1,7}$/.test(text) && value >= field.least && value <= field.most;
  return fits ? { ok: true, value } : { ok: false, why: rangeOf(field) };
}

const rangeOf = ({ least, most, unit }: Extract<DeedField, { is: 'number' }>): string =>
  say('deed-range', { least, most, unit: sayWord(unit) });

export function DeedForm(props: { readonly deed: DeedPicture }): JSX.Element {
  const attempt = createAttempt();
  const [typed, setTyped] = createSignal<Typed>({});
  const [rows, setRows] = createSignal(1);
  const [wrong, setWrong] = createSignal('');
  const deed = () => props.deed;
  const title = (): string => sayDeed(`${deed().module}/${deed().act}`, deed().title);
  const once = () => deed().fields.filter(({ many }) => many === undefined);
  const growing = () => deed().fields.filter(({ many }) => many !== undefined);
  const rowsMax = (): number => Math.min(...growing().map(({ many }) => many ?? 1));
  const at = (name: string, row: number): string => typed()[name]?.[row] ?? '';
  const type = (name: string, row: number, text: string): void => {
    const before = typed()[name] ?? [];
    const after = Array.from({ length: Math.max(before.length, row + 1) }, (_, i) =>
      i === row ? text : (before[i] ?? ''),
    );
    setTyped({ ...typed(), [name]: after });
  };

  /** The arguments, or what is missing, in words. */
  const read = (): Read => {
    const args: { [name: string]: unknown } = { ...deed().fixed };
    for (const field of deed().fields) {
      const texts = Array.from({ length: field.many === undefined ? 1 : rows() }, (_, row) =>
        at(field.name, row).trim(),
      );
      const given = texts.filter((text) => text !== '');
      if (field.is === 'yes') {
        args[field.name] = given.length > 0;
        continue;
      }
      if (given.length === 0 && !field.optional)
        return { ok: false, why: say('deed-missing', { label: labelOf(deed(), field) }) };
      const values: unknown[] = [];
      for (const text of given) {
        const one = readOne(field, text);
        if (!one.ok) return { ok: false, why: `${labelOf(deed(), field)}: ${one.why}` };
        values.push(one.value);
      }
      if (field.many !== undefined) args[field.name] = values;
      else if (values.length > 0) args[field.name] = values[0];
    }
    return { ok: true, value: args };
  };

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const args = read();
    setWrong(args.ok ? '' : args.why);
    if (!args.ok) return;
    const outcome = await attempt.run(
      act(deed().module, deed().act, args.value),
      say('deed-done', { title: shortOf(title()) }),
    );
    if (outcome?.ok !== true) return;
    setTyped({});
    setRows(1);
  };

  const one = (field: DeedField, row: number): JSX.Element => (
    <DeedInput
      deed={deed()}
      field={field}
      row={field.many === undefined ? undefined : row + 1}
      value={at(field.name, row)}
      onValue={(text) => type(field.name, row, text)}
    />
  );
  return (
    <details class="card no-print" data-deed={deed().id}>
      <summary>{title()}</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <For each={once()}>{(field) => one(field, 0)}</For>
        <Show when={growing().length > 0}>
          <Index each={Array.from({ length: rows() })}>
            {(_, row) => <For each={growing()}>{(field) => one(field, row)}</For>}
          </Index>
          <Show when={rows() < rowsMax()}>
            <button type="button" onClick={() => setRows(rows() + 1)}>
              {say('deed-row')}
            </button>
          </Show>
        </Show>
        <button class={deed().grave ? 'grave wide' : 'main-act wide'} type="submit" disabled={attempt.busy()}>
          {attempt.busy() ? say('working') : shortOf(title())}
        </button>
        <Refused attempt={attempt} wrong={wrong()} />
      </form>
    </details>
  );
}

type DeedInputProps = {
  readonly deed: DeedPicture;
  readonly field: DeedField;
  /** Counted from one where the field may be given several times. */
  readonly row: number | undefined;
  readonly value: string;
  readonly onValue: (text: string) => void;
};

function DeedInput(props: DeedInputProps): JSX.Element {
  const field = () => props.field;
  const label = (): string => {
    const label = labelOf(props.deed, field());
    return props.row === undefined ? label : say('deed-nth', { label, n: props.row });
  };
  const name = (): string => (props.row === undefined ? field().name : `${field().name}-${props.row}`);
  const offers = () => {
    const shown = field();
    if (shown.is !== 'offer' && shown.is !== 'word') return [];
    return shown.offers.map(({ value, label: words, person }) => ({
      value,
      label: person ? nameOf(person) : shown.is === 'word' ? sayWord(words) : words,
    }));
  };
  const hint = (): { readonly hint: string } | object => {
    const shown = field();
    return shown.is === 'number' && shown.unit !== HUNDREDTHS ? { hint: rangeOf(shown) } : {};
  };
  const bytes = (): number => {
    const shown = field();
    return shown.is === 'text' ? shown.bytesMax : 9;
  };
  return (
    <Switch
      fallback={
        <Field
          {...hint()}
          label={label()}
          name={name()}
          kind={field().is === 'number' ? 'decimal' : 'text'}
          value={props.value}
          onValue={props.onValue}
          maxLength={bytes()}
        />
      }
    >
      <Match when={field().is === 'offer' || field().is === 'word'}>
        <Pick
          label={label()}
          name={name()}
          value={props.value}
          empty={say('deed-choose')}
          options={offers()}
          onValue={props.onValue}
        />
      </Match>
      <Match when={field().is === 'yes'}>
        <label class="choice">
          <input
            type="checkbox"
            name={name()}
            checked={props.value === 'yes'}
            onChange={(event) => props.onValue(event.currentTarget.checked ? 'yes' : '')}
          />
          <span>{label()}</span>
        </label>
      </Match>
    </Switch>
  );
}
