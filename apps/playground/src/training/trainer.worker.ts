import { expose } from 'comlink';
import { PageTrainer } from './page-trainer.ts';

/** The milliseconds after which the page has long been drawn. */
const LATER = 3000;

expose(new PageTrainer());

// The service worker does not serve a worker that was started before it, so what this one loads later is loaded soon: without network it
// would be missing until the next load of the page.
setTimeout(() => {
  const later = [
    () => import('./opening.ts'),
    () => import('@microgpt/wasm'),
    () => import('examples/layers'),
    () => import('../layers/own/import-own.ts'),
  ];
  for (const load of later) load().catch(() => undefined);
}, LATER);
