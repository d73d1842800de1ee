import { Random } from '@microgpt/random';
import { expect, test } from 'vitest';
import { principalPlane, rowOf, type Matrix } from '../src/index.ts';

/** Points that differ most along one direction, then along another, and a little along all. */
function cloud(seed: number): Matrix {
  const rng = new Random(seed);
  const [rows, columns] = [40, 6];
  const data = Float64Array.from({ length: rows * columns }, () => rng.gauss(0, 0.01));
  for (let i = 0; i < rows; i++) {
    data[i * columns + 2] += rng.gauss(0, 3);
    data[i * columns + 4] += rng.gauss(0, 1) + 7;
  }
  return { rows, columns, data };
}

test('the plane shows the two directions in which points differ most', () => {
  const rows = cloud(1);
  const { points, share } = principalPlane(rows);
  expect(share).toBeGreaterThan(0.99);
  const [u, v] = [column(points, 0), column(points, 1)];
  expect(Math.abs(correlation(u, column(rows, 2)))).toBeGreaterThan(0.99);
  expect(Math.abs(correlation(v, column(rows, 4)))).toBeGreaterThan(0.9);
  expect(u.reduce((a, b) => a + b)).toBeCloseTo(0, 9);
});

test('with a reference, a turned and reflected picture is the same picture', () => {
  const rows = cloud(2);
  const { points } = principalPlane(rows);
  const [cos, sin] = [Math.cos(2), Math.sin(2)];
  const turned = Float64Array.from(points.data);
  for (let i = 0; i < points.rows; i++) {
    const [x, y] = rowOf(points, i);
    turned.set([cos * x + sin * y, sin * x - cos * y], 2 * i); // also reflected
  }
  const again = principalPlane(rows, { ...points, data: turned });
  again.points.data.forEach((value, i) => {
    expect(value).toBeCloseTo(turned[i], 9);
  });
});

test('equal points are all at the origin', () => {
  const { points, share } = principalPlane({ rows: 3, columns: 2, data: Float64Array.of(1, 2, 1, 2, 1, 2) });
  expect([...points.data].every((value) => Math.abs(value) < 1e-9)).toBe(true);
  expect(share).toBe(1);
});

function column({ rows, columns, data }: Matrix, c: number): number[] {
  return Array.from({ length: rows }, (_, i) => data[i * columns + c]);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [a, b].map((xs) => xs.reduce((x, y) => x + y) / xs.length);
  const cov = a.reduce((sum, x, i) => sum + (x - ma) * (b[i] - mb), 0);
  const norm = (xs: readonly number[], m: number) => Math.sqrt(xs.reduce((sum, x) => sum + (x - m) ** 2, 0));
  return cov / (norm(a, ma) * norm(b, mb));
}
