import fc from 'fast-check';
import { test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size } from './checks.ts';

test.each([2, -0.5, -1, 3, 0.5, 1.7])('powers of exponent %d and their gradients', (exponent) => {
  fc.assert(
    fc.property(size, size, seed, (rows, columns, s) => {
      const n = rows * columns;
      const whole = Number.isInteger(exponent);
      const a = noise(n, s).map((v) => (whole ? v + Math.sign(v) / 4 : Math.abs(v) + 0.25));
      const b = new Float32Array(rows).fill(exponent);
      const [y, gy, ga] = [noise(n, s), noise(n, s + 1), noise(n, s + 2)];
      const before = ga.slice();
      bench.call('powColumn', a, b, y, rows, columns);
      expectClose(
        y,
        generate(n, (i) => a[i] ** b[0]),
        1e-6,
      );
      bench.call('powColumnGradA', a, b, gy, ga, rows, columns);
      expectClose(
        ga,
        generate(n, (i) => before[i] + gy[i] * b[0] * a[i] ** (b[0] - 1)),
        1e-5,
      );
    }),
    runs,
  );
});
