import { describe, expect, test } from 'vitest';
import { ArrayEngine, CpuBackend, type DeviceArray } from '../src/backend.ts';
import { binary, cpu, noGrad, scalar, Tensor, unary, ValueTensor, type Engine } from '../src/index.ts';
import { checkGradients, testEngine } from '../src/testing.ts';
import { inputsFor, operations, run, title } from '../src/testing/operations.ts';
import { notOperations } from './members.ts';

const engines: readonly Engine[] = [scalar, cpu];

describe('scalar, by its own methods and by their definitions', async () => {
  await testEngine(scalar, { test });
});

describe('cpu equals scalar, value and gradient', async () => {
  await testEngine(cpu, { test });
});

describe.each(operations.map((operation) => ({ operation, name: title(operation) })))('$name', ({ operation }) => {
  test.each(engines)('[$name] the gradient passes finite differences', (engine) => {
    for (let seed = 0; seed < 25; seed++) {
      const inputs = inputsFor(operation, engine, seed);
      const used = Object.entries(inputs).filter(([i]) => Number(i) !== operation.untracked);
      const differentiable = run(operation, inputs).requiresGrad;
      if (differentiable) checkGradients(() => run(operation, inputs), Object.fromEntries(used));
    }
  });
});

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
