// causalAttention for one document of few keys. The plain loops are in autograd's cpu/fused.ts.
//
// Four queries are processed together, one in each lane: their products with one key form one vector, and softmax needs
// no sum across lanes. Such a block of queries has a vector for every key before its own four, and one for each of its
// four, of which lane l sees the first l + 1. If a document ends within a block, its last query fills the missing
// lanes, whose results are not written.
//
// Every step is done for all heads and blocks before the next step, because dependent instructions would have to wait
// for each other.

import { scalesBefore } from './attention-bias';
import { LOG2_E, powersOfTwo } from './exp';
import { after, column0, column1, column2, column3, firstLanes, loadPart, storePart } from './lanes';

/** The least number of vectors in one scratch array; one head may need more. */
const VECTORS: i32 = 512;

/** The scratch memory needed, in bytes: two arrays, and a few vectors after them that are read. */
@inline
export function lanesScratch(keys: i32): usize {
  return 2 * <usize>(max(VECTORS, ((keys + 5) * (keys + 5)) >> 3) + 8) * 16;
}

/** y and weights; returns the address of the next document's weights. Steps are bytes from head to head. */
export function attendByLanes(
  q: usize,
  k: usize,
  v: usize,
  bias: usize,
  stepBias: usize,
  y: usize,
  weights: usize,
  heads: i32,
  head: usize,
  queries: i32,
  past: i32,
  scale: f32,
  scratch: usize,
): usize {
  const step = <usize>heads * head;
  const headsAtOnce = min(heads, max(1, VECTORS / vectors(queries, past)));
  for (let h = 0; h < heads; h += headsAtOnce) {
    const few = min(headsAtOnce, heads - h);
    const offset = <usize>h * head;
    const end = products(q + offset, k + offset, scratch, step, head, few, queries, past);
    subtractMaxAndScale(scratch, bias, stepBias, few, queries, past, scale);
    bias += <usize>few * stepBias;
    powersOfTwo(scratch, <i32>(end - scratch) >> 2);
    weights = writeWeights(scratch, weights, few, queries, past);
    sums(scratch, v + offset, y + offset, step, head, few, queries, past, false);
  }
  return weights;
}

/** The gradients of q, k, v and the bias; returns the address of the next document's weights. */
export function attendByLanesGrad(
  q: usize,
  k: usize,
  v: usize,
  weights: usize,
  gy: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  totals: usize,
  stepTotals: usize,
  heads: i32,
  head: usize,
  queries: i32,
  past: i32,
  scale: f32,
  scratch: usize,
): usize {
  const step = <usize>heads * head;
  const headsAtOnce = min(heads, max(1, VECTORS / vectors(queries, past)));
  for (let h = 0; h < heads; h += headsAtOnce) {
    const few = min(headsAtOnce, heads - h);
    const offset = <usize>h * head;
    const copies = products(gy + offset, v + offset, scratch, step, head, few, queries, past) + 64;
    weights = slopes(scratch, weights, copies, totals, stepTotals, few, queries, past, scale);
    totals += <usize>few * stepTotals;
    if (gq) sums(scratch, k + offset, gq + offset, step, head, few, queries, past, true);
    if (gk) spread(scratch, q + offset, gk + offset, step, head, few, queries, past);
    if (gv) spread(copies, gy + offset, gv + offset, step, head, few, queries, past);
  }
  return weights;
}

/** How many vectors one head takes. */
@inline
function vectors(queries: i32, past: i32): i32 {
  const blocks = (queries + 3) >> 2;
  return blocks * (past + 4 + 2 * (blocks - 1));
}

/**
 * For every head, block of queries and key: x · k, one query in each lane, summed as in dots.ts: even and odd channels
 * separately, then both. Returns the end of the output; between groups of four channels, the sums of the odd channels
 * are stored at the same distance behind it, plus one vector.
 */
function products(
  x: usize,
  k: usize,
  at: usize,
  step: usize,
  head: usize,
  heads: i32,
  queries: i32,
  past: i32,
): usize {
  const toOdds = (<usize>(heads * vectors(queries, past)) << 4) + 64;
  for (; heads > 0; heads--, x += head, k += head) {
    let x0 = x;
    for (let t = 0; t < queries; t += 4, x0 += 4 * step) {
      const rows = queries - t;
      const x1 = rows > 1 ? x0 + step : x0;
      const x2 = rows > 2 ? x1 + step : x1;
      const x3 = rows > 3 ? x2 + step : x2;
      const end = at + (<usize>(past + t + min(4, rows)) << 4);
      for (let c: usize = 0; c < head; c += 16) {
        const r0 = v128.load(x0 + c);
        const r1 = v128.load(x1 + c);
        const r2 = v128.load(x2 + c);
        const r3 = v128.load(x3 + c);
        const c0 = column0(r0, r1, r2, r3);
        const c1 = column1(r0, r1, r2, r3);
        const c2 = column2(r0, r1, r2, r3);
        const c3 = column3(r0, r1, r2, r3);
        let key = k + c;
        if (head == 16) {
          for (let p = at; p < end; p += 16, key += step) v128.store(p, f32x4.add(evens(key, c0, c2), odds(key, c1, c3)));
        } else if (c == 0) {
          for (let p = at; p < end; p += 16, key += step) {
            v128.store(p, evens(key, c0, c2));
            v128.store(p + toOdds, odds(key, c1, c3));
          }
        } else if (c + 16 < head) {
          for (let p = at; p < end; p += 16, key += step) {
            v128.store(p, moreEvens(v128.load(p), key, c0, c2));
            v128.store(p + toOdds, moreOdds(v128.load(p + toOdds), key, c1, c3));
          }
        } else {
          for (let p = at; p < end; p += 16, key += step) {
            const even = moreEvens(v128.load(p), key, c0, c2);
            v128.store(p, f32x4.add(even, moreOdds(v128.load(p + toOdds), key, c1, c3)));
          }
        }
      }
      at += <usize>(past + t + 4) << 4;
    }
  }
  return at;
}

@inline
function evens(key: usize, c0: v128, c2: v128): v128 {
  return f32x4.add(f32x4.mul(c0, v128.load32_splat(key)), f32x4.mul(c2, v128.load32_splat(key, 8)));
}
@inline
function odds(key: usize, c1: v128, c3: v128): v128 {
  return f32x4.add(f32x4.mul(c1, v128.load32_splat(key, 4)), f32x4.mul(c3, v128.load32_splat(key, 12)));
}
@inline
function moreEvens(sum: v128, key: usize, c0: v128, c2: v128): v128 {
  return f32x4.add(f32x4.add(sum, f32x4.mul(c0, v128.load32_splat(key))), f32x4.mul(c2, v128.load32_splat(key, 8)));
}
@inline
function moreOdds(sum: v128, key: usize, c1: v128, c3: v128): v128 {
  return f32x4.add(f32x4.add(sum, f32x4.mul(c1, v128.load32_splat(key, 4))), f32x4.mul(c3, v128.load32_splat(key, 12)));
}

/** score = (score · scale + bias − the largest of its query) · log₂e; −∞ where a query does not see a key. */
function subtractMaxAndScale(
  at: usize,
  bias: usize,
  stepBias: usize,
  heads: i32,
  queries: i32,
  past: i32,
  scale: f32,
): void {
  const before = scalesBefore(bias, scale);
  const factor = f32x4.splat(before ? LOG2_E : LOG2_E * scale);
  const hidden = f32x4.splat(-Infinity);
  for (; heads > 0; heads--) {
    for (let t = 0; t < queries; t += 4) {
      const own = at + (<usize>(past + t) << 4);
      if (before) {
        let b = after(bias, past + t); // at the distances of the first key
        for (let p = at; p < own + 64; p += 16, b -= 4) {
          v128.store(p, f32x4.add(f32x4.mul(v128.load(p), f32x4.splat(scale)), get(b, bias + stepBias)));
        }
      }
      const s0 = v128.load(own);
      const s1 = v128.shuffle<f32>(hidden, v128.load(own, 16), 0, 5, 6, 7);
      const s2 = v128.shuffle<f32>(hidden, v128.load(own, 32), 0, 1, 6, 7);
      const s3 = v128.shuffle<f32>(hidden, v128.load(own, 48), 0, 1, 2, 7);
      let max = f32x4.pmax(f32x4.pmax(s0, s1), f32x4.pmax(s2, s3));
      for (let p = at; p < own; p += 16) max = f32x4.pmax(max, v128.load(p));
      for (; at < own; at += 16) v128.store(at, f32x4.mul(f32x4.sub(v128.load(at), max), factor));
      v128.store(at, f32x4.mul(f32x4.sub(s0, max), factor));
      v128.store(at, f32x4.mul(f32x4.sub(s1, max), factor), 16);
      v128.store(at, f32x4.mul(f32x4.sub(s2, max), factor), 32);
      v128.store(at, f32x4.mul(f32x4.sub(s3, max), factor), 48);
      at += 64;
    }
    bias += stepBias;
  }
}

/** Divides by the sum over all keys, and writes the result as rows of `weights`, one for each query. */
function writeWeights(at: usize, weights: usize, heads: i32, queries: i32, past: i32): usize {
  for (; heads > 0; heads--) {
    for (let t = 0; t < queries; t += 4) {
      const end = at + (<usize>(past + t + 4) << 4);
      const factor = f32x4.div(f32x4.splat(1), sumOfKeys(at, end));
      for (let p = at; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), factor));

      const rows = queries - t;
      const seen = past + t + 1;
      const w1 = after(weights, seen);
      const w2 = after(w1, seen + 1);
      const w3 = after(w2, seen + 2);
      const next = rows > 3 ? after(w3, seen + 3) : rows > 2 ? w3 : rows > 1 ? w2 : w1;
      // The last keys first: what a row writes past its end is overwritten by the next row.
      for (let s = (seen + 2) & ~3; s >= 0; s -= 4) {
        const p = at + (<usize>s << 4);
        const e0 = v128.load(p);
        const e1 = v128.load(p, 16);
        const e2 = v128.load(p, 32);
        const e3 = v128.load(p, 48);
        put(after(weights, s), column0(e0, e1, e2, e3), next);
        if (rows > 1) put(after(w1, s), column1(e0, e1, e2, e3), next);
        if (rows > 2) put(after(w2, s), column2(e0, e1, e2, e3), next);
        if (rows > 3) put(after(w3, s), column3(e0, e1, e2, e3), next);
      }
      weights = next;
      at = end;
    }
  }
  return weights;
}

/** The sum of the vectors from p to `end`: four sums of every fourth vector, then the sum of the four. */
@inline
function sumOfKeys(p: usize, end: usize): v128 {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (; p + 64 <= end; p += 64) {
    s0 = f32x4.add(s0, v128.load(p));
    s1 = f32x4.add(s1, v128.load(p, 16));
    s2 = f32x4.add(s2, v128.load(p, 32));
    s3 = f32x4.add(s3, v128.load(p, 48));
  }
  if (p < end) s0 = f32x4.add(s0, v128.load(p));
  if (p + 16 < end) s1 = f32x4.add(s1, v128.load(p, 16));
  if (p + 32 < end) s2 = f32x4.add(s2, v128.load(p, 32));
  return f32x4.add(f32x4.add(s0, s2), f32x4.add(s1, s3)); // the order of sumLanes
}

/**
 * Copies rows of `weights` to `copies`; turns the gradients g of weights into weight · scale · (g − Σ weight·g). Without
 * `scale`, that is added to the totals of its distance, if there are any; the last head's first three may be after them.
 */
function slopes(
  at: usize,
  weights: usize,
  copies: usize,
  totals: usize,
  stepTotals: usize,
  heads: i32,
  queries: i32,
  past: i32,
  scale: f32,
): usize {
  const factor = f32x4.splat(totals ? 1 : scale);
  for (; heads > 0; heads--) {
    for (let t = 0; t < queries; t += 4) {
      const rows = queries - t;
      const seen = past + t + 1;
      const w1 = after(weights, seen);
      const w2 = after(w1, seen + 1);
      const w3 = after(w2, seen + 2);
      const next = rows > 3 ? after(w3, seen + 3) : rows > 2 ? w3 : rows > 1 ? w2 : w1;
      let p = copies;
      for (let s = 0; s < seen + 3; s += 4, p += 64) {
        const r0 = get(after(weights, s), next);
        const r1 = rows > 1 ? get(after(w1, s), next) : f32x4.splat(0);
        const r2 = rows > 2 ? get(after(w2, s), next) : f32x4.splat(0);
        const r3 = rows > 3 ? get(after(w3, s), next) : f32x4.splat(0);
        v128.store(p, column0(r0, r1, r2, r3));
        v128.store(p, column1(r0, r1, r2, r3), 16);
        v128.store(p, column2(r0, r1, r2, r3), 32);
        v128.store(p, column3(r0, r1, r2, r3), 48);
      }
      const own = copies + (<usize>(past + t) << 4);
      const zero = f32x4.splat(0);
      v128.store(own, v128.shuffle<f32>(zero, v128.load(own, 16), 0, 5, 6, 7), 16);
      v128.store(own, v128.shuffle<f32>(zero, v128.load(own, 32), 0, 1, 6, 7), 32);
      v128.store(own, v128.shuffle<f32>(zero, v128.load(own, 48), 0, 1, 2, 7), 48);

      const next4 = at + (<usize>(seen + 3) << 4);
      const end = at + (<usize>(past + t + min(4, rows)) << 4);
      let dot = f32x4.splat(0);
      const toCopies = copies - at;
      for (let p = at; p < end; p += 16) dot = f32x4.add(dot, f32x4.mul(v128.load(p), v128.load(p + toCopies)));
      for (let p = at; p < end; p += 16) {
        v128.store(p, f32x4.mul(f32x4.mul(v128.load(p + toCopies), factor), f32x4.sub(v128.load(p), dot)));
      }
      if (totals) {
        // A lane is complete after the last query has been added to it.
        let total = totals + (<usize>(seen + 2) << 3);
        let sum = zero;
        for (let p = at; p < next4; p += 16, total -= 8) {
          const g = p < end ? v128.load(p) : zero;
          sum = f32x4.add(v128.and(g, firstLanes(rows)), v128.shuffle<f32>(zero, sum, 0, 4, 5, 6));
          store<f64>(total, load<f64>(total) + <f64>f32x4.extract_lane(sum, 3));
          v128.store(p, f32x4.mul(g, f32x4.splat(scale)));
        }
      }
      weights = next;
      copies += next4 - at;
      at = next4;
    }
    totals += stepTotals;
  }
  return weights;
}

/** y = Σ over keys of e · v for every head and block of queries, or y += it if `add`. */
function sums(
  at: usize,
  v: usize,
  y: usize,
  step: usize,
  head: usize,
  heads: i32,
  queries: i32,
  past: i32,
  add: bool,
): void {
  for (; heads > 0; heads--, v += head, y += head) {
    let row = y;
    for (let t = 0; t < queries; t += 4, row += 4 * step) {
      const rows = queries - t;
      const end = at + (<usize>(past + t + min(4, rows)) << 4);
      for (let c: usize = 0; c < head; c += 16) {
        let y0 = f32x4.splat(0);
        let y1 = y0;
        let y2 = y0;
        let y3 = y0;
        let value = v + c;
        for (let p = at; p < end; p += 16, value += step) {
          const e = v128.load(p);
          y0 = f32x4.add(y0, f32x4.mul(e, v128.load32_splat(value)));
          y1 = f32x4.add(y1, f32x4.mul(e, v128.load32_splat(value, 4)));
          y2 = f32x4.add(y2, f32x4.mul(e, v128.load32_splat(value, 8)));
          y3 = f32x4.add(y3, f32x4.mul(e, v128.load32_splat(value, 12)));
        }
        let p = row + c;
        write(p, column0(y0, y1, y2, y3), add);
        if (rows > 1) write((p += step), column1(y0, y1, y2, y3), add);
        if (rows > 2) write((p += step), column2(y0, y1, y2, y3), add);
        if (rows > 3) write((p += step), column3(y0, y1, y2, y3), add);
      }
      at += <usize>(past + t + 4) << 4;
    }
  }
}

/** The gradient g of every key += Σ over queries of e · x. */
function spread(
  at: usize,
  x: usize,
  g: usize,
  step: usize,
  head: usize,
  heads: i32,
  queries: i32,
  past: i32,
): void {
  for (; heads > 0; heads--, x += head, g += head) {
    let x0 = x;
    for (let t = 0; t < queries; t += 4, x0 += 4 * step) {
      const rows = queries - t;
      const x1 = rows > 1 ? x0 + step : x0;
      const x2 = rows > 2 ? x1 + step : x1;
      const x3 = rows > 3 ? x2 + step : x2;
      const end = at + (<usize>(past + t + min(4, rows)) << 4);
      for (let c: usize = 0; c < head; c += 16) {
        const r0 = v128.load(x0 + c);
        const r1 = v128.load(x1 + c);
        const r2 = v128.load(x2 + c);
        const r3 = v128.load(x3 + c);
        let key = g + c;
        for (let p = at; p < end; p += 16, key += step) {
          const low = f32x4.add(f32x4.mul(v128.load32_splat(p), r0), f32x4.mul(v128.load32_splat(p, 4), r1));
          const high = f32x4.add(f32x4.mul(v128.load32_splat(p, 8), r2), f32x4.mul(v128.load32_splat(p, 12), r3));
          v128.store(key, f32x4.add(v128.load(key), f32x4.add(low, high)));
        }
      }
      at += <usize>(past + t + 4) << 4;
    }
  }
}

@inline
function write(p: usize, x: v128, add: bool): void {
  v128.store(p, add ? f32x4.add(v128.load(p), x) : x);
}

/** Writes four numbers, or those of them that come before `end`. */
@inline
function put(p: usize, four: v128, end: usize): void {
  if (p + 16 <= end) v128.store(p, four);
  else if (p < end) storePart(p, four, <i32>(end - p) >> 2);
}

/** Reads four numbers, or those of them that come before `end`. */
@inline
function get(p: usize, end: usize): v128 {
  if (p + 16 <= end) return v128.load(p);
  return p < end ? loadPart(p, <i32>(end - p) >> 2) : f32x4.splat(0);
}
