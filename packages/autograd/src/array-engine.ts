import { ArrayTensor } from './array-tensor.ts';
import type { Backend, Storage } from './backend.ts';
import { Engine } from './engine.ts';
import { FusedTensor } from './fused-tensor.ts';
import { onNoGrad } from './graph.ts';
import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** The engine of tensors in flat memory, on the kernels of a backend. */
export class ArrayEngine extends Engine {
  /** What computes its tensors and owns their memory. */
  readonly backend: Backend;
  readonly name: string;
  readonly dtype: 'float64' | 'float32';

  constructor(backend: Backend) {
    super();
    this.backend = backend;
    this.name = backend.name;
    this.dtype = backend.dtype;
    if (backend.enter) onNoGrad(this, beginNoGrad);
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
}

/** A `noGrad` body begins. Not a closure over the engine: one that nobody uses is to be collected. */
function beginNoGrad(engine: ArrayEngine | undefined): (result: unknown) => void {
  const leave = engine?.backend.enter?.();
  return (result) => {
    leave?.(storagesIn(result, engine));
  };
}

/** The memory of the tensors of an engine in what a body returns. */
function storagesIn(result: unknown, engine: ArrayEngine | undefined, seen = new Set<unknown>()): Storage[] {
  if (typeof result !== 'object' || result === null || seen.has(result)) return [];
  seen.add(result);
  if (result instanceof ArrayTensor) return result.engine === engine ? [result.storage] : [];
  const isPlain = Array.isArray(result) || Object.getPrototypeOf(result) === Object.prototype;
  return isPlain ? Object.values(result).flatMap((part) => storagesIn(part, engine, seen)) : [];
}
