import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StandInWorkerScope } from './stand-in-worker-scope.ts';

/** An address that TypeScript does not follow: the types of a service worker are not those of a page. */
const serviceWorker = new URL('../../src/offline/service-worker.ts', import.meta.url).href;

/** Starts the service worker of a version. */
async function start(): Promise<StandInWorkerScope> {
  const scope = new StandInWorkerScope();
  vi.stubGlobal('self', scope);
  vi.resetModules();
  await import(serviceWorker);
  return scope;
}

/** What a load gets: the page, or the request to load again. */
async function loaded(scope: StandInWorkerScope): Promise<string> {
  const answer = await scope.load();
  return answer.headers.get('Refresh') === '0' ? 'load again' : answer.text();
}

beforeEach(() => {
  vi.stubGlobal('FILES_OF_THE_PAGE', ['./']);
  vi.stubGlobal('VERSION_OF_THE_PAGE', 'first');
  vi.stubGlobal('caches', { match: () => Promise.resolve(new Response('the page')) });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a load gets the page of this version, as long as there is no other', async () => {
  expect(await loaded(await start())).toBe('the page');
});

test('a new version that answers takes over, and the page loads again, once', async () => {
  const next = await start();
  const scope = await start();
  scope.registration.waiting = {
    postMessage: (_: unknown, [port]: MessagePort[]) => {
      next.hear(port);
    },
  } as ServiceWorker;
  expect(await loaded(scope)).toBe('load again');
  // It said that it takes over, and does not.
  expect([await loaded(scope), await loaded(scope)]).toEqual(['the page', 'the page']);
});

test('a new version that does not answer changes nothing', async () => {
  const scope = await start();
  const heard: unknown[] = [];
  scope.registration.waiting = { postMessage: (message: unknown) => heard.push(message) };
  expect([await loaded(scope), await loaded(scope)]).toEqual(['the page', 'the page']);
  expect(heard).toEqual(['take over']);
});

test('a new version waits as long as another tab shows this one', async () => {
  const scope = await start();
  const heard: unknown[] = [];
  scope.registration.waiting = { postMessage: (message: unknown) => heard.push(message) };
  scope.tabs = 2;
  expect(await loaded(scope)).toBe('the page');
  expect(heard).toEqual([]);
});
