// The layout of an array in the last axes of a shape, which decides which kernel can handle how many axes at once. An axis of
// size 1 fits every layout. For the shape (2, 3, 4):
//
//   strides     read as
//   (12, 4, 1)  0 1 2 3 | 4 5 6 7 | 8 9 10 11 || 12 …   3 dense axes
//   (0, 4, 1)   0 1 2 3 | 4 5 6 7 | 8 9 10 11 || 0 …    2 dense axes, preceded by 1 repeated
//   (3, 1, 0)   0 0 0 0 | 1 1 1 1 | 2 2 2 2 || 3 …      1 repeated axis, preceded by 2 dense
//   (12, 1, 3)  0 3 6 9 | 1 4 7 10 | 2 5 8 11 || 12 …   none: transposed

import type { Shape } from '@microgpt/autograd';

/** The number of axes, before the last `after`, that are contiguous. */
export function denseAxes(shape: Shape, strides: readonly number[], after = 0): number {
  const last = shape.length - 1 - after;
  let size = 1;
  let axis = last;
  for (; axis >= 0 && (strides[axis] === size || shape[axis] === 1); axis--) size *= shape[axis];
  return last - axis;
}

/** The number of axes, before the last `after`, along which the same numbers are repeated. */
export function repeatedAxes(shape: Shape, strides: readonly number[], after = 0): number {
  const last = shape.length - 1 - after;
  let axis = last;
  while (axis >= 0 && (strides[axis] === 0 || shape[axis] === 1)) axis--;
  return last - axis;
}

/** The number of elements in the last `axes` axes, without the last `after` of them. */
export function sizeOfLast(shape: Shape, axes: number, after = 0): number {
  let size = 1;
  for (let axis = shape.length - axes; axis < shape.length - after; axis++) size *= shape[axis];
  return size;
}
