// What people do anyway: propose, speak, bind when it is offered, pay, call for help, answer.

import { act, odds, oneOf, round, someOf, upTo, type Draw } from './chance.ts';

/** Hours after the end of a period at which people look whether they can bind; they look more rarely the longer it takes. */
const LOOKS = [0.5, 3, 8, 20, 44, 92, 188] as const;
/** And after the calm has begun. */
const CALM_LOOKS = [3, 12, 24] as const;

const own = { frontier: 'own' };

export function livePeople(draw: Draw): void {
  const { chance } = draw;
  const proposals = 1 + chance.below(3);
  for (let i = 1; i <= proposals; i++) drawMatter(draw, `proposal ${i}`, i);
  for (let i = 0; i < 3 + chance.below(8); i++) drawPayment(draw, upTo(chance, draw.endHour));
  for (let i = 1; i <= 1 + chance.below(3); i++) drawCall(draw, `call ${i}`, upTo(chance, draw.endHour));
}

/** A matter: most are liked, some are given up by most, some have somebody who blocks what is decided meanwhile. */
function drawMatter(draw: Draw, label: string, number: number): void {
  const { chance, people, endHour, steps } = draw;
  const proposal = { record: label };
  const at = upTo(chance, endHour * 0.5);
  const periodHours = 1 + chance.below(48);
  const method = oneOf(chance, ['consent', 'consent', 'majority'] as const);
  const isUnwanted = odds(chance, 25);
  const author = oneOf(chance, people);
  draw.decidedAt.push(at + periodHours);
  const asked = {
    kind: oneOf(chance, ['ordinary', 'ordinary', 'serious'] as const),
    method,
    periodHours,
    slot: null,
    frontier: own,
    title: `Shall we? (${number})`,
    options: method === 'majority' ? ['yes', 'no'] : [],
    text: '',
  };
  steps.push(act(at, author, 'governance.propose', asked, { as: label }));
  const hermit =
    method === 'consent' && !isUnwanted && odds(chance, 35) ? drawHermit(draw, label, at, periodHours) : '';
  for (const name of people) {
    if (odds(chance, 10) || name === hermit) continue;
    const spoken = at + 0.2 + upTo(chance, periodHours * 0.9);
    const says = ballotIn(draw, method, isUnwanted);
    steps.push(act(spoken, name, 'governance.cast', { proposal, says }));
    if (odds(chance, 10))
      steps.push(act(spoken + upTo(chance, 10), name, 'governance.cast', { proposal, says: { options: [0] } }));
  }
  if (odds(chance, 15)) {
    const reason = { proposal, reason: 'not like this', frontier: own };
    steps.push(act(at + upTo(chance, periodHours), oneOf(chance, people), 'governance.block', reason));
  }
  const choice = isUnwanted ? 'none' : 0;
  const over = at + periodHours;
  const looks = [...LOOKS.map((later) => over + later), ...CALM_LOOKS.map((later) => endHour + later)];
  for (const look of looks) steps.push(act(look, [...people], 'governance.bind', { proposal, choice }));
}

function ballotIn({ chance }: Draw, method: 'consent' | 'majority', isUnwanted: boolean): unknown {
  if (isUnwanted) return odds(chance, 90) ? 'give up' : { options: [0] };
  if (method === 'consent') return odds(chance, 8) ? 'stand aside' : { options: [0] };
  return { options: [odds(chance, 25) ? 1 : 0] };
}

/** Somebody hears the question, goes where nobody hears them, and blocks there what the others decide. */
function drawHermit(
  { chance, people, radios, endHour, steps }: Draw,
  label: string,
  at: number,
  periodHours: number,
): string {
  const who = oneOf(chance, people);
  const away = round(at + Math.min(1, periodHours / 2));
  const back = round(Math.min(endHour, at + periodHours + 6 + upTo(chance, 30)));
  const cut = `away at ${label}`;
  const reason = { proposal: { record: label }, reason: 'I was not asked', frontier: own };
  steps.push(
    { hour: away, do: 'cut', groups: [[radios[people.indexOf(who)]!]], as: cut },
    act(away + 0.5 + upTo(chance, back - away - 0.5), who, 'governance.block', reason),
    { hour: back, do: 'heal', cut },
  );
  return who;
}

export function drawPayment({ chance, people, steps }: Draw, at: number): void {
  const [payer, payee] = someOf(chance, people, 2);
  // Most within what may be given between two pages, some beyond.
  const amount = 1 + chance.below(odds(chance, 80) ? 500 : 4000);
  steps.push(act(at, payer!, 'economy.pay', { payee: { member: payee }, amount, memo: '' }));
}

export function drawCall({ chance, people, steps }: Draw, label: string, at: number): void {
  const [caller, helper] = someOf(chance, people, 2);
  const need = {
    people: 1,
    position: null,
    kind: oneOf(chance, ['medical', 'fire'] as const),
    severity: 'life-in-danger',
    drill: false,
    cannotMove: true,
    text: '',
  };
  const answer = { sos: { record: label }, etaMinutes: 10, text: '' };
  steps.push(
    act(at, caller!, 'emergency.call', need, { as: label }),
    act(at + 0.2 + upTo(chance, 2), helper!, 'emergency.take', answer),
  );
}
