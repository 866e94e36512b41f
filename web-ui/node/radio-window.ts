// The window's part of a radio: what this browser offers, the choosing (which takes a tap), and what must
// hold while it is connected.
//
//   one tab      a radio gives each message once, so two tabs would steal from each other: a Web Lock is
//                taken before connecting
//   screen on    a phone with a dark screen soon stops the page; a wake lock keeps it lit, if wanted

import { createSignal } from 'solid-js';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import type { LinkProblem, StreamOpener } from '#radio/links/byte-stream.ts';
import { plugRadio } from './window.ts';
import { servePump } from './radio-pump.ts';

export const RADIO_WAYS = ['bluetooth', 'usb'] as const;
export type RadioWay = (typeof RADIO_WAYS)[number];
/** `insecure`: this page came without encryption, and browsers keep radios from such pages. */
export type Offer = 'offered' | 'insecure' | 'missing';

const LOCK = 'folkmoot-radio';
const API: Readonly<Record<RadioWay, string>> = { bluetooth: 'bluetooth', usb: 'serial' };

export function offerOf(way: RadioWay): Offer {
  if (!isSecureContext) return 'insecure';
  return API[way] in navigator ? 'offered' : 'missing';
}

/** Loaded at the tap: most phones reach the gateway and never need it. */
const CHOOSE: Readonly<Record<RadioWay, () => Promise<Result<StreamOpener, LinkProblem>>>> = {
  bluetooth: async () => (await import('#radio/links/web-bluetooth.web.ts')).requestBluetoothRadio(),
  usb: async () => (await import('#radio/links/web-serial.web.ts')).requestSerialRadio(),
};

const OTHER_TAB: LinkProblem = {
  kind: 'busy',
  words: 'Another tab of this browser is connected to a radio. Let it go there first, or close that tab.',
};

/** The way to let the lock go, or undefined where another tab has it. */
function takeLock(): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    void navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(undefined);
      return new Promise<void>((letGo) => resolve(letGo));
    });
  });
}

/** Lets the person choose a radio, and hands it to the node. Must be called from a tap. */
export async function connectRadio(way: RadioWay): Promise<Result<void, LinkProblem>> {
  const letGo = await takeLock();
  if (!letGo) return err(OTHER_TAB);
  const chosen = await CHOOSE[way]();
  if (!chosen.ok) {
    letGo();
    return chosen;
  }
  const { address, link, reopenMsMax } = chosen.value;
  const { port1, port2 } = new MessageChannel();
  setIsServed(true);
  servePump(port1, chosen.value, () => {
    letGo();
    setIsServed(false);
    void light();
  });
  plugRadio(port2, { address, link, reopenMsMax });
  void light();
  return ok(undefined);
}

// ── The screen ────────────────────────────────────────────────────────────────────────────────────

const [isServed, setIsServed] = createSignal(false);
const [isLit, setIsLit] = createSignal(false);
const [wantsLight, setWantsLight] = createSignal(true);
let sentinel: WakeLockSentinel | undefined;

export { isLit, isServed, wantsLight };

export function keepLit(wanted: boolean): void {
  setWantsLight(wanted);
  void light();
}

/** The browser takes a wake lock away whenever the page is hidden, so it is asked for again. */
async function light(): Promise<void> {
  if (!isServed() || !wantsLight()) {
    await sentinel?.release();
    return;
  }
  if (sentinel || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
  try {
    sentinel = await navigator.wakeLock.request('screen');
    setIsLit(true);
    sentinel.addEventListener('release', () => {
      sentinel = undefined;
      setIsLit(false);
    });
  } catch {
    // An almost empty battery or a rule of the phone: the screen says that it is not kept on.
  }
}
document.addEventListener('visibilitychange', () => void light());
