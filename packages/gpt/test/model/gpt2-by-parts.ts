import type { Tensor } from '@microgpt/autograd';
import { LayerNorm, Module, type Embedding } from '@microgpt/nn';
import { CausalSelfAttention, FeedForward, type GPTParts, type Part } from '../../src/index.ts';

/** A head that uses the weight of the embedding. */
export class TiedHead extends Module {
  readonly wte: Embedding;
  constructor(wte: Embedding) {
    super();
    this.wte = wte;
  }
  forward(x: Tensor): Tensor {
    return x.linear(this.wte.weight);
  }
}

/** GPT-2's network, with or without biases. */
export function gpt2(bias: boolean): Partial<GPTParts> {
  const norm: Part<LayerNorm> = ({ nEmbd }, init) => new LayerNorm(nEmbd, init, { bias });
  return {
    norm,
    attention: (sizes, init) => new CausalSelfAttention(sizes, init, { bias }),
    mlp: (sizes, init) => new FeedForward(sizes, init, { bias, activation: (x) => x.geluTanh() }),
    embeddingNorm: false,
    finalNorm: norm,
    head: (_, __, wte) => new TiedHead(wte),
  };
}
