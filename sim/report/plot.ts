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

const SIZE = { width: 720, height: 260, left: 56, right: 16, top: 34, bottom: 46 } as const;
/** Told apart on white and on black and by those who see few colours (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A round step with at most six of it up to `most`. */
export function roundStep(most: number): number {
  let step = 1e-3;
  const factors = [2, 2.5, 2];
  for (let i = 0; most / step > 6; i++) step *= factors[i % factors.length]!;
  return step;
}

const short = (value: number): string => String(Math.round(value * 100) / 100);

/** One picture; its colours follow the page, dark or light. */
export function linePlot({ title, unit, series, marks = [], mostY }: PlotOptions): string {
  const { width, height, left, right, top, bottom } = SIZE;
  const all = series.flatMap(({ points }) => points);
  const mostX = Math.max(...all.map(([x]) => x), 1e-9);
  const most = mostY ?? Math.max(...all.map(([, y]) => y), 1e-9);
  const x = (value: number): string => (left + ((width - left - right) * value) / mostX).toFixed(1);
  const y = (value: number): string =>
    (height - bottom - ((height - top - bottom) * Math.min(value, most)) / most).toFixed(1);
  const ticks = (end: number): number[] => {
    const step = roundStep(end);
    return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => i * step);
  };
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor" color="#777">`,
    `<text x="${left}" y="18" font-size="14">${escapeXml(title)}</text>`,
    ...ticks(most).map(
      (value) =>
        `<path d="M${left} ${y(value)}H${width - right}" stroke="currentColor" stroke-opacity=".25"/><text x="${left - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${short(value)}</text>`,
    ),
    ...ticks(mostX).map(
      (value) => `<text x="${x(value)}" y="${height - bottom + 16}" text-anchor="middle">${short(value)}</text>`,
    ),
    `<text x="${width - right}" y="${height - bottom + 16}" text-anchor="end">hours</text>`,
    ...marks.map(
      ({ at, words }) =>
        `<path d="M${x(at)} ${top}V${height - bottom}" stroke="currentColor" stroke-dasharray="3 3"><title>${escapeXml(words)}</title></path>`,
    ),
    ...series.map(({ points }, i) => {
      const path = points.map(([at, value], n) => `${n === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');
      return `<path d="${path}" fill="none" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="2"/>`;
    }),
    ...series.map(({ label }, i) => {
      const at = left + i * 150;
      return `<path d="M${at} ${height - 10}h18" stroke="${COLOURS[i % COLOURS.length]}" stroke-width="3"/><text x="${at + 24}" y="${height - 6}">${escapeXml(label)}</text>`;
    }),
    `<text x="12" y="${top + 4}" transform="rotate(-90 12 ${top + 4})" text-anchor="end">${escapeXml(unit)}</text>`,
    '</svg>',
  ];
  return parts.join('\n');
}

export type MapPoint = { readonly name: string; readonly x: number; readonly y: number };

/** Radios where they stand, seen from above. */
export function mapPlot(title: string, points: readonly MapPoint[]): string {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, low] = [Math.min(...xs), Math.min(...ys)];
  const span = Math.max(Math.max(...xs) - left, Math.max(...ys) - low, 1);
  const place = (value: number, from: number): number => 30 + (300 * (value - from)) / span;
  const dots = points.map(({ name, x, y }) => {
    const [cx, cy] = [place(x, left).toFixed(1), (360 - place(y, low)).toFixed(1)];
    return `<circle cx="${cx}" cy="${cy}" r="5" fill="#0072b2"/><text x="${Number(cx) + 8}" y="${Number(cy) + 4}">${escapeXml(name)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 380" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor" color="#777">
<text x="16" y="18" font-size="14">${escapeXml(title)} (${short(span / 1000)} km across)</text>
${dots.join('\n')}
</svg>`;
}
