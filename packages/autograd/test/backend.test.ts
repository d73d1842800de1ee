// What the engine of arrays asks of its backend, and what it tells it.

import { describe, expect, test } from 'vitest';
import { ArrayEngine, ArrayTensor, CpuBackend, type Backend, type DeviceArray } from '../src/backend.ts';
import { cpu, noGrad, Tensor, type CustomOp } from '../src/index.ts';
import { testEngine } from '../src/testing.ts';

/** Memory that was used before: what is in it does not matter, so it must not be read. */
class Used extends CpuBackend {
  override result(length: number): Float64Array {
    return super.result(length).fill(NaN);
  }

  override scratch(length: number): Float64Array {
    return super.scratch(length).fill(NaN);
  }

  override accumulator(length: number): Float64Array {
    return super.accumulator(length).fill(NaN);
  }

  override persistent(length: number): Float64Array {
    return super.persistent(length).fill(NaN);
  }
}

const fused = 'softmax logSoftmax rmsNorm layerNorm crossEntropy causalAttention updates'.split(' ');

/** Nothing but what a backend must have. */
function plainBackend(): Backend {
  const backend = new CpuBackend();
  for (const kernel of fused) Object.defineProperty(backend, kernel, { value: undefined });
  return backend;
}

const backends = { 'memory that was used before': new Used(), 'no fused kernels': plainBackend() };

describe.each(Object.entries(backends))('with %s', (_, backend) => {
  const engine = new ArrayEngine(backend);

  describe('equals scalar', async () => {
    await testEngine(engine, { test });
  });

  test.each(['rmsNorm', 'layerNorm'] as const)('%s takes eps', (norm) => {
    const of = (on: ArrayEngine) => Array.from(on.tensor([3, 4])[norm](2).toFlat());
    expect(of(engine)).toEqual(of(cpu).map((x) => expect.closeTo(x, 12) as number));
  });
});

/** Notes what it is asked for and told. */
class Told extends CpuBackend {
  readonly persistents: DeviceArray[] = [];
  readonly accumulators: DeviceArray[] = [];
  readonly scratches: DeviceArray[] = [];
  readonly released: DeviceArray[] = [];
  readonly began: [root: DeviceArray, results: readonly DeviceArray[]][] = [];
  readonly ended: [root: DeviceArray, met: readonly DeviceArray[] | undefined][] = [];
  bodies = 0;
  /** Numbers that are there no more. */
  gone: DeviceArray | undefined;

  override persistent(length: number): Float64Array {
    const storage = super.persistent(length);
    this.persistents.push(storage);
    return storage;
  }

  override accumulator(length: number): Float64Array {
    const storage = super.accumulator(length);
    this.accumulators.push(storage);
    return storage;
  }

  override scratch(length: number): Float64Array {
    const storage = super.scratch(length);
    this.scratches.push(storage);
    return storage;
  }

  override first(storage: Float64Array): number {
    if (storage === this.gone) throw new Error('gone');
    return super.first(storage);
  }

  release(storage: DeviceArray): void {
    this.released.push(storage);
  }

  beginBackward(root: DeviceArray, results: readonly DeviceArray[]): void {
    this.began.push([root, results.slice()]);
  }

  endBackward(root: DeviceArray, met: readonly DeviceArray[] | undefined): void {
    this.ended.push([root, met?.slice()]);
  }

  beginNoGrad(): () => void {
    this.bodies++;
    return () => undefined;
  }
}

describe('a backend', () => {
  function setUp() {
    const backend = new Told();
    return { backend, engine: new ArrayEngine(backend) };
  }

  function storageOf(tensor: Tensor): DeviceArray {
    if (!(tensor instanceof ArrayTensor)) throw new Error('expected an ArrayTensor');
    return tensor.storage;
  }

  const lengths = (storages: readonly DeviceArray[]) => storages.map(({ length }) => length);

  test('is asked once for the memory of a gradient of a parameter, and in each step for that of a result', () => {
    const { backend, engine } = setUp();
    const p = engine.parameter([1, 2, 3]);
    for (let step = 0; step < 3; step++) {
      p.zeroGrad();
      p.mul(p).sum().backward();
      p.grad = engine.tensor([4, 5, 6]);
    }
    expect(lengths(backend.persistents)).toEqual([3, 1, 3]); // the numbers, the 1 that every backward begins with, the gradient
    expect(lengths(backend.accumulators)).toEqual([3, 3, 3]);
  });

  test('is asked for as much scratch memory as a kernel needs', () => {
    const { backend, engine } = setUp();
    const x = engine.ones([4, 6]);
    x.rmsNorm(); // a scale for each row
    x.layerNorm();
    x.crossEntropy([0, 1, 2, 3]); // the probabilities
    x.causalAttention(x, x, { heads: 2, lengths: [1, 3] }); // for both heads 1 weight, and 1 + 2 + 3
    x.slice(0, 3).causalAttention(x, x, { heads: 3, lengths: [3], keyLengths: [4] }); // for three heads 2 + 3 + 4
    expect(lengths(backend.scratches)).toEqual([4, 4, 24, 14, 27]);
  });

  test('gets the memory of what is disposed of back, and that of its gradient once', () => {
    const { backend, engine } = setUp();
    const [p, q] = [engine.parameter([1, 2, 3]), engine.parameter([4])];
    p.mul(2).sum().backward();
    const [numbers, , , gradient] = backend.persistents;
    q.dispose();
    p.dispose();
    expect(backend.released).toEqual([storageOf(q), numbers, gradient]);
    expect(backend.released[1]).toBe(storageOf(p));
    expect([p.hasGrad, p.grad]).toEqual([false, undefined]);
    p.dispose();
    expect(backend.released.filter((storage) => storage === gradient)).toHaveLength(1);
  });

  test('is told where backward begins and ends, and which results it has met', () => {
    const { backend, engine } = setUp();
    const p = engine.parameter([1, 2]);
    const y = p.mul(p);
    const loss = y.sum();
    p.mul(5); // nobody's
    loss.backward();
    expect(backend.began).toEqual([[storageOf(loss), [storageOf(y)]]]);
    expect(backend.ended).toEqual([[storageOf(loss), [storageOf(y)]]]);
    expect(backend.ended[0][1]?.[0]).toBe(storageOf(y));
  });

  test('is told of a backward that fails that it has met nothing', () => {
    const { backend, engine } = setUp();
    const failing: CustomOp = {
      name: 'failing',
      forward: (x) => x.mul(2),
      backward: () => {
        throw new Error('failing');
      },
    };
    const loss = engine.parameter([1, 2]).custom(failing).sum();
    expect(() => {
      loss.backward();
    }).toThrow('failing');
    expect(backend.began).toHaveLength(1);
    expect(backend.ended).toEqual([[storageOf(loss), undefined]]);
  });

  test('is asked for numbers that may be gone before anything is added to a gradient', () => {
    const { backend, engine } = setUp();
    const [p, q] = [engine.parameter([1, 2]), engine.parameter([3, 4])];
    const y = p.mul(q);
    const loss = y.mul(y).add(p).sum();
    p.mul(3).sum().backward();
    backend.gone = storageOf(y);
    const { length } = backend.began;
    expect(() => {
      loss.backward();
    }).toThrow('gone');
    expect([p.grad?.toArray(), q.hasGrad, backend.began.length]).toEqual([[3, 3], false, length]);
  });

  test('is told once of each noGrad body in which it makes a result, and not of bodies in bodies', () => {
    const { backend, engine } = setUp();
    const p = engine.parameter([1, 2]);
    noGrad(() => {
      p.mul(2);
      noGrad(() => p.mul(3));
      p.mul(4);
    });
    expect(backend.bodies).toBe(1);
    noGrad(() => undefined);
    expect(backend.bodies).toBe(1);
    noGrad(() => p.mul(2));
    noGrad(() => p.mul(2));
    expect(backend.bodies).toBe(3);
  });
});
