// The fuzzer: mutants of honest frames, sealed anew so that they do not all die at the tag, told to a real
// node with the real verifier. A crash is anything thrown; a forgery is anything accepted that no honest
// key signed. A generation is one node, one seed and a fixed number of frames: it can be run alone.

import { equal } from '#protocol/bytes/bytes.ts';
import { prng, type Prng } from '#protocol/bytes/prng.ts';
import { isSignature, verify, type Claim } from '#protocol/crypto/bls.ts';
import { boxKeys, pairOf, type Pair } from '#protocol/crypto/box.ts';
import { keyring, turnTo, type Keyring } from '#protocol/crypto/keyring.ts';
import { readRow } from '#protocol/node/archive.ts';
import type { NodeEffect, Stored } from '#protocol/node/event.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { sealFrame, type SealedKind } from '#protocol/wire/frame.ts';
import { encodeSummary } from '#protocol/sync/summary.ts';
import { forkedIds } from '#protocol/wire/fork.ts';
import {
  heardCounter,
  NEW_WINDOW,
  padText,
  PRIVATE_FRAME_BYTES,
  PRIVATE_OVERHEAD_BYTES,
  readPrivate,
  sealPrivate,
  unsealPrivate,
  type Window,
} from '#protocol/wire/private.ts';
import { mutate, spansOf, unsigned, type Seed } from './fuzz-mutate.ts';
import { NOW_MS } from './specimen-people.ts';
import { feed, makeSpecimens, optionsOf, voiceName, type Specimen, type Specimens } from './specimens.ts';

export const FRAMES_PER_GENERATION = 2000;
const SEALED_KINDS: readonly SealedKind[] = ['single', 'bundle', 'statements', 'sync', 'extension'];
/** Of the frames past the tag so many shall cost a pairing: more would only make the run slower. */
const REACHING_SHARE = 0.021;
const HOUR_MS = 3_600_000;

export type FuzzCounts = {
  executions: number;
  pastTheTag: number;
  reachedSignatures: number;
  crashes: number;
  acceptedForgeries: number;
  /** Private plaintexts, mutants of all sorts, that were sealed with the keys of the pair and read by their reader. */
  privatePastTheTag: number;
};
export const noCounts = (): FuzzCounts => ({
  executions: 0,
  pastTheTag: 0,
  reachedSignatures: 0,
  crashes: 0,
  acceptedForgeries: 0,
  privatePastTheTag: 0,
});

export type Corpus = {
  readonly specimens: Specimens;
  readonly seeds: readonly (Specimen & Seed)[];
  /** Whole frames that no frame key seals; a field may be taken over from any other seed. */
  readonly unsealed: readonly Seed[];
  /** What stands in private frames, for mutants that are sealed anew with the keys of the pair. */
  readonly privates: readonly Seed[];
  /** The pair of member 1, who writes, with member 6, who is the node in some generations. */
  readonly pair: Pair;
  readonly frames: readonly Uint8Array[];
  /** Rows of a node that holds everything. */
  readonly full: readonly Stored[];
};

const PRIVATE_TEXTS = ['', 'six', 'the key lies under the flower pot', 'ü'.repeat(60), 'x'.repeat(207)];
const WRITER = 1;
const READER = 6;

function pairTo({ community, people }: Specimens): Pair {
  const [writer, reader] = [people[WRITER]!, people[READER]!];
  const pair = pairOf(
    community,
    { id: writer.id, secret: boxKeys(writer.secret, community).secret },
    { id: reader.id, key: boxKeys(reader.secret, community).key },
  );
  if (!pair) throw new Error('two members share nothing');
  return pair;
}

export function makeCorpus(): Corpus {
  const specimens = makeSpecimens();
  const seeds = specimens.specimens.map((specimen) => ({ ...specimen, spans: spansOf(specimen, specimens.context) }));
  const frames = seeds.map(({ kind, plaintext }) => sealFrame(specimens.ring, kind, plaintext));
  const node = createNode(optionsOf(specimens.secrets, 'corpus'), NOW_MS);
  const stored = new Map<string, Stored>();
  for (const effect of frames.flatMap((frame) => feed(node, frame, NOW_MS, () => true)))
    if (effect.kind === 'persist') stored.set(effect.stored.key, effect.stored);
  const unsealed = specimens.unsealed.map(({ frame, spans }) => ({ plaintext: frame, spans }));
  const privates = PRIVATE_TEXTS.map((text): Seed => {
    const plaintext = padText(text)!;
    const end = plaintext.lastIndexOf(0x80);
    const borders = [0, 1, end, end + 1, plaintext.length];
    const names = ['sort', 'text', 'mark', 'zeros'];
    const spans = names.map((path, i) => ({ path, start: borders[i]!, end: borders[i + 1]! }));
    return { plaintext, spans: spans.filter(({ start, end: to }) => to > start) };
  });
  return { specimens, seeds, unsealed, privates, pair: pairTo(specimens), frames, full: [...stored.values()] };
}

/** What a frame of this kind of trouble is, and why it matters: for the report. */
export type Trouble = {
  readonly kind: 'crash' | 'forgery';
  readonly generation: number;
  readonly frame: Uint8Array;
  readonly why: string;
};

const pick = <T>(from: readonly T[], chance: Prng): T => from[chance.below(from.length)]!;

/** Is everything that is stored something that an honest key signed? Answers what is not. */
function forgeryIn(
  stored: Stored,
  { community, honest, specimens, unsealed }: Specimens,
  self: string | undefined,
): string | null {
  const row = readRow(stored, community);
  if (!row.ok) return `a row that does not read: ${stored.key}`;
  const { value } = row;
  switch (value.kind) {
    case 'record':
      return honest.has(value.id) || value.record.member === self ? null : stored.key;
    case 'bundle':
      return value.proof.ids.every((id) => honest.has(id)) ? null : stored.key;
    case 'map': {
      const { subject, voices } = value.map;
      const lie = voices.find((voice) => !honest.has(voiceName(subject, voice)) && voice.member !== self);
      return lie ? `${stored.key}: ${voiceName(subject, lie)}` : null;
    }
    case 'genesis':
      return equal(value.plaintext, specimens[0]!.plaintext) ? null : stored.key;
    case 'fork': {
      const { proof } = value;
      const ids =
        proof.kind === 'records'
          ? forkedIds(community, proof)
          : proof.said.map(({ subject, voice }) => voiceName(subject, voice));
      return ids.every((id) => honest.has(id)) ? null : stored.key;
    }
    case 'rekey':
      return unsealed.some(({ frame }) => equal(frame, value.frame)) ? null : stored.key;
    default:
      return null;
  }
}

/** Bytes that carry no valid tag: strangers' noise, other communities, other epochs, damage on the way. */
function foreign(corpus: Corpus, chance: Prng): Uint8Array {
  const { ring } = corpus.specimens;
  const frame = Uint8Array.from(pick(corpus.frames, chance));
  const seed = pick(corpus.seeds, chance);
  const { oldest, epoch } = ring;
  switch (chance.below(6)) {
    case 0:
      frame[chance.below(frame.length)]! ^= 1 << chance.below(8);
      return frame;
    case 1:
      return frame.slice(0, chance.below(frame.length));
    case 2:
      return sealFrame(keyring(new Uint8Array(32), epoch, oldest.secret), seed.kind, seed.plaintext);
    case 3:
      return sealFrame(keyring(ring.community, epoch + 1 + chance.below(8), oldest.secret), seed.kind, seed.plaintext);
    case 4:
      frame[0] = chance.below(256);
      return frame;
    default:
      return Uint8Array.from({ length: chance.below(260) }, () => chance.below(256));
  }
}

export type Run = {
  readonly counts: FuzzCounts;
  readonly troubles: readonly Trouble[];
};

/** One node's life. The same seed and generation give the same frames. Another `verifier` shows that lies would be seen. */
export function fuzzGeneration(
  corpus: Corpus,
  seed: string,
  generation: number,
  frames = FRAMES_PER_GENERATION,
  verifier: typeof verify = verify,
): Run {
  const { specimens, seeds } = corpus;
  const chance = prng(`fuzz/${seed}/${generation}`);
  const counts = noCounts();
  const troubles: Trouble[] = [];
  const isMember = generation % 4 === 3;
  const self = isMember ? specimens.people[READER]! : undefined;
  const secrets = { ...specimens.secrets, ...(self && { signingKey: self.secret }) };
  let nowMs = NOW_MS;
  const start = (): FolkmootNode => {
    const node = createNode(optionsOf(secrets, `${seed}/${generation}`), nowMs);
    node.handle({ kind: 'loaded', stored: generation % 2 === 0 ? specimens.founded : corpus.full }, nowMs);
    if (generation % 8 === 5) {
      const profile = { medium: 'air' as const, airtimeMs: () => 500, dutyCycle: 0.1, hopLimit: 3 };
      node.handle({ kind: 'link-up', link: 'air', profile }, nowMs);
    }
    return node;
  };
  let node = start();

  let privateCounter = 0;
  let privateWindow: Window = NEW_WINDOW;
  const check = (claim: Claim): boolean => {
    if (isSignature(claim.signature)) counts.reachedSignatures++;
    return verifier(claim);
  };
  const judge = (effects: readonly NodeEffect[], frame: Uint8Array): void => {
    for (const effect of effects) {
      const why = lieIn(effect);
      if (why === null) continue;
      counts.acceptedForgeries++;
      troubles.push({ kind: 'forgery', generation, frame, why });
    }
  };
  const lieIn = (effect: NodeEffect): string | null => {
    if (effect.kind === 'persist') return forgeryIn(effect.stored, specimens, self?.id);
    // Whatever stands in it, only the two of the pair can have sealed it.
    const lie = effect.kind === 'private-message' && effect.from !== specimens.people[WRITER]!.id;
    return lie ? `a private message from ${effect.from}` : null;
  };
  const guarded = (frame: Uint8Array, tell: () => readonly NodeEffect[]): void => {
    try {
      const effects = tell();
      judge(effects, frame);
      const strange = effects.some(
        ({ kind, ...effect }) => kind === 'note' && 'note' in effect && effect.note.code === 'not-ours',
      );
      if (!strange) counts.pastTheTag++;
    } catch (error) {
      counts.crashes++;
      troubles.push({
        kind: 'crash',
        generation,
        frame,
        why: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      node = start();
    }
  };

  for (let i = 0; i < frames; i++) {
    nowMs += chance.below(1000) === 0 ? 13 * HOUR_MS : chance.below(2000);
    const frame = nextFrame();
    counts.executions++;
    guarded(frame, () => feed(node, frame, nowMs, check));
  }
  // What was taken must be fit to be passed on, and to be hashed.
  const before = counts.pastTheTag;
  guarded(new Uint8Array(0), () => {
    node.stateHash();
    const profile = { medium: 'pair' as const, airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 };
    const ask = encodeSummary({ founded: false, logs: [], newcomers: [], subjects: [] })[0]!;
    node.handle({ kind: 'link-up', link: 'air', profile }, nowMs);
    return [
      ...feed(node, sealFrame(specimens.ring, 'sync', ask), nowMs),
      ...node.handle({ kind: 'woke' }, nowMs + 1000),
    ];
  });
  counts.pastTheTag = before;
  return { counts, troubles };

  function nextFrame(): Uint8Array {
    const sort = chance.below(100);
    if (sort < 4) return foreign(corpus, chance);
    if (sort < 8) return nextUnsealed();
    if (sort < 10) return nextPrivate();
    const from = pick(seeds, chance);
    const kind = chance.below(20) === 0 ? pick(SEALED_KINDS, chance) : from.kind;
    const whole = sort < 12 ? from.plaintext : mutate(from, seeds, chance);
    const plaintext = sort < 12 || !enough() ? whole : unsigned(whole);
    return sealFrame(ringOf(chance), kind, plaintext);
  }

  function enough(): boolean {
    return counts.reachedSignatures > REACHING_SHARE * (counts.pastTheTag + 1);
  }

  /** Whole frames: what is in them needs no seal of ours, or has one of a pair. */
  function nextUnsealed(): Uint8Array {
    const from = pick(corpus.unsealed, chance);
    if (chance.below(8) === 0) return from.plaintext;
    const mutant = mutate(from, [...seeds, ...corpus.unsealed], chance);
    return enough() ? unsigned(mutant) : mutant;
  }

  /**
   * From member 1 to member 6, right to the tag, and mutated inside. The counter mostly rises as an honest one does, and
   * is sometimes drawn anew.
   */
  function nextPrivate(): Uint8Array {
    const from = pick(corpus.privates, chance);
    const mutant = chance.below(8) === 0 ? from.plaintext : mutate(from, corpus.privates, chance);
    // Sealed anew in one of the three sizes: others are dropped by their length.
    const sizes = PRIVATE_FRAME_BYTES.map((bytes) => bytes - PRIVATE_OVERHEAD_BYTES);
    const size = sizes.find((bytes) => bytes >= mutant.length) ?? sizes.at(-1)!;
    const plaintext = new Uint8Array(size);
    plaintext.set(mutant.slice(0, size));
    const counter = chance.below(10) === 0 ? chance.below(2 ** 32) : (privateCounter += 1 + chance.below(2));
    const frame = sealPrivate(corpus.pair, plaintext, {
      epoch: specimens.ring.epoch,
      day: specimens.ring.day,
      counter,
    });
    if (self && readsPrivate(frame)) counts.privatePastTheTag++;
    return frame;
  }

  /** Would the reader's tag open it? Asked apart, because a node says nothing of what it drops. */
  function readsPrivate(frame: Uint8Array): boolean {
    const unsealed = unsealPrivate({ ...corpus.pair, lower: !corpus.pair.lower }, frame, privateWindow);
    if (unsealed && readPrivate(unsealed.plaintext).ok) privateWindow = heardCounter(privateWindow, unsealed.counter);
    return unsealed !== null;
  }

  function ringOf(draw: Prng): Keyring {
    return draw.below(50) === 0 ? turnTo(specimens.ring, 1 + draw.below(2)) : specimens.ring;
  }
}
