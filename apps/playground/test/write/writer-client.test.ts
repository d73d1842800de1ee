import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Run } from '@microgpt/run';
import { finalizer, proxy, wrap } from 'comlink';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { modelBytes } from '../../src/training/model-bytes.ts';
import { WriterClient } from '../../src/writing/client.ts';
import type { ModelName } from '../../src/models/model-file.ts';
import type { Writer } from '../../src/writing/writer.ts';
import { ModelWriter } from '../../src/writing/model-writer.ts';
import { StandInWorker } from '../worker/stand-in-worker.ts';
import { names, partOf, trainedRun } from '../trained-run.ts';

let run: Run;
const workers: StandInWorker[] = [];
beforeAll(async () => {
  run = await trainedRun(names, { steps: 1 });
});
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

const name: ModelName = { run: 'a', made: 0, step: 1 };

/** A writer that tells how it is asked. */
class WatchedWriter extends ModelWriter {
  samplesAsked = 0;

  override samples(...args: Parameters<ModelWriter['samples']>): Promise<void> {
    this.samplesAsked++;
    return super.samples(...args);
  }
}

/**
 * A client of a writer in the same thread, that writer, and the names of the models that it loads.
 *
 * @param loads is called when a model is about to be loaded
 */
function opened(loads: () => void = () => undefined) {
  const loaded: ModelName[] = [];
  const source = {
    model: async (model: ModelName) => {
      loaded.push(model);
      loads();
      return { settings: run.settings, part: partOf(run), bytes: await modelBytes(run) };
    },
    part: () => partOf(run),
    text: () => Promise.resolve(names),
  };
  const writer = new WatchedWriter();
  const start = () => {
    const worker = new StandInWorker(writer);
    workers.push(worker);
    return worker;
  };
  return { client: new WriterClient(source, start), writer, loaded };
}

test('an answer that is no longer kept is freed, while the worker lives', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { client } = opened();
  const first = new WeakRef(await client.candidates(name, [], {}));
  for (let n = 0; n < 500; n++) await client.decode(name, [n % 26, Math.floor(n / 26)]);
  await expect
    .poll(() => {
      collect();
      return first.deref();
    })
    .toBeUndefined();
});

test('a question that is aborted loads no model', async () => {
  const { client, loaded } = opened();
  await client.facts(name);
  const controller = new AbortController();
  const asked = client.facts({ ...name, step: 2 }, controller.signal);
  controller.abort(new Error('no longer wanted'));
  await expect(asked).rejects.toThrow('no longer wanted');
  await client.facts({ ...name, step: 3 });
  expect(loaded.map(({ step }) => step)).toEqual([1, 3]);
});

test('a question that two ask is answered as long as one of them waits', async () => {
  const { client, loaded } = opened();
  const controller = new AbortController();
  const first = client.facts(name, controller.signal);
  const second = client.facts(name);
  controller.abort(new Error('no longer wanted'));
  await expect(first).rejects.toThrow('no longer wanted');
  expect(await second).toMatchObject({ vocabSize: 27 });
  const third = client.facts(name, AbortSignal.timeout(10_000));
  expect(await third).toMatchObject({ vocabSize: 27 });
  expect(loaded).toHaveLength(1);
});

test('samples that are aborted before they are asked for are never written', async () => {
  const controller = new AbortController();
  const { client, writer } = opened(() => {
    controller.abort(new Error('no longer wanted'));
  });
  const asked = client.samples(name, { count: 1000, signal: controller.signal });
  await expect(asked).rejects.toThrow('no longer wanted');
  await client.facts(name);
  await sleep(50);
  expect(writer.samplesAsked).toBe(1); // which found no model
});

test('a worker that breaks fails what waits for it, and the next question starts another', async () => {
  const { client } = opened();
  await client.facts(name);
  const waiting = client.candidates(name, [], {});
  workers[0].break('out of memory');
  await expect(waiting).rejects.toThrow('The part of the page that writes stopped: out of memory.');
  expect(await client.candidates(name, [], {})).toMatchObject({ others: { count: 0 } });
  expect(workers).toHaveLength(2);
});

test('the channel to who hears of samples is closed when all are written, or the request fails', async () => {
  const worker = new StandInWorker(new ModelWriter());
  workers.push(worker);
  const writer = wrap<Writer>(worker);
  let closed = 0;
  const listener = () =>
    proxy(
      Object.assign(() => undefined, {
        [finalizer]: () => {
          closed++;
        },
      }),
    );
  await expect(writer.samples(0, name, { count: 1 }, listener())).rejects.toThrow('load it first');
  await expect.poll(() => closed).toBe(1);
  await writer.load(name, { settings: run.settings, part: partOf(run), bytes: await modelBytes(run) });
  await writer.samples(1, name, { count: 1 }, listener());
  await expect.poll(() => closed).toBe(2);
});
