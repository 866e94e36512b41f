// What is needed and what is offered (README §4).

import type { RecordId } from '#protocol/bytes/reference.ts';
import type { ActType } from '#protocol/node/module.ts';
import { isCount, isWord, planIf, refusal, textFits } from '../checks.ts';
import { needOrOfferType, QUANTITY_MAX, SUPPLY_NAMES, TEXT_BYTES_MAX, type Supply } from '../records.ts';
import { filled, named, NOWHERE_SAID, text, WHERE_INPUTS, whereChecks, type S, type Where } from './common.ts';

export type SupplyArgs = Where & {
  readonly supply: Supply;
  readonly quantity?: number;
  readonly pressing?: boolean;
  readonly hours?: number;
  readonly text?: string;
  /** Own entry that this one replaces; null for a new one. */
  readonly of?: RecordId | null;
};
export type MetArgs = { readonly of: RecordId; readonly text?: string };

const DEFAULTS = { ...NOWHERE_SAID, quantity: 0, pressing: false, hours: 0, of: null as RecordId | null } as const;

const ownEntry = (state: S, of: RecordId | null, member: string) =>
  of === null || state.supplies.get(of)?.record.member === member
    ? undefined
    : refusal('own-entry-only', 'Only its author changes or closes an entry.', 'Choose one of your own.');

const supply = (what: 'need' | 'offer', title: string): ActType<S, SupplyArgs> => ({
  title,
  inputs: {
    supply: { label: 'What', is: 'choice', of: SUPPLY_NAMES },
    quantity: { label: 'How much', is: 'number', least: 0, most: QUANTITY_MAX, unit: 'units', optional: true },
    pressing: { label: 'It is pressing', is: 'yes or no', optional: true },
    hours: { label: 'For how long', is: 'number', least: 0, most: 255, unit: 'hours', optional: true },
    of: { label: 'In place of your entry', is: 'record', of: [needOrOfferType.name], optional: true },
    ...WHERE_INPUTS,
    text: text('In your words', TEXT_BYTES_MAX.supply),
  },
  plan(state, given, self, around) {
    const args = filled(DEFAULTS, given);
    return planIf(
      [
        textFits(args.text, TEXT_BYTES_MAX.supply),
        isWord(args.supply, SUPPLY_NAMES, 'supply'),
        isCount(args.quantity, QUANTITY_MAX, 'The quantity'),
        isCount(args.hours, 255, 'The number of hours'),
        ...whereChecks(args),
        named(self, around),
        ownEntry(state, args.of, self.member),
      ],
      () => ({
        records: [
          {
            type: needOrOfferType,
            body: {
              what: { what, supply: args.supply, pressing: args.pressing },
              quantity: args.quantity,
              hours: args.hours,
              of: args.of,
              where: { people: args.people, position: args.position },
              text: args.text,
            },
          },
        ],
      }),
    );
  },
});

const met: ActType<S, MetArgs> = {
  title: 'No longer needed or offered',
  inputs: {
    of: { label: 'Which of your entries', is: 'record', of: [needOrOfferType.name] },
    text: text('In your words', TEXT_BYTES_MAX.supply),
  },
  plan(state, given, self) {
    const args = filled({ text: '' }, given);
    return planIf([textFits(args.text, TEXT_BYTES_MAX.supply), ownEntry(state, args.of, self.member)], () => {
      const { what, ...former } = state.supplies.get(args.of)!.body;
      const body = { ...former, what: { ...what, what: 'met' as const, pressing: false }, hours: 0 };
      return {
        records: [
          {
            type: needOrOfferType,
            body: { ...body, of: args.of, where: { people: 0, position: null }, text: args.text },
          },
        ],
      };
    });
  },
};

export const supplyActs = {
  need: supply('need', 'Something is needed'),
  offer: supply('offer', 'I have something to give'),
  met,
} as const;
