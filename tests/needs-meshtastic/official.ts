// The official TypeScript client, as these tests use it. Its packages are an oracle for tests only; this folder has a
// package.json of its own for them.

type Subscribable = { subscribe(listener: (value: never) => void): void };
type Device = {
  readonly log: { readonly settings: { minLevel: number } };
  readonly events: Readonly<Record<string, Subscribable>>;
  configure(): Promise<number>;
  sendText(text: string, to: 'broadcast' | number, wantAck: boolean): Promise<number>;
  setOwner(owner: object): Promise<number>;
};
type Official = {
  readonly core: { readonly MeshDevice: new (transport: unknown) => Device };
  readonly node: { readonly TransportNode: { create(host: string, port: number): Promise<Transport> } };
};
type Transport = { disconnect(): Promise<void> };

/** Names in variables: the compiler need not know the packages. */
const CORE = '@meshtastic/core';
const TRANSPORT = '@meshtastic/transport-node';

const [core, node] = (await Promise.all([import(CORE), import(TRANSPORT)])) as [Official['core'], Official['node']];
const CONFIGURED = 7; // its DeviceStatusEnum

export type Connected = {
  readonly device: Device;
  /** Events by name: how often. */
  readonly counts: ReadonlyMap<string, number>;
  readonly texts: readonly string[];
  /** Long names of the radios that it was told of. */
  readonly names: readonly string[];
  disconnect(): Promise<void>;
};

/** Connects, and reads all that the radio tells at first. */
export async function connectOfficial(port: number): Promise<Connected> {
  const transport = await node.TransportNode.create('127.0.0.1', port);
  const device = new core.MeshDevice(transport);
  device.log.settings.minLevel = 6; // fatal only
  const counts = new Map<string, number>();
  const texts: string[] = [];
  const names: string[] = [];
  for (const [name, event] of Object.entries(device.events)) {
    event.subscribe?.(() => counts.set(name, (counts.get(name) ?? 0) + 1));
  }
  device.events['onMessagePacket']!.subscribe((message: { data: string }) => void texts.push(message.data));
  device.events['onNodeInfoPacket']!.subscribe(
    ({ user }: { user?: { longName: string } }) => void (user && names.push(user.longName)),
  );
  const isConfigured = new Promise<void>((resolve) =>
    device.events['onDeviceStatus']!.subscribe((status: number) => {
      if (status === CONFIGURED) resolve();
    }),
  );
  device.configure().catch(() => undefined); // settles only with an ack that no radio gives to a config request
  await isConfigured;
  return { device, counts, texts, names, disconnect: () => transport.disconnect() };
}

/** Until it has come; the test's own limit ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}
