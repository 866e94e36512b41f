// A trace as one page that is read offline: what happened, how complete everybody was, what it cost on air.

import { err, ok, type Result } from '#protocol/bytes/result.ts';
import { TRACE_KINDS, type TraceLine } from '../worlds/trace.ts';
import { escapeXml, linePlot, mapPlot } from './plot.ts';

type LineOf<E extends TraceLine['e']> = Extract<TraceLine, { e: E }>;

const CLASSES = ['calls for help', 'urgent', 'ordinary', 'repair and the rest', 'not ours'];
const STEPS_SHOWN = 500;

/** Reads a trace's text; a line that is cut off or foreign is named by its number. */
export function readTrace(text: string): Result<readonly TraceLine[], string> {
  const lines: TraceLine[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const parsed = JSON.parse(line) as TraceLine;
      if (!TRACE_KINDS.includes(parsed.e)) return err(`line ${i + 1} is no line of a trace`);
      lines.push(parsed);
    } catch {
      return err(`line ${i + 1} cannot be read: was the trace cut off while it was written?`);
    }
  }
  const [head] = lines;
  if (head?.e !== 'world' || head.format !== 'folkmoot trace 1')
    return err('the first line is not that of a "folkmoot trace 1"');
  return ok(lines);
}

/** The pictures of a trace by name, as SVG. */
export function plotsOf(lines: readonly TraceLine[]): ReadonlyMap<string, string> {
  const head = lines[0] as LineOf<'world'>;
  const samples = lines.filter((line) => line.e === 'sample');
  const marks = lines
    .filter((line) => line.e === 'step')
    .filter((step) => step.do === 'cut' || step.do === 'heal' || step.do === 'deafen')
    .map(({ hour, words }) => ({ at: hour, words }));
  const share = (held: number, union: number): number => (union === 0 ? 100 : (100 * held) / union);
  const over = (pick: (sample: LineOf<'sample'>) => number) =>
    samples.map((sample) => [sample.hour, pick(sample)] as const);
  const plots = new Map<string, string>();
  plots.set(
    'completeness',
    linePlot({
      title: 'How much of all records is held',
      unit: '%',
      mostY: 100,
      marks,
      series: [
        { label: 'by the average', points: over(({ held, union }) => share(mean(held), union)) },
        { label: 'by the least', points: over(({ held, union }) => share(Math.min(...held), union)) },
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
        { label: 'at the fullest', points: over(({ queued }) => Math.max(0, ...queued)) },
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
  const placed = head.radios.flatMap(({ name, x, y }) => (x === undefined || y === undefined ? [] : [{ name, x, y }]));
  if (placed.length > 1) plots.set('map', mapPlot('Where the radios are', placed));
  return plots;
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
:root { color-scheme: light dark } body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: auto; padding: 1rem }
svg { width: 100%; height: auto } table { border-collapse: collapse; font-size: .9rem } td, th { text-align: left; padding: .15rem .8rem .15rem 0; vertical-align: top }
.missed { font-weight: bold } @media (max-width: 30rem) { .wide { overflow-x: auto } }
</style></head><body>
<h1>${escapeXml(head.name)}</h1>
<table>${figures.map(([what, value]) => `<tr><th scope="row">${what}</th><td>${escapeXml(value)}</td></tr>`).join('')}</table>
${[...plotsOf(lines).values()].join('\n')}
<h2>What happened</h2>
<div class="wide"><table><tr><th>hour</th><th>what</th><th>who</th><th></th></tr>
${steps
  .slice(0, STEPS_SHOWN)
  .map(
    ({ hour, do: what, who, words, ok: isOk }) =>
      `<tr${isOk ? '' : ' class="missed"'}><td>${hour.toFixed(2)}</td><td>${escapeXml(what)}</td><td>${escapeXml(who)}</td><td>${isOk ? '' : 'Not as expected: '}${escapeXml(words)}</td></tr>`,
  )
  .join('\n')}
</table></div>
${steps.length > STEPS_SHOWN ? `<p>${steps.length - STEPS_SHOWN} more steps are in the trace.</p>` : ''}
</body></html>
`;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
