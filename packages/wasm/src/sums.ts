import type { Shape } from '@microgpt/autograd';
import type { Kernels } from './kernels.generated.ts';
import { sizeOfLast } from './layouts.ts';

/** Allocates bytes for the current kernel, and returns their address. */
export type Workspace = (bytes: number) => number;

/** Whether a layout repeats elements. */
export function repeats(shape: Shape, strides: readonly number[]): boolean {
  return shape.some((_, axis) => isRepeated(shape, strides, axis));
}

/**
 * y += the sums of x along the axes that are repeated in y.
 *
 * Each run of such axes is summed before the next, because adding many numbers in sequence in float32 would lose digits.
 *
 * @param x an address, like y; both arrays are in row-major order
 * @param strides the strides of y in the shape of x
 */
export function sumInto(
  k: Kernels,
  x: number,
  y: number,
  shape: Shape,
  strides: readonly number[],
  workspace: Workspace,
): void {
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
  const outputShape = shape.toSpliced(first, end - first);
  const outputStrides = strides.toSpliced(first, end - first);
  addInParts(k, y, outputShape, outputStrides, workspace, (sums) => {
    sumRun(k, x, sums, before, rows, columns);
  });
}

/**
 * Runs `add`, which adds to an array of this shape, and sums the result along the axes that are repeated in y. If there are
 * any, `add` gets an array of zeros instead of y.
 */
export function addInParts(
  k: Kernels,
  y: number,
  shape: Shape,
  strides: readonly number[],
  workspace: Workspace,
  add: (sums: number) => void,
): void {
  if (!repeats(shape, strides)) {
    add(y);
    return;
  }
  const length = sizeOfLast(shape, shape.length);
  const sums = workspace(8 * length); // the second half is for the sums along the repeated axes, at most half as many
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
