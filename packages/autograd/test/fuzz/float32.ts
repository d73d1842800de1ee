import { ArrayEngine, CpuBackend, type Backend } from '../../src/backend.ts';
import type { Engine } from '../../src/index.ts';

/**
 * The plain loops on float32 memory. Its distance from `cpu` measures the effect of rounding on a computation, and so
 * how close to `cpu` a fast float32 engine can be expected to stay.
 */
export const cpu32: Engine = new ArrayEngine(float32Backend());

function float32Backend(): Backend {
  const room = (length: number) => new Float32Array(length);
  return Object.assign(Object.create(new CpuBackend()) as Backend, {
    name: 'cpu32',
    dtype: 'float32' as const,
    result: room,
    scratch: room,
    accumulator: room,
    persistent: room,
    constant: (numbers: ArrayLike<number>) => Float32Array.from(numbers),
  });
}
