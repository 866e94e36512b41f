// The page starts here: settings, the node beside the window, then the screens.

import { render } from 'solid-js/web';
import './styles/theme.css';
import './styles/page.css';
import { App } from './screens/app.tsx';
import { startNode } from './node/window.ts';
import { loadSettings } from './parts/settings.ts';
import { takeFragment } from './parts/place.ts';

/** The gateway that served this page is its peer; the same address with another scheme. */
function linkUrl(): string {
  const url = new URL('link', document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}

takeFragment();
startNode(linkUrl());
await loadSettings();

const root = document.getElementById('page');
if (root) {
  root.textContent = '';
  render(() => <App />, root);
}

// Offline start exists only where the browser allows it: https, or this machine itself.
if (isSecureContext && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('./service-worker.js').catch(() => undefined);
}
