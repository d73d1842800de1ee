// causalAttention for one head of one document, with the products of dots.ts and blocks.ts: four queries at a time,
// with all keys that any of them sees. Keys that one of them does not see get weight 0. The plain loops are in autograd's
// cpu/fused.ts.

import { addBias, addToDistances, scalesBefore } from './attention-bias';
import { fill } from './copy';
import { packColumns, panelStep, timesPanels } from './blocks';
import { dotsOfFew, packPairs, panelSize, timesPairs } from './dots';
import { LOG2_E, powerOfTwo } from './exp';
import { after, bytes, firstLanes, loadPart, maxLanes, storePart, sumLanes } from './lanes';
import { addToTotals, addTotals, addWide, dot } from './sums';

/** How many queries contribute to the gradients of keys and values at a time. */
const QUERIES: i32 = 32;

/** How many keys are summed in float32 before the sum is added to totals in double precision. */
const KEYS: i32 = 128;

/** The size in bytes of the columns that timesRows packs. */
const COLUMNS: usize = KEYS * 32;

/** The scratch memory needed, in bytes: panels of keys, scores of some queries, and spare memory for addRows. */
@inline
export function blocksScratch(queries: i32, keys: i32, headSize: i32, window: i32, grad: bool): usize {
  const panels: usize = grad || isPacked(queries, headSize) ? panelsOf(keys, headSize) : 0;
  const scores = stepOfScores(keys, window) * <usize>(grad ? 2 * QUERIES : 4);
  return panels + scores + COLUMNS + <usize>headSize * 48;
}

/** y and weights; returns the address of the next head's weights. */
export function attendByBlocks(
  q: usize,
  k: usize,
  v: usize,
  bias: usize,
  y: usize,
  weights: usize,
  step: usize,
  queries: i32,
  past: i32,
  headSize: i32,
  scale: f32,
  window: i32,
  scratch: usize,
): usize {
  const keys = past + queries;
  const stepScores = stepOfScores(keys, window);
  const before = scalesBefore(bias, scale);
  const factor = f32x4.splat(before ? LOG2_E : LOG2_E * scale); // for powers of 2 in place of e
  const packed = isPacked(queries, headSize);
  const scores = packed ? scratch + panelsOf(keys, headSize) : scratch;
  const spare = scores + 4 * stepScores;
  if (packed) packPairs(k, step, keys, headSize, scratch);
  for (let t = past; t < keys; ) {
    // The first block ends at a multiple of 4, so that sums begin at the same key whatever past is.
    const first = firstKey(t & ~3, window);
    const rows = min(4 - (t & 3), keys - t);
    const seen = t + rows - first;
    const offset = <usize>first * step;
    if (packed) {
      timesPairs(rows, q, step, scratch + panelsOf(first, headSize), headSize, scores, stepScores, seen, false);
    } else dotsOfFew(rows, q, step, k + offset, step, headSize, scores, stepScores, seen, false);
    let row = scores;
    for (let r = 0; r < rows; r++, row += stepScores) {
      const seen = min(++t, window);
      const unseen = t - seen - first;
      const own = after(row, unseen);
      if (before) addBias(own, seen, bias, scale);
      weights = softmaxRow(own, weights, factor, seen);
      if (unseen) fill(row, unseen, 0);
    }
    if (rows == 1 && seen <= KEYS) weightedSum(scores, v + offset, step, seen, y, headSize);
    else {
      for (let r = 0; r < rows; r++) fill(y + <usize>r * step, headSize, 0);
      addRows(rows, scores, stepScores, v + offset, step, seen, y, step, headSize, spare);
    }
    q += <usize>rows * step;
    y += <usize>rows * step;
  }
  return weights;
}

/** Whether keys are packed before they are multiplied with queries. */
@inline
function isPacked(queries: i32, headSize: i32): bool {
  return queries > 3 && headSize > 1;
}

/** The size of all packed keys in bytes. */
@inline
function panelsOf(keys: i32, headSize: i32): usize {
  return <usize>panelSize(headSize) * <usize>((keys + 3) >> 2);
}

/** The first key, rounded down to a multiple of 4, that the query of token t sees. */
@inline
function firstKey(t: i32, window: i32): i32 {
  return max(0, t + 1 - window) & ~3;
}

/** The gradients of q, k, v and the bias; returns the address of the next head's weights. */
export function attendByBlocksGrad(
  q: usize,
  k: usize,
  v: usize,
  weights: usize,
  gy: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  totals: usize,
  step: usize,
  queries: i32,
  past: i32,
  headSize: i32,
  scale: f32,
  window: i32,
  scratch: usize,
): usize {
  const keys = past + queries;
  const stepScores = stepOfScores(keys, window);
  const factor = f32x4.splat(totals ? 1 : scale);
  const packed = headSize > 1;
  const slopes = scratch + panelsOf(keys, headSize);
  const toCopies = stepScores * QUERIES;
  const copies = slopes + toCopies;
  const spare = copies + toCopies;
  if (packed) packPairs(v, step, keys, headSize, scratch);
  const chunk = <usize>QUERIES * step;
  for (let t = 0; t < queries; t += QUERIES, q += chunk, gy += chunk) {
    const rows = min(QUERIES, queries - t);
    const from = firstKey(past + t, window);
    for (let r = 0; r < rows; r += 4) {
      const few = min(4, rows - r);
      const token = past + t + r;
      const first = firstKey(token, window);
      const seen = token + few - first;
      const offset = <usize>first * step;
      const at = gy + <usize>r * step;
      const row = slopes + <usize>r * stepScores + bytes(first - from);
      if (packed) {
        timesPairs(few, at, step, scratch + panelsOf(first, headSize), headSize, row, stepScores, seen, false);
      } else dotsOfFew(few, at, step, v + offset, step, headSize, row, stepScores, seen, false);
      for (let i = 0; i < few; i++) {
        const g = row + <usize>i * stepScores;
        const seen = min(token + i + 1, window);
        const unseen = token + i + 1 - seen - first;
        const own = after(g, unseen);
        weights = softmaxSlope(own, weights, own + toCopies, factor, seen);
        if (totals) addToDistances(own, seen, totals, scale);
        if (!unseen) continue;
        fill(g, unseen, 0);
        fill(g + toCopies, unseen, 0);
      }
      if (gq) addRows(few, row, stepScores, k + offset, step, seen, gq + <usize>(t + r) * step, step, headSize, spare);
    }
    const offset = <usize>from * step;
    const before = past + t - from;
    if (gk) timesQueries(before, window, slopes, stepScores, q, step, rows, gk + offset, headSize, spare);
    if (gv) timesQueries(before, window, copies, stepScores, gy, step, rows, gv + offset, headSize, spare);
  }
  return weights;
}

/** Bytes from one row of scores to the next: room for all keys that some queries see and two more vectors. */
@inline
function stepOfScores(keys: i32, window: i32): usize {
  return bytes(min(keys, window + QUERIES + 8) + 11) & ~15;
}

/** y(n, m) += a(n, k) · b(k, m) for up to 4 rows and any number of keys, summed without loss of precision. */
function addRows(
  n: i32,
  a: usize,
  rowA: usize,
  b: usize,
  stepB: usize,
  k: i32,
  y: usize,
  stepY: usize,
  m: i32,
  spare: usize,
): void {
  if (k <= KEYS) {
    timesRows(n, a, rowA, 4, b, stepB, k, y, stepY, m, true, spare);
    return;
  }
  const totals = spare + COLUMNS;
  const part = totals + (<usize>m << 5);
  const stepPart = bytes(m);
  memory.fill(totals, 0, <usize>m << 5);
  for (; k > 0; k -= KEYS, a += 4 * KEYS, b += <usize>KEYS * stepB) {
    timesRows(n, a, rowA, 4, b, stepB, min(k, KEYS), part, stepPart, m, false, spare);
    addToTotals(part, totals, n * m);
  }
  for (let r = 0; r < n; r++) addTotals(totals + (<usize>(r * m) << 3), y + <usize>r * stepY, m);
}

/** y = Σ weights[s] · v[s] over the keys, as addRows adds it to zeros. */
function weightedSum(weights: usize, v: usize, step: usize, keys: i32, y: usize, headSize: i32): void {
  const end = after(weights, keys);
  for (; headSize >= 8; headSize -= 8, v += 32, y += 32) {
    let low = f32x4.splat(0);
    let high = low;
    let p = v;
    for (let w = weights; w < end; w += 4, p += step) {
      const weight = v128.load32_splat(w);
      low = f32x4.add(low, f32x4.mul(weight, v128.load(p)));
      high = f32x4.add(high, f32x4.mul(weight, v128.load(p, 16)));
    }
    v128.store(y, low);
    v128.store(y, high, 16);
  }
  for (; headSize > 0; headSize -= 4, v += 16, y += 16) {
    let four = f32x4.splat(0);
    let p = v;
    for (let w = weights; w < end; w += 4, p += step) {
      const value = headSize > 3 ? v128.load(p) : loadPart(p, headSize);
      four = f32x4.add(four, f32x4.mul(v128.load32_splat(w), value));
    }
    if (headSize > 3) v128.store(y, four);
    else storePart(y, four, headSize);
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

/** g(keys, headSize) += aᵀ · b for `rows` queries, of which query r sees `window` keys up to `past` + r. */
@inline
function timesQueries(
  past: i32,
  window: i32,
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
    const last = min(rows, s + 3 + window - past);
    timesRows(few, pa, 4, stepA, pb, stepB, last - first, g, stepB, headSize, true, spare);
  }
}

/**
 * Turns the first `seen` scores of a row into 2^((score − max) · scale) / Σ …, copies them to `weights`, and sets the
 * next scores, at least three, to 0. Returns the end of the row in `weights`.
 *
 * Each lane sums every fourth power, from the first key on, as in attention-lanes.ts.
 */
function softmaxRow(scores: usize, weights: usize, scale: v128, seen: i32): usize {
  const rest = seen & 3;
  const end = after(scores, seen & ~3);
  const last = firstLanes(rest);
  let max = v128.bitselect(v128.load(end), f32x4.splat(-Infinity), last);
  for (let p = scores; p < end; p += 16) max = f32x4.pmax(max, v128.load(p));
  max = maxLanes(max);
  let wide = f64x2.splat(0);
  let sum = f32x4.splat(0);
  let p = scores;
  for (let stop = min(end, p + 4 * KEYS); ; stop = min(end, stop + 4 * KEYS)) {
    for (; p < stop; p += 16) {
      const e = powerOfTwo(f32x4.mul(f32x4.sub(v128.load(p), max), scale));
      v128.store(p, e);
      sum = f32x4.add(sum, e);
    }
    if (p == end) break;
    wide = addWide(wide, sum);
    sum = f32x4.splat(0);
  }
  const e = v128.and(powerOfTwo(f32x4.mul(f32x4.sub(v128.load(end), max), scale)), last);
  v128.store(end, e);
  sum = f32x4.add(sum, e);
  if (seen >= KEYS + 4) {
    wide = addWide(wide, sum);
    sum = f32x4.splat(<f32>(f64x2.extract_lane(wide, 0) + f64x2.extract_lane(wide, 1)));
  } else sum = sumLanes(sum);
  const factor = f32x4.div(f32x4.splat(1), sum);
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
 * sets the next ones, at least three, to 0; `copy` gets the weights, then 0. Returns the end of the row in `weights`.
 */
function softmaxSlope(g: usize, weights: usize, copy: usize, scale: v128, seen: i32): usize {
  const rest = seen & 3;
  const mean = f32x4.splat(dot(g, weights, seen));
  const end = after(g, seen & ~3);
  for (; g < end; g += 16, weights += 16, copy += 16) {
    const w = v128.load(weights);
    v128.store(copy, w);
    v128.store(g, f32x4.mul(f32x4.mul(w, scale), f32x4.sub(v128.load(g), mean)));
  }
  const w = rest ? loadPart(weights, rest) : f32x4.splat(0);
  v128.store(copy, w);
  v128.store(copy, f32x4.splat(0), 16);
  const last = v128.and(v128.load(g), firstLanes(rest));
  v128.store(g, f32x4.mul(f32x4.mul(w, scale), f32x4.sub(last, mean)));
  v128.store(g, f32x4.splat(0), 16);
  return after(weights, rest);
}
