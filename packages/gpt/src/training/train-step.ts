import type { Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import { clipGradNorm } from '@microgpt/optim';
import { checkArguments, show } from '../check-arguments.ts';
import type { Batch } from '../data/batches.ts';
import { checkModel, type LanguageModel } from '../model/language-model.ts';
import { lossOf } from './loss.ts';
import { checkOptimizer, type OptimizerLike } from './optimizer-like.ts';

/** The options of a training step. */
export interface StepOptions {
  /** The largest total norm of the gradients; larger gradients are clipped to it. Infinity only measures. Default none. */
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
  checkClipNorm('trainStep', clipNorm);
  return stepOn('trainStep', model, optimizer, [batch], clipNorm).loss;
}

/** @throws RangeError unless the norm is positive or undefined */
export function checkClipNorm(op: string, clipNorm: unknown): void {
  if (clipNorm === undefined || (typeof clipNorm === 'number' && clipNorm > 0)) return;
  throw new RangeError(`${op}: clipNorm must be positive, got ${show(clipNorm)}; leave it out to clip nothing`);
}

/**
 * A training step on the mean loss of several batches, with arguments that `op` has checked.
 *
 * @returns the loss before the update, and the norm of the gradients before clipping, if they are clipped
 */
export function stepOn(
  op: string,
  model: LanguageModel,
  optimizer: OptimizerLike,
  batches: readonly Batch[],
  clipNorm: number | undefined,
): { loss: number; gradNorm: number | undefined } {
  optimizer.zeroGrad();
  let sum = 0;
  for (const batch of batches) {
    const loss = lossOf(op, model, batch);
    (batches.length === 1 ? loss : loss.div(batches.length)).backward();
    sum += loss.item();
  }
  const loss = sum / batches.length;
  if (!Number.isFinite(loss)) throw diverged(op, model, optimizer.stepCount + 1, loss);
  const gradNorm = clipNorm === undefined ? undefined : clipGradNorm(parametersOf(optimizer, model), clipNorm);
  try {
    optimizer.step(); // checks every gradient
  } catch (error) {
    const isFinite = parametersOf(optimizer, model).every(({ hasFiniteGrad }) => hasFiniteGrad);
    throw isFinite ? error : diverged(op, model, optimizer.stepCount + 1, loss);
  }
  return { loss, gradNorm };
}

function parametersOf({ parameters }: OptimizerLike, model: Module): readonly Tensor[] {
  return parameters ?? model.parameters();
}

function diverged(op: string, model: Module, step: number, loss: number): RangeError {
  const parameters = [...model.namedParameters()];
  const [gradient] = parameters.find(([, { hasFiniteGrad }]) => !hasFiniteGrad) ?? [];
  const [weight] = parameters.find(([, parameter]) => parameter.toFlat().some((x) => !Number.isFinite(x))) ?? [];
  const where = gradient
    ? `the first gradient that is not finite is that of "${gradient}"`
    : 'all gradients are finite';
  const how = 'with a lower learning rate or clipNorm';
  const remedy = weight
    ? `; the parameter "${weight}" itself is not finite. Go back to the last checkpoint, and continue from it ${how}`
    : `. The parameters are as before this step: continue from here ${how}, or go back to the last checkpoint`;
  return new RangeError(`${op}: the loss is ${loss} at step ${step}; ${where}${remedy}`);
}
