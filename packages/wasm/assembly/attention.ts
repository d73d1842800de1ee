// Tensor's causalAttention. For each document, head and query t: weights = softmax(q·kᵀ / √D) over the keys up to t, and
// y = weights · v. The plain loops are in autograd's cpu/fused.ts, and so is the order in which `weights` are kept:
// document by document, head by head, query by query, each query's row as long as the keys it sees.

import { attendByBlocks, attendByBlocksGrad, blocksScratch } from './attention-blocks';
import { attendByLanes, attendByLanesGrad, lanesScratch } from './attention-lanes';
import { LOG2_E } from './exp';
import { bytes } from './lanes';

/** Up to so many numbers of one head's keys, four queries to a vector is the faster way. */
const SHORT: i32 = 512;

/** The scratch memory for a document in bytes; with `grad`, for its gradients. */
export function attentionScratch(queries: i32, past: i32, headSize: i32, grad: i32): usize {
  const keys = past + queries;
  return inLanes(headSize, queries, past) ? lanesScratch(keys) : blocksScratch(queries, keys, headSize, grad != 0);
}

/** `documents` holds four integers for each: its first query row, its first key row, its queries, the keys before them. */
export function causalAttention(
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  weights: usize,
  documents: usize,
  count: i32,
  heads: i32,
  headSize: i32,
  scratch: usize,
): void {
  const head = bytes(headSize);
  const step = <usize>heads * head;
  const scale: f32 = LOG2_E * <f32>(1 / Math.sqrt(headSize)); // for powers of 2 in place of e
  const end = documents + (<usize>count << 4);
  for (; documents < end; documents += 16) {
    const dq = <usize>load<i32>(documents) * step;
    const dk = <usize>load<i32>(documents, 4) * step;
    const queries = load<i32>(documents, 8);
    const past = load<i32>(documents, 12);
    if (inLanes(headSize, queries, past)) {
      weights = attendByLanes(q + dq, k + dk, v + dk, y + dq, weights, heads, head, queries, past, scale, scratch);
      continue;
    }
    for (let h: usize = 0; h < step; h += head) {
      const hq = dq + h;
      const hk = dk + h;
      weights = attendByBlocks(q + hq, k + hk, v + hk, y + hq, weights, step, queries, past, headSize, scale, scratch);
    }
  }
}

/** The gradients of q, k and v; the address of one that is not wanted is 0. */
export function causalAttentionGrad(
  q: usize,
  k: usize,
  v: usize,
  weights: usize,
  gy: usize,
  gq: usize,
  gk: usize,
  gv: usize,
  documents: usize,
  count: i32,
  heads: i32,
  headSize: i32,
  scratch: usize,
): void {
  const head = bytes(headSize);
  const step = <usize>heads * head;
  const scale: f32 = <f32>(1 / Math.sqrt(headSize));
  const end = documents + (<usize>count << 4);
  for (; documents < end; documents += 16) {
    const dq = <usize>load<i32>(documents) * step;
    const dk = <usize>load<i32>(documents, 4) * step;
    const queries = load<i32>(documents, 8);
    const past = load<i32>(documents, 12);
    const gqd = gq ? gq + dq : 0;
    const gkd = gk ? gk + dk : 0;
    const gvd = gv ? gv + dk : 0;
    if (inLanes(headSize, queries, past)) {
      weights = attendByLanesGrad(
        q + dq,
        k + dk,
        v + dk,
        weights,
        gy + dq,
        gqd,
        gkd,
        gvd,
        heads,
        head,
        queries,
        past,
        scale,
        scratch,
      );
      continue;
    }
    for (let h: usize = 0; h < step; h += head) {
      weights = attendByBlocksGrad(
        q + dq + h,
        k + dk + h,
        v + dk + h,
        weights,
        gy + dq + h,
        gq ? gqd + h : 0,
        gk ? gkd + h : 0,
        gv ? gvd + h : 0,
        step,
        queries,
        past,
        headSize,
        scale,
        scratch,
      );
    }
  }
}

/** Whether a document is done four queries to a vector. */
@inline
function inLanes(headSize: i32, queries: i32, past: i32): bool {
  return (headSize & 3) == 0 && queries > 1 && (past + queries) * headSize <= SHORT;
}
