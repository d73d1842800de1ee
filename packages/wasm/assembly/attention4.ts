// causalAttention for heads of 4 channels, whose plain loops are those of attention.ts.
//
// Four queries are done together, one in each lane: their scores with one key are then one vector, and softmax needs no
// sum across lanes. The last four keys of such a block are those of the queries themselves, where lane l sees the first
// l + 1; queries and keys that would come after the last are the last one again, and what they give is not written.
//
// The steps (scores, exponentials, sums) are each done for many blocks in a row: one after the other they would wait for
// one another.

import { exp4 } from './exp';
import { after, loadPart, storePart } from './lanes';

const HALF: f32 = 0.5; // 1 / √4

/** How many vectors of scratch memory are used where one block does not need more. */
export const VECTORS: i32 = 2048;

/** All heads of one document; returns where the next one's weights begin. */
export function attend4(
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  weights: usize,
  heads: i32,
  queries: i32,
  past: i32,
  scratch: usize,
): usize {
  const step = <usize>heads << 4;
  const keys = past + queries;
  const lastQuery = <usize>(queries - 1) * step;
  const lastKey = <usize>(keys - 1) * step;
  // As many blocks of queries at a time as fit, and if that is all of them, as many heads.
  const blocks = (queries + 3) >> 2;
  const most = VECTORS / (keys + 4);
  const queriesAtOnce = max(1, min(most, blocks)) << 2;
  const headsAtOnce = max(1, most / blocks);
  for (let h = 0; h < heads; h += headsAtOnce) {
    const first = <usize>h << 4;
    const end = <usize>min(h + headsAtOnce, heads) << 4;
    for (let t = 0; t < queries; t += queriesAtOnce) {
      const to = min(t + queriesAtOnce, queries);
      let at = scratch;
      for (let c = first; c < end; c += 16) {
        at = scores4(q + c, q + c + lastQuery, k + c, k + c + lastKey, step, t, to, past, at);
      }
      exponentials(scratch, at);
      at = scratch;
      for (let c = first; c < end; c += 16) {
        weights = values4(v + c, v + c + lastKey, y + c, weights, step, t, to, past, at);
        at += <usize>vectors(t, to, past) << 4;
      }
    }
  }
  return weights;
}

/** How many vectors the queries from t to `to` take. */
@inline
function vectors(t: i32, to: i32, past: i32): i32 {
  const blocks = (to - t + 3) >> 2;
  return blocks * (past + t + 4 + 2 * (blocks - 1));
}

/** (score − max) / √4 for every block of queries and every key that it sees. */
function scores4(
  q: usize,
  lastQuery: usize,
  k: usize,
  lastKey: usize,
  step: usize,
  t: i32,
  to: i32,
  past: i32,
  at: usize,
): usize {
  const hidden = f32x4.splat(-Infinity);
  q += <usize>t * step;
  for (; t < to; t += 4) {
    const r0 = v128.load(q);
    const r1 = v128.load(min(q + step, lastQuery));
    const r2 = v128.load(min(q + 2 * step, lastQuery));
    const r3 = v128.load(min(q + 3 * step, lastQuery));
    q += 4 * step;
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    const c0 = v128.shuffle<f32>(low01, low23, 0, 1, 4, 5);
    const c1 = v128.shuffle<f32>(low01, low23, 2, 3, 6, 7);
    const c2 = v128.shuffle<f32>(high01, high23, 0, 1, 4, 5);
    const c3 = v128.shuffle<f32>(high01, high23, 2, 3, 6, 7);

    let key = k;
    let p = at;
    const end = at + (<usize>(past + t) << 4);
    let max = hidden;
    for (; p < end; p += 16, key += step) {
      const s = score(key, c0, c1, c2, c3);
      v128.store(p, s);
      max = f32x4.pmax(max, s);
    }
    const s0 = score(key, c0, c1, c2, c3);
    const s1 = score(min(key + step, lastKey), c0, c1, c2, c3);
    const s2 = score(min(key + 2 * step, lastKey), c0, c1, c2, c3);
    const s3 = score(min(key + 3 * step, lastKey), c0, c1, c2, c3);
    const h1 = v128.shuffle<f32>(hidden, s1, 0, 5, 6, 7);
    const h2 = v128.shuffle<f32>(hidden, s2, 0, 1, 6, 7);
    const h3 = v128.shuffle<f32>(hidden, s3, 0, 1, 2, 7);
    max = f32x4.pmax(f32x4.pmax(max, s0), f32x4.pmax(h1, f32x4.pmax(h2, h3)));

    for (p = at; p < end; p += 16) v128.store(p, fromMax(v128.load(p), max));
    v128.store(end, fromMax(s0, max));
    v128.store(end, fromMax(h1, max), 16);
    v128.store(end, fromMax(h2, max), 32);
    v128.store(end, fromMax(h3, max), 48);
    at = end + 64;
  }
  return at;
}

/** q · k for four queries. */
@inline
function score(key: usize, c0: v128, c1: v128, c2: v128, c3: v128): v128 {
  const low = f32x4.add(f32x4.mul(c0, v128.load32_splat(key)), f32x4.mul(c1, v128.load32_splat(key, 4)));
  const high = f32x4.add(f32x4.mul(c2, v128.load32_splat(key, 8)), f32x4.mul(c3, v128.load32_splat(key, 12)));
  return f32x4.add(low, high);
}

@inline
function fromMax(s: v128, max: v128): v128 {
  return f32x4.mul(f32x4.sub(s, max), f32x4.splat(HALF));
}

/** x = eˣ for the vectors from p to `end`. */
function exponentials(p: usize, end: usize): void {
  for (; p < end; p += 16) v128.store(p, exp4(v128.load(p)));
}

/** y and weights from the exponentials at `at`; returns where the next weights begin. */
function values4(
  v: usize,
  lastKey: usize,
  y: usize,
  weights: usize,
  step: usize,
  t: i32,
  to: i32,
  past: i32,
  at: usize,
): usize {
  y += <usize>t * step;
  for (; t < to; t += 4) {
    const rows = to - t;
    let sum = f32x4.splat(0);
    let y0 = sum;
    let y1 = sum;
    let y2 = sum;
    let y3 = sum;
    let value = v;
    let p = at;
    const end = at + (<usize>(past + t + 4) << 4);
    for (; p < end; p += 16) {
      const e = v128.load(p);
      sum = f32x4.add(sum, e);
      y0 = f32x4.add(y0, f32x4.mul(e, v128.load32_splat(value)));
      y1 = f32x4.add(y1, f32x4.mul(e, v128.load32_splat(value, 4)));
      y2 = f32x4.add(y2, f32x4.mul(e, v128.load32_splat(value, 8)));
      y3 = f32x4.add(y3, f32x4.mul(e, v128.load32_splat(value, 12)));
      value = min(value + step, lastKey);
    }
    const factor = f32x4.div(f32x4.splat(1), sum);
    y0 = f32x4.mul(y0, factor);
    y1 = f32x4.mul(y1, factor);
    y2 = f32x4.mul(y2, factor);
    y3 = f32x4.mul(y3, factor);
    const low01 = v128.shuffle<f32>(y0, y1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(y2, y3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(y0, y1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(y2, y3, 2, 6, 3, 7);
    v128.store(y, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    if (rows > 1) v128.store(y + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    if (rows > 2) v128.store(y + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    if (rows > 3) v128.store(y + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    y += 4 * step;

    // The last keys first: what a row writes beyond its end, the next row overwrites.
    const length = past + t + 1;
    const w1 = after(weights, length);
    const w2 = after(w1, length + 1);
    const w3 = after(w2, length + 2);
    const next = rows > 3 ? after(w3, length + 3) : rows > 2 ? w3 : rows > 1 ? w2 : w1;
    for (let s = (length + 2) & ~3; s >= 0; s -= 4) {
      p = at + (<usize>s << 4);
      const e0 = f32x4.mul(v128.load(p), factor);
      const e1 = f32x4.mul(v128.load(p, 16), factor);
      const e2 = f32x4.mul(v128.load(p, 32), factor);
      const e3 = f32x4.mul(v128.load(p, 48), factor);
      const low01 = v128.shuffle<f32>(e0, e1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(e2, e3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(e0, e1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(e2, e3, 2, 6, 3, 7);
      put(after(weights, s), v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), next);
      if (rows > 1) put(after(w1, s), v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), next);
      if (rows > 2) put(after(w2, s), v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), next);
      if (rows > 3) put(after(w3, s), v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), next);
    }
    weights = next;
    at = end;
  }
  return weights;
}

/** Writes four numbers, or those of them that come before `end`. */
@inline
function put(p: usize, four: v128, end: usize): void {
  if (p + 16 <= end) v128.store(p, four);
  else if (p < end) storePart(p, four, <i32>(end - p) >> 2);
}

/** Ones in the lanes from `first` on. */
@inline
function lanesFrom(first: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(first));
}

/** Reads four numbers, or those of them that come before `end`. */
@inline
function get(p: usize, end: usize): v128 {
  if (p + 16 <= end) return v128.load(p);
  return p < end ? loadPart(p, <i32>(end - p) >> 2) : f32x4.splat(0);
}

/** The gradients of one head of one document; returns where the next one's weights begin. */
export function attend4Grad(
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
  scratch: usize,
): usize {
  const lastQuery = q + <usize>(queries - 1) * step;
  const lastKey = k + <usize>(past + queries - 1) * step;
  const toV = v - k;
  const toGy = gy - q;
  for (let t = 0; t < queries; t += 4) {
    const q0 = q;
    const q1 = min(q0 + step, lastQuery);
    const q2 = min(q1 + step, lastQuery);
    const q3 = min(q2 + step, lastQuery);
    q += 4 * step;
    const g0 = v128.load(q0 + toGy);
    const g1 = v128.load(q1 + toGy);
    const g2 = v128.load(q2 + toGy);
    const g3 = v128.load(q3 + toGy);
    const low01 = v128.shuffle<f32>(g0, g1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(g2, g3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(g0, g1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(g2, g3, 2, 6, 3, 7);
    const c0 = v128.shuffle<f32>(low01, low23, 0, 1, 4, 5);
    const c1 = v128.shuffle<f32>(low01, low23, 2, 3, 6, 7);
    const c2 = v128.shuffle<f32>(high01, high23, 0, 1, 4, 5);
    const c3 = v128.shuffle<f32>(high01, high23, 2, 3, 6, 7);

    const rows = min(4, queries - t);
    const seen = past + t + rows;
    const length = past + t + 1;
    const w1 = after(weights, length);
    const w2 = after(w1, length + 1);
    const w3 = after(w2, length + 2);
    const next = rows > 3 ? after(w3, length + 3) : rows > 2 ? w3 : rows > 1 ? w2 : w1;

    // For every key: the weights of the four queries, and the gradients of these.
    let dot = f32x4.splat(0);
    let key = k;
    let at = scratch;
    for (let s = 0; s < seen; s += 4, at += 128) {
      const r0 = get(after(weights, s), next);
      const r1 = rows > 1 ? get(after(w1, s), next) : f32x4.splat(0);
      const r2 = rows > 2 ? get(after(w2, s), next) : f32x4.splat(0);
      const r3 = rows > 3 ? get(after(w3, s), next) : f32x4.splat(0);
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      let e0 = v128.shuffle<f32>(low01, low23, 0, 1, 4, 5);
      let e1 = v128.shuffle<f32>(low01, low23, 2, 3, 6, 7);
      let e2 = v128.shuffle<f32>(high01, high23, 0, 1, 4, 5);
      let e3 = v128.shuffle<f32>(high01, high23, 2, 3, 6, 7);
      const from = s - past - t;
      if (from > -4) {
        e0 = v128.and(e0, lanesFrom(from));
        e1 = v128.and(e1, lanesFrom(from + 1));
        e2 = v128.and(e2, lanesFrom(from + 2));
        e3 = v128.and(e3, lanesFrom(from + 3));
      }
      const d0 = score(key + toV, c0, c1, c2, c3);
      key = min(key + step, lastKey);
      const d1 = score(key + toV, c0, c1, c2, c3);
      key = min(key + step, lastKey);
      const d2 = score(key + toV, c0, c1, c2, c3);
      key = min(key + step, lastKey);
      const d3 = score(key + toV, c0, c1, c2, c3);
      key = min(key + step, lastKey);
      dot = f32x4.add(dot, f32x4.add(f32x4.mul(e0, d0), f32x4.mul(e1, d1)));
      dot = f32x4.add(dot, f32x4.add(f32x4.mul(e2, d2), f32x4.mul(e3, d3)));
      v128.store(at, e0);
      v128.store(at, d0, 16);
      v128.store(at, e1, 32);
      v128.store(at, d1, 48);
      v128.store(at, e2, 64);
      v128.store(at, d2, 80);
      v128.store(at, e3, 96);
      v128.store(at, d3, 112);
    }

    if (gv) {
      let p = gv;
      at = scratch;
      for (let s = 0; s < seen; s++, at += 32, p += step) v128.store(p, addWeighed(p, at, g0, g1, g2, g3));
    }
    if (gq || gk) {
      let y0 = f32x4.splat(0);
      let y1 = f32x4.splat(0);
      let y2 = f32x4.splat(0);
      let y3 = f32x4.splat(0);
      let p = k;
      at = scratch;
      for (let s = 0; s < seen; s++, at += 32, p += step) {
        const e = f32x4.mul(f32x4.mul(v128.load(at), f32x4.splat(HALF)), f32x4.sub(v128.load(at, 16), dot));
        v128.store(at, e);
        y0 = f32x4.add(y0, f32x4.mul(e, v128.load32_splat(p)));
        y1 = f32x4.add(y1, f32x4.mul(e, v128.load32_splat(p, 4)));
        y2 = f32x4.add(y2, f32x4.mul(e, v128.load32_splat(p, 8)));
        y3 = f32x4.add(y3, f32x4.mul(e, v128.load32_splat(p, 12)));
      }
      if (gq) {
        const low01 = v128.shuffle<f32>(y0, y1, 0, 4, 1, 5);
        const low23 = v128.shuffle<f32>(y2, y3, 0, 4, 1, 5);
        const high01 = v128.shuffle<f32>(y0, y1, 2, 6, 3, 7);
        const high23 = v128.shuffle<f32>(y2, y3, 2, 6, 3, 7);
        addTo(gq, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
        if (rows > 1) addTo(gq + step, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
        if (rows > 2) addTo(gq + 2 * step, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
        if (rows > 3) addTo(gq + 3 * step, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
        gq += 4 * step;
      }
    }
    if (gk) {
      const r0 = v128.load(q0);
      const r1 = v128.load(q1);
      const r2 = v128.load(q2);
      const r3 = v128.load(q3);
      let p = gk;
      at = scratch;
      for (let s = 0; s < seen; s++, at += 32, p += step) v128.store(p, addWeighed(p, at, r0, r1, r2, r3));
    }
    weights = next;
  }
  return weights;
}

@inline
function addTo(p: usize, x: v128): void {
  v128.store(p, f32x4.add(v128.load(p), x));
}

/** Four numbers at p plus Σ w[i] · rᵢ. */
@inline
function addWeighed(p: usize, w: usize, r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  const low = f32x4.add(f32x4.mul(v128.load32_splat(w), r0), f32x4.mul(v128.load32_splat(w, 4), r1));
  const high = f32x4.add(f32x4.mul(v128.load32_splat(w, 8), r2), f32x4.mul(v128.load32_splat(w, 12), r3));
  return f32x4.add(v128.load(p), f32x4.add(low, high));
}
