// What accounts count in: credits, and hours of a time bank. The same books twice (README §2).
//
// A unit is data: which record gives in it, which charter keys rule it. Everything else is one code.
// Hours are everybody's alike and never bought with credits, so no record exchanges one for the other.

export const UNITS = ['credits', 'hours'] as const;
export type Unit = (typeof UNITS)[number];
