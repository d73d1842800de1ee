import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, reference, runs, seed, size } from './checks.ts';

for (const name of ['softmax', 'logSoftmax'] as const) {
  test(`${name} and its gradient`, () => {
    fc.assert(
      fc.property(size, size, seed, (rows, columns, s) => {
        const n = rows * columns;
        const [x, y, gy, gx] = [noise(n, s, 9), noise(n, s + 1), noise(n, s + 2), noise(n, s + 3)];
        const expected = reference(name, [x, gy, gx], [rows, columns]);
        bench.call(name, x, y, rows, columns);
        expectClose(y, expected.y, 1e-6);
        bench.call(`${name}Grad`, y, gy, gx, rows, columns);
        expectClose(gx, expected.gx, 1e-5);
      }),
      runs,
    );
  });
}

test('softmax of large and of infinite logits', () => {
  const y = new Float32Array(5);
  bench.call('softmax', Float32Array.from([1000, -Infinity, 1000, 0, -1000]), y, 1, 5);
  expect(Array.from(y)).toEqual([0.5, 0, 0.5, 0, 0]);
  bench.call('softmax', Float32Array.from([1, 2, NaN, 3, 4]), y, 1, 5);
  expect(Array.from(y)).toEqual([NaN, NaN, NaN, NaN, NaN]);
});
