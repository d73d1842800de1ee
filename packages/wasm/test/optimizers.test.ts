import { scalar, type Engine, type Tensor } from '@microgpt/autograd';
import { Initializer, MLP } from '@microgpt/nn';
import { AdamW, clipGradNorm, SGD, type Optimizer, type OptimizerOptions } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
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
