import { noGrad, Tensor } from '@microgpt/autograd';
import { CausalSelfAttention, type LayerCache } from '@microgpt/gpt';

/**
 * Attention that rotates each pair of channels of a query and a key by an angle proportional to the position. The product
 * of two rotated vectors then depends only on their distance.
 *
 * @see https://arxiv.org/abs/2104.09864
 */
export class RotaryAttention extends CausalSelfAttention {
  /** (N, C) → (N, C) */
  override forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const { heads } = this;
    const past = cache?.lengths ?? lengths.map(() => 0);
    const positions = lengths.flatMap((length, d) => Array.from({ length }, (_, t) => past[d] + t)); // N of them
    const q = rotate(this.wq.forward(x), positions, heads); // (N, C)
    const k = rotate(this.wk.forward(x), positions, heads); // (N, C)
    const v = this.wv.forward(x); // (N, C)
    const { keys, values, ...where } = cache?.append(k, v, lengths) ?? { keys: k, values: v };
    const options = { heads, lengths, ...where };
    this.record('weights', () => noGrad(() => q.attentionWeights(keys, options))); // for trace and inspect
    return this.wo.forward(q.causalAttention(keys, values, options));
  }
}

/** Rotates the channels i and i + D/2 of each head by position · 10000^(−2i/D). */
export function rotate(x: Tensor, positions: readonly number[], heads: number): Tensor {
  const [N, C] = x.shape;
  const half = C / heads / 2; // D/2
  const angles = positions.flatMap((position) =>
    Array.from({ length: half }, (_, i) => position * 10000 ** (-i / half)),
  );
  const cos = x.engine.tensor(angles.map(Math.cos), [N, 1, half]); // the same in every head
  const sin = x.engine.tensor(angles.map(Math.sin), [N, 1, half]);
  const byHead = x.reshape([N, heads, 2 * half]); // (N, H, D)
  const a = byHead.slice(0, half, 2); // (N, H, D/2)
  const b = byHead.slice(half, 2 * half, 2);
  const rotated = [a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))];
  return Tensor.concat(rotated, 2).reshape([N, C]);
}
