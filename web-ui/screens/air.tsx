import type { JSX } from 'solid-js';
export function AirScreen(): JSX.Element {
  return <h1>air</h1>;
}
