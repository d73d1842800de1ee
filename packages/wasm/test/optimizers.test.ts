import { scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { Initializer, MLP } from '@microgpt/nn';
import { Adam, AdamW, clipGradNorm, SGD, type Optimizer, type OptimizerOptions } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { createWasm } from '../src/index.ts';

type Make = (parameters: readonly Tensor[]) => Optimizer<OptimizerOptions>;

test.each<[string, Make]>([
  ['SGD', (p) => new SGD(p, { lr: 0.1 })],
  ['SGD with momentum', (p) => new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.1 })],
  ['SGD with Nesterov momentum', (p) => new SGD(p, { lr: 0.1, momentum: 0.9, nesterov: true })],
  ['AdamW', (p) => new AdamW(p, { lr: 0.1, weightDecay: 0.1 })],
])('clipped gradients and %s do what they do on scalar', async (_, make) => {
  const expected = trained(scalar, make);
  const actual = trained(await createWasm(), make);
  actual.norms.forEach((norm, step) => {
    expect(norm / expected.norms[step]).toBeCloseTo(1, 4);
  });
  actual.weights.forEach((x, i) => {
    expect(x).toBeCloseTo(expected.weights[i], 4);
  });
});

describe('a number beyond float32', () => {
  test.each<[string, number, Make, string]>([
    ['Adam', 2e19, (p) => new Adam(p, { lr: 0.1 }), 'Adam.step: Infinity at index 2 of "v" of parameter 1'],
    [
      'AdamW',
      3e38,
      (p) => new AdamW(p, { lr: 0.1, weightDecay: 0 }),
      'AdamW.step: Infinity at index 2 of "v" of parameter 1',
    ],
    ['SGD', -3e38, (p) => new SGD(p, { lr: 2 }), 'SGD.step: Infinity at index 2 of parameter 1'],
    [
      'a rate',
      1,
      (p) => new SGD(p, { lr: (step) => (step < 1 ? 1 : 1e39) }),
      'SGD.step: NaN at index 0 of parameter 0',
    ],
  ])('is refused before anything is changed: %s', async (_, large, make, message) => {
    const engine = await createWasm();
    const parameters = [engine.parameter([1]), engine.parameter([1, 1, 1]), engine.parameter([1])];
    const [first, second, third] = parameters;
    const optimizer = make(parameters);
    const giveGradients = (g: number) => {
      for (const p of [first, third]) p.grad = engine.tensor([0]);
      second.grad = engine.tensor([0, 0, g]);
    };
    giveGradients(0);
    optimizer.step();
    const before = JSON.stringify(optimizer.stateDict());
    giveGradients(large);
    expect(() => {
      optimizer.step();
    }).toThrow(message);
    expect(JSON.stringify(optimizer.stateDict())).toBe(before);
    optimizer.loadStateDict(optimizer.stateDict());
    expect(parameters.map((p) => p.toArray())).toEqual([[1], [1, 1, 1], [1]]);
    if (large === 1) return;
    giveGradients(1e-3);
    optimizer.step();
    expect(second.toFlat()[2]).toBeLessThan(1);
  });

  test('is not loaded as a running average', async () => {
    const sgd = new SGD([(await createWasm()).parameter([1])], { lr: 0.1, momentum: 0.9 });
    const state = { step: 1, parameters: [{ momentum: { shape: [1], data: [1e39] } }] };
    expect(() => {
      sgd.loadStateDict(state);
    }).toThrow('SGD.loadStateDict: "momentum" of parameter 0 holds 1e+39 at index 0; it must be finite in float32');
  });

  test.each([
    [3e30, 4e30, 5e30, 1],
    [1.5e38, -2e38, 2.5e38, 1],
    [1.5e38, -2e38, 2.5e38, 1e-30],
    [1.5e38, -2e38, 2.5e38, 1e30],
    [3e-30, 4e-30, 5e-30, 1e-30],
    [3e-40, -4e-40, 5e-40, 1e-40],
  ])('gradients of %d and %d are of length %d, and clipped to %d', async (x, y, length, maxNorm) => {
    const p = (await createWasm()).parameter([0, 0]);
    p.grad = p.engine.tensor([x, y]);
    expect(clipGradNorm([p], maxNorm) / length).toBeCloseTo(1, 5);
    const clipped = Array.from(p.grad.toFlat(), (g) => g / maxNorm);
    expect(clipped).toEqual([expect.closeTo(0.6, 4), expect.closeTo(0.8 * Math.sign(y), 4)]);
  });
});

describe('in little memory, without an await', () => {
  test.each<[string, (p: Tensor, large: () => void, small: () => void) => void]>([
    [
      'refused steps leave nothing behind',
      (p, large) => {
        const adam = new Adam([p], { lr: 0.1 });
        large();
        expect(() => {
          adam.step();
        }).toThrow('Adam.step: Infinity');
      },
    ],
    [
      'a loaded state replaces the averages',
      (p, _, small) => {
        const adam = new Adam([p], { lr: 0.1 });
        const empty = adam.stateDict();
        small();
        for (let i = 0; i < 3; i++) adam.step();
        const full = adam.stateDict();
        for (const state of [full, empty, full, empty]) adam.loadStateDict(state);
      },
    ],
    [
      'a disposed optimizer frees its memory',
      (p, _, small) => {
        const sgd = new SGD([p], { lr: 0.1, momentum: 0.9 });
        small();
        sgd.step();
        sgd.dispose();
      },
    ],
  ])('%s', async (_, run) => {
    const p = (await createWasm({ maximumBytes: 2 ** 22 })).parameter(new Float32Array(20_000));
    const gradient = (x: number) => () => {
      p.grad = p.engine.tensor(new Float32Array(20_000).fill(x));
    };
    for (let i = 0; i < 100; i++) run(p, gradient(2e19), gradient(1e-3));
  });
});

/** Ten steps towards sums of inputs; every gradient is longer than allowed at first, and shorter in the end. */
function trained(engine: Engine, make: Make): { norms: number[]; weights: number[] } {
  const rng = new Random(1);
  const model = new MLP([3, 7, 1], new Initializer(engine, rng, { std: 0.5 }));
  const optimizer = make(model.parameters());
  const x = Array.from({ length: 5 }, () => Array.from({ length: 3 }, () => rng.random()));
  const y = x.map((row) => [row.reduce((a, b) => a + b)]);
  const norms = Array.from({ length: 10 }, () => {
    optimizer.zeroGrad();
    model.forward(engine.tensor(x)).sub(engine.tensor(y)).pow(2).mean().backward();
    const norm = clipGradNorm(optimizer.parameters, 1);
    optimizer.step();
    return norm;
  });
  return { norms, weights: model.parameters().flatMap((p) => Array.from(p.toFlat())) };
}
