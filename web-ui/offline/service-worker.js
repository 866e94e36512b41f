// The page without a server: keeps this very build and answers from it, whether or not a network is there.
//
// Written by hand and copied into the build with its list of files filled in (vite.config.ts). It never
// answers for other origins or for the gateway's own addresses: a worker that passes such a request
// through takes away the permission to reach a gateway on the local network.

/** Filled in by the build: the files of this build, and a name that changes with them. */
const { VERSION, FILES } = /** @type {{ VERSION: string, FILES: string[] }} */ (JSON.parse('__BUILD__'));
const CACHE = `folkmoot-${VERSION}`;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

worker.addEventListener('activate', (event) => {
  const others = caches
    .keys()
    .then((names) => names.filter((name) => name.startsWith('folkmoot-') && name !== CACHE))
    .then((names) => Promise.all(names.map((name) => caches.delete(name))));
  event.waitUntil(others);
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  const file = request.mode === 'navigate' ? './' : `.${url.pathname.slice(scopePath().length - 1)}`;
  if (!FILES.includes(file)) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(file))
      .then((kept) => kept ?? fetch(request)),
  );
});

const scopePath = () => new URL(worker.registration.scope).pathname;
