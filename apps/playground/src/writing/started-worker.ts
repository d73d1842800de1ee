import { wrap, type Remote } from 'comlink';
import type { Writer } from './writer.ts';

/** A worker that writes. */
export interface StartedWorker {
  readonly writer: Remote<Writer>;
  /** Rejects if the worker itself breaks: its code did not load, or its memory ran out. */
  readonly failure: Promise<never>;
}

/** Starts the worker that writes. */
export function startedWorker(): StartedWorker {
  const worker = new Worker(new URL('./writer.worker.ts', import.meta.url), { type: 'module', name: 'writer' });
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener('error', ({ message }) => {
      const reason = message === '' ? 'its code could not be loaded' : message;
      reject(new Error(`The part of the page that writes has stopped: ${reason}. Reload the page.`));
    });
  });
  failure.catch(() => undefined); // those who wait for an answer handle it
  return { writer: wrap<Writer>(worker), failure };
}
