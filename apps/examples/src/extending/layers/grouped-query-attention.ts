import { noGrad, type Tensor } from '@microgpt/autograd';
import type { GPTConfig, LayerCache } from '@microgpt/gpt';
import { Linear, Module, type Initializer } from '@microgpt/nn';

/**
 * Attention in which several query heads share a head of keys and values.
 *
 * @see https://arxiv.org/abs/2305.13245
 */
export class GroupedQueryAttention extends Module {
  readonly heads: number;
  readonly group: number;
  readonly wq: Linear;
  readonly wk: Linear;
  readonly wv: Linear;
  readonly wo: Linear;

  /** @param group how many query heads share a head of keys and values; must divide nHead */
  constructor({ nEmbd, nHead }: GPTConfig, group: number, init: Initializer) {
    super();
    if (nHead % group !== 0) throw new RangeError(`GroupedQueryAttention: ${nHead} heads do not split into ${group}s`);
    this.heads = nHead;
    this.group = group;
    this.wq = new Linear(nEmbd, nEmbd, init);
    this.wk = new Linear(nEmbd, nEmbd / group, init);
    this.wv = new Linear(nEmbd, nEmbd / group, init);
    this.wo = new Linear(nEmbd, nEmbd, init);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    const q = this.wq.forward(x); // (N, C)
    const k = this.wk.forward(x); // (N, C/G)
    const v = this.wv.forward(x); // (N, C/G)
    const { keys, values, ...where } = cache?.append(k, v, lengths) ?? { keys: k, values: v };
    const options = { heads: this.heads, lengths, ...where };
    const repeated = this.repeat(keys); // (M, C)
    this.record('weights', () => noGrad(() => q.attentionWeights(repeated, options))); // for trace and inspect
    return this.wo.forward(q.causalAttention(repeated, this.repeat(values), options));
  }

  /** Repeats each head for all query heads that share it: (M, C/G) → (M, C) */
  private repeat(x: Tensor): Tensor {
    const [M, width] = x.shape;
    const shared = this.heads / this.group;
    const size = width / shared; // D
    const repeated = x.reshape([M, shared, 1, size]).broadcastTo([M, shared, this.group, size]);
    return repeated.reshape([M, width * this.group]);
  }
}
