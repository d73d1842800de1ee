// Sums of many numbers. Each addition of float32 numbers rounds, and n of them one after the other can lose n · 2⁻²⁵ of the
// sum: a tenth added up ten million times is 9 % too much. So no more than 32 numbers are added up one after the other in
// float32, and what they give is added up in double precision.

import { after, firstLanes, loadPart, sumLanes } from './lanes';

/** How many numbers are added up in float32: 32 to each lane of four vectors. */
const BLOCK: i32 = 512;

/** Σ x */
export function sum(x: usize, n: i32): f32 {
  return total<Number>(x, x, n, 0);
}

/** Σ a · b */
export function dot(a: usize, b: usize, n: i32): f32 {
  return total<Product>(a, b, n, 0);
}

/** Σ (x − c) */
export function sumFrom(c: f32, x: usize, n: i32): f32 {
  return total<Distance>(x, x, n, c);
}

/** Σ (x − c)² */
export function squaresFrom(c: f32, x: usize, n: i32): f32 {
  return total<SquareOfDistance>(x, x, n, c);
}

class Number {
  @inline f(a: v128, b: v128, c: v128): v128 {
    return a;
  }
}

class Product {
  @inline f(a: v128, b: v128, c: v128): v128 {
    return f32x4.mul(a, b);
  }
}

class Distance {
  @inline f(a: v128, b: v128, c: v128): v128 {
    return f32x4.sub(a, c);
  }
}

class SquareOfDistance {
  @inline f(a: v128, b: v128, c: v128): v128 {
    const distance = f32x4.sub(a, c);
    return f32x4.mul(distance, distance);
  }
}

/** Σ f(a, b, c) */
@inline
function total<F>(a: usize, b: usize, n: i32, c: f32): f32 {
  const four = f32x4.splat(c);
  if (n <= BLOCK) return f32x4.extract_lane(sumLanes(lanes<F>(a, b, n, four)), 0);
  let wide = f64x2.splat(0);
  for (; n > 0; n -= BLOCK, a += BLOCK * 4, b += BLOCK * 4) wide = addWide(wide, lanes<F>(a, b, min(n, BLOCK), four));
  return <f32>(f64x2.extract_lane(wide, 0) + f64x2.extract_lane(wide, 1));
}

/** Four numbers whose sum is that of f(a, b, c). */
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

/** The sum of the four lanes of x, added to two of double precision. */
@inline
export function addWide(wide: v128, x: v128): v128 {
  return f64x2.add(wide, f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upper(x))));
}

/** The upper two lanes of x as the lower two. */
@inline
function upper(x: v128): v128 {
  return v128.shuffle<f32>(x, x, 2, 3, 2, 3);
}

/** totals += x, where totals are of double precision. */
export function addToTotals(x: usize, totals: usize, n: i32): void {
  for (; n > 0; n -= 4, x += 16, totals += 32) {
    const four = n > 3 ? v128.load(x) : loadPart(x, n);
    v128.store(totals, f64x2.add(v128.load(totals), f64x2.promote_low_f32x4(four)));
    if (n < 3) return;
    v128.store(totals, f64x2.add(v128.load(totals, 16), f64x2.promote_low_f32x4(upper(four))), 16);
  }
}

/** y += totals, where totals are of double precision. */
export function addTotals(totals: usize, y: usize, n: i32): void {
  for (; n > 0; n--, totals += 8, y += 4) store<f32>(y, <f32>(<f64>load<f32>(y) + load<f64>(totals)));
}
