// The lines of a trace: one JSON object each, in order. Reports and viewers read nothing else.

export type TraceLine =
  | {
      readonly e: 'world';
      readonly format: 'folkmoot trace 1';
      readonly name: string;
      readonly seed: string;
      readonly hours: number;
      /** Names, in the order of all lists in samples. */
      readonly hosts: readonly string[];
      readonly radios: readonly { readonly name: string; readonly x?: number; readonly y?: number }[];
      /** In a world that gives its links: who hears whom, as numbers in `radios`, and with which loss. */
      readonly links?: readonly (readonly [from: number, to: number, lossDb: number])[];
      /** Names of radios with batteries, in the order of `batteryPercent` in samples. */
      readonly batteries?: readonly string[];
    }
  | {
      readonly e: 'step';
      readonly hour: number;
      readonly do: string;
      readonly who: string;
      readonly words: string;
      /** Of an act that was refused: the rule's name. */
      readonly rule?: string;
      readonly ok: boolean;
    }
  | {
      readonly e: 'sample';
      readonly hour: number;
      /** Records held, by host. */
      readonly held: readonly number[];
      /** Records that somebody holds. */
      readonly union: number;
      /** What waits for the air, by host. */
      readonly queued: readonly number[];
      /** How many different states there are. */
      readonly states: number;
      /** Airtime so far by urgency class 0 to 3, and of others, ms. */
      readonly airMs: readonly number[];
      readonly batteryPercent?: readonly number[];
      /** Where radios are that move, by name. */
      readonly moved?: Readonly<{ [radio: string]: readonly [x: number, y: number] }>;
    }
  | {
      /** Who has heard a record that the script named, and when first. */
      readonly e: 'heard';
      readonly record: string;
      readonly by: readonly (readonly [host: string, hour: number])[];
    }
  | {
      /** A number that the file promises, measured. */
      readonly e: 'number';
      readonly number: string;
      readonly measured: string;
      readonly promised: string;
      readonly ok: boolean;
    }
  | {
      /** A number of the scenario that cannot be shown yet. */
      readonly e: 'not yet';
      readonly number: string;
      readonly why: string;
    }
  | {
      readonly e: 'end';
      readonly hour: number;
      readonly failures: number;
      readonly frames: number;
      readonly airtimeS: number;
      readonly traceDigest: string;
      readonly stateHashes: readonly string[];
    };

/** Kinds of lines, for whoever reads a trace. */
export const TRACE_KINDS: readonly TraceLine['e'][] = ['world', 'step', 'sample', 'heard', 'number', 'not yet', 'end'];
