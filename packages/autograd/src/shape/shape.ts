// Checks and algebra of shapes, with the wording of their errors.

import { checkCount, checkKind, checkOptions, isArrayLike, isPositive, show } from '../arguments.ts';

/** The remedy if numbers were passed as separate arguments. */
export const IN_AN_ARRAY = 'pass them as one array';

/** The size of each axis, outermost first; `[]` is a single number. */
export type Shape = readonly number[];

/** The error for shapes that do not fit; its message names the operation, the shapes, and what was expected. */
export class ShapeError extends RangeError {
  override readonly name = 'ShapeError';
}

/** A shape as text: `(2, 3)`. */
export function formatShape(shape: Shape): string {
  return `(${Array.from(shape, show).join(', ')})`;
}

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const axis of shape) size *= axis;
  return size;
}

/** Whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * A copy of the shape.
 *
 * @throws ShapeError unless every size is a positive integer
 */
export function checkedShape(op: string, shape: unknown): Shape {
  const sizes = listOf(shape);
  if (!sizes.every(isPositive))
    throw new ShapeError(`${op}: sizes must be positive integers, got ${formatShape(sizes)}`);
  return sizes;
}

/** One number or an array of numbers, as a new array. */
function listOf(x: unknown): number[] {
  if (Array.isArray(x)) return [...(x as number[])]; // several times as fast as Array.from
  return isArrayLike(x) ? Array.from(x as ArrayLike<number>) : [x as number];
}

/** @throws ShapeError unless data of that length fills the shape */
export function checkLength(op: string, length: number, shape: Shape): void {
  if (length !== sizeOf(shape)) {
    throw new ShapeError(`${op}: ${length} numbers do not fill ${formatShape(shape)}, which holds ${sizeOf(shape)}`);
  }
}

/** @throws ShapeError unless the shapes are the same */
export function checkSameShape(op: string, expected: Shape, got: Shape): void {
  if (!sameShape(expected, got)) {
    throw new ShapeError(`${op}: expected shape ${formatShape(expected)}, got ${formatShape(got)}`);
  }
}

/** An axis, counted from 0; negative axes count from the end. */
export function checkAxis(op: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(`${op}: axis ${show(axis)} is not one of the ${rank} axes of shape ${formatShape(shape)}`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** Different axes, counted from 0; by default all. */
export function checkAxes(op: string, axes: unknown, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const checked = listOf(axes).map((axis) => checkAxis(op, axis, shape));
  if (new Set(checked).size < checked.length) {
    throw new ShapeError(`${op}: axes ${show(checked)} of shape ${formatShape(shape)} repeat an axis`);
  }
  return checked;
}

/** The axes of a reduction, counted from 0, and its shapes. */
export interface Reduction {
  readonly axes: readonly number[];
  /** The shape with the reduced axes, of size 1. */
  readonly keepDimShape: Shape;
  /** The shape of the result. */
  readonly shape: Shape;
}

/**
 * The checked arguments of a reduction.
 *
 * @param count the number of arguments given
 */
export function checkReduction(
  op: string,
  shape: Shape,
  axes: unknown,
  options: { keepDim?: boolean } | undefined,
  count: number,
): Reduction {
  checkCount(op, count, 2, IN_AN_ARRAY);
  const reduced = checkAxes(op, axes, shape);
  checkOptions(op, options, ['keepDim']);
  const keepDimShape = shape.map((size, axis) => (reduced.includes(axis) ? 1 : size));
  const squeezed = shape.filter((_, axis) => !reduced.includes(axis));
  return { axes: reduced, keepDimShape, shape: options?.keepDim ? keepDimShape : squeezed };
}

/**
 * A copy of the indices, because the caller may change its array before `backward` reads them.
 *
 * @param noun the name used in error messages
 * @param rows the required number of indices, if known
 * @throws TypeError if the indices are not an array
 * @throws ShapeError if their number is not `rows`
 * @throws RangeError unless every index is an integer from 0 to size − 1
 */
export function checkedIndices(
  op: string,
  indices: ArrayLike<number>,
  size: number,
  noun = 'indices',
  rows?: number,
): readonly number[] {
  if (!isArrayLike(indices)) checkKind(op, `an array of ${noun} (for a tensor pass t.toFlat())`, indices, false);
  if (indices.length !== (rows ?? indices.length)) {
    throw new ShapeError(`${op}: expected ${rows} ${noun}, one for each row, got ${indices.length}`);
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new RangeError(`${op}: index ${show(index)} (number ${i}) must be an integer from 0 to ${size - 1}`);
    }
  }
  return Array.from(indices);
}

/** The shape to which two shapes broadcast: each is repeated along missing axes and axes of size 1. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = -1; axis >= -rank; axis--) {
    const sizeA = a.at(axis) ?? 1;
    const sizeB = b.at(axis) ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1) {
      throw new ShapeError(
        `${op}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast (axis ${axis}: ${sizeA} and ${sizeB})`,
      );
    }
    shape[rank + axis] = Math.max(sizeA, sizeB);
  }
  return shape;
}

/** The shape of the result of reshape, with a −1 inferred. */
export function resolveShape(shape: Shape, sizes: Shape, count: number): Shape {
  checkCount('reshape', count, 1, IN_AN_ARRAY);
  const requested = listOf(sizes);
  const inferred = requested.every(Number.isInteger) ? requested.indexOf(-1) : -1;
  const resolved = inferred === -1 ? requested : requested.with(inferred, -sizeOf(shape) / sizeOf(requested));
  if (!resolved.every(isPositive) || sizeOf(resolved) !== sizeOf(shape)) {
    throw new ShapeError(
      `reshape: the ${sizeOf(shape)} numbers of ${formatShape(shape)} do not fill ${formatShape(requested)}`,
    );
  }
  return resolved;
}

/** The sizes of a matrix product: (batch, n, k) · (batch, k, m). */
export interface MatmulSizes {
  readonly batch: Shape;
  readonly n: number;
  readonly k: number;
  readonly m: number;
}

/** @throws ShapeError unless matrices of these shapes can be multiplied */
export function matmulSizes(a: Shape, b: Shape): MatmulSizes {
  const [n, k] = a.slice(-2);
  const [inner, m] = b.slice(-2);
  if (a.length < 2 || b.length < 2 || k !== inner) {
    const got = `${formatShape(a)} · ${formatShape(b)}`;
    throw new ShapeError(`matmul: expected (n, k) · (k, m), got ${got}; reshape or transpose first`);
  }
  return { batch: broadcastShapes('matmul', a.slice(0, -2), b.slice(0, -2)), n, k, m };
}

/** The shape of arrays concatenated along an axis. */
export function concatShape(shapes: readonly Shape[], axis: number): Shape {
  const first = shapes[0];
  for (const shape of shapes) {
    checkSameShape('concat', first.with(axis, shape[axis] ?? 1), shape);
  }
  return first.with(
    axis,
    shapes.reduce((total, shape) => total + shape[axis], 0),
  );
}
