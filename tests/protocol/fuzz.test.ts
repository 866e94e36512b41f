import { beforeAll, describe, expect, test } from 'vitest';
import { fuzzGeneration, makeCorpus, type Corpus } from '../../bench/fuzz-run.ts';
import { FRAME_KINDS } from '#protocol/wire/frame.ts';
import { modules } from '#modules/index.ts';

let corpus: Corpus;
beforeAll(() => {
  corpus = makeCorpus();
});

describe('mutants of honest frames', () => {
  test.each([0, 1, 3, 5])('of generation %i crash no node and are never believed', (generation) => {
    const { counts, troubles } = fuzzGeneration(corpus, 'tests', generation, 600);
    expect(troubles).toEqual([]);
    expect(counts.executions).toBe(600);
    expect(counts.pastTheTag).toBeGreaterThan(500);
    expect(counts.reachedSignatures).toBeGreaterThan(5);
  });

  test('of private messages get past the tag of their pair, to the one who reads them', () => {
    const { counts, troubles } = fuzzGeneration(corpus, 'private', 3, 600);
    expect(troubles).toEqual([]);
    expect(counts.privatePastTheTag).toBeGreaterThan(5);
  });

  test('would be seen to be believed, were signatures not checked', () => {
    const { counts } = fuzzGeneration(corpus, 'tests', 0, 300, () => true);
    expect(counts.acceptedForgeries).toBeGreaterThan(20);
  });

  test('are the same whenever the generation is run again', () => {
    const [once, again] = [1, 2].map(() => fuzzGeneration(corpus, 'again', 2, 200));
    expect(again).toEqual(once);
  });

  test('come from an honest thing of every record type and every statement kind', () => {
    const { specimens, context, node } = corpus.specimens;
    const firstBytes = new Set(specimens.filter(({ kind }) => kind === 'single').map(({ plaintext }) => plaintext[0]));
    const bundled = node.records
      .logs()
      .flatMap(({ member, log }) => node.records.ids(member, log, 1))
      .map((id) => node.records.get(id)!.record.type);
    for (const type of context.types.keys()) expect([...firstBytes, ...bundled]).toContain(type);
    const kinds = specimens.filter(({ kind }) => kind === 'statements').map(({ plaintext }) => plaintext[0]! >> 4);
    expect(new Set(kinds)).toEqual(
      new Set(modules.flatMap(({ statementKinds }) => statementKinds.map(({ kind }) => kind))),
    );
  });

  test('come from an honest thing of every kind of frame', () => {
    const { specimens, unsealed } = corpus.specimens;
    const kinds = [...specimens, ...unsealed].map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(FRAME_KINDS));
  });
});

test('a node that holds a record by a bundle alone can still pass it on after a restart', () => {
  // Generation 1 starts from stored rows and is asked for everything at its end.
  const { troubles } = fuzzGeneration(corpus, 'restart', 1, 10);
  expect(troubles).toEqual([]);
});
