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

/** How long a version waits for the answer of the next one, in milliseconds. */
const PATIENCE = 1000;
/** Whether this version has asked the next one to take over. */
let hasAsked = false;

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
self.addEventListener('message', ({ ports: [port] }) => {
  void self.skipWaiting();
  port.postMessage('taking over');
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
  if (request.mode === 'navigate' && (await isReplaced())) {
    return new Response('', { headers: { Refresh: '0' } }); // loads again, from the new version
  }
  return (await caches.match(name, { cacheName })) ?? fetch(request);
}

/**
 * Whether a new version takes over now. It can as long as no other tab shows the files of this one.
 *
 * It is asked once: if it does not answer, or the next load comes here all the same, the page gets the files of this
 * version. So a new version that does not work cannot make the page load again and again.
 */
async function isReplaced(): Promise<boolean> {
  const { waiting } = self.registration;
  if (waiting === null || hasAsked || (await self.clients.matchAll()).length > 1) return false;
  hasAsked = true;
  const { port1, port2 } = new MessageChannel();
  waiting.postMessage('take over', [port2]);
  return new Promise((resolve) => {
    port1.onmessage = () => {
      resolve(true);
    };
    setTimeout(() => {
      resolve(false);
    }, PATIENCE);
  });
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
