// Vitest's matchers for parts of a value, typed: its own are `any`.

import { expect } from 'vitest';

export const like = {
  stringContaining: (part: string): unknown => expect.stringContaining(part),
  stringMatching: (pattern: RegExp): unknown => expect.stringMatching(pattern),
  closeTo: (value: number, digits: number): unknown => expect.closeTo(value, digits),
};
