// Which screen is shown, and what came in with the address.
//
// The fragment never reaches a server, so it carries what must not: an invitation (`#join=...`) and the
// gateway's control token (`#control=...`). Both are taken out of the address at once, so that they are
// in no history entry and on no screenshot.

import { createSignal } from 'solid-js';

export const SCREENS = [
  'now',
  'people',
  'decide',
  'trade',
  'shares',
  'powers',
  'keys',
  'air',
  'sos',
  'phone',
  'radio',
] as const;
export type Screen = (typeof SCREENS)[number];

const CONTROL_KEY = 'folkmoot-control';

const isScreen = (text: string): text is Screen => (SCREENS as readonly string[]).includes(text);
const screenIn = (hash: string): Screen => {
  const name = hash.replace(/^#\/?/, '');
  return isScreen(name) ? name : 'now';
};

const [screen, setScreen] = createSignal<Screen>(screenIn(location.hash));
export { screen };

export function go(next: Screen): void {
  if (next === screen()) return;
  history.pushState(null, '', `#/${next}`);
  setScreen(next);
  scrollTo(0, 0);
}

addEventListener('popstate', () => setScreen(screenIn(location.hash)));

function readSession(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** The gateway's control token of this tab, if the page was opened with one. */
export const [controlToken, setControlToken] = createSignal(readSession(CONTROL_KEY));
/** An invitation that the page was opened with. */
export const [invitation, setInvitation] = createSignal('');

/** Takes what the address carries, and cleans the address. */
export function takeFragment(): void {
  const given = new URLSearchParams(location.hash.replace(/^#/, ''));
  const invite = given.get('join');
  const control = given.get('control');
  if (invite !== null) setInvitation(invite);
  if (control !== null) {
    setControlToken(control);
    try {
      sessionStorage.setItem(CONTROL_KEY, control);
    } catch {
      // Forbidden: the token then lasts until the page is reloaded.
    }
  }
  if (invite !== null || control !== null) history.replaceState(null, '', location.pathname + location.search);
}
addEventListener('hashchange', takeFragment);
