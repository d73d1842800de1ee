import fc from 'fast-check';
import { binary, cpu, unary, type Unary } from '@microgpt/autograd';
import { CpuBackend } from '@microgpt/autograd/backend';
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../src/kernels.generated.ts';
import { Bench, noise } from './kernels.ts';

// Every kernel against plain loops in double precision on the same float32 inputs. What a kernel adds to or overwrites
// starts as noise, and Bench throws if anything outside the arrays was written.

const bench = new Bench();
const runs = { numRuns: 60 };
const size = fc.integer({ min: 1, max: 40 });
const seed = fc.integer({ min: 0, max: 1e6 });

/** The largest error, relative to `scale` where one is given and to the number itself (or 1) elsewhere. */
function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scale?: ArrayLike<number>,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * (scale ? scale[i] : Math.max(1, Math.abs(expected[i])));
    if (Math.abs(actual[i] - expected[i]) <= allowed) continue;
    expect(actual[i], `[${i}] within ${allowed}`).toBeCloseTo(expected[i], -Math.log10(2 * allowed));
  }
}

const generate = (length: number, f: (i: number) => number) => Float64Array.from({ length }, (_, i) => f(i));
const sum = (length: number, f: (i: number) => number) => generate(length, f).reduce((a, b) => a + b, 0);

describe('matmul', () => {
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
});

describe('functions of one number', () => {
  const domain: Record<string, (x: number) => number> = { log: Math.abs, sqrt: Math.abs };
  // Relative to max(1, |y|); the errors near 0 and far out are tested below.
  const tolerances: Record<string, number> = { gelu: 3e-6, geluTanh: 2e-6 };

  for (const name of [
    'neg',
    'exp',
    'log',
    'sqrt',
    'abs',
    'tanh',
    'sigmoid',
    'relu',
    'silu',
    'gelu',
    'geluTanh',
  ] as const) {
    const op: Unary = unary[name];
    test(`${name} and its gradient equal their definitions`, () => {
      fc.assert(
        fc.property(size, seed, (n, s) => {
          const x = noise(n, s, 5).map(domain[name] ?? ((v) => v));
          const [y, gy, gx] = [noise(n, s + 1), noise(n, s + 2), noise(n, s + 3)];
          bench.call(name, x, y, n);
          const tolerance = tolerances[name] ?? 1e-6;
          expectClose(
            y,
            generate(n, (i) => op.f(x[i])),
            tolerance,
          );
          const before = gx.slice();
          bench.call(`${name}Grad`, x, y, gy, gx, n);
          const slopes = generate(n, (i) => op.df(x[i], op.f(x[i])));
          expectClose(
            gx,
            generate(n, (i) => before[i] + gy[i] * slopes[i]),
            2 * tolerance,
            slopes.map((g) => 1 + Math.abs(g)),
          );
        }),
        runs,
      );
    });
  }

  function apply(name: keyof Kernels, x: readonly number[]): number[] {
    const y = new Float32Array(x.length);
    bench.call(name, Float32Array.from(x), y, x.length);
    return Array.from(y);
  }

  /** The largest error of f, relative to its value, at every x of a range. */
  function worst(name: keyof Kernels, f: (x: number) => number, from: number, to: number, relative: boolean): number {
    const count = 200_000;
    const x = Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
    const y = new Float32Array(count);
    bench.call(name, x, y, count);
    let most = 0;
    for (let i = 0; i < count; i++) {
      const exact = f(x[i]);
      most = Math.max(most, Math.abs(y[i] - exact) / (relative && exact !== 0 ? Math.abs(exact) : 1));
    }
    return most;
  }

  test('exp is within 1.2e-7 of its value from 2.3e-38 to the largest number', () => {
    expect(worst('exp', Math.exp, -86.65, 88.72, true)).toBeLessThan(1.2e-7);
    expect(worst('exp', Math.exp, -0.4, 0.4, true)).toBeLessThan(1.2e-7);
  });

  test('exp overflows to Infinity, underflows to 0 and keeps NaN', () => {
    expect(apply('exp', [88.73, 1000, Infinity])).toEqual([Infinity, Infinity, Infinity]);
    expect(apply('exp', [-104, -1000, -Infinity])).toEqual([0, 0, 0]);
    expect(apply('exp', [NaN, 0, -0])).toEqual([NaN, 1, 1]);
    // Between the smallest normal number and 0 it may be 0 already.
    for (let x = -104; x < -87; x += 0.01) expect(Math.abs(apply('exp', [x])[0] - Math.exp(x))).toBeLessThan(1.7e-38);
  });

  test('log is within 1.5e-7 of its value, from the smallest number to the largest', () => {
    expect(worst('log', Math.log, 1e-3, 0.9, true)).toBeLessThan(1.5e-7);
    expect(worst('log', Math.log, 0.9, 1.1, true)).toBeLessThan(1.5e-7);
    expect(worst('log', Math.log, 1.1, 1e6, true)).toBeLessThan(1.5e-7);
    for (const x of [1.401298464324817e-45, 1e-40, 1.1754943508222875e-38, 1e-30, 3.4028234663852886e38]) {
      expect(apply('log', [x])[0] / Math.log(Math.fround(x)) - 1).toBeCloseTo(0, 6);
    }
    expect(apply('log', [0, -0, 1, Infinity, -1, NaN])).toEqual([-Infinity, -Infinity, 0, Infinity, NaN, NaN]);
  });

  test('tanh is within 3e-7 of its value, also near 0', () => {
    expect(worst('tanh', Math.tanh, -10, 10, true)).toBeLessThan(3e-7);
    expect(worst('tanh', Math.tanh, -1e-3, 1e-3, true)).toBeLessThan(3e-7);
    expect(apply('tanh', [-Infinity, -100, 100, Infinity, NaN])).toEqual([-1, -1, 1, 1, NaN]);
  });

  test('sigmoid is within 3e-7 of its value, also far out', () => {
    expect(worst('sigmoid', unary.sigmoid.f, -87, 20, true)).toBeLessThan(3e-7);
    expect(apply('sigmoid', [-Infinity, -1000, 1000, Infinity, NaN])).toEqual([0, 0, 1, 1, NaN]);
  });

  test('gelu is within 1.5e-7 of its value below 0, and 5e-7 times it above', () => {
    expect(worst('gelu', unary.gelu.f, -14, 0, false)).toBeLessThan(1.5e-7);
    expect(worst('gelu', unary.gelu.f, 0, 14, true)).toBeLessThan(5e-7);
    expect(apply('gelu', [-30, 0, 30, 1e20, NaN])).toEqual([-0, 0, 30, Math.fround(1e20), NaN]);
  });

  test('silu and geluTanh and their gradients are finite far out', () => {
    for (const name of ['silu', 'geluTanh', 'gelu'] as const) {
      const x = Float32Array.from([-1e30, -1e4, -100, 100, 1e4, 1e30]);
      const [y, gx] = [new Float32Array(6), new Float32Array(6)];
      bench.call(name, x, y, 6);
      expectClose(y, [0, 0, 0, 100, 1e4, Math.fround(1e30)], 0);
      bench.call(`${name}Grad`, x, y, new Float32Array(6).fill(1), gx, 6);
      expect(
        Array.from(gx, (g) => Math.round(g * 1e6) / 1e6 + 0),
        name,
      ).toEqual([0, 0, 0, 1, 1, 1]);
    }
  });

  test('relu, abs and their gradients at 0 and NaN', () => {
    expect(apply('relu', [-1, 0, 2, NaN])).toEqual([0, 0, 2, NaN]);
    const x = Float32Array.from([-2, 0, 3, NaN]);
    for (const [name, expected] of [
      ['reluGrad', [0, 0, 1, 0]],
      ['absGrad', [-1, 0, 1, NaN]],
    ] as const) {
      const gx = new Float32Array(4);
      bench.call(name, x, x, new Float32Array(4).fill(1), gx, 4);
      expect(Array.from(gx), name).toEqual(expected);
    }
  });
});

describe('arithmetic', () => {
  /** Runs a kernel of two operands and something written, for many sizes. */
  function check(
    name: keyof Kernels,
    lengths: (rows: number, columns: number) => readonly [number, number, number],
    expected: (a: Float32Array, b: Float32Array, y: Float32Array, i: number, rows: number, columns: number) => number,
    whole = false,
  ): void {
    fc.assert(
      fc.property(size, size, seed, (rows, columns, s) => {
        const [la, lb, ly] = lengths(rows, columns);
        const [a, b, y] = [noise(la, s), noise(lb, s + 1).map((v) => v + Math.sign(v)), noise(ly, s + 2)];
        const before = y.slice();
        bench.call(name, a, b, y, ...(whole ? [rows * columns] : [rows, columns]));
        expectClose(
          y,
          generate(ly, (i) => expected(a, b, before, i, rows, columns)),
          1e-5,
        );
      }),
      runs,
    );
  }
  const all = (rows: number, columns: number) => [rows * columns, rows * columns, rows * columns] as const;
  const column = (rows: number, columns: number) => [rows * columns, rows, rows * columns] as const;
  const row = (rows: number, columns: number) => [rows * columns, columns, rows * columns] as const;
  const totals = (rows: number, columns: number) => [rows * columns, rows * columns, rows] as const;
  const sums = (rows: number, columns: number) => [rows * columns, rows * columns, columns] as const;

  test('of two operands of the same length', () => {
    check('add', all, (a, b, _, i) => a[i] + b[i], true);
    check('sub', all, (a, b, _, i) => a[i] - b[i], true);
    check('mul', all, (a, b, _, i) => a[i] * b[i], true);
    check('div', all, (a, b, _, i) => a[i] / b[i], true);
    check('mulAccumulate', all, (a, b, y, i) => y[i] + a[i] * b[i], true);
    check('divAccumulate', all, (a, b, y, i) => y[i] + a[i] / b[i], true);
  });

  test('with a column', () => {
    const at = (i: number, columns: number) => Math.floor(i / columns);
    check('addColumn', column, (a, b, _, i, _rows, columns) => a[i] + b[at(i, columns)]);
    check('subColumn', column, (a, b, _, i, _rows, columns) => a[i] - b[at(i, columns)]);
    check('mulColumn', column, (a, b, _, i, _rows, columns) => a[i] * b[at(i, columns)]);
    check('divColumn', column, (a, b, _, i, _rows, columns) => a[i] / b[at(i, columns)]);
    check('mulColumnAccumulate', column, (a, b, y, i, _rows, columns) => y[i] + a[i] * b[at(i, columns)]);
    check('divColumnAccumulate', column, (a, b, y, i, _rows, columns) => y[i] + a[i] / b[at(i, columns)]);
  });

  test('with a row', () => {
    check('addRow', row, (a, b, _, i, _rows, columns) => a[i] + b[i % columns]);
    check('mulRow', row, (a, b, _, i, _rows, columns) => a[i] * b[i % columns]);
    check('mulRowAccumulate', row, (a, b, y, i, _rows, columns) => y[i] + a[i] * b[i % columns]);
  });

  test('sums of products', () => {
    check('mulSumColumnsAccumulate', totals, (a, b, y, i, _, columns) => {
      return y[i] + sum(columns, (j) => a[i * columns + j] * b[i * columns + j]);
    });
    check('mulSumRowsAccumulate', sums, (a, b, y, j, rows, columns) => {
      return y[j] + sum(rows, (i) => a[i * columns + j] * b[i * columns + j]);
    });
  });

  /** Runs a kernel of one operand and something written, for many sizes. */
  function checkOne(
    name: keyof Kernels,
    lengths: (rows: number, columns: number) => readonly [number, number],
    expected: (x: Float32Array, y: Float32Array, i: number, rows: number, columns: number) => number,
    whole = false,
  ): void {
    fc.assert(
      fc.property(size, size, seed, (rows, columns, s) => {
        const [lx, ly] = lengths(rows, columns);
        const [x, y] = [noise(lx, s), noise(ly, s + 1)];
        const before = y.slice();
        bench.call(name, x, y, ...(whole ? [rows * columns] : [rows, columns]));
        expectClose(
          y,
          generate(ly, (i) => expected(x, before, i, rows, columns)),
          1e-5,
        );
      }),
      runs,
    );
  }
  const same = (rows: number, columns: number) => [rows * columns, rows * columns] as const;

  test('adding to and subtracting from what is there', () => {
    checkOne('accumulate', same, (x, y, i) => y[i] + x[i], true);
    checkOne('subtract', same, (x, y, i) => y[i] - x[i], true);
  });

  test('sums of rows and of columns', () => {
    const rowSums = (rows: number, columns: number) => [rows * columns, columns] as const;
    const columnSums = (rows: number, columns: number) => [rows * columns, rows] as const;
    checkOne('sumRowsAccumulate', rowSums, (x, y, j, rows, columns) => {
      return y[j] + sum(rows, (i) => x[i * columns + j]);
    });
    checkOne('sumColumnsAccumulate', columnSums, (x, y, i, _, columns) => {
      return y[i] + sum(columns, (j) => x[i * columns + j]);
    });
    checkOne('sumColumnsSubtract', columnSums, (x, y, i, _, columns) => {
      return y[i] - sum(columns, (j) => x[i * columns + j]);
    });
  });

  test('copy, transpose and fill', () => {
    checkOne('copy', same, (x, _, i) => x[i], true);
    checkOne('transpose', same, (x, _, i, rows, columns) => x[(i % rows) * columns + Math.floor(i / rows)]);
    fc.assert(
      fc.property(size, (n) => {
        const x = noise(n, 1);
        bench.call('fill', x, n, 2.5);
        expect(Array.from(x)).toEqual(Array.from(x, () => 2.5));
      }),
      runs,
    );
  });

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
        bench.call('powGradColumn', a, b, gy, ga, rows, columns);
        expectClose(
          ga,
          generate(n, (i) => before[i] + gy[i] * b[0] * a[i] ** (b[0] - 1)),
          1e-5,
        );
      }),
      runs,
    );
  });

  test('choices, with one number for each and with a column', () => {
    const at = (alike: number, i: number, columns: number) => (alike === 1 ? i : Math.floor(i / columns));
    const rows = {
      maximum: [binary.maximum, 'greaterGrad'],
      minimum: [binary.minimum, 'lessGrad'],
      greater: [binary.greater],
      less: [binary.less],
      equal: [binary.equal],
      keepIf: [binary.keepIf, 'keepIfGrad'],
      dropIf: [binary.dropIf, 'dropIfGrad'],
      dropout: [binary.dropout, 'dropoutGrad'],
    } as const;
    fc.assert(
      fc.property(size, size, seed, fc.constantFrom(0, 1), (r, c, s, alike) => {
        const [count, columns] = alike === 1 ? [1, r * c] : [r, c];
        const n = r * c;
        const round = (x: Float32Array) => x.map((v) => Math.round(v * 2)); // so that some are equal, and some 0
        const [a, b] = [round(noise(n, s)), round(noise(alike === 1 ? n : r, s + 1))];
        const gy = noise(n, s + 2);
        for (const [name, [op, grad]] of Object.entries(rows)) {
          const y = new Float32Array(n);
          bench.call(name as keyof Kernels, a, b, y, count, columns, alike);
          expectClose(
            y,
            generate(n, (i) => op.f(a[i], b[at(alike, i, c)])),
            0,
          );
          if (grad === undefined) continue;
          const g = noise(n, s + 3);
          const before = g.slice();
          bench.call(grad, a, b, gy, g, count, columns, alike);
          expectClose(
            g,
            generate(n, (i) => before[i] + gy[i] * (op.da?.(a[i], b[at(alike, i, c)], y[i]) ?? 0)),
            1e-6,
          );
        }
      }),
      runs,
    );
  });

  test('argmax takes the first of equals, and the first NaN', () => {
    const rows = [
      [1, 3, 3],
      [NaN, 9, 1],
      [2, NaN, NaN],
      [-Infinity, -Infinity, -1],
      [0, -0, 0],
    ];
    const places = new Int32Array(rows.length);
    bench.call('argmax', Float32Array.from(rows.flat()), places, rows.length, 3);
    expect(Array.from(places)).toEqual([1, 0, 1, 2, 0]);
  });

  test('the gradients of a quotient', () => {
    fc.assert(
      fc.property(size, seed, (n, s) => {
        const [a, gy, gx] = [noise(n, s), noise(n, s + 1), noise(n, s + 2)];
        const b = noise(n, s + 3).map((v) => v + Math.sign(v));
        const [before, gb] = [gx.slice(), gx.slice()];
        bench.call('divisorGrad', a, b, gy, gb, n);
        expectClose(
          gb,
          generate(n, (i) => before[i] - (gy[i] * a[i]) / b[i] ** 2),
          1e-6,
        );

        const [x, gradient, gDivisor] = [noise(n * 5, s), noise(n * 5, s + 4), before.slice()];
        bench.call('divisorGradColumn', x, b, gradient, gDivisor, n, 5);
        expectClose(
          gDivisor,
          generate(n, (i) => before[i] - sum(5, (j) => gradient[i * 5 + j] * x[i * 5 + j]) / b[i] ** 2),
          1e-5,
        );
      }),
      runs,
    );
  });

  test('dividing infinity by one number', () => {
    const y = new Float32Array(2);
    bench.call('divColumn', Float32Array.from([Infinity, 0]), Float32Array.from([0]), y, 1, 2);
    expect(Array.from(y)).toEqual([Infinity, NaN]);
  });
});

describe('rows', () => {
  /** What the tensor operation of the same name gives in double precision, and gx + its gradient for gy. */
  function reference(
    name: 'softmax' | 'logSoftmax' | 'rmsNorm' | 'layerNorm',
    [x, gy, gx]: readonly Float32Array[],
    shape: readonly number[],
  ): { y: ArrayLike<number>; gx: number[] } {
    const input = cpu.parameter(x, shape);
    const y = input[name]();
    y.mul(cpu.tensor(gy, shape)).sum().backward();
    const gradient = input.grad?.toFlat() ?? new Float64Array(x.length);
    return { y: y.toFlat(), gx: Array.from(gx, (g, i) => g + gradient[i]) };
  }

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

  for (const name of ['rmsNorm', 'layerNorm'] as const) {
    test(`${name} and its gradient`, () => {
      fc.assert(
        fc.property(size, size, seed, (rows, columns, s) => {
          const n = rows * columns;
          const [x, y, gy, gx] = [noise(n, s, 3), noise(n, s + 1), noise(n, s + 2), noise(n, s + 3)];
          const expected = reference(name, [x, gy, gx], [rows, columns]);
          const scale = new Float32Array(rows);
          bench.call(name, x, y, scale, rows, columns, 1e-5);
          // A row of nearly equal numbers has digits cancelled before it is scaled up.
          const scales = generate(n, (i) => 1 + scale[Math.floor(i / columns)]);
          expectClose(y, expected.y, 3e-6, scales);
          bench.call(`${name}Grad`, y, scale, gy, gx, rows, columns);
          expectClose(
            gx,
            expected.gx,
            3e-6,
            scales.map((v) => v + v * v),
          );
        }),
        runs,
      );
    });
  }

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
});

describe('causalAttention', () => {
  function check(
    lengths: readonly number[],
    pasts: readonly number[],
    heads: number,
    headSize: number,
    s: number,
  ): void {
    const { causalAttention } = new CpuBackend();
    const channels = heads * headSize;
    let [query, key, weightCount] = [0, 0, 0];
    const documents = lengths.map((queries, d) => {
      const document = { query, key, queries, past: pasts[d] };
      query += queries;
      key += queries + pasts[d];
      weightCount += heads * sum(queries, (t) => pasts[d] + t + 1);
      return document;
    });
    const plan = { heads, headSize, scale: 1 / Math.sqrt(headSize), window: Infinity, documents };
    const packed = Int32Array.from(documents.flatMap((d) => [d.query, d.key, d.queries, d.past]));
    const scratch = (grad: number) => {
      const bytes = lengths.map((length, d) => bench.kernels.attentionScratch(length, pasts[d], headSize, grad));
      return new Float32Array(Math.max(...bytes) / 4);
    };
    const [q, k, v] = [noise(query * channels, s, 2), noise(key * channels, s + 1, 2), noise(key * channels, s + 2, 2)];
    const [y, weights] = [noise(query * channels, s + 3), noise(weightCount, s + 4)];
    const counts = [documents.length, heads, headSize] as const;
    bench.call('causalAttention', q, k, v, y, weights, packed, ...counts, scratch(0));
    const wide = (x: Float32Array) => Float64Array.from(x);
    const [expected, expectedWeights] = [new Float64Array(y.length), new Float64Array(weightCount)];
    causalAttention.forward(wide(q), wide(k), wide(v), undefined, expected, expectedWeights, plan);
    expectClose(weights, expectedWeights, 5e-6);
    expectClose(y, expected, 1e-5);

    const gy = noise(y.length, s + 5);
    const gradients = [noise(q.length, s + 6), noise(k.length, s + 7), noise(v.length, s + 8)];
    // One of the seven sets of operands that want a gradient.
    const asked = gradients.map((_, i) => (((s % 7) + 1) >> i) & 1);
    const expectedGradients = gradients.map(wide);
    bench.call(
      ...(['causalAttentionGrad', q, k, v, weights, gy] as const),
      ...gradients.map((g, i) => (asked[i] ? g : 0)),
      ...([packed, ...counts, scratch(1)] as const),
    );
    const [gq, gk, gv] = expectedGradients.map((g, i) => (asked[i] ? g : undefined));
    causalAttention.grad(wide(q), wide(k), wide(v), undefined, expectedWeights, wide(gy), gq, gk, gv, undefined, plan);
    gradients.forEach((g, i) => {
      expectClose(g, expectedGradients[i], 2e-5);
    });
  }

  const documents = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(0, 0, 0, 1, 5, 16)), {
    minLength: 1,
    maxLength: 4,
  });
  const headSize = fc.constantFrom(1, 2, 3, 4, 4, 4, 5, 8, 12, 16, 17, 32, 40);

  test('equals the plain loops for documents of all lengths, with and without a past', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 4 }), headSize, seed, (docs, heads, D, s) => {
        check(
          docs.map(([length]) => length),
          docs.map(([, past]) => past),
          heads,
          D,
          s,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('equals the plain loops for long documents', () => {
    check([64, 33], [0, 40], 2, 32, 6);
    check([130], [0], 1, 64, 6);
    check([1, 1], [200, 77], 4, 4, 6);
    check([100], [3], 2, 4, 6);
  });

  test('scores of 1000 and more do not overflow', () => {
    const [q, y, weights] = [Float32Array.from([100, 0, 0, 0]), new Float32Array(4), new Float32Array(2)];
    const k = Float32Array.from([1000, 0, 0, 0, -1000, 0, 0, 0]);
    const scratch = new Float32Array(bench.kernels.attentionScratch(1, 1, 4, 0) / 4);
    bench.call('causalAttention', q, k, k, y, weights, Int32Array.from([0, 0, 1, 1]), 1, 1, 4, scratch);
    expect(Array.from(weights)).toEqual([1, 0]);
    expect(Array.from(y)).toEqual([1000, 0, 0, 0]);
  });
});

describe('gather', () => {
  test('scatter equals the plain loops', () => {
    fc.assert(
      fc.property(size, size, seed, (count, width, s) => {
        const [x, y] = [noise(count * width, s), noise((count + 2) * width, s + 1)];
        const places = Int32Array.from({ length: count }, (_, i) => count + 1 - i);
        const expected = Float64Array.from(y);
        for (let i = 0; i < count * width; i++) expected[places[Math.floor(i / width)] * width + (i % width)] = x[i];
        bench.call('scatter', x, places, count, width, y);
        expectClose(y, expected, 0);
      }),
      runs,
    );
  });

  test('gather and its gradient equal the plain loops', () => {
    fc.assert(
      fc.property(size, size, size, seed, (table, count, width, s) => {
        const x = noise(table * width, s);
        const places = Int32Array.from({ length: count }, (_, i) => (i * i + s) % table);
        const y = noise(count * width, s + 1);
        bench.call('gather', x, places, count, width, y);
        expectClose(
          y,
          generate(count * width, (i) => x[places[Math.floor(i / width)] * width + (i % width)]),
          0,
        );
        const expected = Float64Array.from(x);
        for (let i = 0; i < count * width; i++) expected[places[Math.floor(i / width)] * width + (i % width)] += y[i];
        bench.call('gatherGrad', y, places, count, width, x, table, new Int32Array(table + count));
        expectClose(x, expected, 1e-5);
      }),
      runs,
    );
  });
});

describe('updates', () => {
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
});
