import type { Engine } from '@microgpt/autograd';
import { GPT, train, type Batch, type GPTParts } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import type { Dataset } from '../data/dataset.ts';
import { createOptimizer } from '../loop/create-optimizer.ts';
import { networkOf } from '../loop/network-of.ts';
import type { Settings } from '../settings/settings.ts';
import { countParameters } from './count-parameters.ts';
import { measureSpeed } from './measure-speed.ts';
import { stepBytes } from './step-bytes.ts';
import { stepSeconds } from './step-time.ts';
import { usualStep } from './usual-step.ts';

/** What a run costs on this machine. */
export interface Cost {
  /** The number of parameters. */
  readonly parameters: number;
  /** The time of a training step, in seconds. */
  readonly secondsPerStep: number;
  /** The extra time that the first steps take in total, until the runtime has compiled the code, in seconds. */
  readonly secondsToWarmUp: number;
  /** The mean number of tokens that a step trains on. */
  readonly tokensPerStep: number;
  /**
   * The memory that the run takes, in bytes: what `memory` returns after the steps. Without that function, the bytes of the
   * largest of these steps on `cpu` or `scalar`, without garbage. Undefined on another engine, or if no step was made.
   */
  readonly bytes: number | undefined;
  /** Whether the time was measured with exactly these settings. It is an estimate if a step would take too long. */
  readonly isMeasured: boolean;
}

/** What is measured, and how. */
export interface CostOptions {
  readonly settings: Settings;
  readonly dataset: Dataset;
  /** The engine that computes. To measure its memory, pass one that computes nothing else. */
  readonly engine: Engine;
  /** Your own parts of the network. */
  readonly parts?: Partial<GPTParts> | undefined;
  /** Returns the bytes of memory that the run takes, for an engine that can tell. It is called after the steps. */
  readonly memory?: () => number | undefined | Promise<number | undefined>;
  /** A signal that ends the measurement, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The time for steps, in seconds. In the first half, the runtime compiles the code. */
const TIME = 0.3;
/** At least this many steps are made, even if they take longer, up to {@link PATIENCE}: the first steps say nothing about the later ones. */
const FEWEST = 12;
const PATIENCE = 1.5;
/** The longest step that is made, in seconds. */
const LONGEST = 5;
/** The time between two checks of the signal, in milliseconds. */
const BREATH = 50;
/** For each engine, the longest that it takes on a slow machine, as a multiple of `wasm` on the reference machine. */
const SLOWEST: Readonly<Record<string, number>> = { wasm: 5, cpu: 100, scalar: 3000 };

/**
 * Measures what a run costs: trains a model with exactly these settings for a third of a second, or longer if that is only a few steps,
 * and discards it. It changes neither the data nor any random stream of the caller.
 *
 * If a step would take more than about 5 seconds, it makes none, and estimates the time from the speed of small models.
 *
 * @throws RangeError if the settings do not fit each other, or the losses are not finite
 */
export async function measureCost(options: CostOptions): Promise<Cost> {
  options.signal?.throwIfAborted();
  const guess = await longStep(options);
  if (guess === undefined) return { ...(await measureSteps(options)), isMeasured: true };
  return { parameters: parametersOf(options), ...guess, bytes: undefined, isMeasured: false };
}

/** The number of parameters. A network with parts of your own must be created to know it. */
function parametersOf({ settings, dataset, engine, parts }: CostOptions): number {
  const { vocabSize } = dataset.tokenizer;
  if (parts === undefined) return countParameters(settings, vocabSize);
  return new GPT({ ...networkOf(settings, vocabSize), ...parts }, Initializer.blank(engine)).parameterCount();
}

/** The estimated time and tokens of a step that would take too long; undefined if it would not. */
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

async function measureSteps({ settings, dataset, engine, parts = {}, memory, signal }: CostOptions) {
  const { accumulate, batch, block, clip, seed, std } = settings;
  const rng = new Random(seed);
  const network = networkOf(settings, dataset.tokenizer.vocabSize);
  const model = new GPT({ ...network, ...parts }, new Initializer(engine, rng, { std }));
  const optimizer = createOptimizer(model, settings, () => 1e-9); // so small that the weights stay finite
  const taken = new TakenBatches();
  const batches = taken.noting(dataset.trainingBatches({ blockSize: block, batchSize: batch }, rng));
  const steps = train(model, optimizer, batches, {
    steps: Number.MAX_SAFE_INTEGER,
    accumulate,
    ...(clip > 0 && { clipNorm: clip }),
  });
  const ends = await endsOf(steps, signal);
  await steps.return();
  const secondsPerStep = usualStep(ends);
  const secondsToWarmUp = Math.max(0, ends[ends.length - 1] - (ends.length - 1) * secondsPerStep);
  const tokensPerStep = taken.tokens / (ends.length - 1);
  const bytes = memory ? await memory() : taken.largest && stepBytes({ model, batch: taken.largest, settings });
  return { parameters: model.parameterCount(), secondsPerStep, secondsToWarmUp, tokensPerStep, bytes };
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

/** What is known of the batches that were taken. */
class TakenBatches {
  /** The number of tokens of all of them. */
  tokens = 0;
  /** The one with the most tokens. */
  largest: Batch | undefined;
  #most = 0;

  /** The batches, of which each is noted. */
  *noting(batches: Iterable<Batch>): Generator<Batch, void> {
    for (const batch of batches) {
      const tokens = batch.inputs.reduce((sum, { length }) => sum + length, 0);
      this.tokens += tokens;
      if (tokens > this.#most) [this.#most, this.largest] = [tokens, batch];
      yield batch;
    }
  }
}
