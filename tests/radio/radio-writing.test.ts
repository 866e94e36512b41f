// Writing a radio's settings: it stands afterwards, or the member is told in words what happened and what to do. With
// virtual radios under the mesh's own time, over Bluetooth (which the radio ends at the commit) and over a cable.

import { expect, test } from 'vitest';
import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { prng } from '#protocol/bytes/prng.ts';
import type { ByteStream, Clock, StreamOpener } from '#radio/links/byte-stream.ts';
import { createMeshtasticLink, type MeshtasticLink } from '#radio/links/meshtastic-link.ts';
import { readSettings, untilReady, type SettingsProblem } from '#radio/links/radio-settings.ts';
import { writePlan, type WritingNews } from '#radio/links/radio-writing.ts';
import { AdminMessage, PortNum, ToRadio } from '#radio/meshtastic/messages.ts';
import type { PresentRadio } from '#radio/meshtastic/provisioning-plan.ts';
import { readProfile } from '#radio/meshtastic/provisioning-profile.ts';
import { planProvisioning, verifyProvisioning, type WantedRadio } from '#radio/meshtastic/provisioning.ts';
import type { ClientFraming } from '#radio/virtual/client-port.ts';
import { createRadioHost, type RadioHost } from '#radio/virtual/host.ts';
import { factoryMemory, withSettings } from '#radio/virtual/memory.ts';
import { etherOf } from '#sim/air-port.ts';
import { createMesh } from '#sim/mesh.ts';
import household from '../../hardware/profiles/household.json' with { type: 'json' };
import { like } from './like.ts';

const profile = readProfile(household);
if (!profile.ok) throw new Error('the household profile is a good one');
const WANTED: WantedRadio = {
  profile: profile.value,
  region: 'EU_868',
  channelKey: new Uint8Array(32).fill(7),
  longName: 'Mill',
};
const SECOND_US = 1_000_000;

/** What the line does with one message to the radio: carries it, or breaks before the radio has it. */
type Line = (order: AdminMessage | undefined) => 'carry' | 'break';

function bench(link: ClientFraming, line: Line = () => 'carry') {
  const mesh = createMesh({
    seed: 'writing',
    preset: 'LONG_FAST',
    region: 'EU_868',
    nodes: [{ off: true }],
    links: [],
  });
  const at = (atMs: number, call: () => void): (() => void) => {
    let isOff = false;
    mesh.schedule(Math.max(mesh.nowUs(), Math.ceil(atMs * 1000)), () => void (isOff || call()));
    return () => void (isOff = true);
  };
  const nowMs = (): number => mesh.nowUs() / 1000;
  const clock: Clock = { nowMs, after: (ms, call) => at(nowMs() + ms, call) };
  const memory = withSettings(factoryMemory(0x1001), { config: { lora: { region: 1 } } });
  const host = createRadioHost({ memory, ether: etherOf(mesh, [0]), clock: { nowMs, wakeAt: at }, seed: 'one' });
  host.switchOn();
  const radio = createMeshtasticLink({ opener: opener(host, clock, link, line), clock, entropy: prng('link').u32 });
  /** Lets time pass, with a turn of the process after each of its seconds, until there is an answer. */
  const answerOf = async <T>(promise: Promise<T>): Promise<T> => {
    let answer: { readonly value: T } | undefined;
    void promise.then((value) => (answer = { value }));
    for (let seconds = 0; seconds < 600; seconds++) {
      for (let turn = 0; turn < 4; turn++) await new Promise((done) => setImmediate(done));
      if (answer) return answer.value;
      mesh.advanceTo(mesh.nowUs() + SECOND_US);
    }
    throw new Error('no answer within ten minutes');
  };
  return { host, clock, radio, answerOf };
}

/** Bytes take their time each way, so that there is something between an order and its answer. */
const DELAY_MS = 30;

function opener(host: RadioHost, { after }: Clock, link: ClientFraming, line: Line): StreamOpener {
  const orderIn = (bytes: Uint8Array): AdminMessage | undefined => {
    const message = ToRadio.decode(bytes);
    const said = message.ok ? message.value.packet?.decoded : undefined;
    const order = said?.portnum === PortNum.ADMIN_APP ? AdminMessage.decode(said.payload) : undefined;
    return order?.ok ? order.value : undefined;
  };
  return {
    address: 'test:',
    link,
    reopenMsMax: 5_000,
    open: ({ onBytes, onClose }) => {
      const plug = host.plugIn({
        framing: link,
        onBytes: (bytes) => void after(DELAY_MS, () => onBytes(bytes)),
        onClosed: () => void after(DELAY_MS, () => onClose('the radio hung up')),
      });
      if (!plug) return Promise.resolve(err({ kind: 'unreachable', words: 'The radio is off.' }));
      const write = (bytes: Uint8Array): void => {
        if (link === 'stream' || line(orderIn(bytes)) === 'carry') return plug.write(bytes);
        plug.pullOut();
        onClose('out of reach');
      };
      const stream: ByteStream = { write: (bytes) => void after(DELAY_MS, () => write(bytes)), close: plug.pullOut };
      return Promise.resolve(ok(stream));
    },
  };
}

type Written = { readonly after: Result<PresentRadio, SettingsProblem>; readonly news: readonly WritingNews[] };

async function write({ radio, clock }: { radio: MeshtasticLink; clock: Clock }): Promise<Written> {
  await untilReady(radio, clock, { waitMs: 30_000 });
  const present = await readSettings(radio, clock);
  const plan = present.ok ? planProvisioning(present.value, WANTED) : present;
  if (!plan.ok) throw new Error(plan.error.words);
  const news: WritingNews[] = [];
  const after = await writePlan(radio, clock, plan.value, (each) => news.push(each));
  return { after, news };
}

const stands = ({ after }: Written): boolean => after.ok && verifyProvisioning(after.value, WANTED).length === 0;

test.each(['stream', 'messages'] as const)('stands after one restart, over %s', async (link) => {
  const one = bench(link);
  const written = await one.answerOf(write(one));
  expect(stands(written)).toBe(true);
  expect(one.host.memory()).toMatchObject({ rebootCount: 1, owner: { longName: 'Mill' } });
  expect(written.news).toEqual(['given']);
});

test('stands when frames of the community go out between the orders, and every one of them ends as it did', async () => {
  const ends: string[] = [];
  // A frame waits behind each order: the radio's word about its own answer comes before the one about this.
  const one = bench('messages', (order) => {
    if (order) one.radio.send(Uint8Array.of(1, 2, 3), { hopLimit: 3, channel: 5 });
    return 'carry';
  });
  one.radio.listen((event) => {
    if (event.kind === 'ended' && event.outcome.kind === 'refused') ends.push(event.outcome.reason);
  });
  expect(stands(await one.answerOf(write(one)))).toBe(true);
  expect(ends.length).toBeGreaterThan(5);
  expect(new Set(ends)).toEqual(new Set(['no-channel']));
});

test('is committed again when the connection broke before the radio had the commit, and stands', async () => {
  let breaks = 0;
  const one = bench('messages', (order) => (order?.commitEditSettings && breaks++ === 0 ? 'break' : 'carry'));
  expect(stands(await one.answerOf(write(one)))).toBe(true);
  expect(one.host.memory()).toMatchObject({ rebootCount: 1, owner: { longName: 'Mill' } });
});

test('broken off in the middle says that nothing is kept, and that is so', async () => {
  const one = bench('messages', (order) => (order?.setConfig?.lora ? 'break' : 'carry'));
  const { after, news } = await one.answerOf(write(one));
  expect(after).toMatchObject({
    ok: false,
    error: { kind: 'lost', words: like.stringContaining('switch it off and on') },
  });
  expect(news).toEqual([]);
  one.host.switchOff();
  one.host.switchOn();
  expect(one.host.memory().owner.longName).not.toBe('Mill');
});

test('to a radio that never comes back ends in words', async () => {
  const one = bench('messages', (order) => {
    if (order?.commitEditSettings) setImmediate(() => one.host.switchOff());
    return 'carry';
  });
  const { after } = await one.answerOf(write(one));
  expect(after).toMatchObject({ ok: false, error: { words: like.stringContaining('has not come back') } });
});
