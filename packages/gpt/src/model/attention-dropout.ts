import { Tensor } from '@microgpt/autograd';
import type { Dropout } from '@microgpt/nn';

/** The options with which `causalAttention` finds the rows of each document. */
interface Layout {
  readonly heads: number;
  readonly lengths: readonly number[];
  readonly keyLengths?: readonly number[];
  readonly keyStarts?: readonly number[];
}

/**
 * `causalAttention` with dropout of the weights: for each document and each head, dropout(softmax(q·kᵀ / √D)) · v.
 *
 * @param q (N, C), like k and v, which may have more rows in a cache
 * @returns (N, C), the heads concatenated
 */
export function attentionWithDropout(q: Tensor, k: Tensor, v: Tensor, layout: Layout, dropout: Dropout): Tensor {
  const { lengths, keyLengths } = layout;
  const isEven = keyLengths === undefined && lengths.every((length) => length === lengths[0]);
  return isEven ? attendTogether(q, k, v, layout, dropout) : attendOneByOne(q, k, v, layout, dropout);
}

/** Documents of the same length, in one product of B·H matrices. */
function attendTogether(q: Tensor, k: Tensor, v: Tensor, { heads, lengths }: Layout, dropout: Dropout): Tensor {
  const [N, C] = q.shape;
  const [T] = lengths;
  const D = C / heads;
  const split = (x: Tensor) => x.reshape([lengths.length, T, heads, D]).transpose([0, 2, 1, 3]); // (B, H, T, D)
  const scores = split(q)
    .matmul(split(k).transpose())
    .mul(1 / Math.sqrt(D)); // (B, H, T, T)
  const mask = Array.from({ length: T }, (_, t) => Array.from({ length: T }, (_, s) => (s > t ? -Infinity : 0)));
  const weights = dropout.forward(scores.add(q.engine.tensor(mask)).softmax()); // (B, H, T, T)
  const mixed = weights.matmul(split(v)); // (B, H, T, D)
  return mixed.transpose([0, 2, 1, 3]).reshape([N, C]);
}

/** Documents of any length, and keys in a cache. */
function attendOneByOne(q: Tensor, k: Tensor, v: Tensor, layout: Layout, dropout: Dropout): Tensor {
  const { heads, lengths, keyLengths = lengths, keyStarts } = layout;
  let next = 0;
  const mixed = q.attentionWeights(k, layout).map((weights, d) => {
    const start = keyStarts?.[d] ?? next;
    next = start + keyLengths[d];
    const values = v.slice(start, next).reshape([keyLengths[d], heads, -1]).transpose([1, 0, 2]); // (H, S, D)
    const y = dropout.forward(weights).matmul(values); // (H, T, D)
    return y.transpose([1, 0, 2]).reshape([lengths[d], -1]); // (T, C)
  });
  return Tensor.concat(mixed);
}
