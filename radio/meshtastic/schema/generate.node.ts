// Writes what the `.proto` files beside it say as two TypeScript modules, because a page and the pure
// rooms have no file system: descriptor.ts (protobufjs reflection as JSON) and ../messages.ts (types,
// enum tables, codecs). Run it after a change; a test fails while they differ.
//
//   npx tsx radio/meshtastic/schema/generate.node.ts

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { format, resolveConfig } from 'prettier';
import { describedTypes, jsonName, typeName } from '../schema-names.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WRITTEN = '// Written by schema/generate.node.ts from schema/*.proto; a change there is a change here.\n';

function parseAll(): protobuf.Root {
  const root = new protobuf.Root();
  for (const file of readdirSync(HERE)
    .filter((name) => name.endsWith('.proto'))
    .sort()) {
    protobuf.parse(readFileSync(HERE + file, 'utf8'), root, { keepCase: true });
  }
  root.resolveAll();
  return root;
}

const SCALAR_TYPES: Record<string, string> = {
  bool: 'boolean',
  string: 'string',
  bytes: 'Uint8Array',
  uint64: 'bigint',
};

function fieldText(field: protobuf.Field): string {
  const { resolvedType } = field;
  const single = resolvedType ? typeName(resolvedType.fullName) : (SCALAR_TYPES[field.type] ?? 'number');
  const mayBeAbsent = !field.repeated && (field.partOf !== null || resolvedType instanceof protobuf.Type);
  return `readonly ${jsonName(field.name)}${mayBeAbsent ? '?' : ''}: ${field.repeated ? `readonly ${single}[]` : single};`;
}

function typeText(type: protobuf.Type | protobuf.Enum): string {
  const name = typeName(type.fullName);
  if (type instanceof protobuf.Enum) {
    const values = Object.entries(type.values).map(([key, value]) => `${key}: ${value},`);
    return `export const ${name} = {\n${values.join('\n')}\n} as const;\nexport type ${name} = number;\n`;
  }
  const fields = type.fieldsArray.map((field) => fieldText(field.resolve()));
  return `export type ${name} = {\n${fields.join('\n')}\nreadonly $unknown?: Uint8Array;\n};\nexport const ${name} = codecOf<${name}>('${name}');\n`;
}

/** The two modules as text, by path relative to this folder. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const root = parseAll();
  const descriptor = `// The messages as protobufjs reflection.\n${WRITTEN}\nexport const DESCRIPTOR = ${JSON.stringify(root.toJSON())};\n`;
  const messages = `// Every message and enum we describe: types, enum tables, codecs. An enum's type is a plain number,\n// because a newer radio may send a number that we have no name for. \`$unknown\` holds fields we do not know.\n${WRITTEN}\nimport { codecOf } from './codec.ts';\n\n${describedTypes(root).map(typeText).join('\n')}`;
  const style = { ...(await resolveConfig(HERE)), parser: 'typescript' };
  return new Map([
    ['descriptor.ts', await format(descriptor, style)],
    ['../messages.ts', await format(messages, style)],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of await generated()) writeFileSync(HERE + path, text);
}
