import { noGrad, type Tensor } from '@microgpt/autograd';
import { Linear, Module, type Initializer } from '@microgpt/nn';
import { checkArguments, checkCount, checkInitializer } from '../check-arguments.ts';
import { counted, type GPTConfig } from '../config.ts';
import type { LayerCache } from './kv-cache.ts';

/** Multi-head causal self-attention: each token attends to itself and to the tokens before it. */
export class CausalSelfAttention extends Module {
  readonly heads: number;
  readonly wq: Linear;
  readonly wk: Linear;
  readonly wv: Linear;
  readonly wo: Linear;

  /** @param options `bias`: whether the four linear layers have a bias; default false */
  constructor({ nEmbd, nHead }: GPTConfig, init: Initializer, options: { bias?: boolean } = {}) {
    super();
    checkArguments('CausalSelfAttention', arguments, 3, ['bias']);
    checkInitializer('CausalSelfAttention', init);
    this.heads = nHead;
    this.wq = new Linear(nEmbd, nEmbd, init, options);
    this.wk = new Linear(nEmbd, nEmbd, init, options);
    this.wv = new Linear(nEmbd, nEmbd, init, options);
    this.wo = new Linear(nEmbd, nEmbd, init, options);
  }

  /** (N, C) → (N, C) */
  forward(x: Tensor, lengths: readonly number[], cache?: LayerCache): Tensor {
    checkCount('CausalSelfAttention.forward', arguments.length, 3);
    const { heads } = this;
    const q = this.wq.forward(x); // (N, C)
    const k = this.wk.forward(x); // (N, C)
    const v = this.wv.forward(x); // (N, C)
    const { keys, values, ...layout } = cache?.append(k, v, lengths) ?? { keys: k, values: v };
    const options = { heads, lengths, ...layout };
    this.record('weights', () => noGrad(() => q.attentionWeights(keys, options))); // (H, T, S) for each document
    const y = q.causalAttention(keys, values, options); // (N, C)
    return this.wo.forward(y);
  }

  protected override describe(): string {
    return `${this.constructor.name}(${counted(this.heads, 'head')})`;
  }
}
