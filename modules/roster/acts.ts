// What a person may do with the roster, and why not, in plain words (README §1).

import { fromHex, toUtf8 } from '#protocol/bytes/bytes.ts';
import type { MemberId } from '#protocol/bytes/reference.ts';
import { assert, err, ok, type Result } from '#protocol/bytes/result.ts';
import { isPublicKey } from '#protocol/crypto/bls.ts';
import { verifyRecovery } from '#protocol/crypto/recovery.ts';
import type { ActType, Plan, Refusal, Self, Surroundings } from '#protocol/node/module.ts';
import type { ClosedPages, OpenMatters } from '#protocol/tally/matters.ts';
import { memberIdOf } from '#protocol/wire/record.ts';
import { householdOf } from './households.ts';
import { showsPossession, type JoinRequest } from './joining.ts';
import { keyVersionOf } from './log-keys.ts';
import { candidatesAfter, carriesOut, enacting } from './pages.ts';
import { deviceMessage, isPossessed, rotationMessage } from './device-request.ts';
import { isSuspended } from './powers.ts';
import * as types from './records.ts';
import { LOGS_MAX, READINGS_MAX } from '#protocol/wire/limits.ts';
import {
  ABSENCE_BYTES_MAX,
  LEAVING_BYTES_MAX,
  ADMITTED_MAX,
  CARRIED_MAX,
  PROFILE_NAME_BYTES_MAX,
  REMOVED_MAX,
} from './records.ts';
import { admissiblePeople, sponsorsOf } from './sponsors.ts';
import type { RosterState } from './shape.ts';
import { lineOf } from './state.ts';

const refuse = (rule: string, why: string, remedy: string): Result<never, Refusal> =>
  err({ kind: 'refused', rule, why, remedy });

const isMember = (state: RosterState, self: Self): boolean => lineOf(state).latestMembers.has(self.member);

/** Why this device's key may not vouch, close pages or guard others now: it is not believed, or not yet. */
function powerless(state: RosterState, self: Self, around: Surroundings): Result<never, Refusal> | null {
  const key = { member: self.member, log: self.log, keyVersion: keyVersionOf(state, self.member, self.log) };
  if (isSuspended(state, key)) {
    return refuse(
      'key-believed',
      'This key was said to be in other hands: by you, or by three of your guardians.',
      'Take a new key with the help of your guardians, or with the recovery key on paper.',
    );
  }
  const standing = (around.state('roster') as Partial<ClosedPages> | undefined)?.newKey?.(self.member, around);
  return NEW_KEY[standing ?? 'settled'];
}

const NEW_KEY = {
  'in-window': refuse(
    'contest-window',
    'Your new key waits, so that whoever held the old one can object.',
    'Wait; you can chat, call for help and receive meanwhile.',
  ),
  contested: refuse(
    'contested',
    'The old key objected to your new one, so neither has power.',
    'Meet, and propose a decision that adopts the new key.',
  ),
  settled: null,
} as const;

const onlyMembers = refuse(
  'members-only',
  'Only members can do this.',
  'Ask for sponsors; you are a member when the next page is closed.',
);

const communityOf = (state: RosterState): Uint8Array => {
  const bytes = fromHex(state.community?.id ?? '');
  assert(bytes.ok, 'an id is hex');
  return bytes.value;
};

const profile: ActType<RosterState, types.Profile> = {
  title: 'Say how you are called and reached',
  plan(_state, args) {
    if (toUtf8(args.name).length > PROFILE_NAME_BYTES_MAX) {
      return refuse('name-length', `A name has at most ${PROFILE_NAME_BYTES_MAX} bytes.`, 'Shorten the name.');
    }
    return ok({ records: [{ type: types.profile, body: args }] });
  },
};

const rename: ActType<RosterState, { readonly name: string }> = {
  title: 'Change how you are called',
  inputs: { name: { label: 'Your name', is: 'text', bytesMax: PROFILE_NAME_BYTES_MAX } },
  plan(state, { name }, self, around) {
    const known = state.profiles.get(self.member)?.body ?? state.admissions.get(self.member)?.[0]?.body;
    if (!known) {
      return refuse('known-first', 'Nobody has admitted you yet.', 'Ask a member to scan your join request.');
    }
    if (name.trim() === '') return refuse('name-given', 'A name is missing.', 'Write how people call you.');
    const { privateKey, recoveryDigest, household } = known;
    return profile.plan(state, { privateKey, recoveryDigest, household, name }, self, around);
  },
};

const admit: ActType<RosterState, JoinRequest> = {
  title: 'Bring a person in',
  plan(state, request, self, around) {
    if (!isMember(state, self)) return onlyMembers;
    const barred = powerless(state, self, around);
    if (barred) return barred;
    const { admission } = request;
    if (admission.coSponsors.length > 0) {
      return refuse('draft-completed', 'An admission with co-sponsors needs their signatures.', 'Complete the draft.');
    }
    const person = memberIdOf(communityOf(state), admission.key);
    if (lineOf(state).numberOf.has(person)) {
      return refuse('key-unique', 'This key is or was a member here.', 'Let the person make a new key.');
    }
    if (sponsorsOf(state, person).has(self.member)) {
      return refuse('sponsor-once', 'You have already sponsored this person.', 'Other members can sponsor, too.');
    }
    if (!showsPossession(communityOf(state), request)) {
      return refuse(
        'possession',
        'The request is not signed with the key it names.',
        'Scan the join request again, from the device that made it.',
      );
    }
    return ok({ records: [{ type: types.admission, body: admission, coSignatures: [request.possession] }] });
  },
};

const sponsor: ActType<RosterState, { readonly person: MemberId }> = {
  title: 'Vouch for a person, too',
  inputs: { person: { label: 'Whom you vouch for', is: 'member' } },
  plan(state, { person }, self, around) {
    if (!isMember(state, self)) return onlyMembers;
    const barred = powerless(state, self, around);
    if (barred) return barred;
    if (!state.admissions.has(person)) {
      return refuse('admitted-first', 'Nobody has admitted this person yet.', 'Scan the join request and admit them.');
    }
    if (lineOf(state).numberOf.has(person)) {
      return refuse('not-needed', 'This person is or was a member already.', 'Nothing more is needed.');
    }
    if (sponsorsOf(state, person).has(self.member)) {
      return refuse('sponsor-once', 'You have already sponsored this person.', 'Other members can sponsor, too.');
    }
    return ok({ records: [{ type: types.sponsoring, body: { person } }] });
  },
};

/** What the surroundings of the node know and the roster does not. */
export type CheckpointArgs = Pick<types.Checkpoint, 'stateHash' | 'frontier' | 'claimedMinute' | 'epoch'>;

const checkpoint: ActType<RosterState, CheckpointArgs> = {
  title: 'Close the page: propose the next roster',
  inputs: {},
  plan(state, args, self, around): Result<Plan, Refusal> {
    const { latest, split } = lineOf(state);
    if (!latest || !isMember(state, self)) return onlyMembers;
    const barred = powerless(state, self, around);
    if (barred) return barred;
    if (split) {
      return refuse(
        'one-line',
        `Two different pages ${split.number} were both confirmed: more keys lie than the rules allow for.`,
        'Compare the two pages in person, and found the community anew from the one you keep.',
      );
    }
    if (candidatesAfter(state, latest).some((id) => state.checkpoints.get(id)!.record.member === self.member)) {
      return refuse(
        'one-proposal',
        `You have already proposed page ${latest.number + 1}.`,
        'Wait until it is confirmed; the others can see it.',
      );
    }
    const enacted = enacting(latest, around);
    const matters = around.state('governance') as OpenMatters | undefined;
    const open = (matters?.openBinds(self.member, latest.checkpoint, around.directory) ?? []).filter(
      (id) => !carriesOut(enacted, matters?.effectOf?.(id)),
    );
    if (open.length > CARRIED_MAX) {
      return refuse(
        'carried',
        `A page carries at most ${CARRIED_MAX} open exclusive matters, and you have bound on ${open.length}.`,
        'Let one of them be decided first.',
      );
    }
    const admitted = admissiblePeople(state, latest).slice(0, ADMITTED_MAX);
    const removed = latest.members.filter((member) => state.leavings.has(member)).slice(0, REMOVED_MAX);
    const body = {
      ...args,
      number: latest.number + 1,
      previous: latest.checkpoint,
      admitted,
      removed,
      carried: open,
      ...enacted,
    };
    return ok({ records: [{ type: types.checkpoint, body }] });
  },
};

type NewKey = { readonly key: Uint8Array; readonly possession: Uint8Array };

const badKey = refuse('key-valid', 'These bytes are no key that can sign.', 'Let the new device make its key again.');

const notPossessed = refuse(
  'possession',
  'The new key did not sign that it is to be taken in.',
  'Copy the whole text again from the device that made the key.',
);

const addDevice: ActType<RosterState, NewKey & { readonly log: number; readonly label: string }> = {
  title: 'Add one of your devices',
  plan(state, { key, possession, log, label }, self) {
    if (self.log !== 0) {
      return refuse('first-device', 'Only your first device can add others.', 'Do this on the device you joined with.');
    }
    if (!isPublicKey(key)) return badKey;
    if (log === 0 || state.devices.get(self.member)?.has(log)) {
      return refuse('log-free', `Log ${log} is taken.`, 'Choose another number.');
    }
    if (!isPossessed(key, deviceMessage(communityOf(state), { log, key, label }), possession)) return notPossessed;
    return ok({ records: [{ type: types.device, body: { log, key, label }, coSignatures: [possession] }] });
  },
};

const rotate: ActType<RosterState, NewKey> = {
  title: 'Replace the key of this device',
  plan(state, { key, possession }, self) {
    if (!isPublicKey(key)) return badKey;
    if (keyVersionOf(state, self.member, self.log) + 1 >= READINGS_MAX) {
      return refuse(
        'rotations-readable',
        `This key was replaced ${READINGS_MAX - 1} times already, and whoever comes new tries ${READINGS_MAX} keys.`,
        'Add a new device instead and go on there, or let your guardians give you a new key if this one is lost.',
      );
    }
    if (!isPossessed(key, rotationMessage(communityOf(state), { key }), possession)) return notPossessed;
    return ok({ records: [{ type: types.rotation, body: { key }, coSignatures: [possession] }] });
  },
};

const revoke: ActType<RosterState, { readonly log: number }> = {
  title: 'This key is no longer mine: stop believing it',
  inputs: {
    log: {
      label: 'Which of your devices, by its number; 0 is the first',
      is: 'number',
      least: 0,
      most: LOGS_MAX - 1,
      unit: 'device',
    },
  },
  plan(state, { log }, self) {
    const keyVersion = keyVersionOf(state, self.member, log);
    return ok({ records: [{ type: types.revocation, body: { log, keyVersion } }] });
  },
};

const nameGuardians: ActType<RosterState, types.Guardians> = {
  title: 'Name the five who may help you back in',
  inputs: { guardians: { label: 'Five members of at least three households', is: 'member', most: 5 } },
  plan(state, { guardians }, self) {
    const { latestMembers } = lineOf(state);
    const others = new Set(guardians.filter((member) => member !== self.member && latestMembers.has(member)));
    const households = new Set([...others].map((member) => householdOf(state, member))).size;
    if (others.size !== 5 || households < 3) {
      return refuse(
        'guardians',
        `Guardians are five other members of three households; these are ${others.size} of ${households}.`,
        'Choose five people whom you would trust with your door key.',
      );
    }
    return ok({ records: [{ type: types.guardians, body: { guardians: [...others] } }] });
  },
};

const suspend: ActType<RosterState, { readonly member: MemberId }> = {
  title: 'As guardian: this key is in other hands',
  inputs: { member: { label: 'Whose key', is: 'member' } },
  plan(state, { member }, self) {
    if (!state.guardians.get(member)?.body.guardians.includes(self.member)) {
      return refuse(
        'guardians',
        'You are not a guardian of this person.',
        'Only the guardians they named can do this.',
      );
    }
    const keyVersion = keyVersionOf(state, member, 0);
    return ok({ records: [{ type: types.suspending, body: { member, keyVersion } }] });
  },
};

type RebindArgs = {
  readonly body: types.Rebinding;
  /** Possession of the new key, then each co-guardian's signature over the digest of the record at `at`. */
  readonly coSignatures: readonly Uint8Array[];
  readonly at?: { readonly seq: number; readonly time: number };
};

const rebind: ActType<RosterState, RebindArgs> = {
  title: 'Give a person who lost the key a new one',
  plan(state, { body, coSignatures, at }, self) {
    if (!isMember(state, self)) return onlyMembers;
    if (!isPublicKey(body.key)) return badKey;
    if (body.member === self.member) {
      return refuse('another-member', 'You still have your key.', 'Use "Replace the key of this device".');
    }
    if (body.ends !== keyVersionOf(state, body.member, 0)) {
      return refuse('present-key', 'This would not end the key that counts now.', 'Make the draft again.');
    }
    if (coSignatures.length !== 1 + body.coGuardians.length) {
      return refuse(
        'all-signed',
        'A signature of a guardian, or of the new key, is missing.',
        'Let everybody sign first.',
      );
    }
    return ok({ records: [{ type: types.rebinding, body, coSignatures, ...(at && { at }) }] });
  },
};

const reveal: ActType<RosterState, types.Reveal> = {
  title: 'Show the recovery key that was on paper',
  plan(state, body, self) {
    if (!isMember(state, self)) return onlyMembers;
    if (!verifyRecovery(communityOf(state), body.rebinding, body.recoveryKey, body.signature)) {
      return refuse('recovery-signs', 'The recovery key did not sign this.', 'Scan the paper again.');
    }
    return ok({ records: [{ type: types.reveal, body }] });
  },
};

const leave: ActType<RosterState, { readonly words?: string }> = {
  title: 'Leave the community',
  inputs: { words: { label: 'What you want to say', is: 'text', bytesMax: LEAVING_BYTES_MAX, optional: true } },
  plan: (_state, { words = '' }) => ok({ records: [{ type: types.leaving, body: { words } }] }),
};

const absent: ActType<RosterState, Pick<types.Absence, 'state'> & { readonly words?: string }> = {
  title: 'Say that you are away, or back',
  inputs: {
    state: { label: 'Away or back', is: 'choice', of: ['away', 'back'] },
    words: { label: 'Until when, and how you can be reached', is: 'text', bytesMax: ABSENCE_BYTES_MAX, optional: true },
  },
  plan(state, { state: now, words = '' }, self) {
    const body = { state: now, words };
    if (!isMember(state, self)) return onlyMembers;
    if ((state.absences.get(self.member)?.body.state ?? 'back') === body.state) {
      return refuse(
        'absence',
        `You are ${body.state === 'away' ? 'away' : 'here'} already.`,
        'Nothing more is needed.',
      );
    }
    return ok({ records: [{ type: types.absence, body }] });
  },
};

const object: ActType<RosterState, types.Objection> = {
  title: 'Object: the new key in your name is not yours',
  inputs: { rebinding: { label: 'The new key that is not yours', is: 'record', of: ['rebinding'] } },
  plan(state, body, self) {
    const found = [...(state.rebindings.get(self.member)?.values() ?? [])]
      .flat()
      .some(({ id }) => id === body.rebinding);
    return found
      ? ok({ records: [{ type: types.objection, body }] })
      : refuse('own-key', 'That is no new key in your name.', 'Look the record up in the list of new keys.');
  },
};

export const ROSTER_ACTS = {
  profile,
  rename,
  admit,
  sponsor,
  checkpoint,
  addDevice,
  rotate,
  revoke,
  nameGuardians,
  suspend,
  rebind,
  reveal,
  leave,
  absent,
  object,
};
