// Who holds how much of what there is, and when: one row a host, one column a moment, full colour for everything.

import { COLOURS, escapeXml, hoursAxis, shortened, svgOf, WIDTH } from './plot.ts';

export type WhoPlot = {
  readonly title: string;
  readonly hosts: readonly string[];
  /** By moment: the hour, and the share that each host holds, 0 to 1. */
  readonly moments: readonly { readonly hour: number; readonly shares: readonly number[] }[];
};

const LEFT = 110;
const RIGHT = 16;
const TOP = 30;
const ROW = 15;
const ROWS_MAX = 60;
const COLUMNS_MAX = 120;

export function whoPlot({ title, hosts, moments }: WhoPlot): string {
  const shown = hosts.slice(0, ROWS_MAX);
  const every = Math.max(1, Math.ceil(moments.length / COLUMNS_MAX));
  const columns = moments.filter((_, i) => i % every === every - 1 || i === moments.length - 1);
  const mostX = Math.max(...columns.map(({ hour }) => hour), 1e-9);
  const x = (hour: number): string => (LEFT + ((WIDTH - LEFT - RIGHT) * hour) / mostX).toFixed(1);
  const rows = shown.map((name, row) => {
    const y = TOP + row * ROW;
    const label = `<text x="${LEFT - 6}" y="${y + 11}" text-anchor="end" font-size="11">${escapeXml(shortened(name, 17))}</text>`;
    const cells = runs(columns.map(({ shares }) => opacityOf(shares[row] ?? 0))).map(({ value, from, to }) => {
      const left = x(from === 0 ? 0 : columns[from - 1]!.hour);
      return `<path d="M${left} ${y}H${x(columns[to]!.hour)}v${ROW - 2}H${left}z" fill="${COLOURS[0]}" fill-opacity="${value}"/>`;
    });
    return label + cells.join('');
  });
  const bottom = TOP + shown.length * ROW;
  const more = hosts.length - shown.length;
  return svgOf(title, bottom + (more > 0 ? 44 : 26), [
    ...rows,
    hoursAxis(mostX, x, bottom + 16),
    ...(more > 0 ? [`<text x="12" y="${bottom + 36}">and ${more} more</text>`] : []),
  ]);
}

/** A little less than everything must be told from everything, so the last step is the largest. */
const opacityOf = (share: number): string => (share >= 1 ? '1' : (0.05 + 0.6 * Math.max(0, share)).toFixed(2));

/** Equal neighbours as one. */
function runs(
  values: readonly string[],
): readonly { readonly value: string; readonly from: number; readonly to: number }[] {
  const found: { value: string; from: number; to: number }[] = [];
  values.forEach((value, i) => {
    const last = found.at(-1);
    if (last?.value === value) last.to = i;
    else found.push({ value, from: i, to: i });
  });
  return found;
}
