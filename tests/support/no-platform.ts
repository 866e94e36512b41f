// The platform's clock and chance, taken away: whoever reaches for them while this holds is named and thrown out.
//
// The compiler hides some of them from the pure rooms; this catches the rest, packages included, while they run.
// What is a calculation and neither clock nor chance stays: `new Date(ms)`, `Date.UTC`. And @noble/curves blinds
// every multiplication with a secret by fresh chance, against who measures its time; what comes out does not depend on
// it, which the kept digests of worlds with real signatures show at every run.

type Taken = { readonly holder: object; readonly name: string; readonly put: unknown };

export class Reached extends Error {}

const refuse = (what: string) => (): never => {
  throw new Reached(`${what} was reached for: time comes as an argument, chance from a seed`);
};

const BLINDING = /@noble\/curves\/abstract\/curve\.js/;

function exceptForBlinding(real: Crypto['getRandomValues']): Crypto['getRandomValues'] {
  const refused = refuse('crypto.getRandomValues');
  return (array) => (BLINDING.test(new Error().stack ?? '') ? real.call(crypto, array) : refused()) as typeof array;
}

const DateWithoutClock = (real: DateConstructor): DateConstructor =>
  new Proxy(real, {
    construct: (target, given: unknown[]) =>
      given.length === 0 ? refuse('new Date()')() : (Reflect.construct(target, given) as object),
    apply: refuse('Date()'),
    get: (target, name) => (name === 'now' ? refuse('Date.now') : (Reflect.get(target, name) as unknown)),
  });

/** Every way that we know to a clock, to chance, or to another turn. */
const sources = (): readonly Taken[] => [
  { holder: globalThis, name: 'Date', put: DateWithoutClock(globalThis.Date) },
  ...(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'] as const).map((name) => ({
    holder: globalThis,
    name,
    put: refuse(name),
  })),
  { holder: Math, name: 'random', put: refuse('Math.random') },
  { holder: performance, name: 'now', put: refuse('performance.now') },
  { holder: crypto, name: 'getRandomValues', put: exceptForBlinding(crypto.getRandomValues) },
  { holder: crypto, name: 'randomUUID', put: refuse('crypto.randomUUID') },
  { holder: process, name: 'hrtime', put: refuse('process.hrtime') },
  { holder: process, name: 'uptime', put: refuse('process.uptime') },
  { holder: process, name: 'nextTick', put: refuse('process.nextTick') },
];

/** Runs a whole calculation, in one turn, without them; they are back when it ends, however it ends. */
export function withoutPlatform<T>(run: () => T): T {
  const taken = sources().map(({ holder, name, put }) => {
    const own = Object.getOwnPropertyDescriptor(holder, name);
    Object.defineProperty(holder, name, { value: put, configurable: true, writable: true });
    return { holder, name, own };
  });
  try {
    return run();
  } finally {
    for (const { holder, name, own } of taken) {
      if (own) Object.defineProperty(holder, name, own);
      else Reflect.deleteProperty(holder, name); // it was inherited, and is again
    }
  }
}
