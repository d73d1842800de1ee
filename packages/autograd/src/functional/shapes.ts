import { checkCount, checkKind, checkPositive, show } from '../arguments.ts';
import { checkAxis, formatShape, ShapeError, sizeOf, type Shape } from '../shape/shape.ts';
import { isTensor, type Tensor } from '../tensor/tensor.ts';

/**
 * The tensor split into consecutive parts along an axis.
 *
 * @param sizes the size of each part, or one size for all; the last part may then be smaller
 * @param axis default the first
 * @throws ShapeError unless the sizes add up to that of the axis
 */
export function split(x: Tensor, sizes: number | readonly number[], axis = 0): Tensor[] {
  checkCount('split', arguments.length, 3);
  checkTensor('split', x);
  const size = x.shape[checkAxis('split', axis, x.shape)];
  if (typeof sizes === 'number') checkPositive('split', { size: sizes });
  const parts = typeof sizes === 'number' ? equalParts(size, sizes) : sizes;
  if (parts.reduce((sum, part) => sum + part, 0) !== size) {
    throw new ShapeError(`split: sizes must add up to ${size}, got ${show(sizes)}`);
  }
  let start = 0;
  return parts.map((part) => x.slice(start, (start += part), axis));
}

/**
 * The tensor without axes of size 1.
 *
 * @param axis the axis to remove; default all of size 1
 * @throws ShapeError if the axis has another size
 */
export function squeeze(x: Tensor, axis?: number): Tensor {
  checkCount('squeeze', arguments.length, 2);
  checkTensor('squeeze', x);
  if (axis === undefined) return x.reshape(x.shape.filter((size) => size !== 1));
  const removed = checkAxis('squeeze', axis, x.shape);
  if (x.shape[removed] !== 1) {
    throw new ShapeError(`squeeze: axis ${axis} of shape ${formatShape(x.shape)} has size ${x.shape[removed]}, not 1`);
  }
  return x.reshape(x.shape.toSpliced(removed, 1));
}

/** The tensor with a new axis of size 1, at the given position of the result; −1 is the last. */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  checkCount('unsqueeze', arguments.length, 2);
  checkTensor('unsqueeze', x);
  return x.reshape(x.shape.toSpliced(checkAxis('unsqueeze', axis, [...x.shape, 1]), 0, 1));
}

/**
 * The tensor with consecutive axes merged into one.
 *
 * @param start the first of these axes; default 0
 * @param end the last of these axes, included; default −1
 */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  checkCount('flatten', arguments.length, 3);
  checkTensor('flatten', x);
  const shape: Shape = x.shape.length === 0 ? [1] : x.shape;
  const [first, last] = [checkAxis('flatten', start, shape), checkAxis('flatten', end, shape)];
  if (first > last) throw new RangeError(`flatten: start must not come after end, got ${start} and ${end}`);
  return x.reshape([...shape.slice(0, first), sizeOf(shape.slice(first, last + 1)), ...shape.slice(last + 1)]);
}

function equalParts(total: number, size: number): number[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, i) => Math.min(size, total - i * size));
}

function checkTensor(op: string, x: Tensor): void {
  checkKind(op, 'a Tensor', x, isTensor(x));
}
