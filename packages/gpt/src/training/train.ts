import type { Tensor } from '@microgpt/autograd';
import { checkArguments, checkPositive, checkSignal } from '../check-arguments.ts';
import { take, type Batch } from '../data/batches.ts';
import { checkModel, type LanguageModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';
import { checkOptimizer, type OptimizerLike } from './optimizer-like.ts';
import { checkClipNorm, stepOn, type StepOptions } from './train-step.ts';

/** The report of a training step. */
export interface TrainStep {
  /** The number of the step, from 1. */
  readonly step: number;
  /** The loss before the update, in nats. */
  readonly loss: number;
  /** The learning rate of the step. */
  readonly lr: number;
  /** The norm of all gradients of the optimizer's parameters, before they were clipped; undefined without `clipNorm`. */
  readonly gradNorm?: number | undefined;
}

/** The options of {@link train}. */
export interface TrainOptions extends StepOptions {
  /** The number of the last step; training starts after the steps that the optimizer has done. */
  readonly steps: number;
  /** The number of batches per step, whose losses are averaged (gradient accumulation); default 1. */
  readonly accumulate?: number;
  /** A signal that ends training between two steps: the iteration then throws its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Trains and reports step by step; the consumer prints, evaluates, saves, or breaks.
 *
 * ```ts
 * for await (const { step, loss } of train(model, optimizer, batches, { steps: 1000 })) console.log(step, loss);
 * ```
 *
 * It trains while you iterate; awaiting it is an error, because that would do nothing. It first sets the model to training mode.
 * Every step clears the gradients of all parameters of the model, even of those that the optimizer does not train.
 * Training ends early if the batches run out.
 *
 * @throws RangeError if steps or accumulate is not a positive integer; if steps is not above the steps that the
 *   optimizer has done; if the optimizer has no parameter of the model; if there are no batches; or if a loss is not
 *   finite
 * @throws TypeError if an argument has the wrong type, or the result is awaited
 */
export function train(
  model: LanguageModel,
  optimizer: OptimizerLike,
  batches: Iterable<Batch>,
  options: TrainOptions,
): AsyncGenerator<TrainStep, void> {
  checkArguments('train', arguments, 4, ['steps', 'accumulate', 'clipNorm', 'signal']);
  checkModel('train', model);
  checkOptimizer('train', optimizer);
  return Object.assign(allSteps(model, optimizer, batches, { ...options }), { then: refuseAwait });
}

/** The `then` that `await train(…)` calls. */
function refuseAwait(_: unknown, reject: (reason: TypeError) => void): void {
  reject(new TypeError('train: iterate with for await (const step of train(…)); awaiting it runs no step'));
}

async function* allSteps(
  model: LanguageModel,
  optimizer: OptimizerLike,
  batches: Iterable<Batch>,
  { steps, accumulate = 1, clipNorm, signal }: TrainOptions,
): AsyncGenerator<TrainStep, void> {
  checkPositive('train', { steps, accumulate });
  checkClipNorm('train', clipNorm);
  checkSignal('train', signal);
  const done = optimizer.stepCount;
  if (done >= steps) {
    throw new RangeError(
      `train: steps is the number of the last step, but the optimizer has done ${done}; for ${steps} more pass ${done + steps}`,
    );
  }
  const untrained = untrainedParameters(model, optimizer);
  model.train();
  signal?.throwIfAborted();
  for (const group of groupsOf(batches, accumulate)) {
    for (const parameter of untrained) parameter.zeroGrad();
    const { lr } = optimizer;
    const { loss, gradNorm } = stepOn('train', model, optimizer, group, clipNorm);
    yield { step: optimizer.stepCount, loss, lr, gradNorm };
    if (optimizer.stepCount >= steps) return;
    const pause = pauseIfDue();
    if (pause) await pause;
    signal?.throwIfAborted();
  }
  if (optimizer.stepCount === done) throw new RangeError('train: no batches; pass at least one');
}

/**
 * The parameters of the model that are not among the optimizer's; all, if the optimizer does not list them.
 *
 * @throws RangeError if it lists its parameters, and none is the model's
 */
function untrainedParameters(model: LanguageModel, optimizer: OptimizerLike): readonly Tensor[] {
  const parameters = model.parameters();
  const held = new Set(optimizer.parameters);
  const untrained = parameters.filter((parameter) => !held.has(parameter));
  if (optimizer.parameters && parameters.length > 0 && untrained.length === parameters.length) {
    throw new RangeError(
      "train: the optimizer has none of the model's parameters; create it with model.namedParameters()",
    );
  }
  return untrained;
}

/** Groups of `size` batches; the last may be smaller. */
function* groupsOf(batches: Iterable<Batch>, size: number): Generator<Batch[], void> {
  let group: Batch[] = [];
  for (const batch of take(batches, Infinity)) {
    group.push(batch);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
