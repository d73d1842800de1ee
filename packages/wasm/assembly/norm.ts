// Tensor's rmsNorm and layerNorm. The plain loops of both are in autograd's cpu/fused.ts. `scale` stores the factor of each
// row.

import { after, bytes, loadPart, storePart } from './lanes';
import { Distance, Number, Product, SquareOfDistance, sumRow } from './sums';

/** 1 / √(squares / columns + eps), in every lane. */
@inline
function inverseRoot(squares: v128, columns: i32, eps: f64): v128 {
  const mean = f32x4.div(squares, f32x4.splat(<f32>columns));
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(mean, f32x4.splat(<f32>eps))));
}

/** y = x·s with s = 1 / √(mean(x²) + eps) */
export function rmsNorm(x: usize, y: usize, scale: usize, rows: i32, columns: i32, eps: f64): void {
  const rest = columns & 3;
  const step = bytes(columns & ~3);
  for (let i = 0; i < rows; i++, scale += 4) {
    const end = x + step;
    const s = inverseRoot(sumRow<Product>(x, end, rest, 0, f32x4.splat(0)), columns, eps);
    v128.store32_lane(scale, s, 0);
    for (; x < end; x += 16, y += 16) v128.store(y, f32x4.mul(v128.load(x), s));
    if (!rest) continue;
    storePart(y, f32x4.mul(loadPart(x, rest), s), rest);
    x = after(x, rest);
    y = after(y, rest);
  }
}

/** gx += s · (gy − y · mean(gy·y)) */
export function rmsNormGrad(y: usize, scale: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  normGrad(y, scale, gy, gx, rows, columns, false);
}

/** y = (x − mean)·s with s = 1 / √(var + eps) */
export function layerNorm(x: usize, y: usize, scale: usize, rows: i32, columns: i32, eps: f64): void {
  const rest = columns & 3;
  const step = bytes(columns & ~3);
  const count = f32x4.splat(<f32>columns);
  for (let i = 0; i < rows; i++, scale += 4) {
    const end = x + step;
    let mean = f32x4.div(sumRow<Number>(x, end, rest, 0, f32x4.splat(0)), count);
    // As in Tensor: now exact if all numbers are equal.
    mean = f32x4.add(mean, f32x4.div(sumRow<Distance>(x, end, rest, 0, mean), count));
    const s = inverseRoot(sumRow<SquareOfDistance>(x, end, rest, 0, mean), columns, eps);
    v128.store32_lane(scale, s, 0);
    for (; x < end; x += 16, y += 16) v128.store(y, f32x4.mul(f32x4.sub(v128.load(x), mean), s));
    if (!rest) continue;
    storePart(y, f32x4.mul(f32x4.sub(loadPart(x, rest), mean), s), rest);
    x = after(x, rest);
    y = after(y, rest);
  }
}

/** gx += s · (gy − mean(gy) − y · mean(gy·y)) */
export function layerNormGrad(y: usize, scale: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  normGrad(y, scale, gy, gx, rows, columns, true);
}

@inline
function normGrad(y: usize, scale: usize, gy: usize, gx: usize, rows: i32, columns: i32, centered: bool): void {
  const rest = columns & 3;
  const step = bytes(columns & ~3);
  const count = f32x4.splat(<f32>columns);
  for (let i = 0; i < rows; i++, scale += 4) {
    const end = y + step;
    const none = f32x4.splat(0);
    const mean = centered ? f32x4.div(sumRow<Number>(gy, gy + step, rest, 0, none), count) : none;
    const meanDot = f32x4.div(sumRow<Product>(y, end, rest, gy - y, none), count);
    const s = v128.load32_splat(scale);
    for (; y < end; y += 16, gy += 16, gx += 16) {
      v128.store(gx, f32x4.add(v128.load(gx), slope(v128.load(y), v128.load(gy), s, mean, meanDot, centered)));
    }
    if (!rest) continue;
    const last = slope(loadPart(y, rest), loadPart(gy, rest), s, mean, meanDot, centered);
    storePart(gx, f32x4.add(loadPart(gx, rest), last), rest);
    y = after(y, rest);
    gy = after(gy, rest);
    gx = after(gx, rest);
  }
}

@inline
function slope(y: v128, gy: v128, s: v128, mean: v128, meanDot: v128, centered: bool): v128 {
  const g = centered ? f32x4.sub(gy, mean) : gy;
  return f32x4.mul(s, f32x4.sub(g, f32x4.mul(y, meanDot)));
}
