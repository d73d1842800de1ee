import type { Tensor } from '@microgpt/autograd';
import { checkKind, hasMethod } from '../check-arguments.ts';

/**
 * What training needs of an optimizer. Those of `@microgpt/optim` have it; so has your own, or an object that steps
 * several:
 *
 * ```ts
 * const both = {
 *   step() { matrices.step(); vectors.step(); },
 *   zeroGrad() { matrices.zeroGrad(); vectors.zeroGrad(); },
 *   get lr() { return matrices.lr; },
 *   get stepCount() { return matrices.stepCount; },
 * };
 * ```
 */
export interface OptimizerLike {
  /** The learning rate of the coming step. */
  readonly lr: number;
  /** How many steps have been done. */
  readonly stepCount: number;
  /** The parameters that it changes, whose gradients are clipped; default all of the model. */
  readonly parameters?: readonly Tensor[];
  /** Changes the parameters by their gradients, and counts the step. */
  step(): void;
  /** Forgets the gradients of the parameters. */
  zeroGrad(): void;
}

/** @throws TypeError unless the optimizer has `step` and `zeroGrad` */
export function checkOptimizer(op: string, optimizer: unknown): void {
  checkKind(op, 'an optimizer', optimizer, hasMethod(optimizer, 'step') && hasMethod(optimizer, 'zeroGrad'));
}
