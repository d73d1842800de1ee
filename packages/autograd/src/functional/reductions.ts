import { checkArguments, checkCount, checkKind } from '../arguments.ts';
import { noGrad } from '../graph/no-grad.ts';
import { checkAxis, checkReduction, sizeOf } from '../shape/shape.ts';
import { isTensor, Tensor } from '../tensor/tensor.ts';
import type { Unary } from '../value/elementwise.ts';

/** √x, with derivative 0 at 0, the convention for a norm. */
const root: Unary = { name: 'norm', f: Math.sqrt, df: (_, y) => (y === 0 ? 0 : 0.5 / y) };

/** ±∞ and NaN become 0, so that they can be subtracted from themselves. */
const finite: Unary = { name: 'finite', f: (x) => (Number.isFinite(x) ? x : 0), df: () => 0 };

/**
 * The variance over the axes, default all: Σ (x − mean)² / (n − correction).
 *
 * @param options `correction`: 1 for the estimate from a sample, 0 for the mean squared deviation; default 1
 * @throws RangeError unless n exceeds the correction
 */
export function variance(
  x: Tensor,
  axes?: number | readonly number[],
  options: { keepDim?: boolean; correction?: number } = {},
): Tensor {
  checkArguments('variance', arguments, 3, ['keepDim', 'correction']);
  const { keepDim = false, correction = 1 } = options;
  const { keepDimShape } = reduction('variance', x, axes);
  const divisor = sizeOf(x.shape) / sizeOf(keepDimShape) - correction;
  if (!(divisor > 0))
    throw new RangeError(`variance: expected more numbers than correction ${correction}, got ${divisor + correction}`);
  const deviation = x.sub(x.mean(axes, { keepDim: true }));
  return deviation.mul(deviation).sum(axes, { keepDim }).div(divisor);
}

/** The standard deviation, √{@link variance}. */
export function std(
  x: Tensor,
  axes?: number | readonly number[],
  options: { keepDim?: boolean; correction?: number } = {},
): Tensor {
  checkArguments('std', arguments, 3, ['keepDim', 'correction']);
  return variance(x, axes, options).sqrt();
}

/** The Euclidean norm over the axes, default all: √Σ x², without overflow; its gradient at 0 is 0. */
export function norm(x: Tensor, axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
  checkArguments('norm', arguments, 3, ['keepDim']);
  const { keepDimShape, shape } = reduction('norm', x, axes);
  const size = noGrad(() => x.abs().max(axes, { keepDim: true }).map(nonZero));
  const scaled = x.div(size);
  const y = scaled.mul(scaled).sum(axes, { keepDim: true }).map(root).mul(size);
  return options?.keepDim ? y.reshape(keepDimShape) : y.reshape(shape);
}

/** A safe divisor: 0, ±∞ and NaN become 1. */
const nonZero: Unary = { name: 'nonZero', f: (x) => (x > 0 && x < Infinity ? x : 1), df: () => 0 };

/** log Σ eˣ over the axes, default all; the maximum is subtracted first so that exp cannot overflow. */
export function logSumExp(x: Tensor, axes?: number | readonly number[], options?: { keepDim?: boolean }): Tensor {
  checkArguments('logSumExp', arguments, 3, ['keepDim']);
  const { keepDimShape, shape } = reduction('logSumExp', x, axes);
  const max = noGrad(() => x.max(axes, { keepDim: true }).map(finite));
  const y = x.sub(max).exp().sum(axes, { keepDim: true }).log().add(max);
  return options?.keepDim ? y.reshape(keepDimShape) : y.reshape(shape);
}

/**
 * The cumulative sum along an axis: y[i] = x[0] + … + x[i].
 *
 * @param axis default the last
 */
export function cumsum(x: Tensor, axis = -1): Tensor {
  checkCount('cumsum', arguments.length, 2);
  checkKind('cumsum', 'a Tensor', x, isTensor(x));
  const along = checkAxis('cumsum', axis, x.shape);
  const size = x.shape[along];
  let y = x;
  // Sums of 1, 2, 4, … neighbors: each round adds to every sum the one that ends where it begins.
  for (let width = 1; width < size; width *= 2) {
    const zeros = x.engine.zeros(x.shape.with(along, width));
    y = y.add(Tensor.concat([zeros, y.slice(0, size - width, along)], along));
  }
  return y;
}

function reduction(op: string, x: Tensor, axes: number | readonly number[] | undefined) {
  checkKind(op, 'a Tensor', x, isTensor(x));
  return checkReduction(op, x.shape, axes, undefined, 0);
}
