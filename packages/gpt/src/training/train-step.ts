import type { Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { clipGradNorm } from '@microgpt/optim';
import { checkArguments } from '../check-arguments.ts';
import type { Batch } from '../data/batches.ts';
import { checkModel, type LanguageModel } from '../model/language-model.ts';
import { lossOf } from './loss.ts';
import { checkOptimizer, type OptimizerLike } from './optimizer-like.ts';

/** The options of a training step. */
export interface StepOptions {
  /** The largest total norm of the gradients; larger gradients are clipped to it. Default none. */
  readonly clipNorm?: number;
}

/**
 * A training step: forward, backward, update.
 *
 * It first clears the gradients of the optimizer's parameters. If the model has others, and their gradients matter, call
 * `model.zeroGrad()` yourself.
 *
 * @returns the loss before the update
 * @throws RangeError if an input has no target, or the loss or a gradient is not finite; the parameters are then
 *   unchanged
 */
export function trainStep(
  model: LanguageModel,
  optimizer: OptimizerLike,
  batch: Batch,
  { clipNorm }: StepOptions = {},
): number {
  checkArguments('trainStep', arguments, 4, ['clipNorm']);
  checkModel('trainStep', model);
  checkOptimizer('trainStep', optimizer);
  return stepOn('trainStep', model, optimizer, [batch], clipNorm);
}

/**
 * A training step on the mean loss of several batches, with arguments that `op` has checked.
 *
 * @returns the loss before the update
 */
export function stepOn(
  op: string,
  model: LanguageModel,
  optimizer: OptimizerLike,
  batches: readonly Batch[],
  clipNorm: number | undefined,
): number {
  optimizer.zeroGrad();
  let sum = 0;
  for (const batch of batches) {
    const loss = lossOf(op, model, batch);
    (batches.length === 1 ? loss : loss.div(batches.length)).backward();
    sum += loss.item();
  }
  const loss = sum / batches.length;
  if (!Number.isFinite(loss)) throw diverged(model, optimizer.stepCount + 1, loss);
  if (clipNorm !== undefined) clipGradNorm(parametersOf(optimizer, model), clipNorm);
  try {
    optimizer.step(); // checks every gradient
  } catch (error) {
    const isFinite = parametersOf(optimizer, model).every(({ hasFiniteGrad }) => hasFiniteGrad);
    throw isFinite ? error : diverged(model, optimizer.stepCount + 1, loss);
  }
  return loss;
}

function parametersOf({ parameters }: OptimizerLike, model: Module): readonly Tensor[] {
  return parameters ?? model.parameters();
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
