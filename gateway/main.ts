// The gateway, wired: configuration -> data folder -> node -> links (radio, phones, other gateways) -> page.
//
// Read this first. It makes the parts and joins them; what each does stands in its own file:
//   store/       the data folder with its lock, the database, the keys
//   ../protocol/node/drive.ts   the loop that feeds the node and does what it asks for
//   lan/         page, phones, the owner's control
//   federation/  other gateways over IP
//   embedded/    the simulated neighbourhood, where there is no radio
// A gateway is a peer with a roof, never an authority: it holds no member's key.

import { uptime } from 'node:os';
import type { Logger } from 'pino';
import { createDriver } from '#protocol/node/drive.ts';
import { encodeInvitation } from '#protocol/node/invitation.ts';
import type { FolkmootNode, Secrets } from '#protocol/node/node-api.ts';
import { createNode } from '#protocol/node/node.ts';
import { guestDeskToken, radioChannelKey } from '#protocol/node/radio-channel.ts';
import type { LinkPort, Report } from '#protocol/node/ports.ts';
import { modules } from '#modules/index.ts';
import type { RosterState } from '#modules/roster/shape.ts';
import { radioPorts, type RadioNews } from '#radio/links/node-port.ts';
import { openMeshtasticLink } from '#radio/links/open-link.node.ts';
import type { RecordedChunk } from '#radio/links/recording.ts';
import { communityChannel } from '#radio/meshtastic/community-channel.ts';
import { createClock } from './clock.ts';
import { controlsOf } from './controls.ts';
import { startLife } from './embedded/life.ts';
import { openNeighbourhood, type Neighbourhood } from './embedded/neighbourhood.ts';
import { createFederation } from './federation/federation.ts';
import { findRadio } from './find-radio.ts';
import { openGuestDesk, type GuestDesk } from './guests.ts';
import type { Home, RadioState } from './home.ts';
import { preparePage } from './lan/page.ts';
import { startLan } from './lan/server.ts';
import { pageAddresses } from './lan/addresses.ts';
import { nodeOptions } from './node-options.ts';
import { EXIT, Sentence } from './sentence.ts';
import { openDataFolder } from './store/data-folder.ts';
import { freshIdentity, readIdentity, writeIdentity, type Identity } from './store/secrets.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import { createThreadVerifier } from './verifier.ts';

export type GatewayConfig = {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** `tcp:HOST[:PORT]` or `serial:PATH`; absent: look for one, else the embedded neighbourhood. */
  readonly radio?: string;
  /** Told of all that passes between us and the radio. */
  readonly record?: (chunk: RecordedChunk) => void;
  /** `ws://host:port#fingerprint` of other gateways. */
  readonly peers: readonly string[];
  /** Build the page if need be, and serve it. */
  readonly page: boolean;
  /** An invitation to the community that this gateway is to serve. */
  readonly invitation?: Secrets;
  readonly passphrase?: string;
  readonly version: string;
};

export type Gateway = {
  /** `http://...` of this machine and of the LAN, with the owner's token in the fragment. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Resolves with the reason when the gateway can no longer go on by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
};

export async function startGateway(config: GatewayConfig, say: (line: string) => void, log: Logger): Promise<Gateway> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(config, say, log, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  config: GatewayConfig,
  say: (line: string) => void,
  log: Logger,
  undo: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Gateway> {
  const clock = createClock();
  let breakDown: (why: string) => void = () => undefined;
  const broken = new Promise<string>((resolve) => (breakDown = resolve));

  // ── What is kept ────────────────────────────────────────────────────────────────────────────
  const folder = openDataFolder(config.data);
  undo.push(folder.unlock);
  const keyFile = folder.file('identity.json');
  let identity: Identity = readIdentity(keyFile, config.passphrase) ?? freshIdentity();
  const keep = (changed: Partial<Identity>): void => {
    identity = { ...identity, ...changed };
    writeIdentity(keyFile, identity, config.passphrase);
  };
  keep({});
  const store = openSqliteStore(folder.file('node.sqlite'), clock.nowMs());
  undo.push(() => store.close());
  say(`Data folder: ${folder.path}`);
  if (store.isRestored) {
    say('The database is an older copy than what this folder held. That is harmless for a gateway: it writes no log.');
    store.acknowledgeRestored();
  }

  // Building keeps this thread busy for seconds; a radio would take that for a dead client.
  const page = config.page ? await preparePage(say) : new Map();

  // ── The node ────────────────────────────────────────────────────────────────────────────────
  const verifier = createThreadVerifier();
  undo.push(() => verifier.close());
  let home: Home | undefined;
  const waiting: LinkPort[] = [];
  const report = (who: string, told: Report): void => {
    if (told.kind === 'broken') {
      log.fatal({ who, error: told.error }, told.why);
      return breakDown(`The node of ${who} broke a promise of its own code: ${told.why}`);
    }
    const level = told.kind === 'note' ? (told.note.code === 'not-ours' ? 'debug' : 'info') : 'warn';
    log[level]({ who, ...told }, told.kind);
  };
  const moveIn = async (secrets: Secrets): Promise<Home> => {
    // A small board has no clock of its own while it is off: what was held before the boot may be older than it seems.
    const knownSinceMs = clock.nowMs() - uptime() * 1000;
    const node = createNode({ ...nodeOptions(modules, secrets), seed: identity.seed, knownSinceMs }, clock.nowMs());
    /** What the node threw away is not left lying in the file (protocol §6.3). */
    const keysChanged = (): void => {
      const { secrets: kept } = identity;
      const { frameSecret, epoch, day } = node.frameKey;
      if (!kept || kept.community !== secrets.community || (kept.epoch === epoch && kept.day >= day)) return;
      keep({ secrets: { ...kept, frameSecret, epoch, day } });
    };
    const driver = createDriver(node, {
      store,
      clock,
      verifier,
      report: (told) => report('gateway', told),
      keysChanged,
    });
    await driver.start();
    undo.push(() => driver.stop());
    home = { node, driver, secrets };
    for (const port of waiting.splice(0)) driver.attach(port);
    return home;
  };
  /** A radio or a peer may be there before the gateway knows whom it serves. */
  const attach = (port: LinkPort): void => {
    if (home) return home.driver.attach(port);
    const same = waiting.findIndex(({ id }) => id === port.id);
    if (same >= 0) waiting.splice(same, 1);
    waiting.push(port);
  };
  const serve = async (secrets: Secrets): Promise<void> => {
    if (home !== undefined || identity.secrets !== undefined) {
      if (identity.secrets?.community === secrets.community) return;
      throw new Sentence(
        EXIT.usage,
        'This gateway already serves another community, and serves one at a time.',
        'Start a second gateway for the other one with a folder and a port of its own: --data FOLDER --port NUMBER.',
      );
    }
    keep({ secrets, isEmbedded: false });
    await moveIn(secrets);
  };

  // ── Radio, or the neighbourhood in a box ────────────────────────────────────────────────────
  const found = await findRadio(config.radio);
  const wantsPeople = config.invitation !== undefined || (identity.secrets !== undefined && !identity.isEmbedded);
  let neighbourhood: Neighbourhood | undefined;
  if (found === undefined && !wantsPeople) {
    const rooms = openSqliteStore(folder.file('neighbours.sqlite'), clock.nowMs());
    undo.push(() => rooms.close());
    neighbourhood = await openNeighbourhood({
      store: rooms,
      seed: identity.seed,
      clock,
      verifier,
      report,
      say,
    });
    undo.push(neighbourhood.close);
    undo.push(startLife(neighbourhood.neighbours, clock).stop);
    await Promise.all(neighbourhood.firstRows.map((row) => store.append(row)));
    keep({ secrets: neighbourhood.secrets, isEmbedded: true });
  }
  if (identity.isEmbedded && neighbourhood === undefined) {
    throw new Sentence(
      EXIT.usage,
      `The data folder ${folder.path} belongs to a simulated neighbourhood, and a radio was given or found.`,
      'Give the radio a folder of its own with --data FOLDER, so that simulated people never speak on real air.',
    );
  }
  if (config.invitation) await serve(config.invitation);
  if (identity.secrets && !home) await moveIn(identity.secrets);

  let guests: GuestDesk | undefined;
  const radio = openRadio(neighbourhood?.radioAddress ?? found);
  function openRadio(address: string | undefined): RadioState | undefined {
    if (address === undefined) return undefined;
    const opened = openMeshtasticLink({ address, clock, ...(config.record && { record: config.record }) });
    if (!opened.ok) {
      throw new Sentence(
        EXIT.usage,
        opened.error.words,
        'For example: --radio tcp:192.168.4.1 or --radio serial:/dev/ttyUSB0',
      );
    }
    const state: RadioState = { address, state: 'opening', words: '' };
    const channelKey = (): Uint8Array | undefined => identity.secrets && radioChannelKey(identity.secrets.community);
    guests = openGuestDesk({
      link: opened.value,
      nowMs: clock.nowMs,
      channelKey,
      file: folder.file('guests.json'),
      alarm: ({ from, name, text }) => say(`CALL FOR HELP by radio, unverified, from ${name || from}: ${text}`),
    });
    const news = (told: RadioNews): void => {
      if (told.kind === 'ready') {
        if (state.state !== 'ready') say(`Radio ready: ${address}`);
        const isPrivate = communityChannel(opened.value.view().radio, channelKey()).isPrivate;
        if (state.state !== 'ready' && !isPrivate && !neighbourhood) say(NO_CHANNEL);
        [state.state, state.words] = ['ready', ''];
        return attach(told.port);
      }
      if (told.kind === 'problem') {
        if (state.words !== told.words) say(`Radio: ${told.words} Trying again.`);
        [state.state, state.words] = ['lost', told.words];
      } else say(`Radio: ${told.words}`);
    };
    radioPorts('radio', opened.value, news, channelKey, { collects: true });
    undo.push(opened.value.close);
    return state;
  }
  if (radio === undefined)
    say('No radio: phones and other gateways only. Plug one in and start again, or use --radio.');

  // ── Other gateways, phones, the page ────────────────────────────────────────────────────────
  const federation = createFederation({
    secretKey: identity.gatewayKey,
    peers: config.peers,
    trustFile: folder.file('peers.txt'),
    nowMs: clock.nowMs,
    attach,
    say,
  });
  undo.push(federation.close);
  const invitation = (): string | undefined =>
    identity.secrets && encodeInvitation({ ...identity.secrets, day: identity.secrets.day });
  const lan = await startLan({
    host: config.host,
    port: config.port,
    page,
    nowMs: clock.nowMs,
    info: () => ({
      software: 'folkmoot',
      version: config.version,
      fingerprint: federation.fingerprint,
      community: (home && nameOf(home.node)) ?? null,
      simulated: neighbourhood !== undefined,
    }),
    attachPhone: () => home?.driver.attach,
    acceptPeer: federation.accept,
    controlToken: identity.controlToken,
    guests: { desk: guests, token: () => identity.secrets && guestDeskToken(identity.secrets.community) },
    control: controlsOf({ home: () => home, serve, invitation, radio, federation, neighbourhood, nowMs: clock.nowMs }),
  });
  undo.push(lan.close);
  federation.start();

  const addresses = pageAddresses(config.host, lan.port);
  if (neighbourhood) {
    say(
      `No radio found: ${neighbourhood.neighbours.length + 1} virtual Meshtastic radios stand in a simulated ether, with`,
    );
    say(
      `${neighbourhood.neighbours.length} simulated members behind them. Give a real radio with --radio when you have one.`,
    );
  }
  say(`Fingerprint for other gateways: ${federation.fingerprint}`);
  say('The page, for you as its owner (keep this address to yourself):');
  const joining = neighbourhood ? `&join=${invitation() ?? ''}` : '';
  say(`  ${addresses[0]}/#control=${identity.controlToken}${joining}`);
  if (addresses.length > 1) say('The page, for phones on this network:');
  for (const address of addresses.slice(1)) say(`  ${address}/`);
  if (home === undefined)
    say('No community yet: create or join one on the page, then let this gateway in with an invitation.');
  return { addresses, port: lan.port, broken, stop };
}

const NO_CHANNEL =
  'The radio has no private channel of the community, so frames go over its primary one (sealed all the same).\n' +
  'Give it one: folkmoot radio channel --from-invite INVITE, or folkmoot radio provision --profile gateway.';

/** The community's name, from the genesis record. */
const nameOf = (node: FolkmootNode): string | undefined =>
  (node.state('roster') as RosterState).community?.genesis.name;
