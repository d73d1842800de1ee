import { noGrad, type Tensor } from '@microgpt/autograd';
import { Dropout, Linear, Module, type Initializer } from '@microgpt/nn';
import { checkArguments, checkCount, checkInitializer } from '../check-arguments.ts';
import { counted, resolveConfig, type GPTConfig } from '../config.ts';
import { attentionWithDropout } from './attention-dropout.ts';
import type { LayerCache } from './kv-cache.ts';
import { residualInitializer } from './residual.ts';

/** Multi-head causal self-attention: each token attends to itself and to the tokens before it. */
export class CausalSelfAttention extends Module {
  readonly heads: number;
  readonly wq: Linear;
  readonly wk: Linear;
  readonly wv: Linear;
  readonly wo: Linear;
  /** The dropout of the attention weights; undefined for none. */
  readonly attnDropout: Dropout | undefined;

  /** @param options `bias`: whether the four linear layers have a bias; default that of the configuration */
  constructor(config: GPTConfig, init: Initializer, options: { bias?: boolean } = {}) {
    super();
    checkArguments('CausalSelfAttention', arguments, 3, ['bias']);
    checkInitializer('CausalSelfAttention', init);
    const resolved = resolveConfig(config);
    const { nEmbd, nHead, dropout } = resolved;
    const { bias = resolved.bias } = options;
    this.heads = nHead;
    this.wq = new Linear(nEmbd, nEmbd, init, { bias });
    this.wk = new Linear(nEmbd, nEmbd, init, { bias });
    this.wv = new Linear(nEmbd, nEmbd, init, { bias });
    this.wo = new Linear(nEmbd, nEmbd, residualInitializer(resolved, init), { bias });
    this.attnDropout = dropout > 0 ? new Dropout(dropout, init.rng) : undefined;
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    checkCount('CausalSelfAttention.forward', arguments.length, 3);
    const { heads, attnDropout } = this;
    const q = this.wq.forward(x); // (N, C)
    const k = this.wk.forward(x); // (N, C)
    const v = this.wv.forward(x); // (N, C)
    const { keys, values, ...layout } = cache?.append(k, v, lengths) ?? { keys: k, values: v };
    const options = { heads, lengths, ...layout };
    this.record('weights', () => noGrad(() => q.attentionWeights(keys, options))); // (H, T, S) for each document
    const y = attnDropout?.training
      ? attentionWithDropout(q, keys, values, options, attnDropout)
      : q.causalAttention(keys, values, options); // (N, C)
    return this.wo.forward(y);
  }

  protected override describe(): string {
    return `${this.constructor.name}(${counted(this.heads, 'head')})`;
  }
}
