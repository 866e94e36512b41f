// A fingerprint of everything that happened on the air: two runs are the same run if it is equal.
//
// Two 32-bit lanes over the numbers of each step, in order. Not a secure hash; two runs that differ
// anywhere differ here except with a chance of about 2^-64.

export type TraceDigest = {
  add(kind: number, atUs: number, node: number, value: number): void;
  hex(): string;
};

export function traceDigest(): TraceDigest {
  let one = 0x6a09e667;
  let two = 0xbb67ae85;
  const feed = (value: number): void => {
    one = Math.imul(one ^ value, 0x85ebca6b);
    one ^= one >>> 15;
    two = Math.imul((two << 7) | (two >>> 25), 0xc2b2ae35) ^ value;
    two = Math.imul(two ^ (two >>> 13), 0x27d4eb2f);
  };
  return {
    add: (kind, atUs, node, value) => {
      feed(atUs | 0);
      feed(((atUs / 2 ** 32) | 0) ^ (kind << 24));
      feed(node);
      feed(value);
    },
    hex: () => [one, two].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join(''),
  };
}
