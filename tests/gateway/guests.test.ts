// The guest desk: plain Meshtastic users heard by a gateway's radio, through virtual radios and the simulated
// air; and its rules, with a line that a test can speak on.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toUtf8 } from '#protocol/bytes/bytes.ts';
import { guestDeskToken } from '#protocol/node/radio-channel.ts';
import { serveVirtualRadios, type VirtualRadios } from '#gateway/embedded/virtual-radios.ts';
import { openGuestDesk, type GuestDesk, type Heard } from '#gateway/guests.ts';
import { startLan } from '#gateway/lan/server.ts';
import type { LinkEvent, MeshtasticLink, SendOptions } from '#radio/links/meshtastic-link.ts';
import { openMeshtasticLink } from '#radio/links/open-link.node.ts';
import { PortNum } from '#radio/meshtastic/messages.ts';
import { EMPTY_RADIO } from '#radio/meshtastic/radio-state.ts';
import type { TextMessage } from '#radio/meshtastic/session-types.ts';
import { until } from '../contracts/radio-link-contract.ts';

let folder: string;
let file: string;
const undo: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folkmoot-guests-'));
  file = join(folder, 'guests.json');
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  rmSync(folder, { recursive: true });
});

const KEY = new Uint8Array(32).fill(9);
const ME = 0xa0000001;

/** A link without a radio: what it is told it hears, and what is sent is kept. */
function fakeLink() {
  const listeners: ((event: LinkEvent) => void)[] = [];
  const sent: { readonly payload: Uint8Array; readonly options: SendOptions }[] = [];
  const settings = { channelNum: 0, id: 0, uplinkEnabled: false, downlinkEnabled: false };
  const radio = {
    ...EMPTY_RADIO,
    myInfo: { myNodeNum: ME } as never,
    channels: [
      { index: 0, role: 1, settings: { ...settings, name: '', psk: Uint8Array.of(1) } },
      { index: 2, role: 2, settings: { ...settings, name: 'Valley', psk: KEY } },
    ],
  };
  const link = {
    listen: (listener: (event: LinkEvent) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
    send: (payload: Uint8Array, options: SendOptions) => sent.push({ payload, options }),
    view: () => ({ radio }),
  } as unknown as MeshtasticLink;
  const tell = (event: LinkEvent): void => listeners.forEach((listener) => listener(event));
  let id = 0;
  const hear = (message: Partial<TextMessage>): void =>
    tell({
      kind: 'text-message',
      message: {
        ...{ from: 7, to: 0xffffffff, id: ++id, channel: 2, portnum: 1, text: 'hello', sos: false, direct: false },
        ...message,
      } as TextMessage,
    });
  return { link, sent, tell, hear };
}

let nowMs = 1_000;
const alarms: Heard[] = [];
const deskOn = (link: MeshtasticLink): GuestDesk => {
  alarms.length = 0;
  return openGuestDesk({
    link,
    nowMs: () => nowMs,
    channelKey: () => KEY,
    file,
    alarm: (heard) => alarms.push({ ...heard }),
  });
};
const texts = (desk: GuestDesk): readonly string[] => desk.heard().map(({ text }) => text);

describe('a guest by radio', () => {
  it('is shown when writing on the community channel or to us alone; other channels only with a call for help', () => {
    const { link, hear } = fakeLink();
    const desk = deskOn(link);
    hear({ text: 'on ours' });
    hear({ text: 'on the public one', channel: 0 });
    hear({ text: 'to us alone', channel: 0, direct: true });
    hear({ text: 'SOS at the mill', channel: 0, sos: true });
    hear({ text: 'seq 12', portnum: PortNum.RANGE_TEST_APP });
    hear({ text: 'our own', from: ME });
    expect(texts(desk)).toEqual(['on ours', 'to us alone', 'SOS at the mill']);
    expect(alarms.map(({ text }) => text)).toEqual(['SOS at the mill']);
  });

  it('is heard once, however often the radio tells it', () => {
    const { link, hear } = fakeLink();
    const desk = deskOn(link);
    for (let n = 0; n < 3; n++) hear({ id: 77, sos: true });
    expect(desk.heard()).toHaveLength(1);
    expect(alarms).toHaveLength(1);
  });

  it('cannot crowd others out, nor a call for help', () => {
    const { link, hear } = fakeLink();
    const desk = deskOn(link);
    hear({ from: 1, text: 'SOS', sos: true });
    for (let n = 0; n < 50; n++) hear({ from: 2, text: `flood ${n}` });
    expect(desk.heard().filter(({ from }) => from === '!00000002')).toHaveLength(20);
    for (let n = 0; n < 300; n++) hear({ from: 100 + n, text: 'many' });
    expect(desk.heard()).toHaveLength(100);
    expect(texts(desk)).toContain('SOS');
  });

  it('who calls again within five minutes adds to the same card and rings once; later, or from elsewhere, anew', () => {
    const { link, hear } = fakeLink();
    const desk = deskOn(link);
    nowMs = 10_000_000;
    hear({ from: 1, text: 'SOS at the mill', sos: true });
    hear({ from: 1, id: 500, text: 'SOS two of us', sos: true });
    hear({ from: 1, id: 500, text: 'SOS two of us', sos: true });
    hear({ from: 1, text: 'SOS at the mill', sos: true });
    hear({ from: 2, text: 'SOS fire', sos: true });
    expect(texts(desk)).toEqual(['SOS at the mill / SOS two of us', 'SOS fire']);
    expect(alarms).toHaveLength(2);
    for (let n = 0; n < 500; n++) hear({ from: 1, text: `SOS ${n} ${'x'.repeat(100)}`, sos: true });
    expect(desk.heard()).toHaveLength(2);
    expect(desk.heard()[0]!.text.length).toBeLessThanOrEqual(600);
    nowMs += 5 * 60_000;
    hear({ from: 1, text: 'SOS still here', sos: true });
    expect(texts(desk).at(-1)).toBe('SOS still here');
    expect(alarms).toHaveLength(3);
    nowMs = 1_000;
  });

  it('is answered while the channel is busy only if it called for help', () => {
    const { link, hear, tell } = fakeLink();
    const desk = deskOn(link);
    hear({ text: 'anybody there?' });
    hear({ text: 'SOS', sos: true });
    tell({ kind: 'air', air: { channelUtilizationPercent: 41 } });
    const [chat, call] = desk.heard();
    const refused = desk.answer(chat!.id, 'yes');
    expect(refused.ok ? '' : refused.error.why).toMatch(/41 % of the channel/);
    expect(desk.answer(call!.id, 'who is there?').ok).toBe(true);
    tell({ kind: 'air', air: { channelUtilizationPercent: 12 } });
    expect(desk.answer(chat!.id, 'yes').ok).toBe(true);
  });

  it('writes nothing that turns a line around or moves a cursor', () => {
    const { link, hear } = fakeLink();
    const desk = deskOn(link);
    hear({ text: 'a\u001b[2Jb\u202ec\r\nd' });
    expect(texts(desk)).toEqual(['a [2Jb c  d']);
  });

  it('is still there after a restart, and a torn file is an empty desk', () => {
    const first = fakeLink();
    deskOn(first.link);
    first.hear({ text: 'SOS', sos: true });
    const again = deskOn(fakeLink().link);
    expect(texts(again)).toEqual(['SOS']);
    writeFileSync(file, readFileSync(file).subarray(0, 30));
    expect(deskOn(fakeLink().link).heard()).toEqual([]);
  });

  it('is answered where they wrote, and the answer tells honestly how far it came', () => {
    const { link, hear, sent, tell } = fakeLink();
    const desk = deskOn(link);
    hear({ from: 7, text: 'is there water?' });
    hear({ from: 8, text: 'only for you', direct: true, channel: 0 });
    const [asked, direct] = desk.heard();
    expect(desk.answer(asked!.id, 'at the school')).toMatchObject({ ok: true });
    expect(desk.answer(direct!.id, 'yes')).toMatchObject({ ok: true });
    expect(sent.map(({ options }) => [options.channel, options.to, options.portnum])).toEqual([
      [2, 0xffffffff, 1],
      [0, 8, 1],
    ]);
    expect(asked!.answers[0]).toMatchObject({ state: 'waiting' });
    tell({ kind: 'ended', ref: 1, outcome: { kind: 'sent', radioId: 5 } });
    expect(asked!.answers[0]).toMatchObject({ state: 'sent' });
    tell({ kind: 'acked', ref: 1, how: 'heard', errorReason: 0 });
    expect(asked!.answers[0]).toMatchObject({ state: 'heard' });
    tell({ kind: 'ended', ref: 2, outcome: { kind: 'refused', reason: 'closing', words: 'closing' } });
    expect(direct!.answers[0]).toMatchObject({ state: 'refused', why: 'closing' });
  });

  it('is not answered with too much, nor too often', () => {
    const { link, hear } = fakeLink();
    const desk = deskOn(link);
    hear({});
    const { id } = desk.heard()[0]!;
    expect(desk.answer('!0/0', 'x').ok).toBe(false);
    expect(desk.answer(id, '  ').ok).toBe(false);
    expect(desk.answer(id, 'ä'.repeat(101)).ok).toBe(false);
    for (let n = 0; n < 6; n++) expect(desk.answer(id, 'x').ok).toBe(true);
    expect(desk.answer(id, 'x').ok).toBe(false);
    nowMs += 61_000;
    expect(desk.answer(id, 'x').ok).toBe(true);
  });
});

describe('with two virtual radios', () => {
  let served: VirtualRadios;
  const openTo = (at: number): MeshtasticLink => {
    const opened = openMeshtasticLink({ address: `tcp:127.0.0.1:${served.radios[at]!.port}` });
    if (!opened.ok) throw new Error(opened.error.words);
    undo.push(() => opened.value.close());
    return opened.value;
  };

  it('a call for help by text rings at the gateway, the alert bell joins it, and a member answers', async () => {
    served = await serveVirtualRadios({ count: 2, portBase: 0, region: 'US', preset: 'SHORT_FAST' });
    undo.push(() => served.close());
    const [ours, guest] = [openTo(0), openTo(1)];
    const heardByGuest: string[] = [];
    guest.listen((event) => {
      if (event.kind === 'text-message') heardByGuest.push(event.message.text);
    });
    const desk = deskOn(ours);
    await until(() => ours.view().phase === 'ready' && guest.view().phase === 'ready', 'both radios are ready');

    const write = (text: string, portnum: number): number => guest.send(toUtf8(text), { hopLimit: 3, portnum });
    write('sos, the bridge is gone', PortNum.TEXT_MESSAGE_APP);
    write('\u0007 Alert Bell Character!', PortNum.ALERT_APP);
    const both = 'sos, the bridge is gone / Alert Bell Character!';
    await until(() => desk.heard()[0]?.text === both, 'both calls are heard, on one card');
    expect(alarms.map(({ text, from }) => [text, from])).toEqual([['sos, the bridge is gone', '!f01c0002']]);
    expect(desk.answer(alarms[0]!.id, 'We are coming, 20 minutes').ok).toBe(true);
    await until(() => heardByGuest.includes('We are coming, 20 minutes'), 'the guest reads the answer');
    await until(() => desk.heard()[0]!.answers[0]!.state === 'heard', 'a neighbour has repeated it');
  });
});

describe('on the LAN', () => {
  const COMMUNITY = 'ab'.repeat(32);

  it('the desk is for those who know the community, and for nobody who guesses', async () => {
    const { link, hear, sent } = fakeLink();
    const desk = deskOn(link);
    const server = await startLan({
      ...{ host: '127.0.0.1', port: 0, page: new Map(), nowMs: () => nowMs, info: () => ({}), control: {} },
      ...{ attachPhone: () => undefined, acceptPeer: undefined, controlToken: 'f'.repeat(32) },
      guests: { desk, token: () => guestDeskToken(COMMUNITY) },
    });
    undo.push(() => server.close());
    hear({ text: 'is there water?' });
    const ask = (token: string, body?: unknown): Promise<Response> =>
      fetch(`http://127.0.0.1:${server.port}/api/guests`, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
    const token = guestDeskToken(COMMUNITY);
    const list = (await (await ask(token)).json()) as { heard: readonly Heard[] };
    expect(list.heard).toMatchObject([{ text: 'is there water?', from: '!00000007', sos: false }]);
    expect((await ask(token, { id: list.heard[0]!.id, text: 'at the school' })).status).toBe(200);
    expect(sent).toHaveLength(1);
    expect((await ask(token, { id: list.heard[0]!.id, text: 'x', more: 1 })).status).toBe(400);
    expect((await ask(token, 'x'.repeat(5_000))).status).toBe(413);
    expect((await ask('0'.repeat(64))).status).toBe(401);
    for (let n = 0; n < 10; n++) await ask('0'.repeat(64));
    expect((await ask(token)).status).toBe(429);
    expect(sent).toHaveLength(1);
  });
});
