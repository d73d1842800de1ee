// Tensor's causalAttention. For each document, head and query t: weights = softmax(scale · q·kᵀ + bias) over the keys up to
// t, at most `window` of them, and y = weights · v. The plain loops are in autograd's cpu/fused.ts, and so is the order in
// which `weights` are kept: document by document, head by head, query by query, each query's row as long as the keys it
// sees.

import { attendByBlocks, attendByBlocksGrad, blocksScratch } from './attention-blocks';
import { attendByLanes, attendByLanesGrad, lanesScratch } from './attention-lanes';
import { bytes } from './lanes';
import { addTotals } from './sums';

/** Up to so many numbers of one head's keys, four queries to a vector is the faster way. */
const SHORT: i32 = 512;

/** The scratch memory for a document in bytes; with `grad`, for its gradients. */
export function attentionScratch(queries: i32, past: i32, headSize: i32, window: i32, grad: i32): usize {
  const keys = past + queries;
  if (inLanes(headSize, queries, past, window)) return lanesScratch(keys);
  return blocksScratch(queries, keys, headSize, window, grad != 0);
}

/**
 * `documents` holds four integers for each: its first query row, its first key row, its queries, the keys before them.
 *
 * @param bias (heads, distances), or 0; up to three numbers before it are read, but not used
 * @param window at most 2³⁰
 */
export function causalAttention(
  q: usize,
  k: usize,
  v: usize,
  bias: usize,
  y: usize,
  weights: usize,
  documents: usize,
  count: i32,
  heads: i32,
  headSize: i32,
  distances: i32,
  scale: f32,
  window: i32,
  scratch: usize,
): void {
  const head = bytes(headSize);
  const step = <usize>heads * head;
  const stepBias = bias ? bytes(distances) : 0;
  const end = documents + (<usize>count << 4);
  for (; documents < end; documents += 16) {
    const dq = <usize>load<i32>(documents) * step;
    const dk = <usize>load<i32>(documents, 4) * step;
    const queries = load<i32>(documents, 8);
    const past = load<i32>(documents, 12);
    if (inLanes(headSize, queries, past, window)) {
      weights = attendByLanes(
        q + dq,
        k + dk,
        v + dk,
        bias,
        stepBias,
        y + dq,
        weights,
        heads,
        head,
        queries,
        past,
        scale,
        scratch,
      );
      continue;
    }
    let b = bias;
    for (let h: usize = 0; h < step; h += head, b += stepBias) {
      weights = attendByBlocks(
        q + dq + h,
        k + dk + h,
        v + dk + h,
        b,
        y + dq + h,
        weights,
        step,
        queries,
        past,
        headSize,
        scale,
        window,
        scratch,
      );
    }
  }
}

/**
 * The gradients of q, k, v and the bias; the address of one that is not wanted is 0.
 *
 * @param scratch 32 bytes more, and 8 for each number of gBias, if that is wanted
 */
export function causalAttentionGrad(
  q: usize,
  k: usize,
  v: usize,
  weights: usize,
  gy: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  gBias: usize,
  documents: usize,
  count: i32,
  heads: i32,
  headSize: i32,
  distances: i32,
  scale: f32,
  window: i32,
  scratch: usize,
): void {
  const head = bytes(headSize);
  const step = <usize>heads * head;
  const stepTotals = gBias ? <usize>distances << 3 : 0; // totals are in double precision
  const totals = gBias ? scratch : 0;
  if (gBias) {
    const size = <usize>heads * stepTotals;
    memory.fill(totals, 0, size);
    scratch += (size + 39) & ~15;
  }
  const end = documents + (<usize>count << 4);
  for (; documents < end; documents += 16) {
    const dq = <usize>load<i32>(documents) * step;
    const dk = <usize>load<i32>(documents, 4) * step;
    const queries = load<i32>(documents, 8);
    const past = load<i32>(documents, 12);
    const gqd = gq ? gq + dq : 0;
    const gkd = gk ? gk + dk : 0;
    const gvd = gv ? gv + dk : 0;
    if (inLanes(headSize, queries, past, window)) {
      weights = attendByLanesGrad(
        q + dq,
        k + dk,
        v + dk,
        weights,
        gy + dq,
        gqd,
        gkd,
        gvd,
        totals,
        stepTotals,
        heads,
        head,
        queries,
        past,
        scale,
        scratch,
      );
      continue;
    }
    let total = totals;
    for (let h: usize = 0; h < step; h += head, total += stepTotals) {
      weights = attendByBlocksGrad(
        q + dq + h,
        k + dk + h,
        v + dk + h,
        weights,
        gy + dq + h,
        gq ? gqd + h : 0,
        gk ? gkd + h : 0,
        gv ? gvd + h : 0,
        total,
        step,
        queries,
        past,
        headSize,
        scale,
        window,
        scratch,
      );
    }
  }
  if (gBias) addTotals(totals, gBias, heads * distances);
}

/** Whether a document is done four queries to a vector. */
@inline
function inLanes(headSize: i32, queries: i32, past: i32, window: i32): bool {
  const keys = past + queries;
  return (headSize & 3) == 0 && queries > 1 && keys * headSize <= SHORT && keys <= window;
}
