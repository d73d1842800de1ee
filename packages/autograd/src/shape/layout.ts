// Layouts of arrays in flat memory: strides, and broadcasting.

import { sizeOf, type Shape } from './shape.ts';

/** The position of element (i, j, …) in a flat array: offset + i·strides[0] + j·strides[1] + …. A stride of 0 repeats. */
export interface Layout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** The strides of a contiguous array in row-major order. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The layout of a contiguous array in row-major order. */
export function rowMajor(shape: Shape): Layout {
  return { offset: 0, strides: rowMajorStrides(shape) };
}

/** The layout that broadcasts a contiguous array to a larger shape: the stride is 0 along repeated axes. */
export function broadcastLayout(shape: Shape, to: Shape): Layout {
  const dense = rowMajorStrides(shape);
  const missing = to.length - shape.length;
  const strides = to.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : dense[axis - missing]));
  return { offset: 0, strides };
}

/** The offset of each element of a shape in a flat array, in row-major order. */
export function offsets(shape: Shape, { offset, strides }: Layout): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  result[0] = offset;
  let block = 1; // the number of offsets known: all positions along the inner axes, at position 0 of the outer ones
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    for (let i = block; i < block * shape[axis]; i++) result[i] = result[i - block] + strides[axis];
    block *= shape[axis];
  }
  return result;
}
