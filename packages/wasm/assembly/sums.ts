// Sums of many numbers. Each float32 addition rounds, and n additions in sequence can lose n · 2⁻²⁵ of the sum: 0.1 added
// ten million times gives 9 % too much. So at most 32 numbers are added in sequence in float32, and these partial sums are
// added in double precision. The plain version is the formula of each function.

import { after, bytes, firstLanes, loadPart, storePart, sumLanes } from './lanes';

/** The number of elements summed in float32: 32 in each lane of four vectors. */
const BLOCK: i32 = 512;

/** The longest row that is summed in one vector of float32: 32 numbers in each lane. */
export const SHORT: i32 = 128;

/** The number of rows summed in float32. */
const ROWS: i32 = 32;

/** Σ x */
export function sum(x: usize, n: i32): f32 {
  return total<Number>(x, x, n, f32x4.splat(0));
}

/** Σ a · b */
export function dot(a: usize, b: usize, n: i32): f32 {
  return total<Product>(a, b, n, f32x4.splat(0));
}

export class Number {
  @inline f(a: v128, _b: v128, _c: v128): v128 {
    return a;
  }
}

export class Product {
  @inline f(a: v128, b: v128, _c: v128): v128 {
    return f32x4.mul(a, b);
  }
}

export class Distance {
  @inline f(a: v128, _b: v128, c: v128): v128 {
    return f32x4.sub(a, c);
  }
}

export class SquareOfDistance {
  @inline f(a: v128, _b: v128, c: v128): v128 {
    const distance = f32x4.sub(a, c);
    return f32x4.mul(distance, distance);
  }
}

/**
 * Σ f(a, b, c), in every lane: for the rows of softmax and norms, which are short in most models.
 *
 * @param end the end of the whole vectors of a; `rest` more numbers follow
 * @param toB the distance from a to b, in bytes
 */
@inline
export function sumRow<F>(a: usize, end: usize, rest: i32, toB: usize, c: v128): v128 {
  if (end > a + SHORT * 4) return f32x4.splat(total<F>(a, a + toB, (<i32>(end - a) >> 2) + rest, c));
  const op = changetype<F>(0);
  let four = f32x4.splat(0);
  for (let p = a; p < end; p += 16) four = f32x4.add(four, op.f(v128.load(p), v128.load(p + toB), c));
  if (rest) four = f32x4.add(four, v128.and(op.f(loadPart(end, rest), loadPart(end + toB, rest), c), firstLanes(rest)));
  return sumLanes(four);
}

/** Σ f(a, b, c) */
@inline
function total<F>(a: usize, b: usize, n: i32, c: v128): f32 {
  if (n <= BLOCK) return f32x4.extract_lane(sumLanes(lanes<F>(a, b, n, c)), 0);
  let wide = f64x2.splat(0);
  for (; n > 0; n -= BLOCK, a += BLOCK * 4, b += BLOCK * 4) wide = addWide(wide, lanes<F>(a, b, min(n, BLOCK), c));
  return <f32>(f64x2.extract_lane(wide, 0) + f64x2.extract_lane(wide, 1));
}

/** Four numbers whose sum is Σ f(a, b, c). */
function lanes<F>(a: usize, b: usize, n: i32, c: v128): v128 {
  const op = changetype<F>(0);
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = after(a, n & ~15);
  for (; a < end; a += 64, b += 64) {
    s0 = f32x4.add(s0, op.f(v128.load(a), v128.load(b), c));
    s1 = f32x4.add(s1, op.f(v128.load(a, 16), v128.load(b, 16), c));
    s2 = f32x4.add(s2, op.f(v128.load(a, 32), v128.load(b, 32), c));
    s3 = f32x4.add(s3, op.f(v128.load(a, 48), v128.load(b, 48), c));
  }
  const end4 = after(a, n & 12);
  for (; a < end4; a += 16, b += 16) s0 = f32x4.add(s0, op.f(v128.load(a), v128.load(b), c));
  const rest = n & 3;
  if (rest) s1 = f32x4.add(s1, v128.and(op.f(loadPart(a, rest), loadPart(b, rest), c), firstLanes(rest)));
  return f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
}

/** y[i] += Σⱼ x[i, j] */
export function sumColumnsAccumulate(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = bytes(columns);
  for (; rows > 0; rows--, x += step, y += 4) store<f32>(y, load<f32>(y) + sum(x, columns));
}

/** y[j] += Σᵢ x[i, j] */
export function sumRowsAccumulate(x: usize, y: usize, rows: i32, columns: i32): void {
  sumRows<Number>(x, x, y, rows, columns);
}

/**
 * y[j] += Σᵢ f(a[i, j], b[i, j]), or y[j] −= it if `subtract`.
 *
 * @param order the indices of the rows of a and b to sum; 0 to sum consecutive rows
 */
export function sumRows<F>(
  a: usize,
  b: usize,
  y: usize,
  rows: i32,
  columns: i32,
  subtract: bool = false,
  order: usize = 0,
): void {
  const step = bytes(columns);
  for (; columns >= 16; columns -= 16, a += 64, b += 64, y += 64) {
    addVectors<F>(4, 4, a, b, order, step, y, rows, subtract);
  }
  for (; columns > 0; columns -= 4, a += 16, b += 16, y += 16) {
    addVectors<F>(1, min(columns, 4), a, b, order, step, y, rows, subtract);
  }
}

/** The same for 4 vectors of each row, or for 1, of which the first `columns` numbers count. */
@inline
function addVectors<F>(
  vectors: i32,
  columns: i32,
  a: usize,
  b: usize,
  order: usize,
  step: usize,
  y: usize,
  rows: i32,
  subtract: bool,
): void {
  const op = changetype<F>(0);
  const none = f32x4.splat(0);
  let low0 = none;
  let low1 = none;
  let low2 = none;
  let low3 = none;
  let high0 = none;
  let high1 = none;
  let high2 = none;
  let high3 = none;
  for (; rows > 0; rows -= ROWS) {
    let s0 = none;
    let s1 = none;
    let s2 = none;
    let s3 = none;
    for (let i = min(rows, ROWS); i > 0; i--) {
      let p = a;
      let q = b;
      if (order) {
        p += <usize>load<i32>(order) * step;
        q += <usize>load<i32>(order) * step;
        order += 4;
      } else {
        a += step;
        b += step;
      }
      s0 = f32x4.add(s0, op.f(loadFirst(p, columns), loadFirst(q, columns), none));
      if (vectors == 1) continue;
      s1 = f32x4.add(s1, op.f(v128.load(p, 16), v128.load(q, 16), none));
      s2 = f32x4.add(s2, op.f(v128.load(p, 32), v128.load(q, 32), none));
      s3 = f32x4.add(s3, op.f(v128.load(p, 48), v128.load(q, 48), none));
    }
    low0 = f64x2.add(low0, f64x2.promote_low_f32x4(s0));
    high0 = f64x2.add(high0, f64x2.promote_low_f32x4(upper(s0)));
    if (vectors == 1) continue;
    low1 = f64x2.add(low1, f64x2.promote_low_f32x4(s1));
    high1 = f64x2.add(high1, f64x2.promote_low_f32x4(upper(s1)));
    low2 = f64x2.add(low2, f64x2.promote_low_f32x4(s2));
    high2 = f64x2.add(high2, f64x2.promote_low_f32x4(upper(s2)));
    low3 = f64x2.add(low3, f64x2.promote_low_f32x4(s3));
    high3 = f64x2.add(high3, f64x2.promote_low_f32x4(upper(s3)));
  }
  addSums(y, low0, high0, columns, subtract);
  if (vectors == 1) return;
  addSums(y + 16, low1, high1, 4, subtract);
  addSums(y + 32, low2, high2, 4, subtract);
  addSums(y + 48, low3, high3, 4, subtract);
}

/** Four numbers, or the first `count` of them. */
@inline
function loadFirst(p: usize, count: i32): v128 {
  return count < 4 ? loadPart(p, count) : v128.load(p);
}

/** y += sums, or y −= sums if `subtract`, with sums in double precision, for the first `count` of four numbers. */
@inline
function addSums(y: usize, low: v128, high: v128, count: i32, subtract: bool): void {
  const first = f32x4.demote_f64x2_zero(low);
  const sums = v128.shuffle<f32>(first, f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
  const old = loadFirst(y, count);
  const both = subtract ? f32x4.sub(old, sums) : f32x4.add(old, sums);
  if (count < 4) storePart(y, both, count);
  else v128.store(y, both);
}

/** Adds the four lanes of x to two lanes in double precision. */
@inline
export function addWide(wide: v128, x: v128): v128 {
  return f64x2.add(wide, f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upper(x))));
}

/** Moves the upper two lanes of x to the lower two. */
@inline
function upper(x: v128): v128 {
  return v128.shuffle<f32>(x, x, 2, 3, 2, 3);
}

/** totals += x, with totals in double precision. */
export function addToTotals(x: usize, totals: usize, n: i32): void {
  for (; n > 0; n -= 4, x += 16, totals += 32) {
    const four = n > 3 ? v128.load(x) : loadPart(x, n);
    v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(four)));
    if (n < 3) return;
    v128.store(totals, f64x2.add(v128.load(totals, 16), f64x2.promote_low_f32x4(upper(four))), 16);
  }
}

/** y += totals, with totals in double precision. */
export function addTotals(totals: usize, y: usize, n: i32): void {
  for (; n > 0; n--, totals += 8, y += 4) store<f32>(y, <f32>(<f64>load<f32>(y) + load<f64>(totals)));
}
