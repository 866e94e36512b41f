// The driver loop: feeds a node its events and performs what it asks for. Gateway and page share it.
//
// It knows no platform: links, store, clock and verifier are ports. Its promises:
//  - events go through the node one at a time, in the order in which they came;
//  - a frame is handed to a link, and an act is answered, only after every `persist` before it is
//    durable: what was on the air, or shown as saved, is never forgotten by its author;
//  - a failed `persist` becomes `store-failed`, and what waited behind it is refused, not sent;
//  - what a port throws becomes an event or a report, never a loop that quietly stopped;
//  - every queue has an end. When the store or the verifier cannot keep up, frames from links are
//    dropped (the sync brings them back); what people tap is never dropped.
// A throw of the node itself is an error of ours (assert): the loop stops and says so once.

import type { MemberId } from '../bytes/reference.ts';
import { verify as verifyHere } from '../crypto/bls.ts';
import { createAlarm } from './alarm.ts';
import { KEYS_ROW } from './archive.ts';
import { createDurability } from './durability.ts';
import type { Acted, Heard, LinkId, NodeEffect, NodeEvent } from './event.ts';
import type { Act } from './module.ts';
import type { FolkmootNode } from './node-api.ts';
import type { DriverPorts, LinkPort, Outcome, Report } from './ports.ts';
import { wordsOf } from './words-of.ts';

/** Persists that may be under way before frames from links are dropped. */
export const PERSISTS_WAITING_MAX = 4096;
/** Checks that may wait before frames from links are dropped. */
export const CHECKS_WAITING_MAX = 512;
/** Routine checks at the verifier at once, so that it can make batches of them; the others wait here, oldest first. */
export const CHECKS_AT_ONCE = 64;
/**
 * A node says again what a link refused. A link that refuses at once, as one that is just closing does,
 * would otherwise be asked again without end and without a breath.
 */
export const REFUSAL_AFTER_MS = 250;
/** Frames that may wait for the store. */
export const TRANSMITS_WAITING_MAX = 4096;

type Transmit = Extract<NodeEffect, { kind: 'transmit' }>;
type Check = Extract<NodeEffect, { kind: 'verify' }>;
/** What waits until all persists up to number `behind` are durable. */
type Held = { readonly behind: number } & (
  | { readonly what: 'transmit'; readonly transmit: Transmit }
  | { readonly what: 'acted'; readonly reply: number; readonly outcome: Acted }
);

export type Driver = {
  /** Loads what is stored, then runs. Rejects with the store's own error; nothing was changed then. */
  start(): Promise<void>;
  attach(link: LinkPort): void;
  detach(link: LinkId, why: string): void;
  /** What a person tapped; resolves when its records are durable, or with why it was refused. */
  act(act: Act): Promise<Acted>;
  /** Calls `listener` with the name of each module whose state changed. Returns the way to stop it. */
  onChanged(listener: (module: string) => void): () => void;
  /** Calls `listener` with each private message to this member. It is stored nowhere here. Returns the way to stop it. */
  onPrivate(listener: (from: MemberId, text: string) => void): () => void;
  links(): readonly LinkPort[];
  nowMs(): number;
  /** Closes links and timers, and resolves once everything handed to the store has settled. */
  stop(): Promise<void>;
};

export function createDriver(node: FolkmootNode, ports: DriverPorts): Driver {
  const links = new Map<LinkId, LinkPort>();
  const listeners = new Set<(module: string) => void>();
  const letterboxes = new Set<(from: MemberId, text: string) => void>();
  const replies = new Map<number, (outcome: Acted) => void>();
  const events: NodeEvent[] = [];
  const checks: Check[] = [];
  const store = createDurability(ports.store, (why) => take({ kind: 'store-failed', why }));
  const alarm = createAlarm(ports.clock, () => take({ kind: 'woke' }));
  let state: 'new' | 'loading' | 'running' | 'stopped' = 'new';
  let isHandling = false;
  let checking = 0;
  let replyNext = 1;

  const say = (report: Report): void => {
    try {
      ports.report(report);
    } catch {
      // A log that cannot be written must not stop the node.
    }
  };
  const portFailed = (port: string, error: unknown): void => say({ kind: 'port-failed', port, why: wordsOf(error) });

  /** One more event. Those that come while another is handled wait for it. */
  function take(event: NodeEvent): void {
    if (state !== 'running') return;
    events.push(event);
    if (isHandling) return;
    isHandling = true;
    try {
      for (let next = events.shift(); next !== undefined; next = events.shift()) {
        if (next.kind === 'store-failed') store.told();
        for (const effect of node.handle(next, ports.clock.nowMs())) perform(effect);
      }
    } catch (error) {
      breakDown(error);
    } finally {
      isHandling = false;
    }
  }

  function breakDown(error: unknown): void {
    halt('this node has stopped: an error in its own code');
    say({ kind: 'broken', why: wordsOf(error), error });
  }

  function halt(why: string): void {
    state = 'stopped';
    events.length = 0;
    checks.length = 0;
    delayed.length = 0;
    callOff?.();
    alarm.clear();
    for (const link of links.values()) quietly(`link ${link.id}`, () => link.close());
    links.clear();
    for (const reply of replies.values()) reply(refusal('node-stopped', why, 'Start it again.'));
    replies.clear();
  }

  function quietly(port: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      portFailed(port, error);
    }
  }

  function perform(effect: NodeEffect): void {
    switch (effect.kind) {
      case 'persist':
        store.append(effect.stored, settle);
        if (effect.stored.key === KEYS_ROW) quietly('keys', () => ports.keysChanged?.());
        return;
      case 'transmit':
        return hold({ what: 'transmit', transmit: effect, behind: store.issued() });
      case 'acted':
        return hold({ what: 'acted', reply: effect.reply, outcome: effect.outcome, behind: store.issued() });
      case 'verify':
        checks.push(effect);
        return check();
      case 'wake':
        return alarm.set(effect.atMs);
      case 'changed':
        for (const listener of listeners) quietly('screen', () => listener(effect.module));
        return;
      case 'private-message':
        for (const listener of letterboxes) quietly('letterbox', () => listener(effect.from, effect.text));
        return;
      case 'note':
        return say({ kind: 'note', note: effect.note });
    }
  }

  const held: Held[] = [];
  function hold(item: Held): void {
    if (held.length >= TRANSMITS_WAITING_MAX && item.what === 'transmit') {
      return refuse(item.transmit, 'too many frames wait for the store');
    }
    held.push(item);
    settle();
  }

  /** Does what no longer waits for the store, in order. */
  function settle(): void {
    while (held.length > 0 && held[0]!.behind <= store.settledUpTo()) {
      const item = held.shift()!;
      const lost = store.failureBefore(item.behind);
      if (item.what === 'acted') answer(item.reply, lost === undefined ? item.outcome : notSaved(item.outcome, lost));
      else if (lost === undefined) transmit(item.transmit);
      else refuse(item.transmit, `not sent, because it could not be saved first: ${lost}`);
    }
  }

  function transmit(effect: Transmit): void {
    const link = links.get(effect.link);
    if (link === undefined) return refuse(effect, 'the link is down');
    if (effect.expiresAtMs <= ports.clock.nowMs()) return refuse(effect, 'it waited too long and is out of date');
    const told = (outcome: Outcome, why?: string): void => {
      if (links.get(link.id) !== link) return;
      const event = transmitted(effect, outcome, why);
      if (outcome === 'refused' || outcome === 'unknown') later(event);
      else take(event);
    };
    try {
      link.send(effect.frame, effect, told);
    } catch (error) {
      portFailed(`link ${link.id}`, error);
      refuse(effect, wordsOf(error));
    }
  }

  const refuse = (effect: Transmit, why: string): void => later(transmitted(effect, 'refused', why));

  /** Tells the node a little later; all that waits shares one timer. */
  const delayed: { readonly atMs: number; readonly event: NodeEvent }[] = [];
  let callOff: (() => void) | undefined;
  function later(event: NodeEvent): void {
    delayed.push({ atMs: ports.clock.nowMs() + REFUSAL_AFTER_MS, event });
    callOff ??= ports.clock.at(delayed[0]!.atMs, tellDelayed);
  }
  function tellDelayed(): void {
    callOff = undefined;
    const nowMs = ports.clock.nowMs();
    while (delayed.length > 0 && delayed[0]!.atMs <= nowMs) take(delayed.shift()!.event);
    if (delayed.length > 0) callOff ??= ports.clock.at(delayed[0]!.atMs, tellDelayed);
  }

  function answer(reply: number, outcome: Acted): void {
    const resolve = replies.get(reply);
    replies.delete(reply);
    resolve?.(outcome);
  }

  /** Hands waiting checks to the verifier: calls for help at once, the others oldest first. */
  function check(): void {
    for (;;) {
      const urgent = checks.findIndex(({ urgency }) => urgency === 0);
      if (urgent < 0 && (checking >= CHECKS_AT_ONCE || checks.length === 0)) return;
      const [next] = checks.splice(Math.max(urgent, 0), 1);
      checking++;
      void askVerifier(next!).then((valid) => {
        checking--;
        take({ kind: 'verified', ticket: next!.ticket, valid });
        check();
      });
    }
  }

  /** A verifier that fails (a worker that died) is no verdict: then the check is made here, slowly. */
  async function askVerifier({ claim, urgency }: Check): Promise<boolean> {
    try {
      return await ports.verifier.verify(claim, urgency);
    } catch (error) {
      portFailed('verifier', error);
      return verifyHere(claim);
    }
  }

  const lagging = (): string | undefined =>
    store.waiting() >= PERSISTS_WAITING_MAX
      ? `${store.waiting()} things wait to be saved`
      : checks.length >= CHECKS_WAITING_MAX
        ? `${checks.length} signatures wait to be checked`
        : undefined;

  function received(link: LinkPort, frame: Uint8Array, heard: Heard | undefined): void {
    const why = lagging();
    if (why !== undefined) return say({ kind: 'overloaded', link: link.id, why });
    take({ kind: 'received', link: link.id, frame, ...(heard && { heard }) });
  }

  const isUp = (link: LinkPort): boolean => links.get(link.id) === link;

  function drop(id: LinkId, why: string): void {
    const link = links.get(id);
    if (link === undefined) return;
    links.delete(id);
    quietly(`link ${id}`, () => link.close());
    take({ kind: 'link-down', link: id, why });
  }

  function attach(link: LinkPort): void {
    if (state === 'stopped') return link.close();
    drop(link.id, 'another connection took its place');
    links.set(link.id, link);
    take({ kind: 'link-up', link: link.id, profile: link.profile });
    if (state === 'running') listen(link);
  }

  function listen(link: LinkPort): void {
    quietly(`link ${link.id}`, () =>
      link.start({
        frame: (frame, heard) => isUp(link) && received(link, frame, heard),
        channelUse: (percent) => isUp(link) && take({ kind: 'channel-use', link: link.id, percent }),
        down: (why) => isUp(link) && drop(link.id, why),
      }),
    );
  }

  return {
    async start() {
      if (state !== 'new') throw new Error('broken promise in our own code: a driver starts once');
      state = 'loading';
      const stored = await ports.store.loadAll();
      if (state !== 'loading') return; // Stopped meanwhile.
      state = 'running';
      take({ kind: 'loaded', stored });
      // Links that were attached while the store was read: the node hears of them after its own past.
      for (const link of [...links.values()]) {
        take({ kind: 'link-up', link: link.id, profile: link.profile });
        listen(link);
      }
    },
    attach,
    detach: drop,
    act: (act) =>
      new Promise((resolve) => {
        if (state !== 'running') {
          return resolve(refusal('node-stopped', 'This node is not running.', 'Start it, and try again.'));
        }
        const reply = replyNext++;
        replies.set(reply, resolve);
        take({ kind: 'acted', act, reply });
      }),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onPrivate(listener) {
      letterboxes.add(listener);
      return () => letterboxes.delete(listener);
    },
    links: () => [...links.values()],
    nowMs: () => ports.clock.nowMs(),
    async stop() {
      if (state !== 'stopped') halt('This node was stopped.');
      await store.allSettled();
    },
  };
}

const transmitted = (effect: Transmit, outcome: Outcome, why?: string): NodeEvent => ({
  kind: 'transmitted',
  link: effect.link,
  transmission: effect.transmission,
  outcome,
  ...(why !== undefined && { why }),
});

const refusal = (rule: string, why: string, remedy: string): Acted => ({
  ok: false,
  refusal: { kind: 'refused', rule, why, remedy },
});

const notSaved = (outcome: Acted, why: string): Acted =>
  outcome.ok
    ? refusal('store-failed', `This device could not save it: ${why}.`, 'Make room on the device, then do it again.')
    : outcome;
