// Radios seen from above: where they stand or went, who hears whom, and how much those behind them hold at the end.
// In a world that gives links and no places they stand in a circle, which says nothing but who hears whom.

import { COLOURS, escapeXml, shortened, svgOf, WIDTH } from './plot.ts';

export type MapRadio = {
  readonly name: string;
  readonly x?: number;
  readonly y?: number;
  /** Share of all records that its host holds; absent: nobody of ours is behind it. */
  readonly share?: number;
  /** Where it went, in order. */
  readonly path?: readonly (readonly [x: number, y: number])[];
};

export type MapPlot = {
  readonly title: string;
  readonly radios: readonly MapRadio[];
  readonly links?: readonly (readonly [from: number, to: number, lossDb: number])[];
};

const BOX = { left: 40, top: 44, width: WIDTH - 160, height: 340 } as const;
const NAMES_MAX = 60;
const LINKS_MAX = 2000;
const HOLDS = { all: COLOURS[2]!, some: COLOURS[4]!, none: COLOURS[1]! } as const;
/** From here on a link is at its end on the slow presets. */
const WEAK_DB = 125;

type Spot = readonly [x: number, y: number];

export function mapPlot({ title, radios, links = [] }: MapPlot): string {
  const hasPlaces = radios.every(({ x, y }) => x !== undefined && y !== undefined);
  const at = radios.map(({ x, y }, i): Spot => (hasPlaces ? [x!, y!] : onCircle(i, radios.length)));
  const all = [...at, ...radios.flatMap(({ path }) => path ?? [])];
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  const [west, south] = [least(xs), least(ys)];
  const [wide, high] = [most(xs) - west, most(ys) - south];
  const scale = Math.min(BOX.width / Math.max(wide, 1), BOX.height / Math.max(high, 1));
  const height = Math.max(high * scale, 40);
  const spot = ([x, y]: Spot): Spot => [BOX.left + (x - west) * scale, BOX.top + height - (y - south) * scale];
  const dot = ([x, y]: Spot): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

  const joined = links.filter(([from, to]) => at[from] && at[to]);
  const lines = joined.slice(0, LINKS_MAX).map(([from, to, lossDb]) => {
    const dash = lossDb >= WEAK_DB ? ' stroke-dasharray="4 3"' : '';
    return `<path d="M${dot(spot(at[from]!))}L${dot(spot(at[to]!))}" stroke="currentColor" stroke-opacity=".35"${dash}/>`;
  });
  const ways = radios.map(({ path = [] }) =>
    path.length < 2
      ? ''
      : `<path d="M${path.map((each) => dot(spot(each))).join('L')}" fill="none" stroke="${COLOURS[3]}" stroke-opacity=".6"/>`,
  );
  const marks = radios.map(({ name, share }, i) => {
    const [x, y] = spot(at[i]!);
    const fill = share === undefined ? 'none' : share >= 1 ? HOLDS.all : share > 0 ? HOLDS.some : HOLDS.none;
    const outline = share === undefined ? ' stroke="currentColor"' : '';
    const held = share === undefined ? 'not ours' : `${Math.round(100 * share)} % held`;
    const word =
      radios.length > NAMES_MAX
        ? ''
        : `<text x="${(x + 8).toFixed(1)}" y="${(y + 4).toFixed(1)}">${escapeXml(shortened(name, 16))}</text>`;
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="5" fill="${fill}"${outline}><title>${escapeXml(name)}: ${held}</title></circle>${word}`;
  });
  const foot = BOX.top + height + 32;
  const across = hasPlaces
    ? ` (${Math.round((10 * Math.max(wide, high)) / 1000) / 10} km across)`
    : ' (who hears whom)';
  const keys: readonly (readonly [string, string])[] = [
    [HOLDS.all, 'holds everything at the end'],
    [HOLDS.some, 'holds a part'],
    [HOLDS.none, 'holds nothing'],
  ];
  return svgOf(`${title}${across}`, foot + 12, [
    ...lines,
    ...ways,
    ...marks,
    ...keys.map(
      ([colour, words], i) =>
        `<circle cx="${46 + i * 200}" cy="${(foot - 4).toFixed(1)}" r="5" fill="${colour}"/><text x="${56 + i * 200}" y="${foot.toFixed(1)}">${words}</text>`,
    ),
  ]);
}

/** By the rational form of a quarter circle: sines differ between engines in their last bits. */
function onCircle(i: number, count: number): Spot {
  const turn = (4 * i) / count;
  const t = turn - Math.floor(turn);
  const [near, far] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
  const quarters: readonly Spot[] = [
    [far, near],
    [near, -far],
    [-far, -near],
    [-near, far],
  ];
  const [x, y] = quarters[Math.floor(turn) % 4]!;
  return [100 * x, 80 * y];
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
