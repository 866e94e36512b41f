// What changed, said once to those who listen instead of looking.

import { createSignal, type JSX } from 'solid-js';

const [polite, setPolite] = createSignal('');
const [urgent, setUrgent] = createSignal('');

/** The same words said twice are two messages: an empty text in between makes a reader notice. */
function put(set: (text: string) => void, text: string): void {
  set('');
  setTimeout(() => set(text), 50);
}

export const announce = (text: string): void => put(setPolite, text);
export const alarm = (text: string): void => put(setUrgent, text);

export function Announcer(): JSX.Element {
  return (
    <>
      <p class="for-readers" role="status" aria-live="polite">
        {polite()}
      </p>
      <p class="for-readers" role="alert" aria-live="assertive">
        {urgent()}
      </p>
    </>
  );
}
