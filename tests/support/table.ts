// Real nodes with real keys round one table: every frame of each reaches all the others at once.
//
// No simulator: time stands still unless a test moves it, and every signature is really checked.

import { x25519 } from '@noble/curves/ed25519.js';
import { toHex } from '#protocol/bytes/bytes.ts';
import { publicKey, secretKeyFromSeed, sign, verify } from '#protocol/crypto/bls.ts';
import { deriveKey } from '#protocol/crypto/siv.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import type { Acted, NodeEffect, NodeEvent, Stored } from '#protocol/node/event.ts';
import { createNode } from '#protocol/node/node.ts';
import type { FolkmootNode, NodeOptions, Secrets } from '#protocol/node/node-api.ts';
import { communityIdOf, encodeGenesis, genesisMessage, type Genesis } from '#protocol/wire/genesis.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { modules } from '#modules/index.ts';
import { directoryOf } from '#modules/roster/directory.ts';
import { joinMessage } from '#modules/roster/joining.ts';
import type { Admission } from '#modules/roster/records.ts';

const PROFILE = { medium: 'pair', airtimeMs: () => 0, dutyCycle: 1, hopLimit: 3 } as const;

export type Seat = {
  readonly name: string;
  readonly node: FolkmootNode;
  readonly id: MemberId;
  readonly signingKey: Uint8Array;
  /** Private messages that came. */
  readonly letters: { from: MemberId; text: string }[];
  readonly notes: string[];
  readonly stored: Map<string, Stored>;
};

export type Table = ReturnType<typeof table>;

export function table(names: readonly string[], seed = 'table') {
  let nowMs = Date.UTC(2026, 0, 10);
  const keyOf = (name: string): Uint8Array =>
    secretKeyFromSeed(Uint8Array.from({ length: 32 }, (_, i) => (name.charCodeAt(i % name.length) * 7 + i) % 256));
  const genesis: Genesis = { foundedAt: 3_160_000, founderKey: publicKey(keyOf(names[0]!)), name: seed };
  const community = communityIdOf(genesis);
  const founding = encodeGenesis({ genesis, signature: sign(genesisMessage(genesis), keyOf(names[0]!), 'possession') });
  const seats: Seat[] = [];
  /** Every frame that went over the table. */
  const frames: Uint8Array[] = [];
  let outcome: Acted | undefined;

  const secretsOf = (name: string): Secrets => ({
    community: toHex(community),
    frameSecret: new Uint8Array(32).fill(3),
    epoch: 0,
    day: 0,
    signingKey: keyOf(name),
    log: 0,
  });

  const reach = (name: string) => ({
    privateKey: x25519.getPublicKey(deriveKey(keyOf(name), 'private/1', community)),
    recoveryDigest: new Uint8Array(16).fill(1),
    household: names.indexOf(name) + 1,
    name,
  });

  const queue: { readonly to: Seat; readonly event: NodeEvent }[] = [];
  const feed = (to: Seat, event: NodeEvent): void => {
    queue.push({ to, event });
    if (queue.length > 1) return;
    for (let next = queue[0]; next; next = queue[0]) {
      for (const effect of next.to.node.handle(next.event, nowMs)) perform(next.to, effect);
      queue.shift();
    }
  };

  const perform = (seat: Seat, effect: NodeEffect): void => {
    switch (effect.kind) {
      case 'transmit':
        frames.push(effect.frame);
        for (const other of seats)
          if (other !== seat && (effect.link === 'table' || effect.link === `with ${other.name}`)) {
            const link = effect.link === 'table' ? 'table' : `with ${seat.name}`;
            queue.push({ to: other, event: { kind: 'received', link, frame: effect.frame } });
          }
        return;
      case 'verify':
        queue.push({ to: seat, event: { kind: 'verified', ticket: effect.ticket, valid: verify(effect.claim) } });
        return;
      case 'persist':
        seat.stored.set(effect.stored.key, effect.stored);
        return;
      case 'acted':
        outcome = effect.outcome;
        return;
      case 'private-message':
        seat.letters.push(effect);
        return;
      case 'note':
        seat.notes.push('why' in effect.note ? `${effect.note.code}: ${effect.note.why}` : effect.note.code);
        return;
      case 'wake':
      case 'changed':
    }
  };

  const linked = (kind: 'link-up' | 'link-down', seat: Seat, link: string): void =>
    feed(seat, kind === 'link-up' ? { kind, link, profile: PROFILE } : { kind, link, why: 'they left' });
  const leave = (seat: Seat): void => linked('link-down', seat, 'table');
  /** Two who left the table talk to each other alone, or stop doing so. */
  const talk = (kind: 'link-up' | 'link-down', one: Seat, other: Seat): void => {
    linked(kind, one, `with ${other.name}`);
    linked(kind, other, `with ${one.name}`);
  };

  const rest = (ms: number): void => {
    nowMs += ms;
    for (const seat of seats) feed(seat, { kind: 'woke' });
  };

  const take = (name: string, options: { secrets?: Secrets; stored?: Iterable<Stored> } = {}): Seat => {
    const directory: NodeOptions['directory'] = {
      module: 'roster',
      of: (state, places) => directoryOf(state as Parameters<typeof directoryOf>[0], places),
    };
    const secrets = options.secrets ?? secretsOf(name);
    const node = createNode({ secrets, modules, directory, seed: `${seed}/${name}` }, nowMs);
    const signingKey = secrets.signingKey!;
    const id = memberIdOf(community, publicKey(signingKey));
    const seat: Seat = { name, node, id, signingKey, letters: [], notes: [], stored: new Map() };
    seats.push(seat);
    const stored = [...(options.stored ?? [{ key: 'genesis', bytes: founding }])];
    for (const row of stored) seat.stored.set(row.key, row);
    feed(seat, { kind: 'loaded', stored });
    feed(seat, { kind: 'link-up', link: 'table', profile: PROFILE });
    return seat;
  };

  const act = (seat: Seat, module: string, name: string, args: unknown): Acted => {
    feed(seat, { kind: 'acted', act: { module, name, args }, reply: 1 });
    rest(2100);
    return outcome!;
  };

  for (const name of names) take(name);
  const seatOf = (name: string): Seat => seats.find((seat) => seat.name === name)!;
  act(seats[0]!, 'roster', 'profile', reach(names[0]!));
  for (const name of names.slice(1)) {
    const admission: Admission = { key: publicKey(keyOf(name)), ...reach(name), traits: new Set(), coSponsors: [] };
    const possession = sign(joinMessage(community, admission), keyOf(name), 'possession');
    for (const sponsor of names.slice(0, 1)) act(seatOf(sponsor), 'roster', 'admit', { admission, possession });
  }
  const close = (author: Seat, epoch: number): Acted => {
    const body = { stateHash: new Uint8Array(32), frontier: new Uint8Array(8), claimedMinute: 1, epoch };
    const done = act(author, 'roster', 'checkpoint', body);
    for (let i = 0; i < 6; i++) rest(61_000);
    return done;
  };
  close(seats[0]!, 0);
  return {
    seats,
    frames,
    act,
    leave,
    talk,
    rest,
    close,
    take,
    feed,
    secretsOf,
    keyOf,
    community,
    founding,
    now: () => nowMs,
  };
}
