// Fields and choices with labels that stay visible, 48 px high.

import { createUniqueId, For, Show, type JSX } from 'solid-js';

export type FieldProps = {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  readonly kind?: 'text' | 'number' | 'decimal' | 'long';
  readonly maxLength?: number;
  readonly required?: boolean;
};

const INPUT_MODES = { text: 'text', long: 'text', number: 'numeric', decimal: 'decimal' } as const;

export function Field(props: FieldProps): JSX.Element {
  const id = createUniqueId();
  const shared = () => ({
    id,
    name: props.name,
    value: props.value,
    required: props.required ?? false,
    maxlength: props.maxLength ?? 400,
    autocomplete: 'off',
    'aria-describedby': props.hint ? `${id}-hint` : undefined,
  });
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <Show
        when={props.kind === 'long'}
        fallback={
          <input
            {...shared()}
            type="text"
            inputmode={INPUT_MODES[props.kind ?? 'text']}
            onInput={(event) => props.onValue(event.currentTarget.value)}
          />
        }
      >
        <textarea {...shared()} rows={3} onInput={(event) => props.onValue(event.currentTarget.value)} />
      </Show>
      <Show when={props.hint}>
        <p id={`${id}-hint`} class="soft small">
          {props.hint}
        </p>
      </Show>
    </div>
  );
}

export type Option<T extends string> = { readonly value: T; readonly label: string; readonly hint?: string };

export type ChoiceProps<T extends string> = {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly Option<T>[];
  readonly value: T | undefined;
  readonly onValue: (value: T) => void;
  readonly across?: boolean;
};

/** One of several, all of them visible: no menu has to be opened to see what there is. */
export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  const group = `${props.name}-${createUniqueId()}`;
  return (
    <fieldset class="stack">
      <legend>{props.legend}</legend>
      <div class="choices" classList={{ 'choices-across': props.across === true }}>
        <For each={props.options}>
          {(option) => (
            <label class="choice">
              <input
                type="radio"
                name={group}
                value={option.value}
                checked={props.value === option.value}
                onChange={() => props.onValue(option.value)}
              />
              <span>
                {option.label}
                <Show when={option.hint}>
                  <small>{option.hint}</small>
                </Show>
              </span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}

export type PickProps = {
  readonly label: string;
  readonly name: string;
  readonly options: readonly Option<string>[];
  readonly value: string;
  readonly empty: string;
  readonly onValue: (value: string) => void;
};

/** One of many, where showing all would bury the page. */
export function Pick(props: PickProps): JSX.Element {
  const id = createUniqueId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} name={props.name} onChange={(event) => props.onValue(event.currentTarget.value)}>
        <option value="" selected={props.value === ''}>
          {props.empty}
        </option>
        <For each={props.options}>
          {(option) => (
            <option value={option.value} selected={props.value === option.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
