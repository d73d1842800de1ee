import type { Tensor } from '@microgpt/autograd';
import { checkKind, hasMethod } from '../check-arguments.ts';

/**
 * The part of an optimizer that training uses. Those of `@microgpt/optim` implement it; so can your own, or an object
 * that steps several:
 *
 * ```ts
 * const both = {
 *   step() { matrices.step(); vectors.step(); },
 *   zeroGrad() { matrices.zeroGrad(); vectors.zeroGrad(); },
 *   get lr() { return matrices.lr; },
 *   get stepCount() { return matrices.stepCount; },
 *   stateDict() { return [matrices.stateDict(), vectors.stateDict()]; }, // these two, to save it in a checkpoint
 *   loadStateDict([first, second]) { matrices.loadStateDict(first); vectors.loadStateDict(second); },
 * };
 * ```
 */
export interface OptimizerLike {
  /** The learning rate of the next step. */
  readonly lr: number;
  /** The number of steps done. */
  readonly stepCount: number;
  /** The parameters that it updates, whose gradients are clipped; default all parameters of the model. */
  readonly parameters?: readonly Tensor[];
  /** Does a step: updates the parameters by their gradients. */
  step(): void;
  /** Clears the gradients of the parameters. */
  zeroGrad(): void;
}

/** @throws TypeError unless the optimizer has `step` and `zeroGrad` */
export function checkOptimizer(op: string, optimizer: unknown): void {
  checkKind(op, 'an optimizer', optimizer, hasMethod(optimizer, 'step') && hasMethod(optimizer, 'zeroGrad'));
}
