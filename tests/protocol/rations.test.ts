import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRations, FAILURES_WITHIN_MS } from '#protocol/node/rations.ts';

const many = (count: number, ask: () => string): string[] => Array.from({ length: count }, ask);

describe('who may ask for how much checking', () => {
  test('strangers in clear get a handful a minute from one link, whatever names they use', () => {
    const rations = createRations();
    let stranger = 0;
    const asked = many(50, () => rations.admit('clear', 'radio', [`guest ${stranger++}`], 0));
    expect(asked.filter((answer) => answer === 'now').length).toBe(6);
    expect(asked.at(-1)).toBe('refused');
    expect(rations.admit('clear', 'radio', ['another'], 60_000)).toBe('now');
  });

  test('one author in clear cannot use up what other authors on the link need', () => {
    const rations = createRations();
    many(50, () => rations.admit('clear', 'radio', ['loud'], 0));
    expect(rations.admit('clear', 'radio', ['quiet'], 0)).toBe('now');
  });

  test('routine things beyond the budget wait until nothing else is checked, and are never refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(100_000), (count, nowMs) => {
        const rations = createRations();
        const answers = new Set(many(count, () => rations.admit('routine', 'radio', ['a', 'b'], nowMs)));
        expect(answers.has('refused')).toBe(false);
        expect(answers.has('idle')).toBe(count > 128);
      }),
      { numRuns: 30 },
    );
  });

  test('three failures in ten minutes put a sender and the named author behind all others, and ten minutes end it', () => {
    const rations = createRations();
    for (const nowMs of [0, 1000]) rations.failed('radio', ['victim'], nowMs);
    expect(rations.admit('routine', 'radio', ['victim'], 2000)).toBe('now');
    rations.failed('radio', ['victim'], 2000);
    expect(rations.admit('routine', 'radio', ['other'], 3000)).toBe('idle');
    expect(rations.admit('routine', 'phone', ['victim'], 3000)).toBe('idle');
    expect(rations.admit('routine', 'phone', ['other'], 3000)).toBe('now');
    expect(rations.admit('routine', 'radio', ['victim'], 2001 + FAILURES_WITHIN_MS)).toBe('now');
  });

  test('forgeries in a member’s name do not narrow that member’s way to call for help', () => {
    const rations = createRations();
    for (let nowMs = 0; nowMs < 100; nowMs++) rations.failed('radio', ['victim'], nowMs);
    many(5000, () => rations.admit('routine', 'radio', ['victim'], 100));
    expect(rations.admit('urgent', 'radio', ['victim'], 100)).toBe('now');
  });

  test('a clock that jumps back neither fills nor empties a bucket', () => {
    const rations = createRations();
    many(6, () => rations.admit('clear', 'radio', [], 1_000_000));
    expect(rations.admit('clear', 'radio', [], 0)).toBe('refused');
    expect(rations.admit('clear', 'radio', [], 15_000)).toBe('now');
  });
});
