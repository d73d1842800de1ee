import type { Tensor } from '@microgpt/autograd';
import { checkCount, checkLayerArguments, checkPositive } from './check-arguments.ts';
import type { Initializer } from './initializer.ts';
import { Module } from './module.ts';

/** An embedding table: one row for each id. */
export class Embedding extends Module {
  /** (count, size) */
  readonly weight: Tensor;

  /** @throws RangeError unless the sizes are positive integers */
  constructor(count: number, size: number, init: Initializer) {
    super();
    checkLayerArguments('Embedding', arguments, 2);
    checkPositive('Embedding', { count, size });
    this.weight = init.normal([count, size]);
  }

  /**
   * N ids → (N, size)
   *
   * @throws RangeError if an id is not an integer from 0 to count − 1
   */
  forward(ids: ArrayLike<number>): Tensor {
    checkCount('Embedding.forward', arguments.length, 1);
    return this.weight.take(ids);
  }

  protected override describe(): string {
    return `Embedding(${this.weight.shape.join(', ')})`;
  }
}
