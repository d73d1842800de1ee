import type { Tensor } from '@microgpt/autograd';
import { checkLastAxis, checkSizes } from './check-sizes.ts';
import type { Initializer } from './initializer.ts';
import { Module } from './module.ts';

/**
 * Root-mean-square normalisation over the last axis with a learned gain: x / √(mean(x²) + eps) · weight.
 *
 * @see https://arxiv.org/abs/1910.07467
 */
export class RMSNorm extends Module {
  /** (size), ones at first */
  readonly weight: Tensor;
  readonly eps: number;

  /** @param options.eps added to the mean square; default 1e-5 */
  constructor(size: number, init: Initializer, { eps = 1e-5 }: { eps?: number } = {}) {
    super();
    checkSizes('RMSNorm', { size });
    this.weight = init.ones([size]);
    this.eps = eps;
  }

  /** (…, size) → (…, size) */
  forward(x: Tensor): Tensor {
    checkLastAxis('RMSNorm', this.weight.shape[0], x.shape);
    return x.rmsNorm(this.eps).mul(this.weight);
  }

  protected override describe(): string {
    return `RMSNorm(${this.weight.shape[0]})`;
  }
}
