// Sheaves that we send: what goes into them, how much of each, and when we leave one to somebody else (§8.7).
//
// One speaks at a time. Who speaks sends a turn of few sheaves and then listens; who still lacks some says
// how much, and one answer serves all. Of two who began at once, one leaves its turn to the other.

import type { Prng } from '../bytes/prng.ts';
import type { RecordId } from '../bytes/reference.ts';
import type { Parcel } from './items.ts';
import type { LossEstimate } from './loss-estimate.ts';
import { dealt } from './sheaf-deal.ts';
import { codedFrame, planFrame, SPARE_SYMBOLS } from './sheaf-frames.ts';
import {
  CODED_NUMBER_MAX,
  FRAME_SYMBOLS_MAX,
  SHEAF_SYMBOLS_MAX,
  SYMBOL_BYTES,
  type Plan,
  type SheafName,
  type Want,
} from './sheaf-messages.ts';
import type { Sheaf, Sheaves } from './sheaves.ts';

/** Frames that those who lack most should need of one sheaf: all or nothing is learnt of it. */
const SHEAF_FRAMES = 16;
/** Records whose names one plan holds, about. */
const PLAN_RECORDS = 80;
const LACKED_RECORDS = 80;
/** Sheaves in one turn: what the speaker lacks itself others bring, and it is the less the more of us speak. */
const TURN_SHEAVES = 2;
/** Sheaves that can be asked for at once. */
const SERVING_MAX = 24;
/** Askings for a sheaf that its sender left unanswered before somebody else goes on with it. */
const UNANSWERED_WANTS = 3;
const REMEMBERED_MAX = 64;
const SERVING_MS = 30 * 60_000;
/** A sheaf is worth so many times its own size, whoever asks. */
const SHEAF_WORTH = 5;
/** Of the loss that is estimated so much is made up for at once: who was luckier needs none of it. */
const LOSS_TRUST = 0.7;
/** Copies of a plan at first, where so much is lost. */
const PLAN_COPIES: readonly { readonly above: number; readonly copies: number }[] = [
  { above: 0.28, copies: 3 },
  { above: 0.12, copies: 2 },
  { above: 0, copies: 1 },
];

export type Asked = { readonly hopLimit: number; readonly wanters: ReadonlySet<string> };
type Answers = ReadonlyMap<RecordId, Asked>;

type Serving = {
  readonly sheaf: Sheaf;
  readonly hopLimit: number;
  readonly sinceMs: number;
  /** What was asked for and stands in it. */
  answers: Answers;
  /** Somebody else began it, and we have not gone on with it yet. */
  helping: boolean;
  begun: boolean;
  next: number;
  sent: number;
  /** Combinations and plans that are still to go. */
  need: number;
  plans: number;
  /** Combinations that went out since somebody last said what is lacking. */
  sentSince: number;
};

export type SheafFrame = {
  readonly parcel: Parcel;
  readonly hopLimit: number;
  /** It went out. Answers what this sheaf is the first answer to. */
  readonly done: () => Answers | undefined;
};

export interface SheafService {
  /** Forms the sheaves of a turn; answers what stands in them. */
  form(asked: Answers, nowMs: number): readonly RecordId[];
  /** Somebody else announced this sheaf: we may help later. Answers what we leave to them but they do not bring. */
  announced(plan: Plan): Answers;
  /** Somebody else was heard sending this frame of this sheaf: who wants more of it means them. */
  servedBy(sheaf: SheafName, number: number): void;
  /** Somebody wants more of sheaves: of ours, or of some that we might help with. */
  wanted(want: Want, nowMs: number): 'ours' | 'help' | 'others';
  isOurs(sheaf: SheafName): boolean;
  /** The next frame of a batch; null where nothing more is wanted. */
  next(nowMs: number): SheafFrame | null;
  /** Frames of the present batch that are left. */
  readonly toCome: number;
  readonly waiting: boolean;
}

const NONE: Answers = new Map();

export function createSheafService(sheaves: Sheaves, loss: LossEstimate, chance: Prng, roundMs: number): SheafService {
  const serving = new Map<SheafName, Serving>();
  const plans = new Map<SheafName, { readonly plan: Plan; unanswered: number; askedMs: number }>();
  /** Names of sheaves that we formed. */
  const formedHere = new Set<SheafName>();
  let batch: { readonly name: SheafName; readonly what: 'plan' | 'coded' }[] = [];

  const symbolsIn = ({ symbols }: Sheaf): number => symbols.length / SYMBOL_BYTES;
  const copies = (answers: Answers): number => {
    const askers = new Set([...answers.values()].flatMap(({ wanters }) => [...wanters])).size;
    return Math.min(Math.max(1, askers), PLAN_COPIES.find(({ above }) => loss.share >= above)?.copies ?? 1);
  };
  /** So many that as many as are lacked come through. */
  const enough = (lacked: number): number =>
    Math.min(SHEAF_SYMBOLS_MAX, Math.ceil(lacked / (1 - LOSS_TRUST * loss.share)) + SPARE_SYMBOLS);

  const leave = (name: SheafName): void => {
    serving.delete(name);
    batch = batch.filter((entry) => entry.name !== name);
  };
  const servingOf = (sheaf: Sheaf, hopLimit: number, answers: Answers, now: number): Serving => {
    const next = chance.below(CODED_NUMBER_MAX + 1);
    const [begun, helping] = [false, answers.size === 0];
    return { sheaf, hopLimit, sinceMs: now, answers, begun, helping, next, sent: 0, need: 0, plans: 0, sentSince: 0 };
  };

  /** Symbols that the neediest of those who asked lacks of these. */
  const neediest = (ids: readonly RecordId[], asked: Answers): number => {
    const needs = new Map<string, number>();
    for (const id of ids) {
      const symbols = sheaves.symbolsOf(id);
      for (const from of asked.get(id)?.wanters ?? []) needs.set(from, (needs.get(from) ?? 0) + symbols);
    }
    return Math.max(0, ...needs.values());
  };
  const total = (ids: readonly RecordId[]): number => ids.reduce((sum, id) => sum + sheaves.symbolsOf(id), 0);

  /** As many lots as keep what the neediest lacks of each small. */
  const lotsFor = (ids: readonly RecordId[], asked: Answers): number => {
    const share = Math.max(0.05, neediest(ids, asked) / Math.max(1, total(ids)));
    const most = Math.min(SHEAF_SYMBOLS_MAX, Math.floor((SHEAF_FRAMES * FRAME_SYMBOLS_MAX) / share));
    return Math.max(
      Math.ceil(total(ids) / most),
      Math.ceil((ids.length * share) / LACKED_RECORDS),
      Math.ceil(ids.length / PLAN_RECORDS),
    );
  };

  /** Who began it does not answer: whoever heard the plan and holds all of it can go on. */
  const takeOver = (name: SheafName, now: number): Serving | undefined => {
    const known = plans.get(name);
    if (!known) return undefined;
    if (now - known.askedMs > roundMs) {
      known.unanswered++;
      known.askedMs = now;
    }
    if (known.unanswered < UNANSWERED_WANTS || serving.size >= SERVING_MAX) return undefined;
    const sheaf = sheaves.rebuild(known.plan);
    if (!sheaf) return undefined;
    serving.set(name, servingOf(sheaf, 0, NONE, now));
    return serving.get(name);
  };

  /** Somebody else brings a part of it: that much less is needed. */
  const shorten = (one: Serving, answers: Answers): void => {
    one.answers = answers;
    one.need = Math.min(one.need, enough(neediest([...answers.keys()], answers)));
    const frames = Math.ceil(one.need / FRAME_SYMBOLS_MAX);
    let coded = 0;
    batch = batch.filter(({ name, what }) => name !== one.sheaf.name || what === 'plan' || coded++ < frames);
  };

  /** Copies of the plan stand between the combinations, as far apart as can be: what is lost is lost in rows. */
  const fillBatch = (now: number): void => {
    for (const [name, one] of serving) {
      const tooMuch = one.sent > SHEAF_WORTH * symbolsIn(one.sheaf) + 2 * FRAME_SYMBOLS_MAX;
      if (now - one.sinceMs > SERVING_MS || tooMuch) {
        serving.delete(name);
        continue;
      }
      const frames = Math.ceil(one.need / FRAME_SYMBOLS_MAX);
      const { plans: planCount } = one;
      for (let i = 0, coded = 0; i < Math.max(planCount, 1); i++) {
        if (i < planCount) batch.push({ name, what: 'plan' });
        for (const upTo = (frames * (i + 1)) / Math.max(planCount, 1); coded < upTo; coded++)
          batch.push({ name, what: 'coded' });
      }
      one.plans = 0;
    }
  };

  const frameOf = (one: Serving, what: 'plan' | 'coded'): SheafFrame => {
    const { sheaf, hopLimit } = one;
    const begin = (): Answers | undefined => {
      const first = !one.begun;
      [one.begun, one.helping] = [true, false];
      return first ? one.answers : undefined;
    };
    if (what === 'plan') return { parcel: planFrame(sheaf), hopLimit, done: () => (batch.shift(), begin()) };
    const symbols = Math.max(1, Math.min(FRAME_SYMBOLS_MAX, one.need));
    return {
      parcel: codedFrame(sheaf, one.next, symbols, batch.length - 1),
      hopLimit,
      done() {
        batch.shift();
        one.need = Math.max(0, one.need - symbols);
        one.sent += symbols;
        one.sentSince += symbols;
        one.next = (one.next + 1) % (CODED_NUMBER_MAX + 1);
        return begin();
      },
    };
  };

  return {
    form(asked, now) {
      const formed: RecordId[] = [];
      // By place, for names that stand next to each other are short.
      const ids = sheaves.byPlace([...asked.keys()]);
      const lots = dealt(ids, lotsFor(ids, asked), {
        wantersOf: (id) => asked.get(id)!.wanters,
        symbolsOf: (id) => sheaves.symbolsOf(id),
      });
      for (const lot of lots.slice(0, TURN_SHEAVES)) {
        const sheaf = serving.size < SERVING_MAX ? sheaves.form(sheaves.byPlace(lot), SHEAF_SYMBOLS_MAX) : null;
        if (!sheaf) break;
        const answers = new Map(sheaf.ids.flatMap((id) => (asked.has(id) ? [[id, asked.get(id)!] as const] : [])));
        const hopLimit = Math.max(0, ...[...answers.values()].map((one) => one.hopLimit));
        const one = serving.get(sheaf.name) ?? servingOf(sheaf, hopLimit, answers, now);
        serving.set(sheaf.name, one);
        if (formedHere.size >= REMEMBERED_MAX) formedHere.delete(formedHere.values().next().value!);
        formedHere.add(sheaf.name);
        one.need = enough(neediest(sheaf.ids, asked) || symbolsIn(sheaf));
        one.plans = copies(answers);
        // Asked for again, it is served again.
        [one.answers, one.begun, one.sentSince] = [answers, false, 0];
        formed.push(...sheaf.ids);
      }
      return formed;
    },
    announced(plan) {
      plans.delete(plan.name);
      if (plans.size >= SERVING_MAX) plans.delete(plans.keys().next().value!);
      plans.set(plan.name, { plan, unanswered: 0, askedMs: -Infinity });
      if (serving.get(plan.name)?.helping) leave(plan.name);
      const left = new Map<RecordId, Asked>();
      const theirs = new Set<RecordId | undefined>(sheaves.idsOf(plan));
      for (const [name, one] of serving) {
        if (one.sent > 0 || one.answers.size === 0 || name === plan.name) continue;
        const rest = new Map([...one.answers].filter(([id]) => !theirs.has(id)));
        // Two began at once with much the same: the lesser name goes on.
        if (name > plan.name && 2 * rest.size < one.answers.size) {
          for (const [id, asked] of rest) left.set(id, asked);
          leave(name);
        } else shorten(one, rest);
      }
      return left;
    },
    servedBy(sheaf, number) {
      const known = plans.get(sheaf);
      if (known) known.unanswered = 0;
      // Of two who send the same, one goes on, and which one is plain to both.
      const one = serving.get(sheaf);
      if (one && (one.sent === 0 || number < one.next)) leave(sheaf);
    },
    wanted({ wanted }, now) {
      let whose: 'ours' | 'help' | 'others' = 'others';
      for (const { sheaf, symbols } of wanted) {
        const one = serving.get(sheaf) ?? takeOver(sheaf, now);
        if (!one) continue;
        if (!one.helping) whose = 'ours';
        else if (whose === 'others') whose = 'help';
        if (symbols === 0) one.plans = Math.max(one.plans, 1);
        else {
          if (one.sentSince > 0 && batch.length === 0) {
            loss.answered(one.sentSince, symbols);
            one.sentSince = 0;
          }
          one.need = Math.max(one.need, enough(symbols));
        }
      }
      return whose;
    },
    isOurs: (sheaf) => formedHere.has(sheaf),
    next(now) {
      if (batch.length === 0) fillBatch(now);
      const [entry] = batch;
      return entry ? frameOf(serving.get(entry.name)!, entry.what) : null;
    },
    get toCome() {
      return batch.length;
    },
    get waiting() {
      return batch.length > 0 || [...serving.values()].some(({ need, plans: planCount }) => need > 0 || planCount > 0);
    },
  };
}
