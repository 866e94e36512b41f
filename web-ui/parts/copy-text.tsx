// Text for another phone: as a code to point a camera at, and as text to copy.
//
// The code is drawn here (lean-qr), loaded only when one is shown. The clipboard exists in a secure
// context only; elsewhere the text is selected and the person copies it.

import { createEffect, createSignal, Show, type JSX } from 'solid-js';
import { say } from '../words/speak.ts';
import { announce } from './announce.tsx';

export type CopyTextProps = { readonly text: string; readonly name: string };

export function CopyText(props: CopyTextProps): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  const [size, setSize] = createSignal(0);
  const [path, setPath] = createSignal('');
  let area: HTMLTextAreaElement | undefined;

  createEffect(() => {
    const text = props.text;
    void import('./qr-path.ts').then(({ qrPath }) => {
      const code = qrPath(text);
      setSize(code.size);
      setPath(code.path);
    });
  });

  const copy = async (): Promise<void> => {
    area?.select();
    try {
      await navigator.clipboard.writeText(props.text);
    } catch {
      // No secure context, or forbidden: the text stays selected, and the person copies it.
      return announce(say('copy-selected'));
    }
    setCopied(true);
    announce(say('copied'));
  };

  return (
    <div class="stack">
      <Show when={path() !== ''}>
        <svg
          class="qr"
          role="img"
          aria-label={say('qr')}
          viewBox={`0 0 ${size()} ${size()}`}
          shape-rendering="crispEdges"
        >
          <rect class="qr-paper" width={size()} height={size()} />
          <path class="qr-ink" d={path()} />
        </svg>
      </Show>
      <textarea
        ref={(element) => (area = element)}
        class="hex"
        name={props.name}
        aria-label={say('copy-text')}
        readonly
        rows={4}
        value={props.text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button onClick={() => void copy()}>{copied() ? say('copied') : say('copy')}</button>
    </div>
  );
}
