import { cpu, noGrad, scalar } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { Adam, AdamW, adamUpdate } from '../src/index.ts';
import { engines, expectWalk, gradients, last, stepWith, walk } from './steps.ts';

describe.each(engines)('[$name] Adam', ({ engine }) => {
  test('is p − lr·m̂/(√v̂ + eps), with the defaults of the paper', () => {
    const got = walk(engine, (p) => new Adam([p], { lr: 0.1 }));
    expectWalk(got, (p, gs) => p - 0.1 * direction(gs, 0.9, 0.999, 1e-8));
  });

  test('takes other betas, those of the original microgpt for example, and another eps', () => {
    const got = walk(engine, (p) => new Adam([p], { lr: 0.01, beta1: 0.85, beta2: 0.99, eps: 0.1 }));
    expectWalk(got, (p, gs) => p - 0.01 * direction(gs, 0.85, 0.99, 0.1));
  });

  test('the first step is lr against the sign of the gradient, however large the gradient', () => {
    const p = engine.parameter([1, 1, 1]);
    p.grad = engine.tensor([1e-3, -5, 1e6]);
    new Adam([p], { lr: 0.1, eps: 0 }).step();
    // m̂/√v̂ = g/√g² = ±1
    const expected = [0.9, 1.1, 0.9];
    p.toFlat().forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i], 14);
    });
  });

  test('with betas of 0 every step is lr against the sign', () => {
    const got = walk(engine, (p) => new Adam([p], { lr: 0.1, beta1: 0, beta2: 0, eps: 1e-300 }));
    expectWalk(got, (p, gs) => p - 0.1 * Math.sign(last(gs)));
  });

  test('a gradient of 0 leaves the number where it is', () => {
    const p = engine.parameter([3]);
    p.grad = engine.tensor([0]);
    new Adam([p], { lr: 0.1 }).step();
    expect(p.toArray()).toEqual([3]);
  });

  test('corrects the bias by the steps of each parameter, while the schedule counts those of the optimizer', () => {
    const [early, late] = [0, 1].map(() => engine.parameter([1]));
    const rates = [0.1, 0.01, 0.001];
    const adam = new Adam([early, late], { lr: (step) => rates[step] });
    stepWith(adam, early, [5]);
    stepWith(adam, early, [5]);
    stepWith(adam, late, [-5]);
    // The gradients of each are equal, so that m̂/√v̂ is their sign.
    expect(early.item()).toBeCloseTo(1 - 0.1 - 0.01 - 0.001, 8);
    expect(late.item()).toBeCloseTo(1 + 0.001, 8);
    expect(adam.stateDict().steps).toEqual([3, 1]);
  });

  test('takes the rate of the current step, even for a step count seen before at another rate', () => {
    let rate = 1;
    const p = engine.parameter([0]);
    const adam = new Adam([p], { lr: () => rate });
    const start = adam.stateDict();
    stepWith(adam, p, [1]);
    adam.loadStateDict(start);
    p.assign([0]);
    rate = 0.01;
    stepWith(adam, p, [1]);
    expect(p.item()).toBeCloseTo(-0.01, 8);
  });

  test('tells groups apart that have done the same number of steps at the same rate', () => {
    const [p, q] = [0, 1].map(() => engine.parameter([0]));
    const adam = new Adam([{ parameters: [p] }, { parameters: [q], eps: 1 }], { lr: 0.1, eps: 0 });
    for (const parameter of [p, q]) parameter.grad = engine.tensor([1]);
    adam.step();
    expect([p.item(), q.item()]).toEqual([expect.closeTo(-0.1, 14), expect.closeTo(-0.05, 14)]);
  });

  test('does not decay weights', () => {
    const adam = walk(engine, (p) => new Adam([p], { lr: 0.1 }));
    expect(adam).toEqual(walk(engine, (p) => new AdamW([p], { lr: 0.1, weightDecay: 0 })));
  });
});

describe.each(engines)('[$name] AdamW', ({ engine }) => {
  test('first shrinks p by lr·λ, then does what Adam does', () => {
    const got = walk(engine, (p) => new AdamW([p], { lr: 0.1, weightDecay: 0.3 }));
    expectWalk(got, (p, gs) => p * (1 - 0.1 * 0.3) - 0.1 * direction(gs, 0.9, 0.999, 1e-8));
  });

  test('λ is 0.01 unless another is given', () => {
    const given = walk(engine, (p) => new AdamW([p], { lr: 0.1, weightDecay: 0.01 }));
    expect(walk(engine, (p) => new AdamW([p], { lr: 0.1 }))).toEqual(given);
  });

  test('applies the decay of each group', () => {
    const [p, q, r] = [0, 1, 2].map(() => engine.parameter([2]));
    const groups = [
      { parameters: [p] },
      { parameters: [q], weightDecay: 0 },
      { parameters: [r], weightDecay: undefined },
    ];
    const adamW = new AdamW(groups as { parameters: (typeof p)[] }[], { lr: 0.1, weightDecay: 0.5 });
    for (const parameter of [p, q, r]) parameter.grad = engine.tensor([0]);
    adamW.step();
    expect([p, q, r].map((parameter) => parameter.item())).toEqual([2 - 0.1 * 0.5 * 2, 2, 2 - 0.1 * 0.5 * 2]);
  });
});

describe.each([scalar, cpu])('[$name] the fused update of Adam', (engine) => {
  test('equals its definition', () => {
    const [fused, plain] = [0, 1].map(() => ({
      p: engine.parameter([1, -2]),
      m: engine.zeros([2]),
      v: engine.zeros([2]),
    }));
    gradients.forEach((gradient, t) => {
      const numbers = { lr: 0.1, beta1: 0.85, beta2: 0.99, eps: 1e-8, weightDecay: 0.3 };
      const update = { ...numbers, correction1: 1 - 0.85 ** (t + 1), correction2: 1 - 0.99 ** (t + 1) };
      fused.p.grad = engine.tensor(gradient);
      expect(fused.p.fusedUpdate('adam', [fused.m, fused.v], update)).toBe(true);
      noGrad(() => {
        adamUpdate(plain.p, engine.tensor(gradient), plain.m, plain.v, update);
      });
      for (const name of ['p', 'm', 'v'] as const) {
        const expected = plain[name].toFlat();
        fused[name].toFlat().forEach((x, i) => {
          expect(x, `${name} after step ${t}`).toBeCloseTo(expected[i], 12);
        });
      }
    });
  });

  test('does nothing for a parameter without a gradient', () => {
    const p = engine.parameter([1, -2]);
    const update = { lr: 0.1, beta1: 0.9, beta2: 0.9, eps: 0, weightDecay: 0.5, correction1: 1, correction2: 1 };
    expect(p.fusedUpdate('adam', [engine.zeros([2]), engine.zeros([2])], update)).toBe(false);
    expect(p.toArray()).toEqual([1, -2]);
  });
});

describe.each([
  ['Adam', Adam],
  ['AdamW', AdamW],
])('%s refuses', (name, Optimizer) => {
  test.each([
    [{ beta1: 1 }, 'beta1 must be at least 0 and below 1, got 1'],
    [{ beta1: -0.5 }, 'beta1 must be at least 0 and below 1, got -0.5'],
    [{ beta2: 1.5 }, 'beta2 must be at least 0 and below 1, got 1.5'],
    [{ beta2: NaN }, 'beta2 must be at least 0 and below 1, got NaN'],
    [{ eps: -1e-8 }, 'eps must be finite and not negative, got -1e-8'],
    [{ eps: NaN }, 'eps must be finite and not negative, got NaN'],
    [{ eps: Infinity }, 'eps must be finite and not negative, got Infinity'],
    [{ beta1: '0.9' as unknown as number }, 'beta1 must be at least 0 and below 1, got "0.9"'],
  ])('%o', (options, message) => {
    expect(() => new Optimizer([cpu.parameter([1])], { lr: 0.1, ...options })).toThrow(
      new RangeError(`${name}: ${message}`),
    );
  });
});

test('AdamW refuses a negative weightDecay, even in a group', () => {
  const p = cpu.parameter([1]);
  const error = new RangeError('AdamW: weightDecay must be finite and not negative, got -1');
  expect(() => new AdamW([p], { lr: 0.1, weightDecay: -1 })).toThrow(error);
  expect(() => new AdamW([{ parameters: [p], weightDecay: -1 }], { lr: 0.1 })).toThrow(error);
});

test('Adam has no weightDecay, neither in its options nor in a group', () => {
  const p = cpu.parameter([1]);
  const options = { lr: 0.1, weightDecay: 0.5 };
  expect(() => new Adam([p], options)).toThrow(
    new TypeError('Adam: unknown option "weightDecay"; the options are lr, beta1, beta2, eps'),
  );
  expect(() => new Adam([{ parameters: [p], ...options }], { lr: 0.1 })).toThrow(
    new TypeError('Adam: group: unknown option "weightDecay"; the options are lr, beta1, beta2, eps'),
  );
});

/** m̂/(√v̂ + eps), m̂ and v̂ being averages of all gradients and their squares, each weighed β per step of age. */
function direction(gs: readonly number[], beta1: number, beta2: number, eps: number): number {
  const mean = average(gs, beta1);
  const square = average(
    gs.map((g) => g ** 2),
    beta2,
  );
  return mean / (Math.sqrt(square) + eps);
}

function average(xs: readonly number[], beta: number): number {
  const weights = xs.map((_, i) => beta ** (xs.length - 1 - i));
  const total = weights.reduce((a, b) => a + b);
  return xs.reduce((sum, x, i) => sum + (weights[i] / total) * x, 0);
}
