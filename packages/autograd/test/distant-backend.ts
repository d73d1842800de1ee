import { CpuBackend, type Backend, type DeviceArray } from '../src/backend.ts';

/** Numbers that JavaScript cannot reach before the device has done what it was told. */
class DistantArray implements DeviceArray {
  readonly length: number;

  constructor(length: number) {
    this.length = length;
  }
}

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** The kernels of `CpuBackend` on a device that works later: calls are queued, and done when numbers are read. */
export function distantBackend(): Backend {
  const cpu = new CpuBackend();
  const memory = new WeakMap<DeviceArray, Float64Array>();
  const queue: (() => void)[] = [];

  const numbersOf = (x: unknown): unknown => {
    if (!(x instanceof DistantArray)) return x;
    const numbers = memory.get(x) ?? new Float64Array(x.length).fill(NaN);
    memory.set(x, numbers);
    return numbers;
  };
  const allocate = (length: number) => new DistantArray(length);
  /** Queues a call of the method; what it is given may change afterwards. */
  const later = (owner: object, method: string) => {
    return (...args: unknown[]): void => {
      const copies = args.map((x) => (Array.isArray(x) ? [...(x as unknown[])] : x));
      queue.push(() => {
        (owner as Methods)[method](...copies.map(nested));
      });
    };
  };
  const nested = (x: unknown): unknown => (Array.isArray(x) ? x.map(numbersOf) : numbersOf(x));
  const write = later(cpu, 'write') as Backend['write'];
  const copyOf = (numbers: ArrayLike<number>): DeviceArray => {
    const x = allocate(numbers.length);
    write(x, Float64Array.from(numbers));
    return x;
  };
  const copy = (x: DeviceArray): DeviceArray => {
    const y = allocate(x.length);
    queue.push(() => {
      memory.set(y, (numbersOf(x) as Float64Array).slice());
    });
    return y;
  };

  const kernels = 'write clear map mapGrad zip zipGrad move gather scatter gatherGrad maxRows maxRowsGrad matmul';
  const fused = ['softmax', 'rmsNorm', 'layerNorm', 'crossEntropy', 'causalAttention'] as const;
  return {
    name: 'distant',
    dtype: 'float64',
    result: allocate,
    scratch: allocate,
    accumulator: allocate,
    persistent: allocate,
    constant: copyOf,
    copy,
    alias: (x: DeviceArray) => x,
    read: async (x: DeviceArray) => {
      await new Promise((resolve) => setImmediate(resolve));
      for (const run of queue.splice(0)) run();
      return (numbersOf(x) as Float64Array).slice();
    },
    ...Object.fromEntries(kernels.split(' ').map((kernel) => [kernel, later(cpu, kernel)])),
    ...Object.fromEntries(
      fused.map((kernel) => [kernel, { forward: later(cpu[kernel], 'forward'), grad: later(cpu[kernel], 'grad') }]),
    ),
    updates: { adam: { step: later(cpu.updates.adam, 'step') } },
  } as unknown as Backend;
}
