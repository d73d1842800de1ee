import { cpu, type Engine, type Tensor } from '@microgpt/autograd';
import { GPT } from '@microgpt/gpt';
import { Initializer, type Module } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { wasm } from '@microgpt/wasm';
import { describe, expect, test } from 'vitest';
import { crossEntropy, CustomGPT } from '../src/custom-layers.ts';
import { layers, operandsOf, tensorLayers, type TensorLayer, type Version } from '../src/layers.ts';
import { namesTask } from '../src/workloads/names.ts';
import { workloads } from '../src/workloads/index.ts';

const engines: readonly [name: string, engine: Engine, tolerance: number][] = [
  ['cpu', cpu, 1e-10],
  ['wasm', await wasm(), 1e-4],
];

/** The result, and the gradients of all operands for a result whose numbers matter unequally. */
function valueAndGradients(engine: Engine, layer: TensorLayer, version: Version): Float64Array[] {
  const operands = operandsOf(layer.shapes, engine);
  const y = layer[version](...operands);
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

describe.each(engines)('[%s] layers of one’s own', (_, engine, tolerance) => {
  test.each(tensorLayers.map((layer) => [layer.name, layer] as const))('%s equals the built-in one', (_, layer) => {
    const custom = valueAndGradients(engine, layer, 'custom');
    const builtIn = valueAndGradients(engine, layer, 'builtIn');
    expectClose(custom, builtIn, tolerance);
    for (const numbers of builtIn) expect(numbers.some((x) => Math.abs(x) > 100 * tolerance)).toBe(true);
  });

  test('a GPT made of them has the loss and the gradients of the built-in one', () => {
    const { config, batches } = namesTask(64, 16);
    const [{ inputs, targets }] = batches;
    const init = () => new Initializer(engine, new Random(42));
    const lossAndGradients = (model: Module, loss: Tensor) => {
      loss.backward();
      return [Float64Array.of(loss.item()), ...model.parameters().map(gradient)];
    };
    const custom = new CustomGPT(config, init());
    const builtIn = new GPT(config, init());
    expect([...custom.namedParameters().keys()]).toEqual([...builtIn.namedParameters().keys()]);
    expectClose(
      lossAndGradients(custom, crossEntropy(custom.forward(inputs), targets.flat())),
      lossAndGradients(builtIn, builtIn.forward(inputs).crossEntropy(targets.flat())),
      tolerance,
    );
  });
});

test('whatever is measured of a layer, both versions read the same number of it, step after step', () => {
  for (const { name, versions } of layers) {
    const [custom, builtIn] = [versions.custom(cpu), versions.builtIn(cpu)];
    for (let step = 0; step < 2; step++) expect(custom(), name).toBeCloseTo(builtIn(), 8);
  }
});

test('every layer has a name of its own', () => {
  const names = [...layers, ...workloads].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
