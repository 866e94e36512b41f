// The window's end of the port: pictures come in as one reactive store, requests go out as promises.
//
// This is the only file that knows both Solid and the node's port; screens read `picture` and call
// `ask`.

import { createSignal } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { Pictures, ViewName } from '../views/pictures.ts';
import type { FromNode, Outcome, Request, ToNode } from './port.ts';
import type { RadioAbout } from './radio-pump.ts';

type Shown = { [V in ViewName]?: Pictures[V] };

const [shown, setShown] = createStore<Shown>({});
const [broken, setBroken] = createSignal<string>();
const answers = new Map<number, (outcome: Outcome) => void>();
let callNext = 1;
let worker: Worker | undefined;

export { broken };

/** What a view shows now, or undefined until the node has drawn it. */
export const picture = <V extends ViewName>(view: V): Pictures[V] | undefined => shown[view];

const post = (message: ToNode): void => worker?.postMessage(message);

function take(message: FromNode): void {
  switch (message.kind) {
    case 'picture':
      // Rows keep their identity by `id`, so that a field being typed into is never thrown away.
      return setShown(message.view, reconcile(message.picture as never, { key: 'id', merge: false }));
    case 'answer':
      answers.get(message.call)?.(message.outcome);
      answers.delete(message.call);
      return;
    case 'broken':
      return void setBroken(message.why);
  }
}

const TAB_KEY = 'folkmoot-tab';

/** Names this tab, also after a reload. Without storage every load is a tab of its own. */
function tabName(): string {
  const made = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join('');
  try {
    const name = sessionStorage.getItem(TAB_KEY) ?? made;
    sessionStorage.setItem(TAB_KEY, name);
    return name;
  } catch {
    return made;
  }
}

/** Starts the node beside the window. Called once. */
export function startNode(linkUrl: string): void {
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'folkmoot-node' });
  worker.onmessage = (event: MessageEvent<FromNode>) => take(event.data);
  worker.onerror = (event) =>
    setBroken(event.message || 'The part of this page that keeps your records did not start.');
  post({ kind: 'open', linkUrl, tab: tabName() });
}

export const watch = (views: readonly ViewName[]): void => post({ kind: 'watch', views });

/** Hands the node a radio that the window has opened: the port leads to the window's pump. */
export function plugRadio(port: MessagePort, about: RadioAbout): void {
  worker?.postMessage({ kind: 'radio', port, about } satisfies ToNode, [port]);
}

export function ask(request: Request): Promise<Outcome> {
  return new Promise((resolve) => {
    const call = callNext++;
    answers.set(call, resolve);
    post({ kind: 'request', call, request });
  });
}

export const act = (module: string, name: string, args: unknown): Request => ({
  kind: 'act',
  act: { module, name, args },
});
