import type { Tensor } from '@microgpt/autograd';
import type { Module } from '@microgpt/nn';
import type { Optimizer, OptimizerOptions } from '@microgpt/optim';
import type { Batch } from './batches.ts';
import { endToEnd, type Documents } from './gpt.ts';
import { pauseIfDue } from './pause.ts';

/** Anything that predicts the next token of every token: `GPT`, or a model of your own. */
export interface LanguageModel extends Module {
  /** Documents laid end to end → logits (N, V) */
  forward(documents: Documents): Tensor;
}

/** What a step of training tells. */
export interface TrainStep {
  /** From 1. */
  readonly step: number;
  /** Before the step's update, in nats. */
  readonly loss: number;
  /** The learning rate of the step. */
  readonly lr: number;
}

/**
 * Trains, one batch a step, and tells of each; the consumer prints, evaluates, saves, or breaks when it has enough.
 *
 * ```ts
 * for await (const { step, loss } of train(model, optimizer, batches, { steps: 1000 })) console.log(step, loss);
 * ```
 *
 * @param steps the number of the last step; the first is the one after those that the optimizer has done. Training ends
 *   sooner if the batches do.
 * @throws RangeError if steps is not a positive integer, or a loss is not finite
 */
export async function* train(
  model: LanguageModel,
  optimizer: Optimizer<OptimizerOptions>,
  batches: Iterable<Batch>,
  { steps }: { readonly steps: number },
): AsyncGenerator<TrainStep, void> {
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`train: steps must be a positive integer, got ${steps}`);
  }
  model.train();
  if (optimizer.stepCount >= steps) return;
  const iterator = batches[Symbol.iterator](); // not a for loop, which would end the batches when the consumer breaks
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    const { lr } = optimizer;
    const loss = trainStep(model, optimizer, next.value);
    yield { step: optimizer.stepCount, loss, lr };
    if (optimizer.stepCount >= steps) return;
    const pause = pauseIfDue();
    if (pause) await pause;
  }
}

/**
 * One step: forward, backward, update.
 *
 * @returns the loss before the update
 * @throws RangeError if the loss or a gradient is not finite; the parameters are then as they were before
 */
export function trainStep(model: LanguageModel, optimizer: Optimizer<OptimizerOptions>, batch: Batch): number {
  optimizer.zeroGrad();
  const loss = model.forward(batch.inputs).crossEntropy(endToEnd(batch.targets));
  loss.backward();
  const value = loss.item();
  if (!Number.isFinite(value) || !optimizer.parameters.every(({ hasFiniteGrad }) => hasFiniteGrad))
    throw diverged(model, optimizer.stepCount + 1, value);
  optimizer.step();
  return value;
}

function diverged(model: Module, step: number, loss: number): RangeError {
  const parameters = [...model.namedParameters()];
  const bad = (tensor: Tensor | undefined) => tensor?.toFlat().some((x) => !Number.isFinite(x));
  const gradient = parameters.find(([, { grad }]) => bad(grad))?.[0];
  const weight = parameters.find(([, parameter]) => bad(parameter))?.[0];
  const where =
    gradient === undefined
      ? 'all gradients are finite'
      : `the first gradient that is not finite is that of "${gradient}"`;
  const cause = weight === undefined ? '' : `; the parameter "${weight}" itself is not finite`;
  return new RangeError(
    `train: the loss is ${loss} at step ${step}; ${where}${cause}. Lower the learning rate or clip the gradients`,
  );
}
