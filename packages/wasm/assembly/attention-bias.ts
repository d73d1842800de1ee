// What a bias adds to the scores of one query of causalAttention, and the gradients of the scores to its own. The plain
// loops are in autograd's cpu/fused.ts.

import { after } from './lanes';

/** Whether scores are scaled before their maximum is subtracted; without a bias and with scale > 0, both happen at once. */
@inline
export function scalesBefore(bias: usize, scale: f32): bool {
  return bias != 0 || !(scale > 0);
}

/**
 * score = score · scale, and + bias unless its address is 0, for all keys that a query sees, the last of which is at
 * distance 0. The numbers after them, up to three, are overwritten too.
 */
export function addBias(scores: usize, seen: i32, bias: usize, scale: f32): void {
  const factor = f32x4.splat(scale);
  const end = after(scores, seen);
  for (let p = after(bias, seen - 4); scores < end; scores += 16, p -= 16) {
    const b = bias ? v128.load(p) : f32x4.splat(0);
    const reversed = v128.shuffle<f32>(b, b, 3, 2, 1, 0);
    v128.store(scores, f32x4.add(f32x4.mul(v128.load(scores), factor), reversed));
  }
}

/** totals[distance] += g for all keys that a query sees, with totals in double precision; then g = g · scale. */
export function addToDistances(g: usize, seen: i32, totals: usize, scale: f32): void {
  for (let p = totals + ((<usize>seen) << 3); p > totals; g += 4) {
    p -= 8;
    const x = load<f32>(g);
    store<f64>(p, load<f64>(p) + <f64>x);
    store<f32>(g, x * scale);
  }
}
