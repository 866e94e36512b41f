import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CHECKS_AT_ONCE, createDriver } from '#protocol/node/drive.ts';
import type { NodeEffect, NodeEvent, Stored } from '#protocol/node/event.ts';
import type { DriverPorts, LinkListener, LinkPort, Report, Sending } from '#protocol/node/ports.ts';
import { littleNode } from './little-node.ts';

const stored = (key: string): Stored => ({ key, bytes: Uint8Array.of(key.length) });
const persist = (key: string): NodeEffect => ({ kind: 'persist', stored: stored(key) });
const transmit = (transmission: number, expiresAtMs = 1e9): NodeEffect => ({
  kind: 'transmit',
  link: 'air',
  transmission,
  frame: Uint8Array.of(transmission),
  hopLimit: 3,
  urgency: 2,
  expiresAtMs,
});
const frame = (byte: number): Uint8Array => Uint8Array.of(byte);
/** Lets everything that was promised so far happen. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

/** Ports whose every move the test makes by hand. */
function world() {
  const log: string[] = [];
  const saving: { key: string; well(): void; badly(why: string): void }[] = [];
  const timers: { atMs: number; fire: () => void }[] = [];
  const reports: Report[] = [];
  const checks: { resolve(valid: boolean): void; reject(error: Error): void }[] = [];
  let nowMs = 1000;
  const ports: DriverPorts = {
    store: {
      loadAll: () => Promise.resolve([stored('old')]),
      append: ({ key }) =>
        new Promise((resolve, reject) =>
          saving.push({
            key,
            well: () => (log.push(`saved ${key}`), resolve()),
            badly: (why) => reject(new Error(why)),
          }),
        ),
    },
    clock: {
      nowMs: () => nowMs,
      at: (atMs, fire) => {
        const timer = { atMs, fire };
        timers.push(timer);
        return () => {
          if (timers.includes(timer)) timers.splice(timers.indexOf(timer), 1);
        };
      },
    },
    verifier: {
      verify: () => new Promise((resolve, reject) => checks.push({ resolve, reject })),
    },
    report: (report) => reports.push(report),
  };
  return {
    log,
    saving,
    timers,
    reports,
    checks,
    ports,
    goTo(atMs: number) {
      nowMs = atMs;
      for (const timer of timers.filter((one) => one.atMs <= atMs)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.fire();
      }
    },
  };
}

function link(log: string[], send?: (frame: Uint8Array, sending: Sending) => void) {
  let listener: LinkListener | undefined;
  const port: LinkPort = {
    id: 'air',
    profile: { medium: 'air', airtimeMs: () => 1, dutyCycle: 1, hopLimit: 3 },
    start: (itsListener) => {
      listener = itsListener;
    },
    send: (bytes, sending, told) => {
      send?.(bytes, sending);
      log.push(`sent ${bytes[0]}`);
      told('sent');
    },
    close: () => log.push('closed'),
  };
  return { port, says: (): LinkListener => listener! };
}

const kinds = (events: readonly NodeEvent[]): string[] => events.map((event) => event.kind);

describe('the driver loop', () => {
  it('tells a node its own past before anything else, then the links that waited', async () => {
    const node = littleNode(() => []);
    const at = world();
    const driver = createDriver(node, at.ports);
    driver.attach(link(at.log).port);
    await driver.start();
    expect(kinds(node.heard)).toEqual(['loaded', 'link-up']);
    expect(node.heard[0]).toEqual({ kind: 'loaded', stored: [stored('old')] });
  });

  it('sends nothing before everything that was to be saved first is saved, whatever the order of saving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('persist', 'transmit'), { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (plan, chance) => {
          const effects = plan.map((kind, i) => (kind === 'persist' ? persist(`k${i}`) : transmit(i)));
          const node = littleNode((event) => (event.kind === 'received' ? effects : []));
          const at = world();
          const driver = createDriver(node, at.ports);
          const air = link(at.log);
          driver.attach(air.port);
          await driver.start();
          air.says().frame(frame(1));
          while (at.saving.length > 0) {
            const pick = chance.next().value! % at.saving.length;
            at.saving.splice(pick, 1)[0]!.well();
            await settle();
          }
          for (const [i, kind] of plan.entries()) {
            if (kind !== 'transmit') continue;
            const sentAt = at.log.indexOf(`sent ${i}`);
            expect(sentAt).toBeGreaterThanOrEqual(0);
            for (let before = 0; before < i; before++) {
              if (plan[before] === 'persist') expect(at.log.indexOf(`saved k${before}`)).toBeLessThan(sentAt);
            }
          }
          const sent = at.log.filter((line) => line.startsWith('sent'));
          expect(sent).toEqual(plan.flatMap((kind, i) => (kind === 'transmit' ? [`sent ${i}`] : [])));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not send what could not be saved, tells the node once, and goes on', async () => {
    const node = littleNode((event) => {
      if (event.kind === 'received') return [persist('a'), persist('b'), transmit(1), transmit(2)];
      return event.kind === 'store-failed' ? [persist('c'), transmit(3)] : [];
    });
    const at = world();
    const driver = createDriver(node, at.ports);
    const air = link(at.log);
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(1));
    at.saving[0]!.badly('disk full');
    at.saving[1]!.badly('disk full');
    await settle();
    expect(kinds(node.heard).filter((kind) => kind === 'store-failed')).toHaveLength(1);
    expect(at.log.filter((line) => line.startsWith('sent'))).toEqual([]);
    at.saving[2]!.well();
    await settle();
    at.goTo(2000);
    expect(at.log).toEqual(['saved c', 'sent 3']);
    const refused = node.heard.filter((event) => event.kind === 'transmitted' && event.outcome === 'refused');
    expect(refused).toHaveLength(2);
  });

  it('refuses what the node asked for before it heard of a store that threw at once', async () => {
    const node = littleNode((event) => (event.kind === 'received' ? [persist('a'), transmit(event.frame[0]!)] : []));
    const at = world();
    const ports = {
      ...at.ports,
      store: {
        ...at.ports.store,
        append: () => {
          throw new Error('closed');
        },
      },
    };
    const driver = createDriver(node, ports);
    const air = link(at.log);
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(7));
    await settle();
    at.goTo(2000);
    expect(at.log).toEqual([]);
    expect(kinds(node.heard)).toEqual(['loaded', 'link-up', 'received', 'store-failed', 'transmitted']);
  });

  it('answers a person only when it is saved, and says so where it could not be', async () => {
    const node = littleNode((event) =>
      event.kind === 'acted'
        ? [persist('mine'), { kind: 'acted', reply: event.reply, outcome: { ok: true, records: [] } }]
        : [],
    );
    const at = world();
    const driver = createDriver(node, at.ports);
    await driver.start();
    const act = { module: 'emergency', name: 'sos', args: {} };
    let answered = false;
    const first = driver.act(act).finally(() => (answered = true));
    await settle();
    expect(answered).toBe(false);
    at.saving.shift()!.well();
    expect(await first).toEqual({ ok: true, records: [] });
    const second = driver.act(act);
    at.saving.shift()!.badly('disk full');
    expect(await second).toMatchObject({ ok: false, refusal: { rule: 'store-failed' } });
  });

  it('lives on when a link throws, a screen throws, or a log throws', async () => {
    const node = littleNode((event) =>
      event.kind === 'received'
        ? [transmit(1), { kind: 'changed', module: 'm' }, { kind: 'note', note: { code: 'store-failed', why: 'x' } }]
        : [],
    );
    const at = world();
    const ports = {
      ...at.ports,
      report: () => {
        throw new Error('no log');
      },
    };
    const driver = createDriver(node, ports);
    driver.onChanged(() => {
      throw new Error('no screen');
    });
    const air = link(at.log, () => {
      throw new Error('unplugged');
    });
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(1));
    air.says().frame(frame(2));
    at.goTo(2000);
    expect(kinds(node.heard).filter((kind) => kind === 'received')).toHaveLength(2);
    expect(node.heard.filter((event) => event.kind === 'transmitted' && event.why === 'unplugged')).toHaveLength(2);
  });

  it('stops, says why, and takes nothing more when the node breaks a promise of our own code', async () => {
    const node = littleNode((event) => {
      if (event.kind === 'received') throw new Error('broken promise in our own code: x');
      return [];
    });
    const at = world();
    const driver = createDriver(node, at.ports);
    const air = link(at.log);
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(1));
    expect(at.reports.at(-1)).toMatchObject({ kind: 'broken' });
    expect(at.log).toEqual(['closed']);
    expect(await driver.act({ module: 'm', name: 'n', args: {} })).toMatchObject({ ok: false });
    expect(kinds(node.heard).filter((kind) => kind === 'received')).toHaveLength(1);
  });

  it('hands on so many checks that they make a batch, calls for help beyond all others, and checks by itself when the verifier dies', async () => {
    const claim = { shares: [], signature: new Uint8Array(48) };
    const asked = CHECKS_AT_ONCE + 2;
    const node = littleNode((event) =>
      event.kind === 'received'
        ? Array.from({ length: asked + 1 }, (_, ticket) => {
            return { kind: 'verify' as const, ticket, claim, urgency: ticket < asked ? (3 as const) : (0 as const) };
          })
        : [],
    );
    const at = world();
    const driver = createDriver(node, at.ports);
    const air = link(at.log);
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(1));
    const verdicts = () =>
      node.heard.flatMap((event) => (event.kind === 'verified' ? [[event.ticket, event.valid]] : []));
    // Two routine ones wait; the SOS, which came last, does not.
    expect(at.checks).toHaveLength(CHECKS_AT_ONCE + 1);
    at.checks.at(-1)!.resolve(true);
    await settle();
    expect(verdicts()).toEqual([[asked, true]]);
    at.checks[0]!.reject(new Error('worker died'));
    await settle();
    expect(verdicts()).toEqual([
      [asked, true],
      [0, false],
    ]);
    expect(at.checks).toHaveLength(asked);
  });

  it('drops frames while the store lags far behind, and says so', async () => {
    const node = littleNode((event) =>
      event.kind === 'received' ? Array.from({ length: 4096 }, (_, i) => persist(String(i))) : [],
    );
    const at = world();
    const driver = createDriver(node, at.ports);
    const air = link(at.log);
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(1));
    air.says().frame(frame(2));
    expect(kinds(node.heard).filter((kind) => kind === 'received')).toHaveLength(1);
    expect(at.reports).toMatchObject([{ kind: 'overloaded', link: 'air' }]);
  });

  it('wakes the node once, at the time that it asked for last', async () => {
    const node = littleNode((event) =>
      event.kind === 'loaded' ? [3000, 2000, 2000, 2500].map((atMs) => ({ kind: 'wake' as const, atMs })) : [],
    );
    const at = world();
    await createDriver(node, at.ports).start();
    expect(at.timers.map(({ atMs }) => atMs)).toEqual([2500]);
    at.goTo(2400);
    expect(kinds(node.heard)).toEqual(['loaded']);
    at.goTo(5000);
    expect(kinds(node.heard)).toEqual(['loaded', 'woke']);
    expect(at.timers).toEqual([]);
  });

  it('does not send what is out of date, nor to a link that is gone', async () => {
    const node = littleNode((event) =>
      event.kind === 'received' ? [persist('a'), transmit(1, 1500), transmit(2)] : [],
    );
    const at = world();
    const driver = createDriver(node, at.ports);
    const air = link(at.log);
    driver.attach(air.port);
    await driver.start();
    air.says().frame(frame(1));
    at.goTo(1600);
    air.says().down('unplugged');
    air.says().frame(frame(2));
    at.saving[0]!.well();
    await settle();
    at.goTo(3000);
    expect(kinds(node.heard)).toEqual(['loaded', 'link-up', 'received', 'link-down', 'transmitted', 'transmitted']);
    expect(at.log).not.toContain('sent 1');
    expect(at.log).not.toContain('sent 2');
  });

  it('draws breath between attempts at a link that refuses at once', async () => {
    const node = littleNode((event) => (event.kind === 'link-up' || event.kind === 'transmitted' ? [transmit(1)] : []));
    const at = world();
    const driver = createDriver(node, at.ports);
    let tries = 0;
    const air = link(at.log);
    driver.attach({
      ...air.port,
      send: (_frame, _sending, told) => {
        tries++;
        told('refused', 'closing');
      },
    });
    await driver.start();
    expect(tries).toBe(1);
    at.goTo(1250);
    expect(tries).toBe(2);
  });

  it('stops only once everything handed to the store has settled', async () => {
    const node = littleNode((event) => (event.kind === 'loaded' ? [persist('a')] : []));
    const at = world();
    const driver = createDriver(node, at.ports);
    await driver.start();
    let stopped = false;
    const stopping = driver.stop().then(() => (stopped = true));
    await settle();
    expect(stopped).toBe(false);
    at.saving[0]!.well();
    await stopping;
    expect(at.log).toEqual(['saved a']);
  });
});
