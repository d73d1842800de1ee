// softmax(x) = e^(x − max) / Σ e^(x − max), row by row: Tensor's softmax and logSoftmax; the plain loops are in
// autograd's cpu-fused.ts.

import { exp4, log1, LOG2_E, powerOfTwo } from './exp';
import { after, firstLanes, loadPart, maxLanes, storePart, sumLanes } from './lanes';

/** The largest number of a row, in every lane. */
@inline
export function rowMax(x: usize, columns: i32): v128 {
  let max = f32x4.splat(-Infinity);
  const end = after(x, columns & ~3);
  for (let p = x; p < end; p += 16) max = f32x4.pmax(max, v128.load(p));
  const rest = columns & 3;
  if (rest) max = f32x4.pmax(max, v128.bitselect(loadPart(end, rest), f32x4.splat(-Infinity), firstLanes(rest)));
  return maxLanes(max);
}

/** y = e^(x − max); returns Σ y in every lane. */
@inline
export function rowExp(x: usize, y: usize, max: v128, columns: i32): v128 {
  let sum = f32x4.splat(0);
  const end = after(x, columns & ~3);
  for (; x < end; x += 16, y += 16) {
    const e = powerOfTwo(f32x4.mul(f32x4.sub(v128.load(x), max), f32x4.splat(LOG2_E)));
    v128.store(y, e);
    sum = f32x4.add(sum, e);
  }
  const rest = columns & 3;
  if (rest) {
    const e = powerOfTwo(f32x4.mul(f32x4.sub(loadPart(x, rest), max), f32x4.splat(LOG2_E)));
    storePart(y, e, rest);
    sum = f32x4.add(sum, v128.and(e, firstLanes(rest)));
  }
  return sumLanes(sum);
}

/** y = y · s */
@inline
export function rowScale(y: usize, s: v128, columns: i32): void {
  const end = after(y, columns & ~3);
  for (; y < end; y += 16) v128.store(y, f32x4.mul(v128.load(y), s));
  const rest = columns & 3;
  if (rest) storePart(y, f32x4.mul(loadPart(y, rest), s), rest);
}

/** y = softmax(x) */
export function softmax(x: usize, y: usize, rows: i32, columns: i32): void {
  const step = after(0, columns);
  for (let i = 0; i < rows; i++, x += step, y += step) {
    const sum = rowExp(x, y, rowMax(x, columns), columns);
    rowScale(y, f32x4.div(f32x4.splat(1), sum), columns);
  }
}

/** gx += y · (gy − Σ gy·y) */
export function softmaxGrad(y: usize, gy: usize, gx: usize, rows: i32, columns: i32): void {
  const rest = columns & 3;
  const step = after(0, columns & ~3);
  for (let i = 0; i < rows; i++) {
    const end = y + step;
    let total = f32x4.splat(0);
    let g = gy;
    for (let p = y; p < end; p += 16, g += 16) total = f32x4.add(total, f32x4.mul(v128.load(p), v128.load(g)));
    if (rest) total = f32x4.add(total, f32x4.mul(loadPart(end, rest), loadPart(g, rest)));
    const dot = sumLanes(total);
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

/** y = x − max − log Σ e^(x − max) */
export function logSoftmax(x: usize, y: usize, rows: i32, columns: i32): void {
  const rest = columns & 3;
  const step = after(0, columns & ~3);
  for (let i = 0; i < rows; i++) {
    const max = rowMax(x, columns);
    const sum = rowExp(x, y, max, columns);
    const logSum = f32x4.splat(log1(f32x4.extract_lane(sum, 0)));
    const end = x + step;
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
  const step = after(0, columns & ~3);
  for (let i = 0; i < rows; i++) {
    let total = f32x4.splat(0);
    const endGy = gy + step;
    for (let p = gy; p < endGy; p += 16) total = f32x4.add(total, v128.load(p));
    if (rest) total = f32x4.add(total, loadPart(endGy, rest));
    const sum = sumLanes(total);
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
