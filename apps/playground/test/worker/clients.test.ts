import { expect, test } from 'vitest';
import { CostClient } from '../../src/cost/cost-client.ts';
import { TextReaderClient } from '../../src/own-text/reading/text-reader-client.ts';
import { StandInWorker } from './stand-in-worker.ts';

const forever = () => new Promise<never>(() => undefined);

/** Workers that never answer. */
function silent() {
  const workers: StandInWorker[] = [];
  const start = () => {
    const worker = new StandInWorker({ read: forever, measure: forever, has: forever, stop: () => undefined });
    workers.push(worker);
    return worker;
  };
  return { workers, start };
}

test('a text is not read for ever when the code that reads it cannot be loaded', async () => {
  const { workers, start } = silent();
  const read = new TextReaderClient(start).read('poems.txt', new Blob(['a']), {});
  workers[0].break();
  expect(await read).toEqual({
    problem:
      'poems.txt cannot be read. The part of the page that reads texts stopped: its code could not be loaded. Try again, or reload the page.',
  });
});

test('a text that is given up for another one, or closed, has no result', async () => {
  const { workers, start } = silent();
  const client = new TextReaderClient(start);
  const first = client.read('first.txt', new Blob(['a']), {});
  const second = client.read('second.txt', new Blob(['a']), {});
  expect(await first).toBeUndefined();
  client.close();
  expect(await second).toBeUndefined();
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
});

test('a measurement fails when its code cannot be loaded, and is stopped when it is interrupted', async () => {
  const { workers, start } = silent();
  const client = new CostClient(start);
  const measure = () => client.measure({}, 'names', forever, () => true);
  const broken = measure();
  await Promise.resolve();
  workers[0].break();
  await expect(broken).rejects.toThrow('Measuring the cost stopped: its code could not be loaded.');
  const interrupted = measure();
  await new Promise((resolve) => setTimeout(resolve));
  client.interrupt();
  expect(await interrupted).toBe('stopped');
});
