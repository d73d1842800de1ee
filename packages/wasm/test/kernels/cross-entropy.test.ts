import { CpuBackend } from '@microgpt/autograd/backend';
import fc from 'fast-check';
import { test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, runs, seed, size } from './checks.ts';

test('crossEntropy and its gradient', () => {
  fc.assert(
    fc.property(size, size, seed, (rows, columns, s) => {
      const n = rows * columns;
      const x = noise(n, s, 9);
      const targets = Int32Array.from({ length: rows }, (_, i) => (i * 7 + s) % columns);
      const [y, probabilities, gy, gx] = [noise(1, s), noise(n, s + 1), noise(1, s + 2), noise(n, s + 3)];
      bench.call('crossEntropy', x, targets, y, probabilities, rows, columns);
      const [loss, expected] = [new Float64Array(1), new Float64Array(n)];
      new CpuBackend().crossEntropy.forward(Float64Array.from(x), Array.from(targets), loss, expected, columns);
      expectClose(y, loss, 1e-6);
      expectClose(probabilities, expected, 1e-6);
      const expectedGx = Float64Array.from(gx);
      bench.call('crossEntropyGrad', probabilities, targets, gy, gx, rows, columns);
      new CpuBackend().crossEntropy.grad(expected, Array.from(targets), Float64Array.from(gy), expectedGx, columns);
      expectClose(gx, expectedGx, 1e-6);
    }),
    runs,
  );
});
