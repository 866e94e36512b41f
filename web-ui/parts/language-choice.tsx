// The page in another language, named in that language.

import type { JSX } from 'solid-js';
import { isLanguage, language, LANGUAGES, say } from '../words/speak.ts';
import { Pick } from './form.tsx';
import { setLanguage } from './settings.ts';

export function LanguageChoice(): JSX.Element {
  return (
    <Pick
      label={say('language')}
      name="language"
      value={language()}
      empty=""
      options={Object.entries(LANGUAGES).map(([value, { name }]) => ({ value, label: name }))}
      onValue={(next) => isLanguage(next) && void setLanguage(next)}
    />
  );
}
