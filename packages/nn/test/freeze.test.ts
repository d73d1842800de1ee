import { cpu, scalar, type Tensor } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { Initializer, MLP } from '../src/index.ts';

describe.each([scalar, cpu])('[$name] a frozen module', (engine) => {
  const x = engine.tensor([[1, -2]]);
  const model = () => new MLP([2, 3, 1], new Initializer(engine, new Random(1), { std: 1 }));
  const gradients = (parameters: readonly Tensor[]) => parameters.map(({ grad }) => grad?.toArray());

  test('still has its parameters, which get no gradient; earlier layers do', () => {
    const [mlp, twin] = [model(), model()];
    for (const each of [mlp, twin]) each.forward(x).sum().backward();
    expect(mlp.layers[1].freeze()).toBe(mlp.layers[1]); // forgets the gradients
    expect(mlp.parameters()).toHaveLength(4);
    expect(mlp.stateDict()).toEqual(twin.stateDict());
    expect(mlp.layers[1].parameters().map((p) => [p.requiresGrad, p.isParameter, p.hasGrad])).toEqual([
      [false, true, false],
      [false, true, false],
    ]);
    mlp.zeroGrad();
    mlp.forward(x).sum().backward();
    expect(gradients(mlp.layers[1].parameters())).toEqual([undefined, undefined]);
    expect(gradients(mlp.layers[0].parameters())).toEqual(gradients(twin.layers[0].parameters()));
  });

  test('behaves after unfreezing as if it had never been frozen', () => {
    const [mlp, twin] = [model(), model()];
    mlp.layers[1].freeze();
    mlp.forward(x).sum().backward();
    mlp.freeze(false);
    for (const each of [mlp, twin]) {
      each.zeroGrad();
      each.forward(x).sum().backward();
    }
    expect(gradients(mlp.parameters())).toEqual(gradients(twin.parameters()));
  });

  test('returns a constant if all of it is frozen', () => {
    expect(model().freeze().forward(x).requiresGrad).toBe(false);
  });
});

test.each([scalar, cpu])('[$name] only a parameter can be frozen', (engine) => {
  const p = engine.parameter([1]);
  for (const tensor of [engine.tensor([1]), p.mul(2)])
    expect(() => {
      tensor.freeze();
    }).toThrow(new Error('freeze: expected a parameter; make one with engine.parameter(…)'));
});
