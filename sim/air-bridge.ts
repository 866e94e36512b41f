// The channel that light-weight radios of a mesh and virtual radios share: the preset's own, with the well-known key.
//
// Light-weight radios leave their packets open, because nobody in a mesh would read what is not meant for them. A
// virtual radio is the firmware down to its keys, and real clients stand behind it: for them such a packet is
// encrypted as a radio of the world would have done it, and what they send is opened for the world. A packet on
// another channel, or under a public key, passes as it is: relayed by all, read by those who hold the key.

import { PRESETS, type PresetName } from '#radio/lora/presets.ts';
import { Data, PortNum, Routing } from '#radio/meshtastic/messages.ts';
import { channelCipher, channelHash, expandPsk } from '#radio/virtual/cipher.ts';
import type { ChannelBridge } from './air-port.ts';
import type { Flood } from './firmware/packets.ts';

/** Number 1 of the well-known keys: what a radio leaves the factory with. */
const FACTORY_PSK = Uint8Array.of(1);

export function defaultChannelBridge(preset: PresetName): ChannelBridge {
  const key = expandPsk(FACTORY_PSK);
  const hash = channelHash(PRESETS[preset].channelName, key);
  return {
    open({ channelHash: inHeader, from, id, encrypted }) {
      if (inHeader !== hash) return undefined;
      const data = Data.decode(channelCipher(key, from, id, encrypted));
      if (!data.ok || data.value.portnum === PortNum.UNKNOWN_APP) return undefined;
      return { portnum: data.value.portnum, payload: data.value.payload };
    },
    seal: (flood) => ({
      encrypted: channelCipher(key, flood.fromNum, flood.id, Data.encode(contentsOf(flood))),
      channelHash: hash,
    }),
  };
}

/** A light-weight radio's acknowledgement says nothing but that it is one. */
const contentsOf = ({ portnum, payload, ackOf }: Flood) =>
  ackOf === undefined
    ? { portnum, payload }
    : { portnum, payload: Routing.encode({ errorReason: 0 }), requestId: ackOf.id };
