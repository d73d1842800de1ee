import { evaluate, train, trainingFlops, type Batch, type TrainStep } from '@microgpt/gpt';
import { Random } from '@microgpt/random';
import type { BatchSizes } from '../data/dataset.ts';
import { lowerRate } from './lower-rate.ts';
import type { Run } from './run.ts';
import { RunClock } from './run-clock.ts';
import type { RunListener, Sample } from './run-listener.ts';
import type { RunStore } from './run-store.ts';
import { writeSamples } from './write-samples.ts';

/** The least number of tokens in a batch of an evaluation, because small batches take longer for the same tokens. */
const EVALUATED_TOKENS = 512;
/** The seconds of training that may be lost, so that frequent evaluations do not save each time. */
const UNSAVED_SECONDS = 1;
/** A save that takes longer, in seconds, comes at most so often that nine tenths of the time are left for training. */
const LONG_SAVE = 1;
/** The number of evaluations for one look at samples. */
const EVALUATIONS_PER_SAMPLES = 4;
/** The share of the time that samples may take. */
const SAMPLING_SHARE = 0.03;

/** Asks a run to stop: `count` becomes positive. */
export interface Stop {
  readonly count: number;
}

/** How a loop ended. */
export type LoopEnd = 'done' | 'interrupted' | 'not finite';

/** What a run needs besides itself. */
export interface LoopOptions {
  readonly listener: RunListener;
  /** Where the loop saves the run. Without one, it does not save: the program may do so between steps. */
  readonly store?: RunStore | undefined;
  readonly stop: Stop;
  /**
   * The seconds since this part of the run started. A program that trains immediately counts from its own start, so that a time
   * limit includes start-up. By default, counted from the call of {@link runLoop}.
   */
  readonly now?: () => number;
}

/**
 * Trains from the current step to the end of the run, or until it is asked to stop.
 *
 * With a store, it saves every `saveEvery` seconds, before evaluations, and at the end. Nothing but a loss that is not
 * finite stops it: a save or an evaluation that fails is a warning. Losses, weights and samples are a function of the
 * settings and the data, unless the run ends by the clock; when it saves and pauses makes no difference.
 *
 * After `interrupted`, another `runLoop` continues the same run, bit for bit. It starts with the evaluation that the stop prevented,
 * if there was one.
 *
 * @returns `done` at the end of the run, `interrupted` after the step during which `stop.count` became positive, or `not finite`
 *   before a step whose loss or gradients are not finite
 */
export async function runLoop(run: Run, { now = stopwatch(), ...options }: LoopOptions): Promise<LoopEnd> {
  if (run.progress.step === 0) options.store?.startOver();
  const loop = new Loop(run, { ...options, now });
  const end = await loop.train();
  if (end === 'done') return loop.finish();
  if (end === 'interrupted') await loop.saveIfNew();
  return end;
}

/** A clock that starts at 0 now. */
function stopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}

/** All options; only the store may be missing. */
type AllOptions = Required<Omit<LoopOptions, 'store'>> & Pick<LoopOptions, 'store'>;

class Loop {
  readonly #run: Run;
  readonly #options: AllOptions;
  readonly #clock: RunClock | undefined;
  readonly #sizes: BatchSizes;
  readonly #elapsedBefore: number;
  #savedAt: number;
  #saveSeconds = 0; // of the last save
  #sampling = 0;
  /** The validation loss of the model that is saved as the best; Infinity if none is. */
  #bestSaved: number;

  constructor(run: Run, options: AllOptions) {
    const { settings, model, progress, curve } = run;
    const { blockSize } = model.config;
    const least = Math.ceil(EVALUATED_TOKENS / blockSize);
    const batchSize = settings.evalBatches > 0 ? settings.batch : Math.max(settings.batch, least);
    this.#run = run;
    this.#options = options;
    this.#sizes = { blockSize, batchSize };
    this.#elapsedBefore = progress.elapsed ?? 0;
    this.#savedAt = options.now();
    this.#bestSaved = options.store?.hasBest === true ? (curve.history.best?.loss ?? Infinity) : Infinity;
    if (settings.steps !== null) return;
    this.#clock = new RunClock(settings.time ?? 0, options.now, progress, this.#evaluationSteps());
    run.position.fraction = this.#clock.fraction;
  }

  /** Does the steps, and what is due between them. */
  async train(): Promise<LoopEnd> {
    const { optimizer, model, settings, progress } = this.#run;
    const { steps, accumulate, clip } = settings;
    const { stop, now } = this.#options;
    if (steps !== null && progress.step >= steps) return 'done';
    await this.#begin();
    const group: Batch[] = [];
    const iterator = train(model, optimizer, recorded(this.#run.batches, group), {
      steps: steps ?? Number.MAX_SAFE_INTEGER,
      accumulate,
      ...(clip > 0 && { clipNorm: clip }),
    });
    while (stop.count === 0) {
      const started = now();
      const next = await iterator.next().catch((error: unknown) => {
        if (!isDivergence(error)) throw error;
        this.#diverged(error);
        return undefined;
      });
      if (next === undefined) return 'not finite';
      if (next.done === true) return 'done';
      const isOver = this.#advance(next.value, group, now() - started);
      if (isOver) return 'done';
      await this.#pause(next.value.step);
      const rest = this.#between();
      if (rest) await rest;
    }
    return 'interrupted';
  }

  /** The last evaluation, the last checkpoint and the last samples. */
  async finish(): Promise<LoopEnd> {
    const { stop, listener, store } = this.#options;
    const run = this.#run;
    const { step } = run.progress;
    if (store?.savedStep !== step) await this.#save();
    const isEvaluated = await this.#evaluateOnce();
    if (!isEvaluated && stop.count > 0) {
      await this.saveIfNew();
      return 'interrupted';
    }
    run.progress = { ...run.progress, done: true };
    await this.#saveAtEnd();
    await this.#keep();
    const samples = await this.#samples();
    if (samples.length > 0) listener.sampled?.(samples, step);
    return 'done';
  }

  /** Saves, unless this step is already saved or there is no step yet. */
  async saveIfNew(): Promise<void> {
    const { step } = this.#run.progress;
    if (step > 0 && step !== this.#options.store?.savedStep) await this.#saveAtEnd();
  }

  async #saveAtEnd(): Promise<void> {
    this.#noteTime();
    await this.#options.store?.saveAtEnd(this.#run);
  }

  /** What is due before the first step: to keep the new model, or the evaluation that a stop or the end of a program prevented. */
  async #begin(): Promise<void> {
    const { progress, curve, settings } = this.#run;
    const { step } = progress;
    if (step === 0) return this.#keep();
    if (step % settings.evalEvery !== 0 || curve.isEvaluated(step)) return;
    await this.#evaluateOnce();
    if (curve.isEvaluated(step)) await this.#keep();
  }

  /** Notes and reports a step. Returns whether it was the last. */
  #advance({ step, loss, lr, gradNorm }: TrainStep, group: Batch[], seconds: number): boolean {
    const { curve, settings, progress, position, model } = this.#run;
    const { listener } = this.#options;
    const documents = group.flatMap(({ inputs }) => [...inputs]);
    const tokens = documents.reduce((sum, { length }) => sum + length, 0);
    const flops = trainingFlops(model.config, documents);
    group.length = 0;
    curve.add(step, loss);
    const { steps } = settings;
    const isOver = this.#clock?.tick(seconds) ?? step === steps;
    position.fraction = this.#clock?.fraction ?? step / (steps ?? step);
    const trained = progress.seconds + seconds;
    this.#run.progress = { ...progress, step, seconds: trained, tokens: progress.tokens + tokens };
    const { fraction } = position;
    const here = trained - this.#run.secondsBefore;
    listener.step({ step, loss, lr, gradNorm, tokens, flops, seconds: here, fraction });
    return isOver;
  }

  /** What is due after a step that is not the last: a checkpoint, an evaluation, a model to keep, samples. */
  async #pause(step: number): Promise<void> {
    const { settings, dataset } = this.#run;
    const { now, listener } = this.#options;
    const least = this.#saveSeconds > LONG_SAVE ? 9 * this.#saveSeconds : 0;
    if (now() - this.#savedAt >= Math.max(settings.saveEvery, least)) await this.#save();
    if (step % settings.evalEvery !== 0) return;
    const hasTime = this.#clock?.hasTimeToEvaluate !== false;
    if (hasTime && dataset.validationTokens > 0) {
      if (now() - this.#savedAt >= UNSAVED_SECONDS) await this.#save();
      if (!(await this.#evaluateOnce())) return; // the next loop begins with it
    }
    await this.#keep();
    const isForSamples = hasTime && step % (EVALUATIONS_PER_SAMPLES * settings.evalEvery) === 0;
    if (!isForSamples || this.#sampling > SAMPLING_SHARE * now()) return;
    const samples = await this.#samples();
    if (samples.length > 0) listener.sampled?.(samples, step);
  }

  /** Time for what the program does between two steps. */
  #between(): Promise<void> | undefined {
    const { listener } = this.#options;
    if (listener.between === undefined) return undefined;
    this.#noteTime();
    return listener.between(this.#run);
  }

  async #keep(): Promise<void> {
    await this.#options.listener.keep?.(this.#run);
  }

  async #save(): Promise<void> {
    const { store, now } = this.#options;
    if (store === undefined) return;
    const started = now();
    this.#noteTime();
    await store.save(this.#run);
    this.#savedAt = now(); // even if it failed, so that the next try comes later
    this.#saveSeconds = this.#savedAt - started;
    this.#clock?.took('saving', this.#saveSeconds);
  }

  /** Evaluates the step, unless it has been. Returns whether its validation loss is known, or will never be. */
  async #evaluateOnce(): Promise<boolean> {
    const { curve, progress, dataset, settings } = this.#run;
    const { stop, now, listener, store } = this.#options;
    const { step } = progress;
    if (curve.isEvaluated(step)) return true;
    const evaluation = dataset.evaluation(this.#sizes, settings.evalBatches, new Random(settings.seed));
    if (evaluation === undefined) return true;
    const started = now();
    try {
      const batches = untilStopped(evaluation.batches, stop);
      const loss = await evaluate(this.#run.model, batches, { batches: evaluation.count });
      this.#clock?.took('evaluation', now() - started);
      const isBest = curve.addValidation(step, loss);
      listener.evaluated({ step, loss, isBest });
      if (store === undefined || loss >= this.#bestSaved) return true;
      this.#noteTime();
      const saving = now();
      if (await store.saveBest(this.#run)) this.#bestSaved = loss;
      this.#clock?.took('saving', now() - saving);
    } catch (error) {
      if (error instanceof Stopped) return false;
      listener.warn(`the evaluation at step ${step} failed: ${(error as Error).message}. Training continues`);
    }
    return true;
  }

  async #samples(): Promise<Sample[]> {
    const { stop, now, listener } = this.#options;
    if (listener.sampled === undefined) return [];
    const started = now();
    try {
      return await writeSamples(this.#run, () => stop.count > 0);
    } catch (error) {
      listener.warn(`no samples: ${(error as Error).message}`);
      return [];
    } finally {
      this.#sampling += now() - started;
      this.#clock?.took('samples', now() - started);
    }
  }

  #noteTime(): void {
    const elapsed = this.#elapsedBefore + this.#options.now();
    this.#run.progress = { ...this.#run.progress, elapsed };
  }

  /** How many times as long as a step an evaluation takes: a step is about three forward passes. */
  #evaluationSteps(): number {
    const { dataset, settings } = this.#run;
    const { batch, accumulate, evalBatches } = settings;
    const { count } = dataset.evaluation(this.#sizes, evalBatches, new Random(settings.seed)) ?? { count: 0 };
    return (count * this.#sizes.batchSize) / (3 * batch * accumulate);
  }

  /** Reports what happened and what to try. */
  #diverged(error: Error): void {
    const { listener } = this.#options;
    const { lr, clip } = this.#run.settings;
    const [problem] = error.message.split(/[;.] (?:Go back|The parameters are|Clip the gradients|nothing was)/);
    if (listener.diverged) {
      listener.diverged(problem);
      return;
    }
    const clipping = clip === 0 || clip > 1 ? ', and gradients limited with clip 1' : '';
    listener.warn(`${problem}. Try a lower learning rate, such as lr ${lowerRate(lr)}${clipping}`);
  }
}

class Stopped extends Error {}

/** @throws Stopped in place of the next batch, if a stop was requested */
function* untilStopped(batches: Iterable<Batch>, stop: Stop): Generator<Batch, void> {
  for (const batch of batches) {
    if (stop.count > 0) throw new Stopped();
    yield batch;
  }
}

/** The batches, each of which is also added to `taken`. */
function* recorded(batches: Iterable<Batch>, taken: Batch[]): Generator<Batch, void> {
  for (const batch of batches) {
    taken.push(batch);
    yield batch;
  }
}

/** Whether training stopped because numbers became too large; it then says that the parameters were not changed. */
function isDivergence(error: unknown): error is RangeError {
  return error instanceof RangeError && /^train: the loss is|nothing was changed/.test(error.message);
}
