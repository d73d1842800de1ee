import type { Shape } from '@microgpt/autograd';
import type { Kernels } from './kernels.generated.ts';
import { sizeOfLast } from './layouts.ts';

/** Takes memory for the current kernel, in bytes, and returns its address. */
export type Room = (bytes: number) => number;

/** Whether a walk visits the same place repeatedly. */
export function repeats(shape: Shape, strides: readonly number[]): boolean {
  return shape.some((_, axis) => isRepeated(shape, strides, axis));
}

/**
 * y += the sums of x along the axes that are repeated in y.
 *
 * Each run of such axes is summed before the next: adding many numbers one by one to a float32 number would lose digits.
 *
 * @param x an address, like y; both arrays are in row-major order
 * @param strides the strides of y in the shape of x
 */
export function sumInto(k: Kernels, x: number, y: number, shape: Shape, strides: readonly number[], room: Room): void {
  const first = shape.findIndex((_, axis) => isRepeated(shape, strides, axis));
  if (first < 0) {
    k.accumulate(x, y, sizeOfLast(shape, shape.length));
    return;
  }
  const all = shape.length;
  let end = first + 1;
  while (end < all && (shape[end] === 1 || strides[end] === 0)) end++;
  const before = sizeOfLast(shape, all, all - first);
  const rows = sizeOfLast(shape, all - first, all - end);
  const columns = sizeOfLast(shape, all - end);
  const kept = shape.toSpliced(first, end - first);
  const keptStrides = strides.toSpliced(first, end - first);
  addInParts(k, y, kept, keptStrides, room, (sums) => {
    sumRun(k, x, sums, before, rows, columns);
  });
}

/**
 * y += what `add` adds to an array of this shape, summed along the axes that are repeated in y. If there are any, it adds to
 * an array of zeros first.
 */
export function addInParts(
  k: Kernels,
  y: number,
  shape: Shape,
  strides: readonly number[],
  room: Room,
  add: (sums: number) => void,
): void {
  if (!repeats(shape, strides)) {
    add(y);
    return;
  }
  const length = sizeOfLast(shape, shape.length);
  const sums = room(8 * length); // the second half is for the sums of these, at most half as many
  k.fill(sums, length, 0);
  add(sums);
  sumInto(k, sums, y, shape, strides, () => sums + 4 * length);
}

/** y[i, j] += Σᵣ x[i, r, j] */
function sumRun(k: Kernels, x: number, y: number, before: number, rows: number, columns: number): void {
  if (columns === 1) {
    k.sumColumnsAccumulate(x, y, before, rows);
    return;
  }
  for (let i = 0; i < before; i++, x += 4 * rows * columns, y += 4 * columns) {
    k.sumRowsAccumulate(x, y, rows, columns);
  }
}

function isRepeated(shape: Shape, strides: readonly number[], axis: number): boolean {
  return shape[axis] > 1 && strides[axis] === 0;
}
