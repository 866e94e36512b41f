// 25 communities and one treaty (features S3): the numbers of the story.

import { expect, test } from 'vitest';
import { federation } from '#sim/scenarios/federation.ts';

const report = federation('1');

test('17 of 25 decide, and the result is the same bytes in all 25', () => {
  expect(report).toMatchObject({ communities: 25, quorum: 17, liarsAllowed: 8 });
  expect(new Set(report.outcomes)).toEqual(new Set(['passed']));
  expect(new Set(report.contents).size).toBe(1);
  expect(report.contents[0]!.length).toBeGreaterThan(64);
});

test('a region that lost IP for nine days decides with the others: by its border radio within hours, by courier within three days', () => {
  const { ip, radio, courier } = report.decidedAfterHours;
  expect(ip).toBeLessThan(5 * 24);
  expect(radio).toBeLessThan(ip + 12);
  expect(courier).toBeLessThanOrEqual(ip + 72);
  // Before IP is back, that is.
  expect(courier).toBeLessThan(24 + 9 * 24);
});

test('each community can check again what the others said, from bytes that fit a few frames', () => {
  // Two came to no decision; the captured one said two things.
  expect(report.verifiable).toBe(25 - 2 + 1);
  expect(report.certificateBytes[1]).toBeLessThanOrEqual(330);
  expect(report.proofBytes[1]).toBeLessThanOrEqual(5 * 200);
});

test('a community whose quorum was captured certifies yes and no: both proofs are the proof, and the result stands without it', () => {
  expect(report).toMatchObject({ capturedProofs: 2, capturedIsProven: true });
  expect(report.boundWithoutCaptured).toBeGreaterThanOrEqual(report.quorum);
});

test('nobody was a delegate: no key of a person is counted above', () => {
  expect(report.personalKeys).toBe(0);
});
