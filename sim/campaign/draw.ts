// A world drawn from a seed: twelve radios, some people, a week or more of faults, then calm.
//
// Rates are drawn for each seed and not fixed, and each fault may be absent ("swarm testing"; TigerBeetle's
// VOPR draws the same way), because a fault that is always there hides what happens without it. What is
// drawn is written out as a world file: from then on the seed is not needed, and the file can be cut down.

import { prng, type Prng } from '#protocol/bytes/prng.ts';
import { FORMAT, type Step, type WorldFile } from '../worlds/format.ts';

export const RADIOS = 12;
/** Few sizes, so that the table at which they found is laid once for many seeds. Quorums 4, 5 and 6. */
export const SIZES = [4, 7, 10] as const;
const PROFILES = [
  'calm',
  'cuts',
  'long cut',
  'liars',
  'failing hardware',
  'wrong clocks',
  'bad air',
  'everything',
] as const;
type Profile = (typeof PROFILES)[number];

/** The calm at the end in which the core must come to one state: the liveness phase. */
export const CALM_HOURS = 30;

export type Drawn = {
  readonly world: WorldFile;
  /** What was drawn, for the header that is printed. */
  readonly rates: Readonly<Record<string, string | number>>;
};

type Draw = {
  readonly chance: Prng;
  readonly people: readonly string[];
  readonly radios: readonly string[];
  readonly endHour: number;
  readonly steps: Step[];
};

const oneOf = <T>(chance: Prng, all: readonly T[]): T => all[chance.below(all.length)]!;
const upTo = (chance: Prng, most: number): number => (chance.below(10_001) / 10_000) * most;
const odds = (chance: Prng, percent: number): boolean => chance.below(100) < percent;
/** Times to two decimals: a script is read by people. */
const round = (hours: number): number => Math.round(hours * 100) / 100;
const someOf = <T>(chance: Prng, all: readonly T[], count: number): T[] => {
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(chance.below(left.length), 1)[0]!);
};

export function drawWorld(seed: string): Drawn {
  const chance = prng(`campaign/${seed}`);
  const profile = oneOf(chance, PROFILES);
  const size = oneOf(chance, SIZES);
  const radios = Array.from({ length: RADIOS }, (_, i) => `radio ${i + 1}`);
  const people = Array.from({ length: size }, (_, i) => `person ${i + 1}`);
  const days = profile === 'long cut' ? 10 + chance.below(21) : 7 + chance.below(3);
  const endHour = days * 24;
  const shape = oneOf(chance, Object.keys(SHAPES) as (keyof typeof SHAPES)[]);
  const lossPct = chance.below(21);
  const steps: Step[] = [];
  const draw: Draw = { chance, people, radios, endHour, steps };
  const has = (...profiles: Profile[]): boolean => profile === 'everything' || profiles.includes(profile);

  livePeople(draw);
  const cuts = has('cuts', 'long cut', 'liars') ? drawCuts(draw, profile === 'long cut') : 0;
  const liars = has('liars') ? drawLiars(draw) : 0;
  const failures = has('failing hardware') ? drawFailures(draw) : 0;
  const clocks = has('wrong clocks') ? drawClocks(draw) : 0;
  const air = has('bad air') ? drawAir(draw) : 'as the ether has it';
  drawCalm(draw);

  const world: WorldFile = {
    format: FORMAT,
    name: `seed ${seed}`,
    about: `Drawn by the campaign: ${profile}.`,
    hours: endHour + CALM_HOURS,
    preset: oneOf(chance, ['LONG_FAST', 'LONG_FAST', 'MEDIUM_FAST', 'SHORT_FAST'] as const),
    region: 'EU_868',
    firmware: oneOf(chance, ['firmware-2.7', 'firmware-2.8'] as const),
    radios: radios.map((name, i) => strangerOrSite(chance, name, i < size)),
    links: SHAPES[shape]().map(([from, to]) => ({
      between: [radios[from]!, radios[to]!],
      lossDb: 100 + chance.below(24),
      extraLoss: round(upTo(chance, lossPct / 100)),
    })),
    people: people.map((name, i) => ({ name, household: 1 + Math.floor(i / 2), holds: radios[i]! })),
    script: steps.sort((a, b) => a.hour - b.hour),
  };
  return { world, rates: { profile, people: size, days, shape, lossPct, cuts, liars, failures, clocks, air } };
}

/** A router of ours would neither relay nor hand on what is not Meshtastic's own, so only strangers are routers. */
function strangerOrSite(chance: Prng, name: string, isHeld: boolean): WorldFile['radios'][number] {
  if (isHeld || !odds(chance, 40)) return { name };
  return { name, site: false, ...(odds(chance, 50) && { role: 'router' as const }) };
}

const pairs = (from: number, to: number, reach: number): [number, number][] => {
  const all: [number, number][] = [];
  for (let a = from; a < to; a++) for (let b = a + 1; b < to && b <= a + reach; b++) all.push([a, b]);
  return all;
};

/** Who hears whom, by index of the radio. */
const SHAPES = {
  'one cell': () => pairs(0, RADIOS, RADIOS),
  line: () => pairs(0, RADIOS, 2),
  ring: () => [...pairs(0, RADIOS, 2), [0, RADIOS - 1], [0, RADIOS - 2], [1, RADIOS - 1]] as [number, number][],
  'two valleys': () => [...pairs(0, 5, 5), ...pairs(6, RADIOS, 6), [4, 5], [5, 6]] as [number, number][],
  star: () => [...pairs(0, 4, 4), ...Array.from({ length: 8 }, (_, i): [number, number] => [i % 4, i + 4])],
} as const;

const act = (hour: number, who: string | string[], name: string, args: object, more: Partial<Step> = {}): Step =>
  ({ hour: round(hour), do: 'act', who, act: name, with: args, ...more }) as Step;

/** What people do anyway: propose, speak, bind when it is offered, pay, call for help, answer. */
function livePeople({ chance, people, endHour, steps }: Draw): void {
  const proposals = 1 + chance.below(3);
  for (let i = 0; i < proposals; i++) {
    const label = `proposal ${i + 1}`;
    const proposal = { record: label };
    const at = upTo(chance, endHour * 0.5);
    const periodHours = 1 + chance.below(48);
    const method = oneOf(chance, ['consent', 'consent', 'majority'] as const);
    steps.push(
      act(
        at,
        oneOf(chance, people),
        'governance.propose',
        {
          kind: oneOf(chance, ['ordinary', 'ordinary', 'serious'] as const),
          method,
          periodHours,
          slot: null,
          frontier: { frontier: 'own' },
          title: `Shall we? (${i + 1})`,
          options: method === 'majority' ? ['yes', 'no'] : [],
          text: '',
        },
        { as: label },
      ),
    );
    for (const name of people) {
      if (odds(chance, 10)) continue;
      const says = odds(chance, 8) ? 'stand aside' : { options: [method === 'majority' && odds(chance, 25) ? 1 : 0] };
      const spoken = at + 0.2 + upTo(chance, periodHours);
      steps.push(
        act(spoken, name, 'governance.cast', {
          proposal,
          says: method === 'majority' && says === 'stand aside' ? { options: [0] } : says,
        }),
      );
      if (odds(chance, 10))
        steps.push(act(spoken + upTo(chance, 10), name, 'governance.cast', { proposal, says: { options: [0] } }));
    }
    if (odds(chance, 15)) {
      steps.push(
        act(at + upTo(chance, periodHours), oneOf(chance, people), 'governance.block', {
          proposal,
          reason: 'not like this',
          frontier: { frontier: 'own' },
        }),
      );
    }
    const looks = { every: 6, times: Math.max(1, Math.floor((endHour + CALM_HOURS - at - periodHours - 1) / 6)) };
    steps.push(act(at + periodHours + 0.5, [...people], 'governance.bind', { proposal, choice: 0 }, looks));
  }
  for (let i = 0; i < 3 + chance.below(8); i++) {
    const [payer, payee] = someOf(chance, people, 2);
    steps.push(
      act(upTo(chance, endHour), payer!, 'economy.pay', {
        payee: { member: payee },
        amount: 1 + chance.below(4000),
        memo: '',
      }),
    );
  }
  for (let i = 0; i < 1 + chance.below(3); i++) {
    const label = `call ${i + 1}`;
    const [caller, helper] = someOf(chance, people, 2);
    const at = upTo(chance, endHour);
    const place = { people: 1, position: null };
    steps.push(
      act(
        at,
        caller!,
        'emergency.call',
        {
          ...place,
          kind: oneOf(chance, ['medical', 'fire'] as const),
          severity: 'life-in-danger',
          drill: false,
          cannotMove: true,
          text: '',
        },
        { as: label },
      ),
      act(at + 0.2 + upTo(chance, 2), helper!, 'emergency.take', { sos: { record: label }, etaMinutes: 10, text: '' }),
    );
  }
}

function drawCuts({ chance, radios, endHour, steps }: Draw, isLong: boolean): number {
  const count = isLong ? 1 : 1 + chance.below(4);
  for (let i = 0; i < count; i++) {
    const label = `cut ${i + 1}`;
    const at = round(isLong ? upTo(chance, 24) : upTo(chance, endHour * 0.8));
    const hours = isLong ? endHour - at - 1 : Math.min(endHour - at, oneOf(chance, [0.1, 1, 6, 24, 72]));
    const shuffled = someOf(chance, radios, radios.length);
    const kind = oneOf(chance, ['halves', 'islands', 'single', 'one-way'] as const);
    if (kind === 'one-way') {
      const count = 1 + chance.below(8);
      const from = Array.from({ length: count }, () => someOf(chance, radios, 2) as [string, string]);
      steps.push({ hour: at, do: 'deafen', pairs: from, as: label });
    } else {
      const parts = kind === 'halves' ? 2 : kind === 'single' ? 1 : 2 + chance.below(3);
      const width = kind === 'single' ? 1 : Math.ceil(radios.length / parts);
      const groups = Array.from({ length: parts }, (_, part) => shuffled.slice(part * width, (part + 1) * width));
      steps.push({ hour: at, do: 'cut', groups: groups.filter((group) => group.length > 0), as: label });
    }
    steps.push({ hour: round(at + hours), do: 'heal', cut: label });
  }
  return count;
}

/** Somebody's key is in two devices, and the second binds, pays and speaks as it likes. */
function drawLiars({ chance, people, radios, endHour, steps }: Draw): number {
  const count = 1 + chance.below(Math.max(1, Math.floor(people.length / 4)));
  for (const name of someOf(chance, people, count)) {
    const twin = `twin of ${name}`;
    const at = upTo(chance, endHour * 0.6);
    const site = oneOf(chance, radios);
    steps.push(
      { hour: round(at), do: 'backup', who: name },
      { hour: round(at + 0.01), do: 'twin', who: name, as: twin, at: site },
    );
    for (let i = 0; i < 2 + chance.below(6); i++) {
      const payee = oneOf(chance, people);
      const proposal = { record: 'proposal 1' };
      steps.push(
        oneOf(chance, [
          act(at + 1 + upTo(chance, 100), twin, 'economy.pay', {
            payee: { member: payee },
            amount: 1 + chance.below(8000),
            memo: '',
          }),
          act(at + 1 + upTo(chance, 100), twin, 'governance.cast', { proposal, says: { options: [chance.below(2)] } }),
          act(at + 1 + upTo(chance, 100), twin, 'governance.bind', { proposal, choice: chance.below(2) }),
          act(at + 1 + upTo(chance, 100), twin, 'governance.concern', { proposal, text: 'hm' }),
        ]),
      );
    }
  }
  return count;
}

function drawFailures({ chance, people, radios, endHour, steps }: Draw): number {
  const count = 2 + chance.below(12);
  for (let i = 0; i < count; i++) {
    const who = oneOf(chance, people);
    const at = round(upTo(chance, endHour * 0.9));
    const backAt = round(Math.min(endHour, at + upTo(chance, 30)));
    const radio = oneOf(chance, radios);
    const happens: readonly (readonly Step[])[] = [
      [{ hour: at, do: 'power', who, is: 'blinks' }],
      [
        { hour: at, do: 'power', who, is: 'off' },
        { hour: backAt, do: 'power', who, is: 'on' },
      ],
      [
        { hour: at, do: 'radio', name: radio, power: 'off' },
        { hour: backAt, do: 'radio', name: radio, power: 'on' },
      ],
      [
        { hour: at, do: 'backup', who },
        { hour: backAt, do: 'restore', who },
      ],
    ];
    steps.push(...oneOf(chance, happens));
  }
  return count;
}

function drawClocks({ chance, people, endHour, steps }: Draw): number {
  const count = 1 + chance.below(4);
  for (let i = 0; i < count; i++) {
    const aheadHours = oneOf(chance, [-9600, -48, -1, 1, 48, 9600]);
    steps.push({ hour: round(upTo(chance, endHour)), do: 'clock', who: oneOf(chance, people), aheadHours });
  }
  return count;
}

function drawAir({ chance, radios, endHour, steps }: Draw): string {
  const rates = {
    loss: round(upTo(chance, 0.3)),
    twice: round(upTo(chance, 0.2)),
    flips: round(upTo(chance, 0.02)),
    lateMinutes: oneOf(chance, [0, 0, 1, 30]),
  };
  steps.push({ hour: 0, do: 'air', ...rates });
  if (odds(chance, 50)) {
    const flood = { hour: round(upTo(chance, endHour / 2)), every: 0.05 + upTo(chance, 1), times: 200 };
    steps.push({ ...flood, do: 'flood', radio: radios.at(-1)!, what: oneOf(chance, ['noise', 'replay'] as const) });
  }
  return `loss ${rates.loss} twice ${rates.twice} flips ${rates.flips} late ${rates.lateMinutes} min`;
}

/** Faults end; what is not in the core stays off for good; then everything must settle. */
function drawCalm({ chance, people, endHour, steps }: Draw): void {
  steps.push(
    { hour: endHour, do: 'heal' },
    { hour: endHour, do: 'air' },
    { hour: endHour, do: 'clock', who: [...people], aheadHours: 0 },
    { hour: endHour, do: 'power', who: [...people], is: 'on' },
  );
  for (let i = 1; i <= RADIOS; i++) steps.push({ hour: endHour, do: 'radio', name: `radio ${i}`, power: 'on' });
  if (odds(chance, 30)) {
    steps.push({ hour: endHour + 0.01, do: 'power', who: oneOf(chance, people), is: 'off' });
  }
}
