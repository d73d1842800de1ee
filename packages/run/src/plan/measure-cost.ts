import type { Engine } from '@microgpt/autograd';
import { GPT, train, type Batch } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import type { Dataset } from '../data/dataset.ts';
import { createOptimizer } from '../loop/create-optimizer.ts';
import { networkOf } from '../loop/network-of.ts';
import type { Settings } from '../settings/settings.ts';
import { countParameters } from './count-parameters.ts';
import { measureSpeed } from './measure-speed.ts';
import { stepSeconds } from './step-time.ts';
import { usualStep } from './usual-step.ts';

/** What a run costs on this machine. */
export interface Cost {
  /** The number of parameters. */
  readonly parameters: number;
  /** The time of a training step, in seconds. */
  readonly secondsPerStep: number;
  /** How much longer the first steps of a program take together, until the runtime has compiled what they run, in seconds. */
  readonly secondsToWarmUp: number;
  /** The mean number of tokens that a step trains on. */
  readonly tokensPerStep: number;
  /** The memory after the steps; undefined if nothing tells it, or no step was made. */
  readonly bytes: number | undefined;
  /** Whether the time was measured with the very settings. Otherwise a step takes too long for that, and it is an estimate. */
  readonly isMeasured: boolean;
}

/** What is measured, and how. */
export interface CostOptions {
  readonly settings: Settings;
  readonly dataset: Dataset;
  /** The engine that computes; for its memory, one that computes nothing else. */
  readonly engine: Engine;
  /** Tells how many bytes of memory the run takes, after its steps. */
  readonly memory?: () => number | undefined | Promise<number | undefined>;
  /** A signal that ends the measurement: it then throws its reason. */
  readonly signal?: AbortSignal;
}

/** The time for steps, in seconds. The first half is for the runtime to compile what it runs. */
const TIME = 0.3;
/** So few steps take longer than that, unless they take {@link PATIENCE}: the first ones tell nothing about the later ones. */
const FEWEST = 12;
const PATIENCE = 1.5;
/** A longer step is not made, in seconds. */
const LONGEST = 5;
/** The times between two looks at the signal, in milliseconds. */
const BREATH = 50;
/** How many times as long as `wasm` on the reference machine an engine takes at most, on a slow machine. */
const SLOWEST: Readonly<Record<string, number>> = { wasm: 5, cpu: 100, scalar: 3000 };

/**
 * Measures what a run costs: it trains a model of the very settings for a third of a second, longer if that is only a few steps, and
 * drops it. Neither the data nor a random stream of the caller changes.
 *
 * If a step seems to take more than 5 seconds, none is made: the time is then an estimate from the speed of small models.
 *
 * @throws RangeError if the settings do not fit each other, or the losses are not finite
 */
export async function measureCost(options: CostOptions): Promise<Cost> {
  const { settings, dataset, memory, signal } = options;
  signal?.throwIfAborted();
  const parameters = countParameters(settings, dataset.tokenizer.vocabSize);
  const guess = await longStep(options);
  if (guess !== undefined) return { parameters, ...guess, bytes: undefined, isMeasured: false };
  const measured = await timeSteps(options);
  return { parameters, ...measured, bytes: await memory?.(), isMeasured: true };
}

/** The estimated time and tokens of a step that takes too long to be made; undefined if it does not. */
async function longStep({ settings, dataset, engine }: CostOptions) {
  const { layers, embd, batch, accumulate } = settings;
  const length = meanLength(dataset, settings);
  const { vocabSize } = dataset.tokenizer;
  const reference = accumulate * stepSeconds({ layers, embd, batch, length, vocabSize });
  if (reference * (SLOWEST[engine.name] ?? Infinity) <= LONGEST) return undefined;
  const secondsPerStep = reference / (await measureSpeed(engine));
  if (secondsPerStep <= LONGEST) return undefined;
  return { secondsPerStep, secondsToWarmUp: 0, tokensPerStep: accumulate * batch * length };
}

/** The mean number of tokens of a line or window. */
function meanLength({ kind, trainingTokens, trainingDocuments }: Dataset, { block }: Settings): number {
  return kind === 'lines' ? Math.min(block, trainingTokens / trainingDocuments) : block;
}

async function timeSteps({ settings, dataset, engine, signal }: CostOptions) {
  const { accumulate, batch, block, clip, seed, std } = settings;
  const rng = new Random(seed);
  const network = networkOf(settings, dataset.tokenizer.vocabSize);
  const model = new GPT(network, new Initializer(engine, rng, { std }));
  const optimizer = createOptimizer(model, settings, () => 1e-9); // so small that the weights stay finite
  const tokens: number[] = [];
  const batches = counted(dataset.trainingBatches({ blockSize: block, batchSize: batch }, rng), tokens);
  const steps = train(model, optimizer, batches, {
    steps: Number.MAX_SAFE_INTEGER,
    accumulate,
    ...(clip > 0 && { clipNorm: clip }),
  });
  const ends = await endsOf(steps, signal);
  await steps.return();
  const secondsPerStep = usualStep(ends);
  const sum = tokens.reduce((total, n) => total + n, 0);
  const secondsToWarmUp = Math.max(0, ends[ends.length - 1] - (ends.length - 1) * secondsPerStep);
  return { secondsPerStep, secondsToWarmUp, tokensPerStep: sum / (ends.length - 1) };
}

/** The times at the beginning and at the end of each step, in seconds. */
async function endsOf(steps: AsyncIterator<unknown>, signal: AbortSignal | undefined): Promise<number[]> {
  const start = performance.now();
  const ends = [0];
  let breath = 0;
  let paused = 0;
  for (let now = start; now - start < 1000 * (ends.length <= FEWEST ? PATIENCE : TIME);) {
    await steps.next();
    now = performance.now();
    ends.push((now - start - paused) / 1000);
    if (now - breath < BREATH) continue;
    await new Promise((resolve) => setTimeout(resolve)); // so that the signal can be heard
    signal?.throwIfAborted();
    breath = performance.now();
    paused += breath - now;
  }
  return ends;
}

/** The batches, of each of which the number of tokens is noted. */
function* counted(batches: Iterable<Batch>, tokens: number[]): Generator<Batch, void> {
  for (const batch of batches) {
    tokens.push([...batch.inputs].reduce((sum, { length }) => sum + length, 0));
    yield batch;
  }
}
