// How elements lie in flat memory: strides, and the layouts of broadcast arrays.

import { sizeOf, type Shape } from './shape.ts';

/** Where element (i, j, …) lies in a flat array: at offset + i·strides[0] + j·strides[1] + …. A stride of 0 repeats. */
export interface Layout {
  readonly offset: number;
  readonly strides: readonly number[];
}

/** How far apart neighbours along each axis lie when the last axis is the densest. */
export function rowMajorStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** The layout of numbers that lie in the order in which they are read. */
export function rowMajor(shape: Shape): Layout {
  return { offset: 0, strides: rowMajorStrides(shape) };
}

/** The layout in which an array of one shape is read as a larger one: the stride is 0 along repeated axes. */
export function broadcastLayout(shape: Shape, to: Shape): Layout {
  const own = rowMajorStrides(shape);
  const missing = to.length - shape.length;
  const strides = to.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]));
  return { offset: 0, strides };
}

/** For each element of a shape, in row-major order, its offset in a flat array. */
export function offsets(shape: Shape, { offset, strides }: Layout): Int32Array {
  const result = new Int32Array(sizeOf(shape));
  result[0] = offset;
  let block = 1; // what is known already: all positions along the inner axes, at position 0 of the outer ones
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    for (let i = block; i < block * shape[axis]; i++) result[i] = result[i - block] + strides[axis];
    block *= shape[axis];
  }
  return result;
}
