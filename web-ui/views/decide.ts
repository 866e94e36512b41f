// Matters: what is proposed, what I said, how it stands so far or for good, and who has not been heard.

import type { MemberId, RecordId } from '#protocol/bytes/reference.ts';
import { toHex } from '#protocol/bytes/bytes.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import type { Self } from '#protocol/node/module.ts';
import { subjectKey } from '#protocol/tally/tally.ts';
import { ballotsOn } from '#modules/governance/ballots.ts';
import { bindRefusals, periodMs, periodsMs, periodsOver } from '#modules/governance/binding.ts';
import { certificateContent, certifiedVoices, sealCertificate } from '#modules/governance/certificate.ts';
import { isFinal, type Matter } from '#modules/governance/matter.ts';
import { BALLOT, optionsOfBallot, type Method } from '#modules/governance/methods.ts';
import type { Kind } from '#modules/governance/kinds.ts';
import { matters, statusOf, unheard, type Status } from '#modules/governance/queries.ts';
import { wordsOf } from '#modules/governance/words.ts';
import { bind } from '#modules/governance/records.ts';
import type { GovernanceState } from '#modules/governance/state.ts';
import { deliveryOf, type DeliveryPicture } from './delivery.ts';
import { waysOf, type DrawFacts } from './facts.ts';
import { personPicture, type PersonPicture } from './person.ts';

/** What I said, in the words of the ballot. `options` are places in the list, best first. */
export type SaidPicture =
  | { readonly says: 'nothing' | 'give up' | 'stand aside' | 'block' }
  | { readonly says: 'options'; readonly options: readonly number[] };

export type RefusalPicture = { readonly rule: string; readonly why: string; readonly remedy: string };

export type MatterPicture = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly author: PersonPicture;
  readonly isMine: boolean;
  readonly kind: Kind;
  readonly method: Method;
  /** Empty for consent: the matter itself is the only one. */
  readonly options: readonly string[];
  readonly sinceMs: number | undefined;
  /** When the period for thinking it over ends on this device. */
  readonly periodEndsMs: number | undefined;
  /** Since when a change of the rules is before everybody the second time; undefined where it is not. */
  readonly againSinceMs: number | undefined;
  readonly outcome: Matter['outcome']['kind'];
  /** The option that passed, or the one in the lead. */
  readonly leading: number;
  readonly isFinal: boolean;
  readonly words: string;
  readonly memberCount: number;
  readonly quorum: number;
  readonly ballots: number;
  /** Ballots behind each option so far; for consent one number. */
  readonly support: readonly number[];
  readonly asides: number;
  readonly giveUp: number;
  readonly bound: readonly number[];
  readonly boundToNone: number;
  readonly blocks: readonly { readonly id: string; readonly by: PersonPicture; readonly reason: string }[];
  readonly remarks: readonly {
    readonly id: string;
    readonly by: PersonPicture;
    readonly what: 'concern' | 'amendment';
    readonly text: string;
  }[];
  readonly notNoticed: readonly PersonPicture[];
  readonly notReplied: readonly PersonPicture[];
  readonly pausedUntilMs: number | undefined;
  /** Am I asked at all? */
  readonly isAsked: boolean;
  readonly mySaid: SaidPicture;
  /** The option that I bound; -1 is "none of them". */
  readonly myBind: number | undefined;
  /** What keeps me from binding the option in the lead; empty when I can. */
  readonly missing: readonly RefusalPicture[];
  readonly delivery: DeliveryPicture | undefined;
  /** Hex of the canonical bytes; only where something was bound. */
  readonly certificate: string | undefined;
};

export type DecidePicture = {
  readonly isMember: boolean;
  readonly open: readonly MatterPicture[];
  readonly closed: readonly MatterPicture[];
};

export function decidePicture(node: FolkmootNode, facts: DrawFacts): DecidePicture {
  const state = node.state('governance') as GovernanceState;
  const around = node.around(facts.nowMs);
  const { self } = node;
  const shown = matters(state, around)
    .map((matter) => matterPicture(node, state, matter, self, facts))
    .sort((a, b) => (b.sinceMs ?? 0) - (a.sinceMs ?? 0));
  return {
    isMember: self !== undefined && node.directory.person(self.member)?.standing === 'member',
    open: shown.filter((matter) => !matter.isFinal),
    closed: shown.filter((matter) => matter.isFinal),
  };
}

/** Somebody who only reads along looks at a matter as nobody in particular. */
const NOBODY: Self = { member: '' as MemberId, log: 0, key: new Uint8Array(0) };

function matterPicture(
  node: FolkmootNode,
  state: GovernanceState,
  matter: Matter,
  self: Self | undefined,
  facts: DrawFacts,
): MatterPicture {
  const around = node.around(facts.nowMs);
  const status = statusOf(state, matter.id, self ?? NOBODY, around) as Status;
  const { tally } = status;
  const named = (id: MemberId): PersonPicture => personPicture(node.directory, id, self?.member);
  const { kind, method } = matter.proposal.body;
  const author = matter.proposal.record.member;
  const sinceMs = around.heldSinceMs(matter.id);
  const { notNoticed, notReplied } = unheard(matter, around);
  const leading = 'option' in matter.outcome ? matter.outcome.option : tally.leading;
  return {
    id: matter.id,
    ...wordsOf(matter),
    author: named(author),
    isMine: author === self?.member,
    kind,
    method,
    sinceMs,
    againSinceMs:
      sinceMs !== undefined && matter.rule.periods > 1 && periodsOver(matter, around) > 0
        ? sinceMs + periodMs(matter)
        : undefined,
    periodEndsMs: sinceMs === undefined ? undefined : sinceMs + periodsMs(matter),
    outcome: matter.outcome.kind,
    leading,
    isFinal: isFinal(matter),
    words: status.words,
    memberCount: tally.memberCount,
    quorum: tally.quorum,
    ballots: tally.ballots,
    support: tally.support,
    asides: tally.asides,
    giveUp: tally.giveUp,
    bound: tally.bound,
    boundToNone: tally.boundToNone,
    blocks: tally.blocks.map(({ member, reason }) => ({
      id: reason,
      by: named(member),
      reason: matter.topic.blockReasons.get(reason)?.body.text ?? '',
    })),
    remarks: remarksOf(matter, named),
    notNoticed: notNoticed.map(named),
    notReplied: notReplied.map(named),
    pausedUntilMs: status.pausedUntilMs,
    isAsked: self !== undefined && self.log === 0 && matter.roster.members.includes(self.member),
    mySaid: saidOf(matter, self),
    myBind: bindOf(matter, self),
    missing: bindRefusals(state, matter, leading, self ?? NOBODY, around).map(({ rule, why, remedy }) => ({
      rule,
      why,
      remedy,
    })),
    delivery: author === self?.member ? deliveryOf(node, matter.id, waysOf(facts)) : undefined,
    certificate: certificateOf(node, matter),
  };
}

function remarksOf({ topic }: Matter, named: (id: MemberId) => PersonPicture): MatterPicture['remarks'] {
  const of = (
    what: 'concern' | 'amendment',
    said: ReadonlyMap<
      RecordId,
      {
        readonly id: RecordId;
        readonly record: { readonly member: MemberId };
        readonly body: { readonly text: string };
      }
    >,
  ) => [...said.values()].map(({ id, record, body }) => ({ id, by: named(record.member), what, text: body.text }));
  return [...of('concern', topic.concerns), ...of('amendment', topic.amendments)];
}

const PLAIN_SAID = { [BALLOT.giveUp]: 'give up', [BALLOT.aside]: 'stand aside', [BALLOT.block]: 'block' } as const;

function saidOf(matter: Matter, self: Self | undefined): SaidPicture {
  const value = self && ballotsOn(matter).get(self.member)?.value;
  if (value === undefined) return { says: 'nothing' };
  const plain = PLAIN_SAID[value as keyof typeof PLAIN_SAID] as
    (typeof PLAIN_SAID)[keyof typeof PLAIN_SAID] | undefined;
  if (plain !== undefined) return { says: plain };
  const { method, optionCount } = matter.proposal.body;
  return { says: 'options', options: optionsOfBallot(method, value, optionCount) };
}

function bindOf(matter: Matter, self: Self | undefined): number | undefined {
  if (!self) return undefined;
  if (matter.boundToNone.includes(self.member)) return -1;
  const option = matter.boundTo.findIndex((members) => members.includes(self.member));
  return option < 0 ? undefined : option;
}

/** The certificate's bytes where all the signatures it names are held. */
function certificateOf(node: FolkmootNode, matter: Matter): string | undefined {
  const voices = certifiedVoices(matter);
  if (voices.length === 0) return undefined;
  const joint = node.tally.jointSignature(subjectKey(bind.kind, matter.id), voices);
  return joint ? toHex(sealCertificate(certificateContent(matter, node.directory), joint)) : undefined;
}
