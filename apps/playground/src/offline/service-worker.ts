// Keeps the whole page in the browser, so that it works without network, what it loads later included.
//
// A cache belongs to one version of the page. A new version is fetched in the background and taken at the next load: until then the open
// page gets the files that it was built with.

declare const self: ServiceWorkerGlobalScope;

/** All files of the page, relative to its folder; `./` is the page itself. The build puts them here. */
declare const FILES_OF_THE_PAGE: readonly string[];
/** Differs when any file does. The build puts it here. */
declare const VERSION_OF_THE_PAGE: string;

const files = new Set(FILES_OF_THE_PAGE);
/** Begins the names of the caches of this page; its origin may have others. */
const prefix = `microgpt ${self.registration.scope} `;
const cacheName = prefix + VERSION_OF_THE_PAGE;

self.addEventListener('install', (event) => {
  event.waitUntil(fetchAll());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOthers().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const name = nameOf(url);
  if (method === 'GET' && files.has(name)) event.respondWith(respond(event.request, name));
});

// The version before this one asks, when nothing shows its files.
self.addEventListener('message', () => {
  void self.skipWaiting();
});

async function fetchAll(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(Array.from(files, (name) => new Request(name, { cache: 'no-cache' })));
}

async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function respond(request: Request, name: string): Promise<Response> {
  const { waiting } = self.registration;
  if (request.mode === 'navigate' && waiting !== null && (await self.clients.matchAll()).length < 2) {
    waiting.postMessage('take over');
    return new Response('', { headers: { Refresh: '0' } }); // loads again, from the new version
  }
  return (await caches.match(name, { cacheName })) ?? fetch(request);
}

/** The name of a file of the page, as in the list; the address of a file elsewhere is not in it. */
function nameOf(url: string): string {
  const { origin, pathname } = new URL(url);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return url;
  const name = pathname.slice(scope.pathname.length);
  return name === '' || name === 'index.html' ? './' : name;
}

export {}; // a module, whose `self` is not that of other workers
