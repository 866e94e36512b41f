// The worker that holds the node. See host.ts.

import { createHost } from './host.ts';
import type { FromNode, ToNode } from './port.ts';

const here = self as unknown as {
  onmessage: (event: MessageEvent<ToNode>) => void;
  postMessage: (message: FromNode) => void;
};

const host = createHost((message) => here.postMessage(message));
here.onmessage = ({ data }) => host.take(data);
