import { cpu, topologicalOrder, type Engine, type Shape, type Tensor } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { wasm } from '@microgpt/wasm';
import { describe, expect, test } from 'vitest';
import { customGPT, layers, operandsOf, tensorLayers, unfused, type Forward } from '../src/workloads/layers.ts';
import { namesTask } from '../src/workloads/names.ts';
import { workloads } from '../src/workloads/index.ts';

const engines: readonly [name: string, engine: Engine, tolerance: number][] = [
  ['cpu', cpu, 1e-10],
  ['wasm', await wasm(), 1e-4],
];

/** The result, and the gradients of all operands for a result whose numbers matter unequally. */
function valueAndGradients(engine: Engine, shapes: readonly Shape[], forward: Forward): Float64Array[] {
  const operands = operandsOf(shapes, engine);
  const y = forward(...operands);
  const [, weights] = operandsOf([y.shape, y.shape], engine); // the first is the operand itself
  const value = Float64Array.from(y.toFlat());
  y.mul(weights.detach()).sum().backward();
  return [value, ...operands.map(gradient)];
}

function gradient({ grad }: Tensor): Float64Array {
  if (grad === undefined) throw new Error('there is no gradient');
  return Float64Array.from(grad.toFlat());
}

function expectClose(actual: readonly Float64Array[], expected: readonly Float64Array[], tolerance: number): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const differences = actual.flatMap((numbers, i) => Array.from(numbers, (x, j) => Math.abs(x - expected[i][j])));
  expect(Math.max(...differences)).toBeLessThan(tolerance);
}

describe.each(engines)('[%s] custom layers', (_, engine, tolerance) => {
  test.each(tensorLayers.map((layer) => [layer[0], layer] as const))('%s equals the built-in one', (_, layer) => {
    const [, shapes, builtIn, custom = builtIn] = layer;
    const fused = valueAndGradients(engine, shapes, builtIn);
    expectClose(valueAndGradients(unfused(engine), shapes, custom), fused, tolerance);
    for (const numbers of fused) expect(numbers.some((x) => Math.abs(x) > 100 * tolerance)).toBe(true);
  });

  test.each(['rmsNorm', 'layerNorm', 'softmax'] as const)('%s is made of several operations', (method) => {
    const [x, y] = [engine, unfused(engine)].map((engine) => operandsOf([[2, 3]], engine)[0][method]());
    expect(topologicalOrder(x)).toHaveLength(2);
    expect(topologicalOrder(y).length).toBeGreaterThan(3);
  });

  test('a GPT made of them has the loss and the gradients of the built-in one', () => {
    const { config, batches } = namesTask(64, 16);
    const [{ inputs, targets }] = batches;
    const lossAndGradients = (model: GPT) => {
      const loss = model.forward(inputs).crossEntropy(targets.flat());
      loss.backward();
      return [Float64Array.of(loss.item()), ...model.parameters().map(gradient)];
    };
    const builtIn = new GPT(config, new Initializer(engine, new Random(42)));
    expectClose(lossAndGradients(customGPT(unfused(engine))), lossAndGradients(builtIn), tolerance);
  });
});

test('whatever is measured of a layer, both versions read the same number of it, step after step', () => {
  for (const layer of layers) {
    const { name } = layer;
    const [custom, builtIn] = [layer.custom(cpu), layer.builtIn(cpu)];
    for (let step = 0; step < 2; step++) expect(custom(), name).toBeCloseTo(builtIn(), 8);
  }
});

test('every layer has a name of its own', () => {
  const names = [...layers, ...workloads].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
