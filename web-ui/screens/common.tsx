// What members hold and may do together: stocks and budgets in shares, emergency powers, keys that are not believed.
//
// Each screen first shows what there is; below it stand forms that are made from what the modules declare.

import { For, Show, type JSX } from 'solid-js';
import { act, picture } from '../node/window.ts';
import { AgeAfterDot } from '../parts/age.tsx';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { Bar } from '../parts/bar.tsx';
import { DeedForm } from '../parts/deed-form.tsx';
import { nameOf } from '../parts/name.ts';
import type { DeedPicture } from '../views/deeds.ts';
import type { PersonPicture } from '../views/person.ts';
import type { PowerPicture, PowersPicture } from '../views/powers.ts';
import type { AskedPicture, StorePicture } from '../views/shares.ts';
import { say, sayAmount, sayCount, sayOf, sayOurs, sayWord } from '../words/speak.ts';

const names = (people: readonly PersonPicture[]): string => people.map(nameOf).join(', ');
const key = (word: string): string => word.replaceAll(' ', '-');

function Deeds(props: { readonly deeds: readonly DeedPicture[] }): JSX.Element {
  return (
    <Show when={props.deeds.length > 0}>
      <section class="stack no-print" aria-labelledby="deeds">
        <h2 id="deeds">{say('deeds')}</h2>
        <For each={props.deeds}>{(deed) => <DeedForm deed={deed} />}</For>
      </section>
    </Show>
  );
}

/** A picture is kept in its list by what it is about, so an open form is not closed by new facts. */
export function SharesScreen(): JSX.Element {
  const shares = () => picture('shares');
  return (
    <>
      <h1>{say('nav-shares')}</h1>
      <p class="soft">{say('shares-what')}</p>
      <Show when={shares()}>
        {(shown) => (
          <div class="columns">
            <div class="stack">
              <For each={shown().asked}>{(one) => <Asked one={one} />}</For>
              <For each={shown().stores} fallback={<p class="soft">{say('shares-none')}</p>}>
                {(store) => <Store store={store} />}
              </For>
            </div>
            <Deeds deeds={shown().deeds} />
          </div>
        )}
      </Show>
    </>
  );
}

const measured = (amount: number, measure: string): string =>
  `${sayAmount(amount)}${measure === '' ? '' : ` ${measure}`}`;

function Asked(props: { readonly one: AskedPicture }): JSX.Element {
  const attempt = createAttempt();
  const one = () => props.one;
  const answer = (what: 'accept' | 'decline'): void =>
    void attempt.run(act('economy', what, { transfers: [one().id] }), say(`shares-said-${what}`));
  const titleId = () => `asked-${one().id.slice(0, 12)}`;
  return (
    <article class="card card-ask" aria-labelledby={titleId()} data-asked={one().id}>
      <h2 id={titleId()}>{say('shares-asked')}</h2>
      <p>
        {say(`step-${key(one().step)}` as 'step-draw', {
          name: nameOf(one().holder),
          amount: measured(one().quantity, one().measure),
          store: one().store,
        })}
      </p>
      <Show when={one().note !== ''}>
        <p>“{one().note}”</p>
      </Show>
      <Show when={one().refusal}>
        {(refusal) => (
          <p class="warn">
            {sayOurs(refusal().why)} {sayOurs(refusal().remedy)}
          </p>
        )}
      </Show>
      <div class="row no-print">
        <button class="main-act" disabled={attempt.busy()} onClick={() => answer('accept')}>
          {say('shares-sign')}
        </button>
        <button disabled={attempt.busy()} onClick={() => answer('decline')}>
          {say('trade-decline')}
        </button>
      </div>
      <Refused attempt={attempt} />
    </article>
  );
}

function Store(props: { readonly store: StorePicture }): JSX.Element {
  const store = () => props.store;
  const titleId = () => `store-${store().id.slice(0, 12)}`;
  return (
    <article class="card" aria-labelledby={titleId()} data-store={store().id}>
      <div class="row row-apart">
        <h2 id={titleId()}>{store().name}</h2>
        <span class="tag">{sayWord(store().kind)}</span>
      </div>
      <p>{say('shares-total', { amount: measured(store().total, store().measure) })}</p>
      <Show when={!store().adopted}>
        <p class="note">{say('shares-not-adopted')}</p>
      </Show>
      <ul class="list">
        <For each={store().shares}>
          {(share) => (
            <li>
              <div class="row row-apart">
                <span class="strong">{nameOf(share.person)}</span>
                <span>
                  {say('shares-left', { left: measured(share.left, store().measure), of: sayAmount(share.whole) })}
                </span>
              </div>
              <Bar label={say('shares-left-of', { name: nameOf(share.person) })} value={share.left} max={share.whole} />
              <Show when={share.free < share.left}>
                <p class="soft small">
                  {say('shares-waiting', { amount: measured(share.left - share.free, store().measure) })}
                </p>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={store().draws.length > 0}>
        <details>
          <summary>{sayCount('shares-draws', store().draws.length)}</summary>
          <ul class="list">
            <For each={store().draws}>
              {(draw) => (
                <li data-draw={draw.id} data-status={draw.status}>
                  <p>
                    {say(`step-${key(draw.step)}` as 'step-draw', {
                      name: nameOf(draw.holder),
                      amount: measured(draw.quantity, store().measure),
                      store: store().name,
                    })}
                  </p>
                  <Show when={draw.note !== ''}>
                    <p>“{draw.note}”</p>
                  </Show>
                  <p class="soft small">
                    {sayOf('draw-status', key(draw.status))}
                    <Show when={draw.step !== 'give back'}> · {say('draw-with', { name: nameOf(draw.other) })}</Show>
                    <AgeAfterDot atMs={draw.sinceMs} />
                  </p>
                </li>
              )}
            </For>
          </ul>
        </details>
      </Show>
    </article>
  );
}

export function PowersScreen(): JSX.Element {
  const powers = () => picture('powers');
  return (
    <>
      <h1>{say('nav-powers')}</h1>
      <Show when={powers()}>
        {(shown) => (
          <>
            <p class="soft">
              {say('powers-what', { members: shown().startMembers, households: shown().startHouseholds })}
            </p>
            <div class="columns">
              <div class="stack">
                <For each={shown().powers} fallback={<p class="note">{say('powers-none')}</p>}>
                  {(power) => <Power power={power} all={shown()} />}
                </For>
              </div>
              <Deeds deeds={shown().deeds} />
            </div>
          </>
        )}
      </Show>
    </>
  );
}

function Power(props: { readonly power: PowerPicture; readonly all: PowersPicture }): JSX.Element {
  const attempt = createAttempt();
  const power = () => props.power;
  const titleId = () => `power-${power().id.slice(0, 12)}`;
  const run = (name: string, args: unknown): void => void attempt.run(act('emergency', name, args), say('powers-said'));
  return (
    <article
      class="card"
      classList={{ 'card-alarm': power().status === 'running' }}
      aria-labelledby={titleId()}
      data-power={power().id}
    >
      <div class="row row-apart">
        <h2 id={titleId()}>{sayWord(power().scope)}</h2>
        <span class="tag" classList={{ 'tag-alarm': power().status === 'running' }}>
          {sayOf('power-status', key(power().status))}
        </span>
      </div>
      <p>
        {say('powers-terms', {
          amount: String(power().quantity),
          unit: sayWord(power().unit),
          hours: power().hours,
          renewals: power().renewals,
        })}
      </p>
      <For each={power().starts}>
        {(start) => (
          <div class="stack">
            <p>“{start.reason}”</p>
            <p class="small">
              {say('powers-behind', { names: names(start.by), n: start.by.length, households: start.households })}
              <AgeAfterDot atMs={start.endsAtMs} words={say('powers-ends')} />
            </p>
            <Show when={start.review !== 'none yet'}>
              <p class="note">{sayOf('power-review', key(start.review))}</p>
            </Show>
            <div class="row no-print">
              <Show when={start.canJoin}>
                <button
                  class="main-act"
                  disabled={attempt.busy()}
                  onClick={() => run('join-power', { power: start.id })}
                >
                  {say('powers-join')}
                </button>
              </Show>
              <Show when={start.canHalt}>
                <button
                  class="grave"
                  disabled={attempt.busy()}
                  onClick={() => run('halt-power', { power: start.id, text: '' })}
                >
                  {say('powers-halt')}
                </button>
              </Show>
            </div>
          </div>
        )}
      </For>
      <Show when={power().haltedBy.length > 0}>
        <p class="warn">{say('powers-halted-by', { names: names(power().haltedBy) })}</p>
      </Show>
      <Show when={power().shares.length > 0}>
        <ul class="list">
          <For each={power().shares}>
            {(share) => (
              <li>
                <div class="row row-apart">
                  <span class="strong">
                    {share.person ? nameOf(share.person) : say('powers-nobody', { n: share.id })}
                  </span>
                  <span>{say('powers-drawn', { drawn: share.drawn, amount: share.amount })}</span>
                </div>
                <Bar
                  label={say('shares-left-of', { name: share.person ? nameOf(share.person) : share.id })}
                  value={share.amount - share.drawn}
                  max={share.amount}
                />
                <Show when={share.refused > 0}>
                  <p class="warn small">{say('powers-refused', { n: share.refused })}</p>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <ul class="list">
        <For each={power().uses}>
          {(use) => (
            <li>
              <p>
                {say('powers-use', { name: nameOf(use.by), amount: use.amount })}
                <Show when={use.text !== ''}> “{use.text}”</Show>
              </p>
              <p class="soft small">{sayCount('powers-witnesses', use.witnesses)}</p>
              <Show when={use.canWitness}>
                <button disabled={attempt.busy()} onClick={() => run('confirm', { record: use.id })}>
                  {say('powers-witness')}
                </button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Refused attempt={attempt} />
    </article>
  );
}

export function KeysScreen(): JSX.Element {
  const keys = () => picture('keys');
  return (
    <>
      <h1>{say('nav-keys')}</h1>
      <Show when={keys()}>
        {(shown) => (
          <div class="columns">
            <div class="stack">
              <Show when={shown().mine}>
                {(remark) => (
                  <p class="refused" role="status">
                    {say(`key-mine-${remark()}`)}
                  </p>
                )}
              </Show>
              <section class="card" aria-labelledby="keys-remarked">
                <h2 id="keys-remarked">{say('keys-remarked')}</h2>
                <ul class="list">
                  <For each={shown().remarked} fallback={<li class="soft">{say('keys-all-well')}</li>}>
                    {(one) => (
                      <li data-remarked={one.id}>
                        <p class="strong">{nameOf(one.person)}</p>
                        <For each={one.remarks}>{(remark) => <p class="small">{say(`key-${remark}`)}</p>}</For>
                      </li>
                    )}
                  </For>
                </ul>
              </section>
              <section class="card" aria-labelledby="keys-guardians">
                <h2 id="keys-guardians">{say('keys-guardians')}</h2>
                <p>{shown().guardians.length > 0 ? names(shown().guardians) : say('keys-no-guardians')}</p>
                <Show when={shown().guarded.length > 0}>
                  <p class="small">{say('keys-guarded', { names: names(shown().guarded) })}</p>
                </Show>
              </section>
            </div>
            <Deeds deeds={shown().deeds} />
          </div>
        )}
      </Show>
    </>
  );
}
