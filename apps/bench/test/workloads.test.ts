import { describe, expect, test } from 'vitest';
import { cpu } from '@microgpt/autograd';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { nanoGPT } from '../src/contestants/nano-gpt.ts';
import { cut, pad } from '../src/contestants/padding.ts';
import { parameterShapes } from '../src/contestants/weights.ts';
import { workloads } from '../src/workloads/index.ts';
import { namesTask } from '../src/workloads/names.ts';
import { nanoGPTTask } from '../src/workloads/shakespeare.ts';

describe('parameterShapes', () => {
  const init = () => new Initializer(cpu, new Random(1));

  test.each([
    ['microgpt', namesTask(16, 1), (config: GPTConfig) => new GPT(config, init())],
    ['nanoGPT', nanoGPTTask(), (config: GPTConfig) => nanoGPT(config, init())],
  ])('%s: are those of our model', (_, task, model) => {
    const shapes = Array.from(model(task.config).namedParameters(), ([name, { shape }]) => [name, shape]);
    expect(Object.entries(parameterShapes(task))).toEqual(shapes);
  });
});

test('nanoGPT has as many parameters as nanoGPT: 0.80 million', () => {
  const shapes = Object.values(parameterShapes(nanoGPTTask()));
  const count = shapes.reduce((sum, shape) => sum + shape.reduce((size, axis) => size * axis, 1), 0);
  expect(count).toBe(65 * 128 + 64 * 128 + 4 * (12 * 128 ** 2 + 2 * 128) + 128);
});

test('names of a batch of 16 have 7 positions on average, which peers pad to 8', () => {
  const { batches, paddedTo } = namesTask(16, 16);
  const lengths = batches.flatMap(({ inputs }) => inputs.map(({ length }) => length));
  expect(lengths).toHaveLength(256);
  expect(lengths.reduce((a, b) => a + b) / lengths.length).toBeCloseTo(7.1, 0);
  expect(paddedTo).toBe(8);
});

test('every workload has a name of its own', () => {
  expect(new Set(workloads.map(({ name }) => name)).size).toBe(workloads.length);
});

describe('padding', () => {
  const batch = { inputs: [[9, 1, 2], [9]], targets: [[1, 2, 9], [4]] };

  test('fills up with zeros that have no weight', () => {
    expect(pad(batch, 4)).toEqual({
      documents: 2,
      positions: 4,
      ids: Int32Array.of(9, 1, 2, 0, 9, 0, 0, 0),
      targets: Int32Array.of(1, 2, 9, 0, 4, 0, 0, 0),
      weights: Float32Array.of(0.25, 0.25, 0.25, 0, 0.25, 0, 0, 0),
    });
  });

  test('cuts off what is longer', () => {
    expect(pad(batch, 2)).toEqual(pad(cut(batch, 2), 2));
    expect(cut(batch, 2)).toEqual({ inputs: [[9, 1], [9]], targets: [[1, 2], [4]] });
  });
});
