import { unary, type Unary } from '@microgpt/autograd';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kernels } from '../../src/kernels.generated.ts';
import { noise } from './bench.ts';
import { bench, expectClose, generate, runs, seed, size } from './checks.ts';

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
