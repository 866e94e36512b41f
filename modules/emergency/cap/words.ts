// Our codes and CAP's, both ways, as tables (README §7).

import type { Advice, AlertKind, Severity } from '../records.ts';

/** Our own pairs in a file: they say exactly what CAP's own words say only nearly. */
export const OWN = {
  kind: 'folkmoot-kind',
  severity: 'folkmoot-severity',
  advice: 'folkmoot-advice',
  rollCall: 'folkmoot-roll-call',
  voice: 'folkmoot-voice',
} as const;

/** Stands before every text of a drill that a person may read. */
export const DRILL = 'DRILL - NOT REAL';

/** Of each kind: CAP's category, and its event in English. */
export const KIND_WORDS: Readonly<Record<AlertKind, readonly [category: string, event: string]>> = {
  other: ['Other', 'Warning'],
  fire: ['Fire', 'Fire'],
  flood: ['Met', 'Flood'],
  storm: ['Met', 'Storm'],
  earthquake: ['Geo', 'Earthquake'],
  landslide: ['Geo', 'Landslide'],
  'gas-or-chemicals': ['CBRNE', 'Gas or chemicals'],
  radiation: ['CBRNE', 'Radiation'],
  'unsafe-water': ['Health', 'Unsafe water'],
  epidemic: ['Health', 'Epidemic'],
  violence: ['Security', 'Violence'],
  power: ['Infra', 'Power lines or outage'],
  'missing-person': ['Rescue', 'Missing person'],
  'heat-or-cold': ['Met', 'Heat or cold'],
  'road-closed': ['Transport', 'Road closed'],
  'roll-call': ['Safety', 'Roll call'],
};

/** What words in a foreign event mean to us; the first that fits. English, Spanish and German stems. */
export const EVENT_STEMS: readonly (readonly [AlertKind, RegExp])[] = [
  ['unsafe-water', /(boil|drinking|unsafe|contaminat\w*) water|water contaminat/i],
  ['flood', /flood|inundat|inundaci|hochwasser|tsunami|storm surge|überschwemm/i],
  ['fire', /fire|incendio|feuer|brand\b/i],
  ['landslide', /landslide|mudslide|avalanche|debris flow|lawine|erdrutsch|deslizamiento/i],
  ['earthquake', /earthquake|seism|sismo|terremoto|erdbeben/i],
  ['radiation', /radiat|nuclear|radiolog/i],
  ['gas-or-chemicals', /chemical|hazardous material|hazmat|gas leak|químic/i],
  ['missing-person', /missing|abduct|amber|abducci|vermisst/i],
  ['heat-or-cold', /heat|cold|freez|frost|wind chill|hitze|kälte/i],
  ['storm', /storm|tornado|hurricane|cyclone|typhoon|wind|blizzard|squall|tormenta|sturm|hail/i],
  ['epidemic', /epidemic|outbreak|pandemic|disease/i],
  ['violence', /shooter|terror|violence|law enforcement|civil danger/i],
  ['power', /power|outage|blackout|apagón|stromausfall/i],
  ['road-closed', /road|bridge|traffic|highway|carretera|straße/i],
];

/** Where no word of the event fits. */
export const CATEGORY_KINDS: Readonly<{ [category: string]: AlertKind }> = {
  Fire: 'fire',
  Met: 'storm',
  Rescue: 'missing-person',
  Security: 'violence',
  Health: 'epidemic',
  Infra: 'power',
  Transport: 'road-closed',
  CBRNE: 'gas-or-chemicals',
};

export const SEVERITY_TO_CAP: Readonly<Record<Severity, readonly [severity: string, urgency: string]>> = {
  'life-in-danger': ['Extreme', 'Immediate'],
  urgent: ['Severe', 'Expected'],
  'can-wait': ['Minor', 'Future'],
  unknown: ['Unknown', 'Unknown'],
};
/** "Moderate" is a possible threat to life: of two readings the graver does less harm. */
export const SEVERITY_FROM_CAP: Readonly<{ [severity: string]: Severity }> = {
  Extreme: 'life-in-danger',
  Severe: 'urgent',
  Moderate: 'urgent',
  Minor: 'can-wait',
  Unknown: 'unknown',
};

export const ADVICE_WORDS: Readonly<Record<Advice, readonly [response: string, instruction: string]>> = {
  none: ['None', ''],
  'leave-now': ['Evacuate', 'Leave now.'],
  'prepare-to-leave': ['Prepare', 'Prepare to leave.'],
  'stay-inside': ['Shelter', 'Stay inside.'],
  'go-to-shelter': ['Shelter', 'Go to the shelter.'],
  'go-to-high-ground': ['Evacuate', 'Go to high ground.'],
  'boil-water': ['Execute', 'Boil water before drinking.'],
  'do-not-drink-water': ['Avoid', 'Do not drink the water.'],
  'avoid-the-area': ['Avoid', 'Avoid the area.'],
  'close-windows': ['Shelter', 'Close windows.'],
  'switch-off-gas': ['Execute', 'Switch off gas.'],
  'watch-neighbours': ['Monitor', 'Look after your neighbours.'],
  'save-water-and-power': ['Execute', 'Save water and power.'],
  'keep-channel-free': ['Execute', 'Keep the channel free.'],
  'bring-help': ['Execute', 'Bring help.'],
  'all-clear': ['AllClear', 'All clear.'],
};
export const ADVICE_FROM_CAP: Readonly<{ [response: string]: Advice }> = {
  Evacuate: 'leave-now',
  Prepare: 'prepare-to-leave',
  Shelter: 'stay-inside',
  Avoid: 'avoid-the-area',
  AllClear: 'all-clear',
};
