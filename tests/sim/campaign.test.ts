/** The campaign: what it draws can be played, replays to the byte, and every promise can be seen to break. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHECKS, type Check } from '#sim/campaign/checks.ts';
import { drawWorld } from '#sim/campaign/draw.ts';
import { runChecked } from '#sim/campaign/run.ts';
import { shrinkWorld } from '#sim/campaign/shrink.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { FORMAT, type Step, type WorldFile } from '#sim/worlds/format.ts';
import { readWorld } from '#sim/worlds/read-world.ts';
import type { Play } from '#sim/worlds/stage.ts';
import { governanceWith } from '#modules/governance/module.ts';
import { DECISION_RULES } from '#modules/governance/rules.ts';
import { modules } from '#modules/index.ts';

const verifier = memoVerifier();

/** Three people with a radio each, in one cell; two days. */
const small = (script: readonly Step[], more: Partial<WorldFile> = {}): WorldFile => ({
  format: FORMAT,
  name: 'seed small',
  hours: 48,
  preset: 'SHORT_FAST',
  radios: ['a', 'b', 'c'].map((name) => ({ name })),
  links: [
    { between: ['a', 'b'], lossDb: 100 },
    { between: ['b', 'c'], lossDb: 100 },
    { between: ['a', 'c'], lossDb: 100 },
  ],
  people: ['a', 'b', 'c'].map((name, i) => ({ name: `person ${i + 1}`, household: i + 1, holds: name })),
  script: [...script],
  ...more,
});

const call: Step = {
  hour: 2,
  do: 'act',
  who: 'person 1',
  act: 'emergency.call',
  as: 'call 1',
  with: {
    people: 1,
    position: null,
    kind: 'fire',
    severity: 'life-in-danger',
    drill: false,
    cannotMove: true,
    text: '',
  },
};

test('in every world that a seed draws our words find a way past the routers of strangers', () => {
  for (let seed = 0; seed < 400; seed++) {
    const { radios, links = [] } = drawWorld(String(seed)).world;
    const plain = radios.filter(({ role }) => role !== 'router').map(({ name }) => name);
    const reached = new Set([plain[0]!]);
    for (const from of reached)
      for (const { between } of links)
        if (between.includes(from)) for (const to of between) if (plain.includes(to)) reached.add(to);
    expect(reached.size, `seed ${seed}`).toBe(plain.length);
  }
});

test('every world that a seed draws is a world, and the same seed draws the same', () => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      const { world } = drawWorld(String(seed));
      expect(readWorld(JSON.parse(JSON.stringify(world))).ok).toBe(true);
      expect(drawWorld(String(seed))).toEqual({ world, rates: drawWorld(String(seed)).rates });
    }),
    { numRuns: 200 },
  );
});

test('every change of a world is a world, and its name is enough to make it again', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(99), fc.nat(99), (seed, change, again) => {
      const name = `${seed}/${change}/${again}`;
      const { world } = drawWorld(name);
      expect(readWorld(JSON.parse(JSON.stringify(world)))).toMatchObject({ ok: true });
      expect(drawWorld(name).world).toEqual(world);
      expect(world.script).not.toEqual(drawWorld(`${seed}/${change}`).world.script);
    }),
    { numRuns: 100 },
  );
});

test('a script replays to the byte, and under another order of equal times it keeps its promises, too', () => {
  const world = small([call, { hour: 4, do: 'power', who: 'person 2', is: 'blinks' }]);
  const first = runChecked(world, { seed: '1', verifier });
  expect(first.broken).toBeUndefined();
  expect(runChecked(world, { seed: '1', verifier }).traceDigest).toBe(first.traceDigest);
  expect(runChecked(world, { seed: '1', verifier, tieSeed: 7 }).broken).toBeUndefined();
});

test('steps of one time keep the order of the script under any other order of equal times', () => {
  const twin = 'twin of person 1';
  const world = small([
    { hour: 1, do: 'backup', who: 'person 1' },
    { hour: 1, do: 'twin', who: 'person 1', as: twin, lies: true },
    { hour: 1, do: 'move', who: twin, to: null },
    { hour: 1, do: 'move', who: twin, to: 'a' },
    { hour: 1, do: 'move', who: twin, to: 'c' },
  ]);
  for (let tieSeed = 0; tieSeed < 4; tieSeed++)
    expect(runChecked({ ...world, hours: 2 }, { seed: '1', verifier, tieSeed }).broken).toBeUndefined();
});

describe('a promise is seen to break when', () => {
  /** Runs a small world with something done to it that no code of ours would do. */
  const brokenBy = (
    sabotage: (play: Play, step: Step | undefined) => void,
    script: readonly Step[] = [],
    more: Partial<WorldFile> = {},
  ) => {
    const planted: Check = {
      id: 'planted',
      words: 'never breaks by itself',
      often(play, _memory, step) {
        sabotage(play, step);
        return undefined;
      },
    };
    const result = runChecked(small(script, more), { seed: '1', verifier, checks: [planted, ...CHECKS] });
    return result.broken?.id;
  };
  const once = (act: (play: Play) => void, afterHour = 1) => {
    let isDone = false;
    return (play: Play): void => {
      if (isDone || play.hour() < afterHour) return;
      isDone = true;
      act(play);
    };
  };
  const host = (play: Play, name: string) => play.hosts.get(name)!;

  test('nothing is done to it, none', () => {
    expect(brokenBy(() => undefined, [call])).toBeUndefined();
  });

  test('C1: two who hold the same mean different things', () => {
    let asked = 0;
    const odd = modules.map((module) =>
      module.name === 'roster' ? { ...module, canonical: () => Uint8Array.of(asked++ & 255, asked >> 8) } : module,
    );
    expect(runChecked(small([]), { seed: '1', verifier, modules: odd }).broken?.id).toBe('C1');
  });

  test('C2, I: a quorum of one lets both sides of a cut decide', () => {
    const proposal = { record: 'proposal 1' };
    const bind = (who: string, choice: number): Step => ({
      hour: 6,
      do: 'act',
      who,
      act: 'governance.bind',
      with: { proposal, choice },
    });
    const cast = (who: string, option: number): Step => ({
      hour: 3,
      do: 'act',
      who,
      act: 'governance.cast',
      with: { proposal, says: { options: [option] } },
    });
    const script: Step[] = [
      {
        hour: 1,
        do: 'act',
        who: 'person 1',
        act: 'governance.propose',
        as: 'proposal 1',
        with: {
          kind: 'ordinary',
          method: 'majority',
          periodHours: 1,
          slot: null,
          frontier: { frontier: 'own' },
          title: 'Shall we?',
          options: ['yes', 'no'],
          text: '',
        },
      },
      { hour: 2, do: 'cut', groups: [['a'], ['b'], ['c']] },
      cast('person 1', 0),
      cast('person 2', 1),
      bind('person 1', 0),
      bind('person 2', 1),
      { hour: 10, do: 'heal' },
    ];
    expect(runChecked(small(script), { seed: '1', verifier }).broken).toBeUndefined();
    const anybody = governanceWith({ ...DECISION_RULES, quorumWith: () => 1, bindConditions: ['closed', 'bind-once'] });
    const planted = modules.map((module) => (module.name === 'governance' ? anybody : module));
    expect(runChecked(small(script), { seed: '1', verifier, modules: planted }).broken?.id).toBe('C2');
    const onlyI = CHECKS.filter(({ id }) => id === 'I');
    expect(runChecked(small(script), { seed: '1', verifier, modules: planted, checks: onlyI }).broken?.id).toBe('I');
  });

  test('S1: a power failure takes what was stored', () => {
    const takes = (play: Play, step: Step | undefined): void => {
      if (step?.do !== 'power') return;
      const { stored } = host(play, 'person 2');
      const [key] = [...stored.keys()].filter((each) => each.startsWith('record/'));
      stored.delete(key!);
    };
    expect(brokenBy(takes, [{ hour: 3, do: 'power', who: 'person 2', is: 'blinks' }])).toBe('S1');
  });

  test('S3: somebody goes back to an older self unseen', () => {
    let older: Map<string, never> | undefined;
    const goesBack = (play: Play): void => {
      const phone = host(play, 'person 1');
      older ??= new Map(phone.stored) as Map<string, never>;
      if (play.hour() > 20 && older.size > 0) {
        play.world.switchOff(phone);
        play.world.mesh.switchOff(0);
        play.world.restart(phone, older);
      }
    };
    expect(brokenBy(goesBack, [call])).toBe('S3');
  });

  test('N2: a node says more than the law allows, though the radio would let it through', () => {
    // The radio is set to a region without a limit, and the file names one with a limit.
    const frames = Array.from({ length: 16 }, (_, transmission) => ({
      kind: 'transmit' as const,
      link: 'radio',
      transmission,
      frame: new Uint8Array(200),
      hopLimit: 0,
      urgency: 3 as const,
      expiresAtMs: Infinity,
    }));
    const babbles = (play: Play): void => {
      (play.file as { region: string }).region = 'EU_868';
      const speaker = host(play, 'person 1');
      speaker.node.handle = ({ kind }) => (kind === 'received' ? frames : []);
      play.world.hear(speaker, new Uint8Array(), { from: '1', snrDb: 0, rssiDbm: 0, hopsAway: 0 });
    };
    expect(brokenBy(babbles, [{ hour: 1, every: 0.005, times: 400, do: 'heal' }], { region: 'US' })).toBe('N2');
  });

  test('N2: a radio sends more than the law allows', () => {
    // The radio is set to a region without a limit, and the file names one with a limit.
    const lawless = (play: Play): void => {
      (play.file as { region: string }).region = 'EU_868';
      for (let i = 0; i < 16; i++) play.world.mesh.send(0, { to: 'all', payload: new Uint8Array(200), hopLimit: 0 });
    };
    expect(brokenBy(lawless, [{ hour: 1, every: 0.005, times: 400, do: 'heal' }], { region: 'US' })).toBe('N2');
  });

  test('B1: a queue grows without end', () => {
    const swamps = once((play) => {
      const { node } = host(play, 'person 1');
      const full = Array.from({ length: 6000 }, () => node.queue('radio', play.world.nowMs())[0]!);
      node.queue = () => full;
    });
    expect(brokenBy(swamps)).toBe('B1');
  });

  test('B2: somebody checks signatures for ever', () => {
    expect(brokenBy((play) => void (host(play, 'person 2').checks += 1000))).toBe('B2');
  });

  test('C8 not by a call that went with the only disk that held it, and by one that went with all of them', () => {
    const lost = (who: readonly string[], away: readonly string[]): string | undefined => {
      const script: Step[] = [
        ...who.map((name): Step => ({ hour: 0.5, do: 'backup', who: name })),
        { hour: 1, do: 'cut', groups: [[...away]], as: 'away' },
        call,
        ...who.map((name): Step => ({ hour: 4, do: 'restore', who: name })),
        { hour: 6, do: 'heal' },
      ];
      return runChecked(small(script), { seed: '1', verifier }).broken?.id;
    };
    expect(lost(['person 1'], ['a'])).toBeUndefined();
    expect(lost(['person 1', 'person 2', 'person 3'], [])).toBe('C8');
  });

  test('C8: a call never leaves the phone', () => {
    const mute = once((play) => play.world.mesh.switchOff(0), 1);
    expect(brokenBy(mute, [call])).toBe('C8');
  });

  test('L1: somebody stays behind', () => {
    const alone = once((play) => play.world.mesh.switchOff(0), 1);
    const pay: Step = {
      hour: 2,
      do: 'act',
      who: 'person 1',
      act: 'economy.pay',
      with: { payee: { member: 'person 2' }, amount: 5, memo: '' },
    };
    expect(brokenBy(alone, [pay])).toBe('L1');
  });

  test('A0: code of ours breaks down', () => {
    const odd = modules.map((module) =>
      module.name === 'economy'
        ? {
            ...module,
            canonical: () => {
              throw new Error('planted');
            },
          }
        : module,
    );
    expect(runChecked(small([]), { seed: '1', verifier, modules: odd }).broken?.id).toBe('A0');
  });

  test('every promise of the table is among those above', () => {
    const planted = ['C1', 'C2', 'I', 'S1', 'S3', 'N2', 'B1', 'B2', 'C8', 'L1'];
    expect(CHECKS.map(({ id }) => id).sort()).toEqual(planted.sort());
  });
});

describe('shrinking', () => {
  const noise: Step[] = Array.from({ length: 40 }, (_, i) => ({ hour: i, do: 'backup', who: 'person 1' }));
  const needed = (world: WorldFile): boolean =>
    world.script.some((step) => step.do === 'clock') && world.script.some((step) => step.do === 'power');

  test('keeps only the steps that the failure needs, in few tries', () => {
    const world = small([
      ...noise.slice(0, 13),
      { hour: 13, do: 'clock', who: 'person 1', aheadHours: 4711 },
      ...noise.slice(14, 30),
      { hour: 30, do: 'power', who: 'person 2', is: 'blinks' },
      ...noise.slice(31),
    ]);
    let tries = 0;
    const shrunk = shrinkWorld(world, { fails: needed, progress: ({ tried }) => (tries = tried) });
    expect(shrunk.script.map((step) => step.do)).toEqual(['clock', 'power']);
    expect(tries).toBeLessThan(120);
    expect(readWorld(JSON.parse(JSON.stringify(shrunk))).ok).toBe(true);
  });

  test('takes what ends a fault away with the fault, and never before it', () => {
    const world = small([
      { hour: 1, do: 'cut', groups: [['radio 1']], as: 'away' },
      { hour: 2, do: 'power', who: 'person 1', is: 'off' },
      ...noise.slice(3, 20),
      { hour: 20, do: 'power', who: 'person 2', is: 'blinks' },
      { hour: 21, do: 'heal', cut: 'away' },
      { hour: 22, do: 'heal' },
      { hour: 22, do: 'power', who: ['person 1', 'person 2'], is: 'on' },
    ]);
    const isCut = (step: Step): boolean => step.do === 'cut';
    const shrunk = shrinkWorld(world, { fails: ({ script }) => script.some(isCut) });
    expect(shrunk.script.map((step) => step.do)).toEqual(['cut', 'heal', 'heal']);
  });

  test('gives back what it got where nothing fails', () => {
    const world = small(noise);
    expect(shrinkWorld(world, { fails: () => false })).toEqual(world);
  });
});
