import { ArrayTensor } from './array-tensor.ts';
import type { Backend, Storage } from './backend.ts';
import { Engine } from './engine.ts';
import { FusedTensor } from './fused-tensor.ts';
import { onNoGrad } from './graph.ts';
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
    onNoGrad(() => {
      const leave = backend.enter?.();
      return (
        leave &&
        ((result) => {
          leave(this.storagesIn(result));
        })
      );
    });
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
    if (!requiresGrad) return this.wrap(this.backend.constant(numbers), shape, false);
    const storage = this.backend.lasting(numbers.length);
    this.backend.write(storage, numbers);
    return this.wrap(storage, shape, true);
  }

  /** The memory of the tensors of this engine in what a body returns: itself, or in arrays and plain objects. */
  private storagesIn(result: unknown): Storage[] {
    if (result instanceof ArrayTensor) return result.engine === this ? [result.storage] : [];
    if (!Array.isArray(result) && !isPlainObject(result)) return [];
    return Object.values(result).flatMap((part) => this.storagesIn(part));
  }
}

function isPlainObject(x: unknown): x is object {
  return typeof x === 'object' && x !== null && Object.getPrototypeOf(x) === Object.prototype;
}
