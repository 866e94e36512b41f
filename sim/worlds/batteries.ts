// Radios on batteries, with the sun on their panels: charge as mAh, counted every five minutes.
//
// A radio draws what its board draws while it listens, more for the time that it sends, and next to nothing when it
// has switched itself off because the battery is empty; it begins again when the sun has brought back a tenth. A
// panel gives a parabola between sunrise and sunset, less what the clouds take: 1 - 0.75 cloud³ of a clear sky
// (Kasten and Czeplak 1980 have 3.4 for the exponent; a whole one is the same in every engine).

import { BOARDS } from './boards.ts';
import type { RadioEntry, WorldFile } from './format.ts';

export const LOOK_HOURS = 5 / 60;
const BACK_AT_DEFAULT = 10;
const START_DEFAULT = 80;

type Cell = {
  readonly name: string;
  readonly index: number;
  readonly entry: NonNullable<RadioEntry['battery']>;
  readonly rxMa: number;
  readonly txMa: number;
  readonly sleepMa: number;
  chargeMah: number;
  sentMs: number;
  isEmpty: boolean;
  emptied: number;
};

export type Batteries = {
  /** A radio has sent for so long. */
  sent(radio: number, ms: number): void;
  /** Five minutes have gone by; the hour of the day is that of the world's clock. */
  look(hourOfDay: number): void;
  cover(cloud: number): void;
  percentOf(name: string): number | undefined;
  /** How often the batteries of these, or of all, ran empty. */
  emptied(names?: readonly string[]): number;
  /** In the order of the file; undefined where no radio has a battery. */
  percents(): readonly number[] | undefined;
  readonly has: boolean;
};

/** Share of full sun that a panel gets at an hour of the day. */
export function sunAt(hourOfDay: number, { risesAt, setsAt }: NonNullable<WorldFile['sun']>, cloud: number): number {
  if (hourOfDay <= risesAt || hourOfDay >= setsAt) return 0;
  const part = (hourOfDay - risesAt) / (setsAt - risesAt);
  return 4 * part * (1 - part) * (1 - 0.75 * cloud * cloud * cloud);
}

export function createBatteries(
  file: WorldFile,
  { dies, wakes }: { readonly dies: (radio: number) => void; readonly wakes: (radio: number) => void },
): Batteries {
  let cloud = file.sun?.cloud ?? 0;
  const cells = file.radios.flatMap(({ name, battery: entry }, index): Cell[] => {
    if (!entry) return [];
    const board = BOARDS[entry.board ?? 'nrf52840'];
    const { rxMa = board.rxMa, txMa = board.txMa, sleepMa = board.sleepMa } = entry;
    const chargeMah = (entry.mAh * (entry.startPercent ?? START_DEFAULT)) / 100;
    return [{ name, index, entry, rxMa, txMa, sleepMa, chargeMah, sentMs: 0, isEmpty: false, emptied: 0 }];
  });
  const byRadio = new Map(cells.map((cell) => [cell.index, cell]));
  const byName = new Map(cells.map((cell) => [cell.name, cell]));
  const percent = ({ chargeMah, entry }: Cell): number => Math.round((1000 * chargeMah) / entry.mAh) / 10;

  return {
    has: cells.length > 0,
    sent(radio, ms) {
      const cell = byRadio.get(radio);
      if (cell) cell.sentMs += ms;
    },
    cover(share) {
      cloud = share;
    },
    look(hourOfDay) {
      const sun = file.sun ? sunAt(hourOfDay, file.sun, cloud) : 0;
      for (const cell of cells) {
        const { entry, rxMa, txMa, sleepMa } = cell;
        const sending = ((txMa - rxMa) * cell.sentMs) / 3_600_000;
        const drawn = (cell.isEmpty ? sleepMa : rxMa) * LOOK_HOURS + sending;
        cell.sentMs = 0;
        const charged = (entry.panelMa ?? 0) * sun * LOOK_HOURS;
        cell.chargeMah = Math.min(entry.mAh, Math.max(0, cell.chargeMah + charged - drawn));
        if (!cell.isEmpty && cell.chargeMah === 0) {
          cell.isEmpty = true;
          cell.emptied++;
          dies(cell.index);
        } else if (cell.isEmpty && percent(cell) >= (entry.backAtPercent ?? BACK_AT_DEFAULT)) {
          cell.isEmpty = false;
          wakes(cell.index);
        }
      }
    },
    percentOf(name) {
      const cell = byName.get(name);
      return cell && percent(cell);
    },
    emptied: (names) =>
      cells
        .filter(({ name }) => names === undefined || names.includes(name))
        .reduce((sum, { emptied }) => sum + emptied, 0),
    percents: () => (cells.length === 0 ? undefined : cells.map(percent)),
  };
}
