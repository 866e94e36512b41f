// Plots as SVG text, for reports that are read offline: lines over hours, and who hears whom.

export type Series = { readonly label: string; readonly points: readonly (readonly [x: number, y: number])[] };

export type PlotOptions = {
  readonly title: string;
  /** Words and unit of the upright axis. */
  readonly unit: string;
  readonly series: readonly Series[];
  /** Upright lines with a word: what happened then. */
  readonly marks?: readonly { readonly at: number; readonly words: string }[];
  readonly mostY?: number;
};

export const WIDTH = 600;
const SIZE = { height: 250, left: 56, right: 16, top: 34, bottom: 34 } as const;
const LEGEND = { columns: 3, rowHeight: 18, letters: 24 } as const;
/** Told apart on white and on black and by those who see few colours (Okabe and Ito). */
export const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A round step with at most six of it up to `most`. */
export function roundStep(most: number): number {
  let step = 1e-3;
  const factors = [2, 2.5, 2];
  for (let i = 0; most / step > 6; i++) step *= factors[i % factors.length]!;
  return step;
}

const short = (value: number): string => String(Math.round(value * 100) / 100);

/** The frame of every picture: read alone it is grey on anything, in a page it takes the page's colour. */
export const svgOf = (title: string, height: number, parts: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${Math.round(height)}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif" font-size="12.5" fill="currentColor" color="#666">`,
    `<text x="12" y="18" font-size="14.5">${escapeXml(title)}</text>`,
    ...parts,
    '</svg>',
  ].join('\n');

export const shortened = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

/** A round step for an axis of so many units. */
export const ticksTo = (end: number): readonly number[] => {
  const step = roundStep(end);
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
};

/** One picture; its colours follow the page, dark or light. */
export function linePlot({ title, unit, series, marks = [], mostY }: PlotOptions): string {
  const { height, left, right, top, bottom } = SIZE;
  const all = series.flatMap(({ points }) => points);
  const mostX = all.reduce((most, [x]) => Math.max(most, x), 1e-9);
  const most = mostY ?? all.reduce((highest, [, y]) => Math.max(highest, y), 1e-9);
  const x = (value: number): string => (left + ((WIDTH - left - right) * value) / mostX).toFixed(1);
  const y = (value: number): string =>
    (height - bottom - ((height - top - bottom) * Math.min(value, most)) / most).toFixed(1);
  const column = (WIDTH - left) / LEGEND.columns;
  const legendRows = Math.ceil(series.length / LEGEND.columns);
  return svgOf(title, height + legendRows * LEGEND.rowHeight, [
    ...ticksTo(most).map(
      (value) =>
        `<path d="M${left} ${y(value)}H${WIDTH - right}" stroke="currentColor" stroke-opacity=".25"/><text x="${left - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${short(value)}</text>`,
    ),
    hoursAxis(mostX, x, height - bottom + 16),
    ...marks.map(
      ({ at, words }) =>
        `<path d="M${x(at)} ${top}V${height - bottom}" stroke="currentColor" stroke-dasharray="3 3"><title>${escapeXml(words)}</title></path>`,
    ),
    ...series.map(({ points }, i) => {
      const path = points.map(([at, value], n) => `${n === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');
      return `<path d="${path}" fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2"/>`;
    }),
    ...series.map(({ label }, i) => {
      const atX = left + (i % LEGEND.columns) * column;
      const atY = height + Math.floor(i / LEGEND.columns) * LEGEND.rowHeight + 4;
      return `<path d="M${atX.toFixed(1)} ${atY - 4}h18" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="3"/><text x="${(atX + 24).toFixed(1)}" y="${atY}">${escapeXml(shortened(label, LEGEND.letters))}</text>`;
    }),
    `<text x="12" y="${top + 4}" transform="rotate(-90 12 ${top + 4})" text-anchor="end">${escapeXml(unit)}</text>`,
  ]);
}

/** Numbers below a picture, and what they count; the last number gives way to the word. */
export function hoursAxis(mostX: number, x: (value: number) => string, atY: number): string {
  const wordFrom = WIDTH - SIZE.right - 46;
  return [
    ...ticksTo(mostX)
      .filter((value) => Number(x(value)) < wordFrom - 8)
      .map((value) => `<text x="${x(value)}" y="${atY}" text-anchor="middle">${short(value)}</text>`),
    `<text x="${WIDTH - SIZE.right}" y="${atY}" text-anchor="end">hours</text>`,
  ].join('');
}
