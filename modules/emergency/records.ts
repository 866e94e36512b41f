// What people say in an emergency: record types 24 to 29 and statement kinds 5 and 6 (README §2).
//
// Kinds, severities and advice are codes, so that every screen shows them in its reader's language;
// the words here are stable names, never shown as they are. The roster is a plain number and no
// reference: an SOS must be readable by a node that has not heard of the newest checkpoint.

import { list, oneOf, optional, struct, tailUtf8, u8, varint, type Value } from '#protocol/bytes/codec.ts';
import { CHECKPOINTS_MAX } from '#protocol/wire/limits.ts';
import { anyMember, recordRef } from '#protocol/wire/names.ts';
import { recordType, type RecordType } from '#protocol/wire/record.ts';
import { statementKind } from '#protocol/wire/statement.ts';
import { choice, packed, yesNo } from './packed.ts';
import { Whereabouts } from './whereabouts.ts';

/** All sixteen codes are given: no SOS of a later version is unreadable for its kind. */
export const SOS_KINDS = [
  'other',
  'medical',
  'fire',
  'flood',
  'trapped',
  'violence',
  'missing-person',
  'childbirth',
  'gas-or-chemicals',
  'power-line',
  'landslide',
  'drowning',
  'cold-or-heat',
  'no-medicine',
  'no-water-or-food',
  'vehicle',
] as const;
export type SosKind = (typeof SOS_KINDS)[number];

/** From least to greatest. */
export const SEVERITIES = ['unknown', 'can-wait', 'urgent', 'life-in-danger'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_KINDS = [
  'other',
  'fire',
  'flood',
  'storm',
  'earthquake',
  'landslide',
  'gas-or-chemicals',
  'radiation',
  'unsafe-water',
  'epidemic',
  'violence',
  'power',
  'missing-person',
  'heat-or-cold',
  'road-closed',
  'roll-call',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const ADVICE = [
  'none',
  'leave-now',
  'prepare-to-leave',
  'stay-inside',
  'go-to-shelter',
  'go-to-high-ground',
  'boil-water',
  'do-not-drink-water',
  'avoid-the-area',
  'close-windows',
  'switch-off-gas',
  'watch-neighbours',
  'save-water-and-power',
  'keep-channel-free',
  'bring-help',
  'all-clear',
] as const;
export type Advice = (typeof ADVICE)[number];

/** Why an SOS changes. */
export const CHANGE_REASONS = [
  'other',
  'better',
  'worse',
  'moved',
  'safe-now',
  'false-alarm',
  'nobody-came',
  'more-people',
] as const;
export type ChangeReason = (typeof CHANGE_REASONS)[number];

export const CONDITIONS = ['safe', 'need-help', 'hurt', 'away'] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Quantities are in the unit beside each: a frame has no room to say it. */
export const SUPPLIES = [
  ['other', 'pieces'],
  ['water', 'litres'],
  ['food', 'meals'],
  ['medicine', 'doses'],
  ['first-aid', 'people'],
  ['shelter', 'places'],
  ['warmth', 'people'],
  ['fuel', 'litres'],
  ['power', 'watt-hours'],
  ['transport', 'seats'],
  ['tools', 'pieces'],
  ['hands', 'people'],
  ['care', 'people'],
  ['baby-things', 'pieces'],
  ['hygiene', 'pieces'],
  ['news', 'messages'],
] as const;
export type Supply = (typeof SUPPLIES)[number][0];
export const SUPPLY_NAMES: readonly Supply[] = SUPPLIES.map(([name]) => name);

const ROSTER = varint(CHECKPOINTS_MAX);
export const QUANTITY_MAX = 99_999;
export const NAMED_MAX = 8;

/** Bytes of UTF-8 that each may say in a person's own words. */
export const TEXT_BYTES_MAX = { sos: 60, change: 50, taking: 60, checkIn: 60, alert: 120, supply: 60 } as const;

/** Help! 3 to 71 bytes; 9 besides the words with a place and a roster number below 128. §2.1 */
export const Sos = struct({
  call: packed({ kind: choice(4, SOS_KINDS), severity: choice(2, SEVERITIES), drill: yesNo, cannotMove: yesNo }),
  roster: ROSTER,
  where: Whereabouts,
  text: tailUtf8(TEXT_BYTES_MAX.sos),
});
export type Sos = Value<typeof Sos>;

/** A change to an SOS. `about` is the SOS, or the turn in its story that this one answers. §2.2 */
export const SosChange = struct({
  about: recordRef,
  change: packed({
    what: choice(2, ['update', 'cancel', 'reopen']),
    severity: choice(2, SEVERITIES),
    cannotMove: yesNo,
    reason: choice(3, CHANGE_REASONS),
  }),
  where: Whereabouts,
  text: tailUtf8(TEXT_BYTES_MAX.change),
});
export type SosChange = Value<typeof SosChange>;

/** A named person answers an SOS. `to` only with a hand-over; `etaMinutes` 0 is unknown. §2.3 */
export const Taking = struct({
  about: recordRef,
  step: oneOf('take', 'hand-over', 'release', 'done'),
  etaMinutes: u8,
  to: optional(anyMember),
  text: tailUtf8(TEXT_BYTES_MAX.taking),
});
export type Taking = Value<typeof Taking>;

/** How I am and who is with me, or (`sighting`) how and where I saw others. §2.4 */
export const CheckIn = struct({
  what: packed({ condition: choice(4, CONDITIONS), sighting: yesNo, drill: yesNo, spare: choice(2, ['none']) }),
  named: list(anyMember, NAMED_MAX),
  where: Whereabouts,
  text: tailUtf8(TEXT_BYTES_MAX.checkIn),
});
export type CheckIn = Value<typeof CheckIn>;

/** A warning to everybody; its radius of place is the area. `hours` 0 is "until cancelled". §2.5 */
export const Alert = struct({
  what: packed({ kind: choice(4, ALERT_KINDS), severity: choice(2, SEVERITIES), drill: yesNo, rollCall: yesNo }),
  act: packed({
    advice: choice(4, ADVICE),
    step: choice(2, ['issue', 'update', 'cancel']),
    spare: choice(2, ['none']),
  }),
  hours: u8,
  roster: ROSTER,
  replaces: optional(recordRef),
  where: Whereabouts,
  text: tailUtf8(TEXT_BYTES_MAX.alert),
});
export type Alert = Value<typeof Alert>;

/** What somebody lacks or has. `met` closes the author's own earlier one named in `of`. §2.6 */
export const NeedOrOffer = struct({
  what: packed({
    what: choice(2, ['need', 'offer', 'met']),
    supply: choice(5, SUPPLY_NAMES),
    pressing: yesNo,
  }),
  quantity: varint(QUANTITY_MAX),
  hours: u8,
  of: optional(recordRef),
  where: Whereabouts,
  text: tailUtf8(TEXT_BYTES_MAX.supply),
});
export type NeedOrOffer = Value<typeof NeedOrOffer>;

export const sosType: RecordType<Sos> = recordType({
  type: 24,
  name: 'sos',
  section: 'modules/emergency/README.md §2.1',
  body: Sos,
  by: 'guest',
  urgency: 0,
  bundled: false,
});

export const sosChangeType: RecordType<SosChange> = recordType({
  type: 25,
  name: 'sos-update',
  section: 'modules/emergency/README.md §2.2',
  body: SosChange,
  by: 'guest',
  urgency: 0,
  bundled: false,
});

export const takingType: RecordType<Taking> = recordType({
  type: 26,
  name: 'taking',
  section: 'modules/emergency/README.md §2.3',
  body: Taking,
  by: 'newcomer',
  urgency: 0,
  bundled: false,
});

export const checkInType: RecordType<CheckIn> = recordType({
  type: 27,
  name: 'check-in',
  section: 'modules/emergency/README.md §2.4',
  body: CheckIn,
  by: 'newcomer',
  urgency: 2,
  bundled: true,
});

export const alertType: RecordType<Alert> = recordType({
  type: 28,
  name: 'alert',
  section: 'modules/emergency/README.md §2.5',
  body: Alert,
  by: 'member',
  urgency: 1,
  bundled: false,
});

export const needOrOfferType: RecordType<NeedOrOffer> = recordType({
  type: 29,
  name: 'need-or-offer',
  section: 'modules/emergency/README.md §2.6',
  body: NeedOrOffer,
  by: 'newcomer',
  urgency: 2,
  bundled: true,
});

/** Shown on a phone of mine; or, one step more, seen with my own eyes. §2.7 */
export const shownKind = statementKind({
  kind: 5,
  name: 'shown',
  section: 'modules/emergency/README.md §2.7',
  values: ['shown on a phone', 'confirmed by what I see myself'],
  revisionMax: 3,
  urgency: 1,
});

/** The answer to an alert that calls the roll. §2.8 */
export const rollCallKind = statementKind({
  kind: 6,
  name: 'roll-call',
  section: 'modules/emergency/README.md §2.8',
  values: ['safe', 'need help', 'safe, and others are with me'],
  revisionMax: 15,
  urgency: 2,
});
