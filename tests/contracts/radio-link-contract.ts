// What every way to a radio promises, whatever it is made of. Each link's test hands in an opener and
// the far end that a radio would be.

import { describe, expect, test } from 'vitest';
import type { ByteStream, LinkProblemKind, StreamHandlers, StreamOpener } from '#radio/links/byte-stream.ts';
import { processClock, processEntropy } from '#radio/links/open-link.node.ts';
import { createMeshtasticLink, type LinkEvent } from '#radio/links/meshtastic-link.ts';
import { createFakeRadio, fromRadio, ME } from '../radio/fake-radio.ts';
import { like } from '../radio/like.ts';

/** The far end of a line, as a radio sees it. */
export type FarEnd = {
  /** What the client has written so far. */
  received(): Uint8Array;
  write(bytes: Uint8Array): Soon<void>;
  /** Ends the connection from the radio's side. */
  hangUp(): Soon<void>;
};

/** A promise or not: some far ends need no waiting. */
type Soon<T> = T | Promise<T>;

export type Setup = {
  readonly opener: StreamOpener;
  /** Resolves when the far end is there for a client; `answer` is what it says to each piece. */
  present(answer?: (bytes: Uint8Array) => readonly Uint8Array[]): Soon<FarEnd>;
  /** Nobody is there any more, nor may anybody come. */
  absent(): Soon<void>;
  tearDown(): Soon<void>;
};

/** Waits for something that must become true; a contract has no timings of its own. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (isTrue()) return;
    await new Promise((resume) => setTimeout(resume, 5));
  }
  throw new Error(`waited in vain for: ${what}`);
}

async function opened(opener: StreamOpener): Promise<{ stream: ByteStream; heard: () => Uint8Array; ends: string[] }> {
  const pieces: Uint8Array[] = [];
  const ends: string[] = [];
  const handlers: StreamHandlers = {
    onBytes: (bytes) => pieces.push(new Uint8Array(bytes)),
    onClose: (why) => ends.push(why),
  };
  const result = await opener.open(handlers);
  if (!result.ok) throw new Error(result.error.words);
  return { stream: result.value, heard: () => Buffer.concat(pieces), ends };
}

export function describeRadioLink(name: string, setUp: () => Soon<Setup>, absentKind: LinkProblemKind): void {
  const inSetup = async (use: (setup: Setup) => Promise<void>): Promise<void> => {
    const setup = await setUp();
    try {
      await use(setup);
    } finally {
      await setup.tearDown();
    }
  };

  describe(`${name}: a way to a radio`, () => {
    test('carries every byte, both ways, in order', () =>
      inSetup(async ({ opener, present }) => {
        const far = await present();
        const { stream, heard } = await opened(opener);
        const bytes = Uint8Array.from({ length: 8_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
        for (let at = 0; at < bytes.length; at += 500) stream.write(bytes.subarray(at, at + 500));
        await until(() => far.received().length >= bytes.length, 'the radio has read everything');
        expect(Buffer.from(far.received()).equals(bytes)).toBe(true);
        for (let at = 0; at < bytes.length; at += 500) await far.write(bytes.subarray(at, at + 500));
        await until(() => heard().length >= bytes.length, 'the client has read everything');
        expect(Buffer.from(heard()).equals(bytes)).toBe(true);
        stream.close();
      }));

    test('tells the end from the other side once, in words', () =>
      inSetup(async ({ opener, present }) => {
        const far = await present();
        const { stream, ends } = await opened(opener);
        await far.hangUp();
        await until(() => ends.length > 0, 'the end is told');
        stream.write(Uint8Array.of(1));
        stream.close();
        await new Promise((resume) => setTimeout(resume, 20));
        expect(ends).toEqual([like.stringMatching(/\w+ \w+/)]);
      }));

    test('does not tell an end of our own making, and forgives writing after it', () =>
      inSetup(async ({ opener, present }) => {
        await present();
        const { stream, ends } = await opened(opener);
        stream.close();
        stream.write(Uint8Array.of(1));
        stream.close();
        await new Promise((resume) => setTimeout(resume, 20));
        expect(ends).toEqual([]);
      }));

    test('says why it cannot be opened, and what to do', () =>
      inSetup(async ({ opener, absent }) => {
        await absent();
        const result = await opener.open({ onBytes: () => {}, onClose: () => {} });
        expect(result).toMatchObject({
          ok: false,
          error: { kind: absentKind, words: like.stringMatching(/.{20,}[.)?]$/) },
        });
      }));

    test('becomes a link with a radio on it: ready, a packet sent, one received', () =>
      inSetup(async ({ opener, present }) => {
        const radio = createFakeRadio();
        const far = await present((bytes) => radio.answer(bytes));
        const events: LinkEvent[] = [];
        const link = createMeshtasticLink({ opener, clock: processClock, entropy: processEntropy });
        link.listen((event) => events.push(event));
        const ref = link.send(Uint8Array.of(7), { hopLimit: 2 });
        await until(() => events.some(({ kind }) => kind === 'ended'), 'the packet has ended');
        expect(events).toContainEqual({ kind: 'ready', myNodeNum: ME, firmwareVersion: '2.7.26.54e0d8d' });
        expect(events).toContainEqual({ kind: 'ended', ref, outcome: { kind: 'sent', radioId: radio.taken[0]!.id } });
        await far.write(fromRadio({ packet: { from: 5, decoded: { portnum: 256, payload: Uint8Array.of(9) } } }));
        await until(() => events.some(({ kind }) => kind === 'received'), 'a packet is received');
        link.close();
        await until(() => radio.said.some(({ disconnect }) => disconnect === true), 'the radio is told of the end');
      }));

    test('comes back by itself after the other side has gone and returned', () =>
      inSetup(async ({ opener, present }) => {
        const radio = createFakeRadio();
        const events: LinkEvent[] = [];
        const far = await present((bytes) => radio.answer(bytes));
        const link = createMeshtasticLink({ opener, clock: hurried, entropy: processEntropy });
        link.listen((event) => events.push(event));
        const readyTimes = (): number => events.filter(({ kind }) => kind === 'ready').length;
        await until(() => readyTimes() === 1, 'the radio is ready');
        await far.hangUp();
        await until(() => events.some(({ kind }) => kind === 'lost'), 'the loss is told');
        const ref = link.send(Uint8Array.of(8), { hopLimit: 1 });
        await present((bytes) => radio.answer(bytes));
        await until(() => readyTimes() === 2, 'the radio is ready again');
        await until(
          () => events.some((event) => event.kind === 'ended' && event.ref === ref),
          'what waited has gone out',
        );
        link.close();
      }));
  });
}

/** The process's clock with the long waits of the back-off cut short. */
const hurried: typeof processClock = {
  ...processClock,
  after: (ms, callback) => processClock.after(Math.min(ms, 30), callback),
};
