// Who can hear whom, and how well: directed links in compressed rows, one row per sender.
//
// A link is a gain (a negative number of hundredths of a decibel), a chance of extra loss, and a count
// of the cuts that lie across it. Links are built once, from places or from a list; cutting and healing
// change counts only, so they cost a walk over the links and nothing per packet.

import { pow10 } from '../fixed-math.ts';
import { gaussianOf, mix, seedWord } from '../random.ts';
import { pathLossCdb, type PathModelName } from './path-loss.ts';
import type { Physics } from './physics.ts';

export type Links = {
  readonly nodes: number;
  /** Links of sender s are those from rowStart[s] up to rowStart[s + 1]. */
  readonly rowStart: Int32Array;
  readonly to: Int32Array;
  readonly gainCdb: Int32Array;
  /** Of 65,536 packets that would be received, so many are lost for reasons of their own. */
  readonly extraLoss: Uint32Array;
  /** How many cuts lie across the link; 0: open. */
  readonly cuts: Uint16Array;
  /** When a cut was last laid across it: a packet in the air then is lost even if the cut is gone. */
  readonly cutAtUs: Float64Array;
};

export type Place = {
  readonly xM: number;
  readonly yM: number;
  readonly heightM?: number;
  /** Antenna gain over isotropic, less the cable. */
  readonly antennaDbi?: number;
};

/** One directed link, given and not computed. */
export type GivenLink = {
  readonly from: number;
  readonly to: number;
  readonly lossDb: number;
  readonly extraLoss?: number; // 0..1
};

type Row = { readonly to: number; readonly gainCdb: number; readonly extraLoss: number };

/** Links from a list, antennas already in the loss. A pair given twice keeps the last. */
export function linksFromList(nodes: number, given: readonly GivenLink[]): Links {
  const rows = Array.from({ length: nodes }, () => new Map<number, Row>());
  for (const link of given) {
    if (link.from === link.to) continue;
    rows[link.from]!.set(link.to, {
      to: link.to,
      gainCdb: -Math.round(100 * link.lossDb),
      extraLoss: Math.round(65_536 * (link.extraLoss ?? 0)),
    });
  }
  return compress(rows.map((row) => [...row.values()].sort((a, b) => a.to - b.to)));
}

export type Landscape = {
  readonly seed: string;
  readonly physics: Physics;
  readonly model: PathModelName;
  readonly frequencyHz: number;
  /** Links weaker than this, in dB of loss, can never matter and are left out. */
  readonly lossMaxDb: number;
  readonly extraLoss?: number;
};

/** Links between places: path model, correlated shadowing, and a fixed asymmetry per direction. */
export function linksFromPlaces(places: readonly Place[], land: Landscape): Links {
  const reachM = reachOf(places, land);
  const shadow = shadowing(places, land);
  const extraLoss = Math.round(65_536 * (land.extraLoss ?? 0));
  const rows: Row[][] = places.map(() => []);
  for (let from = 0; from < places.length; from++) {
    const a = places[from]!;
    for (let to = 0; to < places.length; to++) {
      if (to === from) continue;
      const b = places[to]!;
      const dx = a.xM - b.xM;
      const dy = a.yM - b.yM;
      if (dx > reachM || dx < -reachM || dx * dx + dy * dy > reachM * reachM) continue;
      const dz = heightOf(a) - heightOf(b);
      const distanceM = Math.sqrt(dx * dx + dy * dy + dz * dz);
      const antennasCdb = Math.round(100 * ((a.antennaDbi ?? 0) + (b.antennaDbi ?? 0)));
      const loss = pathLossCdb(land.model, {
        distanceM,
        heightFromM: heightOf(a),
        heightToM: heightOf(b),
        frequencyHz: land.frequencyHz,
      });
      const gainCdb = antennasCdb - loss + shadow(from, to);
      if (-gainCdb <= 100 * land.lossMaxDb) rows[from]!.push({ to, gainCdb, extraLoss });
    }
  }
  return compress(rows);
}

const heightOf = (place: Place): number => place.heightM ?? 1;

/** The distance beyond which even a lucky link (four sigma) is too weak to matter. */
function reachOf(places: readonly Place[], land: Landscape): number {
  const spreadCdb = 4 * (land.physics.shadowSigmaCdb + land.physics.asymmetrySigmaCdb);
  const antennasCdb = 200 * places.reduce((most, place) => Math.max(most, place.antennaDbi ?? 0), 0);
  const height = places.reduce((most, place) => Math.max(most, heightOf(place)), 1);
  const lossAt = (distanceM: number): number =>
    pathLossCdb(land.model, { distanceM, heightFromM: height, heightToM: height, frequencyHz: land.frequencyHz });
  let low = 0; // log10 of metres
  let high = 6;
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (lossAt(pow10(middle)) > 100 * land.lossMaxDb + spreadCdb + antennasCdb) high = middle;
    else low = middle;
  }
  return pow10(high);
}

/** Deviation of each directed link in Cdb: a share from both places (neighbouring places are alike), a share of
 *  the pair's own, and the asymmetry of the direction. */
function shadowing(places: readonly Place[], land: Landscape): (from: number, to: number) => number {
  const { shadowSigmaCdb, shadowPlaceShare, shadowCorrelationM, asymmetrySigmaCdb } = land.physics;
  const word = seedWord(land.seed, 'shadow');
  const placePart = places.map((place) => fieldAt(word, place.xM / shadowCorrelationM, place.yM / shadowCorrelationM));
  const ofPlaces = Math.sqrt(shadowPlaceShare / 2);
  const ofPair = Math.sqrt(1 - shadowPlaceShare);
  return (from, to) => {
    const pair = gaussianOf(mix(word, Math.min(from, to), Math.max(from, to), 1));
    const way = gaussianOf(mix(word, from, to, 2));
    const shared = ofPlaces * (placePart[from]! + placePart[to]!) + ofPair * pair;
    return Math.round(shadowSigmaCdb * shared + asymmetrySigmaCdb * way);
  };
}

/** A smooth random landscape of mean 0 and variance 1: corner values of a unit grid, blended. */
function fieldAt(word: number, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const right = x - column;
  const up = y - row;
  const corner = (dx: number, dy: number): number => gaussianOf(mix(word, column + dx, row + dy, 3));
  const weights = [(1 - right) * (1 - up), right * (1 - up), (1 - right) * up, right * up];
  const values = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
  const sum = weights.reduce((total, weight, i) => total + weight * values[i]!, 0);
  return sum / Math.sqrt(weights.reduce((total, weight) => total + weight * weight, 0));
}

function compress(rows: readonly (readonly Row[])[]): Links {
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  const links: Links = {
    nodes: rows.length,
    rowStart: new Int32Array(rows.length + 1),
    to: new Int32Array(total),
    gainCdb: new Int32Array(total),
    extraLoss: new Uint32Array(total),
    cuts: new Uint16Array(total),
    cutAtUs: new Float64Array(total).fill(-1),
  };
  let at = 0;
  rows.forEach((row, sender) => {
    for (const link of row) {
      links.to[at] = link.to;
      links.gainCdb[at] = link.gainCdb;
      links.extraLoss[at] = link.extraLoss;
      at++;
    }
    links.rowStart[sender + 1] = at;
  });
  return links;
}

/** Lays (+1) or lifts (-1) one cut across every link for which `crosses` holds. Returns how many those are. */
export function changeCuts(
  links: Links,
  crosses: (from: number, to: number) => boolean,
  by: 1 | -1,
  nowUs: number,
): number {
  let changed = 0;
  for (let from = 0; from < links.nodes; from++) {
    for (let link = links.rowStart[from]!; link < links.rowStart[from + 1]!; link++) {
      if (!crosses(from, links.to[link]!)) continue;
      links.cuts[link] = links.cuts[link]! + by;
      if (by === 1) links.cutAtUs[link] = nowUs;
      changed++;
    }
  }
  return changed;
}
