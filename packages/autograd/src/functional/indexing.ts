import { checkCount, checkKind, checkOptions, checkPositive, hasMethod } from '../arguments.ts';
import { rowMajorStrides } from '../shape/layout.ts';
import { flatten, type NestedNumbers, type Numbers } from '../shape/numbers.ts';
import { checkAxis, checkedIndices, checkSameShape, formatShape, ShapeError, type Shape } from '../shape/shape.ts';
import type { Engine } from '../tensor/engine.ts';
import { isTensor, type CustomOp, type Tensor } from '../tensor/tensor.ts';

/** Selected numbers of each row along the last axis, and their indices. */
export interface Selection {
  /** The selected numbers. */
  readonly values: Tensor;
  /** The index of each number in its row, in nested arrays of the shape of the values, as {@link gather} takes them. */
  readonly indices: NestedNumbers;
}

/**
 * One-hot rows: 1 at the index, 0 elsewhere.
 *
 * @returns a constant of shape (indices.length, classes)
 */
export function oneHot(engine: Engine, indices: ArrayLike<number>, classes: number): Tensor {
  checkCount('oneHot', arguments.length, 3);
  checkKind('oneHot', 'an Engine', engine, hasMethod(engine, 'tensor'));
  checkPositive('oneHot', { classes });
  const rows = checkedIndices('oneHot', indices, classes);
  const numbers = new Float64Array(rows.length * classes);
  rows.forEach((index, row) => (numbers[row * classes + index] = 1));
  return engine.tensor(numbers, [rows.length, classes]);
}

/**
 * Numbers by index along an axis: for axis 0 of a matrix, y[i, j] = x[indices[i, j], j].
 *
 * @param indices nested arrays of the rank of x, no longer than x along the other axes
 * @returns the shape of the indices
 */
export function gather(x: Tensor, axis: number, indices: Numbers): Tensor {
  checkCount('gather', arguments.length, 3);
  checkKind('gather', 'a Tensor', x, isTensor(x));
  const { offsets, shape } = offsetsOf('gather', x.shape, axis, indices);
  return x.reshape([-1]).take(offsets).reshape(shape);
}

/**
 * x, with the numbers of the source added at indices along an axis, the adjoint of {@link gather}: for axis 0 of a
 * matrix, y[indices[i, j], j] += source[i, j]. An index may occur several times.
 *
 * @param indices nested arrays of the shape of the source
 */
export function scatterAdd(x: Tensor, axis: number, indices: Numbers, source: Tensor): Tensor {
  checkCount('scatterAdd', arguments.length, 4);
  checkKind('scatterAdd', 'a Tensor', x, isTensor(x));
  checkKind('scatterAdd', 'a Tensor as source', source, isTensor(source));
  const { offsets, shape } = offsetsOf('scatterAdd', x.shape, axis, indices);
  checkSameShape('scatterAdd: source', shape, source.shape);
  return x
    .reshape([-1])
    .custom(addition(offsets), source.reshape([-1]))
    .reshape(x.shape);
}

/**
 * The k largest numbers of each row along the last axis, in descending order.
 *
 * @throws RangeError if a row has fewer than k numbers
 */
export function topK(x: Tensor, k: number): Selection {
  checkCount('topK', arguments.length, 2);
  checkPositive('topK', { k });
  return sorted('topK', x, true, k);
}

/**
 * Each row along the last axis, sorted; equal numbers keep their order, and NaN comes last.
 *
 * @param options `descending`: whether the largest number comes first; default false
 */
export function sort(x: Tensor, options?: { descending?: boolean }): Selection {
  checkCount('sort', arguments.length, 2);
  checkOptions('sort', options, ['descending']);
  return sorted('sort', x, options?.descending ?? false);
}

function sorted(op: string, x: Tensor, descending: boolean, k?: number): Selection {
  checkKind(op, 'a Tensor', x, isTensor(x));
  const width = x.shape.at(-1);
  if (width === undefined) throw new ShapeError(`${op}: a single number has no rows`);
  const count = k ?? width;
  if (count > width) throw new RangeError(`${op}: k must not exceed the ${width} numbers of a row, got ${count}`);
  const numbers = x.toFlat();
  const offsets: number[] = [];
  for (let start = 0; start < numbers.length; start += width) {
    const row = Array.from({ length: width }, (_, i) => start + i);
    const ascending = (i: number, j: number) =>
      numbers[i] - numbers[j] || Number(isNaN(numbers[i])) - Number(isNaN(numbers[j]));
    row.sort(descending ? (i, j) => (isNaN(numbers[i] - numbers[j]) ? ascending(i, j) : ascending(j, i)) : ascending);
    offsets.push(...row.slice(0, count));
  }
  const values = x.reshape([-1]).take(offsets).reshape(x.shape.with(-1, count));
  const indices = offsets.map((offset, i) => offset - Math.floor(i / count) * width);
  return { values, indices: x.engine.tensor(indices, values.shape).toArray() };
}

/** The offsets of indices along an axis in the flat numbers of a tensor. */
function offsetsOf(op: string, shape: Shape, axis: number, indices: Numbers): { offsets: number[]; shape: Shape } {
  const along = checkAxis(op, axis, shape);
  const { flat, shape: indexShape } = flatten(op, indices);
  const fits = indexShape.length === shape.length && indexShape.every((size, i) => i === along || size <= shape[i]);
  if (!fits) {
    const got = `${formatShape(indexShape)} for ${formatShape(shape)}`;
    throw new ShapeError(`${op}: expected indices that fit all axes but axis ${axis}, got ${got}`);
  }
  const strides = rowMajorStrides(shape);
  const indexStrides = rowMajorStrides(indexShape);
  const offsets = checkedIndices(op, flat, shape[along]).map((index, i) =>
    indexShape.reduce((offset, size, other) => {
      const position = other === along ? index : Math.floor(i / indexStrides[other]) % size;
      return offset + position * strides[other];
    }, 0),
  );
  return { offsets, shape: indexShape };
}

/** Adds the source at the offsets. Each round adds at different offsets, so that no sum is overwritten. */
function addition(offsets: readonly number[]): CustomOp {
  return {
    name: 'scatterAdd',
    forward: (x, source) => {
      const y = x.detach();
      let remaining = offsets.map((_, i) => i);
      while (remaining.length > 0) {
        const first = new Map<number, number>();
        const later: number[] = [];
        for (const i of remaining) {
          if (first.has(offsets[i])) later.push(i);
          else first.set(offsets[i], i);
        }
        const rows = [...first.keys()];
        y.assignRows(rows, y.take(rows).add(source.take([...first.values()])));
        remaining = later;
      }
      return y;
    },
    backward: (gy) => [gy, gy.take(offsets)],
  };
}
