import fc from 'fast-check';
import { test } from 'vitest';
import { noise } from './bench.ts';
import { bench, expectClose, generate, seed, size } from './checks.ts';

function check(n: number, k: number, m: number, form: number, s: number): void {
  const [transposeA, transposeB, accumulate] = [form & 1, (form >> 1) & 1, form >> 2];
  const [a, b, y] = [noise(n * k, s), noise(k * m, s + 1), noise(n * m, s + 2)];
  const before = y.slice();
  const scratch = new Float32Array(bench.kernels.matmulScratch() / 4);
  bench.call('matmul', a, b, y, n, k, m, transposeA, transposeB, accumulate, scratch);
  const dot = (i: number, f: (x: number) => number) => {
    const [row, column] = [Math.floor(i / m), i % m];
    let total = accumulate ? f(before[i]) : 0;
    for (let p = 0; p < k; p++)
      total += f(a[transposeA ? p * n + row : row * k + p] * b[transposeB ? column * k + p : p * m + column]);
    return total;
  };
  const expected = generate(n * m, (i) => dot(i, (x) => x));
  const sizes = generate(n * m, (i) => dot(i, Math.abs));
  expectClose(y, expected, 1e-6, sizes);
}

const form = fc.integer({ min: 0, max: 7 });

test('equals the plain loops for every small size and form', () => {
  fc.assert(fc.property(size, size, size, form, seed, check), { numRuns: 400 });
});

test('equals the plain loops for the sizes of models', () => {
  for (const n of [1, 2, 3, 7, 113]) {
    for (const [k, m] of [
      [16, 16],
      [16, 64],
      [64, 16],
      [16, 27],
      [128, 65],
      [512, 128],
    ]) {
      check(n, k, m, 2, 1); // x · wᵀ
      check(n, m, k, 0, 2); // gy · w
      check(m, n, k, 5, 3); // gw += gyᵀ · x
    }
  }
});

test('of nothing is 0', () => {
  check(3, 0, 5, 0, 1);
  check(3, 0, 5, 2, 1);
  check(3, 0, 5, 4, 1);
});

test('equals the plain loops where the inner size is long', () => {
  for (let f = 0; f < 8; f++) {
    check(9, 1030, 21, f, f);
    check(130, 300, 70, f, f);
    check(5, 3, 1100, f, f);
    check(1030, 5, 9, f, f);
  }
});
