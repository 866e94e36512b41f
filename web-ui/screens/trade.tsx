// Trade: what I have, paying somebody, and the account line by line. Mutual credit, no bank.

import { createSignal, For, Show, type JSX } from 'solid-js';
import { readAmount } from '#modules/economy/money.ts';
import type { Unit } from '#modules/economy/units.ts';
import { act, picture } from '../node/window.ts';
import { Age } from '../parts/age.tsx';
import { createAttempt, Refused } from '../parts/attempt.tsx';
import { Bar } from '../parts/bar.tsx';
import { DeliverySteps } from '../parts/delivery.tsx';
import { Choice, Field, Pick } from '../parts/form.tsx';
import { DeedForm } from '../parts/deed-form.tsx';
import { More } from '../parts/more.tsx';
import { nameOf } from '../parts/name.ts';
import type { AccountPicture, LinePicture, TradePicture } from '../views/trade.ts';
import { MEMO_BYTES_MAX, UNITS } from '../views/terms.ts';
import { say, sayAmount, sayOf, sayOurs } from '../words/speak.ts';

/** Credits, or hours of the time bank; it stays chosen while one looks elsewhere. */
const [unit, setUnit] = createSignal<Unit>('credits');

export function TradeScreen(): JSX.Element {
  const trade = () => picture('trade');
  const account = (shown: TradePicture): AccountPicture => shown[unit()];
  return (
    <>
      <h1>{say('nav-trade')}</h1>
      <Show when={trade()}>
        {(shown) => (
          <>
            <Choice
              legend={say('trade-unit')}
              name="unit"
              across
              value={unit()}
              options={UNITS.map((one) => ({ value: one, label: say(`trade-unit-${one}`) }))}
              onValue={setUnit}
            />
            <div class="columns">
              <div class="stack">
                <Show when={account(shown()).purse}>{(purse) => <PurseCard purse={purse()} />}</Show>
                <Show when={shown().isMember} fallback={<p class="note">{say('trade-members-only')}</p>}>
                  <Pay trade={shown()} />
                </Show>
                <For each={account(shown()).doubtful}>{(one) => <Doubtful one={one} />}</For>
              </div>
              <div class="stack">
                <Lines lines={account(shown()).lines} />
                <Balances account={account(shown())} />
                <Show when={shown().isMember}>
                  <For each={account(shown()).deeds}>{(deed) => <DeedForm deed={deed} />}</For>
                </Show>
                <More to="shares" />
              </div>
            </div>
          </>
        )}
      </Show>
    </>
  );
}

function PurseCard(props: { readonly purse: NonNullable<AccountPicture['purse']> }): JSX.Element {
  const purse = () => props.purse;
  return (
    <section class="card" aria-labelledby="trade-purse">
      <h2 id="trade-purse">{say(`trade-balance-${unit()}`)}</h2>
      <p class="big" data-balance>
        {sayAmount(purse().balance)}
      </p>
      <p>{say(purse().balance < 0 ? 'trade-owe' : purse().balance > 0 ? 'trade-have' : 'trade-even')}</p>
      <Bar label={say('trade-available')} value={purse().available} max={purse().limit} />
      <dl class="facts">
        <dt>{say('trade-available')}</dt>
        <dd>{sayAmount(purse().available)}</dd>
        <dt>{say('trade-limit')}</dt>
        <dd>{sayAmount(-purse().limit)}</dd>
        <Show when={purse().waiting > 0}>
          <dt>{say('trade-waiting')}</dt>
          <dd>{sayAmount(purse().waiting)}</dd>
        </Show>
      </dl>
      <p class="soft small">{say('trade-tranche', { amount: sayAmount(purse().tranche) })}</p>
    </section>
  );
}

function Pay(props: { readonly trade: TradePicture }): JSX.Element {
  const attempt = createAttempt();
  const [payee, setPayee] = createSignal('');
  const [amount, setAmount] = createSignal('');
  const [memo, setMemo] = createSignal('');
  const [wrong, setWrong] = createSignal('');
  const person = () => props.trade.payees.find(({ id }) => id === payee());
  const read = () => readAmount(amount());
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const hundredths = read();
    if (!person()) return void setWrong(say('trade-whom-missing'));
    if (!hundredths.ok) return void setWrong(`${sayOurs(hundredths.error.why)} ${sayOurs(hundredths.error.remedy)}`);
    setWrong('');
    const request = act('economy', 'pay', {
      payee: payee(),
      amount: hundredths.value,
      memo: memo().trim(),
      unit: unit(),
    });
    const outcome = await attempt.run(request, say('trade-paid'));
    if (outcome?.ok !== true) return;
    setAmount('');
    setMemo('');
  };
  const label = (): string => {
    const [to, hundredths] = [person(), read()];
    return to && hundredths.ok
      ? say('trade-pay-go', { amount: sayAmount(hundredths.value), name: nameOf(to) })
      : say('trade-pay');
  };
  return (
    <form class="card" onSubmit={(event) => void submit(event)}>
      <h2>{say('trade-pay')}</h2>
      <Pick
        label={say('trade-whom')}
        name="payee"
        value={payee()}
        empty={say('trade-choose')}
        options={props.trade.payees.map((one) => ({ value: one.id, label: nameOf(one) }))}
        onValue={setPayee}
      />
      <Field
        label={say(`trade-amount-${unit()}`)}
        name="amount"
        kind="decimal"
        value={amount()}
        onValue={setAmount}
        maxLength={9}
        required
      />
      <Field label={say('trade-memo')} name="memo" value={memo()} onValue={setMemo} maxLength={MEMO_BYTES_MAX} />
      <button class="main-act wide" type="submit" disabled={attempt.busy()}>
        {attempt.busy() ? say('working') : label()}
      </button>
      <p class="soft small">{say('trade-final')}</p>
      <Refused attempt={attempt} wrong={wrong()} />
    </form>
  );
}

function Doubtful(props: { readonly one: AccountPicture['doubtful'][number] }): JSX.Element {
  const attempt = createAttempt();
  return (
    <article class="card card-ask">
      <h3>{say('trade-doubt', { name: nameOf(props.one.payer), amount: sayAmount(props.one.amount) })}</h3>
      <Show when={props.one.memo !== ''}>
        <p>“{props.one.memo}”</p>
      </Show>
      <p>{sayOurs(props.one.why)}</p>
      <p>
        <span class="strong">{say('refused-remedy')}</span> {sayOurs(props.one.remedy)}
      </p>
      <button
        class="grave"
        disabled={attempt.busy()}
        onClick={() =>
          void attempt.run(act('economy', 'decline', { transfers: [props.one.id] }), say('trade-declined'))
        }
      >
        {say('trade-decline')}
      </button>
      <Refused attempt={attempt} />
    </article>
  );
}

function Lines(props: { readonly lines: readonly LinePicture[] }): JSX.Element {
  return (
    <section class="card" aria-labelledby="trade-lines">
      <h2 id="trade-lines">{say('trade-lines')}</h2>
      <ul class="list">
        <For each={props.lines} fallback={<li class="soft">{say('trade-no-lines')}</li>}>
          {(line) => (
            <li data-transfer={line.id} data-status={line.status}>
              <div class="row row-apart">
                <span class="strong">{say(`trade-${line.direction}`, { name: nameOf(line.other) })}</span>
                <span class="strong">{sayAmount(line.direction === 'given' ? -line.amount : line.amount)}</span>
              </div>
              <Show when={line.memo !== ''}>
                <p>“{line.memo}”</p>
              </Show>
              <p class="soft small">
                {sayOf('transfer', line.status.replaceAll(' ', '-'))}
                <Show when={line.sinceMs}>
                  {(atMs) => (
                    <>
                      {' · '}
                      <Age atMs={atMs()} />
                    </>
                  )}
                </Show>
                <Show when={line.status === 'paid'}> · {say('trade-after', { amount: sayAmount(line.balance) })}</Show>
              </p>
              <Show when={line.delivery}>{(delivery) => <DeliverySteps delivery={delivery()} />}</Show>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

function Balances(props: { readonly account: AccountPicture }): JSX.Element {
  return (
    <section class="card" aria-labelledby="trade-all">
      <h2 id="trade-all">{say('trade-all')}</h2>
      <Show when={props.account.conflicts.length > 0}>
        <p class="warn">{say('trade-conflicts', { names: props.account.conflicts.map(nameOf).join(', ') })}</p>
      </Show>
      <table>
        <thead class="for-readers">
          <tr>
            <th scope="col">{say('trade-whom')}</th>
            <th scope="col">{say(`trade-balance-${unit()}`)}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.account.balances}>
            {(row) => (
              <tr>
                <td>{nameOf(row.person)}</td>
                <td class="number">{sayAmount(row.balance)}</td>
              </tr>
            )}
          </For>
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say('trade-sum')}</th>
            <td class="number strong" data-sum>
              {sayAmount(props.account.sum)}
            </td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
