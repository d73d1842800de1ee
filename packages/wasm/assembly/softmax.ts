// softmax(x) = e^(x − max) / Σ e^(x − max), row by row, and its logarithm. The plain loops of softmax are in autograd's
// cpu/fused.ts; the definition of logSoftmax is the method of Tensor. Powers of two are taken instead of e:
// e^(x − max) = 2^((x − max) · log₂e).
//
// Where columns are not a multiple of 4, a row's last vector is its last four numbers, some of which the vector before it
// holds too; only where there are fewer than 4 columns it is shorter.

import { exp4, log1, LOG2_E, powerOfTwo, powersOfTwo } from './exp';
import { after, bytes, firstLanes, loadPart, maxLanes, storePart, sumLanes } from './lanes';
import { Number, Product, SHORT, sum as sumOf, sumRow } from './sums';

/** The number of elements processed at a time: all rows of a part complete one step before the next. */
const PART: i32 = 2048;

/** y = softmax(x); x and y must not be the same. */
export function softmax(x: usize, y: usize, rows: i32, columns: i32): void {
  softmaxRows(x, y, rows, columns, 0);
}

/**
 * y = softmax(x), and if `targets` is not 0 the sum over all rows of −log y[target].
 *
 * The maxima, the powers and the sums are each found for many rows in turn: within one row they would have to wait for one
 * another.
 */
export function softmaxRows(x: usize, y: usize, rows: i32, columns: i32, targets: usize): f64 {
  const rowsAtOnce = max(1, PART / columns);
  let loss: f64 = 0;
  for (; rows > 0; rows -= rowsAtOnce) {
    const few = min(rows, rowsAtOnce);
    loss += subtractMax(x, y, few, columns, targets);
    powersOfTwo(y, few * columns);
    const logSums = divideBySums(y, few, columns);
    if (targets) {
      loss += logSums;
      targets += <usize>few << 2;
    }
    x += bytes(few * columns);
    y += bytes(few * columns);
  }
  return loss;
}

/** y = (x − max) · log₂e; returns the sum over all rows of max − x[target]. */
function subtractMax(x: usize, y: usize, rows: i32, columns: i32, targets: usize): f64 {
  const whole = bytes(columns & ~3);
  const step = bytes(columns);
  const rest = columns & 3;
  const log2e = f32x4.splat(LOG2_E);
  let distance: f64 = 0;
  for (; rows > 0; rows--, x += step, y += step) {
    const end = x + whole;
    let max = columns < 4 ? firstOr(x, columns, -Infinity) : v128.load(after(x, columns - 4));
    for (let p = x; p < end; p += 16) max = f32x4.pmax(max, v128.load(p));
    max = maxLanes(max);
    const toY = y - x;
    for (let p = x; p < end; p += 16) v128.store(p + toY, f32x4.mul(f32x4.sub(v128.load(p), max), log2e));
    if (rest) storeLast(y, columns, f32x4.mul(f32x4.sub(loadLast(x, columns), max), log2e));
    if (targets) {
      distance += <f64>(f32x4.extract_lane(max, 0) - load<f32>(after(x, load<i32>(targets))));
      targets += 4;
    }
  }
  return distance;
}

/** y = y / Σ y; returns the sum over all rows of log Σ y. */
function divideBySums(y: usize, rows: i32, columns: i32): f64 {
  const whole = bytes(columns & ~3);
  const step = bytes(columns);
  const rest = columns & 3;
  const fresh = columns < 4 ? firstLanes(columns) : v128.not(firstLanes(4 - rest));
  let logs: f64 = 0;
  let product: f64 = 1;
  for (; rows > 0; rows--, y += step) {
    const end = y + whole;
    const last = rest ? loadLast(y, columns) : f32x4.splat(0);
    let sum = v128.and(last, fresh);
    if (columns > SHORT) sum = f32x4.splat(sumOf(y, columns));
    else {
      for (let p = y; p < end; p += 16) sum = f32x4.add(sum, v128.load(p));
      sum = sumLanes(sum);
    }
    const factor = f32x4.div(f32x4.splat(1), sum);
    for (let p = y; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), factor));
    if (rest) storeLast(y, columns, f32x4.mul(last, factor));
    // One logarithm for the product of as many sums as cannot overflow; a sum is at most `columns`.
    product *= <f64>f32x4.extract_lane(sum, 0);
    if (product > 1e18) {
      logs += <f64>log1(<f32>product);
      product = 1;
    }
  }
  return logs + <f64>log1(<f32>product);
}

/** The last four numbers of a row, or the first `columns` and zeros. */
@inline
function loadLast(row: usize, columns: i32): v128 {
  return columns < 4 ? loadPart(row, columns) : v128.load(after(row, columns - 4));
}

@inline
function storeLast(row: usize, columns: i32, x: v128): void {
  if (columns < 4) storePart(row, x, columns);
  else v128.store(after(row, columns - 4), x);
}

/** The first `count` (1, 2 or 3) numbers at p, and `other` in the other lanes. */
@inline
function firstOr(p: usize, count: i32, other: f32): v128 {
  return v128.bitselect(loadPart(p, count), f32x4.splat(other), firstLanes(count));
}

/** gx += y · (gy − Σ gy·y) */
export function softmaxGrad(y: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  const rest = columns & 3;
  const step = bytes(columns & ~3);
  for (let i = 0; i < rows; i++) {
    const end = y + step;
    const dot = sumRow<Product>(y, end, rest, gy - y, f32x4.splat(0));
    for (; y < end; y += 16, gy += 16, gx += 16) {
      const g = f32x4.mul(v128.load(y), f32x4.sub(v128.load(gy), dot));
      v128.store(gx, f32x4.add(v128.load(gx), g));
    }
    if (!rest) continue;
    const last = f32x4.mul(loadPart(y, rest), f32x4.sub(loadPart(gy, rest), dot));
    storePart(gx, f32x4.add(loadPart(gx, rest), last), rest);
    y = after(y, rest);
    gy = after(gy, rest);
    gx = after(gx, rest);
  }
}

/** e^(x − max) */
class Power {
  @inline f(x: v128, _x: v128, max: v128): v128 {
    return powerOfTwo(f32x4.mul(f32x4.sub(x, max), f32x4.splat(LOG2_E)));
  }
}

/** y = x − max − log Σ e^(x − max) */
export function logSoftmax(x: usize, y: usize, rows: i32, columns: i32): void {
  const rest = columns & 3;
  const step = bytes(columns & ~3);
  for (let i = 0; i < rows; i++) {
    const end = x + step;
    let max = rest ? firstOr(end, rest, -Infinity) : f32x4.splat(-Infinity);
    for (let p = x; p < end; p += 16) max = f32x4.pmax(max, v128.load(p));
    max = maxLanes(max);
    const sum = sumRow<Power>(x, end, rest, 0, max);
    const logSum = f32x4.splat(log1(f32x4.extract_lane(sum, 0)));
    for (; x < end; x += 16, y += 16) v128.store(y, f32x4.sub(f32x4.sub(v128.load(x), max), logSum));
    if (!rest) continue;
    storePart(y, f32x4.sub(f32x4.sub(loadPart(x, rest), max), logSum), rest);
    x = after(x, rest);
    y = after(y, rest);
  }
}

/** gx += gy − eʸ · Σ gy */
export function logSoftmaxGrad(y: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  const rest = columns & 3;
  const step = bytes(columns & ~3);
  for (let i = 0; i < rows; i++) {
    const endGy = gy + step;
    const sum = sumRow<Number>(gy, endGy, rest, 0, f32x4.splat(0));
    for (; gy < endGy; y += 16, gy += 16, gx += 16) {
      const g = f32x4.sub(v128.load(gy), f32x4.mul(exp4(v128.load(y)), sum));
      v128.store(gx, f32x4.add(v128.load(gx), g));
    }
    if (!rest) continue;
    const last = f32x4.sub(loadPart(gy, rest), f32x4.mul(exp4(loadPart(y, rest)), sum));
    storePart(gx, f32x4.add(loadPart(gx, rest), last), rest);
    y = after(y, rest);
    gy = after(gy, rest);
    gx = after(gx, rest);
  }
}
