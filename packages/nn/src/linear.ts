import type { Tensor } from '@microgpt/autograd';
import { checkInput, checkLayerArguments, checkPositive } from './check-arguments.ts';
import type { Initializer } from './initializer.ts';
import { Module } from './module.ts';

/** A linear layer: y = x · weightᵀ + bias. */
export class Linear extends Module {
  /** (out, in) */
  readonly weight: Tensor;
  /** (out), zeros at first; undefined without bias */
  readonly bias: Tensor | undefined;

  /**
   * @param options `bias`: whether to add a bias; default false, as in the original microgpt
   * @throws RangeError unless the sizes are positive integers
   */
  constructor(inSize: number, outSize: number, init: Initializer, { bias = false }: { bias?: boolean } = {}) {
    super();
    checkLayerArguments('Linear', arguments, 2, ['bias']);
    checkPositive('Linear', { inSize, outSize });
    this.weight = init.normal([outSize, inSize]);
    this.bias = bias ? init.zeros([outSize]) : undefined;
  }

  /** (…, in) → (…, out) */
  forward(x: Tensor): Tensor {
    checkInput('Linear', x, arguments.length);
    return x.linear(this.weight, this.bias);
  }

  protected override describe(): string {
    const [outSize, inSize] = this.weight.shape;
    return `Linear(${inSize} → ${outSize}${this.bias ? ', bias' : ''})`;
  }
}
