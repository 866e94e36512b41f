// "Shown on a phone": said by this device once the person can really see the thing.
//
// A card that was drawn in a hidden tab was shown to nobody, so it is said only when the page is in
// sight, and once. A refusal (a guest, another roster) changes nothing on screen: the card is there.

import { act, ask } from '../node/window.ts';

const said = new Set<string>();

export function sayShown(record: string, alreadySaid: boolean): void {
  if (alreadySaid || said.has(record)) return;
  const whenSeen = (): void => {
    if (document.hidden || said.has(record)) return;
    document.removeEventListener('visibilitychange', whenSeen);
    said.add(record);
    void ask(act('emergency', 'shown', { record }));
  };
  document.addEventListener('visibilitychange', whenSeen);
  whenSeen();
}
