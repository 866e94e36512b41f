// The faults of the campaign, each drawn by itself: how often a world has it, and what it does to the script.

import type { Step } from '../worlds/format.ts';
import { act, odds, oneOf, round, someOf, upTo, type Draw } from './chance.ts';
import { drawCall } from './draw-life.ts';

export type Fault = {
  /** Worlds that have it, in percent. */
  readonly percent: number;
  /** Adds its steps; answers what was drawn, for the header that is printed. */
  readonly draw: (draw: Draw) => string | number;
};

export const FAULTS = {
  cuts: { percent: 45, draw: (draw) => drawCuts(draw, 1 + draw.chance.below(4)) },
  liars: { percent: 30, draw: drawLiars },
  failures: { percent: 35, draw: drawFailures },
  clocks: { percent: 35, draw: drawClocks },
  air: { percent: 30, draw: drawAir },
  strangers: { percent: 35, draw: drawStrangers },
} as const satisfies { readonly [name: string]: Fault };

const SHAPES = ['halves', 'islands', 'single', 'one-way'] as const;

function drawCuts(draw: Draw, count: number): number {
  const { chance, endHour } = draw;
  for (let i = 1; i <= count; i++) {
    const at = upTo(chance, endHour * 0.8);
    drawCut(draw, `cut ${i}`, at, Math.min(endHour - at, oneOf(chance, [0.1, 1, 6, 24, 72])));
  }
  return count;
}

/** One cut over nearly all the time that the world has. */
export function drawLongCut(draw: Draw): void {
  const at = upTo(draw.chance, 24);
  drawCut(draw, 'long cut', at, draw.endHour - at - 1);
}

function drawCut(draw: Draw, label: string, begins: number, hours: number): void {
  const { chance, radios, steps } = draw;
  const at = round(begins);
  const shuffled = someOf(chance, radios, radios.length);
  const shape = oneOf(chance, SHAPES);
  if (shape === 'one-way') {
    const count = 1 + chance.below(8);
    const pairs = Array.from({ length: count }, () => someOf(chance, radios, 2) as [string, string]);
    steps.push({ hour: at, do: 'deafen', pairs, as: label });
  } else {
    const parts = shape === 'halves' ? 2 : shape === 'single' ? 1 : 2 + chance.below(3);
    const width = shape === 'single' ? 1 : Math.ceil(radios.length / parts);
    const groups = Array.from({ length: parts }, (_, part) => shuffled.slice(part * width, (part + 1) * width));
    steps.push({ hour: at, do: 'cut', groups: groups.filter((group) => group.length > 0), as: label });
  }
  if (odds(chance, 40)) drawCall(draw, `call in ${label}`, at + upTo(chance, hours));
  steps.push({ hour: round(at + hours), do: 'heal', cut: label });
}

/**
 * Somebody's key is in two devices, about when a matter is decided. Where neither hears the other, the second says
 * other things than the first; then it comes to a site where both become known, and goes on from there.
 */
function drawLiars(draw: Draw): number {
  const { chance, people, sites, endHour, steps, decidedAt } = draw;
  const count = 1 + chance.below(Math.max(1, Math.floor(people.length / 4)));
  for (const name of someOf(chance, people, count)) {
    const twin = `twin of ${name}`;
    const at = Math.min(
      endHour * 0.8,
      odds(chance, 60) ? decidedAt[0]! - upTo(chance, 1) : upTo(chance, endHour * 0.6),
    );
    const met = at + 1 + upTo(chance, 30);
    const apart = (): number => at + 0.02 + upTo(chance, met - at - 0.1);
    steps.push(
      { hour: round(at), do: 'backup', who: name },
      { hour: round(at + 0.01), do: 'twin', who: name, as: twin, lies: odds(chance, 70) },
      { hour: round(at + 0.01), do: 'move', who: twin, to: null },
      { hour: round(met), do: 'move', who: twin, to: oneOf(chance, sites) },
    );
    const others = people.filter((one) => one !== name);
    if (odds(chance, 80)) steps.push(pays(draw, name, others, apart()), pays(draw, twin, others, apart()));
    for (let i = 0; i < 1 + chance.below(3); i++) steps.push(lie(draw, twin, others, apart()));
    for (let i = 0; i < 1 + chance.below(4); i++) steps.push(lie(draw, twin, others, met + upTo(chance, 40)));
    if (odds(chance, 50))
      steps.push({ hour: round(met + upTo(chance, 40)), do: 'move', who: twin, to: oneOf(chance, sites) });
  }
  return count;
}

const pays = ({ chance }: Draw, who: string, others: readonly string[], when: number): Step =>
  act(when, who, 'economy.pay', {
    payee: { member: oneOf(chance, others) },
    amount: 1 + chance.below(odds(chance, 80) ? 300 : 8000),
    memo: '',
  });

function lie(draw: Draw, twin: string, others: readonly string[], when: number): Step {
  const { chance } = draw;
  const proposal = { record: 'proposal 1' };
  return oneOf(chance, [
    () => pays(draw, twin, others, when),
    () => act(when, twin, 'governance.cast', { proposal, says: { options: [chance.below(2)] } }),
    () => act(when, twin, 'governance.cast', { proposal, says: 'give up' }),
    () => act(when, twin, 'governance.bind', { proposal, choice: oneOf(chance, [0, 1, 'none']) }),
    () => act(when, twin, 'governance.bind', { proposal, choice: oneOf(chance, [0, 1, 'none']) }),
    () => act(when, twin, 'governance.concern', { proposal, text: 'hm' }),
  ])();
}

function drawFailures({ chance, people, radios, endHour, steps }: Draw): number {
  const count = 2 + chance.below(12);
  // A disk loses what came last, so half of the failures come soon after somebody did something.
  const busy = steps.filter((step) => step.do === 'act' && step.act !== 'governance.bind').map(({ hour }) => hour);
  for (let i = 0; i < count; i++) {
    const who = oneOf(chance, people);
    const when = odds(chance, 50) ? oneOf(chance, busy) + 0.03 + upTo(chance, 0.6) : upTo(chance, endHour * 0.9);
    const at = round(Math.min(when, endHour * 0.95));
    const backAt = round(Math.min(endHour, at + upTo(chance, 30)));
    const radio = oneOf(chance, radios);
    const losesWrites = (): readonly Step[] => [
      { hour: at, do: 'power', who: [...people], is: 'blinks', loses: 1 + chance.below(40), torn: odds(chance, 50) },
    ];
    const happens: readonly (() => readonly Step[])[] = [
      losesWrites,
      () => [{ hour: at, do: 'power', who, is: 'blinks' }],
      () => [
        { hour: at, do: 'power', who, is: 'off' },
        { hour: backAt, do: 'power', who, is: 'on' },
      ],
      () => [
        { hour: at, do: 'radio', name: radio, power: 'off' },
        { hour: backAt, do: 'radio', name: radio, power: 'on' },
      ],
      () => [
        { hour: at, do: 'backup', who },
        { hour: backAt, do: 'restore', who },
      ],
    ];
    steps.push(...oneOf(chance, [...happens, losesWrites])());
  }
  return count;
}

const SHIFTS_HOURS = [-9600, -48, -1, 1, 48, 9600] as const;

/** Clocks that are set forth and back; some are never set right again, and all must come together with them. */
function drawClocks({ chance, people, endHour, steps }: Draw): string {
  const count = 1 + chance.below(4);
  for (let i = 0; i < count; i++) {
    const shift = { do: 'clock' as const, who: oneOf(chance, people), aheadHours: oneOf(chance, SHIFTS_HOURS) };
    steps.push({ hour: round(upTo(chance, endHour)), ...shift });
  }
  const isMended = odds(chance, 50);
  if (isMended) steps.push({ hour: endHour, do: 'clock', who: [...people], aheadHours: 0 });
  return `${count}, ${isMended ? 'set right at the end' : 'wrong for good'}`;
}

/** The last stretch between radio and node, for some hours or days. */
function drawAir({ chance, endHour, steps }: Draw): string {
  const at = round(upTo(chance, endHour * 0.7));
  const hours = oneOf(chance, [6, 24, 48]);
  const rates = {
    loss: round(upTo(chance, 0.3)),
    twice: round(upTo(chance, 0.2)),
    flips: round(upTo(chance, 0.02)),
    lateMinutes: oneOf(chance, [0, 1, 30]),
  };
  steps.push({ hour: at, do: 'air', ...rates }, { hour: Math.min(endHour, round(at + hours)), do: 'air' });
  return `loss ${rates.loss} twice ${rates.twice} flips ${rates.flips} late ${rates.lateMinutes} min, ${hours} h`;
}

/** Hours between a stranger's packets: chatter, a busy channel, and more than the law allows. */
const FLOOD_EVERY = [1, 0.2, 0.05, 0.003] as const;
const FLOOD_TIMES_MAX = 400;

/** Other people's packets, from a radio of their own or from one of ours that they use as well. */
function drawStrangers({ chance, radios, endHour, steps }: Draw): string {
  const every = oneOf(chance, FLOOD_EVERY);
  const hour = round(upTo(chance, endHour * 0.8));
  const times = Math.min(FLOOD_TIMES_MAX, Math.floor((endHour - hour) / every));
  const radio = odds(chance, 50) ? radios.at(-1)! : oneOf(chance, radios);
  const what = oneOf(chance, ['noise', 'replay'] as const);
  if (times > 0)
    steps.push({ hour, do: 'flood', radio, what, every, times, bytes: every < 0.01 ? 231 : 40 + chance.below(190) });
  return `${times} packets of ${what} every ${every} h from ${radio}`;
}
