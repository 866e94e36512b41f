// What the Decide screen shows from the first ballot to the certificate, drawn over a simulated hamlet:
// the same views as on a phone, over nodes that hear each other by radio.

import { describe, expect, it } from 'vitest';
import { fromHex } from '#protocol/bytes/bytes.ts';
import { verifyCertificate } from '#modules/governance/certificate.ts';
import type { Citizen } from '#sim/world/founding.ts';
import { decidePicture, type DecidePicture, type MatterPicture } from '#web-ui/views/decide.ts';
import { act, hamlet } from '../support/hamlet.ts';

const place = hamlet({ seed: 'decide', houses: 5 });
const { world, people } = place;

const drawn = ({ phone }: Citizen): DecidePicture =>
  decidePicture(phone.node, {
    nowMs: world.nowMs(),
    link: 'gateway',
    wayOut: { at: 'up', sinceMs: world.nowMs(), lastFrameMs: undefined },
    guard: 'plain',
    device: { joinRequest: '', recovery: '' },
    saveFailed: undefined,
    radio: undefined,
  });
const only = (shown: readonly MatterPicture[]): MatterPicture => {
  expect(shown).toHaveLength(1);
  return shown[0]!;
};
const later = (hours: number): void => world.runUntil(world.hours() + hours);

describe('the Decide screen', () => {
  later(0.5);
  const [author, ...others] = people;
  const [proposal] = act(place, author!, {
    module: 'governance',
    name: 'propose',
    args: {
      kind: 'ordinary',
      method: 'consent',
      periodHours: 1,
      slot: null,
      frontier: author!.phone.node.frontierDigest(),
      title: 'Open the school as a shelter',
      options: [],
      text: 'Stove and blankets from the hall.',
    },
  });
  later(0.5);

  it('offers a member who has said nothing the ballot, and says why binding has to wait', () => {
    const shown = only(drawn(others[0]!).open);
    expect(shown).toMatchObject({ id: proposal, isAsked: true, mySaid: { says: 'nothing' }, outcome: 'open' });
    expect(shown.missing.length).toBeGreaterThan(0);
    for (const { why, remedy } of shown.missing) expect(`${why}${remedy}`).not.toBe('');
    expect(shown.certificate).toBeUndefined();
  });

  it('shows everybody’s ballots as so far, and my own as mine', () => {
    for (const one of people)
      act(place, one, { module: 'governance', name: 'cast', args: { proposal, says: { options: [0] } } });
    later(2);
    for (const one of people) {
      const shown = only(drawn(one).open);
      expect(shown).toMatchObject({ ballots: 5, mySaid: { says: 'options', options: [0] }, isFinal: false });
      expect(shown.missing).toEqual([]);
    }
  });

  it('ends, once a quorum has bound, with the same certificate on every phone, which a stranger can check', () => {
    for (const one of people) act(place, one, { module: 'governance', name: 'bind', args: { proposal, choice: 0 } });
    expect(only(drawn(author!).open).myBind).toBe(0);
    later(3);
    const certificates = people.map((one) => {
      const shown = drawn(one);
      expect(shown.open).toEqual([]);
      expect(only(shown.closed)).toMatchObject({ outcome: 'passed', isFinal: true, bound: [5], boundToNone: 0 });
      return only(shown.closed).certificate!;
    });
    expect(new Set(certificates).size).toBe(1);

    const { node } = others[0]!.phone;
    const held = node.records.get(proposal!)!;
    const bytes = fromHex(certificates[0]!);
    if (!bytes.ok) throw new Error('a certificate is shown as hex');
    const community = fromHex(place.town.carrierOptions.secrets.community);
    if (!community.ok) throw new Error('a community is named in hex');
    const verified = verifyCertificate(bytes.value, {
      community: community.value,
      proposal: held.record,
      roster: node.directory.latest()!,
      memberAt: (number) => node.directory.memberAt(number),
      keys: node.directory,
    });
    expect(verified).toMatchObject({ ok: true, value: { outcome: 'passed', option: 0 } });
  });
});
