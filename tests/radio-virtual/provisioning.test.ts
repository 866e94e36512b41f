// Setting radios up, and putting them back: on virtual radios, through the bytes a real one would get.

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '#radio/meshtastic/codec.ts';
import { AdminMessage, ChannelRole, PortNum, Routing, User } from '#radio/meshtastic/messages.ts';
import { planProvisioning, verifyProvisioning, type WantedRadio } from '#radio/meshtastic/provisioning.ts';
import { differenceLine, presentRadio, type PresentRadio } from '#radio/meshtastic/provisioning-plan.ts';
import { readProfile, type Profile } from '#radio/meshtastic/provisioning-profile.ts';
import { planRestore, readSnapshot, takeSnapshot } from '#radio/meshtastic/provisioning-snapshot.ts';
import { EMPTY_RADIO, learn } from '#radio/meshtastic/radio-state.ts';
import { decodeMemory, factoryMemory, whole, withSettings, type RadioMemory } from '#radio/virtual/memory.ts';
import { createLab, type BenchRadio, type Lab } from './lab.ts';
import { readRecording } from './recordings.ts';

const FOLDER = new URL('../../hardware/profiles/', import.meta.url);
const profileJson = (file: string): unknown => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as unknown;
const PROFILE_FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

function profile(file: string): Profile {
  const read = readProfile(profileJson(file));
  if (!read.ok) throw new Error(`${file}: ${read.error.field} ${read.error.why}`);
  return read.value;
}

const KEY = new Uint8Array(32).map((_, at) => at + 1);
const wanted = (change: Partial<WantedRadio> = {}): WantedRadio => ({
  profile: profile('household.json'),
  region: 'EU_868',
  channelKey: KEY,
  longName: 'Mill Hill 3',
  shortName: 'MH3',
  ...change,
});

let nonce = 100;
function look(bench: BenchRadio): PresentRadio {
  bench.connect();
  bench.take();
  bench.write({ wantConfigId: nonce++ });
  const messages = bench.take();
  const own = messages.find((message) => message.nodeInfo)!.nodeInfo!.user!;
  const present = presentRadio(messages.reduce(learn, EMPTY_RADIO), own);
  if (!present.ok) throw new Error(present.error.words);
  return present.value;
}

function write(lab: Lab, bench: BenchRadio, messages: readonly Draft<AdminMessage>[]): void {
  for (const message of messages) {
    const decoded = { portnum: PortNum.ADMIN_APP, payload: AdminMessage.encode(message), wantResponse: true };
    bench.write({ packet: { to: bench.radio.memory().nodeNum, decoded } });
    const answer = bench.take().find((heard) => heard.packet?.decoded?.portnum === PortNum.ROUTING_APP);
    const routing = Routing.decode(answer!.packet!.decoded!.payload);
    expect(routing.ok && routing.value.errorReason).toBe(0);
  }
  lab.pass(12_000);
}

function provision(lab: Lab, bench: BenchRadio, want: WantedRadio): readonly string[] {
  const plan = planProvisioning(look(bench), want);
  if (!plan.ok) throw new Error(plan.error.words);
  write(lab, bench, plan.value.messages);
  return plan.value.differences.map(differenceLine);
}

const radios: Readonly<Record<string, RadioMemory>> = {
  'fresh from the factory': factoryMemory(0xa0000001),
  'set up by somebody else': decodeMemory(readRecording('handshake-provisioned').stream)!,
};

describe('profiles', () => {
  it('in hardware/profiles are all valid', () => {
    expect(PROFILE_FILES.length).toBeGreaterThan(2);
    for (const file of PROFILE_FILES) expect(profile(file).name).toBe(file.replace('.json', ''));
  });

  it('with a mistake are refused by the name of the field', () => {
    const good = profileJson('household.json') as Record<string, unknown>;
    const field = (change: object): unknown => {
      const read = readProfile({ ...good, ...change });
      return read.ok ? 'accepted' : read.error.field;
    };
    expect(field({ hopLimit: 8 })).toBe('hopLimit');
    expect(field({ role: 'ROUTER' })).toBe('role');
    expect(field({ channelName: 'twelve bytes' })).toBe('channelName');
    expect(field({ preset: undefined })).toBe('preset');
    expect(field({ colour: 'red' })).toBe('colour');
    expect(readProfile('x').ok).toBe(false);
    fc.assert(fc.property(fc.jsonValue(), (json) => typeof readProfile(json).ok === 'boolean'));
  });
});

describe('provisioning', () => {
  for (const [what, memory] of Object.entries(radios)) {
    it(`sets a radio ${what} up in one restart, verifies it, and can put it back`, () => {
      const lab = createLab();
      const bench = lab.add(memory);
      const before = look(bench);
      const kept = takeSnapshot(before);
      const region = what.startsWith('fresh') ? 'EU_868' : 'US';
      const lines = provision(lab, bench, wanted({ region }));
      expect(lines.length).toBeGreaterThan(4);
      expect(bench.radio.memory().rebootCount).toBe(1);
      expect(verifyProvisioning(look(bench), wanted({ region }))).toEqual([]);
      const again = planProvisioning(look(bench), wanted({ region }));
      expect(again.ok && again.value).toEqual({ differences: [], messages: [] });

      const back = planRestore(look(bench), readSnapshot(kept)!);
      if (!back.ok) throw new Error(back.error.words);
      write(lab, bench, back.value.messages);
      const restored = planRestore(look(bench), before);
      expect(restored.ok && restored.value.differences).toEqual([]);
      expect(bench.radio.memory().channels).toEqual(memory.channels);
      expect(bench.radio.memory().owner.longName).toBe(memory.owner.longName);
    });
  }

  it('says in words what it will change, and shows no key', () => {
    const lab = createLab();
    const bench = lab.add(factoryMemory(0xa0000001));
    const plan = planProvisioning(look(bench), wanted());
    expect(plan.ok && plan.value.differences.map(differenceLine)).toEqual([
      'owner.longName: Meshtastic 0001 -> Mill Hill 3',
      'owner.shortName: 0001 -> MH3',
      'channel.1.role: DISABLED -> SECONDARY',
      'channel.1.name: (no name) -> Folkmoot',
      'channel.1.key: none -> our 256-bit key',
      'device.nodeInfoSeconds: 10800 -> 21600',
      'lora.region: unset -> EU_868',
      'lora.preset: LONG_FAST -> MEDIUM_FAST',
    ]);
  });

  it('leaves all other settings as they were', () => {
    const lab = createLab();
    const before = radios['set up by somebody else']!;
    const bench = lab.add(before);
    provision(lab, bench, wanted({ region: 'US' }));
    const after = bench.radio.memory();
    expect(after.modules).toEqual(before.modules);
    expect(after.config.security).toEqual(before.config.security);
    expect(after.config.bluetooth).toEqual(before.config.bluetooth);
    expect(after.channels[0]).toEqual(before.channels[0]);
  });

  it('asks for consent before another law and before a key that others still hold', () => {
    const lab = createLab();
    const bench = lab.add(withSettings(factoryMemory(0xa0000001), { config: { lora: { region: 1 } } }));
    provision(lab, bench, wanted({ region: 'US' }));
    const other = planProvisioning(look(bench), wanted({ region: 'ANZ', channelKey: KEY.map((byte) => byte ^ 1) }));
    const needing = other.ok ? other.value.differences.filter((each) => each.consent !== undefined) : [];
    expect(needing.map((each) => each.setting)).toEqual(['channel.1.key', 'lora.region']);
  });

  it('refuses, in words, what cannot be', () => {
    const lab = createLab();
    const present = look(lab.add(factoryMemory(0xa0000001)));
    const refusal = (radio: PresentRadio, want: WantedRadio): string => {
      const plan = planProvisioning(radio, want);
      return plan.ok ? 'planned' : plan.error.kind;
    };
    const { region: _, ...noRegion } = wanted();
    expect(refusal({ ...present, firmwareVersion: '1.3.45.abc' }, wanted())).toBe('firmware-too-old');
    expect(refusal(present, noRegion)).toBe('region-missing');
    expect(refusal(present, wanted({ region: 'EU_N_868' }))).toBe('preset-forbidden');
    expect(refusal(present, wanted({ channelKey: new Uint8Array(16) }))).toBe('bad-key');
    expect(refusal(present, wanted({ shortName: 'FIVE5' }))).toBe('bad-name');
    const full = present.channels.map((channel) => ({ ...channel, role: channel.role || ChannelRole.SECONDARY }));
    expect(refusal({ ...present, channels: full }, wanted())).toBe('no-free-channel');
    expect(presentRadio(EMPTY_RADIO, whole(User, {})).ok).toBe(false);
    const foreign = planRestore(present, { ...present, nodeNum: 7 });
    expect(!foreign.ok && foreign.error.kind).toBe('other-radio');
  });

  it('reads no snapshot out of other bytes', () => {
    const lab = createLab();
    const kept = takeSnapshot(look(lab.add(factoryMemory(0xa0000001))));
    expect(readSnapshot(kept)?.nodeNum).toBe(0xa0000001);
    fc.assert(
      fc.property(fc.nat(kept.length - 1), fc.nat(255), (at, byte) => {
        const changed = kept.slice();
        changed[at] = byte;
        readSnapshot(changed); // whatever it gives, it does not throw
        expect(readSnapshot(kept.subarray(0, at))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});

describe('two radios set up for one community', () => {
  it('hear each other on the private channel, and a radio with another key hears nothing', () => {
    const lab = createLab();
    const [a, b, stranger] = [0xa0000001, 0xa0000002, 0xa0000003].map((num) => lab.add(factoryMemory(num)));
    provision(lab, a!, wanted());
    provision(lab, b!, wanted({ longName: 'Mill Hill 4', shortName: 'MH4' }));
    provision(lab, stranger!, wanted({ channelKey: KEY.map((byte) => byte ^ 0x55) }));
    for (const bench of [a!, b!, stranger!]) look(bench);
    a!.write({ packet: { to: 0xffffffff, channel: 1, decoded: { portnum: 256, payload: Uint8Array.of(1, 2, 3) } } });
    lab.pass(2_000);
    const readable = (bench: BenchRadio): unknown[] =>
      bench.take().flatMap((message) => (message.packet?.decoded?.portnum === 256 ? [message.packet.channel] : []));
    expect(readable(b!)).toEqual([1]);
    expect(readable(stranger!)).toEqual([]);
  });
});
