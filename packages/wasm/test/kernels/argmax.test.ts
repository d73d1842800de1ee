import { expect, test } from 'vitest';
import { bench } from './checks.ts';

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
