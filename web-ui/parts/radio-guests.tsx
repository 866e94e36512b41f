// People with a plain Meshtastic app, as the gateway's radio heard them: shown, called unverified, answered.
//
// These are no records: nobody has signed them, and only this gateway knows of them. Calls for help stand
// first, as an alarm; a call that is a joke is answered by people, a missed one cannot be.

import { createSignal, For, onCleanup, Show, type JSX } from 'solid-js';
import { ask, picture } from '../node/window.ts';
import { say, sayOurs } from '../words/speak.ts';
import { Age } from './age.tsx';
import { announce } from './announce.tsx';
import { Field } from './form.tsx';

type HeardAnswer = {
  readonly text: string;
  readonly atMs: number;
  readonly state: 'waiting' | 'sent' | 'heard' | 'refused' | 'unknown';
};
type HeardGuest = {
  readonly id: string;
  readonly from: string;
  readonly name: string;
  readonly text: string;
  readonly sos: boolean;
  readonly direct: boolean;
  readonly atMs: number;
  readonly answers: readonly HeardAnswer[];
};
type Reply = { readonly ok: boolean; readonly why?: string; readonly remedy?: string; readonly heard?: HeardGuest[] };

const POLL_MS = 5_000;
/** Older ones stay at the gateway; here they would only hide what is new. */
const SHOWN_MS = 24 * 3_600_000;
const SHOWN_MAX = 20;
const TEXT_MAX = 180;

let token: string | undefined;
/** What shows the gateway that this phone knows the community: derived from the invitation it could give. */
async function deskToken(): Promise<string | undefined> {
  if (token !== undefined) return token;
  const invitation = await ask({ kind: 'invite' });
  if (!invitation.ok || invitation.text === undefined) return undefined;
  const { decodeInvitation } = await import('#protocol/node/invitation.ts');
  const { guestDeskToken } = await import('#protocol/node/radio-channel.ts');
  const read = decodeInvitation(invitation.text);
  if (read.ok) token = guestDeskToken(read.value.community);
  return token;
}

/** Undefined where there is no gateway, or none with a guest desk: then there is nothing to show. */
async function request(body?: unknown): Promise<Reply | undefined> {
  const shown = await deskToken();
  if (shown === undefined) return undefined;
  try {
    const answer = await fetch(new URL('api/guests', document.baseURI), {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${shown}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
    });
    return (await answer.json()) as Reply;
  } catch {
    return undefined;
  }
}

export function RadioGuests(): JSX.Element {
  const [heard, setHeard] = createSignal<readonly HeardGuest[]>([]);
  const look = async (): Promise<void> => {
    if (document.hidden || picture('status')?.stage !== 'ready') return;
    const reply = await request();
    const sinceMs = Date.now() - SHOWN_MS;
    const fresh = (reply?.heard ?? []).filter(({ atMs }) => atMs >= sinceMs).toReversed();
    const next = fresh.toSorted((a, b) => Number(b.sos) - Number(a.sos)).slice(0, SHOWN_MAX);
    // The same list again must not take the focus out of an answer that is being written.
    if (JSON.stringify(next) !== JSON.stringify(heard())) setHeard(next);
  };
  void look();
  const timer = setInterval(() => void look(), POLL_MS);
  onCleanup(() => clearInterval(timer));
  return (
    <Show when={heard().length > 0}>
      <section class="stack" aria-label={say('radio-guests')}>
        <For each={heard().map(({ id }) => id)}>
          {(id) => (
            <Show when={heard().find((one) => one.id === id)}>{(one) => <GuestCard guest={one()} again={look} />}</Show>
          )}
        </For>
      </section>
    </Show>
  );
}

function GuestCard(props: { readonly guest: HeardGuest; readonly again: () => Promise<void> }): JSX.Element {
  const [text, setText] = createSignal('');
  const [wrong, setWrong] = createSignal('');
  const guest = () => props.guest;
  const who = () => guest().name || guest().from;
  const send = async (): Promise<void> => {
    const reply = await request({ id: guest().id, text: text() });
    if (reply?.ok) {
      setText('');
      announce(say('radio-guest-answered'));
    }
    setWrong(
      reply?.ok ? '' : `${sayOurs(reply?.why ?? '') || say('radio-guest-no-gateway')} ${sayOurs(reply?.remedy ?? '')}`,
    );
    await props.again();
  };
  return (
    <article class="card" classList={{ 'card-alarm': guest().sos }} data-radio-guest={guest().from}>
      <h2>{say(guest().sos ? 'radio-guest-sos' : 'radio-guest-says', { name: who() })}</h2>
      <p>
        “{guest().text}” · <Age atMs={guest().atMs} />
      </p>
      <p class="warn small">{say(guest().direct ? 'radio-guest-unverified-direct' : 'radio-guest-unverified')}</p>
      <For each={guest().answers}>
        {(answer) => (
          <p class="small">
            “{answer.text}” · {say(`radio-guest-${answer.state}`)} · <Age atMs={answer.atMs} />
          </p>
        )}
      </For>
      <form
        class="row no-print"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field
          label={say('radio-guest-answer')}
          name={`answer-${guest().id}`}
          value={text()}
          onValue={setText}
          maxLength={TEXT_MAX}
        />
        <button disabled={text().trim() === ''}>{say('radio-guest-send')}</button>
      </form>
      <Show when={wrong() !== ''}>
        <p class="refused" role="alert">
          {wrong()}
        </p>
      </Show>
    </article>
  );
}
