import type { Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { clipGradNorm, type Optimizer, type OptimizerOptions } from '@microgpt/optim';
import { checkArguments, checkKind, checkPositive } from '../check-arguments.ts';
import { take, type Batch } from '../data/batches.ts';
import { concatenate } from '../data/documents.ts';
import type { LanguageModel } from '../model/language-model.ts';
import { pauseIfDue } from '../pause.ts';

/** What a step of training tells. */
export interface TrainStep {
  /** From 1. */
  readonly step: number;
  /** Before the step's update, in nats. */
  readonly loss: number;
  /** The learning rate of the step. */
  readonly lr: number;
}

/** The options of a step. */
export interface StepOptions {
  /** The largest joint norm of the gradients: if it is exceeded, they are scaled down to it. Default none. */
  readonly clipNorm?: number;
}

/** How long to train, and the options of a step. */
export interface TrainOptions extends StepOptions {
  /** The number of the last step; training starts after the steps that the optimizer has done. */
  readonly steps: number;
}

/**
 * Trains, one batch a step, and tells of each; the consumer prints, evaluates, saves, or breaks when it has enough.
 *
 * ```ts
 * for await (const { step, loss } of train(model, optimizer, batches, { steps: 1000 })) console.log(step, loss);
 * ```
 *
 * It trains while you iterate; awaiting it would do nothing, and is an error. It first sets the model to training mode.
 * Every step clears the gradients of all parameters of the model, even of those that the optimizer does not train.
 * Training ends early if the batches run out.
 *
 * @throws RangeError if steps is not a positive integer, or not above the steps that the optimizer has done; if there is
 *   no batch; or if a loss is not finite
 * @throws TypeError if it is awaited
 */
export function train(
  model: LanguageModel,
  optimizer: Optimizer<OptimizerOptions>,
  batches: Iterable<Batch>,
  options: TrainOptions,
): AsyncGenerator<TrainStep, void> {
  checkArguments('train', arguments, 4, ['steps', 'clipNorm']);
  return Object.assign(allSteps(model, optimizer, batches, { ...options }), { then: refuseAwait });
}

/** What `await train(…)` calls. */
function refuseAwait(_: unknown, reject: (reason: TypeError) => void): void {
  reject(new TypeError('train: iterate with for await (const step of train(…)); awaiting it runs no step'));
}

async function* allSteps(
  model: LanguageModel,
  optimizer: Optimizer<OptimizerOptions>,
  batches: Iterable<Batch>,
  { steps, ...options }: TrainOptions,
): AsyncGenerator<TrainStep, void> {
  checkPositive('train', { steps });
  const done = optimizer.stepCount;
  if (done >= steps) {
    throw new RangeError(
      `train: steps is the number of the last step, but the optimizer has done ${done}; for ${steps} more pass ${done + steps}`,
    );
  }
  model.train();
  const untrained = model.parameters().filter((parameter) => !optimizer.parameters.includes(parameter));
  for (const batch of take(batches, Infinity)) {
    for (const parameter of untrained) parameter.zeroGrad();
    const { lr } = optimizer;
    const loss = trainStep(model, optimizer, batch, options);
    yield { step: optimizer.stepCount, loss, lr };
    if (optimizer.stepCount >= steps) return;
    const pause = pauseIfDue();
    if (pause) await pause;
  }
  if (optimizer.stepCount === done) throw new RangeError('train: there is no batch; pass at least one');
}

/**
 * One step: forward, backward, update.
 *
 * It first clears the gradients of the optimizer's parameters; if the model has others, and their gradients matter,
 * call `model.zeroGrad()` yourself.
 *
 * @returns the loss before the update
 * @throws RangeError if an input has no target, or if the loss or a gradient is not finite; the parameters then stay
 *   unchanged
 */
export function trainStep(
  model: LanguageModel,
  optimizer: Optimizer<OptimizerOptions>,
  batch: Batch,
  { clipNorm }: StepOptions = {},
): number {
  checkArguments('trainStep', arguments, 4, ['clipNorm']);
  optimizer.zeroGrad();
  const loss = lossOf('trainStep', model, batch);
  loss.backward();
  const value = loss.item();
  if (!Number.isFinite(value)) throw diverged(model, optimizer.stepCount + 1, value);
  if (clipNorm !== undefined) clipGradNorm(optimizer.parameters, clipNorm);
  try {
    optimizer.step(); // checks every gradient
  } catch (error) {
    const isFinite = optimizer.parameters.every(({ hasFiniteGrad }) => hasFiniteGrad);
    throw isFinite ? error : diverged(model, optimizer.stepCount + 1, value);
  }
  return value;
}

/**
 * The mean loss over the tokens of a batch.
 *
 * @throws RangeError unless every input has a target
 */
export function lossOf(op: string, model: LanguageModel, batch: Batch): Tensor {
  const { inputs, targets } = { ...batch };
  checkKind(op, 'a batch { inputs, targets }', batch, [inputs, targets].every(Array.isArray));
  for (let d = 0; d < Math.max(inputs.length, targets.length); d++) {
    const given = inputs.at(d)?.length ?? 0;
    const wanted = targets.at(d)?.length ?? 0;
    if (given !== wanted) {
      throw new RangeError(`${op}: inputs and targets of document ${d} differ in length: ${given} and ${wanted}`);
    }
  }
  return model.forward(inputs).crossEntropy(concatenate(targets));
}

function diverged(model: Module, step: number, loss: number): RangeError {
  const parameters = [...model.namedParameters()];
  const [gradient] = parameters.find(([, { hasFiniteGrad }]) => !hasFiniteGrad) ?? [];
  const [weight] = parameters.find(([, parameter]) => parameter.toFlat().some((x) => !Number.isFinite(x))) ?? [];
  const where = gradient
    ? `the first gradient that is not finite is that of "${gradient}"`
    : 'all gradients are finite';
  const cause = weight ? `; the parameter "${weight}" itself is not finite` : '';
  return new RangeError(
    `train: the loss is ${loss} at step ${step}; ${where}${cause}. Lower the learning rate, or pass clipNorm`,
  );
}
