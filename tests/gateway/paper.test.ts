// What a member takes home: everything about oneself as one file, and codes that a camera reads from paper.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, printedPage, qrSvg } from '#gateway/cli/paper.ts';
import { everythingAbout } from '#gateway/member/everything.ts';
import { nodeOptions } from '#gateway/node-options.ts';
import type { Act } from '#protocol/node/module.ts';
import { createNode } from '#protocol/node/node.ts';
import { completed } from '#modules/completed.ts';
import { modules } from '#modules/index.ts';
import { found, join } from '#modules/roster/founding.ts';
import { readJoinRequest } from '#modules/roster/joining.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import { scanned } from './scanned.ts';

const NOW_MS = 1_795_244_400_000;
const chance = (seed: number) => (count: number) => new Uint8Array(count).fill(seed);

function must<T>(result: { ok: true; value: T } | { ok: false; error: { why: string } }): T {
  if (!result.ok) throw new Error(result.error.why);
  return result.value;
}

describe('everything about a member', () => {
  const { device, first, then } = must(found('Hill', { name: 'Ana', household: 1 }, chance(7), NOW_MS));
  const node = createNode({ ...nodeOptions(modules, device.secrets), seed: 'x' }, NOW_MS);
  node.handle({ kind: 'loaded', stored: [first] }, NOW_MS);
  const act = (act: Act): void => {
    const effects = node.handle({ kind: 'acted', act: completed(act, node, 0, NOW_MS), reply: 0 }, NOW_MS);
    expect(effects.find(({ kind }) => kind === 'acted')).toMatchObject({ outcome: { ok: true } });
  };
  act(then);
  const newcomer = must(join(encodeInvitation(device.secrets), { name: 'Ben', household: 2 }, chance(9)));
  act({ module: 'roster', name: 'admit', args: must(readJoinRequest(newcomer.joinRequest)) });
  act({ module: 'emergency', name: 'call', args: { kind: 'fire', text: '</script> the mill' } });
  const about = (member = node.self!.member) =>
    everythingAbout({
      node,
      member,
      community: device.secrets.community,
      communityName: 'Hill',
      modules,
      nowMs: NOW_MS,
    });
  const ben = node.directory.people().find(({ name }) => name === 'Ben')!.id;

  it('is every record of theirs, every record that names them by id or key, and every voice, and no key', () => {
    const ana = about();
    expect(ana.writtenByMe.map(({ kind, number }) => [kind, number])).toEqual([
      ['profile', 1],
      ['admission', 2],
      ['sos', 3],
    ]);
    expect(ana).toMatchObject({ name: 'Ana', house: 1, writtenAboutMe: [] });
    expect(ana.saidWithOthers.length).toBe(node.counts().voices);
    expect(about(ben)).toMatchObject({ name: 'Ben', house: 2, writtenByMe: [], saidWithOthers: [] });
    expect(about(ben).writtenAboutMe.map(({ kind }) => kind)).toEqual(['admission']);
    const text = JSON.stringify(ana);
    const { signingKey, frameSecret } = device.secrets;
    for (const secret of [signingKey!, frameSecret]) expect(text).not.toContain(Buffer.from(secret).toString('hex'));
  });

  it('stands in a page for people from which a program gets it back, whatever people wrote', () => {
    const page = printedPage({ title: 'a & b <i>', lines: ['</pre><script>'], json: about() });
    expect(page).not.toMatch(/<\/script>[^]*<\/script>/);
    expect(page).not.toContain('<script>');
    expect(page).toContain('a &amp; b &lt;i&gt;');
    const json = /<script type="application\/json" id="folkmoot">\n([^]*?)\n<\/script>/.exec(page)![1]!;
    expect(JSON.parse(json)).toEqual(about());
  });
});

describe('a printed code', () => {
  it('says to a decoder that is not ours what it was made of, in every size that we print', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'Z', '0', '9', '-', '_', '.'),
      minLength: 1,
      maxLength: 1270,
    });
    fc.assert(
      fc.property(letters, (text) => {
        expect(scanned(qrSvg(text)!)).toBe(text);
      }),
      { numRuns: 8 },
    );
    expect(scanned(qrSvg('x'.repeat(1270))!)).toBe('x'.repeat(1270));
  });

  it('is not made where no code has so much room', () => {
    expect(qrSvg('x'.repeat(5000))).toBeUndefined();
  });

  it('has no letter that could end the text of a page', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"]/.test(escapeHtml(text))));
  });
});
