// The co-op (features S2): 400 members in five valleys decide on a budget with three options, and one valley
// of 64 is cut off across the deadline.
//
// The decision runs through the product's own modules, one set of books for each valley, as its people hold
// the same. First all choose among three options; then the chosen budget, divided into one share a valley, is
// to be adopted, and the tractor is to be sold. While the fifth valley is dark the budget passes when its
// grace is over, and says who was not heard; the tractor stays open. The valley comes back with a block.
// Radios do not move here: the air is computed from the frames that the wire would carry.

import { toHex } from '#protocol/bytes/bytes.ts';
import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { assert } from '#protocol/bytes/result.ts';
import type { Directory } from '#protocol/log/directory.ts';
import type { Fact, Module, Plan, Surroundings } from '#protocol/node/module.ts';
import { SEAL_BYTES } from '#protocol/wire/limits.ts';
import { encodeStatements, type StatementContext } from '#protocol/wire/statement.ts';
import { airtimeMs } from '#radio/lora/airtime.ts';
import type { PresetName } from '#radio/lora/presets.ts';
import { booksOf } from '#modules/economy/books.ts';
import { economy } from '#modules/economy/module.ts';
import { drawsOn, lineFault } from '#modules/economy/lines.ts';
import { CREDIT } from '#modules/economy/money.ts';
import type { EconomyState } from '#modules/economy/state.ts';
import { coverageOf } from '#modules/governance/coverage.ts';
import { lateBlocks } from '#modules/governance/late-blocks.ts';
import { matterOf, type Matter } from '#modules/governance/matter.ts';
import { governance, type GovernanceModuleState } from '#modules/governance/module.ts';
import { ballot, bind } from '#modules/governance/records.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { roster } from '#modules/roster/module.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { deviceWatched } from '../invariants/survey.ts';
import type { Watched } from '../invariants/surveyed.ts';
import { violations } from '../invariants/table.ts';
import { smallPlace, type RecordFact, type SmallPlace } from '../explore/place.ts';

/** Members of each valley; the last is cut off. */
const VALLEYS = [84, 84, 84, 84, 64] as const;
const CUT = VALLEYS.length - 1;
const RADIOS = 22;
/** How often a frame is on air in a mesh of this size: once, and by three who pass it on. */
const TIMES_HEARD = 4;
/** The share of the air that may be used. */
const AIR_SHARE = 0.1;
const HOUR_MS = 3_600_000;
const DAY = 24;

const OPTIONS = ['Pump for the upper field', 'Roof of the barn', 'Seed and tools'];
/** Of ten members of a valley, how many speak for each option. */
const VOTES = [2, 7, 1] as const;

export type CoOpReport = {
  /** Invariants of the rules that were broken at the end, in words; none. */
  readonly broken: readonly string[];
  readonly members: number;
  readonly quorums: { readonly ordinary: number; readonly serious: number };
  /** The option that most bound. */
  readonly chosen: number;
  /** Hours to send 400 ballots within the share of air: each in a frame of its own, and merged at each radio. */
  readonly ballotHours: Readonly<
    Record<'LONG_FAST' | 'MEDIUM_FAST', { readonly single: number; readonly merged: number }>
  >;
  /** Frames that carry who bound what. */
  readonly resultFrames: number;
  readonly noticed: number;
  /** While the valley is dark: of how many it is known that they have said what they had to say. */
  readonly repliedPercent: number;
  /** Why nobody can bind the budget when its period is over, and when grace is over. */
  readonly beforeGrace: string | undefined;
  readonly afterGrace: string | undefined;
  readonly budget: Matter['outcome']['kind'];
  readonly unheard: number;
  readonly unheardAreTheCutValley: boolean;
  /** Why the tractor cannot be sold, before and after the valley is back. */
  readonly tractorRefused: string | undefined;
  readonly tractor: Matter['outcome']['kind'];
  /** Blocks that arrive after the result: what is not carried out is paused. */
  readonly lateBlocks: number;
  /** Why nobody signs for a new draw on the budget while it is paused, and after it. */
  readonly drawWhilePaused: string | undefined;
  readonly drawAfterPause: string | undefined;
  /** Draws that both had signed before the block came stand. */
  readonly drawsDone: number;
  readonly valleysAgree: boolean;
};

/** What the people of a valley hold, and their devices' clock. */
class Valley {
  readonly people: RosterState = roster.empty();
  readonly decisions: GovernanceModuleState = governance.empty();
  readonly books: EconomyState = economy.empty();
  readonly directory: Directory;
  readonly #held = new Map<RecordId, RecordFact>();
  readonly #since = new Map<RecordId, number>();
  readonly #place: SmallPlace;
  readonly #said: string[] = [];
  nowHour = 0;

  constructor(place: SmallPlace) {
    this.#place = place;
    this.directory = directoryOf(this.people, {
      recordsAt: ({ member, log, seq }) =>
        [...this.#held.values()]
          .filter(({ record }) => record.member === member && record.log === log && record.seq === seq)
          .map(({ id }) => id),
      placeOf: (id) => this.#held.get(id)?.record,
    });
  }

  around(): Surroundings {
    const states: Readonly<Record<string, unknown>> = {
      roster: this.people,
      governance: this.decisions,
      economy: this.books,
    };
    return {
      directory: this.directory,
      state: (name) => states[name],
      record: (id) => this.#held.get(id),
      heldSinceMs: (id) => this.#since.get(id),
      nowMs: this.nowHour * HOUR_MS,
    };
  }

  hear(facts: readonly Fact[]): void {
    const around = this.around();
    for (const fact of facts) {
      this.#said.push(fact.kind === 'record' ? fact.id : JSON.stringify(fact));
      if (fact.kind === 'record') this.#held.set(fact.id, fact);
      if (fact.kind === 'record' && !this.#since.has(fact.id)) this.#since.set(fact.id, this.nowHour * HOUR_MS);
      for (const [module, state] of this.#owners(fact)) module.fold(state, fact, around);
    }
  }

  #owners(fact: Fact): readonly (readonly [Module, unknown])[] {
    const all: readonly (readonly [Module, unknown])[] = [
      [roster, this.people],
      [governance, this.decisions],
      [economy, this.books],
    ];
    return all.filter(
      ([module]) =>
        fact.kind === 'genesis' ||
        (fact.kind === 'record'
          ? module.recordTypes.some(({ type }) => type === fact.record.type)
          : module.statementKinds.some(({ kind }) => kind === fact.subject.kind)),
    );
  }

  watched(name: string): Watched {
    const { state } = this.around();
    const around = (nowMs: number): Surroundings => ({ ...this.around(), nowMs: nowMs + this.nowHour * HOUR_MS });
    const meaning = (): string =>
      [governance.canonical(this.decisions, this.around()), economy.canonical(this.books, this.around())]
        .map((part) => toHex(part))
        .join(' ');
    return deviceWatched(name, { directory: this.directory, around, state, held: this.#said, meaning });
  }

  matter(id: RecordId): Matter {
    const found = matterOf(this.decisions, id, this.directory);
    assert(found.kind === 'matter', 'the valley knows of the matter');
    return found;
  }

  plan(member: number, act: { readonly module: Module; readonly name: string; readonly args: unknown }): Plan | string {
    const state = { governance: this.decisions, economy: this.books }[act.module.name];
    const plan = act.module.acts[act.name]!.plan(state, act.args as never, this.#place.selfOf(member), this.around());
    return plan.ok ? plan.value : plan.error.rule;
  }

  receipts(member: number): Plan {
    return governance.duties!(this.decisions, this.#place.selfOf(member), this.around());
  }
}

export function coOp(): CoOpReport {
  const size = VALLEYS.reduce((sum: number, members) => sum + members, 0);
  const place = smallPlace(size);
  const valleys = VALLEYS.map(() => new Valley(place));
  const valleyOf = VALLEYS.flatMap((members, valley) => Array.from({ length: members }, () => valley));
  const everyone = place.members.map((_, member) => member);
  let dark: Fact[] | undefined;
  let kept: Fact[] = [];
  const clock = (hour: number): void => valleys.forEach((valley) => (valley.nowHour = hour));
  /** Told to all who hear the valley. */
  const tell = (from: number, facts: readonly Fact[]): void => {
    if (dark && from === CUT) dark.push(...facts);
    else if (dark) kept.push(...facts);
    valleys.forEach((valley, i) => (!dark || (i === CUT) === (from === CUT)) && valley.hear(facts));
  };
  const said = (member: number, plan: Plan): readonly Fact[] => [
    ...(plan.records ?? []).map(({ type, body }) => place.record(member, type, body)),
    ...(plan.statements ?? []).map(({ subject, value, revision }) =>
      place.say(member, subject.kind, subject.record, subject.roster, value, revision),
    ),
  ];
  const act = (member: number, module: Module, name: string, args: unknown): readonly Fact[] | string => {
    const from = valleyOf[member]!;
    const plan = valleys[from]!.plan(member, { module, name, args });
    return typeof plan === 'string' ? plan : said(member, plan);
  };
  const must = (member: number, module: Module, name: string, args: unknown): RecordId | undefined => {
    const facts = act(member, module, name, args);
    assert(typeof facts !== 'string', `member ${member} may ${name}: ${typeof facts === 'string' ? facts : ''}`);
    tell(valleyOf[member]!, facts);
    return facts.find((fact) => fact.kind === 'record')?.id;
  };
  /** Everybody at once, by what all hold at this hour; who may not is left out. */
  const all = (who: readonly number[], name: string, argsOf: (member: number) => unknown): number => {
    const spoken = who.map((member) => ({ member, facts: act(member, governance, name, argsOf(member)) }));
    for (const { member, facts } of spoken) if (typeof facts !== 'string') tell(valleyOf[member]!, facts);
    return spoken.filter(({ facts }) => typeof facts !== 'string').length;
  };
  const receipts = (): void => {
    const plans = everyone.map((member) => said(member, valleys[valleyOf[member]!]!.receipts(member)));
    plans.forEach((facts, member) => tell(valleyOf[member]!, facts));
  };

  valleys.forEach((valley) => valley.hear(place.founding));
  const frontier = new Uint8Array(8);
  const choice = must(0, governance, 'propose', {
    kind: 'ordinary',
    method: 'majority',
    periodHours: 7 * DAY,
    frontier,
    title: 'What the budget of the year is for',
    options: OPTIONS,
    text: '',
  })!;
  const sale = must(1, governance, 'propose', {
    kind: 'irreversible',
    method: 'consent',
    periodHours: 14 * DAY,
    frontier,
    title: 'Sell the tractor',
    options: [],
    text: '',
  })!;
  clock(1);
  receipts();
  all(everyone, 'cast', (member) => ({ proposal: choice, says: { options: [voteOf(member)] } }));
  const ballots = ballotHoursOf(valleys[0]!, place, choice, valleyOf);

  clock(7 * DAY);
  receipts();
  all(
    everyone.filter((member) => voteOf(member) === 1),
    'bind',
    () => ({ proposal: choice, choice: 1 }),
  );
  const chosen = valleys[0]!.matter(choice).outcome;
  assert(chosen.kind === 'passed', 'all are connected, and most want one thing');

  const holders = VALLEYS.map((_, valley) => place.members[valleyOf.indexOf(valley)]!);
  const line = must(0, economy, 'divide', {
    kind: 'budget of credits',
    name: OPTIONS[chosen.option],
    holders,
    quantities: holders.map(() => '300'),
  })!;
  const budget = must(0, governance, 'proposeAdoption', {
    record: line,
    kind: 'serious',
    periodHours: 7 * DAY,
    frontier,
    title: 'Adopt the budget',
    text: '',
  })!;
  clock(7 * DAY + 1);
  receipts();

  // The ridge relay of the fifth valley fails two days before the deadline.
  clock(12 * DAY);
  dark = [];
  const near = everyone.filter((member) => valleyOf[member] !== CUT);
  for (const proposal of [budget, sale]) all(near, 'cast', () => ({ proposal, says: { options: [0] } }));
  clock(13 * DAY);
  must(size - 1, governance, 'block', { proposal: budget, reason: 'Our well needs it first.', frontier });

  clock(14 * DAY);
  receipts();
  const refusalOf = (proposal: RecordId): string | undefined => {
    const plan = valleys[0]!.plan(2, { module: governance, name: 'bind', args: { proposal, choice: 0 } });
    return typeof plan === 'string' ? plan : undefined;
  };
  const beforeGrace = refusalOf(budget);
  const dark14 = coverageOf(valleys[0]!.matter(budget), valleys[0]!.directory);
  clock(17 * DAY);
  receipts();
  const afterGrace = refusalOf(budget);
  const tractorRefused = refusalOf(sale);
  all(near, 'bind', () => ({ proposal: budget, choice: 0 }));
  const passed = valleys[0]!.matter(budget);
  const replied = coverageOf(passed, valleys[0]!.directory).replied;
  const unheard = passed.roster.members.filter((member) => !replied.has(member));
  const cutMembers = new Set(everyone.filter((member) => valleyOf[member] === CUT).map((i) => place.members[i]!));

  // The first valley uses its share at once.
  const draw = { line, other: place.members[1]!, quantity: 120 * CREDIT };
  must(0, economy, 'draw', draw);
  tell(0, said(1, economy.duties!(valleys[0]!.books, place.selfOf(1), valleys[0]!.around())));

  clock(18 * DAY);
  const [fromDark, fromNear]: readonly [readonly Fact[], readonly Fact[]] = [dark, kept];
  dark = undefined;
  kept = [];
  valleys.forEach((valley, i) => valley.hear(i === CUT ? fromNear : fromDark));
  const blocks = lateBlocks(valleys[0]!.matter(budget)).length;
  const drawRefused = (): string | undefined => {
    const plan = valleys[0]!.plan(0, { module: economy, name: 'draw', args: draw });
    return typeof plan === 'string' ? plan : undefined;
  };
  const drawWhilePaused = drawRefused();
  clock(20 * DAY + 1);
  receipts();
  const drawAfterPause = drawRefused();
  all(
    everyone.filter((member) => valleyOf[member] === CUT),
    'cast',
    () => ({
      proposal: sale,
      says: { options: [0] },
    }),
  );

  const books = booksOf(valleys[0]!.books, 'credits', valleys[0]!.around());
  assert(lineFault(books, valleys[0]!.books.lines.get(line)) === undefined, 'the budget was adopted');
  const nodes = valleys.map((valley, i) => valley.watched(`valley ${i}`));
  return {
    broken: violations({ nodes, nowMs: 0, liars: new Set(), groups: 2 }, true),
    members: size,
    quorums: { ordinary: valleys[0]!.matter(choice).quorum, serious: passed.quorum },
    chosen: chosen.option,
    ballotHours: ballots,
    resultFrames: resultFramesOf(valleys[0]!, budget),
    noticed: dark14.noticed.size,
    repliedPercent: Math.floor((100 * dark14.replied.size) / size),
    beforeGrace,
    afterGrace,
    budget: passed.outcome.kind,
    unheard: unheard.length,
    unheardAreTheCutValley: unheard.every((member) => cutMembers.has(member)),
    tractorRefused,
    tractor: valleys[0]!.matter(sale).outcome.kind,
    lateBlocks: blocks,
    drawWhilePaused,
    drawAfterPause,
    drawsDone: drawsOn(books, line).filter(({ status }) => status === 'done').length,
    valleysAgree: new Set(nodes.map(({ node }) => node.stateHash())).size === 1,
  };
}

/** Which option a member speaks for. */
function voteOf(member: number): number {
  const tenth = member % 10;
  return tenth < VOTES[0] ? 0 : tenth < VOTES[0] + VOTES[1] ? 1 : 2;
}

// ── The air ─────────────────────────────────────────────────────────────────────────────────────

function contextOf(valley: Valley): Omit<StatementContext, 'rosterOf'> {
  const { directory, record } = valley.around();
  return {
    community: new Uint8Array(32),
    types: new Map(governance.recordTypes.map((type) => [type.type, type])),
    kinds: new Map(governance.statementKinds.map((kind) => [kind.kind, kind])),
    names: directory,
    keys: directory,
    rosterSize: (page) => directory.roster(page)?.size,
    valueCountOf: (kind, id) => {
      const held = record(id);
      return held && governance.valueCountOf?.(kind, held.record, held.body);
    },
  };
}

type Voiced = { readonly member: MemberId; readonly value: number };

/** Bytes on air of the frames that say it: one map where it fits, else halves of it. */
function framesOf(valley: Valley, proposal: RecordId, kind: number, voices: readonly Voiced[]): readonly number[] {
  const subject = { kind, record: proposal, roster: valley.matter(proposal).roster.checkpoint };
  const counted = voices.map((voice) => ({ ...voice, revision: 0, keyVersion: 0, multiplicity: 1 }));
  const map = { subject, voices: counted, signature: new Uint8Array(48) };
  const plaintext = encodeStatements(map, contextOf(valley));
  if (plaintext) return [plaintext.length + SEAL_BYTES];
  const half = Math.ceil(voices.length / 2);
  return [voices.slice(0, half), voices.slice(half)].flatMap((part) => framesOf(valley, proposal, kind, part));
}

function ballotHoursOf(
  valley: Valley,
  place: SmallPlace,
  proposal: RecordId,
  valleyOf: readonly number[],
): CoOpReport['ballotHours'] {
  const voices = place.members.map((member, i) => ({ member, value: 3 + voteOf(i) }));
  const single = voices.flatMap((voice) => framesOf(valley, proposal, ballot.kind, [voice]));
  const perRadio = Array.from({ length: RADIOS }, (_, radio) =>
    voices.filter((_, i) => Math.floor((i * RADIOS) / valleyOf.length) === radio),
  );
  const merged = perRadio.flatMap((own) => framesOf(valley, proposal, ballot.kind, own));
  const hours = (preset: PresetName, frames: readonly number[]): number => {
    const ms = frames.reduce((sum, bytes) => sum + airtimeMs({ preset }, bytes), 0) * TIMES_HEARD;
    return Math.round((100 * ms) / AIR_SHARE / HOUR_MS) / 100;
  };
  const both = (preset: PresetName) => ({ single: hours(preset, single), merged: hours(preset, merged) });
  return { LONG_FAST: both('LONG_FAST'), MEDIUM_FAST: both('MEDIUM_FAST') };
}

function resultFramesOf(valley: Valley, proposal: RecordId): number {
  const { boundTo } = valley.matter(proposal);
  const voices = boundTo.flatMap((members, option) => members.map((member) => ({ member, value: option + 1 })));
  return framesOf(valley, proposal, bind.kind, voices).length;
}
