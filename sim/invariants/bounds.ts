// Invariants of what is set aside, what ends by itself, and what is counted on air and disk: I10 to I12, I18 to I20.
//
// Shares and terms are added up here by themselves, from the judged draws and the counted renewals, and not read
// from the sums that screens show. Of I12, terms that nobody extends are those of emergency powers; prime
// groups and their seats have no module yet, so nothing is asked of them.

import type { MemberId } from '#protocol/bytes/reference.ts';
import { allowedMs } from '#protocol/sync/air-budget.ts';
import { FRAME_BYTES_MAX } from '#protocol/wire/limits.ts';
import { booksOf } from '#modules/economy/books.ts';
import { conflictOf } from '#modules/economy/conflict.ts';
import { drawsOn, holdersOf, shareOf, totalOf } from '#modules/economy/lines.ts';
import { BUDGET_UNITS } from '#modules/economy/records.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { POWER_HOURS_MAX } from '#modules/emergency/power-records.ts';
import { RENEWALS_MAX } from '#modules/emergency/power-terms.ts';
import { powerViews, type PowerView } from '#modules/emergency/powers.ts';
import type { EmergencyState } from '#modules/emergency/state.ts';
import type { RosterModuleState } from '#modules/roster/module.ts';
import type { Invariant, Surveyed, Watched } from './surveyed.ts';

const HOUR_MS = 3_600_000;
/** No power may run longer than this after its first start was held, whatever was renewed. */
const POWER_MS_MAX = POWER_HOURS_MAX * (1 + RENEWALS_MAX) * HOUR_MS;
/** No window of a new key lasts as long. */
const YEAR_MS = 365 * 24 * HOUR_MS;
/** The firmware counts its hour in steps; a packet begun within the limit may end beyond it. */
const LAW_SLACK_PCT = 0.5;
const short = (id: string): string => id.slice(0, 8);

const powersAt = ({ node }: Watched, nowMs: number): readonly PowerView[] =>
  node.directory.community === undefined || node.state('emergency') === undefined
    ? []
    : powerViews(node.state('emergency') as EmergencyState, node.around(nowMs));

/** What two signatures took from a line, and what the line, counts with witnesses and proven liars account for. */
function overdrawn(watched: Watched, { nowMs, liars }: Surveyed): readonly string[] {
  const { name, node } = watched;
  const state = node.state('economy') as EconomyState | undefined;
  return [...(state?.lines.values() ?? [])].flatMap((line) => {
    const books = booksOf(state!, BUDGET_UNITS[line.body.kind] ?? 'credits', node.around(nowMs));
    const isLiar = (member: MemberId): boolean => liars.has(member) || conflictOf(books, member) !== undefined;
    let gone = 0;
    for (const { status, body } of drawsOn(books, line.id)) {
      if (status === 'done' && body.step === 'draw') gone += body.quantity;
      if (status === 'done' && body.step === 'give back') gone -= body.quantity;
    }
    let covered = totalOf(line);
    for (const holder of holdersOf(books, line.id)) {
      const { corrected, beyond } = shareOf(books, line.id, holder);
      const owed = [...beyond.values()].reduce((sum, amount) => sum + amount, 0);
      if (owed > 0 && !isLiar(holder))
        return [`on ${name} ${short(holder)} took ${owed} beyond an own share of ${short(line.id)}`];
      covered += Math.max(0, corrected) + owed;
    }
    return gone <= covered ? [] : [`on ${name} ${gone} are taken from ${short(line.id)}, which holds ${covered}`];
  });
}

const overspentPower = (watched: Watched, nowMs: number): readonly string[] =>
  powersAt(watched, nowMs).flatMap(({ matter, terms, shares }) => {
    const drawn = shares.reduce((sum, share) => sum + share.drawn, 0);
    const beyond = shares.find((share) => share.drawn > share.amount);
    return drawn > terms.quantity || beyond
      ? [`on ${watched.name} ${drawn} of ${terms.quantity} are drawn under the power ${short(matter)}`]
      : [];
  });

export const BOUNDS: readonly Invariant[] = [
  {
    id: 'I10',
    words: 'draws never come to more than the shares',
    holds: 'always',
    check: (world) =>
      world.nodes.flatMap((watched) => [...overdrawn(watched, world), ...overspentPower(watched, watched.ownNowMs)]),
  },
  {
    id: 'I11',
    words: 'no power and no restriction outlives its limit',
    holds: 'always',
    check: ({ nodes }) =>
      nodes.flatMap((watched) => {
        const { name, node, ownNowMs } = watched;
        const powers = powersAt(watched, ownNowMs + POWER_MS_MAX).filter(({ status }) => status === 'running');
        const roster = node.state('roster') as Partial<RosterModuleState> | undefined;
        const later = node.around(ownNowMs + YEAR_MS);
        const held = (node.directory.latest()?.members ?? []).filter(
          (member) => roster?.newKey?.(member, later) === 'in-window',
        );
        return [
          ...powers.map(({ matter }) => `on ${name} the power ${short(matter)} still runs when its hours are over`),
          ...held.map((member) => `on ${name} the new key of ${short(member)} waits for ever`),
        ];
      }),
  },
  {
    id: 'I12',
    words: 'no term is extended beyond what was adopted',
    holds: 'always',
    check: ({ nodes }) =>
      nodes.flatMap((watched) =>
        powersAt(watched, watched.ownNowMs).flatMap(({ matter, terms, starts }) => {
          const heldMs = starts
            .filter(({ status }) => status !== 'waits for others')
            .map(({ id }) => watched.node.around(watched.ownNowMs).heldSinceMs(id) ?? watched.ownNowMs);
          const lastMs = Math.max(0, ...starts.map(({ endsAtMs }) => endsAtMs ?? 0));
          const mostMs = terms.hours * (1 + terms.renewals) * HOUR_MS;
          const tooLong = lastMs > Math.min(...heldMs) + mostMs;
          const tooOften = starts.some(({ renewals }) => renewals > Math.min(terms.renewals, RENEWALS_MAX));
          return tooLong || tooOften || terms.hours > POWER_HOURS_MAX
            ? [`on ${watched.name} the power ${short(matter)} runs longer or more often than was adopted`]
            : [];
        }),
      ),
  },
  {
    id: 'I18',
    words: 'the air that each class takes stays within its budget, and the radio within the law',
    holds: 'always',
    check: ({ nodes, radios = [] }) => [
      ...nodes.flatMap(({ name, node, ownNowMs }) => {
        const { spentMs, allowedMs: may } = node.airtime('radio', ownNowMs);
        const all = spentMs.reduce((sum, ms) => sum + ms, 0);
        const routine = all - spentMs[0]!;
        // No radio, no budget.
        if (may.every((ms) => ms === 0)) return [];
        const most = Math.min(may[0]!, allowedMs(1, 0));
        return all <= most && routine <= may[1]!
          ? []
          : [
              `${name} spent ${Math.round(all)} ms of air in an hour, ${Math.round(routine)} of them routine; it may spend ${most} and ${may[1]}`,
            ];
      }),
      ...radios.flatMap(({ name, sentPct, mayPct }) =>
        sentPct <= mayPct + LAW_SLACK_PCT
          ? []
          : [`${name} sent ${sentPct.toFixed(1)} % of the last hour, and ${mayPct} is the law`],
      ),
    ],
  },
  {
    id: 'I19',
    words: 'what is held, and may have been shown as saved, is on the disk',
    holds: 'always',
    check: ({ nodes }) =>
      nodes.flatMap(({ name, node, stored }) => {
        if (!stored) return [];
        const keys = new Set(stored.map(({ key }) => key));
        const lost = [...node.records.places()].find(({ id }) => !keys.has(`record/${id}`));
        return lost ? [`a crash would take ${short(lost.id)} from ${name}`] : [];
      }),
    checkInCalm: ({ nodes, restarted }) =>
      nodes.flatMap((watched) => {
        if (!restarted || !watched.stored) return [];
        const again = restarted(watched, watched.stored).counts().records;
        const { records } = watched.node.counts();
        return again === records ? [] : [`${watched.name} holds ${records} records, and ${again} after a crash`];
      }),
  },
  {
    id: 'I20',
    words: 'no frame is longer than 231 bytes',
    holds: 'always',
    check: ({ longestFrameBytes = 0 }) =>
      longestFrameBytes <= FRAME_BYTES_MAX ? [] : [`a frame of ${longestFrameBytes} bytes was handed to a link`],
  },
];
