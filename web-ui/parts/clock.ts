// The window's own clock: one signal that every age on screen reads.
//
// It ticks each second while the page is seen and stands still while it is hidden; on return it jumps
// to now, so that nothing old is ever shown as fresh.

import { createSignal } from 'solid-js';

const TICK_MS = 1000;
const [nowMs, setNowMs] = createSignal(Date.now());

export { nowMs };

const tick = (): void => {
  if (!document.hidden) setNowMs(Date.now());
};
setInterval(tick, TICK_MS);
document.addEventListener('visibilitychange', tick);
