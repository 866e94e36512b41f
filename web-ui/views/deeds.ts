// Forms made from what the modules declare: every act that a screen offers, with its fields and what can be
// chosen in them. A new act of a module needs one line in a screen's list, and its words in two tables.
//
// English stands in the modules (`ActType.title`, `Input.label`); other languages have tables by the same
// names (words/deeds-*.ts). What is offered for a record is the screen's to say: a member chooses names, not ids.

import { assert } from '#protocol/bytes/result.ts';
import type { ActType, Input } from '#protocol/node/module.ts';
import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { modules } from '#modules/index.ts';
import { personPicture, type PersonPicture } from './person.ts';

/** What can be chosen: a word of the records, a person, or a record by its name. */
export type Offer = { readonly value: string; readonly label: string; readonly person?: PersonPicture };

export type DeedField = {
  readonly name: string;
  /** In English; other languages look the field up by `module/act.name`. */
  readonly label: string;
  readonly optional: boolean;
  /** How many may be given; undefined: one. */
  readonly many: number | undefined;
} & (
  | { readonly is: 'offer' | 'word'; readonly offers: readonly Offer[] }
  | { readonly is: 'number'; readonly least: number; readonly most: number; readonly unit: string }
  | { readonly is: 'text'; readonly bytesMax: number }
  | { readonly is: 'yes' }
);

export type DeedPicture = {
  /** `module/act`, and more where one act stands on a screen twice. */
  readonly id: string;
  readonly module: string;
  readonly act: string;
  readonly title: string;
  readonly fields: readonly DeedField[];
  /** Arguments that this form does not ask for. */
  readonly fixed: Readonly<{ [name: string]: unknown }>;
  /** It takes something away for ever: the button says so. */
  readonly grave: boolean;
};

/** One line of a screen's list. */
export type Deed = {
  readonly module: string;
  readonly act: string;
  readonly fixed?: Readonly<{ [name: string]: unknown }>;
  readonly grave?: true;
  /** What a field offers, by its name, where it asks for a record or for some of the people only. */
  readonly offers?: Readonly<{ [name: string]: readonly Offer[] }>;
};

function actOf({
  module,
  act,
}: Deed): ActType<unknown, never> & { readonly inputs: Readonly<{ [name: string]: Input }> } {
  const type = modules.find(({ name }) => name === module)?.acts[act];
  assert(type?.inputs !== undefined, `${module}/${act} is an act that is asked for in a form`);
  return { ...type, inputs: type.inputs, plan: type.plan };
}

export const personOffer = (person: PersonPicture): Offer => ({ value: person.id, label: person.name, person });

/** Everybody who has a place here, by household. */
export const peopleOffered = (node: FolkmootNode): readonly Offer[] =>
  node.directory
    .people()
    .filter(({ standing }) => standing === 'member' || standing === 'newcomer')
    .toSorted((a, b) => a.household - b.household || a.name.localeCompare(b.name))
    .map(({ id }) => personOffer(personPicture(node.directory, id, node.self?.member)));

function fieldOf(name: string, input: Input, deed: Deed, people: readonly Offer[]): DeedField | undefined {
  const { label } = input;
  const optional = input.optional === true;
  const many = 'most' in input && input.is !== 'number' ? input.most : undefined;
  const given = deed.offers?.[name];
  switch (input.is) {
    case 'member':
      return { name, label, optional, many, is: 'offer', offers: given ?? people };
    case 'record':
      return { name, label, optional, many, is: 'offer', offers: given ?? [] };
    case 'choice':
      return { name, label, optional, many, is: 'word', offers: input.of.map((value) => ({ value, label: value })) };
    case 'number': {
      const { least, most, unit } = input;
      return { name, label, optional, many: undefined, is: 'number', least, most, unit };
    }
    case 'text':
      return { name, label, optional, many, is: 'text', bytesMax: input.bytesMax };
    case 'yes or no':
      return { name, label, optional: true, many: undefined, is: 'yes' };
    case 'position':
      return undefined;
  }
}

/** The form of an act, or nothing where something that it needs cannot be chosen yet. */
export function deedPicture(node: FolkmootNode, deed: Deed): readonly DeedPicture[] {
  const { title, inputs } = actOf(deed);
  const fixed = deed.fixed ?? {};
  const people = peopleOffered(node);
  const fields = Object.entries(inputs)
    .filter(([name]) => !(name in fixed))
    .flatMap(([name, input]) => fieldOf(name, input, deed, people) ?? []);
  if (fields.some((field) => field.is === 'offer' && !field.optional && field.offers.length === 0)) return [];
  const { module, act } = deed;
  const words = Object.values(fixed).filter((value) => typeof value === 'string');
  return [
    { id: [`${module}/${act}`, ...words].join(' '), module, act, title, fields, fixed, grave: deed.grave === true },
  ];
}
