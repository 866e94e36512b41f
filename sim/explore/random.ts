// Beyond five members: seeded random courses of people, cuts and lies, shrunk to the shortest that still fails.
//
// Every device holds what it was sent. At each step somebody does what the production code offers on the
// own device, a liar says anything, or a set of facts reaches a device. At the end all is delivered to
// all, everybody goes on honestly, and the matter must come to an end. Every second course is a siege: the
// honest are parted as evenly as can be, each side goes for something else as fast as it can, and the
// liars help both; that is the worst a cut can do to a quorum, with a few steps left out by chance.

import { prng, type Prng } from '#protocol/bytes/prng.ts';
import type { RecordId } from '#protocol/bytes/reference.ts';
import type { Fact } from '#protocol/node/module.ts';
import { liarsAllowed } from '#protocol/tally/quorum.ts';
import { isFinal, matterOf } from '#modules/governance/matter.ts';
import { BALLOT } from '#modules/governance/methods.ts';
import { ballot, bind, proposal, type Proposal } from '#modules/governance/records.ts';
import { DECISION_RULES, type DecisionRules } from '#modules/governance/rules.ts';
import { createGround, PERIOD_HOURS, receiptsOf, type Desk } from './desk.ts';
import { smallPlace, type RecordFact, type SmallPlace } from './place.ts';
import type { Finding } from './search.ts';

/** One step, by numbers alone, so that a course without it is a course, too. */
type Step =
  | { readonly what: 'cast' | 'bind'; readonly member: number; readonly matter: number; readonly choice: number }
  | {
      readonly what: 'lie';
      readonly member: number;
      readonly matter: number;
      readonly choice: number;
      readonly binds: boolean;
    }
  /** Everything that `from` holds, or every second thing of it, reaches `to`. */
  | { readonly what: 'send'; readonly from: number; readonly to: number; readonly part: 0 | 1 | 2 };

export type RandomOptions = {
  readonly members: readonly number[];
  readonly seed: string;
  readonly runs: number;
  readonly rules?: DecisionRules;
  readonly told?: (line: string) => void;
};

export type RandomAnswer = {
  readonly runs: number;
  readonly steps: number;
  readonly violations: number;
  readonly twoTruths: number;
  readonly deadEnds: number;
  readonly seed: string;
  readonly findings: readonly (Finding & { readonly members: number; readonly run: number })[];
};

/** What two sides may go for that cannot both pass: two matters of one slot, or two options of one matter. */
const RIVALS = [
  [
    { matter: 0, choice: 1 },
    { matter: 1, choice: 1 },
  ],
  [
    { matter: 1, choice: 1 },
    { matter: 1, choice: 2 },
  ],
  [
    { matter: 1, choice: 2 },
    { matter: 0, choice: 1 },
  ],
] as const;
const STEPS_A_MEMBER = 14;
/** After the heal: as many turns of everybody as a ballot has revisions. */
const TURNS_MAX = 14;

export function searchAtRandom({ members, seed, runs, rules = DECISION_RULES, told }: RandomOptions): RandomAnswer {
  const findings: RandomAnswer['findings'][number][] = [];
  let steps = 0;
  for (const count of members) {
    for (let run = 0; run < runs; run++) {
      const course = courseOf(count, `${seed}/${count}/${run}`);
      steps += course.length;
      const found = play(count, course, rules);
      if (!found) continue;
      const short = shrink(course, (fewer) => play(count, fewer, rules)?.what === found.what);
      const { story } = play(count, short, rules)!;
      told?.(`${count} members, run ${run}: ${found.what}, ${course.length} steps shrunk to ${short.length}`);
      findings.push({ what: found.what, story, members: count, run });
    }
    told?.(`${count} members: ${runs} runs`);
  }
  const count = (what: Finding['what']): number => findings.filter((finding) => finding.what === what).length;
  return {
    runs: runs * members.length,
    steps,
    violations: count('violation'),
    twoTruths: count('two truths'),
    deadEnds: count('dead end'),
    seed,
    findings,
  };
}

/** The last members lie, as many as an ordinary matter allows for. */
const liarsOf = (count: number): number => liarsAllowed(count, 'ordinary');

/** Of a siege so many in twenty steps are left out. */
const LEFT_OUT = 1;

/** Two sides that never hear each other, each with a rival of the other's; the liars are on both. */
function siegeOf(count: number, chance: Prng): readonly Step[] {
  const liars = liarsOf(count);
  const honest = Array.from({ length: count - liars }, (_, i) => i);
  for (let i = honest.length - 1; i > 0; i--) {
    const j = chance.below(i + 1);
    [honest[i], honest[j]] = [honest[j]!, honest[i]!];
  }
  const half = Math.floor(honest.length / 2) - (chance.below(3) === 0 ? 1 : 0);
  const rivals = RIVALS[chance.below(RIVALS.length)]!;
  const steps = [honest.slice(0, half), honest.slice(half)].flatMap((side, i): Step[] => {
    const { matter, choice } = rivals[i]!;
    const hub = side[0]!;
    const lying = Array.from({ length: liars }, (_, j) => count - 1 - j);
    const round = (what: 'cast' | 'bind'): Step[] => [
      ...side.map((member): Step => ({ what, member, matter, choice })),
      ...lying.map((member): Step => ({ what: 'lie', member, matter, choice, binds: what === 'bind' })),
      ...[...side, ...lying].map((from): Step => ({ what: 'send', from, to: hub, part: 0 })),
      ...side.map((to): Step => ({ what: 'send', from: hub, to, part: 0 })),
    ];
    return [...round('cast'), ...round('bind')];
  });
  return steps.filter(() => chance.below(20) >= LEFT_OUT);
}

function courseOf(count: number, seed: string): readonly Step[] {
  const chance = prng(seed);
  if (count > 2 && chance.below(2) === 0) return siegeOf(count, chance);
  const liars = liarsOf(count);
  const sides = 1 + chance.below(3);
  const side = Array.from({ length: count }, () => chance.below(sides));
  // Each side leans to something of its own: what agrees by chance alone never comes to a decision.
  const anything = (): { matter: number; choice: number } => ({ matter: chance.below(2), choice: chance.below(3) });
  const leaning = Array.from({ length: sides }, anything);
  const heard = (from: number, to: number): boolean => side[from] === side[to] || chance.below(20) === 0;
  return Array.from({ length: STEPS_A_MEMBER * count }, (): Step => {
    const member = chance.below(count);
    const { matter, choice } = chance.below(8) === 0 ? anything() : leaning[side[member]!]!;
    if (member >= count - liars) return { what: 'lie', member, matter, choice, binds: chance.below(2) === 0 };
    const deed = chance.below(10);
    if (deed < 1) return { what: 'cast', member, matter, choice };
    if (deed < 4) return { what: 'bind', member, matter, choice };
    const from = chance.below(count);
    return { what: 'send', from, to: heard(from, member) ? member : from, part: chance.below(3) as 0 | 1 | 2 };
  });
}

/** Two rivals of one slot: a consent matter, and a choice between two. */
function ground(count: number, rules: DecisionRules) {
  const place = smallPlace(count);
  const make = (over: Partial<Proposal>): RecordFact =>
    place.record(0, proposal, {
      kind: 'ordinary',
      method: 'consent',
      periodHours: PERIOD_HOURS,
      roster: place.page,
      frontier: new Uint8Array(8),
      slot: { name: 'one thing', round: 0 },
      optionCount: 0,
      text: 'One thing',
      effect: null,
      ...over,
    });
  const matters = [make({}), make({ method: 'majority', optionCount: 2, text: 'Another\nred\nblue' })] as const;
  const given = matters.flatMap(({ id }) => receiptsOf(place, id, place.page));
  const papers = matters.map((fact, i) => ({ words: `matter ${i + 1}`, fact }));
  const { desk } = createGround({ place, rules, words: [], papers, given });
  const fresh = (): Desk => desk({ self: undefined, heard: place.members.map(() => 0), papers: 3 });
  return { place, matters, fresh };
}

function play(count: number, course: readonly Step[], rules: DecisionRules): Finding | undefined {
  const { place, matters, fresh } = ground(count, rules);
  const ids: readonly RecordId[] = matters.map(({ id }) => id);
  const desks = place.members.map(fresh);
  const held = place.members.map(() => new Set<Fact>());
  const story: string[] = [];
  const truths = new Set<string>();
  const finding = (what: Finding['what'], words: string): Finding => ({ what, story: [...story, words] });
  const hear = (member: number, facts: readonly Fact[]): void => {
    for (const fact of facts) {
      if (held[member]!.has(fact)) continue;
      held[member]!.add(fact);
      desks[member]!.hear(fact);
    }
    for (const id of ids) {
      const found = matterOf(desks[member]!.governance, id, desks[member]!.directory);
      if (found.kind === 'matter' && found.outcome.kind === 'passed')
        truths.add(`${ids.indexOf(id) + 1}.${found.outcome.option}`);
    }
  };
  const act = (member: number, name: 'cast' | 'bind', matter: number, choice: number): boolean => {
    const plan = desks[member]!.act(member, name, argsOf(name, ids[matter]!, matter, choice));
    const said = statementsOf(place, member, plan?.statements ?? []);
    if (said.length === 0) return false;
    story.push(`member ${member + 1} ${name === 'cast' ? 'says' : 'binds'} ${wordsOf(matter, choice)}`);
    hear(member, said);
    return true;
  };

  for (const step of course) {
    if (step.what === 'send') {
      const facts = [...held[step.from]!].filter((_, i) => step.part === 0 || i % 2 === step.part - 1);
      if (facts.length > 0 && step.from !== step.to) {
        story.push(`${facts.length} things go from member ${step.from + 1} to member ${step.to + 1}`);
        hear(step.to, facts);
      }
    } else if (step.what === 'lie') {
      const { member, matter, choice, binds } = step;
      const kind = binds ? bind.kind : ballot.kind;
      const value = binds ? choice : choice === 0 ? BALLOT.giveUp : BALLOT.choice + choice - 1;
      if (matter === 0 && choice === 2) continue;
      story.push(`member ${member + 1}, a liar, ${binds ? 'binds' : 'says'} ${wordsOf(matter, choice)}`);
      hear(member, [place.say(member, kind, ids[matter]!, place.page, value)]);
    } else act(step.member, step.what, step.matter, step.choice);
    if (truths.size > 1) return finding('two truths', `and devices read: ${[...truths].join(' and ')}`);
  }
  return heal(desks, held, place, ids, act, hear, truths, finding);
}

function heal(
  desks: readonly Desk[],
  held: readonly Set<Fact>[],
  place: SmallPlace,
  ids: readonly RecordId[],
  act: (member: number, name: 'cast' | 'bind', matter: number, choice: number) => boolean,
  hear: (member: number, facts: readonly Fact[]) => void,
  truths: ReadonlySet<string>,
  finding: (what: Finding['what'], words: string) => Finding,
): Finding | undefined {
  const everybody = place.members.map((_, i) => i);
  const honest = everybody.slice(0, place.members.length - liarsOf(place.members.length));
  const spread = (): void => {
    const all = new Set(held.flatMap((facts) => [...facts]));
    for (const member of everybody) hear(member, [...all]);
  };
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    spread();
    if (truths.size > 1) return finding('two truths', `after the heal devices read: ${[...truths].join(' and ')}`);
    const read = ids.map((id) => matterOf(desks[0]!.governance, id, desks[0]!.directory));
    const found = read.flatMap((matter) => (matter.kind === 'matter' ? [matter] : []));
    const passed = found.some(({ outcome }) => outcome.kind === 'passed' || outcome.kind === 'suspended');
    if (passed || found.every(isFinal)) {
      const states = new Set(
        desks.map(({ governance, directory }) =>
          ids
            .map((id) => {
              const matter = matterOf(governance, id, directory);
              return matter.kind === 'matter' ? JSON.stringify(matter.outcome) : matter.reason;
            })
            .join(),
        ),
      );
      return states.size > 1 ? finding('violation', 'all hold everything and read different results') : undefined;
    }
    for (const member of honest) hear(member, statementsOf(place, member, desks[member]!.duties(member)));
    spread();
    // Everybody binds what is offered; else all go to what is furthest.
    const order = [...found].filter((matter) => !isFinal(matter)).sort((a, b) => b.bound.size - a.bound.size);
    let bound = false;
    for (const matter of order) {
      for (const choice of [1, 2, 0]) {
        for (const member of honest) bound = act(member, 'bind', ids.indexOf(matter.id), choice) || bound;
        spread();
      }
    }
    const [furthest] = order;
    if (bound || !furthest) continue;
    const most = furthest.boundTo.map((members) => members.length);
    const choice = 1 + most.indexOf(Math.max(...most));
    for (const member of honest) act(member, 'cast', ids.indexOf(furthest.id), choice);
  }
  // With liars who bound against everybody a matter may stay open for good: then silence proves nothing.
  return liarsOf(place.members.length) > 0
    ? undefined
    : finding('dead end', 'all are connected and honest and hold everything, and nothing more can be done');
}

function argsOf(name: 'cast' | 'bind', id: RecordId, matter: number, choice: number): unknown {
  const option = matter === 0 ? 0 : choice - 1;
  if (name === 'bind') return { proposal: id, choice: choice === 0 ? 'none' : option };
  return { proposal: id, says: choice === 0 ? 'give up' : { options: [option] } };
}

const wordsOf = (matter: number, choice: number): string =>
  choice === 0 ? `none of matter ${matter + 1}` : matter === 0 ? 'consent to matter 1' : `option ${choice} of matter 2`;

const statementsOf = (
  place: SmallPlace,
  member: number,
  statements: readonly {
    subject: { kind: number; record: RecordId; roster: RecordId };
    value: number;
    revision: number;
  }[],
): Fact[] =>
  statements.map(({ subject, value, revision }) =>
    place.say(member, subject.kind, subject.record, subject.roster, value, revision),
  );

/** Leaves out halves, quarters and at last single steps, as long as it still fails. */
function shrink(course: readonly Step[], fails: (course: readonly Step[]) => boolean): readonly Step[] {
  let short = course;
  for (let size = Math.ceil(short.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < short.length;) {
      const fewer = [...short.slice(0, from), ...short.slice(from + size)];
      if (fails(fewer)) short = fewer;
      else from += size;
    }
  }
  return short;
}
