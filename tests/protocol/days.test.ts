// The day of the frame keys (protocol/README.md §6.3): who slept finds the others again, one member's word throws
// nothing away, and what was thrown away does not come back.

import { beforeAll, describe, expect, test } from 'vitest';
import { concat, equal } from '#protocol/bytes/bytes.ts';
import { sign, verify } from '#protocol/crypto/bls.ts';
import { forget, keyring, resume, secretOf, turnTo } from '#protocol/crypto/keyring.ts';
import type { NodeEffect, Stored } from '#protocol/node/event.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { openFrame, sealFrame } from '#protocol/wire/frame.ts';
import { encodeHello } from '#protocol/sync/summary.ts';
import { encodeSingle, recordDigest, type Record } from '#protocol/wire/record.ts';
import { NOW_MS } from '../../bench/specimen-people.ts';
import { feed, makeSpecimens, optionsOf, type Specimens } from '../../bench/specimens.ts';

let made: Specimens;
beforeAll(() => {
  made = makeSpecimens();
});

/** Says nothing new; shows only on which day its sender is. */
const hello = (day: number): Uint8Array =>
  sealFrame(turnTo(made.ring, day), 'sync', encodeHello({ kind: 'hello', digest: new Uint8Array(6), records: 1 }));

/** Something new by a member, sealed on a day. */
function word(by: number, seq: number, day: number): Uint8Array {
  const { community, context, people, ring } = made;
  const body = Uint8Array.of(by, seq);
  const record: Record = { member: people[by]!.id, log: 0, keyVersion: 0, type: 200, seq, time: 9, body };
  const signature = sign(recordDigest(community, record), people[by]!.secret);
  return sealFrame(turnTo(ring, day), 'single', encodeSingle({ record, signature }, context.types, context.names));
}

type Sleeper = {
  readonly node: FolkmootNode;
  readonly stored: Map<string, Stored>;
  hears(frame: Uint8Array, afterMs: number): readonly NodeEffect[];
  /** The day with whose key it seals now. */
  day(): number;
};

function sleeper(rows: readonly Stored[] = made.founded, secrets = made.secrets): Sleeper {
  const node = createNode(optionsOf({ ...secrets, signingKey: made.people[6]!.secret }, 'days'), NOW_MS);
  const stored = new Map(rows.map((row) => [row.key, row]));
  const keep = (effects: readonly NodeEffect[]): readonly NodeEffect[] => {
    for (const effect of effects) if (effect.kind === 'persist') stored.set(effect.stored.key, effect.stored);
    return effects;
  };
  keep(node.handle({ kind: 'loaded', stored: rows }, NOW_MS));
  const profile = { medium: 'pair' as const, airtimeMs: () => 0, dutyCycle: 1, hopLimit: 0 };
  node.handle({ kind: 'link-up', link: 'air', profile }, NOW_MS);
  return {
    node,
    stored,
    hears: (frame, afterMs) => keep(feed(node, frame, NOW_MS + afterMs, verify)),
    day() {
      const said = [
        ...node.handle({ kind: 'link-up', link: 'other', profile }, NOW_MS),
        ...node.handle({ kind: 'woke' }, NOW_MS + 3000),
      ];
      const frame = said.flatMap((effect) => (effect.kind === 'transmit' ? [effect.frame] : []))[0]!;
      for (let day = 0; day < 420; day++) {
        const opened = openFrame(
          { ...turnTo(made.ring, day), oldest: { day, secret: secretOf(made.ring, day) } },
          frame,
        );
        if (opened.ok) return opened.value.day;
      }
      throw new Error('sealed on no day');
    },
  };
}
const noted = (effects: readonly NodeEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'note' ? [effect.note.code] : []));

describe('who slept for a month', () => {
  test('finds the day of the others by their frames, and then reads on', () => {
    const one = sleeper();
    expect(noted(one.hears(hello(30), 0))).toEqual([]);
    expect(noted(one.hears(word(1, 1, 30), 1))).toEqual([]);
    expect(one.node.records.at({ member: made.people[1]!.id, log: 0, seq: 1 })).toHaveLength(1);
  });

  test('searches once in ten seconds', () => {
    const strange = concat(hello(30).slice(0, -1), Uint8Array.of(7));
    const one = sleeper();
    one.hears(strange, 0);
    expect(noted(one.hears(hello(30), 1000))).toEqual(['not-ours']);
    expect(noted(one.hears(hello(30), 11_000))).toEqual([]);
  });

  test('goes back when somebody is heard on the former days: one member alone had said the day was another', () => {
    const one = sleeper();
    one.hears(hello(300), 0);
    one.hears(hello(0), 20_000);
    expect(one.node.frameKey.day).toBe(0);
    expect(noted(one.hears(hello(1), 30_000))).toEqual([]);
    expect(noted(one.hears(hello(300), 31_000))).toEqual([]);
    expect(one.day()).toBe(0);
  });
});

describe('who hears its own people and others whose days are far ahead, as after a long cut', () => {
  const MINUTE = 60_000;
  const DAY = 24 * 60 * MINUTE;
  /** On its own day 0, with others on day 5 who were heard for so many minutes. */
  const between = (minutes: number): Sleeper => {
    const one = sleeper();
    for (let minute = 0; minute <= minutes; minute += 10) {
      expect(noted(one.hears(hello(0), minute * MINUTE))).toEqual([]);
      expect(noted(one.hears(hello(5), minute * MINUTE + 1000))).toEqual([]);
    }
    return one;
  };

  test('reads both, and seals for its own', () => {
    expect(between(50).day()).toBe(0);
  });

  test('follows after an hour, so that both sides can read it, and throws no key away', () => {
    const one = between(60);
    expect(one.day()).toBe(5);
    expect(one.node.frameKey.day).toBe(0);
    expect(noted(one.hears(hello(0), 61 * MINUTE))).toEqual([]);
    expect(one.day()).toBe(5);
  });

  test('goes back when nobody ahead was heard for a day', () => {
    const one = between(60);
    one.hears(hello(1), 2 * DAY);
    expect(one.day()).toBe(1);
  });

  test('follows at once when two members stand for the day', () => {
    const one = between(0);
    one.hears(word(1, 1, 5), 2000);
    expect(one.day()).toBe(0);
    one.hears(word(2, 1, 5), 3000);
    expect(one.day()).toBe(5);
    expect(one.node.frameKey.day).toBe(3);
  });

  test('follows no farther than a month, and not again on the same day', () => {
    const one = sleeper();
    one.hears(hello(0), 0);
    for (let minute = 0; minute <= 300; minute += 10) {
      one.hears(hello(minute < 130 ? 200 : 390), minute * MINUTE + 1000);
      one.hears(hello(0), minute * MINUTE + 2000);
    }
    expect(one.day()).toBe(30);
  });
});

describe('keys of former days', () => {
  test('are thrown away when two members stand for a day, and not for one who says it twice', () => {
    const one = sleeper();
    one.hears(word(1, 1, 30), 0);
    one.hears(word(1, 2, 30), 20_000);
    expect(one.node.frameKey.day).toBe(0);
    one.hears(word(2, 1, 30), 21_000);
    expect(one.node.frameKey.day).toBe(28);
    expect(equal(one.node.frameKey.frameSecret, secretOf(made.ring, 28))).toBe(true);
    expect(noted(one.hears(hello(27), 22_000))).toEqual(['not-ours']);
    expect(noted(one.hears(hello(28), 23_000))).toEqual([]);
  });

  test('do not come back with a start, even where the rim still hands over the first secret', () => {
    const one = sleeper();
    for (const by of [1, 2]) one.hears(word(by, 1, 30), by);
    const again = sleeper([...one.stored.values()]);
    expect(again.node.frameKey).toEqual(one.node.frameKey);
    expect(again.node.frameKey.day).toBe(28);
    expect(noted(again.hears(hello(0), 0))).toEqual(['not-ours']);
    expect(noted(again.hears(hello(30), 1))).toEqual([]);
    expect(again.day()).toBe(30);
  });

  test('are gone from the secrets that the rim writes back', () => {
    const one = sleeper();
    for (const by of [1, 2]) one.hears(word(by, 1, 30), by);
    const rewritten = sleeper([...one.stored.values()], { ...made.secrets, ...one.node.frameKey });
    expect(noted(rewritten.hears(hello(0), 0))).toEqual(['not-ours']);
    expect(noted(rewritten.hears(hello(30), 1))).toEqual([]);
  });
});

test('a chain that is taken up again keeps the later day and the fewer keys of the two, whichever was stored', () => {
  const first = keyring(new Uint8Array(32).fill(1), 3, new Uint8Array(32).fill(2));
  const later = forget(turnTo(first, 30));
  for (const chain of [resume([first], later), resume([later], first)]) {
    expect(chain).toHaveLength(1);
    expect(chain[0].day).toBe(30);
    expect(chain[0].oldest).toEqual(later.oldest);
  }
});
