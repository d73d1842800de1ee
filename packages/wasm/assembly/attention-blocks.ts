// causalAttention for one head of one document, by the products of blocks.ts: of four queries at a time with all keys that
// the last of them sees, where keys that an earlier one does not see have weight 0. The plain loops are those of
// attention.ts.

import { packColumns, packTransposed, panelStep, timesPanels } from './blocks';
import { dots } from './dots';
import { LOG2_E, powerOfTwo } from './exp';
import { after, firstLanes, loadPart, maxLanes, storePart, sumLanes } from './lanes';

/** How many queries the gradients of keys and values collect from at a time. */
const QUERIES: i32 = 32;

/** How many bytes of scratch memory are needed. */
@inline
export function blocksScratch(keys: i32, headSize: i32): i32 {
  return (keys + 16) * (headSize + 2 * QUERIES + 8) * 4;
}

/** y and weights; returns where the next one's weights begin. */
export function attendByBlocks(
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  weights: usize,
  step: usize,
  queries: i32,
  past: i32,
  headSize: i32,
  scratch: usize,
): usize {
  const keys = past + queries;
  const scale = f32x4.splat(LOG2_E * <f32>(1 / Math.sqrt(headSize)));
  const nextPanel = after(0, 8 * headSize);
  const stepScores = stepOfScores(keys);
  const scores = scratch + nextPanel * <usize>((keys + 7) >> 3);
  const spare = scores + 4 * stepScores;
  const few = queries < 4;
  if (!few) packPanels(k, step, keys, headSize, scratch);
  for (let t = 0; t < queries; t += 4, q += 4 * step, y += 4 * step) {
    const rows = min(4, queries - t);
    const seen = past + t + rows;
    if (few) dots(rows, q, step, k, step, headSize, scores, stepScores, seen, false);
    else timesPanels(rows, q, step, 4, 0, scratch, 32, nextPanel, headSize, scores, stepScores, seen, false);
    for (let r = 0; r < rows; r++) {
      weights = softmaxRow(scores + <usize>r * stepScores, weights, scale, past + t + r + 1);
    }
    timesRows(rows, scores, stepScores, 4, v, step, seen, y, step, headSize, false, spare);
  }
  return weights;
}

/** The gradients of q, k and v; returns where the next one's weights begin. */
export function attendByBlocksGrad(
  q: usize,
  k: usize,
  v: usize,
  weights: usize,
  gy: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  step: usize,
  queries: i32,
  past: i32,
  headSize: i32,
  scratch: usize,
): usize {
  const keys = past + queries;
  const scale = f32x4.splat(<f32>(1 / Math.sqrt(headSize)));
  const nextPanel = after(0, 8 * headSize);
  const stepScores = stepOfScores(keys);
  const slopes = scratch + nextPanel * <usize>((keys + 7) >> 3);
  const copies = slopes + stepScores * QUERIES;
  const spare = copies + stepScores * QUERIES;
  packPanels(v, step, keys, headSize, scratch);
  const chunk = <usize>QUERIES * step;
  for (let t = 0; t < queries; t += QUERIES, q += chunk, gy += chunk) {
    const rows = min(QUERIES, queries - t);
    for (let r = 0; r < rows; r += 4) {
      const few = min(4, rows - r);
      const seen = past + t + r + few;
      const at = gy + <usize>r * step;
      const row = slopes + <usize>r * stepScores;
      timesPanels(few, at, step, 4, 0, scratch, 32, nextPanel, headSize, row, stepScores, seen, false);
      for (let i = 0; i < few; i++) {
        const offset = <usize>(r + i) * stepScores;
        weights = softmaxSlope(slopes + offset, weights, copies + offset, scale, past + t + r + i + 1);
      }
      if (gq) timesRows(few, row, stepScores, 4, k, step, seen, gq + <usize>(t + r) * step, step, headSize, true, spare);
    }
    if (gk) timesQueries(past + t, slopes, stepScores, q, step, rows, gk, headSize, spare);
    if (gv) timesQueries(past + t, copies, stepScores, gy, step, rows, gv, headSize, spare);
  }
  return weights;
}

/** Bytes from one row of scores to the next: room for all keys and two vectors more. */
@inline
function stepOfScores(keys: i32): usize {
  return after(0, keys + 11) & ~15;
}

/** Panels of 8 rows of k, transposed. */
@inline
function packPanels(k: usize, step: usize, keys: i32, headSize: i32, panels: usize): void {
  for (let s = 0; s < keys; s += 8, k += 8 * step, panels += after(0, 8 * headSize)) {
    packTransposed(k, step, min(8, keys - s), headSize, panels, 32);
  }
}

/** y(n, m) = a(n, k) · b(k, m) for up to 4 rows, where b is stored in rows that are `stepB` apart. */
function timesRows(
  n: i32,
  a: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  add: bool,
  spare: usize,
): void {
  const rest = m & 3 ? m & 7 : 0;
  const whole = m - rest;
  timesPanels(n, a, rowA, stepA, 0, b, stepB, 32, k, y, stepY, whole, add);
  if (!rest) return;
  packColumns(after(b, whole), stepB, rest, k, spare);
  timesPanels(n, a, rowA, stepA, 0, spare, panelStep(rest), 0, k, after(y, whole), stepY, rest, add);
}

/** g(keys, headSize) += aᵀ · b for `rows` queries, of which query r sees the keys up to `past` + r. */
@inline
function timesQueries(
  past: i32,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  rows: i32,
  g: usize,
  headSize: i32,
  spare: usize,
): void {
  for (let s = 0; s < past + rows; s += 4, a += 16, g += 4 * stepB) {
    const first = max(0, s - past);
    const offset = <usize>first;
    const few = min(4, past + rows - s);
    const pa = a + offset * stepA;
    const pb = b + offset * stepB;
    timesRows(few, pa, 4, stepA, pb, stepB, rows - first, g, stepB, headSize, true, spare);
  }
}

/**
 * Turns the first `seen` scores of a row into 2^((score − max) · scale) / Σ …, which `weights` gets too, and those of the next
 * keys, at least three, into 0. Returns the end of the row in `weights`.
 */
function softmaxRow(scores: usize, weights: usize, scale: v128, seen: i32): usize {
  const rest = seen & 3;
  const end = after(scores, seen & ~3);
  const last = firstLanes(rest);
  let max = v128.bitselect(v128.load(end), f32x4.splat(-Infinity), last);
  for (let p = scores; p < end; p += 16) max = f32x4.pmax(max, v128.load(p));
  max = maxLanes(max);
  let sum = v128.and(powerOfTwo(f32x4.mul(f32x4.sub(v128.load(end), max), scale)), last);
  v128.store(end, sum);
  for (let p = scores; p < end; p += 16) {
    const e = powerOfTwo(f32x4.mul(f32x4.sub(v128.load(p), max), scale));
    v128.store(p, e);
    sum = f32x4.add(sum, e);
  }
  const factor = f32x4.div(f32x4.splat(1), sumLanes(sum));
  for (; scores < end; scores += 16, weights += 16) {
    const w = f32x4.mul(v128.load(scores), factor);
    v128.store(scores, w);
    v128.store(weights, w);
  }
  const w = f32x4.mul(v128.load(end), factor);
  v128.store(end, w);
  v128.store(end, f32x4.splat(0), 16);
  if (rest) storePart(weights, w, rest);
  return after(weights, rest);
}

/**
 * Turns the first `seen` gradients of a row of weights into those of the scores, weight · (g − Σ weight·g) · scale, and
 * the next ones, at least three, into 0; `copy` gets the weights, and 0. Returns the end of the row in `weights`.
 */
function softmaxSlope(g: usize, weights: usize, copy: usize, scale: v128, seen: i32): usize {
  const rest = seen & 3;
  const end = after(g, seen & ~3);
  const endCopy = after(copy, seen & ~3);
  const endWeights = after(weights, seen & ~3);
  const lastWeights = rest ? loadPart(endWeights, rest) : f32x4.splat(0);
  const lastG = v128.and(v128.load(end), firstLanes(rest));
  v128.store(endCopy, lastWeights);
  v128.store(endCopy, f32x4.splat(0), 16);
  let dot = f32x4.mul(lastWeights, lastG);
  let w = weights;
  for (let p = g; p < end; p += 16, w += 16, copy += 16) {
    const four = v128.load(w);
    v128.store(copy, four);
    dot = f32x4.add(dot, f32x4.mul(four, v128.load(p)));
  }
  dot = sumLanes(dot);
  for (; g < end; g += 16, weights += 16) {
    v128.store(g, f32x4.mul(f32x4.mul(v128.load(weights), scale), f32x4.sub(v128.load(g), dot)));
  }
  v128.store(end, f32x4.mul(f32x4.mul(lastWeights, scale), f32x4.sub(lastG, dot)));
  v128.store(end, f32x4.splat(0), 16);
  return after(endWeights, rest);
}
