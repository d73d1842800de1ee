import { ArrayTensor } from './array-tensor.ts';
import type { Backend, Storage } from './backend.ts';
import { Engine } from './engine.ts';
import { FusedTensor } from './fused-tensor.ts';
import { noGradListeners } from './graph.ts';
import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** The engine of tensors in flat memory, on the kernels of a backend. */
export class ArrayEngine extends Engine {
  /** What computes its tensors and owns their memory. */
  readonly backend: Backend;
  readonly name: string;
  readonly dtype: 'float64' | 'float32';
  #one: Storage | undefined;
  #entered: unknown; // the listeners of the last noGrad body reported to the backend

  constructor(backend: Backend) {
    super();
    this.backend = backend;
    this.name = backend.name;
    this.dtype = backend.dtype;
  }

  /** Reports the current `noGrad` body to the backend, at this engine's first result in it. */
  enterNoGrad(): void {
    const listeners = noGradListeners();
    if (listeners === this.#entered || this.backend.enter === undefined) return;
    this.#entered = listeners;
    const leave = this.backend.enter();
    listeners.push((returned) => {
      const kept: Storage[] = [];
      for (const object of returned) {
        if (object instanceof ArrayTensor && object.engine === this) kept.push(object.storage);
      }
      leave(kept);
    });
  }

  /** The number 1, from which every `backward` starts. */
  get one(): Storage {
    if (this.#one === undefined) this.backend.write((this.#one = this.backend.persistent(1)), [1]);
    return this.#one;
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
    const storage = this.backend.persistent(numbers.length);
    this.backend.write(storage, numbers);
    return this.wrap(storage, shape, true);
  }
}
