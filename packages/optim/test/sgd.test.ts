import { noGrad } from '@microgpt/autograd';
import { describe, expect, test } from 'vitest';
import { SGD } from '../src/index.ts';
import { sgdUpdate } from '../src/sgd.ts';
import { engines, expectWalk, last, walk } from './steps.ts';

describe.each(engines)('[$name] SGD', ({ engine }) => {
  test('goes against the gradient: p − lr·g', () => {
    const p = engine.parameter([1, -2]);
    p.grad = engine.tensor([0.5, -1]);
    new SGD([p], { lr: 0.1 }).step();
    expect(p.toArray()).toEqual([0.95, -1.9]); // 1 − 0.1·0.5, −2 + 0.1·1

    const got = walk(engine, (q) => new SGD([q], { lr: 0.1 }));
    expectWalk(got, (q, gs) => q - 0.1 * last(gs));
  });

  test('with momentum it goes along all gradients so far, each weighed μ per step of age', () => {
    const got = walk(engine, (p) => new SGD([p], { lr: 0.1, momentum: 0.9 }));
    expectWalk(got, (p, gs) => p - 0.1 * momentum(0.9, gs));
  });

  test('with Nesterov momentum it goes along g + μ·b', () => {
    const got = walk(engine, (p) => new SGD([p], { lr: 0.1, momentum: 0.9, nesterov: true }));
    expectWalk(got, (p, gs) => p - 0.1 * (last(gs) + 0.9 * momentum(0.9, gs)));
  });

  test('weight decay adds λ·p to the gradient', () => {
    const got = walk(engine, (p) => new SGD([p], { lr: 0.1, weightDecay: 0.5 }));
    expectWalk(got, (p, gs) => p - 0.1 * (last(gs) + 0.5 * p));
  });

  test('weight decay is part of what momentum keeps', () => {
    const got = walk(engine, (p) => new SGD([p], { lr: 0.1, momentum: 0.9, weightDecay: 0.5 }));
    expectWalk(got, (p, gs, ps) => {
      const decayed = gs.map((g, t) => g + 0.5 * ps[t]);
      return p - 0.1 * momentum(0.9, decayed);
    });
  });

  test.each([{}, { momentum: 0.9 }, { momentum: 0.9, nesterov: true }])(
    'the update of the engine, in one pass, equals its definition: %o',
    ({ momentum: mu = 0, nesterov = false }) => {
      const defined = { p: engine.parameter([1, -2]), buffers: mu > 0 ? [engine.zeros([2])] : [] };
      const options = { lr: 0.1, momentum: mu, nesterov, weightDecay: 0.3 };
      const p = engine.parameter([1, -2]);
      const sgd = new SGD([p], options);
      for (const gradient of [
        [0.5, -1],
        [2, 3],
        [-1, 0.25],
      ]) {
        p.grad = engine.tensor(gradient);
        sgd.step();
        noGrad(() => {
          sgdUpdate(defined.p, engine.tensor(gradient), defined.buffers, options);
        });
        const expected = defined.p.toFlat();
        p.toFlat().forEach((x, i) => {
          expect(x).toBeCloseTo(expected[i], 14);
        });
      }
    },
  );

  test('keeps momentum only for the groups that use it', () => {
    const [p, q, r] = [0, 1, 2].map(() => engine.parameter([0]));
    const groups = [{ parameters: [p] }, { parameters: [q], momentum: 0 }, { parameters: [r], momentum: undefined }];
    const sgd = new SGD(groups as { parameters: (typeof p)[] }[], { lr: 1, momentum: 0.5 });
    for (let step = 0; step < 2; step++) {
      for (const parameter of [p, q, r]) parameter.grad = engine.tensor([1]);
      sgd.step();
    }
    expect([p, q, r].map((parameter) => parameter.item())).toEqual([-2.5, -2, -2.5]);
    expect(Array.from([0, 1, 2], (i) => Object.keys(sgd.stateDict().parameters[i]))).toEqual([
      ['momentum'],
      [],
      ['momentum'],
    ]);
  });

  test.each([
    [{ momentum: 1 }, 'SGD: momentum must be at least 0 and below 1, got 1'],
    [{ momentum: -0.1 }, 'SGD: momentum must be at least 0 and below 1, got -0.1'],
    [{ weightDecay: -1 }, 'SGD: weightDecay must be finite and not negative, got -1'],
    [{ weightDecay: Infinity }, 'SGD: weightDecay must be finite and not negative, got Infinity'],
    [{ nesterov: true }, 'SGD: nesterov needs a momentum above 0, got 0'],
    [{ nesterov: 1 as unknown as boolean }, 'SGD: nesterov must be true or false, got 1'],
  ])('refuses %o', (options, message) => {
    expect(() => new SGD([engine.parameter([1])], { lr: 0.1, ...options })).toThrow(new RangeError(message));
  });
});

/** Σ over the gradients of μ^age · g: the recursion b = μ·b + g, written out. */
function momentum(mu: number, gs: readonly number[]): number {
  return gs.reduce((sum, g, t) => sum + mu ** (gs.length - 1 - t) * g, 0);
}
