/** The same world is the same everywhere: nothing in it reaches for the platform's clock or chance, and its digests are kept. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modules } from '#modules/index.ts';
import type { Module } from '#protocol/node/module.ts';
import { drawWorld } from '#sim/campaign/draw.ts';
import { runChecked } from '#sim/campaign/run.ts';
import { tableOf } from '#sim/campaign/tables.ts';
import { memoVerifier } from '#sim/world/memo-verifier.ts';
import { playWorld } from '#sim/worlds/play.ts';
import { LITTLE_LANE } from '../gateway/little-lane.ts';
import { TOP } from '../house/files.ts';
import { Reached, withoutPlatform } from '../support/no-platform.ts';
import { WORLD_DIGESTS, type WorldDigest } from './digest-worlds.ts';

const kept = JSON.parse(readFileSync(join(TOP, 'tests/vectors/worlds.json'), 'utf8')) as readonly WorldDigest[];

describe('without the platform’s clock and chance', () => {
  test.each(kept.map(({ world }, i) => [world, i] as const))('the world %s goes as it is kept', (_world, i) => {
    expect(withoutPlatform(WORLD_DIGESTS[i]!)).toEqual(kept[i]);
  });

  test('a seed of the campaign is drawn, played and checked', () => {
    // A promise that broke because somebody reached for the clock would be told here in words.
    const outcome = withoutPlatform(() => runChecked(drawWorld('11').world, { seed: '11' }));
    expect(outcome.broken).toBeUndefined();
    expect(outcome.frames).toBeGreaterThan(100);
  });
});

/** The product's modules, but proposing does this on the side. */
const planted = (deed: () => unknown): readonly Module[] =>
  modules.map((module) => {
    const propose = module.acts['propose'];
    if (module.name !== 'governance' || !propose) return module;
    const plan: typeof propose.plan = (...given) => {
      deed();
      return propose.plan(...given);
    };
    return { ...module, acts: { ...module.acts, propose: { ...propose, plan } } };
  });

describe('whoever reaches for the platform from within a world is thrown out by name', () => {
  // Once for all of them.
  const verifier = memoVerifier();
  const founded = tableOf(LITTLE_LANE);
  test.each<[string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Date()', () => Date()],
    ['Math.random', () => Math.random()],
    ['performance.now', () => performance.now()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['setTimeout', () => setTimeout(() => undefined, 0)],
    ['setImmediate', () => setImmediate(() => undefined)],
    ['queueMicrotask', () => queueMicrotask(() => undefined)],
    ['process.hrtime', () => process.hrtime()],
  ])('%s', (name, deed) => {
    const play = (): unknown =>
      withoutPlatform(() =>
        playWorld(
          { ...LITTLE_LANE, hours: 0.011 },
          { seed: '1', samples: 1, founded, verifier, modules: planted(deed) },
        ),
      );
    expect(play).toThrow(Reached);
    expect(play).toThrow(name);
    expect(deed).not.toThrow(); // and what was taken is back
  });

  test('but a calculation with a time that is given is none of these', () => {
    expect(withoutPlatform(() => new Date(Date.UTC(2026, 10, 21)).toISOString())).toBe('2026-11-21T00:00:00.000Z');
  });
});
