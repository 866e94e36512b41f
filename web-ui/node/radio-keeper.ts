// The radio of this phone, kept by the node's worker: the session, the port it gives the node, and the desk
// at which its settings are planned, confirmed, written, checked and written back.
//
// Loaded when a radio is connected and not before.

import { readProfile, type Profile } from '#radio/meshtastic/provisioning-profile.ts';
import { planProvisioning, verifyProvisioning, type WantedRadio } from '#radio/meshtastic/provisioning.ts';
import type { Difference, PresentRadio, ProvisioningPlan } from '#radio/meshtastic/provisioning-plan.ts';
import { planRestore, readSnapshot, takeSnapshot } from '#radio/meshtastic/provisioning-snapshot.ts';
import type { Air } from '#radio/meshtastic/session-types.ts';
import { REGIONS, type RegionName } from '#radio/lora/regions.ts';
import type { Clock } from '#radio/links/byte-stream.ts';
import { createMeshtasticLink, type LinkEvent } from '#radio/links/meshtastic-link.ts';
import { radioPorts, type RadioPort } from '#radio/links/node-port.ts';
import { readSettings } from '#radio/links/radio-settings.ts';
import { writePlan } from '#radio/links/radio-writing.ts';
import { IDLE_DESK, NO_RADIO, radioSettings, type DeskPicture, type RadioPicture } from '../views/radio.ts';
import type { Outcome } from './port.ts';
import type { RadioRequest } from './radio-port.ts';
import { takePump, type PumpPort, type RadioAbout } from './radio-pump.ts';
import { dropSnapshot, keepSnapshot, readSnapshotOf } from './radio-snapshots.ts';

export const RADIO_LINK = 'radio';
const NOTICES_MAX = 5;

const files: Readonly<Record<string, unknown>> = import.meta.glob('../../hardware/profiles/*.json', {
  eager: true,
  import: 'default',
});
/** The tests hold every file to being a good profile. */
const PROFILES: readonly Profile[] = Object.values(files).flatMap((json) => {
  const read = readProfile(json);
  return read.ok ? [read.value] : [];
});

export type RadioSurroundings = {
  readonly attach: (port: RadioPort) => void;
  readonly detach: (why: string) => void;
  /** Something to draw again. */
  readonly changed: () => void;
  readonly nowMs: () => number;
  /** 32 bytes: the key of the community's channel. */
  readonly channelKey: Uint8Array;
};

export type RadioKeeper = {
  picture(): RadioPicture;
  answer(request: RadioRequest): Promise<Outcome>;
  stop(): void;
};

type Planned = {
  readonly plan: ProvisioningPlan;
  readonly present: PresentRadio;
  /** What still differs afterwards. */
  readonly check: (present: PresentRadio) => readonly Difference[];
};

const done: Outcome = { ok: true, records: [] };
const refused = (rule: string, why: string, remedy: string): Outcome => ({
  ok: false,
  refusal: { kind: 'refused', rule, why, remedy },
});

const clockOf = (nowMs: () => number): Clock => ({
  nowMs,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
});

export function keepRadio(port: PumpPort, about: RadioAbout, surroundings: RadioSurroundings): RadioKeeper {
  const { changed, nowMs } = surroundings;
  const clock = clockOf(nowMs);
  const pump = takePump(port, about);
  const entropy = (): number => crypto.getRandomValues(new Uint32Array(1))[0]!;
  const link = createMeshtasticLink({ opener: pump.opener, clock, entropy });
  let at: RadioPicture['at'] = 'opening';
  let sinceMs = nowMs();
  let words = '';
  let air: Air = {};
  let sentFrames = 0;
  let heardFrames = 0;
  let lastHeardMs: number | undefined;
  let notices: RadioPicture['notices'] = [];
  let noticeNext = 1;
  let deskShown: DeskPicture = IDLE_DESK;
  let planned: Planned | undefined;
  let keptSinceMs: number | undefined;
  let isStopped = false;

  const become = (next: RadioPicture['at'], why = ''): void => {
    if (at !== next) sinceMs = nowMs();
    at = next;
    words = why;
    changed();
  };
  const notice = (said: string): void => {
    notices = [...notices, { id: noticeNext++, words: said, atMs: nowMs() }].slice(-NOTICES_MAX);
    changed();
  };
  const show = (next: Partial<DeskPicture>): void => {
    deskShown = { ...deskShown, ...next };
    changed();
  };
  const listed = (differences: readonly Difference[]): DeskPicture['differences'] =>
    differences.map((each) => ({ ...each, id: each.setting }));

  const lookForSnapshot = async (): Promise<void> => {
    const nodeNum = link.view().radio.myInfo?.myNodeNum;
    keptSinceMs = nodeNum === undefined ? undefined : (await readSnapshotOf(nodeNum))?.atMs;
    changed();
  };

  radioPorts(RADIO_LINK, link, (news) => {
    if (news.kind !== 'ready') return news.kind === 'notice' ? notice(news.words) : become('lost', news.words);
    const { port: made } = news;
    surroundings.attach({
      ...made,
      start: (listener) =>
        made.start({
          ...listener,
          frame: (frame, heard) => {
            heardFrames += 1;
            lastHeardMs = nowMs();
            listener.frame(frame, heard);
          },
        }),
      send: (frame, sending, told) =>
        made.send(frame, sending, (fate, why) => {
          if (fate === 'sent') sentFrames += 1;
          told(fate, why);
        }),
    });
  });
  link.listen((event: LinkEvent) => {
    if (event.kind === 'ready') {
      become('ready');
      lookForSnapshot().catch(() => {}); // storage that fails has no way back to offer; the desk says so when it is used
    }
    if (event.kind === 'lost') become('lost', event.why);
    if (event.kind === 'opening' && at !== 'lost') become('opening');
    if (event.kind === 'air') {
      air = { ...air, ...event.air };
      changed();
    }
  });

  // ── The desk ──────────────────────────────────────────────────────────────────────────────────

  const fail = (why: string): Outcome => {
    planned = undefined;
    show({ at: 'failed', words: why });
    return refused('radio-settings', why, 'Look at the radio, then try again.');
  };

  async function plan(
    what: DeskPicture['what'],
    make: (present: PresentRadio) => Promise<{ ok: true; value: Planned } | { ok: false; words: string }>,
  ): Promise<Outcome> {
    if (deskShown.at === 'writing' || deskShown.at === 'checking') return busy;
    show({ ...IDLE_DESK, at: 'reading', what });
    const present = await readSettings(link, clock);
    if (!present.ok) return fail(present.error.words);
    const made = await make(present.value);
    if (!made.ok) return fail(made.words);
    planned = made.value;
    show({ at: 'planned', differences: listed(planned.plan.differences) });
    return done;
  }

  const planProfile = (request: Extract<RadioRequest, { do: 'plan' }>): Promise<Outcome> =>
    plan('provision', (present) => {
      const profile = PROFILES.find(({ name }) => name === request.profile);
      if (!profile) return Promise.resolve({ ok: false, words: `There is no profile "${request.profile}".` });
      const { longName, shortName } = request;
      const wanted: WantedRadio = {
        profile,
        channelKey: surroundings.channelKey,
        ...(Object.hasOwn(REGIONS, request.region) && { region: request.region as RegionName }),
        ...(longName !== '' && { longName }),
        ...(shortName !== '' && { shortName }),
      };
      const made = planProvisioning(present, wanted);
      const check = (after: PresentRadio): readonly Difference[] => verifyProvisioning(after, wanted);
      return Promise.resolve(
        made.ok ? { ok: true, value: { plan: made.value, present, check } } : { ok: false, words: made.error.words },
      );
    });

  const planBack = (): Promise<Outcome> =>
    plan('restore', async (present) => {
      const kept = await readSnapshotOf(present.nodeNum);
      const former = kept && readSnapshot(kept.bytes);
      if (!former) return { ok: false, words: 'No former settings of this radio are kept on this phone.' };
      const made = planRestore(present, former);
      if (!made.ok) return { ok: false, words: made.error.words };
      const check = (after: PresentRadio): readonly Difference[] => {
        const left = planRestore(after, former);
        return left.ok ? left.value.differences : [];
      };
      return { ok: true, value: { plan: made.value, present, check } };
    });

  async function write(): Promise<Outcome> {
    if (!planned || deskShown.at !== 'planned') return refused('radio-plan', 'Nothing is planned.', 'Compare first.');
    const { plan: toWrite, present, check } = planned;
    show({ at: 'writing', words: '' });
    if (deskShown.what === 'provision') await keepSnapshot(present.nodeNum, takeSnapshot(present), nowMs());
    const after = await writePlan(link, clock, toWrite, () => show({ at: 'checking' }));
    if (!after.ok) return fail(after.error.words);
    const left = check(after.value);
    planned = undefined;
    if (left.length > 0) {
      show({ differences: listed(left) });
      return fail('The radio did not take everything. What is listed is still different.');
    }
    if (deskShown.what === 'restore') await dropSnapshot(present.nodeNum);
    await lookForSnapshot();
    show({ at: 'done', differences: [] });
    return done;
  }

  const busy = refused('radio-busy', 'The radio is being written to.', 'Wait until it has restarted.');

  function stop(): void {
    if (isStopped) return;
    isStopped = true;
    link.close();
    // What closing wrote to the radio goes through the pump before its end.
    pump.over();
    surroundings.detach('the radio was let go');
    become('none');
  }

  const ANSWERS: {
    readonly [K in RadioRequest['do']]: (request: Extract<RadioRequest, { do: K }>) => Promise<Outcome>;
  } = {
    plan: planProfile,
    'plan-back': planBack,
    write,
    leave: () => {
      if (deskShown.at === 'writing' || deskShown.at === 'checking') return Promise.resolve(busy);
      planned = undefined;
      show(IDLE_DESK);
      return Promise.resolve(done);
    },
    'let-go': () => {
      stop();
      return Promise.resolve(done);
    },
  };

  return {
    picture: () =>
      isStopped
        ? NO_RADIO
        : {
            at,
            sinceMs,
            address: about.address,
            words,
            settings: radioSettings(link.view(), air),
            sentFrames,
            heardFrames,
            lastHeardMs,
            notices,
            desk: deskShown,
            keptSinceMs,
            profiles: PROFILES.map(({ name, about: text, region }) => ({
              name,
              about: text,
              needsRegion: region === undefined,
            })),
            regions: Object.keys(REGIONS),
          },
    async answer(request) {
      try {
        // The table's line takes exactly this kind of request.
        return await (ANSWERS[request.do] as (request: RadioRequest) => Promise<Outcome>)(request);
      } catch (thrown) {
        // Orders to the radio end in a Result: what throws here is this browser's storage, where the way back is kept.
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        return fail(`This phone could not keep or read the radio’s former settings (${why}). Free some space on it.`);
      }
    },
    stop,
  };
}
