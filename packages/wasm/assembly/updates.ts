// Fused optimizer steps, and the reductions of gradients for clipping and checks. The plain loop of adam is in
// autograd's tensor/updates.ts; the formulas are those of Adam, AdamW and SGD in @microgpt/optim:
//
//   m = β₁·m + (1 − β₁)·g
//   v = β₂·v + (1 − β₂)·g²
//   p = p − lr · (m/correction1 / (√(v/correction2) + eps) + weightDecay·p)

import { after, loadPart, storePart } from './lanes';

/**
 * One step of Adam. With c = √correction2 the quotient is (c/correction1) · m / (√v + eps·c): one root and one division.
 */
export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  n: i32,
  lr: f64,
  beta1: f64,
  beta2: f64,
  eps: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
): void {
  const root = Math.sqrt(correction2);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  const c1 = f32x4.splat(<f32>(1 - beta1));
  const c2 = f32x4.splat(<f32>(1 - beta2));
  const rate = f32x4.splat(<f32>((lr * root) / correction1));
  const small = f32x4.splat(<f32>(eps * root));
  const keep = f32x4.splat(<f32>(1 - lr * weightDecay));
  const end16 = after(p, n & ~15);
  for (; p < end16; p += 64, g += 64, m += 64, v += 64) {
    adamFour(p, g, m, v, b1, b2, c1, c2, rate, small, keep);
    adamFour(p + 16, g + 16, m + 16, v + 16, b1, b2, c1, c2, rate, small, keep);
    adamFour(p + 32, g + 32, m + 32, v + 32, b1, b2, c1, c2, rate, small, keep);
    adamFour(p + 48, g + 48, m + 48, v + 48, b1, b2, c1, c2, rate, small, keep);
  }
  const end = after(p, n & 12);
  for (; p < end; p += 16, g += 16, m += 16, v += 16) adamFour(p, g, m, v, b1, b2, c1, c2, rate, small, keep);
  const rest = n & 3;
  if (!rest) return;
  const slope = loadPart(g, rest);
  const mean = f32x4.add(f32x4.mul(loadPart(m, rest), b1), f32x4.mul(slope, c1));
  const square = f32x4.add(f32x4.mul(loadPart(v, rest), b2), f32x4.mul(f32x4.mul(slope, slope), c2));
  storePart(m, mean, rest);
  storePart(v, square, rest);
  storePart(p, moved(loadPart(p, rest), mean, square, rate, small, keep), rest);
}

@inline
function adamFour(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  b1: v128,
  b2: v128,
  c1: v128,
  c2: v128,
  rate: v128,
  small: v128,
  keep: v128,
): void {
  const slope = v128.load(g);
  const mean = f32x4.add(f32x4.mul(v128.load(m), b1), f32x4.mul(slope, c1));
  const square = f32x4.add(f32x4.mul(v128.load(v), b2), f32x4.mul(f32x4.mul(slope, slope), c2));
  v128.store(m, mean);
  v128.store(v, square);
  v128.store(p, moved(v128.load(p), mean, square, rate, small, keep));
}

@inline
function moved(p: v128, m: v128, v: v128, rate: v128, small: v128, keep: v128): v128 {
  return f32x4.sub(f32x4.mul(p, keep), f32x4.div(f32x4.mul(m, rate), f32x4.add(f32x4.sqrt(v), small)));
}

/**
 * One step of SGD: g' = g + weightDecay·p, buffer = momentum·buffer + g', p −= lr·buffer; with Nesterov
 * p −= lr·(g' + momentum·buffer); without a buffer (0) p −= lr·g'.
 */
export function sgd(
  p: usize,
  g: usize,
  buffer: usize,
  n: i32,
  lr: f64,
  momentum: f64,
  nesterov: i32,
  weightDecay: f64,
): void {
  const rate = f32x4.splat(<f32>lr);
  const keep = f32x4.splat(<f32>momentum);
  const decay = f32x4.splat(<f32>weightDecay);
  for (let left = n; left > 0; left -= 4, p += 16, g += 16) {
    const whole = left >= 4;
    const weights = whole ? v128.load(p) : loadPart(p, left);
    const slope = f32x4.add(whole ? v128.load(g) : loadPart(g, left), f32x4.mul(weights, decay));
    let direction = slope;
    if (buffer) {
      const moving = f32x4.add(f32x4.mul(whole ? v128.load(buffer) : loadPart(buffer, left), keep), slope);
      if (whole) v128.store(buffer, moving);
      else storePart(buffer, moving, left);
      direction = nesterov ? f32x4.add(slope, f32x4.mul(moving, keep)) : moving;
      buffer += 16;
    }
    const next = f32x4.sub(weights, f32x4.mul(direction, rate));
    if (whole) v128.store(p, next);
    else storePart(p, next, left);
  }
}

/** Σ x², in double precision. */
export function sumSquares(x: usize, n: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const end = after(x, n & ~7);
  for (; x < end; x += 32) {
    s0 = addSquares(s0, v128.load64_zero(x));
    s1 = addSquares(s1, v128.load64_zero(x, 8));
    s2 = addSquares(s2, v128.load64_zero(x, 16));
    s3 = addSquares(s3, v128.load64_zero(x, 24));
  }
  for (let left = n & 7; left > 0; left--, x += 4) s0 = addSquares(s0, v128.load32_zero(x));
  const both = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

@inline
function addSquares(sum: v128, two: v128): v128 {
  const wide = f64x2.promote_low_f32x4(two);
  return f64x2.add(sum, f64x2.mul(wide, wide));
}

/**
 * 1 if all numbers are below the limit in absolute value; 0 if one is not, or is NaN. With Infinity: 1 if all are finite.
 *
 * Without their signs, floats order like their bits as integers, and NaN is above Infinity.
 */
export function allBelow(x: usize, n: i32, limit: f32): i32 {
  let largest = i32x4.splat(0);
  const end16 = after(x, n & ~15);
  for (; x < end16; x += 64) {
    const low = i32x4.max_s(size(v128.load(x)), size(v128.load(x, 16)));
    const high = i32x4.max_s(size(v128.load(x, 32)), size(v128.load(x, 48)));
    largest = i32x4.max_s(largest, i32x4.max_s(low, high));
  }
  const end = after(x, n & 12);
  for (; x < end; x += 16) largest = i32x4.max_s(largest, size(v128.load(x)));
  if (n & 3) largest = i32x4.max_s(largest, size(loadPart(x, n & 3)));
  return i32(i32x4.all_true(i32x4.lt_s(largest, i32x4.splat(reinterpret<i32>(limit)))));
}

@inline
function size(x: v128): v128 {
  return v128.and(x, i32x4.splat(0x7fffffff));
}
