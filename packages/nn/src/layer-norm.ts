import type { Tensor } from '@microgpt/autograd';
import { checkInput, checkLastAxis, checkLayerArguments, checkPositive } from './check-arguments.ts';
import type { Initializer } from './initializer.ts';
import { Module } from './module.ts';

/**
 * Layer normalization over the last axis, with a learned gain and bias: (x − mean) / √(var + eps) · weight + bias.
 *
 * @see https://arxiv.org/abs/1607.06450
 */
export class LayerNorm extends Module {
  /** (size), ones at first */
  readonly weight: Tensor;
  /** (size), zeros at first; undefined without bias */
  readonly bias: Tensor | undefined;
  /** Added to the variance, keeps a row of equal numbers finite. */
  readonly eps: number;

  /** @param options `eps`: default 1e-5; `bias`: whether to add a bias, default true */
  constructor(size: number, init: Initializer, { eps = 1e-5, bias = true }: { eps?: number; bias?: boolean } = {}) {
    super();
    checkLayerArguments('LayerNorm', arguments, 1, ['eps', 'bias']);
    checkPositive('LayerNorm', { size });
    this.weight = init.ones([size]);
    this.bias = bias ? init.zeros([size]) : undefined;
    this.eps = eps;
  }

  /** (…, size) → (…, size) */
  forward(x: Tensor): Tensor {
    checkInput('LayerNorm', x, arguments.length);
    checkLastAxis('LayerNorm', this.weight.shape[0], x.shape);
    const y = x.layerNorm(this.eps).mul(this.weight);
    return this.bias === undefined ? y : y.add(this.bias);
  }

  protected override describe(): string {
    return `LayerNorm(${this.weight.shape[0]})`;
  }
}
