// Which firmware a world runs, as numbers and switches. Read in the sources of Meshtastic 2.7.26 (June
// 2026) and of its development head 2.8 (July 2026); each value names the file and function it is from.

export type FirmwareProfile = {
  readonly name: string;
  /** MAX_TX_QUEUE (mesh/RadioLibInterface.h): places of the transmit queue. */
  readonly queueMax: number;
  /** RadioInterface.h CWmin, CWmax: log2 of the contention window in slots. */
  readonly windowMin: number;
  readonly windowMax: number;
  /** RadioInterface.cpp getCWsize: signal-to-noise in whole dB that maps to windowMin and windowMax. */
  readonly windowSnrMinDb: number;
  readonly windowSnrMaxDb: number;
  /** RadioInterface.h PROCESSING_TIME_MSEC, part of the retransmission timer. */
  readonly processingMs: number;
  /** NextHopRouter.h NUM_RELIABLE_RETX, NUM_INTERMEDIATE_RETX: transmissions in all. */
  readonly triesOfSender: number;
  readonly triesOfRelay: number;
  /** PacketHistory.cpp PACKETHISTORY_MAX: max(100, 2 x nodes remembered); ESP32 of 2.7.26: 100 nodes. */
  readonly historyCapacity: number;
  /** MeshTypes.h HOP_RELIABLE. */
  readonly hopLimitDefault: number;
  /** Router.cpp perhapsEncode: the encoded Data and the 16-byte header fit 255 bytes. */
  readonly encodedBytesMax: number;
  /** Router.cpp perhapsEncode since 2.8: bytes added to every broadcast that still fits; 0: unsigned. */
  readonly signatureBytes: number;
  /** NextHopRouter.cpp relayOpaquePacket since 2.8: packets of unknown channels are relayed from the header
   *  alone, never remembered and never cancelled. Before: flooded like any other. */
  readonly opaqueRelay: boolean;
  /** Since 2.8 (NextHopRouter.cpp M1 to M3): a next hop is learnt and used only where its byte means exactly one
   *  station, and given up after three failures or after `ageMaxMs`. Before: learnt from any byte and kept. */
  readonly routes: { readonly nodesKnown: number; readonly ageMaxMs: number } | undefined;
  /** Since 2.8 (HopScalingModule.cpp): routine broadcasts go no farther than 40 to 80 nodes live. */
  readonly scalesHops: boolean;
  /** airtime.h polite_channel_util_percent, max_channel_util_percent, polite_duty_cycle_percent. */
  readonly politeUtilPct: number;
  readonly maxUtilPct: number;
  readonly politeDutySharePct: number;
};

const FIRMWARE_2_7: FirmwareProfile = {
  name: 'firmware-2.7',
  queueMax: 16,
  windowMin: 3,
  windowMax: 8,
  windowSnrMinDb: -20,
  windowSnrMaxDb: 10,
  processingMs: 4500,
  triesOfSender: 3,
  triesOfRelay: 2,
  historyCapacity: 200,
  hopLimitDefault: 3,
  encodedBytesMax: 239,
  signatureBytes: 0,
  opaqueRelay: false,
  routes: undefined,
  scalesHops: false,
  politeUtilPct: 25,
  maxUtilPct: 40,
  politeDutySharePct: 50,
};

export const PROFILES = {
  'firmware-2.7': FIRMWARE_2_7,
  'firmware-2.8': {
    ...FIRMWARE_2_7,
    name: 'firmware-2.8',
    historyCapacity: 240, // nRF52840 and ESP32 remember 120 nodes
    signatureBytes: 66,
    opaqueRelay: true,
    routes: { nodesKnown: 120, ageMaxMs: 30 * 60_000 },
    scalesHops: true,
  },
} satisfies Record<string, FirmwareProfile>;

export type ProfileName = keyof typeof PROFILES;

/** When does a role give up a relay that it hears another station make? */
type Cancels = 'always' | 'never' | 'unless-favourite';

export type RoleRules = {
  /** Config.DeviceConfig.Role in the client protocol. */
  readonly number: number;
  /** FloodingRouter.cpp isRebroadcaster. */
  readonly relays: boolean;
  /** RadioInterface.cpp shouldRebroadcastEarlyLikeRouter: no 16-slot wait. */
  readonly early: boolean;
  /** FloodingRouter.cpp roleAllowsCancelingDupe. */
  readonly cancels: Cancels;
  /** FloodingRouter.cpp perhapsCancelDupe: moves its copy behind the others instead. */
  readonly late: 'no' | 'yes' | 'favourite';
  /** Router.cpp shouldDecrementHopLimit: may pass on a favourite router's packet without counting a hop. */
  readonly keepsHops: boolean;
  /** Meets the 40 % gate and not the polite one for its own metadata (airtime and telemetry modules). */
  readonly eager: boolean;
  /** HopScalingModule.cpp runOnce: routine broadcasts of this role go at least so far. */
  readonly hopFloor: number;
  /** The rebroadcast mode it comes with (NodeDB.cpp installRoleDefaults). */
  readonly mode: RebroadcastMode;
};

/** Config.DeviceConfig.RebroadcastMode in the client protocol, by position. */
export const REBROADCAST_MODES = [
  'all',
  'all-skip-decoding',
  'local-only',
  'known-only',
  'none',
  'core-ports',
] as const;
export type RebroadcastMode = (typeof REBROADCAST_MODES)[number];

const CLIENT: RoleRules = {
  number: 0,
  relays: true,
  early: false,
  cancels: 'always',
  late: 'no',
  keepsHops: false,
  eager: false,
  hopFloor: 0,
  mode: 'all',
};

export const ROLES = {
  client: CLIENT,
  'client-mute': { ...CLIENT, number: 1, relays: false },
  router: { ...CLIENT, number: 2, early: true, cancels: 'never', keepsHops: true, eager: true, mode: 'core-ports' },
  'router-client': { ...CLIENT, number: 3 }, // deprecated, acts as a client
  repeater: { ...CLIENT, number: 4 }, // deprecated, acts as a client
  tracker: { ...CLIENT, number: 5, eager: true, hopFloor: 2 },
  sensor: { ...CLIENT, number: 6, eager: true, hopFloor: 1 },
  tak: { ...CLIENT, number: 7 },
  'client-hidden': { ...CLIENT, number: 8, mode: 'local-only' },
  'lost-and-found': { ...CLIENT, number: 9 },
  'tak-tracker': { ...CLIENT, number: 10, eager: true, hopFloor: 2 },
  'router-late': { ...CLIENT, number: 11, cancels: 'never', late: 'yes', keepsHops: true, eager: true },
  'client-base': { ...CLIENT, number: 12, cancels: 'unless-favourite', late: 'favourite', keepsHops: true },
} satisfies Record<string, RoleRules>;

export type RoleName = keyof typeof ROLES;

/** MeshPacket.Priority (mesh.proto). */
export const PRIORITY = {
  background: 10,
  default: 64,
  reliable: 70,
  response: 80,
  high: 100,
  alert: 110,
  ack: 120,
} as const;

/** Ports that a core-ports node relays (Router.cpp handleReceived, 2.7.26). */
export const CORE_PORTS: ReadonlySet<number> = new Set([1, 3, 4, 5, 6, 7, 8, 11, 12, 35, 65, 67, 70]);

export const PORT = {
  text: 1,
  position: 3,
  nodeInfo: 4,
  routing: 5,
  admin: 6,
  textCompressed: 7,
  private: 256,
} as const;

/** What a radio broadcasts of itself as a matter of routine (Router.cpp send, 2.8). */
export const ROUTINE_PORTS: ReadonlySet<number> = new Set([PORT.position, PORT.nodeInfo, 67, 71]);

/** QueueStatus.res and Routing.Error as clients see them. */
export const RES = { taken: 0, noChannel: 6, tooLarge: 7, dutyCycle: 9, queueFull: 32, disabled: 34 } as const;
