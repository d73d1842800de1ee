import type { FloatArray } from '../shape/numbers.ts';

/** The index of the largest number of each row: the first of equals, or the first NaN. */
export function argmax(x: FloatArray, columns: number): Int32Array {
  const result = new Int32Array(x.length / columns);
  for (let row = 0; row < result.length; row++) {
    const start = row * columns;
    let best = 0;
    // A number beats a smaller one; NaN beats everything but an earlier NaN.
    for (let i = 1; i < columns && !Number.isNaN(x[start + best]); i++)
      if (!(x[start + i] <= x[start + best])) best = i;
    result[row] = best;
  }
  return result;
}
