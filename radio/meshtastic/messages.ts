// Every message and enum we describe: types, enum tables, codecs. An enum's type is a plain number,
// because a newer radio may send a number that we have no name for. `$unknown` holds fields we do not know.
// Written by schema/generate.node.ts from schema/*.proto; a change there is a change here.

import { codecOf } from './codec.ts';

export type AdminMessage = {
  readonly sessionPasskey: Uint8Array;
  readonly getChannelRequest?: number;
  readonly getChannelResponse?: Channel;
  readonly getOwnerRequest?: boolean;
  readonly getOwnerResponse?: User;
  readonly getConfigRequest?: AdminMessageConfigType;
  readonly getConfigResponse?: Config;
  readonly getModuleConfigRequest?: AdminMessageModuleConfigType;
  readonly getModuleConfigResponse?: ModuleConfig;
  readonly getCannedMessageModuleMessagesRequest?: boolean;
  readonly getCannedMessageModuleMessagesResponse?: string;
  readonly getDeviceMetadataRequest?: boolean;
  readonly getDeviceMetadataResponse?: DeviceMetadata;
  readonly getRingtoneRequest?: boolean;
  readonly getRingtoneResponse?: string;
  readonly getDeviceConnectionStatusRequest?: boolean;
  readonly getDeviceConnectionStatusResponse?: DeviceConnectionStatus;
  readonly setHamMode?: HamParameters;
  readonly getNodeRemoteHardwarePinsRequest?: boolean;
  readonly getNodeRemoteHardwarePinsResponse?: NodeRemoteHardwarePinsResponse;
  readonly enterDfuModeRequest?: boolean;
  readonly deleteFileRequest?: string;
  readonly setScale?: number;
  readonly backupPreferences?: AdminMessageBackupLocation;
  readonly restorePreferences?: AdminMessageBackupLocation;
  readonly removeBackupPreferences?: AdminMessageBackupLocation;
  readonly sendInputEvent?: AdminMessageInputEvent;
  readonly setOwner?: User;
  readonly setChannel?: Channel;
  readonly setConfig?: Config;
  readonly setModuleConfig?: ModuleConfig;
  readonly setCannedMessageModuleMessages?: string;
  readonly setRingtoneMessage?: string;
  readonly removeByNodenum?: number;
  readonly setFavoriteNode?: number;
  readonly removeFavoriteNode?: number;
  readonly setFixedPosition?: Position;
  readonly removeFixedPosition?: boolean;
  readonly setTimeOnly?: number;
  readonly getUiConfigRequest?: boolean;
  readonly getUiConfigResponse?: DeviceUIConfig;
  readonly storeUiConfig?: DeviceUIConfig;
  readonly setIgnoredNode?: number;
  readonly removeIgnoredNode?: number;
  readonly toggleMutedNode?: number;
  readonly beginEditSettings?: boolean;
  readonly commitEditSettings?: boolean;
  readonly addContact?: SharedContact;
  readonly keyVerification?: KeyVerificationAdmin;
  readonly factoryResetDevice?: number;
  readonly rebootOtaSeconds?: number;
  readonly exitSimulator?: boolean;
  readonly rebootSeconds?: number;
  readonly shutdownSeconds?: number;
  readonly factoryResetConfig?: number;
  readonly nodedbReset?: boolean;
  readonly otaRequest?: AdminMessageOTAEvent;
  readonly sensorConfig?: SensorConfig;
  readonly lockdownAuth?: LockdownAuth;
  readonly $unknown?: Uint8Array;
};
export const AdminMessage = codecOf<AdminMessage>('AdminMessage');

export const AdminMessageConfigType = {
  DEVICE_CONFIG: 0,
  POSITION_CONFIG: 1,
  POWER_CONFIG: 2,
  NETWORK_CONFIG: 3,
  DISPLAY_CONFIG: 4,
  LORA_CONFIG: 5,
  BLUETOOTH_CONFIG: 6,
  SECURITY_CONFIG: 7,
  SESSIONKEY_CONFIG: 8,
  DEVICEUI_CONFIG: 9,
} as const;
export type AdminMessageConfigType = number;

export const AdminMessageModuleConfigType = {
  MQTT_CONFIG: 0,
  SERIAL_CONFIG: 1,
  EXTNOTIF_CONFIG: 2,
  STOREFORWARD_CONFIG: 3,
  RANGETEST_CONFIG: 4,
  TELEMETRY_CONFIG: 5,
  CANNEDMSG_CONFIG: 6,
  AUDIO_CONFIG: 7,
  REMOTEHARDWARE_CONFIG: 8,
  NEIGHBORINFO_CONFIG: 9,
  AMBIENTLIGHTING_CONFIG: 10,
  DETECTIONSENSOR_CONFIG: 11,
  PAXCOUNTER_CONFIG: 12,
  STATUSMESSAGE_CONFIG: 13,
  TRAFFICMANAGEMENT_CONFIG: 14,
  TAK_CONFIG: 15,
  MESHBEACON_CONFIG: 16,
} as const;
export type AdminMessageModuleConfigType = number;

export const AdminMessageBackupLocation = {
  FLASH: 0,
  SD: 1,
} as const;
export type AdminMessageBackupLocation = number;

export type AdminMessageInputEvent = {
  readonly eventCode: number;
  readonly kbChar: number;
  readonly touchX: number;
  readonly touchY: number;
  readonly $unknown?: Uint8Array;
};
export const AdminMessageInputEvent = codecOf<AdminMessageInputEvent>('AdminMessageInputEvent');

export type AdminMessageOTAEvent = {
  readonly rebootOtaMode: OTAMode;
  readonly otaHash: Uint8Array;
  readonly $unknown?: Uint8Array;
};
export const AdminMessageOTAEvent = codecOf<AdminMessageOTAEvent>('AdminMessageOTAEvent');

export type HamParameters = {
  readonly callSign: string;
  readonly txPower: number;
  readonly frequency: number;
  readonly shortName: string;
  readonly longName: string;
  readonly $unknown?: Uint8Array;
};
export const HamParameters = codecOf<HamParameters>('HamParameters');

export type NodeRemoteHardwarePinsResponse = {
  readonly nodeRemoteHardwarePins: readonly NodeRemoteHardwarePin[];
  readonly $unknown?: Uint8Array;
};
export const NodeRemoteHardwarePinsResponse = codecOf<NodeRemoteHardwarePinsResponse>('NodeRemoteHardwarePinsResponse');

export type SharedContact = {
  readonly nodeNum: number;
  readonly user?: User;
  readonly shouldIgnore: boolean;
  readonly manuallyVerified: boolean;
  readonly $unknown?: Uint8Array;
};
export const SharedContact = codecOf<SharedContact>('SharedContact');

export type KeyVerificationAdmin = {
  readonly messageType: KeyVerificationAdminMessageType;
  readonly remoteNodenum: number;
  readonly nonce: bigint;
  readonly securityNumber?: number;
  readonly $unknown?: Uint8Array;
};
export const KeyVerificationAdmin = codecOf<KeyVerificationAdmin>('KeyVerificationAdmin');

export const KeyVerificationAdminMessageType = {
  INITIATE_VERIFICATION: 0,
  PROVIDE_SECURITY_NUMBER: 1,
  DO_VERIFY: 2,
  DO_NOT_VERIFY: 3,
} as const;
export type KeyVerificationAdminMessageType = number;

export type SensorConfig = {
  readonly scd4xConfig?: SCD4X_config;
  readonly sen5xConfig?: SEN5X_config;
  readonly scd30Config?: SCD30_config;
  readonly shtxxConfig?: SHTXX_config;
  readonly ds248xConfig?: DS248X_config;
  readonly sen6xConfig?: SEN6X_config;
  readonly as3935Config?: AS3935_config;
  readonly $unknown?: Uint8Array;
};
export const SensorConfig = codecOf<SensorConfig>('SensorConfig');

export type SCD4X_config = {
  readonly setAsc?: boolean;
  readonly setTargetCo2Conc?: number;
  readonly setTemperature?: number;
  readonly setAltitude?: number;
  readonly setAmbientPressure?: number;
  readonly factoryReset?: boolean;
  readonly setPowerMode?: boolean;
  readonly $unknown?: Uint8Array;
};
export const SCD4X_config = codecOf<SCD4X_config>('SCD4X_config');

export type SEN5X_config = {
  readonly setTemperature?: number;
  readonly setOneShotMode?: boolean;
  readonly startFanCleaning?: boolean;
  readonly $unknown?: Uint8Array;
};
export const SEN5X_config = codecOf<SEN5X_config>('SEN5X_config');

export type SCD30_config = {
  readonly setAsc?: boolean;
  readonly setTargetCo2Conc?: number;
  readonly setTemperature?: number;
  readonly setAltitude?: number;
  readonly setMeasurementInterval?: number;
  readonly softReset?: boolean;
  readonly $unknown?: Uint8Array;
};
export const SCD30_config = codecOf<SCD30_config>('SCD30_config');

export type SHTXX_config = {
  readonly setAccuracy?: number;
  readonly $unknown?: Uint8Array;
};
export const SHTXX_config = codecOf<SHTXX_config>('SHTXX_config');

export type DS248X_config = {
  readonly mainTemperatureChannel?: number;
  readonly $unknown?: Uint8Array;
};
export const DS248X_config = codecOf<DS248X_config>('DS248X_config');

export type SEN6X_config = {
  readonly setTemperature?: number;
  readonly setOneShotMode?: boolean;
  readonly startFanCleaning?: boolean;
  readonly setAsc?: boolean;
  readonly setTargetCo2Conc?: number;
  readonly setAltitude?: number;
  readonly setAmbientPressure?: number;
  readonly factoryReset?: boolean;
  readonly $unknown?: Uint8Array;
};
export const SEN6X_config = codecOf<SEN6X_config>('SEN6X_config');

export type AS3935_config = {
  readonly setTuningCapPf?: number;
  readonly $unknown?: Uint8Array;
};
export const AS3935_config = codecOf<AS3935_config>('AS3935_config');

export type LockdownAuth = {
  readonly passphrase: Uint8Array;
  readonly bootsRemaining: number;
  readonly validUntilEpoch: number;
  readonly lockNow: boolean;
  readonly maxSessionSeconds: number;
  readonly disable: boolean;
  readonly $unknown?: Uint8Array;
};
export const LockdownAuth = codecOf<LockdownAuth>('LockdownAuth');

export const OTAMode = {
  NO_REBOOT_OTA: 0,
  OTA_BLE: 1,
  OTA_WIFI: 2,
} as const;
export type OTAMode = number;

export type DeviceConnectionStatus = {
  readonly wifi?: WifiConnectionStatus;
  readonly ethernet?: EthernetConnectionStatus;
  readonly bluetooth?: BluetoothConnectionStatus;
  readonly serial?: SerialConnectionStatus;
  readonly $unknown?: Uint8Array;
};
export const DeviceConnectionStatus = codecOf<DeviceConnectionStatus>('DeviceConnectionStatus');

export type WifiConnectionStatus = {
  readonly status?: NetworkConnectionStatus;
  readonly ssid: string;
  readonly rssi: number;
  readonly $unknown?: Uint8Array;
};
export const WifiConnectionStatus = codecOf<WifiConnectionStatus>('WifiConnectionStatus');

export type NetworkConnectionStatus = {
  readonly ipAddress: number;
  readonly isConnected: boolean;
  readonly isMqttConnected: boolean;
  readonly isSyslogConnected: boolean;
  readonly $unknown?: Uint8Array;
};
export const NetworkConnectionStatus = codecOf<NetworkConnectionStatus>('NetworkConnectionStatus');

export type EthernetConnectionStatus = {
  readonly status?: NetworkConnectionStatus;
  readonly $unknown?: Uint8Array;
};
export const EthernetConnectionStatus = codecOf<EthernetConnectionStatus>('EthernetConnectionStatus');

export type BluetoothConnectionStatus = {
  readonly pin: number;
  readonly rssi: number;
  readonly isConnected: boolean;
  readonly $unknown?: Uint8Array;
};
export const BluetoothConnectionStatus = codecOf<BluetoothConnectionStatus>('BluetoothConnectionStatus');

export type SerialConnectionStatus = {
  readonly baud: number;
  readonly isConnected: boolean;
  readonly $unknown?: Uint8Array;
};
export const SerialConnectionStatus = codecOf<SerialConnectionStatus>('SerialConnectionStatus');

export type Config = {
  readonly device?: ConfigDeviceConfig;
  readonly position?: ConfigPositionConfig;
  readonly power?: ConfigPowerConfig;
  readonly network?: ConfigNetworkConfig;
  readonly display?: ConfigDisplayConfig;
  readonly lora?: ConfigLoRaConfig;
  readonly bluetooth?: ConfigBluetoothConfig;
  readonly security?: ConfigSecurityConfig;
  readonly sessionkey?: ConfigSessionkeyConfig;
  readonly deviceUi?: DeviceUIConfig;
  readonly $unknown?: Uint8Array;
};
export const Config = codecOf<Config>('Config');

export type ConfigDeviceConfig = {
  readonly role: ConfigDeviceConfigRole;
  readonly serialEnabled: boolean;
  readonly buttonGpio: number;
  readonly buzzerGpio: number;
  readonly rebroadcastMode: ConfigDeviceConfigRebroadcastMode;
  readonly nodeInfoBroadcastSecs: number;
  readonly doubleTapAsButtonPress: boolean;
  readonly isManaged: boolean;
  readonly disableTripleClick: boolean;
  readonly tzdef: string;
  readonly ledHeartbeatDisabled: boolean;
  readonly buzzerMode: ConfigDeviceConfigBuzzerMode;
  readonly $unknown?: Uint8Array;
};
export const ConfigDeviceConfig = codecOf<ConfigDeviceConfig>('ConfigDeviceConfig');

export const ConfigDeviceConfigRole = {
  CLIENT: 0,
  CLIENT_MUTE: 1,
  ROUTER: 2,
  ROUTER_CLIENT: 3,
  REPEATER: 4,
  TRACKER: 5,
  SENSOR: 6,
  TAK: 7,
  CLIENT_HIDDEN: 8,
  LOST_AND_FOUND: 9,
  TAK_TRACKER: 10,
  ROUTER_LATE: 11,
  CLIENT_BASE: 12,
} as const;
export type ConfigDeviceConfigRole = number;

export const ConfigDeviceConfigRebroadcastMode = {
  ALL: 0,
  ALL_SKIP_DECODING: 1,
  LOCAL_ONLY: 2,
  KNOWN_ONLY: 3,
  NONE: 4,
  CORE_PORTNUMS_ONLY: 5,
} as const;
export type ConfigDeviceConfigRebroadcastMode = number;

export const ConfigDeviceConfigBuzzerMode = {
  ALL_ENABLED: 0,
  DISABLED: 1,
  NOTIFICATIONS_ONLY: 2,
  SYSTEM_ONLY: 3,
  DIRECT_MSG_ONLY: 4,
} as const;
export type ConfigDeviceConfigBuzzerMode = number;

export type ConfigPositionConfig = {
  readonly positionBroadcastSecs: number;
  readonly positionBroadcastSmartEnabled: boolean;
  readonly fixedPosition: boolean;
  readonly gpsEnabled: boolean;
  readonly gpsUpdateInterval: number;
  readonly gpsAttemptTime: number;
  readonly positionFlags: number;
  readonly rxGpio: number;
  readonly txGpio: number;
  readonly broadcastSmartMinimumDistance: number;
  readonly broadcastSmartMinimumIntervalSecs: number;
  readonly gpsEnGpio: number;
  readonly gpsMode: ConfigPositionConfigGpsMode;
  readonly $unknown?: Uint8Array;
};
export const ConfigPositionConfig = codecOf<ConfigPositionConfig>('ConfigPositionConfig');

export const ConfigPositionConfigPositionFlags = {
  UNSET: 0,
  ALTITUDE: 1,
  ALTITUDE_MSL: 2,
  GEOIDAL_SEPARATION: 4,
  DOP: 8,
  HVDOP: 16,
  SATINVIEW: 32,
  SEQ_NO: 64,
  TIMESTAMP: 128,
  HEADING: 256,
  SPEED: 512,
} as const;
export type ConfigPositionConfigPositionFlags = number;

export const ConfigPositionConfigGpsMode = {
  DISABLED: 0,
  ENABLED: 1,
  NOT_PRESENT: 2,
} as const;
export type ConfigPositionConfigGpsMode = number;

export type ConfigPowerConfig = {
  readonly isPowerSaving: boolean;
  readonly onBatteryShutdownAfterSecs: number;
  readonly adcMultiplierOverride: number;
  readonly waitBluetoothSecs: number;
  readonly sdsSecs: number;
  readonly lsSecs: number;
  readonly minWakeSecs: number;
  readonly deviceBatteryInaAddress: number;
  readonly powermonEnables: bigint;
  readonly $unknown?: Uint8Array;
};
export const ConfigPowerConfig = codecOf<ConfigPowerConfig>('ConfigPowerConfig');

export type ConfigNetworkConfig = {
  readonly wifiEnabled: boolean;
  readonly wifiSsid: string;
  readonly wifiPsk: string;
  readonly ntpServer: string;
  readonly ethEnabled: boolean;
  readonly addressMode: ConfigNetworkConfigAddressMode;
  readonly ipv4Config?: ConfigNetworkConfigIpV4Config;
  readonly rsyslogServer: string;
  readonly enabledProtocols: number;
  readonly ipv6Enabled: boolean;
  readonly $unknown?: Uint8Array;
};
export const ConfigNetworkConfig = codecOf<ConfigNetworkConfig>('ConfigNetworkConfig');

export const ConfigNetworkConfigAddressMode = {
  DHCP: 0,
  STATIC: 1,
} as const;
export type ConfigNetworkConfigAddressMode = number;

export type ConfigNetworkConfigIpV4Config = {
  readonly ip: number;
  readonly gateway: number;
  readonly subnet: number;
  readonly dns: number;
  readonly $unknown?: Uint8Array;
};
export const ConfigNetworkConfigIpV4Config = codecOf<ConfigNetworkConfigIpV4Config>('ConfigNetworkConfigIpV4Config');

export const ConfigNetworkConfigProtocolFlags = {
  NO_BROADCAST: 0,
  UDP_BROADCAST: 1,
} as const;
export type ConfigNetworkConfigProtocolFlags = number;

export type ConfigDisplayConfig = {
  readonly screenOnSecs: number;
  readonly gpsFormat: ConfigDisplayConfigDeprecatedGpsCoordinateFormat;
  readonly autoScreenCarouselSecs: number;
  readonly compassNorthTop: boolean;
  readonly flipScreen: boolean;
  readonly units: ConfigDisplayConfigDisplayUnits;
  readonly oled: ConfigDisplayConfigOledType;
  readonly displaymode: ConfigDisplayConfigDisplayMode;
  readonly headingBold: boolean;
  readonly wakeOnTapOrMotion: boolean;
  readonly compassOrientation: ConfigDisplayConfigCompassOrientation;
  readonly use12hClock: boolean;
  readonly useLongNodeName: boolean;
  readonly enableMessageBubbles: boolean;
  readonly $unknown?: Uint8Array;
};
export const ConfigDisplayConfig = codecOf<ConfigDisplayConfig>('ConfigDisplayConfig');

export const ConfigDisplayConfigDeprecatedGpsCoordinateFormat = {
  UNUSED: 0,
} as const;
export type ConfigDisplayConfigDeprecatedGpsCoordinateFormat = number;

export const ConfigDisplayConfigDisplayUnits = {
  METRIC: 0,
  IMPERIAL: 1,
} as const;
export type ConfigDisplayConfigDisplayUnits = number;

export const ConfigDisplayConfigOledType = {
  OLED_AUTO: 0,
  OLED_SSD1306: 1,
  OLED_SH1106: 2,
  OLED_SH1107: 3,
  OLED_SH1107_128_128: 4,
  OLED_SH1107_ROTATED: 5,
} as const;
export type ConfigDisplayConfigOledType = number;

export const ConfigDisplayConfigDisplayMode = {
  DEFAULT: 0,
  TWOCOLOR: 1,
  INVERTED: 2,
  COLOR: 3,
} as const;
export type ConfigDisplayConfigDisplayMode = number;

export const ConfigDisplayConfigCompassOrientation = {
  DEGREES_0: 0,
  DEGREES_90: 1,
  DEGREES_180: 2,
  DEGREES_270: 3,
  DEGREES_0_INVERTED: 4,
  DEGREES_90_INVERTED: 5,
  DEGREES_180_INVERTED: 6,
  DEGREES_270_INVERTED: 7,
} as const;
export type ConfigDisplayConfigCompassOrientation = number;

export type ConfigLoRaConfig = {
  readonly usePreset: boolean;
  readonly modemPreset: ConfigLoRaConfigModemPreset;
  readonly bandwidth: number;
  readonly spreadFactor: number;
  readonly codingRate: number;
  readonly frequencyOffset: number;
  readonly region: ConfigLoRaConfigRegionCode;
  readonly hopLimit: number;
  readonly txEnabled: boolean;
  readonly txPower: number;
  readonly channelNum: number;
  readonly overrideDutyCycle: boolean;
  readonly sx126xRxBoostedGain: boolean;
  readonly overrideFrequency: number;
  readonly paFanDisabled: boolean;
  readonly ignoreIncoming: readonly number[];
  readonly ignoreMqtt: boolean;
  readonly configOkToMqtt: boolean;
  readonly femLnaMode: ConfigLoRaConfigFEM_LNA_Mode;
  readonly serialHalOnly: boolean;
  readonly $unknown?: Uint8Array;
};
export const ConfigLoRaConfig = codecOf<ConfigLoRaConfig>('ConfigLoRaConfig');

export const ConfigLoRaConfigRegionCode = {
  UNSET: 0,
  US: 1,
  EU_433: 2,
  EU_868: 3,
  CN: 4,
  JP: 5,
  ANZ: 6,
  KR: 7,
  TW: 8,
  RU: 9,
  IN: 10,
  NZ_865: 11,
  TH: 12,
  LORA_24: 13,
  UA_433: 14,
  UA_868: 15,
  MY_433: 16,
  MY_919: 17,
  SG_923: 18,
  PH_433: 19,
  PH_868: 20,
  PH_915: 21,
  ANZ_433: 22,
  KZ_433: 23,
  KZ_863: 24,
  NP_865: 25,
  BR_902: 26,
  ITU1_2M: 27,
  ITU2_2M: 28,
  EU_866: 29,
  EU_874: 30,
  EU_917: 31,
  EU_N_868: 32,
  ITU3_2M: 33,
  ITU1_70CM: 34,
  ITU2_70CM: 35,
  ITU3_70CM: 36,
  ITU2_125CM: 37,
} as const;
export type ConfigLoRaConfigRegionCode = number;

export const ConfigLoRaConfigModemPreset = {
  LONG_FAST: 0,
  LONG_SLOW: 1,
  VERY_LONG_SLOW: 2,
  MEDIUM_SLOW: 3,
  MEDIUM_FAST: 4,
  SHORT_SLOW: 5,
  SHORT_FAST: 6,
  LONG_MODERATE: 7,
  SHORT_TURBO: 8,
  LONG_TURBO: 9,
  LITE_FAST: 10,
  LITE_SLOW: 11,
  NARROW_FAST: 12,
  NARROW_SLOW: 13,
  TINY_FAST: 14,
  TINY_SLOW: 15,
  MEDIUM_TURBO: 16,
} as const;
export type ConfigLoRaConfigModemPreset = number;

export const ConfigLoRaConfigFEM_LNA_Mode = {
  DISABLED: 0,
  ENABLED: 1,
  NOT_PRESENT: 2,
} as const;
export type ConfigLoRaConfigFEM_LNA_Mode = number;

export type ConfigBluetoothConfig = {
  readonly enabled: boolean;
  readonly mode: ConfigBluetoothConfigPairingMode;
  readonly fixedPin: number;
  readonly $unknown?: Uint8Array;
};
export const ConfigBluetoothConfig = codecOf<ConfigBluetoothConfig>('ConfigBluetoothConfig');

export const ConfigBluetoothConfigPairingMode = {
  RANDOM_PIN: 0,
  FIXED_PIN: 1,
  NO_PIN: 2,
} as const;
export type ConfigBluetoothConfigPairingMode = number;

export type ConfigSecurityConfig = {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
  readonly adminKey: readonly Uint8Array[];
  readonly isManaged: boolean;
  readonly serialEnabled: boolean;
  readonly debugLogApiEnabled: boolean;
  readonly adminChannelEnabled: boolean;
  readonly packetSignaturePolicy: ConfigSecurityConfigPacketSignaturePolicy;
  readonly $unknown?: Uint8Array;
};
export const ConfigSecurityConfig = codecOf<ConfigSecurityConfig>('ConfigSecurityConfig');

export const ConfigSecurityConfigPacketSignaturePolicy = {
  PACKET_SIGNATURE_POLICY_COMPATIBLE: 0,
  PACKET_SIGNATURE_POLICY_BALANCED: 1,
  PACKET_SIGNATURE_POLICY_STRICT: 2,
} as const;
export type ConfigSecurityConfigPacketSignaturePolicy = number;

export type ConfigSessionkeyConfig = {
  readonly $unknown?: Uint8Array;
};
export const ConfigSessionkeyConfig = codecOf<ConfigSessionkeyConfig>('ConfigSessionkeyConfig');

export type ChannelSettings = {
  readonly channelNum: number;
  readonly psk: Uint8Array;
  readonly name: string;
  readonly id: number;
  readonly uplinkEnabled: boolean;
  readonly downlinkEnabled: boolean;
  readonly moduleSettings?: ModuleSettings;
  readonly $unknown?: Uint8Array;
};
export const ChannelSettings = codecOf<ChannelSettings>('ChannelSettings');

export type ModuleSettings = {
  readonly positionPrecision: number;
  readonly isMuted: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleSettings = codecOf<ModuleSettings>('ModuleSettings');

export type Channel = {
  readonly index: number;
  readonly settings?: ChannelSettings;
  readonly role: ChannelRole;
  readonly $unknown?: Uint8Array;
};
export const Channel = codecOf<Channel>('Channel');

export const ChannelRole = {
  DISABLED: 0,
  PRIMARY: 1,
  SECONDARY: 2,
} as const;
export type ChannelRole = number;

export type ChannelSet = {
  readonly settings: readonly ChannelSettings[];
  readonly loraConfig?: ConfigLoRaConfig;
  readonly $unknown?: Uint8Array;
};
export const ChannelSet = codecOf<ChannelSet>('ChannelSet');

export type DeviceUIConfig = {
  readonly version: number;
  readonly screenBrightness: number;
  readonly screenTimeout: number;
  readonly screenLock: boolean;
  readonly settingsLock: boolean;
  readonly pinCode: number;
  readonly theme: Theme;
  readonly alertEnabled: boolean;
  readonly bannerEnabled: boolean;
  readonly ringToneId: number;
  readonly language: Language;
  readonly nodeFilter?: NodeFilter;
  readonly nodeHighlight?: NodeHighlight;
  readonly calibrationData: Uint8Array;
  readonly mapData?: Map;
  readonly compassMode: CompassMode;
  readonly screenRgbColor: number;
  readonly isClockfaceAnalog: boolean;
  readonly gpsFormat: DeviceUIConfigGpsCoordinateFormat;
  readonly $unknown?: Uint8Array;
};
export const DeviceUIConfig = codecOf<DeviceUIConfig>('DeviceUIConfig');

export const DeviceUIConfigGpsCoordinateFormat = {
  DEC: 0,
  DMS: 1,
  UTM: 2,
  MGRS: 3,
  OLC: 4,
  OSGR: 5,
  MLS: 6,
} as const;
export type DeviceUIConfigGpsCoordinateFormat = number;

export const Theme = {
  DARK: 0,
  LIGHT: 1,
  RED: 2,
} as const;
export type Theme = number;

export const Language = {
  ENGLISH: 0,
  FRENCH: 1,
  GERMAN: 2,
  ITALIAN: 3,
  PORTUGUESE: 4,
  SPANISH: 5,
  SWEDISH: 6,
  FINNISH: 7,
  POLISH: 8,
  TURKISH: 9,
  SERBIAN: 10,
  RUSSIAN: 11,
  DUTCH: 12,
  GREEK: 13,
  NORWEGIAN: 14,
  SLOVENIAN: 15,
  UKRAINIAN: 16,
  BULGARIAN: 17,
  CZECH: 18,
  DANISH: 19,
  SIMPLIFIED_CHINESE: 30,
  TRADITIONAL_CHINESE: 31,
} as const;
export type Language = number;

export type NodeFilter = {
  readonly unknownSwitch: boolean;
  readonly offlineSwitch: boolean;
  readonly publicKeySwitch: boolean;
  readonly hopsAway: number;
  readonly positionSwitch: boolean;
  readonly nodeName: string;
  readonly channel: number;
  readonly $unknown?: Uint8Array;
};
export const NodeFilter = codecOf<NodeFilter>('NodeFilter');

export type NodeHighlight = {
  readonly chatSwitch: boolean;
  readonly positionSwitch: boolean;
  readonly telemetrySwitch: boolean;
  readonly iaqSwitch: boolean;
  readonly nodeName: string;
  readonly $unknown?: Uint8Array;
};
export const NodeHighlight = codecOf<NodeHighlight>('NodeHighlight');

export type Map = {
  readonly home?: GeoPoint;
  readonly style: string;
  readonly followGps: boolean;
  readonly $unknown?: Uint8Array;
};
export const Map = codecOf<Map>('Map');

export type GeoPoint = {
  readonly zoom: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly $unknown?: Uint8Array;
};
export const GeoPoint = codecOf<GeoPoint>('GeoPoint');

export const CompassMode = {
  DYNAMIC: 0,
  FIXED_RING: 1,
  FREEZE_HEADING: 2,
} as const;
export type CompassMode = number;

export type ToRadio = {
  readonly packet?: MeshPacket;
  readonly wantConfigId?: number;
  readonly disconnect?: boolean;
  readonly xmodemPacket?: XModem;
  readonly mqttClientProxyMessage?: MqttClientProxyMessage;
  readonly heartbeat?: Heartbeat;
  readonly $unknown?: Uint8Array;
};
export const ToRadio = codecOf<ToRadio>('ToRadio');

export type MeshPacket = {
  readonly from: number;
  readonly to: number;
  readonly channel: number;
  readonly decoded?: Data;
  readonly encrypted?: Uint8Array;
  readonly id: number;
  readonly rxTime: number;
  readonly rxSnr: number;
  readonly hopLimit: number;
  readonly wantAck: boolean;
  readonly priority: MeshPacketPriority;
  readonly rxRssi: number;
  readonly delayed: MeshPacketDelayed;
  readonly viaMqtt: boolean;
  readonly hopStart: number;
  readonly publicKey: Uint8Array;
  readonly pkiEncrypted: boolean;
  readonly nextHop: number;
  readonly relayNode: number;
  readonly txAfter: number;
  readonly transportMechanism: MeshPacketTransportMechanism;
  readonly xeddsaSigned: boolean;
  readonly $unknown?: Uint8Array;
};
export const MeshPacket = codecOf<MeshPacket>('MeshPacket');

export const MeshPacketPriority = {
  UNSET: 0,
  MIN: 1,
  BACKGROUND: 10,
  DEFAULT: 64,
  RELIABLE: 70,
  RESPONSE: 80,
  HIGH: 100,
  ALERT: 110,
  ACK: 120,
  MAX: 127,
} as const;
export type MeshPacketPriority = number;

export const MeshPacketDelayed = {
  NO_DELAY: 0,
  DELAYED_BROADCAST: 1,
  DELAYED_DIRECT: 2,
} as const;
export type MeshPacketDelayed = number;

export const MeshPacketTransportMechanism = {
  TRANSPORT_INTERNAL: 0,
  TRANSPORT_LORA: 1,
  TRANSPORT_LORA_ALT1: 2,
  TRANSPORT_LORA_ALT2: 3,
  TRANSPORT_LORA_ALT3: 4,
  TRANSPORT_MQTT: 5,
  TRANSPORT_MULTICAST_UDP: 6,
  TRANSPORT_API: 7,
  TRANSPORT_UNICAST_UDP: 8,
} as const;
export type MeshPacketTransportMechanism = number;

export type Data = {
  readonly portnum: PortNum;
  readonly payload: Uint8Array;
  readonly wantResponse: boolean;
  readonly dest: number;
  readonly source: number;
  readonly requestId: number;
  readonly replyId: number;
  readonly emoji: number;
  readonly bitfield?: number;
  readonly xeddsaSignature: Uint8Array;
  readonly $unknown?: Uint8Array;
};
export const Data = codecOf<Data>('Data');

export type MqttClientProxyMessage = {
  readonly topic: string;
  readonly data?: Uint8Array;
  readonly text?: string;
  readonly retained: boolean;
  readonly $unknown?: Uint8Array;
};
export const MqttClientProxyMessage = codecOf<MqttClientProxyMessage>('MqttClientProxyMessage');

export type Heartbeat = {
  readonly nonce: number;
  readonly $unknown?: Uint8Array;
};
export const Heartbeat = codecOf<Heartbeat>('Heartbeat');

export type FromRadio = {
  readonly id: number;
  readonly packet?: MeshPacket;
  readonly myInfo?: MyNodeInfo;
  readonly nodeInfo?: NodeInfo;
  readonly config?: Config;
  readonly logRecord?: LogRecord;
  readonly configCompleteId?: number;
  readonly rebooted?: boolean;
  readonly moduleConfig?: ModuleConfig;
  readonly channel?: Channel;
  readonly queueStatus?: QueueStatus;
  readonly xmodemPacket?: XModem;
  readonly metadata?: DeviceMetadata;
  readonly mqttClientProxyMessage?: MqttClientProxyMessage;
  readonly fileInfo?: FileInfo;
  readonly clientNotification?: ClientNotification;
  readonly deviceuiConfig?: DeviceUIConfig;
  readonly lockdownStatus?: LockdownStatus;
  readonly regionPresets?: LoRaRegionPresetMap;
  readonly $unknown?: Uint8Array;
};
export const FromRadio = codecOf<FromRadio>('FromRadio');

export type MyNodeInfo = {
  readonly myNodeNum: number;
  readonly rebootCount: number;
  readonly minAppVersion: number;
  readonly deviceId: Uint8Array;
  readonly pioEnv: string;
  readonly firmwareEdition: FirmwareEdition;
  readonly nodedbCount: number;
  readonly $unknown?: Uint8Array;
};
export const MyNodeInfo = codecOf<MyNodeInfo>('MyNodeInfo');

export const FirmwareEdition = {
  VANILLA: 0,
  SMART_CITIZEN: 1,
  OPEN_SAUCE: 16,
  DEFCON: 17,
  BURNING_MAN: 18,
  HAMVENTION: 19,
  FAB: 20,
  DRAGON_CON: 21,
  CCC: 22,
  DIY_EDITION: 127,
} as const;
export type FirmwareEdition = number;

export type NodeInfo = {
  readonly num: number;
  readonly user?: User;
  readonly position?: Position;
  readonly snr: number;
  readonly lastHeard: number;
  readonly deviceMetrics?: DeviceMetrics;
  readonly channel: number;
  readonly viaMqtt: boolean;
  readonly hopsAway?: number;
  readonly isFavorite: boolean;
  readonly isIgnored: boolean;
  readonly isKeyManuallyVerified: boolean;
  readonly isMuted: boolean;
  readonly hasXeddsaSigned: boolean;
  readonly $unknown?: Uint8Array;
};
export const NodeInfo = codecOf<NodeInfo>('NodeInfo');

export type User = {
  readonly id: string;
  readonly longName: string;
  readonly shortName: string;
  readonly macaddr: Uint8Array;
  readonly hwModel: HardwareModel;
  readonly isLicensed: boolean;
  readonly role: ConfigDeviceConfigRole;
  readonly publicKey: Uint8Array;
  readonly isUnmessagable?: boolean;
  readonly $unknown?: Uint8Array;
};
export const User = codecOf<User>('User');

export const HardwareModel = {
  UNSET: 0,
  TLORA_V2: 1,
  TLORA_V1: 2,
  TLORA_V2_1_1P6: 3,
  TBEAM: 4,
  HELTEC_V2_0: 5,
  TBEAM_V0P7: 6,
  T_ECHO: 7,
  TLORA_V1_1P3: 8,
  RAK4631: 9,
  HELTEC_V2_1: 10,
  HELTEC_V1: 11,
  LILYGO_TBEAM_S3_CORE: 12,
  RAK11200: 13,
  NANO_G1: 14,
  TLORA_V2_1_1P8: 15,
  TLORA_T3_S3: 16,
  NANO_G1_EXPLORER: 17,
  NANO_G2_ULTRA: 18,
  LORA_TYPE: 19,
  WIPHONE: 20,
  WIO_WM1110: 21,
  RAK2560: 22,
  HELTEC_HRU_3601: 23,
  HELTEC_WIRELESS_BRIDGE: 24,
  STATION_G1: 25,
  RAK11310: 26,
  MAKERFABS_TRACKER: 27,
  MAKERFABS_RESERVED: 28,
  CANARYONE: 29,
  RP2040_LORA: 30,
  STATION_G2: 31,
  LORA_RELAY_V1: 32,
  T_ECHO_PLUS: 33,
  PPR: 34,
  GENIEBLOCKS: 35,
  NRF52_UNKNOWN: 36,
  PORTDUINO: 37,
  ANDROID_SIM: 38,
  DIY_V1: 39,
  NRF52840_PCA10059: 40,
  DR_DEV: 41,
  M5STACK: 42,
  HELTEC_V3: 43,
  HELTEC_WSL_V3: 44,
  BETAFPV_2400_TX: 45,
  BETAFPV_900_NANO_TX: 46,
  RPI_PICO: 47,
  HELTEC_WIRELESS_TRACKER: 48,
  HELTEC_WIRELESS_PAPER: 49,
  T_DECK: 50,
  T_WATCH_S3: 51,
  PICOMPUTER_S3: 52,
  HELTEC_HT62: 53,
  EBYTE_ESP32_S3: 54,
  ESP32_S3_PICO: 55,
  CHATTER_2: 56,
  HELTEC_WIRELESS_PAPER_V1_0: 57,
  HELTEC_WIRELESS_TRACKER_V1_0: 58,
  UNPHONE: 59,
  TD_LORAC: 60,
  CDEBYTE_EORA_S3: 61,
  TWC_MESH_V4: 62,
  NRF52_PROMICRO_DIY: 63,
  RADIOMASTER_900_BANDIT_NANO: 64,
  HELTEC_CAPSULE_SENSOR_V3: 65,
  HELTEC_VISION_MASTER_T190: 66,
  HELTEC_VISION_MASTER_E213: 67,
  HELTEC_VISION_MASTER_E290: 68,
  HELTEC_MESH_NODE_T114: 69,
  SENSECAP_INDICATOR: 70,
  TRACKER_T1000_E: 71,
  RAK3172: 72,
  WIO_E5: 73,
  RADIOMASTER_900_BANDIT: 74,
  ME25LS01_4Y10TD: 75,
  RP2040_FEATHER_RFM95: 76,
  M5STACK_COREBASIC: 77,
  M5STACK_CORE2: 78,
  RPI_PICO2: 79,
  M5STACK_CORES3: 80,
  SEEED_XIAO_S3: 81,
  MS24SF1: 82,
  TLORA_C6: 83,
  WISMESH_TAP: 84,
  ROUTASTIC: 85,
  MESH_TAB: 86,
  MESHLINK: 87,
  XIAO_NRF52_KIT: 88,
  THINKNODE_M1: 89,
  THINKNODE_M2: 90,
  T_ETH_ELITE: 91,
  HELTEC_SENSOR_HUB: 92,
  MUZI_BASE: 93,
  HELTEC_MESH_POCKET: 94,
  SEEED_SOLAR_NODE: 95,
  NOMADSTAR_METEOR_PRO: 96,
  CROWPANEL: 97,
  LINK_32: 98,
  SEEED_WIO_TRACKER_L1: 99,
  SEEED_WIO_TRACKER_L1_EINK: 100,
  MUZI_R1_NEO: 101,
  T_DECK_PRO: 102,
  T_LORA_PAGER: 103,
  M5STACK_RESERVED: 104,
  WISMESH_TAG: 105,
  RAK3312: 106,
  THINKNODE_M5: 107,
  HELTEC_MESH_SOLAR: 108,
  T_ECHO_LITE: 109,
  HELTEC_V4: 110,
  M5STACK_C6L: 111,
  M5STACK_CARDPUTER_ADV: 112,
  HELTEC_WIRELESS_TRACKER_V2: 113,
  T_WATCH_ULTRA: 114,
  THINKNODE_M3: 115,
  WISMESH_TAP_V2: 116,
  RAK3401: 117,
  RAK6421: 118,
  THINKNODE_M4: 119,
  THINKNODE_M6: 120,
  MESHSTICK_1262: 121,
  TBEAM_1_WATT: 122,
  T5_S3_EPAPER_PRO: 123,
  TBEAM_BPF: 124,
  MINI_EPAPER_S3: 125,
  TDISPLAY_S3_PRO: 126,
  HELTEC_MESH_NODE_T096: 127,
  MESH_TRACKER_X1: 128,
  THINKNODE_M7: 129,
  THINKNODE_M8: 130,
  THINKNODE_M9: 131,
  HELTEC_V4_R8: 132,
  HELTEC_MESH_NODE_T1: 133,
  STATION_G3: 134,
  T_IMPULSE_PLUS: 135,
  T_ECHO_CARD: 136,
  SEEED_WIO_TRACKER_L2: 137,
  CROWPANEL_P4: 138,
  HELTEC_MESH_TOWER_V2: 139,
  MESHNOLOGY_W10: 140,
  HELTEC_RC32: 141,
  HELTEC_RC52: 142,
  HELTEC_RCC6: 143,
  SEEED_WIO_TRACKER_L1_PRO_1W: 144,
  MESHNOLOGY_W12: 145,
  MESHPAGER_X2: 146,
  PRIVATE_HW: 255,
} as const;
export type HardwareModel = number;

export type Position = {
  readonly latitudeI?: number;
  readonly longitudeI?: number;
  readonly altitude?: number;
  readonly time: number;
  readonly locationSource: PositionLocSource;
  readonly altitudeSource: PositionAltSource;
  readonly timestamp: number;
  readonly timestampMillisAdjust: number;
  readonly altitudeHae?: number;
  readonly altitudeGeoidalSeparation?: number;
  readonly PDOP: number;
  readonly HDOP: number;
  readonly VDOP: number;
  readonly gpsAccuracy: number;
  readonly groundSpeed?: number;
  readonly groundTrack?: number;
  readonly fixQuality: number;
  readonly fixType: number;
  readonly satsInView: number;
  readonly sensorId: number;
  readonly nextUpdate: number;
  readonly seqNumber: number;
  readonly precisionBits: number;
  readonly $unknown?: Uint8Array;
};
export const Position = codecOf<Position>('Position');

export const PositionLocSource = {
  LOC_UNSET: 0,
  LOC_MANUAL: 1,
  LOC_INTERNAL: 2,
  LOC_EXTERNAL: 3,
} as const;
export type PositionLocSource = number;

export const PositionAltSource = {
  ALT_UNSET: 0,
  ALT_MANUAL: 1,
  ALT_INTERNAL: 2,
  ALT_EXTERNAL: 3,
  ALT_BAROMETRIC: 4,
} as const;
export type PositionAltSource = number;

export type LogRecord = {
  readonly message: string;
  readonly time: number;
  readonly source: string;
  readonly level: LogRecordLevel;
  readonly $unknown?: Uint8Array;
};
export const LogRecord = codecOf<LogRecord>('LogRecord');

export const LogRecordLevel = {
  UNSET: 0,
  CRITICAL: 50,
  ERROR: 40,
  WARNING: 30,
  INFO: 20,
  DEBUG: 10,
  TRACE: 5,
} as const;
export type LogRecordLevel = number;

export type QueueStatus = {
  readonly res: number;
  readonly free: number;
  readonly maxlen: number;
  readonly meshPacketId: number;
  readonly $unknown?: Uint8Array;
};
export const QueueStatus = codecOf<QueueStatus>('QueueStatus');

export type DeviceMetadata = {
  readonly firmwareVersion: string;
  readonly deviceStateVersion: number;
  readonly canShutdown: boolean;
  readonly hasWifi: boolean;
  readonly hasBluetooth: boolean;
  readonly hasEthernet: boolean;
  readonly role: ConfigDeviceConfigRole;
  readonly positionFlags: number;
  readonly hwModel: HardwareModel;
  readonly hasRemoteHardware: boolean;
  readonly hasPKC: boolean;
  readonly excludedModules: number;
  readonly hasXeddsa: boolean;
  readonly $unknown?: Uint8Array;
};
export const DeviceMetadata = codecOf<DeviceMetadata>('DeviceMetadata');

export type FileInfo = {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly $unknown?: Uint8Array;
};
export const FileInfo = codecOf<FileInfo>('FileInfo');

export type ClientNotification = {
  readonly replyId?: number;
  readonly time: number;
  readonly level: LogRecordLevel;
  readonly message: string;
  readonly keyVerificationNumberInform?: KeyVerificationNumberInform;
  readonly keyVerificationNumberRequest?: KeyVerificationNumberRequest;
  readonly keyVerificationFinal?: KeyVerificationFinal;
  readonly duplicatedPublicKey?: DuplicatedPublicKey;
  readonly lowEntropyKey?: LowEntropyKey;
  readonly $unknown?: Uint8Array;
};
export const ClientNotification = codecOf<ClientNotification>('ClientNotification');

export type KeyVerificationNumberInform = {
  readonly nonce: bigint;
  readonly remoteLongname: string;
  readonly securityNumber: number;
  readonly $unknown?: Uint8Array;
};
export const KeyVerificationNumberInform = codecOf<KeyVerificationNumberInform>('KeyVerificationNumberInform');

export type KeyVerificationNumberRequest = {
  readonly nonce: bigint;
  readonly remoteLongname: string;
  readonly $unknown?: Uint8Array;
};
export const KeyVerificationNumberRequest = codecOf<KeyVerificationNumberRequest>('KeyVerificationNumberRequest');

export type KeyVerificationFinal = {
  readonly nonce: bigint;
  readonly remoteLongname: string;
  readonly isSender: boolean;
  readonly verificationCharacters: string;
  readonly $unknown?: Uint8Array;
};
export const KeyVerificationFinal = codecOf<KeyVerificationFinal>('KeyVerificationFinal');

export type DuplicatedPublicKey = {
  readonly $unknown?: Uint8Array;
};
export const DuplicatedPublicKey = codecOf<DuplicatedPublicKey>('DuplicatedPublicKey');

export type LowEntropyKey = {
  readonly $unknown?: Uint8Array;
};
export const LowEntropyKey = codecOf<LowEntropyKey>('LowEntropyKey');

export type LockdownStatus = {
  readonly state: LockdownStatusState;
  readonly lockReason: string;
  readonly bootsRemaining: number;
  readonly validUntilEpoch: number;
  readonly backoffSeconds: number;
  readonly $unknown?: Uint8Array;
};
export const LockdownStatus = codecOf<LockdownStatus>('LockdownStatus');

export const LockdownStatusState = {
  STATE_UNSPECIFIED: 0,
  NEEDS_PROVISION: 1,
  LOCKED: 2,
  UNLOCKED: 3,
  UNLOCK_FAILED: 4,
  DISABLED: 5,
} as const;
export type LockdownStatusState = number;

export type LoRaRegionPresetMap = {
  readonly groups: readonly LoRaPresetGroup[];
  readonly regionGroups: readonly LoRaRegionPresets[];
  readonly $unknown?: Uint8Array;
};
export const LoRaRegionPresetMap = codecOf<LoRaRegionPresetMap>('LoRaRegionPresetMap');

export type LoRaPresetGroup = {
  readonly presets: readonly ConfigLoRaConfigModemPreset[];
  readonly defaultPreset: ConfigLoRaConfigModemPreset;
  readonly licensedOnly: boolean;
  readonly $unknown?: Uint8Array;
};
export const LoRaPresetGroup = codecOf<LoRaPresetGroup>('LoRaPresetGroup');

export type LoRaRegionPresets = {
  readonly region: ConfigLoRaConfigRegionCode;
  readonly groupIndex: number;
  readonly $unknown?: Uint8Array;
};
export const LoRaRegionPresets = codecOf<LoRaRegionPresets>('LoRaRegionPresets');

export type Waypoint = {
  readonly id: number;
  readonly latitudeI?: number;
  readonly longitudeI?: number;
  readonly expire: number;
  readonly lockedTo: number;
  readonly name: string;
  readonly description: string;
  readonly icon: number;
  readonly geofenceRadius: number;
  readonly boundingBox?: BoundingBox;
  readonly notifyOnEnter: boolean;
  readonly notifyOnExit: boolean;
  readonly notifyFavoritesOnly: boolean;
  readonly $unknown?: Uint8Array;
};
export const Waypoint = codecOf<Waypoint>('Waypoint');

export type BoundingBox = {
  readonly longitudeWestI: number;
  readonly latitudeSouthI: number;
  readonly longitudeEastI: number;
  readonly latitudeNorthI: number;
  readonly $unknown?: Uint8Array;
};
export const BoundingBox = codecOf<BoundingBox>('BoundingBox');

export type NeighborInfo = {
  readonly nodeId: number;
  readonly lastSentById: number;
  readonly nodeBroadcastIntervalSecs: number;
  readonly neighbors: readonly Neighbor[];
  readonly $unknown?: Uint8Array;
};
export const NeighborInfo = codecOf<NeighborInfo>('NeighborInfo');

export type Neighbor = {
  readonly nodeId: number;
  readonly snr: number;
  readonly lastRxTime: number;
  readonly nodeBroadcastIntervalSecs: number;
  readonly $unknown?: Uint8Array;
};
export const Neighbor = codecOf<Neighbor>('Neighbor');

export type RouteDiscovery = {
  readonly route: readonly number[];
  readonly snrTowards: readonly number[];
  readonly routeBack: readonly number[];
  readonly snrBack: readonly number[];
  readonly $unknown?: Uint8Array;
};
export const RouteDiscovery = codecOf<RouteDiscovery>('RouteDiscovery');

export type Routing = {
  readonly routeRequest?: RouteDiscovery;
  readonly routeReply?: RouteDiscovery;
  readonly errorReason?: RoutingError;
  readonly $unknown?: Uint8Array;
};
export const Routing = codecOf<Routing>('Routing');

export const RoutingError = {
  NONE: 0,
  NO_ROUTE: 1,
  GOT_NAK: 2,
  TIMEOUT: 3,
  NO_INTERFACE: 4,
  MAX_RETRANSMIT: 5,
  NO_CHANNEL: 6,
  TOO_LARGE: 7,
  NO_RESPONSE: 8,
  DUTY_CYCLE_LIMIT: 9,
  BAD_REQUEST: 32,
  NOT_AUTHORIZED: 33,
  PKI_FAILED: 34,
  PKI_UNKNOWN_PUBKEY: 35,
  ADMIN_BAD_SESSION_KEY: 36,
  ADMIN_PUBLIC_KEY_UNAUTHORIZED: 37,
  RATE_LIMIT_EXCEEDED: 38,
  PKI_SEND_FAIL_PUBLIC_KEY: 39,
} as const;
export type RoutingError = number;

export type NodeRemoteHardwarePin = {
  readonly nodeNum: number;
  readonly pin?: RemoteHardwarePin;
  readonly $unknown?: Uint8Array;
};
export const NodeRemoteHardwarePin = codecOf<NodeRemoteHardwarePin>('NodeRemoteHardwarePin');

export type KeyVerification = {
  readonly nonce: bigint;
  readonly hash1: Uint8Array;
  readonly hash2: Uint8Array;
  readonly $unknown?: Uint8Array;
};
export const KeyVerification = codecOf<KeyVerification>('KeyVerification');

export type StatusMessage = {
  readonly status: string;
  readonly $unknown?: Uint8Array;
};
export const StatusMessage = codecOf<StatusMessage>('StatusMessage');

export type XModem = {
  readonly control: XModemControl;
  readonly seq: number;
  readonly crc16: number;
  readonly buffer: Uint8Array;
  readonly $unknown?: Uint8Array;
};
export const XModem = codecOf<XModem>('XModem');

export const XModemControl = {
  NUL: 0,
  SOH: 1,
  STX: 2,
  EOT: 4,
  ACK: 6,
  NAK: 21,
  CAN: 24,
  CTRLZ: 26,
} as const;
export type XModemControl = number;

export type ModuleConfig = {
  readonly mqtt?: ModuleConfigMQTTConfig;
  readonly serial?: ModuleConfigSerialConfig;
  readonly externalNotification?: ModuleConfigExternalNotificationConfig;
  readonly storeForward?: ModuleConfigStoreForwardConfig;
  readonly rangeTest?: ModuleConfigRangeTestConfig;
  readonly telemetry?: ModuleConfigTelemetryConfig;
  readonly cannedMessage?: ModuleConfigCannedMessageConfig;
  readonly audio?: ModuleConfigAudioConfig;
  readonly remoteHardware?: ModuleConfigRemoteHardwareConfig;
  readonly neighborInfo?: ModuleConfigNeighborInfoConfig;
  readonly ambientLighting?: ModuleConfigAmbientLightingConfig;
  readonly detectionSensor?: ModuleConfigDetectionSensorConfig;
  readonly paxcounter?: ModuleConfigPaxcounterConfig;
  readonly statusmessage?: ModuleConfigStatusMessageConfig;
  readonly trafficManagement?: ModuleConfigTrafficManagementConfig;
  readonly tak?: ModuleConfigTAKConfig;
  readonly meshBeacon?: ModuleConfigMeshBeaconConfig;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfig = codecOf<ModuleConfig>('ModuleConfig');

export type ModuleConfigMQTTConfig = {
  readonly enabled: boolean;
  readonly address: string;
  readonly username: string;
  readonly password: string;
  readonly encryptionEnabled: boolean;
  readonly jsonEnabled: boolean;
  readonly tlsEnabled: boolean;
  readonly root: string;
  readonly proxyToClientEnabled: boolean;
  readonly mapReportingEnabled: boolean;
  readonly mapReportSettings?: ModuleConfigMapReportSettings;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigMQTTConfig = codecOf<ModuleConfigMQTTConfig>('ModuleConfigMQTTConfig');

export type ModuleConfigMapReportSettings = {
  readonly publishIntervalSecs: number;
  readonly positionPrecision: number;
  readonly shouldReportLocation: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigMapReportSettings = codecOf<ModuleConfigMapReportSettings>('ModuleConfigMapReportSettings');

export type ModuleConfigRemoteHardwareConfig = {
  readonly enabled: boolean;
  readonly allowUndefinedPinAccess: boolean;
  readonly availablePins: readonly RemoteHardwarePin[];
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigRemoteHardwareConfig = codecOf<ModuleConfigRemoteHardwareConfig>(
  'ModuleConfigRemoteHardwareConfig',
);

export type ModuleConfigNeighborInfoConfig = {
  readonly enabled: boolean;
  readonly updateInterval: number;
  readonly transmitOverLora: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigNeighborInfoConfig = codecOf<ModuleConfigNeighborInfoConfig>('ModuleConfigNeighborInfoConfig');

export type ModuleConfigDetectionSensorConfig = {
  readonly enabled: boolean;
  readonly minimumBroadcastSecs: number;
  readonly stateBroadcastSecs: number;
  readonly sendBell: boolean;
  readonly name: string;
  readonly monitorPin: number;
  readonly detectionTriggerType: ModuleConfigDetectionSensorConfigTriggerType;
  readonly usePullup: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigDetectionSensorConfig = codecOf<ModuleConfigDetectionSensorConfig>(
  'ModuleConfigDetectionSensorConfig',
);

export const ModuleConfigDetectionSensorConfigTriggerType = {
  LOGIC_LOW: 0,
  LOGIC_HIGH: 1,
  FALLING_EDGE: 2,
  RISING_EDGE: 3,
  EITHER_EDGE_ACTIVE_LOW: 4,
  EITHER_EDGE_ACTIVE_HIGH: 5,
} as const;
export type ModuleConfigDetectionSensorConfigTriggerType = number;

export type ModuleConfigAudioConfig = {
  readonly codec2Enabled: boolean;
  readonly pttPin: number;
  readonly bitrate: ModuleConfigAudioConfigAudio_Baud;
  readonly i2sWs: number;
  readonly i2sSd: number;
  readonly i2sDin: number;
  readonly i2sSck: number;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigAudioConfig = codecOf<ModuleConfigAudioConfig>('ModuleConfigAudioConfig');

export const ModuleConfigAudioConfigAudio_Baud = {
  CODEC2_DEFAULT: 0,
  CODEC2_3200: 1,
  CODEC2_2400: 2,
  CODEC2_1600: 3,
  CODEC2_1400: 4,
  CODEC2_1300: 5,
  CODEC2_1200: 6,
  CODEC2_700: 7,
  CODEC2_700B: 8,
} as const;
export type ModuleConfigAudioConfigAudio_Baud = number;

export type ModuleConfigPaxcounterConfig = {
  readonly enabled: boolean;
  readonly paxcounterUpdateInterval: number;
  readonly wifiThreshold: number;
  readonly bleThreshold: number;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigPaxcounterConfig = codecOf<ModuleConfigPaxcounterConfig>('ModuleConfigPaxcounterConfig');

export type ModuleConfigTrafficManagementConfig = {
  readonly positionMinIntervalSecs: number;
  readonly nodeinfoDirectResponseMaxHops: number;
  readonly rateLimitWindowSecs: number;
  readonly rateLimitMaxPackets: number;
  readonly unknownPacketThreshold: number;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigTrafficManagementConfig = codecOf<ModuleConfigTrafficManagementConfig>(
  'ModuleConfigTrafficManagementConfig',
);

export type ModuleConfigSerialConfig = {
  readonly enabled: boolean;
  readonly echo: boolean;
  readonly rxd: number;
  readonly txd: number;
  readonly baud: ModuleConfigSerialConfigSerial_Baud;
  readonly timeout: number;
  readonly mode: ModuleConfigSerialConfigSerial_Mode;
  readonly overrideConsoleSerialPort: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigSerialConfig = codecOf<ModuleConfigSerialConfig>('ModuleConfigSerialConfig');

export const ModuleConfigSerialConfigSerial_Baud = {
  BAUD_DEFAULT: 0,
  BAUD_110: 1,
  BAUD_300: 2,
  BAUD_600: 3,
  BAUD_1200: 4,
  BAUD_2400: 5,
  BAUD_4800: 6,
  BAUD_9600: 7,
  BAUD_19200: 8,
  BAUD_38400: 9,
  BAUD_57600: 10,
  BAUD_115200: 11,
  BAUD_230400: 12,
  BAUD_460800: 13,
  BAUD_576000: 14,
  BAUD_921600: 15,
} as const;
export type ModuleConfigSerialConfigSerial_Baud = number;

export const ModuleConfigSerialConfigSerial_Mode = {
  DEFAULT: 0,
  SIMPLE: 1,
  PROTO: 2,
  TEXTMSG: 3,
  NMEA: 4,
  CALTOPO: 5,
  WS85: 6,
  VE_DIRECT: 7,
  MS_CONFIG: 8,
  LOG: 9,
  LOGTEXT: 10,
} as const;
export type ModuleConfigSerialConfigSerial_Mode = number;

export type ModuleConfigExternalNotificationConfig = {
  readonly enabled: boolean;
  readonly outputMs: number;
  readonly output: number;
  readonly outputVibra: number;
  readonly outputBuzzer: number;
  readonly active: boolean;
  readonly alertMessage: boolean;
  readonly alertMessageVibra: boolean;
  readonly alertMessageBuzzer: boolean;
  readonly alertBell: boolean;
  readonly alertBellVibra: boolean;
  readonly alertBellBuzzer: boolean;
  readonly usePwm: boolean;
  readonly nagTimeout: number;
  readonly useI2sAsBuzzer: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigExternalNotificationConfig = codecOf<ModuleConfigExternalNotificationConfig>(
  'ModuleConfigExternalNotificationConfig',
);

export type ModuleConfigStoreForwardConfig = {
  readonly enabled: boolean;
  readonly heartbeat: boolean;
  readonly records: number;
  readonly historyReturnMax: number;
  readonly historyReturnWindow: number;
  readonly isServer: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigStoreForwardConfig = codecOf<ModuleConfigStoreForwardConfig>('ModuleConfigStoreForwardConfig');

export type ModuleConfigRangeTestConfig = {
  readonly enabled: boolean;
  readonly sender: number;
  readonly save: boolean;
  readonly clearOnReboot: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigRangeTestConfig = codecOf<ModuleConfigRangeTestConfig>('ModuleConfigRangeTestConfig');

export type ModuleConfigTelemetryConfig = {
  readonly deviceUpdateInterval: number;
  readonly environmentUpdateInterval: number;
  readonly environmentMeasurementEnabled: boolean;
  readonly environmentScreenEnabled: boolean;
  readonly environmentDisplayFahrenheit: boolean;
  readonly airQualityEnabled: boolean;
  readonly airQualityInterval: number;
  readonly powerMeasurementEnabled: boolean;
  readonly powerUpdateInterval: number;
  readonly powerScreenEnabled: boolean;
  readonly healthMeasurementEnabled: boolean;
  readonly healthUpdateInterval: number;
  readonly healthScreenEnabled: boolean;
  readonly deviceTelemetryEnabled: boolean;
  readonly airQualityScreenEnabled: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigTelemetryConfig = codecOf<ModuleConfigTelemetryConfig>('ModuleConfigTelemetryConfig');

export type ModuleConfigCannedMessageConfig = {
  readonly rotary1Enabled: boolean;
  readonly inputbrokerPinA: number;
  readonly inputbrokerPinB: number;
  readonly inputbrokerPinPress: number;
  readonly inputbrokerEventCw: ModuleConfigCannedMessageConfigInputEventChar;
  readonly inputbrokerEventCcw: ModuleConfigCannedMessageConfigInputEventChar;
  readonly inputbrokerEventPress: ModuleConfigCannedMessageConfigInputEventChar;
  readonly updown1Enabled: boolean;
  readonly enabled: boolean;
  readonly allowInputSource: string;
  readonly sendBell: boolean;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigCannedMessageConfig = codecOf<ModuleConfigCannedMessageConfig>(
  'ModuleConfigCannedMessageConfig',
);

export const ModuleConfigCannedMessageConfigInputEventChar = {
  NONE: 0,
  UP: 17,
  DOWN: 18,
  LEFT: 19,
  RIGHT: 20,
  SELECT: 10,
  BACK: 27,
  CANCEL: 24,
} as const;
export type ModuleConfigCannedMessageConfigInputEventChar = number;

export type ModuleConfigAmbientLightingConfig = {
  readonly ledState: boolean;
  readonly current: number;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigAmbientLightingConfig = codecOf<ModuleConfigAmbientLightingConfig>(
  'ModuleConfigAmbientLightingConfig',
);

export type ModuleConfigStatusMessageConfig = {
  readonly nodeStatus: string;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigStatusMessageConfig = codecOf<ModuleConfigStatusMessageConfig>(
  'ModuleConfigStatusMessageConfig',
);

export type ModuleConfigMeshBeaconConfig = {
  readonly flags: number;
  readonly broadcastSendAsNode: number;
  readonly broadcastMessage: string;
  readonly broadcastOfferChannel?: ChannelSettings;
  readonly broadcastOfferRegion: ConfigLoRaConfigRegionCode;
  readonly broadcastOfferPreset?: ConfigLoRaConfigModemPreset;
  readonly broadcastOnChannel?: ChannelSettings;
  readonly broadcastOnRegion: ConfigLoRaConfigRegionCode;
  readonly broadcastOnPreset?: ConfigLoRaConfigModemPreset;
  readonly broadcastIntervalSecs: number;
  readonly broadcastTargets: readonly ModuleConfigMeshBeaconConfigBroadcastTarget[];
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigMeshBeaconConfig = codecOf<ModuleConfigMeshBeaconConfig>('ModuleConfigMeshBeaconConfig');

export const ModuleConfigMeshBeaconConfigFlags = {
  FLAG_NONE: 0,
  FLAG_LISTEN_ENABLED: 1,
  FLAG_BROADCAST_ENABLED: 2,
  FLAG_LEGACY_SPLIT: 4,
} as const;
export type ModuleConfigMeshBeaconConfigFlags = number;

export type ModuleConfigMeshBeaconConfigBroadcastTarget = {
  readonly preset?: ConfigLoRaConfigModemPreset;
  readonly region: ConfigLoRaConfigRegionCode;
  readonly channelIndex?: number;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigMeshBeaconConfigBroadcastTarget = codecOf<ModuleConfigMeshBeaconConfigBroadcastTarget>(
  'ModuleConfigMeshBeaconConfigBroadcastTarget',
);

export type ModuleConfigTAKConfig = {
  readonly team: Team;
  readonly role: MemberRole;
  readonly $unknown?: Uint8Array;
};
export const ModuleConfigTAKConfig = codecOf<ModuleConfigTAKConfig>('ModuleConfigTAKConfig');

export type RemoteHardwarePin = {
  readonly gpioPin: number;
  readonly name: string;
  readonly type: RemoteHardwarePinType;
  readonly $unknown?: Uint8Array;
};
export const RemoteHardwarePin = codecOf<RemoteHardwarePin>('RemoteHardwarePin');

export const RemoteHardwarePinType = {
  UNKNOWN: 0,
  DIGITAL_READ: 1,
  DIGITAL_WRITE: 2,
} as const;
export type RemoteHardwarePinType = number;

export const Team = {
  Unspecifed_Color: 0,
  White: 1,
  Yellow: 2,
  Orange: 3,
  Magenta: 4,
  Red: 5,
  Maroon: 6,
  Purple: 7,
  Dark_Blue: 8,
  Blue: 9,
  Cyan: 10,
  Teal: 11,
  Green: 12,
  Dark_Green: 13,
  Brown: 14,
} as const;
export type Team = number;

export const MemberRole = {
  Unspecifed: 0,
  TeamMember: 1,
  TeamLead: 2,
  HQ: 3,
  Sniper: 4,
  Medic: 5,
  ForwardObserver: 6,
  RTO: 7,
  K9: 8,
} as const;
export type MemberRole = number;

export type Paxcount = {
  readonly wifi: number;
  readonly ble: number;
  readonly uptime: number;
  readonly $unknown?: Uint8Array;
};
export const Paxcount = codecOf<Paxcount>('Paxcount');

export type HardwareMessage = {
  readonly type: HardwareMessageType;
  readonly gpioMask: bigint;
  readonly gpioValue: bigint;
  readonly $unknown?: Uint8Array;
};
export const HardwareMessage = codecOf<HardwareMessage>('HardwareMessage');

export const HardwareMessageType = {
  UNSET: 0,
  WRITE_GPIOS: 1,
  WATCH_GPIOS: 2,
  GPIOS_CHANGED: 3,
  READ_GPIOS: 4,
  READ_GPIOS_REPLY: 5,
} as const;
export type HardwareMessageType = number;

export type StoreAndForward = {
  readonly rr: StoreAndForwardRequestResponse;
  readonly stats?: StoreAndForwardStatistics;
  readonly history?: StoreAndForwardHistory;
  readonly heartbeat?: StoreAndForwardHeartbeat;
  readonly text?: Uint8Array;
  readonly $unknown?: Uint8Array;
};
export const StoreAndForward = codecOf<StoreAndForward>('StoreAndForward');

export const StoreAndForwardRequestResponse = {
  UNSET: 0,
  ROUTER_ERROR: 1,
  ROUTER_HEARTBEAT: 2,
  ROUTER_PING: 3,
  ROUTER_PONG: 4,
  ROUTER_BUSY: 5,
  ROUTER_HISTORY: 6,
  ROUTER_STATS: 7,
  ROUTER_TEXT_DIRECT: 8,
  ROUTER_TEXT_BROADCAST: 9,
  CLIENT_ERROR: 64,
  CLIENT_HISTORY: 65,
  CLIENT_STATS: 66,
  CLIENT_PING: 67,
  CLIENT_PONG: 68,
  CLIENT_ABORT: 106,
} as const;
export type StoreAndForwardRequestResponse = number;

export type StoreAndForwardStatistics = {
  readonly messagesTotal: number;
  readonly messagesSaved: number;
  readonly messagesMax: number;
  readonly upTime: number;
  readonly requests: number;
  readonly requestsHistory: number;
  readonly heartbeat: boolean;
  readonly returnMax: number;
  readonly returnWindow: number;
  readonly $unknown?: Uint8Array;
};
export const StoreAndForwardStatistics = codecOf<StoreAndForwardStatistics>('StoreAndForwardStatistics');

export type StoreAndForwardHistory = {
  readonly historyMessages: number;
  readonly window: number;
  readonly lastRequest: number;
  readonly $unknown?: Uint8Array;
};
export const StoreAndForwardHistory = codecOf<StoreAndForwardHistory>('StoreAndForwardHistory');

export type StoreAndForwardHeartbeat = {
  readonly period: number;
  readonly secondary: number;
  readonly $unknown?: Uint8Array;
};
export const StoreAndForwardHeartbeat = codecOf<StoreAndForwardHeartbeat>('StoreAndForwardHeartbeat');

export const PortNum = {
  UNKNOWN_APP: 0,
  TEXT_MESSAGE_APP: 1,
  REMOTE_HARDWARE_APP: 2,
  POSITION_APP: 3,
  NODEINFO_APP: 4,
  ROUTING_APP: 5,
  ADMIN_APP: 6,
  TEXT_MESSAGE_COMPRESSED_APP: 7,
  WAYPOINT_APP: 8,
  AUDIO_APP: 9,
  DETECTION_SENSOR_APP: 10,
  ALERT_APP: 11,
  KEY_VERIFICATION_APP: 12,
  REMOTE_SHELL_APP: 13,
  REPLY_APP: 32,
  IP_TUNNEL_APP: 33,
  PAXCOUNTER_APP: 34,
  STORE_FORWARD_PLUSPLUS_APP: 35,
  NODE_STATUS_APP: 36,
  MESH_BEACON_APP: 37,
  SERIAL_APP: 64,
  STORE_FORWARD_APP: 65,
  RANGE_TEST_APP: 66,
  TELEMETRY_APP: 67,
  ZPS_APP: 68,
  SIMULATOR_APP: 69,
  TRACEROUTE_APP: 70,
  NEIGHBORINFO_APP: 71,
  ATAK_PLUGIN: 72,
  MAP_REPORT_APP: 73,
  POWERSTRESS_APP: 74,
  LORAWAN_BRIDGE: 75,
  RETICULUM_TUNNEL_APP: 76,
  CAYENNE_APP: 77,
  ATAK_PLUGIN_V2: 78,
  LORA_OTA_APP: 79,
  GROUPALARM_APP: 112,
  PRIVATE_APP: 256,
  ATAK_FORWARDER: 257,
  MAX: 511,
} as const;
export type PortNum = number;

export type DeviceMetrics = {
  readonly batteryLevel?: number;
  readonly voltage?: number;
  readonly channelUtilization?: number;
  readonly airUtilTx?: number;
  readonly uptimeSeconds?: number;
  readonly $unknown?: Uint8Array;
};
export const DeviceMetrics = codecOf<DeviceMetrics>('DeviceMetrics');

export type Telemetry = {
  readonly time: number;
  readonly deviceMetrics?: DeviceMetrics;
  readonly environmentMetrics?: EnvironmentMetrics;
  readonly airQualityMetrics?: AirQualityMetrics;
  readonly powerMetrics?: PowerMetrics;
  readonly localStats?: LocalStats;
  readonly healthMetrics?: HealthMetrics;
  readonly hostMetrics?: HostMetrics;
  readonly trafficManagementStats?: TrafficManagementStats;
  readonly $unknown?: Uint8Array;
};
export const Telemetry = codecOf<Telemetry>('Telemetry');

export type EnvironmentMetrics = {
  readonly temperature?: number;
  readonly relativeHumidity?: number;
  readonly barometricPressure?: number;
  readonly gasResistance?: number;
  readonly voltage?: number;
  readonly current?: number;
  readonly iaq?: number;
  readonly distance?: number;
  readonly lux?: number;
  readonly whiteLux?: number;
  readonly irLux?: number;
  readonly uvLux?: number;
  readonly windDirection?: number;
  readonly windSpeed?: number;
  readonly weight?: number;
  readonly windGust?: number;
  readonly windLull?: number;
  readonly radiation?: number;
  readonly rainfall1h?: number;
  readonly rainfall24h?: number;
  readonly soilMoisture?: number;
  readonly soilTemperature?: number;
  readonly oneWireTemperature: readonly number[];
  readonly adcVoltageCh0?: number;
  readonly adcVoltageCh1?: number;
  readonly adcVoltageCh2?: number;
  readonly adcVoltageCh3?: number;
  readonly adcVoltageCh4?: number;
  readonly adcVoltageCh5?: number;
  readonly adcVoltageCh6?: number;
  readonly adcVoltageCh7?: number;
  readonly oneWireTemperatureCh0?: number;
  readonly oneWireTemperatureCh1?: number;
  readonly oneWireTemperatureCh2?: number;
  readonly oneWireTemperatureCh3?: number;
  readonly oneWireTemperatureCh4?: number;
  readonly oneWireTemperatureCh5?: number;
  readonly oneWireTemperatureCh6?: number;
  readonly oneWireTemperatureCh7?: number;
  readonly lightningStrikeCount1h?: number;
  readonly lightningDistanceKm?: number;
  readonly $unknown?: Uint8Array;
};
export const EnvironmentMetrics = codecOf<EnvironmentMetrics>('EnvironmentMetrics');

export type AirQualityMetrics = {
  readonly pm10Standard?: number;
  readonly pm25Standard?: number;
  readonly pm100Standard?: number;
  readonly pm10Environmental?: number;
  readonly pm25Environmental?: number;
  readonly pm100Environmental?: number;
  readonly particles03um?: number;
  readonly particles05um?: number;
  readonly particles10um?: number;
  readonly particles25um?: number;
  readonly particles50um?: number;
  readonly particles100um?: number;
  readonly co2?: number;
  readonly co2Temperature?: number;
  readonly co2Humidity?: number;
  readonly formFormaldehyde?: number;
  readonly formHumidity?: number;
  readonly formTemperature?: number;
  readonly pm40Standard?: number;
  readonly particles40um?: number;
  readonly pmTemperature?: number;
  readonly pmHumidity?: number;
  readonly pmVocIdx?: number;
  readonly pmNoxIdx?: number;
  readonly particlesTps?: number;
  readonly pmStatusFlags?: number;
  readonly $unknown?: Uint8Array;
};
export const AirQualityMetrics = codecOf<AirQualityMetrics>('AirQualityMetrics');

export type PowerMetrics = {
  readonly ch1Voltage?: number;
  readonly ch1Current?: number;
  readonly ch2Voltage?: number;
  readonly ch2Current?: number;
  readonly ch3Voltage?: number;
  readonly ch3Current?: number;
  readonly ch4Voltage?: number;
  readonly ch4Current?: number;
  readonly ch5Voltage?: number;
  readonly ch5Current?: number;
  readonly ch6Voltage?: number;
  readonly ch6Current?: number;
  readonly ch7Voltage?: number;
  readonly ch7Current?: number;
  readonly ch8Voltage?: number;
  readonly ch8Current?: number;
  readonly $unknown?: Uint8Array;
};
export const PowerMetrics = codecOf<PowerMetrics>('PowerMetrics');

export type LocalStats = {
  readonly uptimeSeconds: number;
  readonly channelUtilization: number;
  readonly airUtilTx: number;
  readonly numPacketsTx: number;
  readonly numPacketsRx: number;
  readonly numPacketsRxBad: number;
  readonly numOnlineNodes: number;
  readonly numTotalNodes: number;
  readonly numRxDupe: number;
  readonly numTxRelay: number;
  readonly numTxRelayCanceled: number;
  readonly heapTotalBytes: number;
  readonly heapFreeBytes: number;
  readonly numTxDropped: number;
  readonly noiseFloor: number;
  readonly $unknown?: Uint8Array;
};
export const LocalStats = codecOf<LocalStats>('LocalStats');

export type HealthMetrics = {
  readonly heartBpm?: number;
  readonly spO2?: number;
  readonly temperature?: number;
  readonly $unknown?: Uint8Array;
};
export const HealthMetrics = codecOf<HealthMetrics>('HealthMetrics');

export type HostMetrics = {
  readonly uptimeSeconds: number;
  readonly freememBytes: bigint;
  readonly diskfree1Bytes: bigint;
  readonly diskfree2Bytes?: bigint;
  readonly diskfree3Bytes?: bigint;
  readonly load1: number;
  readonly load5: number;
  readonly load15: number;
  readonly userString?: string;
  readonly $unknown?: Uint8Array;
};
export const HostMetrics = codecOf<HostMetrics>('HostMetrics');

export type TrafficManagementStats = {
  readonly packetsInspected: number;
  readonly positionDedupDrops: number;
  readonly nodeinfoCacheHits: number;
  readonly rateLimitDrops: number;
  readonly unknownPacketDrops: number;
  readonly hopExhaustedPackets: number;
  readonly routerHopsPreserved: number;
  readonly $unknown?: Uint8Array;
};
export const TrafficManagementStats = codecOf<TrafficManagementStats>('TrafficManagementStats');
