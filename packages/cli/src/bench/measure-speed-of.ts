import { performance } from 'node:perf_hooks';
import { generate, train, trainingFlops, type Batch, type GPT, type OptimizerLike } from '@microgpt/gpt';
import { Random } from '@microgpt/random';

/** What is measured. */
export interface SpeedOptions {
  readonly model: GPT;
  readonly optimizer: OptimizerLike;
  /** The number of windows in a step, each of the model's block. */
  readonly batchSize: number;
  /** The seconds to train for, after a sixth of them to warm up, and half of them to write; at least one step and token. */
  readonly seconds: number;
}

/** How fast a model trains and writes. */
export interface Speed {
  /** The median time of a training step. */
  readonly secondsPerStep: number;
  readonly steps: number;
  /** The arithmetic of a step. */
  readonly flopsPerStep: number;
  readonly tokensPerSecond: number;
  /** The median time of a token that one text gets, with a cache. */
  readonly secondsPerToken: number;
}

/** Measures training on random tokens, and writing. The weights change. */
export async function measureSpeedOf({ model, optimizer, batchSize, seconds }: SpeedOptions): Promise<Speed> {
  const { blockSize } = model.config;
  const batch = randomBatch(model, batchSize);
  const steps = train(model, optimizer, repeated(batch), { steps: Number.MAX_SAFE_INTEGER });
  await timesOf(steps, seconds / 6); // the runtime compiles what it runs
  const times = await timesOf(steps, seconds);
  await steps.return();
  const secondsPerStep = median(times);
  return {
    secondsPerStep,
    steps: times.length,
    flopsPerStep: trainingFlops(model.config, batch.inputs),
    tokensPerSecond: (batchSize * blockSize) / secondsPerStep,
    secondsPerToken: median(await writingTimes(model, seconds / 2)),
  };
}

/** Windows of random tokens: the time does not depend on them. */
function randomBatch({ config: { vocabSize, blockSize } }: GPT, batchSize: number): Batch {
  const rng = new Random(1);
  const windows = () =>
    Array.from({ length: batchSize }, () => Array.from({ length: blockSize }, () => rng.below(vocabSize)));
  return { inputs: windows(), targets: windows() };
}

function* repeated(batch: Batch): Generator<Batch, never> {
  for (;;) yield batch;
}

/** The time of each token, of texts as long as a block. */
async function writingTimes(model: GPT, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const rng = new Random(1);
  const end = performance.now() + seconds * 1000;
  do {
    const tokens = generate(model, { rng, prompt: [0] });
    times.push(...(await timesOf(tokens, (end - performance.now()) / 1000)));
    await tokens.return();
  } while (performance.now() < end);
  return times;
}

/** The times of the next items, at least one, until the time is over or there are no more. */
async function timesOf(items: AsyncIterator<unknown>, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  do {
    const started = performance.now();
    const { done } = await items.next();
    if (done === true) break;
    times.push((performance.now() - started) / 1000);
  } while (performance.now() < end);
  return times;
}

/** The middle one of the sorted numbers. */
function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
