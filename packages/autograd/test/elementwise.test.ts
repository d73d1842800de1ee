import { expect, test } from 'vitest';
import { Value } from '../src/index.ts';

test('gelu is x·Φ(x) to the last digits', () => {
  // Φ from the tables of Abramowitz & Stegun 26.2: Φ(1) = 0.841344746068543, Φ(2) = 0.977249868051821, Φ(-3) = 0.001349898031630
  expect(new Value(1).gelu().data).toBeCloseTo(0.841344746068543, 14);
  expect(new Value(2).gelu().data).toBeCloseTo(2 * 0.977249868051821, 14);
  expect(new Value(-3).gelu().data).toBeCloseTo(-3 * 0.00134989803163, 14);
  expect(new Value(0).gelu().data).toBe(0);
  expect(new Value(30).gelu().data).toBe(30);
  expect(new Value(-30).gelu().data).toBe(-0);
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
