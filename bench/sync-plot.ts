// Completeness of all nodes together, over time and over what it cost, as one SVG that reads on light and dark.

import type { Course } from './sync-ours.ts';

export type Line = { readonly label: string; readonly course: Course };

const WIDTH = 960;
const HEIGHT = 400;
const PANEL = { width: 400, height: 280, top: 56, lefts: [56, 536] } as const;
/** Readable on white and on black, and told apart by those who see few colours: the label stands beside the line. */
const COLOURS = ['#1f9d55', '#d97706', '#6d7fe0', '#c2458f'];
/** Axes reach as far as the second design to finish, a little more; later ones leave the picture. */
const REACH = 1.1;

const escape = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A round number of steps that reaches `most`. */
function stepOf(most: number): number {
  const scale = 10 ** Math.floor(Math.log10(most / 4));
  return [1, 2, 5, 10].map((step) => step * scale).find((step) => most / step <= 5)!;
}

export function plot(title: string, lines: readonly Line[]): string {
  const panels = [
    { words: 'minutes since all can be reached', at: 'minute', end: ({ minutes }: Course) => minutes },
    { words: 'seconds on air', at: 'airtimeS', end: ({ airtimeS }: Course) => airtimeS },
  ] as const;
  const body = panels.map(({ words, at, end }, i) => {
    const ends = lines.map(({ course }) => end(course)).filter(Number.isFinite);
    const ours = end(lines[0]!.course);
    const second = ends.sort((a, b) => a - b)[1] ?? 1;
    const most = REACH * Math.max(Number.isFinite(ours) ? ours : 0, second);
    return panel(PANEL.lefts[i]!, words, most, lines, at);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="13">
<style>
  text { fill: #333 } .axis { stroke: #8888; fill: none } .paper { fill: #fff }
  @media (prefers-color-scheme: dark) { text { fill: #ddd } .paper { fill: #16181d } }
</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
<text x="${PANEL.lefts[0]}" y="24" font-size="16">${escape(title)}</text>
${body.join('\n')}
${legend(lines)}
</svg>
`;
}

function panel(left: number, words: string, most: number, lines: readonly Line[], at: 'minute' | 'airtimeS'): string {
  const { width, height, top } = PANEL;
  const x = (value: number): string => (left + (width * Math.min(value, most)) / most).toFixed(1);
  const y = (share: number): string => (top + height * (1 - share)).toFixed(1);
  const step = stepOf(most);
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
  return [
    `<path class="axis" d="M${left} ${top}V${top + height}H${left + width}"/>`,
    ...ticks.map((tick) => `<text x="${x(tick)}" y="${top + height + 18}" text-anchor="middle">${tick}</text>`),
    ...[0, 0.5, 1].map(
      (share) => `<text x="${left - 8}" y="${Number(y(share)) + 4}" text-anchor="end">${100 * share} %</text>`,
    ),
    `<text x="${left + width / 2}" y="${top + height + 40}" text-anchor="middle">${words}</text>`,
    ...lines.map(({ course }, i) => {
      const points = course.curve.filter((point) => point[at] <= most);
      // Held shares are steps: nothing is known to be held before it was.
      const path = points.map((point, n) => (n === 0 ? '' : `H${x(point[at])}V${y(point.share)}`)).join('');
      const tail = points.length < course.curve.length ? `H${x(most)}` : '';
      const thickness = i === 0 ? 3 : 1.6;
      return `<path d="M${x(0)} ${y(0)}${path}${tail}" fill="none" stroke="${COLOURS[i]}" stroke-width="${thickness}"/>`;
    }),
  ].join('\n');
}

function legend(lines: readonly Line[]): string {
  return lines
    .map(({ label }, i) => {
      const left = PANEL.lefts[0] + i * 225;
      return `<path d="M${left} ${HEIGHT - 12}h24" stroke="${COLOURS[i]}" stroke-width="${i === 0 ? 3 : 1.6}"/><text x="${left + 32}" y="${HEIGHT - 8}">${escape(label)}</text>`;
    })
    .join('\n');
}
