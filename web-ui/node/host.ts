// The node in its worker: store, link and clock around it, pictures out, acts in.
//
// This is the page's rim. It draws no screen and knows no words; what a person is told about a refusal
// comes from the modules.

import { toHex } from '#protocol/bytes/bytes.ts';
import { createDriver, type Driver } from '#protocol/node/drive.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { radioChannelKey } from '#protocol/node/radio-channel.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode, NodeOptions } from '#protocol/node/node-api.ts';
import type { Refusal } from '#protocol/node/module.ts';
import type { Report } from '#protocol/node/ports.ts';
import type { Result } from '#protocol/bytes/result.ts';
import { openPageDatabase, type Guard, type Holder, type PageDatabase } from '../store/database.ts';
import { forgetEverything, logStore } from '../store/log-store.ts';
import { keepSecrets, readSecrets } from '../store/secrets.ts';
import { RENEW_EVERY_MS, renewLease, takeLease } from '../store/lease.ts';
import { completed } from '#modules/completed.ts';
import { modules } from '#modules/index.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { found, join, type DeviceSecrets, type Founded } from '#modules/roster/founding.ts';
import { readJoinRequest } from '#modules/roster/joining.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { DRAW } from '../views/draw.ts';
import type { DrawFacts } from '../views/facts.ts';
import type { ViewName } from '../views/pictures.ts';
import { pageClock } from './clock.ts';
import { keepLink, LINK_ID, type GatewayLink } from './link.ts';
import type { RadioKeeper } from './radio-keeper.ts';
import type { RadioPlugged } from './radio-port.ts';
import { forgetSnapshots } from './radio-snapshots.ts';
import type { FromNode, Outcome, Request, ToNode } from './port.ts';
import { workerVerifier } from './verifier.ts';

/** Pictures are drawn together, so that a burst of a hundred records repaints once. */
const DRAW_AFTER_MS = 60;
/** Some things change by time alone: what an SOS reaches, what a period ends. */
const DRAW_EVERY_MS = 2000;

const ROSTER: NodeOptions['directory'] = {
  module: 'roster',
  of: (state, places) => directoryOf(state as RosterState, places),
};

type Running = {
  readonly node: FolkmootNode;
  readonly driver: Driver;
  readonly device: DeviceSecrets;
  readonly guard: Guard;
};

const entropy = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));

const refused = (rule: string, why: string, remedy: string): Outcome => ({
  ok: false,
  refusal: { kind: 'refused', rule, why, remedy },
});

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export type Host = { readonly take: (message: ToNode) => void };

export function createHost(post: (message: FromNode) => void): Host {
  const clock = pageClock();
  let linkUrl = '';
  let holder: Holder = { tab: '', load: '' };
  let db: PageDatabase | undefined;
  let running: Running | undefined;
  let link: GatewayLink | undefined;
  let radio: RadioKeeper | undefined;
  let watched: readonly ViewName[] = [];
  let drawing: ReturnType<typeof setTimeout> | undefined;
  let saveFailed: string | undefined;
  let stopped = false;
  let stage: 'empty' | 'elsewhere' = 'empty';
  const drawn = new Map<ViewName, string>();

  // ── Pictures ──────────────────────────────────────────────────────────────────────────────────

  const soon = (): void => {
    drawing ??= setTimeout(() => {
      drawing = undefined;
      draw();
    }, DRAW_AFTER_MS);
  };

  function draw(): void {
    if (!running) return show('status', { stage });
    const { node, device, guard } = running;
    const state = link?.state() ?? { at: 'trying' as const, sinceMs: clock.nowMs() };
    const facts: DrawFacts = {
      nowMs: clock.nowMs(),
      link: LINK_ID,
      wayOut: { ...state, lastFrameMs: link?.lastFrameMs() },
      guard,
      device,
      saveFailed,
      radio: radio?.picture(),
    };
    show('status', DRAW.status(node, facts));
    for (const view of watched) show(view, DRAW[view](node, facts));
  }

  /** A picture that says what the last one said is not sent. */
  function show(view: ViewName, picture: unknown): void {
    const text = JSON.stringify(picture);
    if (drawn.get(view) === text) return;
    drawn.set(view, text);
    post({ kind: 'picture', view, picture } as FromNode);
  }

  // ── The node ──────────────────────────────────────────────────────────────────────────────────

  const report = (told: Report): void => {
    if (told.kind === 'broken') post({ kind: 'broken', why: told.why });
    if (told.kind === 'note' && told.note.code === 'store-failed') saveFailed = told.note.why;
    if (told.kind !== 'note') console.warn('folkmoot:', told);
  };

  async function run(opened: PageDatabase, device: DeviceSecrets, guard: Guard): Promise<Driver> {
    // A phone's clock runs on while the page is closed and while the phone is off: no gap is unknown here.
    const options = { secrets: device.secrets, modules, directory: ROSTER, seed: device.seed, knownSinceMs: 0 };
    const node = createNode(options, clock.nowMs());
    let kept = device;
    /** What the node threw away is not left lying beside its key (protocol §6.3). */
    const keysChanged = (): void => {
      const { frameSecret, epoch, day } = node.frameKey;
      if (kept.secrets.epoch === epoch && kept.secrets.day >= day) return;
      kept = { ...kept, secrets: { ...kept.secrets, frameSecret, epoch, day } };
      keepSecrets(opened, kept).catch((error: unknown) =>
        console.warn('folkmoot: old keys could not be erased', error),
      );
    };
    const ports = { store: logStore(opened, holder), clock, verifier: workerVerifier(), report, keysChanged };
    const driver = createDriver(node, ports);
    driver.onChanged(soon);
    await driver.start();
    running = { node, driver, device, guard };
    link = keepLink(linkUrl, { attach: (port) => driver.attach(port), changed: soon, nowMs: () => clock.nowMs() });
    draw();
    return driver;
  }

  async function open(url: string, tab: string): Promise<void> {
    linkUrl = url;
    holder = { tab, load: toHex(entropy(8)) };
    db = await openPageDatabase();
    await moveInWhenFree(db, false);
    setInterval(() => db && !stopped && void keepLease(db), RENEW_EVERY_MS);
  }

  async function moveInWhenFree(opened: PageDatabase, force: boolean): Promise<void> {
    const isFree = await takeLease(opened, holder, Date.now(), force);
    stage = isFree ? 'empty' : 'elsewhere';
    const kept = isFree ? await readSecrets(opened) : undefined;
    if (!kept) return draw();
    const { guard, ...device } = kept;
    await run(opened, device, guard);
  }

  async function keepLease(opened: PageDatabase): Promise<void> {
    if (stage === 'elsewhere') return moveInWhenFree(opened, false);
    if (await renewLease(opened, holder, Date.now())) return;
    link?.stop();
    radio?.stop();
    await running?.driver.stop();
    running = undefined;
    stage = 'elsewhere';
    draw();
  }

  // ── The radio of this phone ───────────────────────────────────────────────────────────────────

  /** Its code is loaded now: most phones reach the gateway and never need it. */
  async function plugRadio({ port, about }: RadioPlugged): Promise<void> {
    const { keepRadio, RADIO_LINK } = await import('./radio-keeper.ts');
    radio?.stop();
    if (!running) return port.close();
    const { driver, device } = running;
    radio = keepRadio(port, about, {
      attach: (made) => driver.attach(made),
      detach: (why) => driver.detach(RADIO_LINK, why),
      changed: soon,
      nowMs: () => clock.nowMs(),
      channelKey: radioChannelKey(device.secrets.community),
    });
    draw();
  }

  // ── Requests ──────────────────────────────────────────────────────────────────────────────────

  async function settle({ device, first, then }: Founded): Promise<Outcome> {
    if (!db) return notOpen;
    const guard = await keepSecrets(db, device);
    await logStore(db, holder).append(first);
    return (await run(db, device, guard)).act(then);
  }

  async function newPhone<T>(made: Result<T, Refusal>, then: (made: T) => Promise<Outcome>): Promise<Outcome> {
    if (running)
      return refused('one-home', 'This phone already belongs to a community.', 'Erase it first, under "This phone".');
    return made.ok ? then(made.value) : { ok: false, refusal: made.error };
  }

  async function moveIn(device: DeviceSecrets): Promise<Outcome> {
    if (!db) return notOpen;
    await run(db, device, await keepSecrets(db, device));
    return { ok: true, records: [], text: device.joinRequest };
  }

  const ANSWERS: { readonly [K in Request['kind']]: (request: Extract<Request, { kind: K }>) => Promise<Outcome> } = {
    found: ({ community, name, household }) =>
      newPhone(found(community, { name, household }, entropy, clock.nowMs()), settle),
    join: ({ invite, name, household }) => newPhone(join(invite, { name, household }, entropy), moveIn),
    act: async ({ act }) =>
      running ? running.driver.act(completed(act, running.node, running.device.secrets.epoch, clock.nowMs())) : notOpen,
    admit: async ({ text }) => {
      const read = readJoinRequest(text);
      if (!read.ok) return { ok: false, refusal: read.error };
      return running ? running.driver.act({ module: 'roster', name: 'admit', args: read.value }) : notOpen;
    },
    invite: () =>
      Promise.resolve(running ? { ok: true, records: [], text: encodeInvitation(running.device.secrets) } : notOpen),
    radio: ({ request }) => radio?.answer(request) ?? Promise.resolve(noRadio),
    'take-over': async () => {
      if (db && stage === 'elsewhere') await moveInWhenFree(db, true);
      return { ok: true, records: [] };
    },
    forget: async () => {
      stopped = true;
      link?.stop();
      radio?.stop();
      await running?.driver.stop();
      if (db) await forgetEverything(db);
      await forgetSnapshots();
      return { ok: true, records: [] };
    },
  };

  async function answer(call: number, request: Request): Promise<void> {
    let outcome: Outcome;
    try {
      // The table's line takes exactly this kind of request.
      outcome = await (ANSWERS[request.kind] as (request: Request) => Promise<Outcome>)(request);
    } catch (error) {
      outcome = refused(
        'page-failed',
        wordsOf(error),
        'Try again. If it stays so, reload the page: what was saved is kept.',
      );
    }
    draw();
    post({ kind: 'answer', call, outcome });
  }

  setInterval(soon, DRAW_EVERY_MS);
  return {
    take(message) {
      if (message.kind === 'request') return void answer(message.call, message.request);
      if (message.kind === 'radio') return void plugRadio(message);
      if (message.kind === 'open') {
        return void open(message.linkUrl, message.tab).catch((error: unknown) =>
          post({ kind: 'broken', why: wordsOf(error) }),
        );
      }
      watched = message.views;
      draw();
    },
  };
}

const noRadio: Outcome = refused('no-radio', 'No radio is connected.', 'Connect one first.');
const notOpen: Outcome = refused('not-open', 'This phone has no community yet.', 'Create one or join one first.');
