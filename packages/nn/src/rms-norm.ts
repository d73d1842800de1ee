import type { Tensor } from '@microgpt/autograd';
import { checkInput, checkLastAxis, checkLayerArguments, checkPositive } from './check-arguments.ts';
import type { Initializer } from './initializer.ts';
import { Module } from './module.ts';

/**
 * Root-mean-square normalization over the last axis, with a learned gain: x / √(mean(x²) + eps) · weight.
 *
 * @see https://arxiv.org/abs/1910.07467
 */
export class RMSNorm extends Module {
  readonly size: number;
  /** (size), ones at first; undefined without gain */
  readonly weight: Tensor | undefined;
  /** Added to the mean square, keeps a row of zeros finite. */
  readonly eps: number;

  /** @param options `eps`: default 1e-5; `gain`: whether to learn a gain, default true */
  constructor(size: number, init: Initializer, { eps = 1e-5, gain = true }: { eps?: number; gain?: boolean } = {}) {
    super();
    checkLayerArguments('RMSNorm', arguments, 1, ['eps', 'gain']);
    checkPositive('RMSNorm', { size });
    this.size = size;
    this.weight = gain ? init.ones([size]) : undefined;
    this.eps = eps;
  }

  /** (…, size) → (…, size) */
  forward(x: Tensor): Tensor {
    checkInput('RMSNorm', x, arguments.length);
    checkLastAxis('RMSNorm', this.size, x.shape);
    const y = x.rmsNorm(this.eps);
    return this.weight === undefined ? y : y.mul(this.weight);
  }

  protected override describe(): string {
    return `RMSNorm(${this.size}${this.weight === undefined ? ', no gain' : ''})`;
  }
}
