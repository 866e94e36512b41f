// How a described type or field is named in TypeScript, and in which order they stand. Shared by the
// generator, which has no descriptor yet, and the plans that are made from it.

import protobuf from 'protobufjs/light.js';

/** protobuf's JSON name: underscores go, the letter behind one becomes a capital. */
export const jsonName = (protoName: string): string =>
  protoName.replaceAll(/_+(.)/g, (_, letter: string) => letter.toUpperCase());

/** `Config.LoRaConfig` is `ConfigLoRaConfig` in TypeScript. */
export const typeName = (fullName: string): string => fullName.replace(/^\.?meshtastic\./, '').replaceAll('.', '');

function* typesUnder(namespace: protobuf.NamespaceBase): Generator<protobuf.Type | protobuf.Enum> {
  for (const each of namespace.nestedArray) {
    if (each instanceof protobuf.Type || each instanceof protobuf.Enum) yield each;
    if (each instanceof protobuf.Namespace) yield* typesUnder(each);
  }
}

/** Every message and enum, in the order of the `.proto` files, outer before inner. */
export const describedTypes = (root: protobuf.Root): readonly (protobuf.Type | protobuf.Enum)[] => [
  ...typesUnder(root.lookup('meshtastic') as protobuf.Namespace),
];

/** `optional` fields sit in a oneof of their own that protobufjs makes up; only real oneofs count. */
export const oneofOf = (field: protobuf.Field): protobuf.OneOf | undefined => {
  const oneof = field.partOf;
  return oneof && !oneof.isProto3Optional ? oneof : undefined;
};
