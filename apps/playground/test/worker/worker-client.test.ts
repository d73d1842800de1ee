import { expect, test } from 'vitest';
import { WorkerClient } from '../../src/worker/worker-client.ts';
import { StandInWorker } from './stand-in-worker.ts';

interface Greeter {
  greet(name: string): Promise<string>;
  wait(): Promise<void>;
}

/** A client, the workers that it started, and what it told. */
function greeting() {
  const workers: StandInWorker[] = [];
  const told: string[] = [];
  const api: Greeter = {
    greet: (name) => (name === '' ? Promise.reject(new RangeError('no name')) : Promise.resolve(`Hello, ${name}`)),
    wait: () => new Promise(() => undefined),
  };
  const client = new WorkerClient<Greeter>({
    start: () => {
      const worker = new StandInWorker(api);
      workers.push(worker);
      return worker;
    },
    whatStopped: 'The greeting has stopped',
    started: () => told.push('started'),
    crashed: () => told.push('crashed'),
  });
  return { client, workers, told };
}

test('a worker is started at its first call, and answers all of them', async () => {
  const { client, workers, told } = greeting();
  expect([workers.length, client.running]).toEqual([0, undefined]);
  expect(await client.call((worker) => worker.greet('Ada'))).toBe('Hello, Ada');
  expect(await client.call((worker) => worker.greet('Alan'))).toBe('Hello, Alan');
  await expect(client.call((worker) => worker.greet(''))).rejects.toThrow('no name');
  expect([workers.length, told]).toEqual([1, ['started']]);
  client.stop();
});

test('when the code of a worker cannot be loaded, every call that waits fails, and the next one starts another worker', async () => {
  const { client, workers, told } = greeting();
  const calls = [client.call((worker) => worker.wait()), client.call((worker) => worker.wait())];
  workers[0].break();
  for (const call of calls) {
    await expect(call).rejects.toThrow(
      'The greeting has stopped: its code could not be loaded. Try again, or reload the page.',
    );
  }
  expect([workers[0].isTerminated, told]).toEqual([true, ['started', 'crashed']]);
  expect(await client.call((worker) => worker.greet('Ada'))).toBe('Hello, Ada');
  client.stop();
});

test('what broke a worker is in the error', async () => {
  const { client, workers } = greeting();
  const call = client.call((worker) => worker.wait());
  workers[0].break('out of memory');
  await expect(call).rejects.toThrow('The greeting has stopped: out of memory.');
});

test('calls that wait when the worker is stopped fail as aborted, and a late error of the old worker changes nothing', async () => {
  const { client, workers, told } = greeting();
  const call = client.call((worker) => worker.wait());
  client.stop();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  const answer = client.call((worker) => worker.greet('Ada'));
  workers[0].break();
  expect(await answer).toBe('Hello, Ada');
  expect(told).toEqual(['started', 'started']);
  client.stop();
});
