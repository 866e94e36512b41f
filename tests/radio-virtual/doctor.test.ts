// The doctor on virtual radios and made-up ports: each ailment is found, and a healthy radio has none.

import { describe, expect, it } from 'vitest';
import { canWork, examine, type DoctorFacts, type FindingId, type ObservedRadio } from '#radio/meshtastic/doctor.ts';
import { EMPTY_RADIO, learn, type RadioState } from '#radio/meshtastic/radio-state.ts';
import { decodeMemory, factoryMemory, withSettings, type RadioMemory } from '#radio/virtual/memory.ts';
import { createLab } from './lab.ts';
import { readRecording } from './recordings.ts';

const KEY = new Uint8Array(32).fill(7);
const UNIX_S = 1_795_258_400;

function stateOf(memory: RadioMemory): RadioState {
  const lab = createLab();
  const bench = lab.add(memory);
  bench.connect();
  bench.write({ wantConfigId: 1 });
  return bench.heard.reduce(learn, EMPTY_RADIO);
}

const HEALTHY = withSettings(factoryMemory(0xa0000001), {
  config: { lora: { region: 3, modemPreset: 4 } },
  channels: [undefined, { role: 2, settings: { name: 'Folkmoot', psk: KEY } }],
});
const wanted = { region: 'EU_868', preset: 'MEDIUM_FAST', channelName: 'Folkmoot', channelKey: KEY };
const factsFor = (memory: RadioMemory, radio: Partial<ObservedRadio> = {}): DoctorFacts => ({
  ports: [],
  radios: [{ where: '/dev/ttyUSB0', state: stateOf(memory), ...radio }],
  wanted,
  hostUnixS: UNIX_S,
});
const idsOf = (facts: DoctorFacts): readonly FindingId[] =>
  examine(facts)
    .filter(({ severity }) => severity !== 'fine')
    .map(({ id }) => id);
const lora = (change: object): RadioMemory =>
  withSettings(HEALTHY, { config: { lora: { ...HEALTHY.config.lora, ...change } } });

describe('the doctor', () => {
  it('finds nothing wrong with a radio set up for the community', () => {
    const findings = examine(factsFor(HEALTHY, { clockUnixS: UNIX_S - 30, airUtilTxPercent: 2, queueFree: 16 }));
    expect(findings.map(({ id }) => id)).toEqual(['radio-found', 'all-well']);
    expect(canWork(findings)).toBe(true);
  });

  it('says that there is no radio at all', () => {
    expect(idsOf({ ports: [], radios: [] })).toEqual(['no-port']);
  });

  const ports: readonly (readonly [FindingId, DoctorFacts['ports'][number]])[] = [
    ['port-forbidden', { where: '/dev/ttyUSB0', opened: 'forbidden', group: 'dialout' }],
    ['port-busy', { where: '/dev/ttyUSB0', opened: 'busy' }],
    ['port-other-device', { where: '/dev/ttyACM0', opened: 'yes', speaks: 'something-else' }],
    ['port-silent', { where: '/dev/ttyACM0', opened: 'yes', speaks: 'nothing' }],
  ];
  for (const [id, port] of ports) {
    it(`sees ${id}`, () => expect(idsOf({ ports: [port], radios: [] })).toEqual([id]));
  }

  const radios: readonly (readonly [FindingId, DoctorFacts])[] = [
    ['region-unset', factsFor(lora({ region: 0 }))],
    ['region-differs', factsFor(lora({ region: 1 }))],
    ['region-unknown', factsFor(lora({ region: 27 }))],
    ['preset-differs', factsFor(lora({ modemPreset: 0 }))],
    ['preset-forbidden', factsFor(lora({ modemPreset: 8 }))],
    ['transmitter-off', factsFor(lora({ txEnabled: false }))],
    ['hops-many', factsFor(lora({ hopLimit: 7 }))],
    ['channel-missing', factsFor(withSettings(factoryMemory(1), { config: { lora: { region: 3, modemPreset: 4 } } }))],
    [
      'channel-other-key',
      factsFor(
        withSettings(HEALTHY, {
          channels: [undefined, { role: 2, settings: { name: 'Folkmoot', psk: KEY.map(() => 8) } }],
        }),
      ),
    ],
    [
      'channel-public-key',
      factsFor(
        withSettings(HEALTHY, {
          channels: [undefined, { role: 2, settings: { name: 'Folkmoot', psk: Uint8Array.of(1) } }],
        }),
      ),
    ],
    ['role-drops-ours', factsFor(withSettings(HEALTHY, { config: { device: { role: 2 } } }))],
    ['clock-unset', factsFor(HEALTHY, { clockUnixS: 0 })],
    ['clock-off', factsFor(HEALTHY, { clockUnixS: UNIX_S - 3600 })],
    ['duty-near', factsFor(HEALTHY, { airUtilTxPercent: 9 })],
    ['duty-used-up', factsFor(HEALTHY, { airUtilTxPercent: 10.2 })],
    ['air-busy', factsFor(HEALTHY, { channelUtilizationPercent: 40 })],
    ['queue-stuck', factsFor(HEALTHY, { queueFree: 0, queueFullForMs: 300_000 })],
    ['heard-nobody', factsFor(HEALTHY, { connectedForMs: 3_600_000 })],
    ['radio-unread', { ports: [], radios: [{ where: 'x', state: EMPTY_RADIO }] }],
    ['neighbour-keys-missing', factsFor(withSettings(HEALTHY, { nodes: [{ num: 5 }, { num: 6 }] }))],
  ];
  for (const [id, facts] of radios) {
    it(`sees ${id}`, () => {
      expect(idsOf(facts)).toContain(id);
      const found = examine(facts).find((each) => each.id === id)!;
      expect(found.next).not.toBe(undefined);
      expect(canWork(examine(facts))).toBe(found.severity !== 'blocks');
    });
  }

  it('sees firmware of the year 2022', () => {
    const { state } = factsFor(HEALTHY).radios[0]!;
    const old: RadioState = { ...state, metadata: { ...state.metadata!, firmwareVersion: '1.3.45.a8b7b5c' } };
    expect(idsOf({ ports: [], radios: [{ where: 'x', state: old }] })).toContain('firmware-too-old');
  });

  it('sees a radio without its own key', () => {
    const { state } = factsFor(HEALTHY).radios[0]!;
    const security = { ...state.config.security!, publicKey: new Uint8Array(0) };
    const keyless: RadioState = { ...state, config: { ...state.config, security } };
    expect(idsOf({ ports: [], radios: [{ where: 'x', state: keyless }] })).toContain('own-key-missing');
  });

  it('puts what blocks first', () => {
    const findings = examine(factsFor(lora({ region: 0, hopLimit: 7 })));
    expect(findings[0]!.severity).toBe('blocks');
    expect(findings.at(-1)!.severity).toBe('fine');
  });

  it('finds a real radio, recorded, healthy but for what the community wants', () => {
    const state = readRecording('handshake-provisioned').from.reduce(learn, EMPTY_RADIO);
    expect(idsOf({ ports: [], radios: [{ where: 'tcp', state }] })).toEqual([]);
    expect(idsOf({ ports: [], radios: [{ where: 'tcp', state }], wanted })).toContain('channel-missing');
    expect(decodeMemory(readRecording('handshake-provisioned').stream)).not.toBeNull();
  });
});
