// Of a trace: how full the batteries of its radios were.

import type { TraceLine } from '../worlds/trace.ts';
import { COLOURS, linePlot, type Series } from './plot.ts';

/** The charge of each battery, or of the emptiest and the fullest where there are many; undefined without any. */
export function batteryPlot(lines: readonly TraceLine[]): string | undefined {
  const names = lines.find((line) => line.e === 'world')?.batteries ?? [];
  if (names.length === 0) return undefined;
  const samples = lines.filter((line) => line.e === 'sample');
  const over = (label: string, pick: (percents: readonly number[]) => number): Series => ({
    label,
    points: samples.map(({ hour, batteryPercent }) => [hour, pick(batteryPercent ?? [])] as const),
  });
  const series =
    names.length <= COLOURS.length
      ? names.map((label, i) => over(label, (percents) => percents[i] ?? 0))
      : [
          over('the emptiest', (percents) => percents.reduce((a, b) => Math.min(a, b), 100)),
          over('the fullest', (percents) => percents.reduce((a, b) => Math.max(a, b), 0)),
        ];
  return linePlot({ title: 'How full batteries are', unit: '%', mostY: 100, series });
}
