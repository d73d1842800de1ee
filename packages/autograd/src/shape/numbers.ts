// Numbers as arguments and results: one number, a flat array, or nested arrays; arrays may be typed.

import { checkKind, isArrayLike, show } from '../arguments.ts';
import { ShapeError, type Shape } from './shape.ts';

/** One number, or an array of numbers, or nested arrays; the innermost may be typed. */
export type Numbers = number | ArrayLike<number> | readonly Numbers[];

/** Numbers in nested arrays, as `toArray` returns them. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Numbers in a flat typed array, float64 or float32, depending on the engine. */
export type FloatArray = Float64Array | Float32Array;

/** Numbers in row-major order, and the shape of the argument. */
export interface FlatNumbers {
  readonly flat: ArrayLike<number>;
  readonly shape: Shape;
}

/**
 * The numbers of an argument; a typed array is returned as it is.
 *
 * @throws ShapeError if nested arrays are ragged or empty
 * @throws TypeError if something is not a number
 */
export function flatten(op: string, numbers: Numbers): FlatNumbers {
  if (ArrayBuffer.isView(numbers) && typeof (numbers as ArrayLike<number>)[0] === 'number') {
    const flat = numbers as ArrayLike<number>;
    return { flat, shape: [flat.length] };
  }
  const shape: number[] = [];
  const flat: number[] = [];
  const visit = (part: unknown, axis: number): void => {
    if (isArrayLike(part)) {
      if (part.length === 0) throw new ShapeError(`${op}: an array is empty; pass at least one number`);
      if (flat.length === 0) shape.push(part.length); // the first array of each axis gives its size
      if (part.length === shape[axis]) {
        for (const inner of Array.from(part)) visit(inner, axis + 1);
        return;
      }
    }
    if (axis < shape.length) {
      const got = isArrayLike(part) ? part.length : show(part);
      throw new ShapeError(`${op}: ragged arrays: axis ${axis} has ${shape[axis]} elements, then ${got}`);
    }
    checkKind(op, 'numbers (for a tensor pass t.toArray())', part, typeof part === 'number');
    flat.push(part);
  };
  visit(numbers, 0);
  return { flat, shape };
}
