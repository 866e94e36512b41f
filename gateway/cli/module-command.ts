/**
 * `folkmoot MODULE ...`, generated: every act that declares its inputs and every query is a command, with the
 * inputs as options and their labels as help. Nothing is written here for one module.
 */

import { Option, type Command } from 'commander';
import { assert } from '#protocol/bytes/result.ts';
import type { Input, Module } from '#protocol/node/module.ts';
import { modules } from '#modules/index.ts';
import { mostOf, rangeWords, readInputs, type Inputs, type Typed } from '../member/asked.ts';
import { MEMBER_EXIT } from '../member/exit.ts';
import type { Me } from '../member/me.ts';
import { Sentence } from '../sentence.ts';
import { doAct } from './act.ts';
import { ALIASES, MORE_COMMANDS } from './module-more.ts';
import { reachOptions, type Reach } from './reach.ts';
import { answer, common, declareTable, guarded, withMe, type Common } from './said.ts';

/** `periodHours` is typed as `--period-hours`; acts and queries are named likewise. */
export const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const camel = (flag: string): string => flag.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const ARGUMENT: { readonly [K in Input['is']]: string } = {
  member: ' <person>',
  record: ' <id>',
  text: ' <text>',
  number: ' <number>',
  choice: ' <word>',
  'yes or no': '',
  position: ' <place>',
};

function wordsOf(input: Input): string {
  const most = mostOf(input);
  const often = most === undefined ? '' : `; may be given up to ${most} times`;
  switch (input.is) {
    case 'number':
      return `${input.label} (${rangeWords(input)})`;
    case 'choice':
      return `${input.label}: ${input.of.join(', ')}`;
    case 'text':
      return `${input.label} (up to ${input.bytesMax} bytes${often})`;
    case 'record':
      return `${input.label} (first letters of its id${often})`;
    case 'member':
      return `${input.label} (name, "house 3", first letters of the id, or "me"${often})`;
    case 'position':
      return `${input.label} (latitude,longitude or latitude,longitude,metres)`;
    case 'yes or no':
      return input.label;
  }
}

function optionOf(name: string, input: Input): Option {
  const option = new Option(`--${kebab(name)}${ARGUMENT[input.is]}`, wordsOf(input));
  if (mostOf(input) !== undefined)
    option.argParser((one: string, all: readonly string[] | undefined) => [...(all ?? []), one]);
  return option.makeOptionMandatory(input.optional !== true && input.is !== 'yes or no');
}

function withInputs(command: Command, inputs: Inputs): Command {
  for (const [name, input] of Object.entries(inputs)) command.addOption(optionOf(name, input));
  return command;
}

type Options = Readonly<{ [name: string]: Typed }>;

function argsFrom(inputs: Inputs, options: Options, me: Me): Readonly<{ [name: string]: unknown }> {
  const typed = Object.fromEntries(Object.keys(inputs).map((name) => [name, options[camel(kebab(name))]]));
  const args = readInputs(inputs, typed, { node: me.node, member: me.member, modules });
  if (args.ok) return args.value;
  throw new Sentence(MEMBER_EXIT.usage, args.error.why, args.error.remedy);
}

type Entry = { readonly name: string; readonly summary: string; readonly declare: (command: Command) => void };

const actEntries = (module: Module): readonly Entry[] =>
  Object.entries(module.acts).flatMap(([name, { title, inputs }]) =>
    inputs === undefined
      ? []
      : {
          name: kebab(name),
          summary: title,
          declare: (command) =>
            reachOptions(common(withInputs(command, inputs))).action(
              guarded((options: Common & Reach & Options) =>
                doAct({ module: module.name, name }, options, (me) => argsFrom(inputs, options, me)),
              ),
            ),
        },
  );

/** A query that is called like an act is asked for with `show-` before it: reading must never be doing. */
const queryEntries = (module: Module): readonly Entry[] =>
  Object.entries(module.queries ?? {}).map(([name, query]) => ({
    name: `${module.acts[name]?.inputs === undefined ? '' : 'show-'}${kebab(name)}`,
    summary: query.title,
    declare: (command) =>
      common(withInputs(command, query.inputs ?? {})).action(
        guarded(({ folder, json, ...options }: Common & Options) =>
          withMe(folder, async (me) => {
            const { node } = me;
            const args = argsFrom(query.inputs ?? {}, options, me);
            const shown = query.show(node.state(module.name), args, node.around(me.nowMs()), node.self);
            answer(json, { shown: shown.json }, shown.lines);
          }),
        ),
      ),
  }));

/** Everything that is generated for a module; two of one name are our error. */
export function entriesOf(module: Module): readonly Entry[] {
  const more = (MORE_COMMANDS[module.name] ?? []).map(({ name }) => name);
  const entries = [...actEntries(module), ...queryEntries(module)];
  const names = [...more, ...entries.map(({ name }) => name)];
  assert(new Set(names).size === names.length, `each command of ${module.name} has a name of its own`);
  return entries;
}

export async function declareModule(command: Command, name: string): Promise<void> {
  const module = modules.find((one) => one.name === name);
  assert(module !== undefined, `${name} is a module`);
  const generated = entriesOf(module).map((entry) => {
    const alias = ALIASES[`${name} ${entry.name}`];
    return { ...entry, ...(alias !== undefined && { alias }), load: async () => entry };
  });
  await declareTable(command, name, [...generated, ...(MORE_COMMANDS[name] ?? [])]);
}
