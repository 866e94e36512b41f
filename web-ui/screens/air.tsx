// Air: what waits on this phone, what the gateway's radio has spent, and, where the neighbourhood is
// simulated, who stands on which side and a cut to practise with.

import { createSignal, For, Match, Show, Switch, type JSX } from 'solid-js';
import { picture } from '../node/window.ts';
import { Age } from '../parts/age.tsx';
import { Bar } from '../parts/bar.tsx';
import { command, watchGateway, type GatewayStatus, type MeshStatus } from '../parts/gateway-control.ts';
import { OwnRadio } from '../parts/own-radio.tsx';
import { controlToken } from '../parts/place.ts';
import type { AirPicture } from '../views/air.ts';
import { say, sayCount, sayLength, sayNumber, sayOurs } from '../words/speak.ts';

const CLASSES = ['air-class-0', 'air-class-1', 'air-class-2', 'air-class-3'] as const;
const RECENT_SHOWN = 12;

export function AirScreen(): JSX.Element {
  const gateway = watchGateway();
  return (
    <>
      <h1>{say('nav-air')}</h1>
      <div class="columns">
        <div class="stack">
          <Show when={picture('air')}>{(air) => <Waiting air={air()} />}</Show>
          <OwnRadio />
          <Switch fallback={<p class="note">{say('air-owner-only')}</p>}>
            <Match when={gateway.status()}>{(status) => <Radio status={status()} />}</Match>
            <Match when={gateway.why() !== ''}>
              <p class="warn">{gateway.why()}</p>
            </Match>
            <Match when={controlToken() !== ''}>
              <p class="soft">{say('working')}</p>
            </Match>
          </Switch>
        </div>
        <Show when={gateway.status()?.mesh}>{(mesh) => <Mesh mesh={mesh()} again={gateway.again} />}</Show>
      </div>
    </>
  );
}

function Waiting(props: { readonly air: AirPicture }): JSX.Element {
  return (
    <section class="card" aria-labelledby="air-waiting">
      <h2 id="air-waiting">{say('air-waiting')}</h2>
      <p>
        {say(`way-${props.air.wayOut.at}`)} · <Age atMs={props.air.wayOut.sinceMs} />
      </p>
      <Show when={props.air.wayOut.lastFrameMs}>
        {(atMs) => (
          <p class="soft small">
            {say('air-last')} <Age atMs={atMs()} />
          </p>
        )}
      </Show>
      <ul class="list">
        <For each={props.air.queue} fallback={<li class="soft">{say('air-nothing-waits')}</li>}>
          {(item) => (
            <li>
              <p class="strong">{say(CLASSES[item.urgency])}</p>
              <p class="small">
                {sayCount('bytes', item.bytes)} · {say(`air-why-${item.why}`)} · {say('air-since')}{' '}
                <Age atMs={item.sinceMs} />
                {' · '}
                {say('air-expected')} <Age atMs={item.expectedAtMs} />
              </p>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}

/** What the gateway's radio has spent in the last hour, class by class, beside what it may. */
function Radio(props: { readonly status: GatewayStatus }): JSX.Element {
  const airs = () => props.status.links.filter(({ medium }) => medium === 'air');
  return (
    <section class="card" aria-labelledby="air-radio">
      <h2 id="air-radio">{say('air-radio')}</h2>
      <Show when={props.status.radio} fallback={<p>{say('air-no-radio')}</p>}>
        {(radio) => (
          <p>
            {radio().address}: {say(radioWords(radio().state))} {sayOurs(radio().words)}
          </p>
        )}
      </Show>
      <For each={airs()}>
        {(link) => (
          <table>
            <caption class="for-readers">{say('air-spent')}</caption>
            <thead>
              <tr>
                <th scope="col">{say('air-class')}</th>
                <th scope="col" class="number">
                  {say('air-spent')}
                </th>
                <th scope="col" class="number">
                  {say('air-allowed')}
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={CLASSES}>
                {(name, at) => (
                  <tr>
                    <th scope="row">
                      {say(name)}
                      <Bar
                        label={say(name)}
                        value={link.airtime?.spentMs[at()] ?? 0}
                        max={link.airtime?.allowedMs[at()] ?? 0}
                      />
                    </th>
                    <td class="number">{sayLength(link.airtime?.spentMs[at()] ?? 0)}</td>
                    <td class="number">{sayLength(link.airtime?.allowedMs[at()] ?? 0)}</td>
                  </tr>
                )}
              </For>
            </tbody>
          </table>
        )}
      </For>
      <dl class="facts">
        <dt>{say('air-gateway-queue')}</dt>
        <dd>{sayNumber(airs().reduce((sum, { waiting }) => sum + waiting, 0))}</dd>
        <dt>{say('phone-records')}</dt>
        <dd>{sayNumber(props.status.counts?.records ?? 0)}</dd>
        <dt>{say('phone-voices')}</dt>
        <dd>{sayNumber(props.status.counts?.voices ?? 0)}</dd>
      </dl>
    </section>
  );
}

const radioWords = (state: string): 'air-radio-ready' | 'air-radio-opening' | 'air-radio-lost' =>
  state === 'ready' ? 'air-radio-ready' : state === 'opening' ? 'air-radio-opening' : 'air-radio-lost';

function Mesh(props: { readonly mesh: MeshStatus; readonly again: () => Promise<void> }): JSX.Element {
  const [wrong, setWrong] = createSignal('');
  const sides = () => [...new Set(props.mesh.neighbours.map(({ side }) => side))];
  const on = (side: string) => props.mesh.neighbours.filter((one) => one.side === side);
  const states = () => new Set(props.mesh.neighbours.map(({ stateHash }) => stateHash)).size;
  const nameOfSeat = (seat: number): string =>
    props.mesh.neighbours.find((one) => one.seat === seat)?.name ?? say('mesh-gateway');
  const turn = async (name: 'cut' | 'heal'): Promise<void> => {
    const answer = await command(name);
    setWrong(answer.ok ? '' : `${sayOurs(answer.why)} ${sayOurs(answer.remedy)}`);
    await props.again();
  };
  return (
    <section class="card" aria-labelledby="air-mesh">
      <h2 id="air-mesh">{say('mesh-title')}</h2>
      <p class="soft small">{say('mesh-what')}</p>
      <p class="strong" role="status" data-cut={props.mesh.isCut}>
        {props.mesh.isCut ? say('mesh-is-cut') : say('mesh-is-whole')}
      </p>
      <p>{states() === 1 ? say('mesh-agree') : say('mesh-differ', { n: states() })}</p>
      <div class="row no-print">
        <Show
          when={props.mesh.isCut}
          fallback={
            <button class="grave" onClick={() => void turn('cut')}>
              {say('mesh-cut')}
            </button>
          }
        >
          <button class="main-act" onClick={() => void turn('heal')}>
            {say('mesh-heal')}
          </button>
        </Show>
      </div>
      <Show when={wrong() !== ''}>
        <p class="refused" role="alert">
          {wrong()}
        </p>
      </Show>
      <For each={sides()}>
        {(side) => (
          <div>
            <h3>
              {say('mesh-side', {
                side: side === 'west' ? say('mesh-west') : side === 'east' ? say('mesh-east') : side,
              })}
            </h3>
            <ul class="list">
              <For each={on(side)}>
                {(one) => (
                  <li class="row row-apart">
                    <span>{one.name}</span>
                    <span class="soft small">
                      {say('mesh-holds', { records: one.records, voices: one.voices })} · {one.stateHash.slice(0, 6)}
                    </span>
                  </li>
                )}
              </For>
            </ul>
          </div>
        )}
      </For>
      <dl class="facts">
        <dt>{say('mesh-frames')}</dt>
        <dd data-frames>{sayNumber(props.mesh.frames)}</dd>
        <dt>{say('mesh-airtime')}</dt>
        <dd>{sayLength(props.mesh.airtimeMs)}</dd>
      </dl>
      <details>
        <summary>{say('mesh-recent')}</summary>
        <ul class="list">
          <For each={props.mesh.recent.slice(-RECENT_SHOWN).toReversed()}>
            {(one) => (
              <li class="row row-apart small">
                <span>{nameOfSeat(one.seat)}</span>
                <span>
                  {sayLength(one.airtimeMs)} · <Age atMs={one.atMs} />
                </span>
              </li>
            )}
          </For>
        </ul>
      </details>
    </section>
  );
}
