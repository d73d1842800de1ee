import { noGradListeners } from '../graph/no-grad.ts';
import type { Shape } from '../shape/shape.ts';
import { Engine } from '../tensor/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { ArrayTensor, type DeviceEngine } from './array-tensor.ts';
import type { Backend, DeviceArray } from './backend.ts';
import { FusedTensor } from './fused-tensor.ts';

/** An engine whose tensors are in flat memory, computed by the kernels of a backend. */
export class ArrayEngine extends Engine implements DeviceEngine {
  /** The kernels, and the memory of the tensors. */
  readonly backend: Backend;
  readonly name: string;
  readonly dtype: 'float64' | 'float32';
  #one: DeviceArray | undefined;
  #reported: unknown; // the listeners of the last noGrad body reported to the backend

  constructor(backend: Backend) {
    super();
    this.backend = backend;
    this.name = backend.name;
    this.dtype = backend.dtype;
  }

  /** Reports the current `noGrad` body to the backend, at this engine's first result in it. */
  beginNoGrad(): void {
    const listeners = noGradListeners();
    if (listeners === this.#reported || this.backend.beginNoGrad === undefined) return;
    this.#reported = listeners;
    const end = this.backend.beginNoGrad();
    listeners.push((returned) => {
      const results: DeviceArray[] = [];
      for (const object of returned) {
        if (object instanceof ArrayTensor && object.engine === this) results.push(object.storage);
      }
      end(results);
    });
  }

  /** The number 1, from which every `backward` starts. */
  get one(): DeviceArray {
    if (this.#one === undefined) this.backend.write((this.#one = this.backend.persistent(1)), [1]);
    return this.#one;
  }

  /** A tensor over memory that already holds its numbers. */
  wrap(
    storage: DeviceArray,
    shape: Shape,
    requiresGrad: boolean,
    children?: readonly ArrayTensor[],
    op?: string,
  ): ArrayTensor {
    return new FusedTensor(this, storage, shape, requiresGrad, children, op);
  }

  protected override create(numbers: ArrayLike<number>, shape: Shape, requiresGrad: boolean): Tensor {
    if (!requiresGrad) return this.wrap(this.backend.constant(numbers), shape, false);
    const storage = this.backend.persistent(numbers.length);
    this.backend.write(storage, numbers);
    return this.wrap(storage, shape, true);
  }
}
