// Every picture by its name: the table that the node's rim draws from.

import type { FolkmootNode } from '#protocol/node/node-api.ts';
import { airPicture } from './air.ts';
import { decidePicture } from './decide.ts';
import type { DrawFacts } from './facts.ts';
import { keysPicture } from './keys.ts';
import { powersPicture } from './powers.ts';
import { sharesPicture } from './shares.ts';
import { nowPicture } from './now.ts';
import { peoplePicture } from './people.ts';
import { phonePicture } from './phone.ts';
import type { Pictures, ViewName } from './pictures.ts';
import { statusPicture } from './status.ts';
import { tradePicture } from './trade.ts';

export const DRAW: { readonly [V in ViewName]: (node: FolkmootNode, facts: DrawFacts) => Pictures[V] } = {
  status: statusPicture,
  now: nowPicture,
  people: peoplePicture,
  decide: decidePicture,
  trade: tradePicture,
  shares: sharesPicture,
  powers: powersPicture,
  keys: keysPicture,
  air: airPicture,
  phone: phonePicture,
  radio: (_node, { radio }) => radio,
};
