import { expect, test } from 'vitest';
import { Value } from '../src/index.ts';

test('gelu is x·Φ(x) to the last digits', () => {
  // Φ from the tables of Abramowitz & Stegun 26.2: Φ(1) = 0.841344746068543, Φ(2) = 0.977249868051821, Φ(-3) = 0.001349898031630
  expect(new Value(1).gelu().data).toBeCloseTo(0.841344746068543, 14);
  expect(new Value(2).gelu().data).toBeCloseTo(2 * 0.977249868051821, 14);
  expect(new Value(-3).gelu().data).toBeCloseTo(-3 * 0.00134989803163, 14);
  expect(new Value(0).gelu().data).toBe(0);
  expect(new Value(30).gelu().data).toBe(30);
  expect(new Value(-40).gelu().data).toBe(-0);
});

test.each<['gelu' | 'geluTanh' | 'silu' | 'sigmoid' | 'tanh', [x: number, y: number, derivative: number][]]>([
  [
    'gelu',
    [
      [6.5, 6.49999999973896, 1.0000000016950519],
      [-2, -0.04550026389635842, -0.0852318010781969],
      [-3, -0.0040496940948902835, -0.011945647204183927],
      [-5, -1.4332578593959596e-6, -7.146946001792295e-6],
      [-7, -8.958687807200846e-12, -6.266323031466631e-11],
      [-8, -4.976768459417427e-15, -3.979607261086796e-14],
      [-20, -5.507248237212468e-88, -1.1014360483133464e-86],
      [-37, -2.1184613523340935e-298, -7.838298669418516e-297],
    ],
  ],
  [
    'geluTanh',
    [
      [-3, -0.003637392081773019, -0.011584166630969726],
      [-7, -2.315442262072549e-15, -2.765117350706602e-14],
      [-8, -3.1077829375011112e-21, -4.7147845041068414e-20],
      [-20, -3.3754509563109673e-261, -2.9424328724945027e-259],
    ],
  ],
  [
    'silu',
    [
      [-30, -2.8072868906517896e-12, -2.713710660963134e-12],
      [-700, -6.90177358063184e-302, -6.891913904088079e-302],
      [30, 29.999999999997193, 1.0000000000027136],
    ],
  ],
  [
    'sigmoid',
    [
      [-700, 9.85967654375977e-305, 9.85967654375977e-305],
      [20, 0.9999999979388464, 2.061153613941849e-9],
      [40, 1, 4.248354255291589e-18],
      [700, 1, 9.85967654375977e-305],
    ],
  ],
  [
    'tanh',
    [
      [-30, -1, 3.502604305078608e-26],
      [5, 0.9999092042625951, 0.0001815832309438067],
      [20, 1, 1.6993417021166355e-17],
      [350, 1, 3.943870617503908e-304],
    ],
  ],
])('%s keeps its digits in its tails', (op, rows) => {
  // From mpmath with 50 digits.
  for (const [at, y, derivative] of rows) {
    const x = new Value(at);
    const result = x[op]();
    result.backward();
    expect(Math.abs(result.data / y - 1), `${at}`).toBeLessThan(1e-12);
    expect(Math.abs(x.grad / derivative - 1), `${at}`).toBeLessThan(1e-12);
  }
});

test('silu, gelu and geluTanh are x with slope 1 far above 0, and 0 far below', () => {
  for (const op of ['silu', 'gelu', 'geluTanh'] as const) {
    for (const size of [1e3, 1e15, 2 ** 53 + 2, 1e16, 1e100, 1e154, 1e155, 1e200, 1e308]) {
      const [above, below] = [new Value(size), new Value(-size)];
      above[op]().backward();
      below[op]().backward();
      expect([above[op]().data, below[op]().data], op).toEqual([size, -0]);
      expect([above.grad, below.grad], op).toEqual([1, 0]);
    }
  }
});

test('geluTanh stays within 5e-4 of gelu', () => {
  for (let x = -6; x <= 6; x += 0.25) {
    expect(Math.abs(new Value(x).geluTanh().data - new Value(x).gelu().data)).toBeLessThan(5e-4);
  }
});

test('sigmoid, silu and tanh are finite far out', () => {
  for (const x of [-1000, 1000]) {
    for (const y of [new Value(x).sigmoid(), new Value(x).silu(), new Value(x).tanh(), new Value(x).geluTanh()]) {
      const at = y.children[0];
      y.backward();
      expect(y.data).toSatisfy(Number.isFinite);
      expect(at.grad, y.op).toSatisfy(Number.isFinite);
    }
  }
});

test('of two equal numbers maximum and minimum give each half the gradient', () => {
  for (const method of ['maximum', 'minimum'] as const) {
    const [a, b] = [new Value(3), new Value(3)];
    a[method](b).backward();
    expect([a.grad, b.grad]).toEqual([0.5, 0.5]);
  }
});

test('relu passes no gradient at 0, and its values are 0 below', () => {
  const x = new Value(0);
  const y = x.relu();
  y.backward();
  expect(x.grad).toBe(0);
  expect([-Infinity, -1].map((v) => new Value(v).relu().data)).toEqual([0, 0]);
});

test('pow at 0 has the derivative of the polynomial', () => {
  const derivative = (exponent: number) => {
    const x = new Value(0);
    x.pow(exponent).backward();
    return x.grad;
  };
  expect([0, 1, 2, 3].map(derivative)).toEqual([0, 1, 0, 0]);
});

test('NaN comes out where NaN goes in', () => {
  const x = new Value(NaN);
  for (const y of [x.relu(), x.abs(), x.maximum(1), x.gelu(), x.sigmoid()]) expect(y.data, y.op).toBeNaN();
});
