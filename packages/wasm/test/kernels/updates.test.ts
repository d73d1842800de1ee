import { CpuBackend } from '@microgpt/autograd/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size, sum } from './checks.ts';

test('adam equals the cpu engine within float32 rounding', () => {
  fc.assert(
    fc.property(size, seed, fc.integer({ min: 1, max: 2000 }), (n, s, step) => {
      const [p, g, m, v] = [noise(n, s), noise(n, s + 1), noise(n, s + 2), noise(n, s + 3).map(Math.abs)];
      const [lr, beta1, beta2, eps, weightDecay] = [0.01, 0.85, 0.99, 1e-8, 0.1];
      const [correction1, correction2] = [1 - beta1 ** step, 1 - beta2 ** step];
      const [P, G, M, V] = [p, g, m, v].map((x) => Float64Array.from(x));
      new CpuBackend().updates.adam.step(P, G, [M, V], {
        lr,
        beta1,
        beta2,
        eps,
        weightDecay,
        correction1,
        correction2,
      });
      bench.call('adam', p, g, m, v, n, lr, beta1, beta2, eps, weightDecay, correction1, correction2);
      expectClose(m, M, 2e-7);
      expectClose(v, V, 2e-7);
      expectClose(p, P, 1e-6);
    }),
    runs,
  );
});

test('adam with gradients of 0 leaves the parameters as they are', () => {
  const [p, g, m, v] = [noise(5, 1), new Float32Array(5), new Float32Array(5), new Float32Array(5)];
  const before = p.slice();
  bench.call('adam', p, g, m, v, 5, 0.01, 0.9, 0.999, 1e-8, 0, 0.1, 0.001);
  expect(p).toEqual(before);
});

test('sgd equals its formula, with and without a buffer', () => {
  fc.assert(
    fc.property(size, seed, fc.constantFrom(0, 1, 2), (n, s, form) => {
      const [p, g, buffer] = [noise(n, s), noise(n, s + 1), noise(n, s + 2)];
      const [lr, momentum, weightDecay] = [0.1, 0.9, 0.01];
      const slope = generate(n, (i) => g[i] + weightDecay * p[i]);
      const moving = generate(n, (i) => momentum * buffer[i] + slope[i]);
      const direction = [slope, moving, slope.map((x, i) => x + momentum * moving[i])][form];
      const expected = generate(n, (i) => p[i] - lr * direction[i]);
      bench.call('sgd', p, g, form ? buffer : 0, n, lr, momentum, form === 2 ? 1 : 0, weightDecay);
      expectClose(p, expected, 1e-6);
      if (form) expectClose(buffer, moving, 1e-6);
    }),
    runs,
  );
});

test('sumSquares adds in double precision', () => {
  fc.assert(
    fc.property(size, seed, (n, s) => {
      const x = noise(n, s);
      expect(bench.call('sumSquares', x, n)).toBeCloseTo(
        sum(n, (i) => x[i] ** 2),
        12,
      );
    }),
    runs,
  );
});

test.each<[limit: number, ...strange: number[]]>([
  [Infinity, NaN, Infinity, -Infinity],
  [2 ** 30, NaN, Infinity, -Infinity, 2 ** 30, -(2 ** 30), -3e38],
])('allBelow(%d) finds a single number that is not below the limit', (limit, ...strange) => {
  fc.assert(
    fc.property(size, seed, fc.constantFrom(...strange), (n, s, one) => {
      const x = noise(n, s, Math.fround(Math.min(limit * (1 - 2 ** -24), 3e38)));
      expect(bench.call('allBelow', x, n, limit)).toBe(1);
      x[s % n] = one;
      expect(bench.call('allBelow', x, n, limit)).toBe(0);
    }),
    runs,
  );
});
