// The official package names a types file that it does not ship.
declare module '@meshtastic/protobufs' {
  import type { DescMessage } from '@bufbuild/protobuf';
  type Descriptors = Readonly<Record<string, DescMessage>>;
  export const Mesh: Descriptors & { readonly FromRadioSchema: DescMessage };
  export const Admin: Descriptors & { readonly AdminMessageSchema: DescMessage };
}
