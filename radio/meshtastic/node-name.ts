// How a radio's number is written for people, in apps and in packets: `!f01c0001`.

export const nodeName = (nodeNum: number): string => `!${nodeNum.toString(16).padStart(8, '0')}`;

/** Undefined where it is no such name. */
export const nodeNumOf = (name: string): number | undefined =>
  /^![0-9a-f]{8}$/.test(name) ? Number.parseInt(name.slice(1), 16) : undefined;
