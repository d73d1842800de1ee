import type { ArrayTensor } from './array-tensor.ts';
import type { Backend, Storage } from './backend.ts';
import { Engine } from './engine.ts';
import { FusedTensor } from './fused-tensor.ts';
import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** The engine of tensors in flat memory, on the kernels of a backend. */
export class ArrayEngine extends Engine {
  readonly backend: Backend;
  readonly name: string;
  readonly dtype: 'float64' | 'float32';

  constructor(backend: Backend) {
    super();
    this.backend = backend;
    this.name = backend.name;
    this.dtype = backend.dtype;
  }

  /** A tensor over memory that holds its numbers already. */
  wrap(
    storage: Storage,
    shape: Shape,
    requiresGrad: boolean,
    children?: readonly ArrayTensor[],
    op?: string,
  ): ArrayTensor {
    return new FusedTensor(this, storage, shape, requiresGrad, children, op);
  }

  protected override create(numbers: ArrayLike<number>, shape: Shape, requiresGrad: boolean): Tensor {
    return this.wrap(this.backend.upload(numbers), shape, requiresGrad);
  }
}
