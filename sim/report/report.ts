// A trace as one page that is read offline: what happened, how complete everybody was, what it cost on air.

import type { TraceLine } from '../worlds/trace.ts';
import { batteryPlot } from './battery-plot.ts';
import { mapPlot, type MapRadio } from './map-plot.ts';
import { COLOURS, escapeXml, linePlot, type Series } from './plot.ts';
import type { LineOf } from './read-trace.ts';
import { whoPlot } from './who-plot.ts';

const CLASSES = ['calls for help', 'urgent', 'ordinary', 'repair and the rest', 'not ours'];
const STEPS_SHOWN = 500;

/** The pictures of a trace by name, as SVG. */
export function plotsOf(lines: readonly TraceLine[]): ReadonlyMap<string, string> {
  const head = lines[0] as LineOf<'world'>;
  const samples = lines.filter((line) => line.e === 'sample');
  const marks = lines
    .filter((line) => line.e === 'step')
    .filter((step) => step.do === 'cut' || step.do === 'heal' || step.do === 'deafen')
    .map(({ hour, words }) => ({ at: hour, words }));
  const over = (pick: (sample: LineOf<'sample'>) => number) =>
    samples.map((sample) => [sample.hour, pick(sample)] as const);
  const plots = new Map<string, string>();
  const reach = reachOf(lines, head);
  if (reach.series.length > 0) plots.set('reach', linePlot({ ...reach, unit: '% of nodes', mostY: 100, marks }));
  plots.set(
    'completeness',
    linePlot({
      title: 'How much of all records is held',
      unit: '%',
      mostY: 100,
      marks,
      series: [
        { label: 'by the average', points: over(({ held, union }) => 100 * share(mean(held), union)) },
        { label: 'by the least', points: over(({ held, union }) => 100 * share(least(held), union)) },
      ],
    }),
  );
  plots.set(
    'airtime',
    linePlot({
      title: 'Airtime so far, by class',
      unit: 'seconds',
      marks,
      series: CLASSES.map((label, i) => ({ label, points: over(({ airMs }) => (airMs[i] ?? 0) / 1000) })).filter(
        ({ points }) => points.some(([, value]) => value > 0),
      ),
    }),
  );
  plots.set(
    'queue',
    linePlot({
      title: 'What waits for the air',
      unit: 'things',
      marks,
      series: [
        { label: 'in all', points: over(({ queued }) => queued.reduce((sum, one) => sum + one, 0)) },
        { label: 'at the fullest', points: over(({ queued }) => queued.reduce((most, one) => Math.max(most, one), 0)) },
      ],
    }),
  );
  plots.set(
    'states',
    linePlot({
      title: 'How many different states there are',
      unit: 'states',
      marks,
      series: [{ label: 'states', points: over(({ states }) => states) }],
    }),
  );
  const moments = samples.map(({ hour, held, union }) => ({ hour, shares: held.map((one) => share(one, union)) }));
  if (moments.length > 0)
    plots.set('who', whoPlot({ title: 'Who holds how much, and when', hosts: head.hosts, moments }));
  const batteries = batteryPlot(lines);
  if (batteries !== undefined) plots.set('batteries', batteries);
  const hasPlaces = head.radios.every(({ x, y }) => x !== undefined && y !== undefined);
  if (head.radios.length > 1 && (hasPlaces || head.links))
    plots.set('map', mapPlot({ title: 'The radios', radios: mapOf(head, samples), links: head.links ?? [] }));
  return plots;
}

/** How far what the script named has come, over time. */
function reachOf(
  lines: readonly TraceLine[],
  { hosts }: LineOf<'world'>,
): { title: string; series: readonly Series[] } {
  const heard = lines.filter((line) => line.e === 'heard');
  const shown = heard.slice(0, COLOURS.length);
  const endHour = lines.findLast((line) => line.e === 'sample')?.hour ?? 0;
  const series = shown.map(({ record, by }): Series => {
    const hours = by.map(([, hour]) => hour).sort((a, b) => a - b);
    const share = (holders: number): number => (100 * holders) / Math.max(1, hosts.length);
    const steps = hours.flatMap((hour, i) => [[hour, share(i)] as const, [hour, share(i + 1)] as const]);
    return { label: record, points: [...steps, [Math.max(endHour, hours.at(-1) ?? 0), share(hours.length)]] };
  });
  const some = heard.length > shown.length ? ` (the first ${shown.length} of ${heard.length})` : '';
  return { title: `Reach: who has heard it${some}`, series };
}

function mapOf(head: LineOf<'world'>, samples: readonly LineOf<'sample'>[]): readonly MapRadio[] {
  const last = samples.at(-1);
  return head.radios.map(({ name, x, y }): MapRadio => {
    const at = [`site ${name}`, name].map((host) => head.hosts.indexOf(host)).find((index) => index >= 0);
    const path = samples.flatMap(({ moved }) => (moved?.[name] ? [moved[name]] : []));
    return {
      name,
      ...(x !== undefined && y !== undefined && { x, y }),
      ...(at !== undefined && last && { share: share(last.held[at] ?? 0, last.union) }),
      ...(path.length > 0 && x !== undefined && y !== undefined && { path: [[x, y] as const, ...path] }),
    };
  });
}

/** One HTML page with everything in it; nothing is loaded from anywhere. */
export function reportHtml(lines: readonly TraceLine[]): string {
  const head = lines[0] as LineOf<'world'>;
  const end = lines.find((line) => line.e === 'end');
  const last = lines.findLast((line) => line.e === 'sample');
  const steps = lines.filter((line) => line.e === 'step');
  const missed = steps.filter(({ ok: isOk }) => !isOk);
  const figures: readonly (readonly [string, string])[] = [
    ['seed', head.seed],
    ['hours', String(head.hours)],
    ['nodes', String(head.hosts.length)],
    ['radios', String(head.radios.length)],
    ['frames on air', end ? String(end.frames) : 'the trace ends early'],
    ['airtime', end ? `${end.airtimeS} s` : ''],
    ['states at the end', last ? String(last.states) : ''],
    ['expectations missed', String(end?.failures ?? missed.length)],
    ['trace digest', end?.traceDigest ?? ''],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeXml(head.name)}, seed ${escapeXml(head.seed)}</title>
<style>
:root { color-scheme: light dark } body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: auto; padding: 1rem }
svg { display: block; width: 100%; min-width: 27rem; height: auto; color: CanvasText }
.wide { overflow-x: auto; margin-block: 1rem } table { border-collapse: collapse; font-size: .9rem }
td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top } th[scope] { font-weight: normal; opacity: .8 }
td { overflow-wrap: anywhere } .wide td { white-space: nowrap } .wide .words { white-space: normal; min-width: 14rem } .missed { font-weight: bold }
</style></head><body>
<h1>${escapeXml(head.name)}</h1>
<table>${figures.map(([what, value]) => `<tr><th scope="row">${what}</th><td>${escapeXml(value)}</td></tr>`).join('')}</table>
${numbersHtml(lines)}
${[...plotsOf(lines).values()].map((plot) => `<div class="wide">${plot}</div>`).join('\n')}
<h2>What happened</h2>
<div class="wide"><table><tr><th>hour</th><th>what</th><th>who</th><th></th></tr>
${steps
  .slice(0, STEPS_SHOWN)
  .map(
    ({ hour, do: what, who, words, ok: isOk }) =>
      `<tr${isOk ? '' : ' class="missed"'}><td>${hour.toFixed(2)}</td><td>${escapeXml(what)}</td><td>${escapeXml(who)}</td><td class="words">${isOk ? '' : 'Not as expected: '}${escapeXml(words)}</td></tr>`,
  )
  .join('\n')}
</table></div>
${steps.length > STEPS_SHOWN ? `<p>${steps.length - STEPS_SHOWN} more steps are in the trace.</p>` : ''}
</body></html>
`;
}

/** What the world's file promises, as it was measured, and what cannot be shown yet. */
function numbersHtml(lines: readonly TraceLine[]): string {
  const rows = lines.flatMap((line) => {
    if (line.e === 'number')
      return [[line.ok ? 'kept' : 'not kept', line.number, line.measured, line.promised, line.ok]];
    return line.e === 'not yet' ? [['not yet', line.number, line.why, '', true]] : [];
  }) as readonly (readonly [string, string, string, string, boolean])[];
  if (rows.length === 0) return '';
  const cells = rows.map(
    ([how, number, measured, promised, isKept]) =>
      `<tr${isKept ? '' : ' class="missed"'}><td>${how}</td><td class="words">${escapeXml(number)}</td><td>${escapeXml(measured)}</td><td>${escapeXml(promised)}</td></tr>`,
  );
  return `<h2>What is promised</h2>
<div class="wide"><table><tr><th></th><th>what</th><th>measured</th><th>promised</th></tr>${cells.join('')}</table></div>`;
}

const share = (held: number, union: number): number => (union === 0 ? 1 : held / union);
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
