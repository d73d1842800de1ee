import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArrayEngine, CpuBackend, type DeviceArray } from '../src/backend.ts';
import { binary, cpu, noGrad, scalar, Tensor, unary, ValueTensor, type Engine } from '../src/index.ts';
import { checkGradients } from '../src/testing.ts';
import { inputsFor, notOperations, operations, orders, run, title, type Operation } from './operations.ts';

const engines: readonly Engine[] = [scalar, cpu];
const runs = { numRuns: 25 };

/** The value and the gradients of an operation; the result is weighed unevenly so that no gradient is hidden by symmetry. */
function evaluate(operation: Operation, inputs: readonly Tensor[], options?: { definition?: boolean }) {
  const y = run(operation, inputs, options);
  const size = y.shape.reduce((a, b) => a * b, 1);
  const weights = y.engine.tensor(
    Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1)),
    y.shape,
  );
  const loss = y.mul(weights).sum();
  if (loss.requiresGrad) loss.backward();
  const gradients = inputs.map(({ grad, shape }) =>
    Array.from(grad?.toFlat() ?? new Float64Array(shape.reduce((a, b) => a * b, 1))),
  );
  return { shape: y.shape, value: Array.from(y.toFlat()), gradients };
}

function expectClose(
  actual: ReturnType<typeof evaluate>,
  expected: ReturnType<typeof evaluate>,
  tolerance: number,
): void {
  expect(actual.shape).toEqual(expected.shape);
  const pairs: [number[], number[]][] = [
    [actual.value, expected.value],
    ...actual.gradients.map((gradient, i): [number[], number[]] => [gradient, expected.gradients[i]]),
  ];
  for (const [a, b] of pairs) {
    expect(a.length).toBe(b.length);
    a.forEach((x, i) => {
      expect(Math.abs(x - b[i]), `${x} should be ${b[i]}`).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(b[i])));
    });
  }
}

describe.each(operations.map((operation) => ({ operation, name: title(operation) })))('$name', ({ operation }) => {
  const property = (check: (make: (engine: Engine) => Tensor[]) => void) => {
    fc.assert(
      fc.property(operation.shapes, orders, (shapes, order) => {
        check((engine) => inputsFor(engine, shapes, order, operation.positive ?? false));
      }),
      runs,
    );
  };

  test('cpu equals scalar, value and gradient', () => {
    property((make) => {
      expectClose(evaluate(operation, make(cpu)), evaluate(operation, make(scalar)), 1e-10);
    });
  });

  test.each(engines)('[$name] the gradient passes finite differences', (engine) => {
    property((make) => {
      const inputs = make(engine);
      const used = Object.entries(inputs).filter(([i]) => Number(i) !== operation.untracked);
      const differentiable = run(operation, inputs).requiresGrad;
      if (differentiable) checkGradients(() => run(operation, inputs), Object.fromEntries(used));
    });
  });

  const overridden = engines.filter((engine) => isOverridden(engine, operation));
  if (overridden.length > 0) {
    test.each(overridden)('[$name] the fused override equals its definition', (engine) => {
      property((make) => {
        const fused = evaluate(operation, make(engine));
        expectClose(fused, evaluate(operation, make(engine), { definition: true }), 1e-10);
      });
    });
  }
});

/** Whether the engine's class has a method of its own where Tensor has a definition. */
function isOverridden(engine: Engine, { method }: Operation): boolean {
  if (!(method in Tensor.prototype)) return false;
  const tensor = engine.zeros([1]);
  return tensor[method as keyof Tensor] !== Tensor.prototype[method as keyof Tensor];
}

describe('the table of operations', () => {
  const tested = new Set(operations.map(({ method }) => method));
  const members = (start: object, end: object): string[] => {
    const names: string[] = [];
    for (let at = start; at !== end; at = Object.getPrototypeOf(at) as object)
      names.push(...Object.getOwnPropertyNames(at));
    return names;
  };

  test('has a row for every method of Tensor', () => {
    const methods = members(Tensor.prototype, Object.prototype);
    expect(methods.filter((name) => !tested.has(name) && !notOperations.includes(name))).toEqual([]);
    const statics = Object.getOwnPropertyNames(Tensor).filter(
      (name) => !['length', 'name', 'prototype'].includes(name),
    );
    expect(statics.filter((name) => !tested.has(name) && !notOperations.includes(name))).toEqual([]);
  });

  test('has a row for every method that an engine adds', () => {
    const own = [ValueTensor.prototype, Object.getPrototypeOf(cpu.zeros([1])) as object].flatMap((x) =>
      members(x, Tensor.prototype),
    );
    const internal =
      'values children op lastWalk result onBackward gradient gradientIfRequired uninitializedGradient addGradient backend'.split(
        ' ',
      );
    expect(
      own.filter((name) => !tested.has(name) && !notOperations.includes(name) && !internal.includes(name)),
    ).toEqual([]);
  });

  test('has a row for every elementwise function', () => {
    const composed = ['keepIf', 'dropIf']; // tested as where
    expect(
      [...Object.keys(unary), ...Object.keys(binary)].filter((name) => !tested.has(name) && !composed.includes(name)),
    ).toEqual([]);
  });
});

test('a backend is told what a noGrad body keeps of its memory, not of that of another backend', () => {
  class Told extends CpuBackend {
    readonly kept: DeviceArray[] = [];
    beginNoGrad() {
      return (kept: readonly DeviceArray[]) => void this.kept.push(...kept);
    }
  }
  const backends = [new Told(), new Told()];
  const [a, b] = backends.map((backend) => new ArrayEngine(backend).parameter([1, 2]));
  const results = noGrad(() => {
    a.mul(3); // not returned
    const hidden = new (class {
      readonly tensor = a.mul(4); // within what is no plain object
    })();
    return { sums: [a.add(1), b.add(2)], products: new Map([['b', b.mul(2)]]), hidden };
  });
  const read = (kept: readonly DeviceArray[]) => kept.map((storage) => Array.from(storage as unknown as Float64Array));
  expect(backends.map(({ kept }) => read(kept))).toEqual([
    [[2, 3]],
    [
      [3, 4],
      [2, 4],
    ],
  ]);
  expect(results.sums[0].toArray()).toEqual([2, 3]);
});
