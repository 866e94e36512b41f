// The cases of deciding: rivals on one slot, options of one matter, rounds of a slot, a page closed in between.
//
// Each case says what members may say and which records there are; the production code says what is
// offered and what is final. What a group of words reads is stated here by hand, and nothing checks that the
// statement is whole: a group that leaves out what it reads would search too little.

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact } from '#protocol/node/module.ts';
import { quorumOf } from '#protocol/tally/quorum.ts';
import { assert } from '#protocol/bytes/result.ts';
import { bindRefusals } from '#modules/governance/binding.ts';
import type { Kind } from '#modules/governance/kinds.ts';
import { bindValueOf, BIND_NONE, matterOf } from '#modules/governance/matter.ts';
import { ballotFor, BALLOT, type Method } from '#modules/governance/methods.ts';
import { lateBlocks } from '#modules/governance/late-blocks.ts';
import { ballot, bind, blockReason, proposal, type Proposal } from '#modules/governance/records.ts';
import { DECISION_RULES, type DecisionRules } from '#modules/governance/rules.ts';
import { voicesOn } from '#modules/governance/state.ts';
import { confirm, ready } from '#modules/roster/records.ts';
import { lineOf } from '#modules/roster/state.ts';
import { createGround, PERIOD_HOURS, receiptsOf, type Desk, type Word } from './desk.ts';
import { endings, type Ending } from './endings.ts';
import { smallPlace, type RecordFact, type SmallPlace } from './place.ts';
import type { Case, Group, Mask, View } from './search.ts';

export type Setting = {
  readonly members: number;
  /** Who lies: member numbers. */
  readonly liars: readonly number[];
  readonly kind: Kind;
  readonly rules: DecisionRules;
  /** Ballots are cast between binds, and not only before: where a rule is broken that makes this the same. */
  readonly interleaved?: true;
};

const FRONTIER = new Uint8Array(8);

/** The author of the papers is a class of its own; liars are classes of their own. */
const classesOf = ({ members, liars }: Setting): number[] =>
  Array.from({ length: members }, (_, i) => (liars.includes(i) ? 10 + i : i === 0 ? 0 : 1));

const propose = (place: SmallPlace, { kind }: Setting, over: Partial<Proposal>): RecordFact =>
  place.record(0, proposal, {
    kind,
    method: 'consent',
    periodHours: PERIOD_HOURS,
    roster: place.page,
    frontier: FRONTIER,
    slot: null,
    optionCount: 0,
    text: 'One thing',
    effect: null,
    ...over,
  });

const bit = (at: number): Mask => 2 ** at;
const mask = (...bits: readonly number[]): Mask => bits.reduce((sum, at) => sum | bit(at), 0);

/** Words about one matter, by name. */
function vocabulary(place: SmallPlace, name: string, paper: RecordFact) {
  const { roster } = paper.body as Proposal;
  const say = (kind: number, value: number, revision = 0): Word['facts'] => {
    return (member) => [place.say(member, kind, paper.id, roster, value, revision)];
  };
  const reason = place.members.map((_, member) => {
    return place.record(member, blockReason, { proposal: paper.id, frontier: FRONTIER, bindsHeld: 0, text: 'No' });
  });
  return {
    consent: (revision = 0): Word => ({
      words: revision === 0 ? `consents to ${name}` : `now consents to ${name}`,
      facts: say(ballot.kind, BALLOT.choice, revision),
    }),
    aside: (): Word => ({ words: `stands aside from ${name}`, facts: say(ballot.kind, BALLOT.aside) }),
    giveUp: (): Word => ({ words: `would give ${name} up`, facts: say(ballot.kind, BALLOT.giveUp) }),
    block: (): Word => ({
      words: `blocks ${name}, with a reason`,
      facts: (member) => [reason[member]!, ...say(ballot.kind, BALLOT.block)(member)],
    }),
    value: (words: string, value: number, revision: number): Word => ({
      words: `${revision === 0 ? 'says' : 'now says'} ${words} on ${name}`,
      facts: say(ballot.kind, value, revision),
    }),
    bind: (option = 0, of = ''): Word => ({ words: `binds ${name}${of}`, facts: say(bind.kind, bindValueOf(option)) }),
    bindNone: (): Word => ({ words: `binds against ${name}`, facts: say(bind.kind, BIND_NONE) }),
  };
}

type Parts = {
  readonly name: string;
  readonly setting: Setting;
  readonly place: SmallPlace;
  readonly words: readonly Word[];
  readonly papers: readonly { readonly words: string; readonly fact: RecordFact; readonly matter?: true }[];
  readonly given?: readonly Fact[];
  readonly groups: readonly Group[];
  readonly needs: readonly Mask[];
  readonly before: readonly Mask[];
  readonly inScope?: (said: readonly Mask[]) => boolean;
  readonly verdictReads: Case['verdictReads'];
  readonly finals: readonly { readonly words: string; readonly holds: (desk: Desk) => boolean }[];
  readonly contrary: readonly (readonly [number, number])[];
  /** Words of which an honest member says at most one. */
  readonly onlyOne: Mask;
  readonly blocks?: Mask;
  readonly ending: Omit<Ending, 'place' | 'words'>;
};

function caseOf(parts: Parts): Case {
  const { name, setting, place, words, papers, finals, blocks = 0 } = parts;
  const matters = papers.filter(({ matter }) => matter).map(({ fact }) => fact);
  // Where grace stands in for replies, the devices here have waited for it.
  const needsReceipts = setting.rules.kinds[setting.kind].graceHours === undefined;
  const receipts = needsReceipts
    ? matters.flatMap(({ id, body }) => receiptsOf(place, id, (body as Proposal).roster))
    : [];
  const given = [...(parts.given ?? []), ...receipts];
  const { desk, wordsOf } = createGround({ place, rules: setting.rules, words, papers, given });
  let brokenOffer: string | undefined;

  const choicesOf = matters.map(({ id, body }) => ({
    id,
    choices: [...Array(Math.max(1, (body as Proposal).optionCount)).keys(), 'none' as const],
  }));
  const castWords = (at: Desk, self: number): Mask =>
    matters
      .flatMap(({ id, body }) => {
        const { method, optionCount } = body as Proposal;
        const says = ['stand aside', 'give up', ...castings(method, optionCount).map((options) => ({ options }))];
        return [
          ...says.map((one) => at.act(self, 'cast', { proposal: id, says: one })),
          at.act(self, 'block', { proposal: id, reason: 'No', frontier: FRONTIER }),
        ];
      })
      .reduce((sum, plan) => sum | wordsOf(plan?.statements), 0);
  const offered = (view: View): Mask => {
    const self = view.self!;
    const at = desk(view);
    // Ballots are cast before: see `offersBallots`. What else is said is bound, or said by devices of pages.
    let found = parts.ending.pages.length > 0 ? wordsOf(at.duties(self)) : 0;
    if (setting.interleaved) found |= castWords(at, self);
    for (const { id, choices } of choicesOf)
      for (const choice of choices) found |= wordsOf(at.act(self, 'bind', { proposal: id, choice })?.statements);
    if (view.heard.some((said) => (said & blocks) !== 0)) brokenOffer ??= offeredUnderBlock(at, self, matters[0]!.id);
    return found;
  };

  /** Does the production code let a member say these ballots, one after another? A combination that it refuses is our error. */
  const offersBallots = (said: Mask): boolean => {
    let held = 0;
    for (let left = said; left !== 0; left = said & ~held) {
      const heard = place.members.map((_, i) => (i === 0 ? held : 0));
      const at = desk({ self: 0, heard, papers: 2 ** papers.length - 1 });
      const next = left & castWords(at, 0);
      if (next === 0) return false;
      held |= next & -next;
    }
    return true;
  };
  const usual = setting.rules === DECISION_RULES;
  for (const said of parts.before)
    assert(!usual || offersBallots(said), 'ballots of a case are ballots that devices offer');

  /** A block that was just heard, and is its author's last ballot, keeps everybody from binding. */
  const offeredUnderBlock = (at: Desk, self: number, id: RecordId): string | undefined => {
    const found = matterOf(at.governance, id, at.directory);
    if (found.kind !== 'matter') return undefined;
    const standing = [...found.roster.members].some((member) => {
      const revisions = found.topic.voices.get(ballot.kind)?.get(found.roster.checkpoint)?.get(member);
      return revisions?.get(Math.max(...revisions.keys()))?.has(BALLOT.block) ?? false;
    });
    const offers = bindRefusals(at.governance, found, 0, place.selfOf(self), at.around(true)).length === 0;
    return standing && offers ? `member ${self + 1} is offered to bind while a block stands` : undefined;
  };

  const verdicts = (view: View): Mask => {
    const at = desk(view);
    for (const { id } of matters) {
      const found = matterOf(at.governance, id, at.directory);
      if (found.kind !== 'matter' || found.outcome.kind !== 'passed') continue;
      const { option } = found.outcome;
      const said = [...voicesOn(found.topic, bind.kind).values()].filter((one) => one.get(0)?.has(bindValueOf(option)));
      const needed = quorumOf(found.roster.members.length, found.rule.gravity);
      if (said.length < needed)
        brokenOffer ??= `it has passed where ${said.length} have bound it, and ${needed} of ${setting.members} are needed`;
      const late = lateBlocks(found).map(({ record }) => record.member);
      for (const { record } of found.topic.blockReasons.values())
        if (!found.bound.has(record.member) && !late.includes(record.member))
          brokenOffer ??= 'a late block is not reviewed';
    }
    return finals.reduce((sum, { holds }, i) => (holds(at) ? sum | bit(i) : sum), 0);
  };

  const { liars } = setting;
  return {
    name,
    memberCount: setting.members,
    classOf: classesOf(setting),
    liars: new Set(liars),
    words: words.map(({ words: said }) => said),
    papers: papers.map(({ words: said }) => said),
    groups: parts.groups,
    needs: (word) => parts.needs[word]!,
    before: parts.before,
    inScope: (said) => parts.inScope?.(said.filter((_, i) => !liars.includes(i))) ?? true,
    offered,
    verdicts,
    verdictReads: parts.verdictReads,
    finals: finals.map(({ words: said }) => said),
    contrary: parts.contrary.map(([a, b]) => [bit(a), bit(b)]),
    broken: (said) => {
      const twice = said.findIndex((words, i) => !liars.includes(i) && count(words & parts.onlyOne) > 1);
      return twice >= 0 ? `member ${twice + 1} is honest and has bound twice in one round` : brokenOffer;
    },
    ...(liars.length === 0 && {
      endsFrom: endings({ ...parts.ending, place, words }, desk),
    }),
  };
}

const count = (value: Mask): number => {
  let bits = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) bits++;
  return bits;
};

/** Ballots for options that a method knows: those of one option, and one of two. */
const castings = (method: Method, optionCount: number): readonly (readonly number[])[] =>
  method === 'consent' ? [[0]] : [...[...Array(optionCount).keys()].map((option) => [option]), [0, 1], [1, 0]];

const outcomeIs =
  (id: RecordId, kind: 'passed' | 'rejected', option?: number) =>
  ({ governance, directory }: Desk): boolean => {
    const found = matterOf(governance, id, directory);
    if (found.kind !== 'matter' || found.outcome.kind !== kind) return false;
    return option === undefined || (found.outcome.kind === 'passed' && found.outcome.option === option);
  };

/** All ways to say one of these on the first matter and one of those on the second, or nothing. */
const pairs = (first: readonly number[], second: readonly number[]): Mask[] =>
  [0, ...first.map(bit)].flatMap((a) => [0, ...second.map(bit)].map((b) => a | b));

// ── Two proposals on one slot, one ballot on each and one bind a member, one block ─────────────────

export function rivalsCase(setting: Setting): Case {
  const place = smallPlace(setting.members);
  const slot = { name: 'one thing', round: 0 };
  const [a, b] = [propose(place, setting, { slot }), propose(place, setting, { slot, text: 'Another' })];
  const [ofA, ofB] = [vocabulary(place, 'A', a), vocabulary(place, 'B', b)];
  const words = [
    ...[ofA.consent(), ofA.aside(), ofA.giveUp(), ofA.block(), ofA.consent(1)],
    ...[ofB.consent(), ofB.aside(), ofB.giveUp(), ofB.consent(1)],
    ...[ofA.bind(), ofA.bindNone(), ofB.bind(), ofB.bindNone()],
  ];
  const [onA, onB, binds] = [mask(0, 1, 2, 3, 4), mask(5, 6, 7, 8), mask(9, 10, 11, 12)];
  const read = { own: onA | onB | binds, papers: 3 };
  return caseOf({
    name: `two ${setting.kind} proposals on one slot`,
    setting,
    place,
    words,
    papers: [
      { words: 'A', fact: a, matter: true },
      { words: 'B', fact: b, matter: true },
    ],
    groups: [
      { ...read, words: mask(9, 10), others: onA },
      { ...read, words: mask(11, 12), others: onB },
    ],
    needs: words.map((_, at) => (at < 5 || at === 9 || at === 10 ? 1 : 2)),
    // One ballot, for either; or first for one and then for the other.
    before: [0, ...[0, 1, 2, 3, 5, 6, 7].map(bit), mask(0, 8), mask(5, 4)],
    inScope: (said) => said.filter((one) => one & bit(3)).length <= 1,
    verdictReads: { words: binds | bit(3), papers: 3 },
    finals: [
      { words: 'A has passed', holds: outcomeIs(a.id, 'passed') },
      { words: 'A is rejected', holds: outcomeIs(a.id, 'rejected') },
      { words: 'B has passed', holds: outcomeIs(b.id, 'passed') },
      { words: 'B is rejected', holds: outcomeIs(b.id, 'rejected') },
    ],
    contrary: [
      [0, 1],
      [2, 3],
      [0, 2],
    ],
    onlyOne: binds,
    blocks: bit(3),
    ending: { matters: [a.id, b.id], pages: [] },
  });
}

// ── Two options of one matter ──────────────────────────────────────────────────────────────────────

export function optionsCase(setting: Setting, method: Exclude<Method, 'consent'>): Case {
  const place = smallPlace(setting.members);
  const a = propose(place, setting, { method, optionCount: 2, text: 'One thing\nred\nblue' });
  const of = vocabulary(place, 'A', a);
  const single = [[0], [1]];
  const broad =
    method === 'majority'
      ? []
      : method === 'approval'
        ? [[0, 1]]
        : [
            [0, 1],
            [1, 0],
          ];
  const says = (options: readonly number[], revision: number): Word =>
    of.value(
      options.map((option) => ['red', 'blue'][option]!).join(', then '),
      ballotFor(method, options, 2)!,
      revision,
    );
  const words = [
    ...[...single, ...broad].map((options) => says(options, 0)),
    of.giveUp(),
    ...single.map((options) => says(options, 1)),
    ...[of.bind(0, ' red'), of.bind(1, ' blue'), of.bindNone()],
  ];
  const first = Array.from({ length: 3 + broad.length }, (_, i) => i);
  const second = [3, 4].map((i) => i + broad.length);
  const changing = method === 'majority' ? first : first.slice(2, 2 + broad.length);
  const ballots = [...first, ...second];
  const binds = [5, 6, 7].map((i) => i + broad.length);
  return caseOf({
    name: `two options of ${/^[aeiou]/.test(setting.kind) ? 'an' : 'a'} ${setting.kind} matter by ${method}`,
    setting,
    place,
    words,
    papers: [{ words: 'A', fact: a, matter: true }],
    groups: [
      {
        words: setting.interleaved ? mask(...ballots, ...binds) : mask(...binds),
        own: mask(...ballots, ...binds),
        others: mask(...ballots),
        papers: 1,
      },
    ],
    needs: words.map(() => 1),
    // One ballot; or another after the first: people change their minds, and devices say one option of several alone.
    before: setting.interleaved
      ? [0]
      : [0, ...first.map(bit), ...changing.flatMap((one) => second.map((other) => mask(one, other)))],
    verdictReads: { words: mask(...binds), papers: 1 },
    finals: [
      { words: 'red has passed', holds: outcomeIs(a.id, 'passed', 0) },
      { words: 'blue has passed', holds: outcomeIs(a.id, 'passed', 1) },
      { words: 'A is rejected', holds: outcomeIs(a.id, 'rejected') },
    ],
    contrary: [
      [0, 1],
      [0, 2],
      [1, 2],
    ],
    onlyOne: mask(...binds),
    ending: { matters: [a.id], pages: [] },
  });
}

// ── Two rounds of one slot ─────────────────────────────────────────────────────────────────────────

export function roundsCase(setting: Setting): Case {
  const place = smallPlace(setting.members);
  const slot = { name: 'one thing', round: 0 };
  const a = propose(place, setting, { slot });
  const b = propose(place, setting, { slot: { ...slot, round: 1 }, text: 'Another' });
  const [ofA, ofB] = [vocabulary(place, 'A', a), vocabulary(place, 'B, in the second round,', b)];
  const words = [
    ...[ofA.consent(), ofA.giveUp(), ofB.consent(), ofB.giveUp()],
    ...[ofA.bind(), ofA.bindNone(), ofB.bind(), ofB.bindNone()],
  ];
  const binds = mask(4, 5, 6, 7);
  const read = { own: mask(0, 1, 2, 3) | binds, papers: 3 };
  return caseOf({
    name: `two rounds of ${setting.kind} matters on one slot`,
    setting,
    place,
    words,
    papers: [
      { words: 'A', fact: a, matter: true },
      { words: 'B', fact: b, matter: true },
    ],
    groups: [
      { ...read, words: mask(4, 5), others: mask(0, 1) },
      { ...read, words: mask(6, 7), others: mask(2, 3, 4, 5) },
    ],
    needs: [1, 1, 2, 2, 1, 1, 2, 2],
    before: pairs([0, 1], [2, 3]),
    verdictReads: { words: binds, papers: 3 },
    finals: [
      { words: 'A has passed', holds: outcomeIs(a.id, 'passed') },
      { words: 'A is rejected', holds: outcomeIs(a.id, 'rejected') },
      { words: 'B has passed', holds: outcomeIs(b.id, 'passed') },
      { words: 'B is rejected', holds: outcomeIs(b.id, 'rejected') },
    ],
    contrary: [
      [0, 1],
      [2, 3],
      [0, 2],
    ],
    onlyOne: 0,
    ending: { matters: [a.id, b.id], pages: [] },
  });
}

// ── A page closed in between ───────────────────────────────────────────────────────────────────────

export function pageCase(setting: Setting, rounds: number): Case {
  const place = smallPlace(setting.members);
  const slot = { name: 'one thing', round: 0 };
  const a = propose(place, setting, { slot });
  const pages = [place.nextPage(0, []), place.nextPage(0, [a.id])];
  const [b, c] = pages.map((page, i) => propose(place, setting, { slot, roster: page.id, text: `Another ${i}` }));
  const pageNames = ['page 1, which leaves A out,', 'page 2, which carries A,'];
  const named = [
    vocabulary(place, 'A', a),
    vocabulary(place, 'B over page 1', b!),
    vocabulary(place, 'C over page 2', c!),
  ];
  const readies = Array.from({ length: rounds }, (_, round) =>
    pages.map((page, i): Word => ({
      words: `is ready for ${pageNames[i]!} in round ${round + 1}`,
      facts: (member) => [place.say(member, ready.kind, page.id, place.page, 0, round)],
    })),
  ).flat();
  const confirms = pages.map((page, i): Word => ({
    words: `confirms ${pageNames[i]!}`,
    facts: (member) => [place.say(member, confirm.kind, page.id, place.page, 0)],
  }));
  const words = [...named.map((of) => of.bind()), ...readies, ...confirms, named[0]!.consent()];
  const BINDS = mask(0, 1, 2);
  const READY = readies.reduce((sum, _, i) => sum | bit(3 + i), 0);
  const [first, second] = [3 + readies.length, 4 + readies.length] as const;
  const CONFIRM = mask(first, second);
  const FOR_A = bit(second + 1);
  const consents = [b!, c!].flatMap(({ id, body }) =>
    place.members.map((_, i) => place.say(i, ballot.kind, id, (body as Proposal).roster, BALLOT.choice)),
  );
  // Papers: A, B, C, page 1, page 2.
  const [A, B, C, P1, P2] = [1, 2, 4, 8, 16];
  const closed =
    (page: RecordFact) =>
    (desk: Desk): boolean => {
      const { rosters, split } = lineOf(desk.people);
      return rosters.has(page.id) && split === undefined;
    };
  return caseOf({
    name: `a page closed while ${/^[aeiou]/.test(setting.kind) ? 'an' : 'a'} ${setting.kind} matter is open`,
    setting,
    place,
    words,
    papers: [
      { words: 'A', fact: a, matter: true },
      { words: 'B', fact: b!, matter: true },
      { words: 'C', fact: c!, matter: true },
      { words: 'page 1', fact: pages[0]! },
      { words: 'page 2', fact: pages[1]! },
    ],
    given: consents,
    groups: [
      {
        words: READY | CONFIRM,
        own: READY | CONFIRM | FOR_A | bit(0),
        others: READY | CONFIRM,
        papers: A | P1 | P2,
      },
      { words: bit(0), own: READY | CONFIRM | FOR_A | bit(0), others: FOR_A, papers: A | P1 | P2 },
      { words: bit(1), own: READY | CONFIRM | BINDS, others: CONFIRM | bit(0), papers: A | B | P1 },
      { words: bit(2), own: READY | CONFIRM | BINDS, others: CONFIRM | bit(0), papers: A | C | P2 },
    ],
    needs: words.map((_, at) => {
      if (at < 3) return [A, B | P1, C | P2][at]!;
      if (bit(at) === FOR_A) return A;
      return (at - 3) % 2 === 0 ? P1 : P2;
    }),
    before: [0, FOR_A],
    verdictReads: { words: BINDS | CONFIRM, papers: 31 },
    finals: [
      { words: 'A has passed', holds: outcomeIs(a.id, 'passed') },
      { words: 'B has passed', holds: outcomeIs(b!.id, 'passed') },
      { words: 'C has passed', holds: outcomeIs(c!.id, 'passed') },
      { words: 'page 1 is closed', holds: closed(pages[0]!) },
      { words: 'page 2 is closed', holds: closed(pages[1]!) },
    ],
    contrary: [
      [0, 1],
      [0, 2],
      [1, 2],
      [3, 4],
      [0, 3],
    ],
    onlyOne: CONFIRM,
    ending: { matters: [a.id, b!.id, c!.id], pages: pages.map(({ id }) => id) },
  });
}
