// What a person chose for this phone: language and theme. Kept in the browser, never sent.

import { createSignal } from 'solid-js';
import { isLanguage, languageFor, speak, type Language } from '../words/speak.ts';

export const THEMES = ['auto', 'light', 'dark', 'red'] as const;
export type Theme = (typeof THEMES)[number];

const LANGUAGE_KEY = 'folkmoot-language';
const THEME_KEY = 'folkmoot-theme';

/** Storage may be forbidden; then a choice lasts as long as the page. */
function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden: nothing else to do, and nothing is lost but a preference.
  }
}

const isTheme = (text: string): text is Theme => (THEMES as readonly string[]).includes(text);

const [theme, setThemeSignal] = createSignal<Theme>('auto');
export { theme };

function wear(next: Theme): void {
  setThemeSignal(next);
  if (next === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
}

export function setTheme(next: Theme): void {
  wear(next);
  keep(THEME_KEY, next);
}

export async function setLanguage(next: Language): Promise<void> {
  await speak(next);
  keep(LANGUAGE_KEY, next);
}

/** What was chosen before, or what the browser asks for. */
export async function loadSettings(): Promise<void> {
  const themeKept = read(THEME_KEY);
  if (isTheme(themeKept)) wear(themeKept);
  const languageKept = read(LANGUAGE_KEY);
  await speak(isLanguage(languageKept) ? languageKept : languageFor(navigator.languages));
}
