// What must hold in every world of the campaign, as a table. Each can fail: tests/sim/campaign.test.ts
// plants a bug for each.
//
// `often` is asked after steps and samples, `atEnd` once the calm is over. Letters: N radio, S store,
// C state, I invariants of the rules, B bounds, L liveness.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import { readRow } from '#protocol/node/archive.ts';
import { REGIONS } from '#radio/lora/regions.ts';
import { matterOf } from '#modules/governance/matter.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { brokenIn } from '../invariants/survey.ts';
import type { Host } from '../world/world.ts';
import type { Step } from '../worlds/format.ts';
import type { Play } from '../worlds/stage.ts';

/** A node holds at most so much that it cannot place yet, and so many things for the air (protocol/README.md §1.3, §7). */
const WAITING_MAX = 5000;
const QUEUED_MAX = 5000;
/** Signatures that a host of these small worlds has checked in an hour, over some hours, if nobody sends it the same for ever. */
const CHECKS_AN_HOUR_MAX = 100;
/** The firmware counts its hour in steps; a packet begun within the limit may end beyond it. */
const DUTY_SLACK_PCT = 0.5;
const HOUR_MS = 3_600_000;
/** After the last word there is so much time to hear it. */
const QUIET_HOURS = 6;

/**
 * What a radio may have sent in an hour, with what strangers do through it. The firmware asks for the law when a packet
 * enters the queue (Router::send) and never again, so what waits when the limit is reached is sent beyond it: a full
 * queue and what was on the air. Of what our nodes say no such share is granted: they count what they queued.
 */
function firmwareMaySendPct({ file, world }: Play, radio: number): number {
  const { nodes, profile } = world.mesh.inside;
  const waitingMs = (profile.queueMax + 1) * Math.max(...nodes[radio]!.modem.airtimeMs);
  return lawPct(file) + DUTY_SLACK_PCT + (100 * waitingMs) / HOUR_MS;
}
const lawPct = ({ region = 'EU_868' }: Play['file']): number => REGIONS[region].dutyPercent;

/** What a check remembers of one world. */
export type Memory = {
  /** Final result by proposal, and who held it first. */
  readonly finals: Map<RecordId, { readonly result: string; readonly by: string }>;
  /** State by frontier: the same knowledge means the same. */
  readonly meanings: Map<string, { readonly state: string; readonly by: string }>;
  /** Number of the newest own record, by host. */
  readonly heads: Map<string, number>;
  readonly stored: Map<string, number>;
  /** When a host was last looked at, and how many signatures it had checked by then. */
  readonly checked: Map<string, { readonly hour: number; readonly checks: number }>;
  readonly sometimes: Map<string, number>;
  /** Cuts that are laid at this moment, by label. */
  readonly openCuts: Set<string>;
  /** The most that anybody held when it was last looked, and since when. */
  lastWord: { readonly held: number; readonly hour: number };
};

export const createMemory = (): Memory => ({
  finals: new Map(),
  meanings: new Map(),
  heads: new Map(),
  stored: new Map(),
  checked: new Map(),
  sometimes: new Map(),
  openCuts: new Set(),
  lastWord: { held: 0, hour: 0 },
});

export type Check = {
  readonly id: string;
  readonly words: string;
  readonly often?: (play: Play, memory: Memory, step: Step | undefined) => string | undefined;
  readonly atEnd?: (play: Play, memory: Memory) => string | undefined;
};

/** Records that the disk gives back as they were written. */
const wholeRows = ({ town }: Play, { stored }: Host): number =>
  [...stored.values()].filter((row) => row.key.startsWith('record/') && readRow(row, town.community).ok).length;

const hostsOf = (play: Play): readonly Host[] => [...play.hosts.values()];
/** Of those whose key is in their own hands alone, and who are there. */
const honest = (play: Play): readonly Host[] =>
  hostsOf(play).filter((host) => !host.off && !play.liars.has(host.name) && !host.name.startsWith('twin of '));
const ownHead = (host: Host): number => {
  const { self, records } = host.node;
  return (self && records.log(self.member, self.log)?.head) ?? 0;
};
const first = <T>(all: Iterable<T>, fault: (one: T) => string | undefined): string | undefined => {
  for (const one of all) {
    const words = fault(one);
    if (words !== undefined) return words;
  }
  return undefined;
};

/** The liars that a matter of ordinary kind allows for: beyond them the rules promise nothing. */
const tooManyLiars = (play: Play): boolean => play.liars.size > Math.max(1, Math.floor(play.file.people.length / 10));

export const CHECKS: readonly Check[] = [
  {
    id: 'C1',
    words: 'who holds the same records and voices means the same by them',
    often: (play, { meanings }, step) =>
      step !== undefined
        ? undefined
        : first(hostsOf(play), (host) => {
            if (host.off || play.lying.has(host)) return undefined;
            const frontier = toHex(host.node.frontierDigest());
            const state = host.node.stateHash();
            const known = meanings.get(frontier);
            if (!known) meanings.set(frontier, { state, by: `${host.name} at hour ${play.hour().toFixed(1)}` });
            return known && known.state !== state
              ? `${host.name} and ${known.by} hold the same (frontier ${frontier}) and mean ${state.slice(0, 12)} and ${known.state.slice(0, 12)}`
              : undefined;
          }),
  },
  {
    id: 'C2',
    words: 'what is final for one is never otherwise for another',
    often: (play, { finals, sometimes }, step) =>
      step !== undefined || tooManyLiars(play)
        ? undefined
        : first(honest(play), (host) =>
            first(proposalsOf(play), (proposal) => {
              const result = finalOf(host, proposal);
              if (result === undefined) return undefined;
              const known = finals.get(proposal);
              if (!known) {
                finals.set(proposal, { result, by: host.name });
                count(sometimes, result.startsWith('passed') ? 'passed for good' : 'rejected for good');
              }
              return known && known.result !== result
                ? `${host.name} holds ${proposal.slice(0, 12)} as ${result}, ${known.by} as ${known.result}`
                : undefined;
            }),
          ),
  },
  {
    id: 'S1',
    words: 'what was stored is there after every power failure',
    often(play, { stored }, step) {
      const isBack = step?.do === 'power' || step?.do === 'restore';
      const fault = first(hostsOf(play), (host) => {
        if (host.off) return undefined;
        const rows = [...host.stored.keys()].filter((key) => key.startsWith('record/')).length;
        const held = host.node.counts().records;
        const before = stored.get(host.name) ?? 0;
        stored.set(host.name, rows);
        const writes = isBack ? host.lost.writes : 0;
        if (step?.do === 'power' && rows < before - writes)
          return `${host.name} had ${before} records stored and has ${rows}`;
        // A row that was torn, now or earlier, is set aside until the air brings it again.
        const whole = isBack ? wholeRows(play, host) : 0;
        return held < whole ? `${host.name} stored ${whole} records and came back with ${held}` : undefined;
      });
      return fault;
    },
  },
  {
    id: 'S3',
    words: 'nobody’s own numbers go back, except from a backup',
    often: (play, { heads }, step) =>
      first(honest(play), (host) => {
        const head = ownHead(host);
        const before = heads.get(host.name) ?? 0;
        heads.set(host.name, head);
        const lost = step?.do === 'power' ? host.lost.writes : 0;
        return head < before - lost && step?.do !== 'restore'
          ? `${host.name} wrote ${before} and is back at ${head}`
          : undefined;
      }),
  },
  {
    id: 'N2',
    words: 'no radio sends more than the law allows in an hour',
    often: (play) =>
      first(play.file.radios.keys(), (index) => {
        const { name } = play.file.radios[index]!;
        const oursPct = play.world.oursTxPct(index);
        if (oursPct > lawPct(play.file) + DUTY_SLACK_PCT)
          return `${name} sent ${oursPct.toFixed(1)} % of the last hour of what our nodes say`;
        const allPct = play.world.mesh.airUtilTxPct(index);
        return allPct > lawPct(play.file) && allPct > firmwareMaySendPct(play, index)
          ? `${name} sent ${allPct.toFixed(1)} % of the last hour, more than its firmware lets through`
          : undefined;
      }),
  },
  {
    id: 'B1',
    words: 'what waits stays bounded',
    often: (play, _memory, step) =>
      step !== undefined
        ? undefined
        : first(hostsOf(play), (host) => {
            const { waiting } = host.node.counts();
            const queued = host.radio === undefined ? 0 : host.node.queue('radio', play.world.hostNowMs(host)).length;
            if (waiting > WAITING_MAX) return `${host.name} keeps ${waiting} things that it cannot place`;
            return queued > QUEUED_MAX ? `${queued} things wait for the air at ${host.name}` : undefined;
          }),
  },
  {
    id: 'B2',
    words: 'nobody is sent the same things for ever',
    often: (play, { checked }, step) =>
      step !== undefined
        ? undefined
        : first(hostsOf(play), ({ name, checks }) => {
            const before = checked.get(name) ?? { hour: 0, checks: 0 };
            checked.set(name, { hour: play.hour(), checks });
            const hours = Math.max(1, play.hour() - before.hour);
            return checks - before.checks > hours * CHECKS_AN_HOUR_MAX
              ? `${name} has checked ${checks - before.checks} signatures in ${hours.toFixed(1)} h`
              : undefined;
          }),
  },
  {
    id: 'C8',
    words: 'a call for help reaches everybody who is there when all is calm',
    atEnd: (play) =>
      first(labels(play, 'call '), ([label, id]) => {
        const without = honest(play).filter((host) => !host.node.records.get(id));
        // Said where nobody could hear it, and gone with the only disk that held it.
        if (without.length === honest(play).length && play.heldSince(label).size === 1) return undefined;
        return without.length > 0 ? `${label} is not at ${without.map(({ name }) => name).join(', ')}` : undefined;
      }),
  },
  {
    id: 'L1',
    words: 'all who are there come to one state when all is calm',
    often(play, memory, step) {
      if (step === undefined) noteWords(play, memory);
      return undefined;
    },
    atEnd(play, memory) {
      noteWords(play, memory);
      // Devices speak by themselves, too: receipts when a period ends. The calm begins with the last word.
      const { world } = play;
      const quietHours = play.hour() - memory.lastWord.hour;
      if (statesOf(play) > 1 && quietHours < QUIET_HOURS) world.runUntil(world.hours() + QUIET_HOURS - quietHours);
      const states = new Map<string, string[]>();
      for (const host of honest(play)) {
        const hash = host.node.stateHash().slice(0, 12);
        states.set(hash, [...(states.get(hash) ?? []), host.name]);
      }
      return states.size > 1
        ? [...states].map(([hash, names]) => `${hash}: ${names.join(', ')}`).join('; ')
        : undefined;
    },
  },
  {
    id: 'I',
    words: 'the invariants of the rules hold (sim/invariants)',
    often: (play, _memory, step) => (step === undefined ? violationIn(play, false) : undefined),
    atEnd: (play) => violationIn(play, true),
  },
];

const statesOf = (play: Play): number => new Set(honest(play).map(({ node }) => node.stateHash())).size;

function noteWords(play: Play, memory: Memory): void {
  const held = Math.max(0, ...honest(play).map(({ node }) => node.counts().records + node.counts().voices));
  if (held !== memory.lastWord.held) memory.lastWord = { held, hour: play.hour() };
}

/** The first invariant that is broken, with its own id and words. */
function violationIn(play: Play, calm: boolean): string | undefined {
  const liars = new Set([...play.liars].flatMap((name) => play.hosts.get(name)?.node.self?.member ?? []));
  const there = { ...play.world, hosts: honest(play) };
  return brokenIn(there, calm, { carrierOptions: play.town.carrierOptions, liars })[0];
}

function* labels(play: Play, prefix: string): Generator<readonly [string, RecordId]> {
  for (const [label, id] of play.labels()) if (label.startsWith(prefix)) yield [label, id];
}
const proposalsOf = (play: Play): readonly RecordId[] => [...labels(play, 'proposal ')].map(([, id]) => id);

function finalOf(host: Host, proposal: RecordId): string | undefined {
  const matter = matterOf(host.node.state('governance') as GovernanceState, proposal, host.node.directory);
  if (matter.kind !== 'matter') return undefined;
  const { outcome } = matter;
  if (outcome.kind === 'passed') return `passed ${outcome.option}`;
  return outcome.kind === 'rejected' ? 'rejected' : undefined;
}

export const count = (table: Map<string, number>, what: string, by = 1): void =>
  void table.set(what, (table.get(what) ?? 0) + by);
