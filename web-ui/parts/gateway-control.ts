// What the gateway's owner may see and do, if this tab was opened with the owner's address.
//
// The token stays in this tab and goes only into the header of requests to the gateway that served the
// page. Nobody needs it to vote, to pay or to call for help.

import { createSignal, onCleanup } from 'solid-js';
import { sayOurs } from '../words/speak.ts';
import { controlToken } from './place.ts';

/** One simulated member with a virtual radio. */
export type MeshNeighbour = {
  readonly name: string;
  readonly household: number;
  readonly seat: number;
  readonly side: string;
  readonly stateHash: string;
  readonly records: number;
  readonly voices: number;
};

export type MeshStatus = {
  readonly isCut: boolean;
  readonly frames: number;
  readonly airtimeMs: number;
  readonly neighbours: readonly MeshNeighbour[];
  readonly recent: readonly {
    readonly atMs: number;
    readonly seat: number;
    readonly origin: number;
    readonly airtimeMs: number;
  }[];
};

export type GatewayStatus = {
  readonly nowMs: number;
  readonly community: string | null;
  readonly counts: { readonly records: number; readonly voices: number; readonly waiting: number } | null;
  readonly stateHash: string | null;
  readonly radio: { readonly address: string; readonly state: string; readonly words: string } | null;
  readonly links: readonly {
    readonly id: string;
    readonly medium: 'air' | 'pair';
    readonly waiting: number;
    readonly airtime: { readonly spentMs: readonly number[]; readonly allowedMs: readonly number[] } | null;
  }[];
  readonly mesh: MeshStatus | null;
};

export type GatewayAnswer =
  { readonly ok: true } | { readonly ok: false; readonly why: string; readonly remedy: string };

const outOfReach = (): GatewayAnswer => ({
  ok: false,
  why: 'The gateway does not answer.',
  remedy: 'Go nearer to it.',
});

async function request(method: 'GET' | 'POST', name: string, body?: unknown): Promise<GatewayAnswer> {
  try {
    const answer = await fetch(new URL(`api/control/${name}`, document.baseURI), {
      method,
      headers: {
        authorization: `Bearer ${controlToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as GatewayAnswer;
  } catch {
    return outOfReach();
  }
}

export const command = (name: 'cut' | 'heal' | 'serve' | 'admit', body?: unknown): Promise<GatewayAnswer> =>
  request('POST', name, body);

const POLL_MS = 2000;

/** The gateway's own account of itself, asked again and again while somebody looks. */
export function watchGateway(): {
  readonly status: () => GatewayStatus | undefined;
  readonly why: () => string;
  readonly again: () => Promise<void>;
} {
  const [status, setStatus] = createSignal<GatewayStatus>();
  const [why, setWhy] = createSignal('');
  const again = async (): Promise<void> => {
    if (controlToken() === '' || document.hidden) return;
    const answer = await request('GET', 'status');
    if (!answer.ok) return void setWhy(`${sayOurs(answer.why)} ${sayOurs(answer.remedy)}`);
    setWhy('');
    setStatus(answer as GatewayAnswer & GatewayStatus);
  };
  void again();
  const timer = setInterval(() => void again(), POLL_MS);
  onCleanup(() => clearInterval(timer));
  return { status, why, again };
}
