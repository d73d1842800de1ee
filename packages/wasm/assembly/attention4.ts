// causalAttention for heads of 4 channels, whose plain loops are those of attention.ts.
//
// Four queries are done together, one in each lane: their scores with one key are then one vector, and softmax needs no
// sum across lanes. Keys are taken by fours, too. Where a group of four keys is not seen by all four queries, the weights
// of those that do not see a key are 0; queries and keys that would come after the last are the last one again.

import { exp4 } from './exp';
import { after, loadPart, storePart } from './lanes';

const HALF: f32 = 0.5; // 1 / √4

/** One head of one document; returns where the next one's weights begin. */
export function attend4(
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  weights: usize,
  step: usize,
  queries: i32,
  past: i32,
  scratch: usize,
): usize {
  const lastQuery = q + <usize>(queries - 1) * step;
  const lastKey = k + <usize>(past + queries - 1) * step;
  const toV = v - k;
  const toY = y - q;
  for (let t = 0; t < queries; t += 4) {
    const q0 = q;
    const q1 = min(q0 + step, lastQuery);
    const q2 = min(q1 + step, lastQuery);
    const q3 = min(q2 + step, lastQuery);
    q += 4 * step;
    // Channel c of the four queries.
    const r0 = v128.load(q0);
    const r1 = v128.load(q1);
    const r2 = v128.load(q2);
    const r3 = v128.load(q3);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    const c0 = v128.shuffle<f32>(low01, low23, 0, 1, 4, 5);
    const c1 = v128.shuffle<f32>(low01, low23, 2, 3, 6, 7);
    const c2 = v128.shuffle<f32>(high01, high23, 0, 1, 4, 5);
    const c3 = v128.shuffle<f32>(high01, high23, 2, 3, 6, 7);

    const rows = min(4, queries - t);
    const seen = past + t + rows;
    let max = f32x4.splat(-Infinity);
    let key = k;
    let at = scratch;
    for (let s = 0; s < seen; s += 4, at += 64, key += 4 * step) {
      const k1 = min(key + step, lastKey);
      const k2 = min(k1 + step, lastKey);
      const k3 = min(k2 + step, lastKey);
      let s0 = score(key, c0, c1, c2, c3);
      let s1 = score(k1, c0, c1, c2, c3);
      let s2 = score(k2, c0, c1, c2, c3);
      let s3 = score(k3, c0, c1, c2, c3);
      const from = s - past - t; // lane l sees the first l − from + 1 of these keys
      if (from > -4) {
        s0 = hide(s0, from);
        s1 = hide(s1, from + 1);
        s2 = hide(s2, from + 2);
        s3 = hide(s3, from + 3);
      }
      max = f32x4.pmax(max, f32x4.pmax(f32x4.pmax(s0, s1), f32x4.pmax(s2, s3)));
      v128.store(at, s0);
      v128.store(at, s1, 16);
      v128.store(at, s2, 32);
      v128.store(at, s3, 48);
    }

    let sum = f32x4.splat(0);
    let y0 = f32x4.splat(0);
    let y1 = f32x4.splat(0);
    let y2 = f32x4.splat(0);
    let y3 = f32x4.splat(0);
    const end = at;
    let value = k;
    for (at = scratch; at < end; at += 16, value = min(value + step, lastKey)) {
      const e = exp4(f32x4.mul(f32x4.sub(v128.load(at), max), f32x4.splat(HALF)));
      v128.store(at, e);
      sum = f32x4.add(sum, e);
      y0 = f32x4.add(y0, f32x4.mul(e, v128.load32_splat(value + toV)));
      y1 = f32x4.add(y1, f32x4.mul(e, v128.load32_splat(value + toV, 4)));
      y2 = f32x4.add(y2, f32x4.mul(e, v128.load32_splat(value + toV, 8)));
      y3 = f32x4.add(y3, f32x4.mul(e, v128.load32_splat(value + toV, 12)));
    }
    const factor = f32x4.div(f32x4.splat(1), sum);
    y0 = f32x4.mul(y0, factor);
    y1 = f32x4.mul(y1, factor);
    y2 = f32x4.mul(y2, factor);
    y3 = f32x4.mul(y3, factor);
    const low01y = v128.shuffle<f32>(y0, y1, 0, 4, 1, 5);
    const low23y = v128.shuffle<f32>(y2, y3, 0, 4, 1, 5);
    const high01y = v128.shuffle<f32>(y0, y1, 2, 6, 3, 7);
    const high23y = v128.shuffle<f32>(y2, y3, 2, 6, 3, 7);
    // The last one comes first, since those that come after it are the same query, without keys of its own.
    v128.store(q0 + toY, v128.shuffle<f32>(low01y, low23y, 0, 1, 4, 5));
    if (rows > 1) v128.store(q1 + toY, v128.shuffle<f32>(low01y, low23y, 2, 3, 6, 7));
    if (rows > 2) v128.store(q2 + toY, v128.shuffle<f32>(high01y, high23y, 0, 1, 4, 5));
    if (rows > 3) v128.store(q3 + toY, v128.shuffle<f32>(high01y, high23y, 2, 3, 6, 7));

    // The rows of weights, last keys first: what a row's last four write beyond its end, the next row's first overwrite.
    const length = past + t + 1;
    const w1 = after(weights, length);
    const w2 = after(w1, length + 1);
    const w3 = after(w2, length + 2);
    const next = rows > 3 ? after(w3, length + 3) : rows > 2 ? w3 : rows > 1 ? w2 : w1;
    let group = (seen - 1) & ~3;
    for (at = end - 64; group >= 0; group -= 4, at -= 64) {
      const e0 = f32x4.mul(v128.load(at), factor);
      const e1 = f32x4.mul(v128.load(at, 16), factor);
      const e2 = f32x4.mul(v128.load(at, 32), factor);
      const e3 = f32x4.mul(v128.load(at, 48), factor);
      const low01 = v128.shuffle<f32>(e0, e1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(e2, e3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(e0, e1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(e2, e3, 2, 6, 3, 7);
      put(after(weights, group), v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), next);
      if (rows > 1) put(after(w1, group), v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), next);
      if (rows > 2) put(after(w2, group), v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), next);
      if (rows > 3) put(after(w3, group), v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), next);
    }
    weights = next;
  }
  return weights;
}

/** q · k for four queries. */
@inline
function score(key: usize, c0: v128, c1: v128, c2: v128, c3: v128): v128 {
  const low = f32x4.add(f32x4.mul(c0, v128.load32_splat(key)), f32x4.mul(c1, v128.load32_splat(key, 4)));
  const high = f32x4.add(f32x4.mul(c2, v128.load32_splat(key, 8)), f32x4.mul(c3, v128.load32_splat(key, 12)));
  return f32x4.add(low, high);
}

/** Ones in the lanes from `first` on. */
@inline
function lanesFrom(first: i32): v128 {
  return i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(first));
}

/** −∞ in the lanes before `first`. */
@inline
function hide(scores: v128, first: i32): v128 {
  return v128.bitselect(scores, f32x4.splat(-Infinity), lanesFrom(first));
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
